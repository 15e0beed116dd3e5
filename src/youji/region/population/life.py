"""How people live: who shares a household, who is born, moves and dies, and who runs the villages.

Assumptions: three grown-ups in four live as couples of near age; couples have none to two children under 18; 3.5 per
cent more people are 80 to 100 years old, and three in five of them live with a younger couple; a third of the
households are members of a village collective; three households in a hundred move within the period; mortality
grows by nine per cent with each year of age (Gompertz), from 5 in 100,000 at birth. Nobody who holds a post, shares
or a declared tie in the market dies: who succeeds them is no matter of this region.
"""

from __future__ import annotations

import numpy as np

from youji.region.lexicon import POSTS, STREETS, VILLAGE_POSTS
from youji.region.organisations import join_later
from youji.region.people import CHILD, FEMALE, MALE, PARENT, SPOUSE, settle
from youji.region.population import registers
from youji.region.randomness import Bools, Ints, between, rank_within, weighted, zipf_weights
from youji.region.tables import FIRST_DAY, HOLDER_PERSON, LAST_DAY, NONE, VILLAGE, Population, World

YEAR = 365.25
_RURAL = 0.35
_MOVING = 0.03
_LEVEL, _GROWTH = 0.00005, 0.09
"""Gompertz: yearly chance of death at age 0, and its growth with a year of age."""
_VILLAGE_FIRST = "杏竹荷桂枫榆槐桑樟石柿枣梨茶莲芦"
_VILLAGE_SECOND = "湾沟坡庄坝岭冲寨塬屯"
_RELATION_OF_MEMBER = {registers.SPOUSE: SPOUSE, registers.CHILD: CHILD, registers.PARENT: PARENT}


def move_in(world: World) -> None:
    """Fill the registers and `World.population`; persons and organisations are appended, none is changed."""
    rng = world.stream("households")
    grown = len(world.person)
    head, relation = np.arange(grown), np.full(grown, registers.HEAD)
    _declared_families(world, head, relation)
    couples = _couples(world, rng, head, relation)
    head, relation = _children(world, rng, head, relation, couples)
    head, relation = _elders(world, rng, head, relation, couples)
    heads, household = np.unique(head, return_inverse=True)
    villages = _villages(world)
    rural = rng.random(len(heads)) < _RURAL
    of_household = np.where(rural, villages[between(rng, 0, len(villages) - 1, len(heads))], NONE)
    died = _deaths(world, rng)
    world.population = Population(household, head, of_household[household], died, villages)
    _residences(world, rng, household, heads, of_household)
    born = world.person["born"]
    world.records["household_member"].append(
        len(head),
        household=household,
        person=np.arange(len(head)),
        relation=relation,
        from_on=np.where(born >= FIRST_DAY, born, np.maximum(born, FIRST_DAY - 3000)),
        to_on=died,
    )
    _cadres(world, relation)


def _declared_families(world: World, head: Ints, relation: Ints) -> None:
    """Officials' spouses and children under 25 live with them."""
    kinship = world.kinship
    close = np.isin(kinship["relation"], [SPOUSE, CHILD])
    young = world.person["born"][kinship["relative"]] > FIRST_DAY - 25 * YEAR
    rows = np.flatnonzero(close & ((kinship["relation"] == SPOUSE) | young))
    head[kinship["relative"][rows]] = kinship["person"][rows]
    spouse = kinship["relation"][rows] == SPOUSE
    relation[kinship["relative"][rows]] = np.where(spouse, registers.SPOUSE, registers.CHILD)


def _couples(world: World, rng: np.random.Generator, head: Ints, relation: Ints) -> tuple[Ints, Ints]:
    """Pair men and women of near age; the man is the household's head on paper. Returns husbands and wives."""
    person = world.person
    rest = np.arange(world.official_count + world.relative_count, len(person))
    rest = rest[(person["born"][rest] < FIRST_DAY - 24 * YEAR) & (relation[rest] == registers.HEAD)]
    rest = rest[rng.random(len(rest)) < 0.78]
    by_age = rest[np.argsort(person["born"][rest] + between(rng, -900, 900, len(rest)), kind="stable")]
    men, women = by_age[person["gender"][by_age] == MALE], by_age[person["gender"][by_age] == FEMALE]
    count = min(len(men), len(women))
    men, women = (side[np.linspace(0, len(side) - 1, count).astype(np.int64)] for side in (men, women))
    near = np.abs(person["born"][men] - person["born"][women]) < 12 * YEAR
    men, women = men[near], women[near]
    head[women], relation[women] = men, registers.SPOUSE
    return men, women


