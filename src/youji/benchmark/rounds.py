"""One round: a region (or a folder) generated, ingested, screened and judged in a temporary home."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from youji.benchmark.answers import EFFECTS, Case, read_book
from youji.benchmark.layout import Layout, read_layout
from youji.benchmark.matching import AlertCounts, CaseFound, LeadJudged, match
from youji.benchmark.office import Office, check_layout
from youji.region import generate
from youji.screening.contracts.registry import load_contracts
from youji.screening.engine.limits import Limits
from youji.screening.lake.home import Home
from youji.screening.runs.record import RunRecord, StepStatus
from youji.screening.supervision.model import Status, load_catalogue, packaged_models

KEPT_LEADS = 5_000
"""Leads a round hands back, the highest ranks first; the rest are counted only."""


@dataclass(frozen=True)
class Setting:
    """What holds for all rounds. `contracts` and `models` are an office's own folders, beside the packaged ones."""

    now: datetime
    memory: str
    scale: float = 1.0
    threads: int | None = None
    seconds: float = 900.0
    as_of: date | None = None
    only: tuple[str, ...] = ()
    contracts: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()
    effects: tuple[str, ...] = EFFECTS
    """Effects that planted schemes of generated regions may have."""

    def office(self) -> Office:
        """Contracts and models as this process finds them."""
        known = load_catalogue([packaged_models(), *self.models])
        chosen = [m for _, m in sorted(known.items()) if m.status in {Status.ACTIVE, Status.TRIAL}]
        if self.only:
            chosen = [known[name] for name in self.only]
        limits = Limits(seconds=self.seconds, memory=self.memory, threads=self.threads)
        return Office(load_contracts(self.contracts), chosen, limits, self.now)


@dataclass(frozen=True)
class Round:
    """What to measure: a region of `seed` with a share of its evidence missing, or clean, or else a folder."""

    seed: int | None = None
    missing: Decimal = Decimal(0)
    clean: bool = False
    folder: Path | None = None

    @property
    def label(self) -> str:
        """A short name for progress and tables."""
        if self.folder is not None:
            return self.folder.name or str(self.folder)
        return f"{self.seed} clean" if self.clean else f"{self.seed} {self.missing:%}"


@dataclass(frozen=True)
class ModelStep:
    """How a model fared in one round."""

    status: str
    seconds: float
    severity: str
    subject_kind: str
    reason: str | None = None
    counts: AlertCounts = field(default_factory=AlertCounts)


@dataclass(frozen=True)
class RoundResult:
    """What came of one round. `cases` is empty in a region or folder without a scheme."""

    round: Round
    cases: tuple[CaseFound, ...]
    leads: tuple[LeadJudged, ...]
    n_leads: int
    models: Mapping[str, ModelStep]
    subjects: Mapping[str, int]
    """Kind → subjects that the data know."""
    unknown_rows: int
    """Rows of the answer book that the data do not hold: quarantined, or left out by the generator."""
    book_rows: int
    seconds: Mapping[str, float]

    @property
    def clean(self) -> bool:
        """True where nothing was planted: every alert is a false alarm."""
        return not self.cases


def run_round(one: Round, setting: Setting, root: Path) -> RoundResult:
    """Measure one round in a folder of its own below `root`, which is removed afterwards."""
    seconds: dict[str, float] = {}
    place = Path(tempfile.mkdtemp(dir=root))
    try:
        office = setting.office()
        layout = prepared(one, setting, place, office, seconds)
        return _measured(one, setting, office, layout, Home(place / "home"), seconds)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def prepared(one: Round, setting: Setting, place: Path, office: Office, seconds: dict[str, float]) -> Layout:
    """The round's folder: generated into `place`, or the one that was given."""
    started = time.perf_counter()
    folder = one.folder
    if folder is None:
        folder = place / "region"
        generate(
            one.seed or 0, setting.scale, folder, clean=one.clean, missing=float(one.missing), effects=setting.effects
        )
    layout = read_layout(folder, office.contracts)
    seconds["generate"] = time.perf_counter() - started
    return layout


def books(one: Round, layout: Layout, office: Office) -> tuple[list[Case], list[Case]]:
    """The planted and the innocent cases.

    Where the book gives no missing share, that of the round or manifest stands; where nobody does, nothing is missing.
    """
    truth = read_book(layout.truth, office.contracts)
    innocent = [] if layout.innocent is None else read_book(layout.innocent, office.contracts, innocent=True)
    stated = one.missing if one.folder is None else layout.missing or Decimal(0)
    truth = [replace(case, missing=stated if case.missing is None else case.missing) for case in truth]
    return truth, innocent


def _measured(
    one: Round, setting: Setting, office: Office, layout: Layout, home: Home, seconds: dict[str, float]
) -> RoundResult:
    truth, innocent = books(one, layout, office)
    started = time.perf_counter()
    office.ingest(home, layout.files)
    seconds["ingest"] = time.perf_counter() - started
    started = time.perf_counter()
    run = office.screen(home, setting.as_of or layout.as_of)
    seconds["screen"] = time.perf_counter() - started
    started = time.perf_counter()
    rows = {row for case in truth for row in case.rows}
    with office.reading(home, run) as connection:
        known = office.known_rows(connection, rows)
        check_layout(layout, len(rows), known)
        found = match(connection, truth, innocent)
        subjects = office.subjects(connection)
    seconds["judge"] = time.perf_counter() - started
    return RoundResult(
        round=one,
        cases=found.cases,
        leads=found.leads[:KEPT_LEADS],
        n_leads=run.n_leads,
        models=_steps(run, office, found.models),
        subjects=subjects,
        unknown_rows=len(rows) - known,
        book_rows=len(rows),
        seconds=seconds,
    )


def _steps(run: RunRecord, office: Office, counts: Mapping[str, AlertCounts]) -> dict[str, ModelStep]:
    kinds = {model.id: str(model.subject.kind) for model in office.models}
    return {
        s.model_id: ModelStep(
            status=str(s.status),
            seconds=s.seconds,
            severity=s.severity,
            subject_kind=kinds[s.model_id],
            reason=None if s.status is StepStatus.DONE else s.reason,
            counts=counts.get(s.model_id, AlertCounts()),
        )
        for s in run.steps
    }
