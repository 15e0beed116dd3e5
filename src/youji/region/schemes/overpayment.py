"""A finance clerk who pays a firm more than its contract, with no change on record."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.tables import LAST_DAY
from youji.region.truth import Case

NAME = "overpayment"
PER_SCALE = 3.0
_EXCESS = ((0.6, 1.2), (0.25, 0.5), (0.1, 0.2), (0.03, 0.06))
_PIECES = (3, 2, 1, 1)


def plant(actors: Actors, case: Case) -> bool:
    """Choose, once all is paid, a fully paid contract without changes, and pay on."""
    world, rng = actors.world, actors.rng

    def pay_on() -> None:
        contract, payment = world.contract, world.payment
        paid = np.bincount(payment["contract"], weights=payment["amount"], minlength=len(contract))
        last = np.zeros(len(contract), dtype=np.int64)
        np.maximum.at(last, payment["contract"], payment["paid_on"])
        fit = (
            (paid >= contract["amount"] * 0.97 - 1)
            & (contract["amount"] > 20_000_000)
            & (last < LAST_DAY - 60)
            & actors.free_company[contract["supplier"]]
        )
        fit[world.contract_change["contract"]] = False
        rows = np.flatnonzero(fit)
        if not len(rows):
            return
        row = int(rng.choice(rows))
        actors.free_company[contract["supplier"][row]] = False
        amount = int(contract["amount"][row])
        pieces = _PIECES[case.effect]
        excess = round(amount * float(rng.uniform(*_EXCESS[case.effect]))) + amount - int(paid[row])
        part = np.full(pieces, excess // pieces)
        part[0] += excess - int(part.sum())
        supplier = int(contract["supplier"][row])
        added = payment.append(
            pieces,
            contract=row,
            payer=contract["buyer"][row],
            payee=supplier,
            account=world.organisation["account"][supplier],
            amount=part,
            paid_on=np.sort(rng.integers(int(last[row]) + 5, LAST_DAY + 1, pieces)),
        )
        actors.ledger.mark(case, supplier, "payment", added)
        actors.ledger.mark(case, supplier, "contract", row)

    actors.defer("payments", pay_on)
    return True
