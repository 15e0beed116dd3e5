"""Innocent rivals: joint ventures, one office building, one bookkeeping agent, a fund with small stakes, few
firms.
"""

from __future__ import annotations

import numpy as np

from youji.region import sectors
from youji.region.actors import Actors
from youji.region.documents import ADDRESSES_A_FIRM, AUTHORS_A_FIRM, DEVICES_A_FIRM, building_address
from youji.region.randomness import Ints
from youji.region.tables import COMPANY, NONE
from youji.region.tenders import FLAG_JOINT_VENTURE
from youji.region.truth import Case

LEAD, MEMBER = 1, 2
AGENTS_PHONES = 1 << 27
"""Phone numbers from here on belong to bookkeeping agents."""


def _firms_and_tenders(actors: Actors, firms: int, tenders: int) -> tuple[Ints, Ints] | None:
    market = actors.market_with(tenders)
    found = actors.tenders(market, tenders)
    members = actors.companies(market, firms)
    if not len(found) or len(members) < 2:
        return None
    return members, found


def joint_venture(actors: Actors, case: Case) -> bool:
    """Two firms bid as one, declared in the tender: one price, one phone, one computer, on two lines."""
    found = _firms_and_tenders(actors, 2, int(actors.rng.integers(1, 4)))
    if found is None:
        return False
    firms, tenders = found
    rng = actors.rng
    actors.world.tender["flag"][tenders] = FLAG_JOINT_VENTURE
    lead = int(firms[0])
    ratios = np.repeat(rng.uniform(0.88, 0.96, (len(tenders), 1)), 2, axis=1)
    rows = actors.arrange(
        tenders,
        firms,
        ratios,
        0,
        rng.integers(3, 5, len(tenders)),
        phone=actors.world.organisation["phone"][lead],
        name_note=np.array([LEAD, MEMBER]),
        device=lead * DEVICES_A_FIRM,
        author=lead * AUTHORS_A_FIRM,
        ip=lead * ADDRESSES_A_FIRM,
        software=lead,
    )
    amount = actors.world.bid["amount"]
    amount[rows[:, 1]] = amount[rows[:, 0]]
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    actors.ledger.mark_fingerprints(case, rows)
    return True


def same_building(actors: Actors, case: Case) -> bool:
    """Strangers in one office building, behind one outbound address, who sometimes meet in a tender."""
    found = _firms_and_tenders(actors, int(actors.rng.integers(3, 5)), int(actors.rng.integers(2, 5)))
    if found is None:
        return False
    firms, tenders = found
    organisation = actors.world.organisation
    for column in ("district", "street", "number"):
        organisation[column][firms] = organisation[column][firms[0]]
    organisation["building"][firms] = case.number
    organisation["room"][firms] = np.where(actors.rng.random(len(firms)) < 0.5, NONE, organisation["room"][firms])
    rows = actors.meet(tenders, firms, ip=int(building_address(np.array([case.number]))[0]))
    actors.ledger.mark(case, firms, "organisation", firms)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    actors.ledger.mark_fingerprints(case, rows)
    return True


def agent_phone(actors: Actors, case: Case) -> bool:
    """Clients of one bookkeeping agent, registered under the agent's phone, who sometimes meet in a
    tender.
    """
    found = _firms_and_tenders(actors, int(actors.rng.integers(3, 6)), int(actors.rng.integers(2, 4)))
    if found is None:
        return False
    firms, tenders = found
    organisation = actors.world.organisation
    own_phone = organisation["phone"][firms].copy()
    # An agent has many clients, most of whom never bid against each other.
    clients = actors.rng.permutation(np.flatnonzero(actors.free_company & (organisation["kind"] == COMPANY)))[:8]
    organisation["phone"][np.concatenate([firms, clients])] = AGENTS_PHONES + case.number
    rows = actors.meet(tenders, firms, phone=own_phone)
    actors.join(np.concatenate([firms, clients]))
    actors.ledger.mark(case, firms, "organisation", firms)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    return True


def minor_investor(actors: Actors, case: Case) -> bool:
    """An investment firm with stakes of two to six per cent in several firms, which compete all the same."""
    found = _firms_and_tenders(actors, int(actors.rng.integers(3, 5)), int(actors.rng.integers(2, 4)))
    if found is None:
        return False
    firms, tenders = found
    fund = actors.companies(int(actors.market[tenders[0]]), 1)
    if not len(fund):
        return False
    held = [
        actors.take_over(int(firm), int(fund[0]), int(actors.rng.integers(20, 61)) * 1000, organisation=True)
        for firm in firms
    ]
    rows = actors.meet(tenders, firms)
    actors.ledger.mark(case, firms, "shareholding", held)
    actors.ledger.mark(case, np.tile(firms, len(tenders)), "bid", rows)
    return True


def small_market(actors: Actors, case: Case) -> bool:
    """A trade with five firms in the zone: they meet in every tender, because there is nobody else."""
    world = actors.world
    niche = [i for i, sector in enumerate(sectors.SECTORS) if sector.niche]
    markets = len(niche) * world.zones
    if case.number > markets:
        return False
    zone, which = divmod(case.number - 1, len(niche))

    def point_out() -> None:
        organisation = world.organisation
        firms = np.flatnonzero((organisation["sector"] == niche[which]) & (organisation["zone"] == zone))
        rows = np.flatnonzero(np.isin(world.bid["bidder"], firms))
        actors.ledger.mark(case, world.bid["bidder"][rows], "bid", rows)

    actors.defer("contracts", point_out)
    return True
