"""A purchasing officer who sees to it that one firm gets nearly all that the office buys of a trade."""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.truth import Case

NAME = "favoured_supplier"
PER_SCALE = 2.0
_TENDERS = (12, 10, 9, 8)
_SHARE = (1.0, 0.85, 0.7, 0.55)


def plant(actors: Actors, case: Case) -> bool:
    """Let one firm win a share of an office's tenders of one trade, though others bid."""
    rng = actors.rng
    count = _TENDERS[case.effect]
    found = actors.favourite(count, most=round(1.3 * count))
    if found is None:
        return False
    firm, tenders = found
    won = tenders[rng.permutation(len(tenders))[: round(_SHARE[case.effect] * len(tenders))]]
    won.sort()
    rows = actors.undercut(won, firm, rng.uniform(0.004, 0.05, len(won)), rng.integers(2, 5, len(won)))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, won, "award", firm)
    actors.ledger.mark_outcomes(case, won, "contract", firm)
    return True
