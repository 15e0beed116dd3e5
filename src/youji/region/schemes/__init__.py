"""The planted schemes: one file an actor with a motive, none of which knows any supervision model.

Each file has `NAME`, `PER_SCALE` (cases in a region of scale 1) and `plant(actors, case)`, which returns
False when the region is too small for another case. Effects come in four steps, from blatant to faint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from youji.region.actors import Actors
from youji.region.schemes import (
    bid_ring,
    change_after_low_bid,
    copied_offers,
    cover_bidding,
    disqualify_all_others,
    disqualify_cheapest,
    escort_bidder,
    favoured_supplier,
    invented_amounts,
    kin_award,
    leaked_ceiling,
    leaked_price,
    lone_bid,
    overpayment,
    raised_after_direct_award,
    rotation_ring,
    same_address,
    same_author,
    same_device,
    same_hand,
    shared_deposit_account,
    shell_bidders,
    single_source_without_cause,
    split_purchases,
    stepped_offers,
    tailored_deadline,
    untendered,
)
from youji.region.truth import Case


@dataclass(frozen=True)
class Scheme:
    """A kind of scheme, how many a region of scale 1 has, and the actor who plants one."""

    name: str
    per_scale: float
    plant: Callable[[Actors, Case], bool]


SCHEMES = tuple(
    Scheme(module.NAME, module.PER_SCALE, module.plant)
    for module in (
        kin_award,
        shell_bidders,
        bid_ring,
        escort_bidder,
        same_hand,
        change_after_low_bid,
        split_purchases,
        untendered,
        overpayment,
        tailored_deadline,
        lone_bid,
        single_source_without_cause,
        copied_offers,
        stepped_offers,
        leaked_price,
        cover_bidding,
        rotation_ring,
        shared_deposit_account,
        same_author,
        same_device,
        same_address,
        favoured_supplier,
        disqualify_cheapest,
        disqualify_all_others,
        leaked_ceiling,
        raised_after_direct_award,
        invented_amounts,
    )
)


def plant_all(actors: Actors, scale: float, effects: tuple[int, ...]) -> None:
    """Plant every scheme, at least once each, with the effects in turn; a seed decides which comes first."""
    for order, scheme in enumerate(SCHEMES):
        for number in range(max(1, round(scheme.per_scale * scale))):
            effect = effects[(number + order + actors.world.seed) % len(effects)]
            if not scheme.plant(actors, Case(scheme.name, number + 1, effect)):
                break
