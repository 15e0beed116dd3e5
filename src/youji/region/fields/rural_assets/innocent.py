"""Innocent villages and cadres that look like dishonest ones."""

from __future__ import annotations

import numpy as np

from youji.region.fields.rural_assets import records
from youji.region.fields.rural_assets.acts import lease_out, member_of, one_village
from youji.region.fields.rural_assets.life import hold_meetings, new_assets, receive_rent
from youji.region.scene import Scene
from youji.region.tables import HOLDER_ORGANISATION, HOLDER_PERSON, LAST_DAY, NONE
from youji.region.truth import PERSON, Case

_YEAR = 365


def _village(scene: Scene) -> int:
    """A village no case is about; where there is none left, any."""
    villages = scene.world.people.villages
    found = one_village(scene)
    return int(villages[int(scene.rng.integers(0, len(villages)))]) if found is None else found


def auction_low(scene: Scene, case: Case) -> bool:
    """Only one bidder came to the auction, and the rent is low."""
    village = _village(scene)
    since = LAST_DAY - 600
    _, lease = lease_out(scene, village, since, since + 5 * _YEAR, factor=0.4, method=records.AUCTION)
    receive_rent(scene.world, scene.rng, np.array([lease]))
    scene.mark(case, village, "village_lease", [lease])
    return True


def kin_wins_auction(scene: Scene, case: Case) -> bool:
    """A cadre's spouse or child bid most in public."""
    world = scene.world
    position, kinship = world.position, world.kinship
    serving = np.isin(position["organisation"], world.people.villages) & np.isin(position["person"], kinship["person"])
    taken = scene.persons(position["person"][serving], 1)
    if taken is None:
        return False
    cadre = int(taken[0])
    village = int(position["organisation"][serving & (position["person"] == cadre)][0])
    kin = int(kinship["relative"][kinship["person"] == cadre][0])
    since = LAST_DAY - 500
    asset, lease = lease_out(scene, village, since, since + 5 * _YEAR, lessee=kin, method=records.AUCTION)
    hold_meetings(world, scene.rng, np.array([asset]), np.array([since - 40]), records.LEASE)
    receive_rent(world, scene.rng, np.array([lease]))
    scene.mark(case, cadre, "village_lease", [lease], PERSON)
    return True


def remit_rent(scene: Scene, case: Case) -> bool:
    """After a flood the representatives let the lessee off."""
    village = _village(scene)
    since = LAST_DAY - 1200
    asset, lease = lease_out(scene, village, since, since + 10 * _YEAR)
    hold_meetings(scene.world, scene.rng, np.array([asset]), np.array([since - 40]), records.LEASE)
    scene.table("village_lease")["remission"][lease] = 0
    scene.mark(case, village, "village_lease", [lease])
    return True


def book_in_one_sum(scene: Scene, case: Case) -> bool:
    """Eight receipts of a market day stand in the books as one sum."""
    village = _village(scene)
    receipt, count = scene.table("rent_receipt"), 8
    on = LAST_DAY - 400
    rows = receipt.append(count, village=village, on=on + np.arange(count) % 3, amount=250_000, method=0)
    scene.table("village_account_entry").append(
        1,
        village=village,
        voucher=777_001,
        on=on + 12,
        direction=records.IN,
        amount=250_000 * count,
        subject=records.RENT,
    )
    scene.mark(case, village, "rent_receipt", rows)
    return True


def expropriate(scene: Scene, case: Case) -> bool:
    """A road was built where the shop had stood."""
    village = _village(scene)
    asset = new_assets(scene.world, scene.rng, np.array([village]), records.GONE)
    row = scene.table("asset_disposal").append(
        1,
        village=village,
        asset=asset,
        buyer=0,
        buyer_kind=HOLDER_ORGANISATION,
        on=LAST_DAY - 300,
        amount=45_000_000,
        appraised=45_000_000,
        method=records.EXPROPRIATION,
    )
    scene.mark(case, village, "asset_disposal", row)
    return True


def pay_cleaning(scene: Scene, case: Case) -> bool:
    """A villager keeps the lanes clean for the same sum each month."""
    villages = scene.world.people.villages
    village = int(villages[case.number % len(villages)])
    cleaner = member_of(scene, village)
    if cleaner is None:
        return False
    months = np.arange(LAST_DAY - 700, LAST_DAY, 30)
    rows = scene.table("village_account_entry").append(
        len(months),
        village=village,
        voucher=600_000 + np.arange(len(months)),
        on=months,
        direction=records.OUT,
        amount=200_000,
        receipt=NONE,
        other=cleaner,
        other_kind=HOLDER_PERSON,
        subject=records.LABOUR,
    )
    scene.mark(case, cleaner, "village_account_entry", rows, PERSON)
    return True
