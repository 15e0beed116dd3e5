"""Innocent cases in the care of the elderly that resemble a scheme."""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike
from youji.region.fields.elderly_care import tables
from youji.region.fields.elderly_care.life import MONTHS, PAID, pay, scheme_of, subsidise
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import PERSON, Case


def late_news(scene: Scene, case: Case) -> bool:
    """The month after a death is still paid: the news was late."""
    world = scene.world
    died = world.people.died
    old = world.person["born"] < MONTHS[PAID[0]] - 62 * 365
    person = scene.persons(np.flatnonzero(old & (died > MONTHS[PAID[0]]) & (died < MONTHS[34])), 1)
    if person is None:
        return False
    since = int(np.searchsorted(MONTHS, died[person[0]], side="left")) - int(PAID[0])
    rows = pay(world, scene.rng, person, scheme_of(world, person), np.array([since]), np.array([since + 1]), dead=True)
    scene.mark(case, person, "pension_payment", rows, PERSON)
    return True


def recovered(scene: Scene, case: Case) -> bool:
    """Three months after a death were paid and written back."""
    world = scene.world
    died = world.people.died
    old = world.person["born"] < MONTHS[PAID[0]] - 62 * 365
    person = scene.persons(np.flatnonzero(old & (died > MONTHS[PAID[0]]) & (died < MONTHS[31])), 1)
    if person is None:
        return False
    since = int(np.searchsorted(MONTHS, died[person[0]], side="left")) - int(PAID[0])
    span = np.array([since]), np.array([since + 3])
    rows = pay(world, scene.rng, person, scheme_of(world, person), *span, dead=True)
    table = world.records["pension_payment"]
    back = table.append(
        len(rows),
        **{name: table[name][rows] for name in ("person", "scheme", "office", "month")},
        amount=-table["amount"][rows],
    )
    scene.mark(case, person, "pension_payment", np.r_[rows, back], PERSON)
    return True


def moved_pension(scene: Scene, case: Case) -> bool:
    """A pension moves to another scheme, and one month is paid by both."""
    world, rng = scene.world, scene.rng
    fit = (world.person["born"] < MONTHS[PAID[0]] - 62 * 365) & (world.people.died == NONE)
    person = scene.persons(np.flatnonzero(fit & (world.people.village == NONE)), 1)
    if person is None:
        return False
    since = between(rng, 0, len(PAID) - 1, 1)
    rows = pay(world, rng, person, np.array([tables.RESIDENT]), since, since + 1)
    scene.mark(case, person, "pension_payment", rows, PERSON)
    return True


def _old(scene: Scene) -> Ints | None:
    world = scene.world
    old = (world.person["born"] < FIRST_DAY - 70 * 365) & (world.people.died == NONE)
    rows = np.flatnonzero(old)
    return scene.persons(rows[~np.isin(rows, world.records["care_bed"]["person"])], 1)


def _free_home(scene: Scene) -> Ints:
    homes = np.unique(scene.world.records["care_bed"]["home"])
    free = scene.free_organisations(homes)
    return scene.rng.choice(free if len(free) else homes, 1)


def moved_in_mid_month(scene: Scene, case: Case) -> bool:
    """A resident moves from one home to another; each claims its own days."""
    world, person = scene.world, _old(scene)
    if person is None:
        return False
    here = there = _free_home(scene)
    while there[0] == here[0]:
        there = _free_home(scene)
    since = between(scene.rng, FIRST_DAY + 10, LAST_DAY - 400, 1)
    moved = since + 150
    beds = world.records["care_bed"]
    beds.append(1, home=here, bed=214, person=person, from_on=since, to_on=moved)
    beds.append(1, home=there, bed=305, person=person, from_on=moved + 1, to_on=NONE)
    last = np.array([NONE])
    rows = np.r_[subsidise(world, here, person, since, moved), subsidise(world, there, person, moved + 1, last)]
    scene.mark(case, world.records["bed_subsidy"]["home"][rows], "bed_subsidy", rows)
    return True


def days_too_many(scene: Scene, case: Case) -> bool:
    """In the month of leaving the home counts two days too many."""
    world, person = scene.world, _old(scene)
    if person is None:
        return False
    home, since = _free_home(scene), between(scene.rng, FIRST_DAY + 10, LAST_DAY - 400, 1)
    until = MONTHS[np.searchsorted(MONTHS, since + 200)] + 14
    world.records["care_bed"].append(1, home=home, bed=118, person=person, from_on=since, to_on=until)
    rows = subsidise(world, home, person, since, until + 2)
    scene.mark(case, home, "bed_subsidy", rows)
    return True


def night_watch(scene: Scene, case: Case) -> bool:
    """A carer watches one person for thirteen hours."""
    world, rng = scene.world, scene.rng
    visits = world.records["care_visit"]
    free = np.isin(visits["provider"], scene.free_organisations(np.unique(visits["provider"])))
    rows = np.flatnonzero(free)
    if not len(rows):
        return True
    one = rng.choice(rows, 1)
    carer, busy = visits["carer"][one], visits["day"][visits["carer"] == visits["carer"][one][0]]
    idle = np.setdiff1d(np.arange(FIRST_DAY, LAST_DAY - 10), busy)
    watch = visits.append(
        1,
        provider=visits["provider"][one],
        carer=carer,
        person=visits["person"][one],
        day=rng.choice(idle[idle <= visits["day"][one][0]], 1) if (idle <= visits["day"][one][0]).any() else idle[:1],
        minutes=780,
        service=4,
    )
    scene.mark(case, visits["provider"][one], "care_visit", watch)
    return True


def day_of_discharge(scene: Scene, case: Case) -> bool:
    """The carer is there on the day the person comes home from hospital."""
    world, rng = scene.world, scene.rng
    claims, visits = world.records.get("health_claim"), world.records["care_visit"]
    if claims is None:
        return True
    old = world.person["born"][claims["person"]] < FIRST_DAY - 62 * 365
    stays = np.flatnonzero(old & (claims["discharged"] != NONE) & (world.people.died[claims["person"]] == NONE))
    stay = scene.rows("health_claim", stays, 1)
    providers = scene.free_organisations(np.unique(visits["provider"]))
    if not len(stay) or not len(providers):
        return True
    where = rng.choice(providers, 1)
    row = visits.append(
        1,
        provider=where,
        carer=rng.choice(visits["carer"][visits["provider"] == where[0]], 1),
        person=claims["person"][stay],
        day=claims["discharged"][stay],
        minutes=60,
        service=3,
    )
    scene.mark(case, where, "care_visit", row)
    return True


LOOK_ALIKES = (
    LookAlike("late_news_of_death", "pension_for_the_dead", 3, late_news),
    LookAlike("recovered_pension", "pension_for_the_dead", 2, recovered),
    LookAlike("moved_pension", "two_pensions", 3, moved_pension),
    LookAlike("moved_in_mid_month", "absent_residents", 3, moved_in_mid_month),
    LookAlike("days_too_many", "absent_residents", 2, days_too_many),
    LookAlike("night_watch", "impossible_hours", 2, night_watch),
    LookAlike("day_of_discharge", "visits_in_hospital", 3, day_of_discharge),
)
