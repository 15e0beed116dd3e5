"""A region without schemes: the honest market obeys, rule by rule, the law that the schemes break."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from youji.region import Region, invent
from youji.region.numbering import DATASETS
from youji.region.tables import FIRST_DAY, LAST_DAY
from youji.region.workdays import is_working_day

COMPETITIVE = "('open', 'invited', 'negotiation', 'consultation', 'inquiry')"


@pytest.fixture(scope="module")
def region() -> Region:
    return invent(23, 1.0, clean=True)


@pytest.fixture(scope="module")
def lawful(region: Region) -> Iterator[duckdb.DuckDBPyConnection]:
    """All tables of a region of scale 1 without schemes, its look-alikes' rows, and its working days."""
    with duckdb.connect() as connection:
        for dataset in DATASETS:
            connection.register("rows", region.renderer.table(dataset))
            connection.execute(f"CREATE TABLE {dataset} AS SELECT * FROM rows")
        connection.execute("CREATE TABLE workday (day DATE)")
        days = np.arange(FIRST_DAY, LAST_DAY + 60)
        connection.executemany(
            "INSERT INTO workday VALUES (DATE '1970-01-01' + CAST(? AS INTEGER))",
            [[int(day)] for day in days[is_working_day(days)]],
        )
        yield connection


