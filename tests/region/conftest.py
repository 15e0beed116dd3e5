"""One clean small world and one written small region, made once for all tests of the folder."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from youji.region import Region, RegionSummary, generate, invent
from youji.region.answers import COLUMNS, INNOCENT_COLUMNS, answer_table

SEED, SCALE = 11, 0.2


@pytest.fixture(scope="session")
def world() -> Region:
    return invent(SEED, SCALE)


@pytest.fixture(scope="session")
def clean(world: Region) -> duckdb.DuckDBPyConnection:
    """All clean tables by name, and the answers as `truth` and `innocent`."""
    connection = duckdb.connect()
    for dataset in world.datasets:
        connection.register("rows", world.renderer.table(dataset))
        connection.execute(f"CREATE TABLE {dataset} AS SELECT * FROM rows")
    for name, columns, innocent in (("truth", COLUMNS, False), ("innocent", INNOCENT_COLUMNS, True)):
        connection.register("rows", answer_table(world.lines, world.numbering, columns, innocent=innocent))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")
    return connection


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> RegionSummary:
    out: Path = tmp_path_factory.mktemp("region") / "out"
    return generate(SEED, SCALE, out)
