"""Drugs as money: too many, from everywhere, never bought, or all from one friendly firm."""

from __future__ import annotations

import numpy as np

from youji.region.fields.health import care, catalogue, tables
from youji.region.fields.health.schemes.stays import hospital
from youji.region.randomness import between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY
from youji.region.truth import PERSON, Case

_TIMES = (14, 9, 5, 2)
_LONGER = (5.0, 3.0, 2.0, 1.4)
_REFILLS = (16, 10, 6, 4)
_BOUGHT = (0.1, 0.35, 0.55, 0.75)
_FAVOUR = (1.0, 0.95, 0.85, 0.72)
_LONG, _MONTH = (0, 1, 2, 3), (4, 5)


def overlong_prescriptions(scene: Scene, case: Case) -> bool:
    """A provider hands out drugs for many weeks, to sell more of them."""
    world, rng = scene.world, scene.rng
    where = hospital(scene, (tables.SECONDARY, tables.PRIMARY))
    count = _TIMES[case.effect]
    people = scene.free_persons(care.quiet(world))
    if where is None or len(people) < count:
        return False
    day = between(rng, FIRST_DAY, LAST_DAY - 30, count)
    claims = care.visits(world, rng, rng.permutation(people)[:count], np.repeat(where, count), day)
    drug = np.array(_MONTH)[between(rng, 0, 1, count)]
    rows = care.prescribe(world, rng, claims, drug, np.full(count, round(28 * _LONGER[case.effect])))
    care.settle(world, claims)
    _receive(scene, rows)
    scene.mark(case, world.records["health_provider"]["organisation"][where], "prescription", rows)
    return True


def drug_reseller(scene: Scene, case: Case) -> bool:
    """Somebody collects a dear drug from one clinic after the other and sells it."""
    world, rng = scene.world, scene.rng
    person = scene.persons(care.quiet(world), 1)
    if person is None:
        return False
    count = _REFILLS[case.effect]
    clinics = np.flatnonzero(np.isin(world.records["health_provider"]["level"], (tables.SECONDARY, tables.PRIMARY)))
    provider = np.resize(rng.permutation(clinics)[:3], count)
    step = (8, 14, 25, 45)[case.effect]
    day = (
        between(rng, FIRST_DAY, LAST_DAY - (step + 3) * count, 1) + np.arange(count) * step + between(rng, 0, 2, count)
    )
    claims = care.visits(world, rng, np.repeat(person, count), provider, day)
    rows = care.prescribe(world, rng, claims, rng.choice(_LONG), np.full(count, 84 if case.effect < 2 else 56))
    care.settle(world, claims)
    _receive(scene, rows)
    scene.mark(case, person, "prescription", rows, PERSON)
    return True


def swapped_goods(scene: Scene, case: Case) -> bool:
    """Dear drugs are billed and cheap ones, or household goods, handed out: the dear ones were never bought."""
    world = scene.world
    where = hospital(scene, (tables.SECONDARY,))
    if where is None:
        return False
    purchase = world.records["medical_purchase"]
    rows = np.flatnonzero(purchase["provider"] == where[0])
    if not len(rows):
        return False
    value = np.bincount(purchase["item"][rows], weights=purchase["amount"][rows], minlength=len(catalogue.ITEMS))
    dear = np.argsort(-value)[: (5, 4, 3, 2)[case.effect]]
    rows = rows[np.isin(purchase["item"][rows], dear)]
    for column in ("quantity", "amount"):
        purchase[column][rows] = np.floor(purchase[column][rows] * _BOUGHT[case.effect]).astype(np.int64)
    scene.mark(case, world.records["health_provider"]["organisation"][where], "medical_purchase", rows)
    return True


def favoured_drug_firm(scene: Scene, case: Case) -> bool:
    """A wholesaler pays a physician for every box."""
    world, rng = scene.world, scene.rng
    table, physician = world.records["prescription"], world.records["physician"]
    written = np.bincount(table["physician"][table["physician"] >= 0], minlength=len(physician))
    busy = np.argsort(-written)[: max(4, len(physician) // 6)]
    chosen = scene.persons(physician["person"][busy], 1)
    if chosen is None:
        return False
    who = int(np.flatnonzero(physician["person"] == chosen[0])[0])
    rows = np.flatnonzero(table["physician"] == who)
    rows = rng.permutation(rows)[: max(1, round(len(rows) * _FAVOUR[case.effect]))]
    drug = (table["item"][rows] - catalogue.FIRST_DRUG) // catalogue.CHOICES
    # The friendly firm sells one of the three brands of every drug; what else it sells does not matter.
    supplier = np.array([item.supplier for item in catalogue.ITEMS])
    firm = int(rng.integers(0, catalogue.CHOICES))
    brands = catalogue.FIRST_DRUG + drug[:, None] * catalogue.CHOICES + np.arange(catalogue.CHOICES)
    sells = supplier[brands] == firm
    mine = sells.any(axis=1)
    rows, item = rows[mine], brands[np.arange(len(rows)), sells.argmax(axis=1)][mine]
    table["item"][rows] = item
    table["amount"][rows] = table["quantity"][rows] * care.PRICES[item]
    lines = world.records["claim_line"]
    lines["item"][table["line"][rows]] = item
    lines["amount"][table["line"][rows]] = table["amount"][rows]
    care.settle(world, table["claim"][rows])
    _receive(scene, rows)
    scene.mark(case, chosen, "prescription", rows, PERSON)
    return True


def _receive(scene: Scene, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """What is handed out on these prescriptions was bought: that is not the deed."""
    world = scene.world
    table = world.records["prescription"]
    item = table["item"][rows]
    world.records["medical_purchase"].append(
        len(rows),
        provider=table["provider"][rows],
        item=item,
        supplier=world.records["medical_item"]["supplier"][item],
        day=FIRST_DAY + (table["day"][rows] - FIRST_DAY) // 183 * 183,
        quantity=table["quantity"][rows],
        amount=np.round(table["amount"][rows] * 0.85).astype(np.int64),
    )
