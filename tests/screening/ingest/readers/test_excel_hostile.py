"""Damaged, locked, disguised and hostile workbooks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from tests.screening.ingest.readers.reading import read_all, read_one

from youji.screening.errors import SourceError


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("数据")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def rewritten(path: Path, member: str, change: object) -> Path:
    """The same workbook with one member's bytes changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = change(members[member])  # type: ignore[operator]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_cut_off_workbook(tmp_path: Path, part: float) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])

    with pytest.raises(SourceError, match="a.xlsx: the Excel file is damaged or cut off"):
        read_all(path)


def test_damaged_member(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content = bytearray(path.read_bytes())
    content[offset + 80] ^= 0xFF
    path.write_bytes(content)

    with pytest.raises(SourceError, match="damaged or cut off"):
        read_all(path)


def test_sheet_that_is_not_xml(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])
    rewritten(path, "xl/worksheets/sheet1.xml", lambda content: content[:-60])

    with pytest.raises(SourceError, match="the workbook cannot be read"):
        read_all(path)


def test_zip_bomb(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])
    rewritten(path, "xl/styles.xml", lambda content: content + b" " * 40_000_000)

    with pytest.raises(SourceError, match="unpacks to more than 200 times its size"):
        read_all(path)
    with pytest.raises(SourceError, match="unpacks to more than 1,000,000 bytes"):
        read_all(path, max_expanded_bytes=1_000_000)


def test_zip_directory_that_lies_about_sizes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])
    rewritten(path, "xl/styles.xml", lambda content: content + b" " * 40_000_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/styles.xml").file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))

    with pytest.raises(SourceError, match="damaged or cut off"):
        read_all(path)


def test_two_cells_far_apart(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "名称"])
    sheet.write(1_048_575, 16_383, "x")
    book.close()

    with pytest.raises(SourceError, match="spans 1,048,576 rows by 16,384 columns with only 3 cells"):
        read_all(tmp_path / "a.xlsx")


def test_cells_without_references_are_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])
    cells = b"<c t='str'><v>x</v></c>"
    rows = b"<row>" + cells * 3000 + b"</row>" + (b"<row>" + cells + b"</row>") * 3000
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + rows + b"</sheetData></worksheet>"
    )
    rewritten(path, "xl/worksheets/sheet1.xml", lambda content: sheet)

    with pytest.raises(SourceError, match="spans 3,001 rows by 3,000 columns with only 6,000 cells"):
        read_all(path)


def test_external_entities_read_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this folder")
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "MARKER"], ["K2", "甲"]])
    doctype = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'.encode()

    def poison(content: bytes) -> bytes:
        head, rest = content.split(b"?>", 1)
        return head + b"?>" + doctype + rest.replace(b"MARKER", b"&leak;")

    rewritten(path, "xl/sharedStrings.xml", poison)
    try:
        shown = str([table.rows for table in read_all(path)])
    except SourceError as refusal:
        shown = str(refusal)
    assert "the secret" not in shown


def test_entities_that_multiply(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "MARKER"]])
    layers = '<!ENTITY a0 "xxxxxxxxxx">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))

    def poison(content: bytes) -> bytes:
        head, rest = content.split(b"?>", 1)
        return head + f"?><!DOCTYPE x [{layers}]>".encode() + rest.replace(b"MARKER", b"&a11;")

    rewritten(path, "xl/sharedStrings.xml", poison)
    try:
        shown = str([table.rows for table in read_all(path)])
    except SourceError as refusal:
        shown = str(refusal)
    assert len(shown) < 10_000


def test_locked_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(SourceError, match="a.xlsx: the workbook is locked with a password; save a copy"):
        read_all(path)


def test_other_office_files_are_named(tmp_path: Path) -> None:
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    with pytest.raises(SourceError, match="not a workbook"):
        read_all(old)
    for member, says in [
        ("word/document.xml", "a Word document"),
        ("xl/workbook.bin", "a binary workbook"),
        ("content.xml", "an OpenDocument file"),
        ("data.csv", "a zip archive and not a workbook"),
    ]:
        path = tmp_path / "b.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(SourceError, match=says):
            read_all(path)


def test_damaged_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(2000))

    with pytest.raises(SourceError, match="the workbook cannot be read"):
        read_all(path)


def test_web_page_named_xls_is_named(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_text("\n<html><table><tr><td>编号</td></tr></table></html>", encoding="utf-8")

    with pytest.raises(SourceError, match=r"a web page under another name.*save it as \.xlsx"):
        read_all(path)


def test_text_named_xls_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes("编号\t名称\nK1\t甲\n".encode("gb18030"))

    assert read_one(path).rows == [("K1", "甲")]


def test_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编号", "名称"], ["K1", "甲"]])

    assert read_one(path.rename(tmp_path / "a.csv")).rows == [("K1", "甲")]


def test_too_many_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[f"c{number}" for number in range(2500)], ["x"] * 2500])

    with pytest.raises(SourceError, match="sheet '数据': it has 2,500 columns and the limit is 2,000"):
        read_all(path)
