"""One clerk writes the bid documents of rivals; each firm sends them from its own office.

The fainter the effect, the fewer the firms and tenders (see `desk`).
"""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.documents import AUTHORS_A_FIRM
from youji.region.schemes.desk import share_trace
from youji.region.truth import Case

NAME = "same_author"
PER_SCALE = 2.0


def plant(actors: Actors, case: Case) -> bool:
    """Let rivals' bid files share that one trace."""
    return share_trace(actors, case, "author", AUTHORS_A_FIRM)
