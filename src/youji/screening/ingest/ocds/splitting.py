"""Cuts a JSON document of any size into the elements of its list of releases or records, without parsing it.

Brackets outside strings are found by NumPy, a block at a time, and the elements handed on as bytes for a fast parser.
Memory is bounded by one block and one element, and nesting is measured on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from youji.screening.errors import SourceError
from youji.screening.ingest.readers.json_text import MAX_DEPTH

_QUOTE = ord('"')
_STEP = np.zeros(256, np.int8)
_STEP[[ord("{"), ord("[")]] = 1
_STEP[[ord("}"), ord("]")]] = -1
_MARKS = _STEP != 0
_MARKS[_QUOTE] = True
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:\s*$')
_BLANKS = b" \t\r\n"


@dataclass(frozen=True)
class Element:
    """One element of a list: its text, the list's key (None at the top), its place in it and the line it begins on."""

    text: bytes
    key: str | None
    index: int
    line: int


@dataclass(frozen=True)
class _Marks:
    """Brackets outside strings: offset, +1 or -1, the depth after each; and where no string is open any more."""

    at: npt.NDArray[np.int64]
    step: npt.NDArray[np.int8]
    depth: npt.NDArray[np.int64]
    safe: int


def nesting(text: bytes) -> int:
    """The deepest nesting of brackets in a JSON text."""
    marks = _marks(text, 0)
    return int(marks.depth.max(initial=0))


