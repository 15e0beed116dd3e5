"""Innocent relatives and namesakes of officials."""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.people import CHILD, CHILD_IN_LAW, PARENT, SIBLING, SIBLING_IN_LAW, SPOUSE
from youji.region.randomness import Ints
from youji.region.tables import FIRST_DAY, LAST_DAY
from youji.region.truth import PERSON, Case

_ANY_KIN = (SPOUSE, CHILD, PARENT, SIBLING, CHILD_IN_LAW, SIBLING_IN_LAW)
_ANY_POST = tuple(range(12))
_TRIES = 12


def _win_honestly(actors: Actors, tenders: Ints, firm: Ints) -> None:
    actors.undercut(
        tenders, firm, actors.rng.uniform(0.004, 0.06, len(tenders)), actors.rng.integers(2, 5, len(tenders))
    )


def _relative_wins(actors: Actors, case: Case, office: int, tie: int, tenders: Ints) -> bool:
    firm = actors.companies(int(actors.market[tenders[0]]), 1)
    if not len(firm):
        return False
    world = actors.world
    share = int(actors.rng.integers(300, 801)) * 1000
    held = actors.take_over(int(firm[0]), int(world.kinship["relative"][tie]), share)
    _win_honestly(actors, tenders, firm)
    official = int(world.position["person"][office])
    for dataset, row in (("position", office), ("kinship", tie), ("shareholding", held)):
        actors.ledger.mark(case, official, dataset, row, PERSON)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True


def other_office(actors: Actors, case: Case) -> bool:
    """A relative's firm wins, but in offices where the official never served."""
    for _ in range(_TRIES):
        found = actors.official(_ANY_POST, _ANY_KIN)
        if found is None:
            return False
        office, tie = int(found[0]), int(found[1])
        position = actors.world.position
        served = position["organisation"][position["person"] == position["person"][office]]
        buyer = int(actors.rng.choice(actors.world.tender["buyer"]))
        if buyer in served:
            continue
        tenders = actors.tenders_of(buyer, FIRST_DAY, LAST_DAY, int(actors.rng.integers(1, 4)))
        if len(tenders):
            return _relative_wins(actors, case, office, tie, tenders)
    return False


def outside_term(actors: Actors, case: Case) -> bool:
    """A relative's firm wins in the official's former office, only after the official had left it."""
    for _ in range(_TRIES):
        found = actors.official(_ANY_POST, _ANY_KIN, ended=True)
        if found is None:
            return False
        office, tie = int(found[0]), int(found[1])
        position = actors.world.position
        buyer, left = int(position["organisation"][office]), int(position["to_on"][office])
        same = (position["person"] == position["person"][office]) & (position["organisation"] == buyer)
        if same.sum() > 1:
            continue
        tenders = actors.tenders_of(buyer, max(FIRST_DAY, left + 60), LAST_DAY, int(actors.rng.integers(1, 4)))
        if len(tenders):
            return _relative_wins(actors, case, office, tie, tenders)
    return False


def namesake(actors: Actors, case: Case) -> bool:
    """A firm's representative bears an official's name, and is somebody else; the firm wins in that
    office.
    """
    world = actors.world
    for _ in range(_TRIES):
        found = actors.official(_ANY_POST, _ANY_KIN, ended=False)
        if found is None:
            return False
        office = int(found[0])
        buyer = int(world.position["organisation"][office])
        since = max(FIRST_DAY, int(world.position["from_on"][office]))
        tenders = actors.tenders_of(buyer, since, LAST_DAY, int(actors.rng.integers(1, 4)))
        if not len(tenders):
            continue
        firm = actors.companies(int(actors.market[tenders[0]]), 1)
        if not len(firm):
            return False
        official = int(world.position["person"][office])
        stranger = int(world.shareholding["holder"][actors.holdings(int(firm[0]))[0]])
        for column in ("surname", "given_1", "given_2", "gender"):
            world.person[column][stranger] = world.person[column][official]
        world.organisation["legal_rep"][firm] = stranger
        _win_honestly(actors, tenders, firm)
        actors.ledger.mark(case, official, "person", [official, stranger], PERSON)
        actors.ledger.mark(case, official, "position", office, PERSON)
        actors.ledger.mark_outcomes(case, tenders, "award", firm)
        return True
    return False
