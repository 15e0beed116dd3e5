"""Cards in other people's hands: of the dead, lent out, or traded.

The more often a card is used, the plainer the case: from a dozen times to once.
"""

from __future__ import annotations

import numpy as np

from youji.region.fields.health import care, catalogue, tables
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import PERSON, Case

_TIMES = (10, 6, 3, 1)
_MINUTES = ((1, 4), (4, 8), (8, 13), (13, 18))


def dead_card(scene: Scene, case: Case) -> bool:
    """A relative, or a pharmacy that keeps the card, goes on drawing drugs in the name of a dead person."""
    world, rng = scene.world, scene.rng
    died = world.people.died
    gone = np.flatnonzero((died != NONE) & (died < LAST_DAY - 250))
    person = scene.persons(gone, 1)
    if person is None:
        return False
    times = _TIMES[case.effect]
    who = np.repeat(person, times)
    day = np.sort(rng.choice(np.arange(died[person[0]] + 12, LAST_DAY - 5), size=times, replace=False))
    shops = np.flatnonzero(world.records["health_provider"]["level"] == tables.NO_LEVEL)
    claims = care.visits(world, rng, who, np.repeat(rng.choice(shops, 1), times), day, kind=tables.PURCHASE)
    care.add_lines(world, claims, _drugs(rng, times), day, 2)
    care.settle(world, claims)
    scene.mark(case, person, "health_claim", claims, PERSON)
    deaths = world.records["death"]
    scene.mark(case, person, "death", np.flatnonzero(deaths["person"] == person[0]), PERSON)
    return True


def lent_card(scene: Scene, case: Case) -> bool:
    """Somebody lends the card to be treated elsewhere, while the owner is in hospital."""
    world, rng = scene.world, scene.rng
    person = scene.persons(care.quiet(world), 1)
    level = world.records["health_provider"]["level"]
    hospitals, clinics = np.flatnonzero(level <= tables.SECONDARY), np.flatnonzero(level == tables.PRIMARY)
    if person is None:
        return False
    times = _TIMES[case.effect]
    admitted = between(rng, FIRST_DAY, LAST_DAY - 60, 1)
    stay = care.stays(world, rng, person, rng.choice(hospitals, 1), admitted, admitted + times + 5, 3)
    day = np.sort(rng.choice(np.arange(admitted[0] + 2, admitted[0] + times + 4), size=times, replace=False))
    visits = care.visits(world, rng, np.repeat(person, times), np.repeat(rng.choice(clinics, 1), times), day)
    care.add_lines(world, visits, _drugs(rng, times), day, 2)
    care.settle(world, visits)
    scene.mark(case, person, "health_claim", np.r_[stay, visits], PERSON)
    return True


def traded_card(scene: Scene, case: Case) -> bool:
    """A dealer holds copies of a card and draws on it in two districts within minutes."""
    world, rng = scene.world, scene.rng
    person = scene.persons(care.quiet(world), 1)
    provider = world.records["health_provider"]
    shops = np.flatnonzero(provider["level"] == tables.NO_LEVEL)
    district = world.organisation["district"][provider["organisation"][shops]]
    here = rng.choice(shops, 1)
    away = shops[district != district[shops == here[0]][0]]
    if person is None or not len(away):
        return False
    times = _TIMES[case.effect]
    day = np.sort(rng.choice(np.arange(FIRST_DAY, LAST_DAY - 5), size=times, replace=False))
    clock = between(rng, 30_000, 60_000, times) // 60 * 60
    low, high = _MINUTES[case.effect]
    who = np.repeat(person, times)
    parts = []
    for shop, at in ((here, clock), (rng.choice(away, 1), clock + between(rng, low, high, times) * 60)):
        claims = care.visits(world, rng, who, np.repeat(shop, times), day, clock=at, kind=tables.PURCHASE)
        care.add_lines(world, claims, _drugs(rng, times), day, 2)
        parts.append(claims)
    both = np.concatenate(parts)
    care.settle(world, both)
    scene.mark(case, person, "health_claim", both, PERSON)
    return True


def _drugs(rng: np.random.Generator, count: int) -> Ints:
    return catalogue.FIRST_DRUG + between(rng, 0, catalogue.DRUGS * catalogue.CHOICES - 1, count)
