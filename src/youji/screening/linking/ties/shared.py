"""Ties of parties that give the same phone, address, bank account or device.

A value that very many parties share (the phone of an agency, a business incubator's address) ties nobody to anybody,
and pairs of its holders would grow with their square. Such values are left out and counted. The fence is Tukey's outer
one, Q3 + 3 (Q3 - Q1), over the numbers of parties of the values that at least two share (Tukey, Exploratory Data
Analysis, 1977), taken for each kind of value by itself, never below `AT_LEAST`, for in most data nearly all values
have two holders and the quartiles fall together, and never above `AT_MOST`, which bounds the work whatever the data.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from youji.screening.lake.parties import KINDS
from youji.screening.lake.tables import ROW, literal
from youji.screening.linking.draft import Draft
from youji.screening.linking.places import SHORTEST_PHONE, value_key
from youji.screening.linking.records import mention
from youji.screening.linking.ties.kinds import NETWORK
from youji.screening.linking.ties.standing import PARTIES
from youji.screening.linking.ties.stated import ROWS

AT_LEAST, AT_MOST = 10, 50
"""Parties that may share one value; assumptions: a large household or a small group of firms, and 1,225 pairs."""
SHORTEST_ACCOUNT = 8
"""Digits; a shorter one is no account."""

_BIDDER = f"CASE WHEN s.bidder_id IS NULL THEN {mention('bid', 'bidder_name', 's.bidder_name')}" + (
    " ELSE 'organisation:' || s.bidder_id END"
)
_DIGITS = "regexp_replace({}, '[^0-9]', '', 'g')"


def _long(text: str, least: int) -> str:
    return f"CASE WHEN length({text}) >= {least} THEN {text} END"


def _word(column: str) -> str:
    return f"nullif(lower(trim(s.{column})), '')"


_UPLOADER = "'organisation:' || s.bidder_id"
_CREATED, _SUBMITTED = "CAST(s.created_at AS DATE)", "CAST(s.submitted_at AS DATE)"
GIVEN = (
    (
        "shared_account",
        "",
        "organisation",
        _long(_DIGITS.format("s.bank_account"), SHORTEST_ACCOUNT),
        "'organisation:' || s.organisation_id",
        "CAST(NULL AS DATE)",
    ),
    ("shared_account", "", "bid", _long(_DIGITS.format("s.deposit_account"), SHORTEST_ACCOUNT), _BIDDER, _SUBMITTED),
    (
        "shared_account",
        "",
        "payment",
        _long(_DIGITS.format("s.payee_account"), SHORTEST_ACCOUNT),
        "'organisation:' || s.payee_id",
        "s.paid_on",
    ),
    ("shared_phone", "", "bid", _long("telephone(s.contact_phone)", SHORTEST_PHONE), _BIDDER, _SUBMITTED),
    ("shared_device", "device", "document_fingerprint", _word("device_id"), _UPLOADER, _CREATED),
    ("shared_device", NETWORK, "document_fingerprint", _word("ip_address"), _UPLOADER, _CREATED),
)
"""Kind of tie, detail, dataset, and SQL of the value, of the record that gives it and of the day it was seen."""
_OF_FEATURES = (("shared_phone", "phone_key"), ("shared_address", "door_key"))
"""Kind of tie and feature that holds the value, of what the records themselves say."""
_VALUE = "kind, detail, value"


def find(connection: duckdb.DuckDBPyConnection, draft: Draft, changed: Collection[str]) -> None:
    """Writes `given`, the values that rows of other datasets give, and finds whose holders have to be counted.

    `changed`: datasets that are not what they were. Tables: `tie_values` (`kind`, `detail`, `value`, `record_id`,
    `source`, `seen_on`; one row a record and value) and, going on from an earlier snapshot, `tie_stirred` (`kind`,
    `detail`, `value`): the values whose holders may be others now. The macros of `places.prepare` are there.
    """
    anew = [given for given in GIVEN if given[2] in changed]
    after = " UNION ALL ".join(_collect(*given) for given in anew)
    if draft.earlier is None:
        draft.whole("given", after)
        everything = " UNION ALL ".join([_given(draft.scan("given")), *(_of_records(draft, kind) for kind in KINDS)])
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE tie_said AS SELECT *, hash({_VALUE}) AS h FROM ({everything})"
        )
        # A value that one record gives ties nobody, and most are such.
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE tie_values AS SELECT * EXCLUDE (h) FROM tie_said"
            " SEMI JOIN (SELECT h FROM tie_said GROUP BY h HAVING count(*) > 1) USING (h)"
        )
        connection.execute("DROP TABLE tie_said")
        return
    stirred: list[str] = []
    if anew:
        listed = ", ".join(literal(given[2]) for given in anew)
        before = f"SELECT * FROM {draft.before('given')} WHERE dataset IN ({listed})"
        draft.changed("given", before, after)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE tie_given_before AS {before}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE tie_given_after AS {after}")
        stirred = [
            f"SELECT {_VALUE} FROM (FROM tie_given_{one} EXCEPT FROM tie_given_{other})"
            for one, other in (("before", "after"), ("after", "before"))
        ]
    else:
        draft.carried("given")
    stirred.append(f"SELECT {_VALUE} FROM {draft.scan('given')} SEMI JOIN tie_touched USING (record_id)")
    for kind in KINDS:
        for table in (f"departed_features_{kind}", f"touched_features_{kind}"):
            stirred += [f"SELECT {literal(tie)}, '', {value} FROM {table}" for tie, value in _OF_FEATURES]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE tie_stirred AS SELECT DISTINCT {_VALUE} FROM ({' UNION ALL '.join(stirred)})"
        " WHERE value IS NOT NULL"
    )
    given = f"(SELECT * FROM {draft.scan('given')} SEMI JOIN tie_stirred USING ({_VALUE}))"
    of_records = [_of_records(draft, kind, "tie_stirred") for kind in KINDS]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE tie_values AS {' UNION ALL '.join([_given(given), *of_records])}")


def add(connection: duckdb.DuckDBPyConnection, draft: Draft) -> dict[str, dict[str, int]]:
    """Writes `shared`, the holders of values that several parties hold; adds their ties; gives what the fence left out.

    A shared value has no end date: nothing says when it ceased. It begins on the day both had been seen with it, where
    the rows have dates. Going on from an earlier snapshot, only ties among the parties of table `tie_circle` (`kind`,
    `detail`, `party_id`) are added: no others can have changed.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE tie_holders AS
        WITH held AS (
          SELECT v.kind, v.detail, v.value, p.party_id, min(v.source) AS source, min(v.seen_on) AS seen_on,
            bool_or(p.certain) AS certain, max(p.probability) AS probability
          FROM tie_values v JOIN {PARTIES} p USING (record_id) GROUP BY ALL
        )
        SELECT *, count(*) OVER (PARTITION BY {_VALUE}) AS parties FROM held
        """
    )
    several = "SELECT * FROM tie_holders WHERE parties > 1"
    if draft.earlier is None:
        draft.whole("shared", several)
        _fences(connection, draft.scan("shared"), "tie_fences")
    else:
        before = f"SELECT * FROM {draft.before('shared')} SEMI JOIN tie_stirred USING ({_VALUE})"
        draft.changed("shared", before, several)
        _fences(connection, draft.scan("shared"), "tie_fences")
        _circle(connection, draft)
    among = "" if draft.earlier is None else " SEMI JOIN tie_circle USING (kind, detail, party_id)"
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        WITH few AS (
          SELECT h.* FROM (SELECT * FROM {draft.scan("shared")}{among}) h JOIN tie_fences USING (kind, detail)
          WHERE h.parties <= fence
        )
        SELECT a.kind, a.party_id, b.party_id, nullif(a.detail, ''), NULL, min(greatest(a.seen_on, b.seen_on)), NULL,
          list_sort(list_distinct(flatten(list([a.source, b.source])))), bool_or(a.certain AND b.certain),
          max(CAST(a.probability * b.probability AS DECIMAL(9,6))), a.detail
        FROM few a JOIN few b ON a.kind = b.kind AND a.detail = b.detail AND a.value = b.value
          AND a.party_id < b.party_id
        GROUP BY a.kind, a.detail, a.party_id, b.party_id
        """
    )
    rows = connection.execute(
        f"""
        SELECT concat_ws(':', kind, nullif(detail, '')), count(DISTINCT value),
          count(DISTINCT party_id), any_value(fence)
        FROM {draft.scan("shared")} JOIN tie_fences USING (kind, detail)
        WHERE parties > fence GROUP BY kind, detail ORDER BY ALL
        """
    ).fetchall()
    return {
        name: {"hub_values": values, "hub_parties": parties, "fence": fence} for name, values, parties, fence in rows
    }


