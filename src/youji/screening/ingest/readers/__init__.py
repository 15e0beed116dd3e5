"""Readers: from a file or a database to `RawTable`s of text, with the line each row came from.

`open_source` is the door; a format is chosen by content first and name second. Nothing here interprets
values.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from youji.screening.ingest.raw import RawTable, ReadOptions
from youji.screening.ingest.readers.address import is_address, redacted
from youji.screening.ingest.readers.batches import FAULTS
from youji.screening.ingest.readers.database import read_database, read_sqlite_file
from youji.screening.ingest.readers.excel import read_excel
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.json_text import read_json, read_json_lines
from youji.screening.ingest.readers.kinds import Kind, kind_of
from youji.screening.ingest.readers.parquet import read_parquet
from youji.screening.ingest.readers.sources import content_hash, expand_sources
from youji.screening.ingest.readers.text import read_text

__all__ = ["FAULTS", "content_hash", "expand_sources", "open_source"]

_READERS: dict[Kind, Callable[[Job], Generator[RawTable, None, None]]] = {
    Kind.TEXT: read_text,
    Kind.EXCEL: read_excel,
    Kind.PARQUET: read_parquet,
    Kind.JSON: read_json,
    Kind.JSON_LINES: read_json_lines,
    Kind.SQLITE: read_sqlite_file,
}


@contextmanager
def open_source(source: str | Path, options: ReadOptions, work_dir: Path) -> Iterator[Iterator[RawTable]]:
    """Open a file or database and yield its tables one after the other.

    Consume a table's batches before asking for the next table. A refusal may come at the start, when a table
    is asked for, or while its batches are read; if an engine that pulled the batches wrapped the refusal in
    an error of its own, the refusal itself leaves this context.

    Args:
        source: a path, or a `postgresql://`, `mysql://` or `sqlite:///` address.
        options: how to read, and the limits.
        work_dir: an existing folder for temporary files; they are gone when the context ends. Today's readers
            stream and leave it empty.

    Raises:
        SourceError: the source cannot be read as it is; the message says where and what to do.
    """
    name = str(source)
    if is_address(name):
        job = Job(redacted(name), Path(), options, work_dir)
        tables = read_database(job, name)
    else:
        path = Path(source).expanduser()
        job = Job(name, path, options, work_dir)
        tables = _READERS[kind_of(path, name, options)](job)
    try:
        yield tables
    except BaseException as error:
        if job.refusal is not None and error is not job.refusal:
            raise job.refusal from error
        raise
    finally:
        tables.close()
