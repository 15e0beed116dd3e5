"""Reads an OCDS file once, or twice where it holds several releases of one process, into files of rows.

The first reading turns each release into rows. If processes come more than once, the second reading collects their
releases, puts them in order in DuckDB (which spills to disk), merges each process, and its rows take the place of those
of the single releases. Memory holds some ten thousand rows, and the releases of one process.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from youji.screening.ingest.ocds.entries import Entry, OcdsFile
from youji.screening.ingest.ocds.layout import LAYOUTS, ORDER, RELEASE
from youji.screening.ingest.ocds.merging import merge
from youji.screening.ingest.ocds.rows import Rows
from youji.screening.ingest.ocds.shapes import LostDigitsError, identifier, moment
from youji.screening.ingest.raw import FAULT
from youji.screening.lake.tables import literal

_HELD_ROWS = 20_000
_HELD_RELEASES = 2_000
UNMERGEABLE = "unmergeable_release"
"""A release whose values are of other kinds than those of the other releases of its process."""
_RELEASES = pa.schema(
    [
        ("ocid", pa.string()),
        ("released", pa.string()),
        (RELEASE, pa.int64()),
        ("place", pa.string()),
        ("body", pa.binary()),
    ]
)
_MERGED_AT_ONCE = 64


@dataclass
class Reading:
    """What came out of a file: Parquet files by dataset (see `Layout.spooled`), and counts."""

    files: dict[str, list[str]]
    releases: int = 0
    processes: int = 0
    merged: int = 0
    """Processes put together from several releases."""
    left_out: Counter[str] = field(default_factory=Counter)


def read(
    file: OcdsFile, connection: duckdb.DuckDBPyConnection, folder: Path, progress: Callable[[int], None]
) -> Reading:
    """Reads the file into `folder`; makes the table `superseded` in `connection` (numbers of merged releases).

    SourceError where the file is broken.
    """
    spool, found = _Spool(folder), Reading({})
    with _ParquetSink(folder / "releases.parquet", _RELEASES) as index:
        rows = Rows()
        for number, entry in enumerate(file.entries()):
            if entry.fault is None:
                found.releases += 1
                release = _add(rows, entry, number)
                index.add((identifier(release.get("ocid")), moment(release.get("date")), number, None, None))
            else:
                rows.add_fault(identifier(entry.release.get("ocid")), entry.place, entry.fault, number)
            if number % 1000 == 999:
                progress(number + 1)
                spool.take(rows, _HELD_ROWS)
        spool.take(rows, 0)
        found.left_out = rows.left_out
    scan = f"read_parquet({literal(str(folder / 'releases.parquet'))})"
    connection.execute(
        f"CREATE TABLE superseded AS SELECT {RELEASE}, ocid FROM (SELECT {RELEASE}, ocid, count(*) OVER"
        f" (PARTITION BY ocid) AS n FROM {scan} WHERE ocid IS NOT NULL) WHERE n > 1"
    )
    found.processes, found.merged = connection.execute(
        f"SELECT count(DISTINCT ocid), (SELECT count(DISTINCT ocid) FROM superseded) FROM {scan}"
    ).fetchall()[0]
    if found.merged:
        _merge(file, connection, folder, spool, found)
    found.files = spool.close()
    return found


def _add(rows: Rows, entry: Entry, number: int) -> dict[str, Any]:
    try:
        rows.add_release(entry.release, entry.place, number)
        return entry.release
    except LostDigitsError:
        release = _exactly(entry)
        rows.add_release(release, entry.place, number)
        return release


def _exactly(entry: Entry) -> dict[str, Any]:
    exact = entry.exact() if entry.exact is not None else entry.release
    return {**exact, "ocid": entry.release.get("ocid")}


def _merge(file: OcdsFile, connection: duckdb.DuckDBPyConnection, folder: Path, spool: _Spool, found: Reading) -> None:
    wanted = {row[0] for row in connection.execute(f"SELECT {RELEASE} FROM superseded").fetchall()}
    path = folder / "history.parquet"
    with _ParquetSink(path, _RELEASES) as history:
        for number, entry in enumerate(file.entries()):
            if number in wanted:
                release = entry.release
                ocid = identifier(release.get("ocid"))
                history.add((ocid, moment(release.get("date")), number, entry.place, _body(entry)))
    rows = Rows()
    ordered = connection.sql(
        f"SELECT ocid, place, body FROM read_parquet({literal(str(path))})"
        f" ORDER BY ocid, released NULLS FIRST, {RELEASE}"
    ).to_arrow_reader(_MERGED_AT_ONCE)
    for ocid, several in groupby(_stream(ordered), key=lambda row: row[0]):
        # Numbers keep their digits as `Decimal`: what is merged is not read a second time.
        releases = [(place, json.loads(body, parse_float=str)) for _, place, body in several]
        merged = merge(releases)
        place = releases[-1][0]
        rows.add_release({**merged.release, "ocid": ocid}, place, None, merged.changes)
        for refused in merged.refused:
            rows.add_fault(ocid, refused, UNMERGEABLE, None)
        if merged.repeated:
            found.left_out["entries with an id that came before in the same list"] += merged.repeated
        spool.take(rows, _HELD_ROWS)
    spool.take(rows, 0)


def _body(entry: Entry) -> bytes:
    try:
        Rows().add_release(entry.release, entry.place, None)
        return orjson.dumps(entry.release)
    except LostDigitsError:
        return json.dumps(_exactly(entry), ensure_ascii=False, default=str).encode()


def _stream(reader: pa.RecordBatchReader) -> Iterator[tuple[str, str, bytes]]:
    for batch in reader:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


class _ParquetSink:
    """Rows collected and written in groups."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema, self._rows = schema, list[tuple[Any, ...]]()
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def __enter__(self) -> _ParquetSink:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._writer.close()

    def add(self, row: tuple[Any, ...]) -> None:
        self._rows.append(row)
        if len(self._rows) >= _HELD_RELEASES:
            self._write()

    def _write(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(values, one.type) for values, one in zip(columns, self._schema, strict=True)]
            self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            self._rows.clear()


class _Spool:
    """One growing Parquet file a dataset."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._written: dict[str, int] = {}

    def take(self, rows: Rows, above: int) -> None:
        """Writes and empties the datasets with more than `above` rows."""
        for dataset, held in rows.of.items():
            if len(held) > above:
                self._write(dataset, held)
                held.clear()

    def close(self) -> dict[str, list[str]]:
        """Closes the files; their paths by dataset."""
        for writer in self._writers.values():
            writer.close()
        return {dataset: [str(self._path(dataset))] for dataset in self._writers}

    def _path(self, dataset: str) -> Path:
        return self._folder / f"{dataset}.rows.parquet"

    def _write(self, dataset: str, held: list[tuple[str | int | None, ...]]) -> None:
        names = LAYOUTS[dataset].spooled
        schema = pa.schema(
            [(name, pa.string()) for name in names] + [(RELEASE, pa.int64()), (FAULT, pa.string()), (ORDER, pa.int64())]
        )
        if dataset not in self._writers:
            self._writers[dataset] = pq.ParquetWriter(self._path(dataset), schema, compression="zstd")
        start = self._written.get(dataset, 0)
        self._written[dataset] = start + len(held)
        columns = [*zip(*held, strict=True), range(start, start + len(held))]
        arrays = [pa.array(values, one.type) for values, one in zip(columns, schema, strict=True)]
        self._writers[dataset].write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
