"""Encoding, delimiter and header are found, not assumed."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from tests.screening.ingest.readers.reading import Read, read_one

from youji.screening.errors import SourceError

TABLE = "投标编号,投标人,投标报价\nB1,华夏建设,100.50\nB2,鼎新市政,99.00\n"
ROWS = [("B1", "华夏建设", "100.50"), ("B2", "鼎新市政", "99.00")]


def read(tmp_path: Path, content: bytes | str, name: str = "bids.csv", **options: object) -> Read:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_one(path, **options)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gbk", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_encoding_is_found(tmp_path: Path, encoding: str, mark: bytes) -> None:
    table = read(tmp_path, mark + TABLE.encode(encoding))

    assert table.columns == ("投标编号", "投标人", "投标报价")
    assert table.rows == ROWS
    assert table.lines == [2, 3]


def test_plain_ascii_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"id,amount\r\n1,2.50\r\n").rows == [("1", "2.50")]


def test_encoding_is_judged_where_the_text_stops_being_ascii(tmp_path: Path) -> None:
    rows = "".join(f"{number},none,1.00\n" for number in range(30_000))
    content = ("id,name,amount\n" + rows).encode() + "30000,华夏建设,1.00\n".encode("gb18030")

    table = read(tmp_path, content)

    assert table.rows[-1] == ("30000", "华夏建设", "1.00")
    assert table.bad == {}


def test_utf8_with_one_broken_row_is_still_utf8(tmp_path: Path) -> None:
    content = TABLE.encode() + b"B3,\xff\xfe,1\n" + "B4,长河水利,2\n".encode()

    table = read(tmp_path, content)

    assert table.bad == {4: "undecodable"}
    assert table.by_line[5] == ("B4", "长河水利", "2")


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    content = "id;société;montant\n1;Générale Réseau;2\n2;Électricité de l'Éstérel;3\n".encode("latin-1")

    with pytest.raises(SourceError, match=r"line 1 is neither UTF-8, UTF-16 nor GB18030 .*name the encoding"):
        read(tmp_path, content)
    assert read(tmp_path, content, encoding="latin-1").rows[0] == ("1", "Générale Réseau", "2")


def test_stated_encoding_that_is_wrong_is_refused_with_its_place(tmp_path: Path) -> None:
    content = b"id,name\n1,plain\n" + "2,华夏建设\n3,鼎新市政\n".encode("gb18030")

    with pytest.raises(SourceError, match=r"line 3 \(byte 18\) is not utf-8 text"):
        read(tmp_path, content, encoding="utf-8")


def test_unknown_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no encoding called 'gb99999'"):
        read(tmp_path, TABLE, encoding="gb99999")
    with pytest.raises(SourceError, match="'hex' is not an encoding of text"):
        read(tmp_path, TABLE, encoding="hex")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    content = TABLE.replace(",", delimiter)

    assert read(tmp_path, content, "bids.txt").rows == ROWS


def test_decimal_commas_do_not_divide(tmp_path: Path) -> None:
    content = "tender;bidder;price\nT1;A;10,50\nT2;B;99,00\n"

    assert read(tmp_path, content).rows[0] == ("T1", "A", "10,50")


def test_stated_delimiter_must_be_one_character(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a delimiter is one character"):
        read(tmp_path, TABLE, delimiter=",,")
    assert read(tmp_path, "a#b\n1#2\n", delimiter="#").rows == [("1", "2")]
    assert read(tmp_path, "a、b\n1、2\n", delimiter="、").rows == [("1", "2")]
    assert read(tmp_path, "a\tb\n1\t2\n", delimiter="\\t").rows == [("1", "2")]


def test_title_unit_and_blank_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    content = "某市2024年投标情况表,,\n\n单位：元,,填报人：张三\n" + TABLE

    table = read(tmp_path, content)

    assert table.header_line == 4
    assert table.columns == ("投标编号", "投标人", "投标报价")
    assert table.lines == [5, 6]


def test_header_row_can_be_stated(tmp_path: Path) -> None:
    content = "编号,名称\n投标编号,投标人\nB1,华夏\n"

    assert read(tmp_path, content, header_row=2).columns == ("投标编号", "投标人")
    with pytest.raises(SourceError, match="header_row is 9, but that line is blank or not among"):
        read(tmp_path, content, header_row=9)


def test_a_file_without_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 1 already looks like data.*header_row"):
        read(tmp_path, "B1,华夏,100.5\nB2,鼎新,99\n投标,甲,乙\n")


def test_header_names_are_trimmed_named_and_told_apart(tmp_path: Path) -> None:
    content = ' 编号 ,\u3000名称,,名称,"投标\n报价",_line\n1,2,3,4,5,6\n'

    table = read(tmp_path, content, header_row=1)

    assert table.columns == ("编号", "名称", "column_3", "名称_2", "投标报价", "_line_2")
    assert table.lines == [3]


def test_header_only_gives_a_table_without_rows(tmp_path: Path) -> None:
    table = read(tmp_path, "投标编号,投标人\n")

    assert table.columns == ("投标编号", "投标人")
    assert table.rows == []


def test_lines_that_all_end_in_a_delimiter(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\nx,y,\nz,w,\nlong,er,!\nshort\nk,l\n")

    assert table.columns == ("a", "b")
    assert table.by_line[3] == ("z", "w")
    assert table.bad == {4: "too_many_fields", 5: "too_few_fields"}
    assert table.by_line[6] == ("k", "l")


def test_header_that_alone_ends_in_a_delimiter(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,\nx,y\nz,w\n")

    assert table.columns == ("a", "b")
    assert table.bad == {}


def test_old_macintosh_line_ends(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\rx,y\rz,w\r").lines == [2, 3]


def test_one_column(tmp_path: Path) -> None:
    table = read(tmp_path, "统一社会信用代码\n91330100MA2XXXXX01\n\n91330100MA2XXXXX02\n")

    assert table.columns == ("统一社会信用代码",)
    assert table.lines == [2, 4]
