"""PostgreSQL through ADBC: rows come as Arrow batches from the server's binary COPY.

Every column is cast to text by the server, so that exact decimals and every type's ISO form arrive as they
are; only floating numbers come typed, to see whether they have lost digits.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from urllib.parse import quote, urlencode

import adbc_driver_postgresql
import adbc_driver_postgresql.dbapi as driver
import numpy as np
import pyarrow as pa

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers.address import Address, scrubbed
from youji.screening.ingest.readers.batches import raw_schema, seal
from youji.screening.ingest.readers.choice import pick_table, query_text
from youji.screening.ingest.readers.header import column_names
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.typed import as_text, merge_faults

_SETTINGS = {
    "default_transaction_read_only": "on",
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}
_BATCH_BYTES = 4 * 1024 * 1024
_TABLES = """
    SELECT CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END AS
    shown,
           quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS quoted,
           n.nspname || '.' || c.relname AS long
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p')
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
      AND has_table_privilege(c.oid, 'SELECT')
    ORDER BY 1
"""


def read(job: Job, address: Address) -> Generator[RawTable, None, None]:
    """The table or query as one `RawTable`.

    Raises:
        SourceError: the server cannot be reached or refuses, or the table is not there.
    """
    try:
        with closing(driver.connect(_target(address))) as connection:
            if job.options.query is not None:
                name, inner = None, query_text(job.options.query)
            else:
                name, quoted = _table(job, connection)
                inner = f"SELECT * FROM {quoted}"
            schema = _schema(connection, inner)
            job.check_width(len(schema))
            columns = column_names(schema.names)
            batches = _batches(job, address, connection, _as_text_query(inner, schema), columns)
            yield job.table(name, columns, 0, batches)
    except (driver.Error, pa.ArrowException, OSError) as error:
        raise _refusal(job, address, error) from None


def _target(address: Address) -> str:
    """The address for libpq, with the password if there is one and every session read-only."""
    user = quote(address.user, safe="") if address.user else ""
    if user and address.password is not None:
        user += ":" + quote(address.password.reveal(), safe="")
    host = f"[{address.host}]" if ":" in address.host else address.host
    port = f":{address.port}" if address.port else ""
    params = {key: value for key, value in address.params if key != "options"}
    params.setdefault("connect_timeout", "10")
    params.setdefault("application_name", "youji")
    params["client_encoding"] = "UTF8"
    params["options"] = " ".join(f"-c {key}={value}" for key, value in _SETTINGS.items())
    at = "@" if user else ""
    path = quote(address.database, safe="")
    return f"postgresql://{user}{at}{host}{port}/{path}?{urlencode(params, quote_via=quote)}"


def _table(job: Job, connection: driver.Connection) -> tuple[str, str]:
    """The wanted table's name, and the same quoted by the server."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows = cursor.fetchall()
    quoted = {row[0]: row[1] for row in rows}
    wanted = job.options.table
    for _, by_server, long in rows:
        if long == wanted:
            return long, by_server
    name = pick_table(job, list(quoted))
    return name, quoted[name]


def _schema(connection: driver.Connection, inner: str) -> pa.Schema:
    with connection.cursor() as cursor:
        # The operator's own query, in a session that can only read.
        cursor.execute(f"SELECT * FROM ({inner}\n) AS youji_rows LIMIT 0")
        return cursor.fetch_arrow_table().schema


def _as_text_query(inner: str, schema: pa.Schema) -> str:
    """The query with every column as text; positional names, since a query may give a name twice."""
    names = [f"c{index}" for index in range(len(schema))]
    shown = []
    for name, field in zip(names, schema, strict=True):
        if pa.types.is_floating(field.type):
            shown.append(name)
        elif pa.types.is_nested(field.type):
            shown.append(f"to_json({name})::text AS {name}")
        else:
            shown.append(f"{name}::text")
    return f"SELECT {', '.join(shown)} FROM ({inner}\n) AS youji_rows({', '.join(names)})"


def _batches(
    job: Job, address: Address, connection: driver.Connection, query: str, columns: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    schema = raw_schema(columns)
    line = 1
    try:
        with connection.cursor() as cursor:
            option = adbc_driver_postgresql.StatementOptions.BATCH_SIZE_HINT_BYTES.value
            cursor.adbc_statement.set_options(**{option: str(_BATCH_BYTES)})
            cursor.execute(query)
            for batch in cursor.fetch_record_batch():
                for start in range(0, batch.num_rows, job.options.batch_rows):
                    piece = batch.slice(start, job.options.batch_rows)
                    rendered = [as_text(column) for column in piece.columns]
                    lines = pa.array(np.arange(line, line + piece.num_rows, dtype=np.int64))
                    faults = merge_faults([fault for _, fault in rendered if fault is not None])
                    yield seal(schema, [text for text, _ in rendered], lines, faults)
                    line += piece.num_rows
    except (driver.Error, pa.ArrowException, OSError) as error:
        raise _refusal(job, address, error) from None


def _refusal(job: Job, address: Address, error: Exception) -> SourceError:
    text = scrubbed(str(error).split("Query was:")[0], address)
    return SourceError(
        f"{job.source}: PostgreSQL refused ({text[:300].rstrip('. ')}); check the address, the table or query, and "
        "what this user may read."
    )
