"""What passes the gate: parameters as typed literals, both dialects, evidence, and what is not computable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.screening.supervision.conftest import param

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision.gate import (
    CompiledModel,
    check_model,
    compile_evidence,
    compile_model,
    missing_inputs,
    resolve_params,
)
from youji.screening.supervision.model import SupervisionModel

Build = Callable[..., SupervisionModel]
Contracts = dict[str, Contract]
DAY = date(2025, 6, 30)
ALL = {
    "n": param(3, minimum=1, maximum=9),
    "share": param(0.25, minimum=0, maximum=1),
    "since": param(date(2020, 1, 1), minimum=date(2000, 1, 1)),
    "word": param("valid"),
    "strict": param(True),
}
USES_ALL = """
SELECT bidder_id, $n AS n, $share AS share, $since AS since, $word AS word, $strict AS strict, $as_of AS day
FROM bid
"""


def run(compiled: CompiledModel, rows: int = 1) -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE bid (bid_id VARCHAR, tender_id VARCHAR, bidder_id VARCHAR, amount DECIMAL(18,2), "
            "submitted_at TIMESTAMP, status VARCHAR, _row BIGINT)"
        )
        for number in range(rows):
            connection.execute(
                "INSERT INTO bid (bidder_id, amount, _row) VALUES (?, ?, ?)", [f"B{number}", 100 * number, number]
            )
        return connection.execute(compiled.sql).fetchall()


def test_parameters_become_typed_literals(model: Build, contracts: Contracts) -> None:
    compiled = compile_model(model(USES_ALL, params=ALL), contracts, {}, DAY)
    assert run(compiled) == [("B0", 3, Decimal("0.25"), date(2020, 1, 1), "valid", True, DAY)]
    assert "$" not in compiled.sql
    assert compiled.output_columns == ("bidder_id", "n", "share", "since", "word", "strict", "day")
    assert compiled.output_types["n"] == "BIGINT"
    assert compiled.output_types["share"].startswith("DECIMAL")
    assert compiled.inputs["tender"] == ("tender_id", "estimate", "opened_on")


def test_overrides_replace_defaults(model: Build, contracts: Contracts) -> None:
    given_ = {"n": "5", "share": Decimal("0.125"), "since": "2021-02-03", "word": "withdrawn", "strict": "false"}
    compiled = compile_model(model(USES_ALL, params=ALL), contracts, given_, DAY)
    assert run(compiled) == [("B0", 5, Decimal("0.125"), date(2021, 2, 3), "withdrawn", False, DAY)]
    assert compiled.params["share"] == Decimal("0.125")


@pytest.mark.parametrize(
    ("overrides", "word"),
    [
        ({"m": 1}, "`m` is unknown"),
        ({"n": 0}, "below its minimum 1"),
        ({"n": 10}, "above its maximum 9"),
        ({"share": "1.01"}, "above its maximum"),
        ({"since": "1999-12-31"}, "below its minimum"),
        ({"n": 2.5}, "whole number"),
        ({"n": "2.5"}, "whole number"),
        ({"n": True}, "whole number"),
        ({"n": "three"}, "whole number"),
        ({"share": 0.1}, "decimal number"),
        ({"share": "NaN"}, "decimal number"),
        ({"share": "1e-30"}, "decimal number"),
        ({"since": "tomorrow"}, "date"),
        ({"word": 5}, "plain text"),
        ({"word": "a\nb"}, "plain text"),
        ({"strict": "perhaps"}, "true or false"),
        ({"as_of": DAY}, "`as_of` is unknown"),
    ],
)
def test_a_wrong_override_is_named(overrides: dict[str, object], word: str, model: Build, contracts: Contracts) -> None:
    with pytest.raises(ModelError, match="probe: parameter") as error:
        compile_model(model(USES_ALL, params=ALL), contracts, overrides, DAY)
    assert word in str(error.value)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.decimals(min_value=0, max_value=1, allow_nan=False, places=8))
def test_decimals_arrive_exactly(value: Decimal, model: Build, contracts: Contracts) -> None:
    compiled = compile_model(model(USES_ALL, params=ALL), contracts, {"share": value}, DAY)
    assert run(compiled)[0][2] == value


def test_a_product_with_a_parameter_does_not_overflow(model: Build, contracts: Contracts) -> None:
    found = model("SELECT bidder_id, amount * $share AS x FROM bid", params={"share": param(0.123456)})
    compiled = compile_model(found, contracts, {}, DAY)
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE bid (bidder_id VARCHAR, amount DECIMAL(18,2))")
        connection.execute("INSERT INTO bid VALUES ('B1', 9999999999999999.99)")
        rows = connection.execute(compiled.sql).fetchall()
    assert rows == [("B1", Decimal("9999999999999999.99") * Decimal("0.123456"))]


def test_a_model_that_fails_cannot_be_compiled(model: Build, contracts: Contracts) -> None:
    with pytest.raises(ModelError, match=r"probe\.sql:\d+: `getenv`.*1 more; run `youji models check probe`"):
        compile_model(model("SELECT bidder_id, getenv('A') AS x, now() AS y FROM bid"), contracts, {}, DAY)


def test_the_line_of_a_problem_is_the_line_of_the_file(model: Build, contracts: Contracts) -> None:
    found = model("SELECT\n    bidder_id,\n    hash(bidder_id) AS x\nFROM bid")
    (problem,) = check_model(found, contracts)
    assert problem.line == found.sql_line + 3


def test_a_change_in_the_contract_is_seen(model: Build, contracts: Contracts) -> None:
    found = model("SELECT bidder_id FROM bid WHERE amount > 1")
    assert check_model(found, contracts) == []
    fewer = {**contracts, "bid": type(contracts["bid"])(**{**vars(contracts["bid"]), "columns": ()})}
    assert check_model(found, fewer)


@pytest.mark.parametrize(
    ("sql", "piece"),
    [
        ("CAST(amount / NULLIF(amount, 0) AS DECIMAL(9, 6))", "CAST(`amount` AS DOUBLE)"),
        ("CAST(avg(amount) OVER (PARTITION BY status) AS DECIMAL(9, 2))", "CAST(SUM(`amount`) OVER"),
        ("CAST(log10(NULLIF(amount, 0)) AS DECIMAL(9, 2))", "LOG10("),
        ("CAST($as_of - INTERVAL ($n) DAY AS DATE)", "INTERVAL '3' DAY"),
        ("count(*) OVER (ORDER BY amount RANGE BETWEEN $n PRECEDING AND CURRENT ROW)", "BETWEEN 3 PRECEDING"),
        ("date_diff('day', $as_of, CAST(submitted_at AS DATE))", "AS BIGINT)"),
        ("concat(bidder_id, NULL)", "COALESCE(`bidder_id`, '')"),
    ],
)
def test_spark_gets_the_same_meaning(sql: str, piece: str, model: Build, contracts: Contracts) -> None:
    text = f"SELECT bidder_id, {sql} AS x FROM bid WHERE amount > $n"
    found = model(text, params={"n": param(3)})
    assert check_model(found, contracts) == []
    assert piece in " ".join(compile_model(found, contracts, {}, DAY, "spark").sql.split())
    assert compile_model(found, contracts, {}, DAY).dialect == "duckdb"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT bidder_id, CAST(CASE WHEN amount / 2 > 100 THEN 100 ELSE amount / 2 END AS DECIMAL(9, 2)) AS x "
        "FROM bid",
        "SELECT bidder_id FROM bid QUALIFY row_number() OVER (PARTITION BY bidder_id ORDER BY bid_id) = 1",
        "SELECT DISTINCT ON (bidder_id) bidder_id, tender_id FROM bid ORDER BY bidder_id, tender_id",
        "SELECT bidder_id, count(*) AS n FROM bid GROUP BY ALL",
        "SELECT bidder_id FROM bid SEMI JOIN tender ON bid.tender_id = tender.tender_id",
        "SELECT bidder_id, sum(amount) AS x FROM bid GROUP BY bidder_id HAVING count(DISTINCT tender_id) > 1",
        "SELECT bidder_id, coalesce(list_sort(list(DISTINCT tender_id) FILTER (WHERE tender_id IS NOT NULL)), []) "
        "AS x FROM bid GROUP BY bidder_id",
        "SELECT bid.bidder_id, digits.d FROM bid CROSS JOIN unnest(generate_series(1, 9)) AS digits(d)",
        "SELECT bidder_id, 3 * amount AS x FROM bid",
        "SELECT bidder_id, substr(bidder_id, 3, 4) AS x FROM bid WHERE bidder_id LIKE 'B%'",
        "SELECT bidder_id FROM bid WHERE NOT EXISTS (SELECT 1 FROM tender WHERE tender.tender_id = bid.tender_id)",
        "SELECT bidder_id, date_diff('hour', date_trunc('hour', submitted_at), date_trunc('hour', submitted_at)) "
        "AS x FROM bid",
        "SELECT bidder_id, lag(amount, 3) OVER (PARTITION BY bidder_id ORDER BY bid_id) AS x FROM bid;",
        'SELECT "bid"."bidder_id", _row FROM "bid"',
    ],
)
def test_honest_sql_passes(sql: str, model: Build, contracts: Contracts) -> None:
    assert check_model(model(sql), contracts) == []


def test_evidence_yields_pairs_and_a_null_never_matches(model: Build, contracts: Contracts) -> None:
    found = model(
        "SELECT bidder_id, tender_id FROM bid",
        evidence={"bid": [{"bidder_id": "bidder_id", "tender_id": "tender_id", "where": "d.amount > $low"}]},
        params={"low": param(10)},
    )
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE alerts AS SELECT 'x' AS alert_id, 'B1' AS bidder_id, 'T1' AS tender_id")
        connection.execute("INSERT INTO alerts VALUES ('y', 'B2', NULL)")
        connection.execute("CREATE TABLE bid (bidder_id VARCHAR, tender_id VARCHAR, amount DECIMAL(18,2), _row BIGINT)")
        connection.execute(
            "INSERT INTO bid VALUES ('B1','T1',11,1), ('B1','T1',10,2), ('B1','T2',99,3), ('B2',NULL,99,4), "
            "('B1','T1',12,5)"
        )
        rows = connection.execute(compile_evidence(found, found.evidence[0], contracts)).fetchall()
        lower = connection.execute(compile_evidence(found, found.evidence[0], contracts, params={"low": 9})).fetchall()
    assert sorted(rows) == [("x", "bid", 1), ("x", "bid", 5)]
    assert sorted(lower) == [("x", "bid", 1), ("x", "bid", 2), ("x", "bid", 5)]
    assert "`alerts`" in compile_evidence(found, found.evidence[0], contracts, "spark")


def test_evidence_on_a_day_needs_the_day(model: Build, contracts: Contracts) -> None:
    where = "CAST(d.submitted_at AS DATE) <= $as_of"
    found = model(evidence={"bid": [{"bidder_id": "bidder_id", "where": where}]})
    with pytest.raises(ModelError, match="as_of"):
        compile_evidence(found, found.evidence[0], contracts)
    assert "2025-06-30" in compile_evidence(found, found.evidence[0], contracts, as_of=DAY)


def test_what_is_missing_is_named(model: Build) -> None:
    found = model(optional={"tender": "all", "bid": ["status"]})
    everything = {dataset: set(columns) for dataset, columns in found.inputs.items()}
    assert missing_inputs(found, everything) == []
    assert missing_inputs(found, {}) == ["bid"]
    assert missing_inputs(found, {"bid": everything["bid"] - {"amount", "status"}}) == ["bid.amount"]
    assert missing_inputs(model(), {"bid": everything["bid"], "tender": {"tender_id"}}) == [
        "tender.estimate",
        "tender.opened_on",
    ]


def test_defaults_are_resolved_without_overrides(model: Build) -> None:
    assert resolve_params(model(USES_ALL, params=ALL), {})["n"] == 3
