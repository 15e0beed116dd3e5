"""The second engine: the same rows, alerts and evidence as the first, and a plain sentence where it cannot start.

All tests that need Spark stand in this file, so that one Java machine serves them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from tests.e2e.cli import Youji
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.office import AS_OF, NOON, Office

from youji.screening.engine import java
from youji.screening.engine.choice import engine_named
from youji.screening.engine.limits import Limits
from youji.screening.engine.on_spark import SMALLEST, OnSpark, SparkCases, shared_memory
from youji.screening.errors import EngineError, LimitError
from youji.screening.lake.home import Home
from youji.screening.runs.record import RunRecord, RunStore, StepStatus
from youji.screening.runs.screen import Screening
from youji.screening.supervision.case_run import DuckEngine, run_cases
from youji.screening.supervision.cases import cases_path, load_cases
from youji.screening.supervision.model import load_catalogue

CATALOGUE = load_catalogue()
ONE_OF_EACH_KIND = ("payment_above_contract", "split_purchases", "same_device", "official_kin_wins")
"""A few suffice: every model's SQL is compared by its cases, here it is the lake, the files and the evidence."""
LIMITS = Limits(memory="3GB", threads=2)
spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not on this machine"
)


@pytest.fixture
def youji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Youji:
    return Youji(tmp_path / "home", monkeypatch)


@pytest.fixture(scope="module")
def cases_on_spark() -> Iterator[SparkCases]:
    with SparkCases() as engine:
        yield engine


@spark
@pytest.mark.slow
@pytest.mark.parametrize("model_id", sorted(CATALOGUE))
def test_every_case_gives_the_same_rows_on_both_engines(model_id: str, cases_on_spark: SparkCases) -> None:
    model = CATALOGUE[model_id]
    results = run_cases(model, load_cases(cases_path(model)), CONTRACTS, DuckEngine, lambda: cases_on_spark)
    assert [f"{result.case.name}: {line}" for result in results for line in result.differences] == []


def _screened(home: Home, engine_name: str) -> RunRecord:
    engine = engine_named(engine_name)
    try:
        with home.writing():
            return Screening(
                home,
                CONTRACTS,
                [CATALOGUE[model_id] for model_id in ONE_OF_EACH_KIND],
                date(2025, 6, 30),
                datetime(2025, 7, 1, tzinfo=UTC),
                limits=LIMITS,
                engine=engine,
            ).run()[0]
    finally:
        engine.close()


@spark
@pytest.mark.slow
def test_the_region_gives_the_same_alerts_and_evidence_on_both_engines(tmp_path: Path, youji: Youji) -> None:
    youji("region", "--seed", "5", "--scale", "0.1", "--out", str(tmp_path / "region"))
    manifest = json.loads((tmp_path / "region" / "manifest.json").read_text(encoding="utf-8"))
    for file, entry in manifest["files"].items():
        assert youji("ingest", tmp_path / "region" / file, "--as", entry["dataset"]).status == 0
    home = Home(youji.home)
    found = {}
    for name in ("duckdb", "spark"):
        run = _screened(home, name)
        assert (run.engine, {step.status for step in run.steps}) == (name, {StepStatus.DONE})
        store = RunStore(home)
        found[name] = {
            (step.model_id, table): duckdb.sql(
                f"FROM read_parquet('{store.step_folder(step.model_id, step.key or '')}/{table}.parquet') ORDER BY ALL"
            ).fetchall()
            for step in run.steps
            for table in ("alerts", "evidence")
        }
    assert sum(len(rows) for (_, table), rows in found["spark"].items() if table == "alerts") > 3
    assert found["spark"] == found["duckdb"]


@spark
def test_more_alerts_than_allowed_end_a_model_and_not_the_others(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.bids()
    engine = OnSpark()
    chosen = [model for _, model in sorted(load_catalogue([office.models]).items())]
    try:
        with office.home.writing():
            limits = Limits(memory="3GB", threads=2, alerts=1)
            run, _ = Screening(office.home, CONTRACTS, chosen, AS_OF, NOON, limits=limits, engine=engine).run()
    finally:
        engine.close()
    assert {step.status for step in run.steps} == {StepStatus.LIMIT}
    assert "more than 1 alerts" in office.step(run, "probe").reason


def test_an_unknown_engine_is_refused_by_name() -> None:
    with pytest.raises(EngineError, match="no engine `polars`; write duckdb or spark"):
        engine_named("polars")


def test_no_java_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="there is none on PATH; install OpenJDK 17"):
        java.find_java()


def test_a_wrong_java_home_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=f"JAVA_HOME is {tmp_path}, where there is no bin/java"):
        java.find_java()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [('openjdk version "11.0.2" 2019-01-15', "is Java 11, and Spark needs 17 or newer"), ("hello", "unknown version")],
)
def test_an_old_java_is_named(said: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=sentence):
        java.find_java()


def test_no_pyspark_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise java.PackageNotFoundError(name)

    monkeypatch.setattr(java, "version", missing)
    with pytest.raises(EngineError, match=r"PySpark is not installed; run `pip install 'youji\[spark\]'`"):
        OnSpark()


def test_too_little_memory_for_java_is_refused() -> None:
    assert shared_memory(f"{SMALLEST // 1024**2}MiB")[0] > 0
    with pytest.raises(LimitError, match="too little for Spark"):
        shared_memory("1GB")
