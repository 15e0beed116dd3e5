"""An office that gives a firm what it should have put out to tender (应招未招)."""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.actors import Actors
from youji.region.contracting import add_direct
from youji.region.tables import FIRST_DAY, LAST_DAY, SINGLE_SOURCE, TENDER_FLOOR
from youji.region.truth import Case

NAME = "untendered"
PER_SCALE = 2.0
_CONTRACTS = (3, 2, 1, 1)
_TIMES_FLOOR = ((2.5, 5.0), (1.6, 2.5), (1.2, 1.5), (1.02, 1.1))


def plant(actors: Actors, case: Case) -> bool:
    """Let one office sign large contracts with one firm directly."""
    rng = actors.rng
    market = actors.market_with(1)
    firm = actors.companies(market, 1)
    buyer = actors.office_of(market)
    if not len(firm) or buyer is None:
        return False
    sector = int(actors.world.organisation["sector"][firm[0]])
    category = sectors.SECTORS[sector].category
    count = _CONTRACTS[case.effect]
    times = rng.uniform(*_TIMES_FLOOR[case.effect], count)
    amount = np.round(TENDER_FLOOR[category] * times / 100_000).astype(np.int64) * 100_000
    signed = np.sort(rng.integers(FIRST_DAY + 20, LAST_DAY - 60, count))
    named = rng.integers(0, len(sectors.SECTORS[sector].tendered), count)

    def sign() -> None:
        rows = add_direct(
            actors.world,
            rng,
            buyer=buyer,
            supplier=int(firm[0]),
            amount=amount,
            signed=signed,
            object_=sector * 100 + named,
            category=category,
            procedure=SINGLE_SOURCE,
        )
        actors.ledger.mark(case, buyer, "contract", rows, columns=("amount",))

    actors.defer("contracts", sign)
    return True
