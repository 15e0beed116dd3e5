"""`youji leads outcome`, `precision` and `calibrate`: what became of leads, and what that teaches."""

from __future__ import annotations

import getpass
from decimal import Decimal
from typing import Any

import duckdb
import typer
from rich.table import Table

from youji.cli.context import console, home, models, now
from youji.cli.language import lang, t
from youji.screening.errors import YoujiError
from youji.screening.lake.tables import literal
from youji.screening.leads.calibration import Calibrations, fit
from youji.screening.leads.explain import format_percent
from youji.screening.leads.judged import JudgedAlert, SharedRows, weighable
from youji.screening.leads.masking import scrub
from youji.screening.leads.outcomes import Outcome, OutcomeLog
from youji.screening.leads.precision import precisions
from youji.screening.report.wording import OUTCOMES, SEVERITIES, named
from youji.screening.runs.record import RunRecord, RunStore, StepStatus

_SHOWN_AT = tuple(Decimal(tenths) / 10 for tenths in range(1, 10))


def outcome(
    lead: str = typer.Argument(..., help="名次或线索编号 / rank or lead id"),
    result: str = typer.Argument(
        ...,
        metavar="OUTCOME",
        help="属实、不属实、撤回 / confirmed, not_confirmed or open (taken back)",
    ),
    why: str = typer.Option(..., "--why", help="理由（记录在案）/ the reason, which is recorded"),
    model: list[str] = typer.Option([], "--model", help="属实的只是这些模型 / only these models were confirmed"),
    run_id: str = typer.Option("latest", "--run", help="筛查编号 / run"),
) -> None:
    """记录一条线索的核查结果；更正即再记一次 / record what became of a lead; a correction is one more entry."""
    home().require()
    if result not in set(Outcome):
        listed = ", ".join(Outcome)
        raise YoujiError(t(f"“{result}”：请写 {listed} 之一。", f"`{result}` is no outcome; give one of {listed}."))
    if len(why.strip()) < 4:
        raise YoujiError(t("--why：请写明理由（至少4个字）。", "--why: give the reason (4 characters or more)."))
    run = RunStore(home()).load(run_id)
    found = find_lead(run, lead)
    alerts, evidence = _weighable(run, found["lead_id"])
    known = sorted({alert.model_id for alert in alerts})
    strange = sorted(set(model) - set(known))
    if strange or (model and result != Outcome.CONFIRMED):
        raise YoujiError(
            t(
                f"--model：只能与 confirmed 同用，并写该线索的模型：{'、'.join(known)}。",
                f"--model: goes with `confirmed` and names models of the lead: {', '.join(known)}.",
            )
        )
    number = OutcomeLog(home().outcomes).add(
        found["lead_id"],
        Outcome(result),
        run_id=run.run_id,
        by=getpass.getuser(),
        at=now(),
        why=why.strip(),
        alert_ids=found["alert_ids"],
        model_ids=list(dict.fromkeys(model)) or known,
        alerts=alerts,
        evidence=evidence,
    )
    word = named(OUTCOMES, result).get(lang())
    console.print(
        t(
            f"已记录第 {number} 项：线索 {found['lead_id'][:8]} {word}。下次 youji screen 起计入各模型的精确率。",
            f"entry {number}: lead {found['lead_id'][:8]} {word}. The next `youji screen` learns from it.",
        ),
        highlight=False,
    )


def precision() -> None:
    """各模型的精确率：先验、结果、均值和95%区间 / each model's precision: prior, outcomes, mean, 95 % interval."""
    home().require()
    judged = OutcomeLog(home().outcomes).judged()
    severities = {model_id: str(model.severity) for model_id, model in models().items()}
    found = precisions(severities, judged)
    table = Table()
    table.add_column(t("模型", "model"), overflow="fold")
    table.add_column(t("等级", "severity"))
    for heading in (
        t("先验", "prior"),
        t("属实", "confirmed"),
        t("已核查", "observed"),
        t("均值", "mean"),
        t("95%区间", "95 % interval"),
    ):
        table.add_column(heading, justify="right")
    for entry in sorted(found.values(), key=lambda p: (-p.observed, p.model_id)):
        table.add_row(
            entry.model_id,
            named(SEVERITIES, entry.severity).get(lang()),
            format_percent(entry.prior),
            f"{entry.confirmed:.1f}",
            f"{entry.observed:.1f}",
            format_percent(entry.mean),
            f"{format_percent(entry.low)}–{format_percent(entry.high)}",
        )
    console.print(table)
    confirmed = sum(lead.confirmed for lead in judged)
    console.print(
        t(
            f"已核查线索 {len(judged):,} 条，属实 {confirmed:,} 条。",
            f"{len(judged):,} leads judged, {confirmed:,} confirmed.",
        ),
        highlight=False,
    )


