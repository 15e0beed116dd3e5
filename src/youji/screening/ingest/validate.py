"""Holds one raw table against its contract, in sets: typed good rows on one side, rows with reasons on the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Contract
from youji.screening.errors import MappingError, YoujiError
from youji.screening.ingest.mapping import FORMATS, Mapping
from youji.screening.ingest.raw import FAULT, LINE
from youji.screening.ingest.values import ColumnSql, column_sql, trimmed
from youji.screening.lake.tables import ROW, literal, quoted

_FAULTY, _FAULTS, _RAW = quoted(":faulty"), quoted(":faults"), quoted(":raw")


@dataclass(frozen=True)
class Validation:
    """Counts of one validated table; the rows are in the tables `good` and `bad` of the connection."""

    rows_read: int
    """Rows the reader gave; those neither accepted nor in quarantine were left out by the mapping's own filter."""
    rows_accepted: int
    rows_quarantined: int
    columns: tuple[str, ...]
    """Contract columns that the mapping fills."""
    empty: tuple[str, ...]
    """Those of them that hold no value in any accepted row."""
    reasons: dict[str, int]
    warnings: dict[str, int]


def validate(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapping: Mapping,
    columns: tuple[str, ...],
    batches: pa.RecordBatchReader,
    first_row: int,
) -> Validation:
    """Streams `batches` into the tables `good` (contract columns, `_row`) and `bad` (one line a fault).

    `bad` has: line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR, raw JSON text of the source row (of a
    repeated row: of the contract's columns). `first_row` is the row id of line 0. Every row read ends in `good`, in
    `bad`, or was left out by the mapping's own `rows` filter. MappingError where a date format is none; a refusal of
    the reader comes through as it is.
    """
    _check_formats(connection, mapping)
    # A pattern with an offset gives an instant; its clock time must not depend on the machine's zone.
    connection.execute("SET TimeZone = 'UTC'")
    # Source columns get neutral names: theirs may differ only in case, or equal a contract column's.
    places = {column: quoted(f"s:{i}") for i, column in enumerate(columns)}
    read = _Counted(batches, columns)
    expressions = {c.name: column_sql(c, mapping.columns.get(c.name), _trimmed_names(places)) for c in contract.columns}
    connection.register("raw", read.reader)
    try:
        connection.execute(f"CREATE TABLE staged AS {_staging_sql(contract, mapping, places, expressions)}")
    except duckdb.Error:
        if read.refusal is not None:
            raise read.refusal from None
        raise
    finally:
        connection.unregister("raw")
    if mapping.distinct:
        _collapse(connection, contract)
    _find_repeats(connection, contract)
    _split(connection, contract, first_row)
    return _count(connection, contract, mapping, expressions, read.rows)


class _Counted:
    """The reader under neutral column names, counting the rows that pass."""

    def __init__(self, batches: pa.RecordBatchReader, columns: tuple[str, ...]) -> None:
        self.rows = 0
        self.refusal: YoujiError | None = None
        """Why the reader stopped: on its way through DuckDB an exception loses its class and much of its text."""
        names = [*(f"s:{i}" for i in range(len(columns))), LINE, FAULT]
        fields = zip(batches.schema, names, strict=True)
        schema = pa.schema([field.with_name(name) for field, name in fields])
        self.reader = pa.RecordBatchReader.from_batches(schema, self._renamed(batches, names))

    def _renamed(self, batches: pa.RecordBatchReader, names: list[str]) -> Iterator[pa.RecordBatch]:
        try:
            for batch in batches:
                self.rows += batch.num_rows
                yield batch.rename_columns(names)
        except YoujiError as error:
            self.refusal = error
            raise


def _check_formats(connection: duckdb.DuckDBPyConnection, mapping: Mapping) -> None:
    for target, column in mapping.columns.items():
        if column.format is None or column.format in FORMATS:
            continue
        try:
            connection.execute(f"SELECT try_strptime('', {literal(column.format)})").fetchall()
        except duckdb.Error as error:
            raise MappingError(
                f"{mapping.origin or 'mapping'}: field `columns.{target}.format`: {column.format!r} is no date format; "
                "use %Y, %m, %d, %H, %M, %S, %f and plain signs between them."
            ) from error


