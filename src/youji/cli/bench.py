"""`youji bench detection`: how well the models find planted schemes."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

import youji
from youji.benchmark import Setting, Watch, figures, run_campaign
from youji.benchmark.answers import EFFECTS
from youji.benchmark.campaign import rounds_of
from youji.benchmark.metamorphic import MetamorphicResult
from youji.benchmark.report import Section, markdown, placed, sections, write_details
from youji.cli.context import MEMORY_OPTION, catalogue_folders, console, memory_limit, models, now, parse_date
from youji.cli.language import lang, t
from youji.screening.errors import YoujiError
from youji.screening.lake.home import write_atomically
from youji.screening.memory import SMALLEST, memory_bytes

app = typer.Typer(no_args_is_help=True, help="测评 / benchmarks")

_SEEDS, _QUICK_SEEDS = "101-110", "101-102"
_SHARES, _QUICK_SHARES = "0,0.1,0.3", "0,0.3"
_QUICK_SCALE = 0.3
_MOST_SEEDS = 1_000
_MOST_MISSING = Decimal("0.9")
_JOB_BYTES = 1_500 * 1024**2
"""What a round of scale 1 wants at least; more jobs than fit into the memory would only make each other spill."""


@app.callback()
def options() -> None:
    """测评 / benchmarks."""


@app.command()
def detection(
    seeds: str | None = typer.Option(None, help=f"种子，如 101-110 或 3,5,8；默认 {_SEEDS} / seeds"),
    scale: float | None = typer.Option(None, help="每座示例城市的规模，默认1 / scale of each region"),
    missing: str | None = typer.Option(None, help=f"缺失证据的比例，默认 {_SHARES} / shares of missing evidence"),
    effects: str | None = typer.Option(None, help="只种这些程度，如 blatant,clear / only cases of these effects"),
    folder: list[Path] = typer.Option([], help="他人生成的数据文件夹（含答案），可多次 / folder with a truth file"),
    only: list[str] = typer.Option([], "--models", help="只测这些模型，可多次 / only these models"),
    as_of: str | None = typer.Option(None, "--as-of", help="截止日期，默认数据的最后一天 / as of this date"),
    quick: bool = typer.Option(False, help="小规模、少种子 / two small regions only"),
    metamorphic: bool = typer.Option(True, help="首轮另做两项变形检验 / two metamorphic checks on the first round"),
    jobs: int | None = typer.Option(None, min=1, help="并行进程数，默认处理器数 / parallel processes"),
    memory: str | None = MEMORY_OPTION,
    json_file: Path | None = typer.Option(None, "--json", help="把全部数字写入此文件 / write all figures to a file"),
    markdown_file: Path | None = typer.Option(None, "--markdown", help="把各表写入 Markdown 文件 / write the tables"),
    details: Path | None = typer.Option(None, help="写出漏报和误报明细的文件夹 / folder for what was missed and false"),
) -> None:
    """检测能力：召回率、准确率、误报率，附区间 / how well planted schemes are found, with intervals."""
    wanted = [] if folder and seeds is None else _numbers(seeds or (_QUICK_SEEDS if quick else _SEEDS))
    shares = _shares(missing or (_QUICK_SHARES if quick else _SHARES))
    rounds = rounds_of(wanted, shares, folder)
    memory_all = memory_limit(memory)
    processes = min(len(rounds), jobs or _most_jobs(memory_all))
    setting = Setting(
        now=now(),
        memory=f"{max(SMALLEST, memory_bytes(memory_all) // processes) // 1024**2}MiB",
        scale=scale if scale is not None else _QUICK_SCALE if quick else 1.0,
        threads=1 if processes > 1 else None,
        as_of=_day(as_of),
        only=_models(only),
        contracts=tuple(catalogue_folders("contracts")),
        models=tuple(catalogue_folders("models")),
        effects=_effects(effects),
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with _ended_like_an_interrupt(), Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(t("测评", "benchmark"), total=len(rounds) + metamorphic)
        watch = Watch(lambda label, done, total: bar.update(task, completed=done, description=label))
        results, checks = run_campaign(rounds, setting, processes, watch, rounds[0] if metamorphic else None)
    found = {**_about(setting, wanted, shares, folder), **figures(results), "metamorphic": _told(checks)}
    told = sections(found, checks, lang())
    for section in told:
        _print(section)
    if json_file is not None:
        write_atomically(json_file, json.dumps(found, ensure_ascii=False, indent=2, default=str) + "\n")
    if markdown_file is not None:
        tables = markdown(sections(found, checks, "en", full=True), "Figures")
        write_atomically(markdown_file, placed(markdown_file, tables))
    written = [path for path in (json_file, markdown_file) if path is not None]
    written += [] if details is None else write_details(results, details)
    for path in written:
        console.print(t(f"已写出：{path}", f"written: {path}"), soft_wrap=True, highlight=False, markup=False)
    _end(found, checks)


def _end(found: dict[str, Any], checks: MetamorphicResult | None) -> None:
    """A model that failed, or broke under a metamorphic check, is a fault of the catalogue: exit code 1."""
    bad = {"failed", "limit"}
    failed = [f"{m}: {one['reason']}" for m, one in found["by_model"].items() if bad & set(one["status"])]
    broken = [] if checks is None else [*checks.broken]
    if broken:
        listed = ", ".join(broken)
        failed.append(t(f"未通过变形检验：{listed}", f"fail a metamorphic check: {listed}"))
    for sentence in failed:
        console.print(Text(f"✗ {sentence}", style="red"), soft_wrap=True)
    if failed:
        raise typer.Exit(1)


def _print(section: Section) -> None:
    table = Table(title=section.title, title_justify="left", title_style="bold", caption=section.note, box=None)
    table.caption_justify = "left"
    for place, column in enumerate(section.columns):
        # Ids of models are not cut: they are what one searches for.
        table.add_column(column, justify="left" if place == 0 else "right", overflow="fold", no_wrap=place == 0)
    for row in section.rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print()
    console.print(table)


def _about(setting: Setting, seeds: list[int], shares: list[Decimal], folders: list[Path]) -> dict[str, Any]:
    return {
        "youji_version": youji.__version__,
        "seeds": seeds,
        "scale": setting.scale,
        "missing_shares": [str(share) for share in shares],
        "effects_planted": list(setting.effects),
        "folders": [str(path) for path in folders],
        "intervals": "95 %: Wilson for shares, Byar for counts, bootstrap over rounds for lift",
    }


def _told(checks: MetamorphicResult | None) -> dict[str, Any] | None:
    if checks is None:
        return None
    return {
        "round": checks.label,
        "taken_away": {model: vars(one) for model, one in checks.taken_away.items()},
        "renamed": {model: vars(one) for model, one in checks.renamed.items()},
        "failed": list(checks.failed),
        "broken": list(checks.broken),
    }


def _numbers(text: str) -> list[int]:
    found: dict[int, None] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part)
        if match is None or int(match[2] or match[1]) - int(match[1]) not in range(_MOST_SEEDS):
            raise YoujiError(
                t(
                    f"--seeds：“{text}”无法理解，请写成 101-110 或 3,5,8（至多{_MOST_SEEDS}个）。",
                    f"--seeds: cannot read `{text}`; write 101-110 or 3,5,8 (at most {_MOST_SEEDS}).",
                )
            )
        found.update(dict.fromkeys(range(int(match[1]), int(match[2] or match[1]) + 1)))
    return list(found)


def _shares(text: str) -> list[Decimal]:
    try:
        found = [Decimal(part.strip()).normalize() + 0 for part in text.split(",")]
        if not all(0 <= share <= _MOST_MISSING for share in found):
            raise InvalidOperation
    except InvalidOperation:
        raise YoujiError(
            t(
                f"--missing：“{text}”无法理解，请写成 0,0.1,0.3（0至{_MOST_MISSING}之间）。",
                f"--missing: cannot read `{text}`; write shares between 0 and {_MOST_MISSING} such as 0,0.1,0.3.",
            )
        ) from None
    return list(dict.fromkeys(found))


def _effects(text: str | None) -> tuple[str, ...]:
    chosen = EFFECTS if text is None else tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in chosen:
        if name not in EFFECTS:
            raise YoujiError(
                t(
                    f"--effects：没有“{name}”这一程度，可选 {', '.join(EFFECTS)}。",
                    f"--effects: there is no effect `{name}`; choose from {', '.join(EFFECTS)}.",
                )
            )
    return chosen


def _models(only: list[str]) -> tuple[str, ...]:
    names = [name for entry in only for name in entry.split(",") if name]
    for name in names:
        if name not in models():
            raise YoujiError(
                t(
                    f"没有模型“{name}”；youji models list 可查看。",
                    f"there is no model `{name}`; see `youji models list`.",
                )
            )
    return tuple(dict.fromkeys(names))


def _day(text: str | None) -> date | None:
    return None if text is None else parse_date(text)


def _most_jobs(memory: str) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, memory_bytes(memory) // _JOB_BYTES))


@contextmanager
def _ended_like_an_interrupt() -> Iterator[None]:
    """A polite end (SIGTERM) is treated like Ctrl-C, so that temporary folders go in either case."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
