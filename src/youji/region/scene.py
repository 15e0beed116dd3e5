"""What the actors of a field can do: pick persons, organisations and rows nobody else uses, and act in the records."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from youji.region.randomness import Bools, Ints
from youji.region.tables import Table, World
from youji.region.truth import ORGANISATION, PERSON, Case, Ledger


@dataclass
class Busy:
    """Subjects and rows that some case is about already; one for all fields."""

    persons: Bools
    organisations: Bools
    rows: dict[str, set[int]] = field(default_factory=dict)


def busy_in(world: World, ledger: Ledger) -> Busy:
    """Nobody is busy but the subjects of the ledger's marks."""
    busy = Busy(np.zeros(len(world.person), np.bool_), np.zeros(len(world.organisation), np.bool_))
    taken = ledger.subjects()
    busy.persons[taken[PERSON]] = True
    busy.organisations[taken[ORGANISATION]] = True
    return busy


class Scene:
    """The stage of one field."""

    def __init__(self, world: World, ledger: Ledger, busy: Busy, name: str) -> None:
        self.world, self.ledger, self._busy = world, ledger, busy
        self.rng = world.stream(f"actors of {name}")

    def table(self, dataset: str) -> Table:
        """A field's table, or one of the market's."""
        table: Table = self.world.records[dataset] if dataset in self.world.records else getattr(self.world, dataset)
        return table

    def persons(self, candidates: Ints, count: int) -> Ints | None:
        """`count` of the candidates that no case is about, now used; None where there are too few."""
        return self._take(candidates, count, self._busy.persons)

    def organisations(self, candidates: Ints, count: int) -> Ints | None:
        """`count` of the candidates that no case is about, now used; None where there are too few."""
        return self._take(candidates, count, self._busy.organisations)

    def free_persons(self, candidates: Ints) -> Ints:
        """Those of the candidates that no case is about."""
        return candidates[~self._busy.persons[candidates]]

    def free_organisations(self, candidates: Ints) -> Ints:
        """Those of the candidates that no case is about."""
        return candidates[~self._busy.organisations[candidates]]

    def rows(self, dataset: str, candidates: Ints, count: int) -> Ints:
        """Up to `count` of the candidate rows that belong to no case, in the order of the table, now used."""
        used = self._busy.rows.setdefault(dataset, set())
        free = candidates[~np.isin(candidates, np.fromiter(used, np.int64, len(used)))]
        chosen = np.sort(self.rng.permutation(free)[:count])
        used.update(chosen.tolist())
        return chosen

    def mark(
        self,
        case: Case,
        subject: npt.ArrayLike,
        dataset: str,
        rows: npt.ArrayLike,
        kind: str = ORGANISATION,
        columns: tuple[str, ...] = (),
    ) -> None:
        """Enter rows in the answer book (see `Ledger.mark`); they belong to no other case from now on."""
        self._busy.rows.setdefault(dataset, set()).update(np.asarray(rows, dtype=np.int64).ravel().tolist())
        self.ledger.mark(case, subject, dataset, rows, kind, columns)

    def _take(self, candidates: Ints, count: int, used: Bools) -> Ints | None:
        free = np.unique(candidates[~used[candidates]])
        if len(free) < count:
            return None
        chosen = self.rng.permutation(free)[:count]
        used[chosen] = True
        return chosen