def value(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


def breaches(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(value(connection, f"SELECT count(*) FROM ({sql})"))


def test_no_scheme_is_planted(region: Region) -> None:
    assert all(line.case.resembles is not None for line in region.lines)


def test_open_and_invited_tenders_leave_twenty_days_and_consultations_ten(lawful: duckdb.DuckDBPyConnection) -> None:
    short = """SELECT 1 FROM tender WHERE date_diff('day', published_on, CAST(deadline_at AS DATE))
        < CASE WHEN procedure IN ('open', 'invited') THEN 20 WHEN procedure = 'consultation' THEN 10 ELSE 0 END"""
    assert breaches(lawful, short) == 0


def test_inquiries_and_negotiations_leave_three_working_days(lawful: duckdb.DuckDBPyConnection) -> None:
    short = """SELECT 1 FROM tender
        WHERE procedure IN ('inquiry', 'negotiation') AND (
            SELECT count(*) FROM workday WHERE day > published_on AND day < CAST(deadline_at AS DATE)) < 3"""
    assert breaches(lawful, short) == 0


def test_single_sources_are_noticed_for_five_working_days_before_the_award(lawful: duckdb.DuckDBPyConnection) -> None:
    hasty = """SELECT 1 FROM tender JOIN award USING (tender_id)
        WHERE procedure = 'single_source' AND (
            SELECT count(*) FROM workday WHERE day > published_on AND day < awarded_on) < 5"""
    assert value(lawful, "SELECT count(*) FROM tender WHERE procedure = 'single_source' AND status = 'complete'") > 20
    assert breaches(lawful, hasty) == 0


def test_competitive_awards_had_three_valid_offers_or_two_at_a_second_consultation(
    lawful: duckdb.DuckDBPyConnection,
) -> None:
    few = f"""SELECT a.award_id FROM award a JOIN tender t USING (tender_id)
            JOIN bid b ON b.tender_id = a.tender_id AND b.lot_id IS NOT DISTINCT FROM a.lot_id
        WHERE t.procedure IN {COMPETITIVE} AND b.status = 'valid'
        GROUP BY a.award_id, t.procedure, t.title
        HAVING count(*) < CASE WHEN t.procedure = 'consultation' AND t.title LIKE '%第二次%' THEN 2 ELSE 3 END"""
    assert breaches(lawful, few) == 0


def test_tenders_that_drew_too_few_are_called_off_and_announced_again(lawful: duckdb.DuckDBPyConnection) -> None:
    assert 0.04 < value(lawful, "SELECT avg((status = 'cancelled')::INT) FROM tender") < 0.13
    assert breaches(lawful, "SELECT 1 FROM award JOIN tender USING (tender_id) WHERE status <> 'complete'") == 0
    again = """SELECT 1 FROM tender s JOIN tender f ON f.buyer_id = s.buyer_id AND f.estimate = s.estimate
            AND s.published_on > CAST(f.deadline_at AS DATE) AND f.status = 'cancelled'
        WHERE s.title LIKE '%（第二次）'"""
    assert breaches(lawful, again) > 20


def test_large_needs_are_tendered(lawful: duckdb.DuckDBPyConnection) -> None:
    large = """SELECT 1 FROM contract WHERE tender_id IS NULL AND title NOT LIKE '%应急抢险%'
        AND amount >= CASE category_code WHEN 'works' THEN 600000 ELSE 500000 END"""
    assert breaches(lawful, large) == 0


def test_no_offer_and_no_award_is_above_the_estimate(lawful: duckdb.DuckDBPyConnection) -> None:
    for dataset in ("bid", "award"):
        above = f"""SELECT 1 FROM {dataset} x JOIN tender t USING (tender_id) LEFT JOIN lot l ON l.lot_id = x.lot_id
            WHERE x.amount > coalesce(l.estimate, t.estimate)"""
        assert breaches(lawful, above) == 0


def test_contracts_are_signed_at_the_awarded_price_within_thirty_days(lawful: duckdb.DuckDBPyConnection) -> None:
    other = """SELECT 1 FROM contract c JOIN award a USING (award_id) WHERE c.amount <> a.amount
        OR c.supplier_id <> a.supplier_id OR date_diff('day', a.awarded_on, c.signed_on) NOT BETWEEN 0 AND 30"""
    assert breaches(lawful, other) == 0


def test_changes_of_contracts_without_a_tender_are_none(lawful: duckdb.DuckDBPyConnection) -> None:
    raised = "SELECT 1 FROM contract_change JOIN contract USING (contract_id) WHERE tender_id IS NULL"
    assert breaches(lawful, raised) == 0


def test_offers_are_rejected_at_a_realistic_rate(lawful: duckdb.DuckDBPyConnection) -> None:
    assert 0.03 < value(lawful, "SELECT avg((status = 'disqualified')::INT) FROM bid") < 0.06


def test_the_lowest_offer_usually_wins(lawful: duckdb.DuckDBPyConnection) -> None:
    share = """WITH m AS (
            SELECT tender_id, lot_id, min(amount) AS lowest FROM bid WHERE status = 'valid' GROUP BY tender_id, lot_id)
        SELECT avg((a.amount = m.lowest)::INT) FROM award a JOIN m
        ON m.tender_id = a.tender_id AND m.lot_id IS NOT DISTINCT FROM a.lot_id"""
    assert 0.65 < value(lawful, share) < 0.9


def test_offers_are_spread_as_in_real_tenders(lawful: duckdb.DuckDBPyConnection) -> None:
    spread = """SELECT median(cv) FROM (
        SELECT stddev_samp(amount) / avg(amount) AS cv FROM bid JOIN tender USING (tender_id)
        WHERE procedure = 'open' GROUP BY tender_id, lot_id HAVING count(*) >= 4)"""
    assert 0.04 < value(lawful, spread) < 0.12


@pytest.mark.parametrize(("dataset", "office"), [("contract", "buyer_id"), ("payment", "payer_id")])
def test_first_digits_of_amounts_are_natural(lawful: duckdb.DuckDBPyConnection, dataset: str, office: str) -> None:
    """Mean absolute deviation from Benford's law: 0.015 and more is nonconformity in large files (Nigrini, 2012)."""
    digits = f"SELECT substr(CAST(CAST(amount * 100 AS BIGINT) AS VARCHAR), 1, 1)::INT AS d, {office} FROM {dataset}"
    deviation = f"""SELECT avg(abs(n / total - log10(1 + 1.0 / d)))
        FROM (SELECT d, count(*) AS n, sum(count(*)) OVER () AS total FROM ({digits}) GROUP BY d)"""
    assert value(lawful, deviation) < 0.012
