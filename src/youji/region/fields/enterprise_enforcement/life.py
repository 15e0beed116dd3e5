"""Honest enforcement: offices inspect by plan and draw, fine within the band, charge what the catalogue holds.

Assumptions: one office in ten kinds a district; each acts in its district; practice lies between 1.6 and 2.8 times the
band's lower end, while the band itself goes to ten times; a case is decided within ninety days; quarterly income strays
from the plan by tens of per cent.
"""

from __future__ import annotations

import numpy as np

from youji.region.fields.enterprise_enforcement import tables as t
from youji.region.folk import companies
from youji.region.organisations import join_later
from youji.region.randomness import Ints, between, log_normal, rank_within, weighted
from youji.region.tables import FIRST_DAY, GOVERNMENT, LAST_DAY, NONE, World

TRADES = (
    "市场监管",
    "生态环境",
    "应急管理",
    "城市管理",
    "文化市场",
    "交通运输",
    "农业农村",
    "劳动监察",
    "卫生健康",
    "消防救援",
)
OFFENCES = 4
"""Kinds of offence an office of a trade deals with."""
ITEMS = 40
QUARTERS = np.array([FIRST_DAY + round(91.25 * i) for i in range(13)])
_END = "综合执法大队"


def live(world: World) -> None:
    """Fill the field's tables."""
    rng = world.stream("enforcement")
    offices = _offices(world)
    _bands(world, rng)
    _inspect(world, rng, offices)
    _fine(world, rng, offices)
    _charge(world, rng, offices)
    _plan(world, rng, offices)


def offices_of(world: World) -> Ints:
    """The enforcement offices."""
    first = len(world.organisation) - len(world.names)
    return first + np.flatnonzero(np.array([name.endswith(_END) for name in world.names], np.bool_))


