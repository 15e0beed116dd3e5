"""An insider tells a firm what the office can pay at most; it asks just that, and friends ask a little more."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.truth import Case

NAME = "leaked_ceiling"
PER_SCALE = 2.0
_TENDERS = (6, 5, 4, 3)
_PRICE = ((0.997, 0.9995), (0.993, 0.999), (0.988, 0.996), (0.98, 0.992))


def plant(actors: Actors, case: Case) -> bool:
    """Let one firm win just below the estimates of one office, covered by two others."""
    found = actors.favourite(_TENDERS[case.effect])
    if found is None:
        return False
    firm, tenders = found
    friends = actors.companies(int(actors.market[tenders[0]]), 2)
    if len(friends) < 2:
        return False
    rng = actors.rng
    firms = np.concatenate([firm, friends])
    ratios = np.empty((len(tenders), 3))
    ratios[:, 0] = rng.uniform(*_PRICE[case.effect], len(tenders))
    ratios[:, 1:] = ratios[:, :1] + (1 - ratios[:, :1]) * rng.uniform(0.2, 1.0, (len(tenders), 2))
    rows = actors.arrange(tenders, firms, ratios, 0, 0, step=100)
    actors.join(firms)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True
