"""The traces of bid files: device, author, address and costing software.

Assumptions: a firm uses two or three computers, one or two addresses and three people for its bids; one
author in eight is the default of an office suite; the trading platform kept the traces of 95 bids in 100, and
2 % of values are missing there; three bids in two hundred are uploaded at a public terminal.
"""

from __future__ import annotations

import numpy as np

from youji.region.lexicon import DEFAULT_AUTHORS
from youji.region.randomness import Ints, between, mixed
from youji.region.tables import NONE, World

DEVICES_A_FIRM, AUTHORS_A_FIRM, ADDRESSES_A_FIRM = 3, 3, 2
PUBLIC_TERMINALS = 1 << 19
PUBLIC_SHARE = 0.015


def leave_traces(world: World) -> Ints:
    """Fill the traces of every bid that an arrangement has not set, and choose which bids have a fingerprint.

    Returns the bids that were uploaded at a public terminal of the zone's trading centre, where another bid
    of the same tender was uploaded too: strangers with one address.
    """
    rng = world.stream("documents")
    bid = world.bid
    count = len(bid)
    bidder = bid["bidder"]
    spare = np.where(rng.random(count) < 0.7, 0, 1)
    drawn: dict[str, Ints] = {
        "device": bidder * DEVICES_A_FIRM + np.where(rng.random(count) < 0.6, 0, between(rng, 1, 2, count)),
        "author": bidder * AUTHORS_A_FIRM + between(rng, 0, AUTHORS_A_FIRM - 1, count),
        "ip": bidder * ADDRESSES_A_FIRM + spare,
        "software": bidder,
        "created": bid["submitted"] - (rng.exponential(60.0, count) * 3600).astype(np.int64) - 1800,
    }
    defaults = rng.random(count) < 0.125
    drawn["author"] = np.where(defaults, -1 - between(rng, 0, len(DEFAULT_AUTHORS) - 1, count), drawn["author"])
    kept = rng.random(count) < 0.95
    public = (bid["ip"] == NONE) & (rng.random(count) < PUBLIC_SHARE)
    drawn["ip"] = np.where(
        public, building_address(PUBLIC_TERMINALS + world.tender["zone"][bid["tender"]]), drawn["ip"]
    )
    for column, values in drawn.items():
        arranged = bid[column] != NONE
        bid[column][:] = np.where(arranged, bid[column], values)
        kept |= arranged
    world.fingerprint_bid = np.flatnonzero(kept)
    rows = np.flatnonzero(public & kept)
    return rows[np.bincount(bid["tender"][rows], minlength=len(world.tender))[bid["tender"][rows]] > 1]


def building_address(building: Ints) -> Ints:
    """The outbound address an office building's tenants share; apart from the firms' own addresses."""
    return (1 << 21) + np.asarray(building, dtype=np.int64) % (1 << 20)


def author_names(author: Ints, size: int) -> Ints:
    """A stable position below `size` for each author number, so that a number always bears the same name."""
    return mixed(np.maximum(author, 0), 40, 7) % size
