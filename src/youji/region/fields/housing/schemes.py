"""Why homes for the poor go to others, and funds of the owners go astray; and innocent cases that look like it.

From blatant to faint: more property, longer, nearer kin, larger sums; at the faint end what a tired clerk overlooks.
"""

from __future__ import annotations

import numpy as np

from youji.region.field import LookAlike, Scheme
from youji.region.fields.housing import tables as t
from youji.region.fields.housing.life import accept, officers, support, withdraw
from youji.region.folk import bystanders, companies, idle, owners, take_share
from youji.region.people import CHILD, CHILD_IN_LAW, OTHER, PARENT, SIBLING, SIBLING_IN_LAW
from youji.region.randomness import Ints
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import BLATANT, ORGANISATION, PERSON, Case

_HOME = 400_000_000
"""Homes that the actors bring in are numbered from here on."""


def allotment(scene: Scene, plan: int | None = None, *, lasting: bool = True) -> int | None:
    """Somebody's support that no case is about."""
    table = scene.table("housing_allotment")
    fit = np.ones(len(table), np.bool_) if plan is None else table["plan"] == plan
    if lasting:
        fit = fit & (table["to_on"] == NONE) & (table["from_on"] < LAST_DAY - 400)
    tenant = scene.persons(table["person"][fit], 1)
    if tenant is None:
        return None
    rows = scene.rows("housing_allotment", np.flatnonzero(fit & (table["person"] == tenant[0])), 1)
    return int(rows[0]) if len(rows) else None


def partner(scene: Scene, person: int) -> int:
    """Another grown-up of the household, or the person where there is none."""
    people, born = scene.world.people, scene.world.person["born"]
    mates = np.flatnonzero((people.household == people.household[person]) & (people.died == NONE))
    mates = mates[(mates != person) & (born[mates] < FIRST_DAY - 20 * 365)]
    return int(mates[0]) if len(mates) else person


def own(scene: Scene, person: int, area: int, since: int, share: int = 1_000_000, use: int = t.DWELLING) -> Ints:
    """A home of `area` hundredths of a square metre in the name of `person`."""
    table = scene.table("home_ownership")
    return table.append(
        1, home=_HOME + len(table), owner=person, share=share, area=area, use=use,
        district=scene.world.person["district"][person], from_on=since,
    )  # fmt: skip


def _owner(scene: Scene, case: Case) -> bool:
    """A home elsewhere, in the wife's name; the form asks, and the answer is no."""
    row = allotment(scene)
    if row is None:
        return False
    given, rng = scene.table("housing_allotment"), scene.rng
    tenant, start = int(given["person"][row]), int(given["from_on"][row])
    holder = tenant if case.effect == BLATANT else partner(scene, tenant)
    for _ in range((2, 1, 1, 1)[case.effect]):
        area = int(rng.integers(*((9_000, 14_000), (7_000, 11_000), (5_000, 9_000), (4_000, 9_000))[case.effect]))
        since = (start - 900, start - 400, start + 100, LAST_DAY - int(rng.integers(60, 200)))[case.effect]
        home = own(scene, holder, area, since, (1_000_000, 1_000_000, 1_000_000, 600_000)[case.effect])
        scene.mark(case, tenant, "home_ownership", home, PERSON)
    scene.mark(case, tenant, "housing_allotment", row, PERSON, ("person_id",))
    return True


def _boss(scene: Scene, case: Case) -> bool:
    """The firm does well; the application says out of work."""
    row = allotment(scene)
    firms, capital = idle(scene.world), scene.world.organisation["capital"]
    firm = scene.organisations(firms[capital[firms] >= 300_000_000], 1)
    if row is None or firm is None:
        return False
    given = scene.table("housing_allotment")
    tenant = int(given["person"][row])
    share = int(scene.rng.integers(*((900, 1001), (500, 800), (250, 450), (80, 200))[case.effect])) * 1000
    held = take_share(scene.world, int(firm[0]), tenant if case.effect == BLATANT else partner(scene, tenant), share)
    scene.mark(case, tenant, "shareholding", held, PERSON)
    scene.mark(case, tenant, "housing_allotment", row, PERSON, ("person_id",))
    return True


