"""Innocent cases about funerals that resemble a scheme."""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike
from youji.region.fields.funeral import life, tables
from youji.region.fields.funeral.prices import SERVICES
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import PERSON, Case


def _home(scene: Scene) -> Ints:
    homes = np.unique(scene.world.records["cremation"]["home"])
    free = scene.free_organisations(homes)
    return scene.rng.choice(free if len(free) else homes, 1)


def settled_after(scene: Scene, case: Case) -> bool:
    """A funeral began before a fee was cancelled and is settled days after."""
    home, fees = _home(scene), scene.world.records["funeral_fee"]
    place = next(place for place, service in enumerate(SERVICES) if service.cancelled != NONE)
    day = SERVICES[place].cancelled + between(scene.rng, 1, 5, 1)
    row = fees.append(1, home=home, item=place, day=day, quantity=1, amount=SERVICES[place].price)
    scene.mark(case, home, "funeral_fee", row)
    return True


def rounded(scene: Scene, case: Case) -> bool:
    """A fee is rounded up to the next ten yuan of many: less than one per cent."""
    home, fees = _home(scene), scene.world.records["funeral_fee"]
    day = between(scene.rng, FIRST_DAY, LAST_DAY - 5, 1)
    row = fees.append(1, home=home, item=2, day=day, quantity=1, amount=SERVICES[2].price + 2_00)
    scene.mark(case, home, "funeral_fee", row)
    return True


def balance(scene: Scene, case: Case) -> bool:
    """The standard rose, and a small balance is paid later."""
    world = scene.world
    table = world.records["funeral_subsidy"]
    paid = np.flatnonzero((table["kind"] != tables.SERVICE) & (table["day"] < LAST_DAY - 100))
    person = scene.persons(table["person"][paid], 1)
    if person is None:
        return False
    first = paid[table["person"][paid] == person[0]][:1]
    more = table.append(
        1,
        person=person,
        kind=table["kind"][first],
        day=table["day"][first] + 60,
        amount=table["amount"][first] // 12,
    )
    scene.mark(case, person, "funeral_subsidy", np.r_[first, more], PERSON)
    return True


def given_back(scene: Scene, case: Case) -> bool:
    """A grant is paid twice by mistake and given back."""
    world = scene.world
    table = world.records["funeral_subsidy"]
    paid = np.flatnonzero((table["kind"] == tables.PENSION_GRANT) & (table["day"] < LAST_DAY - 100))
    person = scene.persons(table["person"][paid], 1)
    if person is None:
        return False
    first = paid[table["person"][paid] == person[0]][:1]
    amount = table["amount"][first]
    again = table.append(
        2,
        person=person,
        kind=table["kind"][first],
        day=table["day"][first] + np.array([20, 45]),
        amount=np.r_[amount, -amount],
    )
    scene.mark(case, person, "funeral_subsidy", np.r_[first, again], PERSON)
    return True


def _living(scene: Scene) -> Ints | None:
    world = scene.world
    old = (world.people.died == NONE) & (world.person["born"] < FIRST_DAY - 75 * 365)
    return scene.persons(np.flatnonzero(old), 1)


def not_yet_registered(scene: Scene, case: Case) -> bool:
    """Somebody died a week ago: the cremation is on record, the death is not yet."""
    world, person = scene.world, _living(scene)
    if person is None:
        return False
    home = _home(scene)
    row = world.records["cremation"].append(1, home=home, person=person, day=LAST_DAY - 4, remains=tables.BODY)
    scene.mark(case, home, "cremation", row)
    return True


def not_yet_reported(scene: Scene, case: Case) -> bool:
    """The fee was waived this month; the crematorium has not reported yet."""
    world = scene.world
    deaths, burnt = world.records["death"], world.records["cremation"]["person"]
    rural = deaths["person"][~np.isin(deaths["person"], burnt) & (deaths["died_on"] > LAST_DAY - 120)]
    person = scene.persons(rural, 1)
    if person is None:
        return True
    day = np.maximum(world.people.died[person] + 1, LAST_DAY - 20)
    row = world.records["funeral_subsidy"].append(1, person=person, kind=tables.SERVICE, day=day, amount=800_00)
    scene.mark(case, person, "funeral_subsidy", row, PERSON)
    return True


def former_staff(scene: Scene, case: Case) -> bool:
    """Somebody who left long ago founded a firm that sells to the former home."""
    world = scene.world
    purchase, position = world.records["funeral_purchase"], world.position
    suppliers = scene.organisations(np.unique(purchase["supplier"]), 1)
    homes = np.unique(purchase["home"])
    able = life.free_people(world)[:1]
    if suppliers is None or not len(able):
        return False
    home = scene.rng.choice(homes, 1)
    post = position.append(1, person=able, organisation=home, post=2, from_on=FIRST_DAY - 3000, to_on=FIRST_DAY - 700)
    held = np.flatnonzero(world.shareholding["organisation"] == suppliers[0])[:1]
    world.shareholding["holder"][held] = able
    rows = scene.rows("funeral_purchase", np.flatnonzero(purchase["home"] == home[0]), 3)
    purchase["supplier"][rows] = suppliers
    scene.mark(case, suppliers, "funeral_purchase", rows)
    scene.mark(case, suppliers, "position", post)
    return True


LOOK_ALIKES = (
    LookAlike("settled_after_cancellation", "cancelled_fees", 3, settled_after),
    LookAlike("rounded_fee", "raised_prices", 3, rounded),
    LookAlike("balance_of_a_grant", "grant_twice", 2, balance),
    LookAlike("grant_given_back", "grant_twice", 2, given_back),
    LookAlike("death_not_yet_registered", "false_cremations", 3, not_yet_registered),
    LookAlike("cremation_not_yet_reported", "phantom_service", 2, not_yet_reported),
    LookAlike("former_staff_supplier", "staff_supplier", 1, former_staff),
)
