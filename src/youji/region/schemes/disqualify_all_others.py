"""An evaluation committee that finds fault with every offer but the favoured firm's.

The fainter the effect, the fewer the tenders.
"""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.steering import ALL_OTHERS
from youji.region.truth import Case

NAME = "disqualify_all_others"
PER_SCALE = 2.0
_TENDERS = (4, 3, 2, 1)


def plant(actors: Actors, case: Case) -> bool:
    """Let one firm win at a high price because all other offers are rejected."""
    found = actors.favourite(_TENDERS[case.effect])
    if found is None:
        return False
    firm, tenders = found
    rng = actors.rng
    actors.world.tender["rejects"][tenders] = ALL_OTHERS
    ratios = rng.uniform(0.93, 0.97, (len(tenders), 1))
    rows = actors.arrange(tenders, firm, ratios, 0, rng.integers(3, 5, len(tenders)))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.mark_bids(case, tenders, firm, rejected=True)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True
