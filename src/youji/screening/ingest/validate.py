"""Holds one raw table against its contract, in sets: typed good rows on one side, rows with reasons on the other."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Contract
from youji.screening.ingest.mapping import Mapping
from youji.screening.ingest.raw import FAULT, LINE
from youji.screening.ingest.values import column_sql, trimmed
from youji.screening.lake.tables import ROW, literal, quoted


@dataclass(frozen=True)
class Validation:
    """Counts of one validated table; the rows are in the tables `good` and `bad` of the connection."""

    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    columns: tuple[str, ...]
    """Contract columns with at least one value among the accepted rows."""
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

    `bad` has: line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR, raw JSON text of the source row.
    `first_row` is the row id of line 0. Every row read ends in `good`, in `bad`, or was left out by the mapping's
    own `rows` filter.
    """
    # Source columns get neutral names: theirs may differ only in case, or equal a contract column's.
    places = {column: f"s{i}" for i, column in enumerate(columns)}
    connection.register("raw", _renamed(batches, places))
    try:
        connection.execute(f"CREATE TABLE staged AS {_staging_sql(contract, mapping, places)}")
    finally:
        connection.unregister("raw")
    if mapping.distinct:
        _collapse(connection, contract)
    _find_repeats(connection, contract)
    _split(connection, contract, first_row)
    return _count(connection, contract)


def _renamed(batches: pa.RecordBatchReader, places: dict[str, str]) -> pa.RecordBatchReader:
    names = [places.get(name, name) for name in batches.schema.names]
    schema = pa.schema([field.with_name(name) for field, name in zip(batches.schema, names, strict=True)])
    return pa.RecordBatchReader.from_batches(schema, (batch.rename_columns(names) for batch in batches))


def _staging_sql(contract: Contract, mapping: Mapping, places: dict[str, str]) -> str:
    tidy = ", ".join(f"{trimmed(place)} AS k_{place}" for place in places.values())
    clean = {column: f"k_{place}" for column, place in places.items()}
    expressions = {c.name: column_sql(c, mapping.columns.get(c.name), clean) for c in contract.columns}
    layers = [f"l0 AS (SELECT *, {tidy} FROM raw{_row_filter(mapping, places)})"]
    depth = max(len(sql.layers) for sql in expressions.values())
    for level in range(depth):
        names = ", ".join(
            f"{sql.layers[level][1]} AS {sql.layers[level][0]}"
            for sql in expressions.values()
            if level < len(sql.layers)
        )
        layers.append(f"l{level + 1} AS (SELECT *, {names} FROM l{level})")
    faulty = {name: sql.fault for name, sql in expressions.items() if sql.fault is not None}
    warnings = {name: sql.warning for name, sql in expressions.items() if sql.warning is not None}
    judged = [f"CAST({fault} AS VARCHAR) AS {quoted('f_' + name)}" for name, fault in faulty.items()]
    judged += [f"{warning} AS {quoted('w_' + name)}" for name, warning in warnings.items()]
    layers.append(f"judged AS (SELECT *{''.join(', ' + j for j in judged)} FROM l{depth})")
    any_fault = f"coalesce({', '.join([FAULT, *(quoted('f_' + name) for name in faulty)])})"
    listed = ", ".join(
        f"CASE WHEN {quoted('f_' + name)} IS NOT NULL THEN {{'column': {literal(name)},"
        f" 'reason': {quoted('f_' + name)}, 'value': {quoted('t_' + name)}}} END"
        for name in faulty
    )
    of_reader = f"[{{'column': NULL::VARCHAR, 'reason': {FAULT}, 'value': NULL::VARCHAR}}]"
    checked = f"list_filter([{listed}], lambda f: f IS NOT NULL)" if listed else of_reader
    packed = ", ".join(f"{literal(column)}, {place}" for column, place in places.items())
    names = ", ".join(quoted(c.name) for c in contract.columns)
    flags = "".join(f", {quoted('w_' + name)}" for name in warnings)
    # What a sound row does not need (the list of faults, the row as JSON) is not computed for it.
    return (
        f"WITH {', '.join(layers)} SELECT {LINE}, {names}{flags}, {any_fault} IS NOT NULL AS faulty,"
        f" CASE WHEN {FAULT} IS NOT NULL THEN {of_reader} WHEN {any_fault} IS NOT NULL THEN {checked} END AS faults,"
        f" CASE WHEN {any_fault} IS NOT NULL THEN CAST(json_object({packed}) AS VARCHAR) END AS raw FROM judged"
    )


