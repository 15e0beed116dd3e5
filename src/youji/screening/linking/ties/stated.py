"""Ties that one row of a dataset states: kin, shareholder, legal representative, position.

Where the dataset is what it was, only rows that may speak of touched records are read again (`select`).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from youji.screening.lake.tables import literal
from youji.screening.linking.ties.standing import PARTIES

ROWS = "tie_rows"
"""Table of all ties while they are made; see `begin`."""


@dataclass(frozen=True)
class Statement:
    """How rows of a dataset (alias `s`) state ties. `left` and `right` are SQL of record ids, `key` of the row's.

    `ends`: SQL of every record id that `left` may turn out to be; by itself it is one. `{parties}` stands for the table
    of the records that are known.
    """

    kind: str
    dataset: str
    left: str
    right: str
    key: str
    ends: tuple[str, ...] = ()
    detail: str = "NULL"
    share: str = "NULL"
    since: str = "NULL"
    until: str = "NULL"


_HOLDER = (
    "CASE WHEN s.holder_kind = 'person' THEN 'person:' || s.holder_id"
    " WHEN s.holder_kind = 'organisation' THEN 'organisation:' || s.holder_id"
    " WHEN EXISTS (SELECT 1 FROM {parties} k WHERE k.record_id = 'organisation:' || s.holder_id)"
    " THEN 'organisation:' || s.holder_id ELSE 'person:' || s.holder_id END"
)
STATEMENTS = (
    Statement(
        "kin",
        "kinship",
        "'person:' || s.person_id",
        "'person:' || s.relative_id",
        "s.kinship_id",
        detail="s.relation",
        since="s.from_on",
        until="s.to_on",
    ),
    Statement(
        "shareholder",
        "shareholding",
        _HOLDER,
        "'organisation:' || s.organisation_id",
        "s.shareholding_id",
        ends=("'person:' || s.holder_id", "'organisation:' || s.holder_id"),
        share="s.share",
        since="s.from_on",
        until="s.to_on",
    ),
    Statement(
        "legal_representative",
        "organisation",
        "'person:' || s.legal_representative_id",
        "'organisation:' || s.organisation_id",
        "s.organisation_id",
    ),
    Statement(
        "position",
        "position",
        "'person:' || s.person_id",
        "'organisation:' || s.organisation_id",
        "s.position_id",
        detail="s.post",
        since="s.from_on",
        until="s.to_on",
    ),
)


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty table `ROWS`. `source_key` names the source by its own key, not by the order in which it came."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {ROWS} (kind VARCHAR, left_id VARCHAR, right_id VARCHAR, detail VARCHAR,"
        " share DECIMAL(9,6), since DATE, until DATE, sources STRUCT(dataset VARCHAR, row_id BIGINT)[],"
        " certain BOOLEAN, probability DECIMAL(9,6), source_key VARCHAR)"
    )


def select(connection: duckdb.DuckDBPyConnection, statement: Statement, touched: str | None) -> None:
    """View or table `stated_DATASET` of the rows to read: all, or those that may speak of the records of `touched`."""
    name, rows = f"stated_{statement.dataset}", f"tie_in_{statement.dataset}"
    _drop(connection, name)
    if touched is None:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {rows}")
        return
    speaks = " OR ".join(f"{end} IN (SELECT record_id FROM {touched})" for end in _ends(statement))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT s.* FROM {rows} s WHERE {speaks}")


def records(statement: Statement) -> str:
    """SQL of the records that the rows selected may speak of."""
    return " UNION ALL ".join(
        f"SELECT {end} AS record_id FROM stated_{statement.dataset} s" for end in _ends(statement)
    )


def add(connection: duckdb.DuckDBPyConnection, statement: Statement) -> dict[str, int]:
    """Adds the ties of the rows selected; gives how many had an end that is no party, or both ends in one."""
    _read(connection, statement, PARTIES)
    dataset = statement.dataset
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        SELECT {literal(statement.kind)}, left_id, right_id, {statement.detail} AS detail, {statement.share} AS share,
          {statement.since} AS since, {statement.until} AS until,
          [struct_pack(dataset := {literal(dataset)}, row_id := _row)], certain, probability,
          {literal(f"{dataset}:")} || coalesce({statement.key}, '#' || CAST(_row AS VARCHAR))
        FROM tie_read s WHERE left_id <> right_id
        """
    )
    return _left_out(connection)


def left_out(connection: duckdb.DuckDBPyConnection, statement: Statement, parties: str) -> dict[str, int]:
    """How many of the rows selected made no tie when the parties were those of the table `parties`."""
    _read(connection, statement, parties)
    return _left_out(connection)


def _read(connection: duckdb.DuckDBPyConnection, statement: Statement, parties: str) -> None:
    """Table `tie_read`: the rows selected with the parties at both ends."""
    left = statement.left.format(parties=parties)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE tie_read AS
        SELECT s.* EXCLUDE (left_record, right_record), l.party_id AS left_id, r.party_id AS right_id,
          l.certain AND r.certain AS certain, CAST(l.probability * r.probability AS DECIMAL(9,6)) AS probability
        FROM (SELECT s.*, {left} AS left_record, {statement.right} AS right_record FROM stated_{statement.dataset} s) s
        LEFT JOIN {parties} l ON l.record_id = s.left_record LEFT JOIN {parties} r ON r.record_id = s.right_record
        WHERE s.left_record IS NOT NULL AND s.right_record IS NOT NULL
        """
    )


def _left_out(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    unknown, inside = connection.execute(
        "SELECT count(*) FILTER (left_id IS NULL OR right_id IS NULL), count(*) FILTER (left_id = right_id)"
        " FROM tie_read"
    ).fetchall()[0]
    return {"unknown_party": int(unknown), "within_one_party": int(inside)}


def _ends(statement: Statement) -> tuple[str, ...]:
    return (*(statement.ends or (statement.left,)), statement.right)


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    for (what,) in connection.execute(
        "SELECT 'TABLE' FROM duckdb_tables() WHERE table_name = $name"
        " UNION ALL SELECT 'VIEW' FROM duckdb_views() WHERE view_name = $name",
        {"name": name},
    ).fetchall():
        connection.execute(f"DROP {what} {name}")
