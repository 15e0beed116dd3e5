"""An official who gives a favoured firm a head start: the others have days where the law gives them weeks.

The favourite knows of the tender long before it is announced. The fainter the effect, the nearer the period
comes to the legal minimum of twenty days (Tendering Law, article 24).
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.tables import DAY_SECONDS, INVITED, OPEN
from youji.region.truth import Case

NAME = "tailored_deadline"
PER_SCALE = 2.0
_TENDERS = (4, 3, 2, 1)
_DAYS = ((3, 6), (7, 10), (11, 14), (16, 18))


def plant(actors: Actors, case: Case) -> bool:
    """Cut the time for bids in tenders that one firm then wins."""
    rng, tender = actors.rng, actors.world.tender
    found = actors.favourite(_TENDERS[case.effect], np.isin(tender["procedure"], (OPEN, INVITED)))
    if found is None:
        return False
    firm, tenders = found
    low, high = _DAYS[case.effect]
    day = tender["published"][tenders] + rng.integers(low, high + 1, len(tenders))
    # Bids are opened on weekdays.
    day -= np.array([0, 0, 0, 0, 0, 1, 2])[(day + 3) % 7]
    tender["deadline"][tenders] = day * DAY_SECONDS + tender["deadline"][tenders] % DAY_SECONDS
    rows = actors.undercut(tenders, firm, rng.uniform(0.005, 0.05, len(tenders)), rng.integers(2, 4, len(tenders)))
    actors.ledger.mark(case, firm, "tender", tenders, columns=("published_on", "deadline_at"))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True
