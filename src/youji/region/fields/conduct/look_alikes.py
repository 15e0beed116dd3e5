"""Innocent cases that look like the schemes: duty on a holiday, a recall from leave, an examination passed."""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike
from youji.region.fields.conduct import tables as t
from youji.region.fields.conduct.life import CARS, DECLARED, declaring, near_ones, office_of, travel
from youji.region.fields.conduct.schemes import days_off, hire, official, receipts, tied
from youji.region.fields.housing.schemes import own
from youji.region.folk import companies, idle, take_share
from youji.region.people import SIBLING, SPOUSE
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY
from youji.region.truth import PERSON, Case
from youji.region.workdays import next_working_day


def _on_duty(scene: Scene, case: Case) -> bool:
    """The emergency desk eats on the national holiday, by the roster."""
    who = official(scene)
    if who is None:
        return False
    rows = receipts(scene, who, np.full(4, t.RESTAURANT), 400, 1_500, days_off(scene, 4, 2), 77)
    scene.mark(case, who, "expense_receipt", rows, PERSON)
    return True


def _nights(scene: Scene, case: Case) -> bool:
    """Five nights in one hotel, billed by the night."""
    who = official(scene)
    if who is None:
        return False
    start = next_working_day(np.array([int(scene.rng.integers(FIRST_DAY, FIRST_DAY + 900))]))
    rows = receipts(scene, who, np.full(5, t.HOTEL), 700, 980, start + np.arange(5))
    scene.table("expense_receipt")["merchant"][rows] = companies(scene.world)[0]
    scene.mark(case, who, "expense_receipt", rows, PERSON)
    return True


def _condolence(scene: Scene, case: Case) -> bool:
    """Approved gifts to families in need."""
    who = official(scene)
    if who is None:
        return False
    rows = receipts(scene, who, np.full(2, t.GIFT_CARD), 800, 3_000, days_off(scene, 2, 0), 12)
    scene.mark(case, who, "expense_receipt", rows, PERSON)
    return True


def _dispatched(scene: Scene, case: Case) -> bool:
    """Flood duty at weekends, with dispatches."""
    who = official(scene)
    if who is None:
        return False
    office = int(office_of(scene.world, np.array([who]))[0])
    day = days_off(scene, 5, 1)
    scene.table("vehicle_dispatch").append(5, vehicle=office * CARS, person=who, from_on=day, to_on=day + 1, cause=4)
    rows = scene.table("fuel_record").append(
        5, vehicle=office * CARS, person=who, office=office, filled_on=day, amount=30_000
    )
    scene.mark(case, who, "fuel_record", rows, PERSON)
    return True


def _recalled(scene: Scene, case: Case) -> bool:
    """Called back from leave, and sent on a journey."""
    who = official(scene)
    if who is None:
        return False
    start = next_working_day(scene.rng.integers(FIRST_DAY, FIRST_DAY + 900, 1))
    leave = scene.table("leave_record").append(
        1, person=who, kind=0, from_on=start, to_on=start + 9, cancelled_on=start + 3
    )
    scene.mark(case, who, "leave_record", leave, PERSON)
    trip = travel(scene.world, scene.rng, np.array([who]), start + 4, np.array([3]))
    scene.mark(case, who, "travel_order", trip, PERSON)
    return True


def _brother(scene: Scene, case: Case) -> bool:
    """A brother's firm, whom the law does not name, or an engineer's wife's firm in the office's trade."""
    found = tied(scene, (SIBLING,), (0, 1, 2)) if case.number % 2 else tied(scene, (SPOUSE,), (10, 11))
    firm = scene.organisations(idle(scene.world), 1)
    if found is None or firm is None:
        return False
    who, post, tie = found
    world = scene.world
    held = take_share(world, int(firm[0]), int(world.kinship["relative"][tie]), 600_000)
    world.records["regulated_company"].append(1, office=world.position["organisation"][post], company=firm)
    if who in declaring(world):
        world.records["declared_interest"].append(
            1, person=who, kind=t.SHARES, what=firm, holder=world.kinship["relative"][tie], declared_on=DECLARED
        )
    scene.mark(case, who, "shareholding", held, PERSON)
    return True


def _examined(scene: Scene, case: Case) -> bool:
    """A daughter passed the open examination."""
    return hire(scene, Case(case.kind, case.number, 0, case.resembles), t.OPEN_EXAM)


def _bought_later(scene: Scene, case: Case) -> bool:
    """Bought in spring, after the declaration."""
    free = scene.persons(declaring(scene.world), 1)
    if free is None:
        return False
    scene.mark(case, free, "home_ownership", own(scene, int(free[0]), 11_000, DECLARED + 60), PERSON)
    return True


def _declared_firm(scene: Scene, case: Case) -> bool:
    """The spouse's firm, declared."""
    free = scene.persons(declaring(scene.world), 1)
    firm = scene.organisations(idle(scene.world), 1)
    if free is None or firm is None:
        return False
    _, near = near_ones(scene.world, free)
    held = take_share(scene.world, int(firm[0]), int(near[-1]), 300_000)
    row = scene.table("declared_interest").append(
        1, person=free, kind=t.SHARES, what=firm, holder=near[-1], declared_on=DECLARED
    )
    scene.mark(case, free, "shareholding", held, PERSON)
    scene.mark(case, free, "declared_interest", row, PERSON)
    return True


LOOK_ALIKES = (
    LookAlike("duty_on_a_holiday", "holiday_banquets", 1, _on_duty),
    LookAlike("nights_in_a_hotel", "split_bills", 1, _nights),
    LookAlike("gifts_to_the_needy", "cards_as_paper", 1, _condolence),
    LookAlike("weekend_dispatch", "weekend_fuel", 1, _dispatched),
    LookAlike("recalled_from_leave", "leave_on_expenses", 1, _recalled),
    LookAlike("brothers_firm", "family_in_the_trade", 1, _brother),
    LookAlike("examination_passed", "kin_hired", 1, _examined),
    LookAlike("declared_firm", "hidden_shares", 1, _declared_firm),
    LookAlike("home_bought_later", "hidden_home", 1, _bought_later),
)
