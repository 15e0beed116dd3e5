"""An append-only SQLite log: entries are added and read, and the file itself refuses to change or remove one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from youji.screening.errors import HomeError


class AppendOnly:
    """One table `name` with the given columns (SQL), numbered in order of arrival.

    HomeError where the file cannot be read or written; `what` is what it is called in that sentence.
    """

    def __init__(self, path: Path, name: str, columns: Sequence[str], what: str) -> None:
        self.path, self._name, self._what = path, name, what
        self._columns = [column.split()[0] for column in columns]
        refusals = " ".join(
            f"CREATE TRIGGER IF NOT EXISTS {name}_{verb.lower()} BEFORE {verb} ON {name}"
            f" BEGIN SELECT RAISE(ABORT, '{what} is never changed'); END;"
            for verb in ("UPDATE", "DELETE")
        )
        self._schema = (
            f"CREATE TABLE IF NOT EXISTS {name} (number INTEGER PRIMARY KEY AUTOINCREMENT, {', '.join(columns)});"
            f" CREATE INDEX IF NOT EXISTS {name}_lead ON {name} (lead_id); {refusals}"
        )

    def append(self, values: Sequence[object]) -> int:
        """Adds one entry, in the columns' order, and gives its number."""
        marks = ", ".join("?" for _ in self._columns)
        with self._open() as database, database:
            added = database.execute(
                f"INSERT INTO {self._name} ({', '.join(self._columns)}) VALUES ({marks})", list(values)
            )
            return int(added.lastrowid or 0)

    def entries(self, where: str = "", values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Entries in order: the number, then the columns."""
        if not self.path.is_file():
            return []
        condition = f" WHERE {where}" if where else ""
        with self._open() as database:
            return database.execute(
                f"SELECT number, {', '.join(self._columns)} FROM {self._name}{condition} ORDER BY number", list(values)
            ).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=30)) as database:
                database.execute("PRAGMA synchronous = FULL")
                database.executescript(self._schema)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise HomeError(
                f"{self.path}: {self._what} cannot be read or written ({error}); check the file."
            ) from error
