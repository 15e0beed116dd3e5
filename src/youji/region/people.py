"""Officials, their relatives, and everybody else.

Assumptions: twenty officials a buyer; nine in ten married; relatives' ages and surnames follow from the
official's (children and siblings bear the father's name); everybody else is between 18 and 85 years old.
"""

from __future__ import annotations

import numpy as np

from youji.region.lexicon import (
    GIVEN_FEMALE,
    GIVEN_MALE,
    POST_SHARES,
    STREETS,
    SURNAME_SHARES,
    SURNAME_TAIL,
    SURNAMES,
)
from youji.region.randomness import Ints, between, rank_within, weighted, zipf_weights
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE, World

MALE, FEMALE = 0, 1
SPOUSE, CHILD, PARENT, SIBLING, CHILD_IN_LAW, PARENT_IN_LAW, SIBLING_IN_LAW, OTHER = range(8)
_YEAR = 365
_SURNAME_WEIGHTS = np.array(
    list(SURNAME_SHARES) + [SURNAME_TAIL * 0.985**i for i in range(len(SURNAMES) - len(SURNAME_SHARES))]
)


def settle(world: World, rng: np.random.Generator, gender: Ints, born: Ints, surname: Ints) -> Ints:
    """Add persons with those attributes and drawn given names, phones and addresses."""
    count = len(gender)
    size = np.where(gender == MALE, len(GIVEN_MALE), len(GIVEN_FEMALE))
    weights = zipf_weights(len(GIVEN_MALE), 0.6, 8.0)
    first = np.minimum(weighted(rng, weights, count), size - 1)
    second = np.minimum(weighted(rng, weights, count), size - 1)
    single = (rng.random(count) < 0.14) | (first == second)
    start = len(world.person)
    return world.person.append(
        count,
        surname=surname,
        given_1=first,
        given_2=np.where(single, NONE, second),
        gender=gender,
        born=born,
        phone=10_000_000 + np.arange(start, start + count),
        district=weighted(rng, zipf_weights(len(world.place.districts), 0.7), count),
        street=between(rng, 0, len(STREETS) - 1, count),
        number=between(rng, 1, 300, count),
        room=between(rng, 1, 30, count) * 100 + between(rng, 1, 4, count),
    )


def appoint(world: World, count: int) -> None:
    """Add the officials, their present or last position, and for three in ten an earlier one."""
    rng = world.stream("officials")
    gender = (rng.random(count) < 0.38).astype(np.int64)
    born = between(rng, FIRST_DAY - 58 * _YEAR, FIRST_DAY - 26 * _YEAR, count)
    officials = settle(world, rng, gender, born, weighted(rng, _SURNAME_WEIGHTS, count))
    world.official_count = count
    buyer = np.r_[np.arange(min(count, world.buyer_count)), between(rng, 0, world.buyer_count - 1, count)][:count]
    post = weighted(rng, POST_SHARES, count)
    since = np.maximum(born + 23 * _YEAR, LAST_DAY - 200 - (rng.exponential(1300, count)).astype(np.int64))
    left = rng.random(count) < 0.22
    until = np.where(left, between(rng, since + 100, np.maximum(since + 101, LAST_DAY - 20), count), NONE)
    world.position.append(count, person=officials, organisation=buyer, post=post, from_on=since, to_on=until)
    rows = np.flatnonzero((rng.random(count) < 0.3) & (since > born + 26 * _YEAR))
    other = (buyer[rows] + between(rng, 1, max(1, world.buyer_count - 1), len(rows))) % world.buyer_count
    earlier = np.maximum(born[rows] + 23 * _YEAR, since[rows] - between(rng, 400, 2600, len(rows)))
    world.position.append(
        len(rows),
        person=officials[rows],
        organisation=other,
        post=np.minimum(post[rows] + between(rng, 0, 3, len(rows)), len(POST_SHARES) - 1),
        from_on=earlier,
        to_on=since[rows] - 1,
    )


