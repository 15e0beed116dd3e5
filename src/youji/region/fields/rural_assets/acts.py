"""What dishonest cadres do with village property and money."""

from __future__ import annotations

import numpy as np

from youji.region.fields.rural_assets import records
from youji.region.fields.rural_assets.life import RENTS, hold_meetings, members, new_assets, receive_rent
from youji.region.randomness import Ints, between
from youji.region.scene import Scene
from youji.region.tables import HOLDER_PERSON, LAST_DAY, NONE
from youji.region.truth import PERSON, Case

_YEAR = 365


def one_village(scene: Scene) -> int | None:
    """A village no case is about."""
    taken = scene.organisations(scene.world.people.villages, 1)
    return None if taken is None else int(taken[0])


def member_of(scene: Scene, village: int) -> int | None:
    """A grown member of the village no case is about."""
    grown, home = members(scene.world)
    taken = scene.persons(grown[home == village], 1)
    return None if taken is None else int(taken[0])


def lease_out(
    scene: Scene, village: int, since: int, until: int, *, factor: float = 1.0, lessee: int = NONE, method: int = 2
) -> tuple[int, int]:
    """One more asset of a village and its lease; `factor` times the usual rent. Returns asset and lease."""
    world, rng = scene.world, scene.rng
    asset = new_assets(world, rng, np.array([village]), records.LET)
    table = scene.table("village_asset")
    kind, area = table["kind"][asset], table["area"][asset]
    rent = np.floor(RENTS[kind] * area / 1000 * factor / 100).astype(np.int64) * 100
    if lessee == NONE:
        grown, home = members(world)
        own = grown[home == village]
        lessee = int(own[int(rng.integers(0, len(own)))])
    row = scene.table("village_lease").append(
        1,
        village=village,
        asset=asset,
        lessee=lessee,
        lessee_kind=HOLDER_PERSON,
        signed_on=since - 5,
        start_on=since,
        end_on=until,
        rent=np.maximum(rent, 20_000),
        method=method,
    )
    return int(asset[0]), int(row[0])


def let_cheaply(scene: Scene, case: Case) -> bool:
    """Property goes to a friend for a fraction of what it would bring."""
    village = one_village(scene)
    if village is None:
        return False
    factor = scene.rng.uniform(*((0.15, 0.25), (0.28, 0.38), (0.42, 0.5), (0.54, 0.6))[case.effect])
    since = LAST_DAY - int(scene.rng.integers(400, 900))
    asset, lease = lease_out(scene, village, since, since + 5 * _YEAR, factor=factor)
    hold_meetings(scene.world, scene.rng, np.array([asset]), np.array([since - 40]), records.LEASE)
    receive_rent(scene.world, scene.rng, np.array([lease]))
    scene.mark(case, village, "village_lease", [lease])
    return True


def let_to_kin(scene: Scene, case: Case) -> bool:
    """A cadre takes village property for the own household, and nobody is asked."""
    world, rng = scene.world, scene.rng
    position, kinship = world.position, world.kinship
    serving = np.isin(position["organisation"], world.people.villages) & (position["to_on"] == NONE)
    with_kin = np.isin(position["person"], kinship["person"])
    taken = scene.persons(position["person"][serving & with_kin], 1)
    if taken is None:
        return False
    cadre = int(taken[0])
    row = int(np.flatnonzero(serving & (position["person"] == cadre))[0])
    village = int(position["organisation"][row])
    kin = kinship["relative"][kinship["person"] == cadre]
    kin = kin[kinship["relation"][kinship["person"] == cadre] < 7]
    lessee = cadre if case.effect == 0 or not len(kin) else int(kin[0])
    since = max(int(position["from_on"][row]) + 30, LAST_DAY - int(rng.integers(300, 900)))
    factor = (0.3, 0.45, 0.8, 1.0)[case.effect]
    asset, lease = lease_out(scene, village, since, since + 5 * _YEAR, factor=factor, lessee=lessee)
    if case.effect >= 2:
        late = hold_meetings(world, rng, np.array([asset]), np.array([since + 60]), records.LEASE)
        scene.table("village_resolution")["body"][late] = records.COUNCIL if case.effect == 2 else records.MEMBERS
    receive_rent(world, rng, np.array([lease]))
    scene.mark(case, cadre, "village_lease", [lease], PERSON)
    return True


def waive_rent(scene: Scene, case: Case) -> bool:
    """The lessee is a friend; nobody asks for the rent."""
    village = one_village(scene)
    if village is None:
        return False
    world, rng = scene.world, scene.rng
    since = LAST_DAY - (1500, 1300, 1100, 1000)[case.effect]
    asset, lease = lease_out(scene, village, since, since + 10 * _YEAR, factor=(2.5, 1.5, 1.2, 1.0)[case.effect])
    hold_meetings(world, rng, np.array([asset]), np.array([since - 30]), records.LEASE)
    paid = receive_rent(world, rng, np.array([lease])) if case.effect >= 2 else np.empty(0, np.int64)
    # What was paid was a part of what is owed.
    _scale_down(scene, paid, 0.45 if case.effect == 2 else 0.5)
    scene.mark(case, village, "village_lease", [lease])
    return True


