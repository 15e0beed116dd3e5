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
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

import youji
from youji.screening.contracts.model import Contract
from youji.screening.engine.backend import Engine
from youji.screening.engine.limits import Limits
from youji.screening.engine.on_duckdb import OnDuckDB
from youji.screening.engine.session import ENGINE_VERSION, open_session, time_limit
from youji.screening.engine.step import run_step
from youji.screening.errors import EngineError, LimitError, ModelError, YoujiError
from youji.screening.lake.batches import BatchRegister, settle
from youji.screening.lake.home import Home, sync_folder, write_atomically
from youji.screening.lake.parties import PartyIds
from youji.screening.lake.phases import write_phase
from youji.screening.lake.tables import Lake, literal
from youji.screening.lake.views import create_views
from youji.screening.leads.gather import NAME_COLUMNS, gather_leads
from youji.screening.leads.masking import scrub
from youji.screening.leads.probable import find_uncertain
from youji.screening.runs.grounds import LeadGrounds, identities_before
from youji.screening.runs.record import RunRecord, RunStore, StepRecord, StepStatus, fingerprint
from youji.screening.supervision.gate import CompiledModel, compile_model, missing_inputs, resolve_params
from youji.screening.supervision.model import AS_OF, ParamValue, SupervisionModel

RESULT_FORMAT = 1


@dataclass(frozen=True)
class Watch:
    """Told of each model as it starts and ends, for the progress bar."""

    started: Callable[[str], None] = lambda model_id: None
    ended: Callable[[StepRecord], None] = lambda step: None


