"""Writes one form: clean typed rows become the texts an office would send, suffer noise, and go into a file.

CSV and JSON lines are written by DuckDB on one thread in the order of the rows; Parquet keeps its types, so
that only gaps and doubled rows can befall it; Excel dates are true dates, some of them bare serial numbers.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from youji.region.forms import ALIASES, LABELS, Form, Written, kind_of
from youji.region.gaps import ROW
from youji.region.noise import OTHER_DATE_RATE, Spoiler, replaced
from youji.region.randomness import Bools

ALIAS_RATE = 0.02
SERIAL_RATE = 0.03
_OTHER_STYLES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")
_TYPED = ("parquet",)
_FIXED = datetime(2025, 6, 30)  # noqa: DTZ001  (a fixed stamp keeps the file the same on every run)
SHEET_ROWS = 1_000_000
"""Rows of a sheet; Excel's own limit is 1,048,576."""
_CHUNK = 4 * 1024 * 1024


def rows_of(form: Form, table: pa.Table) -> pa.Table:
    """The rows of a dataset that go into this form."""
    if form.part is None:
        return table
    column, since, until = form.part
    values = pc.cast(table[column], pa.string())
    mask = pc.and_(pc.greater_equal(values, since), pc.less(values, until))
    return table.filter(mask)


def write(
    form: Form, table: pa.Table, folder: Path, rng: np.random.Generator, lost: dict[str, pa.Array] | None = None
) -> Written:
    """Write `form` with the rows of the clean `table` (already cut to the form's part) into `folder`.

    `lost` names by column the keys of rows whose value is blank, and under `gaps.ROW` of rows left out. Losses
    come after the noise, so that they change nothing else in the file.
    """
    lost = lost or {}
    spoiler = Spoiler(rng, {})
    texts: dict[str, pa.Array] = {}
    for index, (column, header) in enumerate(form.headers.items()):
        values = table[column].combine_chunks()
        if isinstance(values, pa.ChunkedArray):
            values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
        kind = form.kinds.get(column) or kind_of(form.dataset, column, index == 0)
        if form.format in _TYPED:
            texts[header] = _gaps(values, kind, column, spoiler)
        else:
            styled = _styled(form, column, values, rng, spoiler)
            texts[header] = spoiler.spoil(header, kind, styled)
    key = table[next(iter(form.headers))]
    for column, keys in lost.items():
        if column in form.headers:
            header = form.headers[column]
            gone = pc.is_in(key, value_set=keys)
            texts[header] = pc.if_else(gone, pa.scalar(None, texts[header].type), texts[header])
    result = spoiler.twice(pa.table(texts))
    there = np.ones(result.num_rows, dtype=np.bool_)
    if ROW in lost:
        there = ~np.asarray(pc.is_in(result[next(iter(form.headers.values()))], value_set=lost[ROW]))
    path = folder / form.file
    if form.format == "xlsx":
        _xlsx(form, result, there, path, rng, spoiler)
        return Written(form, int(there.sum()), spoiler.counts)
    result = result.filter(pa.array(there))
    if form.format == "csv":
        _csv(result, path, form.encoding)
    elif form.format == "jsonl":
        copy(result, path, "FORMAT json")
    else:
        pq.write_table(result, path, compression="zstd")
    return Written(form, result.num_rows, spoiler.counts)


def _gaps(values: pa.Array, kind: str, column: str, spoiler: Spoiler) -> pa.Array:
    rate = {"key": 0.0, "required_reference": 0.0, "fixed": 0.0}.get(kind, 0.003)
    count = int(spoiler.rng.binomial(len(values), rate))
    if not count:
        return values
    mask = np.zeros(len(values), dtype=np.bool_)
    mask[spoiler.rng.choice(len(values), size=count, replace=False)] = True
    spoiler.counts[column, "missing"] = count
    return pc.if_else(pa.array(mask), pa.scalar(None, values.type), values)


def _styled(form: Form, column: str, values: pa.Array, rng: np.random.Generator, spoiler: Spoiler) -> pa.Array:
    """The column as text in the style of the form."""
    header = form.headers[column]
    if pa.types.is_date32(values.type):
        return _dates(values, form.dates, form.format, rng, spoiler, header)
    if pa.types.is_timestamp(values.type):
        return pc.strftime(values, format="%Y-%m-%d %H:%M:%S")
    if pa.types.is_decimal(values.type):
        return pc.cast(values, pa.string())
    if not pa.types.is_string(values.type):
        return pc.cast(values, pa.string())
    labels = form.labels.get(column)
    if not form.kinds:
        labels = LABELS.get(f"{form.dataset}.{column}", LABELS.get(column))
    if labels is None or form.codes == "value":
        return values
    codes = pc.index_in(values, value_set=pa.array(list(labels)))
    labelled = pa.array(list(labels.values())).take(codes)
    return _aliases(labelled, rng, spoiler, header)


