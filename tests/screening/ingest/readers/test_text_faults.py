"""A bad row costs itself only; a bad file is refused with one sentence."""

from __future__ import annotations

import gzip
import os
import random
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest
from tests.screening.ingest.readers.reading import Read, read_one

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers import FAULTS, open_source

HEAD = "编号,名称,金额\n"


def read(tmp_path: Path, content: bytes | str, name: str = "bids.csv", **options: object) -> Read:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_one(path, **options)


def test_too_many_and_too_few_fields(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + "1,甲,2\n2,乙,3,4\n\n3\n4,丙,5\n")

    assert table.lines == [2, 3, 5, 6]
    assert table.bad == {3: "too_many_fields", 5: "too_few_fields"}
    assert table.by_line[3] == ("2", "乙", "3")
    assert table.by_line[5] == ("3", None, None)
    assert set(table.bad.values()) <= set(FAULTS)


def test_undecodable_bytes_cost_their_row(tmp_path: Path) -> None:
    content = (HEAD + "1,甲,2\n").encode() + b"2,\xd6\xd0,3\n" + "3,丙,4\n".encode()

    table = read(tmp_path, content)

    assert table.bad == {3: "undecodable"}
    assert "\ufffd" in (table.by_line[3][1] or "")
    assert table.by_line[4] == ("3", "丙", "4")


def test_undecodable_bytes_in_gb18030(tmp_path: Path) -> None:
    body = "".join(f"{number},华夏建设,2\n" for number in range(9)).encode("gb18030")

    table = read(tmp_path, HEAD.encode("gb18030") + body + b"9,\xff\xff\xb0\n10,x,1\n")

    assert table.bad == {11: "undecodable"}
    assert table.by_line[12] == ("10", "x", "1")


def test_undecodable_header_is_refused(tmp_path: Path) -> None:
    content = b"id,\xd6\xff,amount\n" + "1,甲,2\n2,乙,2\n3,丙,2\n".encode()

    with pytest.raises(SourceError, match="line 1, which holds the column names, is not readable"):
        read(tmp_path, content)


def test_mixed_encodings_are_refused_when_they_are_many(tmp_path: Path) -> None:
    content = (HEAD + "1,华夏建设,2\n" * 6000).encode() + "1,华夏建设,2\n".encode("gb18030") * 6000

    with pytest.raises(SourceError, match=r"more than a tenth of the lines .* first line 6,002"):
        read(tmp_path, content)


def test_nul_bytes_cost_their_row(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + "1,甲\x00乙,2\n2,乙,3\n")

    assert table.bad == {2: "nul_byte"}
    assert table.by_line[3] == ("2", "乙", "3")


def test_a_quote_inside_a_field_is_a_quote(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + '1,5" 管,2\n2,"说""明""",3\n')

    assert table.bad == {}
    assert table.rows == [("1", '5" 管', "2"), ("2", '说"明"', "3")]


def test_text_after_a_closing_quote_costs_its_row(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + '1,"甲"乙,2\n2,丙,3\n')

    assert table.bad == {2: "bad_quote"}
    assert table.by_line[3] == ("2", "丙", "3")


def test_a_quote_that_never_closes_costs_its_line_not_the_rest(tmp_path: Path) -> None:
    body = "".join(f"{number},甲,2\n" for number in range(3, 2000))

    table = read(tmp_path, HEAD + '1,"甲,2\n' + body)

    assert table.bad == {2: "bad_quote"}
    assert len(table.rows) == 1998
    assert table.by_line[3] == ("3", "甲", "2")


def test_a_quote_that_closes_in_a_later_row_costs_its_line(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + '1,"甲,2\n2,"乙",3\n3,"丙",4\n')

    assert table.bad == {2: "bad_quote"}
    assert table.by_line[3] == ("2", "乙", "3")
    assert table.by_line[4] == ("3", "丙", "4")


def test_an_open_quote_longer_than_the_limit(tmp_path: Path) -> None:
    body = "".join(f"{number},甲,2\n" for number in range(3, 200_000))

    table = read(tmp_path, HEAD + '1,"甲,2\n' + body, max_line_bytes=10_000)

    assert table.bad == {2: "bad_quote"}
    assert len(table.rows) == 199_998


def test_a_stray_carriage_return_costs_its_row(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + "1,甲\r乙,2\n2,丙,3\n")

    assert table.bad == {2: "stray_carriage_return"}
    assert table.lines == [2, 3]


def test_blank_lines_and_rows_of_empty_cells_are_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + "\n1,甲,2\n   \n,,\n\r\n2,乙,3\n\n\n")

    assert table.lines == [3, 7]
    assert table.bad == {}


