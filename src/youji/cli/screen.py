"""`youji screen` and `youji runs`: run the models, list and show runs."""

from __future__ import annotations

from contextlib import closing

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from youji.cli.context import MEMORY_OPTION, console, contracts, home, memory_limit, models, now, parse_date
from youji.cli.language import lang, t
from youji.cli.register import bring_up_to_date
from youji.screening.contracts.model import Contract
from youji.screening.engine.backend import Engine
from youji.screening.engine.choice import ENGINES, engine_named
from youji.screening.engine.limits import Limits
from youji.screening.errors import YoujiError
from youji.screening.runs.record import RunRecord, RunStore, StepRecord, StepStatus
from youji.screening.runs.replay import replay
from youji.screening.runs.screen import Screening, Watch
from youji.screening.supervision.model import Status, SupervisionModel

runs_app = typer.Typer(no_args_is_help=True, help="筛查记录 / screening runs")


def screen(
    only: list[str] = typer.Option([], "--models", help="只运行这些模型，可多次 / only these models"),
    as_of: str | None = typer.Option(None, "--as-of", help="截止日期，默认今天 / as of this date"),
    param: list[str] = typer.Option([], "--param", help="参数，如 split_purchases.min_count=4 / a parameter"),
    memory: str | None = MEMORY_OPTION,
    time_limit: float = typer.Option(900.0, min=0.1, help="每个模型的秒数上限 / seconds a model may take"),
    row_limit: int = typer.Option(1_000_000, min=1, help="每个模型的预警数上限 / alerts a model may return"),
    threads: int | None = typer.Option(None, min=1, help="线程数 / threads"),
    engine: str | None = typer.Option(None, "--engine", help="引擎，默认 duckdb / engine: duckdb | spark"),
    linking: bool = typer.Option(True, "--link/--no-link", help="先归并新来的记录 / link new records first"),
    replay_run: str | None = typer.Option(None, "--replay", help="重算一次记录并比对 / compute a recorded run again"),
) -> None:
    """运行监督模型，生成预警与线索 / run the supervision models: alerts and leads."""
    working = home()
    working.require()
    limits = Limits(seconds=time_limit, alerts=row_limit, memory=memory_limit(memory), threads=threads)
    known = contracts()
    if replay_run is not None:
        _replay(RunStore(working).load(replay_run), known, limits, engine)
        return
    chosen = _chosen(models(), only)
    with closing(engine_named(engine or ENGINES[0])) as opened:
        run, unchanged = screen_models(chosen, known, as_of, _params(param, chosen), limits, opened, linking)
    show_run(run, unchanged)
    if any(step.status in {StepStatus.FAILED, StepStatus.LIMIT} for step in run.steps):
        raise typer.Exit(1)


def screen_models(
    chosen: list[SupervisionModel],
    known: dict[str, Contract],
    as_of: str | None,
    params: dict[str, dict[str, object]],
    limits: Limits,
    engine: Engine | None = None,
    linking: bool = True,
) -> tuple[RunRecord, bool]:
    """Screens with a progress bar, on DuckDB unless another engine is given; links first what has come since.

    Gives the run, and whether it is an earlier one because nothing has changed since.
    """
    working = home()
    if linking:
        bring_up_to_date(limits.memory)
    with (
        working.writing(),
        Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        ) as bar,
    ):
        task = bar.add_task(t("筛查", "screening"), total=len(chosen))
        titles = {model.id: model.title.zh if lang() == "zh" else model.title.en for model in chosen}
        watch = Watch(
            started=lambda model_id: bar.update(task, description=titles[model_id]),
            ended=lambda step: bar.advance(task),
        )
        day, moment = parse_date(as_of), now()
        return Screening(
            working, known, chosen, day, moment, params, limits, watch, engine or engine_named(ENGINES[0])
        ).run()


def show_run(run: RunRecord, unchanged: bool) -> None:
    """Prints what came of each model."""
    if unchanged:
        console.print(
            t(
                f"自上次筛查（{run.run_id}）以来数据、模型和参数均未变化。",
                f"nothing has changed since run {run.run_id}.",
            )
        )
    console.print(_steps_table(run))
    console.print(
        t(
            f"{run.run_id}：预警 {run.n_alerts:,} 条，线索 {run.n_leads:,} 条，"
            f"截止 {run.as_of}，用时 {run.seconds:.1f} 秒。",
            f"{run.run_id}: {run.n_alerts:,} alerts, {run.n_leads:,} leads, as of {run.as_of}, {run.seconds:.1f} s.",
        ),
        highlight=False,
    )


@runs_app.command("list")
def list_runs() -> None:
    """列出筛查记录 / list runs."""
    table = Table()
    for heading in (t("编号", "run"), t("开始", "started"), t("截止", "as of")):
        table.add_column(heading, overflow="fold")
    for heading in (t("模型", "models"), t("预警", "alerts"), t("线索", "leads"), t("秒", "s")):
        table.add_column(heading, justify="right")
    for run in RunStore(home()).all():
        done = sum(step.status is StepStatus.DONE for step in run.steps)
        table.add_row(
            run.run_id,
            run.started_at,
            run.as_of,
            f"{done}/{len(run.steps)}",
            f"{run.n_alerts:,}",
            f"{run.n_leads:,}",
            f"{run.seconds:.1f}",
        )
    console.print(table)


