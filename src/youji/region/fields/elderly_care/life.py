"""An honest life in care: homes and their residents, visits at home, and pensions.

Assumptions, at scale 1: 14 homes with 330 residents of 70 and more, who stay for years; 8 services with 5 carers each,
who visit 160 persons about once a fortnight; everybody of 60 and more draws one pension. The pension office sent the
last twelve months. Nobody is subsidised, visited or paid after death, and nobody is visited while in hospital.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from youji.region.fields.elderly_care import tables
from youji.region.lexicon import BRAND
from youji.region.organisations import join_later
from youji.region.randomness import Bools, Ints, between, weighted
from youji.region.tables import COMPANY, EPOCH, FIRST_DAY, LAST_DAY, NONE, PUBLIC_INSTITUTION, World

YEAR = 365.25
MONTHS = np.array([(date(2022 + (6 + i) // 12, (6 + i) % 12 + 1, 1) - EPOCH).days for i in range(37)])
"""First days of the region's 36 months, and of the one after."""
PAID = np.arange(24, 36)
"""Months of which the pension office sent its payments."""
CARERS = 5


def live(world: World) -> None:
    """Fill the datasets of care for the elderly."""
    rng = world.stream("care of the elderly")
    place = world.place
    count, services = max(8, round(14 * world.scale)), max(6, round(8 * world.scale))
    brands = [a + b for a in BRAND for b in BRAND if a != b]
    word = rng.permutation(len(brands))
    names = [f"{place.short}{brands[word[i % len(brands)]]}{i // len(brands) or ''}颐养院" for i in range(count)]
    homes = join_later(world, "care homes", names, PUBLIC_INSTITUTION, np.arange(count) % len(place.districts))
    names = [
        f"{place.short}{brands[word[-1 - i % len(brands)]]}{i // len(brands) or ''}居家养老服务有限公司"
        for i in range(services)
    ]
    providers = join_later(world, "home care", names, COMPANY, np.arange(services) % len(place.districts))
    _reside(world, rng, homes)
    _visit(world, rng, providers)
    _pay(world, rng)


def _reside(world: World, rng: np.random.Generator, homes: Ints) -> None:
    born, died = world.person["born"], world.people.died
    old = np.flatnonzero((born < FIRST_DAY - 70 * YEAR) & ((died == NONE) | (died > FIRST_DAY + 300)))
    chosen = rng.permutation(old)[: max(60, round(330 * world.scale))]
    since = between(rng, FIRST_DAY - 1500, LAST_DAY - 500, len(chosen))
    since = np.where(died[chosen] == NONE, since, np.minimum(since, died[chosen] - 120))
    left = (rng.random(len(chosen)) < 0.12) & (died[chosen] == NONE)
    until = np.where(left, np.minimum(LAST_DAY - 10, since + between(rng, 150, 900, len(chosen))), died[chosen])
    home = homes[between(rng, 0, len(homes) - 1, len(chosen))]
    world.records["care_bed"].append(
        len(chosen), home=home, bed=between(rng, 101, 420, len(chosen)), person=chosen, from_on=since, to_on=until
    )
    subsidise(world, home, chosen, since, until)


def subsidise(world: World, home: Ints, person: Ints, since: Ints, until: Ints) -> Ints:
    """Claim, month by month, the days from `since` to `until` (NONE: to the end); returns the rows."""
    last = np.where(until == NONE, LAST_DAY, until)
    first_day, next_day = MONTHS[:-1][None, :], MONTHS[1:][None, :]
    days = np.minimum(last[:, None] + 1, next_day) - np.maximum(since[:, None], first_day)
    who, month = np.nonzero(days > 0)
    return world.records["bed_subsidy"].append(
        len(who), home=home[who], person=person[who], month=MONTHS[month], claimed=days[who, month]
    )


def _visit(world: World, rng: np.random.Generator, providers: Ints) -> None:
    born, died = world.person["born"], world.people.died
    inside = np.zeros(len(born), dtype=np.bool_)
    inside[world.records["care_bed"]["person"]] = True
    old = np.flatnonzero((born < FIRST_DAY - 72 * YEAR) & ~inside)
    served = rng.permutation(old)[: max(40, round(160 * world.scale))]
    able = np.flatnonzero((born < FIRST_DAY - 30 * YEAR) & (born > FIRST_DAY - 50 * YEAR) & (died == NONE))
    carers = rng.permutation(able)[: len(providers) * CARERS]
    count = len(served) * 60
    person = served[between(rng, 0, len(served) - 1, count)]
    day = between(rng, FIRST_DAY, LAST_DAY, count)
    own = between(rng, 0, CARERS - 1, count) * len(providers) + person % len(providers)
    fit = world.people.alive(person, day) & ~in_hospital(world, person, day)
    person, day, own = person[fit], day[fit], own[fit] % len(carers)
    world.records["care_visit"].append(
        len(person),
        provider=providers[own % len(providers)],
        carer=carers[own],
        person=person,
        day=day,
        minutes=between(rng, 4, 9, len(person)) * 15,
        service=weighted(rng, [0.2, 0.15, 0.3, 0.15, 0.2], len(person)),
    )


def in_hospital(world: World, person: Ints, day: Ints) -> Bools:
    """Whether each person was in a hospital on or around the day; nobody where there is no health insurance."""
    found = np.zeros(len(person), dtype=np.bool_)
    table = world.records.get("health_claim")
    if table is None:
        return found
    stays = np.flatnonzero(table["discharged"] != NONE)
    order = stays[np.lexsort((table["admitted"][stays], table["person"][stays]))]
    key = table["person"][order] * 100_000 + table["admitted"][order]
    at = np.searchsorted(key, person * 100_000 + day, side="right") - 1
    there = order[np.maximum(at, 0)]
    return np.asarray((at >= 0) & (table["person"][there] == person) & (table["discharged"][there] >= day), np.bool_)


def _pay(world: World, rng: np.random.Generator) -> None:
    born = world.person["born"]
    old = np.flatnonzero(born < MONTHS[PAID[0]] - 60 * YEAR)
    scheme = scheme_of(world, old)
    pay(world, rng, old, scheme, np.zeros(len(old), np.int64), np.full(len(old), len(PAID)))


def scheme_of(world: World, person: Ints) -> Ints:
    """The pension scheme each person belongs to."""
    return np.where(world.people.village[person] != NONE, tables.RESIDENT, np.where(person % 5 == 0, 1, 0))


def pay(
    world: World, rng: np.random.Generator, person: Ints, scheme: Ints, since: Ints, until: Ints, *, dead: bool = False
) -> Ints:
    """Pay the months `since` (included) to `until` (excluded) of `PAID`, to the living only unless `dead`."""
    usual = np.array([2800_00, 4600_00, 210_00])[scheme]
    monthly = np.round(usual * rng.uniform(0.7, 1.4, len(person)) / 100).astype(np.int64) * 100
    turn = np.arange(len(PAID))[None, :]
    died = world.people.died[person][:, None]
    alive = (died == NONE) | (died >= MONTHS[PAID][None, :])
    due = (turn >= since[:, None]) & (turn < until[:, None]) & (alive | dead)
    who, month = np.nonzero(due)
    codes = np.array(world.place.district_codes)
    return world.records["pension_payment"].append(
        len(who),
        person=person[who],
        scheme=scheme[who],
        office=codes[world.person["district"][person[who]]],
        month=MONTHS[PAID[month]],
        amount=monthly[who],
    )
