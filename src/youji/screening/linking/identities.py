"""Gives groups of records their permanent party ids, and says which parties were merged or split.

A party is never renamed while any of its records is there. Where groups and earlier parties do not match one to one,
a party goes to the group that holds most of its records, and a group that several parties come to keeps the oldest;
the others become aliases of it for ever after. What is left gets a new id, in the order of the smallest record.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from youji.screening.lake.tables import literal, quoted

PREFIX = {"person": "RP", "organisation": "RO"}
"""First letters of a party id: R for register."""
DIGITS = 9


@dataclass(frozen=True)
class Change:
    """`kind` is `merged` (party `old` is now `new`) or `split` (`new` left `old`)."""

    kind: str
    old: str
    new: str


def assign(
    connection: duckdb.DuckDBPyConnection, kind: str, groups: str, earlier: str, into: str, next_number: int
) -> tuple[list[Change], int]:
    """Table `into` (`record_id`, `party_id`) from `groups` (`record_id`, `group_id`) and the `earlier` such table.

    A group is called after its smallest record. Table `several` (`party_id`): parties of more than one record. Gives
    what changed for parties that existed, and the next free number. `next_number` starts at 1.
    """
    group, before = quoted(groups), quoted(earlier)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE identity_claims AS
        SELECT g.group_id, e.party_id, count(*) AS records, min(g.record_id) AS first
        FROM {group} g JOIN {before} e USING (record_id) GROUP BY g.group_id, e.party_id
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE identity_kept AS
        WITH won AS (
          SELECT party_id, group_id FROM identity_claims
          QUALIFY row_number() OVER (PARTITION BY party_id ORDER BY records DESC, first) = 1
        )
        SELECT group_id, min(party_id) AS party_id FROM won GROUP BY group_id
        """
    )
    prefix = literal(PREFIX[kind])
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE identity_new AS
        SELECT group_id, {prefix} || lpad(CAST({next_number} - 1 + row_number() OVER (ORDER BY group_id) AS VARCHAR),
          {DIGITS}, '0') AS party_id
        FROM (SELECT group_id FROM {group} WHERE record_id = group_id) g ANTI JOIN identity_kept USING (group_id)
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(into)} AS
        SELECT g.record_id, i.party_id FROM {group} g
        JOIN (FROM identity_kept UNION ALL FROM identity_new) i USING (group_id)
        """
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE several AS SELECT DISTINCT m.party_id FROM {quoted(into)} m"
        f" SEMI JOIN (SELECT record_id FROM {group} WHERE record_id <> group_id) USING (record_id)"
    )
    rows = connection.execute(
        """
        SELECT CASE WHEN k.party_id IS NULL THEN 'merged' ELSE 'split' END, c.party_id, n.party_id
        FROM identity_claims c JOIN (FROM identity_kept UNION ALL FROM identity_new) n USING (group_id)
        LEFT JOIN identity_kept k ON k.party_id = c.party_id
        WHERE c.party_id <> n.party_id ORDER BY ALL
        """
    ).fetchall()
    made = int(connection.execute("SELECT count(*) FROM identity_new").fetchall()[0][0])
    return [Change(*row) for row in rows], next_number + made
