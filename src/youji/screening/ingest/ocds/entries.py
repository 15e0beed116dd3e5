"""Every release of an OCDS file, one at a time, with the place it stands at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from youji.screening.errors import SourceError
from youji.screening.ingest.ocds.forms import Form, has_list, refuse, utf8_text, what_is
from youji.screening.ingest.ocds.splitting import ListSplitter, nesting
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers.batches import BAD_JSON, NOT_AN_OBJECT, NUL_BYTE, UNDECODABLE
from youji.screening.ingest.readers.encoding import MARK_BYTES
from youji.screening.ingest.readers.json_text import MAX_DEPTH

_LISTS = ("releases", "records")
_BLOCK = 1024 * 1024
_LINKED = {"url", "date", "tag"}
NO_RELEASE = "no_release"
"""A record that holds links to its releases only, or nothing."""


@dataclass(slots=True)
class Entry:
    """One release, or something that stands where one should and is none (`fault` says why)."""

    release: dict[str, Any]
    place: str
    """Such as `line 12` or `releases[11]`."""
    fault: str | None = None
    exact: Callable[[], dict[str, Any]] | None = None
    """Reads the release again with every digit of its numbers, where a floating number would lose some."""


@dataclass(frozen=True)
class OcdsFile:
    """A file that was recognised as OCDS; `entries` may be read more than once."""

    source: str
    form: Form
    options: ReadOptions

    def entries(self) -> Iterator[Entry]:
        """Raises SourceError where a document is broken, cut off, nested too deep, or holds nothing."""
        found = self._of_lines() if self.form.lines else self._of_document()
        first = next(found, None)
        if first is None:
            raise SourceError(
                f"{self.source}: is OCDS but holds no releases (its list is empty); check the download or the query."
            )
        return chain([first], found)

    def _text(self) -> Iterator[bytes]:
        return utf8_text(self.source, Path(self.source).expanduser(), self.options)

    def _of_lines(self) -> Iterator[Entry]:
        for number, line in self._lines():
            plain = line.strip(b" \t\r\xef\xbb\xbf")
            if not plain:
                continue
            place = f"line {number}"
            value, fault = _parsed(plain)
            if fault is not None:
                yield Entry({}, place, fault)
                continue
            yield from _unpacked(value, place, lambda text=plain: _exact(text))  # type: ignore[misc]

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        limit, number, rest = self.options.max_line_bytes, 0, b""
        for block in self._text():
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            for number, line in enumerate(lines, number + 1):  # noqa: B020 - goes on where the last block ended
                yield number, self._within(line, number, limit)
            self._within(rest, number + 1, limit)
        if rest:
            yield number + 1, rest

    def _within(self, line: bytes, number: int, limit: int) -> bytes:
        if len(line) > limit:
            raise SourceError(
                f"{self.source}: line {number:,} is longer than {limit:,} bytes; check that each release has its own "
                "line, or raise max_line_bytes."
            )
        return line

    def _of_document(self) -> Iterator[Entry]:
        blocks = self._text()
        start = b""
        for block in blocks:
            start += block
            if len(start) > self.options.max_line_bytes:
                return self._of_large(chain(_cut(start), blocks))
        return self._of_small(start)

    def _of_small(self, text: bytes) -> Iterator[Entry]:
        plain = text.strip(b" \t\r\n\xef\xbb\xbf")
        if nesting(plain) > MAX_DEPTH:
            raise SourceError(
                f"{self.source}: is nested deeper than {MAX_DEPTH} levels, which no OCDS data is; check where the file "
                "comes from."
            )
        try:
            document = orjson.loads(plain)
        except orjson.JSONDecodeError as error:
            cut = error.pos >= len(plain.decode("utf-8", "replace").rstrip())
            what = "it is cut off" if cut else str(error).split(":", 1)[0]
            raise SourceError(
                f"{self.source}: the JSON is broken at line {error.lineno:,} ({what}); export or download it again."
            ) from None
        again = lru_cache(maxsize=1)(lambda: _exact(plain))
        if isinstance(document, list):
            return _listed(document, "", lambda i: again()[i])
        if not isinstance(document, dict) or (what_is(document) is None and not has_list(document)):
            raise refuse(self.source)
        return _unpacked(document, "", again)

    def _of_large(self, blocks: Iterator[bytes]) -> Iterator[Entry]:
        splitter = ListSplitter(self.source, blocks, _LISTS, self.options.max_line_bytes)
        for element in splitter:
            place = f"{element.key or ''}[{element.index}]"
            value, fault = _parsed(element.text)
            if fault == BAD_JSON:
                raise SourceError(
                    f"{self.source}: the JSON is broken in {place}, which begins at line {element.line:,}; export or "
                    "download it again."
                )
            if fault is not None:
                yield Entry({}, place, fault)
            else:
                yield from _unpacked(value, place, lambda text=element.text: _exact(text))  # type: ignore[misc]


def _cut(text: bytes) -> Iterator[bytes]:
    return (text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK))


def _parsed(text: bytes) -> tuple[Any, str | None]:
    """The value, or why there is none. Numbers are what the parser makes of them, see `Entry.exact`."""
    if MARK_BYTES in text:
        return None, UNDECODABLE
    if text.count(b"{") + text.count(b"[") > MAX_DEPTH and nesting(text) > MAX_DEPTH:
        return None, BAD_JSON
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None, NUL_BYTE if b"\x00" in text else BAD_JSON
    return (value, None) if isinstance(value, dict) else (None, NOT_AN_OBJECT)


def _exact(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal)


def _unpacked(value: dict[str, Any], place: str, exact: Callable[[], Any]) -> Iterator[Entry]:
    """The releases of one JSON object: itself, those of a record, or those of a package."""
    if "ocid" not in value:
        for key in _LISTS:
            inside = value.get(key)
            if isinstance(inside, list):
                inner = f"{place}: {key}" if place else key
                yield from _listed(inside, inner, lambda i, key=key: exact()[key][i])  # type: ignore[misc]
                return
    if isinstance(value.get("compiledRelease"), dict):
        yield Entry(_named(value, value["compiledRelease"]), place, None, lambda: exact()["compiledRelease"])
    elif isinstance(value.get("releases"), list):
        embedded = False
        for i, release in enumerate(value["releases"]):
            if isinstance(release, dict) and not release.keys() <= _LINKED:
                embedded = True
                inner = f"{place}: releases[{i}]"
                yield Entry(_named(value, release), inner, None, lambda i=i: exact()["releases"][i])  # type: ignore[misc]
        if not embedded:
            yield Entry({"ocid": value.get("ocid")}, place, NO_RELEASE)
    else:
        yield Entry(value, place, None, exact)


def _listed(values: list[Any], place: str, exact: Callable[[int], Any]) -> Iterator[Entry]:
    for i, value in enumerate(values):
        inner = f"{place}[{i}]"
        if isinstance(value, dict):
            yield from _unpacked(value, inner, lambda i=i: exact(i))  # type: ignore[misc]
        else:
            yield Entry({}, inner, NOT_AN_OBJECT)


def _named(record: dict[str, Any], release: dict[str, Any]) -> dict[str, Any]:
    """A release without an ocid of its own has its record's."""
    return release if release.get("ocid") else {**release, "ocid": record.get("ocid")}