def _aliases(values: pa.Array, rng: np.random.Generator, spoiler: Spoiler, header: str) -> pa.Array:
    count = int(rng.binomial(len(values), ALIAS_RATE))
    if not count:
        return values
    rows = rng.choice(len(values), size=count, replace=False)
    spoken = [
        ALIASES[word][int(rng.integers(0, len(ALIASES[word])))] if word in ALIASES else word
        for word in values.take(pa.array(rows)).to_pylist()
    ]
    spoiler.counts[header, "alias"] = count
    return replaced(values, rows, pa.array(spoken, type=pa.string()))


def _dates(
    values: pa.Array, style: str, form: str, rng: np.random.Generator, spoiler: Spoiler, header: str
) -> pa.Array:
    dates = _in_style(values, style)
    if form == "xlsx":
        return dates
    count = int(rng.binomial(len(values), OTHER_DATE_RATE))
    rows = rng.choice(len(values), size=count, replace=False) if count else np.empty(0, dtype=np.int64)
    which = rng.integers(0, len(_OTHER_STYLES), len(rows))
    for index, other in enumerate(_OTHER_STYLES):
        part = rows[which == index]
        if other != style and len(part):
            dates = replaced(dates, part, _in_style(values.take(pa.array(part)), other))
            spoiler.counts[header, f"date_as_{other.replace('%', '')}"] = len(part)
    return dates


def _in_style(values: pa.Array, style: str) -> pa.Array:
    written = pc.strftime(values, format=style.replace("年", "-Y-").replace("月", "-M-").replace("日", "-D"))
    if "年" in style:
        # People do not write leading zeros in front of 月 and 日.
        for mark, sign in (("-Y-", "年"), ("-M-", "月"), ("-D", "日")):
            written = pc.replace_substring(written, f"{mark}0", sign)
            written = pc.replace_substring(written, mark, sign)
    if "/" in style:
        written = pc.replace_substring(written, "/0", "/")
    return written


def copy(table: pa.Table, path: Path, options: str) -> None:
    """Write all rows with DuckDB's COPY, on one thread and in their order."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("rows_to_write", table)
        target = str(path).replace("'", "''")
        connection.execute(f"COPY (SELECT * FROM rows_to_write) TO '{target}' ({options})")


def _csv(table: pa.Table, path: Path, encoding: str) -> None:
    if encoding == "utf-8":
        copy(table, path, "FORMAT csv, HEADER")
        return
    plain = path.with_suffix(".utf8")
    copy(table, plain, "FORMAT csv, HEADER")
    # What Windows programs export: their own encoding or a byte order mark, and CR LF.
    with (
        plain.open(encoding="utf-8", newline="") as source,
        path.open("w", encoding=encoding, newline="\r\n") as sink,
    ):
        while text := source.read(_CHUNK):
            sink.write(text)
    plain.unlink()


def _xlsx(form: Form, table: pa.Table, there: Bools, path: Path, rng: np.random.Generator, spoiler: Spoiler) -> None:
    """One sheet, or as many as the rows fill: each with the title and the headers, as an office goes on."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": _FIXED})
    headers = list(form.headers.values())
    dated = [column.endswith("_on") for column in form.headers]
    bare = (rng.random((table.num_rows, len(headers))) < SERIAL_RATE)[there]
    table = table.filter(pa.array(there))
    for place, header in enumerate(headers):
        if dated[place]:
            spoiler.counts[header, "excel_serial"] = int(bare[:, place].sum())
    bold = book.add_format({"bold": True, "align": "center"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for start in range(0, max(1, table.num_rows), SHEET_ROWS):
        sheet = book.add_worksheet(f"Sheet{start // SHEET_ROWS + 1}")
        sheet.merge_range(0, 0, 0, len(headers) - 1, form.title, bold)
        sheet.write_row(1, 0, headers, bold)
        _fill(sheet, table.slice(start, SHEET_ROWS), dated, bare[start : start + SHEET_ROWS], day)
    book.close()


def _fill(sheet: Worksheet, table: pa.Table, dated: list[bool], bare: Bools, day: Format) -> None:
    """Rows from the third on; dates are true dates, or bare serial numbers where `bare` says so."""
    serials = [_serials(column) if is_day else None for column, is_day in zip(table.columns, dated, strict=True)]
    line = 2
    for batch in table.to_batches(max_chunksize=20_000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            for place, value in enumerate(row):
                serial = serials[place]
                number = None if serial is None else serial[line - 2]
                if value is None:
                    continue
                if number is None:
                    sheet.write_string(line, place, value)
                elif bare[line - 2, place]:
                    sheet.write_number(line, place, number)
                else:
                    sheet.write_number(line, place, number, day)
            line += 1


def _serials(column: pa.ChunkedArray) -> list[int | None]:
    """Excel's day numbers (1900 system) of ISO days; None for what is not a day."""
    iso = pc.match_substring_regex(column, r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
    sound = pc.if_else(pc.and_(iso, pc.invert(_never(column))), column, pa.scalar(None, pa.string()))
    whole = pc.cast(pc.cast(sound, pa.date32()), pa.int32())
    return [None if day is None else day + 25_569 for day in whole.to_pylist()]


def _never(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(column, r"-(02-30|06-31)$")
