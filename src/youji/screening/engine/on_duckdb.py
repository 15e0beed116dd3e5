"""Models on DuckDB: rows are found in the connection in which they become alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.engine.backend import Wanted
from youji.screening.engine.limits import Limits
from youji.screening.engine.session import ENGINE_VERSION, open_session, time_limit
from youji.screening.lake.parties import PARTY_KEYS, PartyIds
from youji.screening.lake.tables import Lake, quoted
from youji.screening.lake.views import create_views
from youji.screening.supervision.gate import CompiledModel
from youji.screening.supervision.render import Dialect

_COUNTED = quoted(":counted")


class DuckBackend:
    """A connection that holds views or tables of a model's inputs (`engine.backend.Backend`)."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, show_every_record: Callable[[], None] = lambda: None
    ) -> None:
        self.connection = connection
        self._show_every_record = show_every_record

    def time_limit(self, seconds: float, what: str) -> AbstractContextManager[None]:
        """Interrupts the connection."""
        return time_limit(self.connection, seconds, what)

    def find(self, compiled: CompiledModel, limit: int) -> bool:
        """Runs the model's query into table `found`."""
        self.connection.execute(f"CREATE OR REPLACE TEMP SEQUENCE counted MINVALUE 0 START 1 MAXVALUE {limit}")
        try:
            # Not with LIMIT: it makes DuckDB run the last pipeline on one thread, many times slower. A sequence is
            # counted by all threads and fails with the first row too many, whether the query would have returned 10 or
            # 10^8 more.
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE found AS SELECT *, nextval('counted') AS {_COUNTED}"
                f" FROM ({compiled.sql})"
            )
        except duckdb.SequenceException:
            return False
        self.connection.execute(f"ALTER TABLE found DROP COLUMN {_COUNTED}")
        return True

    def show_alerts(self, types: Mapping[str, str]) -> None:
        """`alerts` is in the connection already."""
        self._show_every_record()

    def match(self, sql: str) -> None:
        """Runs an evidence query."""
        self.connection.execute(f"INSERT INTO evidence_found SELECT alert_id, dataset, row_id FROM ({sql})")


class OnDuckDB:
    """DuckDB, a fresh in-memory database a model (`engine.backend.Engine`)."""

    name = "duckdb"
    version = ENGINE_VERSION
    dialect: Dialect = "duckdb"

    @contextmanager
    def open(
        self,
        limits: Limits,
        scratch: Path,
        lake: Lake,
        contracts: Mapping[str, Contract],
        versions: Mapping[str, int],
        wanted: Wanted,
        parties: PartyIds | None = None,
    ) -> Iterator[DuckBackend]:
        """A connection that reads the files of the lake and of the register, and nothing else."""
        register = () if parties is None else (parties.folder,)
        with open_session(limits, scratch, lake.folder, *register) as connection:
            create_views(connection, lake, contracts, versions, wanted, parties=parties)
            of_parties = {dataset: columns for dataset, columns in wanted.items() if dataset in PARTY_KEYS}

            def show_every_record() -> None:
                if parties is not None:
                    create_views(connection, lake, contracts, versions, of_parties, parties=parties, every_record=True)

            yield DuckBackend(connection, show_every_record)

    def close(self) -> None:
        """Nothing is held between models."""
