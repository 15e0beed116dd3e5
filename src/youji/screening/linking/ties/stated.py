"""Ties that one row of a dataset states: kin, shareholder, legal representative, position."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from youji.screening.lake.tables import literal
from youji.screening.linking.ties.standing import PARTIES

ROWS = "tie_rows"
"""Table of all ties while they are made; see `begin`."""


@dataclass(frozen=True)
class Statement:
    """How rows of a dataset (alias `s`) state ties. `left` and `right` are SQL of record ids, `key` of the row's."""

    kind: str
    dataset: str
    left: str
    right: str
    key: str
    detail: str = "NULL"
    share: str = "NULL"
    since: str = "NULL"
    until: str = "NULL"


_HOLDER = (
    "CASE WHEN s.holder_kind = 'person' THEN 'person:' || s.holder_id"
    " WHEN s.holder_kind = 'organisation' THEN 'organisation:' || s.holder_id"
    f" WHEN EXISTS (SELECT 1 FROM {PARTIES} k WHERE k.record_id = 'organisation:' || s.holder_id)"
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


def add(connection: duckdb.DuckDBPyConnection, statement: Statement) -> dict[str, int]:
    """Adds the ties of one statement; gives how many rows had an end that is no party, or both ends in one."""
    dataset = statement.dataset
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE tie_read AS
        SELECT l.party_id AS left_id, r.party_id AS right_id, {statement.detail} AS detail, {statement.share} AS share,
          {statement.since} AS since, {statement.until} AS until, s._row AS row_id,
          l.certain AND r.certain AS certain, CAST(l.probability * r.probability AS DECIMAL(9,6)) AS probability,
          {literal(f"{dataset}:")} || coalesce({statement.key}, '#' || CAST(s._row AS VARCHAR)) AS source_key
        FROM (SELECT s.*, {statement.left} AS left_record, {statement.right} AS right_record FROM tie_in_{dataset} s) s
        LEFT JOIN {PARTIES} l ON l.record_id = s.left_record LEFT JOIN {PARTIES} r ON r.record_id = s.right_record
        WHERE s.left_record IS NOT NULL AND s.right_record IS NOT NULL
        """
    )
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        SELECT {literal(statement.kind)}, left_id, right_id, detail, share, since, until,
          [struct_pack(dataset := {literal(dataset)}, row_id := row_id)], certain, probability, source_key
        FROM tie_read WHERE left_id <> right_id
        """
    )
    unknown, inside = connection.execute(
        "SELECT count(*) FILTER (left_id IS NULL OR right_id IS NULL), count(*) FILTER (left_id = right_id)"
        " FROM tie_read"
    ).fetchall()[0]
    counts = {"unknown_party": int(unknown), "within_one_party": int(inside)}
    return {name: count for name, count in counts.items() if count}
