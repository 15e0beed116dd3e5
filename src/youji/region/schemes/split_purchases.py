"""A clerk who avoids a procedure by buying one need in several parts, each just below the limit.

Two limits tempt: the one below which an office buys directly (`tables.DIRECT_LIMIT`), and for works the one
from which a tender is compulsory (`tables.TENDER_FLOOR`). The fainter the effect, the fewer and smaller the
parts and the longer the time between them.
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.actors import Actors
from youji.region.contracting import add_direct
from youji.region.tables import (
    DIRECT_LIMIT,
    FIRST_DAY,
    LAST_DAY,
    NEGOTIATION,
    NONE,
    SINGLE_SOURCE,
    TENDER_FLOOR,
    WORKS,
)
from youji.region.truth import BLATANT, Case

NAME = "split_purchases"
PER_SCALE = 2.0
_PARTS = ((5, 8), (4, 6), (3, 4), (2, 3))
_SIZE = ((0.9, 0.995), (0.75, 0.98), (0.6, 0.95), (0.52, 0.75))
_DAYS = (12, 30, 60, 90)


def plant(actors: Actors, case: Case) -> bool:
    """Let one office buy one thing from one firm in parts."""
    rng = actors.rng
    market = actors.market_with(1)
    firm = actors.companies(market, 1)
    buyer = actors.office_of(market)
    if not len(firm) or buyer is None:
        return False
    sector = int(actors.world.organisation["sector"][firm[0]])
    category = sectors.SECTORS[sector].category
    parts = int(rng.integers(_PARTS[case.effect][0], _PARTS[case.effect][1] + 1))
    limit = TENDER_FLOOR[WORKS] if category == WORKS else DIRECT_LIMIT[category]
    size = rng.uniform(*_SIZE[case.effect], parts)
    amount = np.round(limit * size / 10_000).astype(np.int64) * 10_000
    start = int(rng.integers(FIRST_DAY + 40, LAST_DAY - 120))
    signed = start + np.sort(rng.integers(0, _DAYS[case.effect] + 1, parts))
    one_name = case.effect == BLATANT
    choices = len(sectors.SECTORS[sector].direct)
    named = rng.integers(0, choices, 1 if one_name else parts)

    def buy() -> None:
        rows = add_direct(
            actors.world,
            rng,
            buyer=buyer,
            supplier=int(firm[0]),
            amount=amount,
            signed=signed,
            object_=sector * 100 + 50 + np.broadcast_to(named, parts),
            category=category,
            procedure=NEGOTIATION if category == WORKS else SINGLE_SOURCE,
            phase=np.arange(1, parts + 1) if one_name else NONE,
        )
        actors.ledger.mark(case, firm, "contract", rows, columns=("amount",))
        actors.ledger.mark(case, buyer, "contract", rows)

    actors.defer("contracts", buy)
    return True
