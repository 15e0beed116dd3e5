"""One hand makes a list of offers by adding the same step each time, or multiplying by the same factor.

Odd cases add a fixed sum, even ones multiply. The fainter the effect, the fewer the firms and tenders and the
coarser the rounding that hides the step.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.truth import Case

NAME = "stepped_offers"
PER_SCALE = 2.0
_FIRMS = (5, 4, 4, 3)
_TENDERS = (5, 4, 3, 2)
_ROUNDING = (1, 1, 100, 10_000)
_STEPS = (0.005, 0.008, 0.01, 0.012, 0.015, 0.02)


def plant(actors: Actors, case: Case) -> bool:
    """Let the first firm win, covered by offers at equal steps above its own."""
    rng = actors.rng
    found = actors.gather(_FIRMS[case.effect], _TENDERS[case.effect])
    if found is None:
        return False
    firms, tenders = found
    price = rng.uniform(0.86, 0.91, (len(tenders), 1))
    step = rng.choice(_STEPS, (len(tenders), 1))
    place = np.arange(len(firms))
    ratios = price * (1 + step * place if case.number % 2 else (1 + step) ** place)
    rows = actors.arrange(tenders, firms, ratios, 0, 0, step=_ROUNDING[case.effect])
    actors.join(firms)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firms)
    return True
