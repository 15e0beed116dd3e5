"""Which defining evidence of the planted schemes the offices' records lack.

Every piece of evidence of a case is lost with the same chance, the share asked for, independently of the others.
A piece is one value, where the actor's mark names the columns in which the evidence lies (a bid's deposit
account, a tender's deadline); else it is one whole row of a dataset in `LOSABLE`. The bid that won is never lost
as a row, since the award names it. Registers (persons, organisations, positions, tenders, awards, contracts)
lose values only. The draw of a piece depends on the seed, the case and the piece alone, so that a larger share
loses all that a smaller one loses, and nothing else in the region changes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from youji.region.randomness import Ints, stream
from youji.region.tables import World
from youji.region.truth import Case, Lines

LOSABLE = ("bid", "document_fingerprint", "kinship", "shareholding", "contract_change", "payment")
"""Datasets of which whole rows can be lost."""
ROW = ""
"""Stands for a whole row where a column is named."""


@dataclass(frozen=True)
class Loss:
    """What one case lost in one dataset: the `rows` (positions), or their values in `column`."""

    case: Case
    dataset: str
    column: str
    rows: Ints


@dataclass
class Gaps:
    """All losses of a region."""

    losses: list[Loss] = field(default_factory=list)

    def of(self, dataset: str) -> dict[str, Ints]:
        """Positions of the rows that lost a value, by column; those lost altogether under `ROW`."""
        found: dict[str, list[Ints]] = {}
        for loss in self.losses:
            if loss.dataset == dataset:
                found.setdefault(loss.column, []).append(loss.rows)
        return {column: np.unique(np.concatenate(rows)) for column, rows in sorted(found.items())}


def lose(world: World, lines: list[Lines], share: float, losable: Collection[str] = ()) -> Gaps:
    """Lose `share` (0 to 1) of the evidence of every planted case; look-alikes lose nothing.

    `losable`: the fields' datasets of which whole rows can be lost, beside `LOSABLE`.
    """
    if not share:
        return Gaps()
    pieces: dict[tuple[Case, str, str], list[Ints]] = {}
    won = np.unique(world.award["bid"])
    for line in lines:
        if line.case.resembles is not None:
            continue
        if not line.columns and line.dataset not in (*LOSABLE, *losable):
            continue
        rows = line.rows
        if not line.columns and line.dataset == "bid":
            rows = rows[~np.isin(rows, won)]
        for column in line.columns or (ROW,):
            pieces.setdefault((line.case, line.dataset, column), []).append(rows)
    gaps = Gaps()
    for (case, dataset, column), found in pieces.items():
        rows = np.unique(np.concatenate(found))
        draws = stream(world.seed, f"gaps of {case.case_id} in {dataset}.{column}").random(len(rows))
        rows = rows[draws < share]
        if len(rows):
            gaps.losses.append(Loss(case, dataset, column, rows))
    return gaps
