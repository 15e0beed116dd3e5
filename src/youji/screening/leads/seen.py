"""What each user has seen of each lead: an append-only log, so that a lead can say what is new since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from youji.screening.leads.log import AppendOnly

_COLUMNS = (
    "who TEXT NOT NULL",
    "at TEXT NOT NULL",
    "lead_id TEXT NOT NULL",
    "run_id TEXT NOT NULL",
    "alert_ids TEXT NOT NULL",
)


@dataclass(frozen=True)
class Since:
    """Alerts that are new and that are gone since a user last saw a lead; `at` is None where they never did."""

    at: str | None
    new: tuple[str, ...]
    gone: tuple[str, ...]


class SeenLog:
    """The log in one SQLite file, `leads/seen.sqlite`."""

    def __init__(self, path: Path) -> None:
        self._log = AppendOnly(path, "seen", _COLUMNS, "the log of what was seen")

    def mark(self, who: str, at: datetime, lead_id: str, run_id: str, alert_ids: Sequence[str]) -> None:
        """Records that `who` saw the lead with these alerts."""
        self._log.append([who, at.isoformat(timespec="seconds"), lead_id, run_id, json.dumps(sorted(alert_ids))])

    def alerts(self, who: str) -> set[str]:
        """Every alert that stood in a lead when `who` last saw it: also one that moved to another lead since."""
        return {alert for _, alerts in self._last(who).values() for alert in alerts}

    def since(self, who: str, lead_id: str, alert_ids: Sequence[str], absorbed: Sequence[str] = ()) -> Since:
        """What is new and gone in a lead for `who`; `absorbed`: leads it took in, whose alerts may be gone as well."""
        last = self._last(who)
        seen = {alert for _, alerts in last.values() for alert in alerts}
        before = {alert for lead in (lead_id, *absorbed) if lead in last for alert in last[lead][1]}
        now = set(alert_ids)
        at = max((last[lead][0] for lead in (lead_id, *absorbed) if lead in last), default=None)
        return Since(at, tuple(sorted(now - seen)), tuple(sorted(before - now)))

    def _last(self, who: str) -> dict[str, tuple[str, list[str]]]:
        rows = self._log.entries("who = ?", [who])
        return {str(lead): (str(at), json.loads(str(alerts))) for _, _, at, lead, _, alerts in rows}
