"""An office that awards a competitive procedure to the only firm that bid, instead of calling it off.

The favoured firm, sure that nobody else will come, asks nearly the whole estimate.
"""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.truth import Case

NAME = "lone_bid"
PER_SCALE = 2.0
_TENDERS = (6, 4, 2, 1)
_PRICE = ((0.985, 0.999), (0.97, 0.99), (0.95, 0.98), (0.9, 0.96))


def plant(actors: Actors, case: Case) -> bool:
    """Let one firm bid alone and win all the same."""
    found = actors.favourite(_TENDERS[case.effect])
    if found is None:
        return False
    firm, tenders = found
    actors.world.tender["forced"][tenders] = 1
    ratios = actors.rng.uniform(*_PRICE[case.effect], (len(tenders), 1))
    rows = actors.arrange(tenders, firm, ratios, 0, 0)
    actors.ledger.mark(case, firm, "tender", tenders)
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True
