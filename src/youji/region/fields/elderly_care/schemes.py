"""Schemes in the care of the elderly: by relatives, by homes that want the subsidy, by services that want the hours."""

from __future__ import annotations

import numpy as np

from youji.region.field import Scheme
from youji.region.fields.elderly_care import tables
from youji.region.fields.elderly_care.life import MONTHS, PAID, pay, scheme_of
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import PERSON, Case

_MONTHS_PAID = (9, 6, 4, 2)
_RESIDENTS = (6, 4, 2, 1)
_MONTHS_CLAIMED = (8, 5, 3, 1)
_LONG_DAYS = (10, 6, 3, 1)
_MINUTES = ((640, 720), (500, 600), (430, 480), (375, 400))
_VISITS = (12, 8, 4, 1)


def pension_for_the_dead(scene: Scene, case: Case) -> bool:
    """A family keeps a death from the pension office and goes on drawing."""
    world, rng = scene.world, scene.rng
    wanted, died = _MONTHS_PAID[case.effect], world.people.died
    first = PAID[0]
    old = world.person["born"] < MONTHS[first] - 62 * 365
    gone = np.flatnonzero(old & (died != NONE) & (died > MONTHS[first]) & (died < MONTHS[35 - wanted]))
    person = scene.persons(gone, 1)
    if person is None:
        return False
    since = int(np.searchsorted(MONTHS, died[person[0]], side="left")) - int(first)
    months = np.array([since]), np.array([since + wanted])
    rows = pay(world, rng, person, scheme_of(world, person), *months, dead=True)
    scene.mark(case, person, "pension_payment", rows, PERSON)
    return True


def two_pensions(scene: Scene, case: Case) -> bool:
    """Somebody with a pension from work also signs up for that of residents."""
    world, rng = scene.world, scene.rng
    born = world.person["born"]
    fit = (born < MONTHS[PAID[0]] - 62 * 365) & (world.people.died == NONE) & (world.people.village == NONE)
    person = scene.persons(np.flatnonzero(fit), 1)
    if person is None:
        return False
    count = (12, 8, 5, 2)[case.effect]
    since = between(rng, 0, len(PAID) - count, 1)
    rows = pay(world, rng, person, np.array([tables.RESIDENT]), since, since + count)
    scene.mark(case, person, "pension_payment", rows, PERSON)
    return True


def _home(scene: Scene) -> Ints | None:
    return scene.organisations(np.unique(scene.world.records["care_bed"]["home"]), 1)


def _claim(scene: Scene, case: Case, home: Ints, people: Ints, until: Ints) -> None:
    """Claim full months after `until` for each of the people."""
    world, count = scene.world, _MONTHS_CLAIMED[case.effect]
    first = np.searchsorted(MONTHS, until + 1, side="left")
    month = first[:, None] + np.arange(count)[None, :]
    who, turn = np.nonzero(month < 36)
    month = month[who, turn]
    rows = world.records["bed_subsidy"].append(
        len(who), home=home, person=people[who], month=MONTHS[month], claimed=MONTHS[month + 1] - MONTHS[month]
    )
    scene.mark(case, home, "bed_subsidy", rows)


def ghost_residents(scene: Scene, case: Case) -> bool:
    """A home does not report deaths and keeps the subsidy for the beds."""
    world, rng = scene.world, scene.rng
    died = world.people.died
    old = world.person["born"] < FIRST_DAY - 70 * 365
    beds = world.records["care_bed"]
    gone = np.flatnonzero(old & (died > FIRST_DAY + 150) & (died < LAST_DAY - 330))
    gone = scene.free_persons(gone[~np.isin(gone, beds["person"])])
    home, count = _home(scene), _RESIDENTS[case.effect]
    if home is None or len(gone) < count:
        return False
    people = rng.permutation(gone)[:count]
    beds.append(
        count, home=home, bed=between(rng, 101, 420, count), person=people, from_on=died[people] - 100,
        to_on=died[people],
    )  # fmt: skip
    _claim(scene, case, home, people, died[people])
    return True


def absent_residents(scene: Scene, case: Case) -> bool:
    """Residents go home to their children; the subsidy does not."""
    world, rng = scene.world, scene.rng
    beds = world.records["care_bed"]
    old = (world.person["born"] < FIRST_DAY - 70 * 365) & (world.people.died == NONE)
    free = np.flatnonzero(old)
    free = scene.free_persons(free[~np.isin(free, beds["person"])])
    home, count = _home(scene), _RESIDENTS[case.effect]
    if home is None or len(free) < count:
        return False
    people = rng.permutation(free)[:count]
    until = between(rng, FIRST_DAY + 200, LAST_DAY - 330, count)
    beds.append(count, home=home, bed=between(rng, 101, 420, count), person=people, from_on=until - 400, to_on=until)
    _claim(scene, case, home, people, until)
    return True


def _service(scene: Scene) -> Ints | None:
    return scene.organisations(np.unique(scene.world.records["care_visit"]["provider"]), 1)


def impossible_hours(scene: Scene, case: Case) -> bool:
    """A service books more hours than its carers work: two long services on one day, for several persons."""
    world, rng = scene.world, scene.rng
    where, visits = _service(scene), world.records["care_visit"]
    if where is None:
        return False
    own = np.flatnonzero(visits["provider"] == where[0])
    count = _LONG_DAYS[case.effect]
    people = np.unique(visits["person"][own])
    people = people[world.people.died[people] == NONE]
    if len(people) < 2:
        return False
    day = np.sort(rng.choice(np.arange(FIRST_DAY, LAST_DAY), count, replace=False))
    carer = rng.choice(visits["carer"][own], count)
    turn = between(rng, 0, len(people) - 1, count)
    low, high = _MINUTES[case.effect]
    rows = visits.append(
        2 * count,
        provider=where,
        carer=np.r_[carer, carer],
        person=people[np.r_[turn, (turn + 1) % len(people)]],
        day=np.r_[day, day],
        minutes=between(rng, low, high, 2 * count),
        service=0,
    )
    scene.mark(case, where, "care_visit", rows)
    return True


def visits_in_hospital(scene: Scene, case: Case) -> bool:
    """A service goes on writing visits while the person is in hospital."""
    world, rng = scene.world, scene.rng
    claims = world.records.get("health_claim")
    where, visits = _service(scene), world.records["care_visit"]
    if where is None or claims is None:
        return False
    old = world.person["born"][claims["person"]] < FIRST_DAY - 62 * 365
    long = np.flatnonzero(old & (claims["discharged"] - claims["admitted"] > 6) & (claims["discharged"] != NONE))
    stays = scene.rows("health_claim", long, _VISITS[case.effect])
    if not len(stays):
        return False
    carers = visits["carer"][np.flatnonzero(visits["provider"] == where[0])]
    rows = visits.append(
        len(stays),
        provider=where,
        carer=rng.choice(carers, len(stays)),
        person=claims["person"][stays],
        day=claims["admitted"][stays] + between(rng, 2, 4, len(stays)),
        minutes=between(rng, 4, 8, len(stays)) * 15,
        service=2,
    )
    scene.mark(case, where, "care_visit", rows)
    return True


SCHEMES = (
    Scheme("pension_for_the_dead", 2, pension_for_the_dead),
    Scheme("two_pensions", 2, two_pensions),
    Scheme("ghost_residents", 2, ghost_residents),
    Scheme("absent_residents", 2, absent_residents),
    Scheme("impossible_hours", 2, impossible_hours),
    Scheme("visits_in_hospital", 2, visits_in_hospital),
)
