"""Innocent cases that look like the schemes: complaints, on-the-spot fines, mitigation on record, designated cases."""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike
from youji.region.fields.enterprise_enforcement import tables as t
from youji.region.fields.enterprise_enforcement.life import quarterly
from youji.region.fields.enterprise_enforcement.schemes import crowded, office, raid, victims, visit
from youji.region.scene import Scene
from youji.region.tables import NONE
from youji.region.truth import Case


def _complaints(scene: Scene, case: Case) -> bool:
    """Neighbours complain again and again, and each time somebody has to look."""
    which = office(scene)
    if which is None:
        return False
    rows = visit(scene, which, int(victims(scene, which, 1)[0]), 7, (t.COMPLAINT, t.FOLLOW_UP, t.SPECIAL))
    scene.mark(case, which, "inspection", rows)
    return True


def _same_day(scene: Scene, case: Case) -> bool:
    """A plain case opened and decided on one day."""
    which = office(scene)
    if which is None:
        return False
    penalties, files = scene.table("penalty"), scene.table("penalty_case")
    rows = scene.rows("penalty", np.flatnonzero((penalties["office"] == which) & (penalties["case"] != NONE)), 3)
    penalties["decided_on"][rows] = files["filed_on"][penalties["case"][rows]]
    scene.mark(case, which, "penalty", rows)
    return True


def _mitigated(scene: Scene, case: Case) -> bool:
    """Small firms that mended the fault at once pay a tenth, and the file says why."""
    which = office(scene)
    if which is None:
        return False
    penalties = scene.table("penalty")
    rows = scene.rows("penalty", np.flatnonzero((penalties["office"] == which) & (penalties["spot"] == 0)), 3)
    penalties["adjustment"][rows] = t.MITIGATED
    penalties["fine"][rows] = penalties["fine"][rows] // 10
    scene.mark(case, which, "penalty", rows)
    return True


def _last_day(scene: Scene, case: Case) -> bool:
    """Fees of the last days before an item is abolished."""
    which = office(scene)
    if which is None:
        return False
    items, rng = scene.table("fee_item"), scene.rng
    ending = np.flatnonzero(items["to_on"] != NONE)
    item = int(rng.choice(ending))
    rows = scene.table("fee_charge").append(
        5, office=which, company=victims(scene, which, 5), item=item, units=2, amount=2 * items["standard"][item],
        charged_on=items["to_on"][item] - rng.integers(0, 3, 5),
    )  # fmt: skip
    scene.mark(case, which, "fee_charge", rows)
    return True


def _repeated(scene: Scene, case: Case) -> bool:
    """Who offends again pays more."""
    which = office(scene)
    if which is None:
        return False
    penalties = scene.table("penalty")
    rows = scene.rows("penalty", crowded(scene, which), 1)
    if not len(rows):
        return False
    row = int(rows[0])
    files, again = scene.table("penalty_case"), int(penalties["decided_on"][row]) + 60
    same = {name: int(penalties[name][row]) for name in ("office", "company", "offence", "severity")}
    number = files.append(
        1,
        office=which,
        company=same["company"],
        filed_on=again - 20,
        division=files["division"][penalties["case"][row]],
    )
    added = penalties.append(
        1, case=number, **same, adjustment=0, spot=0, fine=penalties["fine"][row] * 3, decided_on=again
    )
    scene.mark(case, which, "penalty", added)
    return True


def _two_quarters(scene: Scene, case: Case) -> bool:
    """Income happens to meet the plan in two quarters of twelve."""
    which = office(scene)
    if which is None:
        return False
    plans = scene.table("fine_plan")
    rows = np.flatnonzero(plans["office"] == which)
    plans["amount"][rows[[2, 7]]] = np.maximum(100, quarterly(scene.world, np.array([which]))[0][[2, 7]])
    scene.mark(case, which, "fine_plan", rows[[2, 7]])
    return True


def _designated(scene: Scene, case: Case) -> bool:
    return raid(scene, case, 4, far=False, designated=True)


LOOK_ALIKES = (
    LookAlike("complaint_visits", "harassing_visits", 1, _complaints),
    LookAlike("same_day_case", "pocket_fines", 1, _same_day),
    LookAlike("mitigation_on_record", "fine_for_a_friend", 1, _mitigated),
    LookAlike("last_days_of_a_fee", "invented_fees", 1, _last_day),
    LookAlike("repeated_offender", "grudge_fine", 1, _repeated),
    LookAlike("plan_met_twice", "fine_target", 1, _two_quarters),
    LookAlike("designated_case", "distant_raid", 1, _designated),
)
