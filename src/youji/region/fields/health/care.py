"""Stays, visits and purchases with their lines and prescriptions: what life and actors enter in the records."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from youji.region.fields.health import catalogue, tables
from youji.region.randomness import Ints, between, log_normal
from youji.region.tables import DAY_SECONDS, FIRST_DAY, NONE, Shelf, World

PRICES = np.array([item.price for item in catalogue.ITEMS])
UNIT_COST = 9_000_00
"""Fen that a stay of weight 1 costs in a hospital of the second level."""
LEVEL_COST = np.array([1.5, 1.0, 0.55, 0.0])


def add_lines(world: World, claim: Ints, item: npt.ArrayLike, day: npt.ArrayLike, quantity: npt.ArrayLike) -> Ints:
    """Charge `quantity` units of items at their price; returns the lines."""
    items = np.broadcast_to(np.asarray(item, dtype=np.int64), claim.shape)
    units = np.broadcast_to(np.asarray(quantity, dtype=np.int64), claim.shape)
    return world.records["claim_line"].append(
        len(claim), claim=claim, item=items, day=day, quantity=units, amount=units * PRICES[items]
    )


def physicians_of(world: World, rng: np.random.Generator, provider: Ints, department: Ints) -> Ints:
    """For each visit a physician of the provider, of the department where it has one."""
    table = world.records["physician"]
    key = table["provider"] * 10 + table["department"]
    order = np.argsort(key, kind="stable")
    low, high = (np.searchsorted(key[order], provider * 10 + department, side) for side in ("left", "right"))
    own = high > low
    low = np.where(own, low, np.searchsorted(key[order], provider * 10))
    high = np.where(own, high, np.searchsorted(key[order], provider * 10 + 9))
    chosen = low + (rng.random(len(provider)) * (high - low)).astype(np.int64)
    return np.where(high > low, order[np.minimum(chosen, len(order) - 1)], NONE)


def stays(
    world: World,
    rng: np.random.Generator,
    person: Ints,
    provider: Ints,
    admitted: Ints,
    discharged: Ints,
    diagnosis: npt.ArrayLike,
    *,
    admission: npt.ArrayLike = tables.PLANNED,
    treated: float = 1.0,
) -> Ints:
    """Enter stays with bed, nursing on a share `treated` of the days, and the rest of the cost; returns the claims."""
    count = len(person)
    kind = np.broadcast_to(np.asarray(diagnosis, dtype=np.int64), person.shape)
    department = np.array(catalogue.DEPARTMENT_OF)[kind]
    weight = (np.array(catalogue.WEIGHT)[kind] * rng.uniform(0.8, 1.25, count)).astype(np.int64)
    level = world.records["health_provider"]["level"][provider]
    cost = UNIT_COST * LEVEL_COST[level] * weight / 10_000 * log_normal(rng, 1.0, 0.2, count)
    claims = world.records["health_claim"].append(
        count,
        person=person,
        provider=provider,
        kind=tables.INPATIENT,
        admitted=admitted,
        discharged=discharged,
        settled=discharged * DAY_SECONDS + between(rng, 32_400, 61_200, count),
        department=department,
        diagnosis=kind,
        weight=weight,
        admission=admission,
        physician=physicians_of(world, rng, provider, department),
    )
    length = discharged - admitted
    each = np.repeat(np.arange(count), length)
    day = admitted[each] + np.arange(len(each)) - np.repeat(np.cumsum(length) - length, length)
    done = rng.random(len(each)) < treated
    add_lines(world, claims, catalogue.BED_FEE, admitted, np.maximum(1, length))
    add_lines(world, claims[each[done]], catalogue.NURSING, day[done], 1)
    known = np.maximum(1, length) * PRICES[catalogue.BED_FEE]
    known = known + np.bincount(each[done], minlength=count) * PRICES[catalogue.NURSING]
    rest = np.maximum(50_00, np.round(cost).astype(np.int64) - known)
    world.records["claim_line"].append(count, claim=claims, item=catalogue.CARE, day=admitted, quantity=1, amount=rest)
    table = world.records["health_claim"]
    table["total"][claims] = known + rest
    table["fund"][claims] = np.round((known + rest) * rng.uniform(0.62, 0.8, count)).astype(np.int64)
    return claims


def visits(
    world: World,
    rng: np.random.Generator,
    person: Ints,
    provider: Ints,
    day: Ints,
    *,
    diagnosis: npt.ArrayLike = catalogue.PRESSURE,
    clock: Ints | None = None,
    kind: int = tables.OUTPATIENT,
    admission: npt.ArrayLike = tables.PLANNED,
) -> Ints:
    """Enter visits (or pharmacy purchases) without lines yet; `clock` is the second of the day they are settled."""
    count = len(person)
    ill = np.broadcast_to(np.asarray(diagnosis, dtype=np.int64), person.shape)
    department = np.array(catalogue.DEPARTMENT_OF)[ill]
    at = between(rng, 28_800, 63_000, count) if clock is None else clock
    bought = kind == tables.PURCHASE
    return world.records["health_claim"].append(
        count,
        person=person,
        provider=provider,
        kind=kind,
        admitted=day,
        settled=day * DAY_SECONDS + at,
        department=NONE if bought else department,
        diagnosis=NONE if bought else ill,
        admission=NONE if bought else admission,
        physician=NONE if bought else physicians_of(world, rng, provider, department),
        total=0,
        fund=0,
    )


def prescribe(
    world: World,
    rng: np.random.Generator,
    claim: Ints,
    drug: npt.ArrayLike,
    days: npt.ArrayLike,
    choice: Ints | None = None,
) -> Ints:
    """Prescribe a drug (by generic) on each claim and charge it; returns the prescriptions."""
    table = world.records["health_claim"]
    generic = np.broadcast_to(np.asarray(drug, dtype=np.int64), claim.shape)
    turn = between(rng, 0, catalogue.CHOICES - 1, len(claim)) if choice is None else choice
    item = catalogue.FIRST_DRUG + generic * catalogue.CHOICES + turn
    supply = np.broadcast_to(np.asarray(days, dtype=np.int64), claim.shape)
    boxes = np.maximum(1, -(-supply // 14))
    day = table["admitted"][claim]
    line = add_lines(world, claim, item, day, boxes)
    return world.records["prescription"].append(
        len(claim),
        claim=claim,
        person=table["person"][claim],
        provider=table["provider"][claim],
        physician=table["physician"][claim],
        item=item,
        day=day,
        quantity=boxes,
        days=supply,
        amount=boxes * PRICES[item],
        line=line,
    )


def settle(world: World, claim: Ints) -> None:
    """Make the totals of visits and purchases those of their lines; the fund pays two thirds of them."""
    lines, table = world.records["claim_line"], world.records["health_claim"]
    total = np.bincount(lines["claim"], weights=lines["amount"], minlength=len(table)).astype(np.int64)
    table["total"][claim] = total[claim]
    table["fund"][claim] = total[claim] * 2 // 3


def quiet(world: World) -> Ints:
    """Grown people, alive throughout, of whom there is no claim: nothing else can be said about their records."""
    claimed = np.zeros(len(world.person), dtype=np.bool_)
    claimed[world.records["health_claim"]["person"]] = True
    claimed[world.records["physician"]["person"]] = True
    if "care_visit" in world.records:
        # A stay of somebody who is visited at home would be a deed of another field.
        claimed[world.records["care_visit"]["person"]] = True
    grown = world.person["born"] < FIRST_DAY - 20 * 365
    return np.flatnonzero(~claimed & grown & (world.people.died == NONE))


def claims_of(world: World, provider: int, kind: int = tables.INPATIENT) -> Ints:
    """Claims of one kind of a provider."""
    table = world.records["health_claim"]
    return np.flatnonzero((table["provider"] == provider) & (table["kind"] == kind))


def lines_of(world: World, claims: Ints) -> Ints:
    """All lines of some claims."""
    shelf = Shelf(world.records["claim_line"]["claim"])
    return np.concatenate([np.empty(0, np.int64), *(shelf.rows(int(claim)) for claim in claims)])
