"""The judgement log: what people decided about pairs of records, and what became of parties, append-only.

The last decision about a pair holds. An undo is an entry, too: nothing is ever taken out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from youji.screening.errors import HomeError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS judgement (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  left_id TEXT NOT NULL,
  right_id TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS judgement_pair ON judgement (kind, left_id, right_id);
CREATE TRIGGER IF NOT EXISTS judgement_stays BEFORE UPDATE ON judgement
  BEGIN SELECT RAISE(ABORT, 'judgements are never changed'); END;
CREATE TRIGGER IF NOT EXISTS judgement_remains BEFORE DELETE ON judgement
  BEGIN SELECT RAISE(ABORT, 'judgements are never removed'); END;
"""


class Verdict(StrEnum):
    """What an entry says of two records, or of two parties."""

    SAME = "same"
    """A person says: one party."""
    APART = "apart"
    """A person says: two parties, whatever the records look like."""
    OPEN = "open"
    """A person takes an earlier decision back: the rules decide again."""
    MERGED = "merged"
    """Linking made one party of two."""
    SPLIT = "split"
    """Linking made two parties of one."""


DECISIONS = (Verdict.SAME, Verdict.APART, Verdict.OPEN)


@dataclass(frozen=True)
class Judgement:
    """One entry. `left_id` and `right_id` are record ids for a decision, party ids for `merged` and `split`."""

    number: int
    kind: str
    verdict: Verdict
    left_id: str
    right_id: str
    decided_by: str
    decided_at: str
    why: str


class JudgementLog:
    """The log in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(
        self,
        kind: str,
        verdict: Verdict,
        pairs: Sequence[tuple[str, str]],
        *,
        by: str,
        at: datetime,
        why: str,
    ) -> int:
        """Appends one entry a pair and gives the number of the last. A decision's pair is put in order."""
        with self._open() as database, database:
            database.executemany(
                "INSERT INTO judgement (kind, verdict, left_id, right_id, decided_by, decided_at, why)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (kind, verdict, *(sorted(pair) if verdict in DECISIONS else pair), by, at.isoformat(), why)
                    for pair in pairs
                ],
            )
            return int(database.execute("SELECT coalesce(max(number), 0) FROM judgement").fetchone()[0])

    def entries(self, kind: str | None = None, about: Sequence[str] = ()) -> list[Judgement]:
        """All entries in order; of one kind, or about certain records or parties."""
        if not self.path.is_file():
            return []
        marks = ", ".join("?" for _ in about)
        conditions = (["kind = ?"] if kind else []) + (
            [f"(left_id IN ({marks}) OR right_id IN ({marks}))"] if about else []
        )
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        values = [*([kind] if kind else []), *about, *about]
        with self._open() as database:
            rows = database.execute(
                "SELECT number, kind, verdict, left_id, right_id, decided_by, decided_at, why FROM judgement"
                f"{where} ORDER BY number",
                values,
            ).fetchall()
        return [Judgement(row[0], row[1], Verdict(row[2]), *row[3:]) for row in rows]

    def last_decision(self) -> int:
        """Number of the last entry that a person made; 0 before the first."""
        return max((entry.number for entry in self.entries() if entry.verdict in DECISIONS), default=0)

    def decided(self, kind: str, until: int | None = None) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """Pairs of records that hold as one party, and pairs that hold as two; as of entry number `until`, or now."""
        last: dict[tuple[str, str], Verdict] = {}
        for entry in self.entries(kind):
            if entry.verdict in DECISIONS and (until is None or entry.number <= until):
                last[entry.left_id, entry.right_id] = entry.verdict
        same = {pair for pair, verdict in last.items() if verdict is Verdict.SAME}
        return same, {pair for pair, verdict in last.items() if verdict is Verdict.APART}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as database:
                database.execute("PRAGMA synchronous = FULL")
                database.executescript(_SCHEMA)
                yield database
        except sqlite3.DatabaseError as error:
            raise HomeError(f"{self.path}: the judgement log cannot be read or written ({error}); check it.") from error
