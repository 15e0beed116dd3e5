"""Honest housing: owners own, those without get support, tenants live at home, and what was withdrawn is built.

Assumptions: four town households in five own a home, one in ten of them a second; one in twelve of the others has
support; a tenth of public homes shelter a relative or carer; works are accepted within a hundred days of being due.
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.fields.housing import tables as t
from youji.region.folk import bystanders, companies, owners
from youji.region.organisations import join_later
from youji.region.randomness import Bools, Ints, between, log_normal, weighted
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE, PUBLIC_INSTITUTION, World

PUBLIC_HOMES = 500_000_000
"""From here on homes are public."""
_END = "住房保障中心"


def live(world: World) -> None:
    """Fill the field's tables."""
    rng = world.stream("housing")
    _own(world, rng)
    _support(world, rng)
    _reside(world, rng)
    _maintain(world, rng)


def _own(world: World, rng: np.random.Generator) -> None:
    people, person = world.people, world.person
    heads = np.unique(people.head)
    heads = heads[(people.village[heads] == NONE) & (people.died[heads] == NONE)]
    buys = heads[rng.random(len(heads)) < 0.8]
    second, parking = buys[rng.random(len(buys)) < 0.1], buys[rng.random(len(buys)) < 0.15]
    who = np.r_[buys, second, parking]
    use = np.repeat([t.DWELLING, t.DWELLING, t.PARKING], [len(buys), len(second), len(parking)])
    since = between(rng, FIRST_DAY - 6000, LAST_DAY - 200, len(who))
    sold = rng.random(len(who)) < 0.04
    world.records["home_ownership"].append(
        len(who),
        home=np.arange(len(who)),
        owner=who,
        share=1_000_000,
        area=np.where(use == t.PARKING, 1_280, between(rng, 4_500, 16_000, len(who))),
        use=use,
        district=person["district"][who],
        from_on=since,
        to_on=np.where(sold, np.minimum(LAST_DAY, since + between(rng, 200, 2000, len(who))), NONE),
    )


def without_property(world: World) -> Bools:
    """Whether nobody in each person's household owns a home, a share or a company."""
    household = world.people.household
    rich = owners(world)
    rich[world.records["home_ownership"]["owner"]] = True
    marked = np.zeros(int(household.max()) + 1, np.bool_)
    marked[household[rich]] = True
    return np.asarray(~marked[household], dtype=np.bool_)


def officers(world: World) -> Ints:
    """Officials of the housing bureaus who have served since before the region's first day, each once."""
    position = world.position
    bureau = (position["organisation"] < world.buyer_count) & (position["organisation"] % len(sectors.BUYERS) == 0)
    serving = (position["to_on"] == NONE) & (position["from_on"] < FIRST_DAY - 60)
    found = np.unique(position["person"][bureau & serving])
    return found if len(found) else np.unique(position["person"][serving])


def _support(world: World, rng: np.random.Generator) -> None:
    poor = bystanders(world, "housing support")
    poor = poor[without_property(world)[poor]]
    _, first = np.unique(world.people.household[poor], return_index=True)
    poor = poor[np.sort(first)]
    count = min(len(poor), round(900 * world.scale))
    spots = len(world.place.districts)
    offices = join_later(
        world, "housing offices", [f"{world.place.short}{d}{_END}" for d in world.place.districts],
        PUBLIC_INSTITUTION, np.arange(spots),
    )  # fmt: skip
    support(world, rng, poor[:count], offices)