def marry_and_raise(world: World) -> None:
    """Add the officials' relatives and the declared ties to them."""
    rng = world.stream("families")
    person = world.person
    everyone = np.arange(world.official_count)
    gender, born, surname = (person[name][everyone].copy() for name in ("gender", "born", "surname"))
    old_enough = born < FIRST_DAY - 27 * _YEAR
    partner_name = weighted(rng, _SURNAME_WEIGHTS, len(everyone))
    family_name = np.where(gender == MALE, surname, partner_name)
    chance = rng.random((8, len(everyone)))
    plans = (
        (SPOUSE, (chance[0] < 0.9) & old_enough),
        (CHILD, (chance[1] < 0.75) & old_enough),
        (CHILD, (chance[2] < 0.22) & old_enough),
        (PARENT, chance[3] < 0.35),
        (SIBLING, chance[4] < 0.35),
        (SIBLING_IN_LAW, (chance[5] < 0.22) & old_enough),
        (PARENT_IN_LAW, (chance[6] < 0.15) & old_enough),
        (OTHER, chance[7] < 0.04),
    )
    for relation, mask in plans:
        rows = np.flatnonzero(mask)
        count = len(rows)
        drawn = (rng.random(count) < 0.5).astype(np.int64)
        near = born[rows] + between(rng, -6 * _YEAR, 6 * _YEAR, count)
        if relation == SPOUSE:
            kin = settle(world, rng, 1 - gender[rows], near, partner_name[rows])
            since = np.maximum(born[rows], near) + between(rng, 23 * _YEAR, 31 * _YEAR, count)
        elif relation == CHILD:
            age = between(rng, 23 * _YEAR, 33 * _YEAR, count)
            since = np.minimum(born[rows] + age, FIRST_DAY - 30)
            kin = settle(world, rng, drawn, since, family_name[rows])
        elif relation in (PARENT, PARENT_IN_LAW):
            since = born[rows].copy()
            age = between(rng, 22 * _YEAR, 34 * _YEAR, count)
            name = np.where(drawn == MALE, (surname if relation == PARENT else partner_name)[rows], NONE)
            name = np.where(name == NONE, weighted(rng, _SURNAME_WEIGHTS, count), name)
            kin = settle(world, rng, drawn, born[rows] - age, name)
        else:
            name = {SIBLING: surname, SIBLING_IN_LAW: partner_name}.get(relation, surname)[rows]
            kin = settle(world, rng, drawn, near, name)
            since = np.maximum(born[rows], near)
        world.kinship.append(
            count,
            person=everyone[rows],
            relative=kin,
            relation=relation,
            from_on=np.minimum(since, LAST_DAY) if relation == SPOUSE else NONE,
        )
    _children_in_law(world, rng)
    world.relative_count = len(person) - world.official_count


def _children_in_law(world: World, rng: np.random.Generator) -> None:
    """Half of the children over 25 are married; the official declares the child's spouse."""
    kinship, person = world.kinship, world.person
    child = kinship["relative"]
    rows = np.flatnonzero((kinship["relation"] == CHILD) & (person["born"][child] < FIRST_DAY - 25 * _YEAR))
    rows = rows[rng.random(len(rows)) < 0.5]
    child = kinship["relative"][rows].copy()
    born = person["born"][child] + between(rng, -4 * _YEAR, 4 * _YEAR, len(rows))
    partner = settle(world, rng, 1 - person["gender"][child], born, weighted(rng, _SURNAME_WEIGHTS, len(rows)))
    world.kinship.append(len(rows), person=kinship["person"][rows], relative=partner, relation=CHILD_IN_LAW)


def grown_relatives(world: World) -> Ints:
    """Relatives of officials between 24 and 70, in random order."""
    born = world.person["born"]
    rows = np.arange(world.official_count, world.official_count + world.relative_count)
    rows = rows[(born[rows] < FIRST_DAY - 24 * _YEAR) & (born[rows] > FIRST_DAY - 70 * _YEAR)]
    return np.asarray(world.stream("relatives in business").permutation(rows), dtype=np.int64)


def populate(world: World, count: int) -> Ints:
    """Add ordinary persons until there are `count`; returns those between 24 and 70 in random order."""
    rng = world.stream("people")
    rest = max(0, count - len(world.person))
    born = FIRST_DAY - (18 * _YEAR + rng.beta(1.6, 2.2, rest) * 67 * _YEAR).astype(np.int64)
    gender = (rng.random(rest) < 0.49).astype(np.int64)
    added = settle(world, rng, gender, born, weighted(rng, _SURNAME_WEIGHTS, rest))
    adult = added[(born < FIRST_DAY - 24 * _YEAR) & (born > FIRST_DAY - 70 * _YEAR)]
    return np.asarray(rng.permutation(adult), dtype=np.int64)


def sequences(world: World) -> Ints:
    """Three-digit sequence codes that keep resident numbers apart: odd for men, even for women (GB 11643)."""
    person = world.person
    day = (person["born"] + 40_000) * 100 + person["district"]
    key = day * 2 + person["gender"]
    odd = np.asarray(person["gender"] == MALE, dtype=np.int64)
    return np.asarray((day * 7919 + rank_within(key)) % 500 * 2 + odd, dtype=np.int64)
