"""How money for the countryside is drawn by those it is not meant for."""

from __future__ import annotations

import numpy as np

from youji.region.fields.rural_revitalisation import records
from youji.region.fields.rural_revitalisation.life import LAND_RATE, first_of, rural_heads
from youji.region.randomness import Ints
from youji.region.scene import Scene
from youji.region.tables import LAST_DAY, NONE
from youji.region.truth import PERSON, Case


def some_village(scene: Scene) -> int:
    """Any village: what happens there is the deed of one person, not of the collective."""
    villages = scene.world.people.villages
    return int(villages[int(scene.rng.integers(0, len(villages)))])


def living_heads(scene: Scene, village: int | None = None) -> Ints:
    """Heads of village households who live through the period."""
    heads: Ints = rural_heads(scene.world)
    heads = heads[scene.world.people.died[heads] == NONE]
    return heads if village is None else heads[scene.world.people.village[heads] == village]


def draw_for_the_dead(scene: Scene, case: Case) -> bool:
    """Relatives or the village keep a dead head on the list."""
    world, grant, plot = scene.world, scene.table("subsidy_grant"), scene.table("land_plot")
    died = world.people.died
    since = first_of(2024) if case.effect >= 2 else first_of(2023)
    heads = rural_heads(world)
    heads = heads[(died[heads] != NONE) & (died[heads] < since)]
    # Somebody of the household draws today: the dead one stays on the list in that one's stead.
    of_land = np.flatnonzero((grant["plot"] != NONE) & (grant["programme"] == records.LAND) & (grant["year"] == 2025))
    drawn_for = np.unique(plot["holder"][grant["plot"][of_land]])
    taken = scene.persons(drawn_for[np.isin(drawn_for, heads)], 1)
    if taken is None:
        return False
    dead = int(taken[0])
    year = np.datetime64(int(died[dead]), "D").astype("datetime64[Y]").astype(int) + 1970
    rows = np.flatnonzero((grant["plot"] != NONE) & (grant["year"] > year))
    rows = rows[plot["holder"][grant["plot"][rows]] == dead]
    if case.effect >= 2:
        last = grant["year"][rows].max()
        rows = rows[(grant["year"][rows] == last) & (grant["programme"][rows] == records.LAND)]
    grant["person"][rows] = dead
    scene.mark(case, dead, "subsidy_grant", rows, PERSON)
    return len(rows) > 0


def list_own_family(scene: Scene, case: Case) -> bool:
    """A cadre puts the own family on the list of the needy."""
    world = scene.world
    position, people = world.position, world.people
    serving = np.isin(position["organisation"], people.villages) & (position["to_on"] == NONE)
    cadres = position["person"][serving]
    members = np.bincount(people.household, minlength=int(people.household.max()) + 1)
    taken = scene.persons(cadres[members[people.household[cadres]] > 1], 1)
    if taken is None:
        return False
    cadre = int(taken[0])
    row = int(np.flatnonzero(serving & (position["person"] == cadre))[0])
    family = np.flatnonzero((people.household == people.household[cadre]) & (people.died == NONE))
    family = family[family != cadre]
    who = cadre if case.effect == 0 or not len(family) else int(family[0])
    count, each = ((12, 80_000), (8, 60_000), (5, 50_000), (2, 40_000))[case.effect]
    first = max(int(position["from_on"][row]) + 30, LAST_DAY - 31 * count - 20)
    on = np.minimum(LAST_DAY, first + np.arange(count) * 30)
    year = on.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    rows = scene.table("subsidy_grant").append(
        count,
        programme=records.PUBLIC_POST if case.effect in (1, 2) else records.LOW_INCOME,
        year=year,
        person=who,
        village=int(position["organisation"][row]),
        amount=each,
        on=on,
        card=who,
    )
    scene.mark(case, cadre, "subsidy_grant", rows, PERSON)
    return True


