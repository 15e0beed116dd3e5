"""Screens: plans the models that the data can feed, runs each as a step of its own, gathers leads, records the run.

A step's result is kept under a key made of everything it depends on. A killed run therefore goes on where it was:
the next one finds the steps that are complete and repeats at most the one that was under way.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb

import youji
from youji.screening.contracts.model import Contract
from youji.screening.engine.session import ENGINE, ENGINE_VERSION, Limits, open_session
from youji.screening.engine.step import evidence_sql, run_step
from youji.screening.errors import LimitError, ModelError, YoujiError
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home, sync_folder, write_atomically
from youji.screening.lake.phases import write_phase
from youji.screening.lake.tables import Lake, create_views, literal
from youji.screening.leads.gather import NAME_COLUMNS, gather_leads
from youji.screening.leads.masking import scrub
from youji.screening.runs.record import RunRecord, RunStore, StepRecord, StepStatus, fingerprint
from youji.screening.supervision.gate import CompiledModel, compile_model, missing_inputs
from youji.screening.supervision.model import SupervisionModel

RESULT_FORMAT = 1


@dataclass(frozen=True)
class Watch:
    """Told of each model as it starts and ends, for the progress bar."""

    started: Callable[[str], None] = lambda model_id: None
    ended: Callable[[StepRecord], None] = lambda step: None


@dataclass(frozen=True)
class Screening:
    """One call of `youji screen`. The caller holds `home.writing()`.

    `params`: model id → parameter → value as given; `available`: dataset → columns that hold data.
    """

    home: Home
    contracts: Mapping[str, Contract]
    models: Sequence[SupervisionModel]
    as_of: date
    now: datetime
    params: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    watch: Watch = field(default_factory=Watch)

    def run(self) -> tuple[RunRecord, bool]:
        """The run's record, and whether it is an earlier one because nothing has changed since."""
        started = time.perf_counter()
        store, lake = RunStore(self.home), Lake(self.home)
        versions = lake.versions()
        available = BatchRegister(self.home).delivered_columns()
        plan = [self._plan(model, versions, available) for model in self.models]
        whole = fingerprint(
            [
                RESULT_FORMAT,
                youji.__version__,
                ENGINE,
                ENGINE_VERSION,
                self.as_of.isoformat(),
                versions,
                sorted((p.model.id, p.model.hash, p.key, p.missing, p.problem) for p in plan),
            ]
        )
        latest = store.latest()
        if latest is not None and latest.fingerprint == whole and not _any_stopped(latest):
            return latest, True
        for leftover in store.unfinished():
            shutil.rmtree(leftover)
        steps = []
        for planned in plan:
            self.watch.started(planned.model.id)
            step = self._step(planned, store, lake, versions)
            self.watch.ended(step)
            steps.append(step)
        run_id = f"{self.now:%Y%m%dT%H%M%S}-{whole[:6]}"
        done = [s for s in steps if s.status is StepStatus.DONE]
        n_leads = self._leads(store, lake, versions, run_id, done)
        record = RunRecord(
            run_id=run_id,
            started_at=self.now.isoformat(timespec="seconds"),
            as_of=self.as_of.isoformat(),
            youji_version=youji.__version__,
            engine=ENGINE,
            engine_version=ENGINE_VERSION,
            versions=versions,
            steps=tuple(steps),
            n_alerts=sum(s.n_alerts for s in done),
            n_leads=n_leads,
            seconds=round(time.perf_counter() - started, 3),
            fingerprint=whole,
        )
        with write_phase("record"):
            store.save(record)
        return record, False

    def _plan(
        self, model: SupervisionModel, versions: Mapping[str, int], available: Mapping[str, set[str]]
    ) -> _Planned:
        missing = tuple(missing_inputs(model, available))
        if missing:
            return _Planned(model, None, None, missing, None)
        try:
            compiled = compile_model(model, self.contracts, self.params.get(model.id, {}), self.as_of)
        except ModelError as error:
            return _Planned(model, None, None, (), str(error))
        inputs = {dataset: versions.get(dataset) for dataset in sorted(compiled.inputs)}
        types = {d: [(c, self.contracts[d].column(c).type) for c in compiled.inputs[d]] for d in inputs}
        queries = [
            compiled.sql,
            *(evidence_sql(compiled, evidence, self.contracts) for evidence in model.evidence),
        ]
        key = fingerprint([RESULT_FORMAT, model.hash, queries, ENGINE, ENGINE_VERSION, inputs, types])
        return _Planned(model, compiled, key, (), None)

    def _step(self, planned: _Planned, store: RunStore, lake: Lake, versions: Mapping[str, int]) -> StepRecord:
        model = planned.model
        base = StepRecord(model.id, model.hash, str(model.severity), StepStatus.DONE)
        if planned.missing:
            what = ", ".join(planned.missing)
            return _ended(base, StepStatus.NOT_COMPUTABLE, f"needs {what}", missing=planned.missing)
        if planned.compiled is None or planned.key is None:
            return _ended(base, StepStatus.FAILED, planned.problem or "")
        compiled = planned.compiled
        base = StepRecord(
            model.id,
            model.hash,
            str(model.severity),
            StepStatus.DONE,
            key=planned.key,
            params={name: str(value) for name, value in compiled.params.items()},
            inputs={d: versions[d] for d in sorted(compiled.inputs) if d in versions},
        )
        final = store.step_folder(model.id, planned.key)
        if (final / "step.json").is_file():
            counts = json.loads((final / "step.json").read_text(encoding="utf-8"))
            return StepRecord(**{**base.__dict__, **counts, "reused": True})
        started = time.perf_counter()
        try:
            with self.home.scratch() as scratch:
                counts = compute_step(self.home, self.contracts, compiled, versions, self.limits, scratch)
                counts["seconds"] = round(time.perf_counter() - started, 3)
                with write_phase("step"):
                    _keep(scratch / "result", final, counts, model)
        except LimitError as error:
            return _ended(base, StepStatus.LIMIT, scrub(str(error)), seconds=time.perf_counter() - started)
        except YoujiError as error:
            return _ended(base, StepStatus.FAILED, scrub(str(error)), seconds=time.perf_counter() - started)
        except duckdb.Error as error:
            # The engine quotes the value it choked on, which may be personal.
            sentence = scrub(f"{model.path}: the engine refused it: {str(error).splitlines()[0]}")
            return _ended(base, StepStatus.FAILED, sentence, seconds=time.perf_counter() - started)
        return StepRecord(**{**base.__dict__, **counts})

    def _leads(
        self,
        store: RunStore,
        lake: Lake,
        versions: Mapping[str, int],
        run_id: str,
        done: Sequence[StepRecord],
    ) -> int:
        files = [store.step_folder(s.model_id, s.key or "") / "alerts.parquet" for s in done if s.n_alerts]
        wanted = {
            dataset: (key, name)
            for dataset, key, name in NAME_COLUMNS.values()
            if dataset in versions and dataset in self.contracts
        }
        folder = store.folder(run_id)
        with write_phase("leads"), self.home.scratch() as scratch:
            folder.mkdir(parents=True, exist_ok=True)
            with open_session(self.limits, scratch, self.home.path) as connection:
                create_views(connection, lake, self.contracts, versions, wanted)
                gather_leads(connection, files, {s.model_id: s.severity for s in done}, list(wanted))
                temporary = scratch / "leads.parquet"
                connection.execute(
                    f"COPY (SELECT * FROM leads ORDER BY rank) TO {literal(str(temporary))} (FORMAT parquet)"
                )
                count = int(connection.execute("SELECT count(*) FROM leads").fetchall()[0][0])
            temporary.replace(store.leads_file(run_id))
        return count


