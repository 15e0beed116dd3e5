"""What each scheme of the fields did is in the records, in all four effects, and fainter ones leave less of it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from youji.region import EFFECTS, invent
from youji.region.answers import COLUMNS, answer_table
from youji.region.fields import fields

OWN = {field.name: [scheme.name for scheme in field.schemes] for field in fields()}
SCHEMES = [name for field in ("health", "elderly_care", "funeral") for name in OWN[field]]


@pytest.fixture(scope="module")
def records() -> Iterator[duckdb.DuckDBPyConnection]:
    region = invent(37, 2.0)
    with duckdb.connect() as connection:
        for dataset in region.datasets:
            connection.register("rows", region.renderer.table(dataset))
            connection.execute(f"CREATE TABLE {dataset} AS SELECT * FROM rows")
        connection.register("rows", answer_table(region.lines, region.numbering, COLUMNS, innocent=False))
        connection.execute("CREATE TABLE truth AS SELECT DISTINCT * FROM rows")
        yield connection


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_effect_is_planted_and_the_plainest_leaves_at_least_as_many_rows(
    records: duckdb.DuckDBPyConnection, scheme: str
) -> None:
    sql = """SELECT effect, avg(n) FROM (SELECT effect, scheme_id, count(DISTINCT (dataset, key)) AS n FROM truth
        WHERE scheme = ? GROUP BY ALL) GROUP BY effect"""
    counts = dict(records.execute(sql, [scheme]).fetchall())
    assert set(counts) == set(EFFECTS)
    assert counts["blatant"] >= counts["faint"]


@pytest.mark.parametrize(
    ("scheme", "measure", "joined"),
    [
        ("overlong_prescriptions", "days", "prescription p ON dataset = 'prescription' AND prescription_id = key"),
        ("impossible_hours", "minutes", "care_visit v ON dataset = 'care_visit' AND visit_id = key"),
        (
            "raised_prices",
            "amount / (quantity * price)",
            "funeral_fee f ON dataset = 'funeral_fee' AND fee_id = key JOIN funeral_price p USING (item_code)",
        ),
        (
            "staff_supplier",
            "share",
            "shareholding s ON dataset = 'shareholding' AND shareholding_id = key",
        ),
        (
            "inflated_bills",
            "total_amount / case_weight",
            "health_claim c ON dataset = 'health_claim' AND claim_id = key",
        ),
    ],
)
def test_fainter_deeds_are_smaller(records: duckdb.DuckDBPyConnection, scheme: str, measure: str, joined: str) -> None:
    sql = f"SELECT effect, avg({measure}) FROM truth JOIN {joined} WHERE scheme = '{scheme}' GROUP BY effect"
    means = dict(records.execute(sql).fetchall())
    assert float(means["blatant"]) > float(means["clear"]) > float(means["faint"])


def test_the_dead_are_charged_after_their_death(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT min(date_diff('day', died_on, admitted_on)) FROM truth JOIN health_claim ON claim_id = key
        JOIN death USING (resident_id) WHERE scheme = 'dead_card' AND dataset = 'health_claim'"""
    assert records.execute(sql).fetchall()[0][0] > 10


def test_false_cremations_are_of_the_living(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT count(*), count(death_id) FROM truth JOIN cremation ON cremation_id = key
        LEFT JOIN death USING (resident_id) WHERE scheme = 'false_cremations'"""
    cremated, dead = records.execute(sql).fetchall()[0]
    assert cremated >= 4
    assert dead == 0
