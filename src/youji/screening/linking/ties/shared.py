"""Ties of parties that give the same phone, address, bank account or device.

A value that very many parties share (the phone of an agency, a business incubator's address) ties nobody to anybody,
and pairs of its holders would grow with their square. Such values are left out and counted. The fence is Tukey's outer
one, Q3 + 3 (Q3 - Q1), over the numbers of parties of the values that at least two share (Tukey, Exploratory Data
Analysis, 1977), taken for each kind of value by itself, never below `AT_LEAST`, for in most data nearly all values
have two holders and the quartiles fall together, and never above `AT_MOST`, which bounds the work whatever the data.
"""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal
from youji.screening.linking.records import mention
from youji.screening.linking.ties.kinds import NETWORK
from youji.screening.linking.ties.standing import PARTIES
from youji.screening.linking.ties.stated import ROWS

AT_LEAST, AT_MOST = 10, 50
"""Parties that may share one value; assumptions: a large household or a small group of firms, and 1,225 pairs."""
SHORTEST_PHONE, SHORTEST_ACCOUNT = 7, 8
"""Digits; a shorter phone is a service number or a fragment, a shorter account none."""

_BIDDER = f"CASE WHEN s.bidder_id IS NULL THEN {mention('bid', 'bidder_name', 's.bidder_name')}" + (
    " ELSE 'organisation:' || s.bidder_id END"
)
_DIGITS = "regexp_replace({}, '[^0-9]', '', 'g')"
_DOOR = (
    # What stands before the street (province, city, district) has to agree, too: many cities have a 人民路 3号.
    "CASE WHEN f.number IS NULL THEN NULL ELSE"
    " concat_ws('|', left(f.place, instr(f.place, f.street) - 1), f.street, f.number, f.building, f.room) END"
)


def add(connection: duckdb.DuckDBPyConnection, features: dict[str, str]) -> dict[str, dict[str, int]]:
    """Adds the ties; gives for each kind what the fence left out. `features`: kind of party → SQL scan.

    The macros of `places.prepare` are there. A shared value has no end date: nothing says when it ceased. It begins on
    the day both had been seen with it, where the rows have dates.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE tie_values (kind VARCHAR, detail VARCHAR, value VARCHAR, record_id VARCHAR,"
        " source STRUCT(dataset VARCHAR, row_id BIGINT), seen_on DATE)"
    )
    for kind, scan in features.items():
        for tie, value in (("shared_phone", _long("f.phone", SHORTEST_PHONE)), ("shared_address", _DOOR)):
            _collect(
                connection,
                tie,
                "",
                kind,
                value,
                "f.record_id",
                f"{scan} f JOIN tie_in_{kind} s ON f.record_id = '{kind}:' || s.{kind}_id",
            )
    bank = _long(_DIGITS.format("s.bank_account"), SHORTEST_ACCOUNT)
    deposit = _long(_DIGITS.format("s.deposit_account"), SHORTEST_ACCOUNT)
    payee = _long(_DIGITS.format("s.payee_account"), SHORTEST_ACCOUNT)
    phone = _long("telephone(s.contact_phone)", SHORTEST_PHONE)
    uploader = "'organisation:' || s.bidder_id"
    for tie, detail, dataset, value, record, seen in (
        ("shared_account", "", "organisation", bank, "'organisation:' || s.organisation_id", "NULL"),
        ("shared_account", "", "bid", deposit, _BIDDER, "CAST(s.submitted_at AS DATE)"),
        ("shared_account", "", "payment", payee, "'organisation:' || s.payee_id", "s.paid_on"),
        ("shared_phone", "", "bid", phone, _BIDDER, "CAST(s.submitted_at AS DATE)"),
        ("shared_device", "device", "document_fingerprint", _word("device_id"), uploader, "CAST(s.created_at AS DATE)"),
        ("shared_device", NETWORK, "document_fingerprint", _word("ip_address"), uploader, "CAST(s.created_at AS DATE)"),
    ):
        _collect(connection, tie, detail, dataset, value, record, f"tie_in_{dataset} s", seen)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE tie_holders AS
        WITH held AS (
          SELECT v.kind, v.detail, v.value, p.party_id, min(v.source) AS source, min(v.seen_on) AS seen_on,
            bool_or(p.certain) AS certain, max(p.probability) AS probability
          FROM tie_values v JOIN {PARTIES} p USING (record_id) GROUP BY ALL
        )
        SELECT *, count(*) OVER (PARTITION BY kind, detail, value) AS parties FROM held
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE tie_fences AS
        WITH sizes AS (SELECT DISTINCT kind, detail, value, parties FROM tie_holders WHERE parties > 1),
        quartiles AS (
          SELECT kind, detail, quantile_disc(parties, 0.25) AS low, quantile_disc(parties, 0.75) AS high
          FROM sizes GROUP BY ALL
        )
        SELECT kind, detail, CAST(least({AT_MOST}, greatest({AT_LEAST}, high + 3 * (high - low))) AS INTEGER) AS fence
        FROM quartiles
        """
    )
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        WITH few AS (SELECT h.* FROM tie_holders h JOIN tie_fences USING (kind, detail) WHERE h.parties <= fence)
        SELECT a.kind, a.party_id, b.party_id, nullif(a.detail, ''), NULL, min(greatest(a.seen_on, b.seen_on)), NULL,
          list_sort(list_distinct(flatten(list([a.source, b.source])))), bool_or(a.certain AND b.certain),
          max(CAST(a.probability * b.probability AS DECIMAL(9,6))), a.detail
        FROM few a JOIN few b ON a.kind = b.kind AND a.detail = b.detail AND a.value = b.value
          AND a.party_id < b.party_id
        GROUP BY a.kind, a.detail, a.party_id, b.party_id
        """
    )
    rows = connection.execute(
        """
        SELECT concat_ws(':', kind, nullif(detail, '')), count(DISTINCT value),
          count(DISTINCT party_id), any_value(fence)
        FROM tie_holders JOIN tie_fences USING (kind, detail) WHERE parties > fence GROUP BY kind, detail ORDER BY ALL
        """
    ).fetchall()
    return {
        name: {"hub_values": values, "hub_parties": parties, "fence": fence} for name, values, parties, fence in rows
    }


def _collect(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    detail: str,
    dataset: str,
    value: str,
    record: str,
    source: str,
    seen: str = "NULL",
) -> None:
    """One row a record and value: the first that says so."""
    connection.execute(
        f"""
        INSERT INTO tie_values
        SELECT {literal(kind)}, {literal(detail)}, {value} AS value, {record} AS record_id,
          struct_pack(dataset := {literal(dataset)}, row_id := min(s._row)), min({seen})
        FROM {source} WHERE {value} IS NOT NULL AND {record} IS NOT NULL GROUP BY 3, 4
        """
    )


def _long(text: str, least: int) -> str:
    return f"CASE WHEN length({text}) >= {least} THEN {text} END"


def _word(column: str) -> str:
    return f"nullif(lower(trim(s.{column})), '')"