@dataclass(frozen=True)
class Screening:
    """One call of `youji screen`. The caller holds `home.writing()`.

    `params`: model id → parameter → value as given. A model that fails, meets a limit or lacks its inputs never stops
    the others; HomeError where the lake or the home itself is damaged.
    """

    home: Home
    contracts: Mapping[str, Contract]
    models: Sequence[SupervisionModel]
    as_of: date
    now: datetime
    params: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    watch: Watch = field(default_factory=Watch)
    engine: Engine = field(default_factory=OnDuckDB)
    """What finds the rows; leads are gathered by DuckDB, whichever it is."""

    def run(self) -> tuple[RunRecord, bool]:
        """The run's record, and whether it is an earlier one because nothing has changed since."""
        started = time.perf_counter()
        store, lake = RunStore(self.home), Lake(self.home)
        settle(self.home, lake)
        for leftover in store.unfinished():
            shutil.rmtree(leftover)
        versions = lake.versions()
        register = BatchRegister(self.home)
        available, filled = register.delivered_columns(), register.filled_columns()
        grounds = LeadGrounds.of(self.home)
        plan = [self._plan(model, versions, available, grounds.parties) for model in self.models]
        whole = fingerprint(
            [
                RESULT_FORMAT,
                youji.__version__,
                self.engine.name,
                self.engine.version,
                ENGINE_VERSION,
                self.as_of.isoformat(),
                versions,
                sorted((p.model.id, p.model.hash, p.key, p.missing, p.problem) for p in plan),
                grounds.key(),
            ]
        )
        latest = store.latest()
        if latest is not None and latest.fingerprint == whole and _last_word(latest, store):
            return latest, True
        steps = []
        for planned in plan:
            self.watch.started(planned.model.id)
            step = replace(
                self._step(planned, store, versions, grounds.parties),
                empty=_empty_inputs(planned.model, available, filled),
            )
            self.watch.ended(step)
            steps.append(step)
        run_id = f"{self.now:%Y%m%dT%H%M%S}-{whole[:6]}"
        done = [s for s in steps if s.status is StepStatus.DONE]
        n_leads = self._leads(store, lake, versions, run_id, done, grounds)
        record = RunRecord(
            run_id=run_id,
            started_at=self.now.isoformat(timespec="seconds"),
            as_of=self.as_of.isoformat(),
            youji_version=youji.__version__,
            engine=self.engine.name,
            engine_version=self.engine.version,
            duckdb_version=ENGINE_VERSION,
            versions=versions,
            steps=tuple(steps),
            n_alerts=sum(s.n_alerts for s in done),
            n_leads=n_leads,
            seconds=round(time.perf_counter() - started, 3),
            fingerprint=whole,
            register=grounds.register,
            calibration=grounds.calibration_hash,
            outcomes=grounds.outcomes,
        )
        with write_phase("record"):
            store.save(record)
        return record, False

    def _plan(
        self,
        model: SupervisionModel,
        versions: Mapping[str, int],
        available: Mapping[str, set[str]],
        parties: PartyIds | None,
    ) -> _Planned:
        missing = tuple(missing_inputs(model, available))
        if missing:
            return _Planned(model, missing=missing)
        try:
            params = resolve_params(model, self.params.get(model.id, {}))
        except ModelError as error:
            return _Planned(model, problem=str(error))
        known = {dataset: self.contracts[dataset] for dataset in sorted(model.inputs) if dataset in self.contracts}
        # What the result follows from. The SQL itself does too, but compiling every model to learn that nothing has
        # changed would cost most of a run: instead, the code that compiles and runs it is part of the key.
        key = fingerprint(
            [
                RESULT_FORMAT,
                code_hash(),
                self.engine.name,
                self.engine.version,
                ENGINE_VERSION,
                model.hash,
                {name: str(value) for name, value in params.items()},
                self.as_of.isoformat() if _looks_from_a_day(model) else None,
                {dataset: versions.get(dataset) for dataset in known},
                {d: [(c.name, c.type) for c in contract.columns] for d, contract in known.items()},
                parties.state(list(known.values())) if parties is not None else [],
            ]
        )
        return _Planned(model, key, params)

    def _step(
        self, planned: _Planned, store: RunStore, versions: Mapping[str, int], parties: PartyIds | None
    ) -> StepRecord:
        model = planned.model
        base = StepRecord(model.id, model.hash, str(model.severity), StepStatus.DONE)
        if planned.missing:
            return replace(
                base,
                status=StepStatus.NOT_COMPUTABLE,
                reason=not_computable(planned.missing),
                missing=planned.missing,
            )
        if planned.key is None:
            return _ended(base, StepStatus.FAILED, planned.problem or "")
        base = replace(
            base,
            key=planned.key,
            params={name: str(value) for name, value in planned.params.items()},
            inputs={d: versions[d] for d in sorted(model.inputs) if d in versions},
        )
        final = store.step_folder(model.id, planned.key)
        kept = _kept(final)
        if kept is not None:
            return replace(_counted(base, kept), reused=True)
        started = time.perf_counter()
        try:
            compiled = compile_model(model, self.contracts, planned.params, self.as_of, self.engine.dialect)
            with self.home.scratch() as scratch:
                counts = compute_step(
                    self.home, self.contracts, compiled, versions, self.limits, scratch, self.engine, parties
                )
                counts["seconds"] = round(time.perf_counter() - started, 3)
                with write_phase("step"):
                    _keep(scratch / "result", final, counts, model)
        except LimitError as error:
            return _ended(base, StepStatus.LIMIT, scrub(str(error)), seconds=time.perf_counter() - started)
        except EngineError as error:
            return _refused(base, model, error, time.perf_counter() - started)
        except YoujiError as error:
            return _ended(base, StepStatus.FAILED, scrub(str(error)), seconds=time.perf_counter() - started)
        except duckdb.Error as error:
            return _refused(base, model, error, time.perf_counter() - started)
        return _counted(base, counts)

    def _leads(
        self,
        store: RunStore,
        lake: Lake,
        versions: Mapping[str, int],
        run_id: str,
        done: Sequence[StepRecord],
        grounds: LeadGrounds,
    ) -> int:
        """Gathers the leads of the done steps; HomeError or LimitError where their files or the memory do not do."""
        found = [store.step_folder(s.model_id, s.key or "") for s in done if s.n_alerts]
        wanted = {
            dataset: (key, name)
            for dataset, key, name in NAME_COLUMNS.values()
            if dataset in versions and dataset in self.contracts
        }
        folder = store.folder(run_id)
        with write_phase("leads"), self.home.scratch() as scratch:
            folder.mkdir(parents=True, exist_ok=True)
            made = {
                ("leads", "rank"): store.leads_file(run_id),
                ("lead_identity", "record"): store.identity_file(run_id),
            }
            known = (self.home.lake, self.home.results, self.home.register, self.home.runs)
            with (
                open_session(self.limits, scratch, *known) as connection,
                time_limit(connection, self.limits.seconds, "gathering the leads"),
            ):
                create_views(connection, lake, self.contracts, versions, wanted, parties=grounds.parties)
                evidence = [path / "evidence.parquet" for path in found]
                if grounds.parties is not None:
                    find_uncertain(connection, grounds.parties, lake, self.contracts, versions, evidence)
                    made["uncertain", "ALL"] = store.uncertain_file(run_id)
                given = grounds.gathering(
                    [path / "alerts.parquet" for path in found],
                    evidence,
                    {s.model_id: s.severity for s in done},
                    list(wanted),
                    self.as_of,
                    identities_before(connection, store, scratch),
                    "uncertain" if grounds.parties is not None else None,
                )
                gather_leads(connection, given)
                for (table, order), path in made.items():
                    target = literal(str(scratch / path.name))
                    connection.execute(f"COPY (SELECT * FROM {table} ORDER BY {order}) TO {target} (FORMAT parquet)")
                count = int(connection.execute("SELECT count(*) FROM leads").fetchall()[0][0])
            for path in made.values():
                (scratch / path.name).replace(path)
        return count


