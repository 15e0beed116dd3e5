"""`youji ocds`: what a script that called Cardinal gets."""

from __future__ import annotations

import gzip
import io
import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.screening.red_flags.releases import contest, process, text, write
from typer.testing import CliRunner

from youji.cli.ocds import app
from youji.screening.red_flags.lines import Lines
from youji.screening.red_flags.settings import DEFAULT_FILE, Settings
from youji.screening.red_flags.workers import LimitError, examined

runner = CliRunner()
RELEASES = [contest("P", 1, 3), process("Q", tender={"numberOfTenderers": 1, "procurementMethod": "open"})]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YOUJI_LANG", "en")
    monkeypatch.chdir(tmp_path)


def test_without_settings_all_flags_are_computed() -> None:
    write(Path("in.jsonl"), RELEASES)
    done = runner.invoke(app, ["indicators", "in.jsonl", "--no-meta"])
    assert done.exit_code == 0
    assert done.stdout == (
        '{"OCID":{"P":{"R024":2.0,"R058":2.0},"Q":{"R018":1.0}},'
        '"Tenderer":{"L":{"R024":0.0},"W":{"R024":0.0,"R058":0.0}}}\n'
    )
    assert done.stderr == ""


def test_the_result_has_cardinals_keys_in_cardinals_order() -> None:
    bids = {"buyer": {"id": "B"}, "tender": {"procuringEntity": {"id": "E"}}}
    out = {"status": "disqualified", "tenderers": [{"id": "D"}]}
    releases = [*RELEASES, process("R", [out, out], **bids)]
    write(Path("in.jsonl"), releases)
    done = runner.invoke(app, ["indicators", "in.jsonl", "--map", "--count"])
    result = json.loads(done.stdout)
    assert list(result) == ["OCID", "Tenderer", "Buyer", "ProcuringEntity", "Meta", "Maps"]
    assert list(result["Meta"]) == ["R024", "R025", "R038", "R048", "R058"]
    assert result["Meta"]["R048"] == {"q1": None, "q3": None, "upper_fence": None}
    assert done.stderr.splitlines() == ["OCID: 2", "Tenderer: 3", "Buyer: 1", "ProcuringEntity: 1"]


def test_only_flags_of_the_settings_are_computed() -> None:
    write(Path("in.jsonl"), RELEASES)
    Path("s.ini").write_text("[R018]\n[R044]\n", encoding="utf-8")
    done = runner.invoke(app, ["indicators", "--settings", "s.ini", "in.jsonl"])
    assert json.loads(done.stdout) == {"OCID": {"Q": {"R018": 1.0}}, "Meta": {}}
    assert done.stderr == "[R044] of the settings is not computed.\n"


def test_nothing_found_is_an_empty_object() -> None:
    Path("in.jsonl").write_bytes(b"")
    Path("s.ini").write_text("", encoding="utf-8")
    assert runner.invoke(app, ["indicators", "in.jsonl", "-s", "s.ini", "--no-meta"]).stdout == "{}\n"


@pytest.mark.parametrize("packed", [False, True])
def test_from_standard_input_into_a_file(packed: bool) -> None:
    content = gzip.compress(text(RELEASES)) if packed else text(RELEASES)
    done = runner.invoke(app, ["indicators", "-", "-o", "out.json", "--no-meta"], input=content)
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["OCID"]["Q"] == {"R018": 1.0}
    assert [path.name for path in Path().iterdir()] == ["out.json"]


