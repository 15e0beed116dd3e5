"""JSON lines, and JSON documents that hold one array of records.

Numbers keep the digits the file has: none passes through a floating number. A nested value becomes JSON text.
The columns are the union of the keys of the first records; a later key that none of them has is a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import pyarrow as pa

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers.batches import (
    BAD_JSON,
    NOT_AN_OBJECT,
    NUL_BYTE,
    REPEATED_KEY,
    UNDECODABLE,
    UNEXPECTED_KEY,
    batch_of_rows,
    raw_schema,
)
from youji.screening.ingest.readers.encoding import MARK, find_encoding, utf8_blocks
from youji.screening.ingest.readers.header import column_names
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.packed import byte_blocks
from youji.screening.ingest.readers.render import plain_number

HEADER_RECORDS = 50_000
"""How many records are looked at for the union of keys."""
MAX_DEPTH = 64
"""Deeper nesting than this is refused: no table has it, and a deep document can exhaust the stack."""

_SPACE = re.compile(r"[ \t\r\n]*")
_BLOCK = 1024 * 1024


class _Number(str):
    """A number as the file writes it."""

    __slots__ = ()


class _Parsed(NamedTuple):
    """One record: its number (the line of a JSON lines file), its values, and what is wrong with it.

    `suspect` is true if a string of it may not be sound text: it holds an escape, or bytes that were not text.
    """

    line: int
    values: dict[str, object]
    fault: str | None
    suspect: bool = False


@dataclass
class _Decoder:
    """A JSON decoder that keeps numbers as text and notices a key that comes twice."""

    repeated: bool = False
    decoder: json.JSONDecoder = field(init=False)

    def __post_init__(self) -> None:
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_no_constant,
        )

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(pairs)
        if len(values) != len(pairs):
            self.repeated = True
        return values


def read_json_lines(job: Job) -> Generator[RawTable, None, None]:
    """The one table of a JSON lines file (one object a line).

    Raises:
        SourceError: no line holds an object, a line is too long, or there are too many keys.
    """
    yield _table(job, lambda: _line_records(job), 0)


def read_json(job: Job) -> Generator[RawTable, None, None]:
    """The one table of a JSON document: an array of objects, or an object that holds one such array.

    `options.table` picks the array where an object holds several. `_line` is the record's number in the
    array, since all of a document may stand on one line.

    Raises:
        SourceError: the document is broken (with the physical line), holds no array of objects or several, is
            nested too deep, or a record is larger than `max_line_bytes`.
    """
    key = _array_key(job)
    yield _table(job, lambda: _array_records(job, key), 0)


def _table(job: Job, records: Callable[[], Iterator[_Parsed]], header_line: int) -> RawTable:
    keys: dict[str, None] = {}
    seen = 0
    for record in islice(records(), HEADER_RECORDS):
        seen += 1
        if record.fault is None or record.fault == REPEATED_KEY:
            keys.update(dict.fromkeys(record.values))
            job.check_width(len(keys))
    if not keys:
        what = "no line of it is a JSON object" if seen else "it holds no records"
        raise SourceError(f"{job.source}: {what}; check that the right file was exported.")
    columns = column_names(list(keys))
    return job.table(None, columns, header_line, _batches(job, columns, list(keys), records()))


def _batches(
    job: Job, columns: tuple[str, ...], keys: list[str], records: Iterable[_Parsed]
) -> Iterator[pa.RecordBatch]:
    schema = raw_schema(columns)
    known = set(keys)
    stream = iter(records)
    while chunk := list(islice(stream, job.options.batch_rows)):
        rows: list[list[str | None]] = []
        faults: list[str | None] = []
        for record in chunk:
            fault = record.fault
            if fault is None and not known.issuperset(record.values):
                fault = UNEXPECTED_KEY
            get = record.values.get
            row = [_as_text(get(key)) for key in keys]
            if record.suspect and not all(text is None or _is_sound(text) for text in row):
                fault = UNDECODABLE
                row = [text and text.encode("utf-8", "replace").decode().replace(MARK, "\ufffd") for text in row]
            rows.append(row)
            faults.append(fault)
        yield batch_of_rows(schema, rows, [record.line for record in chunk], faults)


def _is_sound(text: str) -> bool:
    """False for half a surrogate pair (an escape may write one) and for bytes that were not text."""
    if MARK in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_text(value: object) -> str | None:
    kind = value.__class__
    if kind is str:
        return value or None  # type: ignore[return-value]
    if value is None:
        return None
    if isinstance(value, _Number):
        return plain_number(value) if "e" in value or "E" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return to_json(value)


def to_json(value: object) -> str:
    """A nested value as JSON text, its numbers as they were written."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}: {to_json(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(to_json(one) for one in value) + "]"
    if isinstance(value, _Number):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _depth_exceeds(text: str, limit: int) -> bool:
    """True if brackets open deeper than `limit`; brackets inside strings are not counted."""
    if text.count("[") + text.count("{") <= limit:
        return False
    depth = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text):
        mark = token.group()[0]
        depth += 1 if mark in "[{" else -1 if mark in "]}" else 0
        if depth > limit:
            return True
    return False


def _utf8(job: Job) -> Iterator[bytes]:
    def blocks() -> Iterator[bytes]:
        return byte_blocks(job.path, job.source, job.options, _BLOCK)

    return utf8_blocks(blocks(), find_encoding(job.source, blocks, job.options.encoding))


def _lines(job: Job) -> Iterator[tuple[int, bytes]]:
    limit = job.options.max_line_bytes
    number = 0
    rest = b""
    for block in _utf8(job):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        for line in lines:
            number += 1
            if len(line) > limit:
                raise _too_long(job, number)
            yield number, line
        if len(rest) > limit:
            raise _too_long(job, number + 1)
    if rest:
        yield number + 1, rest


