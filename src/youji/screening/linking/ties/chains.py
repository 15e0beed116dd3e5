"""Effective shares through chains of companies.

What a holder owns of a company through others is the product of the shares along a path, summed over all paths, the
direct holding included. All of it is exact decimal arithmetic: four shares of six places have twenty-four.

Cyclic shareholdings: a path visits no party twice, so a cycle ends where it would close, and nothing is counted again
for going around. The sum over such paths is the chance that a walk from the company upward, choosing each owner by
share, comes to the holder before it repeats a party; it never passes what the shares allow, and is a lower bound of the
sum over endless rounds. A holder has no chain to itself.

Periods: a path holds while all its holdings do. Where paths come and go, each period of constant share is a tie.
Identical rows (same ends, share and dates) are one holding written down twice and count once.
"""

from __future__ import annotations

import duckdb

from youji.screening.linking.ties.stated import ROWS

DEPTH = 4
"""Holdings in a chain at most."""
AT_LEAST = "0.05"
"""Effective share from which a chain is kept: 5 %, from which a holder of a listed company must report it
(证券法, article 63); for other companies an assumption."""
FOLLOWED = "0.001"
"""Share below which a path is followed no further: at most 1,000 such paths of one length can lead to one company."""
_BEGIN, _END = "DATE '0001-01-01'", "DATE '9999-12-31'"


def add(connection: duckdb.DuckDBPyConnection, holdings: str) -> None:
    """Adds `shareholder_chain` ties made of `holdings`, a query of all shareholder ties with the columns of `ROWS`."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE chain_edges AS
        SELECT left_id, right_id, share, coalesce(since, {_BEGIN}) AS since, coalesce(until, {_END}) AS until,
          bool_or(certain) AS certain, max(probability) AS probability, list_sort(flatten(list(sources))) AS sources
        FROM ({holdings}) WHERE share >= {FOLLOWED} GROUP BY ALL
        HAVING coalesce(since, {_BEGIN}) <= coalesce(until, {_END})
        """
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE chain_paths_1 AS"
        " SELECT left_id, right_id, share, since, until, certain, probability, sources, [left_id, right_id] AS visited"
        " FROM chain_edges"
    )
    for length in range(2, DEPTH + 1):
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE chain_paths_{length} AS
            SELECT p.left_id, e.right_id, p.share * e.share AS share, greatest(p.since, e.since) AS since,
              least(p.until, e.until) AS until, p.certain AND e.certain AS certain,
              CAST(p.probability * e.probability AS DECIMAL(9,6)) AS probability,
              list_concat(p.sources, e.sources) AS sources, list_append(p.visited, e.right_id) AS visited
            FROM chain_paths_{length - 1} p JOIN chain_edges e ON e.left_id = p.right_id
            WHERE NOT list_contains(p.visited, e.right_id) AND p.share * e.share >= {FOLLOWED}
              AND greatest(p.since, e.since) <= least(p.until, e.until)
            """
        )
    paths = " UNION ALL ".join(
        f"SELECT left_id, right_id, CAST(share AS DECIMAL(38,24)) AS share, since, until, certain, probability,"
        f" sources, {length} AS length FROM chain_paths_{length}"
        for length in range(1, DEPTH + 1)
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE chain_paths AS
        WITH found AS ({paths}), through AS (SELECT DISTINCT left_id, right_id FROM found WHERE length > 1)
        SELECT f.* FROM found f SEMI JOIN through USING (left_id, right_id)
        """
    )
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        WITH turns AS (
          SELECT left_id, right_id, since AS begins FROM chain_paths
          UNION SELECT left_id, right_id, until + 1 FROM chain_paths WHERE until < {_END}
        ),
        periods AS (
          SELECT left_id, right_id, begins,
            coalesce(lead(begins) OVER (PARTITION BY left_id, right_id ORDER BY begins) - 1, {_END}) AS until
          FROM turns
        ),
        summed AS (
          SELECT t.left_id, t.right_id, t.begins, t.until, sum(p.share) AS share, bool_and(p.certain) AS certain,
            min(p.probability) AS probability, list_sort(list_distinct(flatten(list(p.sources)))) AS sources
          FROM periods t JOIN chain_paths p USING (left_id, right_id)
          WHERE p.since <= t.begins AND p.until >= t.until
          GROUP BY ALL HAVING max(p.length) > 1 AND sum(p.share) >= {AT_LEAST}
        )
        SELECT 'shareholder_chain', left_id, right_id, NULL, CAST(least(share, 1) AS DECIMAL(9,6)),
          nullif(begins, {_BEGIN}), nullif(until, {_END}), sources, certain, probability, CAST(begins AS VARCHAR)
        FROM summed
        """
    )
