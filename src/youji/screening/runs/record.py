"""What a run was: data versions, model hashes, parameters, engine, and what came of each model."""

from __future__ import annotations

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

    def step_folder(self, model_id: str, key: str) -> Path:
        """The folder of a model's result on one state of its inputs."""
        return self._home.results / model_id / key

    def save(self, run: RunRecord) -> None:
        """Writes `run.json`, which makes the run complete."""
        write_atomically(
            self.folder(run.run_id) / "run.json",
            json.dumps(asdict(run), ensure_ascii=False, indent=2, default=str),
        )

    def all(self) -> list[RunRecord]:
        """Complete runs, oldest first."""
        if not self._home.runs.is_dir():
            return []
        return [self.load(path.parent.name) for path in sorted(self._home.runs.glob("*/run.json"))]

    def latest(self) -> RunRecord | None:
        """The newest complete run, or None."""
        records = sorted(self._home.runs.glob("*/run.json")) if self._home.runs.is_dir() else []
        return self.load(records[-1].parent.name) if records else None

    def load(self, run_id: str) -> RunRecord:
        """A run by its id, an unambiguous beginning of it, or `latest`."""
        if run_id == "latest":
            run = self.latest()
            if run is None:
                raise HomeError(f"{self._home.path}: holds no run yet; run `youji screen` first.")
            return run
        found = [p for p in sorted(self._home.runs.glob("*/run.json")) if p.parent.name.startswith(run_id)]
        if len(found) != 1 or not run_id:
            count = "no run" if not found else f"{len(found)} runs"
            raise HomeError(f"{self._home.path}: {count} begin with `{run_id}`; `youji runs list` shows them.")
        try:
            return _run(json.loads(found[0].read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HomeError(f"{found[0]}: is damaged; restore it from a copy or screen again.") from error

    def unfinished(self) -> list[Path]:
        """Folders of runs that were killed before their record."""
        if not self._home.runs.is_dir():
            return []
        return [p for p in sorted(self._home.runs.iterdir()) if p.is_dir() and not (p / "run.json").is_file()]


def _run(data: dict[str, Any]) -> RunRecord:
    if data["format"] != FORMAT:
        raise HomeError(f"run {data['run_id']} was written by another version; use that version to read it.")
    steps = tuple(
        StepRecord(**{**s, "status": StepStatus(s["status"]), "missing": tuple(s["missing"])}) for s in data["steps"]
    )
    return RunRecord(**{**data, "steps": steps})


def fingerprint(value: Any) -> str:
    """SHA-256 of the value's canonical JSON, 32 hex digits: enough to name a folder without collision."""
    import hashlib

    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:32]
