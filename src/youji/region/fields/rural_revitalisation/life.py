"""An honest life of subsidies and rural projects over three years.

Assumptions: a village household holds one to three plots of about four mu; the land subsidy is 110 yuan a mu and drawn
by the head, or by another grown member once the head has died; three plots in ten are sown to grain for 30 yuan a mu;
two households in a hundred draw aid each quarter; forty projects are paid out in two parts to firms that employ people
and do other business.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from youji.region.fields.rural_revitalisation import records
from youji.region.organisations import join_later
from youji.region.randomness import Bools, Ints, between, log_normal, weighted
from youji.region.tables import COMPANY, EPOCH, FIRST_DAY, HOLDER_ORGANISATION, LAST_DAY, NONE, World

YEARS = (2023, 2024, 2025)
LAND_RATE, GRAIN_RATE = 11_000, 3_000
"""Fen for a mu."""
_FIRM_WORDS = "丰禾绿野金穗田园惠农兴村沃土山泉百果牧歌"


def first_of(year: int) -> int:
    """The first of January, in days since 1970."""
    return (date(year, 1, 1) - EPOCH).days


def rural_heads(world: World) -> Ints:
    """Heads of the households of village members."""
    heads = np.unique(world.people.head[world.people.village != NONE])
    found: Ints = heads[world.people.village[heads] != NONE]
    return found


def successor(world: World) -> Ints:
    """For each person as head of a household, a grown living member who is not the head; NONE where there is none."""
    people, count = world.people, len(world.person)
    grown = (people.died == NONE) & (world.person["born"] < FIRST_DAY - 18 * 365)
    rows = np.flatnonzero(grown & (people.head != np.arange(count)))
    found = np.full(count, NONE)
    found[people.head[rows]] = rows
    return found


def near_office(world: World) -> Bools:
    """Whether each person holds a post, is declared kin of somebody who does, or lives with one."""
    close = np.zeros(len(world.person), dtype=np.bool_)
    close[world.position["person"]] = True
    close[world.kinship["relative"]] = True
    close[world.kinship["person"]] = True
    homes = np.unique(world.people.household[world.position["person"]])
    return np.asarray(close | np.isin(world.people.household, homes), dtype=np.bool_)


def live(world: World) -> None:
    """Fill the datasets of the field."""
    rng = world.stream("rural subsidies")
    heads = rural_heads(world)
    number = 1 + weighted(rng, [0.35, 0.4, 0.25], len(heads))
    holder = np.repeat(heads, number)
    area = np.maximum(300, np.round(log_normal(rng, 4_000, 0.5, len(holder)) / 10).astype(np.int64) * 10)
    plot = world.records["land_plot"].append(
        len(holder),
        village=world.people.village[holder],
        holder=holder,
        area=area,
        registered_on=between(rng, FIRST_DAY - 2500, FIRST_DAY - 1500, len(holder)),
        use=0,
    )
    later = successor(world)
    sown = rng.random(len(holder)) < 0.3
    for year in YEARS:
        begun = first_of(year)
        person = np.where(world.people.alive(holder, begun), holder, later[holder])
        there = person != NONE
        for programme, rate, chosen in ((records.LAND, LAND_RATE, there), (records.GRAIN, GRAIN_RATE, there & sown)):
            measured = np.round(area[chosen] * np.minimum(1.06, rng.normal(1.0, 0.012, int(chosen.sum()))))
            _grant(
                world, rng, programme, year, person[chosen], plot[chosen], measured.astype(np.int64) // 10 * 10, rate
            )
    _aid(world, rng, heads)
    _projects(world, rng)


def _grant(
    world: World, rng: np.random.Generator, programme: int, year: int, person: Ints, plot: Ints, area: Ints, rate: int
) -> None:
    world.records["subsidy_grant"].append(
        len(person),
        programme=programme,
        year=year,
        person=person,
        village=world.records["land_plot"]["village"][plot],
        plot=plot,
        area=area,
        amount=area * rate // 1000,
        on=first_of(year) + 110 + 20 * programme + between(rng, 0, 12, len(person)),
        card=person,
    )


def _aid(world: World, rng: np.random.Generator, heads: Ints) -> None:
    """Aid each quarter to households without anybody in office, to members who live through the period."""
    needy = heads[~near_office(world)[heads] & (world.people.died[heads] == NONE) & (rng.random(len(heads)) < 0.02)]
    quarters = np.arange(FIRST_DAY + 190, LAST_DAY, 91)
    person, on = np.repeat(needy, len(quarters)), np.tile(quarters, len(needy))
    year = on.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    kind = np.repeat(weighted(rng, [0.6, 0.4], len(needy)), len(quarters))
    world.records["subsidy_grant"].append(
        len(person),
        programme=np.where(kind == 0, records.LOW_INCOME, records.PUBLIC_POST),
        year=year,
        person=person,
        village=world.people.village[person],
        amount=np.where(kind == 0, 90_000, 150_000),
        on=on + between(rng, 0, 9, len(on)),
        card=person,
    )


def _projects(world: World, rng: np.random.Generator) -> None:
    count, place = max(10, round(40 * world.scale)), world.place
    pairs = [a + b for a in _FIRM_WORDS for b in _FIRM_WORDS if a != b]
    order = rng.permutation(len(pairs))
    tails = ("农业发展有限公司", "种养殖有限公司", "农业科技有限公司")
    names = [
        f"{place.short}{pairs[order[i % len(pairs)]]}{'旺' * (i // len(pairs))}{tails[i % 3]}" for i in range(count)
    ]
    living = np.flatnonzero((world.people.died == NONE) & (world.person["born"] < FIRST_DAY - 25 * 365))
    living = living[living >= world.official_count + world.relative_count]
    heads = living[between(rng, 0, len(living) - 1, count)]
    firms = join_later(world, "rural firms", names, COMPANY, np.arange(count) % len(place.districts), heads)
    villages = world.people.villages
    approved = between(rng, FIRST_DAY + 30, LAST_DAY - 300, count)
    budget = (log_normal(rng, 40_000_000, 0.6, count) / 100_000).astype(np.int64) * 100_000
    project = world.records["rural_project"].append(
        count,
        owner=villages[np.arange(count) % len(villages)],
        kind=weighted(rng, [0.6, 0.3, 0.1], count),
        budget=budget,
        approved_on=approved,
        accepted_on=approved + between(rng, 120, 260, count),
    )
    for share, wait in ((40, 30), (57, 270)):
        world.records["project_payment"].append(
            count,
            project=project,
            payee=firms,
            payee_kind=HOLDER_ORGANISATION,
            amount=budget * share // 100,
            on=np.minimum(LAST_DAY, approved + wait + between(rng, 0, 20, count)),
        )
    size = between(rng, 3, 60, count)
    for year in (2022, 2023, 2024):
        world.records["enterprise_annual_report"].append(
            count,
            organisation=firms,
            year=year,
            insured=np.maximum(1, size + between(rng, -2, 3, count)),
            turnover=budget * 2 + size * 12_000_000 + between(rng, 0, 90_000_000, count),
        )
