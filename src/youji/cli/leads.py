"""`youji leads`, `youji find` and `youji report`: what a person reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import typer

from youji.cli.context import REASON_OPTION, UNMASK_OPTION, console, contracts, home, models, unmasking
from youji.cli.language import lang, t
from youji.cli.tables import lead_detail, leads_table, party_panel
from youji.screening.errors import YoujiError
from youji.screening.lake.home import write_atomically
from youji.screening.lake.tables import literal
from youji.screening.leads.masking import scrub
from youji.screening.report.build import RunViewBuilder
from youji.screening.report.csv_export import write_csv
from youji.screening.report.data import LeadView, RunView
from youji.screening.report.html import render_report
from youji.screening.report.party import PartyFinder
from youji.screening.report.spreadsheet import write_excel
from youji.screening.runs.record import RunRecord, RunStore


def leads(
    lead: str | None = typer.Argument(None, help="名次或线索编号；不写则列出 / rank or lead id; all if left out"),
    run_id: str = typer.Option("latest", "--run", help="筛查编号 / run"),
    limit: int = typer.Option(20, min=1, help="最多显示 / show at most"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """列出线索，或详看一条：说明、证据行、无辜理由、初核步骤 / list leads, or show one with its evidence."""
    home().require()
    run = RunStore(home()).load(run_id)
    if lead is None:
        print_leads(run, limit, unmasking(unmask, reason, f"leads of {run.run_id}"))
        return
    rank = _rank_of(run, lead)
    clear = unmasking(unmask, reason, f"lead {lead} of {run.run_id}")
    view = _view(run, clear, max_leads=rank)
    chosen = next(entry for entry in view.leads if entry.rank == rank)
    console.print(lead_detail(chosen, lang(), view.models, unmasked=clear))


def find(
    text: str = typer.Argument(..., help="名称、编号或代码 / name, id or code"),
    limit: int = typer.Option(5, min=1, help="最多显示 / show at most"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """查一个主体的全部已知信息 / everything known about a party."""
    home().require()
    clear = unmasking(unmask, reason, "find")
    total, parties = PartyFinder(home(), contracts()).find(text, limit)
    if not parties:
        raise YoujiError(t(f"没有找到“{text}”。", f"nothing is known about `{text}`."))
    for party in parties:
        console.print(party_panel(party, lang(), unmasked=clear))
    if total > len(parties):
        console.print(t(f"共 {total:,} 个，显示 {len(parties)} 个。", f"{total:,} found, {len(parties)} shown."))


def report(
    run_id: str = typer.Option("latest", "--run", help="筛查编号 / run"),
    out: Path | None = typer.Option(None, help="写到这个文件 / write to this file"),
    excel: Path | None = typer.Option(None, help="另写 Excel / also write Excel"),
    csv: Path | None = typer.Option(None, help="另写 CSV 到文件夹 / also write CSV files to a folder"),
    max_leads: int = typer.Option(200, "--max-leads", min=1, help="报告中的线索数 / leads in the report"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """写出报告：一个自足的 HTML 文件 / write the report: one self-contained HTML file."""
    home().require()
    run = RunStore(home()).load(run_id)
    path = write_report(run, out, unmask=unmask, reason=reason, max_leads=max_leads, excel=excel, csv=csv)
    console.print(t(f"报告：{path}", f"report: {path}"), soft_wrap=True, highlight=False, markup=False)


def print_leads(run: RunRecord, limit: int, unmasked: bool = False) -> None:
    """Prints the first leads of a run; only what the list shows is read, neither alerts nor evidence."""
    columns = "lead_id, rank, subject_kind, subject_id, subject_name, score, amount, currency, last_on, n_alerts"
    file = literal(str(RunStore(home()).leads_file(run.run_id)))
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {columns} FROM read_parquet({file}) ORDER BY rank LIMIT {int(limit)}"
        ).fetchall()
    names = columns.split(", ")
    listed = [LeadView(**dict(zip(names, row, strict=True))) for row in rows]
    console.print(leads_table(listed, lang(), limit, unmasked=unmasked))
    if run.n_leads > limit:
        console.print(
            t(
                f"共 {run.n_leads:,} 条线索；youji leads 名次 可看证据，youji report 写出全部。",
                f"{run.n_leads:,} leads in all; `youji leads RANK` shows the evidence, `youji report` writes them out.",
            ),
            highlight=False,
        )


def write_report(
    run: RunRecord,
    out: Path | None,
    *,
    unmask: bool = False,
    reason: str | None = None,
    max_leads: int = 200,
    excel: Path | None = None,
    csv: Path | None = None,
    unchanged: bool = False,
) -> Path:
    """Writes the report and what else was asked for; an unchanged run's standing report is left as it is."""
    path = out if out is not None else home().reports / f"{run.run_id}.html"
    if unchanged and out is None and path.is_file():
        return path
    clear = unmasking(unmask, reason, f"report of {run.run_id}")
    view = _view(run, clear, max_leads=max_leads)
    _write(path, lambda place: write_atomically(place, render_report(view, lang(), clear)))
    if excel is not None:
        _write(excel, lambda place: write_excel(view, place, lang(), clear))
    if csv is not None:
        write_csv(view, csv, lang(), clear)
    return path


def _write(path: Path, write: Callable[[Path], object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except OSError as error:
        raise YoujiError(
            t(
                f"{path}：无法写入（{error.strerror}）。",
                f"{path}: cannot be written ({error.strerror}); name another place.",
            )
        ) from error


def _view(run: RunRecord, unmasked: bool, max_leads: int, quality: bool = True) -> RunView:
    builder = RunViewBuilder(home(), contracts(), models(), run, unmasked=unmasked)
    return builder.build(max_leads, quality=quality)


def _rank_of(run: RunRecord, lead: str) -> int:
    file = literal(str(RunStore(home()).leads_file(run.run_id)))
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT rank FROM read_parquet({file})"
            " WHERE CAST(rank AS VARCHAR) = $lead OR (length($lead) >= 6 AND starts_with(lead_id, $lead))"
            " OR subject_id = $lead",
            {"lead": lead},
        ).fetchall()
    if not rows:
        raise YoujiError(
            t(
                f"{run.run_id} 中没有线索“{scrub(lead)}”。",
                f"run {run.run_id} has no lead `{scrub(lead)}`; `youji leads` lists them.",
            )
        )
    return int(rows[0][0])
