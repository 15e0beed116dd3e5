"""How money for drinking water is drawn without water, twice, for nothing, or from the users."""

from __future__ import annotations

import numpy as np

from youji.region.randomness import between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY
from youji.region.truth import Case


def one_project(scene: Scene, since: int, until: int) -> int | None:
    """A project accepted within the days, whose contractor no case is about."""
    project = scene.table("water_project")
    rows = np.flatnonzero(
        (project["accepted_on"] >= since) & (project["accepted_on"] <= until) & (project["paid"] > 3_000_000)
    )
    taken = scene.organisations(project["contractor"][rows], 1)
    return None if taken is None else int(rows[project["contractor"][rows] == taken[0]][0])


def one_operator(scene: Scene) -> tuple[int, int] | None:
    """An operator no case is about, and one of its works."""
    works = scene.table("water_works")
    taken = scene.organisations(works["operator"], 1)
    if taken is None:
        return None
    return int(taken[0]), int(np.flatnonzero(works["operator"] == taken[0])[0])


def accept_dry_works(scene: Scene, case: Case) -> bool:
    """The works are signed off and paid although hardly any water comes."""
    row = one_project(scene, FIRST_DAY + 60, LAST_DAY - 420)
    if row is None:
        return False
    project, record, rng = scene.table("water_project"), scene.table("water_supply_record"), scene.rng
    accepted, works = int(project["accepted_on"][row]), int(project["works"][row])
    rows = np.flatnonzero(
        (record["works"] == works) & (record["month"] > accepted) & (record["month"] < accepted + 420)
    )
    share = (1.0, 0.92, 0.8, 0.68)[case.effect]
    dry = (
        rows[: round(len(rows) * share)]
        if case.effect == 0
        else np.sort(rng.permutation(rows)[: round(len(rows) * share)])
    )
    record["supplied"][dry] = 0
    record["days"][dry] = 0
    record["households"][dry] = 0
    contractor = int(project["contractor"][row])
    scene.mark(case, contractor, "water_project", [row])
    scene.mark(case, contractor, "water_supply_record", dry)
    return len(dry) > 0


def claim_from_two_programmes(scene: Scene, case: Case) -> bool:
    """One work, two files, two payments."""
    row = one_project(scene, FIRST_DAY + 60, LAST_DAY - 200)
    if row is None:
        return False
    project, rng = scene.table("water_project"), scene.rng
    low, high = ((1.0, 1.0), (0.98, 1.0), (0.955, 0.975), (0.91, 0.94))[case.effect]
    factor = rng.uniform(low, high)
    later = int(rng.integers(30, 190))
    same = {name: project[name][[row]].copy() for name in ("owner", "contractor", "works", "content")}
    again = project.append(
        1,
        programme=(project["programme"][[row]] + 1) % 5,
        quantity=(project["quantity"][[row]] * factor).astype(np.int64),
        amount=(project["amount"][[row]] * factor / 100).astype(np.int64) * 100,
        paid=(project["paid"][[row]] * factor / 100).astype(np.int64) * 100,
        started_on=project["started_on"][[row]] + later,
        accepted_on=project["accepted_on"][[row]] + later,
        **same,
    )
    scene.mark(case, same["contractor"], "water_project", np.r_[[row], again])
    return True


def invent_repairs(scene: Scene, case: Case) -> bool:
    """An operator books repairs that nobody made."""
    found = one_operator(scene)
    if found is None:
        return False
    operator, works = found
    rng, count = scene.rng, 6
    total = int(
        rng.uniform(*((120_000, 200_000), (60_000, 90_000), (30_000, 45_000), (14_000, 20_000))[case.effect]) * 100
    )
    first = LAST_DAY - 520
    rows = scene.table("water_maintenance_payment").append(
        count,
        works=works,
        operator=operator,
        payee=between(rng, scene.world.buyer_count, scene.world.market["organisation"] - 1, count),
        amount=(total * rng.dirichlet(np.ones(count) * 6)).astype(np.int64) // 100 * 100,
        on=first + np.arange(count) * 25,
    )
    scene.mark(case, operator, "water_maintenance_payment", rows)
    return True


def raise_fee(scene: Scene, case: Case) -> bool:
    """An operator asks more than was approved and says nothing."""
    found = one_operator(scene)
    if found is None:
        return False
    operator, works = found
    bill, rng = scene.table("water_bill"), scene.rng
    factor = 1 + rng.uniform(*((0.5, 0.8), (0.25, 0.4), (0.12, 0.2), (0.055, 0.08))[case.effect])
    village = int(scene.table("water_works")["village"][works])
    since = LAST_DAY - 365
    rows = np.flatnonzero((bill["operator"] == operator) & (bill["village"] == village) & (bill["on"] >= since))
    bill["amount"][rows] = (bill["amount"][rows] * factor).astype(np.int64)
    scene.mark(case, operator, "water_bill", rows)
    return True
