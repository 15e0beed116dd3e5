"""Without schemes nobody does what the law forbids: not in hospital, not in a care home, not at a funeral."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from youji.region import invent
from youji.region.answers import INNOCENT_COLUMNS, answer_table


@pytest.fixture(scope="module")
def honest() -> Iterator[duckdb.DuckDBPyConnection]:
    region = invent(29, 0.5, clean=True)
    with duckdb.connect() as connection:
        for dataset in region.datasets:
            connection.register("rows", region.renderer.table(dataset))
            connection.execute(f"CREATE TABLE {dataset} AS SELECT * FROM rows")
        connection.register("rows", answer_table(region.lines, region.numbering, INNOCENT_COLUMNS, innocent=True))
        connection.execute("CREATE TABLE innocent AS SELECT * FROM rows")
        yield connection


def unexplained(connection: duckdb.DuckDBPyConnection, dataset: str, keys: str) -> int:
    """How many of the keys that a query yields belong to no look-alike."""
    known = f"SELECT key FROM innocent WHERE dataset = '{dataset}'"
    (count,) = connection.execute(f"SELECT count(*) FROM ({keys} EXCEPT {known})").fetchall()[0]
    return int(count)


@pytest.mark.parametrize(
    ("dataset", "keys"),
    [
        ("health_claim", """SELECT claim_id FROM health_claim JOIN death USING (resident_id)
            WHERE greatest(admitted_on, coalesce(discharged_on, admitted_on)) > died_on"""),
        ("health_claim", """SELECT b.claim_id FROM health_claim a JOIN health_claim b USING (person_id)
            WHERE a.kind = 'inpatient' AND a.claim_id <> b.claim_id
            AND b.admitted_on > a.admitted_on AND b.admitted_on < a.discharged_on"""),
        ("health_claim", """SELECT b.claim_id FROM health_claim a JOIN health_claim b USING (person_id)
            WHERE a.kind = 'inpatient' AND b.kind = 'inpatient' AND a.diagnosis_code = b.diagnosis_code
            AND date_diff('day', a.discharged_on, b.admitted_on) BETWEEN 0 AND 3"""),
        ("health_claim", """SELECT claim_id FROM health_claim JOIN person USING (person_id)
            WHERE admitted_on < born_on"""),
        ("claim_line", """SELECT line_id FROM claim_line JOIN medical_item USING (item_id) JOIN health_claim
            USING (claim_id) JOIN person USING (person_id) WHERE gender <> sex_limit
            OR date_diff('day', born_on, charged_on) / 365.25 NOT BETWEEN coalesce(min_age, 0) AND
            coalesce(max_age, 120) + 1"""),
        ("prescription", """SELECT prescription_id FROM prescription JOIN medical_item USING (item_id)
            WHERE days > days_limit"""),
        ("bed_subsidy", """SELECT subsidy_id FROM bed_subsidy JOIN death USING (resident_id)
            WHERE claimed_days > greatest(0, date_diff('day', month, died_on) + 1)"""),
        ("care_visit", """SELECT visit_id FROM care_visit v JOIN health_claim h USING (person_id)
            WHERE h.kind = 'inpatient' AND served_on > admitted_on AND served_on < discharged_on"""),
        ("care_visit", "SELECT visit_id FROM care_visit JOIN death USING (resident_id) WHERE served_on > died_on"),
        ("pension_payment", """SELECT payment_id FROM pension_payment JOIN death USING (resident_id)
            WHERE month > died_on"""),
        ("cremation", """SELECT cremation_id FROM cremation LEFT JOIN death USING (resident_id)
            WHERE remains = 'body' AND (died_on IS NULL OR died_on > cremated_on)"""),
        ("funeral_fee", """SELECT fee_id FROM funeral_fee f JOIN funeral_price p USING (item_code)
            WHERE form = 'cancelled' AND charged_on >= from_on"""),
        ("funeral_fee", """SELECT fee_id FROM funeral_fee f JOIN funeral_price p USING (item_code)
            WHERE form IN ('fixed', 'guided') AND charged_on BETWEEN from_on AND coalesce(to_on, DATE '2099-01-01')
            AND amount > quantity * price * (1 + coalesce(float_up, 0))"""),
        ("funeral_subsidy", """SELECT subsidy_id FROM funeral_subsidy LEFT JOIN cremation USING (resident_id)
            WHERE kind = 'basic_service' AND cremation_id IS NULL"""),
    ],
)  # fmt: skip
def test_the_honest_do_not(honest: duckdb.DuckDBPyConnection, dataset: str, keys: str) -> None:
    assert unexplained(honest, dataset, keys) == 0


def test_stays_cost_in_proportion_to_their_weight(honest: duckdb.DuckDBPyConnection) -> None:
    """Hospitals of one level lie close together, so that one that does not stands out."""
    spread = """WITH units AS (SELECT level, provider_id, sum(total_amount) / sum(case_weight) AS unit
            FROM health_claim JOIN health_provider USING (provider_id) WHERE health_claim.kind = 'inpatient'
            GROUP BY ALL HAVING count(*) >= 20)
        SELECT quantile_cont(unit, 0.9) / median(unit) FROM units WHERE level = 'secondary'"""
    (ratio,) = honest.execute(spread).fetchall()[0]
    assert 1 <= ratio < 1.25


def test_what_is_handed_out_was_bought(honest: duckdb.DuckDBPyConnection) -> None:
    short = """WITH used AS (SELECT provider_id, item_id, sum(quantity) AS used FROM claim_line
            JOIN health_claim USING (claim_id) JOIN medical_item USING (item_id)
            WHERE medical_item.kind IN ('drug', 'consumable') GROUP BY ALL),
        bought AS (SELECT provider_id, item_id, sum(quantity) AS bought FROM medical_purchase GROUP BY ALL)
        SELECT count(*) FROM used LEFT JOIN bought USING (provider_id, item_id)
        WHERE used > 1.25 * coalesce(bought, 0) AND used > 8"""
    assert honest.execute(short).fetchall() == [(0,)]


def test_staff_of_funeral_homes_own_no_supplier(honest: duckdb.DuckDBPyConnection) -> None:
    tied = """SELECT count(*) FROM funeral_purchase u JOIN position p ON p.organisation_id = u.home_id
        LEFT JOIN kinship k ON k.person_id = p.person_id
        JOIN shareholding s ON s.organisation_id = u.supplier_id AND s.holder_id IN (p.person_id, k.relative_id)
        WHERE coalesce(p.to_on, DATE '2099-01-01') >= u.ordered_on"""
    assert honest.execute(tied).fetchall() == [(0,)]
