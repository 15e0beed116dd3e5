"""Reads the ties of a snapshot: those of one party, what parties are called, and where a tie's rows stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from youji.screening.errors import HomeError
from youji.screening.lake import parts
from youji.screening.lake.batches import Batch
from youji.screening.lake.parties import KINDS
from youji.screening.lake.tables import literal, place_of
from youji.screening.linking.ties.kinds import CERTAIN, STRONG

TIES = "ties"
_COLUMNS = "tie_id, kind, left_id, right_id, detail, share, since, until, sources, certainty, probability, strength"
FIRMEST = "certainty <> 'certain', strength <> 'strong', probability DESC, tie_id"
"""SQL that orders ties: the certain before the probable, the strong before the weak, the likely before the others."""


@dataclass(frozen=True)
class Tie:
    """One tie; columns as `ties.build` describes them. `sources`: dataset and row id of each row it rests on."""

    tie_id: str
    kind: str
    left_id: str
    right_id: str
    detail: str | None
    share: Decimal | None
    since: date | None
    until: date | None
    sources: tuple[tuple[str, int], ...]
    certainty: str
    probability: Decimal
    strength: str

    @property
    def certain(self) -> bool:
        """Whether no end became its party by weight alone."""
        return self.certainty == CERTAIN

    @property
    def firm(self) -> bool:
        """Certain, and of a kind that says something by itself."""
        return self.certain and self.strength == STRONG


@dataclass(frozen=True)
class Place:
    """Where a source row stands. `source` is the file or query as it was named, None where its batch is unknown."""

    dataset: str
    row_id: int
    source: str | None
    sheet: str | None
    line: int


@dataclass(frozen=True)
class Party:
    """A party with the name its first record bears."""

    party_id: str
    kind: str
    name: str | None


def attach(connection: duckdb.DuckDBPyConnection, snapshot: Path) -> None:
    """View `ties` of a snapshot folder. HomeError where the snapshot was made before there were ties."""
    if not parts.base(snapshot, TIES).is_file():
        raise HomeError(f"{snapshot}: this snapshot of the register holds no ties; run `youji register link`.")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {TIES} AS FROM {parts.scan(snapshot, TIES)}")


def held(as_of: date | None = None, between: tuple[date, date] | None = None, firm_only: bool = False) -> str:
    """SQL condition: ties that hold on a day, or on a day of a period, and that are firm where that is asked.

    A null date is an open end, as in the supervision models.
    """
    first, last = between or (as_of, as_of)
    conditions = [f"certainty = {literal(CERTAIN)} AND strength = {literal(STRONG)}"] if firm_only else []
    if first is not None and last is not None:
        conditions.append(
            f"coalesce(since, DATE '0001-01-01') <= DATE '{last.isoformat()}'"
            f" AND coalesce(until, DATE '9999-12-31') >= DATE '{first.isoformat()}'"
        )
    return " AND ".join(conditions) or "true"


def ties_of(connection: duckdb.DuckDBPyConnection, party: str, limit: int, condition: str = "true") -> list[Tie]:
    """Ties of a party, the firmest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {TIES} WHERE (left_id = $party OR right_id = $party) AND {condition}"
        f" ORDER BY {FIRMEST} LIMIT {int(limit)}",
        {"party": party},
    ).fetchall()
    return [_tie(row) for row in rows]


def ties_between(
    connection: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str]], condition: str = "true"
) -> dict[tuple[str, str], tuple[Tie, ...]]:
    """Pair (the smaller id first) → its ties, the firmest first."""
    wanted = sorted({(min(pair), max(pair)) for pair in pairs})
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted_pairs (one VARCHAR, other VARCHAR)")
    if wanted:
        connection.executemany("INSERT INTO wanted_pairs VALUES (?, ?)", [list(pair) for pair in wanted])
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {TIES} SEMI JOIN wanted_pairs"
        f" ON one = least(left_id, right_id) AND other = greatest(left_id, right_id)"
        f" WHERE {condition} ORDER BY {FIRMEST}"
    ).fetchall()
    found: dict[tuple[str, str], list[Tie]] = {}
    for tie in map(_tie, rows):
        found.setdefault((min(tie.left_id, tie.right_id), max(tie.left_id, tie.right_id)), []).append(tie)
    return {pair: tuple(ties) for pair, ties in found.items()}


def parties(connection: duckdb.DuckDBPyConnection, snapshot: Path, ids: Iterable[str]) -> dict[str, Party]:
    """What these parties are."""
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted_parties (party_id VARCHAR)")
    if listed := sorted(set(ids)):
        connection.executemany("INSERT INTO wanted_parties VALUES (?)", [[party] for party in listed])
    found: dict[str, Party] = {}
    for kind in KINDS:
        members, features = (parts.scan(snapshot, f"{name}-{kind}") for name in ("members", "features"))
        rows = connection.execute(
            f"SELECT m.party_id, arg_min(f.name, m.record_id) FROM {members} m"
            f" SEMI JOIN wanted_parties USING (party_id) LEFT JOIN {features} f USING (record_id)"
            " GROUP BY m.party_id"
        ).fetchall()
        found |= {party: Party(party, kind, name) for party, name in rows}
    return found


def places(ties: Iterable[Tie], batches: Mapping[int, Batch]) -> tuple[Place, ...]:
    """Where the source rows of these ties stand, each once, in order."""
    placed = []
    for dataset, row_id in sorted({source for tie in ties for source in tie.sources}):
        number, line = place_of(row_id)
        batch = batches.get(number)
        source, sheet = (None, None) if batch is None else (batch.source, batch.sheet)
        placed.append(Place(dataset, row_id, source, sheet, line))
    return tuple(placed)


def _tie(row: Sequence[object]) -> Tie:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    sources = values.pop("sources")
    assert isinstance(sources, list)  # noqa: S101 - the file's own schema
    listed = tuple((source["dataset"], source["row_id"]) for source in sources)
    return Tie(**values, sources=listed)  # type: ignore[arg-type]