def claim_again(scene: Scene, case: Case) -> bool:
    """Plots of people who moved away are claimed a second time by a helper of the village."""
    village = some_village(scene)
    helper = scene.persons(living_heads(scene, village), 1)
    if helper is None:
        return False
    grant = scene.table("subsidy_grant")
    rows = np.flatnonzero(
        (grant["village"] == village) & (grant["programme"] == records.LAND) & (grant["year"] == 2024)
    )
    rows = scene.rows("subsidy_grant", rows[grant["person"][rows] != helper[0]], (12, 6, 3, 1)[case.effect])
    # A faint claim is for a part of the plot only.
    area = (grant["area"][rows] * (1.0, 1.0, 0.6, 0.25)[case.effect]).astype(np.int64)
    again = grant.append(
        len(rows),
        programme=records.LAND,
        year=2024,
        person=helper[0],
        village=village,
        plot=grant["plot"][rows],
        area=area,
        amount=area * LAND_RATE // 1000,
        on=grant["on"][rows] + 3,
        card=helper[0],
    )
    scene.mark(case, helper[0], "subsidy_grant", np.r_[rows, again], PERSON)
    return len(rows) > 0


def inflate_area(scene: Scene, case: Case) -> bool:
    """A farmer with a friend in the office claims more land than there is."""
    plot, grant = scene.table("land_plot"), scene.table("subsidy_grant")
    held = np.bincount(plot["holder"], weights=plot["area"], minlength=len(scene.world.person))
    heads = living_heads(scene)
    taken = scene.persons(heads[held[heads] > 12_000], 1)
    if taken is None:
        return False
    farmer = int(taken[0])
    factor = scene.rng.uniform(*((2.5, 4.0), (1.7, 2.2), (1.4, 1.6), (1.2, 1.3))[case.effect])
    rows = np.flatnonzero((grant["person"] == farmer) & (grant["programme"] == records.LAND) & (grant["year"] >= 2024))
    grant["area"][rows] = (grant["area"][rows] * factor / 10).astype(np.int64) * 10
    grant["amount"][rows] = grant["area"][rows] * LAND_RATE // 1000
    scene.mark(case, farmer, "subsidy_grant", rows, PERSON)
    return len(rows) > 0


def one_firm(scene: Scene) -> int | None:
    """A firm that is paid project money and that no case is about."""
    taken = scene.organisations(np.unique(scene.table("project_payment")["payee"]), 1)
    return None if taken is None else int(taken[0])


def pay_shell(scene: Scene, case: Case) -> bool:
    """A firm is founded to draw the money of a project, and emptied when it has come."""
    firm = one_firm(scene)
    if firm is None:
        return False
    world, rng = scene.world, scene.rng
    payment, report = scene.table("project_payment"), scene.table("enterprise_annual_report")
    rows = np.flatnonzero(payment["payee"] == firm)
    first, total = int(payment["on"][rows].min()), int(payment["amount"][rows].sum())
    own = np.flatnonzero(report["organisation"] == firm)
    wait = int(rng.integers(*((10, 40), (30, 90), (90, 150), (150, 178))[case.effect]))
    world.organisation["founded"][firm] = first - wait
    report["insured"][own] = 0
    report["turnover"][own] = np.round(total * rng.uniform(0.85, 1.1, len(own))).astype(np.int64)
    if case.effect == 0:
        world.organisation["status"][firm] = 1
    if case.effect == 3:
        # It keeps two people on paper for the look of it, and is dissolved in time.
        report["insured"][own] = 2
        world.organisation["status"][firm] = 1
    scene.mark(case, firm, "project_payment", rows)
    return True


def collect_cards(scene: Scene, case: Case) -> bool:
    """The village accountant enters one card for households that do not ask."""
    village = some_village(scene)
    count = (16, 9, 5, 3)[case.effect]
    owners = scene.persons(living_heads(scene, village), count)
    if owners is None:
        return False
    grant = scene.table("subsidy_grant")
    rows = np.flatnonzero(np.isin(grant["person"], owners) & (grant["year"] >= (2023, 2024, 2024, 2025)[case.effect]))
    grant["card"][rows] = owners[0]
    scene.mark(case, owners[0], "subsidy_grant", rows, PERSON)
    return len(rows) > 0
