"""`youji region` as a person meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from youji.cli.region import region
from youji.region import RegionError

app = typer.Typer()
app.command()(region)


@pytest.mark.parametrize(("language", "said"), [("zh", "答案在"), ("en", "the answers are in")])
def test_the_command_writes_a_region_and_sums_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("YOUJI_LANG", language)
    out = tmp_path / "region"
    result = CliRunner().invoke(app, ["--seed", "5", "--scale", "0.05", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert (out / "manifest.json").is_file()
    assert said in result.output
    assert "persons.csv" in result.output


def test_the_command_refuses_a_foreign_folder_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "work.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(app, ["--scale", "0.05", "--out", str(tmp_path)])
    assert isinstance(result.exception, RegionError)
    assert str(result.exception).count(".") >= 1
    assert "\n" not in str(result.exception)
