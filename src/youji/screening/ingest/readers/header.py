"""Where the column names are, and what they are called.

Offices put a title, a unit ("单位：万元") or the name of whoever filled the form in above the table. The
header is the first row that is filled at least half as wide as the table, with distinct texts that do not
look like data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import FAULT, LINE

SEARCHED_ROWS = 50
"""How many rows that are not blank may stand above the header, the header among them."""

Row = Sequence[str | None]

_EDGE = " \t\r\n\f\v\u00a0\u3000\ufeff\u200b\u200e\u200f"
_BREAK = re.compile(r"\s*[\r\n]+\s*")
_NUMBER = re.compile(r"[-+]?[¥￥$€£]?\s*[-+]?\d[\d,，]*(?:[.．]\d*)?(?:[eE][-+]?\d+)?\s*[%％元]?")
_DATE = re.compile(r"\d{2,4}\s*[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*\d{1,2}\s*日?)?(?:[ T]\d{1,2}[:：]\d{2}.*)?")
_NOTE = re.compile(r"[^:：]{1,12}[:：].+", re.DOTALL)
_YEAR = re.compile(r"(?:19|20)\d\d")


def clean_cell(value: str | None) -> str:
    """A header cell as a name: trimmed, a line break inside it closed up (or a space between Latin words)."""
    text = (value or "").strip(_EDGE)

    def closed(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        return " " if before.isascii() and after.isascii() else ""

    return _BREAK.sub(closed, text)


def column_names(cells: Row) -> tuple[str, ...]:
    """Header cells as unique column names: an empty one is `column_7`, a repeated one `name_2`."""
    taken = {LINE, FAULT}
    names: list[str] = []
    stated = {clean_cell(cell) for cell in cells}
    for index, cell in enumerate(cells, start=1):
        wanted = clean_cell(cell) or f"column_{index}"
        name, again = wanted, 2
        while name in taken or (name != wanted and name in stated):
            name, again = f"{wanted}_{again}", again + 1
        taken.add(name)
        names.append(name)
    return tuple(names)


def looks_like_data(cell: str) -> bool:
    """True for a number, an amount or a date; a bare year may be a column's name."""
    text = cell.strip(_EDGE)
    if _YEAR.fullmatch(text):
        return False
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def _is_note(cell: str) -> bool:
    """True for a label with its value in one cell, as in "单位：万元" above a table."""
    return _NOTE.fullmatch(cell) is not None


def usual_width(rows: Sequence[Row]) -> int:
    """The number of columns most rows have, counted to the last cell that is filled; 0 for no rows."""
    widths = Counter(filled_width(row) for row in rows)
    widths.pop(0, None)
    if not widths:
        return 0
    most = max(widths.values())
    return max(width for width, count in widths.items() if count * 2 >= most)


def filled_width(row: Row) -> int:
    """The row's length up to its last filled cell."""
    for index in range(len(row), 0, -1):
        if (row[index - 1] or "").strip(_EDGE):
            return index
    return 0


def find_header(source: str, rows: Sequence[Row], lines: Sequence[int]) -> int:
    """The index, among `rows`, of the row that holds the column names.

    Args:
        source: the file (and sheet) for messages.
        rows: the first rows that are not blank, at least `SEARCHED_ROWS` of them if the file has so many.
        lines: the physical line or Excel row of each.

    Raises:
        SourceError: no row looks like a header, or rows of data stand above the first that does.
    """
    width = usual_width(rows)
    data_line = 0
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        cells = [text for cell in row if (text := clean_cell(cell))]
        wide = len(cells) * 2 >= width and (len(cells) >= 2 or width <= 1)
        if not wide:
            continue
        data = sum(looks_like_data(cell) for cell in cells)
        if data:
            data_line = data_line or lines[index]
            continue
        if len(set(cells)) * 5 < len(cells) * 4 or sum(map(_is_note, cells)) * 2 >= len(cells):
            continue
        if data_line:
            break
        return index
    place = f"line {data_line} already looks like data" if data_line else "no row looks like column names"
    raise SourceError(
        f"{source}: the row that holds the column names was not found ({place}); add a header row, or say which row "
        "it is with header_row."
    )


def two_row_header(upper: Row, lower: Row, merged: Sequence[tuple[int, int]]) -> list[str] | None:
    """Join a header of two rows, the upper of which holds cells merged across columns.

    Args:
        upper: the row found by `find_header`.
        lower: the row below it.
        merged: first and last column (0-based) of every range merged across columns in the upper row.

    Returns:
        One name a column (`group_name` under a merged cell), or None if the lower row is not a second header
        row.
    """
    if not merged:
        return None
    grouped = {column: first for first, last in merged for column in range(first, last + 1)}
    names: list[str] = []
    for column in range(max(len(upper), len(lower))):
        top = clean_cell(upper[column]) if column < len(upper) else ""
        low = clean_cell(lower[column]) if column < len(lower) else ""
        if looks_like_data(low):
            return None
        if column in grouped:
            group = clean_cell(upper[grouped[column]])
            if not low:
                return None
            names.append(f"{group}_{low}" if group else low)
        elif top and low:
            return None
        else:
            names.append(top or low)
    return names
