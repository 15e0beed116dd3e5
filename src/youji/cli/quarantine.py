"""`youji quarantine`: rows that broke a contract."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import typer
from rich.table import Table

from youji.cli.context import (
    MEMORY_OPTION,
    REASON_OPTION,
    UNMASK_OPTION,
    console,
    contracts,
    home,
    memory_limit,
    now,
    unmasking,
)
from youji.cli.language import t
from youji.screening.contracts.model import Contract
from youji.screening.errors import YoujiError
from youji.screening.ingest.mapping import parse_mapping
from youji.screening.ingest.pipeline import Ingest
from youji.screening.ingest.values import REASONS
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.quarantine import Quarantine
from youji.screening.lake.tables import literal
from youji.screening.leads.masking import mask_value, scrub

app = typer.Typer(no_args_is_help=True, help="隔离的数据行 / rows in quarantine")


@app.command("list")
def list_quarantine(
    batch: int | None = typer.Option(None, help="批次号 / batch number"),
    limit: int = typer.Option(50, min=1, help="最多显示 / show at most"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """列出隔离的行：文件、行号、列、值、原因 / list rows with file, line, column, value and reason."""
    home().require()
    clear = unmasking(unmask, reason, "quarantine list")
    total, rows = Quarantine(home()).rows(batch, limit)
    known = contracts()
    table = Table()
    for heading in (
        t("批次", "batch"),
        t("文件", "file"),
        t("行", "line"),
        t("列", "column"),
        t("值", "value"),
        t("原因", "reason"),
    ):
        table.add_column(heading, overflow="fold")
    for row in rows:
        where = Path(row.source).name + (f" [{row.sheet}]" if row.sheet else "")
        value = row.value or ""
        zh, en = REASONS.get(row.reason, (row.reason, row.reason))
        shown = value if clear else _masked(known.get(row.dataset), row.column, value)
        table.add_row(
            str(row.batch), scrub(where), row.place or str(row.line), row.column or "—", shown[:60], t(zh, en)
        )
    console.print(table)
    console.print(t(f"共 {total:,} 处，显示 {len(rows):,} 处。", f"{total:,} faults, {len(rows):,} shown."))


@app.command("export")
def export_quarantine(
    out: Path,
    batch: int | None = typer.Option(None, help="批次号 / batch number"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """导出为 CSV，改正后可重新读入 / export as CSV, to be corrected and read in again."""
    home().require()
    clear = unmasking(unmask, reason, f"quarantine export {out}")
    files = Quarantine(home()).files(batch)
    if not files:
        raise YoujiError(t("隔离区没有数据。", "there is nothing in quarantine."))
    listed = ", ".join(literal(str(f)) for f in files)
    known = contracts()
    with duckdb.connect() as connection, out.open("w", encoding="utf-8-sig", newline="") as file:
        connection.execute(
            'SELECT batch, dataset, source, sheet, line, "column", "value", reason, raw'
            f' FROM read_parquet([{listed}]) ORDER BY batch, line, "column"'
        )
        writer = csv.writer(file)
        writer.writerow(["batch", "dataset", "source", "sheet", "line", "column", "value", "reason", "row"])
        while rows := connection.fetchmany(10_000):
            for number, dataset, source, sheet, line, column, value, why, raw in rows:
                shown = value or "" if clear else _masked(known.get(dataset), column, value or "")
                whole = raw or "" if clear else _masked_row(known.get(dataset), raw)
                text = [dataset, source, sheet or "", column or "", shown, why, whole]
                dataset, source, sheet, column, shown, why, whole = (_guarded(cell) for cell in text)
                writer.writerow([number, dataset, source, sheet, line, column, shown, why, whole])
    console.print(t(f"已导出到 {out}", f"wrote {out}"), highlight=False)


@app.command("retry")
def retry_quarantine(
    batch: int | None = typer.Option(None, help="批次号 / batch number"),
    memory: str | None = MEMORY_OPTION,
) -> None:
    """按现行契约重新校验隔离的行 / hold quarantined rows against today's contracts again."""
    working = home()
    working.require()
    known = contracts()
    quarantine = Quarantine(working)
    mended = 0
    with working.writing():
        ingest = Ingest(working, memory_limit(memory), now())
        for entry in BatchRegister(working).all():
            if batch is not None and entry.number != batch:
                continue
            contract = known.get(entry.dataset)
            if contract is None or not quarantine.files(entry.number):
                continue
            mended += ingest.retry(contract, parse_mapping(entry.mapping, contract), entry)
    console.print(t(f"放行 {mended:,} 行。", f"{mended:,} rows released."))


def _masked(contract: Contract | None, column: str | None, value: str) -> str:
    if contract is not None and column in contract.names:
        definition = contract.column(column)
        return mask_value(value, definition.classification, definition.check) or ""
    return scrub(value)


def _masked_row(contract: Contract | None, raw: str | None) -> str:
    """A row's values by source column: which of them is personal is not known here, so long text is scrubbed."""
    if not raw:
        return ""
    personal = contract is not None and any(c.classification in {"personal", "sensitive"} for c in contract.columns)
    if personal:
        return t("（含个人信息，需 --unmask）", "(holds personal data: --unmask)")
    return scrub(json.dumps(json.loads(raw), ensure_ascii=False))


def _guarded(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{text}" if text[:1] in set("=+-@\t\r＝＋－＠") else text
