"""The answer book: which rows define each planted scheme, and which belong to an innocent look-alike.

It is written beside the region's files and is never read by a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from youji.region.randomness import Ints
from youji.region.tables import Shelf, World

EFFECTS = ("blatant", "clear", "moderate", "faint")
BLATANT, CLEAR, MODERATE, FAINT = range(4)
ORGANISATION, PERSON = "organisation", "person"


@dataclass(frozen=True)
class Case:
    """One planted scheme (`resembles` is None), or one innocent case that resembles a scheme."""

    kind: str
    number: int
    effect: int
    resembles: str | None = None

    @property
    def case_id(self) -> str:
        """Permanent name of the case within its region."""
        return f"{self.kind}-{self.number:04d}"


@dataclass(frozen=True)
class _Mark:
    case: Case
    subject_kind: str
    dataset: str
    resolve: Callable[[], tuple[Ints, Ints]]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Defining rows of one case and dataset: the subjects and the positions of the rows, equally long."""

    case: Case
    subject_kind: str
    dataset: str
    subjects: Ints
    rows: Ints
    columns: tuple[str, ...] = ()
    """The columns in which the evidence lies; none where it is the row itself (see `gaps`)."""


@dataclass
class Ledger:
    """Collects what actors did, by position; resolved when all tables are complete."""

    world: World
    _marks: list[_Mark] = field(default_factory=list)
    _by_tender: dict[str, Shelf] = field(default_factory=dict)

    def mark(
        self,
        case: Case,
        subject: npt.ArrayLike,
        dataset: str,
        rows: npt.ArrayLike,
        kind: str = ORGANISATION,
        columns: tuple[str, ...] = (),
    ) -> None:
        """`rows` of `dataset` belong to `case` and speak about `subject` (one for all, or one a row).

        `columns` of the data contract say where in the rows the evidence lies, if not in the rows as such.
        """
        at = np.asarray(rows, dtype=np.int64).ravel()
        about = np.broadcast_to(np.asarray(subject, dtype=np.int64).ravel(), at.shape)
        self._marks.append(_Mark(case, kind, dataset, lambda: (about, at), columns))

    def mark_outcomes(self, case: Case, tenders: Ints, dataset: str, suppliers: Ints) -> None:
        """The awards or contracts that `tenders` will bring to one of `suppliers` belong to `case`."""

        def resolve() -> tuple[Ints, Ints]:
            table = self.world.award if dataset == "award" else self.world.contract
            if dataset not in self._by_tender:
                self._by_tender[dataset] = Shelf(table["tender"])
            rows = np.concatenate([self._by_tender[dataset].rows(int(tender)) for tender in tenders])
            rows = rows[np.isin(table["supplier"][rows], suppliers)]
            return table["supplier"][rows], rows

        self._marks.append(_Mark(case, ORGANISATION, dataset, resolve))

    def mark_fingerprints(self, case: Case, bids: npt.ArrayLike) -> None:
        """The fingerprints of `bids` belong to `case` and speak about their bidders."""
        wanted = np.asarray(bids, dtype=np.int64).ravel()

        def resolve() -> tuple[Ints, Ints]:
            rows = np.searchsorted(self.world.fingerprint_bid, wanted)
            rows = np.minimum(rows, len(self.world.fingerprint_bid) - 1)
            rows = rows[self.world.fingerprint_bid[rows] == wanted]
            return self.world.bid["bidder"][self.world.fingerprint_bid[rows]], rows

        self._marks.append(_Mark(case, ORGANISATION, "document_fingerprint", resolve))

    def subjects(self) -> dict[str, Ints]:
        """Whom the marks so far speak about, guilty or not: positions by kind of subject."""
        found: dict[str, list[Ints]] = {ORGANISATION: [], PERSON: []}
        for mark in self._marks:
            found[mark.subject_kind].append(mark.resolve()[0])
        return {kind: np.unique(np.concatenate([np.empty(0, np.int64), *rows])) for kind, rows in found.items()}

    def lines(self) -> list[Lines]:
        """Every mark with its rows, in the order of planting."""
        found = []
        for mark in self._marks:
            subjects, rows = mark.resolve()
            if len(rows):
                found.append(Lines(mark.case, mark.subject_kind, mark.dataset, subjects, rows, mark.columns))
        return found