def _scale_down(scene: Scene, receipts: Ints, share: float) -> None:
    if not len(receipts):
        return
    receipt, entry = scene.table("rent_receipt"), scene.table("village_account_entry")
    receipt["amount"][receipts] = (receipt["amount"][receipts] * share / 100).astype(np.int64) * 100
    own = np.arange(len(entry) - len(receipts), len(entry))
    entry["amount"][own] = receipt["amount"][receipts]


def leave_in_place(scene: Scene, case: Case) -> bool:
    """The lease ran out; the lessee stays and a cadre is thanked in private."""
    village = one_village(scene)
    if village is None:
        return False
    days = int(scene.rng.integers(*((1000, 1600), (600, 900), (330, 500), (200, 260))[case.effect]))
    until = LAST_DAY - days
    asset, lease = lease_out(scene, village, until - 5 * _YEAR, until)
    hold_meetings(scene.world, scene.rng, np.array([asset]), np.array([until - 5 * _YEAR - 40]), records.LEASE)
    receive_rent(scene.world, scene.rng, np.array([lease]))
    scene.mark(case, village, "village_lease", [lease])
    return True


def keep_cash(scene: Scene, case: Case) -> bool:
    """Stall fees are taken in cash against receipts, and the money stays in a drawer."""
    village = one_village(scene)
    if village is None:
        return False
    rng = scene.rng
    total = int(
        rng.uniform(*((60_000, 120_000), (25_000, 50_000), (12_000, 20_000), (5_000, 9_000))[case.effect]) * 100
    )
    count = 8
    amounts = (total * rng.dirichlet(np.ones(count) * 5)).astype(np.int64) // 100 * 100
    grown, home = members(scene.world)
    own = grown[home == village]
    first = LAST_DAY - int(rng.integers(480, 520))
    rows = scene.table("rent_receipt").append(
        count,
        village=village,
        payer=own[between(rng, 0, len(own) - 1, count)],
        payer_kind=HOLDER_PERSON,
        on=first + np.arange(count) * 20,
        amount=amounts,
        method=0,
    )
    scene.mark(case, village, "rent_receipt", rows)
    return True


def sell_by_few(scene: Scene, case: Case) -> bool:
    """A few cadres sell what belongs to all."""
    village = one_village(scene)
    if village is None:
        return False
    world, rng = scene.world, scene.rng
    on = LAST_DAY - int(rng.integers(40, 800))
    asset = new_assets(world, rng, np.array([village]), records.GONE)
    amount = int(
        rng.uniform(*((300_000, 800_000), (120_000, 250_000), (50_000, 90_000), (9_000, 20_000))[case.effect]) * 100
    )
    grown, home = members(world)
    own = grown[home == village]
    row = scene.table("asset_disposal").append(
        1,
        village=village,
        asset=asset,
        buyer=own[int(rng.integers(0, len(own)))],
        buyer_kind=HOLDER_PERSON,
        on=on,
        amount=amount // 100 * 100,
        method=records.BY_AGREEMENT,
    )
    scene.mark(case, village, "asset_disposal", row)
    if case.effect:
        held = hold_meetings(world, rng, asset, np.array([on + (0, -30, 40, -30)[case.effect]]), records.DISPOSAL)
        table = scene.table("village_resolution")
        if case.effect == 1:
            table["body"][held] = records.COUNCIL
        if case.effect == 3:
            table["present"][held] = table["entitled"][held] // 2
            table["in_favour"][held] = table["present"][held]
        scene.mark(case, village, "village_resolution", held)
    return True


def draw_round_sums(scene: Scene, case: Case) -> bool:
    """Invented labour is paid to a helper in round sums, who hands the money on."""
    villages = scene.world.people.villages
    village = int(villages[int(scene.rng.integers(0, len(villages)))])
    helper = member_of(scene, village)
    if helper is None:
        return False
    rng, count = scene.rng, (14, 10, 8, 6)[case.effect]
    low, high = ((8, 20), (5, 12), (4, 9), (3, 6))[case.effect]
    first = LAST_DAY - 530
    rows = scene.table("village_account_entry").append(
        count,
        village=village,
        voucher=between(rng, 1, 900_000, count),
        on=first + np.arange(count) * 22,
        direction=records.OUT,
        amount=between(rng, low, high, count) * 100_000,
        other=helper,
        other_kind=HOLDER_PERSON,
        subject=np.where(np.arange(count) % 3 == 0, records.PURCHASE, records.LABOUR),
    )
    scene.mark(case, helper, "village_account_entry", rows, PERSON)
    return True
