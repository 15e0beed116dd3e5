"""An office that gives a firm contracts above the limit by single source, before anybody could object.

A single source must be made public for five working days first (order 74 of the Ministry of Finance, article
38). Here the firm is chosen on the day of the notice (blatant) or some days after it; the blatant and the clear
ones are for works, goods or services that had to be put out to tender.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.tables import DAY_SECONDS, DIRECT_LIMIT, GOODS, SERVICES, SINGLE_SOURCE, TENDER_FLOOR, WORKS
from youji.region.truth import BLATANT, CLEAR, Case

NAME = "single_source_without_cause"
PER_SCALE = 2.0
_TENDERS = (4, 3, 2, 1)
_NOTICE = (0, 1, 2, 3)
"""Days from the notice to the offer; the award follows on the next day."""


def plant(actors: Actors, case: Case) -> bool:
    """Turn procedures of one office into single sources for one firm."""
    rng, tender = actors.rng, actors.world.tender
    limits = TENDER_FLOOR if case.effect in (BLATANT, CLEAR) else DIRECT_LIMIT
    least = np.array([limits[c] for c in (WORKS, GOODS, SERVICES)])[tender["category"]]
    found = actors.favourite(_TENDERS[case.effect], tender["estimate"] >= least)
    if found is None:
        return False
    firm, tenders = found
    tender["procedure"][tenders] = SINGLE_SOURCE
    tender["deadline"][tenders] = (tender["published"][tenders] + _NOTICE[case.effect]) * DAY_SECONDS + 17 * 3600
    tender["lag"][tenders] = 1
    rows = actors.arrange(tenders, firm, rng.uniform(0.95, 0.999, (len(tenders), 1)), 0, 0)
    actors.ledger.mark(case, firm, "tender", tenders, columns=("published_on",))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    actors.ledger.mark_outcomes(case, tenders, "contract", firm)
    return True
