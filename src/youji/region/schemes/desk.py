"""What firms do whose bids come from one desk: they bid in the same tenders, and one of them wins."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors, covers
from youji.region.randomness import Ints
from youji.region.truth import Case

MEMBERS = (4, 3, 2, 2)
TENDERS = (5, 4, 3, 1)
"""Firms and tenders of a case, by effect."""


def bid_from_one_desk(actors: Actors, firms: Ints, tenders: Ints, **traces: int) -> Ints:
    """Put the firms' bids into the tenders with equal `traces`; the first wins. Returns tender × firm."""
    rng = actors.rng
    count, size = len(tenders), len(firms)
    outsiders = rng.integers(max(1, 3 - size), 4, count)
    ratios = np.empty((count, size))
    ratios[:, 0] = actors.prices(outsiders)
    ratios[:, 1:] = covers(rng, ratios[:, 0], 0.01, 0.12, size - 1)
    rows = actors.arrange(tenders, firms, ratios, 0, outsiders, **traces)
    actors.join(firms)
    return rows


def share_trace(actors: Actors, case: Case, column: str, values_a_firm: int) -> bool:
    """Plant a case whose bid files share one trace, the first firm's; all other traces are each firm's own."""
    found = actors.gather(MEMBERS[case.effect], TENDERS[case.effect])
    if found is None:
        return False
    firms, tenders = found
    rows = bid_from_one_desk(actors, firms, tenders, **{column: int(firms[0]) * values_a_firm})
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    actors.ledger.mark_fingerprints(case, rows)
    return True
