"""How one party is reached from another: official → kin → shareholder → company, in a few steps.

Walks grow from both ends and meet in the middle, so that four steps cost two from each side. A party with very many
ties is no way through: that two people worked for one large office says nothing. Such parties may be the ends of a
path, never its middle, and are counted. A side keeps a bounded number of walks, the firmest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import prod

import duckdb

from youji.screening.errors import HomeError
from youji.screening.lake.tables import literal
from youji.screening.linking.ties.kinds import CERTAIN, STRONG
from youji.screening.linking.ties.reading import FIRMEST, TIES, Tie, held, ties_between

STEPS = 4
THROUGH = 100
"""Parties tied to one party from which no path leads through it; an assumption."""
WALKS = 50_000
"""Walks kept from one side at one length: what bounds the work from an end with very many ties."""


@dataclass(frozen=True)
class Step:
    """From one party to the next. `ties` are all ties between the two, the firmest first; it alone counts."""

    from_id: str
    to_id: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Path:
    """A way from the first party to the last; no party comes twice."""

    steps: tuple[Step, ...]

    @property
    def probable(self) -> int:
        """Steps that are only probable."""
        return sum(not step.ties[0].certain for step in self.steps)

    @property
    def weak(self) -> int:
        """Steps of a kind that says little by itself."""
        return sum(step.ties[0].strength != STRONG for step in self.steps)

    @property
    def firm(self) -> bool:
        """Whether every step is certain and strong."""
        return all(step.ties[0].firm for step in self.steps)

    @property
    def probability(self) -> Decimal:
        """That all steps hold, as if they were independent."""
        return Decimal(prod((step.ties[0].probability for step in self.steps), start=Decimal(1)))


@dataclass(frozen=True)
class Found:
    """Paths, the shortest first, then those with fewest probable and weak steps.

    `too_busy`: parties that were no way through. `cut`: whether walks were left out for their number.
    """

    paths: tuple[Path, ...]
    too_busy: int
    cut: bool


def paths(
    connection: duckdb.DuckDBPyConnection,
    left: str,
    right: str,
    steps: int = STEPS,
    *,
    firm_only: bool = False,
    as_of: date | None = None,
    between: tuple[date, date] | None = None,
    limit: int = 10,
) -> Found:
    """Paths between two parties over the view `ties` (`reading.attach`), at most `limit`.

    `as_of`: every tie holds on that day. `between`: every tie holds on some day of that period. HomeError where the
    question makes no sense.
    """
    if left == right:
        raise HomeError(f"{left}: a path needs two parties; name another.")
    if not 1 <= steps <= STEPS:
        raise HomeError(f"--steps: {steps} steps cannot be searched; give 1 to {STEPS}.")
    if between is not None and between[0] > between[1]:
        raise HomeError(f"the period begins on {between[0]}, after its end on {between[1]}; exchange the two.")
    condition = held(as_of, between, firm_only)
    _edges(connection, condition)
    sides = {"left": left, "right": right}
    reached, cut = {}, False
    for side, start in sides.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE path_{side}_0 AS SELECT {literal(start)} AS node, [node] AS nodes,"
            " 0 AS probable, 0 AS weak, CAST(1 AS DECIMAL(9,6)) AS probability"
        )
        reached[side] = 0
    found: list[tuple[str, ...]] = []
    for length in range(1, steps + 1):
        halves = {"left": (length + 1) // 2, "right": length // 2}
        for side, half in halves.items():
            if reached[side] < half:
                cut |= _walk(connection, side, half)
                reached[side] = half
        found += _meet(connection, halves["left"], halves["right"], limit - len(found))
        if len(found) >= limit:
            break
    ties = ties_between(connection, [pair for nodes in found for pair in pairwise(nodes)], condition)
    made = [
        Path(
            tuple(Step(a, b, ties[min(a, b), max(a, b)]) for a, b in pairwise(nodes)),
        )
        for nodes in found
    ]
    return Found(tuple(made), _too_busy(connection, reached), cut)


def _edges(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    """Table `path_edges`: the firmest tie of each two parties, both ways. Table `path_busy`: parties with too many."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE path_edges AS
        WITH firmest AS (
          SELECT least(left_id, right_id) AS one, greatest(left_id, right_id) AS other,
            CAST(certainty <> '{CERTAIN}' AS INTEGER) AS probable, CAST(strength <> '{STRONG}' AS INTEGER) AS weak,
            probability
          FROM {TIES} WHERE {condition}
          QUALIFY row_number() OVER (PARTITION BY one, other ORDER BY {FIRMEST}) = 1
        )
        SELECT one AS a, other AS b, probable, weak, probability FROM firmest
        UNION ALL SELECT other, one, probable, weak, probability FROM firmest
        """
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE path_busy AS SELECT a FROM path_edges GROUP BY a HAVING count(*) > {THROUGH}"
    )


def _walk(connection: duckdb.DuckDBPyConnection, side: str, length: int) -> bool:
    """Walks of `length` from one end, from those one shorter; whether some were left out."""
    through = "" if length == 1 else "ANTI JOIN path_busy y ON y.a = w.node"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE path_{side}_{length} AS
        SELECT list_append(w.nodes, e.b) AS nodes, e.b AS node, w.probable + e.probable AS probable,
          w.weak + e.weak AS weak, CAST(w.probability * e.probability AS DECIMAL(9,6)) AS probability
        FROM (SELECT w.* FROM path_{side}_{length - 1} w {through}) w JOIN path_edges e ON e.a = w.node
        WHERE NOT list_contains(w.nodes, e.b)
        ORDER BY probable, weak, probability DESC, nodes LIMIT {WALKS + 1}
        """
    )
    full = int(connection.execute(f"SELECT count(*) FROM path_{side}_{length}").fetchall()[0][0]) > WALKS
    if full:
        connection.execute(
            f"DELETE FROM path_{side}_{length} WHERE rowid = (SELECT max(rowid) FROM path_{side}_{length})"
        )
    return full


def _meet(connection: duckdb.DuckDBPyConnection, ours: int, theirs: int, limit: int) -> list[tuple[str, ...]]:
    """Walks from both ends that meet and share no other party, the firmest first."""
    through = "" if theirs == 0 else "AND l.node NOT IN (SELECT a FROM path_busy)"
    rows = connection.execute(
        f"""
        SELECT list_concat(l.nodes, list_reverse(r.nodes)[2:]) AS nodes FROM path_left_{ours} l
        JOIN path_right_{theirs} r ON r.node = l.node
        WHERE len(list_intersect(l.nodes, r.nodes)) = 1 {through}
        ORDER BY l.probable + r.probable, l.weak + r.weak,
          CAST(l.probability AS DECIMAL(18,9)) * CAST(r.probability AS DECIMAL(18,9)) DESC, nodes
        LIMIT {max(limit, 0)}
        """
    ).fetchall()
    return [tuple(row[0]) for row in rows]


def _too_busy(connection: duckdb.DuckDBPyConnection, reached: dict[str, int]) -> int:
    """Busy parties that a walk came to and stopped at."""
    walks = [
        f"SELECT node FROM path_{side}_{length}" for side, last in reached.items() for length in range(1, last + 1)
    ]
    ends = " UNION ALL ".join(f"SELECT node FROM path_{side}_0" for side in reached)
    rows = connection.execute(
        f"SELECT count(*) FROM (SELECT DISTINCT node FROM ({' UNION ALL '.join(walks)})) w"
        f" SEMI JOIN path_busy y ON y.a = w.node ANTI JOIN ({ends}) e ON e.node = w.node"
    ).fetchall()
    return int(rows[0][0])
