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
from youji.screening.leads.judged import JudgedAlert, JudgedLead, SharedRows
from youji.screening.leads.log import AppendOnly

_COLUMNS = (
    "lead_id TEXT NOT NULL",
    "outcome TEXT NOT NULL",
    "run_id TEXT NOT NULL",
    "decided_by TEXT NOT NULL",
    "decided_at TEXT NOT NULL",
    "why TEXT NOT NULL",
    "alert_ids TEXT NOT NULL",
    "model_ids TEXT NOT NULL",
    "weighed_by TEXT NOT NULL",
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
    """One entry. `model_ids`: the models named as confirmed, or all of the lead's.

    `alerts` and `evidence` are what the lead can be weighed by again (see `judged`).
    """

    number: int
    lead_id: str
    outcome: Outcome
    run_id: str
    decided_by: str
    decided_at: str
    why: str
    alert_ids: tuple[str, ...]
    model_ids: tuple[str, ...]
    alerts: tuple[JudgedAlert, ...]
    evidence: tuple[SharedRows, ...]


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
        alerts: Sequence[JudgedAlert],
        evidence: Sequence[SharedRows],
    ) -> int:
        """Appends an entry and gives its number."""
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
                json.dumps(_told(alerts, evidence)),
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
                entry.alerts,
                entry.evidence,
                () if {alert.model_id for alert in entry.alerts} <= set(entry.model_ids) else entry.model_ids,
            )
            for entry in self.last().values()
        ]


def hash_of(judged: Sequence[JudgedLead]) -> str | None:
    """Sixteen hex digits that name what was judged, in any order; None where nothing was."""
    if not judged:
        return None
    told = sorted(
        [lead.lead_id, lead.confirmed, sorted(lead.models), _told(lead.alerts, lead.evidence)] for lead in judged
    )
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()[:16]


def _told(alerts: Sequence[JudgedAlert], evidence: Sequence[SharedRows]) -> list[object]:
    return [
        [[alert.model_id, str(alert.factor)] for alert in alerts],
        [[list(shared.alerts), shared.rows] for shared in evidence],
    ]


def _entry(row: Sequence[object]) -> OutcomeEntry:
    number, lead, outcome, run, by, at, why, alert_ids, models, told = row
    alerts, evidence = json.loads(str(told))
    return OutcomeEntry(
        int(str(number)),
        str(lead),
        Outcome(str(outcome)),
        str(run),
        str(by),
        str(at),
        str(why),
        tuple(json.loads(str(alert_ids))),
        tuple(json.loads(str(models))),
        tuple(JudgedAlert(model, Decimal(factor)) for model, factor in alerts),
        tuple(SharedRows(tuple(places), rows) for places, rows in evidence),
    )
