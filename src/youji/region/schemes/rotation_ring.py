"""A ring that shares a market by turns: everybody bids, and the winner is whoever's turn it is.

Prices look as they do elsewhere; only the order of winners tells. The fainter the effect, the fewer the turns and
the more strangers take part.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors, covers
from youji.region.truth import Case

NAME = "rotation_ring"
PER_SCALE = 2.0
_FIRMS = (4, 4, 3, 3)
_TENDERS = (12, 10, 8, 6)
_OUTSIDERS = (0, 0, 1, 2)


def plant(actors: Actors, case: Case) -> bool:
    """Let the members win in turn."""
    rng = actors.rng
    found = actors.gather(_FIRMS[case.effect], _TENDERS[case.effect])
    if found is None:
        return False
    firms, tenders = found
    count, size = len(tenders), len(firms)
    winner = (np.arange(count) + int(rng.integers(0, size))) % size
    outsiders = rng.integers(0, _OUTSIDERS[case.effect] + 1, count)
    price = rng.uniform(0.85, 0.92, count)
    ratios = covers(rng, price, 0.01, 0.12, size)
    ratios[np.arange(count), winner] = price
    rows = actors.arrange(tenders, firms, ratios, winner, outsiders)
    actors.join(firms)
    actors.ledger.mark(case, np.tile(firms, count), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firms)
    return True
