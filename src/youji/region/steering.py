"""What insiders make of honest rivals' bids: a favourite that undercuts them, and rivals that are thrown out."""

from __future__ import annotations

import numpy as np

from youji.region.organisations import MILLIONTHS
from youji.region.randomness import Floats
from youji.region.tables import NONE, World

CHEAPER, ALL_OTHERS = 1, 2
"""Which rivals of the arranged winner are disqualified (column `rejects` of a tender)."""
_VALID, _DISQUALIFIED = 0, 1
_SEEN = 0.9
"""The share of the favourite's price at which a rejected rival's offer lies at most."""


def steer(world: World, rng: np.random.Generator) -> None:
    """Set the prices of winners with a `margin`, and disqualify their rivals where the tender `rejects` them."""
    tender, bid = world.tender, world.bid
    touched = (tender["winner"] != NONE) & ((tender["margin"] != NONE) | (tender["rejects"] != NONE))
    if not touched.any():
        return
    rows = np.flatnonzero(touched[bid["tender"]])
    of = bid["tender"][rows]
    rival = rows != tender["winner"][of]
    rows, of = rows[rival], of[rival]
    lowest = np.full(len(tender), np.iinfo(np.int64).max)
    np.minimum.at(lowest, of, bid["amount"][rows])
    met = np.bincount(of, minlength=len(tender)) > 0
    near = np.flatnonzero(met & touched & (tender["margin"] != NONE))
    price: Floats = lowest[near] * (1.0 - tender["margin"][near] / MILLIONTHS)
    bid["amount"][tender["winner"][near]] = np.maximum(np.floor(price).astype(np.int64), 100)
    # Somebody was cheaper, or there would have been no need to throw anybody out.
    own = bid["amount"][tender["winner"][of]]
    cheapest = (tender["rejects"][of] != NONE) & (bid["amount"][rows] == lowest[of]) & (lowest[of] >= own)
    bid["amount"][rows[cheapest]] = np.floor(own[cheapest] * rng.uniform(_SEEN, 0.98, int(cheapest.sum())))
    rejected = (tender["rejects"][of] == ALL_OTHERS) | (
        (tender["rejects"][of] == CHEAPER) & (bid["amount"][rows] < own)
    )
    bid["status"][rows[rejected]] = _DISQUALIFIED