def _fences(connection: duckdb.DuckDBPyConnection, shared: str, into: str) -> None:
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH sizes AS (SELECT DISTINCT {_VALUE}, parties FROM {shared}),
        quartiles AS (
          SELECT kind, detail, quantile_disc(parties, 0.25) AS low, quantile_disc(parties, 0.75) AS high
          FROM sizes GROUP BY ALL
        )
        SELECT kind, detail, CAST(least({AT_MOST}, greatest({AT_LEAST}, high + 3 * (high - low))) AS INTEGER) AS fence
        FROM quartiles
        """
    )


def _circle(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Table `tie_circle`: parties that hold a value whose holders have changed, or over which the fence has moved."""
    _fences(connection, draft.before("shared"), "tie_fences_before")
    connection.execute(
        f"""
        INSERT INTO tie_stirred
        SELECT DISTINCT {_VALUE} FROM (SELECT * FROM {draft.scan("shared")} ANTI JOIN tie_stirred USING ({_VALUE}))
        JOIN tie_fences n USING (kind, detail) JOIN tie_fences_before b USING (kind, detail)
        WHERE n.fence <> b.fence AND (parties <= n.fence) <> (parties <= b.fence)
        """
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE tie_circle AS "
        + " UNION ".join(
            f"SELECT kind, detail, party_id FROM (SELECT * FROM {scan} SEMI JOIN tie_stirred USING ({_VALUE}))"
            f" JOIN {fences} USING (kind, detail) WHERE parties <= fence"
            for scan, fences in (
                (draft.before("shared"), "tie_fences_before"),
                (draft.scan("shared"), "tie_fences"),
            )
        )
    )


