"""Workbooks as offices make them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from tests.screening.ingest.readers.reading import read_all, read_one

from youji.screening.errors import SourceError


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with a title, a unit, an empty sheet and a second table."""
    path = tmp_path / "投标.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = workbook.add_worksheet("投标")
    sheet.merge_range(0, 0, 0, 5, "2024年投标情况统计表")
    sheet.write(1, 0, "单位：万元")
    sheet.write_row(2, 0, ["编号", "投标人", "投标\n报价", "递交时间", "保证金账号", "有效"])
    sheet.write_row(3, 0, ["B1", "华夏建设", 120])
    sheet.write_datetime(3, 3, datetime.datetime(2024, 3, 1), day)
    sheet.write_string(3, 4, "6222021234567890123")
    sheet.write_boolean(3, 5, True)
    sheet.write_row(5, 0, ["B2", "鼎新市政", 99.5])
    sheet.write_datetime(5, 3, datetime.datetime(2024, 3, 1, 9, 30), moment)
    sheet.write_number(5, 4, 6222021234567890123)
    sheet.write_formula(5, 5, "=1/0", None, "#DIV/0!")
    sheet.write_row(6, 0, ["B3", None, 0.1, 45352, "007"])
    workbook.add_worksheet("空表")
    other = workbook.add_worksheet("供应商")
    other.write_row(0, 0, ["代码", "名称"])
    other.write_row(1, 0, ["S1", "甲"])
    workbook.close()
    return path


def test_every_sheet_that_holds_something_is_a_table(book: Path) -> None:
    tables = read_all(book)

    assert [table.sheet for table in tables] == ["投标", "供应商"]
    assert tables[1].rows == [("S1", "甲")]


def test_header_below_title_and_unit(book: Path) -> None:
    table = read_all(book)[0]

    assert table.header_line == 3
    assert table.columns == ("编号", "投标人", "投标报价", "递交时间", "保证金账号", "有效")
    assert table.lines == [4, 6, 7]


def test_cells_are_canonical_text(book: Path) -> None:
    table = read_all(book)[0]

    assert table.by_line[4] == ("B1", "华夏建设", "120", "2024-03-01", "6222021234567890123", "true")
    assert table.by_line[6][2:4] == ("99.5", "2024-03-01 09:30:00")
    assert table.by_line[7] == ("B3", None, "0.1", "45352", "007", None)


def test_a_long_number_stored_as_a_number_is_a_fault(book: Path) -> None:
    table = read_all(book)[0]

    assert table.bad == {6: "number_precision_lost"}
    assert table.by_line[6][5] is None


def test_a_sixteen_digit_number_typed_into_a_spreadsheet_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write_column(0, 0, ["账号", 6222021234567890, 123456789012345, 6222021234567891])
    workbook.close()

    assert read_one(path).bad == {2: "number_precision_lost"}


def test_one_sheet_is_picked(book: Path) -> None:
    assert read_one(book, sheet="供应商").columns == ("代码", "名称")
    with pytest.raises(SourceError, match="there is no sheet '合同'; the sheets are '投标', '空表', '供应商'"):
        read_all(book, sheet="合同")
    with pytest.raises(SourceError, match="sheet '空表' holds no rows"):
        read_all(book, sheet="空表")


def test_header_row_can_be_stated(book: Path) -> None:
    assert read_one(book, sheet="投标", header_row=4).header_line == 4
    with pytest.raises(SourceError, match="sheet '投标': header_row is 5, but that row is blank"):
        read_one(book, sheet="投标", header_row=5)


def test_header_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.merge_range(0, 0, 0, 4, "合同台账")
    sheet.merge_range(1, 0, 2, 0, "合同编号")
    sheet.merge_range(1, 1, 1, 2, "合同期限")
    sheet.write_row(2, 1, ["起", "止"])
    sheet.merge_range(1, 3, 1, 4, "金额")
    sheet.write_row(2, 3, ["含税", "不含税"])
    sheet.write_row(3, 0, ["K1", "2024-01-01", "2024-12-31", 113, 100])
    workbook.close()

    table = read_one(path)

    assert table.columns == ("合同编号", "合同期限_起", "合同期限_止", "金额_含税", "金额_不含税")
    assert table.rows == [("K1", "2024-01-01", "2024-12-31", "113", "100")]
    assert table.lines == [4]


def test_merged_header_over_data_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["编号", "名称"])
    sheet.merge_range(0, 2, 0, 3, "金额")
    sheet.write_row(1, 0, ["K1", "甲", 1, 2])
    workbook.close()

    table = read_one(path)

    assert table.columns == ("编号", "名称", "金额", "column_4")
    assert table.rows == [("K1", "甲", "1", "2")]


def test_a_table_that_starts_away_from_the_corner(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write_row(9, 4, ["编号", "名称"])
    sheet.write_row(10, 4, ["K1", "甲"])
    workbook.close()

    table = read_one(path)

    assert (table.header_line, table.columns, table.lines) == (10, ("编号", "名称"), [11])


def test_header_only_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    workbook.add_worksheet().write_row(0, 0, ["编号", "名称"])
    workbook.close()

    assert read_one(path).rows == []


def test_a_sheet_of_prose_says_how_to_leave_it_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    workbook.add_worksheet("说明").write_column(0, 0, [1, 2, 3])
    workbook.add_worksheet("数据").write_row(0, 0, ["编号", "名称"])
    workbook.close()

    with pytest.raises(SourceError, match="sheet '说明': the row that holds .* name the one sheet to read"):
        read_all(path)


def test_old_xls(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("合同")
    for column, name in enumerate(["编号", "金额", "日期"]):
        sheet.write(0, column, name)
    sheet.write(1, 0, "K1")
    sheet.write(1, 1, 5)
    sheet.write(1, 2, datetime.datetime(2024, 1, 2), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    workbook.save(str(path))

    table = read_one(path)

    assert table.sheet == "合同"
    assert table.rows == [("K1", "5", "2024-01-02")]


def test_batches_of_a_sheet_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["编号", "名称"])
    for row in range(1, 500):
        sheet.write_row(row, 0, [f"K{row}", "甲"])
    workbook.close()

    table = read_one(path, batch_rows=7)

    assert table.lines == list(range(2, 501))