def _too_long(job: Job, number: int) -> SourceError:
    return SourceError(
        f"{job.source}: line {number:,} is longer than {job.options.max_line_bytes:,} bytes; check that each "
        f"record has its own line, or raise max_line_bytes."
    )


def _line_records(job: Job) -> Iterator[_Parsed]:
    state = _Decoder()
    decode = state.decoder.decode
    for number, line in _lines(job):
        text = line.decode("utf-8").strip(" \t\r\ufeff")
        if not text:
            continue
        state.repeated = False
        try:
            if _depth_exceeds(text, MAX_DEPTH):
                raise ValueError("nested too deep")
            value = decode(text)
        except (ValueError, RecursionError):
            code = UNDECODABLE if MARK in text else NUL_BYTE if "\x00" in text else BAD_JSON
            yield _Parsed(number, {}, code)
            continue
        if isinstance(value, dict):
            yield _Parsed(number, value, REPEATED_KEY if state.repeated else None, "\\u" in text or MARK in text)
        else:
            yield _Parsed(number, {}, NOT_AN_OBJECT)


class _Document:
    """The text of a JSON document, read as far as needed; remembers the physical line it has come to."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.blocks = (block.decode("utf-8") for block in _whole(_utf8(job)))
        self.text = ""
        self.at = 0
        self.line = 1
        self.ended = False
        self.marked = False
        self.suspect = False
        self.state = _Decoder()

    def more(self) -> bool:
        """Read on; False at the end. What lies before the current place is dropped."""
        block = next(self.blocks, None)
        if block is None:
            self.ended = True
            return False
        self.line += self.text.count("\n", 0, self.at)
        self.text = self.text[self.at :] + block
        self.marked = self.marked or MARK in block
        self.at = 0
        return True

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Consume one of the expected characters."""
        found = self.peek()
        if not found or found not in expected:
            raise self.broken(f"{' or '.join(expected)} is expected")
        self.at += 1
        return found

    def value(self) -> object:
        """Consume one value; more text is read until it is whole."""
        self.peek()
        self.state.repeated = False
        wait = 0
        while True:
            if len(self.text) - self.at >= wait or self.ended:
                try:
                    value, end = self.state.decoder.raw_decode(self.text, self.at)
                    # A number at the very end of the text may go on in the next block.
                    if end < len(self.text) or self.ended:
                        if _depth_exceeds(self.text[self.at : end], MAX_DEPTH):
                            raise self.too_deep()
                        self.suspect = self.marked or self.text.find("\\u", self.at, end) >= 0
                        self.at = end
                        return value
                except RecursionError:
                    raise self.too_deep() from None
                except ValueError as error:
                    if self.ended:
                        raise self.broken(str(error).split(":", 1)[0].lower()) from None
                    if _depth_exceeds(self.text[self.at :], MAX_DEPTH):
                        raise self.too_deep() from None
                # Doubling keeps the retries of one large value linear in its size.
                wait = 2 * (len(self.text) - self.at)
            if len(self.text) - self.at > self.job.options.max_line_bytes:
                raise self.broken(f"one value is longer than {self.job.options.max_line_bytes:,} characters")
            self.more()

    def broken(self, what: str) -> SourceError:
        line = self.line + self.text.count("\n", 0, self.at)
        return SourceError(
            f"{self.job.source}: the JSON is broken in the value that starts at line {line:,} ({what}); "
            f"export the file again."
        )

    def too_deep(self) -> SourceError:
        line = self.line + self.text.count("\n", 0, self.at)
        return SourceError(
            f"{self.job.source}: line {line:,} is nested deeper than {MAX_DEPTH} levels, which no table is; "
            f"export the records as a flat list."
        )


def _whole(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text without a byte order mark left by careless joining of files."""
    first = next(blocks, b"")
    yield first.removeprefix(b"\xef\xbb\xbf")
    yield from blocks


def _array_key(job: Job) -> str | None:
    """The key of the one array of records in an object; None if the document itself is the array."""
    document = _Document(job)
    if document.peek() == "[":
        return None
    document.take("{")
    arrays: list[str] = []
    wanted = job.options.table
    if document.peek() == "}":
        raise SourceError(f"{job.source}: it holds no records; check that the right file was exported.")
    while True:
        key = document.value()
        document.take(":")
        if document.peek() == "[":
            document.take("[")
            if document.peek() == "{":
                if key == wanted:
                    return wanted
                arrays.append(str(key))
            if document.peek() == "]":
                document.take("]")
            else:
                while True:
                    document.value()
                    document.peek()
                    if document.take(",]") == "]":
                        break
        else:
            document.value()
        if document.take(",}") == "}":
            break
    if wanted is None and len(arrays) == 1:
        return arrays[0]
    if not arrays:
        raise SourceError(f"{job.source}: the object holds no list of records; export the records as a list.")
    raise SourceError(f"{job.source}: the object has these lists of records: {', '.join(arrays)}; name one with table.")


def _array_records(job: Job, key: str | None) -> Iterator[_Parsed]:
    document = _Document(job)
    if key is not None:
        document.take("{")
        while document.value() != key:
            document.take(":")
            document.value()
            document.take(",")
        document.take(":")
    document.take("[")
    number = 0
    if document.peek() == "]":
        return
    while True:
        value = document.value()
        number += 1
        if isinstance(value, dict):
            yield _Parsed(number, value, REPEATED_KEY if document.state.repeated else None, document.suspect)
        else:
            yield _Parsed(number, {}, NOT_AN_OBJECT)
        document.peek()
        if document.take(",]") == "]":
            return
