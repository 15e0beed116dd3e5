"""Why officials spend, drive, hire and keep silent against the rules: habit, gifts to a superior, a child's career.

From blatant to faint: often and dear, once and little; near kin, kin by marriage.
"""

from __future__ import annotations

import numpy as np

from youji.region.field import Scheme
from youji.region.fields.conduct import tables as t
from youji.region.fields.conduct.life import CARS, DECLARED, claim, declaring, near_ones, office_of, travel
from youji.region.fields.housing.schemes import own
from youji.region.folk import companies, idle, take_share
from youji.region.people import CHILD, CHILD_IN_LAW, SIBLING, SIBLING_IN_LAW, SPOUSE
from youji.region.randomness import Ints
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, GOVERNMENT, LAST_DAY, NONE
from youji.region.truth import BLATANT, PERSON, Case
from youji.region.workdays import kinds_of_day, next_working_day

_EVERY = np.arange(FIRST_DAY, LAST_DAY + 1)


def official(scene: Scene) -> int | None:
    """An official that no case is about."""
    found = scene.persons(np.arange(scene.world.official_count), 1)
    return None if found is None else int(found[0])


def days_off(scene: Scene, count: int, *kinds: int) -> Ints:
    """Distinct days of some kinds."""
    fit = _EVERY[np.isin(kinds_of_day(_EVERY), kinds)]
    return np.sort(scene.rng.permutation(fit)[:count])


def receipts(scene: Scene, person: int, kinds: Ints, low: int, high: int, day: Ints, order: int = NONE) -> Ints:
    """Receipts of `low` to `high` yuan."""
    amount = scene.rng.integers(low * 100, high * 100, len(day))
    return claim(scene.world, scene.rng, np.full(len(day), person), kinds, amount, day, order)


def _banquets(scene: Scene, case: Case) -> bool:
    """The festival is a good time to see people, and the office pays."""
    who = official(scene)
    if who is None:
        return False
    count = (8, 5, 3, 1)[case.effect]
    kinds = scene.rng.choice([t.RESTAURANT, t.RESTAURANT, t.LIQUOR, t.TOURISM], count)
    low, high = ((1_500, 6_000), (800, 3_000), (450, 1_500), (200, 600))[case.effect]
    rows = receipts(scene, who, kinds, low, high, days_off(scene, count, 2))
    scene.mark(case, who, "expense_receipt", rows, PERSON)
    return True


def _split(scene: Scene, case: Case) -> bool:
    """Above a thousand somebody else has to sign."""
    who = official(scene)
    if who is None:
        return False
    rng = scene.rng
    for _ in range((4, 2, 1, 1)[case.effect]):
        count = (6, 5, 4, 3)[case.effect]
        start = next_working_day(rng.integers(FIRST_DAY, LAST_DAY - 30, 1))
        gap = np.sort(rng.integers(0, (1, 2, 3, 5)[case.effect], count))
        low, high = ((930, 999), (880, 999), (780, 995), (550, 980))[case.effect]
        kind = rng.choice([t.RESTAURANT, t.SUPERMARKET, t.STATIONERY])
        rows = receipts(scene, who, np.full(count, kind), low, high, start + gap)
        scene.table("expense_receipt")["merchant"][rows] = rng.choice(companies(scene.world))
        scene.mark(case, who, "expense_receipt", rows, PERSON)
    return True


def _cards(scene: Scene, case: Case) -> bool:
    """Cards for those who decide on promotions, booked as paper."""
    who = official(scene)
    if who is None:
        return False
    count = (6, 3, 2, 1)[case.effect]
    low, high = ((3_000, 9_000), (2_000, 5_000), (900, 2_500), (350, 900))[case.effect]
    kinds = scene.rng.choice([t.GIFT_CARD, t.LIQUOR, t.JEWELLERY], count)
    rows = receipts(scene, who, kinds, low, high, days_off(scene, count, 0))
    scene.table("expense_receipt")["kind"][rows] = t.OFFICE
    scene.mark(case, who, "expense_receipt", rows, PERSON)
    return True


def _fuel(scene: Scene, case: Case) -> bool:
    """The family's weekends run on the office's card."""
    who = official(scene)
    if who is None:
        return False
    rng, office = scene.rng, int(office_of(scene.world, np.array([who]))[0])
    car = office * CARS + int(rng.integers(CARS))
    trips = scene.table("vehicle_dispatch")
    mine = np.flatnonzero(trips["vehicle"] == car)
    used = np.zeros(len(_EVERY) + 12, np.bool_)
    for i in range(-2, 9):
        on = (trips["from_on"][mine] + i <= trips["to_on"][mine] + 2) | (i <= 2)
        used[np.clip(trips["from_on"][mine][on] + i - FIRST_DAY, 0, len(used) - 1)] = True
    free = _EVERY[(kinds_of_day(_EVERY) > 0) & ~used[: len(_EVERY)]]
    year = free[(free > FIRST_DAY + 190) & (free < FIRST_DAY + 540)]
    count = min(len(year), (18, 9, 4, 2)[case.effect])
    rows = scene.table("fuel_record").append(
        count, vehicle=car, person=who, office=office, filled_on=np.sort(rng.permutation(year)[:count]),
        amount=rng.integers(200, 480, count) * 100,
    )  # fmt: skip
    scene.mark(case, who, "fuel_record", rows, PERSON)
    return bool(count)


