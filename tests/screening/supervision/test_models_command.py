from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from youji.cli.models import app
from youji.screening.errors import YoujiError
from youji.screening.supervision.model import load_catalogue

runner = CliRunner()


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YOUJI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOUJI_LANG", raising=False)
    monkeypatch.delenv("YOUJI_CATALOGUE", raising=False)


def run(*words: str) -> tuple[int, str]:
    """Exit code and output; a refusal is raised through to the `youji` command, which prints it and exits with 1."""
    result = runner.invoke(app, list(words))
    if isinstance(result.exception, YoujiError):
        return 1, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_list_names_every_model() -> None:
    code, output = run("list")
    assert code == 0
    for model_id in load_catalogue():
        assert model_id in output


def test_show_says_everything_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load_catalogue()["split_purchases"]
    code, output = run("show", model.id)
    assert code == 0
    for piece in (model.title.zh, "法律依据", "参数", "证据", "window_days", "SELECT", model.hash[:20]):
        assert piece in output
    monkeypatch.setenv("YOUJI_LANG", "en")
    code, output = run("show", model.id)
    assert model.title.en in output
    assert "Legal basis" in output


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_explain_shows_the_sql_that_runs(dialect: str) -> None:
    code, output = run("explain", "split_purchases", "--dialect", dialect, "--as-of", "2025-06-30")
    assert code == 0
    assert "2025-06-30" in output
    assert "什么算一条预警" in output
    assert ("`contract`" if dialect == "spark" else '"contract"') in output


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        (["show", "nothing"], "没有名为“nothing”的模型"),
        (["check"], "--all"),
        (["check", "split_purchases", "--all"], "不能同时"),
        (["test", "nothing"], "没有名为“nothing”的模型"),
        (["explain", "split_purchases", "--dialect", "oracle"], "spark"),
        (["check", "--path", "nowhere"], "no such folder"),
        (["new", "split_purchases", "--category", "tendering", "--into", "x"], "已被占用"),
        (["new", "Bad-Name", "--category", "tendering", "--into", "x"], "small letters"),
        (["new", "fine", "--category", "../up", "--into", "x"], "small letters"),
    ],
)
def test_refusals(words: list[str], piece: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run(*words)
    assert code == 1
    assert piece in output
    assert not (tmp_path / "x").exists()


def test_a_new_model_passes_check_and_test(tmp_path: Path) -> None:
    root = tmp_path / "ours"
    code, output = run("new", "large_contract", "--category", "tendering", "--into", str(root))
    assert code == 0
    assert (root / "models" / "tendering" / "large_contract.sql").is_file()
    assert (root / "cases" / "tendering" / "large_contract.yml").is_file()
    code, output = run("check", "large_contract", "--path", str(root))
    assert (code, "1 个模型，0 个有问题" in output) == (0, True), output
    code, output = run("test", "--path", str(root))
    assert (code, "6/6" in output) == (0, True), output
    code, output = run("new", "large_contract", "--category", "tendering", "--into", str(root))
    assert code == 1
    assert "already" in output


def test_check_and_test_fail_with_exit_code_1(tmp_path: Path) -> None:
    root = tmp_path / "ours"
    run("new", "large_contract", "--category", "tendering", "--into", str(root))
    file = root / "models" / "tendering" / "large_contract.sql"
    file.write_text(file.read_text(encoding="utf-8").replace("amount >= $min", "amount > $min"), encoding="utf-8")
    code, output = run("test", "large_contract", "--path", str(root))
    assert code == 1
    assert "exactly the amount" in output
    assert "5/6" in output
    file.write_text(file.read_text(encoding="utf-8").replace("FROM contract", "FROM 'contract.csv'"), encoding="utf-8")
    code, output = run("check", "large_contract", "--path", str(root))
    assert code == 1
    assert "contract.csv" in output


def test_an_offices_own_models_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("new", "our_own", "--category", "tendering", "--into", str(tmp_path / "ours"))
    monkeypatch.setenv("YOUJI_CATALOGUE", str(tmp_path / "ours"))
    code, output = run("list")
    assert code == 0
    assert "our_own" in output
