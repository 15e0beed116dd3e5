"""Innocent cases in health insurance that resemble a scheme."""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike
from youji.region.fields.health import care, catalogue, tables
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import PERSON, Case


def _person(scene: Scene) -> Ints | None:
    return scene.persons(care.quiet(scene.world), 1)


def _day(scene: Scene) -> Ints:
    return between(scene.rng, FIRST_DAY, LAST_DAY - 60, 1)


def _provider(scene: Scene, *levels: int) -> Ints:
    provider = scene.world.records["health_provider"]
    rows = np.flatnonzero(np.isin(provider["level"], levels))
    free = rows[np.isin(provider["organisation"][rows], scene.free_organisations(provider["organisation"][rows]))]
    return scene.rng.choice(free if len(free) else rows, 1)


def late_discharge(scene: Scene, case: Case) -> bool:
    """A death in hospital; the discharge is booked up to three days later."""
    world, rng = scene.world, scene.rng
    died = world.people.died
    person = scene.persons(np.flatnonzero((died != NONE) & (died > FIRST_DAY + 30) & (died < LAST_DAY - 5)), 1)
    if person is None:
        return False
    claims = world.records["health_claim"]
    end = died[person] + between(rng, 1, 3, 1)
    if np.any((claims["person"] == person[0]) & (claims["admitted"] > end - 30)):
        return True
    stay = care.stays(world, rng, person, _provider(scene, tables.SECONDARY), end - 9, end, catalogue.STROKE)
    scene.mark(case, person, "health_claim", stay, PERSON)
    return True


def transfer(scene: Scene, case: Case) -> bool:
    """A patient is moved to a larger hospital on the day of discharge; another is sent out for a scan."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    day = _day(scene)
    first = care.stays(world, rng, person, _provider(scene, tables.SECONDARY), day, day + 6, catalogue.STROKE)
    moved = care.stays(
        world, rng, person, _provider(scene, tables.TERTIARY), day + 6, day + 15, catalogue.STROKE,
        admission=tables.TRANSFER,
    )  # fmt: skip
    scan = care.visits(
        world, rng, person, _provider(scene, tables.TERTIARY), day + 3, diagnosis=catalogue.STROKE,
        admission=tables.TRANSFER,
    )  # fmt: skip
    care.add_lines(world, scan, catalogue.EXAMINATIONS[2], day + 3, 1)
    care.settle(world, scan)
    scene.mark(case, person, "health_claim", np.r_[first, moved, scan], PERSON)
    return True


def proxy_purchase(scene: Scene, case: Case) -> bool:
    """A relative buys the usual drugs with the card while the owner is in hospital."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    day = _day(scene)
    stay = care.stays(world, rng, person, _provider(scene, tables.SECONDARY), day, day + 9, catalogue.PNEUMONIA)
    shop = care.visits(world, rng, person, _provider(scene, tables.NO_LEVEL), day + 4, kind=tables.PURCHASE)
    care.add_lines(world, shop, catalogue.FIRST_DRUG, day + 4, 2)
    care.settle(world, shop)
    scene.mark(case, person, "health_claim", np.r_[stay, shop], PERSON)
    return True


def courses(scene: Scene, case: Case) -> bool:
    """Chemotherapy in courses, two of them close together."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    start = _day(scene) - 40
    where = _provider(scene, tables.SECONDARY)
    each = np.array([0, 5, 21, 26]) + np.maximum(start, FIRST_DAY)
    stay = care.stays(world, rng, np.repeat(person, 4), np.repeat(where, 4), each, each + 3, catalogue.CHEMO)
    scene.mark(case, _organisation(scene, where), "health_claim", stay)
    return True


def emergency_return(scene: Scene, case: Case) -> bool:
    """A patient is discharged, gets worse and is brought back by ambulance."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    where, day = _provider(scene, tables.SECONDARY), _day(scene)
    first = care.stays(world, rng, person, where, day, day + 6, catalogue.PNEUMONIA)
    again = care.stays(world, rng, person, where, day + 7, day + 15, catalogue.PNEUMONIA, admission=tables.EMERGENCY)
    scene.mark(case, _organisation(scene, where), "health_claim", np.r_[first, again])
    return True


def observation(scene: Scene, case: Case) -> bool:
    """Three days in bed for observation, with nothing to be treated."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    where, day = _provider(scene, tables.SECONDARY), _day(scene)
    stay = care.stays(world, rng, person, where, day, day + 3, catalogue.PRESSURE, treated=0.0)
    scene.mark(case, _organisation(scene, where), "health_claim", stay)
    return True


def reversed_entry(scene: Scene, case: Case) -> bool:
    """Nursing is entered twice by mistake and the second entry reversed."""
    world = scene.world
    where = _provider(scene, tables.SECONDARY, tables.PRIMARY)
    lines = world.records["claim_line"]
    rows = care.lines_of(world, care.claims_of(world, int(where[0])))
    rows = scene.rows("claim_line", rows[lines["item"][rows] == catalogue.NURSING], 1)
    if not len(rows):
        return True
    again = care.add_lines(world, lines["claim"][rows], catalogue.NURSING, lines["day"][rows], 1)
    back = care.add_lines(world, lines["claim"][rows], catalogue.NURSING, lines["day"][rows], -1)
    scene.mark(case, _organisation(scene, where), "claim_line", np.r_[rows, again, back])
    return True


def birthday(scene: Scene, case: Case) -> bool:
    """A child of fifteen finishes a course that began at fourteen."""
    world, rng = scene.world, scene.rng
    born = world.person["born"]
    young = np.flatnonzero((born > FIRST_DAY - 5400) & (born < LAST_DAY - 5560) & (world.people.died == NONE))
    person = scene.persons(young, 1)
    if person is None:
        return False
    where, day = _provider(scene, tables.PRIMARY), born[person] + 5_500
    visit = care.visits(world, rng, person, where, day, diagnosis=catalogue.COLD)
    line = care.add_lines(world, visit, catalogue.CHILD_INHALATION, day, 1)
    care.settle(world, visit)
    scene.mark(case, _organisation(scene, where), "claim_line", line)
    return True


def part_alone(scene: Scene, case: Case) -> bool:
    """A reposition on one day, and an operation when it failed, on another."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    where, day = _provider(scene, tables.SECONDARY), _day(scene)
    stay = care.stays(world, rng, person, where, day, day + 14, catalogue.FEMUR)
    part = care.add_lines(world, stay, catalogue.REPOSITION, day, 1)
    whole = care.add_lines(world, stay, catalogue.FIXATION, day + 3, 1)
    scene.mark(case, _organisation(scene, where), "claim_line", np.r_[part, whole])
    return True


