"""What has come since the last snapshot: only new and changed records are read, and weighed against those they touch.

A record is known by its id and a hash of what the source says of it (`stamp`, in the features file). Records that have
not changed keep the features and pairs of the snapshot before. Of these, only records that share a blocking key with an
arrival are handed to Splink; how common a name is, is told by the whole register.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import duckdb

from youji.screening.lake.tables import literal, quoted
from youji.screening.linking.scoring import RECORD, Scorer
from youji.screening.linking.spec import LinkSpec, Weights

PLACE = "place_in_file"


def read_features(connection: duckdb.DuckDBPyConnection, kind: str, module: ModuleType, earlier: Path | None) -> None:
    """`features` (all records of `KIND_records`), and with an `earlier` snapshot `unchanged` and `arrived` of them."""
    for name in ("features", "unchanged", "arrived"):
        _drop(connection, name)
    source = f"{kind}_records"
    if earlier is None:
        module.features(connection, source, "features")
        return
    known = f"read_parquet({literal(str(earlier / f'features-{kind}.parquet'))})"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE arrived_records AS
        SELECT r.* FROM {quoted(source)} r ANTI JOIN {known} k ON k.{RECORD} = r.{RECORD} AND k.stamp = hash(r)
        """
    )
    module.features(connection, "arrived_records", "arrived")
    before, now, new = (
        int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
        for table in (known, quoted(source), "arrived")
    )
    # Where nothing has gone or changed, the file is what it was; else the records that are still the same.
    every = f"SELECT k.*, k.file_row_number AS {PLACE} FROM {known} k"
    still = (
        every
        if before == now - new
        else f"{every} SEMI JOIN {quoted(source)} r ON r.{RECORD} = k.{RECORD} AND k.stamp = hash(r)"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW unchanged AS {still}")
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW features AS SELECT * EXCLUDE ({PLACE}) FROM unchanged UNION ALL FROM arrived"
    )


def weigh_pairs(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    spec: LinkSpec,
    weights: Weights,
    lowest: float,
    earlier: Path | None,
) -> None:
    """Table `weighed`: every pair of `features` that weighs at least `lowest` bits; kept ones are not weighed again."""
    if earlier is None:
        Scorer(connection, "features", spec, weights).within(lowest, "weighed")
        return
    kept = literal(str(earlier / f"weighed-{kind}.parquet"))
    weigh_arrivals(connection, spec, weights, lowest, "unchanged", "arrived", "arrivals_weighed")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE weighed AS FROM arrivals_weighed UNION ALL"
        f" SELECT w.* FROM read_parquet({kept}) w SEMI JOIN unchanged l ON l.{RECORD} = w.left_id"
        f" SEMI JOIN unchanged r ON r.{RECORD} = w.right_id"
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
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched_places AS {touched}")
    columns = ", ".join(map(quoted, (RECORD, *spec.columns)))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT {PLACE}, {columns} FROM {quoted(known)} k"
        f" SEMI JOIN touched_places p ON p.{PLACE} = k.{PLACE}"
    )
    among = " UNION ".join(
        f"SELECT l.{RECORD} AS left_id, r.{RECORD} AS right_id FROM {quoted(arrived)} l JOIN {quoted(arrived)} r"
        f" ON l.{ours} = r.{theirs} AND l.{RECORD} < r.{RECORD}"
        for ours, theirs in sides
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arrival_pairs AS SELECT t.{RECORD} AS left_id, p.{RECORD} AS right_id"
        f" FROM touched_places p JOIN touched t USING ({PLACE}) UNION ALL ({among})"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE compared AS SELECT {columns} FROM touched"
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
        SELECT {name}, CAST(count(*) AS DOUBLE) / (SELECT count({name}) FROM {everybody}) AS {quoted(f"tf_{column}")}
        FROM {everybody} SEMI JOIN compared USING ({name}) GROUP BY {name}
        """
    )


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    kinds = connection.execute(
        "SELECT 'TABLE' FROM duckdb_tables() WHERE table_name = $name"
        " UNION ALL SELECT 'VIEW' FROM duckdb_views() WHERE view_name = $name",
        {"name": name},
    ).fetchall()
    for (what,) in kinds:
        connection.execute(f"DROP {what} {quoted(name)}")
