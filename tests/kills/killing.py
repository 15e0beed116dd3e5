"""Kills `youji` in the middle of its work, lets it finish, and compares the result with an undisturbed one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from youji.screening.contracts.registry import load_contracts
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.phases import INGEST_PHASES
from youji.screening.lake.tables import Lake, literal, parquet_scan, quoted
from youji.screening.runs.record import RunStore

CHILD = Path(__file__).parent / "deadly_child.py"
SOURCE = Path(__file__).parents[2] / "src"
SIGKILLED = -9

TENDERS = 40


def make_files(folder: Path) -> dict[str, Path]:
    """A small office: payments above contracts, bids with a price pattern, and rows for the quarantine."""
    contracts = ["contract_id,tender_id,buyer_id,supplier_id,amount,signed_on,category_code,procedure"]
    payments = ["payment_id,contract_id,payee_id,amount,paid_on"]
    bids = ["bid_id,tender_id,bidder_id,amount,status"]
    tenders = ["tender_id,buyer_id,estimate,opened_on"]
    for i in range(TENDERS):
        tenders.append(f"T{i},G{i % 3},1000000,2024-03-{i % 27 + 1:02d}")
        contracts.append(f"K{i},T{i},G{i % 3},S{i % 7},{900000 + i},2024-04-{i % 27 + 1:02d},works,open")
        payments.append(f"P{i},K{i},S{i % 7},{1200000 if i % 10 == 0 else 800000},2024-06-01")
        bids += [f"B{i}-{j},T{i},S{j},{900000 + (i * j if i % 4 else j)},valid" for j in range(5)]
    payments += ["PX,K1,S1,viele,2024-06-01", "PY,K1,S1,5,2024-02-30", "P1,K1,S1,77,2024-06-01"]
    files = {"tender": tenders, "bid": bids, "contract": contracts, "payment": payments}
    paths = {}
    for dataset, lines in files.items():
        paths[dataset] = folder / f"{dataset}.csv"
        paths[dataset].write_text("\n".join(lines) + "\n", encoding="utf-8")
    corrected = folder / "payment-corrected.csv"
    corrected.write_text(payments[0] + "\nP0,K0,S0,1300000,2024-06-01\nP40,K0,S0,1,2024-06-02\n", encoding="utf-8")
    paths["payment-corrected"] = corrected
    return paths


def steps(files: dict[str, Path]) -> list[list[str]]:
    """The commands of one whole piece of work."""
    ingests = [["ingest", str(path), "--as", name.split("-")[0]] for name, path in files.items()]
    return [*ingests, ["screen", "--as-of", "2025-06-30"]]


@dataclass(frozen=True)
class Outcome:
    """What the work left behind, free of what may differ between two runs (times, batch numbers)."""

    rows: dict[str, list[tuple[object, ...]]]
    quarantined: dict[str, int]
    batches: list[tuple[str, str, int, int, int]]
    alerts: list[tuple[object, ...]]
    evidence: list[tuple[object, ...]]
    leads: list[tuple[object, ...]]


def youji(home: Path, command: list[str], kill: tuple[str, int, float] | None = None) -> int:
    """Runs one command, killed as told; gives its exit status."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "YOUJI_HOME": str(home)}
    if kill is None:
        arguments = [sys.executable, "-m", "youji.cli.main", *command]
    else:
        environment |= {"KILL_PHASE": kill[0], "KILL_NTH": str(kill[1]), "KILL_AFTER": str(kill[2])}
        arguments = [sys.executable, str(CHILD), *command]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode not in {0, SIGKILLED}:
        raise AssertionError(f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.returncode


def work(home: Path, files: dict[str, Path], kills: list[tuple[str, int, float]]) -> int:
    """All steps, each killed as listed and then run again; gives how many processes died."""
    died = 0
    for command in steps(files):
        phase_of = INGEST_PHASES if command[0] == "ingest" else ()
        for number, kill in enumerate(kills, 1):
            if (kill[0] in phase_of) == (command[0] == "ingest"):
                # A screen that had written its record before it died is complete: ask for another date each time.
                killed = [*command[:-1], f"2025-05-{number:02d}"] if command[0] == "screen" else command
                died += youji(home, killed, kill) == SIGKILLED
        youji(home, command)
    return died


def outcome(path: Path) -> Outcome:
    """Reads what is in the home."""
    home = Home(path)
    lake, register, store = Lake(home), BatchRegister(home), RunStore(home)
    contracts = load_contracts()
    with duckdb.connect() as db:
        rows = {}
        for dataset in lake.datasets():
            names = ", ".join(quoted(n) for n in contracts[dataset].names)
            place = "(_row & 4294967295) AS line"
            query = f"SELECT {names}, {place} FROM {parquet_scan(lake.files(dataset))} ORDER BY ALL"
            rows[dataset] = db.execute(query).fetchall()
        quarantined = {
            f"{b.dataset}:{Path(b.source).name}": db.execute(
                f"SELECT count(*) FROM read_parquet({literal(str(home.quarantine / f'{b.number:08d}.parquet'))})"
            ).fetchall()[0][0]
            for b in register.all()
            if b.rows_quarantined
        }
        run = store.latest()
        assert run is not None
        alerts: list[tuple[object, ...]] = []
        evidence: list[tuple[object, ...]] = []
        for step in run.steps:
            if step.key is not None:
                folder = store.step_folder(step.model_id, step.key)
                alerts += db.execute(
                    f"FROM read_parquet({literal(str(folder / 'alerts.parquet'))}) ORDER BY ALL"
                ).fetchall()
                evidence += db.execute(
                    "SELECT alert_id, dataset, row_id & 4294967295 FROM"
                    f" read_parquet({literal(str(folder / 'evidence.parquet'))}) ORDER BY ALL"
                ).fetchall()
        # Without the day on which a lead was first seen: a run that ended before the kill has seen it, too.
        leads = db.execute(
            f"SELECT * EXCLUDE (since) FROM read_parquet({literal(str(store.leads_file(run.run_id)))}) ORDER BY rank"
        ).fetchall()
    batches = [
        (b.dataset, Path(b.source).name, b.rows_read, b.rows_accepted, b.rows_quarantined) for b in register.all()
    ]
    return Outcome(rows, quarantined, batches, alerts, evidence, leads)
