"""A firm that gets a contract without competition, small enough not to be asked about, and has it raised afterwards."""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.actors import Actors
from youji.region.contracting import add_direct
from youji.region.tables import DIRECT_LIMIT, FIRST_DAY, LAST_DAY, SINGLE_SOURCE
from youji.region.truth import Case

NAME = "raised_after_direct_award"
PER_SCALE = 2.0
_CONTRACTS = (3, 2, 1, 1)
_RAISE = ((0.6, 0.95), (0.35, 0.55), (0.2, 0.3), (0.11, 0.15))
_SIZE = ((0.8, 0.97), (0.7, 0.95), (0.6, 0.9), (0.5, 0.8))


def plant(actors: Actors, case: Case) -> bool:
    """Let one office buy directly just below the limit, and raise the price while the work is under way."""
    rng, world = actors.rng, actors.world
    market = actors.market_with(1)
    firm = actors.companies(market, 1)
    buyer = actors.office_of(market)
    if not len(firm) or buyer is None:
        return False
    sector = int(world.organisation["sector"][firm[0]])
    category = sectors.SECTORS[sector].category
    count = _CONTRACTS[case.effect]
    amount = (
        np.round(DIRECT_LIMIT[category] * rng.uniform(*_SIZE[case.effect], count) / 10_000).astype(np.int64) * 10_000
    )
    # More than a year apart, so that the contracts are not one purchase in parts.
    years = rng.permutation(3)[:count]
    signed = np.sort(FIRST_DAY + 20 + years * 365 + rng.integers(0, 30, count))
    signed = np.minimum(signed, LAST_DAY - 90)
    named = rng.permutation(len(sectors.SECTORS[sector].direct))[np.arange(count) % len(sectors.SECTORS[sector].direct)]

    def raise_prices() -> None:
        rows = add_direct(
            world,
            rng,
            buyer=buyer,
            supplier=int(firm[0]),
            amount=amount,
            signed=signed,
            object_=sector * 100 + 50 + named,
            category=category,
            procedure=SINGLE_SOURCE,
        )
        length = world.contract["end_on"][rows] - signed
        added = world.contract_change.append(
            count,
            contract=rows,
            changed_on=signed + 2 + (length * rng.uniform(0.1, 0.9, count)).astype(np.int64),
            before=amount,
            after=np.round(amount * (1 + rng.uniform(*_RAISE[case.effect], count))).astype(np.int64),
            reason=rng.integers(0, 5, count),
        )
        actors.ledger.mark(case, firm, "contract", rows)
        actors.ledger.mark(case, firm, "contract_change", added)

    actors.defer("contracts", raise_prices)
    return True
