"""One contractor pays the deposits of all the firms whose licences it borrows, from its own account."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.schemes.desk import MEMBERS, TENDERS, bid_from_one_desk
from youji.region.truth import Case

NAME = "shared_deposit_account"
PER_SCALE = 2.0


def plant(actors: Actors, case: Case) -> bool:
    """Let the first firm pay for everybody."""
    found = actors.gather(MEMBERS[case.effect], TENDERS[case.effect])
    if found is None:
        return False
    firms, tenders = found
    account = int(actors.world.organisation["account"][firms[0]])
    rows = bid_from_one_desk(actors, firms, tenders, account=account)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows, columns=("deposit_account",))
    return True
