"""Reads the labelled pairs into DuckDB as the matcher wants its records."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import duckdb

from youji.screening.linking import organisations, persons

HERE = Path(__file__).parent
KINDS: dict[str, tuple[ModuleType, str]] = {
    persons.KIND: (persons, "persons.csv"),
    organisations.KIND: (organisations, "companies.csv"),
}
RENAMED = {"legal_representative": "representative"}


def load(connection: duckdb.DuckDBPyConnection, kind: str, without: tuple[str, ...] = ()) -> None:
    """Tables `labelled` (the file), `records` (both sides, the columns of `without` emptied) and `features`."""
    module, file = KINDS[kind]
    connection.execute(
        "CREATE OR REPLACE TABLE labelled AS SELECT * EXCLUDE (label), CAST(label AS INTEGER) AS label"
        f" FROM read_csv('{HERE / file}', all_varchar = true)"
    )
    names = [name.removeprefix("left_") for name in connection.table("labelled").columns if name.startswith("left_")]
    sides = []
    for side in ("left", "right"):
        columns = [
            f"{'NULL' if RENAMED.get(name, name) in without else f'{side}_{name}'} AS {RENAMED.get(name, name)}"
            for name in names
        ]
        sides.append(f"SELECT pair || '{side[0]}' AS record_id, {', '.join(columns)} FROM labelled")
    connection.execute(f"CREATE OR REPLACE TABLE records AS {' UNION ALL '.join(sides)}")
    module.features(connection, "records", "features")
