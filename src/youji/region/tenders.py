"""What the offices put out to tender, when, under which procedure and in how many lots.

Assumptions: activity of offices falls as a power of their rank; estimates are log-normal by trade; a year's
end is busier than its beginning; nothing is published or opened at weekends and on holidays (`workdays`). Periods obey
the law: at least 20 days from the announcement to the deadline for open and invited tenders (Tendering Law, article
24), 10 for consultation, 3 working days for inquiry and negotiation; the notice of a single source stands for 5 working
days (order 74 of the Ministry of Finance, articles 29, 38 and 45).
Procedures obey the thresholds of `tables.TENDER_FLOOR`. What failed is mostly announced again some weeks later.
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.organisations import buyer_offices
from youji.region.randomness import Floats, Ints, between, log_normal, weighted, weighted_rows, zipf_weights
from youji.region.tables import (
    CONSULTATION,
    DAY_SECONDS,
    DIRECT_LIMIT,
    FIRST_DAY,
    GOODS,
    INQUIRY,
    INVITED,
    LAST_DAY,
    NEGOTIATION,
    NONE,
    OPEN,
    SERVICES,
    SINGLE_SOURCE,
    TENDER_FLOOR,
    WORKS,
    World,
)
from youji.region.workdays import after_working_days, is_working_day, next_working_day

PLANNED, ACTIVE, COMPLETE, CANCELLED = range(4)
FLAG_PLAIN, FLAG_JOINT_VENTURE, FLAG_EMERGENCY, FLAG_FRAMEWORK, FLAG_SECOND = range(5)
CITY_WIDE = NONE
_MONTH_WEIGHTS = (0.8, 0.5, 0.9, 1.0, 1.0, 1.1, 1.0, 1.0, 1.1, 1.1, 1.4, 1.5)
MINIMUM_DAYS = {OPEN: 20, INVITED: 20, CONSULTATION: 10}
"""Calendar days from the announcement to the deadline."""
MINIMUM_WORKING_DAYS = {INQUIRY: 3, NEGOTIATION: 3, SINGLE_SOURCE: 5}
"""Whole working days between the announcement and the deadline."""
CANCELLED_RATE, AGAIN_RATE = 0.04, 0.75
"""Tenders that too few firms care for, and how many of them are announced a second time."""


def busy_days(rng: np.random.Generator, count: int) -> Ints:
    """Working days between the region's first and last day, more of them late in the year."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weights: Floats = np.asarray(_MONTH_WEIGHTS)[month] * is_working_day(days)
    return np.asarray(days[weighted(rng, weights, count)], dtype=np.int64)


def buyer_weights(world: World) -> Floats:
    """How active each buyer is: a power of the rank, the ranks shuffled over a third of the offices."""
    rng = world.stream("buyer activity")
    weights = zipf_weights(world.buyer_count, 0.8, 6.0)
    return np.asarray(weights * np.exp(0.4 * rng.standard_normal(world.buyer_count)), dtype=np.float64)


def buyer_sectors(world: World) -> Floats:
    """One row a buyer: how often it buys from each trade."""
    return np.array([office[3] for office in buyer_offices(world, world.buyer_count)], dtype=np.float64)


def announce(world: World, count: int) -> None:
    """Add the tenders and the lots of those that have several."""
    rng = world.stream("tenders")
    category_of, median, sigma, _, _ = sectors.columns()
    published = np.sort(busy_days(rng, count))
    buyer = weighted(rng, buyer_weights(world), count)
    sector = weighted_rows(rng, buyer_sectors(world), buyer)
    category = category_of[sector]
    drawn = np.clip(log_normal(rng, median[sector], sigma[sector], count), 2e7, 4e10)
    estimate = round_to(drawn, 100_000)
    procedure = procedures(rng, category, estimate)
    deadline_day = earliest_deadline(published, procedure) + between(rng, 0, 9, count)
    deadline_day = next_working_day(deadline_day)
    hour = np.array([9, 9, 9, 10, 10, 14, 15])[between(rng, 0, 6, count)]
    minute = np.array([0, 0, 30])[between(rng, 0, 2, count)]
    objects = np.array([len(s.tendered) for s in sectors.SECTORS])[sector]
    lots = np.where(
        (procedure != SINGLE_SOURCE) & (rng.random(count) < 0.13),
        2 + weighted(rng, [0.6, 0.3, 0.1], count),
        1,
    )
    world.tender.append(
        count,
        buyer=buyer,
        sector=sector,
        zone=world.organisation["zone"][buyer],
        category=category,
        procedure=procedure,
        estimate=estimate,
        published=published,
        deadline=deadline_day * DAY_SECONDS + hour * 3600 + minute * 60,
        status=np.where(
            deadline_day > LAST_DAY - 6, ACTIVE, np.where(rng.random(count) < CANCELLED_RATE, CANCELLED, COMPLETE)
        ),
        object=(rng.random(count) * objects).astype(np.int64),
        phase=np.where(rng.random(count) < 0.2, between(rng, 1, 3, count), NONE),
        flag=FLAG_PLAIN,
        lots=lots,
    )
    _divide(world, rng, lots)
    _announce_again(world, rng)


