"""An honest life of schools and canteens over two school years.

Assumptions: three schools in five are primary schools; one pupil in twenty is absent on a day; nine tenths of the
present eat a lunch of five yuan that the subsidy pays; a lunch takes 0.45 kg of food; a supplier delivers once a week
on one note and asks about what the market asks; schools differ in price by three and in appetite by seven per cent.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from youji.region.fields.school_meals import records
from youji.region.organisations import join_later
from youji.region.randomness import Ints, between, log_normal, weighted
from youji.region.tables import COMPANY, EPOCH, LAST_DAY, NONE, PUBLIC_INSTITUTION, World

TERMS = ((2023, 9, 1, 2024, 1, 19), (2024, 2, 26, 2024, 7, 5), (2024, 9, 2, 2025, 1, 17), (2025, 2, 17, 2025, 6, 27))
PRICE = 5_0000
"""Ten-thousandths of a yuan a subsidised lunch costs."""
_MARKET = np.array([5.2, 28.0, 21.0, 2.6, 3.0, 5.5, 5.8, 11.0])
_KILOGRAMS = np.array([0.13, 0.05, 0.04, 0.08, 0.06, 0.04, 0.035, 0.015])
_SCHOOL_WORDS = "实验育才希望明德启智博文新华红旗朝阳东风向阳育英致远弘毅"
_SUPPLIER_WORDS = "绿源鲜达惠民康泽丰禾田园安膳味真优农"


def serial_day(year: int, month: int, day_: int) -> int:
    """Days since 1970."""
    return (date(year, month, day_) - EPOCH).days


def school_days() -> Ints:
    """Weekdays within the terms."""
    spans = [np.arange(serial_day(*t[:3]), min(LAST_DAY, serial_day(*t[3:])) + 1) for t in TERMS]
    every = np.concatenate(spans)
    return every[(every + 3) % 7 < 5]


def live(world: World) -> None:
    """Fill the datasets of the field."""
    rng = world.stream("school meals")
    suppliers = _suppliers(world, rng)
    _schools(world, rng)
    school = world.records["school"]
    count = len(school)
    serving = suppliers[np.arange(count) % len(suppliers)]
    on = school_days()
    days_of, schools_of = np.tile(on, count), np.repeat(np.arange(count), len(on))
    absent = rng.binomial(school["enrolled"][schools_of], rng.beta(4, 76, len(days_of)))
    present = school["enrolled"][schools_of] - absent
    staff = school["staff"][schools_of]
    world.records["school_attendance"].append(
        len(days_of),
        school=schools_of,
        on=days_of,
        present=present,
        absent=absent,
        staff=staff - rng.binomial(staff, 0.04),
    )
    eating = (present * rng.uniform(0.86, 0.99, len(days_of))).astype(np.int64)
    world.records["meal_claim"].append(
        len(days_of),
        school=schools_of,
        supplier=np.where(school["mode"][schools_of] == 0, NONE, serving[schools_of]),
        on=days_of,
        meal=0,
        pupils=eating,
        staff=staff // 2,
        price=PRICE,
        amount=eating * PRICE // 100,
        fund=records.NUTRITION,
    )
    _deliveries(world, rng, serving, on)
    _accounts(world, rng, serving)


def _suppliers(world: World, rng: np.random.Generator) -> Ints:
    count, place = max(8, round(24 * world.scale)), world.place
    pairs = [a + b for a in _SUPPLIER_WORDS for b in _SUPPLIER_WORDS if a != b]
    order = rng.permutation(len(pairs))
    tails = ("食品配送有限公司", "农副产品有限公司", "餐饮管理有限公司")
    names = [
        f"{place.short}{pairs[order[i % len(pairs)]]}{'兴' * (i // len(pairs))}{tails[i % 3]}" for i in range(count)
    ]
    adults = np.flatnonzero((world.people.died == NONE) & (world.person["born"] < serial_day(1990, 1, 1)))
    later = adults[adults >= world.official_count + world.relative_count]
    heads = later[between(rng, 0, len(later) - 1, count)]
    firms = join_later(world, "food suppliers", names, COMPANY, np.arange(count) % len(place.districts), heads)
    licence = world.records["food_licence"]
    first = between(rng, serial_day(2019, 1, 1), serial_day(2021, 6, 1), count)
    ended = first + 5 * 365
    kind = weighted(rng, [0.7, 0.1, 0.2], count)
    number = np.arange(count) * 7
    licence.append(count, organisation=firms, number=number, kind=kind, from_on=first, to_on=ended)
    renewed = np.flatnonzero(ended < LAST_DAY + 200)
    licence.append(
        len(renewed),
        organisation=firms[renewed],
        number=number[renewed] + 1,
        kind=kind[renewed],
        from_on=ended[renewed] + 1,
        to_on=ended[renewed] + 5 * 365,
    )
    return firms


def _schools(world: World, rng: np.random.Generator) -> None:
    count, place = max(12, round(40 * world.scale)), world.place
    level = (np.arange(count) % 5 >= 3).astype(np.int64)
    district = np.arange(count) % len(place.districts)
    words = [_SCHOOL_WORDS[i : i + 2] for i in range(0, len(_SCHOOL_WORDS), 2)]
    names = [
        f"{place.districts[d]}{words[i % len(words)]}{'第' + str(i // len(words) + 1)}{'初级中学' if k else '小学'}"
        for i, (d, k) in enumerate(zip(district, level, strict=True))
    ]
    bodies = join_later(world, "schools", names, PUBLIC_INSTITUTION, district)
    enrolled = np.clip(log_normal(rng, np.where(level == 1, 900, 620), 0.4, count), 150, 3000).astype(np.int64)
    world.records["school"].append(
        count,
        organisation=bodies,
        level=level,
        mode=weighted(rng, [0.7, 0.15, 0.15], count),
        enrolled=enrolled,
        staff=enrolled // 15 + 6,
        district=district,
    )
    fit = (world.people.died == NONE) & (world.person["born"] < serial_day(1992, 1, 1))
    fit &= (world.person["born"] > serial_day(1966, 1, 1)) & (world.people.village == NONE)
    able = np.flatnonzero(fit)
    able = able[able >= world.official_count + world.relative_count]
    staff = rng.permutation(able)[: 3 * count]
    world.position.append(
        len(staff),
        person=staff,
        organisation=bodies[np.arange(len(staff)) % count],
        post=np.arange(len(staff)) // count,
        from_on=between(rng, serial_day(2015, 9, 1), serial_day(2022, 9, 1), len(staff)),
    )


def _deliveries(world: World, rng: np.random.Generator, serving: Ints, on: Ints) -> None:
    school, n_items = world.records["school"], len(records.ITEMS)
    mondays = np.unique(on - (on + 3) % 7)
    drift = np.cumsum(rng.normal(0, 0.015, (len(mondays), n_items)), axis=0)
    season = 0.1 * np.sin(2 * np.pi * (mondays[:, None] / 365.25 + np.arange(n_items) / n_items))
    market = np.round(_MARKET * np.exp(drift + season) * 100).astype(np.int64) * 100
    world.records["market_price"].append(
        market.size,
        item=np.tile(np.arange(n_items), len(mondays)),
        unit=0,
        on=np.repeat(mondays, n_items),
        price=market.ravel(),
    )
    count, weeks = len(school), len(mondays)
    of = np.repeat(np.arange(count), weeks * n_items)
    week = np.tile(np.repeat(np.arange(weeks), n_items), count)
    item = np.tile(np.arange(n_items), count * weeks)
    asks = rng.normal(0.98, 0.03, count)[of] * rng.normal(1.0, 0.03, len(of))
    price = np.maximum(100, np.round(market[week, item] * asks / 100).astype(np.int64) * 100)
    appetite = log_normal(rng, 1.0, 0.07, count)[of] * log_normal(rng, 1.0, 0.12, len(of))
    open_days = np.array([np.isin(monday + np.arange(5), on).sum() for monday in mondays])[week]
    eaters = school["enrolled"][of] * 0.88 * open_days
    quantity = np.maximum(500, np.round(eaters * _KILOGRAMS[item] * appetite * 10).astype(np.int64) * 100)
    note = np.repeat(np.arange(count * weeks), n_items) + 10_000
    staff = between(rng, 0, len(world.person) - 1, count)
    world.records["food_delivery"].append(
        len(of),
        school=of,
        supplier=serving[of],
        note=note,
        on=mondays[week] + np.repeat(between(rng, 0, 2, count * weeks), n_items),
        item=item,
        unit=0,
        quantity=quantity,
        price=price,
        amount=quantity * price // 100_000,
        received_by=staff[of],
    )


def _accounts(world: World, rng: np.random.Generator, serving: Ints) -> None:
    school = world.records["school"]
    months = [serial_day(y, m, 25) for y, m in [(2023, m) for m in range(9, 13)]]
    months += [serial_day(2024, m, 25) for m in (1, 3, 4, 5, 6, 9, 10, 11, 12)] + [
        serial_day(2025, m, 25) for m in (3, 4, 5, 6)
    ]
    days_ = np.array(months)
    count = len(school)
    of = np.repeat(np.arange(count), len(days_))
    base = school["enrolled"][of] * 20 * 500
    for use, share, direction in ((records.FOOD, 1.0, records.IN), (records.FOOD, 0.78, records.OUT),
                                  (records.FUEL, 0.06, records.OUT), (records.WAGES, 0.13, records.OUT)):  # fmt: skip
        world.records["meal_account_entry"].append(
            len(of),
            school=of,
            on=np.tile(days_, count) - between(rng, 0, 5, len(of)),
            direction=direction,
            use=use,
            amount=np.round(base * share * rng.uniform(0.9, 1.08, len(of))).astype(np.int64),
            payee=np.where(use == records.FOOD, serving[of], NONE) if direction == records.OUT else NONE,
            summary=use,
        )
