"""An honest life of rural water over three years.

Assumptions: two works a village, run by a dozen operators; three projects a works within the period, each of another
kind; six cubic metres a household and month; three small repairs a works and year, paid within two months; prices
between two and three yuan for households, a third more for business.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from youji.region.fields.water import records
from youji.region.organisations import join_later
from youji.region.randomness import Ints, between, log_normal, weighted
from youji.region.tables import COMPANY, EPOCH, FIRST_DAY, LAST_DAY, NONE, World

WORKS_A_VILLAGE = 2
_QUANTITY = np.array([1_000, 1_000, 3_200_000, 180_000, 2_000])
_COST = np.array([18_000_000, 35_000_000, 12_000, 90_000, 9_000_000])
"""Usual fen for a source, a plant, a metre of mains, a household and a tank."""


def months() -> Ints:
    """First days of the months of the period."""
    firsts = [(2022 + (6 + i) // 12, (6 + i) % 12 + 1) for i in range(36)]
    return np.array([(date(year, month, 1) - EPOCH).days for year, month in firsts])


def live(world: World) -> None:
    """Fill the datasets of the field."""
    rng, villages = world.stream("rural water"), world.people.villages
    count, place = max(6, round(12 * world.scale)), world.place
    words = ("清泉", "甘露", "碧源", "涌泉", "润民", "惠泽", "源清", "流长", "溪谷", "山泉", "澄江", "沐泽")
    names = [f"{place.short}{words[i % len(words)]}{'民' * (i // len(words))}农村供水有限公司" for i in range(count)]
    operators = join_later(world, "water operators", names, COMPANY, np.arange(count) % len(place.districts))
    village = np.repeat(villages, WORKS_A_VILLAGE)
    operator = operators[np.arange(len(village)) // WORKS_A_VILLAGE % count]
    works = world.records["water_works"].append(
        len(village), operator=operator, village=village, households=between(rng, 60, 320, len(village))
    )
    _projects(world, rng, works)
    _supply(world, rng, works)
    _upkeep(world, rng, works)
    _bills(world, rng, works, operators)


def _projects(world: World, rng: np.random.Generator, works: Ints) -> None:
    table = world.records["water_works"]
    of = np.repeat(works, 3)
    content = (np.tile([0, 1, 2], len(works)) + np.repeat(between(rng, 0, 4, len(works)), 3)) % 5
    accepted = between(rng, FIRST_DAY + 40, LAST_DAY - 30, len(of))
    quantity = np.where(
        content < 2, 1_000, log_normal(rng, _QUANTITY[content], 0.4, len(of)).astype(np.int64) // 1000 * 1000
    )
    usual = np.maximum(1_000, quantity) / 1000 * _COST[content]
    amount = (usual * rng.uniform(0.8, 1.25, len(of)) / 100).astype(np.int64) * 100
    world.records["water_project"].append(
        len(of),
        programme=weighted(rng, [0.3, 0.2, 0.25, 0.1, 0.15], len(of)),
        owner=table["operator"][of],
        contractor=between(rng, world.buyer_count, world.market["organisation"] - 1, len(of)),
        works=of,
        content=content,
        quantity=quantity,
        amount=amount,
        paid=(amount * rng.uniform(0.9, 1.0, len(of)) / 100).astype(np.int64) * 100,
        started_on=accepted - between(rng, 60, 240, len(of)),
        accepted_on=accepted,
    )


def _supply(world: World, rng: np.random.Generator, works: Ints) -> None:
    month = months()
    of, on = np.repeat(works, len(month)), np.tile(month, len(works))
    homes = world.records["water_works"]["households"][of]
    stopped = rng.random(len(of)) < 0.006
    out = rng.integers(1, 6, len(of))
    days = np.where(stopped, 0, 31 - out * (rng.random(len(of)) < 0.2))
    world.records["water_supply_record"].append(
        len(of),
        works=of,
        month=on,
        supplied=np.where(stopped, 0, (homes * 6_000 * rng.uniform(0.85, 1.15, len(of))).astype(np.int64)),
        days=np.minimum(days, 28 + (rng.random(len(of)) < 0.8) * 2),
        households=np.where(stopped, 0, homes),
        reason=np.where(stopped, weighted(rng, [0.3, 0.7], len(of)), NONE),
    )


def _upkeep(world: World, rng: np.random.Generator, works: Ints) -> None:
    of = np.repeat(works, 9)
    on = np.sort(between(rng, FIRST_DAY, LAST_DAY - 70, len(of)).reshape(-1, 9), axis=1).ravel()
    cost = np.maximum(30_000, log_normal(rng, 320_000, 0.6, len(of)).astype(np.int64) // 100 * 100)
    repair = world.records["water_repair"].append(
        len(of),
        works=of,
        on=on,
        content=weighted(rng, [1, 1, 1, 1, 1], len(of)),
        cost=cost,
        accepted_on=on + between(rng, 1, 9, len(of)),
    )
    world.records["water_maintenance_payment"].append(
        len(of),
        works=of,
        operator=world.records["water_works"]["operator"][of],
        payee=between(rng, world.buyer_count, world.market["organisation"] - 1, len(of)),
        amount=(cost * rng.uniform(0.97, 1.05, len(of)) / 100).astype(np.int64) * 100,
        on=on + between(rng, 10, 60, len(of)),
        repair=repair,
    )


def _bills(world: World, rng: np.random.Generator, works: Ints, operators: Ints) -> None:
    price = np.maximum(20_000, between(rng, 40, 62, len(operators)) * 500)
    for use, factor in ((records.HOUSEHOLD, 100), (records.BUSINESS, 135)):
        world.records["water_price_approval"].append(
            len(operators),
            operator=operators,
            use=use,
            price=price * factor // 100,
            base=0,
            from_on=FIRST_DAY - between(rng, 200, 1500, len(operators)),
        )
    table, month = world.records["water_works"], months()
    of, on = np.repeat(works, len(month)), np.tile(month, len(works)) + 25
    for use, factor, share in ((records.HOUSEHOLD, 100, 5_500), (records.BUSINESS, 135, 600)):
        volume = (table["households"][of] * share * rng.uniform(0.85, 1.15, len(of))).astype(np.int64)
        cost = price[table["operator"][of] - operators[0]] * factor // 100
        world.records["water_bill"].append(
            len(of),
            operator=table["operator"][of],
            works=of,
            village=table["village"][of],
            on=on,
            use=use,
            volume=volume,
            amount=(volume * cost // 100_000 * rng.uniform(0.99, 1.008, len(of))).astype(np.int64),
        )
