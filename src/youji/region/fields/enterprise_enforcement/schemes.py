"""Why offices visit, fine and charge against the rules: pressure, a friend or a grudge, a hole in the budget, a target.

From blatant to faint: fewer deeds, nearer to what is usual.
"""

from __future__ import annotations

import numpy as np

from youji.region.field import Scheme
from youji.region.fields.enterprise_enforcement import tables as t
from youji.region.fields.enterprise_enforcement.life import (
    ITEMS,
    OFFENCES,
    company_in,
    offices_of,
    quarterly,
    trade_of,
    usual_fine,
)
from youji.region.randomness import Ints
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import BLATANT, FAINT, Case


def office(scene: Scene) -> int | None:
    """An office that no case is about."""
    found = scene.organisations(offices_of(scene.world), 1)
    return None if found is None else int(found[0])


def victims(scene: Scene, which: int, count: int) -> Ints:
    """Companies of the office's district."""
    district = np.full(count, scene.world.organisation["district"][which])
    return company_in(scene.world, scene.rng, district)


def visit(scene: Scene, which: int, company: int, count: int, causes: tuple[int, ...]) -> Ints:
    """Inspections of one company within one calendar year, each on a day of its own."""
    rng = scene.rng
    year = int(rng.choice([2023, 2024]))
    start = (np.datetime64(f"{year}-01-05") - np.datetime64("1970-01-01")).astype(int)
    days = np.sort(rng.choice(350, count, replace=False)) + start
    return scene.table("inspection").append(
        count, office=which, company=company, cause=rng.choice(causes, count), started_on=days, result=0
    )


def _harass(scene: Scene, case: Case) -> bool:
    """Visits until the owner understands."""
    which = office(scene)
    if which is None:
        return False
    company = int(victims(scene, which, 1)[0])
    rows = visit(scene, which, company, (9, 6, 4, 3)[case.effect], (t.PLANNED, t.RANDOM))
    scene.mark(case, which, "inspection", rows)
    return True


def _pocket(scene: Scene, case: Case) -> bool:
    """Money taken without opening a case; where somebody may ask, papers are made up afterwards."""
    which = office(scene)
    if which is None:
        return False
    rng, count = scene.rng, (10, 5, 2, 1)[case.effect]
    company = victims(scene, which, count)
    day = rng.integers(FIRST_DAY + 30, LAST_DAY - 60, count)
    files = np.full(count, NONE)
    if case.effect >= 2:
        files = scene.table("penalty_case").append(
            count, office=which, company=company, filed_on=day + rng.integers(2, 40, count),
            division=np.array(scene.world.place.district_codes)[scene.world.organisation["district"][which]],
        )  # fmt: skip
    rows = scene.table("penalty").append(
        count, case=files, office=which, company=company,
        offence=trade_of(scene.world, np.array([which])) * OFFENCES + 3,
        severity=1, adjustment=0, spot=0, fine=rng.integers(4, 40, count) * 100_000, decided_on=day,
    )  # fmt: skip
    fines = scene.table("penalty")["fine"]
    offence = scene.table("penalty")["offence"][rows]
    fines[rows] = usual_fine(scene.world, rng, offence, np.ones(count, np.int64))
    scene.mark(case, which, "penalty", rows)
    return True


def _favour(scene: Scene, case: Case) -> bool:
    """A friend pays next to nothing; nobody writes down why."""
    which = office(scene)
    if which is None:
        return False
    penalties, bands = scene.table("penalty"), scene.table("discretion_band")
    own = np.flatnonzero((penalties["office"] == which) & (penalties["adjustment"] == 0) & (penalties["spot"] == 0))
    rows = scene.rows("penalty", own, (6, 3, 2, 1)[case.effect])
    low = bands["low"][penalties["offence"][rows] * len(t.SEVERITIES) + penalties["severity"][rows]]
    penalties["fine"][rows] = np.round(low * (0.05, 0.3, 0.6, 0.85)[case.effect] / 100).astype(np.int64) * 100
    scene.mark(case, which, "penalty", rows, columns=("fine",))
    return True


