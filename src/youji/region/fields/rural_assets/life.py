"""An honest life of village collectives over three years.

Assumptions: fourteen properties a village; rents of one kind differ by a factor of about 1.25 (sigma 0.22 of the
logarithm); leases run three, five or ten years and rent is paid once a year, up to ninety days late; four in five
lessees are members; every letting is auctioned or resolved upon; one receipt in twelve is booked without its number.
"""

from __future__ import annotations

import numpy as np

from youji.region.fields.rural_assets import records
from youji.region.randomness import Bools, Ints, between, log_normal, weighted
from youji.region.tables import FIRST_DAY, HOLDER_ORGANISATION, HOLDER_PERSON, LAST_DAY, NONE, World

RENTS = np.array([18_000, 6_000, 8_000, 70_000, 6_000, 90_000])
"""Usual rent in fen a year by kind: by square metre of buildings, by mu of land and water."""
_AREAS = np.array([70.0, 700.0, 200.0, 35.0, 120.0, 9.0])
_PER_VILLAGE = np.array([0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 3, 4, 5, 5])
_YEAR = 365


def members(world: World) -> tuple[Ints, Ints]:
    """Grown living members of the villages, sorted by village, and the village of each."""
    people, born = world.people, world.person["born"]
    fit = (people.village != NONE) & (people.died == NONE) & (born < FIRST_DAY - 22 * 365)
    rows = np.flatnonzero(fit)
    rows = rows[np.argsort(people.village[rows], kind="stable")]
    return rows, people.village[rows]


def some_member(rng: np.random.Generator, grown: Ints, home: Ints, village: Ints) -> Ints:
    """For each entry of `village` one of its members."""
    low, high = np.searchsorted(home, village), np.searchsorted(home, village, side="right")
    return grown[np.minimum(low + (rng.random(len(village)) * (high - low)).astype(np.int64), len(grown) - 1)]


def live(world: World) -> None:
    """Fill the datasets of the field."""
    rng, villages = world.stream("village property"), world.people.villages
    grown, home = members(world)
    count, each = len(villages), len(_PER_VILLAGE)
    village = np.repeat(villages, each)
    kind = np.tile(_PER_VILLAGE, count)
    area = np.maximum(1000, (log_normal(rng, _AREAS[kind], 0.4, len(kind)) * 1000).astype(np.int64))
    state = weighted(rng, [0.86, 0.06, 0.08], len(kind))
    asset = world.records["village_asset"].append(
        len(kind),
        village=village,
        number=np.tile(np.arange(1, each + 1), count),
        kind=kind,
        area=area,
        value=area * RENTS[kind] // 1000 * 8,
        state=state,
    )
    _leases(world, rng, asset[state == records.LET], (grown, home))
    _former_leases(world, rng, asset[state != records.LET], (grown, home))
    receive_rent(world, rng, np.arange(len(world.records["village_lease"])))
    _spend(world, rng, villages, (grown, home))
    _sell(world, rng, villages, (grown, home))


def rent_of(rng: np.random.Generator, kind: Ints, area: Ints) -> Ints:
    """A usual yearly rent in fen, whole yuan."""
    return np.maximum(
        10_000, (log_normal(rng, RENTS[kind] * area / 1000, 0.22, len(kind)) / 100).astype(np.int64) * 100
    )