def _trimmed_names(places: dict[str, str]) -> dict[str, str]:
    return {column: quoted(f"k:{i}") for i, column in enumerate(places)}


def _staging_sql(
    contract: Contract, mapping: Mapping, places: dict[str, str], expressions: dict[str, ColumnSql]
) -> str:
    clean = _trimmed_names(places)
    needed = [column for target in mapping.columns.values() for column in target.sources]
    needed = list(dict.fromkeys([*needed, *mapping.where]))
    tidy = "".join(f", {trimmed(places[column])} AS {clean[column]}" for column in needed)
    layers = [f"l0 AS (SELECT *{tidy} FROM raw)"]
    depth = max(len(sql.layers) for sql in expressions.values())
    for level in range(depth):
        names = ", ".join(
            f"{sql.layers[level][1]} AS {sql.layers[level][0]}"
            for sql in expressions.values()
            if level < len(sql.layers)
        )
        narrowed = _row_filter(mapping, clean) if level == 0 else ""
        layers.append(f"l{level + 1} AS (SELECT *, {names} FROM l{level}{narrowed})")
    faulty = {name: quoted(f"f:{name}") for name, sql in expressions.items() if sql.fault is not None}
    judged = [f"CAST({expressions[name].fault} AS VARCHAR) AS {fault}" for name, fault in faulty.items()]
    judged += [f"{sql.warning} AS {quoted('w:' + name)}" for name, sql in expressions.items() if sql.warning]
    layers.append(f"judged AS (SELECT *{''.join(', ' + j for j in judged)} FROM l{depth})")
    any_fault = f"coalesce({', '.join([FAULT, *faulty.values()])})"
    listed = ", ".join(
        f"CASE WHEN {fault} IS NOT NULL THEN {{'column': {literal(name)}, 'reason': {fault},"
        f" 'value': {quoted('t:' + name)}}} END"
        for name, fault in faulty.items()
    )
    of_reader = f"[{{'column': NULL::VARCHAR, 'reason': {FAULT}, 'value': NULL::VARCHAR}}]"
    checked = f"list_filter([{listed}], lambda f: f IS NOT NULL)" if listed else of_reader
    packed = ", ".join(f"{literal(column)}, {place}" for column, place in places.items())
    names = ", ".join(quoted(c.name) for c in contract.columns)
    flags = "".join(f", {quoted('w:' + name)}" for name, sql in expressions.items() if sql.warning)
    # What a sound row does not need (the list of faults, the row as JSON) is not computed for it.
    return (
        f"WITH {', '.join(layers)} SELECT {LINE}, {names}{flags}, {any_fault} IS NOT NULL AS {_FAULTY},"
        f" CASE WHEN {FAULT} IS NOT NULL THEN {of_reader} WHEN {any_fault} IS NOT NULL THEN {checked} END AS {_FAULTS},"
        f" CASE WHEN {any_fault} IS NOT NULL THEN CAST(json_object({packed}) AS VARCHAR) END AS {_RAW} FROM judged"
    )


def _row_filter(mapping: Mapping, clean: dict[str, str]) -> str:
    conditions = [
        f"coalesce({clean[column]}, '') IN ({', '.join(literal(v) for v in allowed)})"
        for column, allowed in mapping.where.items()
    ]
    # A row the reader could not split has no values to filter by: it must not vanish.
    return f" WHERE {FAULT} IS NOT NULL OR ({' AND '.join(conditions)})" if conditions else ""


