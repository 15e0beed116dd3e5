"""OCDS files through the `youji` command: recognised, said, refused, screened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.cli import Youji
from tests.screening.ingest.ocds.publishing import award_release, package, tender_release, value


def overpaid(number: int) -> dict[str, object]:
    """A contract that was paid twice."""
    release = {**tender_release(f"ocds-{number}"), **award_release(f"ocds-{number}")}
    payments = [{"id": str(i), "value": value(900000.5), "date": "2024-07-01T00:00:00Z"} for i in range(2)]
    contract = {**release["contracts"][0], "implementation": {"transactions": payments}}
    return {**release, "tag": ["compiled"], "contracts": [contract], "extra": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ocds"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(package([overpaid(1)])), encoding="utf-8")
    (folder / "2.jsonl").write_text(json.dumps(overpaid(2)) + "\n{broken\n", encoding="utf-8")
    return folder


def test_a_folder_is_recognised_ingested_and_screened(youji: Youji, folder: Path) -> None:
    said = youji("ingest", folder)
    assert said.status == 0, said.text
    assert "1.json: OCDS release package, 1 releases of 1 processes" in said.text
    assert "2.jsonl: OCDS compiled releases (JSON lines), 1 releases of 1 processes" in said.text
    assert "2.jsonl → tender: 1 rows in, 1 quarantined ( the line is not valid JSON × 1)" in said.text
    assert "left out: extra × 1" in said.text
    again = youji("ingest", folder, "--as", "ocds")
    assert "1.json → award: unchanged" in again.text
    assert "line 2" in youji("quarantine", "list").text
    assert youji("screen", "--as-of", "2025-06-30").status == 0
    assert "Supplier 1" in youji("leads").text


def test_it_is_said_in_chinese(youji: Youji, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJI_LANG", "zh")
    said = youji("ingest", folder / "1.json")
    assert "OCDS 发布包，1 份发布，1 个采购过程" in said.text
    assert "未采用：extra × 1" in said.text


def test_what_is_no_ocds_is_refused_and_the_rest_goes_on(youji: Youji, folder: Path) -> None:
    (folder / "0.csv").write_text("payment_id,amount\n1,5\n", encoding="utf-8")
    said = youji("ingest", folder)
    assert said.status == 1
    assert "0.csv: name the dataset with --as" in said.text
    assert "2.jsonl → award: 1 rows in" in said.text
    forced = youji("ingest", folder / "0.csv", "--as", "ocds")
    assert forced.status == 1
    assert "is no OCDS data" in forced.text
    assert "Traceback" not in said.text + forced.text


@pytest.mark.parametrize("arguments", [[], ["--as", "ocds"]], ids=["guessed", "said"])
def test_a_database_is_no_ocds_and_its_password_is_not_shown(youji: Youji, arguments: list[str]) -> None:
    said = youji("ingest", "postgresql://clerk:hush-hush@127.0.0.1:1/office", *arguments)
    assert said.status == 1
    assert "hush-hush" not in said.text


def test_rows_in_quarantine_can_be_tried_again(youji: Youji, folder: Path) -> None:
    (folder / "1.json").write_text(
        json.dumps(package([award_release(awards=[{"id": "1", "value": value("five")}])])), encoding="utf-8"
    )
    youji("ingest", folder / "1.json")
    listed = youji("quarantine", "list").text
    assert "releases[0]: awards[0]" in listed
    assert "0 rows released" in youji("quarantine", "retry").text
    assert "releases[0]: awards[0]" in youji("quarantine", "list").text
