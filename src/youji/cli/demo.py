"""`youji demo`: the invented region from nothing to a report, in one command."""

from __future__ import annotations

import json
import time
from pathlib import Path

import typer

from youji.cli.context import MEMORY_OPTION, console, contracts, home, memory_limit, models
from youji.cli.ingest import ingest_sources
from youji.cli.language import t
from youji.cli.leads import print_leads, write_report
from youji.cli.screen import screen_models, show_run
from youji.screening.engine.limits import Limits
from youji.screening.errors import YoujiError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import write_atomically
from youji.screening.runs.record import RunRecord, StepStatus
from youji.screening.supervision.model import Status

AS_OF = "2025-06-30"
"""The last day of the invented region's records."""


def demo(
    folder: Path = typer.Option(Path("region"), help="示例城市的文件夹 / folder of the invented region"),
    seed: int = typer.Option(7, help="随机种子 / seed"),
    scale: float = typer.Option(1.0, min=0.01, help="规模 / scale"),
    memory: str | None = MEMORY_OPTION,
    limit: int = typer.Option(15, min=1, help="显示的线索数 / leads to print"),
) -> None:
    """生成示例城市、读入、筛查、列出线索、写出报告 / invent a region, ingest, screen, print leads, write the report."""
    started = time.perf_counter()
    if not (folder / "manifest.json").is_file():
        # Only now: the generator takes half a second to load, and the second start has no need of it.
        from youji.cli.region import region

        region(seed=seed, scale=scale, out=folder)
    limits = Limits(memory=memory_limit(memory))
    _ingest(folder, limits.memory)
    known = contracts()
    chosen = [m for _, m in sorted(models().items()) if m.status in {Status.ACTIVE, Status.TRIAL}]
    run, unchanged = screen_models(chosen, known, AS_OF, {}, limits)
    show_run(run, unchanged)
    print_leads(run, limit)
    same_borders = _lay_out_borders(folder)
    report = write_report(run, None, unmask=False, unchanged=unchanged and same_borders)
    console.print(t(f"报告：{report}", f"report: {report}"), soft_wrap=True, highlight=False)
    console.print(
        t(f"用时 {time.perf_counter() - started:.1f} 秒", f"{time.perf_counter() - started:.1f} s"),
        highlight=False,
    )
    if _anything_failed(run):
        raise typer.Exit(1)


def _ingest(folder: Path, memory: str) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    known = contracts()
    working = home()
    seen = {(b.source, b.dataset) for b in BatchRegister(working).all()} if working.exists else set()
    for name, entry in manifest["files"].items():
        path = str(folder / name)
        if (path, entry["dataset"]) in seen and _older_than_home(Path(path)):
            continue
        if ingest_sources([path], known[entry["dataset"]], [], ReadOptions(), memory, accept=False, show_certain=False):
            raise YoujiError(t(f"{path} 未能读入，见上。", f"{path} was not ingested, see above."))


def _lay_out_borders(folder: Path) -> bool:
    """Puts the region's borders into the catalogue, where reports find them; True if nothing was to be done."""
    source, target = folder / "divisions.geojson", home().path / "catalogue" / "divisions" / "region.geojson"
    if not source.is_file():
        return True
    borders = source.read_text(encoding="utf-8")
    if target.is_file() and target.read_text(encoding="utf-8") == borders:
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, borders)
    return False


def _older_than_home(path: Path) -> bool:
    """Nothing was written to the file since the register was: then its content hash need not be taken again."""
    return path.stat().st_mtime < home().batches.stat().st_mtime


def _anything_failed(run: RunRecord) -> bool:
    return any(step.status in {StepStatus.FAILED, StepStatus.LIMIT} for step in run.steps)
