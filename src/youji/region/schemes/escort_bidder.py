"""A pair that always bids together, and of which one always wins: the other escorts it (陪标)."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors, covers
from youji.region.truth import Case

NAME = "escort_bidder"
PER_SCALE = 2.0
_TENDERS = (10, 7, 5, 4)
_OUTSIDERS = ((1, 1), (1, 2), (1, 3), (2, 4))


def plant(actors: Actors, case: Case) -> bool:
    """Let the favourite win and its escort lose, in one tender after another."""
    rng = actors.rng
    market = actors.market_with(_TENDERS[case.effect])
    tenders = actors.tenders(market, _TENDERS[case.effect])
    pair = actors.companies(market, 2)
    if len(tenders) < 3 or len(pair) < 2:
        return False
    ratios = np.empty((len(tenders), 2))
    low, high = _OUTSIDERS[case.effect]
    outsiders = rng.integers(low, high + 1, len(tenders))
    ratios[:, 0] = actors.prices(outsiders)
    ratios[:, 1:] = covers(rng, ratios[:, 0], 0.005, 0.06, 1)
    rows = actors.arrange(tenders, pair, ratios, 0, outsiders)
    actors.join(pair)
    actors.ledger.mark(case, np.tile(pair, len(tenders)), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", pair)
    return True
