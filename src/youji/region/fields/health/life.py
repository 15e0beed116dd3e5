"""An honest life with the doctor: providers, physicians, stays, visits, purchases of drugs, and what is kept in stock.

Assumptions, at scale 1: 3 hospitals of the third level, 16 of the second, 40 of the first, 16 pharmacies; 3,000 stays,
12,000 visits and 4,000 pharmacy purchases in three years, more of them for the old and for children; four visits in
five are at the person's usual provider. Nobody is in two places, nobody is treated when dead, nobody comes back within
three days for the same disease, and nothing is charged that its limits forbid.
"""

from __future__ import annotations

import numpy as np

from youji.region.fields.health import care, catalogue, tables
from youji.region.lexicon import BRAND
from youji.region.organisations import join_later
from youji.region.people import FEMALE
from youji.region.randomness import Bools, Ints, between, rank_within, weighted, weighted_rows
from youji.region.tables import COMPANY, FIRST_DAY, LAST_DAY, NONE, PUBLIC_INSTITUTION, World

YEAR = 365.25
_NOT_AGAIN = 4
"""Days that lie at least between two stays, and around a stay and any other claim."""


def live(world: World) -> None:
    """Fill the datasets of health insurance."""
    rng = world.stream("health")
    _suppliers_and_items(world)
    _providers(world, rng)
    _physicians(world, rng)
    usual = _usual_providers(world, rng)
    _stay(world, rng, usual)
    _visit(world, rng, usual)
    _stock(world, rng)


def _suppliers_and_items(world: World) -> None:
    rng = world.stream("medicine suppliers")
    brands = [a + b for a in BRAND for b in BRAND if a != b]
    chosen = rng.permutation(len(brands))[: catalogue.SUPPLIERS]
    names = [f"{world.place.short}{brands[i]}医药供应链有限公司" for i in chosen]
    district = between(rng, 0, len(world.place.districts) - 1, len(names))
    suppliers = join_later(world, "medicine suppliers", names, COMPANY, district)
    slot = np.array([item.supplier for item in catalogue.ITEMS])
    world.records["medical_item"].append(
        len(slot), item=np.arange(len(slot)), supplier=np.where(slot == NONE, NONE, suppliers[slot % len(suppliers)])
    )


