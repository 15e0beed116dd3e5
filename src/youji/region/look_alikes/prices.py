"""Innocent prices and results: markets near the ceiling, set tariffs, close calls, and a firm that never wins."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.randomness import Floats
from youji.region.tables import NONE
from youji.region.truth import Case

_POOL = 8


def _pool_market(actors: Actors, case: Case, ratios: Floats, step: int | None) -> bool:
    """In each tender (row of `ratios`), other firms of one pool bid; the best offer wins."""
    found = actors.gather(_POOL, len(ratios))
    if found is None:
        return False
    firms, tenders = found
    for tender, offers in zip(tenders, ratios, strict=False):
        members = np.sort(actors.rng.choice(firms, ratios.shape[1], replace=False))
        rows = actors.arrange(np.array([tender]), members, offers[None, :], NONE, 0, step=step)
        actors.ledger.mark(case, members, "bid", rows)
    return True


def ceiling_market(actors: Actors, case: Case) -> bool:
    """A trade of thin margins, where everybody bids near the ceiling and a different firm wins each time."""
    shape = (int(actors.rng.integers(4, 7)), 5)
    return _pool_market(actors, case, actors.rng.uniform(0.955, 0.999, shape), 100)


def regulated_prices(actors: Actors, case: Case) -> bool:
    """A tariff is set by the state: all offers are the same, and the score decides."""
    count = int(actors.rng.integers(2, 5))
    return _pool_market(actors, case, np.ones((count, 1)) * np.ones((1, 4)), 100)


def close_second(actors: Actors, case: Case) -> bool:
    """A firm won twice by a hair, in different offices, because markets are close at times."""
    tender, rng = actors.world.tender, actors.rng
    found = actors.gather(1, 2)
    if found is None:
        return False
    firm, tenders = found
    if len(np.unique(tender["buyer"][tenders])) < len(tenders):
        tenders = tenders[:1]
    rows = actors.undercut(tenders, firm, rng.uniform(0.0005, 0.003, len(tenders)), rng.integers(3, 6, len(tenders)))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True


def honest_loser(actors: Actors, case: Case) -> bool:
    """A weak firm that is dear, and loses to one firm after another."""
    count = int(actors.rng.integers(6, 11))
    found = actors.gather(1, count)
    if found is None:
        return False
    firm, tenders = found
    ratios = actors.rng.uniform(0.955, 0.995, (len(tenders), 1))
    rows = actors.arrange(tenders, firm, ratios, NONE, actors.rng.integers(3, 6, len(tenders)))
    actors.ledger.mark(case, firm, "bid", rows)
    return True