def _row_filter(mapping: Mapping, places: dict[str, str]) -> str:
    conditions = [
        f"trim({places[column]}) IN ({', '.join(literal(v) for v in allowed)})"
        for column, allowed in mapping.where.items()
    ]
    # A row the reader could not split has no values to filter by: it must not vanish.
    return f" WHERE {FAULT} IS NOT NULL OR ({' AND '.join(conditions)})" if conditions else ""


def _collapse(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Rows that say the same after mapping count once, as the mapping's `distinct` declares."""
    names = ", ".join(quoted(c.name) for c in contract.columns)
    connection.execute(
        f"CREATE TABLE kept AS SELECT min({LINE}) AS {LINE} FROM staged WHERE NOT faulty GROUP BY {names}"
    )
    connection.execute(f"DELETE FROM staged WHERE NOT faulty AND {LINE} NOT IN (SELECT {LINE} FROM kept)")
    connection.execute("DROP TABLE kept")


def _find_repeats(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Lists in `repeats` the later rows of every key that comes more than once."""
    key = ", ".join(quoted(name) for name in contract.key)
    others = [c.name for c in contract.columns if c.name not in contract.key]
    same = " AND ".join(f"s.{quoted(n)} IS NOT DISTINCT FROM f.{quoted(n)}" for n in others) or "TRUE"
    on_key = " AND ".join(f"s.{quoted(n)} = d.{quoted(n)}" for n in contract.key)
    connection.execute(
        f"CREATE TABLE repeated_keys AS SELECT {key}, min({LINE}) AS first_line FROM staged"
        f" WHERE NOT faulty GROUP BY {key} HAVING count(*) > 1"
    )
    connection.execute(
        f"CREATE TABLE repeats AS SELECT s.{LINE}, d.first_line,"
        f" CASE WHEN {same} THEN 'duplicate_row' ELSE 'duplicate_key' END AS reason"
        f" FROM staged s JOIN repeated_keys d ON {on_key} AND s.{LINE} > d.first_line"
        f" JOIN staged f ON f.{LINE} = d.first_line AND NOT f.faulty WHERE NOT s.faulty"
    )


def _split(connection: duckdb.DuckDBPyConnection, contract: Contract, first_row: int) -> None:
    names = ", ".join(quoted(c.name) for c in contract.columns)
    key_text = " || '|' || ".join(f"CAST({quoted(n)} AS VARCHAR)" for n in contract.key)
    key_column = literal(", ".join(contract.key))
    packed = ", ".join(f"{literal(c.name)}, s.{quoted(c.name)}" for c in contract.columns)
    connection.execute(
        f'CREATE TABLE bad AS SELECT {LINE} AS line, f."column" AS "column", f."value" AS "value",'
        f" f.reason AS reason, raw FROM (SELECT {LINE}, raw, unnest(faults) AS f FROM staged WHERE faulty)"
        f" UNION ALL SELECT r.{LINE}, {key_column}, {key_text} || ' (line ' || r.first_line || ')', r.reason,"
        f" CAST(json_object({packed}) AS VARCHAR) FROM repeats r JOIN staged s ON s.{LINE} = r.{LINE}"
    )
    connection.execute(
        f"CREATE VIEW good AS SELECT {names}, CAST({first_row} + {LINE} AS BIGINT) AS {ROW} FROM staged"
        f" WHERE NOT faulty AND {LINE} NOT IN (SELECT {LINE} FROM repeats)"
    )


def _count(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Validation:
    filled = ", ".join(f"count({quoted(c.name)})" for c in contract.columns)
    accepted, *counts = connection.execute(f"SELECT count(*), {filled} FROM good").fetchall()[0]
    read = connection.execute("SELECT count(*) FROM staged").fetchall()[0][0]
    reasons = connection.execute(
        "SELECT coalesce(\"column\", '') || ':' || reason, count(DISTINCT line) FROM bad GROUP BY 1 ORDER BY 1"
    ).fetchall()
    quarantined = connection.execute("SELECT count(DISTINCT line) FROM bad").fetchall()[0][0]
    described = connection.execute("DESCRIBE staged").fetchall()
    flags = [row[0] for row in described if row[0].startswith("w_")]
    warnings: dict[str, int] = {}
    for flag in flags:
        n = connection.execute(f"SELECT count(*) FROM staged WHERE NOT faulty AND {quoted(flag)}").fetchall()[0][0]
        if n:
            warnings[f"{flag[2:]}:{contract.column(flag[2:]).check}"] = n
    return Validation(
        rows_read=read,
        rows_accepted=accepted,
        rows_quarantined=quarantined,
        columns=tuple(c.name for c, n in zip(contract.columns, counts, strict=True) if n),
        reasons=dict(reasons),
        warnings=warnings,
    )
