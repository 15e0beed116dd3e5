"""The bid files of rivals are made on one computer and sent by each firm under its own name.

The fainter the effect, the fewer the firms and tenders (see `desk`).
"""

from __future__ import annotations

from youji.region.actors import Actors
from youji.region.documents import DEVICES_A_FIRM
from youji.region.schemes.desk import share_trace
from youji.region.truth import Case

NAME = "same_device"
PER_SCALE = 2.0


def plant(actors: Actors, case: Case) -> bool:
    """Let rivals' bid files share that one trace."""
    return share_trace(actors, case, "device", DEVICES_A_FIRM)
