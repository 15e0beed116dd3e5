"""`youji bench detection` as a person meets it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmark.folders import bids_folder, foreign_folder, own_model
from tests.e2e.cli import Youji
from youji.benchmark.report import BEGIN, END

OVERPAID = "payment_above_contract"


@pytest.fixture
def youji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Youji:
    return Youji(tmp_path / "home", monkeypatch)


def test_a_foreign_folder_gives_tables_files_and_details(tmp_path: Path, youji: Youji) -> None:
    folder = foreign_folder(tmp_path / "theirs")
    clean = bids_folder(tmp_path / "clean")
    written = {name: tmp_path / name for name in ("figures.json", "figures.md", "details")}
    said = youji(
        "bench", "detection", "--folder", folder, "--folder", clean, "--models", OVERPAID, "--jobs", "1",
        "--json", written["figures.json"], "--markdown", written["figures.md"], "--details", written["details"],
    )  # fmt: skip
    assert said.status == 0, said.text
    assert "recall, two larger effects, complete" in said.text
    assert "100 % (21–100) 1/1" in said.text
    figures = json.loads(written["figures.json"].read_text(encoding="utf-8"))
    assert figures["recall"]["all"]["all"] == {
        "hits": 1, "n": 2, "value": 0.5, "low": pytest.approx(0.0945, abs=1e-4), "high": pytest.approx(0.9055, abs=1e-4)
    }  # fmt: skip
    assert figures["clean"]["alerts"] == 0
    assert figures["metamorphic"]["broken"] == []
    assert figures["seeds"] == []
    page = written["figures.md"].read_text(encoding="utf-8")
    assert page.startswith("## Figures\n")
    assert f"| {OVERPAID}, blatant | 100 % (21–100) 1/1 |" in page
    with (written["details"] / "cases.csv").open(encoding="utf-8") as text:
        cases = list(csv.DictReader(text))
    assert [(case["case_id"], case["outcome"]) for case in cases] == [("over-1", "found"), ("over-2", "missed")]
    assert (written["details"] / "false_leads.csv").read_text(encoding="utf-8").count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_figures_take_their_place_in_a_document(tmp_path: Path, youji: Youji) -> None:
    folder = foreign_folder(tmp_path / "theirs")
    page = tmp_path / "detection.md"
    page.write_text(f"# Detection\n\nBefore.\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    asked = ("bench", "detection", "--folder", folder, "--models", OVERPAID, "--jobs", "1", "--no-metamorphic")
    assert youji(*asked, "--markdown", page).status == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# Detection\n\nBefore.\n\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\n\nAfter.\n")
    assert "old" not in text
    assert "### Recall by any model" in text
    page.write_text(f"{END}\n{BEGIN}\n", encoding="utf-8")
    refused = youji(*asked, "--markdown", page)
    assert refused.status == 1
    assert "has not one place for figures" in refused.text


def test_the_words_are_chinese_unless_english_is_asked_for(
    tmp_path: Path, youji: Youji, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJI_LANG", "zh")
    folder = foreign_folder(tmp_path / "theirs")
    said = youji("bench", "detection", "--folder", folder, "--models", OVERPAID, "--jobs", "1", "--no-metamorphic")
    assert said.status == 0, said.text
    assert "前100条线索的准确率" in said.text
    assert "没有预埋问题的区域" not in said.text


def test_a_model_that_breaks_a_check_ends_with_1(tmp_path: Path, youji: Youji, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own_model(
        own / "models",
        "probe_rows",
        "SELECT bid_id, bidder_id FROM bid WHERE _row // NULLIF($batch, 0) = 1",
        params={"batch": {"value": 2**32, "unit": "count", "why": "a test"}},
        inputs={"bid": ["bid_id", "bidder_id", "_row"]},
    )
    monkeypatch.setenv("YOUJI_CATALOGUE", str(own))
    folder = bids_folder(tmp_path / "theirs")
    said = youji("bench", "detection", "--folder", folder, "--models", "probe_rows", "--jobs", "1")
    assert said.status == 1
    assert "fail a metamorphic check: probe_rows" in said.text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seeds", "ten"], "cannot read `ten`"),
        (["--seeds", "110-101"], "cannot read `110-101`"),
        (["--seeds", "1-999999"], "at most 1000"),
        (["--missing", "0,most"], "cannot read `0,most`"),
        (["--missing", "1"], "between 0 and 0.9"),
        (["--models", "oracle"], "there is no model `oracle`"),
        (["--folder", "nowhere", "--jobs", "1"], "there is no such folder"),
        (["--as-of", "soon"], "`soon` is no date"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(youji: Youji, arguments: list[str], said: str) -> None:
    answer = youji("bench", "detection", *arguments)
    assert answer.status == 1
    assert said in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_leaves_no_folder_and_no_process(tmp_path: Path, number: signal.Signals, jobs: str) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary), "YOUJI_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "youji.cli.main", "bench", "detection", "--seeds", "1-20", "--jobs", jobs]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        deadline = time.monotonic() + 60
        while not list(temporary.glob("youji-bench-*/*")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
        if number is signal.SIGINT:
            # As a terminal does: to every process of the group.
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in complaint
    assert list(temporary.glob("youji-bench-*")) == []
    # Python's own tracker of shared resources ends by itself a moment after the process it served.
    deadline = time.monotonic() + 30
    while alive := running(process.pid):
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def running(group: int) -> list[str]:
    """Commands of the processes of a group that have not ended; none where there is no `ps` to ask."""
    if shutil.which("ps") is None:
        return []
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True)
    fields = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [args for pgid, stat, args in fields if int(pgid) == group and not stat.startswith("Z")]
