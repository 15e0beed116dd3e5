"""Replays a recorded run: the same models on the same data versions must give the same alerts and evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.engine.session import ENGINE, ENGINE_VERSION, Limits
from youji.screening.errors import HomeError
from youji.screening.lake.home import Home
from youji.screening.lake.tables import literal
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
    watch: Callable[[str], None] = lambda model_id: None,
) -> list[ReplayedStep]:
    """Computes every done step of `run` anew and compares it with what was recorded.

    HomeError where the engine is not the recorded one or a recorded result is gone.
    """
    if (run.engine, run.engine_version) != (ENGINE, ENGINE_VERSION):
        raise HomeError(
            f"run {run.run_id} was made with {run.engine} {run.engine_version}, this is {ENGINE} {ENGINE_VERSION}; "
            "install that version to replay it."
        )
    store = RunStore(home)
    replayed = []
    for step in run.steps:
        if step.status is not StepStatus.DONE or step.key is None:
            continue
        watch(step.model_id)
        recorded = store.step_folder(step.model_id, step.key)
        if not (recorded / "step.json").is_file():
            raise HomeError(f"{recorded}: the recorded result is gone; the run cannot be compared.")
        model = load_model(next(recorded.glob(f"*/{step.model_id}.sql")))
        compiled = compile_model(model, contracts, typed_params(model, step), date.fromisoformat(run.as_of))
        with home.scratch() as scratch:
            counts = compute_step(home, contracts, compiled, run.versions, limits, scratch)
            differing = _differing(recorded, scratch / "result")
        replayed.append(ReplayedStep(step.model_id, int(counts["n_alerts"]), differing))
    return replayed


def typed_params(model: SupervisionModel, step: StepRecord) -> dict[str, object]:
    """Recorded parameter texts as the types the model declares."""
    typed: dict[str, object] = {}
    for name, text in step.params.items():
        if name not in model.params:
            continue
        default = model.params[name].value
        if isinstance(default, bool):
            typed[name] = text == "True"
        elif isinstance(default, int):
            typed[name] = int(text)
        elif isinstance(default, Decimal):
            typed[name] = Decimal(text)
        elif isinstance(default, date):
            typed[name] = date.fromisoformat(text)
        else:
            typed[name] = text
    return typed


def _differing(recorded: Path, computed: Path) -> int:
    differing = 0
    with duckdb.connect() as connection:
        for name in ("alerts.parquet", "evidence.parquet"):
            old = f"SELECT * FROM read_parquet({literal(str(recorded / name))})"
            new = f"SELECT * FROM read_parquet({literal(str(computed / name))})"
            differing += int(
                connection.execute(
                    f"SELECT count(*) FROM (({old} EXCEPT {new}) UNION ALL ({new} EXCEPT {old}))"
                ).fetchall()[0][0]
            )
    return differing