@dataclass(frozen=True)
class _Planned:
    model: SupervisionModel
    compiled: CompiledModel | None
    key: str | None
    missing: tuple[str, ...]
    problem: str | None


def compute_step(
    home: Home,
    contracts: Mapping[str, Contract],
    compiled: CompiledModel,
    versions: Mapping[str, int],
    limits: Limits,
    scratch: Path,
) -> dict[str, int | float]:
    """Computes one model on the given data versions into `scratch/result`; gives `n_alerts` and `n_evidence`."""
    result = scratch / "result"
    result.mkdir()
    wanted = {dataset: tuple(columns) for dataset, columns in compiled.inputs.items()}
    with open_session(limits, scratch, home.path) as connection:
        create_views(connection, Lake(home), contracts, versions, wanted)
        counts = run_step(connection, compiled, contracts, limits, result)
    return {"n_alerts": counts.alerts, "n_evidence": counts.evidence}


def _keep(result: Path, final: Path, counts: Mapping[str, int | float], model: SupervisionModel) -> None:
    """Moves a complete result into place in one rename; the model's own text goes with it, for replay."""
    text = model.path.read_text(encoding="utf-8-sig")
    if hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest() != model.hash:
        raise ModelError(f"{model.path}: was changed while it ran; screen again.")
    (result / model.category).mkdir()
    (result / model.category / f"{model.id}.sql").write_text(text, encoding="utf-8")
    write_atomically(result / "step.json", json.dumps(counts))
    for path in result.glob("*.parquet"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists():
        shutil.rmtree(final)
    result.rename(final)
    sync_folder(final.parent)


def _ended(
    step: StepRecord, status: StepStatus, reason: str, missing: tuple[str, ...] = (), seconds: float = 0.0
) -> StepRecord:
    return StepRecord(
        **{
            **step.__dict__,
            "status": status,
            "reason": reason,
            "missing": missing,
            "seconds": round(seconds, 3),
        }
    )


def _any_stopped(run: RunRecord) -> bool:
    """A model that met a limit may pass with a larger one, so its run is not taken for the last word."""
    return any(s.status is StepStatus.LIMIT for s in run.steps)
