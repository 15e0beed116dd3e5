"""An official whose near relative holds a firm that wins in the official's own office, during the term.

Blatant: the spouse owns it all and represents it. Clear: a child holds most. Moderate: a sibling or a child's
spouse holds a good part. Faint: the spouse's sibling holds a little, and the firm wins once.
"""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.people import CHILD, CHILD_IN_LAW, PARENT, SIBLING, SIBLING_IN_LAW, SPOUSE
from youji.region.tables import FIRST_DAY, LAST_DAY, NONE
from youji.region.truth import BLATANT, PERSON, Case

NAME = "kin_award"
PER_SCALE = 3.0
_RELATIONS = ((SPOUSE,), (CHILD, PARENT, SPOUSE), (SIBLING, CHILD_IN_LAW), (SIBLING_IN_LAW,))
_SHARES = ((1.0, 1.0), (0.55, 0.8), (0.3, 0.5), (0.1, 0.2))
_WINS = (5, 3, 2, 1)
_POSTS = ((0, 1, 5), (0, 1, 2, 5, 6), (1, 2, 4, 5, 6, 7), (3, 4, 5, 6, 7))
_TRIES = 12


def plant(actors: Actors, case: Case) -> bool:
    """Let a relative's firm win in the office where the official serves."""
    rng, world = actors.rng, actors.world
    position, kinship = world.position, world.kinship
    for _ in range(_TRIES):
        found = actors.official(_POSTS[case.effect], _RELATIONS[case.effect])
        if found is None:
            return False
        office, tie = int(found[0]), int(found[1])
        until = int(position["to_on"][office])
        tenders = actors.tenders_of(
            int(position["organisation"][office]),
            max(FIRST_DAY, int(position["from_on"][office])) + 30,
            LAST_DAY - 30 if until == NONE else until - 30,
            _WINS[case.effect],
        )
        if len(tenders):
            break
    else:
        return False
    firm = actors.companies(int(actors.market[tenders[0]]), 1)
    if not len(firm):
        return False
    low, high = _SHARES[case.effect]
    relative = int(kinship["relative"][tie])
    share = int(rng.integers(int(low * 1000), int(high * 1000) + 1)) * 1000
    held = actors.take_over(int(firm[0]), relative, share)
    if case.effect == BLATANT:
        world.organisation["legal_rep"][firm] = relative
    rows = actors.undercut(tenders, firm, rng.uniform(0.004, 0.05, len(tenders)), rng.integers(2, 4, len(tenders)))
    official = int(position["person"][office])
    for dataset, row in (("position", office), ("kinship", tie), ("shareholding", held)):
        actors.ledger.mark(case, official, dataset, row, PERSON)
    actors.ledger.mark(case, firm, "shareholding", held)
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    actors.ledger.mark_outcomes(case, tenders, "contract", firm)
    return True
