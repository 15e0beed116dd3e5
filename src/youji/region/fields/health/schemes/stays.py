"""What a hospital's management does with stays to be paid more: cut them, invent them, inflate their bills."""

from __future__ import annotations

import numpy as np

from youji.region.fields.health import care, catalogue, tables
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, Shelf
from youji.region.truth import Case

_PATIENTS = (12, 8, 4, 2)
_TREATED = (0.0, 0.1, 0.15, 0.25)
_DEARER = (2.4, 1.9, 1.5, 1.25)


def hospital(scene: Scene, levels: tuple[int, ...], least: int = 0) -> Ints | None:
    """One hospital of some levels that no case is about and that had `least` stays, now used; as a provider."""
    provider = scene.world.records["health_provider"]
    claims = scene.world.records["health_claim"]
    inpatient = claims["provider"][claims["kind"] == tables.INPATIENT]
    enough = np.bincount(inpatient, minlength=len(provider)) >= least
    able = np.flatnonzero(np.isin(provider["level"], levels) & enough)
    chosen = scene.organisations(provider["organisation"][able], 1)
    return None if chosen is None else able[provider["organisation"][able] == chosen[0]]


def split_admissions(scene: Scene, case: Case) -> bool:
    """Patients are discharged on paper and admitted again the next day, to be paid for two cases."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, (tables.SECONDARY, tables.PRIMARY))
    count = _PATIENTS[case.effect]
    people = scene.free_persons(care.quiet(world))
    if where is None or len(people) < count:
        return False
    patients = rng.permutation(people)[:count]
    provider = np.repeat(where, count)
    admitted = between(rng, FIRST_DAY, LAST_DAY - 40, count)
    middle = admitted + between(rng, 4, 8, count)
    ill = np.array([catalogue.PNEUMONIA, catalogue.DIABETES, catalogue.STROKE])[between(rng, 0, 2, count)]
    again = middle + between(rng, 0, 1, count)
    first = care.stays(world, rng, patients, provider, admitted, middle, ill)
    second = care.stays(world, rng, patients, provider, again, again + between(rng, 4, 8, count), ill)
    scene.mark(case, _organisation(scene, where), "health_claim", np.r_[first, second])
    return True


def paper_patients(scene: Scene, case: Case) -> bool:
    """Insured people are signed in for a gift and sleep at home; the ward enters beds, and hardly any treatment."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, (tables.SECONDARY, tables.PRIMARY))
    count = _PATIENTS[case.effect]
    people = scene.free_persons(care.quiet(world))
    if where is None or len(people) < count:
        return False
    patients = rng.permutation(people)[:count]
    admitted = between(rng, FIRST_DAY, LAST_DAY - 40, count)
    claims = care.stays(
        world,
        rng,
        patients,
        np.repeat(where, count),
        admitted,
        admitted + between(rng, 8, 13, count),
        catalogue.DIABETES,
        treated=_TREATED[case.effect],
    )
    scene.mark(case, _organisation(scene, where), "health_claim", claims)
    shelf = Shelf(world.records["claim_line"]["claim"])
    scene.mark(
        case, _organisation(scene, where), "claim_line", np.concatenate([shelf.rows(int(claim)) for claim in claims])
    )
    return True


def inflated_bills(scene: Scene, case: Case) -> bool:
    """A hospital bills more of everything than its patients need."""
    table = scene.world.records["health_claim"]
    where = hospital(scene, (tables.SECONDARY,), least=24) or hospital(scene, (tables.SECONDARY,), least=10)
    if where is None:
        return False
    claims = care.claims_of(scene.world, int(where[0]))
    for column in ("total", "fund"):
        table[column][claims] = np.round(table[column][claims] * _DEARER[case.effect]).astype(np.int64)
    lines = scene.world.records["claim_line"]
    rows = care.lines_of(scene.world, claims)
    rows = rows[lines["item"][rows] == catalogue.CARE]
    lines["amount"][rows] = np.round(lines["amount"][rows] * _DEARER[case.effect]).astype(np.int64)
    scene.mark(case, _organisation(scene, where), "health_claim", claims)
    return True


def _organisation(scene: Scene, where: Ints) -> Ints:
    return scene.world.records["health_provider"]["organisation"][where]
