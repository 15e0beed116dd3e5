"""Officials at work: honest claims, journeys, leave and cars; declarations that leave nothing out; kin who keep away.

Assumptions: fifteen receipts, four journeys and three leaves an official in three years; two cars an office; leading
officials and heads of divisions declare once a year, and the last declaration is of the end of January 2025.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from youji.region.fields.conduct import tables as t
from youji.region.folk import buyers, bystanders, companies
from youji.region.people import CHILD, SPOUSE
from youji.region.randomness import Ints, between, log_normal, weighted
from youji.region.tables import EPOCH, FIRST_DAY, GOVERNMENT, HOLDER_PERSON, LAST_DAY, NONE, World
from youji.region.workdays import kinds_of_day, next_working_day

DECLARED = (date(2025, 1, 31) - EPOCH).days
_USUAL = {
    t.RESTAURANT: 260, t.HOTEL: 420, t.SUPERMARKET: 120, t.STATIONERY: 150, t.FUEL: 300, t.TRANSPORT: 170,
}  # fmt: skip
"""Median receipt of each kind of merchant, yuan."""
_KIND_OF = {
    t.RESTAURANT: t.RECEPTION, t.HOTEL: t.TRAVEL, t.SUPERMARKET: t.OFFICE, t.STATIONERY: t.OFFICE, t.FUEL: t.VEHICLE,
    t.TRANSPORT: t.TRAVEL,
}  # fmt: skip
HIGHEST_DECLARING_POST = 7
CARS = 2


def live(world: World) -> None:
    """Fill the field's tables."""
    rng = world.stream("conduct")
    every = np.arange(FIRST_DAY, LAST_DAY + 1)
    world.records["calendar_day"].append(len(every), day=every, kind=kinds_of_day(every))
    officials = np.arange(world.official_count)
    _claim(world, rng, officials)
    _travel(world, rng, officials)
    _drive(world, rng)
    _employ(world, rng)
    _regulate(world, rng)
    _declare(world)


def office_of(world: World, officials: Ints) -> Ints:
    """The office of each official's first recorded position."""
    return world.position["organisation"][officials]


def claim(
    world: World,
    rng: np.random.Generator,
    person: Ints,
    merchant_kind: Ints,
    amount: Ints,
    day: Ints,
    order: Ints | int,
) -> Ints:
    """Receipts handed in by some officials; returns the rows."""
    firms, table = companies(world), world.records["expense_receipt"]
    kind = np.array([_KIND_OF.get(which, t.OTHER) for which in range(len(t.MERCHANTS))])[merchant_kind]
    return table.append(
        len(person), claim=len(table) + np.arange(len(person)) // 3, person=person, office=office_of(world, person),
        kind=kind, merchant=rng.choice(firms, len(person)), merchant_kind=merchant_kind, amount=amount, issued_on=day,
        order=order,
    )  # fmt: skip


def _claim(world: World, rng: np.random.Generator, officials: Ints) -> None:
    count = 15 * len(officials)
    which = rng.choice(list(_USUAL), count, p=[0.22, 0.14, 0.1, 0.2, 0.1, 0.24])
    usual = np.array([_USUAL.get(kind, 0) for kind in range(len(t.MERCHANTS))])[which]
    amount = np.round(log_normal(rng, usual, 0.5, count) * 100).astype(np.int64)
    day = next_working_day(between(rng, FIRST_DAY, LAST_DAY - 12, count))
    order = np.where((which == t.RESTAURANT) & (rng.random(count) < 0.6), between(rng, 1, 400, count), NONE)
    claim(world, rng, rng.choice(officials, count), which, amount, day, order)
    # Duty over the holidays, with a number.
    few = len(officials) // 20
    holidays = np.flatnonzero(kinds_of_day(np.arange(FIRST_DAY, LAST_DAY + 1)) == 2) + FIRST_DAY
    claim(
        world, rng, rng.choice(officials, few), np.full(few, t.RESTAURANT), between(rng, 20_000, 90_000, few),
        rng.choice(holidays, few), between(rng, 1, 400, few),
    )  # fmt: skip


def _travel(world: World, rng: np.random.Generator, officials: Ints) -> None:
    count = 3 * len(officials)
    person, since = rng.choice(officials, count), next_working_day(between(rng, FIRST_DAY, LAST_DAY - 40, count))
    length = between(rng, 0, 9, count)
    world.records["leave_record"].append(
        count, person=person, kind=weighted(rng, [6, 2, 1, 1], count), from_on=since, to_on=since + length
    )
    away = np.unique(np.concatenate([person * 100_000 + since + np.minimum(i, length) for i in range(10)]))
    count = 4 * len(officials)
    person, since = rng.choice(officials, count), next_working_day(between(rng, FIRST_DAY, LAST_DAY - 20, count))
    length = between(rng, 0, 4, count)
    at_work = np.ones(count, np.bool_)
    for i in range(5):
        at_work &= ~np.isin(person * 100_000 + since + np.minimum(i, length), away)
    travel(world, rng, person[at_work], since[at_work], length[at_work])


