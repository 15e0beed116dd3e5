"""Which weighed pairs are joined, which a person should look at, and whom of the register that can touch.

A pair is decided by what it weighs, by what a person said of it, and, for an organisation that is only named, by who
else bears the name. So only pairs of *stirred* records are decided anew: those that came or left, those about which a
person decided, and those that bear a name of these. Parties can change only where such pairs hang together with others:
the *touched* records.
"""

from __future__ import annotations

import math

import duckdb

from youji.screening.linking.draft import Draft
from youji.screening.linking.scoring import weight_of
from youji.screening.linking.spec import LinkSpec, Weights

MERGE_AT = {"person": 7.0, "organisation": 3.0}
"""Bits from which a pair is joined. Chosen on the part `tune` of the labelled pairs (bench/linking/score.py); for
organisations above the best F1 there, because a wrong merge costs more than a missed one."""
REVIEW_AT = 0.0
"""Bits from which a pair is worth a look: as likely the same party as not."""

Pairs = set[tuple[str, str]]
_STIRRED = "(SELECT record_id FROM stirred)"
_TOUCHED = "(SELECT record_id FROM touched)"


def stir(connection: duckdb.DuckDBPyConnection, kind: str, redecided: Pairs, draft: Draft) -> None:
    """Table `stirred` (`record_id`) and, for organisations, `stirred_names` (`name`).

    `redecided`: pairs about which another decision holds than in the earlier snapshot. Reads `departed`, `arrived` and
    `moved_records`; a moved record is stirred, because ties name the rows they rest on.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE stirred AS SELECT record_id FROM departed UNION SELECT record_id FROM arrived"
        " UNION SELECT record_id FROM moved_records"
    )
    if ends := sorted({end for pair in redecided for end in pair}):
        connection.executemany("INSERT INTO stirred VALUES (?)", [[end] for end in ends])
    if kind != "organisation":
        return
    scans = [draft.scan(f"features-{kind}"), *([draft.before(f"features-{kind}")] if draft.earlier else [])]
    names = " UNION ".join(f"SELECT name FROM {scan} SEMI JOIN stirred USING (record_id)" for scan in scans)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE stirred_names AS SELECT name FROM ({names}) WHERE name IS NOT NULL"
    )
    if draft.earlier is not None:
        connection.execute(
            f"INSERT INTO stirred SELECT record_id FROM {draft.scan(f'features-{kind}')} SEMI JOIN stirred_names"
            " USING (name)"
        )


def decide(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    spec: LinkSpec,
    weights: Weights,
    same: Pairs,
    apart: Pairs,
    draft: Draft,
) -> None:
    """Tables `decided` (pairs to join, with `ground`) and `review` (pairs a person should look at) of stirred records.

    Writes `links` and `review`.
    """
    every = draft.earlier is None
    ends = "" if every else f" WHERE left_id IN {_STIRRED} OR right_id IN {_STIRRED}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE weighed AS SELECT * FROM {draft.scan(f'weighed-{kind}')}{ends}")
    features = draft.scan(f"features-{kind}")
    named = features if every else f"(SELECT record_id, name FROM {features} SEMI JOIN stirred_names USING (name))"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE namings AS {_namings(kind, spec, weights, named)}")
    connection.execute("CREATE OR REPLACE TEMP TABLE judged (left_id VARCHAR, right_id VARCHAR, verdict VARCHAR)")
    rows = [[*pair, verdict] for pairs, verdict in ((same, "same"), (apart, "apart")) for pair in sorted(pairs)]
    if rows:
        connection.executemany("INSERT INTO judged VALUES (?, ?, ?)", rows)
        if not every:
            connection.execute(f"DELETE FROM judged WHERE left_id NOT IN {_STIRRED} AND right_id NOT IN {_STIRRED}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE judged_records AS SELECT record_id FROM {features} SEMI JOIN"
        " (SELECT left_id AS record_id FROM judged UNION SELECT right_id FROM judged) USING (record_id)"
        if rows
        else "CREATE OR REPLACE TEMP TABLE judged_records (record_id VARCHAR)"
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE decided AS
        SELECT w.*, CASE WHEN j.verdict = 'same' THEN 'judgement' ELSE 'weight' END AS ground
        FROM weighed w LEFT JOIN judged j USING (left_id, right_id)
        WHERE coalesce(j.verdict, '') <> 'apart'
          AND (j.verdict = 'same' OR (w.veto IS NULL AND w.weight >= {MERGE_AT[kind]}))
        UNION ALL BY NAME
        SELECT j.left_id, j.right_id, 0.0 AS weight, 'judgement' AS ground FROM judged j
        SEMI JOIN judged_records l ON l.record_id = j.left_id SEMI JOIN judged_records r ON r.record_id = j.right_id
        ANTI JOIN weighed w ON w.left_id = j.left_id AND w.right_id = j.right_id WHERE j.verdict = 'same'
        UNION ALL BY NAME
        SELECT n.*, 'name' AS ground FROM namings n ANTI JOIN judged USING (left_id, right_id)
        WHERE NOT EXISTS (
          SELECT 1 FROM weighed w WHERE w.left_id = n.left_id AND w.right_id = n.right_id
            AND (w.veto IS NOT NULL OR w.weight >= {MERGE_AT[kind]}))
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE review AS
        SELECT w.* FROM weighed w ANTI JOIN judged USING (left_id, right_id) ANTI JOIN decided USING (left_id, right_id)
        """
    )
    for name, table in (("links", "decided"), ("review", "review")):
        if every:
            draft.whole(f"{name}-{kind}", f"FROM {table}")
        else:
            draft.changed(f"{name}-{kind}", f"SELECT * FROM {draft.before(f'{name}-{kind}')}{ends}", f"FROM {table}")


