"""Replays a recorded run: the same models on the same data versions must give the same alerts and evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.engine.backend import Engine
from youji.screening.engine.limits import Limits
from youji.screening.engine.session import ENGINE_VERSION
from youji.screening.errors import HomeError
from youji.screening.lake.home import Home
from youji.screening.lake.tables import literal
from youji.screening.linking.snapshot import Snapshots
from youji.screening.runs.record import RunRecord, RunStore, StepRecord, StepStatus
from youji.screening.runs.screen import compute_step
from youji.screening.supervision.gate import compile_model
from youji.screening.supervision.model import SupervisionModel, load_model


@dataclass(frozen=True)
class ReplayedStep:
    """One model replayed: how many alerts, and how many rows of alerts or evidence differ from the record."""

    model_id: str
    n_alerts: int
    differing: int


def replay(
    home: Home,
    contracts: Mapping[str, Contract],
    run: RunRecord,
    limits: Limits,
    engine: Engine,
    watch: Callable[[str], None] = lambda model_id: None,
) -> list[ReplayedStep]:
    """Computes every done step of `run` anew and compares it with what was recorded.

    HomeError where the engine is not the recorded one, or a recorded result is gone, damaged or of another model.
    """
    recorded_with = {run.engine: run.engine_version, "duckdb": run.duckdb_version or run.engine_version}
    here = {engine.name: engine.version, "duckdb": ENGINE_VERSION}
    if recorded_with != here:
        made, this = (" and ".join(f"{name} {of}" for name, of in pair.items()) for pair in (recorded_with, here))
        raise HomeError(f"run {run.run_id} was made with {made}, this is {this}; install that version to replay it.")
    store, snapshots = RunStore(home), Snapshots(home.register)
    parties = snapshots.party_ids(snapshots.read(run.register)) if run.register is not None else None
    replayed = []
    for step in run.steps:
        if step.status is not StepStatus.DONE or step.key is None:
            continue
        watch(step.model_id)
        recorded = store.step_folder(step.model_id, step.key)
        model = _recorded_model(recorded, step)
        # The texts of the record are read in the parameters' own types, as those of the command line are.
        compiled = compile_model(model, contracts, step.params, date.fromisoformat(run.as_of), engine.dialect)
        with home.scratch() as scratch:
            counts = compute_step(home, contracts, compiled, run.versions, limits, scratch, engine, parties)
            differing = _differing(recorded, scratch / "result")
        replayed.append(ReplayedStep(step.model_id, int(counts["n_alerts"]), differing))
    return replayed


def _recorded_model(recorded: Path, step: StepRecord) -> SupervisionModel:
    """The model as it ran; HomeError where its result or its text is gone or was changed."""
    found = sorted(recorded.glob(f"*/{step.model_id}.sql"))
    names = ("step.json", "alerts.parquet", "evidence.parquet")
    if len(found) != 1 or not all((recorded / name).is_file() for name in names):
        raise HomeError(f"{recorded}: the recorded result is gone or not whole; the run cannot be compared.")
    model = load_model(found[0])
    if model.hash != step.model_hash:
        raise HomeError(
            f"{found[0]}: is not the model that ran (the record says {step.model_hash[:12]}, the file is "
            f"{model.hash[:12]}); restore it from a copy."
        )
    return model


def _differing(recorded: Path, computed: Path) -> int:
    differing = 0
    with duckdb.connect() as connection:
        for name in ("alerts.parquet", "evidence.parquet"):
            old = f"SELECT * FROM read_parquet({literal(str(recorded / name))})"
            new = f"SELECT * FROM read_parquet({literal(str(computed / name))})"
            try:
                differing += int(
                    connection.execute(
                        f"SELECT count(*) FROM (({old} EXCEPT ALL {new}) UNION ALL ({new} EXCEPT ALL {old}))"
                    ).fetchall()[0][0]
                )
            except duckdb.Error as error:
                raise HomeError(
                    f"{recorded / name}: is damaged ({str(error).splitlines()[0]}); restore it from a copy."
                ) from error
    return differing
