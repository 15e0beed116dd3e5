"""Contracts after awards, direct purchases, recorded changes and payments.

Assumptions: a contract is signed one to thirty days after the award (Tendering Law, article 46) at the
awarded price; one in sixteen is changed within a tenth of its price (Government Procurement Law, article 49,
allows no more for additions of the same kind); works are paid in three to six steps with 3 % kept back until
the warranty ends; the rest in one to three. Direct purchases stay below the limit, singly and together for
each office and supplier and year.
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.bidding import Markets, market_of
from youji.region.randomness import Ints, between, log_normal, weighted, weighted_rows
from youji.region.tables import (
    DIRECT_LIMIT,
    FIRST_DAY,
    GOODS,
    INQUIRY,
    LAST_DAY,
    NONE,
    SERVICES,
    SINGLE_SOURCE,
    WORKS,
    World,
)
from youji.region.tenders import FLAG_PLAIN, busy_days, buyer_sectors, buyer_weights, round_to

RETENTION = 0.03
_TERMS = {WORKS: (120, 540), GOODS: (20, 90), SERVICES: (180, 370)}


def sign(world: World) -> None:
    """Add one contract for each award whose signing falls before the region's last day."""
    rng = world.stream("contracts")
    award, tender = world.award, world.tender
    signed = award["awarded_on"] + between(rng, 1, 30, len(award))
    rows = np.flatnonzero(signed <= LAST_DAY)
    of = award["tender"][rows]
    category = tender["category"][of]
    world.contract.append(
        len(rows),
        tender=of,
        award=rows,
        buyer=tender["buyer"][of],
        supplier=award["supplier"][rows],
        amount=award["amount"][rows],
        signed_on=signed[rows],
        end_on=signed[rows] + terms(rng, category),
        category=category,
        procedure=tender["procedure"][of],
        object=tender["sector"][of] * 100 + tender["object"][of],
        phase=tender["phase"][of],
        flag=tender["flag"][of],
        lot=award["lot"][rows],
    )


def terms(rng: np.random.Generator, category: Ints) -> Ints:
    """Days a contract runs."""
    low = np.array([_TERMS[c][0] for c in (WORKS, GOODS, SERVICES)])[category]
    high = np.array([_TERMS[c][1] for c in (WORKS, GOODS, SERVICES)])[category]
    return between(rng, low, high, len(category))


def buy_directly(world: World, markets: Markets, count: int) -> None:
    """Add small purchases without a procedure, all within the limits."""
    rng = world.stream("direct purchases")
    buyer = weighted(rng, buyer_weights(world), count)
    sector = weighted_rows(rng, np.sqrt(buyer_sectors(world)), buyer)
    niche = np.array([s.niche for s in sectors.SECTORS])[sector]
    sector = np.where(niche & (rng.random(count) < 0.6), 6, sector)
    category = sectors.columns()[0][sector]
    supplier = markets.draw(rng, market_of(world, sector, world.organisation["zone"][buyer]))
    signed = busy_days(rng, count)
    known = (supplier != NONE) & ~world.recused(buyer, supplier)
    buyer, sector, category, supplier, signed = (a[known] for a in (buyer, sector, category, supplier, signed))
    count = len(buyer)
    limit = np.array([DIRECT_LIMIT[c] for c in (WORKS, GOODS, SERVICES)])[category]
    amount = np.clip(log_normal(rng, np.where(category == WORKS, 9e6, 4e6), 0.95, count), 1e5, limit * 0.97)
    year = signed.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    _, pair = np.unique((buyer * len(world.organisation) + supplier) * 100 + year, return_inverse=True)
    together = np.bincount(pair, weights=amount)
    # An honest office plans its year: what it buys from one firm in twelve months stays below the limit.
    cap = limit * (0.25 + 0.25 * rng.random(len(together)))[pair]
    _, firm = np.unique(buyer * len(world.organisation) + supplier, return_inverse=True)
    alone = np.bincount(firm)[firm] == 1
    amount = np.where(alone | (together[pair] <= cap), amount, amount * cap / together[pair])
    objects = np.array([len(s.direct) for s in sectors.SECTORS])[sector]
    add_direct(
        world,
        rng,
        buyer=buyer,
        supplier=supplier,
        amount=np.maximum(round_to(amount, 1000), 10_000),
        signed=signed,
        object_=sector * 100 + 50 + (rng.random(count) * objects).astype(np.int64),
        category=category,
        procedure=np.where(rng.random(count) < 0.35, INQUIRY, SINGLE_SOURCE),
    )