def trade_of(world: World, offices: Ints) -> Ints:
    """Position of each office's trade in `TRADES`."""
    return np.asarray((offices - offices_of(world)[0]) // len(world.place.districts) % len(TRADES), dtype=np.int64)


def _offices(world: World) -> Ints:
    place = world.place
    spots = len(place.districts)
    count = max(5 * spots, round(10 * spots * min(1.0, world.scale) * max(1.0, world.scale / 10)))
    at = np.arange(count)
    names = [
        f"{place.short}{place.districts[i % spots]}{TRADES[i // spots % len(TRADES)]}"
        f"{f'第{i // (spots * len(TRADES)) + 1}' if i >= spots * len(TRADES) else ''}{_END}"
        for i in range(count)
    ]
    offices = join_later(world, "enforcement offices", names, GOVERNMENT, at % spots)
    codes = np.array(place.district_codes)
    world.records["office_area"].append(count, office=offices, division=codes[at % spots], from_on=FIRST_DAY - 2000)
    return offices


def _bands(world: World, rng: np.random.Generator) -> None:
    offence = np.repeat(np.arange(OFFENCES * len(TRADES)), len(t.SEVERITIES))
    severity = np.tile(np.arange(len(t.SEVERITIES)), OFFENCES * len(TRADES))
    base = np.repeat(np.round(log_normal(rng, 4_000, 0.7, OFFENCES * len(TRADES)) / 1000 + 1) * 1000, len(t.SEVERITIES))
    low = (base * np.array([0.3, 1, 4])[severity] * 100).astype(np.int64)
    world.records["discretion_band"].append(
        len(offence), offence=offence, severity=severity, low=low, high=10 * low, from_on=FIRST_DAY - 900
    )


def company_in(world: World, rng: np.random.Generator, district: Ints) -> Ints:
    """For each district a company registered there; any company where there is none."""
    firms = companies(world)
    where = world.organisation["district"][firms]
    order = np.argsort(where, kind="stable")
    firms, where = firms[order], where[order]
    low, high = np.searchsorted(where, district), np.searchsorted(where, district, side="right")
    low, high = np.where(high > low, low, 0), np.where(high > low, high, len(firms))
    return firms[low + (rng.random(len(district)) * (high - low)).astype(np.int64)]


def _inspect(world: World, rng: np.random.Generator, offices: Ints) -> None:
    count = 90 * len(offices)
    office = offices[between(rng, 0, len(offices) - 1, count)]
    company = company_in(world, rng, world.organisation["district"][office])
    day = between(rng, FIRST_DAY, LAST_DAY, count)
    cause = weighted(rng, [0.3, 0.34, 0.1, 0.12, 0.1, 0.04], count)
    regular = cause <= t.RANDOM
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    key = (office * 10_000_000 + company) * 100 + year
    # No office plans a third visit in a year; what comes on top has another cause.
    turn = np.full(count, 0)
    turn[regular] = rank_within(key[regular])
    cause = np.where(regular & (turn >= 2), t.COMPLAINT, cause)
    world.records["inspection"].append(
        count,
        office=office,
        company=company,
        cause=cause,
        started_on=day,
        result=weighted(rng, [0.7, 0.25, 0.05], count),
    )


def _fine(world: World, rng: np.random.Generator, offices: Ints) -> None:
    count = 55 * len(offices)
    office = offices[np.arange(count) % len(offices)]
    district = world.organisation["district"][office]
    company = company_in(world, rng, district)
    filed = between(rng, FIRST_DAY, LAST_DAY - 90, count)
    codes = np.array(world.place.district_codes)
    cases = world.records["penalty_case"].append(
        count, office=office, company=company, filed_on=filed, division=codes[district]
    )
    offence = trade_of(world, office) * OFFENCES + weighted(rng, [0.55, 0.25, 0.12, 0.08], count)
    severity = weighted(rng, [0.2, 0.65, 0.15], count)
    adjustment = weighted(rng, [0.95, 0.04, 0.01], count)
    fine = usual_fine(world, rng, offence, severity)
    fine = np.where(adjustment == t.MITIGATED, fine // 4, fine)
    penalties = world.records["penalty"]
    penalties.append(
        count, case=cases, office=office, company=company, offence=offence, severity=severity, adjustment=adjustment,
        spot=0, fine=fine, decided_on=filed + between(rng, 5, 85, count),
    )  # fmt: skip
    few = 6 * len(offices)
    office = offices[np.arange(few) % len(offices)]
    penalties.append(
        few, office=office, company=company_in(world, rng, world.organisation["district"][office]),
        offence=trade_of(world, office) * OFFENCES, severity=0, adjustment=t.MITIGATED, spot=1,
        fine=between(rng, 1, 10, few) * 10_000, decided_on=between(rng, FIRST_DAY, LAST_DAY, few),
    )  # fmt: skip


def usual_fine(world: World, rng: np.random.Generator, offence: Ints, severity: Ints) -> Ints:
    """What the office's own table of cases leads to: 1.6 to 2.8 times the lower end, in whole hundreds."""
    low = world.records["discretion_band"]["low"][offence * len(t.SEVERITIES) + severity]
    return np.asarray(np.round(low * rng.uniform(1.6, 2.8, len(low)) / 10_000) * 10_000, dtype=np.int64)


def _charge(world: World, rng: np.random.Generator, offices: Ints) -> None:
    item = np.arange(ITEMS)
    ended = np.where(item % 8 == 7, FIRST_DAY - 200 - item, np.where(item % 8 == 6, FIRST_DAY + 400 + item, NONE))
    standard = between(rng, 5, 120, ITEMS) * 1_000
    world.records["fee_item"].append(ITEMS, item=item, from_on=FIRST_DAY - 3000, standard=standard, to_on=ended)
    count = 60 * len(offices)
    office = offices[between(rng, 0, len(offices) - 1, count)]
    which = between(rng, 0, ITEMS - 1, count)
    which = np.where(ended[which] < FIRST_DAY, np.where(ended[which] == NONE, which, 0), which)
    last = np.where(ended[which] == NONE, LAST_DAY, ended[which])
    units = between(rng, 1, 4, count)
    world.records["fee_charge"].append(
        count, office=office, company=company_in(world, rng, world.organisation["district"][office]), item=which,
        units=units, amount=units * standard[which], charged_on=between(rng, FIRST_DAY, last, count),
    )  # fmt: skip


def _plan(world: World, rng: np.random.Generator, offices: Ints) -> None:
    earned = quarterly(world, offices)
    usual = earned.mean(axis=1, keepdims=True)
    planned = np.round(usual * rng.uniform(0.6, 1.4, earned.shape) / 1_000_000).astype(np.int64) * 1_000_000
    world.records["fine_plan"].append(
        planned.size, office=np.repeat(offices, 12), from_on=np.tile(QUARTERS[:12], len(offices)),
        to_on=np.tile(QUARTERS[1:] - 1, len(offices)), amount=np.maximum(planned, 1_000_000).ravel(),
    )  # fmt: skip


def quarterly(world: World, offices: Ints) -> Ints:
    """Fines of each office in each of twelve quarters."""
    penalties = world.records["penalty"]
    row = np.searchsorted(offices, penalties["office"])
    quarter = np.searchsorted(QUARTERS, penalties["decided_on"], side="right") - 1
    inside = (quarter >= 0) & (quarter < 12) & (row < len(offices))
    inside &= offices[np.minimum(row, len(offices) - 1)] == penalties["office"]
    sums = np.zeros((len(offices), 12), np.int64)
    np.add.at(sums, (row[inside], quarter[inside]), penalties["fine"][inside])
    return sums