def _providers(world: World, rng: np.random.Generator) -> None:
    place, districts = world.place, len(world.place.districts)
    counts = [max(2, round(3 * world.scale)), max(8, round(16 * world.scale)), max(12, round(40 * world.scale))]
    brands = [a + b for a in BRAND for b in BRAND if a != b]
    chosen = rng.permutation(len(brands))
    names = [f"{place.city}第{i + 1}中心医院" for i in range(counts[0])]
    names += [f"{place.short}{place.districts[i % districts]}第{i // districts + 1}人民医院" for i in range(counts[1])]
    for i in range(counts[2]):
        town, turn = place.towns[i // districts % len(place.towns)], i // districts // len(place.towns)
        names.append(f"{place.short}{place.districts[i % districts]}{town}{'第' + str(turn) if turn else ''}中心卫生院")
    level = np.repeat([tables.TERTIARY, tables.SECONDARY, tables.PRIMARY], counts)
    district = np.concatenate([np.arange(count) % districts for count in counts])
    hospitals = join_later(world, "hospitals", names, PUBLIC_INSTITUTION, district)
    shops = max(6, round(16 * world.scale))
    shop_names = [
        f"{place.short}{brands[chosen[i % len(brands)]]}大药房{i // len(brands) or ''}有限公司" for i in range(shops)
    ]
    pharmacies = join_later(world, "pharmacies", shop_names, COMPANY, np.arange(shops) % districts)
    count = len(hospitals) + shops
    beds = np.array([600, 220, 40])[level] + between(rng, 0, 60, len(level))
    world.records["health_provider"].append(
        count,
        organisation=np.r_[hospitals, pharmacies],
        kind=np.r_[np.where(level == tables.PRIMARY, tables.CLINIC, tables.HOSPITAL), np.full(shops, tables.PHARMACY)],
        level=np.r_[level, np.full(shops, tables.NO_LEVEL)],
        beds=np.r_[beds, np.full(shops, NONE)],
        from_on=FIRST_DAY - between(rng, 200, 3000, count),
    )


def _physicians(world: World, rng: np.random.Generator) -> None:
    provider = world.records["health_provider"]
    wanted = np.array([12, 7, 2, 0])[provider["level"]]
    of = np.repeat(np.arange(len(provider)), wanted)
    born = world.person["born"]
    fit = (born < FIRST_DAY - 28 * YEAR) & (born > FIRST_DAY - 57 * YEAR) & (world.people.died == NONE)
    fit[world.position["person"]] = False
    fit[world.kinship["relative"]] = False
    people = rng.permutation(np.flatnonzero(fit))[: len(of)]
    of = of[: len(people)]
    turn = rank_within(of)
    world.records["physician"].append(
        len(people),
        person=people,
        provider=of,
        department=np.array([0, 1, 2, 3, 0, 1, 0])[turn % 7],
        from_on=FIRST_DAY - between(rng, 100, 6000, len(people)),
    )


def _usual_providers(world: World, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """For each person the usual provider for visits and the usual pharmacy."""
    level = world.records["health_provider"]["level"]
    clinics = np.flatnonzero((level == tables.PRIMARY) | (level == tables.SECONDARY))
    shops = np.flatnonzero(level == tables.NO_LEVEL)
    count = len(world.person)
    return clinics[between(rng, 0, len(clinics) - 1, count)], shops[between(rng, 0, len(shops) - 1, count)]


def _patients(world: World, rng: np.random.Generator, count: int) -> tuple[Ints, Ints]:
    """Persons and days; the old and the young come more often, the dead and unborn do not."""
    age = (LAST_DAY - world.person["born"]) / YEAR
    weight = np.where(age < 6, 2.0, np.where(age < 50, 0.5, np.where(age < 65, 1.2, 2.6)))
    person = weighted(rng, weight, count)
    day = between(rng, FIRST_DAY, LAST_DAY - 20, count)
    fit = world.people.alive(person, day + 20) & (world.person["born"][person] < day)
    return person[fit], day[fit]


def _group(world: World, person: Ints, day: Ints) -> Ints:
    age = (day - world.person["born"][person]) / YEAR
    woman = (world.person["gender"][person] == FEMALE) & (age > 20) & (age < 44)
    return np.where(age < 14, catalogue.CHILDREN, np.where(woman, catalogue.WOMEN, np.where(age < 60, 2, 3)))


def _stay(world: World, rng: np.random.Generator, usual: tuple[Ints, Ints]) -> None:
    person, admitted = _patients(world, rng, max(200, round(3000 * world.scale)))
    order = np.lexsort((admitted, person))
    person, admitted = person[order], admitted[order]
    level = world.records["health_provider"]["level"]
    diagnosis = weighted_rows(rng, np.array(catalogue.CHANCES, dtype=float), _group(world, person, admitted))
    length = np.maximum(2, np.array(catalogue.STAY_DAYS)[diagnosis] + between(rng, -2, 4, len(person)))
    apart = np.r_[True, (person[1:] != person[:-1]) | (admitted[1:] > admitted[:-1] + 60)]
    person, admitted, diagnosis, length = (part[apart] for part in (person, admitted, diagnosis, length))
    hospitals = np.flatnonzero(level < tables.PRIMARY)
    weights = np.where(level[hospitals] == tables.TERTIARY, 4.0, 2.0)
    provider = np.where(
        level[usual[0][person]] == tables.SECONDARY, usual[0][person], hospitals[weighted(rng, weights, len(person))]
    )
    slight = np.isin(diagnosis, (catalogue.PNEUMONIA, catalogue.PRESSURE, catalogue.COLD))
    small = slight & (rng.random(len(person)) < 0.5)
    provider = np.where(small, usual[0][person], provider)
    factor = rng.uniform(0.95, 1.05, len(level))
    how = np.where(rng.random(len(person)) < 0.3, tables.EMERGENCY, tables.PLANNED)
    claims = care.stays(world, rng, person, provider, admitted, admitted + length, diagnosis, admission=how)
    table = world.records["health_claim"]
    for column in ("total", "fund"):
        table[column][claims] = np.round(table[column][claims] * factor[provider]).astype(np.int64)
    _stay_items(world, rng, claims)


def _stay_items(world: World, rng: np.random.Generator, claims: Ints) -> None:
    """Operations, births, devices and drugs of the stays; their cost is part of the total already."""
    table = world.records["health_claim"]
    ill, day = table["diagnosis"][claims], table["admitted"][claims] + 1
    for kind, item, device in (
        (catalogue.GALLSTONE, catalogue.LAPAROSCOPY, catalogue.SUTURE),
        (catalogue.FEMUR, catalogue.FIXATION, catalogue.PLATE),
        (catalogue.DELIVERY, catalogue.BIRTH, catalogue.SUTURE),
    ):
        rows = claims[ill == kind]
        care.add_lines(world, rows, item, day[ill == kind], 1)
        care.add_lines(world, rows, device, day[ill == kind], 1)
    infused = rng.random(len(claims)) < 0.5
    care.add_lines(world, claims[infused], catalogue.INFUSION, day[infused], between(rng, 1, 2, int(infused.sum())))
    drug = catalogue.FIRST_DRUG + between(rng, 0, catalogue.DRUGS * catalogue.CHOICES - 1, len(claims))
    care.add_lines(world, claims, drug, day, between(rng, 1, 4, len(claims)))
    scanned = rng.random(len(claims)) < 0.5
    exam = np.array(catalogue.EXAMINATIONS)[between(rng, 0, 4, int(scanned.sum()))]
    care.add_lines(world, claims[scanned], exam, day[scanned], 1)


def _visit(world: World, rng: np.random.Generator, usual: tuple[Ints, Ints]) -> None:
    person, day = _patients(world, rng, max(800, round(16_000 * world.scale)))
    free = _apart_from_stays(world, person, day) & (rank_within(person * 100_000 + day) == 0)
    person, day = person[free], day[free]
    level = world.records["health_provider"]["level"]
    bought = rng.random(len(person)) < 0.25
    clinics = np.flatnonzero(level < tables.NO_LEVEL)
    stray = (rng.random(len(person)) < 0.2) & ~bought
    provider = np.where(stray, clinics[between(rng, 0, len(clinics) - 1, len(person))], usual[0][person])
    seen = ~bought
    diagnosis = weighted_rows(rng, np.array(catalogue.CHANCES, dtype=float), _group(world, person, day))
    diagnosis = np.where(diagnosis == catalogue.DELIVERY, catalogue.PRESSURE, diagnosis)
    how = np.where(rng.random(len(person)) < 0.06, tables.EMERGENCY, tables.PLANNED)
    claims = care.visits(
        world, rng, person[seen], provider[seen], day[seen], diagnosis=diagnosis[seen], admission=how[seen]
    )
    _examine(world, rng, claims)
    chronic = person[seen] % len(catalogue.CHRONIC)
    treated = (rng.random(len(claims)) < 0.75) & (~stray[seen] | (rng.random(len(claims)) < 0.1))
    short = rng.random(len(claims)) < 0.35
    drug = np.where(short, between(rng, 6, catalogue.DRUGS - 1, len(claims)), chronic)
    drugs = catalogue.ITEMS[catalogue.FIRST_DRUG :: catalogue.CHOICES]
    limit = np.array([item.days for item in drugs])
    days = np.maximum(3, limit[drug] // np.array([1, 2, 3])[between(rng, 0, 2, len(claims))])
    care.prescribe(world, rng, claims[treated], drug[treated], days[treated])
    care.settle(world, claims)
    shop = care.visits(world, rng, person[bought], usual[1][person[bought]], day[bought], kind=tables.PURCHASE)
    drug = catalogue.FIRST_DRUG + between(rng, 0, catalogue.DRUGS * catalogue.CHOICES - 1, len(shop))
    care.add_lines(world, shop, drug, day[bought], between(rng, 1, 3, len(shop)))
    care.settle(world, shop)


def _apart_from_stays(world: World, person: Ints, day: Ints) -> Bools:
    """Whether no stay of the person is near the day."""
    table = world.records["health_claim"]
    order = np.lexsort((table["admitted"], table["person"]))
    key = table["person"][order] * 100_000 + table["admitted"][order]
    until = table["person"][order] * 100_000 + table["discharged"][order]
    wanted = person * 100_000 + day
    before = np.searchsorted(key, wanted + _NOT_AGAIN, side="right") - 1
    near = (before >= 0) & (until[np.maximum(before, 0)] + _NOT_AGAIN >= wanted)
    return np.asarray(~near | (table["person"][order][np.maximum(before, 0)] != person), dtype=np.bool_)


def _examine(world: World, rng: np.random.Generator, claims: Ints) -> None:
    """Examinations at half of the visits; what another provider examined lately is recognised and not repeated."""
    table = world.records["health_claim"]
    rows = claims[rng.random(len(claims)) < 0.5]
    person, provider, day = table["person"][rows], table["provider"][rows], table["admitted"][rows]
    item = np.array(catalogue.EXAMINATIONS)[between(rng, 0, 4, len(rows))]
    lines = world.records["claim_line"]
    stay = np.flatnonzero(np.isin(lines["item"], catalogue.EXAMINATIONS))
    who = np.r_[person, table["person"][lines["claim"][stay]]]
    what, when = np.r_[item, lines["item"][stay]], np.r_[day, lines["day"][stay]]
    where = np.r_[provider, table["provider"][lines["claim"][stay]]]
    order = np.lexsort((when, what, who))
    alike = (who[order][1:] == who[order][:-1]) & (what[order][1:] == what[order][:-1])
    soon = alike & (when[order][1:] - when[order][:-1] <= 16) & (where[order][1:] != where[order][:-1])
    again = np.zeros(len(who), dtype=np.bool_)
    again[order[1:][soon]] = True
    again[order[:-1][soon]] = True
    keep = ~again[: len(rows)]
    care.add_lines(world, rows[keep], item[keep], day[keep], 1)
    woman = world.person["gender"][table["person"][claims]] == FEMALE
    age = (table["admitted"][claims] - world.person["born"][table["person"][claims]]) / YEAR
    for item_, fit in (
        (catalogue.UTERUS, woman & (age > 18)),
        (catalogue.PROSTATE, ~woman & (age > 45)),
        (catalogue.CHILD_INHALATION, age < 12),
        (catalogue.OLD_AGE, age > 62),
    ):
        chosen = claims[fit & (rng.random(len(claims)) < 0.06)]
        care.add_lines(world, chosen, item_, table["admitted"][chosen], 1)


def _stock(world: World, rng: np.random.Generator) -> None:
    """Receipts at the beginning of each half-year, a little more than what will be handed out in it."""
    lines, claims = world.records["claim_line"], world.records["health_claim"]
    kind = np.array([item.kind for item in catalogue.ITEMS])[lines["item"]]
    rows = np.flatnonzero((kind == catalogue.DRUG) | (kind == catalogue.CONSUMABLE))
    half = np.maximum(0, (lines["day"][rows] - FIRST_DAY) // 183)
    key = (claims["provider"][lines["claim"][rows]] * 100 + lines["item"][rows]) * 10 + half
    unit, place = np.unique(key, return_inverse=True)
    used = np.bincount(place, weights=lines["quantity"][rows]).astype(np.int64)
    quantity = np.ceil(used * rng.uniform(1.08, 1.4, len(unit))).astype(np.int64) + 2
    item = unit // 10 % 100
    world.records["medical_purchase"].append(
        len(unit),
        provider=unit // 1000,
        item=item,
        supplier=world.records["medical_item"]["supplier"][item],
        day=FIRST_DAY + unit % 10 * 183,
        quantity=quantity,
        amount=np.round(quantity * care.PRICES[item] * 0.85).astype(np.int64),
    )
