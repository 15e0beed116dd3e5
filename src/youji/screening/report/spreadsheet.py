"""The run as an Excel workbook. Cells are written by type, so no text is ever a formula or a link."""

from __future__ import annotations

import os
import re
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from youji.screening.leads.explain import Lang, one_line
from youji.screening.report.data import RunView
from youji.screening.report.masked import mask_run
from youji.screening.report.tabular import Cell, CellKind, ReportError, Sheet, sheets

MAX_ROWS = 1_048_576
"""Rows of an Excel sheet, the header included."""
_MAX_TEXT = 32_767
_EXACT_DIGITS = 15
_FORBIDDEN_IN_TAB = re.compile(r"[\[\]:*?/\\']")
_FORMATS: dict[CellKind, dict[str, object]] = {
    CellKind.INTEGER: {"num_format": "#,##0"},
    CellKind.MONEY: {"num_format": "#,##0.00"},
    CellKind.RATIO: {"num_format": "0.000"},
    CellKind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    CellKind.TEXT: {},
    CellKind.LONG_TEXT: {"text_wrap": True},
}


def write_excel(view: RunView, path: Path, lang: Lang = "zh", unmasked: bool = False) -> Path:
    """Write a workbook with leads, alerts, evidence by dataset, models, data quality and the run's facts.

    Rows are streamed to disk; a sheet that would pass Excel's row limit goes on in a second one. Personal
    data is masked unless `unmasked`. The file appears complete or not at all; ReportError where it cannot
    be written.
    """
    try:
        # The library spools rows to temporary files; next to the target, private, and gone whatever happens.
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".youji-") as spool:
            part = Path(spool) / "workbook.xlsx"
            options = {
                "constant_memory": True,
                "tmpdir": spool,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            }
            with xlsxwriter.Workbook(str(part), options) as workbook:
                _fill(workbook, mask_run(view, unmasked=unmasked), lang)
            os.replace(part, path)
    except (OSError, XlsxWriterException) as error:
        raise ReportError(f"{path}: cannot be written ({error}); choose a folder you may write to.") from error
    return path


def _fill(workbook: Any, view: RunView, lang: Lang) -> None:
    # The library stamps the present moment otherwise; the same run gives the same file.
    created = datetime(view.as_of.year, view.as_of.month, view.as_of.day)  # noqa: DTZ001
    workbook.set_properties({"title": one_line(view.run_id), "created": created})
    writer = _Writer(workbook, lang)
    for sheet in sheets(view, lang):
        writer.write(sheet)


class _Writer:
    def __init__(self, workbook: Any, lang: Lang) -> None:
        self._workbook = workbook
        self._lang: Lang = lang
        self._tabs: set[str] = set()
        base: dict[str, object] = {"valign": "top", "font_size": 10}
        self._formats = {kind: workbook.add_format({**base, **extra}) for kind, extra in _FORMATS.items()}
        head = {"bold": True, "bg_color": "#EDF1F4", "bottom": 1, "text_wrap": True, "font_size": 10}
        self._head = workbook.add_format({**head, "valign": "vcenter"})

    def write(self, sheet: Sheet) -> None:
        page = self._page(sheet)
        at = 1
        for row in sheet.rows:
            if at >= MAX_ROWS:
                page.autofilter(0, 0, at - 1, len(sheet.columns) - 1)
                page, at = self._page(sheet), 1
            for column, value in enumerate(row):
                self._cell(page, at, column, value, sheet.columns[column].kind)
            at += 1
        if at > 1:
            page.autofilter(0, 0, at - 1, len(sheet.columns) - 1)

    def _page(self, sheet: Sheet) -> Any:
        page = self._workbook.add_worksheet(self._tab(sheet.title.get(self._lang)))
        page.freeze_panes(1, 0)
        page.set_row(0, 30)
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width, self._formats[column.kind])
            page.write_string(0, index, _cut(column.label.get(self._lang)), self._head)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    def _tab(self, title: str) -> str:
        stem = _FORBIDDEN_IN_TAB.sub(" ", one_line(title)).strip()[:25] or "Sheet"
        name, number = stem, 2
        while name.lower() in self._tabs or name.lower() == "history":
            name, number = f"{stem} {number}", number + 1
        self._tabs.add(name.lower())
        return name

    def _cell(self, page: Any, row: int, column: int, value: Cell, kind: CellKind) -> None:
        form = self._formats[kind]
        if value is None or value == "":
            page.write_blank(row, column, None, form)
        elif isinstance(value, date):
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
        elif isinstance(value, int | Decimal) and _is_exact(value):
            page.write_number(row, column, float(value), form)
        else:
            page.write_string(row, column, _cut(str(value)), form)


def _is_exact(value: int | Decimal) -> bool:
    """Excel keeps 15 digits: a number with more is written as text, rather than changed."""
    digits = Decimal(value).normalize().as_tuple()
    return isinstance(digits.exponent, int) and len(digits.digits) + max(digits.exponent, 0) <= _EXACT_DIGITS


def _cut(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= _MAX_TEXT else plain[: _MAX_TEXT - 1] + "…"
