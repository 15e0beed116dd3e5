"""The batch register: what came in, from where, and what became of it (one SQLite file)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from youji.screening.errors import HomeError
from youji.screening.lake.home import Home
from youji.screening.lake.tables import Lake

_SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  dataset TEXT NOT NULL,
  source TEXT NOT NULL,
  sheet TEXT,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('staging', 'committed')),
  recorded_at TEXT NOT NULL,
  details TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS batch_dataset ON batch (dataset, state);
"""


@dataclass(frozen=True)
class Batch:
    """One file, sheet or query as one dataset. Counts are rows."""

    number: int
    id: str
    dataset: str
    source: str
    sheet: str | None
    mapping: str
    state: str
    recorded_at: str
    rows_read: int = 0
    """All rows of the source; those neither accepted nor in quarantine were left out by the mapping's filter."""
    rows_accepted: int = 0
    rows_replaced: int = 0
    rows_quarantined: int = 0
    version: int | None = None
    columns: tuple[str, ...] = ()
    """Contract columns that the mapping fills."""
    empty: tuple[str, ...] = ()
    """Those of them that held no value in any accepted row."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Rows in quarantine by `column:reason`."""
    warnings: dict[str, int] = field(default_factory=dict)
    """Values kept although they failed a warning check, by `column:check`."""


_DETAILS = (
    "rows_read",
    "rows_accepted",
    "rows_replaced",
    "rows_quarantined",
    "version",
    "columns",
    "empty",
    "reasons",
    "warnings",
)


class BatchRegister:
    """Reads and writes the register. Writers hold `Home.writing()`."""

    def __init__(self, home: Home) -> None:
        self._path = home.batches

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as connection:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.executescript(_SCHEMA)
                with connection:
                    yield connection
        except sqlite3.Error as error:
            raise HomeError(
                f"{self._path}: the batch register cannot be used ({error}); check the rights and the disk, or restore "
                "the file from a copy."
            ) from error

    def find(self, batch_id: str) -> Batch | None:
        """The batch of that id, in whatever state, or None."""
        with self._connection() as connection:
            row = connection.execute("SELECT * FROM batch WHERE id = ?", (batch_id,)).fetchone()
        return None if row is None else _batch(row)

    def begin(self, batch_id: str, dataset: str, source: str, sheet: str | None, mapping: str, now: datetime) -> Batch:
        """Registers the batch as staging and gives it its number; a batch begun before keeps its number."""
        with self._connection() as connection:
            connection.execute(
                "INSERT INTO batch (id, dataset, source, sheet, mapping, state, recorded_at)"
                " VALUES (?, ?, ?, ?, ?, 'staging', ?) ON CONFLICT (id) DO NOTHING",
                (batch_id, dataset, source, sheet, mapping, now.isoformat(timespec="seconds")),
            )
            row = connection.execute("SELECT * FROM batch WHERE id = ?", (batch_id,)).fetchone()
        return _batch(row)

    def describe(self, batch: Batch, **details: Any) -> Batch:
        """Records counts of a batch that is still staging."""
        described = replace(batch, **details)
        with self._connection() as connection:
            connection.execute("UPDATE batch SET details = ? WHERE number = ?", (_details(described), batch.number))
        return described

    def commit(self, batch: Batch, version: int) -> Batch:
        """Marks the batch as committed in lake version `version`."""
        committed = replace(batch, state="committed", version=version)
        with self._connection() as connection:
            connection.execute(
                "UPDATE batch SET state = 'committed', details = ? WHERE number = ?",
                (_details(committed), batch.number),
            )
        return committed

    def discard(self, batch: Batch) -> None:
        """Forgets a batch that is still staging and turned out to have no rows; its number is not used again."""
        with self._connection() as connection:
            connection.execute("DELETE FROM batch WHERE number = ? AND state = 'staging'", (batch.number,))

    def all(self, dataset: str | None = None) -> list[Batch]:
        """Committed batches in the order they came, of one dataset or of all."""
        if not self._path.is_file():
            return []
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT * FROM batch WHERE state = 'committed' AND (? IS NULL OR dataset = ?) ORDER BY number",
                (dataset, dataset),
            ).fetchall()
        return [_batch(row) for row in rows]

    def staging(self) -> list[Batch]:
        """Batches that a killed ingest left unfinished."""
        if not self._path.is_file():
            return []
        with self._connection() as connection:
            rows = connection.execute("SELECT * FROM batch WHERE state = 'staging' ORDER BY number").fetchall()
        return [_batch(row) for row in rows]

    def delivered_columns(self) -> dict[str, set[str]]:
        """For each dataset with rows, the columns that any of its batches was mapped to.

        A column that is mapped and empty counts: an end date that no one has yet says something, and a model has to
        be right on nulls anyway. `filled_columns` tells it apart.
        """
        return self._columns(lambda batch: batch.columns)

    def filled_columns(self) -> dict[str, set[str]]:
        """For each dataset with rows, the columns that ever held a value."""
        return self._columns(lambda batch: [name for name in batch.columns if name not in batch.empty])

    def _columns(self, of: Callable[[Batch], Iterable[str]]) -> dict[str, set[str]]:
        columns: dict[str, set[str]] = {}
        for batch in self.all():
            if batch.rows_accepted:
                columns.setdefault(batch.dataset, set()).update(of(batch))
        return columns


def settle(home: Home, lake: Lake) -> None:
    """Registers batches whose ingest was killed between the lake's commit and the register's; writers only."""
    register = BatchRegister(home)
    for batch in register.staging():
        version = lake.committed_version(batch.dataset, batch.id)
        if version is not None:
            register.commit(batch, version)


def _details(batch: Batch) -> str:
    return json.dumps({name: getattr(batch, name) for name in _DETAILS}, ensure_ascii=False)


def _batch(row: sqlite3.Row) -> Batch:
    details = json.loads(row["details"])
    for name in ("columns", "empty"):
        details[name] = tuple(details.get(name, ()))
    fields = {name: row[name] for name in row.keys() if name != "details"}  # noqa: SIM118 - sqlite3.Row iterates values
    return Batch(**fields, **details)
