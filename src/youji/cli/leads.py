"""`youji leads`, `youji find` and `youji report`: what a person reads."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import typer
import typer.core

from youji.cli.context import (
    REASON_OPTION,
    UNMASK_OPTION,
    console,
    contracts,
    geometry_files,
    home,
    models,
    now,
    unmasking,
)
from youji.cli.language import lang, t
from youji.cli.outcomes import calibrate, find_lead, outcome, precision
from youji.cli.tables import lead_detail, leads_table, party_panel
from youji.screening.errors import YoujiError
from youji.screening.lake.home import write_atomically
from youji.screening.lake.tables import literal
from youji.screening.leads.outcomes import OutcomeLog
from youji.screening.leads.seen import SeenLog
from youji.screening.report.build import RunViewBuilder, lead_of
from youji.screening.report.csv_export import write_csv
from youji.screening.report.data import RunView
from youji.screening.report.geometry import read_geometry
from youji.screening.report.html import render_report
from youji.screening.report.party import PartyFinder
from youji.screening.report.spreadsheet import write_excel
from youji.screening.runs.record import RunRecord, RunStore
from youji.screening.supervision.corpus import packaged_risk_points
from youji.screening.supervision.risk_points import read_risk_points


class ShowByDefault(typer.core.TyperGroup):
    """`youji leads 3` is `youji leads show 3`: what is none of the commands is meant for `show`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts `show` before arguments that begin with no command."""
        known = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if known else ["show", *args])


app = typer.Typer(cls=ShowByDefault, help="线索：列出、详看、核查结果、精确率、校准 / leads and what became of them")
app.command("outcome")(outcome)
app.command("precision")(precision)
app.command("calibrate")(calibrate)

SORTS = {
    "score": "rank",
    "money": "amount DESC NULLS LAST, rank",
    "urgency": "urgency DESC, rank",
    "new": "n_new DESC, rank",
}
"""How a list of leads may be sorted, and by which columns."""


@app.command("show")
def show(
    lead: str | None = typer.Argument(None, help="名次或线索编号；不写则列出 / rank or lead id; all if left out"),
    run_id: str = typer.Option("latest", "--run", help="筛查编号 / run"),
    limit: int = typer.Option(20, min=1, help="最多显示 / show at most"),
    sort: str = typer.Option("score", help="排序 / sort by: score, money, urgency, new"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """列出线索，或详看一条（show 可省略）/ list leads, or show one with its evidence; `show` may be left out."""
    home().require()
    if sort not in SORTS:
        listed = ", ".join(SORTS)
        raise YoujiError(t(f"--sort：请写 {listed} 之一。", f"--sort: give one of {listed}."))
    run = RunStore(home()).load(run_id)
    if lead is None:
        print_leads(run, limit, unmasking(unmask, reason, f"leads of {run.run_id}"), sort)
        return
    rank = int(find_lead(run, lead)["rank"])
    clear = unmasking(unmask, reason, f"lead {lead} of {run.run_id}")
    view = _view(run, clear, max_leads=rank)
    chosen = next(entry for entry in view.leads if entry.rank == rank)
    log, who = SeenLog(home().seen), getpass.getuser()
    since = log.since(who, chosen.lead_id, chosen.alert_ids, chosen.absorbed)
    console.print(lead_detail(chosen, lang(), view.models, unmasked=clear, since=since))
    # A look at an old run must not make the alerts that came later look new again.
    latest = RunStore(home()).latest()
    if latest is not None and latest.run_id == run.run_id and (since.at is None or since.new or since.gone):
        log.mark(who, now(), chosen.lead_id, run.run_id, chosen.alert_ids)


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
    divisions: list[Path] | None = typer.Option(
        None, "--divisions", help="区划边界 GeoJSON，可多次给出 / GeoJSON of the divisions' borders, repeatable"
    ),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """写出报告：一个自足的 HTML 文件 / write the report: one self-contained HTML file."""
    home().require()
    run = RunStore(home()).load(run_id)
    path = write_report(
        run, out, unmask=unmask, reason=reason, max_leads=max_leads, excel=excel, csv=csv, divisions=divisions
    )
    console.print(t(f"报告：{path}", f"report: {path}"), soft_wrap=True, highlight=False, markup=False)


def print_leads(run: RunRecord, limit: int, unmasked: bool = False, sort: str = "score") -> None:
    """Prints the first leads of a run; only the leads are read, neither alerts nor evidence."""
    file = literal(str(RunStore(home()).leads_file(run.run_id)))
    seen = SeenLog(home().seen).alerts(getpass.getuser())
    outcomes = OutcomeLog(home().outcomes).last()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW leads AS SELECT * FROM read_parquet({file})")
        known = {row[0] for row in connection.execute("DESCRIBE leads").fetchall()}
        urgency = "" if "urgency" in known else ", 0 AS urgency"
        connection.register("seen", pa.table({"alert_id": pa.array(sorted(seen), pa.string())}))
        cursor = connection.execute(
            f"""
            WITH each AS (SELECT lead_id, unnest(alert_ids) AS alert_id FROM leads),
            old AS (SELECT lead_id, count(*) AS n FROM each SEMI JOIN seen USING (alert_id) GROUP BY lead_id)
            SELECT l.* {urgency}, l.n_alerts - coalesce(o.n, 0) AS n_new FROM leads l LEFT JOIN old o USING (lead_id)
            ORDER BY {SORTS[sort]} LIMIT {int(limit)}
            """
        )
        names = [entry[0] for entry in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    listed = [
        replace(
            lead_of(row),
            n_new=row["n_new"],
            outcome=str(outcomes[row["lead_id"]].outcome) if row["lead_id"] in outcomes else None,
        )
        for row in rows
    ]
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
    divisions: Sequence[Path] | None = None,
    unchanged: bool = False,
) -> Path:
    """Writes the report and what else was asked for; an unchanged run's standing report is left as it is.

    `divisions`: files of borders; without any, those of the catalogue.
    """
    path = out if out is not None else home().reports / f"{run.run_id}.html"
    if unchanged and out is None and path.is_file():
        return path
    clear = unmasking(unmask, reason, f"report of {run.run_id}")
    geometry = read_geometry(divisions or geometry_files())
    points = read_risk_points(packaged_risk_points())
    builder = RunViewBuilder(home(), contracts(), models(), run, unmasked=clear, points=points, geometry=geometry)
    view = builder.build(max_leads, overview=True)
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


def _view(run: RunRecord, unmasked: bool, max_leads: int) -> RunView:
    return RunViewBuilder(home(), contracts(), models(), run, unmasked=unmasked).build(max_leads)