def _collect(kind: str, detail: str, dataset: str, value: str, record: str, seen: str) -> str:
    """SQL of one row a record and value of a dataset: the first that says so."""
    return (
        f"SELECT {literal(kind)} AS kind, {literal(detail)} AS detail, {literal(dataset)} AS dataset,"
        f" {value_key(value)} AS value,"
        f" {record} AS record_id, min(s.{ROW}) AS row_id, min({seen}) AS seen_on FROM tie_in_{dataset} s"
        f" WHERE {value} IS NOT NULL AND {record} IS NOT NULL GROUP BY ALL"
    )


def _given(rows: str) -> str:
    return (
        "SELECT kind, detail, value, record_id, struct_pack(dataset := dataset, row_id := row_id) AS source, seen_on"
        f" FROM {rows}"
    )


def _of_records(draft: Draft, kind: str, stirred: str | None = None) -> str:
    """SQL of the values that records of a kind give; only those of the table `stirred`, where one is named."""
    features = draft.scan(f"features-{kind}")
    if stirred:
        held = " OR ".join(
            f"{value} IN (SELECT value FROM {stirred} WHERE kind = {literal(tie)})" for tie, value in _OF_FEATURES
        )
        features = f"(SELECT record_id, phone_key, door_key FROM {features} WHERE {held})"
    rows = f"(SELECT f.*, r.row_id FROM {features} f JOIN {draft.scan(f'records-{kind}')} r USING (record_id))"
    said = " UNION ALL ".join(
        f"SELECT {literal(tie)} AS kind, '' AS detail, {value} AS value, record_id,"
        f" struct_pack(dataset := {literal(kind)}, row_id := row_id) AS source, CAST(NULL AS DATE) AS seen_on"
        f" FROM rows_of_{kind} WHERE {value} IS NOT NULL"
        for tie, value in _OF_FEATURES
    )
    chosen = f" SEMI JOIN {stirred} USING (kind, detail, value)" if stirred else ""
    return (
        f"SELECT kind, detail, value, record_id, source, seen_on"
        f" FROM (WITH rows_of_{kind} AS MATERIALIZED {rows} {said}){chosen}"
    )
