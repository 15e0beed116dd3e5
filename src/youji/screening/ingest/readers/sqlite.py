"""SQLite files, opened so that nothing can be written and nothing else can be attached."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, unquote

import pyarrow as pa

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers.batches import (
    NUMBER_PRECISION_LOST,
    UNDECODABLE,
    batch_of_rows,
    raw_schema,
)
from youji.screening.ingest.readers.choice import pick_table, query_text
from youji.screening.ingest.readers.header import column_names
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.render import from_float, lost_precision

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


def path_of(address: str) -> Path:
    """The file of an address: `sqlite:///data.db` is relative, `sqlite:////srv/data.db` is absolute.

    Raises:
        SourceError: the address names no file.
    """
    rest = address.split("://", 1)[1].split("?", 1)[0]
    if not rest.startswith("/") or rest == "/":
        raise SourceError(
            f"{address}: write sqlite:///data.db for a file here, or sqlite:////folder/data.db for a full path."
        )
    return Path(unquote(rest[1:])).expanduser()


def read_path(job: Job, path: Path) -> Generator[RawTable, None, None]:
    """The table or query as one `RawTable`.

    Raises:
        SourceError: the file is missing or damaged, the table is not there, or the query does anything but
            read.
    """
    if not path.is_file():
        raise SourceError(f"{job.source}: there is no file {str(path)!r}; check the path.")
    try:
        target = f"file:{quote(str(path.resolve()))}?mode=ro"
        with closing(sqlite3.connect(target, uri=True, isolation_level=None)) as connection:
            connection.text_factory = bytes
            connection.execute("PRAGMA query_only = ON")
            names = _tables(connection)
            connection.set_authorizer(_authorize)
            if job.options.query is not None:
                name, query = None, query_text(job.options.query)
            else:
                name = pick_table(job, names)
                query = "SELECT * FROM " + '"' + name.replace('"', '""') + '"'
            cursor = connection.execute(query)
            if cursor.description is None:
                raise SourceError(f"{job.source}: the query returns no columns; write a SELECT.")
            job.check_width(len(cursor.description))
            columns = column_names([column[0] for column in cursor.description])
            yield job.table(name, columns, 0, _batches(job, cursor, columns))
    except sqlite3.Error as error:
        raise _refusal(job, error) from None


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _refusal(job: Job, error: sqlite3.Error) -> SourceError:
    return SourceError(
        f"{job.source}: SQLite refused ({error}); check that the file is whole and the query only reads."
    )


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "ORDER BY name"
    ).fetchall()
    return [row[0].decode() for row in rows]


def _batches(job: Job, cursor: sqlite3.Cursor, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    schema = raw_schema(columns)
    line = 1
    while True:
        try:
            rows = cursor.fetchmany(job.options.batch_rows)
        except sqlite3.Error as error:
            raise _refusal(job, error) from None
        if not rows:
            return
        faults: list[str | None] = [None] * len(rows)
        by_column = [
            [_text(value, faults, row) for row, value in enumerate(values)] for values in zip(*rows, strict=True)
        ]
        yield batch_of_rows(schema, list(zip(*by_column, strict=True)), range(line, line + len(rows)), faults)
        line += len(rows)


def _text(value: bytes | int | float | None, faults: list[str | None], row: int) -> str | None:
    """Any column of SQLite may hold any type: the value says which."""
    if value is None:
        return None
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8") or None
        except UnicodeDecodeError:
            faults[row] = UNDECODABLE
            return value.decode("utf-8", "replace")
    if isinstance(value, float):
        if lost_precision(value):
            faults[row] = NUMBER_PRECISION_LOST
        return from_float(value)
    return str(value)
