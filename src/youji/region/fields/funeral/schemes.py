"""Schemes about funerals: by homes that want money, by families, and by staff with a firm in the family."""

from __future__ import annotations

import numpy as np

from youji.region.field import Scheme
from youji.region.fields.funeral import life, tables
from youji.region.fields.funeral.prices import FIXED, SERVICES
from youji.region.organisations import MILLIONTHS
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import PERSON, Case

_FAMILIES = (1.0, 0.6, 0.3, 0.1)
_RAISED = (1.9, 1.5, 1.25, 1.08)
_FALSE = (8, 5, 3, 1)
_SHARES = ((1.0, 1.0), (0.51, 0.7), (0.2, 0.35), (0.06, 0.1))


def _home(scene: Scene) -> Ints | None:
    return scene.organisations(np.unique(scene.world.records["cremation"]["home"]), 1)


def cancelled_fees(scene: Scene, case: Case) -> bool:
    """A home goes on charging what was cancelled: nobody reads the list."""
    world, rng = scene.world, scene.rng
    home = _home(scene)
    if home is None:
        return False
    table = world.records["cremation"]
    places = [place for place, service in enumerate(SERVICES) if service.cancelled != NONE]
    rows = []
    for place in places:
        late = (table["home"] == home[0]) & (table["day"] > SERVICES[place].cancelled + 20)
        late &= table["remains"] == tables.BODY
        found = rng.permutation(np.flatnonzero(late))
        found = found[: max(1, round(len(found) * _FAMILIES[case.effect]))]
        rows.append(
            world.records["funeral_fee"].append(
                len(found),
                home=home,
                cremation=found,
                item=place,
                day=table["day"][found],
                quantity=1,
                amount=SERVICES[place].price,
            )
        )
    scene.mark(case, home, "funeral_fee", np.concatenate(rows))
    return True


def raised_prices(scene: Scene, case: Case) -> bool:
    """A home takes more than the approved price."""
    world, rng = scene.world, scene.rng
    home = _home(scene)
    if home is None:
        return False
    fees = world.records["funeral_fee"]
    fixed = np.array([s.form == FIXED and s.cancelled == NONE for s in SERVICES])
    rows = np.flatnonzero((fees["home"] == home[0]) & fixed[fees["item"]])
    rows = rng.permutation(rows)[: max(2, round(len(rows) * _FAMILIES[case.effect]))]
    fees["amount"][rows] = np.round(fees["amount"][rows] * _RAISED[case.effect] / 100).astype(np.int64) * 100
    scene.mark(case, home, "funeral_fee", rows)
    return True


def grant_twice(scene: Scene, case: Case) -> bool:
    """A family applies to both pension offices, which do not talk to each other, or twice to one."""
    world, rng = scene.world, scene.rng
    table = world.records["funeral_subsidy"]
    paid = np.flatnonzero(table["kind"] == life.own_grant(world, table["person"]))
    early = paid[table["day"][paid] < LAST_DAY - 200]
    person = scene.persons(table["person"][early], 1)
    if person is None:
        return False
    first = early[table["person"][early] == person[0]][:1]
    own = life.own_grant(world, person)
    other = np.where(own == tables.RURAL_GRANT, tables.PENSION_GRANT, tables.RURAL_GRANT)
    kinds = np.array([own[0], other[0]])[: (2, 1, 1, 1)[case.effect]] if case.effect != 2 else other
    again = table.append(
        len(kinds),
        person=person,
        kind=kinds,
        day=table["day"][first] + between(rng, 30, 150, 1),
        amount=np.round(table["amount"][first] * (1.0, 1.0, 0.5, 0.24)[case.effect]).astype(np.int64),
    )
    scene.mark(case, person, "funeral_subsidy", np.r_[first, again], PERSON)
    return True


def false_cremations(scene: Scene, case: Case) -> bool:
    """A clerk sells certificates: of people who live, or were buried against the rules under other names."""
    world, rng = scene.world, scene.rng
    home, count = _home(scene), _FALSE[case.effect]
    living = np.flatnonzero((world.people.died == NONE) & (world.person["born"] < FIRST_DAY - 60 * 365))
    people = scene.free_persons(living)
    if home is None or len(people) < count:
        return False
    rows = world.records["cremation"].append(
        count,
        home=home,
        person=rng.permutation(people)[:count],
        day=between(rng, FIRST_DAY, LAST_DAY - 120, count),
        remains=tables.BODY,
    )
    scene.mark(case, home, "cremation", rows)
    return True


def phantom_service(scene: Scene, case: Case) -> bool:
    """The waived fee of a cremation is drawn for somebody who was buried in the village."""
    world, rng = scene.world, scene.rng
    deaths = world.records["death"]
    burnt = world.records["cremation"]["person"]
    rural = deaths["person"][(deaths["died_on"] < LAST_DAY - 200) & ~np.isin(deaths["person"], burnt)]
    person = scene.persons(rural, (2, 2, 1, 1)[case.effect])
    if person is None:
        return False
    died = world.people.died[person]
    rows = world.records["funeral_subsidy"].append(
        len(person),
        person=person,
        kind=tables.SERVICE,
        day=died + between(rng, 20, 80, len(person)),
        amount=(800_00, 800_00, 800_00, 400_00)[case.effect],
    )
    scene.mark(case, person, "funeral_subsidy", rows, PERSON)
    return True


def staff_supplier(scene: Scene, case: Case) -> bool:
    """The head's family has a share in a supplier, and the home buys there."""
    world, rng = scene.world, scene.rng
    purchase, position, kinship = world.records["funeral_purchase"], world.position, world.kinship
    supplier = scene.organisations(np.unique(purchase["supplier"]), 1)
    homes = np.unique(purchase["home"])
    posts = np.flatnonzero(np.isin(position["organisation"], homes) & (position["to_on"] == NONE))
    official = scene.persons(position["person"][posts], 1)
    if supplier is None or official is None:
        return False
    post = posts[position["person"][posts] == official[0]][:1]
    tie = np.flatnonzero(kinship["person"] == official[0])[:1]
    low, high = _SHARES[case.effect]
    share = round(rng.uniform(low, high) * 1000) * 1000
    holding = world.shareholding
    held = np.flatnonzero(holding["organisation"] == supplier[0])[:1]
    if share == MILLIONTHS:
        holding["holder"][held] = kinship["relative"][tie]
        mine = held
    else:
        holding["share"][held] = MILLIONTHS - share
        mine = holding.append(
            1,
            organisation=supplier,
            holder=kinship["relative"][tie],
            holder_kind=0,
            share=share,
            from_on=FIRST_DAY - 200,
        )
    rows = np.flatnonzero(purchase["home"] == position["organisation"][post][0])
    rows = scene.rows("funeral_purchase", rows, (10, 6, 4, 2)[case.effect])
    purchase["supplier"][rows] = supplier
    bought = rows[purchase["supplier"][rows] == supplier[0]]
    scene.mark(case, supplier, "funeral_purchase", bought)
    scene.mark(case, supplier, "shareholding", mine)
    scene.mark(case, supplier, "position", post)
    scene.mark(case, supplier, "kinship", tie)
    return True


SCHEMES = (
    Scheme("cancelled_fees", 2, cancelled_fees),
    Scheme("raised_prices", 2, raised_prices),
    Scheme("grant_twice", 2, grant_twice),
    Scheme("false_cremations", 2, false_cremations),
    Scheme("phantom_service", 2, phantom_service),
    Scheme("staff_supplier", 2, staff_supplier),
)
