"""What a run was: data versions, model hashes, parameters, engine, and what came of each model."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from youji.screening.errors import HomeError
from youji.screening.lake.home import Home, canonical_json, write_atomically

FORMAT = 1


class StepStatus(StrEnum):
    """How a model's step ended."""

    DONE = "done"
    NOT_COMPUTABLE = "not_computable"
    FAILED = "failed"
    LIMIT = "limit"


@dataclass(frozen=True)
class StepRecord:
    """One model in one run. `key` names the folder of its result; `reason` is a sentence unless it is done."""

    model_id: str
    model_hash: str
    severity: str
    status: StepStatus
    key: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    n_alerts: int = 0
    n_evidence: int = 0
    seconds: float = 0.0
    reused: bool = False
    reason: str | None = None
    missing: tuple[str, ...] = ()
    """Datasets (`award`) and columns (`bid.amount`) that no source delivered: why it was not computable."""
    empty: tuple[str, ...] = ()
    """Input columns that were delivered and hold no value in any row: the model ran, and they can tell it nothing."""


@dataclass(frozen=True)
class RunRecord:
    """One run, complete. `versions`: dataset → Delta version; `as_of` is an ISO date."""

    run_id: str
    started_at: str
    as_of: str
    youji_version: str
    engine: str
    engine_version: str
    versions: dict[str, int]
    steps: tuple[StepRecord, ...]
    n_alerts: int
    n_leads: int
    seconds: float
    fingerprint: str
    format: int = FORMAT
    duckdb_version: str | None = None
    """DuckDB makes alerts of the rows that any engine finds; None in records written when it was the only engine."""
    register: str | None = None
    """Hash of the register's snapshot under whose ids data were read and leads gathered; None: no register."""
    calibration: str | None = None
    """Hash of the frozen calibration of scores; None where there was none."""
    outcomes: str | None = None
    """Hash of the outcomes from which each model's precision was learnt; None where there were none."""

    def step(self, model_id: str) -> StepRecord | None:
        """The step of a model, or None if the run did not plan it."""
        return next((s for s in self.steps if s.model_id == model_id), None)


class RunStore:
    """Run records on disk. A run folder without `run.json` is an unfinished run."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def folder(self, run_id: str) -> Path:
        """The folder of a run."""
        return self._home.runs / run_id

    def leads_file(self, run_id: str) -> Path:
        """The leads of a run."""
        return self.folder(run_id) / "leads.parquet"

    def identity_file(self, run_id: str) -> Path:
        """Which record belongs to which lead, carried on from run to run."""
        return self.folder(run_id) / "identity.parquet"

    def uncertain_file(self, run_id: str) -> Path:
        """Which alerts rest on a probable identity (`leads.probable`); there only where the register was read."""
        return self.folder(run_id) / "uncertain.parquet"

    def step_folder(self, model_id: str, key: str) -> Path:
        """The folder of a model's result on one state of its inputs."""
        return self._home.results / model_id / key

    def save(self, run: RunRecord) -> None:
        """Writes `run.json`, which makes the run complete."""
        write_atomically(
            self.folder(run.run_id) / "run.json",
            json.dumps(asdict(run), ensure_ascii=False, indent=2, default=str),
        )

    def complete(self) -> list[Path]:
        """Folders of complete runs, oldest first."""
        return [path.parent for path in sorted(self._home.runs.glob("*/run.json"))]

    def all(self) -> list[RunRecord]:
        """Complete runs, oldest first."""
        return [self._read(folder) for folder in self.complete()]

    def latest(self) -> RunRecord | None:
        """The newest complete run, or None."""
        folders = self.complete()
        return self._read(folders[-1]) if folders else None

    def load(self, run_id: str) -> RunRecord:
        """A run by its id, an unambiguous beginning of it, or `latest`."""
        if run_id == "latest":
            run = self.latest()
            if run is None:
                raise HomeError(f"{self._home.path}: holds no run yet; run `youji screen` first.")
            return run
        found = [folder for folder in self.complete() if folder.name.startswith(run_id)]
        exact = [folder for folder in found if folder.name == run_id]
        if not run_id or len(exact or found) != 1:
            count = "no run" if not found else f"{len(found)} runs"
            begin = "begins" if len(found) < 2 else "begin"
            raise HomeError(f"{self._home.path}: {count} {begin} with `{run_id}`; `youji runs list` shows them.")
        return self._read((exact or found)[0])

    def _read(self, folder: Path) -> RunRecord:
        try:
            return _run(json.loads((folder / "run.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise HomeError(
                f"{folder / 'run.json'}: is damaged; restore it from a copy, or remove the folder and screen again."
            ) from error

    def unfinished(self) -> list[Path]:
        """Folders of runs that were killed before their record."""
        if not self._home.runs.is_dir():
            return []
        return [p for p in sorted(self._home.runs.iterdir()) if p.is_dir() and not (p / "run.json").is_file()]


def _run(data: dict[str, Any]) -> RunRecord:
    if data["format"] != FORMAT:
        raise HomeError(f"run {data['run_id']} was written by another version; use that version to read it.")
    steps = tuple(
        StepRecord(
            **{
                **s,
                "status": StepStatus(s["status"]),
                "missing": tuple(s["missing"]),
                "empty": tuple(s.get("empty", ())),
            }
        )
        for s in data["steps"]
    )
    return RunRecord(**{**data, "steps": steps})


def fingerprint(value: Any) -> str:
    """SHA-256 of the value's canonical JSON, 32 hex digits: enough to name a folder without collision."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:32]
