"""Buyers and companies, who owns them, and where they are.

Assumptions: activity of companies falls as a power of their rank; capital is log-normal; one company in six
is a sole trader and one in thirty is state-owned; four in a hundred belong to a group with one owner (members
of a group never compete honestly in one tender, as article 34 of the implementing regulation of the Tendering
Law demands).
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.lexicon import BRAND, STREETS
from youji.region.randomness import Ints, between, log_normal, weighted, zipf_weights
from youji.region.tables import (
    COMPANY,
    FIRST_DAY,
    GOVERNMENT,
    HOLDER_PERSON,
    LAST_DAY,
    NONE,
    SOLE_TRADER,
    STATE_OWNED,
    VILLAGE,
    World,
)

MILLIONTHS = 1_000_000
NICHE_FIRMS = 5
GROUP_SHARE = 0.04
RELATIVES_SHARE = 0.01
STATUS_ACTIVE = 0


def buyer_offices(world: World, count: int) -> list[tuple[str, str, int, tuple[float, ...]]]:
    """Place, office, kind and appetite of `count` buyers: the city's, the districts', then towns'."""
    place = world.place
    offices = [(place.city, *office) for office in sectors.BUYERS]
    for district in place.districts:
        offices += [(place.short + district, *office) for office in sectors.BUYERS]
    for index in range(max(0, count - len(offices))):
        town, kind = divmod(index, len(sectors.TOWN_OFFICES))
        district = place.districts[town % len(place.districts)]
        where = district + place.towns[town // len(place.districts) % len(place.towns)]
        round_ = town // (len(place.districts) * len(place.towns))
        offices.append((where + (f"第{round_ + 1}" if round_ else ""), *sectors.TOWN_OFFICES[kind]))
    return offices[:count]


def found_buyers(world: World, count: int) -> None:
    """Add the buying offices; they are the first organisations."""
    rng = world.stream("buyers")
    offices = buyer_offices(world, count)
    level = np.arange(count) // len(sectors.BUYERS)
    world.organisation.append(
        count,
        kind=[kind for _, _, kind, _ in offices],
        phone=np.arange(count),
        district=np.where(level == 0, 0, (level - 1) % len(world.place.districts)),
        street=between(rng, 0, len(STREETS) - 1, count),
        number=between(rng, 1, 200, count),
        account=np.arange(count),
        founded=between(rng, -3000, 14_000, count),
        status=STATUS_ACTIVE,
        zone=np.arange(count) % world.zones,
        group=np.arange(count),
        building=NONE,
    )
    world.buyer_count = count


def found_companies(world: World, count: int) -> None:
    """Add the companies with their trade, zone, name parts, phone, address and account."""
    rng = world.stream("companies")
    start = len(world.organisation)
    sector, zone = _markets(world, rng, count)
    niche = np.array([s.niche for s in sectors.SECTORS])[sector]
    small = np.isin(sector, [i for i, s in enumerate(sectors.SECTORS) if s.key in _TRADER_SECTORS])
    kind = np.where(small & (rng.random(count) < 0.4), SOLE_TRADER, COMPANY)
    kind = np.where((kind == COMPANY) & ~niche & (rng.random(count) < 0.035), STATE_OWNED, kind)
    prefix, brand_1, brand_2, word, suffix = _names(world, rng, sector, kind)
    capital = np.clip(log_normal(rng, np.where(kind == SOLE_TRADER, 1e5, 5e6), 1.0, count), 1e4, 2e9)
    numbers = np.arange(start, start + count)
    place_count = len(world.place.districts)
    world.organisation.append(
        count,
        kind=kind,
        prefix=prefix,
        brand_1=brand_1,
        brand_2=brand_2,
        word=word,
        suffix=suffix,
        phone=numbers,
        district=weighted(rng, zipf_weights(place_count, 0.7), count),
        street=between(rng, 0, len(STREETS) - 1, count),
        number=between(rng, 1, 400, count),
        room=np.where(rng.random(count) < 0.7, between(rng, 101, 2509, count), NONE),
        account=numbers,
        capital=np.round(capital / 10_000) * 1_000_000,
        founded=FIRST_DAY - np.clip(log_normal(rng, 2600, 0.7, count), 240, 12_000).astype(np.int64),
        status=np.where(rng.random(count) < 0.03, between(rng, 1, 3, count), STATUS_ACTIVE),
        sector=sector,
        zone=zone,
        group=numbers,
        building=NONE,
    )
    _niche_stays_active(world, start)


_TRADER_SECTORS = {"office", "publicity", "catering", "property", "machinery"}


def _niche_stays_active(world: World, start: int) -> None:
    organisation = world.organisation
    niche = np.isin(organisation["sector"], [i for i, s in enumerate(sectors.SECTORS) if s.niche])
    organisation["status"][niche & (np.arange(len(organisation)) >= start)] = STATUS_ACTIVE


def _markets(world: World, rng: np.random.Generator, count: int) -> tuple[Ints, Ints]:
    niche = [i for i, sector in enumerate(sectors.SECTORS) if sector.niche]
    broad = [i for i, sector in enumerate(sectors.SECTORS) if not sector.niche]
    firms = NICHE_FIRMS * len(niche) * world.zones
    appetite = np.array([[office[3][i] for i in broad] for office in buyer_offices(world, world.buyer_count)])
    shares = np.power(appetite.mean(axis=0), 0.6)
    rest = count - firms
    sector = np.concatenate(
        [
            np.tile(np.repeat(niche, NICHE_FIRMS), world.zones),
            np.array(broad)[weighted(rng, shares, rest)],
        ]
    )
    zone = np.concatenate(
        [np.repeat(np.arange(world.zones), NICHE_FIRMS * len(niche)), between(rng, 0, world.zones - 1, rest)]
    )
    order = rng.permutation(count)
    return sector[order].astype(np.int64), zone[order].astype(np.int64)


def _names(world: World, rng: np.random.Generator, sector: Ints, kind: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Name parts, no two companies alike: place, two characters, a word of the trade, the legal form."""
    count = len(sector)
    words = np.array([len(s.words) for s in sectors.SECTORS])[sector]
    word = (rng.random(count) * words).astype(np.int64)
    suffix = np.where(kind == SOLE_TRADER, between(rng, 0, 2, count), weighted(rng, [0.9, 0.06, 0.04], count))
    prefix = np.where(rng.random(count) < 0.55, 0, between(rng, 1, len(world.place.districts), count))
    brand_1, brand_2 = between(rng, 0, len(BRAND) - 1, count), between(rng, 0, len(BRAND) - 1, count)
    while True:
        key = (((prefix * 100 + brand_1) * 100 + brand_2) * 100 + sector * 5 + word) * 10 + suffix
        key = key * 2 + (kind == SOLE_TRADER)
        _, first = np.unique(key, return_index=True)
        again = np.ones(count, dtype=np.bool_)
        again[first] = False
        again |= brand_1 == brand_2
        rows = np.flatnonzero(again)
        if not len(rows):
            return prefix, brand_1, brand_2, word, suffix
        brand_1[rows] = between(rng, 0, len(BRAND) - 1, len(rows))
        brand_2[rows] = between(rng, 0, len(BRAND) - 1, len(rows))
        prefix[rows] = between(rng, 0, len(world.place.districts), len(rows))


def give_owners(world: World, owners: Ints, relatives: Ints) -> None:
    """Give every company one to four holders out of `owners` (each used once) and a legal representative.

    Group companies share their first holder and representative, and half of them phone and address;
    state-owned ones belong to a buyer of the city. One holder in a hundred is one of `relatives` of
    officials: they are in business like everybody else, and keep away from the official's office
    (`tables.World.recusals`).
    """
    rng = world.stream("owners")
    organisation = world.organisation
    companies = np.arange(world.buyer_count, len(organisation))
    kind = organisation["kind"][companies]
    count = len(companies)
    leader = _groups(world, rng, companies)
    holders = np.where(kind == SOLE_TRADER, 1, 1 + weighted(rng, [0.42, 0.4, 0.13, 0.05], count))
    # The pool of owners is finite: where it runs out, companies keep a single holder.
    holders = np.where(np.cumsum(holders) < len(owners) - count, holders, 1)
    of = np.repeat(np.arange(count), holders)
    place = np.arange(len(of)) - np.repeat(np.cumsum(holders) - holders, holders)
    person = owners[np.arange(len(of)) % len(owners)]
    kin = np.flatnonzero(rng.random(len(of)) < RELATIVES_SHARE)[: len(relatives)]
    person[kin] = relatives[: len(kin)]
    firsts = np.cumsum(holders) - holders
    person[firsts] = person[firsts][leader]
    cut = np.where(place == 0, 1.5 + rng.random(len(of)) * 2, 0.3 + rng.random(len(of)))
    total = np.bincount(of, weights=cut, minlength=count)[of]
    share = np.round(cut / total * 1000).astype(np.int64) * 1000
    share[firsts] += MILLIONTHS - np.bincount(of, weights=share, minlength=count).astype(np.int64)
    owned = kind[of] == STATE_OWNED
    keep = ~owned | (place == 0)
    offices = [name for name, *_ in sectors.BUYERS]
    trustees = [offices.index("财政局"), offices.index("城市建设投资集团有限公司")]
    state = np.minimum(np.array(trustees)[between(rng, 0, 1, len(of))], world.buyer_count - 1)
    world.shareholding.append(
        int(keep.sum()),
        organisation=companies[of][keep],
        holder=np.where(owned, state, person)[keep],
        holder_kind=np.where(owned, 1, HOLDER_PERSON)[keep],
        share=np.where(owned, MILLIONTHS, share)[keep],
        from_on=organisation["founded"][companies[of]][keep],
    )
    organisation["legal_rep"][companies] = np.where(
        rng.random(count) < 0.75, person[firsts], person[np.minimum(firsts + holders - 1, len(of) - 1)]
    )
    grouped = leader != np.arange(count)
    organisation["legal_rep"][companies[grouped]] = organisation["legal_rep"][companies[leader[grouped]]]
    together = companies[grouped & (rng.random(count) < 0.5)]
    for column in ("phone", "district", "street", "number", "room"):
        organisation[column][together] = organisation[column][organisation["group"][together]]
    _past_holders(world, rng, owners)


def _groups(world: World, rng: np.random.Generator, companies: Ints) -> Ints:
    """For each company the position of its group's leading company (itself where it stands alone)."""
    count = len(companies)
    leader = np.arange(count)
    kind = world.organisation["kind"][companies]
    eligible = np.flatnonzero((kind == COMPANY) & (rng.random(count) < GROUP_SHARE))
    starts = np.flatnonzero(rng.random(len(eligible)) < 0.45)
    if len(starts):
        before = np.searchsorted(starts, np.arange(len(eligible)), side="right") - 1
        leader[eligible] = eligible[starts[np.maximum(before, 0)]]
    world.organisation["group"][companies] = companies[leader]
    return leader


def _past_holders(world: World, rng: np.random.Generator, owners: Ints) -> None:
    """Three holdings in a hundred have a predecessor who sold out before the region's first day."""
    holding = world.shareholding
    rows = np.flatnonzero((rng.random(len(holding)) < 0.03) & (holding["holder_kind"] == HOLDER_PERSON))
    started = holding["from_on"][rows]
    ended = started + ((FIRST_DAY - started) * rng.random(len(rows))).astype(np.int64)
    world.shareholding.append(
        len(rows),
        organisation=holding["organisation"][rows],
        holder=owners[-1 - np.arange(len(rows)) % max(1, len(owners) // 10)],
        holder_kind=HOLDER_PERSON,
        share=holding["share"][rows],
        from_on=started,
        to_on=np.minimum(ended, LAST_DAY),
    )
    holding["from_on"][rows] = ended


def join_later(
    world: World, topic: str, names: list[str], kind: int, district: Ints, legal_rep: Ints | int = NONE
) -> Ints:
    """Add organisations that do not compete in the market (villages, hospitals, …); returns their positions.

    `district` is a position in `Place.districts`, `legal_rep` in `World.person`. Names must be new in the region.
    """
    rng, count = world.stream(f"organisations of {topic}"), len(names)
    start = len(world.organisation)
    numbers = np.arange(start, start + count)
    world.names += names
    return world.organisation.append(
        count,
        kind=kind,
        legal_rep=legal_rep,
        phone=numbers,
        district=district,
        street=between(rng, 0, len(STREETS) - 1, count),
        number=between(rng, 1, 400, count),
        account=numbers,
        founded=between(rng, 4_000, FIRST_DAY - 700, count),
        status=STATUS_ACTIVE,
        zone=NONE,
        group=numbers,
        building=NONE,
    )


def authority(kind: Ints) -> Ints:
    """The two characters that open a credit code: who registers organisations of that kind."""
    companies = np.where(kind == VILLAGE, 54, 91)
    return np.where(kind == SOLE_TRADER, 92, np.where(kind == GOVERNMENT, 11, np.where(kind == 3, 12, companies)))
