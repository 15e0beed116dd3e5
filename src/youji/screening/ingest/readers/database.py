"""Databases: which table or query is read, and by which driver.

Every driver reads inside a read-only transaction through a cursor that stays on the server, so that neither
the database can be changed nor memory filled, and hands decimals on as the text the server prints.
"""

from __future__ import annotations

from collections.abc import Generator

from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers import mysql, postgresql, sqlite
from youji.screening.ingest.readers.address import parse_address
from youji.screening.ingest.readers.choice import check_choice
from youji.screening.ingest.readers.job import Job


def read_database(job: Job, source: str) -> Generator[RawTable, None, None]:
    """The one table (or query) of a database address; `_line` is the row's number in the order it was read.

    Args:
        job: `job.source` is the address without its password; `options.table` or `options.query` says what to
            read.
        source: the address as it was given.

    Raises:
        SourceError: the address is malformed, the server refuses, or nothing or too much was asked for.
    """
    address = parse_address(source)
    check_choice(job)
    if address.scheme == "sqlite":
        yield from sqlite.read_path(job, sqlite.path_of(address.shown))
    elif address.scheme == "mysql":
        yield from mysql.read(job, address)
    else:
        yield from postgresql.read(job, address)


def read_sqlite_file(job: Job) -> Generator[RawTable, None, None]:
    """The one table (or query) of an SQLite file named by its path."""
    check_choice(job)
    yield from sqlite.read_path(job, job.path)
