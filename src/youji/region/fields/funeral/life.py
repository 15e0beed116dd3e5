"""Honest funerals: cremations of the dead, what is charged for them, subsidies, and what the homes buy.

Assumptions, at scale 1: 14 funeral homes and service stations with 4 of staff each; everybody in town and seven in ten
in the country are cremated within five days; four in five families are spared the basic fee; every insured death brings
one grant. Homes keep to the price list, and buy from strangers.
"""

from __future__ import annotations

import numpy as np

from youji.region.fields.funeral import tables
from youji.region.fields.funeral.prices import CANCELLED, GUIDED, MARKET, SERVICES
from youji.region.lexicon import BRAND
from youji.region.organisations import MILLIONTHS, join_later
from youji.region.people import SPOUSE
from youji.region.population.registers import SPOUSE as SPOUSE_OF_HEAD
from youji.region.randomness import Ints, between
from youji.region.tables import COMPANY, FIRST_DAY, HOLDER_PERSON, LAST_DAY, NONE, PUBLIC_INSTITUTION, World

YEAR = 365.25
STAFF = 4


def live(world: World) -> None:
    """Fill the datasets of funerals."""
    rng = world.stream("funerals")
    place, count = world.place, max(8, round(14 * world.scale))
    names = [
        f"{place.short}{place.districts[i % len(place.districts)]}第{i // len(place.districts) + 1}殡仪服务中心"
        for i in range(count)
    ]
    homes = join_later(world, "funeral homes", names, PUBLIC_INSTITUTION, np.arange(count) % len(place.districts))
    _staff(world, rng, homes)
    _prices(world)
    _cremate(world, rng, homes)
    _buy(world, rng, homes)


def free_people(world: World) -> Ints:
    """Married grown-ups with neither post, firm nor declared tie, in random order."""
    born, people = world.person["born"], world.people
    fit = (born < FIRST_DAY - 28 * YEAR) & (born > FIRST_DAY - 55 * YEAR) & (people.died == NONE)
    private = world.shareholding["holder_kind"] == HOLDER_PERSON
    for taken in (
        world.position["person"],
        world.kinship["person"],
        world.kinship["relative"],
        world.shareholding["holder"][private],
        world.organisation["legal_rep"][world.organisation["legal_rep"] != NONE],
    ):
        fit[taken] = False
    return np.asarray(world.stream("people of funerals").permutation(np.flatnonzero(fit)), dtype=np.int64)


def _staff(world: World, rng: np.random.Generator, homes: Ints) -> None:
    """Four of staff a home, who declared their husbands and wives."""
    members = world.records["household_member"]
    wed = np.flatnonzero(members["relation"] == SPOUSE_OF_HEAD)
    spouse = np.full(len(world.person), NONE)
    spouse[members["person"][wed]] = world.people.head[members["person"][wed]]
    spouse[world.people.head[members["person"][wed]]] = members["person"][wed]
    able = free_people(world)
    able = able[(spouse[able] != NONE) & np.isin(spouse[able], able) & (world.people.head[able] == able)]
    able = able[: len(homes) * STAFF]
    home = homes[np.arange(len(able)) % len(homes)]
    since = between(rng, FIRST_DAY - 3000, FIRST_DAY - 10, len(able))
    world.position.append(
        len(able), person=able, organisation=home, post=np.arange(len(able)) // len(homes) % 4, from_on=since
    )
    world.kinship.append(len(able), person=able, relative=spouse[able], relation=SPOUSE)


def _prices(world: World) -> None:
    table = world.records["funeral_price"]
    for place, service in enumerate(SERVICES):
        gone = service.cancelled != NONE
        table.append(
            1,
            item=place,
            form=service.form,
            price=service.price if service.form != MARKET else NONE,
            margin=service.margin,
            from_on=FIRST_DAY - 900,
            to_on=service.cancelled - 1 if gone else NONE,
        )
        if gone:
            table.append(1, item=place, form=CANCELLED, from_on=service.cancelled)


