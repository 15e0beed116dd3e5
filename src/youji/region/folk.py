"""Whom the fields' honest life and their actors can choose from: bystanders, near ones, offices of a kind."""

from __future__ import annotations

import numpy as np

from youji.region.randomness import Bools, Ints
from youji.region.tables import COMPANY, FIRST_DAY, HOLDER_PERSON, NONE, World

_YEAR = 365


def owners(world: World) -> Bools:
    """Whether each person has ever held a share or headed an organisation."""
    found = np.zeros(len(world.person), np.bool_)
    holding = world.shareholding
    found[holding["holder"][holding["holder_kind"] == HOLDER_PERSON]] = True
    heads = world.organisation["legal_rep"]
    found[heads[heads != NONE]] = True
    return found


def bystanders(world: World, topic: str) -> Ints:
    """Living grown-ups under 60 without post, declared official relative, share or company, in random order."""
    person, people = world.person, world.people
    born = person["born"]
    free = (born < FIRST_DAY - 25 * _YEAR) & (born > FIRST_DAY - 60 * _YEAR) & (people.died == NONE) & ~owners(world)
    free[: world.official_count + world.relative_count] = False
    free[world.position["person"]] = False
    free[world.kinship["relative"]] = False
    return np.asarray(world.stream(f"bystanders of {topic}").permutation(np.flatnonzero(free)), dtype=np.int64)


def companies(world: World) -> Ints:
    """Companies of the market that are active, by position."""
    organisation = world.organisation
    rows = np.arange(world.buyer_count, world.market.get("organisation", len(organisation)))
    active = (organisation["kind"][rows] == COMPANY) & (organisation["status"][rows] == 0)
    return np.asarray(rows[active], dtype=np.int64)


def buyers(world: World, *kinds: int) -> Ints:
    """The market's buying offices of some kinds, by position."""
    rows = np.arange(world.buyer_count)
    return rows[np.isin(world.organisation["kind"][rows], kinds)]


def relate(world: World, person: int, relative: int, relation: int) -> int:
    """Enter a declared tie between two persons and return its row."""
    return int(world.kinship.append(1, person=person, relative=relative, relation=relation)[0])


def take_share(world: World, company: int, holder: int, share: int) -> int:
    """Let `holder` take over the largest private holding of `company`, of `share` millionths; returns its row."""
    holding = world.shareholding
    rows = np.flatnonzero((holding["organisation"] == company) & (holding["holder_kind"] == HOLDER_PERSON))
    rows = rows[holding["to_on"][rows] == NONE]
    if not len(rows):
        return int(
            world.shareholding.append(
                1, organisation=company, holder=holder, holder_kind=HOLDER_PERSON, share=share, from_on=FIRST_DAY - 400
            )[0]
        )
    row = int(rows[np.argmax(holding["share"][rows])])
    holding["holder"][row] = holder
    holding["share"][row] = share
    holding["from_on"][row] = min(int(holding["from_on"][row]), FIRST_DAY - 400)
    return row
