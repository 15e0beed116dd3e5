"""Cases of every model on both engines, and what the gate knows of Spark, in one Spark session.

A case costs Spark about a second of planning, so every run takes a few of each model, and `make soak` takes all.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.engine.spark.aggregates import PLANNED, UNPLANNED, WINDOWS
from tests.screening.engine.spark.needed import needs_spark

from youji.screening.engine.on_spark import SparkCases
from youji.screening.errors import EngineError
from youji.screening.supervision.case_run import DuckEngine, run_case
from youji.screening.supervision.cases import cases_path, load_cases
from youji.screening.supervision.model import load_catalogue
from youji.screening.supervision.problem import Problems
from youji.screening.supervision.render import render
from youji.screening.supervision.structure import parse_query

CATALOGUE = load_catalogue()
BIDS = {"bid_id": "VARCHAR", "bidder_id": "VARCHAR", "tender_id": "VARCHAR", "amount": "DECIMAL(18,2)"}
EVERY_TIME = ("hit", "missing_data")
ROWS = [["B1", "O1", "T1", "1.00"], ["B2", "O2", "T1", "2.00"], ["B3", "O1", "T2", None], ["B4", "O1", "T1", "9.00"]]

pytestmark = needs_spark


@pytest.fixture(scope="module")
def cases_on_spark() -> Iterator[SparkCases]:
    with SparkCases() as engine:
        yield engine


def _differing(model_id: str, engine: SparkCases, few: bool) -> list[str]:
    """What differs between the engines, or from what is expected."""
    model = CATALOGUE[model_id]
    cases = load_cases(cases_path(model))
    first = {case.shows: case for case in reversed(cases.cases)}
    chosen = [case for shows, case in first.items() if shows in EVERY_TIME] if few else cases.cases
    results = [run_case(model, cases, case, CONTRACTS, DuckEngine, lambda: engine) for case in chosen]
    return [f"{result.case.name}: {line}" for result in results for line in result.differences]


@pytest.mark.parametrize("model_id", sorted(CATALOGUE))
def test_a_hit_and_missing_data_give_the_same_rows_on_both_engines(model_id: str, cases_on_spark: SparkCases) -> None:
    assert _differing(model_id, cases_on_spark, few=True) == []


@pytest.mark.soak
@pytest.mark.parametrize("model_id", sorted(CATALOGUE))
def test_every_case_gives_the_same_rows_on_both_engines(model_id: str, cases_on_spark: SparkCases) -> None:
    assert _differing(model_id, cases_on_spark, few=False) == []


def _sql(selected: str, grouped: bool) -> tuple[str, str]:
    """The query for DuckDB and for Spark, as a model's is rendered, but past the gate."""
    tail = " GROUP BY bidder_id ORDER BY bidder_id" if grouped else ""
    query = parse_query(f"SELECT bidder_id, {selected} FROM bid{tail}", Problems())
    assert query is not None
    return render(query, "duckdb"), render(query, "spark")


@pytest.mark.parametrize("selected", PLANNED)
def test_what_the_gate_passes_spark_answers_as_duckdb_does(selected: str, cases_on_spark: SparkCases) -> None:
    on_duckdb, on_spark = _sql(selected, grouped=True)
    cases_on_spark.fill("bid", BIDS, ROWS)
    with DuckEngine() as duck:
        duck.fill("bid", BIDS, ROWS)
        assert cases_on_spark.rows(on_spark) == duck.rows(on_duckdb)


@pytest.mark.parametrize("selected", [*UNPLANNED, *WINDOWS])
def test_what_the_gate_refuses_spark_cannot_plan(selected: str, cases_on_spark: SparkCases) -> None:
    """Where this fails with a newer Spark, the gate may let it pass."""
    on_duckdb, on_spark = _sql(selected, grouped=selected not in WINDOWS)
    cases_on_spark.fill("bid", BIDS, ROWS)
    with DuckEngine() as duck:
        duck.fill("bid", BIDS, ROWS)
        assert duck.rows(on_duckdb)[1]
    with pytest.raises(EngineError, match=r"ClassCastException|DISTINCT_WINDOW_FUNCTION_UNSUPPORTED"):
        cases_on_spark.rows(on_spark)
