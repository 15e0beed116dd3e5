"""Which parties with alerts are handled as one lead: those tied so firmly that one decides for the other.

A tie is firm when it is certain and is a legal representative's, or a holding of more than half of the capital, direct
or through a chain: 公司法 第二百六十五条 (2023-12-29) calls a shareholder above fifty per cent controlling. It must not
lie in the future on the day of the screen, nor have ended before the first alert of either party.

A group is a main party and what lies within two firm ties of it, at most `LARGEST_GROUP` parties. Main is a party that
no party within two ties outranks (own score, then id). A party within reach of two mains goes to the nearer, then to
the higher. Where a group would be too large the nearest and highest stay, and the others form groups among themselves:
someone who represents forty shelf firms does not swallow everything.
"""

from __future__ import annotations

from datetime import date

import duckdb

from youji.screening.lake.tables import literal

LARGEST_GROUP = 10
"""Parties in a lead. An assumption: more than a person can look at as one thing."""
MOST_TIES = 50
"""Of a party with more firm ties than this, those to the highest parties count: bounds the work on a hub."""
CONTROLLING_SHARE = "0.5"
"""公司法 第二百六十五条第二项: above this share of the capital."""
SINGLE = "SELECT node, node AS unit, 0 AS distance, NULL::VARCHAR AS tied_to, NULL::VARCHAR AS tie FROM alert_node"


def find_firm_ties(connection: duckdb.DuckDBPyConnection, ties: str | None, as_of: date) -> int:
    """Table `firm_tie` (`left_node`, `right_node`, `tie`; both ways, one row a pair) between nodes of `alert_node`."""
    connection.execute("CREATE OR REPLACE TEMP TABLE firm_tie (left_node VARCHAR, right_node VARCHAR, tie VARCHAR)")
    if ties is None:
        return 0
    day = f"DATE {literal(as_of.isoformat())}"
    connection.execute(
        f"""
        INSERT INTO firm_tie
        WITH firm AS (
          SELECT t.left_id, t.right_id, t.kind FROM {ties} t
          JOIN alert_node l ON l.node = t.left_id JOIN alert_node r ON r.node = t.right_id
          WHERE t.certainty = 'certain' AND t.left_id <> t.right_id
            AND (t.kind = 'legal_representative'
              OR (t.kind IN ('shareholder', 'shareholder_chain') AND t.share > {CONTROLLING_SHARE}))
            AND (t.since IS NULL OR CAST(t.since AS DATE) <= {day})
            AND (t.until IS NULL OR CAST(t.until AS DATE) >= coalesce(least(l.first_on, r.first_on), {day}))
        )
        SELECT left_node, right_node, min(kind) FROM (
          SELECT left_id AS left_node, right_id AS right_node, kind FROM firm
          UNION ALL SELECT right_id, left_id, kind FROM firm
        ) GROUP BY left_node, right_node
        """
    )
    return int(connection.execute("SELECT count(*) FROM firm_tie").fetchall()[0][0])


def group_nodes(connection: duckdb.DuckDBPyConnection, own: str) -> None:
    """Table `grouped` (`node`, `unit`, `distance`, `tied_to`, `tie`) for every node; `unit` is the main party's node.

    `own`: table (`unit`, `score_raw`) with the own score of every node that has a firm tie.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE grouped AS {SINGLE} WHERE 1 = 0")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE node_place AS
        SELECT unit AS node, row_number() OVER (ORDER BY score_raw DESC, unit) AS place FROM {own}
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE open_tie AS
        WITH placed AS (
          SELECT l.place AS a, r.place AS b, f.tie FROM firm_tie f
          JOIN node_place l ON l.node = f.left_node JOIN node_place r ON r.node = f.right_node
        ),
        kept AS (
          SELECT a, b, tie FROM placed QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) <= {MOST_TIES}
        )
        SELECT k.a, k.b, k.tie FROM kept k SEMI JOIN kept o ON o.a = k.b AND o.b = k.a
        """
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE taken (place BIGINT, main BIGINT, distance INTEGER)")
    connection.execute("CREATE OR REPLACE TEMP TABLE bound AS SELECT a, b, tie FROM open_tie")
    while connection.execute("SELECT count(*) FROM open_tie").fetchall()[0][0]:
        _take(connection)
    connection.execute(
        """
        INSERT INTO grouped
        SELECT n.node, m.node, t.distance, via.node, t.tie FROM (
          SELECT t.place, t.main, t.distance, b.b AS via, b.tie FROM taken t
          LEFT JOIN bound b ON b.a = t.place AND t.distance > 0
          LEFT JOIN taken v ON v.place = b.b
          WHERE t.distance = 0 OR (v.main = t.main AND v.distance = t.distance - 1)
          QUALIFY row_number() OVER (PARTITION BY t.place ORDER BY b.b) = 1
        ) t
        JOIN node_place n ON n.place = t.place JOIN node_place m ON m.place = t.main
        LEFT JOIN node_place via ON via.place = t.via
        """
    )
    connection.execute(f"INSERT INTO grouped {SINGLE} ANTI JOIN grouped USING (node)")


def _take(connection: duckdb.DuckDBPyConnection) -> None:
    """One round: every main takes its group, and ties to taken parties are closed. The highest party always takes."""
    connection.execute(
        f"""
        INSERT INTO taken
        WITH reach AS (
          SELECT a, b, min(distance) AS distance FROM (
            SELECT a, b, 1 AS distance FROM open_tie
            UNION ALL
            SELECT x.a, y.b, 2 FROM open_tie x JOIN open_tie y ON y.a = x.b WHERE x.a <> y.b
          ) GROUP BY a, b
        ),
        mains AS (SELECT a AS main FROM reach GROUP BY a HAVING min(b) > a),
        near AS (
          SELECT r.b AS place, m.main, r.distance FROM reach r JOIN mains m ON m.main = r.a
          QUALIFY row_number() OVER (PARTITION BY r.b ORDER BY r.distance, m.main) = 1
        ),
        members AS (
          SELECT place, main, distance FROM near
          QUALIFY row_number() OVER (PARTITION BY main ORDER BY distance, place) < {LARGEST_GROUP}
        )
        SELECT main, main, 0 FROM mains UNION ALL FROM members
        """
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE open_tie AS FROM open_tie o"
        " ANTI JOIN taken l ON l.place = o.a ANTI JOIN taken r ON r.place = o.b"
    )