class ListSplitter:
    """The elements of the lists under `wanted` keys of a top-level object, or of a top-level list.

    Args:
        source: the file as the user named it, for messages.
        blocks: the document as UTF-8.
        wanted: keys whose lists are given; those of other keys are passed over.
        limit: bytes that one element may have.
    """

    def __init__(self, source: str, blocks: Iterable[bytes], wanted: tuple[str, ...], limit: int) -> None:
        self._source, self._blocks, self._wanted, self._limit = source, blocks, wanted, limit
        self._text = b""
        self._depth = 0
        self._line = 1
        self._counted = 0, 1
        """An offset, and the line it is in."""
        self._level = 0
        """Depth inside the list that is being given; 0 outside one."""
        self._key: str | None = None
        self._index = 0
        self._opened: int | None = None
        """Where the current element begins."""
        self._from = 0
        """Where the last thing of note ended."""
        self._done = False

    def __iter__(self) -> Iterator[Element]:
        """Raises SourceError where the document is cut off, broken, nested too deep, or an element is too large."""
        for block in self._blocks:
            self._text += block
            yield from self._scan()
            if len(self._text) > self._limit + len(block):
                raise self._refusal(f"one value is longer than {self._limit:,} bytes")
        if not self._done:
            raise self._refusal("it is cut off: a bracket that was opened is not closed")
        if self._text.strip(_BLANKS):
            raise self._refusal("text follows the end of the document")

    def _scan(self) -> Iterator[Element]:
        text, marks = self._text, _marks(self._text, self._depth)
        if marks.depth.size and int(marks.depth.max()) > MAX_DEPTH:
            at = int(marks.at[int(np.argmax(marks.depth > MAX_DEPTH))])
            raise SourceError(
                f"{self._source}: line {self._line_of(at):,} is nested deeper than {MAX_DEPTH} levels, which no OCDS "
                "data is; check where the file comes from."
            )
        self._from, self._opened = 0, None
        near = (marks.depth <= 3) & (marks.step > 0) | (marks.depth <= 2) & (marks.step < 0)
        for at, step, depth in zip(
            marks.at[near].tolist(), marks.step[near].tolist(), marks.depth[near].tolist(), strict=True
        ):
            if self._done or depth < 0:
                raise self._refusal("text follows the end of the document", at)
            found = self._opening(text, at, depth) if step > 0 else self._closing(text, at, depth)
            if found is not None:
                yield found
        self._forget(marks)

    def _opening(self, text: bytes, at: int, depth: int) -> Element | None:
        found = None
        if self._level:
            if depth == self._level + 1:
                found = self._between(text[self._from : at])
                self._opened = at
        elif depth == 1 and text[at : at + 1] == b"[":
            self._enter(None, at, 1)
        elif depth == 1:
            self._from = at + 1
        elif depth == 2 and text[at : at + 1] == b"[":
            key = _KEY.search(text, self._from, at)
            name = key[1].decode("utf-8", "replace") if key else ""
            if name in self._wanted:
                self._enter(name, at, 2)
        return found

    def _enter(self, key: str | None, at: int, level: int) -> None:
        self._key, self._level, self._index, self._from = key, level, 0, at + 1

    def _closing(self, text: bytes, at: int, depth: int) -> Element | None:
        found = None
        if self._level and depth == self._level and self._opened is not None:
            found = Element(text[self._opened : at + 1], self._key, self._index, self._line_of(self._opened))
            self._index += 1
            self._opened, self._from = None, at + 1
        elif self._level and depth == self._level - 1:
            found = self._between(text[self._from : at])
            self._level, self._from = 0, at + 1
        elif not self._level and depth == 1:
            self._from = at + 1
        if depth == 0:
            self._done, self._from = True, at + 1
        return found

    def _between(self, gap: bytes) -> Element | None:
        """What stands between two elements: a comma, or an element that has no brackets, such as a number."""
        plain = gap.strip(b" \t\r\n,")
        if not plain:
            return None
        found = Element(plain, self._key, self._index, self._line_of(self._from))
        self._index += 1
        return found

    def _forget(self, marks: _Marks) -> None:
        """Drops what is read: up to the open element, the end of the last one, or (outside) the last whole token."""
        keep = self._from if self._opened is None else self._opened
        if not self._level and not self._done and len(self._text) > 1 << 20:
            keep = max(keep, marks.safe)
        elif self._done:
            keep = self._from
        depth = self._depth
        if marks.at.size:
            before = int(np.searchsorted(marks.at, keep))
            depth = int(marks.depth[before - 1]) if before else self._depth
        self._line = self._line_of(keep)
        self._text, self._depth = self._text[keep:], depth
        self._counted = 0, self._line
        self._from, self._opened = 0, None

    def _line_of(self, at: int) -> int:
        # Counted on from the last place asked for: from the beginning, it would cost the square of a block.
        place, line = self._counted
        if at < place:
            return self._line + self._text.count(b"\n", 0, at)
        line += self._text.count(b"\n", place, at)
        self._counted = at, line
        return line

    def _refusal(self, what: str, at: int = 0) -> SourceError:
        return SourceError(
            f"{self._source}: the JSON is broken at line {self._line_of(at):,} ({what}); export or download it again."
        )


def _marks(text: bytes, depth: int) -> _Marks:
    if b"\\" in text:
        # Pairs first, as a parser reads them, then escaped quotes; lengths stay, so offsets stay true.
        text = text.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    codes = np.frombuffer(text, np.uint8)
    at = np.flatnonzero(_MARKS[codes])
    found = codes[at]
    quotes = found == _QUOTE
    outside = (np.cumsum(quotes) & 1) == 0
    structural = outside & ~quotes
    places = at[structural]
    step = _STEP[found[structural]]
    return _Marks(places, step, depth + np.cumsum(step, dtype=np.int64), _safe(at, quotes, outside))


def _safe(at: npt.NDArray[np.int64], quotes: npt.NDArray[np.bool_], outside: npt.NDArray[np.bool_]) -> int:
    """Where a scan can begin anew: before the last whole text, which may be a key, or behind the last bracket."""
    last = int(outside.size - 1 - np.argmax(outside[::-1])) if outside.any() else -1
    if last < 0:
        return 0
    return int(at[last - 1]) if quotes[last] else int(at[last]) + 1
