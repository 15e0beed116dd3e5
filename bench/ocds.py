"""Red flags per second: `youji ocds indicators` against a plain script with the same flags, on the same file.

    python bench/ocds.py [--releases 100000] [--processes 2] [--runs 3] [--json]

The file is made here, by DuckDB, from hashes of row numbers: 100,000 compiled releases of about 4.2 KB (parties,
tender, 1 to 8 bids, award, contract, items; withdrawn, pending and disqualified bids, two currencies, missing values,
cancelled processes). Both are run in turn, each in a process of its own. `youji` is the command as a user runs it. The
rival is `bench/ocds_plain.py`, a straightforward script: one process, one pass, `json.loads` of the standard library,
dicts. Cardinal itself is a Rust program and no Python package gives its `indicators`, so it is not measured here. Wall
seconds are medians; memory is the peak of the sums of resident sizes of a run's processes, sampled every 20 ms. Both
results must be equal, or the benchmark fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
from ocds_plain import plain_indicators

_PARTY = """struct_pack(id := {id}, name := {name}, roles := ['{role}'],
    identifier := struct_pack(scheme := 'DEMO', id := {id}, legalName := {name}),
    address := struct_pack(streetAddress := {n} % 200 || ' Riverside Road', locality := 'Qinghe', region := 'Yunshan'),
    contactPoint := struct_pack(name := 'Office', email := 'office@example.org', telephone := '000-' || {n}))"""
_BUYER, _FIRM = "'DEMO-BUYER-' || buyer", "'DEMO-FIRM-' || x.firm"
_BUYER_NAME, _FIRM_NAME = "'Public body number ' || buyer", "'Supplier company ' || x.firm"
_DAY = "strftime(TIMESTAMP '2025-01-01' + to_days(({})::INTEGER), '%Y-%m-%dT%H:%M:%SZ')"
_ITEMS = """list_transform(range(n_items), lambda k: struct_pack(id := k::VARCHAR, description := 'Item ' || k,
    quantity := 1 + hash(i, k) % 50, classification := struct_pack(scheme := 'UNSPSC',
        id := (10000000 + hash(i, k, 9) % 89999999)::VARCHAR, description := 'Some class of goods')))"""

RELEASES = f"""
WITH base AS (
    SELECT i, hash(i, 1) AS h, hash(i, 2) % 2000 AS buyer, (1 + hash(i, 3) % 8)::BIGINT AS n_bids,
        (1 + hash(i, 4) % 3)::BIGINT AS n_items, 10000 + hash(i, 5) % 4990000 AS estimate,
        CASE WHEN hash(i, 6) % 40 = 0 THEN 'USD' ELSE 'CNY' END AS currency, hash(i, 7) % 25 = 0 AS is_silent,
        hash(i, 8) % 100 AS opened, hash(i, 8) % 100 + 5 + hash(i, 10) % 40 AS closed
    FROM range({{n}}) r(i)
), offered AS (
    SELECT *, list_transform(range(n_bids), lambda b: struct_pack(
        firm := (pow(hash(i, b, 11) % 100000 / 100000.0, 2) * 20000)::INTEGER,
        amount := round(estimate * (0.80 + hash(i, b, 12) % 3000 / 10000.0), 2),
        status := (['disqualified', 'withdrawn', 'pending', 'disqualified', 'valid'])
            [1 + least(hash(i, b, 13) % 20, 4)::INTEGER],
        is_late := hash(i, b, 14) % 60 = 0, is_silent := hash(i, b, 15) % 30 = 0)) AS offers
    FROM base
), won AS (
    SELECT *, list_reduce([x for x in offers if x.status = 'valid'],
        lambda x, y: CASE WHEN x.amount <= y.amount THEN x ELSE y END, offers[1]) AS w
    FROM offered
)
SELECT 'ocds-yj0000-' || lpad(i::VARCHAR, 8, '0') AS ocid, 'compiled-' || i AS id, '2025-06-01T00:00:00Z' AS date,
    ['compiled'] AS tag, 'tender' AS "initiationType",
    [{_PARTY.format(id=_BUYER, name=_BUYER_NAME, role="buyer", n="buyer")}]
        || list_transform(offers, lambda x: {_PARTY.format(id=_FIRM, name=_FIRM_NAME, role="tenderer", n="x.firm")})
        AS parties,
    struct_pack(id := {_BUYER}, name := {_BUYER_NAME}) AS buyer,
    struct_pack(id := 'T-' || i, title := 'Purchase of goods and services number ' || i,
        status := CASE WHEN h % 50 = 0 THEN 'cancelled' ELSE 'complete' END,
        "procuringEntity" := struct_pack(id := {_BUYER}, name := {_BUYER_NAME}),
        "procurementMethod" := (['open', 'selective', 'limited', 'direct'])[1 + (h // 64 % 4)::INTEGER],
        "procurementMethodDetails" := (['Public tender', 'Negotiation', 'Price inquiry'])[1 + (h // 7 % 3)::INTEGER],
        value := struct_pack(amount := estimate, currency := 'CNY'), "numberOfTenderers" := n_bids,
        "tenderPeriod" := struct_pack("startDate" := {_DAY.format("opened")}, "endDate" := {_DAY.format("closed")}),
        items := {_ITEMS}) AS tender,
    struct_pack(details := list_transform(offers, lambda x: struct_pack(id := 'B-' || x.firm,
        date := {_DAY.format("closed + CASE WHEN x.is_late THEN 2 ELSE -1 END")}, status := x.status,
        tenderers := [struct_pack(id := {_FIRM}, name := {_FIRM_NAME})],
        value := CASE WHEN NOT (x.is_silent OR is_silent)
            THEN struct_pack(amount := x.amount, currency := currency) END))) AS bids,
    [struct_pack(id := 'A-' || i, status := CASE WHEN h % 30 = 1 THEN 'pending' ELSE 'active' END,
        suppliers := [struct_pack(id := 'DEMO-FIRM-' || w.firm, name := 'Supplier company ' || w.firm)],
        value := struct_pack(amount := w.amount, currency := currency), items := {_ITEMS})] AS awards,
    [struct_pack(id := 'C-' || i, "awardID" := 'A-' || i, status := 'active', "dateSigned" := '2025-05-15T00:00:00Z',
        value := struct_pack(amount := w.amount, currency := currency))] AS contracts
FROM won ORDER BY i
"""


def generate(path: Path, n: int) -> None:
    """Writes `n` compiled releases, the same for the same `n`."""
    with duckdb.connect() as db:
        db.execute("SET threads = 1; SET memory_limit = '2GB'")
        db.execute(f"COPY ({RELEASES.format(n=n)}) TO '{path}' (FORMAT json)")


def measure(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Wall seconds, CPU seconds and peak memory of a command with all its processes."""
    started, before = time.perf_counter(), os.times()
    process = subprocess.Popen(command, env=environment)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_resident(pid) for pid in _family(process.pid)))
        time.sleep(0.02)
    after = os.times()
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"seconds": time.perf_counter() - started, "cpu": cpu, "memory": peak}


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(found for child in children for found in _family(int(child)))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plain", nargs=2, metavar=("FILE", "RESULT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plain:
        with open(given.plain[0], "rb") as lines:
            Path(given.plain[1]).write_text(json.dumps(plain_indicators(lines)))
        return
    figures = bench(given.releases, given.processes, given.runs)
    if given.json:
        print(json.dumps(figures))
    else:
        _print(figures)


def bench(n: int, processes: int, runs: int) -> dict[str, Any]:
    """Figures of both, by name."""
    with tempfile.TemporaryDirectory(prefix="youji-bench-") as folder:
        file, ours, theirs = (Path(folder) / name for name in ("releases.jsonl", "youji.json", "plain.json"))
        generate(file, n)
        youji = [sys.executable, "-m", "youji.cli.main", "ocds", "indicators", str(file), "--no-meta", "-o", str(ours)]
        commands = {
            "youji": [*youji, "--processes", str(processes)],
            "plain": [sys.executable, __file__, "--plain", str(file), str(theirs)],
        }
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                found[name].append(measure(command, {**os.environ, "YOUJI_LANG": "en"}))
        if json.loads(ours.read_text()) != json.loads(theirs.read_text()):
            raise SystemExit("the two results differ")
        figures: dict[str, Any] = {
            "releases": n,
            "bytes": file.stat().st_size,
            "processes": processes,
            "runs": runs,
            "python": platform.python_version(),
            "rival": "plain script: one process, one pass, json.loads, dicts (bench/ocds_plain.py)",
        }
    for name, each in found.items():
        seconds = statistics.median(run["seconds"] for run in each)
        figures[name] = {
            "seconds": round(seconds, 2),
            "releases_per_second": round(n / seconds),
            "cpu_seconds": round(statistics.median(run["cpu"] for run in each), 2),
            "peak_memory_bytes": max(run["memory"] for run in each),
        }
    figures["speedup"] = round(figures["plain"]["seconds"] / figures["youji"]["seconds"], 2)
    return figures


def _print(figures: dict[str, Any]) -> None:
    print(
        f"{figures['releases']:,} compiled releases, {figures['bytes'] / 1e6:,.0f} MB, all eleven flags, "
        f"{figures['processes']} processes, median of {figures['runs']}; results equal"
    )
    for name, label in (("youji", "youji ocds indicators"), ("plain", figures["rival"])):
        each = figures[name]
        print(
            f"{each['releases_per_second']:>9,} releases/s  {each['seconds']:6.2f} s  CPU {each['cpu_seconds']:6.2f} s "
            f"peak {each['peak_memory_bytes'] / 1024**2:5.0f} MiB  {label}"
        )
    print(f"youji ÷ rival: {figures['speedup']:.2f} times as fast")


if __name__ == "__main__":
    main()