def test_faults_in_a_later_block_keep_their_lines(tmp_path: Path) -> None:
    rows = [f"{number},名称{number},1.00" for number in range(2, 300_000)]
    rows[250_000] += ",extra"
    rows[270_000] = "x"

    table = read(tmp_path, HEAD + "\n".join(rows) + "\n")

    assert table.bad == {250_002: "too_many_fields", 270_002: "too_few_fields"}
    assert table.lines == list(range(2, 300_000))


def test_empty_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"bids.csv: the file is empty \(0 bytes\)"):
        read(tmp_path, b"")


@pytest.mark.parametrize("content", [b"\n\n\n", b" \r\n", b"\xef\xbb\xbf"])
def test_file_of_blank_lines(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match="the file holds no rows"):
        read(tmp_path, content)


def test_binary_garbage(tmp_path: Path) -> None:
    garbage = random.Random(7).randbytes(50_000)

    with pytest.raises(SourceError, match=r"not a table of text|neither UTF-8"):
        read(tmp_path, garbage)
    with pytest.raises(SourceError, match="not a table of text"):
        read(tmp_path, bytes(range(32)) * 100)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"<html><body><table>", "a web page under another name"),
        (b"<?xml version='1.0'?><a/>", "an XML file"),
    ],
)
def test_other_kinds_of_file_are_named(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(tmp_path, content)


def test_ten_thousand_columns(tmp_path: Path) -> None:
    header = ",".join(f"c{number}" for number in range(10_000))

    with pytest.raises(SourceError, match="it has 10,000 columns and the limit is 2,000"):
        read(tmp_path, header + "\n" + "," * 9_999 + "\n")


def test_a_long_line_is_refused_without_holding_it(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n1,")
        for _ in range(200):
            stream.write(b"x" * 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="line 2 is longer than 16,777,216 bytes"):
            read_one(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 120_000_000


def test_a_long_first_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 1 is longer than 1,000 bytes"):
        read(tmp_path, "a," * 200_000, max_line_bytes=1_000)


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress((HEAD + "1,甲,2\n").encode("gb18030")) + gzip.compress("2,乙,3\n".encode("gb18030"))

    assert read(tmp_path, packed, "bids.csv.gz").rows == [("1", "甲", "2"), ("2", "乙", "3")]


@pytest.mark.parametrize("cut", [5, 200, 20_000])
def test_gzip_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    noise = random.Random(3)
    rows = "".join(f"{number},{noise.random()},2\n" for number in range(20_000))
    packed = gzip.compress((HEAD + rows).encode())

    with pytest.raises(SourceError, match=r"bids.csv.gz: the gzip (file is cut off|file holds nothing)"):
        read(tmp_path, packed[:cut], "bids.csv.gz")


def test_gzip_that_is_damaged(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((HEAD + "1,甲,2\n" * 5000).encode()))
    packed[len(packed) // 2] ^= 0xFF

    with pytest.raises(SourceError, match="the gzip data is damaged"):
        read(tmp_path, bytes(packed), "bids.csv.gz")


def test_gzip_bomb(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 10_000_000, 9)

    with pytest.raises(SourceError, match="unpacks to more than 200 times its size"):
        read(tmp_path, packed, "bids.csv.gz")
    with pytest.raises(SourceError, match="unpacks to more than 20,000,000 bytes"):
        read(tmp_path, packed, "bids.csv.gz", max_expansion=10_000, max_expanded_bytes=20_000_000)


def test_small_gzip_may_be_well_packed(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000, 9)

    assert len(read(tmp_path, packed, "bids.csv.gz").rows) == 1_000_000


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "bids.csv"
    path.write_text("a,b\n")
    path.chmod(0)

    with pytest.raises(SourceError, match="cannot be opened"):
        read_one(path)


def test_batches_are_bounded_and_hold_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "bids.csv"
    path.write_text(HEAD + "1,甲,2\n" * 1000)

    with open_source(path, ReadOptions(batch_rows=64), tmp_path) as tables:
        table = next(tables)
        sizes = [batch.num_rows for batch in table.batches]

    assert max(sizes) <= 64
    assert sum(sizes) == 1000
    assert table.batches.schema == pa.schema(
        [
            ("编号", pa.string()),
            ("名称", pa.string()),
            ("金额", pa.string()),
            ("_line", pa.int64()),
            ("_fault", pa.string()),
        ]
    )


def test_a_refusal_survives_the_engine_that_pulled_the_rows(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "long.csv"
    path.write_text("a,b\n1,2\n" * 400_000 + "x" * 5000 + "\n")

    with (
        pytest.raises(SourceError, match="line 800,001 is longer than 1,000 bytes"),
        open_source(path, ReadOptions(max_line_bytes=1000), tmp_path) as tables,
    ):
        rows = next(tables).batches
        duckdb.connect().execute("SELECT count(*) FROM rows").fetchall()
        assert rows is not None
