"""Delimited text (CSV, TSV and their kin), by column.

A block of text whose quotes are regular goes to Arrow's parser as it is; the rows Arrow refuses (too many or
too few fields) come back with their number and are handed on with a fault. A block with irregular quotes is
parsed row by row. Either way `_line` is the physical line on which the row starts. An empty or blank row is
left out; an empty cell is null, and no value is trimmed.
"""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import LINE, RawTable
from youji.screening.ingest.readers.batches import (
    NUL_BYTE,
    TOO_FEW_FIELDS,
    TOO_MANY_FIELDS,
    UNDECODABLE,
    batch_of_rows,
    raw_schema,
    seal,
)
from youji.screening.ingest.readers.dialect import Record, find_delimiter, parse_records, split_lines
from youji.screening.ingest.readers.encoding import (
    MARK,
    MARK_BYTES,
    REPLACEMENT_BYTES,
    Encoding,
    find_encoding,
    utf8_blocks,
)
from youji.screening.ingest.readers.header import column_names, filled_width, find_header
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.layout import Layout, Positions, lay_out
from youji.screening.ingest.readers.packed import byte_blocks

_SAMPLE = 1024 * 1024
_MANY_UNDECODABLE = 1000
_WIDE_COMMA = "，".encode()
_STAND_IN = b"\x1f"
"""Arrow wants a delimiter of one byte: while parsing, this control character replaces a full-width comma."""


@dataclass
class _Plan:
    """What the sample told: how to read the rest."""

    encoding: Encoding
    delimiter: str
    columns: tuple[str, ...]
    header_line: int
    skip_lines: int
    silent: int
    """Fields after the last column that every row has and leaves empty: lines that end in a delimiter."""


@dataclass
class _Tally:
    """Lines read, and lines among them that could not be decoded."""

    lines: int = 0
    undecodable: int = 0
    first_undecodable: int = field(default=0)


def read_text(job: Job) -> Generator[RawTable, None, None]:
    """The one table of a delimited text file.

    Raises:
        SourceError: no encoding or header found, a line or header beyond the limits, or damaged packing;
            while batches are read also if a large part of the file turns out not to be text in its encoding.
    """
    plan = _plan(job)
    yield job.table(None, plan.columns, plan.header_line, _batches(job, plan))


def _plan(job: Job) -> _Plan:
    options = job.options
    encoding = find_encoding(
        job.source, lambda: byte_blocks(job.path, job.source, options, 256 * 1024), options.encoding
    )
    sample = b""
    whole = True
    blocks = byte_blocks(job.path, job.source, options, 256 * 1024)
    for block in utf8_blocks(blocks, encoding):
        sample += block
        if len(sample) >= _SAMPLE and b"\n" in sample:
            whole = False
            break
        if b"\n" not in sample and len(sample) > options.max_line_bytes:
            raise _line_too_long(job, 1)
    text = sample.decode("utf-8", "ignore")
    _check_is_text(job, text)
    lines = split_lines(text if whole else text[: text.rfind("\n") + 1])
    delimiter = find_delimiter(job.source, lines, options.delimiter)
    records, _ = parse_records(lines, delimiter, final=whole)
    rows = [record for record in records if any(cell.strip() for cell in record.fields)]
    if not rows:
        raise SourceError(f"{job.source}: the file holds no rows; check that the right file was exported.")
    at = _header_index(job, rows)
    header = rows[at]
    if header.fault is not None or any(MARK in cell or "\x00" in cell for cell in header.fields):
        raise SourceError(
            f"{job.source}: line {header.first + 1}, which holds the column names, is not readable as "
            f"{encoding.name} text with closed quotes; save the file again, or name its encoding."
        )
    cells, silent = _width(header.fields, [row.fields for row in rows[at + 1 :]])
    job.check_width(len(cells))
    return _Plan(encoding, delimiter, column_names(cells), header.first + 1, header.last + 1, silent)


def _header_index(job: Job, rows: Sequence[Record]) -> int:
    wanted = job.options.header_row
    if wanted is None:
        first = rows[:200]
        return find_header(job.source, [row.fields for row in first], [row.first + 1 for row in first])
    for index, row in enumerate(rows):
        if row.first + 1 <= wanted <= row.last + 1:
            return index
    raise SourceError(
        f"{job.source}: header_row is {wanted}, but that line is blank or not among the first "
        f"{rows[-1].last + 1:,} lines; name the line that holds the column names."
    )


def _width(header: list[str], rows: Sequence[list[str]]) -> tuple[list[str], int]:
    """Fit the header to rows that all end in a delimiter, or to a header that alone does."""
    widths = [len(row) for row in rows[:200]]
    if not widths:
        return header, 0
    usual = max(set(widths), key=widths.count)
    longer = [row for row in rows[:200] if len(row) == usual > len(header)]
    if longer and sum(filled_width(row) <= len(header) for row in longer) * 2 > len(longer):
        return header, usual - len(header)
    if usual < len(header) and filled_width(header) <= usual:
        return header[:usual], 0
    return header, 0