def whole_packages(scene: Scene, case: Case) -> bool:
    """Packages of 32 days where 28 are allowed."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    where, day = _provider(scene, tables.PRIMARY), _day(scene)
    visit = care.visits(world, rng, person, where, day)
    row = care.prescribe(world, rng, visit, 5, 32)
    care.settle(world, visit)
    scene.mark(case, _organisation(scene, where), "prescription", row)
    return True


def changed_clinic(scene: Scene, case: Case) -> bool:
    """Somebody moves to another clinic, which prescribes at once what is still at home."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    day = _day(scene) - 30
    day = np.maximum(day, FIRST_DAY) + np.array([0, 20, 76])
    new = _provider(scene, tables.SECONDARY)
    where = np.r_[_provider(scene, tables.PRIMARY), new, new]
    visit = care.visits(world, rng, np.repeat(person, 3), where, day)
    rows = care.prescribe(world, rng, visit, 1, 56)
    care.settle(world, visit)
    scene.mark(case, person, "prescription", rows, PERSON)
    return True


def pharmacy_next_door(scene: Scene, case: Case) -> bool:
    """A visit, and minutes later the pharmacy in front of the clinic."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    provider = world.records["health_provider"]
    shop = _provider(scene, tables.NO_LEVEL)
    district = world.organisation["district"][provider["organisation"]]
    near = np.flatnonzero((district == district[shop[0]]) & (provider["level"] <= tables.PRIMARY))
    if person is None or not len(near):
        return person is not None
    day, clock = _day(scene), between(rng, 30_000, 60_000, 1)
    visit = care.visits(world, rng, person, rng.choice(near, 1), day, clock=clock)
    bought = care.visits(world, rng, person, shop, day, clock=clock + 360, kind=tables.PURCHASE)
    care.add_lines(world, np.r_[visit, bought], catalogue.FIRST_DRUG + 3, np.r_[day, day], 1)
    care.settle(world, np.r_[visit, bought])
    scene.mark(case, person, "health_claim", np.r_[visit, bought], PERSON)
    return True


def heavy_cases(scene: Scene, case: Case) -> bool:
    """A hospital with the ward for the gravest cases: dear, and rightly so."""
    world = scene.world
    where = _provider(scene, tables.SECONDARY)
    claims, table = care.claims_of(world, int(where[0])), world.records["health_claim"]
    chosen = scene.rows("health_claim", claims, len(claims))
    for column in ("total", "fund", "weight"):
        table[column][chosen] = table[column][chosen] * 2
    scene.mark(case, _organisation(scene, where), "health_claim", chosen)
    return True


def urgent_scan(scene: Scene, case: Case) -> bool:
    """After an accident a scan is made again, although there is one of last week."""
    world, rng = scene.world, scene.rng
    person = _person(scene)
    if person is None:
        return False
    where, day = _provider(scene, tables.SECONDARY), _day(scene)
    first = care.visits(world, rng, person, _provider(scene, tables.PRIMARY), day)
    again = care.visits(world, rng, person, where, day + 5, admission=tables.EMERGENCY)
    lines = care.add_lines(world, np.r_[first, again], catalogue.EXAMINATIONS[0], np.r_[day, day + 5], 1)
    care.settle(world, np.r_[first, again])
    scene.mark(case, _organisation(scene, where), "claim_line", lines)
    return True


def _organisation(scene: Scene, where: Ints) -> Ints:
    return scene.world.records["health_provider"]["organisation"][where]


LOOK_ALIKES = (
    LookAlike("late_discharge", "dead_card", 2, late_discharge),
    LookAlike("transfer_between_hospitals", "lent_card", 2, transfer),
    LookAlike("proxy_purchase", "lent_card", 2, proxy_purchase),
    LookAlike("chemotherapy_courses", "split_admissions", 2, courses),
    LookAlike("emergency_return", "split_admissions", 2, emergency_return),
    LookAlike("observation_stay", "paper_patients", 2, observation),
    LookAlike("reversed_entry", "double_billing", 3, reversed_entry),
    LookAlike("birthday_in_course", "invented_services", 2, birthday),
    LookAlike("part_on_another_day", "unbundling", 2, part_alone),
    LookAlike("whole_packages", "overlong_prescriptions", 3, whole_packages),
    LookAlike("changed_clinic", "drug_reseller", 3, changed_clinic),
    LookAlike("pharmacy_next_door", "traded_card", 3, pharmacy_next_door),
    LookAlike("heavy_cases", "inflated_bills", 1, heavy_cases),
    LookAlike("urgent_scan", "needless_retests", 3, urgent_scan),
)
