"""What has come since the last snapshot: only new and changed records are read, and weighed against those they touch.

Records that have not changed (`records.find_arrivals`) keep the features and pairs of the snapshot before. Of these,
only records that share a blocking key with an arrival are handed to Splink; how common a name is, is told by the whole
register.
"""

from __future__ import annotations

from types import ModuleType

import duckdb

from youji.screening.lake.tables import quoted
from youji.screening.linking.draft import Draft
from youji.screening.linking.records import find_arrivals
from youji.screening.linking.scoring import RECORD, Scorer
from youji.screening.linking.spec import LinkSpec, Weights

PLACE = "place_in_file"


def read_features(connection: duckdb.DuckDBPyConnection, kind: str, module: ModuleType, draft: Draft) -> None:
    """Tables `arrived` (features of new and changed records) and `departed`; view `features` of all that are there now.

    Going on from an earlier snapshot also the view `unchanged` of those that have not come now. Writes `records` and
    `features`.
    """
    records, features = f"records-{kind}", f"features-{kind}"
    find_arrivals(connection, kind, None if draft.earlier is None else draft.before(records))
    if draft.earlier is not None and _is_empty(connection, "arrived_records"):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE arrived AS FROM {draft.before(features)} LIMIT 0")
    else:
        module.features(connection, "arrived_records", "arrived")
    told = "SELECT record_id, stamp, row_id FROM arrived_records"
    if draft.earlier is None:
        draft.whole(records, told)
        draft.whole(features, "FROM arrived")
        connection.execute("CREATE OR REPLACE TEMP VIEW features AS FROM arrived")
        return
    draft.replaced(
        records,
        "SELECT record_id FROM departed UNION ALL SELECT record_id FROM moved_records",
        f"{told} UNION ALL FROM moved_records",
    )
    draft.replaced(features, "FROM departed", "FROM arrived")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW features AS FROM {draft.scan(features)}")
    # Which records are others is told once by their places: to compare ids for each blocking key would cost more.
    places = draft.places(features, PLACE)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE changed_places AS"
        f" SELECT {PLACE} FROM {places} SEMI JOIN departed USING ({RECORD})"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW unchanged AS SELECT * FROM {places} ANTI JOIN changed_places USING ({PLACE})"
    )


def weigh_pairs(
    connection: duckdb.DuckDBPyConnection, kind: str, spec: LinkSpec, weights: Weights, lowest: float, draft: Draft
) -> None:
    """Writes `weighed`: every pair of features that weighs at least `lowest` bits; kept ones are not weighed again."""
    name = f"weighed-{kind}"
    if draft.earlier is None:
        Scorer(connection, "features", spec, weights).within(lowest, "arrivals_weighed")
        draft.whole(name, "FROM arrivals_weighed")
        return
    if _is_empty(connection, "arrived"):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE arrivals_weighed AS FROM {draft.before(name)} LIMIT 0")
    else:
        weigh_arrivals(connection, spec, weights, lowest, "unchanged", "arrived", "arrivals_weighed")
    departed = "(SELECT record_id FROM departed)"
    draft.replaced(
        name,
        f"SELECT left_id, right_id FROM {draft.before(name)} WHERE left_id IN {departed} OR right_id IN {departed}",
        "FROM arrivals_weighed",
    )


def weigh_arrivals(
    connection: duckdb.DuckDBPyConnection,
    spec: LinkSpec,
    weights: Weights,
    lowest: float,
    known: str,
    arrived: str,
    into: str,
) -> int:
    """Table `into` of the pairs of `arrived` with records of `known` and among themselves; gives their number.

    `known` has the column `PLACE`: a number of its own for each record.
    """
    keys = spec.keys()
    sides = [(keys[rule.left], keys[rule.right]) for rule in spec.blocking]
    # By their places, because to read the ids of all that is known would cost more than to find the pairs.
    touched = " UNION ".join(
        f"SELECT l.{PLACE}, r.{RECORD} FROM {quoted(known)} l JOIN {quoted(arrived)} r ON l.{ours} = r.{theirs}"
        for ours, theirs in sides
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE blocked_places AS {touched}")
    columns = ", ".join(map(quoted, (RECORD, *spec.columns)))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE blocked_records AS SELECT {PLACE}, {columns} FROM {quoted(known)} k"
        f" SEMI JOIN blocked_places p ON p.{PLACE} = k.{PLACE}"
    )
    among = " UNION ".join(
        f"SELECT l.{RECORD} AS left_id, r.{RECORD} AS right_id FROM {quoted(arrived)} l JOIN {quoted(arrived)} r"
        f" ON l.{ours} = r.{theirs} AND l.{RECORD} < r.{RECORD}"
        for ours, theirs in sides
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arrival_pairs AS SELECT t.{RECORD} AS left_id, p.{RECORD} AS right_id"
        f" FROM blocked_places p JOIN blocked_records t USING ({PLACE}) UNION ALL ({among})"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE compared AS SELECT {columns} FROM blocked_records"
        f" UNION ALL SELECT {columns} FROM {quoted(arrived)}"
    )
    counted = [comparison.frequency for comparison in spec.comparisons if comparison.frequency is not None]
    for column in counted:
        _count_names(connection, column, known, arrived)
    frequencies = {column: f"frequency_of_{column}" for column in counted}
    Scorer(connection, "compared", spec, weights, frequencies=frequencies).given("arrival_pairs", "pairs_weighed")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(into)} AS FROM pairs_weighed WHERE weight >= {lowest}")
    return int(connection.execute(f"SELECT count(*) FROM {quoted(into)}").fetchall()[0][0])


def _count_names(connection: duckdb.DuckDBPyConnection, column: str, known: str, arrived: str) -> None:
    """Table `frequency_of_COLUMN`: the share of all records that bear each value among the records compared."""
    name = quoted(column)
    everybody = f"(SELECT {name} FROM {quoted(known)} UNION ALL SELECT {name} FROM {quoted(arrived)})"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(f"frequency_of_{column}")} AS
        WITH counted AS (
          SELECT CASE WHEN {name} IN (SELECT {name} FROM compared WHERE {name} IS NOT NULL) THEN {name} END AS {name},
            count(*) AS number
          FROM {everybody} WHERE {name} IS NOT NULL GROUP BY 1
        )
        SELECT {name}, CAST(number AS DOUBLE) / (SELECT sum(number) FROM counted) AS {quoted(f"tf_{column}")}
        FROM counted WHERE {name} IS NOT NULL
        """
    )


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return not connection.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1").fetchall()
