"""A finance clerk who sends payments due to several firms to one account of a friend."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.randomness import Ints
from youji.region.truth import Case

NAME = "diverted_payment"
PER_SCALE = 3.0
_PAYMENTS = (6, 4, 2, 1)
FRIENDS_ACCOUNTS = 1 << 36
"""Account numbers from here on belong to no organisation of the region."""


def plant(actors: Actors, case: Case) -> bool:
    """Choose, once all is paid, an office and some of its payments to different firms."""
    world, rng = actors.world, actors.rng

    def divert() -> None:
        payment = world.payment
        payer = int(rng.choice(payment["payer"]))
        own = payment["account"] == world.organisation["account"][payment["payee"]]
        rows: Ints = rng.permutation(np.flatnonzero((payment["payer"] == payer) & own))
        _, first = np.unique(payment["payee"][rows], return_index=True)
        rows = rows[np.sort(first)][: _PAYMENTS[case.effect]]
        payment["account"][rows] = FRIENDS_ACCOUNTS + case.number
        actors.ledger.mark(case, payer, "payment", rows, columns=("payee_account",))

    actors.defer("payments", divert)
    return True
