"""Schools, villages, subsidies and water: the honest keep the rules, and each scheme breaks its own."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from youji.region import EFFECTS, Region, invent
from youji.region.answers import COLUMNS, INNOCENT_COLUMNS, answer_table
from youji.region.fields import fields

CATEGORIES = ("school_meals", "rural_assets", "rural_revitalisation", "water")
SCHEMES = [scheme.name for field in fields() if field.name in CATEGORIES for scheme in field.schemes]


def tables(region: Region, connection: duckdb.DuckDBPyConnection, *, innocent: bool) -> None:
    for dataset in region.datasets:
        connection.register("rows", region.renderer.table(dataset))
        connection.execute(f"CREATE TABLE {dataset} AS SELECT * FROM rows")
    columns = INNOCENT_COLUMNS if innocent else COLUMNS
    connection.register("rows", answer_table(region.lines, region.numbering, columns, innocent=innocent))
    connection.execute(f"CREATE TABLE {'innocent' if innocent else 'truth'} AS SELECT DISTINCT * FROM rows")


@pytest.fixture(scope="module")
def honest() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        tables(invent(31, 0.5, clean=True), connection, innocent=True)
        yield connection


@pytest.fixture(scope="module")
def records() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        tables(invent(41, 2.0), connection, innocent=False)
        yield connection


@pytest.mark.parametrize(
    ("dataset", "keys"),
    [
        ("meal_claim", """SELECT claim_id FROM meal_claim c JOIN school_attendance a
            ON a.school_id = c.school_id AND a.attended_on = c.meal_on WHERE n_pupils > present"""),
        ("food_delivery", """SELECT min(delivery_id) FROM food_delivery GROUP BY supplier_id, note_no, item
            HAVING count(*) > 1"""),
        ("food_delivery", """SELECT delivery_id FROM food_delivery d WHERE NOT EXISTS (SELECT 1 FROM food_licence l
            WHERE l.organisation_id = d.supplier_id AND delivered_on BETWEEN valid_from AND valid_to + 30)"""),
        ("meal_account_entry", """SELECT entry_id FROM meal_account_entry
            WHERE use IN ('reception', 'bonus', 'transfer')"""),
        ("village_lease", """SELECT lease_id FROM village_lease l WHERE method = 'negotiated' AND NOT EXISTS
            (SELECT 1 FROM village_resolution r WHERE r.asset_id = l.asset_id AND held_on <= signed_on)"""),
        ("rent_receipt", """SELECT receipt_id FROM rent_receipt r WHERE NOT EXISTS
            (SELECT 1 FROM village_account_entry e WHERE e.village_id = r.village_id
            AND e.amount = r.amount AND e.direction = 'in')"""),
        ("asset_disposal", """SELECT disposal_id FROM asset_disposal d WHERE NOT EXISTS
            (SELECT 1 FROM village_resolution r WHERE r.asset_id = d.asset_id AND held_on <= disposed_on
            AND matter = 'disposal' AND present * 3 >= entitled * 2 AND in_favour * 2 > present)"""),
        ("subsidy_grant", """SELECT grant_id FROM subsidy_grant JOIN death USING (person_id)
            WHERE year > year(died_on)"""),
        ("subsidy_grant", """SELECT min(grant_id) FROM subsidy_grant WHERE plot_id IS NOT NULL
            GROUP BY plot_id, programme, year HAVING count(DISTINCT person_id) > 1"""),
        ("subsidy_grant", """SELECT grant_id FROM subsidy_grant JOIN land_plot USING (plot_id)
            WHERE claimed_area > registered_area * 1.1"""),
        ("project_payment", """SELECT payment_no FROM project_payment p JOIN enterprise_annual_report r
            ON r.organisation_id = p.payee_id WHERE insured_staff = 0"""),
        ("water_supply_record", "SELECT record_id FROM water_supply_record WHERE supplied = 0 AND reason IS NULL"),
        ("water_project", """SELECT b.project_id FROM water_project a JOIN water_project b USING (works_id, content)
            WHERE a.project_id < b.project_id"""),
        ("water_maintenance_payment", """SELECT payment_no FROM water_maintenance_payment LEFT JOIN water_repair
            USING (repair_id) WHERE cost IS NULL OR amount > cost * 1.06"""),
    ],
)  # fmt: skip
def test_the_honest_do_not(honest: duckdb.DuckDBPyConnection, dataset: str, keys: str) -> None:
    known = f"SELECT key FROM innocent WHERE dataset = '{dataset}'"
    (count,) = honest.execute(f"SELECT count(*) FROM ({keys} EXCEPT {known})").fetchall()[0]
    assert count == 0


def test_bills_keep_to_the_approved_price(honest: duckdb.DuckDBPyConnection) -> None:
    above = """SELECT count(*) FROM (SELECT b.operator_id, b.village_id FROM water_bill b JOIN water_price_approval p
        ON p.operator_id = b.operator_id AND p.use = b.use AND billed_on >= valid_from
        AND billed_on <= coalesce(valid_to, DATE '2099-01-01')
        GROUP BY ALL HAVING sum(amount) > 1.02 * sum(volume * price))"""
    assert honest.execute(above).fetchall() == [(0,)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_effect_is_planted(records: duckdb.DuckDBPyConnection, scheme: str) -> None:
    found = records.execute("SELECT DISTINCT effect FROM truth WHERE scheme = ?", [scheme]).fetchall()
    assert {effect for (effect,) in found} == set(EFFECTS)


@pytest.mark.parametrize(
    ("scheme", "measure", "joined"),
    [
        ("meals_never_eaten", "n_pupils / enrolled", "meal_claim c ON claim_id = key JOIN school USING (school_id)"),
        (
            "dear_food",
            "unit_price / price",
            "food_delivery f ON delivery_id = key"
            " JOIN (SELECT item, avg(price) AS price FROM market_price GROUP BY item) USING (item)",
        ),
        ("meal_money_spent", "amount", "meal_account_entry ON entry_id = key"),
        ("village_cash_kept", "amount", "rent_receipt ON receipt_id = key"),
        ("village_sale_by_few", "amount", "asset_disposal ON disposal_id = key"),
        (
            "area_inflated",
            "claimed_area / registered_area",
            "subsidy_grant ON grant_id = key JOIN land_plot USING (plot_id)",
        ),
        ("water_repairs_invented", "amount", "water_maintenance_payment ON payment_no = key"),
    ],
)
def test_fainter_deeds_are_smaller(records: duckdb.DuckDBPyConnection, scheme: str, measure: str, joined: str) -> None:
    sql = f"SELECT effect, avg({measure}) FROM truth JOIN {joined} WHERE scheme = '{scheme}' GROUP BY effect"
    means = {effect: float(mean) for effect, mean in records.execute(sql).fetchall()}
    assert means["blatant"] > means["clear"] > means["faint"]


def test_the_dead_draw_subsidies_of_later_years(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT count(*), min(year - year(died_on)) FROM truth JOIN subsidy_grant ON grant_id = key
        JOIN death USING (person_id) WHERE scheme = 'subsidy_for_the_dead'"""
    drawn, years = records.execute(sql).fetchall()[0]
    assert drawn >= 4
    assert years >= 1


def test_shells_were_founded_shortly_before_the_first_money(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT max(wait) FROM (SELECT payee_id, date_diff('day', min(founded_on), min(paid_on)) AS wait
        FROM truth JOIN project_payment ON payment_no = key JOIN organisation ON organisation_id = payee_id
        WHERE scheme = 'shell_project' GROUP BY payee_id)"""
    assert records.execute(sql).fetchall()[0][0] < 180
