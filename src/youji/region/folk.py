"""Whom the fields' honest life and their actors can choose from: bystanders, near ones, offices of a kind."""

from __future__ import annotations

import numpy as np

from youji.region.organisations import MILLIONTHS
from youji.region.randomness import Bools, Ints
from youji.region.tables import COMPANY, FIRST_DAY, GOVERNMENT, HOLDER_PERSON, NONE, World

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


def idle(world: World) -> Ints:
    """Companies that won nothing from any office, so that whoever owns them has no hand in a purchase."""
    firms = companies(world)
    sellers = np.unique(np.r_[world.award["supplier"], world.contract["supplier"], world.bid["bidder"]])
    rest = firms[~np.isin(firms, sellers)]
    return rest if len(rest) > 30 else firms[~np.isin(firms, world.contract["supplier"])]


def offices(world: World) -> Ints:
    """Every government office, those that joined after the market closed, too."""
    return np.flatnonzero(world.organisation["kind"] == GOVERNMENT)


def buyers(world: World, *kinds: int) -> Ints:
    """The market's buying offices of some kinds, by position."""
    rows = np.arange(world.buyer_count)
    return rows[np.isin(world.organisation["kind"][rows], kinds)]


def relate(world: World, person: int, relative: int, relation: int) -> int:
    """Enter a declared tie between two persons and return its row."""
    return int(world.kinship.append(1, person=person, relative=relative, relation=relation)[0])


def take_share(world: World, company: int, holder: int, share: int) -> int:
    """Let `holder` join `company` with `share` millionths; the others keep the rest in proportion. Returns the row."""
    holding = world.shareholding
    rows = np.flatnonzero((holding["organisation"] == company) & (holding["to_on"] == NONE))
    if len(rows):
        kept = holding["share"][rows] * (MILLIONTHS - share) // MILLIONTHS
        kept[int(np.argmax(kept))] += MILLIONTHS - share - int(kept.sum())
        holding["share"][rows] = kept
    return int(
        holding.append(
            1, organisation=company, holder=holder, holder_kind=HOLDER_PERSON, share=share, from_on=FIRST_DAY - 400
        )[0]
    )
