"""Whatever bytes a file holds: rows, or a refusal that names the file; never another error."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq
from tests.screening.ingest.readers.reading import read_all

from youji.screening.errors import SourceError

NAMES = ["a.csv", "a.json", "a.jsonl", "a.xlsx", "a.parquet"]
TEXT = '编号,名称,金额\n1,"甲\n乙",2\n3,丙,4\n{"a": [1, {"b": "c"}]}\n'


def workbook() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(20):
        sheet.write_row(row, 0, ["编号", "名称"] if row == 0 else [row, "甲"])
    book.close()
    return stream.getvalue()


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"a": [str(n) for n in range(500)], "b": [n / 7 for n in range(500)]}), stream)
    return stream.getvalue()


SAMPLES = [
    TEXT.encode(),
    TEXT.encode("gb18030"),
    TEXT.encode("utf-16"),
    gzip.compress(TEXT.encode() * 50),
    b'{"a": 1, "rows": [{"x": 1.5}, {"x": "\\u6709"}]}',
    b'{"a": 1}\n{"a": "b", "c": [1]}\n',
    parquet(),
]


def read_or_refuse(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            read_all(path, max_line_bytes=4096)
        except SourceError as refusal:
            message = str(refusal)
            assert message.startswith(str(path))
            assert message.endswith(".")
            assert "\n" not in message


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=400), name=st.sampled_from(NAMES))
def test_random_bytes(content: bytes, name: str) -> None:
    read_or_refuse(content, name)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    content=st.sampled_from(SAMPLES),
    name=st.sampled_from(NAMES),
    at=st.floats(0, 1),
    length=st.integers(0, 6),
    put=st.binary(max_size=6),
)
def test_damaged_bytes(content: bytes, name: str, at: float, length: int, put: bytes) -> None:
    start = int(at * len(content))
    read_or_refuse(content[:start] + put + content[start + length :], name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(member=st.integers(0, 30), at=st.floats(0, 1), length=st.integers(0, 40), put=st.binary(max_size=10))
def test_workbooks_with_a_damaged_member(member: int, at: float, length: int, put: bytes) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook()))
    names = source.namelist()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for number, name in enumerate(names):
            content = source.read(name)
            if number == member % len(names):
                start = int(at * len(content))
                content = content[:start] + put + content[start + length :]
            changed.writestr(name, content)
    read_or_refuse(target.getvalue(), "a.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_one_byte(name: str) -> None:
    for byte in (b"\x00", b"\n", b'"', b"{", b"[", b"\xff", b"a"):
        read_or_refuse(byte, name)
