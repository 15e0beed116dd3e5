"""The run as CSV files: UTF-8 with a byte order mark, so that Excel reads Chinese; no cell is a formula."""

from __future__ import annotations

import csv
import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from youji.screening.leads.explain import Lang, one_line
from youji.screening.report.data import RunView
from youji.screening.report.masked import mask_run
from youji.screening.report.tabular import Cell, ReportError, Sheet, harmless, sheets


def write_csv(view: RunView, folder: Path, lang: Lang = "zh", unmasked: bool = False) -> list[Path]:
    """Write one file a sheet (`leads.csv`, `alerts.csv`, `evidence_<dataset>.csv`, …) and return their paths.

    Numbers are plain decimals without separators, dates ISO. Texts that a spreadsheet would take for a
    formula get an apostrophe in front. Masked unless `unmasked`. ReportError where the folder cannot be
    written.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sheet in sheets(mask_run(view, unmasked=unmasked), lang):
            written.append(_write(sheet, _file(folder, sheet.key, written), lang))
    except OSError as error:
        raise ReportError(f"{folder}: cannot be written ({error}); choose a folder you may write to.") from error
    return written


def _file(folder: Path, key: str, written: list[Path]) -> Path:
    stem = re.sub(r"[^A-Za-z0-9_]+", "_", key)[:60] or "sheet"
    path, number = folder / f"{stem}.csv", 2
    while path in written:
        path, number = folder / f"{stem}_{number}.csv", number + 1
    return path


def _write(sheet: Sheet, path: Path, lang: Lang) -> Path:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([harmless(one_line(column.label.get(lang))) for column in sheet.columns])
            writer.writerows([_text(cell) for cell in row] for row in sheet.rows)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return str(cell) if isinstance(cell, int) else harmless(one_line(cell))