@dataclass(frozen=True)
class _Planned:
    """What is to be done about a model; without a key it cannot run, because of `missing` or `problem`."""

    model: SupervisionModel
    key: str | None = None
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    problem: str | None = None


def _looks_from_a_day(model: SupervisionModel) -> bool:
    return any(f"${AS_OF}" in text for text in (model.sql, *(key.where or "" for key in model.evidence)))


@cache
def code_hash() -> str:
    """SHA-256 of the code that turns a model into alerts, so that results of other code are not taken for its own."""
    digest = hashlib.sha256()
    screening = files("youji.screening")
    entries = [screening / "lake" / name for name in ("parties.py", "views.py")]
    for room in ("supervision", "engine"):
        folder = screening / room
        entries += sorted((e for e in folder.iterdir() if e.name.endswith(".py")), key=lambda entry: entry.name)
    for entry in entries:
        digest.update(entry.read_bytes())
    return digest.hexdigest()


def compute_step(
    home: Home,
    contracts: Mapping[str, Contract],
    compiled: CompiledModel,
    versions: Mapping[str, int],
    limits: Limits,
    scratch: Path,
    engine: Engine,
    parties: PartyIds | None = None,
) -> dict[str, int | float]:
    """Computes one model on the given data versions into `scratch/result`; gives `n_alerts` and `n_evidence`."""
    result = scratch / "result"
    result.mkdir()
    wanted = {dataset: tuple(columns) for dataset, columns in compiled.inputs.items()}
    with engine.open(limits, scratch, Lake(home), contracts, versions, wanted, parties) as backend:
        counts = run_step(backend, compiled, contracts, limits, result)
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


def _kept(folder: Path) -> dict[str, int | float] | None:
    """Counts of a result that was computed before; None where it is not there, or not whole: it is made anew."""
    try:
        counts = json.loads((folder / "step.json").read_text(encoding="utf-8"))
        whole = all((folder / name).stat().st_size for name in ("alerts.parquet", "evidence.parquet"))
        return {name: counts[name] for name in ("n_alerts", "n_evidence", "seconds")} if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _counted(step: StepRecord, counts: Mapping[str, int | float]) -> StepRecord:
    n_alerts, n_evidence = int(counts["n_alerts"]), int(counts["n_evidence"])
    return replace(step, n_alerts=n_alerts, n_evidence=n_evidence, seconds=float(counts["seconds"]))


def _ended(step: StepRecord, status: StepStatus, reason: str, seconds: float = 0.0) -> StepRecord:
    return replace(step, status=status, reason=reason, seconds=round(seconds, 3))


def _refused(step: StepRecord, model: SupervisionModel, error: Exception, seconds: float) -> StepRecord:
    # The engine quotes the value it choked on, which may be personal.
    sentence = scrub(f"{model.path}: the engine refused it: {str(error).splitlines()[0]}")
    return _ended(step, StepStatus.FAILED, sentence, seconds)


def _empty_inputs(
    model: SupervisionModel, available: Mapping[str, set[str]], filled: Mapping[str, set[str]]
) -> tuple[str, ...]:
    return tuple(
        f"{dataset}.{column}"
        for dataset, columns in model.inputs.items()
        for column in columns
        if column in available.get(dataset, ()) and column not in filled.get(dataset, ())
    )


def not_computable(missing: Sequence[str]) -> str:
    """The sentence that says which data a model lacks and what to do about it."""
    datasets = [name for name in missing if "." not in name]
    columns = [name for name in missing if "." in name]
    parts = []
    if datasets:
        listed = ", ".join(f"`{name}`" for name in datasets)
        parts.append(f"no rows of {listed} (youji ingest FILE --as {datasets[0]})")
    if columns:
        listed = ", ".join(f"`{name}`" for name in columns)
        parts.append(f"no source column is mapped to {listed} (add it to the mapping and ingest again)")
    return f"not computable: {' and '.join(parts)}."


def _last_word(run: RunRecord, store: RunStore) -> bool:
    """True where the run may be shown again as it is.

    A model that met a limit, or failed for want of disk, may pass the next time; and results may have been removed.
    """
    if any(s.status in {StepStatus.LIMIT, StepStatus.FAILED} for s in run.steps):
        return False
    done = [store.step_folder(s.model_id, s.key or "") for s in run.steps if s.status is StepStatus.DONE]
    return store.leads_file(run.run_id).is_file() and all(_kept(folder) is not None for folder in done)
