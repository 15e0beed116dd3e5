"""What separates the fields of a text file, and its first rows: read from a sample of the text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from youji.screening.errors import SourceError
from youji.screening.ingest.readers.batches import BAD_QUOTE, STRAY_RETURN

DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_ROWS = 200
_FIELD_LIMIT = 2**31 - 1


class Record(NamedTuple):
    """One row of a text file: its physical lines (0-based, within the lines given) and its fields."""

    first: int
    last: int
    fields: list[str]
    fault: str | None = None


class _Feed:
    """Lines for `csv.reader`, which can be set back to an earlier line after a refusal."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.at = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def parse_records(
    lines: Sequence[str], delimiter: str, final: bool, give_up_first: bool = False
) -> tuple[list[Record], int]:
    """Parse lines into rows, one by one, strictly: quotes that do not close properly cost one line, not the
    rest.

    Args:
        lines: physical lines, each with its line feed.
        delimiter: one character.
        final: True if nothing follows; else a quoted field still open at the end is left for the next call.
        give_up_first: do not wait any longer for the end of the first row.

    Returns:
        The rows, and the number of lines used up.
    """
    csv.field_size_limit(max(_FIELD_LIMIT, csv.field_size_limit()))
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    records: list[Record] = []
    while feed.at < len(lines):
        start = feed.at
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if "unexpected end of data" in str(error) and not final and (start or not give_up_first):
                return records, start
            line = lines[start]
            feed.at = start + 1
            fault = STRAY_RETURN if "new-line character" in str(error) else BAD_QUOTE
            pieces = line.rstrip("\r\n").replace("\r", " ").split(delimiter)
            records.append(Record(start, start, pieces, fault))
            continue
        if any(fields):
            records.append(Record(start, feed.at - 1, fields))
    return records, feed.at


def split_lines(text: str) -> list[str]:
    """Physical lines, each with its line feed; only a line feed ends a line."""
    lines = text.split("\n")
    tail = lines.pop()
    whole = [line + "\n" for line in lines]
    if tail:
        whole.append(tail)
    return whole


def find_delimiter(source: str, lines: Sequence[str], wanted: str | None = None) -> str:
    """The character that divides most of the first lines into the same number of fields, more than one.

    A file of one column gets a comma.

    Raises:
        SourceError: a stated delimiter is not one character.
    """
    if wanted is not None:
        wanted = {"\\t": "\t", "tab": "\t"}.get(wanted, wanted)
        if len(wanted) != 1 or wanted in '"\r\n':
            raise SourceError(f"{source}: a delimiter is one character (such as a comma), not {wanted!r}.")
        return wanted
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        records, _ = parse_records(lines[: _SAMPLE_ROWS * 2], candidate, final=True)
        widths = Counter(len(record.fields) for record in records[:_SAMPLE_ROWS] if record.fault is None)
        total = sum(widths.values())
        divided = {width: count for width, count in widths.items() if width > 1}
        if not divided:
            continue
        width, count = max(divided.items(), key=lambda item: (item[1], item[0]))
        # Agreement first; among delimiters that agree as well, the one that finds more columns.
        score = count / total + min(width, 1000) / 10_000
        if score > best_score:
            best, best_score = candidate, score
    return best
