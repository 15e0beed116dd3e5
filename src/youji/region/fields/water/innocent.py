"""Innocent works and operators that look like dishonest ones."""

from __future__ import annotations

import numpy as np

from youji.region.fields.water import records
from youji.region.fields.water.acts import one_operator, one_project
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY
from youji.region.truth import Case


def run_dry(scene: Scene, case: Case) -> bool:
    """In the year of drought after acceptance the spring gave nothing, and the records say so."""
    row = one_project(scene, FIRST_DAY + 60, LAST_DAY - 420)
    if row is None:
        return False
    project, record = scene.table("water_project"), scene.table("water_supply_record")
    accepted, works = int(project["accepted_on"][row]), int(project["works"][row])
    rows = np.flatnonzero(
        (record["works"] == works) & (record["month"] > accepted) & (record["month"] < accepted + 300)
    )
    record["supplied"][rows], record["days"][rows], record["reason"][rows] = 0, 0, 0
    scene.mark(case, int(project["contractor"][row]), "water_supply_record", rows)
    return True


def fund_together(scene: Scene, case: Case) -> bool:
    """Two programmes paid half of one work each."""
    row = one_project(scene, FIRST_DAY + 60, LAST_DAY - 60)
    if row is None:
        return False
    project = scene.table("water_project")
    half = project["amount"][[row]] // 2
    same = {
        name: project[name][[row]].copy()
        for name in ("owner", "contractor", "works", "content", "quantity", "amount", "started_on", "accepted_on")
    }
    project["paid"][row] = half[0]
    other = project.append(1, programme=(project["programme"][[row]] + 2) % 5, paid=half, **same)
    scene.mark(case, same["contractor"], "water_project", np.r_[[row], other])
    return True


def pay_next_year(scene: Scene, case: Case) -> bool:
    """A large repair of December was paid in February."""
    found = one_operator(scene)
    if found is None:
        return False
    operator, works = found
    done = LAST_DAY - 195
    repair = scene.table("water_repair").append(
        1, works=works, on=done, content=0, cost=8_000_000, accepted_on=done + 6
    )
    row = scene.table("water_maintenance_payment").append(
        1, works=works, operator=operator, payee=scene.world.buyer_count, amount=8_000_000, on=done + 60, repair=repair
    )
    scene.mark(case, operator, "water_maintenance_payment", row)
    return True


def approve_price(scene: Scene, case: Case) -> bool:
    """The price was raised by a fifth, with approval."""
    found = one_operator(scene)
    if found is None:
        return False
    operator, _ = found
    price, bill, since = scene.table("water_price_approval"), scene.table("water_bill"), LAST_DAY - 365
    old = np.flatnonzero(price["operator"] == operator)
    price["to_on"][old] = since - 1
    for use in (records.HOUSEHOLD, records.BUSINESS):
        row = old[price["use"][old] == use]
        price.append(1, operator=operator, use=use, price=price["price"][row] * 12 // 10, base=0, from_on=since)
    rows = np.flatnonzero((bill["operator"] == operator) & (bill["on"] >= since))
    bill["amount"][rows] = bill["amount"][rows] * 12 // 10
    scene.mark(case, operator, "water_bill", rows)
    return True
