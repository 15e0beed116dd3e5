"""Excel workbooks (.xlsx, .xlsm, .xls), by python-calamine: every sheet that holds something is a table.

A workbook is held in memory sheet by sheet: the format itself bounds a sheet to 1,048,576 rows. Formulas give
the value stored with them; an error cell (#DIV/0!) is null. External entities are not resolved: calamine's
XML parser knows none.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Generator, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

import pyarrow as pa
import python_calamine

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers.batches import (
    NUMBER_PRECISION_LOST,
    TOO_MANY_FIELDS,
    batch_of_rows,
    raw_schema,
)
from youji.screening.ingest.readers.excel_guard import check_workbook
from youji.screening.ingest.readers.header import (
    SEARCHED_ROWS,
    column_names,
    filled_width,
    find_header,
    two_row_header,
    usual_width,
)
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.render import from_float, from_moment, lost_precision

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
T = TypeVar("T")
_SAMPLE_ROWS = 4 * SEARCHED_ROWS


def read_excel(job: Job) -> Generator[RawTable, None, None]:
    """The tables of a workbook, one a sheet that is not empty, in the workbook's order.

    Raises:
        SourceError: the workbook is damaged, locked, a zip bomb, or has no sheet of the wanted name; a sheet
            has no header, or more columns or empty space than the limits allow.
    """
    check_workbook(job)
    with _guarded(job, lambda: python_calamine.CalamineWorkbook.from_path(str(job.path))) as workbook:
        names = [
            sheet.name for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        wanted = job.options.sheet
        if wanted is not None and wanted not in names:
            raise SourceError(
                f"{job.source}: there is no sheet {wanted!r}; the sheets are {', '.join(map(repr, names))}."
            )
        found = False
        for name in names if wanted is None else [wanted]:
            sheet = _guarded(job, partial(workbook.get_sheet_by_name, name))
            if sheet.start is None or not sheet.height:
                continue
            try:
                table = _table(job, name, sheet)
            except SourceError as error:
                if wanted is None and len(names) > 1:
                    hint = "or name the one sheet to read with sheet"
                    raise SourceError(f"{str(error).rstrip('.')}; {hint}.") from None
                raise
            if table is not None:
                found = True
                yield table
        if not found:
            what = "the workbook" if wanted is None else f"sheet {wanted!r}"
            raise SourceError(f"{job.source}: {what} holds no rows; check that the right file was exported.")


def _guarded(job: Job, call: Callable[[], T]) -> T:
    """Call calamine, and turn whatever a damaged file makes it raise into a refusal."""
    try:
        return call()
    except python_calamine.PasswordError:
        raise SourceError(f"{job.source}: the workbook is locked with a password; save a copy without one.") from None
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic in calamine's Rust code does not derive from Exception
        reason = " ".join(str(error).split()) or type(error).__name__
        raise SourceError(
            f"{job.source}: the workbook cannot be read ({reason}); open it in Excel or WPS and save it again."
        ) from None


def _table(job: Job, name: str, sheet: python_calamine.CalamineSheet) -> RawTable | None:
    place = f"{job.source}, sheet {name!r}"
    sample: list[tuple[int, list[str | None]]] = []
    for number, cells in enumerate(islice(sheet.iter_rows(), _SAMPLE_ROWS), start=1):
        texts, _ = _texts(cells)
        if any(texts):
            sample.append((number, texts))
    if not sample and sheet.height <= _SAMPLE_ROWS:
        return None
    at = _header_at(job, place, sample)
    header_line, upper = sample[at]
    names: list[str] | list[str | None] = upper
    last_line = header_line
    if at + 1 < len(sample) and sample[at + 1][0] == header_line + 1:
        joined = two_row_header(upper, sample[at + 1][1], _merged_across(sheet, header_line))
        if joined is not None:
            names, last_line = joined, header_line + 1
    width = max(filled_width(names), usual_width([row for line, row in sample if line > last_line]))
    job.check_width(width, f", sheet {name!r}")
    columns = column_names([*names, *[None] * width][:width])
    return job.table(name, columns, header_line, _batches(job, columns, sheet, last_line))


def _header_at(job: Job, place: str, sample: list[tuple[int, list[str | None]]]) -> int:
    wanted = job.options.header_row
    if wanted is None:
        return find_header(place, [row for _, row in sample], [line for line, _ in sample])
    for index, (line, _) in enumerate(sample):
        if line == wanted:
            return index
    raise SourceError(
        f"{place}: header_row is {wanted}, but that row is blank or not among the first {_SAMPLE_ROWS}; name the row "
        "that holds the column names."
    )


def _merged_across(sheet: python_calamine.CalamineSheet, line: int) -> list[tuple[int, int]]:
    """First and last column, as `iter_rows` counts them, of the ranges merged across columns in one row."""
    offset = sheet.start[1] if sheet.start else 0
    ranges = sheet.merged_cell_ranges or []
    return [
        (left - offset, right - offset)
        for (top, left), (bottom, right) in ranges
        if top == bottom == line - 1 and right > left
    ]


def _batches(
    job: Job, columns: tuple[str, ...], sheet: python_calamine.CalamineSheet, header_line: int
) -> Iterator[pa.RecordBatch]:
    schema = raw_schema(columns)
    width = len(columns)
    numbered = islice(enumerate(sheet.iter_rows(), start=1), header_line, None)
    while chunk := list(islice(numbered, job.options.batch_rows)):
        rows: list[list[str | None]] = []
        lines: list[int] = []
        faults: list[str | None] = []
        for number, cells in chunk:
            texts, fault = _texts(cells)
            if not any(texts):
                continue
            if fault is None and any(texts[width:]):
                fault = TOO_MANY_FIELDS
            rows.append((texts + [None] * width)[:width] if len(texts) != width else texts)
            lines.append(number)
            faults.append(fault)
        yield batch_of_rows(schema, rows, lines, faults)


def _texts(cells: list[Cell]) -> tuple[list[str | None], str | None]:
    fault: str | None = None
    texts: list[str | None] = []
    for cell in cells:
        if isinstance(cell, str):
            texts.append(cell or None)
        elif isinstance(cell, bool):
            texts.append("true" if cell else "false")
        elif isinstance(cell, float):
            if lost_precision(cell):
                fault = NUMBER_PRECISION_LOST
            texts.append(from_float(cell))
        elif isinstance(cell, int):
            texts.append(str(cell))
        else:
            texts.append(from_moment(cell))
    return texts, fault