def travel(world: World, rng: np.random.Generator, person: Ints, since: Ints, length: Ints) -> Ints:
    """Journeys of `length` nights; returns the rows."""
    return world.records["travel_order"].append(
        len(person), person=person, from_on=since, to_on=since + length, destination=between(rng, 0, 9, len(person)),
        amount=(length + 1) * between(rng, 380, 720, len(person)) * 100,
    )  # fmt: skip


def _drive(world: World, rng: np.random.Generator) -> None:
    cars = CARS * world.buyer_count
    count = 60 * cars
    vehicle = np.arange(count) % cars
    office = vehicle // CARS
    position = world.position
    order = np.argsort(position["organisation"], kind="stable")
    low, high = (np.searchsorted(position["organisation"][order], office, side) for side in ("left", "right"))
    row = order[np.minimum(low + (rng.random(count) * np.maximum(1, high - low)).astype(np.int64), len(order) - 1)]
    driver = position["person"][row]
    since = next_working_day(between(rng, FIRST_DAY + 2, LAST_DAY - 20, count))
    length = np.where(rng.random(count) < 0.15, between(rng, 1, 5, count), 0)
    world.records["vehicle_dispatch"].append(
        count, vehicle=vehicle, person=driver, from_on=since, to_on=since + length, cause=between(rng, 0, 4, count)
    )
    filled = rng.random(count) < 0.6
    world.records["fuel_record"].append(
        int(filled.sum()), vehicle=vehicle[filled], person=driver[filled], office=office[filled],
        filled_on=(since + (rng.random(count) * (length + 1)).astype(np.int64))[filled],
        amount=between(rng, 180, 460, int(filled.sum())) * 100,
    )  # fmt: skip


def _employ(world: World, rng: np.random.Generator) -> None:
    staff = bystanders(world, "employees")
    count = min(len(staff), 30 * world.buyer_count)
    world.records["employment"].append(
        count, person=staff[:count], office=between(rng, 0, world.buyer_count - 1, count),
        route=weighted(rng, [0.6, 0.1, 0.05, 0.05, 0.2], count),
        from_on=between(rng, FIRST_DAY - 3000, LAST_DAY - 30, count),
    )  # fmt: skip


def _regulate(world: World, rng: np.random.Generator) -> None:
    firms, offices = np.repeat(companies(world), 2), buyers(world, GOVERNMENT)
    office = rng.choice(offices, len(firms))
    keep = ~world.recused(office, firms)
    heads = world.organisation["legal_rep"][firms]
    # Kin of officials who head a company are regulated elsewhere, too.
    keep &= ~((heads != NONE) & (heads < world.official_count + world.relative_count))
    pairs = np.unique(office[keep] * 10_000_000 + firms[keep])
    world.records["regulated_company"].append(
        len(pairs), office=pairs // 10_000_000, company=pairs % 10_000_000, from_on=FIRST_DAY - 1000
    )


def declaring(world: World) -> Ints:
    """Officials who have to declare: in a post of rank at the end of January 2025."""
    position = world.position
    serving = (position["person"] < world.official_count) & (position["post"] <= HIGHEST_DECLARING_POST)
    serving &= (position["from_on"] < DECLARED - 30) & ((position["to_on"] == NONE) | (position["to_on"] > DECLARED))
    return np.unique(position["person"][serving])


def near_ones(world: World, officials: Ints) -> tuple[Ints, Ints]:
    """Pairs of an official and whom the official declares for: the official, the spouse, children in the household."""
    kinship, household = world.kinship, world.people.household
    mine = np.isin(kinship["person"], officials)
    home = household[kinship["person"]] == household[kinship["relative"]]
    rows = np.flatnonzero(mine & ((kinship["relation"] == SPOUSE) | ((kinship["relation"] == CHILD) & home)))
    return np.r_[officials, kinship["person"][rows]], np.r_[officials, kinship["relative"][rows]]


def _declare(world: World) -> None:
    officials = declaring(world)
    who, holder = near_ones(world, officials)
    holding, homes = world.shareholding, world.records["home_ownership"]
    private = np.flatnonzero(holding["holder_kind"] == HOLDER_PERSON)
    for kind, owner, what in (
        (t.SHARES, holding["holder"][private], holding["organisation"][private]),
        (t.HOME, homes["owner"], homes["home"]),
    ):
        order = np.argsort(owner, kind="stable")
        low, high = (np.searchsorted(owner[order], holder, side) for side in ("left", "right"))
        times = high - low
        at = np.repeat(low, times) + np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        world.records["declared_interest"].append(
            int(times.sum()), person=np.repeat(who, times), kind=kind, what=what[order][at],
            holder=np.repeat(holder, times), declared_on=DECLARED,
        )  # fmt: skip
    world.records["declared_interest"].append(
        len(officials), person=officials, kind=t.OCCUPATION, holder=officials, declared_on=DECLARED
    )
