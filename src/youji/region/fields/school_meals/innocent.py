"""Innocent schools and suppliers that look like dishonest ones."""

from __future__ import annotations

import numpy as np

from youji.region.fields.school_meals import records
from youji.region.fields.school_meals.acts import one_school, one_supplier
from youji.region.scene import Scene
from youji.region.tables import LAST_DAY
from youji.region.truth import Case


def feed_guests(scene: Scene, case: Case) -> bool:
    """Pupils of other schools ate here on the two days of a sports meeting."""
    at = one_school(scene)
    if at is None:
        return False
    claim = scene.table("meal_claim")
    rows = np.flatnonzero((claim["school"] == at) & (claim["on"] >= LAST_DAY - 60))[3:5]
    claim["pupils"][rows] = claim["pupils"][rows] * 2
    claim["amount"][rows] = claim["pupils"][rows] * claim["price"][rows] // 100
    scene.mark(case, scene.table("school")["organisation"][at], "meal_claim", rows)
    return True


def deliver_far(scene: Scene, case: Case) -> bool:
    """The way to the school is long, and the price says so."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, schools = found
    delivery = scene.table("food_delivery")
    rows = np.flatnonzero((delivery["supplier"] == supplier) & (delivery["school"] == schools[0]))
    delivery["price"][rows] = np.round(delivery["price"][rows] * 1.08 / 100).astype(np.int64) * 100
    delivery["amount"][rows] = delivery["quantity"][rows] * delivery["price"][rows] // 100_000
    scene.mark(case, supplier, "food_delivery", rows)
    return True


def renew_late(scene: Scene, case: Case) -> bool:
    """The renewal reached the register three weeks late."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, _ = found
    licence = scene.table("food_licence")
    own = np.flatnonzero(licence["organisation"] == supplier)
    ended = LAST_DAY - 200
    licence["from_on"][own], licence["to_on"][own] = ended - 5 * 365, ended
    row = licence.append(
        1, organisation=supplier, number=900_000 + case.number, kind=0, from_on=ended + 21, to_on=ended + 5 * 365
    )
    scene.mark(case, supplier, "food_licence", np.r_[own, row])
    return True


def deliver_in_parts(scene: Scene, case: Case) -> bool:
    """Half of each of some notes came two days later."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, _ = found
    delivery = scene.table("food_delivery")
    mine = np.flatnonzero(delivery["supplier"] == supplier)
    notes = np.unique(delivery["note"][mine])[:4]
    rows = mine[np.isin(delivery["note"][mine], notes)]
    late = rows[delivery["item"][rows] % 2 == 1]
    delivery["on"][late] += 2
    scene.mark(case, supplier, "food_delivery", rows)
    return True


def lend_and_return(scene: Scene, case: Case) -> bool:
    """The meal account advanced a payment of the school and had it back within the month."""
    at = one_school(scene)
    if at is None:
        return False
    since = LAST_DAY - 150
    rows = scene.table("meal_account_entry").append(
        2,
        school=at,
        on=[since, since + 24],
        direction=[records.OUT, records.IN],
        use=records.TRANSFER,
        amount=3_000_000,
        summary=records.TRANSFER,
    )
    scene.mark(case, scene.table("school")["organisation"][at], "meal_account_entry", rows)
    return True
