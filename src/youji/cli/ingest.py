"""`youji ingest`: files, folders and databases into the lake."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from youji.cli.context import MEMORY_OPTION, console, contract_of, contracts, errors, home, memory_limit, now
from youji.cli.language import lang, t
from youji.cli.ocds_report import show_left_out, show_recognised
from youji.screening.contracts.model import Contract
from youji.screening.errors import YoujiError
from youji.screening.ingest.intake import Head, Intake
from youji.screening.ingest.mapping import Mapping, load_mapping, mapping_dataset
from youji.screening.ingest.ocds import OcdsIntake, recognised, refuse
from youji.screening.ingest.pipeline import Ingest, IngestResult, Outcome
from youji.screening.ingest.propose import Proposal
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers import expand_sources
from youji.screening.ingest.readers.address import is_address, redacted
from youji.screening.ingest.values import REASONS
from youji.screening.leads.masking import scrub


def ingest(
    sources: list[str] = typer.Argument(
        ..., help="文件、文件夹、通配符或数据库地址 / files, folders, globs, database addresses"
    ),
    dataset: str | None = typer.Option(None, "--as", help="数据集；ocds 为开放合同数据 / dataset, or ocds"),
    maps: list[Path] = typer.Option([], "--map", help="字段映射文件，可多次 / mapping file, may be repeated"),
    sheet: str | None = typer.Option(None, help="只读这个工作表 / only this sheet"),
    encoding: str | None = typer.Option(None, help="文本编码 / text encoding"),
    delimiter: str | None = typer.Option(None, help="分隔符 / delimiter"),
    header_row: int | None = typer.Option(None, min=1, help="表头所在行 / header row"),
    table: str | None = typer.Option(None, help="数据库表 / database table"),
    query: str | None = typer.Option(None, help="数据库查询 / database query"),
    memory: str | None = MEMORY_OPTION,
    yes: bool = typer.Option(False, "--yes", "-y", help="接受建议的字段映射 / accept a proposed mapping"),
) -> None:
    """读入数据：校验、隔离坏行、原子入库 / read data in: check, quarantine bad rows, commit the rest."""
    options = ReadOptions(
        sheet=sheet, encoding=encoding, delimiter=delimiter, header_row=header_row, table=table, query=query
    )
    if dataset == OCDS and not maps:
        failed = ingest_ocds(expand_sources(sources), options, memory_limit(memory), said=True)
        raise typer.Exit(int(failed > 0))
    mappings = _mappings(maps, dataset)
    if not mappings and dataset is None:
        failed = ingest_ocds(expand_sources(sources), options, memory_limit(memory), said=False)
        raise typer.Exit(int(failed > 0))
    contract = contract_of(dataset) if dataset is not None else mappings[0][0]
    failed = ingest_sources(expand_sources(sources), contract, mappings, options, memory_limit(memory), accept=yes)
    if failed:
        raise typer.Exit(1)


def ingest_sources(
    sources: list[str],
    contract: Contract,
    mappings: list[tuple[Contract, Mapping]],
    options: ReadOptions,
    memory: str,
    accept: bool,
    show_certain: bool = True,
) -> int:
    """Ingests each source and prints what came of it; gives the number that were refused.

    `show_certain`: print the mapping too where every column's name settles it.
    """

    def start(ingest: Ingest, bar: Progress) -> Callable[[str], None]:
        intake = Intake(
            ingest,
            contract,
            options,
            decide=lambda head, proposal, path: _ask(bar, head, proposal, path, accept),
            told=_show_proposal if show_certain else lambda head, proposal, path: None,
        )

        def take(source: str) -> None:
            for result in intake.source(source, mappings):
                _report(result)

        return take

    return _each(sources, memory, start)


def ingest_ocds(sources: list[str], options: ReadOptions, memory: str, said: bool) -> int:
    """Ingests files that are OCDS by their content and prints what came of each; gives the number that were refused.

    `said`: the user said `--as ocds`, so a file that is not is refused as such.
    """

    def start(ingest: Ingest, bar: Progress) -> Callable[[str], None]:
        intake = OcdsIntake(ingest, contracts(), options)

        def take(source: str) -> None:
            form = None if is_address(source) else recognised(source, options, said)
            if form is None and said:
                raise refuse(redacted(source))
            if form is None:
                raise YoujiError(
                    t(
                        f"{redacted(source)}：请用 --as 指明数据集，或用 --map 给出映射文件（它不是 OCDS 数据）。",
                        f"{redacted(source)}: name the dataset with --as, or give a mapping file with --map (it is not "
                        "OCDS data, which is recognised without).",
                    )
                )
            outcome = intake.source(source, form)
            show_recognised(outcome)
            for result in outcome.results:
                _report(result)
            show_left_out(outcome)

        return take

    return _each(sources, memory, start)


def _each(sources: list[str], memory: str, start: Callable[[Ingest, Progress], Callable[[str], None]]) -> int:
    failed = 0
    working = home()
    with (
        working.writing(),
        Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        ) as bar,
    ):
        task = bar.add_task("", total=None)

        def progress(phase: str, rows: int) -> None:
            bar.update(task, description=f"{name} {_PHASES[phase][lang() == 'en']} {rows:,}")

        take = start(Ingest(working, memory, now(), progress), bar)
        for source in sources:
            name = scrub(Path(source).name)
            bar.update(task, description=name)
            try:
                take(source)
            except YoujiError as error:
                failed += 1
                errors.print(f"[red]✗[/] {escape(scrub(str(error)))}", soft_wrap=True, highlight=False)
    return failed


OCDS = "ocds"
"""What `--as` says for Open Contracting data, which feeds several datasets."""
_PHASES = {"stage": ("读取", "reading"), "commit": ("入库", "committing")}


def _mappings(maps: list[Path], dataset: str | None) -> list[tuple[Contract, Mapping]]:
    known = contracts()
    chosen = []
    for path in maps:
        named = mapping_dataset(path)
        contract = known.get(named)
        if contract is None:
            raise YoujiError(
                t(
                    f"{path}：没有名为“{named}”的数据集。",
                    f"{path}: field `dataset`: there is no dataset `{named}`.",
                )
            )
        if dataset is not None and named != dataset:
            raise YoujiError(
                t(
                    f"{path}：映射的是“{named}”，而 --as 写的是“{dataset}”，请改其一。",
                    f"{path}: maps `{named}`, but --as says `{dataset}`; change one of them.",
                )
            )
        chosen.append((contract, load_mapping(path, contract)))
    return chosen


def _report(result: IngestResult) -> None:
    name = scrub(Path(result.source).name) + (f" [{scrub(result.sheet)}]" if result.sheet else "")
    batch = result.batch
    if result.outcome is Outcome.EMPTY or batch is None:
        console.print(t(f"· {name}：没有数据行", f"· {name}: no rows"), highlight=False, markup=False)
        return
    if result.outcome is Outcome.UNCHANGED:
        console.print(
            t(
                f"= {name} → {result.dataset}：内容未变（批次 {batch.number}）",
                f"= {name} → {result.dataset}: unchanged (batch {batch.number})",
            ),
            highlight=False,
            markup=False,
        )
        return
    extra = ""
    if batch.rows_replaced:
        extra += t(f"，更正 {batch.rows_replaced:,} 行", f", {batch.rows_replaced:,} replaced")
    if batch.rows_quarantined:
        extra += t(f"，隔离 {batch.rows_quarantined:,} 行", f", {batch.rows_quarantined:,} quarantined")
        worst = sorted(batch.reasons.items(), key=lambda item: -item[1])[:3]
        extra += t("（", " (") + t("；", "; ").join(_reason(place, n) for place, n in worst) + t("）", ")")
    console.print(
        t(
            f"✓ {name} → {result.dataset}：入库 {batch.rows_accepted:,} 行{extra}",
            f"✓ {name} → {result.dataset}: {batch.rows_accepted:,} rows in{extra}",
        ),
        highlight=False,
        markup=False,
    )


def _reason(place: str, n: int) -> str:
    column, _, reason = place.partition(":")
    zh, en = REASONS.get(reason, (reason, reason))
    return f"{column} {t(zh, en)} × {n:,}"


def _show_proposal(head: Head, proposal: Proposal, path: Path) -> None:
    title = t(f"{head.source} 的字段映射", f"column mapping of {head.source}")
    table = Table(title=scrub(title), title_justify="left")
    for heading in (t("目标列", "target"), t("来源列", "source"), t("把握", "confidence"), t("依据", "why")):
        table.add_column(heading, overflow="fold")
    for match in proposal.matches:
        table.add_row(
            match.target,
            match.source or "—",
            f"{match.confidence:.0%}",
            match.why.zh if lang() == "zh" else match.why.en,
        )
    console.print(table)
    if proposal.unmapped:
        console.print(
            t("未使用的来源列：", "source columns not used: ") + "、".join(proposal.unmapped),
            highlight=False,
            markup=False,
        )
    console.print(t(f"映射已保存：{path}", f"mapping saved: {path}"), highlight=False, markup=False, soft_wrap=True)


def _ask(bar: Progress, head: Head, proposal: Proposal, path: Path, accept: bool) -> bool:
    bar.stop()
    try:
        _show_proposal(head, proposal, path)
        if accept:
            return True
        if not sys.stdin.isatty():
            return False
        return typer.confirm(t("按此映射入库？", "ingest with this mapping?"))
    finally:
        bar.start()