def _lessees(world: World, rng: np.random.Generator, village: Ints, folk: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    firm = rng.random(len(village)) < 0.2
    companies = between(rng, world.buyer_count, world.market["organisation"] - 1, len(village))
    lessee = np.where(firm, companies, some_member(rng, *folk, village))
    return lessee, np.where(firm, HOLDER_ORGANISATION, HOLDER_PERSON)


def _leases(world: World, rng: np.random.Generator, asset: Ints, folk: tuple[Ints, Ints]) -> None:
    """The present lease of each asset, and the one before where it began within the last years."""
    term = np.array([3, 5, 10])[weighted(rng, [0.4, 0.4, 0.2], len(asset))] * _YEAR
    end = LAST_DAY + (term * rng.random(len(asset))).astype(np.int64) + 1
    start = end - term + 1
    row = _let(world, rng, asset, (start, end), folk)
    before = rng.random(len(asset)) < 0.5
    earlier, first = asset[before], start[before]
    gap = between(rng, 1, 60, len(earlier))
    lease = _let(world, rng, earlier, (first - gap - 5 * _YEAR, first - gap), folk)
    world.records["village_lease"]["ended_on"][lease[::2]] = (first - gap)[::2]
    _resolve(world, rng, np.r_[row, lease])


def _former_leases(world: World, rng: np.random.Generator, asset: Ints, folk: tuple[Ints, Ints]) -> None:
    """Leases of what is idle or used by the village now; they ended in time."""
    end = between(rng, FIRST_DAY, LAST_DAY - 60, len(asset))
    lease = _let(world, rng, asset, (end - 5 * _YEAR, end), folk)
    world.records["village_lease"]["ended_on"][lease] = end
    _resolve(world, rng, lease)


def _let(world: World, rng: np.random.Generator, asset: Ints, term: tuple[Ints, Ints], folk: tuple[Ints, Ints]) -> Ints:
    table, (start, end) = world.records["village_asset"], term
    village = table["village"][asset]
    lessee, lessee_kind = _lessees(world, rng, village, folk)
    return world.records["village_lease"].append(
        len(asset),
        village=village,
        asset=asset,
        lessee=lessee,
        lessee_kind=lessee_kind,
        signed_on=start - between(rng, 0, 20, len(asset)),
        start_on=start,
        end_on=end,
        rent=rent_of(rng, table["kind"][asset], table["area"][asset]),
        method=weighted(rng, [0.4, 0.1, 0.5], len(asset)),
    )


def _resolve(world: World, rng: np.random.Generator, lease: Ints) -> None:
    table = world.records["village_lease"]
    chosen = lease[(table["method"][lease] == records.NEGOTIATED) | (rng.random(len(lease)) < 0.6)]
    hold_meetings(
        world,
        rng,
        table["asset"][chosen],
        table["signed_on"][chosen] - between(rng, 10, 120, len(chosen)),
        records.LEASE,
    )


def hold_meetings(world: World, rng: np.random.Generator, asset: Ints, on: Ints, matter: int) -> Ints:
    """Lawful resolutions about assets, one each."""
    count = len(asset)
    entitled = between(rng, 24, 48, count)
    present = np.ceil(entitled * rng.uniform(0.72, 1.0, count)).astype(np.int64)
    return world.records["village_resolution"].append(
        count,
        village=world.records["village_asset"]["village"][asset],
        on=on,
        body=records.REPRESENTATIVES,
        matter=matter,
        asset=asset,
        entitled=entitled,
        present=present,
        in_favour=np.ceil(present * rng.uniform(0.9, 1.0, count)).astype(np.int64),
    )


def receive_rent(world: World, rng: np.random.Generator, lease: Ints, share: float = 1.0) -> Ints:
    """Receipts and book entries for the rent of leases within the period; `share` of the receipts are given."""
    table = world.records["village_lease"]
    years = np.arange(FIRST_DAY - 11 * _YEAR, LAST_DAY + 1, _YEAR)
    start, last = (
        table["start_on"][lease],
        np.where(table["ended_on"][lease] == NONE, LAST_DAY, table["ended_on"][lease]),
    )
    last = np.minimum(last, table["end_on"][lease])
    turn = np.arange(len(years))
    due = start[:, None] + turn[None, :] * _YEAR
    paid = due + between(rng, -10, 90, due.size).reshape(due.shape)
    there = (
        (due >= FIRST_DAY - 20) & (due < last[:, None] - 300 * (turn > 0)) & (paid >= FIRST_DAY) & (paid <= LAST_DAY)
    )
    there &= rng.random(due.shape) < share
    at, year = np.nonzero(there)
    receipt = world.records["rent_receipt"].append(
        len(at),
        village=table["village"][lease[at]],
        lease=lease[at],
        payer=table["lessee"][lease[at]],
        payer_kind=table["lessee_kind"][lease[at]],
        on=paid[at, year],
        amount=table["rent"][lease[at]],
        method=weighted(rng, [0.3, 0.5, 0.2], len(at)),
    )
    book_receipts(world, rng, receipt, rng.random(len(receipt)) < 0.92)
    return receipt


def book_receipts(world: World, rng: np.random.Generator, receipt: Ints, named: Bools) -> None:
    """Enter receipts in the books; those that are not `named` appear as sums without a number."""
    table, count = world.records["rent_receipt"], len(receipt)
    world.records["village_account_entry"].append(
        count,
        village=table["village"][receipt],
        voucher=between(rng, 1, 900_000, count),
        on=np.minimum(LAST_DAY, table["on"][receipt] + between(rng, 2, 40, count)),
        direction=records.IN,
        amount=table["amount"][receipt],
        receipt=np.where(named, receipt, NONE),
        other=table["payer"][receipt],
        other_kind=table["payer_kind"][receipt],
        subject=records.RENT,
    )


def _spend(world: World, rng: np.random.Generator, villages: Ints, folk: tuple[Ints, Ints]) -> None:
    """Pay of the cadres by the month, small labour and purchases in odd sums, relief, and a grant a year."""
    months = np.arange(FIRST_DAY + 20, LAST_DAY, 30)
    of = np.repeat(villages, len(months))
    on = np.tile(months, len(villages))
    plans = (
        (records.WAGES, 5, 300_000, True),
        (records.LABOUR, 4, 140_000, False),
        (records.PURCHASE, 3, 220_000, False),
        (records.RELIEF, 1, 100_000, True),
    )
    for subject, times, usual, is_round in plans:
        village, days_ = np.repeat(of, times), np.repeat(on, times)
        amount = (log_normal(rng, usual, 0.5, len(village))).astype(np.int64)
        firm = (subject == records.PURCHASE) & (rng.random(len(village)) < 0.7)
        companies = between(rng, world.buyer_count, world.market["organisation"] - 1, len(village))
        world.records["village_account_entry"].append(
            len(village),
            village=village,
            voucher=between(rng, 1, 900_000, len(village)),
            on=np.minimum(LAST_DAY, days_ + between(rng, 0, 9, len(village))),
            direction=records.OUT,
            amount=np.maximum(10_000, amount // 10_000 * 10_000) if is_round else amount // 10 * 10,
            other=np.where(firm, companies, some_member(rng, *folk, village)),
            other_kind=np.where(firm, HOLDER_ORGANISATION, HOLDER_PERSON),
            subject=subject,
        )
    world.records["village_account_entry"].append(
        3 * len(villages),
        village=np.repeat(villages, 3),
        voucher=between(rng, 1, 900_000, 3 * len(villages)),
        on=np.tile(np.arange(3) * _YEAR, len(villages)) + FIRST_DAY + 100,
        direction=records.IN,
        amount=between(rng, 100, 900, 3 * len(villages)) * 100_000,
        subject=records.GRANT,
    )


def _sell(world: World, rng: np.random.Generator, villages: Ints, folk: tuple[Ints, Ints]) -> None:
    """A sale a village in three years, resolved upon before."""
    asset = new_assets(world, rng, villages, records.GONE)
    on = between(rng, FIRST_DAY + 60, LAST_DAY - 5, len(asset))
    hold_meetings(world, rng, asset, on - between(rng, 15, 200, len(asset)), records.DISPOSAL)
    amount = (log_normal(rng, 6_000_000, 0.8, len(asset)) / 100).astype(np.int64) * 100
    world.records["asset_disposal"].append(
        len(asset),
        village=villages,
        asset=asset,
        buyer=some_member(rng, *folk, villages),
        buyer_kind=HOLDER_PERSON,
        on=on,
        amount=amount,
        appraised=amount * 95 // 100,
        method=weighted(rng, [0.6, 0.4], len(asset)),
    )


def new_assets(world: World, rng: np.random.Generator, villages: Ints, state: int) -> Ints:
    """One more asset for each entry of `villages`."""
    count = len(villages)
    kind = weighted(rng, [0.6, 0.2, 0.2], count)
    area = np.maximum(1000, (log_normal(rng, _AREAS[kind], 0.3, count) * 1000).astype(np.int64))
    number = between(rng, 20, 99, count)
    value = area * RENTS[kind] // 1000 * 8
    return world.records["village_asset"].append(
        count, village=villages, number=number, kind=kind, area=area, value=value, state=state
    )