def _holiday_trip(scene: Scene, case: Case) -> bool:
    """A week by the sea, with a meeting on paper."""
    who = official(scene)
    if who is None:
        return False
    rng = scene.rng
    for year in range((3, 2, 1, 1)[case.effect]):
        start = next_working_day(rng.integers(FIRST_DAY + 330 * year, FIRST_DAY + 330 * year + 250, 1))
        leave = scene.table("leave_record").append(1, person=who, kind=0, from_on=start, to_on=start + 9)
        begin = start + (1, 2, 3, 8)[case.effect]
        rows = travel(scene.world, rng, np.array([who]), begin, np.array([(5, 4, 3, 3)[case.effect]]))
        scene.mark(case, who, "travel_order", rows, PERSON)
        scene.mark(case, who, "leave_record", leave, PERSON)
    return True


def tied(scene: Scene, relations: tuple[int, ...], posts: tuple[int, ...] | None = None) -> tuple[int, int, int] | None:
    """A free official in service (in one of some posts), the row of that post, and the row of a tie to grown kin."""
    world, position, kinship = scene.world, scene.world.position, scene.world.kinship
    fit = (position["person"] < world.official_count) & (position["to_on"] == NONE)
    fit &= position["from_on"] < LAST_DAY - 300
    if posts is not None:
        fit &= np.isin(position["post"], posts)
        fit &= world.organisation["kind"][position["organisation"]] == GOVERNMENT
    rows = np.flatnonzero(fit)
    ties = np.flatnonzero(
        np.isin(kinship["relation"], relations)
        & np.isin(kinship["person"], scene.free_persons(position["person"][rows]))
    )
    ties = ties[world.person["born"][kinship["relative"][ties]] < FIRST_DAY - 22 * 365]
    who = scene.persons(kinship["person"][ties], 1)
    if who is None:
        return None
    post = int(rows[position["person"][rows] == who[0]][0])
    return int(who[0]), post, int(ties[kinship["person"][ties] == who[0]][0])


def _trade(scene: Scene, case: Case) -> bool:
    """The office licenses a trade, and the family is in it."""
    found = tied(
        scene, ((SPOUSE,), (CHILD, SPOUSE), (CHILD, CHILD_IN_LAW), (CHILD_IN_LAW, CHILD))[case.effect], (0, 1, 2)
    )
    firm = scene.organisations(idle(scene.world), 1)
    if found is None or firm is None:
        return False
    who, post, tie = found
    world = scene.world
    share = int(scene.rng.integers(*((950, 1001), (500, 800), (250, 450), (80, 160))[case.effect])) * 1000
    held = take_share(world, int(firm[0]), int(world.kinship["relative"][tie]), share)
    world.records["regulated_company"].append(
        1, office=world.position["organisation"][post], company=firm, from_on=FIRST_DAY - 600
    )
    for dataset, row in (("position", post), ("kinship", tie), ("shareholding", held)):
        scene.mark(case, who, dataset, row, PERSON)
    return True


def hire(scene: Scene, case: Case, route: int, *, before: bool = False) -> bool:
    """A relative joins the official's office."""
    found = tied(
        scene, ((CHILD, SPOUSE), (SPOUSE, CHILD), (SIBLING, CHILD_IN_LAW), (SIBLING_IN_LAW, SIBLING))[case.effect]
    )
    if found is None:
        return False
    who, post, tie = found
    world = scene.world
    since = int(world.position["from_on"][post])
    day = since - 500 if before else int(scene.rng.integers(since + 20, max(since + 21, LAST_DAY - 60)))
    rows = scene.table("employment").append(
        1, person=world.kinship["relative"][tie], office=world.position["organisation"][post], route=route, from_on=day
    )
    scene.mark(case, who, "employment", rows, PERSON)
    scene.mark(case, who, "kinship", tie, PERSON)
    return True


def _hire(scene: Scene, case: Case) -> bool:
    return hire(scene, case, t.DIRECT if case.effect < 2 else t.DISPATCH)


def _declarer(scene: Scene, case: Case) -> tuple[int, int] | None:
    """A free official who declares, and the near one in whose name the thing is."""
    free = scene.persons(declaring(scene.world), 1)
    if free is None:
        return None
    _, near = near_ones(scene.world, free)
    return int(free[0]), int(near[0] if case.effect == BLATANT or len(near) == 1 else near[1])


def _shares(scene: Scene, case: Case) -> bool:
    """The form asks for shares; the firm is in the spouse's name."""
    found = _declarer(scene, case)
    firm = scene.organisations(idle(scene.world), 1)
    if found is None or firm is None:
        return False
    who, holder = found
    share = int(scene.rng.integers(*((700, 1001), (300, 600), (80, 250), (5, 40))[case.effect])) * 1000
    held = take_share(scene.world, int(firm[0]), holder, share)
    scene.mark(case, who, "shareholding", held, PERSON)
    return True


def _home(scene: Scene, case: Case) -> bool:
    """A second and third home that the salary does not explain."""
    found = _declarer(scene, case)
    if found is None:
        return False
    who, holder = found
    for _ in range((4, 2, 1, 1)[case.effect]):
        since = DECLARED - (1500, 900, 400, int(scene.rng.integers(-20, 30)))[case.effect]
        scene.mark(
            case, who, "home_ownership", own(scene, holder, int(scene.rng.integers(8_000, 19_000)), since), PERSON
        )
    return True


SCHEMES = (
    Scheme("holiday_banquets", 1, _banquets),
    Scheme("split_bills", 1, _split),
    Scheme("cards_as_paper", 1, _cards),
    Scheme("weekend_fuel", 1, _fuel),
    Scheme("leave_on_expenses", 1, _holiday_trip),
    Scheme("family_in_the_trade", 1, _trade),
    Scheme("kin_hired", 1, _hire),
    Scheme("hidden_shares", 1, _shares),
    Scheme("hidden_home", 1, _home),
)
