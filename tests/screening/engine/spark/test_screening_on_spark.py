"""Screening on Spark where something is in the way: limits, odd folders, damaged files, a kill."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.cli import Youji
from tests.kills.killing import SIGKILLED, make_files, outcome
from tests.kills.killing import youji as as_a_process
from tests.screening.engine.probing import CONTRACTS
from tests.screening.engine.spark.needed import LIMITS, needs_spark
from tests.screening.runs.office import AS_OF, NOON, Office
from tests.screening.runs.test_register_ids import MODEL, Zone

from youji.screening.engine.limits import Limits
from youji.screening.engine.on_duckdb import OnDuckDB
from youji.screening.engine.on_spark import OnSpark
from youji.screening.engine.spark import Spark
from youji.screening.errors import EngineError, HomeError, LimitError
from youji.screening.lake.home import Home
from youji.screening.lake.tables import Lake
from youji.screening.runs.record import RunRecord, RunStore, StepStatus
from youji.screening.runs.replay import replay
from youji.screening.runs.screen import Screening
from youji.screening.supervision.model import load_catalogue

pytestmark = needs_spark
PLAIN = {"zh": "x", "en": "x"}
ENDLESS = """\
WITH numbers AS (SELECT bidder_id, bid_id, unnest(generate_series(1, 10000)) AS n FROM bid)
SELECT a.bidder_id, a.bid_id, max(a.n * b.n * c.n * d.n) AS most
FROM numbers AS a CROSS JOIN numbers AS b CROSS JOIN numbers AS c CROSS JOIN numbers AS d GROUP BY a.bidder_id, a.bid_id
"""
OVERFLOWING = "SELECT bidder_id, bid_id, CAST(amount * 1000 AS DECIMAL(5, 2)) AS much FROM bid"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.bids()
    return office


@pytest.fixture
def machine() -> Iterator[Spark]:
    spark = Spark.start(1024, 2)
    yield spark
    spark.stop()


def screened(office: Office, limits: Limits = LIMITS) -> RunRecord:
    engine = OnSpark()
    chosen = [model for _, model in sorted(load_catalogue([office.models]).items())]
    try:
        with office.home.writing():
            return Screening(office.home, CONTRACTS, chosen, AS_OF, NOON, limits=limits, engine=engine).run()[0]
    finally:
        engine.close()


def java_seconds() -> int:
    """CPU seconds that Java processes of this one have used."""
    command = ["ps", "-o", "cputimes=,comm=", "--ppid", str(os.getpid())]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return sum(int(line.split()[0]) for line in listed if line.split()[1] == "java")


def results(office: Office, run: RunRecord) -> dict[tuple[str, str], bytes]:
    return {
        (step.model_id, name): (office.store.step_folder(step.model_id, step.key or "") / name).read_bytes()
        for step in run.steps
        for name in ("alerts.parquet", "evidence.parquet")
    }


def test_more_alerts_than_allowed_end_a_model_and_not_the_others(office: Office) -> None:
    run = screened(office, Limits(memory="3GB", threads=2, alerts=2))
    assert office.step(run, "probe").status is StepStatus.DONE
    office.bids([["B9", "T9", "O9", "900"]], "more")
    run = screened(office, Limits(memory="3GB", threads=2, alerts=2))
    assert office.step(run, "probe").status is office.step(run, "pairs").status is StepStatus.LIMIT
    assert "more than 2 alerts" in office.step(run, "probe").reason


def test_the_time_limit_ends_a_model_with_a_sentence(office: Office) -> None:
    office.write("endless", sql=ENDLESS, params=None, amount=None, currency=None, strength=None, explain=PLAIN)
    run = screened(office, Limits(memory="3GB", threads=2, seconds=25))
    step = office.step(run, "endless")
    assert step.status is StepStatus.LIMIT
    assert step.reason == "endless: stopped after the time limit of 25 s; narrow the model or raise --time-limit."
    # The models after it are computed all the same, and what was stopped does not go on.
    assert office.step(run, "probe").status is office.step(run, "pairs").status is StepStatus.DONE
    used = java_seconds()
    time.sleep(5)
    assert java_seconds() - used <= 1


def test_the_time_limit_stops_a_job_and_the_session_goes_on(machine: Spark) -> None:
    endless = "SELECT sum(hash(a.id, b.id)) FROM range(100000000) AS a CROSS JOIN range(100000000) AS b"
    with pytest.raises(LimitError, match=r"^m: stopped after the time limit of 1 s;"), machine.time_limit(1, "m"):
        machine.rows(endless)
    assert machine.rows("SELECT 1 AS one") == (("one",), [(1,)])


@pytest.mark.parametrize("name", ["with blank", "a,b", "{x}", "a{1,2} b", "中文 目录", "it's"])
def test_a_home_may_be_called_anything(name: str, tmp_path: Path) -> None:
    links = set(Path(tempfile.gettempdir()).glob("youji-spark-*"))
    office = Office(tmp_path / name)
    office.bids()
    run = screened(office)
    assert [(step.status, step.reason) for step in run.steps] == [(StepStatus.DONE, None)] * 2
    first, _ = office.screen(limits=LIMITS)
    assert results(office, first) == results(office, run)
    assert list(office.home.temporary.iterdir()) == []
    assert set(Path(tempfile.gettempdir()).glob("youji-spark-*")) <= links


def test_no_sign_of_a_folder_is_a_pattern(machine: Spark, tmp_path: Path) -> None:
    folder = tmp_path / "[a-b]*{c,d}?"
    beside = tmp_path / "ac"
    machine.write("SELECT 1 AS n", folder)
    machine.write("SELECT 2 AS n", beside)
    machine.view_files("found", "n INT", [str(file) for file in folder.glob("*.parquet")])
    machine.keep("kept", "SELECT n + 1 AS n FROM found", tmp_path / "[k]*")
    assert machine.rows("SELECT n FROM kept") == (("n",), [(2,)])


def test_a_query_that_stops_is_told_in_one_sentence(office: Office) -> None:
    office.write("overflowing", sql=OVERFLOWING, params=None, amount=None, currency=None, strength=None, explain=PLAIN)
    run = screened(office)
    step = office.step(run, "overflowing")
    assert step.status is StepStatus.FAILED
    assert "the engine refused it: [NUMERIC_VALUE_OUT_OF_RANGE" in step.reason
    assert "\n" not in step.reason
    assert office.step(run, "probe").status is StepStatus.DONE


def test_a_damaged_file_is_told_by_its_cause(office: Office) -> None:
    for file in Lake(office.home).files("bid"):
        Path(file).write_text("no parquet " * 100, encoding="utf-8")
    reason = office.step(screened(office), "probe").reason
    assert "not a Parquet file" in reason
    assert "Py4J" not in reason


def test_a_query_that_cannot_be_planned_is_told_by_its_class(machine: Spark) -> None:
    with pytest.raises(EngineError, match=r"^\[TABLE_OR_VIEW_NOT_FOUND\]"):
        machine.rows("SELECT a FROM nowhere")


def test_parties_are_read_under_the_ids_of_the_register(tmp_path: Path) -> None:
    zone = Zone(tmp_path)
    zone.link()
    first = zone.screen()
    engine = OnSpark()
    try:
        with zone.home.writing():
            second, _ = Screening(zone.home, CONTRACTS, [MODEL], AS_OF, NOON, limits=LIMITS, engine=engine).run()
    finally:
        engine.close()
    assert zone.subjects(second) == {"O1", "O2"}
    found = [
        (zone.office.store.step_folder(MODEL.id, run.steps[0].key or "") / "evidence.parquet").read_bytes()
        for run in (first, second)
    ]
    assert found[0] == found[1]


def test_a_run_on_spark_is_replayed_on_spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    youji, files = Youji(tmp_path / "home", monkeypatch), make_files(tmp_path)
    for dataset in ("contract", "payment"):
        assert youji("ingest", files[dataset], "--as", dataset).status == 0
    screen = ("screen", "--models", "payment_above_contract", "--as-of", "2025-06-30", "--memory", "3GB")
    assert youji(*screen, "--engine", "spark").status == 0
    run = RunStore(Home(youji.home)).load("latest")
    assert (run.engine, run.n_alerts) == ("spark", 4)
    said = youji("screen", "--replay", run.run_id, "--memory", "3GB")
    assert f"replayed {run.run_id}: 1 models, 4 alerts, identical to the record." in said.text
    assert "leave --engine out" in youji("screen", "--replay", run.run_id, "--engine", "duckdb").text
    with Home(youji.home).writing(), pytest.raises(HomeError, match="was made with spark"):
        replay(Home(youji.home), CONTRACTS, run, LIMITS, OnDuckDB())


def _java_machines(folder: Path) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = entry.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in said and "SparkSubmit" in said:
            found.append(entry.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").is_file(), reason="no /proc to look for processes in")
@pytest.mark.parametrize("phase", ["alerts", "evidence"])
def test_a_kill_leaves_nothing_that_the_next_call_does_not_clean(phase: str, tmp_path: Path) -> None:
    home, files = tmp_path / "home", make_files(tmp_path)
    for dataset in ("contract", "payment"):
        as_a_process(home, ["ingest", str(files[dataset]), "--as", dataset])
    screen = ["screen", "--models", "payment_above_contract", "--memory", "3GB", "--as-of", "2025-06-30"]
    assert as_a_process(home, [*screen, "--engine", "spark"], (phase, 1, 0.5)) == SIGKILLED
    patience = time.monotonic() + 60
    while _java_machines(home) and time.monotonic() < patience:
        time.sleep(0.1)
    assert _java_machines(home) == []
    assert RunStore(Home(home)).all() == []
    as_a_process(home, [*screen, "--engine", "spark"])
    assert list((home / "tmp").iterdir()) == []
    assert RunStore(Home(home)).unfinished() == []
    on_spark = outcome(home)
    shutil.rmtree(home / "runs")
    as_a_process(home, screen)
    assert outcome(home) == on_spark
