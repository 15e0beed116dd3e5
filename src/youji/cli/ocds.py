"""`youji ocds`: Cardinal's red flags over OCDS compiled releases, and the settings file they read."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from youji.cli.context import MEMORY_OPTION, errors, memory_limit
from youji.cli.language import t
from youji.screening.errors import YoujiError
from youji.screening.memory import engine_memory
from youji.screening.red_flags.lines import STANDARD_INPUT, Lines, open_lines
from youji.screening.red_flags.run import Summary, indicators
from youji.screening.red_flags.settings import BOTH_COMPARISONS, DEFAULT_FILE, Settings, read_settings

app = typer.Typer(no_args_is_help=True, help="OCDS 数据的红旗指标 / red flags over OCDS data")

_LONG = 64 * 1024**2
_MAX_PROCESSES = 16


@app.command("indicators")
def run_indicators(
    file: str = typer.Argument(
        ..., help="JSON 行文件（可为 gzip），“-”为标准输入 / JSON lines, plain or gzip; - is standard input"
    ),
    settings: Path | None = typer.Option(
        None, "--settings", "-s", help="设置文件，默认全部指标 / settings file; all flags where there is none"
    ),
    count: bool = typer.Option(
        False, "--count", "-c", help="在标准错误输出各组数量 / number of results by group, to standard error"
    ),
    no_meta: bool = typer.Option(False, "--no-meta", help="不含 Meta / leave out the key Meta"),
    maps: bool = typer.Option(False, "--map", help="含 Maps：项目与主体的对应 / add the key Maps"),
    output: str = typer.Option(
        STANDARD_INPUT, "--output", "-o", help="结果文件，默认标准输出 / result file; standard output by default"
    ),
    processes: int | None = typer.Option(
        None, "--processes", min=1, max=_MAX_PROCESSES, help="进程数，默认处理器数 / processes; one a processor"
    ),
    memory: str | None = MEMORY_OPTION,
) -> None:
    """计算十一项红旗指标，输出与 Cardinal 相同 / compute the eleven red flags; the result is Cardinal's."""
    known = Settings() if settings is None else read_settings(settings)
    for note in known.notes:
        _warn(_note(note))
    n_processes = processes or min(_processors(), _MAX_PROCESSES)
    with open_lines(file) as lines, _result(output) as out, _progress(lines) as progress:
        summary = indicators(
            lines,
            known,
            out,
            meta=not no_meta,
            maps=maps,
            processes=n_processes,
            memory=engine_memory(memory_limit(memory)),
            progress=progress,
        )
    _report(summary, file)
    if count:
        for group, n in summary.counts.items():
            typer.echo(f"{group}: {n}", err=True)


@app.command("init")
def init(
    file: str = typer.Argument(..., help="要写的设置文件，“-”为标准输出 / settings file to write; - prints it"),
    force: bool = typer.Option(False, "--force", "-f", help="覆盖已有文件 / overwrite the file"),
) -> None:
    """写出默认设置文件，供修改 / write the default settings file, to be edited."""
    if file == STANDARD_INPUT:
        typer.echo(DEFAULT_FILE, nl=False)
        return
    try:
        with open(file, "w" if force else "x", encoding="utf-8") as out:
            out.write(DEFAULT_FILE)
    except FileExistsError:
        # As Cardinal does: what is there stays, and a script goes on.
        _warn(t(f"{file} 已存在，未改动；要覆盖请加 --force。", f"{file} exists and was kept; --force overwrites it."))
        return
    except OSError as error:
        raise YoujiError(
            t(
                f"{file}：写不了（{error.strerror}），请换一个位置。",
                f"{file}: cannot be written ({error.strerror}); choose another place.",
            )
        ) from error
    typer.echo(t(f"设置已写入 {file}。", f"Settings written to {file}."))


def _processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _result(place: str) -> Iterator[BinaryIO]:
    """Where the result goes. A file appears only when it is whole."""
    if place == STANDARD_INPUT:
        out = typer.get_binary_stream("stdout")
        try:
            yield out
            out.flush()
        except BrokenPipeError:
            # The reader has seen enough. What is left in the buffer must not be tried again at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        return
    target = Path(place)
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            part = Path(file.name)
            yield file  # type: ignore[misc]
        part.chmod(0o644)
        os.replace(part, target)
    except OSError as error:
        raise YoujiError(
            t(
                f"{place}：写不了（{error.strerror}），请换一个位置。",
                f"{place}: cannot be written ({error.strerror}); choose another place.",
            )
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


@contextmanager
def _progress(lines: Lines) -> Iterator[Callable[[int], None]]:
    if lines.size is None or lines.size < _LONG or not errors.is_terminal:
        yield lambda position: None
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
    ) as bar:
        task = bar.add_task(t("读取", "reading"), total=lines.size)
        yield lambda position: bar.update(task, completed=position)


def _report(summary: Summary, file: str) -> None:
    for line, reason in summary.invalid:
        _warn(t(f"第 {line} 行不是 JSON，已跳过（{reason}）", f"Line {line} is invalid JSON, skipping. [{reason}]"))
    if summary.n_invalid > len(summary.invalid):
        _warn(
            t(
                f"不是 JSON 的行共 {summary.n_invalid:,} 行，均已跳过。",
                f"{summary.n_invalid:,} lines in all are invalid JSON and were skipped.",
            )
        )
    if summary.n_other_currency:
        _warn(
            t(
                f"有 {summary.n_other_currency:,} 个报价的币种不是 {summary.currency}，未参与比较。",
                f"{summary.n_other_currency:,} bids are not in {summary.currency} and were not compared.",
            )
        )
    if summary.n_without_ocid and not summary.n_releases:
        _warn(
            t(
                f"{file}：没有一行是带 ocid 的汇总发布（compiled release）；一行应为一个采购项目。",
                f"{file}: no line is a compiled release with an ocid; a line must be one contracting process.",
            )
        )


def _note(note: str) -> str:
    if note == BOTH_COMPARISONS:
        return t(
            "已设 price_comparison_procurement_methods，no_price_comparison_procurement_methods 不起作用。",
            "no_price_comparison_procurement_methods has no effect, as price_comparison_procurement_methods is set.",
        )
    return t(f"设置中的 [{note}] 不计算。", f"[{note}] of the settings is not computed.")


def _warn(text: str) -> None:
    errors.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)
