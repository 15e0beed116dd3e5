"""One hand writes the cover offers of a group of firms, and writes the same price twice, to the fen.

Blatant: all covers alike in every tender. Clear: two alike. Moderate: two alike in half of the tenders. Faint:
two alike once.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors, covers
from youji.region.truth import BLATANT, FAINT, MODERATE, Case

NAME = "copied_offers"
PER_SCALE = 2.0
_FIRMS = (4, 3, 3, 3)
_TENDERS = (5, 4, 4, 3)
_OUTSIDERS = (0, 1, 2, 3)


def plant(actors: Actors, case: Case) -> bool:
    """Let the first firm win, covered by firms whose prices are copies of each other."""
    rng = actors.rng
    found = actors.gather(_FIRMS[case.effect], _TENDERS[case.effect])
    if found is None:
        return False
    firms, tenders = found
    count, size = len(tenders), len(firms)
    outsiders = rng.integers(0, _OUTSIDERS[case.effect] + 1, count)
    ratios = np.empty((count, size))
    ratios[:, 0] = actors.prices(outsiders)
    ratios[:, 1:] = covers(rng, ratios[:, 0], 0.01, 0.06, size - 1)
    alike = {MODERATE: np.arange(0, count, 2), FAINT: np.array([0])}.get(case.effect, np.arange(count))
    last = size if case.effect == BLATANT else 3
    ratios[alike, 2:last] = ratios[alike, 1:2]
    rows = actors.arrange(tenders, firms, ratios, 0, outsiders, step=1)
    actors.join(firms)
    actors.ledger.mark(case, np.tile(firms[1:last], len(alike)), "bid", rows[alike, 1:last])
    actors.ledger.mark(case, firms[0], "bid", rows[alike, 0])
    actors.ledger.mark_outcomes(case, tenders[alike], "award", firms[:1])
    return True