def earliest_deadline(published: Ints, procedure: Ints) -> Ints:
    """The first day on which a deadline may lawfully fall."""
    calendar = np.array([MINIMUM_DAYS.get(p, 0) for p in range(7)])[procedure]
    working = np.array([MINIMUM_WORKING_DAYS.get(p, -1) for p in range(7)])[procedure]
    return np.where(working < 0, published + calendar, after_working_days(published, working + 1))


def _announce_again(world: World, rng: np.random.Generator) -> None:
    """Second tenders for most of those without lots that failed, at the same estimate."""
    tender = world.tender
    failed = np.flatnonzero((tender["status"] == CANCELLED) & (tender["lots"] == 1))
    failed = failed[rng.random(len(failed)) < AGAIN_RATE]
    published = next_working_day(tender["deadline"][failed] // DAY_SECONDS + between(rng, 4, 25, len(failed)))
    procedure = tender["procedure"][failed]
    day = next_working_day(earliest_deadline(published, procedure) + between(rng, 0, 6, len(failed)))
    keep = published <= LAST_DAY
    failed, published, day = failed[keep], published[keep], day[keep]
    same = ("buyer", "sector", "zone", "category", "procedure", "estimate", "object", "phase")
    tender.append(
        len(failed),
        published=published,
        deadline=day * DAY_SECONDS + tender["deadline"][failed] % DAY_SECONDS,
        status=np.where(day > LAST_DAY - 6, ACTIVE, COMPLETE),
        flag=FLAG_SECOND,
        lots=1,
        **{column: tender[column][failed] for column in same},
    )


def _divide(world: World, rng: np.random.Generator, lots: Ints) -> None:
    several = np.flatnonzero(lots > 1)
    tender = np.repeat(several, lots[several])
    number = np.arange(len(tender)) - np.repeat(np.cumsum(lots[several]) - lots[several], lots[several])
    cut = 0.6 + rng.random(len(tender))
    total = np.bincount(tender, weights=cut, minlength=len(lots))[tender]
    part = round_to(world.tender["estimate"][tender] * cut / total, 100_000)
    # The first lot takes what rounding left over, so that lots add up to the tender.
    left = world.tender["estimate"] - np.bincount(tender, weights=part, minlength=len(lots)).astype(np.int64)
    part += np.where(number == 0, left[tender], 0)
    world.lot.append(len(tender), tender=tender, number=number + 1, estimate=part)


def round_to(amount: Floats, step: int) -> Ints:
    """Fen rounded to whole multiples of `step` fen."""
    return np.asarray(np.round(amount / step) * step, dtype=np.int64)


def procedures(rng: np.random.Generator, category: Ints, estimate: Ints) -> Ints:
    """A lawful procedure for each estimate: open from the floor on (rarely invited), simpler below."""
    floors = np.array([TENDER_FLOOR[c] for c in (WORKS, GOODS, SERVICES)])[category]
    limits = np.array([DIRECT_LIMIT[c] for c in (WORKS, GOODS, SERVICES)])[category]
    count = len(category)
    above = np.array([OPEN, INVITED, SINGLE_SOURCE])[weighted(rng, [0.955, 0.03, 0.015], count)]
    middle = np.array([OPEN, CONSULTATION, NEGOTIATION, INQUIRY, SINGLE_SOURCE])[
        weighted(rng, [0.28, 0.44, 0.12, 0.11, 0.05], count)
    ]
    below = np.array([INQUIRY, CONSULTATION, NEGOTIATION])[weighted(rng, [0.5, 0.38, 0.12], count)]
    procedure = np.where(estimate >= floors, above, np.where(estimate >= limits, middle, below))
    # An inquiry compares prices of goods of one standard; works and services are consulted on instead.
    return np.where((procedure == INQUIRY) & (category != GOODS), CONSULTATION, procedure).astype(np.int64)