@runs_app.command("show")
def show_one_run(run_id: str = typer.Argument("latest")) -> None:
    """显示一次筛查：数据版本、模型、参数、用时 / show a run: data versions, models, parameters, time."""
    run = RunStore(home()).load(run_id)
    show_run(run, unchanged=False)
    console.print(
        t("数据版本：", "data versions: ") + "、".join(f"{d}@{v}" for d, v in run.versions.items()),
        highlight=False,
    )
    console.print(f"{run.engine} {run.engine_version} · youji {run.youji_version}", highlight=False)
    grounds = {
        t("登记簿快照", "register"): run.register,
        t("校准快照", "calibration"): run.calibration,
        t("核查结果", "outcomes"): run.outcomes,
    }
    if any(grounds.values()):
        console.print(" · ".join(f"{name} {value}" for name, value in grounds.items() if value), highlight=False)
    for step in run.steps:
        if step.params:
            values = ", ".join(f"{name}={value}" for name, value in step.params.items())
            console.print(f"{step.model_id} ({step.model_hash[:12]}): {values}", highlight=False, markup=False)


_STATUS = {
    StepStatus.DONE: ("完成", "done"),
    StepStatus.NOT_COMPUTABLE: ("不可计算", "not computable"),
    StepStatus.FAILED: ("出错", "failed"),
    StepStatus.LIMIT: ("超限", "over limit"),
}


def _steps_table(run: RunRecord) -> Table:
    table = Table()
    table.add_column(t("模型", "model"), overflow="fold")
    table.add_column(t("结果", "result"), overflow="fold")
    for heading in (t("预警", "alerts"), t("证据行", "evidence"), t("秒", "s")):
        table.add_column(heading, justify="right")
    for step in run.steps:
        table.add_row(step.model_id, _result(step), f"{step.n_alerts:,}", f"{step.n_evidence:,}", f"{step.seconds:.2f}")
    return table


def _result(step: StepRecord) -> str:
    zh, en = _STATUS[step.status]
    if step.status is StepStatus.NOT_COMPUTABLE:
        return t(f"{zh}：缺 {'、'.join(step.missing)}", f"{en}: lacks {', '.join(step.missing)}")
    if step.status is StepStatus.DONE:
        return t(f"{zh}（沿用）", f"{en} (reused)") if step.reused else t(zh, en)
    return f"{t(zh, en)}: {step.reason}"


def _chosen(known: dict[str, SupervisionModel], only: list[str]) -> list[SupervisionModel]:
    names = [name for entry in only for name in entry.split(",") if name]
    for name in names:
        if name not in known:
            raise YoujiError(
                t(
                    f"没有模型“{name}”；youji models list 可查看。",
                    f"there is no model `{name}`; see `youji models list`.",
                )
            )
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    return [m for _, m in sorted(known.items()) if m.status in {Status.ACTIVE, Status.TRIAL}]


def _params(given: list[str], chosen: list[SupervisionModel]) -> dict[str, dict[str, object]]:
    """`model.name=value` for one model, `name=value` for every chosen model that has it."""
    params: dict[str, dict[str, object]] = {}
    for entry in given:
        place, equals, value = entry.partition("=")
        model_id, _, name = place.rpartition(".")
        found = [m for m in chosen if name in m.params and model_id in {"", m.id}]
        if not equals or not found:
            raise YoujiError(
                t(
                    f"--param {entry}：没有这样的参数，请写成 模型.参数=值。",
                    f"--param {entry}: no chosen model has it; write MODEL.NAME=VALUE.",
                )
            )
        for model in found:
            params.setdefault(model.id, {})[name] = value
    return params


def _replay(run: RunRecord, known: dict[str, Contract], limits: Limits, asked: str | None) -> None:
    working = home()
    if asked is not None and asked != run.engine:
        raise YoujiError(
            t(
                f"{run.run_id} 由 {run.engine} 算出，--replay 只用原来的引擎；请去掉 --engine。",
                f"{run.run_id} was made with {run.engine}, and --replay uses that engine; leave --engine out.",
            )
        )
    with (
        closing(engine_named(run.engine)) as engine,
        working.writing(),
        Progress(TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True) as bar,
    ):
        task = bar.add_task("", total=None)
        steps = replay(working, known, run, limits, engine, lambda model_id: bar.update(task, description=model_id))
    different = [step for step in steps if step.differing]
    for step in different:
        console.print(
            t(
                f"✗ {step.model_id}：{step.differing} 行不同",
                f"✗ {step.model_id}: {step.differing} rows differ",
            ),
            style="red",
        )
    total = sum(step.n_alerts for step in steps)
    if different:
        raise typer.Exit(1)
    console.print(
        t(
            f"重算 {run.run_id}：{len(steps)} 个模型、{total:,} 条预警与记录完全一致。",
            f"replayed {run.run_id}: {len(steps)} models, {total:,} alerts, identical to the record.",
        ),
        highlight=False,
    )
