"""A firm that wins with a low price, sure of an office that will raise the contract soon after (低中高结)."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.tables import LAST_DAY
from youji.region.truth import Case

NAME = "change_after_low_bid"
PER_SCALE = 2.0
_CONTRACTS = (3, 2, 2, 1)
_DISCOUNT = ((0.62, 0.7), (0.66, 0.75), (0.7, 0.8), (0.78, 0.85))
_RAISE = ((0.5, 0.8), (0.32, 0.5), (0.18, 0.3), (0.12, 0.17))
_DELAY = ((10, 40), (20, 70), (30, 110), (50, 150))


def plant(actors: Actors, case: Case) -> bool:
    """Let the firm underbid everybody, and its contracts grow within weeks."""
    rng, world = actors.rng, actors.world
    market = actors.market_with(_CONTRACTS[case.effect] + 2)
    tenders = actors.tenders(market, _CONTRACTS[case.effect])
    firm = actors.companies(market, 1)
    if not len(tenders) or not len(firm):
        return False
    low, high = _DISCOUNT[case.effect]
    rows = actors.arrange(tenders, firm, rng.uniform(low, high, (len(tenders), 1)), 0, rng.integers(2, 5, len(tenders)))
    actors.ledger.mark(case, firm, "bid", np.ravel(rows))
    actors.ledger.mark_outcomes(case, tenders, "contract", firm)

    def raise_prices() -> None:
        contract, change = world.contract, world.contract_change
        signed = np.flatnonzero(np.isin(contract["tender"], tenders))
        signed = signed[~np.isin(signed, change["contract"])]
        day = contract["signed_on"][signed] + rng.integers(*_DELAY[case.effect], len(signed))
        day = np.minimum(day, contract["end_on"][signed] - 3)
        day = np.minimum(day, LAST_DAY)
        signed, day = signed[day > contract["signed_on"][signed]], day[day > contract["signed_on"][signed]]
        before = contract["amount"][signed]
        ratio = rng.uniform(*_RAISE[case.effect], len(signed))
        added = change.append(
            len(signed),
            contract=signed,
            changed_on=day,
            before=before,
            after=np.round(before * (1 + ratio)).astype(np.int64),
            reason=rng.integers(0, 5, len(signed)),
        )
        actors.ledger.mark(case, firm, "contract_change", added)

    actors.defer("contracts", raise_prices)
    return True
