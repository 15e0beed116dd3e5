"""The result as one line of JSON, written as it is read from the tables: Cardinal's shape, in a fixed order.

Groups come in Cardinal's order, contracting processes in that of the source, organizations by id, flags by code. A
number that JSON has no word for (a difference to a winning bid of nothing) is `null`, as Cardinal writes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, BinaryIO

import duckdb
import msgspec

from youji.screening.red_flags.findings import BUYER, OCID, PROCURING_ENTITY, TENDERER

GROUPS = (OCID, TENDERER, BUYER, PROCURING_ENTITY)
MAPS = {
    "ocid_buyer_r038": False,
    "ocid_procuringentity_r038": False,
    "ocid_tenderer": True,
    "ocid_tenderer_r024": True,
    "ocid_tenderer_r028": True,
    "ocid_tenderer_r030": True,
    "ocid_tenderer_r035": True,
    "ocid_tenderer_r058": True,
}
"""Name of a map → whether it names several organizations for an ocid."""
_ROWS = 10_000
_json = msgspec.json.Encoder().encode


def write_result(
    db: duckdb.DuckDBPyConnection, meta: dict[str, dict[str, float]] | None, maps: bool, out: BinaryIO
) -> dict[str, int]:
    """Writes the object and a line's end; gives the number of ids by group. `meta` None leaves its key out."""
    counts: dict[str, int] = {}
    parts = 0
    out.write(b"{")
    for group in GROUPS:
        n = 0
        for who, flags, values in _results(db, group):
            if not n:
                out.write(b"," * bool(parts) + _json(group) + b":{")
                parts += 1
            out.write(b"," * bool(n) + _json(who) + b":" + _json(dict(zip(flags, values, strict=True))))
            n += 1
        if n:
            out.write(b"}")
            counts[group] = n
    if meta is not None:
        out.write(b"," * bool(parts) + b'"Meta":' + _json(rounded(meta)))
        parts += 1
    if maps:
        out.write(b"," * bool(parts) + b'"Maps":{')
        for at, (name, is_many) in enumerate(MAPS.items()):
            out.write(b"," * bool(at) + _json(name) + b":{")
            for n, (ocid, organizations) in enumerate(_mapped(db, name, is_many)):
                out.write(b"," * bool(n) + _json(ocid) + b":" + _json(organizations))
            out.write(b"}")
        out.write(b"}")
    out.write(b"}\n")
    return counts


def rounded(meta: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Quartiles and fences to four decimals, halves away from zero."""
    return {flag: {name: _to_four(value) for name, value in named.items()} for flag, named in sorted(meta.items())}


def _to_four(value: float) -> float:
    scaled = abs(value) * 10_000.0
    if not math.isfinite(scaled):
        return value
    whole = math.floor(scaled)
    return math.copysign(whole + (scaled - whole >= 0.5), value) / 10_000.0


def _results(db: duckdb.DuckDBPyConnection, group: str) -> Iterator[tuple[str, list[str], list[float]]]:
    # A process comes where its first flagged line stands; an organization has no place in the source.
    place = "min(line)" if group == OCID else "NULL"
    yield from _rows(
        db,
        f"""WITH one AS (
            SELECT id, flag, coalesce(arg_max(value, line), max(value)) AS value, {place} AS line
            FROM flag WHERE grp = ? GROUP BY id, flag)
        SELECT id, list(flag ORDER BY flag), list(value ORDER BY flag) FROM one GROUP BY id ORDER BY min(line), id""",
        group,
    )


def _mapped(db: duckdb.DuckDBPyConnection, name: str, is_many: bool) -> Iterator[tuple[str, list[str] | str]]:
    organizations = "list(DISTINCT id ORDER BY id)" if is_many else "arg_max(id, line)"
    yield from _rows(
        db, f"SELECT ocid, {organizations} FROM map WHERE name = ? GROUP BY ocid ORDER BY min(line), ocid", name
    )


def _rows(db: duckdb.DuckDBPyConnection, query: str, parameter: str) -> Iterator[tuple[Any, ...]]:
    with db.cursor() as cursor:
        cursor.execute(query, [parameter])
        while rows := cursor.fetchmany(_ROWS):
            yield from rows