def _check_is_text(job: Job, text: str) -> None:
    head = text[:65_536]
    odd = sum(mark < " " and mark not in "\t\r\n\f\x1a" for mark in head)
    marked = head.count(MARK)
    if odd * 20 > len(head) or marked * 3 > len(head):
        raise SourceError(
            f"{job.source}: this is not a table of text (of its first {len(head):,} characters {odd + marked:,} are "
            f"not printable); export it as CSV, Excel, Parquet or JSON."
        )


def _line_too_long(job: Job, line: int) -> SourceError:
    return SourceError(
        f"{job.source}: line {line:,} is longer than {job.options.max_line_bytes:,} bytes; check that the file has "
        "line breaks, or raise max_line_bytes."
    )


def _batches(job: Job, plan: _Plan) -> Iterator[pa.RecordBatch]:
    tally = _Tally()
    to_skip = plan.skip_lines
    line = plan.skip_lines + 1
    parser = _Parser(job, plan)
    data = b""
    blocks = utf8_blocks(byte_blocks(job.path, job.source, job.options), plan.encoding)
    while True:
        block = next(blocks, None)
        data += b"" if block is None else block
        while to_skip and (cut := data.find(b"\n") + 1):
            data = data[cut:]
            to_skip -= 1
        if block is None and data and not data.endswith(b"\n"):
            data += b"\n"
        if to_skip:
            if block is None:
                return
            continue
        while data:
            used, lines, batches = parser.parse(data, line, block is None)
            yield from batches
            _check_decoding(job, plan, tally, data[:used], line, lines)
            data = data[used:]
            line += lines
            if not used or block is not None:
                break
        if block is None:
            return


def _check_decoding(job: Job, plan: _Plan, tally: _Tally, data: bytes, line: int, lines: int) -> None:
    """A few rows that cannot be decoded are faults; a large part of the file means the encoding is wrong."""
    tally.lines += lines
    if MARK_BYTES not in data:
        return
    if not tally.undecodable:
        tally.first_undecodable = line + data.count(b"\n", 0, data.index(MARK_BYTES))
    tally.undecodable += sum(MARK_BYTES in one for one in data.split(b"\n"))
    if tally.undecodable > _MANY_UNDECODABLE and tally.undecodable * 10 > tally.lines:
        raise SourceError(
            f"{job.source}: more than a tenth of the lines are not {plan.encoding.name} text, first line "
            f"{tally.first_undecodable:,}; name the right encoding, or split a file of mixed encodings."
        )