def calibrate() -> None:
    """由核查结果校准得分，固定为快照，下次筛查起用 / fit the score to the outcomes, frozen for later screens."""
    home().require()
    severities = {model_id: str(model.severity) for model_id, model in models().items()}
    fitted = fit(OutcomeLog(home().outcomes).judged(), severities)
    with home().writing():
        Calibrations(home().calibrations).freeze(fitted, now())
    table = Table()
    table.add_column(t("原始得分", "raw score"))
    table.add_column(t("校准后", "calibrated"), justify="right")
    for raw in _SHOWN_AT:
        table.add_row(f"{raw:.1f}", f"{fitted.at(raw):.3f}")
    console.print(table)
    console.print(
        t(
            f"已由 {fitted.leads:,} 条线索校准（属实 {fitted.confirmed:,} 条）：{fitted.method}，快照 {fitted.hash}。",
            f"calibrated on {fitted.leads:,} leads, {fitted.confirmed:,} confirmed ({fitted.method}); "
            f"snapshot {fitted.hash}.",
        ),
        highlight=False,
    )


def find_lead(run: RunRecord, lead: str) -> dict[str, Any]:
    """The row of the lead that `lead` names in a run.

    A rank, the beginning of an id (also of a lead that it took in), or the id of one of its subjects or parties.
    """
    file = literal(str(RunStore(home()).leads_file(run.run_id)))
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW leads AS SELECT * FROM read_parquet({file})")
        known = {row[0] for row in connection.execute("DESCRIBE leads").fetchall()}
        ways = [
            "CAST(rank AS VARCHAR) = $lead",
            "(length($lead) >= 6 AND starts_with(lead_id, $lead))",
            "subject_id = $lead",
        ]
        if "others" in known:
            ways += [
                "party_id = $lead",
                "len(list_filter(others, lambda o: o.subject_id = $lead OR o.party_id = $lead)) > 0",
                "(length($lead) >= 6 AND len(list_filter(absorbed, lambda a: starts_with(a, $lead))) > 0)",
            ]
        tried = ", ".join(f"WHEN {way} THEN {place}" for place, way in enumerate(ways)).replace(", WHEN", " WHEN")
        cursor = connection.execute(
            f"SELECT * FROM (SELECT *, CASE {tried} END AS way FROM leads) WHERE way IS NOT NULL"
            " ORDER BY way, rank LIMIT 1",
            {"lead": lead},
        )
        names = [entry[0] for entry in cursor.description or []]
        row = cursor.fetchone()
    if row is None:
        raise YoujiError(
            t(
                f"{run.run_id} 中没有线索“{scrub(lead)}”。",
                f"run {run.run_id} has no lead `{scrub(lead)}`; `youji leads` lists them.",
            )
        )
    return dict(zip(names, row, strict=True))


def _weighable(run: RunRecord, lead_id: str) -> tuple[tuple[JudgedAlert, ...], tuple[SharedRows, ...]]:
    store = RunStore(home())
    folders = [store.step_folder(s.model_id, s.key or "") for s in run.steps if s.status is StepStatus.DONE]
    alerts, evidence = (
        [path for folder in folders if (path := folder / name).is_file()]
        for name in ("alerts.parquet", "evidence.parquet")
    )
    uncertain = store.uncertain_file(run.run_id)
    with duckdb.connect() as connection:
        if uncertain.is_file():
            connection.execute(f"CREATE TABLE uncertain AS FROM read_parquet({literal(str(uncertain))})")
        doubtful = "uncertain" if uncertain.is_file() else None
        found = weighable(connection, store.leads_file(run.run_id), alerts, evidence, [lead_id], doubtful)
    if lead_id not in found:
        raise YoujiError(
            t(
                f"{run.run_id} 的预警文件已不在；请重新运行 youji screen。",
                f"the alerts of run {run.run_id} are gone; screen again.",
            )
        )
    return found[lead_id]
