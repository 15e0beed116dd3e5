"""A ring of firms that agree on who wins and let the others cover with dearer offers.

The winner takes turns in every other case and is fixed in the rest. The fainter the effect, the wider the
cover offers lie and the more strangers take part.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.truth import BLATANT, Case

NAME = "bid_ring"
PER_SCALE = 2.0
_FIRMS = (5, 4, 4, 3)
_TENDERS = (12, 8, 6, 4)
_WIDTH = (0.004, 0.012, 0.025, 0.045)
_OUTSIDERS = (0, 0, 1, 2)


def plant(actors: Actors, case: Case) -> bool:
    """Let the ring's firms bid tightly around the agreed winner's price, close to the estimate."""
    rng = actors.rng
    market = actors.market_with(_TENDERS[case.effect])
    tenders = actors.tenders(market, _TENDERS[case.effect])
    firms = actors.companies(market, _FIRMS[case.effect])
    if len(tenders) < 3 or len(firms) < 3:
        return False
    count, size = len(tenders), len(firms)
    rotating = case.number % 2 == 1
    winner = (np.arange(count) + int(rng.integers(0, size))) % size if rotating else np.zeros(count, dtype=np.int64)
    outsiders = rng.integers(0, _OUTSIDERS[case.effect] + 1, count)
    price = actors.prices(outsiders)[:, None]
    if case.effect == BLATANT:
        # Whoever made the list just added the same step for each cover offer.
        steps = np.argsort(rng.random((count, size)), axis=1) + 1
        cover = steps * (_WIDTH[BLATANT] * rng.uniform(0.5, 1.0, (count, 1)))
    else:
        cover = _WIDTH[case.effect] * rng.uniform(0.15, 1.0, (count, size))
    cover[np.arange(count), winner] = 0.0
    ratios = np.minimum(price * (1 + cover), 0.9999)
    rows = actors.arrange(tenders, firms, ratios, winner, outsiders)
    actors.ledger.mark(case, np.tile(firms, count), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firms)
    return True