def _cremate(world: World, rng: np.random.Generator, homes: Ints) -> None:
    deaths, village = world.records["death"], world.people.village
    gone = deaths["person"]
    burnt = (village[gone] == NONE) | (rng.random(len(gone)) < 0.7)
    person, died = gone[burnt], deaths["died_on"][burnt]
    day = np.minimum(LAST_DAY, died + between(rng, 1, 5, len(person)))
    home = homes[between(rng, 0, len(homes) - 1, len(person))]
    cremations = world.records["cremation"].append(len(person), home=home, person=person, day=day, remains=tables.BODY)
    charge(world, rng, cremations)
    spared = rng.random(len(person)) < 0.8
    subsidies = world.records["funeral_subsidy"]
    paid = np.minimum(LAST_DAY, day + between(rng, 5, 40, len(person)))
    subsidies.append(int(spared.sum()), person=person[spared], kind=tables.SERVICE, day=paid[spared], amount=800_00)
    old = world.person["born"][gone] < FIRST_DAY - 55 * YEAR
    grant(world, rng, gone[old], own_grant(world, gone[old]), deaths["died_on"][old])
    # Old graves are moved and the bones burnt: nobody died of late.
    count = max(2, round(12 * world.scale))
    world.records["cremation"].append(
        count,
        home=homes[between(rng, 0, len(homes) - 1, count)],
        day=between(rng, FIRST_DAY, LAST_DAY, count),
        remains=tables.OLD_REMAINS,
    )


def own_grant(world: World, person: Ints) -> Ints:
    """The grant a death brings: of the residents' scheme in the country, else of the employees'."""
    return np.where(world.people.village[person] != NONE, tables.RURAL_GRANT, tables.PENSION_GRANT)


def grant(world: World, rng: np.random.Generator, person: Ints, kind: Ints, died: Ints) -> Ints:
    """Pay a funeral grant some weeks after each death; returns the rows."""
    day = np.minimum(LAST_DAY, died + between(rng, 15, 90, len(person)))
    amount = np.where(kind == tables.RURAL_GRANT, 1_200_00, 5_400_00)
    return world.records["funeral_subsidy"].append(len(person), person=person, kind=kind, day=day, amount=amount)


def charge(world: World, rng: np.random.Generator, cremations: Ints) -> None:
    """Charge each funeral what it used, at the price of the day."""
    table = world.records["cremation"]
    day, home = table["day"][cremations], table["home"][cremations]
    for place, service in enumerate(SERVICES):
        used = rng.random(len(cremations)) < service.share
        if service.cancelled != NONE:
            used &= day < service.cancelled
        count = int(used.sum())
        quantity = (
            between(rng, 1, 3, count) if "日" in service.name or "年" in service.name else np.ones(count, np.int64)
        )
        factor = rng.uniform(0.6, 2.2, count) if service.form == MARKET else np.ones(count)
        if service.form == GUIDED:
            factor = 1 + rng.uniform(0, service.margin / 10_000, count)
        unit = np.floor(service.price * factor / 100).astype(np.int64) * 100
        world.records["funeral_fee"].append(
            count,
            home=home[used],
            cremation=cremations[used],
            item=place,
            day=day[used],
            quantity=quantity,
            amount=unit * quantity,
        )


def _buy(world: World, rng: np.random.Generator, homes: Ints) -> None:
    """Every other month each home buys goods from one of a few suppliers, which belong to strangers."""
    count = max(8, round(12 * world.scale))
    brands = [a + b for a in BRAND for b in BRAND if a != b]
    word = world.stream("funeral suppliers").permutation(len(brands))
    place = world.place
    names = [
        f"{place.short}{brands[word[i % len(brands)]]}{i // len(brands) or ''}殡葬用品有限公司" for i in range(count)
    ]
    suppliers = join_later(world, "funeral suppliers", names, COMPANY, np.arange(count) % len(place.districts))
    owners = free_people(world)[-count:]
    world.shareholding.append(
        count,
        organisation=suppliers,
        holder=owners,
        holder_kind=HOLDER_PERSON,
        share=MILLIONTHS,
        from_on=FIRST_DAY - 1000,
    )
    home = np.repeat(homes, 18)
    usual = suppliers[between(rng, 0, count - 1, len(homes))]
    world.records["funeral_purchase"].append(
        len(home),
        home=home,
        supplier=np.where(rng.random(len(home)) < 0.6, np.repeat(usual, 18), rng.choice(suppliers, len(home))),
        goods=between(rng, 0, len(tables.GOODS) - 1, len(home)),
        day=FIRST_DAY + np.tile(np.arange(18) * 60, len(homes)) + between(rng, 0, 50, len(home)),
        amount=between(rng, 40, 400, len(home)) * 100_00,
    )