def test_what_was_left_out_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = text([contest("R", 1, 3)]).replace(b"CNY", b"USD")
    Path("in.jsonl").write_bytes(text(RELEASES) + b"{\n" + foreign)
    done = runner.invoke(app, ["indicators", "in.jsonl"])
    assert "Line 3 is invalid JSON, skipping." in done.stderr
    assert "2 bids are not in CNY and were not compared." in done.stderr
    monkeypatch.setenv("YOUJI_LANG", "zh")
    done = runner.invoke(app, ["indicators", "in.jsonl"])
    assert "第 3 行不是 JSON，已跳过" in done.stderr
    assert "有 2 个报价的币种不是 CNY，未参与比较。" in done.stderr
    Path("in.jsonl").write_bytes(b'{"releases": []}\n')
    assert "没有一行是带 ocid 的汇总发布" in runner.invoke(app, ["indicators", "in.jsonl"]).stderr


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["none.jsonl"], "none.jsonl: cannot be opened"),
        (["."], ".: is a folder"),
        (["in.jsonl", "--settings", "none.ini"], "none.ini: the settings cannot be read"),
        (["in.jsonl", "--output", "none/out.json"], "none/out.json: cannot be written"),
        (["in.jsonl", "--memory", "1MB"], "--memory: 1MB is too little"),
        (["cut.gz", "--output", "out.json"], "cut.gz: cannot be read to its end"),
    ],
)
def test_refusals_are_one_sentence_and_leave_no_file(arguments: list[str], refusal: str) -> None:
    write(Path("in.jsonl"), RELEASES)
    Path("cut.gz").write_bytes(gzip.compress(text(RELEASES))[:-9])
    before = sorted(Path().iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "youji.cli.main", "ocds", "indicators", *arguments], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert refusal in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(Path().iterdir()) == before


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    write(Path("in.jsonl"), [process(str(n), tender=RELEASES[1]["tender"]) for n in range(20_000)])
    command = f"{sys.executable} -m youji.cli.main ocds indicators in.jsonl | head -c 9"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ('{"OCID":{', "")


def test_a_killed_process_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("youji.screening.red_flags.worker.__name__", "youji.no_such_module")
    monkeypatch.setattr(Lines.chunks, "__defaults__", (50,))
    monkeypatch.setattr(Lines.parts, "__defaults__", (50,))
    with pytest.raises(LimitError, match="--processes 1"):
        list(examined(Lines(io.BytesIO(text(RELEASES * 9)), "test", None), Settings(), False, 2))


def test_init_writes_the_default_settings_once() -> None:
    assert runner.invoke(app, ["init", "-"]).stdout == DEFAULT_FILE
    done = runner.invoke(app, ["init", "s.ini"])
    assert (done.exit_code, done.stdout) == (0, "Settings written to s.ini.\n")
    assert Path("s.ini").read_text(encoding="utf-8") == DEFAULT_FILE
    Path("s.ini").write_text("mine", encoding="utf-8")
    done = runner.invoke(app, ["init", "s.ini"])
    assert (done.exit_code, Path("s.ini").read_text(encoding="utf-8")) == (0, "mine")
    assert "s.ini exists and was kept" in done.stderr
    assert runner.invoke(app, ["init", "--force", "s.ini"]).exit_code == 0
    assert Path("s.ini").read_text(encoding="utf-8") == DEFAULT_FILE
    done = subprocess.run(
        [sys.executable, "-m", "youji.cli.main", "ocds", "init", "none/s.ini"], capture_output=True, text=True
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


LIMIT = 448 * 1024**2


@pytest.mark.slow
def test_a_file_several_times_larger_than_memory_is_read() -> None:
    # Each process may have 448 MiB of data; the file is 1.5 GB. Data, not address space, which maps libraries too.
    block = text(process(f"P{n}", tender=RELEASES[1]["tender"], description="x" * 100_000) for n in range(150))
    member = gzip.compress(block, 1)
    with Path("large.jsonl.gz").open("wb") as out:
        for _ in range(100):
            out.write(member)  # one packed file may hold many, as after `cat`
    options = ["--processes", "2", "--memory", "600MiB", "--count"]
    done = subprocess.run(
        [sys.executable, "-m", "youji.cli.main", "ocds", "indicators", "large.jsonl.gz", *options],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT)),
    )
    assert done.stderr == "OCID: 150\n"
    assert len(block) * 100 > 3 * LIMIT
    assert len(re.findall(r'"R018":1\.0', done.stdout)) == 150
