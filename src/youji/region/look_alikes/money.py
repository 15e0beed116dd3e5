"""Innocent contracts and payments: framework orders, emergencies, recorded changes, retentions."""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.actors import Actors
from youji.region.contracting import add_changes, add_direct
from youji.region.tables import (
    DIRECT_LIMIT,
    FIRST_DAY,
    FRAMEWORK,
    LAST_DAY,
    NONE,
    SINGLE_SOURCE,
    TENDER_FLOOR,
    WORKS,
)
from youji.region.tenders import FLAG_EMERGENCY, FLAG_FRAMEWORK
from youji.region.truth import Case


def _office_and_firm(actors: Actors) -> tuple[int, int, int] | None:
    """A buyer, a firm of a trade it buys from, and the trade."""
    market = actors.market_with(1)
    firm = actors.companies(market, 1)
    offices = actors.world.tender["buyer"][actors.market == market]
    if not len(firm) or not len(offices):
        return None
    return int(actors.rng.choice(offices)), int(firm[0]), int(actors.world.organisation["sector"][firm[0]])


def framework_orders(actors: Actors, case: Case) -> bool:
    """Many small orders under a framework agreement: together above the limit, and lawful."""
    found = _office_and_firm(actors)
    if found is None:
        return False
    buyer, firm, sector = found
    rng = actors.rng
    category = sectors.SECTORS[sector].category
    count = int(rng.integers(8, 20))
    amount = np.round(DIRECT_LIMIT[category] * rng.uniform(0.08, 0.3, count) / 1000).astype(np.int64) * 1000
    start = int(rng.integers(FIRST_DAY + 20, LAST_DAY - 200))
    signed = start + np.sort(rng.integers(0, 160, count))
    choices = rng.integers(0, len(sectors.SECTORS[sector].direct), count)

    def order() -> None:
        rows = add_direct(
            actors.world,
            rng,
            buyer=buyer,
            supplier=firm,
            amount=amount,
            signed=signed,
            object_=sector * 100 + 50 + choices,
            category=category,
            procedure=FRAMEWORK,
            flag=FLAG_FRAMEWORK,
            phase=np.arange(1, count + 1),
        )
        actors.ledger.mark(case, firm, "contract", rows)
        actors.ledger.mark(case, buyer, "contract", rows)

    actors.defer("contracts", order)
    return True


def emergency_purchase(actors: Actors, case: Case) -> bool:
    """After a flood: two to four direct contracts within a week, one above the tendering floor; lawful at
    once.
    """
    found = _office_and_firm(actors)
    if found is None:
        return False
    buyer, firm, sector = found
    rng = actors.rng
    category = sectors.SECTORS[sector].category
    count = int(rng.integers(2, 5))
    amount = np.round(DIRECT_LIMIT[category] * rng.uniform(0.5, 1.0, count) / 1000).astype(np.int64) * 1000
    amount[0] = round(TENDER_FLOOR[category] * float(rng.uniform(1.05, 1.8)) / 100_000) * 100_000
    # Floods come in June and July.
    flood = np.array([366, 731, 1080])[int(rng.integers(0, 3))] + int(rng.integers(0, 12))
    signed = np.minimum(FIRST_DAY + flood + np.sort(rng.integers(0, 7, count)), LAST_DAY)

    def repair() -> None:
        rows = add_direct(
            actors.world,
            rng,
            buyer=buyer,
            supplier=firm,
            amount=amount,
            signed=signed,
            object_=sector * 100 + 50 + rng.integers(0, len(sectors.SECTORS[sector].direct), count),
            category=category,
            procedure=SINGLE_SOURCE,
            flag=FLAG_EMERGENCY,
        )
        actors.ledger.mark(case, firm, "contract", rows)
        actors.ledger.mark(case, buyer, "contract", rows)

    actors.defer("contracts", repair)
    return True


def recorded_change(actors: Actors, case: Case) -> bool:
    """A contract raised by a tenth to a third with a recorded change: paid more than signed for, and
    rightly.
    """
    world, rng = actors.world, actors.rng

    def record() -> None:
        contract = world.contract
        fit = (contract["tender"] != NONE) & (contract["end_on"] < LAST_DAY - 120) & (contract["category"] == WORKS)
        fit[world.contract_change["contract"]] = False
        rows = np.flatnonzero(fit & actors.free_company[contract["supplier"]])
        if not len(rows):
            return
        row = rng.choice(rows, 1)
        actors.free_company[contract["supplier"][row]] = False
        after = np.round(contract["amount"][row] * rng.uniform(1.1, 1.33)).astype(np.int64)
        changed = add_changes(world, rng, row, after)
        supplier = contract["supplier"][row]
        actors.ledger.mark(case, supplier, "contract", row)
        actors.ledger.mark(case, supplier, "contract_change", changed)

    actors.defer("contracts", record)
    return True


def late_retention(actors: Actors, case: Case) -> bool:
    """Retention money paid a year or two after the end: late, but nothing above the contract."""
    world, rng = actors.world, actors.rng

    def point_out() -> None:
        payment, contract = world.payment, world.contract
        late = payment["paid_on"] > contract["end_on"][payment["contract"]] + 364
        late &= actors.free_company[payment["payee"]]
        rows = np.flatnonzero(late)
        if len(rows):
            row = int(rng.choice(rows))
            actors.free_company[payment["payee"][row]] = False
            actors.ledger.mark(case, int(payment["payee"][row]), "payment", row)

    actors.defer("payments", point_out)
    return True
