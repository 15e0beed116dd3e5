"""What dishonest schools and suppliers do; each has a motive and does more the less it fears."""

from __future__ import annotations

import numpy as np

from youji.region.fields.school_meals import records
from youji.region.people import PARENT_IN_LAW, SIBLING, SIBLING_IN_LAW, SPOUSE
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import HOLDER_PERSON, LAST_DAY, NONE
from youji.region.truth import PERSON, Case


def one_school(scene: Scene) -> int | None:
    """A school no case is about, by position in `school`."""
    school = scene.table("school")
    taken = scene.organisations(school["organisation"], 1)
    return None if taken is None else int(np.flatnonzero(school["organisation"] == taken[0])[0])


def one_supplier(scene: Scene) -> tuple[int, Ints] | None:
    """A supplier no case is about, and the schools it delivers to."""
    delivery = scene.table("food_delivery")
    taken = scene.organisations(np.unique(delivery["supplier"]), 1)
    if taken is None:
        return None
    rows = np.flatnonzero(delivery["supplier"] == taken[0])
    return int(taken[0]), np.unique(delivery["school"][rows])


def bill_absent_pupils(scene: Scene, case: Case) -> bool:
    """A school bills the subsidy for pupils who were not there, month after month."""
    at = one_school(scene)
    if at is None:
        return False
    claim, attendance, rng = scene.table("meal_claim"), scene.table("school_attendance"), scene.rng
    low, high = ((0.3, 0.5), (0.18, 0.3), (0.1, 0.16), (0.06, 0.09))[case.effect]
    since = LAST_DAY - int(rng.integers(250, 500))
    rows = np.flatnonzero((claim["school"] == at) & (claim["on"] >= since) & (claim["on"] < since + 75))
    there = np.flatnonzero(attendance["school"] == at)
    present = attendance["present"][there][np.searchsorted(attendance["on"][there], claim["on"][rows])]
    claim["pupils"][rows] = np.ceil(present * (1 + rng.uniform(low, high, len(rows)))).astype(np.int64)
    claim["amount"][rows] = claim["pupils"][rows] * claim["price"][rows] // 100
    scene.mark(case, scene.table("school")["organisation"][at], "meal_claim", rows)
    return True


def sell_dear(scene: Scene, case: Case) -> bool:
    """A supplier and whoever orders share what the school pays above the market."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, schools = found
    delivery, rng = scene.table("food_delivery"), scene.rng
    low, high = ((1.7, 2.2), (1.45, 1.65), (1.28, 1.4), (1.17, 1.24))[case.effect]
    since = LAST_DAY - int(rng.integers(300, 600))
    mine = (delivery["supplier"] == supplier) & (delivery["school"] == schools[0])
    rows = np.flatnonzero(mine & (delivery["on"] >= since) & (delivery["on"] < since + 190))
    raised = delivery["price"][rows] * rng.uniform(low, high)
    delivery["price"][rows] = np.round(raised / 100).astype(np.int64) * 100
    delivery["amount"][rows] = delivery["quantity"][rows] * delivery["price"][rows] // 100_000
    scene.mark(case, supplier, "food_delivery", rows)
    return len(rows) > 0


def pad_deliveries(scene: Scene, case: Case) -> bool:
    """The canteen signs for more than came; the rest is split or carried home."""
    at = one_school(scene)
    if at is None:
        return False
    delivery, rng = scene.table("food_delivery"), scene.rng
    factor = rng.uniform(*((2.0, 2.8), (1.6, 1.9), (1.38, 1.5), (1.2, 1.3))[case.effect])
    start = (LAST_DAY - 180, LAST_DAY - 364)[int(rng.integers(0, 2))]
    rows = np.flatnonzero((delivery["school"] == at) & (delivery["on"] >= start) & (delivery["on"] < start + 184))
    delivery["quantity"][rows] = np.round(delivery["quantity"][rows] * factor / 100).astype(np.int64) * 100
    delivery["amount"][rows] = delivery["quantity"][rows] * delivery["price"][rows] // 100_000
    scene.mark(case, scene.table("school")["organisation"][at], "food_delivery", rows)
    return len(rows) > 0


def book_twice(scene: Scene, case: Case) -> bool:
    """A supplier hands in copies of notes that were paid already."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, schools = found
    delivery, rng = scene.table("food_delivery"), scene.rng
    mine = np.flatnonzero(delivery["supplier"] == supplier)
    notes = rng.permutation(np.unique(delivery["note"][mine]))[: (10, 6, 3, 1)[case.effect]]
    rows = mine[np.isin(delivery["note"][mine], notes)]
    copied = {
        name: delivery[name][rows].copy()
        for name in ("note", "item", "unit", "quantity", "price", "amount", "received_by")
    }
    later = between(rng, 6, 40, int(delivery["note"][mine].max()) + 1)[delivery["note"][rows]]
    target = schools[-1] if rng.random() < 0.5 else NONE
    school = delivery["school"][rows] if target == NONE else np.full(len(rows), target)
    day = np.minimum(delivery["on"][rows] + later, LAST_DAY)
    again = delivery.append(len(rows), supplier=supplier, school=school, on=day, **copied)
    scene.mark(case, supplier, "food_delivery", np.r_[rows, again])
    return True