def _children(
    world: World, rng: np.random.Generator, head: Ints, relation: Ints, couples: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """Couples' children under 18, those born within the period included."""
    men, women = couples
    count = weighted(rng, [0.25, 0.45, 0.3], len(men))
    father, mother = np.repeat(men, count), np.repeat(women, count)
    born = world.person["born"][mother] + (rng.uniform(22, 37, len(mother)) * YEAR).astype(np.int64)
    young = (born > LAST_DAY - 18 * YEAR) & (born < LAST_DAY)
    father, born = father[young], born[young]
    gender = (rng.random(len(born)) < 0.48).astype(np.int64)
    settle(world, rng, gender, born, world.person["surname"][father])
    return np.r_[head, father], np.r_[relation, np.full(len(father), registers.CHILD)]


def _elders(
    world: World, rng: np.random.Generator, head: Ints, relation: Ints, couples: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """People of 80 to 100 years, alone or with a couple that could be their children."""
    start, count = len(world.person), max(20, round(0.035 * len(world.person)))
    age = 80 + rng.beta(1.1, 3.0, count) * 20
    born = LAST_DAY - (age * YEAR).astype(np.int64)
    gender = (rng.random(count) < 0.58).astype(np.int64)
    child = couples[0][between(rng, 0, max(0, len(couples[0]) - 1), count)] if len(couples[0]) else np.zeros(count, int)
    fit = (world.person["born"][child] - born > 21 * YEAR) & (rng.random(count) < 0.6) & (rank_within(child) == 0)
    surname = np.where(fit, world.person["surname"][child], between(rng, 0, 60, count))
    settle(world, rng, gender, born, surname)
    own = np.arange(start, start + count)
    return (
        np.r_[head, np.where(fit, child, own)],
        np.r_[relation, np.where(fit, registers.PARENT, registers.HEAD)],
    )


def _villages(world: World) -> Ints:
    """Village collectives (村股份经济合作社), spread over the districts' towns."""
    count = max(6, round(24 * world.scale))
    rng, place = world.stream("villages"), world.place
    pairs = [a + b for a in _VILLAGE_FIRST for b in _VILLAGE_SECOND]
    words = [pairs[i] for i in rng.permutation(len(pairs))]
    district = np.arange(count) % max(1, len(place.districts) - 1)
    town = np.arange(count) // (3 * len(place.districts)) % len(place.towns)
    turn = np.arange(count) // len(words)
    names = [
        f"{place.districts[d]}{place.towns[t]}{words[i % len(words)]}{'新' * int(turn[i])}村股份经济合作社"
        for i, (d, t) in enumerate(zip(district, town, strict=True))
    ]
    return join_later(world, "villages", names, VILLAGE, district)


def _deaths(world: World, rng: np.random.Generator) -> Ints:
    person, count = world.person, len(world.person)
    born = person["born"]
    died = np.full(count, NONE)
    free = ~_in_the_market(world)
    for year in range(3):
        since = FIRST_DAY + round(year * YEAR)
        age = np.maximum(0.0, (since - born) / YEAR)
        chance = np.minimum(0.6, _LEVEL * np.exp(_GROWTH * age))
        dies = free & (died == NONE) & (born < since) & (rng.random(count) < chance)
        died[dies] = since + between(rng, 0, 364, int(dies.sum()))
    died[died > LAST_DAY - 3] = NONE
    rows = np.flatnonzero(died != NONE)
    place = weighted(rng, [0.5, 0.38, 0.02, 0.06, 0.04], len(rows))
    world.records["death"].append(
        len(rows),
        person=rows,
        died_on=died[rows],
        registered_on=np.minimum(LAST_DAY, died[rows] + between(rng, 1, 25, len(rows))),
        place=place,
        source=np.where(place == 1, 0, weighted(rng, [0.1, 0.6, 0.28, 0.02], len(rows))),
    )
    return died


def _in_the_market(world: World) -> Bools:
    """Whether each person has a post, shares, a firm or a declared tie."""
    found = np.zeros(len(world.person), dtype=np.bool_)
    private = world.shareholding["holder_kind"] == HOLDER_PERSON
    representatives = world.organisation["legal_rep"]
    for persons in (
        world.position["person"],
        world.kinship["person"],
        world.kinship["relative"],
        world.shareholding["holder"][private],
        representatives[representatives != NONE],
    ):
        found[persons] = True
    return found


def _residences(world: World, rng: np.random.Generator, household: Ints, heads: Ints, village: Ints) -> None:
    """Where each household lives, and where those that moved lived before."""
    person, count = world.person, len(heads)
    places = {name: person[name][heads].copy() for name in ("district", "street", "number", "room")}
    rural = village != NONE
    places["district"][rural] = world.organisation["district"][village[rural]]
    moved = np.where((rng.random(count) < _MOVING) & ~rural, between(rng, FIRST_DAY, LAST_DAY - 30, count), NONE)
    born = person["born"]
    settled = np.maximum(born[heads], FIRST_DAY - between(rng, 0, 9000, count))
    died = world.people.died
    everyone = np.arange(len(household))
    new = born > settled[household]
    table = world.records["residence"]
    left = (died != NONE) & (moved[household] != NONE) & (died < moved[household])
    late = born >= np.where(moved[household] == NONE, LAST_DAY + 1, moved[household])
    table.append(
        len(everyone),
        person=everyone,
        **{name: values[household] for name, values in places.items()},
        village=village[household],
        reason=np.where(new, registers.BORN, registers.SETTLED),
        from_on=np.maximum(born, settled[household]),
        to_on=np.where(left | late | (moved[household] == NONE), died, moved[household] - 1),
    )
    rows = np.flatnonzero((moved[household] != NONE) & ~left & ~late)
    fresh = {
        "district": weighted(rng, zipf_weights(len(world.place.districts), 0.7), count),
        "street": between(rng, 0, len(STREETS) - 1, count),
        "number": between(rng, 1, 300, count),
        "room": between(rng, 1, 30, count) * 100 + between(rng, 1, 4, count),
    }
    table.append(
        len(rows),
        person=rows,
        **{name: values[household[rows]] for name, values in fresh.items()},
        village=NONE,
        reason=registers.MOVED_IN,
        from_on=moved[household[rows]],
        to_on=died[rows],
    )


def _cadres(world: World, relation: Ints) -> None:
    """Five cadres a village, drawn from its members, and the near relatives they declared."""
    rng, people, person = world.stream("village cadres"), world.people, world.person
    fit = (people.village != NONE) & (people.died == NONE) & ~_in_the_market(world)
    fit &= (person["born"] < FIRST_DAY - 30 * YEAR) & (person["born"] > FIRST_DAY - 62 * YEAR)
    able = rng.permutation(np.flatnonzero(fit))
    place = rank_within(people.village[able])
    able, place = able[place < len(VILLAGE_POSTS)], place[place < len(VILLAGE_POSTS)]
    since = between(rng, FIRST_DAY - 3000, FIRST_DAY + 300, len(able))
    gone = rng.random(len(able)) < 0.1
    world.position.append(
        len(able),
        person=able,
        organisation=people.village[able],
        post=place + len(POSTS),
        from_on=since,
        to_on=np.where(gone, between(rng, FIRST_DAY + 320, LAST_DAY - 20, len(able)), NONE),
    )
    world.organisation["legal_rep"][people.village[able[place == 0]]] = able[place == 0]
    # A head's members are the head's kin; a spouse's kin are the head and the children.
    office = np.full(len(person), NONE)
    office[able] = able
    members = np.arange(len(person))
    of_head = office[people.head]
    told = np.flatnonzero((of_head != NONE) & (members != people.head))
    kin = np.array([_RELATION_OF_MEMBER.get(r, 7) for r in range(5)])[relation[told]]
    world.kinship.append(len(told), person=of_head[told], relative=told, relation=kin)
    wives = able[relation[able] == registers.SPOUSE]
    world.kinship.append(len(wives), person=wives, relative=people.head[wives], relation=SPOUSE)
    by_head = np.full(len(person), NONE)
    by_head[people.head[wives]] = wives
    children = np.flatnonzero((by_head[people.head] != NONE) & (relation == registers.CHILD))
    world.kinship.append(len(children), person=by_head[people.head[children]], relative=children, relation=CHILD)