def support(world: World, rng: np.random.Generator, persons: Ints, offices: Ints) -> Ints:
    """Support for some persons, decided by the bureau's officers; returns the rows."""
    count, table = len(persons), world.records["housing_allotment"]
    plan = weighted(rng, [0.65, 0.35], count)
    applied = between(rng, FIRST_DAY - 700, LAST_DAY - 260, count)
    decided = applied + between(rng, 30, 120, count)
    since = decided + between(rng, 5, 40, count)
    ended = rng.random(count) < 0.2
    return table.append(
        count,
        plan=plan,
        person=persons,
        home=np.where(plan == t.RENTAL, PUBLIC_HOMES + len(table) + np.arange(count), NONE),
        office=offices[world.person["district"][persons] % len(offices)],
        decided_by=rng.choice(officers(world), count),
        applied_on=applied,
        decided_on=decided,
        from_on=since,
        to_on=np.where(ended, np.minimum(LAST_DAY - 1, since + between(rng, 100, 900, count)), NONE),
        monthly=between(rng, 30, 95, count) * 1_000,
    )


def _reside(world: World, rng: np.random.Generator) -> None:
    given, table = world.records["housing_allotment"], world.records["residence_registration"]
    rows = np.flatnonzero(given["plan"] == t.RENTAL)
    table.append(
        len(rows), home=given["home"][rows], person=given["person"][rows], relation=t.MEMBER,
        from_on=given["from_on"][rows],
        to_on=given["to_on"][rows],
    )  # fmt: skip
    others = bystanders(world, "residents")
    guests = rows[rng.random(len(rows)) < 0.15]
    relation = rng.choice([t.RELATIVE, t.CARER, t.UNKNOWN], len(guests), p=[0.6, 0.3, 0.1])
    since = given["from_on"][guests] + between(rng, 5, 60, len(guests))
    table.append(
        len(guests), home=given["home"][guests], person=others[: len(guests)], relation=relation, from_on=since,
        to_on=np.where(relation == t.UNKNOWN, since + 10, NONE),
    )  # fmt: skip
    homes = world.records["home_ownership"]["home"]
    count = round(1_200 * world.scale)
    since = between(rng, FIRST_DAY, LAST_DAY - 40, count)
    table.append(
        count, home=rng.choice(homes, count), person=rng.choice(others, count), relation=t.SUBTENANT, from_on=since,
        to_on=np.minimum(LAST_DAY, since + between(rng, 60, 800, count)), rent=between(rng, 80, 400, count) * 1_000,
    )  # fmt: skip


def withdraw(world: World, rng: np.random.Generator, applicant: Ints, payee: Ints) -> Ints:
    """Withdrawals for works that are due two to six months later; returns the rows."""
    count = len(applicant)
    day = between(rng, FIRST_DAY, LAST_DAY - 420, count)
    return world.records["maintenance_withdrawal"].append(
        count, estate=applicant % 997, applicant=applicant, payee=payee, works=between(rng, 0, 5, count),
        emergency=(rng.random(count) < 0.1).astype(np.int64), agreed=between(rng, 670, 960, count) * 1_000,
        amount=np.round(log_normal(rng, 900, 0.8, count)).astype(np.int64) * 10_000 + 100_000, withdrawn_on=day,
        due_on=day + between(rng, 60, 180, count),
    )  # fmt: skip


def accept(world: World, rng: np.random.Generator, rows: Ints, part: Ints) -> Ints:
    """Acceptances of `part` millionths of what was withdrawn, within a hundred days of being due."""
    taken = world.records["maintenance_withdrawal"]
    return world.records["maintenance_acceptance"].append(
        len(rows), withdrawal=rows, amount=taken["amount"][rows] * part // 1_000_000 // 100 * 100,
        accepted_on=taken["due_on"][rows] + between(rng, -20, 100, len(rows)),
    )  # fmt: skip


def _maintain(world: World, rng: np.random.Generator) -> None:
    firms = companies(world)
    keepers = rng.permutation(firms)[: max(12, round(120 * world.scale))]
    count = 5 * len(keepers)
    rows = withdraw(world, rng, keepers[np.arange(count) % len(keepers)], rng.choice(firms, count))
    whole = rng.random(count) < 0.8
    accept(world, rng, rows[whole], between(rng, 880_000, 1_000_000, int(whole.sum())))
    parts = rows[~whole]
    for share in (400_000, 550_000):
        accept(world, rng, parts, np.full(len(parts), share))