def touch(connection: duckdb.DuckDBPyConnection, kind: str, draft: Draft) -> None:
    """Tables of what hangs together with stirred records, now or before; of everything where there is no before.

    `touched` (`record_id`, those that have gone included), `joined` (their pairs to join), and what is read again of
    the features of those that are there (`touched_features`) and of those that left (`departed_features`).
    """
    columns = "record_id, sure, phone_key, door_key"
    if draft.earlier is None:
        for name, query in (
            ("touched", "SELECT record_id FROM arrived"),
            ("joined", "FROM decided"),
            ("touched_features", f"SELECT {columns} FROM arrived"),
            ("departed_features", f"SELECT {columns} FROM arrived LIMIT 0"),
        ):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        return
    links = draft.before(f"links-{kind}")
    pairs = f"(SELECT left_id, right_id FROM {links} UNION ALL SELECT left_id, right_id FROM decided)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE bonds AS SELECT left_id AS one, right_id AS other FROM {pairs}"
        f" UNION ALL SELECT right_id, left_id FROM {pairs}"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT record_id FROM stirred")
    while connection.execute(
        "INSERT INTO touched SELECT DISTINCT other FROM bonds SEMI JOIN touched ON one = record_id"
        f" WHERE other NOT IN {_TOUCHED}"
    ).fetchall()[0][0]:
        pass
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joined AS FROM decided
        UNION ALL BY NAME SELECT * FROM {links}
        WHERE left_id IN {_TOUCHED} AND left_id NOT IN {_STIRRED} AND right_id NOT IN {_STIRRED}
        """
    )
    name = f"features-{kind}"
    for into, scan, which in (("touched", draft.scan(name), "touched"), ("departed", draft.before(name), "departed")):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {into}_features AS"
            f" SELECT {columns} FROM {scan} SEMI JOIN {which} USING (record_id)"
        )


def _namings(kind: str, spec: LinkSpec, weights: Weights, features: str) -> str:
    """SQL of the pairs of an organisation that is only named and the one on record that bears just this full name.

    How rare a name is among the records says nothing here: within one registration authority no two enterprises of one
    trade may bear the same brand (企业名称登记管理规定 art. 17), so a full name with place, brand, trade and form is
    weighed as an agreement of names without an adjustment for frequency.
    """
    if kind != "organisation":
        return "SELECT '' AS left_id, '' AS right_id, CAST(0 AS DECIMAL(12,6)) AS weight, '' AS name WHERE 1 = 0"
    bits = math.log2(spec.prior / (1 - spec.prior)) + weight_of(weights, "name", "exact")
    return f"""
        WITH registered AS (
          SELECT name, min(record_id) AS record_id FROM {features} WHERE starts_with(record_id, '{kind}:')
          GROUP BY name HAVING count(*) = 1
        ),
        named AS (
          SELECT f.record_id, f.name, coalesce(r.record_id, min(f.record_id) OVER (PARTITION BY f.name)) AS other
          FROM {features} f LEFT JOIN registered r ON r.name = f.name
          WHERE NOT starts_with(f.record_id, '{kind}:') AND (r.name IS NOT NULL OR f.name NOT IN (
            SELECT name FROM {features} WHERE starts_with(record_id, '{kind}:') AND name IS NOT NULL))
        )
        SELECT least(record_id, other) AS left_id, greatest(record_id, other) AS right_id,
          CAST({bits:.6f} AS DECIMAL(12,6)) AS weight, 'exact' AS name
        FROM named WHERE record_id <> other
        """
