"""Where rows start in a block of delimited text, found for the whole block at once.

The rule is RFC 4180's: a quote opens at the start of a field and closes at its end, and a doubled quote
stands for itself. Where every quote of a block obeys it, a line feed ends a row exactly when the number of
quotes before it is even; so rows, and the physical line each starts on, follow from the positions of two
bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_LF, _CR, _QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Layout:
    """The rows of a block: blank lines left out.

    `end` is where the last whole row ends (0 if there is none), `newlines` the number of physical lines up to
    there, `starts` the offset of every row, `lines` its physical line counted from 0 at the block's start,
    `longest` the length of the longest physical line, `quoted_breaks` whether a quoted field holds a line
    break. `regular` is False if a quote or a carriage return stands where the rule forbids it: the block then
    has to be parsed row by row, and `starts` and `lines` are empty.
    """

    end: int
    newlines: int
    starts: Positions
    lines: Positions
    longest: int
    quoted_breaks: bool
    regular: bool


def lay_out(data: bytes, delimiter: int) -> Layout:
    """Find the rows of a block.

    Args:
        data: UTF-8 text that starts at the start of a row.
        delimiter: the byte between fields.
    """
    codes = np.frombuffer(data, np.uint8)
    feeds = np.flatnonzero(codes == _LF)
    longest = _longest(feeds, len(data))
    if b'"' not in data:
        row_ends, line_of_end, quoted_breaks = feeds, np.arange(len(feeds), dtype=np.int64), False
        quotes = np.empty(0, np.int64)
    else:
        quotes = np.flatnonzero(codes == _QUOTE)
        outside = (np.searchsorted(quotes, feeds) & 1) == 0
        line_of_end = np.flatnonzero(outside)
        row_ends = feeds[line_of_end]
        quoted_breaks = bool(len(row_ends) and line_of_end[-1] + 1 != len(row_ends))
    end = int(row_ends[-1]) + 1 if len(row_ends) else 0
    newlines = int(line_of_end[-1]) + 1 if len(line_of_end) else 0
    quotes = quotes[: int(np.searchsorted(quotes, end))]
    regular = _quotes_are_regular(codes, quotes, delimiter)
    if not (regular and _returns_are_regular(data[:end], codes[:end], quotes)):
        nothing = np.empty(0, np.int64)
        return Layout(end, newlines, nothing, nothing, longest, quoted_breaks, False)
    starts = np.concatenate((np.zeros(1, np.int64), row_ends[:-1] + 1)) if end else np.empty(0, np.int64)
    lines = np.concatenate((np.zeros(1, np.int64), line_of_end[:-1] + 1)) if end else np.empty(0, np.int64)
    length = row_ends - starts
    blank = length == 0
    short = np.flatnonzero(length == 1)
    blank[short] = codes[starts[short]] == _CR
    if blank.any():
        starts, lines = starts[~blank], lines[~blank]
    return Layout(end, newlines, starts, lines, longest, quoted_breaks, True)


def _longest(feeds: Positions, size: int) -> int:
    if not len(feeds):
        return size
    between = int(np.diff(feeds).max()) if len(feeds) > 1 else 0
    return max(int(feeds[0]) + 1, between, size - int(feeds[-1]) - 1)


def _quotes_are_regular(codes: npt.NDArray[np.uint8], quotes: Positions, delimiter: int) -> bool:
    """Every odd quote opens a field (or doubles the one before), every even one closes it (or is doubled)."""
    if not len(quotes):
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    before = codes[np.maximum(opening - 1, 0)]
    opens = (opening == 0) | (before == delimiter) | (before == _LF) | (before == _QUOTE)
    after = codes[np.minimum(closing + 1, len(codes) - 1)]
    closes = (after == delimiter) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def _returns_are_regular(data: bytes, codes: npt.NDArray[np.uint8], quotes: Positions) -> bool:
    """Outside quotes a carriage return stands only before a line feed."""
    count = data.count(b"\r")
    if count == 0 or count == data.count(b"\r\n"):
        return True
    returns = np.flatnonzero(codes == _CR)
    lone = returns[codes[np.minimum(returns + 1, len(codes) - 1)] != _LF]
    return bool(((np.searchsorted(quotes, lone) & 1) == 1).all())
