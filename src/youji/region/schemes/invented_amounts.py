"""A clerk who invents purchases, month after month, and thinks up their amounts.

People who think up numbers use the digits alike, or shun small ones, where real amounts follow Benford's law
(Nigrini, Benford's Law, 2012). Blatant: nothing below 5 in front. Clear: all digits alike. Moderate and faint: a
part of the amounts is copied from real ones.
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.actors import Actors
from youji.region.contracting import add_direct
from youji.region.randomness import Floats, Ints, between
from youji.region.tables import FIRST_DAY, LAST_DAY, SINGLE_SOURCE
from youji.region.truth import BLATANT, Case

NAME = "invented_amounts"
PER_SCALE = 2.0
_AMOUNTS = (260, 220, 180, 120)
_INVENTED = (1.0, 1.0, 0.7, 0.45)
_SUPPLIER_EVERY = 12


def plant(actors: Actors, case: Case) -> bool:
    """Let one office sign many small contracts with many firms, the amounts of which somebody made up."""
    rng, world = actors.rng, actors.world
    market = actors.market_with(1)
    buyer = actors.office_of(market)
    count = _AMOUNTS[case.effect]
    names = actors.companies(market, -(-count // _SUPPLIER_EVERY))
    if buyer is None or not len(names):
        return False
    sector = int(world.tender["sector"][actors.market == market][0])
    amount = _amounts(rng, case.effect, count)
    signed = np.sort(rng.integers(FIRST_DAY + 5, LAST_DAY - 20, count))
    signed -= np.array([0, 0, 0, 0, 0, 1, 2])[(signed + 3) % 7]
    named = rng.integers(0, len(sectors.SECTORS[sector].direct), count)

    def enter() -> None:
        rows = add_direct(
            world,
            rng,
            buyer=buyer,
            supplier=names[rng.permutation(count) % len(names)],
            amount=amount,
            signed=signed,
            object_=sector * 100 + 50 + named,
            category=sectors.SECTORS[sector].category,
            procedure=SINGLE_SOURCE,
        )
        actors.ledger.mark(case, buyer, "contract", rows, columns=("amount",))

    actors.defer("contracts", enter)
    return True


def _amounts(rng: np.random.Generator, effect: int, count: int) -> Ints:
    """Fen between 1,000 and 99,999 yuan, the first digits thought up in part."""
    first = between(rng, 5 if effect == BLATANT else 1, 9, count)
    thought: Floats = (first + rng.random(count)) * np.where(rng.random(count) < 0.75, 10_000, 1_000)
    real: Floats = 10 ** rng.uniform(3, 5, count)
    yuan = np.where(rng.random(count) < _INVENTED[effect], thought, real)
    return np.asarray(np.round(yuan * 10) * 10, dtype=np.int64)
