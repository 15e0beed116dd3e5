"""What each scheme did is in the records, and the fainter its effect, the less of it there is."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from youji.region import EFFECTS, Region, invent
from youji.region.answers import COLUMNS, answer_table
from youji.region.numbering import DATASETS
from youji.region.schemes import SCHEMES

BENCH_SCALE = 2.0
"""At this scale every kind has four cases, one of each effect."""


@pytest.fixture(scope="module")
def region() -> Region:
    return invent(31, BENCH_SCALE)


@pytest.fixture(scope="module")
def records(region: Region) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for dataset in DATASETS:
            connection.register("rows", region.renderer.table(dataset))
            connection.execute(f"CREATE TABLE {dataset} AS SELECT * FROM rows")
        connection.register("rows", answer_table(region.lines, region.numbering, COLUMNS, innocent=False))
        connection.execute("CREATE TABLE truth AS SELECT DISTINCT scheme, scheme_id, effect, dataset, key FROM rows")
        connection.execute("CREATE TABLE guilty AS SELECT DISTINCT scheme_id, subject_id FROM rows")
        yield connection


def worst_by_effect(connection: duckdb.DuckDBPyConnection, scheme: str, rows: str, value: str) -> dict[str, float]:
    """The mean of `value` over `rows` (which join truth as `c` by its key) for each effect of a scheme."""
    sql = f"""SELECT c.effect, avg({value}) FROM truth c {rows} WHERE c.scheme = '{scheme}' GROUP BY c.effect"""
    return {effect: float(mean) for effect, mean in connection.execute(sql).fetchall()}


@pytest.mark.parametrize("scheme", [scheme.name for scheme in SCHEMES])
def test_every_scheme_has_all_effects_and_blatant_ones_leave_more_rows(
    records: duckdb.DuckDBPyConnection, scheme: str
) -> None:
    sql = f"""SELECT effect, avg(n) FROM (
        SELECT effect, scheme_id, count(*) AS n FROM truth WHERE scheme = '{scheme}' GROUP BY ALL) GROUP BY effect"""
    counts = dict(records.execute(sql).fetchall())
    assert set(counts) == set(EFFECTS)
    assert counts["blatant"] > counts["faint"]


TENDERS = "JOIN tender t ON c.dataset = 'tender' AND t.tender_id = c.key"
AWARDS = """JOIN award a ON c.dataset = 'award' AND a.award_id = c.key JOIN tender t USING (tender_id)
    JOIN (SELECT tender_id, count(*) AS offers, count(*) FILTER (status = 'disqualified') AS rejected
        FROM bid GROUP BY tender_id) o USING (tender_id)"""
CHANGES = "JOIN contract_change h ON c.dataset = 'contract_change' AND h.change_id = c.key"
PERIOD = "date_diff('day', t.published_on, CAST(t.deadline_at AS DATE))"


@pytest.mark.parametrize(
    ("scheme", "rows", "value", "least", "most"),
    [
        ("tailored_deadline", TENDERS, PERIOD, 1, 18),
        ("lone_bid", AWARDS, "o.offers", 1, 1),
        ("single_source_without_cause", AWARDS, "date_diff('day', t.published_on, a.awarded_on)", 1, 4),
        ("leaked_ceiling", AWARDS, "a.amount / t.estimate", 0.979, 1),
        ("disqualify_cheapest", AWARDS, "o.rejected", 1, 9),
        ("disqualify_all_others", AWARDS, "o.offers - o.rejected", 1, 1),
        ("raised_after_direct_award", CHANGES, "h.amount_after / h.amount_before", 1.1, 2),
    ],
)
def test_the_deed_is_in_the_records(
    records: duckdb.DuckDBPyConnection, scheme: str, rows: str, value: str, least: float, most: float
) -> None:
    found = worst_by_effect(records, scheme, rows, value)
    assert set(found) == set(EFFECTS)
    assert all(least <= mean <= most for mean in found.values()), found


@pytest.mark.parametrize(
    ("scheme", "dataset", "key", "trace"),
    [
        ("shared_deposit_account", "bid", "bid_id", "deposit_account"),
        ("same_author", "document_fingerprint", "fingerprint_id", "author"),
        ("same_device", "document_fingerprint", "fingerprint_id", "device_id"),
        ("same_address", "document_fingerprint", "fingerprint_id", "ip_address"),
    ],
)
def test_rivals_share_the_one_trace(
    records: duckdb.DuckDBPyConnection, scheme: str, dataset: str, key: str, trace: str
) -> None:
    sql = f"""SELECT scheme_id, count(DISTINCT {trace}), count(DISTINCT bidder_id) FROM truth
        JOIN {dataset} ON dataset = '{dataset}' AND {key} = key WHERE scheme = '{scheme}' GROUP BY scheme_id"""
    found = records.execute(sql).fetchall()
    assert len(found) == len(EFFECTS)
    assert all(traces == 1 and firms >= 2 for _, traces, firms in found)


def test_the_informed_firm_stays_just_below_the_next_offer(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT effect, max(gap) FROM (
            SELECT c.effect, (min(b.amount) - any_value(a.amount)) / any_value(a.amount) AS gap
            FROM truth c JOIN award a ON c.dataset = 'award' AND a.award_id = c.key
            JOIN bid b ON b.tender_id = a.tender_id AND b.bid_id <> a.bid_id AND b.status = 'valid'
            WHERE c.scheme = 'leaked_price' GROUP BY c.effect, a.award_id) GROUP BY effect"""
    gaps = dict(records.execute(sql).fetchall())
    assert 0 < gaps["blatant"] < gaps["clear"] < gaps["faint"] < 0.011


def test_copied_offers_are_equal_to_the_fen(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT count(DISTINCT scheme_id) FROM (
        SELECT scheme_id, tender_id, amount FROM truth JOIN bid ON dataset = 'bid' AND bid_id = key
        WHERE scheme = 'copied_offers' GROUP BY ALL HAVING count(*) >= 2)"""
    assert records.execute(sql).fetchall() == [(4,)]


def test_invented_amounts_have_other_first_digits(records: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT effect, avg((substr(CAST(CAST(amount * 100 AS BIGINT) AS VARCHAR), 1, 1) >= '5')::INT)
        FROM truth JOIN contract ON dataset = 'contract' AND contract_id = key
        WHERE scheme = 'invented_amounts' GROUP BY effect"""
    large = dict(records.execute(sql).fetchall())
    assert large["blatant"] == 1
    assert large["clear"] > large["faint"] > 0.301


def test_the_favourite_gets_most_of_what_the_office_buys_of_its_trade(records: duckdb.DuckDBPyConnection) -> None:
    sql = """WITH won AS (
            SELECT c.effect, c.scheme_id, t.buyer_id, a.supplier_id, count(*) AS n FROM truth c
            JOIN award a ON c.dataset = 'award' AND a.award_id = c.key JOIN tender t USING (tender_id)
            WHERE c.scheme = 'favoured_supplier' GROUP BY ALL)
        SELECT effect, n, (SELECT count(*) FROM guilty g WHERE g.scheme_id = won.scheme_id) FROM won"""
    found = {effect: n for effect, n, firms in records.execute(sql).fetchall() if firms == 1}
    assert set(found) == set(EFFECTS)
    assert found["blatant"] >= found["clear"] >= found["faint"] >= 3