def _fees(scene: Scene, case: Case) -> bool:
    """The office's budget is short, and companies do not argue about small sums."""
    which = office(scene)
    if which is None:
        return False
    rng, count = scene.rng, (30, 12, 5, 2)[case.effect]
    items = scene.table("fee_item")
    ended = np.flatnonzero((items["to_on"] != NONE) & (items["to_on"] < FIRST_DAY))
    alive = np.flatnonzero(items["to_on"] == NONE)
    units = rng.integers(1, 4, count)
    if case.effect == BLATANT:
        item, amount = np.full(count, ITEMS + 5), rng.integers(3, 30, count) * 10_000
    else:
        item = rng.choice(ended if case.effect < FAINT else alive, count)
        amount = units * items["standard"][item]
        amount = amount * 6 // 5 if case.effect == FAINT else amount
    rows = scene.table("fee_charge").append(
        count, office=which, company=victims(scene, which, count), item=item, units=units, amount=amount,
        charged_on=rng.integers(FIRST_DAY + 10, LAST_DAY, count),
    )  # fmt: skip
    scene.mark(case, which, "fee_charge", rows)
    return True


def crowded(scene: Scene, which: int) -> Ints:
    """Penalties of the office for its commonest offence of ordinary gravity, unadjusted, one a company."""
    penalties = scene.table("penalty")
    offence = trade_of(scene.world, np.array([which]))[0] * OFFENCES
    rows = np.flatnonzero(
        (penalties["office"] == which) & (penalties["offence"] == offence) & (penalties["severity"] == 1)
        & (penalties["adjustment"] == 0)
    )  # fmt: skip
    _, first, times = np.unique(penalties["company"][rows], return_index=True, return_counts=True)
    return np.asarray(rows[first[times == 1]], dtype=np.int64)


def _grudge(scene: Scene, case: Case) -> bool:
    """A company that complained pays several times what others pay, still within the band."""
    which = office(scene)
    if which is None:
        return False
    rows = scene.rows("penalty", crowded(scene, which), 1)
    if not len(rows):
        return False
    fines = scene.table("penalty")["fine"]
    low = fines[crowded(scene, which)].min() / 1.6
    fines[rows] = int(low * (9.5, 7.5, 5.0, 3.6)[case.effect]) // 10_000 * 10_000
    scene.mark(case, which, "penalty", rows, columns=("fine",))
    return True


def _target(scene: Scene, case: Case) -> bool:
    """The office is told what to bring in, and brings it in: cases are found, or left, until the sum is right."""
    which = office(scene)
    if which is None:
        return False
    rng, plans = scene.rng, scene.table("fine_plan")
    earned = quarterly(scene.world, np.array([which]))[0]
    rows = np.flatnonzero(plans["office"] == which)
    kept = rng.random(12) < (1.0, 0.97, 0.85, 0.75)[case.effect]
    stray = rng.uniform(-1, 1, 12) * (0.005, 0.015, 0.04, 0.07)[case.effect]
    plans["amount"][rows[kept]] = np.maximum(100, (earned * (1 + stray)).astype(np.int64) // 100 * 100)[kept]
    scene.mark(case, which, "fine_plan", rows, columns=("amount",))
    return True


def raid(scene: Scene, case: Case, count: int, *, far: bool, designated: bool = False) -> bool:
    """Cases in another city, or in the next district, where the fines are good."""
    which = office(scene)
    if which is None:
        return False
    world, rng = scene.world, scene.rng
    codes = np.array(world.place.district_codes)
    home = int(world.organisation["district"][which])
    there = world.place.code + 103 if far else int(codes[(home + 1) % len(codes)])
    company = company_in(world, rng, np.full(count, (home + 1) % len(codes)))
    filed = rng.integers(FIRST_DAY + 10, LAST_DAY - 90, count)
    files = scene.table("penalty_case").append(
        count, office=which, company=company, filed_on=filed, division=there,
        designation=rng.integers(1, 90, count) if designated else NONE,
    )  # fmt: skip
    offence = np.full(count, trade_of(world, np.array([which]))[0] * OFFENCES + 3)
    severity = np.full(count, 2)
    rows = scene.table("penalty").append(
        count, case=files, office=which, company=company, offence=offence, severity=severity, adjustment=0, spot=0,
        fine=usual_fine(world, rng, offence, severity), decided_on=filed + rng.integers(5, 80, count),
    )  # fmt: skip
    scene.mark(case, which, "penalty_case", files, columns=("division_code",))
    scene.mark(case, which, "penalty", rows)
    return True


def _raid(scene: Scene, case: Case) -> bool:
    return raid(scene, case, (9, 5, 2, 1)[case.effect], far=case.effect < 2)


SCHEMES = (
    Scheme("harassing_visits", 1, _harass),
    Scheme("pocket_fines", 1, _pocket),
    Scheme("fine_for_a_friend", 1, _favour),
    Scheme("invented_fees", 1, _fees),
    Scheme("grudge_fine", 1, _grudge),
    Scheme("fine_target", 1, _target),
    Scheme("distant_raid", 1, _raid),
)