def _sublet(scene: Scene, case: Case) -> bool:
    """The flat costs three hundred and brings fifteen."""
    row = allotment(scene, t.RENTAL)
    if row is None:
        return False
    given, rng = scene.table("housing_allotment"), scene.rng
    length = int(rng.integers(*((250, 380), (150, 250), (60, 140), (15, 60))[case.effect]))
    since = int(given["from_on"][row]) + 15
    rows = scene.table("residence_registration").append(
        1, home=given["home"][row], person=rng.choice(bystanders(scene.world, "subtenants")),
        relation=t.SUBTENANT if case.effect < 2 else t.UNKNOWN, from_on=since, to_on=since + length,
        rent=int(rng.integers(80, 220)) * 1_000,
    )  # fmt: skip
    scene.mark(case, given["person"][row], "residence_registration", rows, PERSON)
    return True


def _again(scene: Scene, row: int, overlap: int, person: int) -> Ints:
    given = scene.table("housing_allotment")
    since = int(given["from_on"][row]) + 30
    offices = np.unique(given["office"])
    other = support(scene.world, scene.rng, np.array([person]), offices)
    given["plan"][other], given["home"][other] = t.SUBSIDY, NONE
    given["from_on"][other], given["to_on"][other] = since, since + overlap
    given["decided_on"][other], given["applied_on"][other] = since - 10, since - 70
    return other


def _twice(scene: Scene, case: Case) -> bool:
    """Two districts, two applications, husband and wife."""
    row = allotment(scene)
    if row is None:
        return False
    tenant = int(scene.table("housing_allotment")["person"][row])
    overlap = int(scene.rng.integers(*((300, 360), (180, 300), (70, 180), (25, 70))[case.effect]))
    person = tenant if case.effect == BLATANT else partner(scene, tenant)
    other = _again(scene, row, overlap, person)
    scene.mark(case, [tenant, person], "housing_allotment", [row, int(other[0])], PERSON, ("from_on",))
    return True


def _kin(scene: Scene, case: Case) -> bool:
    """The officer's relative gets the flat, and the officer signs."""
    return kin_gets(scene, case, by_colleague=False)


def kin_gets(scene: Scene, case: Case, *, by_colleague: bool) -> bool:
    """Support for a near relative of an officer, decided by the officer or by a colleague."""
    world, kinship = scene.world, scene.world.kinship
    wanted = ((CHILD, PARENT), (SIBLING, PARENT), (CHILD_IN_LAW, SIBLING), (SIBLING_IN_LAW, SIBLING))[case.effect]
    staff = scene.free_persons(officers(world))
    ties = np.flatnonzero(np.isin(kinship["person"], staff) & np.isin(kinship["relation"], wanted))
    fit = (world.person["born"] < FIRST_DAY - 22 * 365) & ~owners(world)
    ties = ties[fit[kinship["relative"][ties]]]
    if not len(ties):
        ties = np.flatnonzero(np.isin(kinship["person"], staff) & (kinship["relation"] < OTHER))
        ties = ties[fit[kinship["relative"][ties]]]
    official = scene.persons(kinship["person"][ties], 1)
    if official is None:
        return False
    tie = int(ties[kinship["person"][ties] == official[0]][0])
    given = scene.table("housing_allotment")
    row = support(world, scene.rng, kinship["relative"][[tie]], np.unique(given["office"]))
    others = officers(world)
    given["decided_by"][row] = others[others != official[0]][0] if by_colleague else official[0]
    given["decided_on"][row] = given["applied_on"][row] + (3, 8, 15, 40)[case.effect]
    _sell(scene, int(kinship["relative"][tie]), int(given["applied_on"][row][0]) - 200)
    scene.mark(case, official, "housing_allotment", row, PERSON, ("decided_by",))
    scene.mark(case, official, "kinship", tie, PERSON)
    return True


def _sell(scene: Scene, person: int, day: int) -> None:
    """The person's household has no home any more from that day on: this case is about kin, not about property."""
    people, homes = scene.world.people, scene.table("home_ownership")
    rows = np.flatnonzero(people.household[homes["owner"]] == people.household[person])
    homes["from_on"][rows] = np.minimum(homes["from_on"][rows], day - 3_000)
    homes["to_on"][rows] = day


