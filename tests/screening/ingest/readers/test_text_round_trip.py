"""What the csv module writes is read back: the same values, each on the physical line it starts on."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.screening.ingest.readers.reading import Read, read_one

from youji.screening.ingest.readers import text as text_reader

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
HEADER = ["编号", "名称", "金额（元）"]

_letters = st.sampled_from([*list("ab7 ,;|\t'\"\n"), "\r\n", "\r", "，", "有", "迹", "𠮷", "é", "。", '""'])
_value = st.lists(_letters, max_size=8).map("".join)
_rows = st.lists(st.tuples(_value, _value, _value), max_size=12)


def write(rows: list[tuple[str, ...]], delimiter: str, end: str, quoting: int) -> tuple[str, list[int]]:
    """The text of a file, and the line each row starts on (a line ends in a line feed)."""
    if any("\r" in value for row in rows for value in row):
        # The csv module leaves a lone carriage return unquoted, which nobody could read back.
        quoting = csv.QUOTE_ALL
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    starts = []
    for row in [tuple(HEADER), *rows]:
        starts.append(stream.getvalue().count("\n") + 1)
        writer.writerow(row)
    return stream.getvalue(), starts[1:]


def expected(rows: list[tuple[str, ...]], starts: list[int]) -> dict[int, tuple[str | None, ...]]:
    """Rows that hold something, empty cells null."""
    return {line: tuple(value or None for value in row) for row, line in zip(rows, starts, strict=True) if any(row)}


def read_text(content: bytes, **options: object) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bids.csv"
        path.write_bytes(content)
        return read_one(path, **options)


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=_rows,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_values_and_lines_survive(
    encoding: str, rows: list[tuple[str, ...]], delimiter: str, end: str, quoting: int
) -> None:
    text, starts = write(rows, delimiter, end, quoting)

    # The header alone does not tell a delimiter from Chinese text apart in every random file: both are stated.
    read = read_text(text.encode(encoding), delimiter=delimiter, encoding=encoding, header_row=1)

    assert read.columns == tuple(HEADER)
    assert read.bad == {}
    assert read.by_line == expected(rows, starts)


@settings(max_examples=60, deadline=None)
@given(rows=_rows, end=st.sampled_from(["\n", "\r\n"]))
def test_full_width_comma_divides(rows: list[tuple[str, ...]], end: str) -> None:
    text, starts = write(rows, "，", end, csv.QUOTE_MINIMAL)

    read = read_text(text.encode("gb18030"), delimiter="，", encoding="gb18030", header_row=1)

    assert read.bad == {}
    assert read.by_line == expected(rows, starts)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.tuples(_value, _value, _value), max_size=30), size=st.integers(1, 60))
def test_lines_stay_true_across_blocks(rows: list[tuple[str, ...]], size: int) -> None:
    text, starts = write(rows, ",", "\n", csv.QUOTE_MINIMAL)
    data = text.encode()
    whole = text_reader.byte_blocks

    def tiny(*args: object, **kwargs: object) -> object:
        return (data[start : start + size] for start in range(0, len(data), size))

    text_reader.byte_blocks = tiny  # type: ignore[assignment]
    try:
        read = read_text(data, delimiter=",", encoding="utf-8", header_row=1)
    finally:
        text_reader.byte_blocks = whole

    assert read.bad == {}
    assert read.by_line == expected(rows, starts)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.lists(_value.filter(str.strip), min_size=1, max_size=5), max_size=20),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_rows_of_the_wrong_length_are_named_and_the_others_kept(rows: list[list[str]], quoting: int) -> None:
    text, starts = write([tuple(row) for row in rows], ",", "\n", quoting)

    read = read_text(text.encode(), delimiter=",", encoding="utf-8", header_row=1)

    wrong = {
        line: "too_few_fields" if len(row) < 3 else "too_many_fields"
        for row, line in zip(rows, starts, strict=True)
        if len(row) != 3
    }
    assert read.bad == wrong
    assert read.lines == starts
    for row, line in zip(rows, starts, strict=True):
        assert read.by_line[line] == tuple([*row, None, None][:3])
