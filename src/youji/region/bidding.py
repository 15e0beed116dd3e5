"""Who bids honestly, at what price, and who wins.

Assumptions: a trade and a zone make one market; firms turn up by a Zipf-like activity; an offer is a cost
drawn around a discount on the estimate and never above it; three awards in four go to the lowest valid offer,
the others to the second (comprehensive scoring); fewer than three bidders, or three valid offers, end a
competitive tender (Tendering Law, article 28; Government Procurement Law, article 36).
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.organisations import STATUS_ACTIVE
from youji.region.randomness import Floats, Ints, between, rank_within, weighted
from youji.region.steering import steer
from youji.region.tables import (
    DAY_SECONDS,
    INQUIRY,
    INVITED,
    LAST_DAY,
    NEGOTIATION,
    NONE,
    OPEN,
    SINGLE_SOURCE,
    World,
)
from youji.region.tenders import ACTIVE, CANCELLED, COMPLETE, round_to

VALID, DISQUALIFIED, WITHDRAWN = range(3)
_BIDDERS = {
    OPEN: (0.0, 0.0, 0.0, 0.18, 0.24, 0.22, 0.16, 0.1, 0.06, 0.04),
    INVITED: (0.0, 0.0, 0.0, 0.6, 0.27, 0.13),
    NEGOTIATION: (0.0, 0.0, 0.0, 0.6, 0.29, 0.11),
    INQUIRY: (0.0, 0.0, 0.0, 0.55, 0.32, 0.13),
    SINGLE_SOURCE: (0.0, 1.0),
}
_OTHERWISE = (0.0, 0.0, 0.0, 0.5, 0.32, 0.18)


class Markets:
    """Companies sorted by market (trade and zone) with the running sum of their activity."""

    def __init__(self, world: World) -> None:
        organisation = world.organisation
        rng = world.stream("activity")
        fit = (organisation["status"] == STATUS_ACTIVE) & (organisation["sector"] != NONE)
        companies = np.flatnonzero(fit)
        market = market_of(world, organisation["sector"][companies], organisation["zone"][companies])
        order = np.lexsort((rng.random(len(companies)), market))
        self.company, market = companies[order], market[order]
        self.starts = np.searchsorted(market, np.arange(len(sectors.SECTORS) * world.zones + 1))
        activity = 1.0 / np.power(rank_within(market) + 4.0, 0.9)
        niche = np.array([s.niche for s in sectors.SECTORS])[organisation["sector"][self.company]]
        self.edges = np.r_[0.0, np.cumsum(np.where(niche, 1.0, activity))]

    def draw(self, rng: np.random.Generator, market: Ints) -> Ints:
        """One company for each entry of `market`, by activity; NONE where the market is empty."""
        low, high = self.edges[self.starts[market]], self.edges[self.starts[market + 1]]
        place = np.searchsorted(self.edges, low + rng.random(len(market)) * (high - low), side="right") - 1
        place = np.clip(place, self.starts[market], np.maximum(self.starts[market + 1] - 1, self.starts[market]))
        place = np.minimum(place, len(self.company) - 1)
        return np.where(high > low, self.company[place], NONE)


def market_of(world: World, sector: Ints, zone: Ints) -> Ints:
    """Number of the market of a trade in a zone."""
    return np.asarray(sector * world.zones + zone, dtype=np.int64)


def compete(world: World, markets: Markets) -> None:
    """Add the honest bids of every tender (only outsiders' to arranged ones) and the awards."""
    rng = world.stream("bids")
    unit_tender, unit_lot, estimate = units(world)
    tender = world.tender
    wanted = _how_many(world, rng, unit_tender)
    bid_unit, bidder = _turn_up(world, rng, markets, unit_tender, wanted)
    amount = offers(rng, estimate[bid_unit], world.tender["sector"][unit_tender[bid_unit]])
    amount = _above_arranged(world, rng, unit_tender[bid_unit], estimate[bid_unit], amount)
    of = unit_tender[bid_unit]
    count = len(of)
    hours = np.minimum(rng.exponential(30.0, count) + 0.2, 24.0 * 6)
    single = tender["procedure"][of] == SINGLE_SOURCE
    status = weighted(rng, [0.955, 0.038, 0.007], count)
    world.bid.append(
        count,
        tender=of,
        lot=unit_lot[bid_unit],
        bidder=bidder,
        amount=amount,
        submitted=np.maximum(
            tender["deadline"][of] - (hours * 3600).astype(np.int64),
            tender["published"][of] * DAY_SECONDS + between(rng, 9 * 3600, 17 * 3600, count),
        ),
        status=np.where(single | (tender["winner"][of] != NONE), VALID, status),
    )
    steer(world, rng)
    _decide(world, rng, unit_tender, unit_lot)


def units(world: World) -> tuple[Ints, Ints, Ints]:
    """Tender, lot (or NONE) and estimate of all that can be bid for: lots, and tenders without lots."""
    whole = np.flatnonzero(world.tender["lots"] == 1)
    lots = np.arange(len(world.lot))
    return (
        np.concatenate([whole, world.lot["tender"]]),
        np.concatenate([np.full(len(whole), NONE), lots]),
        np.concatenate([world.tender["estimate"][whole], world.lot["estimate"]]),
    )


def _how_many(world: World, rng: np.random.Generator, unit_tender: Ints) -> Ints:
    tender = world.tender
    procedure = tender["procedure"][unit_tender]
    wanted = np.zeros(len(unit_tender), dtype=np.int64)
    for value in range(7):
        rows = np.flatnonzero(procedure == value)
        wanted[rows] = weighted(rng, _BIDDERS.get(value, _OTHERWISE), len(rows))
    status = tender["status"][unit_tender]
    wanted[status == CANCELLED] = between(rng, 0, 2, int((status == CANCELLED).sum()))
    unopened = (status == ACTIVE) & (tender["deadline"][unit_tender] > (LAST_DAY + 1) * DAY_SECONDS)
    wanted[unopened] = 0
    arranged = tender["outsiders"][unit_tender]
    return np.where(arranged != NONE, arranged, wanted)


def _turn_up(
    world: World, rng: np.random.Generator, markets: Markets, unit_tender: Ints, wanted: Ints
) -> tuple[Ints, Ints]:
    """Distinct bidders for every unit: never two of one group, never one whose bid is already arranged."""
    tender, group = world.tender, world.organisation["group"]
    draws = np.where(wanted > 0, wanted * 2 + 3, 0)
    unit = np.repeat(np.arange(len(wanted)), draws)
    of = unit_tender[unit]
    bidder = markets.draw(rng, market_of(world, tender["sector"][of], tender["zone"][of]))
    known = (bidder != NONE) & ~world.recused(tender["buyer"][of], bidder)
    unit, bidder = unit[known], bidder[known]
    # Arranged tenders have one unit each, so the unit of an arranged bid follows from its tender.
    unit_of = np.full(len(tender), -1)
    unit_of[unit_tender] = np.arange(len(unit_tender))
    arranged = unit_of[world.bid["tender"]]
    all_unit = np.concatenate([arranged, unit])
    all_bidder = np.concatenate([world.bid["bidder"], bidder])
    key = all_unit * len(world.organisation) + group[all_bidder]
    _, first = np.unique(key, return_index=True)
    first = np.sort(first[first >= len(arranged)])
    unit, bidder = all_unit[first], all_bidder[first]
    keep = rank_within(unit) < wanted[unit]
    return unit[keep], bidder[keep]


def offers(rng: np.random.Generator, estimate: Ints, sector: Ints) -> Ints:
    """Honest offers in fen, below the estimate; each firm rounds in its own way."""
    spread = sectors.columns()[3][sector]
    ratio: Floats = 0.91 * np.exp(spread * rng.standard_normal(len(estimate)))
    ratio = np.where(ratio > 0.995, 0.93 + 0.065 * rng.random(len(estimate)), np.maximum(ratio, 0.55))
    exact = np.round(estimate * ratio).astype(np.int64)
    step = np.array([1, 1, 100, 10_000, 100_000])[weighted(rng, [0.4, 0.1, 0.25, 0.15, 0.1], len(estimate))]
    return np.asarray(np.maximum(exact // step * step, 100), dtype=np.int64)


def _above_arranged(world: World, rng: np.random.Generator, of: Ints, estimate: Ints, amount: Ints) -> Ints:
    """Outsiders of an arranged tender did not win: most of them were dearer than the arranged winner.

    Where an insider knows or rejects their offers, they bid as they always do.
    """
    tender = world.tender
    winner = tender["winner"][of]
    arranged = (winner != NONE) & (tender["margin"][of] == NONE) & (tender["rejects"][of] == NONE)
    price = world.bid["amount"][np.where(winner != NONE, winner, 0)] if len(world.bid) else np.zeros_like(amount)
    room: Floats = np.maximum(estimate - price, 0) * rng.random(len(of))
    above: Floats = price * rng.exponential(0.06, len(of))
    rise: Floats = np.where(above < estimate - price, above, room)
    dearer = price + round_to(rise, 100)
    beaten = arranged & (amount <= price) & (rng.random(len(of)) < 0.85)
    return np.where(beaten, np.minimum(np.maximum(dearer, price + 100), estimate), amount)


def _decide(world: World, rng: np.random.Generator, unit_tender: Ints, unit_lot: Ints) -> None:
    tender, bid = world.tender, world.bid
    unit_of_tender = np.full(len(tender), -1)
    whole = unit_lot == NONE
    unit_of_tender[unit_tender[whole]] = np.flatnonzero(whole)
    unit_of_lot = np.full(len(world.lot) + 1, -1)
    unit_of_lot[unit_lot[~whole]] = np.flatnonzero(~whole)
    unit = np.where(
        bid["lot"] == NONE,
        unit_of_tender[bid["tender"]],
        unit_of_lot[np.where(bid["lot"] == NONE, -1, bid["lot"])],
    )
    entrants = np.bincount(unit[bid["status"] == VALID], minlength=len(unit_tender))
    arranged_unit = tender["winner"][unit_tender] != NONE
    entrants = np.where(arranged_unit, np.bincount(unit, minlength=len(unit_tender)), entrants)
    competitive = (tender["procedure"][unit_tender] != SINGLE_SOURCE) & (tender["forced"][unit_tender] == NONE)
    failed = np.where(competitive, entrants < 3, entrants < 1)
    # A tender fails as a whole when its only unit, or all of its lots, drew too few bidders.
    alive = np.bincount(unit_tender, weights=~failed, minlength=len(tender)) > 0
    tender["status"][:] = np.where((tender["status"] == COMPLETE) & ~alive, CANCELLED, tender["status"])
    valid = np.flatnonzero((bid["status"] == VALID) & ~failed[unit] & (tender["status"][bid["tender"]] == COMPLETE))
    order = valid[np.lexsort((bid["amount"][valid], unit[valid]))]
    rank = rank_within(unit[order])
    rivals = np.bincount(unit[order], minlength=len(unit_tender))
    choice = np.where((rng.random(len(unit_tender)) < 0.25) & (rivals > 1), 1, 0)
    winner = order[rank == choice[unit[order]]]
    arranged = tender["winner"][bid["tender"][winner]]
    winner = np.where(arranged != NONE, arranged, winner)
    opened = tender["deadline"][bid["tender"][winner]] // DAY_SECONDS
    lag = tender["lag"][bid["tender"][winner]]
    awarded = opened + np.where(lag == NONE, between(rng, 1, 12, len(winner)), lag)
    done = awarded <= LAST_DAY
    winner, awarded = winner[done], awarded[done]
    sequence = np.lexsort((winner, awarded))
    winner, awarded = winner[sequence], awarded[sequence]
    world.award.append(
        len(winner),
        tender=bid["tender"][winner],
        lot=bid["lot"][winner],
        bid=winner,
        supplier=bid["bidder"][winner],
        amount=bid["amount"][winner],
        awarded_on=awarded,
    )
