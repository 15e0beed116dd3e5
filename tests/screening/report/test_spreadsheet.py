"""Excel and CSV: right types, nothing personal, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from youji.screening.report import spreadsheet
from youji.screening.report.csv_export import write_csv
from youji.screening.report.data import RunView
from youji.screening.report.spreadsheet import write_excel
from youji.screening.report.tabular import ReportError, harmless

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cells(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_workbook_holds_typed_values(run_view: RunView, tmp_path: Path) -> None:
    path = write_excel(run_view, tmp_path / "run.xlsx")
    sheets = cells(path)
    assert list(sheets) == [
        "线索",
        "预警",
        "证据 人员",
        "证据 投标",
        "模型",
        "数据质量",
        "隔离原因",
        "本次运行",
    ]
    head, first, *_ = sheets["线索"]
    lead = dict(zip(head, first, strict=True))
    assert lead["最大单笔涉及金额"] == 12846000
    assert str(lead["最近日期"]) == "2024-05-20 00:00:00"
    assert lead["主体编号"] == "91430100MA4L2XG85T"
    assert len(sheets["证据 投标"]) == 1 + 17 + 1
    bid = dict(zip(sheets["证据 投标"][0], sheets["证据 投标"][1], strict=True))
    assert bid["投标报价"] == 12847000
    assert bid["保证金账号"] == "****6789"
    book = openpyxl.load_workbook(path)
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)
    assert book["线索"]["F2"].number_format == "#,##0.00"


def test_neither_shows_personal_data(run_view: RunView, secrets: tuple[str, ...], tmp_path: Path) -> None:
    path = write_excel(run_view, tmp_path / "run.xlsx", "en")
    with zipfile.ZipFile(path) as archive:
        everything = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    everything += "".join(p.read_text("utf-8") for p in write_csv(run_view, tmp_path / "csv"))
    assert not [secret for secret in secrets if secret in everything]
    open_path = write_excel(run_view, tmp_path / "open.xlsx", unmasked=True)
    assert any(secrets[0] in str(row) for row in cells(open_path)["证据 人员"])


def test_attacks_stay_text_in_excel(hostile_view: RunView, attacks: tuple[str, ...], tmp_path: Path) -> None:
    sheets = cells(write_excel(hostile_view, tmp_path / "run.xlsx"))
    told = {value for row in sheets["线索"] for value in row}
    assert {attacks[0], attacks[8], "[31mred[0m"} <= told
    assert all(len(name) <= 31 for name in sheets)


def test_attacks_are_disarmed_in_csv(hostile_view: RunView, tmp_path: Path) -> None:
    for path in write_csv(hostile_view, tmp_path):
        assert path.parent == tmp_path
        for row in rows(path):
            assert not [cell for cell in row if cell.startswith(DANGEROUS)]


@pytest.mark.parametrize("start", [*DANGEROUS, " =", "\u3000@"])
def test_a_formula_gets_an_apostrophe(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless("1+1=2") == "1+1=2"
    assert harmless("") == ""


def test_csv_opens_in_excel_and_keeps_numbers(run_view: RunView, tmp_path: Path) -> None:
    lead = replace(run_view.leads[0], amount=Decimal("-1234567890123456.78"))
    paths = {p.name: p for p in write_csv(replace(run_view, leads=(lead,)), tmp_path, "en")}
    assert set(paths) == {
        "leads.csv", "alerts.csv", "evidence_bid.csv", "evidence_person.csv",
        "models.csv", "quality.csv", "quarantine.csv", "run.csv",
    }  # fmt: skip
    assert paths["leads.csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    head, first = rows(paths["leads.csv"])
    assert dict(zip(head, first, strict=True))["Largest amount in one alert"] == "-1234567890123456.78"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_excel_never_rounds_a_long_amount_away(run_view: RunView, tmp_path: Path) -> None:
    lead = replace(run_view.leads[0], amount=Decimal("1234567890123456.78"))
    sheets = cells(write_excel(replace(run_view, leads=(lead,)), tmp_path / "run.xlsx"))
    assert sheets["线索"][1][5] == "1234567890123456.78"


def test_a_full_sheet_goes_on_in_a_second(run_view: RunView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 11)
    sheets = cells(write_excel(run_view, tmp_path / "run.xlsx"))
    assert [len(sheets[name]) for name in ("证据 投标", "证据 投标 2")] == [11, 9]


def test_the_same_run_gives_the_same_workbook(run_view: RunView, tmp_path: Path) -> None:
    one, two = (write_excel(run_view, tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == two.read_bytes()


def test_a_place_that_cannot_be_written_is_one_clear_sentence(run_view: RunView, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"gone/run\.xlsx: cannot be written"):
        write_excel(run_view, tmp_path / "gone" / "run.xlsx")
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportError, match="file: cannot be written"):
        write_csv(run_view, tmp_path / "file")