def _collapse(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Rows that say the same after mapping count once, as the mapping's `distinct` declares."""
    names = ", ".join(quoted(c.name) for c in contract.columns)
    connection.execute(
        f"CREATE TABLE kept AS SELECT min({LINE}) AS {LINE} FROM staged WHERE NOT {_FAULTY} GROUP BY {names}"
    )
    connection.execute(f"DELETE FROM staged WHERE NOT {_FAULTY} AND {LINE} NOT IN (SELECT {LINE} FROM kept)")
    connection.execute("DROP TABLE kept")


def _find_repeats(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Lists in `repeats` the later rows of every key that comes more than once."""
    key = ", ".join(quoted(name) for name in contract.key)
    others = [c.name for c in contract.columns if c.name not in contract.key]
    same = " AND ".join(f"s.{quoted(n)} IS NOT DISTINCT FROM f.{quoted(n)}" for n in others) or "TRUE"
    on_key = " AND ".join(f"s.{quoted(n)} = d.{quoted(n)}" for n in contract.key)
    connection.execute(
        f"CREATE TABLE repeated_keys AS SELECT {key}, min({LINE}) AS first_line FROM staged"
        f" WHERE NOT {_FAULTY} GROUP BY {key} HAVING count(*) > 1"
    )
    connection.execute(
        f"CREATE TABLE repeats AS SELECT s.{LINE}, d.first_line,"
        f" CASE WHEN {same} THEN 'duplicate_row' ELSE 'duplicate_key' END AS reason"
        f" FROM staged s JOIN repeated_keys d ON {on_key} AND s.{LINE} > d.first_line"
        f" JOIN staged f ON f.{LINE} = d.first_line AND NOT f.{_FAULTY} WHERE NOT s.{_FAULTY}"
    )


def _split(connection: duckdb.DuckDBPyConnection, contract: Contract, first_row: int) -> None:
    names = ", ".join(quoted(c.name) for c in contract.columns)
    key_text = " || '|' || ".join(f"CAST(s.{quoted(n)} AS VARCHAR)" for n in contract.key)
    key_column = literal(", ".join(contract.key))
    packed = ", ".join(f"{literal(c.name)}, s.{quoted(c.name)}" for c in contract.columns)
    connection.execute(
        f'CREATE TABLE bad AS SELECT {LINE} AS line, f."column" AS "column", f."value" AS "value",'
        f" f.reason AS reason, {_RAW} AS raw"
        f" FROM (SELECT {LINE}, {_RAW}, unnest({_FAULTS}) AS f FROM staged WHERE {_FAULTY})"
        f" UNION ALL SELECT r.{LINE}, {key_column}, {key_text} || ' (line ' || r.first_line || ')', r.reason,"
        f" CAST(json_object({packed}) AS VARCHAR) FROM repeats r JOIN staged s ON s.{LINE} = r.{LINE}"
    )
    connection.execute(
        f"CREATE VIEW good AS SELECT {names}, CAST({first_row} + {LINE} AS BIGINT) AS {ROW} FROM staged"
        f" WHERE NOT {_FAULTY} AND {LINE} NOT IN (SELECT {LINE} FROM repeats)"
    )


def _count(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapping: Mapping,
    expressions: dict[str, ColumnSql],
    rows_read: int,
) -> Validation:
    mapped = [c for c in contract.columns if c.name in mapping.columns]
    checked = [c for c in contract.columns if expressions[c.name].warning is not None]
    counts = [f"count({quoted(c.name)})" for c in mapped]
    counts += [f"count(*) FILTER (WHERE {quoted('w:' + c.name)})" for c in checked]
    accepted, *found = connection.execute(
        f"SELECT {', '.join(['count(*)', *counts])} FROM staged"
        f" WHERE NOT {_FAULTY} AND {LINE} NOT IN (SELECT {LINE} FROM repeats)"
    ).fetchall()[0]
    reasons = connection.execute(
        "SELECT coalesce(\"column\", '') || ':' || reason, count(DISTINCT line) FROM bad GROUP BY 1 ORDER BY 1"
    ).fetchall()
    quarantined = connection.execute("SELECT count(DISTINCT line) FROM bad").fetchall()[0][0]
    filled, warned = found[: len(mapped)], found[len(mapped) :]
    return Validation(
        rows_read=rows_read,
        rows_accepted=accepted,
        rows_quarantined=quarantined,
        columns=tuple(c.name for c in mapped),
        empty=tuple(c.name for c, n in zip(mapped, filled, strict=True) if not n),
        reasons=dict(reasons),
        warnings={f"{c.name}:{c.check}": n for c, n in zip(checked, warned, strict=True) if n},
    )
