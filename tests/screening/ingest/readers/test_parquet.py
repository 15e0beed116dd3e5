"""Parquet files of every type a table has."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from pyarrow import parquet as pq
from tests.screening.ingest.readers.reading import Read, read_one

from youji.screening.errors import SourceError


def read(tmp_path: Path, columns: dict[str, pa.Array | list[object]], **options: object) -> Read:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path)
    return read_one(path, **options)


def column(tmp_path: Path, values: list[object], kind: pa.DataType | None = None) -> list[str | None]:
    table = read(tmp_path, {"id": list(map(str, range(len(values)))), "v": pa.array(values, kind)})
    return [row[1] for row in table.rows]


def test_types_become_canonical_text(tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 1, 2, 3, 4, 5)
    assert column(tmp_path, [1, None, 2**62]) == ["1", None, str(2**62)]
    assert column(tmp_path, [Decimal("1.10"), Decimal("0.00000001")], pa.decimal128(18, 8)) == [
        "1.10000000",
        "0.00000001",
    ]
    assert column(tmp_path, [True, False]) == ["true", "false"]
    assert column(tmp_path, [datetime.date(2024, 1, 2)]) == ["2024-01-02"]
    assert column(tmp_path, [moment, moment.replace(microsecond=500)]) == [
        "2024-01-02 03:04:05",
        "2024-01-02 03:04:05.000500",
    ]
    assert column(tmp_path, [moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))]) == ["2024-01-02 03:04:05+0800"]
    assert column(tmp_path, [datetime.time(3, 4)]) == ["03:04:00"]
    assert column(tmp_path, ["a", "", None], pa.large_string()) == ["a", None, None]
    assert column(tmp_path, [1.0, 0.1, 1e-7, 1e15 + 1, float("nan"), None]) == [
        "1",
        "0.1",
        "0.0000001",
        "1000000000000001",
        None,
        None,
    ]
    assert column(tmp_path, [None, None], pa.null()) == [None, None]
    assert column(tmp_path, ["x", "y", "x"], pa.dictionary(pa.int8(), pa.string())) == ["x", "y", "x"]
    assert column(tmp_path, [[1, None], []], pa.list_(pa.int64())) == ["[1, null]", "[]"]
    assert column(tmp_path, [{"价": "1"}]) == ['{"价": "1"}']


def test_bytes_and_long_floating_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, {"b": pa.array(["有".encode(), b"\xff", b""]), "n": [1.0, 2.0, 1.5e17]})

    assert table.rows == [("有", "1"), ("\ufffd", "2"), (None, "150000000000000000")]
    assert table.bad == {2: "undecodable", 3: "number_precision_lost"}
    assert table.lines == [1, 2, 3]


def test_strings_that_are_no_text(tmp_path: Path) -> None:
    offsets, data = pa.py_buffer(b"\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00"), pa.py_buffer(b"a\x80")
    broken = pa.Array.from_buffers(pa.string(), 2, [None, offsets, data])

    table = read(tmp_path, {"a": broken})

    assert table.rows == [("a",), ("\ufffd",)]
    assert table.bad == {2: "undecodable"}


def test_nul_in_a_string(tmp_path: Path) -> None:
    assert read(tmp_path, {"a": ["x", "y\x00"]}).bad == {2: "nul_byte"}


def test_lines_run_on_over_batches(tmp_path: Path) -> None:
    table = read(tmp_path, {"a": [str(n) for n in range(1000)]}, batch_rows=64)

    assert table.lines == list(range(1, 1001))
    assert table.header_line == 0


def test_no_rows(tmp_path: Path) -> None:
    table = read(tmp_path, {"a": pa.array([], pa.int64())})

    assert (table.columns, table.rows) == (("a",), [])


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [str(n) for n in range(50_000)]}), path)
    content = path.read_bytes()

    path.write_bytes(content[:-100])
    with pytest.raises(SourceError, match=r"a.parquet: the Parquet file cannot be read"):
        read_one(path)
    path.write_bytes(content[:4] + bytes(20_000) + content[20_004:])
    with pytest.raises(SourceError, match=r"a.parquet: the Parquet file cannot be read"):
        read_one(path)


def test_limits(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="it has 20 columns and the limit is 10"):
        read(tmp_path, {f"c{n}": ["x"] for n in range(20)}, max_columns=10)
    with pytest.raises(SourceError, match=r"unpacks to [\d,]+ bytes, more than 10"):
        read(tmp_path, {"a": ["x" * 100]}, max_expanded_bytes=10)