def let_licence_lapse(scene: Scene, case: Case) -> bool:
    """A supplier without a licence stays, since nobody looks at papers among friends."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, _ = found
    delivery, licence = scene.table("food_delivery"), scene.table("food_licence")
    ended = LAST_DAY - int(scene.rng.integers(*((330, 500), (220, 300), (130, 180), (75, 100))[case.effect]))
    own = np.flatnonzero(licence["organisation"] == supplier)
    licence["from_on"][own] = np.minimum(licence["from_on"][own], ended - 5 * 365)
    licence["to_on"][own] = np.minimum(licence["to_on"][own], ended)
    rows = np.flatnonzero((delivery["supplier"] == supplier) & (delivery["on"] > ended))
    scene.mark(case, supplier, "food_delivery", rows)
    return len(rows) > 0


def supply_own_school(scene: Scene, case: Case) -> bool:
    """Somebody who has a say at the school buys from the own firm, or from that of kin."""
    found = one_supplier(scene)
    if found is None:
        return False
    supplier, schools = found
    school, position, delivery = scene.table("school"), scene.table("position"), scene.table("food_delivery")
    staff = position["person"][position["organisation"] == school["organisation"][schools[0]]]
    taken = scene.persons(staff, 1)
    if taken is None:
        return False
    world, official = scene.world, int(taken[0])
    owner = int(world.organisation["legal_rep"][supplier])
    relation = (NONE, SPOUSE, SIBLING_IN_LAW, PARENT_IN_LAW if scene.rng.random() < 0.5 else SIBLING)[case.effect]
    if relation == NONE or owner == official:
        world.organisation["legal_rep"][supplier] = official
    else:
        world.kinship.append(1, person=official, relative=owner, relation=relation)
        if case.effect >= 2:
            # A straw man heads the firm; the kin only hold a part of it.
            strangers = scene.persons(np.flatnonzero(world.people.alive(np.arange(len(world.person)), LAST_DAY)), 1)
            if strangers is None:
                return False
            world.organisation["legal_rep"][supplier] = strangers[0]
            share = (450_000, 150_000)[case.effect - 2]
            since = LAST_DAY - 1500
            world.shareholding.append(
                2, organisation=supplier, holder=[owner, strangers[0]], holder_kind=HOLDER_PERSON,
                share=[share, 1_000_000 - share], from_on=since,
            )  # fmt: skip
    rows = np.flatnonzero((delivery["supplier"] == supplier) & (delivery["school"] == schools[0]))
    scene.mark(case, supplier, "food_delivery", rows)
    scene.mark(case, official, "food_delivery", rows[:1], PERSON)
    return True


def spend_meal_money(scene: Scene, case: Case) -> bool:
    """The head pays for guests and extras out of the children's meals."""
    at = one_school(scene)
    if at is None:
        return False
    entry, rng = scene.table("meal_account_entry"), scene.rng
    total = int(rng.uniform(*((30_000, 60_000), (12_000, 25_000), (5_000, 9_000), (2_500, 4_000))[case.effect]) * 100)
    parts = np.maximum(20_000, (total * rng.dirichlet(np.ones(5) * 4)).astype(np.int64))
    since = LAST_DAY - int(rng.integers(100, 170))
    use = np.array([records.RECEPTION, records.BONUS, records.RECEPTION, records.BONUS, records.RECEPTION])
    rows = entry.append(
        5,
        school=at,
        on=np.minimum(since + np.arange(5) * 12, LAST_DAY),
        direction=records.OUT,
        use=use,
        amount=parts,
        summary=use,
    )
    scene.mark(case, scene.table("school")["organisation"][at], "meal_account_entry", rows)
    return True
