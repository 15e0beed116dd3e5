"""The world before noise: sound identifiers, sound references, lawful and free of accidental offences."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from youji.region import Region
from youji.region.fields import datasets, fields
from youji.region.numbering import DATASETS as OF_THE_MARKET
from youji.region.population import PEOPLE
from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.registry import load_contracts

CONTRACTS = load_contracts([])
DATASETS = (*OF_THE_MARKET, *datasets((PEOPLE, *fields())))
COLUMN_CHECKS = [
    (dataset, column.name, column.check)
    for dataset in DATASETS
    for column in CONTRACTS[dataset].columns
    if column.check is not None
]
REFERENCES = [
    (dataset, column.name, column.references)
    for dataset in DATASETS
    for column in CONTRACTS[dataset].columns
    if column.references is not None
]


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return connection.cursor().execute(sql).fetchall()


def count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(rows(connection, f"SELECT count(*) FROM ({sql})")[0][0])


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_has_exactly_the_contracts_columns_and_types(world: Region, dataset: str) -> None:
    schema = world.renderer.table(dataset).schema
    # `released_at` is known only of sources that publish releases.
    assert tuple(schema.names) == tuple(name for name in CONTRACTS[dataset].names if name != "released_at")
    arrow = {
        "VARCHAR": "string",
        "DATE": "date32[day]",
        "TIMESTAMP": "timestamp[s]",
        "BIGINT": "int64",
        "BOOLEAN": "bool",
    }
    for column in CONTRACTS[dataset].columns:
        if column.name == "released_at":
            continue
        expected = arrow.get(column.type, column.type.lower().replace("decimal(", "decimal128(").replace(",", ", "))
        assert str(schema.field(column.name).type) == expected


@pytest.mark.parametrize(("dataset", "column", "check"), COLUMN_CHECKS)
def test_every_identifier_passes_its_check(
    clean: duckdb.DuckDBPyConnection, dataset: str, column: str, check: str
) -> None:
    wrong = f"SELECT 1 FROM {dataset} WHERE {column} IS NOT NULL AND NOT {CHECKS[check].predicate(column)}"
    assert count(clean, wrong) == 0


def test_resident_numbers_agree_with_birthday_and_gender(clean: duckdb.DuckDBPyConnection) -> None:
    assert (
        count(
            clean,
            """SELECT 1 FROM person WHERE substr(resident_id, 7, 8) <> strftime(born_on, '%Y%m%d')
            OR (substr(resident_id, 17, 1)::INT % 2 = 1) <> (gender = 'male')""",
        )
        == 0
    )


def test_no_identifier_can_belong_to_anybody(clean: duckdb.DuckDBPyConnection) -> None:
    assert count(clean, "SELECT 1 FROM person WHERE substr(resident_id, 3, 2)::INT NOT BETWEEN 81 AND 89") == 0
    assert count(clean, "SELECT 1 FROM organisation WHERE substr(uscc, 5, 2)::INT NOT BETWEEN 81 AND 89") == 0
    assert count(clean, "SELECT 1 FROM person WHERE substr(phone, 1, 3) NOT IN ('142', '143', '154')") == 0
    assert count(clean, "SELECT 1 FROM organisation WHERE substr(bank_account, 1, 3) <> '990'") == 0


@pytest.mark.parametrize("column", ["person.resident_id", "organisation.uscc", "organisation.name"])
def test_identities_are_unique(clean: duckdb.DuckDBPyConnection, column: str) -> None:
    table, name = column.split(".")
    assert rows(clean, f"SELECT count(*) - count(DISTINCT {name}) FROM {table}") == [(0,)]


@pytest.mark.parametrize("dataset", DATASETS)
def test_keys_are_unique_and_required_values_present(clean: duckdb.DuckDBPyConnection, dataset: str) -> None:
    contract = CONTRACTS[dataset]
    assert rows(clean, f"SELECT count(*) - count(DISTINCT {contract.key[0]}) FROM {dataset}") == [(0,)]
    required = " OR ".join(f"{column.name} IS NULL" for column in contract.columns if column.required)
    assert count(clean, f"SELECT 1 FROM {dataset} WHERE {required}") == 0


@pytest.mark.parametrize(("dataset", "column", "target"), REFERENCES)
def test_every_reference_has_its_partner(
    clean: duckdb.DuckDBPyConnection, dataset: str, column: str, target: str
) -> None:
    other, key = target.split(".")
    lonely = f"SELECT 1 FROM {dataset} a ANTI JOIN {other} b ON a.{column} = b.{key} WHERE a.{column} IS NOT NULL"
    assert count(clean, lonely) == 0


def test_holders_exist_and_shares_add_up(clean: duckdb.DuckDBPyConnection) -> None:
    lonely = """SELECT 1 FROM shareholding s
        LEFT JOIN person p ON s.holder_kind = 'person' AND p.person_id = holder_id
        LEFT JOIN organisation o ON s.holder_kind = 'organisation' AND o.organisation_id = holder_id
        WHERE p.person_id IS NULL AND o.organisation_id IS NULL"""
    assert count(clean, lonely) == 0
    odd = "SELECT 1 FROM shareholding WHERE to_on IS NULL GROUP BY organisation_id HAVING sum(share) <> 1"
    assert count(clean, odd) == 0


def test_bids_and_awards_follow_their_tender(clean: duckdb.DuckDBPyConnection) -> None:
    outside = """SELECT 1 FROM bid b JOIN tender t USING (tender_id) LEFT JOIN lot l USING (lot_id)
        WHERE b.amount > coalesce(l.estimate, t.estimate)
        OR submitted_at NOT BETWEEN published_on AND deadline_at"""
    assert count(clean, outside) == 0
    assert count(clean, "SELECT 1 FROM bid GROUP BY tender_id, lot_id, bidder_id HAVING count(*) > 1") == 0
    unlike = """SELECT 1 FROM award a LEFT JOIN bid b USING (bid_id)
        LEFT JOIN tender t ON t.tender_id = a.tender_id
        WHERE b.bid_id IS NULL OR b.status <> 'valid' OR b.amount <> a.amount OR b.bidder_id <> a.supplier_id
        OR t.status <> 'complete' OR a.awarded_on <= t.opened_on"""
    assert count(clean, unlike) == 0


def test_time_between_announcement_and_deadline_is_lawful(clean: duckdb.DuckDBPyConnection) -> None:
    short = """SELECT tender_id FROM tender WHERE procedure IN ('open', 'invited')
        AND date_diff('day', published_on, CAST(deadline_at AS DATE)) < 20
        EXCEPT SELECT key FROM truth WHERE scheme = 'tailored_deadline' AND dataset = 'tender'
        EXCEPT SELECT key FROM innocent WHERE resembles = 'tailored_deadline' AND dataset = 'tender'"""
    assert count(clean, short) == 0


def test_awarded_open_tenders_had_three_bidders(clean: duckdb.DuckDBPyConnection) -> None:
    few = """SELECT t.tender_id FROM tender t JOIN bid b USING (tender_id) WHERE procedure IN ('open', 'invited')
            AND tender_id IN (SELECT tender_id FROM award)
        GROUP BY t.tender_id HAVING count(DISTINCT bidder_id) < 3
        EXCEPT SELECT key FROM truth WHERE scheme = 'lone_bid' AND dataset = 'tender'
        EXCEPT SELECT tender_id FROM bid JOIN truth ON key = bid_id WHERE scheme = 'lone_bid' AND dataset = 'bid'
        EXCEPT SELECT key FROM innocent WHERE resembles = 'lone_bid' AND dataset = 'tender'"""
    assert count(clean, few) == 0


def test_single_sources_above_the_limit_are_announced_first(clean: duckdb.DuckDBPyConnection) -> None:
    hasty = """SELECT c.contract_id FROM contract c JOIN tender t USING (tender_id) WHERE t.procedure = 'single_source'
            AND date_diff('day', t.published_on, c.signed_on) < 5
        EXCEPT SELECT key FROM truth WHERE dataset = 'contract'"""
    assert count(clean, hasty) == 0


def test_a_few_bids_in_a_hundred_are_rejected(clean: duckdb.DuckDBPyConnection) -> None:
    share = clean.execute("SELECT avg(CASE WHEN status = 'disqualified' THEN 1.0 ELSE 0 END) FROM bid").fetchall()
    assert 0.01 <= share[0][0] <= 0.08


def test_only_planted_payments_pass_what_is_due(clean: duckdb.DuckDBPyConnection) -> None:
    unexplained = """WITH due AS (
            SELECT contract_id, coalesce(max(amount_after), any_value(amount)) AS due
            FROM contract LEFT JOIN contract_change USING (contract_id) GROUP BY contract_id)
        SELECT contract_id FROM payment JOIN due USING (contract_id)
        GROUP BY contract_id, due HAVING sum(amount) > due
        EXCEPT SELECT key FROM truth WHERE scheme = 'overpayment' AND dataset = 'contract'"""
    assert count(clean, unexplained) == 0


def test_only_planted_relatives_win_in_the_officials_office(clean: duckdb.DuckDBPyConnection) -> None:
    unexplained = """SELECT a.award_id FROM award a JOIN tender t USING (tender_id)
        JOIN shareholding s ON s.organisation_id = a.supplier_id JOIN kinship k ON k.relative_id = s.holder_id
        JOIN position p ON p.person_id = k.person_id AND p.organisation_id = t.buyer_id
            AND a.awarded_on >= p.from_on AND a.awarded_on <= coalesce(p.to_on, DATE '2099-01-01')
        EXCEPT SELECT key FROM truth WHERE scheme = 'kin_award' AND dataset = 'award'"""
    assert count(clean, unexplained) == 0


def test_only_known_firms_share_an_owner_with_a_rival(clean: duckdb.DuckDBPyConnection) -> None:
    unexplained = """SELECT x.bidder_id FROM bid x JOIN bid y ON x.tender_id = y.tender_id
            AND x.lot_id IS NOT DISTINCT FROM y.lot_id AND x.bidder_id <> y.bidder_id
        JOIN shareholding s ON s.organisation_id = x.bidder_id AND s.to_on IS NULL
        JOIN shareholding r
            ON r.organisation_id = y.bidder_id AND r.to_on IS NULL AND r.holder_id = s.holder_id
        EXCEPT SELECT subject_id FROM truth WHERE scheme = 'shell_bidders'
        EXCEPT SELECT subject_id FROM innocent
        WHERE look_alike IN ('minor_investor', 'state_owned_siblings')"""
    assert count(clean, unexplained) == 0


@pytest.mark.parametrize("trace", ["device_id", "software", "ip_address"])
def test_only_known_bids_share_a_trace_with_a_rival(clean: duckdb.DuckDBPyConnection, trace: str) -> None:
    unexplained = f"""SELECT x.fingerprint_id FROM document_fingerprint x JOIN document_fingerprint y
            ON x.tender_id = y.tender_id AND x.bidder_id <> y.bidder_id AND x.{trace} = y.{trace}
        EXCEPT SELECT key FROM truth WHERE dataset = 'document_fingerprint'
        EXCEPT SELECT key FROM innocent WHERE dataset = 'document_fingerprint'"""
    assert count(clean, unexplained) == 0


def test_only_known_contracts_without_a_tender_are_large(clean: duckdb.DuckDBPyConnection) -> None:
    unexplained = """SELECT contract_id FROM contract WHERE tender_id IS NULL
            AND amount >= CASE category_code WHEN 'works' THEN 600000 ELSE 500000 END
        EXCEPT SELECT key FROM truth WHERE scheme IN ('split_purchases', 'untendered')
        EXCEPT SELECT key FROM innocent WHERE look_alike = 'emergency_purchase'"""
    assert count(clean, unexplained) == 0
