"""What people found out about leads: an append-only log, of which the last word about a lead holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from youji.screening.lake.home import canonical_json
from youji.screening.leads.log import AppendOnly
from youji.screening.leads.precision import CountedPart, JudgedLead

_COLUMNS = (
    "lead_id TEXT NOT NULL",
    "outcome TEXT NOT NULL",
    "run_id TEXT NOT NULL",
    "decided_by TEXT NOT NULL",
    "decided_at TEXT NOT NULL",
    "why TEXT NOT NULL",
    "alert_ids TEXT NOT NULL",
    "model_ids TEXT NOT NULL",
    "parts TEXT NOT NULL",
)


class Outcome(StrEnum):
    """What became of a lead."""

    CONFIRMED = "confirmed"
    """At least one finding holds."""
    NOT_CONFIRMED = "not_confirmed"
    """None does."""
    OPEN = "open"
    """An earlier word is taken back; nothing is known."""


@dataclass(frozen=True)
class OutcomeEntry:
    """One entry. `model_ids`: the models named as confirmed, or all of the lead's; `parts` as the run counted them."""

    number: int
    lead_id: str
    outcome: Outcome
    run_id: str
    decided_by: str
    decided_at: str
    why: str
    alert_ids: tuple[str, ...]
    model_ids: tuple[str, ...]
    parts: tuple[CountedPart, ...]


class OutcomeLog:
    """The log in one SQLite file, `leads/outcomes.sqlite`."""

    def __init__(self, path: Path) -> None:
        self._log = AppendOnly(path, "outcome", _COLUMNS, "the log of outcomes")

    def add(
        self,
        lead_id: str,
        outcome: Outcome,
        *,
        run_id: str,
        by: str,
        at: datetime,
        why: str,
        alert_ids: Sequence[str],
        model_ids: Sequence[str],
        parts: Sequence[CountedPart],
    ) -> int:
        """Appends an entry and gives its number."""
        counted = [[part.model_id, str(part.factor), str(part.repeats)] for part in parts]
        return self._log.append(
            [
                lead_id,
                str(outcome),
                run_id,
                by,
                at.isoformat(timespec="seconds"),
                why,
                json.dumps(list(alert_ids)),
                json.dumps(list(model_ids)),
                json.dumps(counted),
            ]
        )

    def entries(self, lead_id: str | None = None) -> list[OutcomeEntry]:
        """All entries in order, or those about one lead."""
        rows = self._log.entries("lead_id = ?", [lead_id]) if lead_id else self._log.entries()
        return [_entry(row) for row in rows]

    def last(self) -> dict[str, OutcomeEntry]:
        """Lead id → the last word about it; leads whose last word is `open` are left out."""
        found = {entry.lead_id: entry for entry in self.entries()}
        return {lead: entry for lead, entry in sorted(found.items()) if entry.outcome is not Outcome.OPEN}

    def judged(self) -> list[JudgedLead]:
        """The leads that were judged, as precision and calibration learn from them."""
        return [
            JudgedLead(
                entry.lead_id,
                entry.outcome is Outcome.CONFIRMED,
                entry.parts,
                () if {part.model_id for part in entry.parts} <= set(entry.model_ids) else entry.model_ids,
            )
            for entry in self.last().values()
        ]


def hash_of(judged: Sequence[JudgedLead]) -> str | None:
    """Sixteen hex digits that name what was judged, in any order; None where nothing was."""
    if not judged:
        return None
    told = sorted(
        [
            lead.lead_id,
            lead.confirmed,
            sorted(lead.models),
            sorted([part.model_id, str(part.factor), str(part.repeats)] for part in lead.parts),
        ]
        for lead in judged
    )
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()[:16]


def _entry(row: Sequence[object]) -> OutcomeEntry:
    number, lead, outcome, run, by, at, why, alerts, models, parts = row
    return OutcomeEntry(
        int(str(number)),
        str(lead),
        Outcome(str(outcome)),
        str(run),
        str(by),
        str(at),
        str(why),
        tuple(json.loads(str(alerts))),
        tuple(json.loads(str(models))),
        tuple(CountedPart(model, Decimal(f), Decimal(e)) for model, f, e in json.loads(str(parts))),
    )
