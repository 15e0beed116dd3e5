"""`youji models`: list, read, write, check and test supervision models."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import typer
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress, TextColumn
from rich.syntax import Syntax
from rich.table import Table

from youji.cli.context import catalogue_folders, console, contracts, errors, models, parse_date
from youji.cli.coverage import models_coverage
from youji.cli.language import lang, t
from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError, YoujiError
from youji.screening.supervision.case_run import DuckEngine, EngineFactory, run_cases
from youji.screening.supervision.cases import cases_path, lacking_cases, load_cases
from youji.screening.supervision.corpus import (
    check_files,
    load_laws,
    load_risk_points,
    packaged_laws,
    packaged_risk_points,
)
from youji.screening.supervision.gate import compile_evidence, compile_model, resolve_params
from youji.screening.supervision.model import SupervisionModel, Text, load_model, model_files, packaged_models
from youji.screening.supervision.scaffold import new_model

app = typer.Typer(no_args_is_help=True, help="监督模型 / supervision models")
app.command("coverage")(models_coverage)
_IDS = typer.Argument(None, metavar="[ID]…", help="模型编号 / model ids")
_ALL = typer.Option(False, "--all", help="全部模型 / every model")
_INTO = typer.Option(None, "--into", help="目录 / folder")
_PATH = typer.Option(None, "--path", help="另一个模型目录 / another folder of models")

_NAMES = {
    "person": "人", "matter": "事", "money": "钱", "thing": "物",
    "row": "单行", "window": "窗口", "aggregate": "汇总", "graph": "关系",
    "low": "低", "medium": "中", "high": "高", "critical": "重大",
    "draft": "草稿", "trial": "试行", "active": "启用", "retired": "停用",
    "organisation": "组织", "tender": "招标项目", "contract": "合同",
}  # fmt: skip
_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}


def _name(value: str) -> str:
    return t(_NAMES.get(value, value), value)


def _say(text: Text) -> str:
    return escape(text.get(lang()))


def _folders(path: Path | None) -> list[Path]:
    if path is None:
        return [packaged_models(), *catalogue_folders("models")]
    # A folder as `new --into` makes it holds `models` and `cases`.
    return [path / "models"] if (path / "models").is_dir() else [path]


def _paths(ids: Sequence[str], everything: bool, path: Path | None) -> list[Path]:
    """Files of the named models, or all of them; refused where neither is said or an id is unknown."""
    found = model_files(_folders(path))
    if everything and ids:
        raise YoujiError(t("请给出模型编号或 --all，不能同时给出。", "give model ids or --all, not both."))
    if everything or (path is not None and not ids):
        return found
    if not ids:
        raise YoujiError(t("请给出模型编号，或者 --all。", "give model ids, or --all."))
    known = {file.stem for file in found}
    unknown = [name for name in ids if name not in known]
    if unknown:
        raise _unknown(unknown[0], sorted(known))
    return [file for file in found if file.stem in ids]


def _unknown(name: str, known: Sequence[str]) -> YoujiError:
    return YoujiError(
        t(
            f"没有名为“{name}”的模型；可用：{'、'.join(known) or '无'}。",
            f"there is no model `{name}`; known: {', '.join(known) or 'none'}.",
        )
    )


def _model(model_id: str) -> SupervisionModel:
    known = models()
    if model_id not in known:
        raise _unknown(model_id, sorted(known))
    return known[model_id]


@app.command("list")
def list_models() -> None:
    """列出全部监督模型 / list all supervision models."""
    table = Table(title=t("监督模型", "Supervision models"), title_justify="left")
    table.add_column(t("编号", "id"), no_wrap=True)
    for heading in (
        t("名称", "title"),
        t("类别", "category"),
        t("类型", "kind"),
        t("严重度", "severity"),
        t("状态", "status"),
    ):
        table.add_column(heading, overflow="fold")
    for model in sorted(models().values(), key=lambda found: (found.category, found.id)):
        severity = f"[{_STYLES[model.severity]}]{_name(model.severity)}[/]"
        cells = (_say(model.title), model.category, _name(model.kind), severity, _name(model.status))
        table.add_row(model.id, *cells)
    console.print(table)


@app.command("show")
def show_model(model_id: str = typer.Argument(..., metavar="ID")) -> None:
    """显示一个模型的全部内容 / show everything about a model."""
    model = _model(model_id)
    console.print(f"[bold]{model.id}[/] {_say(model.title)}", highlight=False)
    console.print(_say(model.question), highlight=False)
    facts = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    subject = f"{model.subject.column}（{_name(model.subject.kind)}）"
    pairs = [
        (t("文件", "file"), str(model.path)),
        (t("哈希", "hash"), model.hash),
        (t("类别", "category"), model.category),
        (t("切入点", "entry"), _name(model.entry)),
        (t("类型", "kind"), _name(model.kind)),
        (t("严重度", "severity"), _name(model.severity)),
        (
            t("状态", "status"),
            _name(model.status) + (t("，待补来源", ", source needed") if model.source_needed else ""),
        ),
        (t("用途", "purpose"), model.purpose),
        *(
            (t("跨用途依据", "ground for other data"), f"{purpose}: {ground}")
            for purpose, ground in model.purpose_ground.items()
        ),
        (t("廉政风险点", "risk points"), ", ".join(model.risk_points)),
        (t("对象", "subject"), subject),
        (t("预警粒度", "grain"), ", ".join(model.grain)),
        (t("增量", "increment"), model.increment or t("全量", "full")),
        (t("金额列", "amount"), model.amount or "–"),
        (t("日期列", "occurred on"), model.occurred_on or "–"),
        (t("强度列", "strength"), model.strength or "–"),
        (t("标签", "tags"), ", ".join(model.tags) or "–"),
        (t("方法来源", "sources"), "; ".join(model.sources) or "–"),
    ]
    for name, value in pairs:
        facts.add_row(name, escape(value))
    console.print(facts)
    _heading(t("法律依据", "Legal basis"))
    for citation in model.legal_basis:
        note = f"：{_say(citation.note)}" if citation.note is not None else ""
        console.print(f"• {escape(str(citation))}{note}", highlight=False)
    _print_inputs(model)
    _print_params(model)
    _heading(t("证据", "Evidence"))
    for key in model.evidence:
        by = ", ".join(f"{column} = {alert}" for column, alert in key.keys)
        where = f" · {' '.join(key.where.split())}" if key.where else ""
        console.print(f"• {key.dataset}: {escape(by + where)}", highlight=False)
    _heading(t("预警说明", "Explanation"))
    console.print(_say(model.explain), highlight=False)
    _print_list(t("先排除的正当理由", "Innocent reasons to rule out first"), model.innocent_reasons)
    _print_list(t("第一步", "First steps"), model.first_steps)
    _heading("SQL")
    console.print(Syntax(model.sql.strip(), "sql", background_color="default", word_wrap=True))


def _heading(text: str) -> None:
    console.print(f"\n[bold]{text}[/]", highlight=False)


def _print_list(heading: str, items: Sequence[Text]) -> None:
    _heading(heading)
    for number, item in enumerate(items):
        console.print(f"{number}. {_say(item)}", highlight=False)


def _print_inputs(model: SupervisionModel, known: dict[str, Contract] | None = None) -> None:
    _heading(t("读取的数据", "Data it reads"))
    for dataset, columns in model.inputs.items():
        contract = (known or {}).get(dataset)
        names = [
            f"{name}（{t(contract.column(name).zh, contract.column(name).en)}）" if contract is not None else name
            for name in columns
        ]
        title = f" {t(contract.zh, contract.en)}" if contract is not None else ""
        missing = model.optional.get(dataset, ())
        note = t("，可缺", ", may be missing") if model.optional_dataset(dataset) else ""
        if missing and not note:
            note = t(f"，可缺：{'、'.join(missing)}", f", may be missing: {', '.join(missing)}")
        console.print(f"• [bold]{dataset}[/]{title}{note}: {escape('、'.join(names))}", highlight=False)


def _print_params(model: SupervisionModel) -> None:
    if not model.params:
        return
    _heading(t("参数", "Parameters"))
    table = Table(show_lines=True)
    for heading in (t("参数", "parameter"), t("默认值", "default"), t("范围", "bounds"), t("依据", "why")):
        table.add_column(heading, overflow="fold")
    for param in model.params.values():
        low = "" if param.minimum is None else str(param.minimum)
        high = "" if param.maximum is None else str(param.maximum)
        bounds = f"{low}…{high}" if low or high else "–"
        table.add_row(param.name, escape(f"{param.value} {param.unit}"), bounds, _say(param.why))
    console.print(table)


@app.command("new")
def create_model(
    model_id: str = typer.Argument(..., metavar="ID"),
    category: str = typer.Option(..., "--category", help="类别 / category"),
    into: Path | None = _INTO,
) -> None:
    """新建一个模型文件和一个案例文件 / write a new model file and its case file."""
    packaged = packaged_models().parent
    root = into or (packaged if os.access(packaged, os.W_OK) else Path("youji-models"))
    if model_id in {file.stem for file in model_files(_folders(None))}:
        raise ModelError(
            t(
                f"编号“{model_id}”已被占用；编号永不重用，请换一个。",
                f"id `{model_id}` is taken; ids are never reused, choose another.",
            )
        )
    model, cases = new_model(model_id, category, root)
    console.print(t("已写入：", "written:"), highlight=False)
    for path in (model, cases):
        console.print(f"  {escape(str(path))}", highlight=False, soft_wrap=True)
    where = "" if root == packaged else f" --path {root}"
    console.print(
        t("改写后检查：", "rewrite them, then: ")
        + escape(f"youji models check {model_id}{where} · test {model_id}{where}"),
        highlight=False,
        soft_wrap=True,
    )


@app.command("check")
def check_models(ids: list[str] | None = _IDS, everything: bool = _ALL, path: Path | None = _PATH) -> None:
    """检查模型文件、SQL、输出和法律依据 / check files, SQL, output and cited articles."""
    laws = load_laws(packaged_laws()) if packaged_laws().is_file() else None
    points = load_risk_points(packaged_risk_points()) if packaged_risk_points().is_file() else None
    report = check_files(_paths(ids or (), everything, path), contracts(), laws, points, parse_date(None))
    bad = {file: sentences for file, sentences in report.items() if sentences}
    for file, sentences in report.items():
        console.print(f"[{'red' if sentences else 'green'}]{'✗' if sentences else '✓'}[/] {escape(file.stem)}")
        for sentence in sentences:
            console.print(f"    {escape(sentence)}", highlight=False, soft_wrap=True)
    if laws is None:
        errors.print(
            t(
                "没有法律登记表，未核对引用的条文。",
                "there is no law registry; cited articles were not checked.",
            )
        )
    console.print(
        t(
            f"共 {len(report)} 个模型，{len(bad)} 个有问题。",
            f"{len(report)} models, {len(bad)} with problems.",
        )
    )
    if bad:
        raise typer.Exit(1)


@app.command("test")
def run_tests(
    ids: list[str] | None = _IDS,
    everything: bool = _ALL,
    path: Path | None = _PATH,
    engine: str = typer.Option(
        "duckdb", "--engine", help="duckdb | spark | both：both 逐行比对两个引擎 / both compares the rows"
    ),
) -> None:
    """运行模型的案例 / run the cases of models."""
    known = contracts()
    failed = 0
    paths = _paths(ids or (), everything, path)
    with ExitStack() as stack:
        factories = _factories(engine, stack)
        bar = stack.enter_context(
            Progress(TextColumn("{task.description}"), MofNCompleteColumn(), console=console, transient=True)
        )
        task = bar.add_task("", total=len(paths))
        for file in paths:
            bar.update(task, description=file.stem)
            sentences, passed, total = _test_one(file, known, factories)
            failed += bool(sentences)
            mark = "[red]✗[/]" if sentences else "[green]✓[/]"
            console.print(f"{mark} {escape(file.stem)} {passed}/{total}", highlight=False)
            for sentence in sentences:
                console.print(f"    {escape(sentence)}", highlight=False, soft_wrap=True)
            bar.advance(task)
    console.print(t(f"共 {len(paths)} 个模型，{failed} 个未通过。", f"{len(paths)} models, {failed} did not pass."))
    if failed:
        raise typer.Exit(1)


def _factories(engine: str, stack: ExitStack) -> list[EngineFactory]:
    """What makes an engine for a case; all cases share one Spark session, which ends with the stack."""
    if engine not in ("duckdb", "spark", "both"):
        raise YoujiError(t("--engine 只能是 duckdb、spark 或 both。", "--engine must be duckdb, spark or both."))
    factories: list[EngineFactory] = [DuckEngine] if engine != "spark" else []
    if engine != "duckdb":
        from youji.screening.engine.on_spark import SparkCases

        cases = stack.enter_context(SparkCases())
        factories.append(lambda: cases)
    return factories


def _test_one(file: Path, known: dict[str, Contract], factories: Sequence[EngineFactory]) -> tuple[list[str], int, int]:
    """What is wrong, how many cases passed, how many there are."""
    try:
        model = load_model(file)
        cases = load_cases(cases_path(model))
        sentences = [problem.at(cases.path) for problem in lacking_cases(model, cases)]
        results = run_cases(model, cases, known, *factories)
    except ModelError as error:
        return [str(error)], 0, 0
    for result in results:
        sentences += [f"{cases.path}:{result.case.line}: {result.case.name}: {line}" for line in result.differences]
    return sentences, sum(result.passed for result in results), len(results)


@app.command("explain")
def explain(
    model_id: str = typer.Argument(..., metavar="ID"),
    as_of: str | None = typer.Option(None, "--as-of", help="截至日期 / as of"),
    dialect: str = typer.Option("duckdb", "--dialect", help="duckdb | spark"),
) -> None:
    """用平常的话说明模型问什么、读什么、何时预警 / say in plain words what a model asks, reads and flags."""
    if dialect not in ("duckdb", "spark"):
        raise YoujiError(t("--dialect 只能是 duckdb 或 spark。", "--dialect must be duckdb or spark."))
    model, known, day = _model(model_id), contracts(), parse_date(as_of)
    compiled = compile_model(model, known, {}, day, "spark" if dialect == "spark" else "duckdb")
    console.print(f"[bold]{_say(model.title)}[/]（{model.id}）", highlight=False)
    _heading(t("它问什么", "What it asks"))
    console.print(_say(model.question), highlight=False)
    _print_inputs(model, known)
    _heading(t("参数取值", "Parameter values"))
    for name, value in {**resolve_params(model, {}), "as_of": day}.items():
        unit = model.params[name].unit if name in model.params else ""
        console.print(f"• {name} = {value} {escape(unit)}", highlight=False)
    _heading(t("什么算一条预警", "What would be an alert"))
    grain = t("、", ", ").join(model.grain)
    subject = f"{model.subject.column}（{_name(model.subject.kind)}）"
    console.print(
        t(
            f"每个不同的（{grain}）是一条预警，对象是 {subject}，严重度{_name(model.severity)}。说明的写法：",
            f"Each distinct ({grain}) is one alert about {subject}, severity {model.severity}. It reads:",
        ),
        highlight=False,
    )
    console.print(f"  {_say(model.explain)}", highlight=False)
    _print_list(t("先排除的正当理由", "Innocent reasons to rule out first"), model.innocent_reasons)
    _heading(t(f"实际执行的 SQL（{dialect}）", f"The SQL that runs ({dialect})"))
    console.print(Syntax(compiled.sql, "sql", background_color="default", word_wrap=True))
    _heading(t("查找证据的 SQL", "The SQL that finds the evidence"))
    for key in model.evidence:
        sql = compile_evidence(model, key, known, compiled.dialect, {}, day)
        console.print(Syntax(sql, "sql", background_color="default", word_wrap=True))
