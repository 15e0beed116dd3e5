"""An insider tells a firm the lowest offer so far; it stays just below, in one tender of the office after another."""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.truth import Case

NAME = "leaked_price"
PER_SCALE = 2.0
_TENDERS = (6, 5, 4, 3)
_MARGIN = ((0.0001, 0.0006), (0.0005, 0.002), (0.001, 0.004), (0.003, 0.01))


def plant(actors: Actors, case: Case) -> bool:
    """Let one firm win by a hair each time, among strangers who bid honestly."""
    found = actors.favourite(_TENDERS[case.effect])
    if found is None:
        return False
    firm, tenders = found
    rng = actors.rng
    margins = rng.uniform(*_MARGIN[case.effect], len(tenders))
    rows = actors.undercut(tenders, firm, margins, rng.integers(3, 6, len(tenders)))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.mark_bids(case, tenders, firm)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True
