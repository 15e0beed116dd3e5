"""Rivals whose bid files one person wrote.

Blatant: one device, author, address and dongle, files made within minutes. Clear: one device and address.
Moderate: one address and author. Faint: one author, in few tenders.
"""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors, covers
from youji.region.documents import ADDRESSES_A_FIRM, AUTHORS_A_FIRM, DEVICES_A_FIRM
from youji.region.randomness import Ints
from youji.region.tables import NONE
from youji.region.truth import BLATANT, CLEAR, FAINT, MODERATE, Case

NAME = "same_hand"
PER_SCALE = 2.0
_FIRMS = (4, 3, 2, 2)
_TENDERS = (6, 5, 3, 2)


def plant(actors: Actors, case: Case) -> bool:
    """Let the first firm's clerk write all firms' bids."""
    rng = actors.rng
    market = actors.market_with(_TENDERS[case.effect])
    tenders = actors.tenders(market, _TENDERS[case.effect])
    firms = actors.companies(market, _FIRMS[case.effect])
    if len(tenders) < 1 or len(firms) < 2:
        return False
    count, size = len(tenders), len(firms)
    writer = int(firms[0])
    traces: dict[str, Ints | int] = {}
    if case.effect in (BLATANT, CLEAR):
        traces["device"] = writer * DEVICES_A_FIRM
    if case.effect in (BLATANT, CLEAR, MODERATE):
        traces["ip"] = writer * ADDRESSES_A_FIRM
    if case.effect in (BLATANT, MODERATE, FAINT):
        traces["author"] = writer * AUTHORS_A_FIRM
    if case.effect == BLATANT:
        traces["software"] = writer
    start = actors.world.tender["deadline"][tenders][:, None] - rng.integers(100, 140, (count, 1)) * 3600
    minutes = rng.integers(1, 9, (count, size)) if case.effect == BLATANT else rng.integers(20, 2000, (count, size))
    traces["created"] = start + np.cumsum(minutes * 60, axis=1)
    outsiders = rng.integers(max(0, 3 - size), 3, count)
    ratios = covers(rng, actors.prices(outsiders), 0.0, 0.06, size)
    winner = np.argmin(ratios, axis=1) if case.effect != FAINT else np.full(count, NONE)
    rows = actors.arrange(tenders, firms, ratios, winner, outsiders, **traces)
    actors.join(firms)
    actors.ledger.mark(case, np.tile(firms, count), "bid", rows)
    actors.ledger.mark_fingerprints(case, rows)
    return True
