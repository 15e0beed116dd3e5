"""A contractor who controls several shells and lets them bid against each other.

Blatant: one legal representative, one phone, one account. Clear: one majority owner, one phone. Moderate: a
holding company between the owner and the shells, one address. Faint: a quarter to a third of each, one
contact phone.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors, covers
from youji.region.randomness import Ints
from youji.region.truth import BLATANT, CLEAR, FAINT, MODERATE, Case

NAME = "shell_bidders"
PER_SCALE = 2.0
_FIRMS = (4, 3, 3, 2)
_TENDERS = (8, 6, 4, 3)
_SHARES = ((0.8, 1.0), (0.51, 0.7), (0.55, 0.75), (0.26, 0.34))
_OUTSIDERS = (0, 1, 2, 2)
_SIGNS = (("legal_representative_id", "phone", "bank_account"), ("phone",), ("address",), ())


def plant(actors: Actors, case: Case) -> bool:
    """Let one owner's firms meet in tenders that the first of them wins."""
    rng, world = actors.rng, actors.world
    market = actors.market_with(_TENDERS[case.effect])
    tenders = actors.tenders(market, _TENDERS[case.effect])
    firms = actors.companies(market, _FIRMS[case.effect])
    if len(tenders) < 2 or len(firms) < 2:
        return False
    held = _bind(actors, case, firms, market)
    # Whoever owns the firms, a holding company among them, sends no second bid by accident.
    actors.join(np.unique(np.r_[firms, world.shareholding["organisation"][held]]))
    fewest = 3 - len(firms)
    outsiders = np.maximum(rng.integers(0, _OUTSIDERS[case.effect] + 1, len(tenders)), fewest)
    price = actors.prices(outsiders)
    ratios = np.column_stack([price, covers(rng, price, 0.004, 0.06, len(firms) - 1)])
    shared_phone = case.effect in (BLATANT, CLEAR, FAINT)
    organisation = world.organisation
    rows = actors.arrange(
        tenders,
        firms,
        ratios,
        0,
        outsiders,
        phone=organisation["phone"][firms[0]] if shared_phone else organisation["phone"][firms],
        account=organisation["account"][firms[0] if case.effect == BLATANT else firms],
    )
    actors.ledger.mark(case, firms, "organisation", firms, columns=_SIGNS[case.effect])
    actors.ledger.mark(case, world.shareholding["organisation"][held], "shareholding", held)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firms)
    return True


def _bind(actors: Actors, case: Case, firms: Ints, market: int) -> Ints:
    """Put the owner behind the firms; returns the holdings that show it."""
    rng, organisation, holding = actors.rng, actors.world.organisation, actors.world.shareholding
    low, high = _SHARES[case.effect]
    first = actors.holdings(int(firms[0]))
    owner = int(holding["holder"][first[0]])
    shares = [int(rng.integers(int(low * 1000), int(high * 1000) + 1)) * 1000 for _ in firms]
    if case.effect == MODERATE:
        top = actors.companies(market, 1)
        if len(top):
            held = [actors.take_over(int(top[0]), owner, 800_000)]
            held += [
                actors.take_over(int(firm), int(top[0]), share, organisation=True)
                for firm, share in zip(firms, shares, strict=True)
            ]
            organisation["street"][firms], organisation["number"][firms] = (
                organisation["street"][firms[0]],
                organisation["number"][firms[0]],
            )
            organisation["district"][firms] = organisation["district"][firms[0]]
            organisation["room"][firms] = organisation["room"][firms[0]]
            return np.array(held)
    held = [actors.take_over(int(firm), owner, share) for firm, share in zip(firms[1:], shares[1:], strict=True)]
    holding["share"][first] = _with_first_share(holding["share"][first], shares[0])
    if case.effect == BLATANT:
        organisation["legal_rep"][firms] = owner
        organisation["account"][firms] = organisation["account"][firms[0]]
    if case.effect in (BLATANT, CLEAR):
        organisation["phone"][firms] = organisation["phone"][firms[0]]
    return np.array([int(first[0]), *held])


def _with_first_share(shares: Ints, first: int) -> Ints:
    """The shares with the first set to `first` and the rest in proportion; a sole owner keeps all."""
    if len(shares) == 1:
        return shares
    rest = shares[1:] * (1_000_000 - first) // max(1, int(shares[1:].sum()))
    return np.array([1_000_000 - int(rest.sum()), *rest])
