"""What the billing desk of a provider does: charge what never was, twice, in parts, or once more."""

from __future__ import annotations

import numpy as np

from youji.region.fields.health import care, catalogue, tables
from youji.region.fields.health.schemes.stays import hospital
from youji.region.people import MALE
from youji.region.randomness import between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY
from youji.region.truth import Case

_TIMES = (14, 9, 5, 2)
_ALL_LEVELS = (tables.SECONDARY, tables.PRIMARY)


def invented_services(scene: Scene, case: Case) -> bool:
    """Services are entered for whoever was there, women's for men and children's for the grown."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, _ALL_LEVELS, least=5)
    if where is None:
        return False
    claims = care.claims_of(world, int(where[0]))
    person = world.records["health_claim"]["person"][claims]
    age = (world.records["health_claim"]["admitted"][claims] - world.person["born"][person]) / 365.25
    man = world.person["gender"][person] == MALE
    fit = np.flatnonzero((age > 20) & (age < 57) | (man & (age > 20)))
    chosen = rng.permutation(fit)[: _TIMES[case.effect]]
    if not len(chosen):
        return False
    item = np.where(
        man[chosen], catalogue.UTERUS, np.where(age[chosen] < 55, catalogue.OLD_AGE, catalogue.CHILD_INHALATION)
    )
    rows = care.add_lines(world, claims[chosen], item, world.records["health_claim"]["admitted"][claims[chosen]], 1)
    _mark(scene, case, int(where[0]), rows)
    return True


def double_billing(scene: Scene, case: Case) -> bool:
    """Nursing of a day is charged a second time."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, _ALL_LEVELS, least=5)
    if where is None:
        return False
    lines = world.records["claim_line"]
    rows = care.lines_of(world, care.claims_of(world, int(where[0])))
    rows = rows[lines["item"][rows] == catalogue.NURSING]
    rows = rng.permutation(rows)[: _TIMES[case.effect] * 2]
    again = care.add_lines(world, lines["claim"][rows], catalogue.NURSING, lines["day"][rows], 1)
    _mark(scene, case, int(where[0]), np.r_[rows, again])
    return True


def unbundling(scene: Scene, case: Case) -> bool:
    """Steps of an operation are charged beside the operation that comprises them."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, _ALL_LEVELS, least=5)
    if where is None:
        return False
    claims = rng.permutation(care.claims_of(world, int(where[0])))[: _TIMES[case.effect]]
    day = world.records["health_claim"]["admitted"][claims] + 1
    gall = rng.random(len(claims)) < 0.6
    whole = np.where(gall, catalogue.LAPAROSCOPY, catalogue.FIXATION)
    part = np.where(gall, catalogue.EXPLORATION, catalogue.REPOSITION)
    rows = np.r_[care.add_lines(world, claims, whole, day, 1), care.add_lines(world, claims, part, day, 1)]
    _mark(scene, case, int(where[0]), rows)
    return True


def needless_retests(scene: Scene, case: Case) -> bool:
    """A provider has a share in a scanner and scans whoever was scanned elsewhere last week."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, _ALL_LEVELS)
    count = _TIMES[case.effect]
    people = scene.free_persons(care.quiet(world))
    if where is None or len(people) < count:
        return False
    patients = rng.permutation(people)[:count]
    clinics = np.flatnonzero(np.isin(world.records["health_provider"]["level"], _ALL_LEVELS))
    other = rng.choice(clinics[clinics != where[0]], count)
    day = between(rng, FIRST_DAY, LAST_DAY - 30, count)
    again = day + between(rng, 1, 6, count)
    exam = np.array(catalogue.EXAMINATIONS)[[0, 2]][between(rng, 0, 1, count)]
    rows = []
    for provider, on in ((other, day), (np.repeat(where, count), again)):
        claims = care.visits(world, rng, patients, provider, on)
        rows.append(care.add_lines(world, claims, exam, on, 1))
        care.settle(world, claims)
    _mark(scene, case, int(where[0]), np.concatenate(rows))
    return True


def _mark(scene: Scene, case: Case, provider: int, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    scene.mark(case, scene.world.records["health_provider"]["organisation"][provider], "claim_line", rows)