class _Parser:
    """Turns blocks of text into batches."""

    def __init__(self, job: Job, plan: _Plan) -> None:
        self.job = job
        self.plan = plan
        self.width = len(plan.columns)
        self.schema = raw_schema(plan.columns)
        self.names = [str(index) for index in range(self.width + plan.silent)]
        self.wide_comma = plan.delimiter.encode() == _WIDE_COMMA
        self.one_byte = len(plan.delimiter.encode()) == 1 or self.wide_comma
        self.delimiter = "\x1f" if self.wide_comma else plan.delimiter

    def parse(self, data: bytes, line: int, final: bool) -> tuple[int, int, list[pa.RecordBatch]]:
        """Parse the whole rows at the start of `data`.

        Args:
            data: text from the start of a row; it ends in a line feed if `final`.
            line: the physical line of its first byte.
            final: True if nothing follows.

        Returns:
            Bytes used, physical lines used, batches.
        """
        limit = self.job.options.max_line_bytes
        text = data
        regular = self.one_byte
        if self.wide_comma:
            regular = _STAND_IN not in data
            text = data.replace(_WIDE_COMMA, _STAND_IN) if regular else data
        layout = lay_out(text, ord(self.delimiter) if self.one_byte else 0)
        # The replacement shortens lines by two bytes a field, which the limit can ignore.
        if layout.longest > limit:
            raise _line_too_long(self.job, line + _long_line(text, limit))
        if regular and layout.regular and layout.end:
            batches = self._columnar(text[: layout.end], layout, line)
            if batches is not None:
                used = layout.end
                if self.wide_comma:
                    used += 2 * text.count(_STAND_IN, 0, layout.end)
                return used, layout.newlines, batches
        if regular and not layout.end and not final and len(data) <= limit:
            return 0, 0, []
        return self._row_by_row(data, line, final)

    def _columnar(self, text: bytes, layout: Layout, line: int) -> list[pa.RecordBatch] | None:
        """Batches of a regular block; None if Arrow sees other rows in it than the layout does."""
        if not len(layout.starts):
            return []
        lines = layout.lines + line
        faults, text = _marked_rows(text, layout.starts)
        refused: list[tuple[int, str]] = []

        def keep(row: arrow_csv.InvalidRow) -> str:
            refused.append((row.number - 1, row.text))
            return "skip"

        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            arrow_csv.ReadOptions(column_names=self.names, use_threads=False, block_size=len(text) + 1),
            arrow_csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=layout.quoted_breaks, invalid_row_handler=keep
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self.names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        kept = np.ones(len(lines), bool)
        kept[[number for number, _ in refused]] = False
        if table.num_rows != int(kept.sum()):
            return None
        columns = [_one_array(column) for column in table.columns]
        if self.wide_comma:
            columns = [_restore(column) for column in columns]
        marks = None if faults is None else faults.filter(pa.array(kept))
        extra = columns[self.width :]
        if any(column.null_count < len(column) for column in extra):
            marks = pa.nulls(table.num_rows, pa.string()) if marks is None else marks
            for column in extra:
                marks = pc.if_else(pc.and_(pc.is_valid(column), pc.is_null(marks)), TOO_MANY_FIELDS, marks)
        batch = seal(self.schema, columns[: self.width], pa.array(lines[kept]), marks)
        if refused:
            found = None if faults is None else faults.to_pylist()
            rest = self._refused(refused, lines, found)
            batch = pa.Table.from_batches([batch, rest]).sort_by(LINE).combine_chunks()
        return _sliced(batch, self.job.options.batch_rows)

    def _refused(
        self, refused: Sequence[tuple[int, str]], lines: Positions, found: Sequence[str | None] | None
    ) -> pa.RecordBatch:
        rows: list[list[str | None]] = []
        places: list[int] = []
        faults: list[str | None] = []
        for number, text in refused:
            if not text.strip():
                continue
            fields = next(csv.reader(split_lines(text), delimiter=self.delimiter))
            if self.wide_comma:
                fields = [value.replace("\x1f", "，") for value in fields]
            rows.append(self._fitted(fields))
            places.append(int(lines[number]))
            faults.append((found[number] if found else None) or self._fault_of(fields))
        return batch_of_rows(self.schema, rows, places, faults)

    def _fault_of(self, fields: Sequence[str]) -> str | None:
        if len(fields) < self.width:
            return TOO_FEW_FIELDS
        if len(fields) > self.width + self.plan.silent or any(fields[self.width :]):
            return TOO_MANY_FIELDS
        return None

    def _fitted(self, fields: Sequence[str]) -> list[str | None]:
        fitted: list[str | None] = [value or None for value in fields]
        if len(fitted) == self.width:
            return fitted
        return [*fitted[: self.width], *[None] * (self.width - len(fitted))]

    def _row_by_row(self, data: bytes, line: int, final: bool) -> tuple[int, int, list[pa.RecordBatch]]:
        cut = len(data) if data.endswith(b"\n") else data.rfind(b"\n") + 1
        lines = split_lines(data[:cut].decode("utf-8"))
        too_long = len(data) > self.job.options.max_line_bytes
        records, used = parse_records(lines, self.plan.delimiter, final, give_up_first=too_long)
        rows: list[list[str | None]] = []
        places: list[int] = []
        faults: list[str | None] = []
        marked = MARK_BYTES in data or b"\x00" in data
        for record in records:
            fields = record.fields
            fault = record.fault
            if fault is None and len(fields) != self.width:
                if len(fields) == 1 and not fields[0].strip():
                    continue
                fault = self._fault_of(fields)
            if marked:
                fault = _mark_of(fields) or fault
                fields = [value.replace(MARK, "\ufffd").replace("\x00", " ") for value in fields]
            rows.append(self._fitted(fields))
            places.append(line + record.first)
            faults.append(fault)
        batch = batch_of_rows(self.schema, rows, places, faults)
        size = cut if used == len(lines) else sum(len(one.encode()) for one in lines[:used])
        return size, used, _sliced(batch, self.job.options.batch_rows)


def _mark_of(fields: Sequence[str]) -> str | None:
    whole = "".join(fields)
    return UNDECODABLE if MARK in whole else NUL_BYTE if "\x00" in whole else None


def _marked_rows(text: bytes, starts: Positions) -> tuple[pa.Array | None, bytes]:
    """Fault codes of rows with undecodable bytes or NULs, and the text with those replaced."""
    faults: list[str | None] | None = None
    for mark, replacement, code in (
        (b"\x00", b" ", NUL_BYTE),
        (MARK_BYTES, REPLACEMENT_BYTES, UNDECODABLE),
    ):
        if mark not in text:
            continue
        faults = [None] * len(starts) if faults is None else faults
        at = text.find(mark)
        while at >= 0:
            row = int(np.searchsorted(starts, at, "right")) - 1
            if row >= 0:
                faults[row] = code
            following = int(starts[row + 1]) if row + 1 < len(starts) else len(text)
            at = text.find(mark, following)
        text = text.replace(mark, replacement)
    return (None if faults is None else pa.array(faults, pa.string())), text


def _long_line(text: bytes, limit: int) -> int:
    """How many lines come before the first one that is too long."""
    for number, one in enumerate(text.split(b"\n")):
        if len(one) >= limit:
            return number
    return 0


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _restore(column: pa.Array) -> pa.Array:
    return pc.replace_substring(column, "\x1f", "，")


def _sliced(batch: pa.RecordBatch | pa.Table, rows: int) -> list[pa.RecordBatch]:
    if isinstance(batch, pa.Table):
        pieces: list[pa.RecordBatch] = batch.to_batches(max_chunksize=rows)
        return pieces
    return [batch.slice(start, rows) for start in range(0, batch.num_rows, rows)]
