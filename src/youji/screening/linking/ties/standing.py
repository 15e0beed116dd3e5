"""Which records are of their party for sure, and how likely the others are.

Records of a party hang together firmly where they bear the same identifier with a right check digit, or where a person
called them the same. A party has one anchor: the firm group that has such an identifier, else the one with most
records, else the one with the smallest record id. Every other group became that party by weight alone. Its probability
is that of the strongest chain of merges to the anchor: the product of 2^w / (1 + 2^w) over the links, w being the
weight in bits (prior odds included, so the ratio is the posterior of Fellegi and Sunter's model).

At most one group of a party is the anchor, so a path that enters a party by one group and leaves it by another always
holds a probable tie.
"""

from __future__ import annotations

import duckdb

from youji.screening.lake.parties import KINDS
from youji.screening.linking.draft import Draft

PARTIES = "tie_parties"
"""Table: `record_id`, `party_id`, `certain` BOOLEAN, `probability` DECIMAL(9,6) (1 where certain)."""
_NEVER_SURE = "CAST(0.999999 AS DECIMAL(9,6))"


def odds(weight: str) -> str:
    """SQL of the probability that a weight in bits stands for; never 0 or 1, for it is no certainty."""
    chance = f"1 / (1 + pow(2.0, -CAST({weight} AS DOUBLE)))"
    return f"CAST(least(0.999999, greatest(0.000001, {chance})) AS DECIMAL(9,6))"


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty table `PARTIES`."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {PARTIES}"
        " (record_id VARCHAR, party_id VARCHAR, certain BOOLEAN, probability DECIMAL(9,6))"
    )


def add(connection: duckdb.DuckDBPyConnection, members: str, links: str, features: str) -> None:
    """Adds the parties of one kind that are in `members`: whole ones, with their `links` and `features`.

    Table `several` (`party_id`) names the parties of more than one record.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE standing_nodes AS
        SELECT m.record_id, m.party_id, f.sure,
          CASE WHEN f.sure IS NULL THEN m.record_id
            ELSE min(m.record_id) OVER (PARTITION BY m.party_id, f.sure) END AS part
        FROM {members} m SEMI JOIN several USING (party_id) LEFT JOIN {features} f USING (record_id)
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE standing_links AS
        SELECT k.left_id, k.right_id, k.weight, k.ground FROM {links} k
        JOIN standing_nodes l ON l.record_id = k.left_id JOIN standing_nodes r ON r.record_id = k.right_id
        WHERE l.party_id = r.party_id
        """
    )
    _join_judged(connection)
    _weigh(connection)
    connection.execute(
        f"""
        INSERT INTO {PARTIES}
        SELECT m.record_id, m.party_id, coalesce(p.anchor, true),
          CASE WHEN coalesce(p.anchor, true) THEN 1 ELSE least(p.probability, {_NEVER_SURE}) END
        FROM {members} m LEFT JOIN standing_nodes n USING (record_id) LEFT JOIN standing_parts p ON p.part = n.part
        """
    )


def add_settled(connection: duckdb.DuckDBPyConnection, wanted: str, draft: Draft) -> None:
    """Adds the records of the query `wanted` that are not in `PARTIES`, as the tables of the snapshot have them."""
    missing = f"(SELECT record_id FROM ({wanted}) ANTI JOIN {PARTIES} USING (record_id))"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE standing_missing AS SELECT DISTINCT record_id FROM {missing}")
    if not connection.execute("SELECT 1 FROM standing_missing LIMIT 1").fetchall():
        return
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE standing_doubts AS"
        f" SELECT * FROM {draft.scan('probable')} SEMI JOIN standing_missing USING (record_id)"
    )
    for kind in KINDS:
        connection.execute(
            f"""
            INSERT INTO {PARTIES}
            SELECT m.record_id, m.party_id, p.record_id IS NULL, coalesce(p.probability, 1)
            FROM (SELECT * FROM {draft.scan(f"members-{kind}")} SEMI JOIN standing_missing USING (record_id)) m
            LEFT JOIN standing_doubts p USING (record_id)
            """
        )


def _join_judged(connection: duckdb.DuckDBPyConnection) -> None:
    """Groups that a judgement joins take the smaller name; names only fall, so this ends."""
    while True:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE standing_renamed AS
            SELECT greatest(l.part, r.part) AS old, min(least(l.part, r.part)) AS part FROM standing_links k
            JOIN standing_nodes l ON l.record_id = k.left_id JOIN standing_nodes r ON r.record_id = k.right_id
            WHERE k.ground = 'judgement' AND l.part <> r.part GROUP BY old
            """
        )
        if not connection.execute("SELECT count(*) FROM standing_renamed").fetchall()[0][0]:
            return
        connection.execute(
            "UPDATE standing_nodes SET part = n.part FROM standing_renamed n WHERE standing_nodes.part = n.old"
        )


def _weigh(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `standing_parts`: `part`, `anchor`, `probability`. Probabilities only rise, so this ends."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE standing_parts AS
        SELECT part, row_number() OVER (PARTITION BY min(party_id)
            ORDER BY bool_or(sure IS NOT NULL) DESC, count(*) DESC, part) = 1 AS anchor,
          CAST(CASE WHEN anchor THEN 1 ELSE 0.000001 END AS DECIMAL(9,6)) AS probability
        FROM standing_nodes GROUP BY part
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE standing_bridges AS
        WITH crossing AS (
          SELECT l.part AS one, r.part AS other, max({odds("k.weight")}) AS chance FROM standing_links k
          JOIN standing_nodes l ON l.record_id = k.left_id JOIN standing_nodes r ON r.record_id = k.right_id
          WHERE l.part <> r.part GROUP BY ALL
        )
        SELECT one, other, max(chance) AS chance
        FROM (FROM crossing UNION ALL SELECT other, one, chance FROM crossing) GROUP BY ALL
        """
    )
    while True:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE standing_better AS
            SELECT b.other AS part, max(CAST(p.probability * b.chance AS DECIMAL(9,6))) AS probability
            FROM standing_bridges b JOIN standing_parts p ON p.part = b.one JOIN standing_parts o ON o.part = b.other
            GROUP BY b.other, o.probability HAVING max(CAST(p.probability * b.chance AS DECIMAL(9,6))) > o.probability
            """
        )
        if not connection.execute("SELECT count(*) FROM standing_better").fetchall()[0][0]:
            return
        connection.execute(
            "UPDATE standing_parts SET probability = b.probability FROM standing_better b"
            " WHERE standing_parts.part = b.part"
        )
