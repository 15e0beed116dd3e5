"""Rivals upload their bids from one office line: whoever agreed the prices sends them all.

The fainter the effect, the fewer the firms and tenders (see `desk`).
"""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.documents import ADDRESSES_A_FIRM
from youji.region.schemes.desk import share_trace
from youji.region.truth import Case

NAME = "same_address"
PER_SCALE = 2.0


def plant(actors: Actors, case: Case) -> bool:
    """Let rivals' bid files share that one trace."""
    return share_trace(actors, case, "ip", ADDRESSES_A_FIRM)
