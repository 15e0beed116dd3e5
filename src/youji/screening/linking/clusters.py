"""Makes parties of weighed pairs: connected records, unless a judgement or an identifier keeps them apart.

Most groups hold no conflict and come straight from Splink's connected components. Where two records of one group may
not be together (a person kept them apart, or both bear a valid identifier and these differ), the group's pairs are
joined again one by one, heaviest first, and a pair that would bring such records together is left out (constrained
single linkage). Ties in weight are broken by the records' ids, so that the same pairs give the same parties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
from splink.backends.duckdb import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold

from youji.screening.lake.tables import quoted

Pair = tuple[str, str]


@dataclass(frozen=True)
class Groups:
    """What clustering gave: the number of groups of two or more, and the pairs that were left out of a conflict."""

    joined: int
    refused: tuple[Pair, ...]


def cluster(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    pairs: str,
    into: str,
    *,
    identifier: str | None = None,
    apart: Iterable[Pair] = (),
    together: Iterable[Pair] = (),
) -> Groups:
    """Table `into`: `record_id`, `group_id` (the smallest record of the group) for every record of `records`.

    `pairs`: table with `left_id`, `right_id`, `weight`; all of them are to be joined. `identifier`: column of `records`
    that a group may hold one value of. `apart`: pairs that may not meet. `together`: pairs among `pairs` that a person
    joined: they come first, and what the identifier says does not stop them.
    """
    api = DuckDBAPI(connection)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cluster_edges AS"
        " SELECT left_id AS record_id_l, right_id AS record_id_r, CAST(weight AS DOUBLE) AS weight"
        f" FROM {quoted(pairs)}"
    )
    # Most records are in no pair; they are groups of their own, and Splink need not find that out.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cluster_nodes AS"
        " SELECT record_id_l AS record_id FROM cluster_edges UNION SELECT record_id_r FROM cluster_edges"
    )
    if not connection.execute("SELECT 1 FROM cluster_edges LIMIT 1").fetchall():
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(into)} AS SELECT record_id, record_id AS group_id"
            f" FROM {quoted(records)}"
        )
        return Groups(0, ())
    found = cluster_pairwise_predictions_at_threshold(
        api.register("cluster_nodes"),
        api.register("cluster_edges"),
        api,
        node_id_column_name="record_id",
        edge_id_column_name_left="record_id_l",
        edge_id_column_name_right="record_id_r",
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(into)} AS
        WITH grouped AS (
          SELECT record_id, min(record_id) OVER (PARTITION BY cluster_id) AS group_id FROM {found.physical_name}
        )
        SELECT r.record_id, coalesce(g.group_id, r.record_id) AS group_id
        FROM {quoted(records)} r LEFT JOIN grouped g USING (record_id)
        """
    )
    found.drop_table_from_database_and_remove_from_cache()
    refused = _part(connection, records, into, identifier, set(apart), set(together))
    joined = connection.execute(
        f"SELECT count(DISTINCT group_id) FROM {quoted(into)} WHERE record_id <> group_id"
    ).fetchall()[0][0]
    return Groups(int(joined), tuple(refused))


def _part(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    into: str,
    identifier: str | None,
    apart: set[Pair],
    together: set[Pair],
) -> list[Pair]:
    """Parts the groups that hold a conflict; gives the pairs that were not joined."""
    connection.execute("CREATE OR REPLACE TEMP TABLE cluster_apart (left_id VARCHAR, right_id VARCHAR)")
    if apart:
        connection.executemany("INSERT INTO cluster_apart VALUES (?, ?)", [list(pair) for pair in sorted(apart)])
    group = quoted(into)
    by_identifier = (
        f"UNION SELECT group_id FROM (SELECT * FROM {group} SEMI JOIN cluster_nodes USING (record_id))"
        f" JOIN {quoted(records)} USING (record_id) GROUP BY group_id"
        f" HAVING count(DISTINCT {quoted(identifier)}) > 1"
        if identifier
        else ""
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE cluster_conflicts AS SELECT l.group_id FROM cluster_apart a"
        f" JOIN {group} l ON l.record_id = a.left_id JOIN {group} r ON r.record_id = a.right_id"
        f" WHERE l.group_id = r.group_id {by_identifier}"
    )
    members = connection.execute(
        f"SELECT g.record_id, {f'r.{quoted(identifier)}' if identifier else 'NULL'} FROM {group} g"
        f" JOIN cluster_conflicts USING (group_id) JOIN {quoted(records)} r ON r.record_id = g.record_id"
    ).fetchall()
    if not members:
        return []
    edges = connection.execute(
        f"SELECT record_id_l, record_id_r FROM cluster_edges JOIN {group} ON record_id = record_id_l"
        " JOIN cluster_conflicts USING (group_id) ORDER BY weight DESC, record_id_l, record_id_r"
    ).fetchall()
    first = [edge for edge in edges if edge in together]
    rest = [edge for edge in edges if edge not in together]
    leader, refused = _join(dict(members), [*first, *rest], apart, together)
    connection.execute("CREATE OR REPLACE TEMP TABLE cluster_parted (record_id VARCHAR, group_id VARCHAR)")
    connection.executemany("INSERT INTO cluster_parted VALUES (?, ?)", [list(item) for item in sorted(leader.items())])
    connection.execute(
        f"UPDATE {group} SET group_id = p.group_id FROM cluster_parted p WHERE p.record_id = {group}.record_id"
    )
    return refused


def _join(
    identifiers: Mapping[str, str | None], edges: list[Pair], apart: set[Pair], together: set[Pair]
) -> tuple[dict[str, str], list[Pair]]:
    """Record → smallest record of its part, and the edges refused. Python, for the few records in conflict."""
    group = {record: {record} for record in identifiers}
    refused = []
    for left, right in edges:
        ours, theirs = group[left], group[right]
        if ours is theirs:
            continue
        values = {identifiers[record] for record in ours | theirs} - {None}
        # A pair that a person joined may bring two identifiers together; it is not held against later pairs.
        most = max(1, *(len({identifiers[record] for record in side} - {None}) for side in (ours, theirs)))
        differ = len(values) > most and (left, right) not in together
        if differ or any((min(a, b), max(a, b)) in apart for a in ours for b in theirs):
            refused.append((left, right))
            continue
        ours |= theirs
        for record in theirs:
            group[record] = ours
    return {record: min(members) for record, members in group.items()}, refused