def add_direct(
    world: World,
    rng: np.random.Generator,
    *,
    buyer: Ints | int,
    supplier: Ints | int,
    amount: Ints,
    signed: Ints,
    object_: Ints | int,
    category: Ints | int,
    procedure: Ints | int,
    flag: int = FLAG_PLAIN,
    phase: Ints | int = NONE,
) -> Ints:
    """Add contracts without a tender; `object_` is trade × 100 + 50 + the position in its direct list."""
    count = len(amount)
    return world.contract.append(
        count,
        buyer=buyer,
        supplier=supplier,
        amount=amount,
        signed_on=signed,
        end_on=signed + between(rng, 5, 60, count),
        category=category,
        procedure=procedure,
        object=object_,
        phase=phase,
        flag=flag,
    )


def change(world: World) -> None:
    """Record honest changes of tendered contracts, each within a tenth of the price."""
    rng = world.stream("changes")
    contract = world.contract
    rows = np.flatnonzero((contract["tender"] != NONE) & (rng.random(len(contract)) < 0.06))
    before = contract["amount"][rows]
    down = rng.random(len(rows)) < 0.2
    ratio = np.where(down, -0.08, 0.095) * (0.15 + 0.85 * rng.random(len(rows)))
    add_changes(world, rng, rows, np.round(before * (1 + ratio)).astype(np.int64), np.where(down, 6, NONE))


def add_changes(world: World, rng: np.random.Generator, rows: Ints, after: Ints, reason: Ints | int = NONE) -> Ints:
    """Change each of the contracts `rows` to the price `after`, unless the day falls after the last."""
    contract = world.contract
    start, end = contract["signed_on"][rows], contract["end_on"][rows]
    day = start + ((end - start) * (0.15 + 0.55 * rng.random(len(rows)))).astype(np.int64)
    drawn = np.where(np.asarray(reason) == NONE, between(rng, 0, 5, len(rows)), np.asarray(reason))
    keep = day <= LAST_DAY
    return world.contract_change.append(
        int(keep.sum()),
        contract=rows[keep],
        changed_on=day[keep],
        before=contract["amount"][rows][keep],
        after=after[keep],
        reason=drawn[keep],
    )


def due(world: World) -> Ints:
    """What each contract is worth after its recorded change, in fen."""
    amount = world.contract["amount"].copy()
    amount[world.contract_change["contract"]] = world.contract_change["after"]
    return amount


def pay(world: World) -> None:
    """Add the payments up to the region's last day; together they never pass what is due."""
    rng = world.stream("payments")
    contract = world.contract
    count = len(contract)
    category = contract["category"]
    tendered = contract["tender"] != NONE
    steps = np.ones(count, dtype=np.int64)
    for value, low, high in ((WORKS, 3, 6), (GOODS, 1, 3), (SERVICES, 1, 3)):
        chosen = tendered & (category == value)
        steps[chosen] = between(rng, low, high, int(chosen.sum()))
    of = np.repeat(np.arange(count), steps)
    place = np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps)
    last = place == steps[of] - 1
    # The last step of a work is the retention money; the others share the rest unevenly.
    kept = last & (steps[of] > 2) & (category[of] == WORKS)
    weight = np.where(kept, 0.0, 0.6 + rng.random(len(of)))
    share = weight / np.bincount(of, weights=weight, minlength=count)[of]
    share = np.where(kept, RETENTION, share * np.where((steps > 2) & (category == WORKS), 1 - RETENTION, 1.0)[of])
    total = due(world)
    amount = np.floor(total[of] * share).astype(np.int64)
    amount += np.where(last, (total - np.bincount(of, weights=amount, minlength=count).astype(np.int64))[of], 0)
    start = contract["signed_on"][of]
    length = contract["end_on"][of] - start
    paid = start + (length * (place + rng.random(len(of))) / steps[of]).astype(np.int64) + 7
    changed = np.full(count, FIRST_DAY)
    changed[world.contract_change["contract"]] = world.contract_change["changed_on"]
    # Money that rests on a change follows it.
    paid = np.where(
        last, np.maximum(np.maximum(paid, start + length), changed[of]) + between(rng, 5, 60, len(of)), paid
    )
    paid = np.where(kept, start + length + between(rng, 365, 730, len(of)), paid)
    paid += np.array([0, 0, 0, 0, 0, 2, 1])[(paid + 3) % 7]
    keep = (paid <= LAST_DAY) & (amount > 0)
    order = np.flatnonzero(keep)[np.argsort(paid[keep], kind="stable")]
    of = of[order]
    supplier = contract["supplier"][of]
    world.payment.append(
        len(of),
        contract=of,
        payer=contract["buyer"][of],
        payee=supplier,
        account=world.organisation["account"][supplier],
        amount=amount[order],
        paid_on=paid[order],
    )
