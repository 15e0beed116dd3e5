"""Innocent cases that look like a scheme: what a screen must learn to leave alone.

Each kind names the scheme it resembles. They are planted like schemes, with firms and tenders of their own,
or marked where the honest world brings them about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from youji.region.actors import Actors
from youji.region.look_alikes import bidders, kin, money, prices, procedures
from youji.region.randomness import Ints
from youji.region.tables import HOLDER_ORGANISATION, NONE, STATE_OWNED
from youji.region.truth import FAINT, Case, Ledger


@dataclass(frozen=True)
class LookAlike:
    """A kind of innocent case, the scheme it resembles, and how many a region of scale 1 has."""

    name: str
    resembles: str
    per_scale: float
    plant: Callable[[Actors, Case], bool]


LOOK_ALIKES = (
    LookAlike("framework_orders", "split_purchases", 5, money.framework_orders),
    LookAlike("emergency_purchase", "untendered", 4, money.emergency_purchase),
    LookAlike("recorded_change", "overpayment", 6, money.recorded_change),
    LookAlike("late_retention", "overpayment", 3, money.late_retention),
    LookAlike("joint_venture", "same_hand", 4, bidders.joint_venture),
    LookAlike("same_building", "shell_bidders", 4, bidders.same_building),
    LookAlike("agent_phone", "shell_bidders", 4, bidders.agent_phone),
    LookAlike("minor_investor", "shell_bidders", 3, bidders.minor_investor),
    LookAlike("small_market", "bid_ring", 2, bidders.small_market),
    LookAlike("namesake", "kin_award", 4, kin.namesake),
    LookAlike("kin_other_office", "kin_award", 5, kin.other_office),
    LookAlike("kin_outside_term", "kin_award", 4, kin.outside_term),
    LookAlike("negotiation_after_failure", "tailored_deadline", 3, procedures.negotiation_after_failure),
    LookAlike("urgent_purchase", "tailored_deadline", 3, procedures.urgent_purchase),
    LookAlike("few_at_second_try", "lone_bid", 3, procedures.few_at_second_try),
    LookAlike("noticed_single_source", "single_source_without_cause", 4, procedures.noticed_single_source),
    LookAlike("sole_producer", "favoured_supplier", 2, procedures.sole_producer),
    LookAlike("rejected_once", "disqualify_cheapest", 4, procedures.rejected_once),
    LookAlike("platform_account", "shared_deposit_account", 2, procedures.platform_account),
    LookAlike("ceiling_market", "leaked_ceiling", 2, prices.ceiling_market),
    LookAlike("regulated_prices", "copied_offers", 2, prices.regulated_prices),
    LookAlike("close_second", "leaked_price", 3, prices.close_second),
    LookAlike("honest_loser", "escort_bidder", 3, prices.honest_loser),
)


def plant_all(actors: Actors, scale: float) -> None:
    """Plant every kind, at least one case each."""
    for look_alike in LOOK_ALIKES:
        for number in range(max(1, round(look_alike.per_scale * scale))):
            if not look_alike.plant(actors, Case(look_alike.name, number + 1, FAINT, look_alike.resembles)):
                break


def point_out_terminals(ledger: Ledger, bids: Ints) -> None:
    """Strangers who used one public terminal in one tender: one case each tender."""
    tenders = ledger.world.bid["tender"][bids]
    for number, tender in enumerate(np.unique(tenders), start=1):
        case = Case("public_terminal", number, FAINT, "same_hand")
        ledger.mark_fingerprints(case, bids[tenders == tender])


def point_out_siblings(ledger: Ledger) -> None:
    """State-owned firms of one trustee in one tender: each under its own management; one case each tender."""
    world = ledger.world
    owner = np.full(len(world.organisation), NONE)
    state = np.flatnonzero(world.shareholding["holder_kind"] == HOLDER_ORGANISATION)
    firm = world.shareholding["organisation"][state]
    public = world.organisation["kind"][firm] == STATE_OWNED
    owner[firm[public]] = world.shareholding["holder"][state][public]
    rows = np.flatnonzero(owner[world.bid["bidder"]] != NONE)
    units = np.stack([world.bid["tender"][rows], world.bid["lot"][rows], owner[world.bid["bidder"][rows]]])
    _, unit, size = np.unique(units, axis=1, return_inverse=True, return_counts=True)
    together = rows[size[unit.ravel()] > 1]
    for number, tender in enumerate(np.unique(world.bid["tender"][together]), start=1):
        bids = together[world.bid["tender"][together] == tender]
        case = Case("state_owned_siblings", number, FAINT, "shell_bidders")
        ledger.mark(case, world.bid["bidder"][bids], "bid", bids)
