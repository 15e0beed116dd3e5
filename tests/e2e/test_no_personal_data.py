"""Identity numbers, phones and accounts never leave the lake unmasked: not in output, logs, records or reports."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest

from youji.region import generate

PERSONAL = {"resident_id", "phone", "bank_account", "deposit_account", "payee_account", "contact_phone"}


def youji(home: Path, *arguments: str, expect: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "youji.cli.main", "--verbose", *arguments],
        env={**os.environ, "YOUJI_HOME": str(home), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region")
    generate(11, 0.1, folder / "city")
    home = tmp_path_factory.mktemp("work") / "home"
    (folder / "said.txt").write_text(youji(home, "demo", "--folder", str(folder / "city")), encoding="utf-8")
    (home / "said.txt").write_text((folder / "said.txt").read_text(encoding="utf-8"), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def secrets(home: Path) -> set[str]:
    """Every personal number that the lake or the quarantine holds, in full."""
    found: set[str] = set()
    with duckdb.connect() as db:
        for table in (home / "lake").iterdir():
            names = {row[0] for row in db.execute(f"DESCRIBE FROM '{table}/*.parquet'").fetchall()} & PERSONAL
            for name in names:
                found |= {row[0] for row in db.execute(f"SELECT DISTINCT {name} FROM '{table}/*.parquet'").fetchall()}
        for row in db.execute(f"SELECT \"column\", value FROM '{home}/quarantine/*.parquet'").fetchall():
            if row[0] in PERSONAL:
                found.add(row[1])
    return {s for s in found if s and len(re.sub(r"\D", "", s)) >= 10}


def exposed(text: str, secrets: set[str]) -> list[str]:
    digits = set(re.findall(r"[0-9]{6,}[0-9Xx]", re.sub(r"(?<=\d)[ -](?=\d)", "", text)))
    return sorted(s for s in secrets if re.sub(r"[ -]", "", s) in digits or s in text)


def test_there_is_something_to_hide(secrets: set[str]) -> None:
    assert len(secrets) > 1000


def test_terminal_output_and_logs_are_masked(home: Path, secrets: set[str]) -> None:
    said = (home / "said.txt").read_text(encoding="utf-8")
    for rank in range(1, 6):
        said += youji(home, "leads", str(rank))
    said += youji(home, "find", "有限公司", "--limit", "20")
    said += youji(home, "quarantine", "list", "--limit", "1000")
    said += youji(home, "runs", "show")
    assert exposed(said, secrets) == []


def test_finding_a_person_by_a_secret_number_does_not_print_it(home: Path, secrets: set[str]) -> None:
    identity = next(s for s in sorted(secrets) if len(s) == 18)
    assert exposed(youji(home, "find", identity), secrets) == []
    assert exposed(youji(home, "find", "13912345678" + identity[:0] + "9", expect=1), {"139123456789"}) == []


def test_records_mappings_and_steps_are_masked(home: Path, secrets: set[str]) -> None:
    files = [p for p in home.rglob("*") if p.suffix in {".json", ".yml", ".html", ".jsonl", ".sql"}]
    assert any(p.name == "run.json" for p in files)
    assert any(p.suffix == ".html" for p in files)
    for path in files:
        assert exposed(path.read_text(encoding="utf-8"), secrets) == [], path


def test_exports_are_masked(home: Path, secrets: set[str], tmp_path: Path) -> None:
    youji(
        home,
        "report",
        "--out",
        str(tmp_path / "r.html"),
        "--excel",
        str(tmp_path / "r.xlsx"),
        "--csv",
        str(tmp_path / "csv"),
    )
    youji(home, "quarantine", "export", str(tmp_path / "q.csv"))
    texts = [(tmp_path / "r.html").read_text(encoding="utf-8"), (tmp_path / "q.csv").read_text(encoding="utf-8-sig")]
    texts += [p.read_text(encoding="utf-8-sig") for p in (tmp_path / "csv").iterdir()]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as workbook:
        texts += [workbook.read(name).decode("utf-8", "replace") for name in workbook.namelist()]
    for text in texts:
        assert exposed(text, secrets) == []


def test_errors_are_masked(home: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "名单11010519491231002X.csv"
    hidden.write_text("姓名\n", encoding="utf-8")
    said = youji(home, "ingest", str(hidden), "--as", "person", expect=1)
    assert "11010519491231002X" not in said


def test_unmasking_takes_a_reason_and_leaves_a_record(home: Path, secrets: set[str]) -> None:
    youji(home, "leads", "1", "--unmask", expect=1)
    log = home / "unmask.jsonl"
    before = log.read_text(encoding="utf-8").count("\n") if log.exists() else 0
    youji(home, "leads", "1", "--unmask", "--reason", "初步核实第12号")
    entries = log.read_text(encoding="utf-8").splitlines()
    assert len(entries) == before + 1
    assert "初步核实第12号" in entries[-1]
    assert (log.stat().st_mode & 0o077) == 0


def test_quarantine_export_opens_as_plain_csv(home: Path, tmp_path: Path) -> None:
    youji(home, "quarantine", "export", str(tmp_path / "q.csv"))
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["line"].isdigit() and row["reason"] for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
