"""Whole screening run ÷ the same SQL by hand in DuckDB, on the same files, in one call.

    python bench/engine.py [--bids 10000000] [--memory 4GB] [--runs 3] [--json]

Numerator: `youji screen` from start to recorded run (planning, gate, views, alerts, identities, evidence, leads,
record), in a process of its own. Denominator: a process that opens DuckDB with the same memory limit and threads,
makes views of the same Parquet files and writes each model's alerts and evidence to Parquet with the same SQL text,
which it finds ready.
Both are run in turn; wall and CPU seconds are medians, memory is the largest peak resident size of a run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
import youji
from bulk_region import build
from youji.cli.context import memory_limit
from youji.screening.contracts.registry import load_contracts
from youji.screening.engine.limits import Limits
from youji.screening.engine.step import evidence_sql
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.tables import Lake, literal
from youji.screening.lake.views import create_views
from youji.screening.memory import engine_memory
from youji.screening.runs.screen import Screening
from youji.screening.supervision.gate import compile_model, missing_inputs
from youji.screening.supervision.model import load_catalogue

AS_OF = date(2025, 6, 30)


def youji_run(home: Home, memory: str) -> dict[str, object]:
    """One whole run; results of earlier runs are gone, so every model is computed."""
    contracts, models = load_contracts(), load_catalogue()
    with home.writing():
        record, _ = Screening(
            home, contracts, list(models.values()), AS_OF, datetime.now(UTC), limits=Limits(memory=memory)
        ).run()
    return {"steps": {s.model_id: (s.status, s.n_alerts, s.n_evidence, s.seconds, s.reason) for s in record.steps}}


def write_script(home: Home, path: Path) -> None:
    """What a person would have at hand: of each model the views' text, its query and its evidence queries."""
    contracts, models = load_contracts(), load_catalogue()
    lake = Lake(home)
    versions, available = lake.versions(), BatchRegister(home).delivered_columns()
    script = {}
    for model in models.values():
        if missing_inputs(model, available):
            continue
        compiled = compile_model(model, contracts, {}, AS_OF)
        with duckdb.connect() as db:
            create_views(db, lake, contracts, versions, {d: tuple(c) for d, c in compiled.inputs.items()})
            views = [row[0] for row in db.execute("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()]
        evidence = [evidence_sql(compiled, key, contracts) for key in model.evidence]
        script[model.id] = {"views": views, "alerts": compiled.sql, "evidence": evidence}
    path.write_text(json.dumps(script))


def by_hand(home: Home, memory: str, script: Path) -> dict[str, object]:
    """The same SQL on the same files, nothing else; its text is there already."""
    steps = {}
    with tempfile.TemporaryDirectory(dir=home.path) as folder:
        config = {"memory_limit": engine_memory(memory), "temp_directory": folder, "preserve_insertion_order": False}
        for model, texts in json.loads(script.read_text()).items():
            started = time.perf_counter()
            with duckdb.connect(config=config) as db:
                for view in texts["views"]:
                    db.execute(view)
                db.execute(
                    f"CREATE TEMP TABLE alerts AS SELECT row_number() OVER () AS alert_id, * FROM ({texts['alerts']})"
                )
                db.execute(f"COPY alerts TO {literal(f'{folder}/{model}.parquet')}")
                pairs = " UNION ".join(f"({text})" for text in texts["evidence"])
                db.execute(f"COPY ({pairs}) TO {literal(f'{folder}/{model}.evidence.parquet')}")
                found = db.execute("SELECT count(*) FROM alerts").fetchall()[0][0]
            steps[model] = ("done", found, None, round(time.perf_counter() - started, 2), None)
    return {"steps": steps}


def child(what: str, folder: Path, memory: str, script: Path) -> None:
    """Runs one side and prints its figures; peak memory in MiB."""
    home = Home(folder)
    started = time.perf_counter()
    result = youji_run(home, memory) if what == "youji" else by_hand(home, memory, script)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    result |= {
        "wall": time.perf_counter() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
    }
    print(json.dumps(result))


def measure(what: str, home: Home, memory: str, script: Path) -> dict[str, object]:
    """One run of one side in a process of its own."""
    if what == "youji":
        for folder in (home.results, home.runs):
            shutil.rmtree(folder)
            folder.mkdir()
    command = [sys.executable, __file__, "--child", what, "--home", str(home.path), "--memory", memory]
    command += ["--script", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench/engine.py: the {what} side failed:\n{done.stderr}")
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Builds the region, measures both sides in turn, prints one table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--bids", type=int, default=10_000_000)
    parser.add_argument("--memory", default=None, help="memory limit of both sides, such as 4GB")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--home", type=Path, default=None, help="keep and reuse the region in this folder")
    parser.add_argument("--child", choices=["youji", "by_hand"], default=None, help=argparse.SUPPRESS)
    parser.add_argument("--script", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    memory = memory_limit(options.memory)
    if options.child:
        child(options.child, options.home, memory, options.script)
        return
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(options.home or Path(scratch) / "home")
        started = time.perf_counter()
        if not home.exists:
            print(f"building a region of {options.bids:,} bids …", file=sys.stderr)
            build(home, options.bids)
        built = time.perf_counter() - started
        script = Path(scratch) / "script.json"
        write_script(home, script)
        rounds = []
        for number in range(options.runs):
            print(f"round {number + 1} of {options.runs} …", file=sys.stderr)
            rounds.append({side: measure(side, home, memory, script) for side in ("youji", "by_hand")})
    report(options.bids, memory, built, rounds, options.json)


def report(bids: int, memory: str, built: float, rounds: list[dict[str, dict[str, object]]], as_json: bool) -> None:
    """Prints the figures of all rounds."""

    def median(side: str, figure: str) -> float:
        return statistics.median(float(str(r[side][figure])) for r in rounds)

    ratios = [float(str(r["youji"]["wall"])) / float(str(r["by_hand"]["wall"])) for r in rounds]
    cpu_ratios = [float(str(r["youji"]["cpu"])) / float(str(r["by_hand"]["cpu"])) for r in rounds]
    figures = {
        "bids": bids,
        "memory_limit": memory,
        "region_seconds": round(built, 1),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "versions": {
            "youji": youji.__version__,
            "duckdb": duckdb.__version__,
            "python": platform.python_version(),
        },
        "ratio_wall": {"median": statistics.median(ratios), "all": ratios},
        "ratio_cpu": {"median": statistics.median(cpu_ratios), "all": cpu_ratios},
        "youji": {f: median("youji", f) for f in ("wall", "cpu", "peak_mib")},
        "by_hand": {f: median("by_hand", f) for f in ("wall", "cpu", "peak_mib")},
        "peak_mib": max(float(str(r["youji"]["peak_mib"])) for r in rounds),
        "steps": {side: rounds[-1][side]["steps"] for side in ("youji", "by_hand")},
    }
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    print(f"{bids:,} bids, memory limit {memory}, {figures['machine']}, versions {figures['versions']}")
    print(f"{'model':28}{'alerts':>10}{'evidence':>12}{'youji s':>10}{'by hand s':>11}")
    hand = rounds[-1]["by_hand"]["steps"]
    assert isinstance(hand, dict)
    steps = rounds[-1]["youji"]["steps"]
    assert isinstance(steps, dict)
    for model, (status, alerts, evidence, seconds, reason) in steps.items():
        other = f"{hand[model][3]:11.2f}" if model in hand else f"{'-':>11}"
        print(f"{model:28}{alerts:>10,}{evidence:>12,}{seconds:>10.2f}{other}  {'' if status == 'done' else reason}")
    for side in ("youji", "by_hand"):
        wall, cpu, peak = (median(side, figure) for figure in ("wall", "cpu", "peak_mib"))
        print(f"{side:10} wall {wall:.1f} s, CPU {cpu:.1f} s, peak {peak:,.0f} MiB")
    wall, cpu = statistics.median(ratios), statistics.median(cpu_ratios)
    print(f"ratio youji / by hand: wall {wall:.3f}, CPU {cpu:.3f} (mark: wall <= 1.15)")


if __name__ == "__main__":
    main()