def _ghost(scene: Scene, case: Case) -> bool:
    """The lift was never touched; the owners do not read the notice board."""
    world, rng = scene.world, scene.rng
    keeper = scene.organisations(companies(world), 1)
    if keeper is None:
        return False
    count = (5, 3, 2, 1)[case.effect]
    rows = withdraw(world, rng, np.repeat(keeper, count), rng.choice(companies(world), count))
    part = (0, 0, int(rng.integers(200_000, 500_000)), int(rng.integers(550_000, 800_000)))[case.effect]
    if part:
        scene.mark(case, keeper, "maintenance_acceptance", accept(world, rng, rows, np.full(count, part)), ORGANISATION)
    scene.mark(case, keeper, "maintenance_withdrawal", rows, ORGANISATION, ("balance_due_on",))
    return True


def _sold(scene: Scene, case: Case) -> bool:
    """The home was sold to pay for an operation, before the application."""
    row = allotment(scene)
    if row is None:
        return False
    given = scene.table("housing_allotment")
    tenant = int(given["person"][row])
    home = own(scene, tenant, 8_000, int(given["from_on"][row]) - 3000)
    scene.table("home_ownership")["to_on"][home] = given["applied_on"][row] - 100
    scene.mark(case, tenant, "home_ownership", home, PERSON)
    return True


def _inherited(scene: Scene, case: Case) -> bool:
    """A tenth of the parents' old house."""
    row = allotment(scene)
    if row is None:
        return False
    tenant = int(scene.table("housing_allotment")["person"][row])
    scene.mark(case, tenant, "home_ownership", own(scene, tenant, 11_000, FIRST_DAY - 500, 100_000), PERSON)
    return True


def _carer(scene: Scene, case: Case) -> bool:
    """A paid carer lives in."""
    row = allotment(scene, t.RENTAL)
    if row is None:
        return False
    given = scene.table("housing_allotment")
    rows = scene.table("residence_registration").append(
        1, home=given["home"][row], person=scene.rng.choice(bystanders(scene.world, "carers")), relation=t.CARER,
        from_on=given["from_on"][row] + 20,
    )  # fmt: skip
    scene.mark(case, given["person"][row], "residence_registration", rows, PERSON)
    return True


def _moved(scene: Scene, case: Case) -> bool:
    """A change of scheme: both run for three weeks."""
    row = allotment(scene)
    if row is None:
        return False
    tenant = int(scene.table("housing_allotment")["person"][row])
    scene.mark(case, tenant, "housing_allotment", _again(scene, row, 20, tenant), PERSON)
    return True


def _colleague(scene: Scene, case: Case) -> bool:
    return kin_gets(scene, Case(case.kind, case.number, 1, case.resembles), by_colleague=True)


def _unfinished(scene: Scene, case: Case) -> bool:
    """Large works that are due next year."""
    world, rng = scene.world, scene.rng
    keeper = scene.organisations(companies(world), 1)
    if keeper is None:
        return False
    rows = withdraw(world, rng, keeper, rng.choice(companies(world), 1))
    scene.table("maintenance_withdrawal")["due_on"][rows] = LAST_DAY + 120
    scene.mark(case, keeper, "maintenance_withdrawal", rows)
    return True


SCHEMES = (
    Scheme("owner_in_public_home", 1, _owner),
    Scheme("boss_in_public_home", 1, _boss),
    Scheme("public_home_sublet", 1, _sublet),
    Scheme("two_supports", 1, _twice),
    Scheme("home_for_kin", 1, _kin),
    Scheme("ghost_works", 1, _ghost),
)
LOOK_ALIKES = (
    LookAlike("sold_before_support", "owner_in_public_home", 1, _sold),
    LookAlike("inherited_share", "owner_in_public_home", 1, _inherited),
    LookAlike("live_in_carer", "public_home_sublet", 1, _carer),
    LookAlike("change_of_home", "two_supports", 1, _moved),
    LookAlike("colleague_decides", "home_for_kin", 1, _colleague),
    LookAlike("works_under_way", "ghost_works", 1, _unfinished),
)
