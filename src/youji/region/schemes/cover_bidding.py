"""A group whose chosen winner bids low, while the others cover far above it and close to each other.

The fainter the effect, the smaller the gap above the winner, the wider the covers and the more strangers.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.truth import Case

NAME = "cover_bidding"
PER_SCALE = 2.0
_FIRMS = (5, 5, 4, 4)
_TENDERS = (6, 5, 4, 3)
_GAP = ((0.12, 0.15), (0.09, 0.12), (0.06, 0.09), (0.04, 0.06))
_WIDTH = (0.003, 0.006, 0.012, 0.02)
_OUTSIDERS = (0, 0, 1, 1)


def plant(actors: Actors, case: Case) -> bool:
    """Let the first firm win far below its covers."""
    rng = actors.rng
    found = actors.gather(_FIRMS[case.effect], _TENDERS[case.effect])
    if found is None:
        return False
    firms, tenders = found
    count, size = len(tenders), len(firms)
    ratios = np.empty((count, size))
    ratios[:, 0] = rng.uniform(0.8, 0.85, count)
    gap = 1 + rng.uniform(*_GAP[case.effect], (count, 1))
    ratios[:, 1:] = ratios[:, :1] * gap * (1 + rng.uniform(0, _WIDTH[case.effect], (count, size - 1)))
    outsiders = rng.integers(0, _OUTSIDERS[case.effect] + 1, count)
    rows = actors.arrange(tenders, firms, ratios, 0, outsiders)
    actors.join(firms)
    actors.ledger.mark(case, np.tile(firms, count), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firms)
    return True
