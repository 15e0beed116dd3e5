"""MySQL and MariaDB through PyMySQL's unbuffered cursor.

Values are taken as the text the server sends, not converted: decimals stay exact, and so do dates no calendar
has (`0000-00-00`), for validation to judge.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import pyarrow as pa
import pymysql
from pymysql.constants import FIELD_TYPE
from pymysql.cursors import SSCursor

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers.address import Address, scrubbed
from youji.screening.ingest.readers.batches import (
    NUMBER_PRECISION_LOST,
    UNDECODABLE,
    batch_of_rows,
    raw_schema,
)
from youji.screening.ingest.readers.choice import pick_table, query_text
from youji.screening.ingest.readers.header import column_names
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.render import lost_precision, plain_number

_FLOATING = (FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE)
_TABLES = """
    SELECT table_name, table_schema = DATABASE(), table_schema FROM information_schema.tables
    WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
    ORDER BY 2 DESC, 3, 1
"""


def read(job: Job, address: Address) -> Generator[RawTable, None, None]:
    """The table or query as one `RawTable`.

    Raises:
        SourceError: the server cannot be reached or refuses, or the table is not there.
    """
    try:
        connection = _connect(address)
    except (pymysql.MySQLError, OSError, RuntimeError) as error:
        raise _refusal(job, address, error) from None
    try:
        if job.options.query is not None:
            name, inner = None, f"({query_text(job.options.query)}\n)"
        else:
            name, inner = _table(job, connection)
        cursor = connection.cursor(SSCursor)
        # A quoted name, or the operator's own query in a transaction that can only read.
        cursor.execute(f"SELECT * FROM {inner} AS youji_rows")
        description = cursor.description or ()
        job.check_width(len(description))
        columns = column_names([column[0] for column in description])
        codes = [column[1] for column in description]
        yield job.table(name, columns, 0, _batches(job, address, cursor, columns, codes))
    except (pymysql.MySQLError, OSError) as error:
        raise _refusal(job, address, error) from None
    finally:
        _drop(connection)


def _connect(address: Address) -> pymysql.Connection[Any]:
    connection = pymysql.connect(
        host=address.host or "127.0.0.1",
        port=address.port or 3306,
        user=address.user,
        password=address.password.reveal() if address.password is not None else "",
        database=address.database or None,
        charset="utf8mb4",
        # No decoders: every value as the server's text.
        conv={str: pymysql.converters.escape_string},
        connect_timeout=10,
        local_infile=False,
        autocommit=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute("START TRANSACTION READ ONLY")
    return connection


def _drop(connection: pymysql.Connection[Any]) -> None:
    """Close the socket at once: a polite close would first read the rest of an unbuffered result."""
    result = getattr(connection, "_result", None)
    if result is not None:
        result.unbuffered_active = False
    with suppress(pymysql.MySQLError, OSError):
        connection._force_close()  # type: ignore[attr-defined]


def _table(job: Job, connection: pymysql.Connection[Any]) -> tuple[str, str]:
    """The wanted table's name, and the same quoted."""
    quoted: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for name, is_here, schema in cursor.fetchall():
            shown = name if is_here == "1" else f"{schema}.{name}"
            quoted.setdefault(shown, ".".join("`" + part.replace("`", "``") + "`" for part in (schema, name)))
    name = pick_table(job, list(quoted))
    return name, quoted[name]


def _batches(
    job: Job, address: Address, cursor: SSCursor, columns: tuple[str, ...], codes: list[Any]
) -> Iterator[pa.RecordBatch]:
    schema = raw_schema(columns)
    line = 1
    while True:
        try:
            rows = list(cursor.fetchmany(job.options.batch_rows))
        except (pymysql.MySQLError, OSError, UnicodeDecodeError) as error:
            raise _refusal(job, address, error) from None
        if not rows:
            return
        faults: list[str | None] = [None] * len(rows)
        by_column = [
            [_text(value, code, faults, row) for row, value in enumerate(values)]
            for code, values in zip(codes, zip(*rows, strict=True), strict=True)
        ]
        yield batch_of_rows(schema, list(zip(*by_column, strict=True)), range(line, line + len(rows)), faults)
        line += len(rows)


def _text(value: str | bytes | None, code: int, faults: list[str | None], row: int) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bytes):
        if code == FIELD_TYPE.BIT:
            return str(int.from_bytes(value, "big"))
        try:
            return value.decode("utf-8") or None
        except UnicodeDecodeError:
            faults[row] = UNDECODABLE
            return value.decode("utf-8", "replace")
    if code in _FLOATING:
        if lost_precision(float(value)):
            faults[row] = NUMBER_PRECISION_LOST
        return plain_number(value) if "e" in value else value
    return value


def _refusal(job: Job, address: Address, error: Exception) -> SourceError:
    text = scrubbed(": ".join(str(part) for part in chain(error.args)) or type(error).__name__, address)
    return SourceError(
        f"{job.source}: the MySQL server refused ({text[:300].rstrip('. ')}); check the address, the table or query, "
        "and what this user may read."
    )
