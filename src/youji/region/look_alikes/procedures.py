"""Innocent procedures: short and small ones that the law allows, and awards that had to go to one firm."""

from __future__ import annotations

import numpy as np

from youji.region.actors import Actors
from youji.region.randomness import Ints
from youji.region.steering import CHEAPER
from youji.region.tables import CONSULTATION, DAY_SECONDS, NEGOTIATION, SINGLE_SOURCE
from youji.region.tenders import FLAG_EMERGENCY, FLAG_SECOND, earliest_deadline
from youji.region.truth import Case
from youji.region.workdays import next_working_day


def _shorten(actors: Actors, tenders: Ints, procedure: int, spare: int) -> None:
    """Another procedure with its own lawful period, and up to `spare` days more."""
    tender = actors.world.tender
    tender["procedure"][tenders] = procedure
    day = earliest_deadline(tender["published"][tenders], tender["procedure"][tenders])
    day = next_working_day(day + actors.rng.integers(0, spare + 1, len(tenders)))
    tender["deadline"][tenders] = day * DAY_SECONDS + tender["deadline"][tenders] % DAY_SECONDS


def _won_fairly(actors: Actors, case: Case, tenders: Ints, firm: Ints, outsiders: Ints) -> None:
    rows = actors.undercut(tenders, firm, actors.rng.uniform(0.004, 0.06, len(tenders)), outsiders)
    actors.ledger.mark(case, firm, "tender", tenders)
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)


def negotiation_after_failure(actors: Actors, case: Case) -> bool:
    """Nobody came to the open tender, so the office negotiates: days instead of weeks, by law (order 87 of the
    Ministry of Finance, article 43).
    """
    found = actors.favourite(int(actors.rng.integers(1, 3)))
    if found is None:
        return False
    firm, tenders = found
    _shorten(actors, tenders, NEGOTIATION, 2)
    actors.world.tender["flag"][tenders] = FLAG_SECOND
    _won_fairly(actors, case, tenders, firm, actors.rng.integers(2, 4, len(tenders)))
    return True


def urgent_purchase(actors: Actors, case: Case) -> bool:
    """An urgent need, approved as such and named in the title: a negotiation with the shortest lawful period."""
    found = actors.favourite(1)
    if found is None:
        return False
    firm, tenders = found
    _shorten(actors, tenders, NEGOTIATION, 0)
    actors.world.tender["flag"][tenders] = FLAG_EMERGENCY
    _won_fairly(actors, case, tenders, firm, np.array([2]))
    return True


def few_at_second_try(actors: Actors, case: Case) -> bool:
    """A second try by consultation to which two firms came: two are enough there (document 124 of 2015 of the
    Ministry of Finance).
    """
    found = actors.favourite(1)
    if found is None:
        return False
    firm, tenders = found
    _shorten(actors, tenders, CONSULTATION, 5)
    actors.world.tender["flag"][tenders] = FLAG_SECOND
    actors.world.tender["forced"][tenders] = 1
    _won_fairly(actors, case, tenders, firm, np.array([1]))
    return True


def noticed_single_source(actors: Actors, case: Case) -> bool:
    """One firm holds the patent; the notice stood for five working days and nobody objected."""
    found = actors.favourite(1)
    if found is None:
        return False
    firm, tenders = found
    _single_source(actors, case, tenders, firm)
    return True


def sole_producer(actors: Actors, case: Case) -> bool:
    """The only producer of the region sells an office what it needs year after year, each time with a notice."""
    found = actors.favourite(int(actors.rng.integers(5, 9)))
    if found is None:
        return False
    firm, tenders = found
    _single_source(actors, case, tenders, firm)
    actors.ledger.mark_outcomes(case, tenders, "contract", firm)
    return True


def _single_source(actors: Actors, case: Case, tenders: Ints, firm: Ints) -> None:
    _shorten(actors, tenders, SINGLE_SOURCE, 5)
    rows = actors.arrange(tenders, firm, actors.rng.uniform(0.88, 0.985, (len(tenders), 1)), 0, 0)
    actors.ledger.mark(case, firm, "tender", tenders)
    actors.ledger.mark(case, firm, "bid", rows)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)


def rejected_once(actors: Actors, case: Case) -> bool:
    """The cheapest offer lacked a licence and was rejected, once; the next one won."""
    found = actors.favourite(1)
    if found is None:
        return False
    firm, tenders = found
    actors.world.tender["rejects"][tenders] = CHEAPER
    rows = actors.arrange(tenders, firm, actors.rng.uniform(0.86, 0.9, (1, 1)), 0, int(actors.rng.integers(4, 7)))
    actors.ledger.mark(case, firm, "bid", rows)
    actors.mark_bids(case, tenders, firm, rejected=True)
    actors.ledger.mark_outcomes(case, tenders, "award", firm)
    return True


PLATFORM_ACCOUNT = 1 << 34
"""Number of the account through which the trading platform collects deposits."""


def platform_account(actors: Actors, case: Case) -> bool:
    """Deposits that the trading platform collected: one account for all bidders of some tenders."""
    world = actors.world
    _, tenders = actors.office_with(int(actors.rng.integers(4, 9)))
    if not len(tenders):
        return False

    def collect() -> None:
        rows = np.flatnonzero(np.isin(world.bid["tender"], tenders))
        world.bid["account"][rows] = PLATFORM_ACCOUNT
        actors.ledger.mark(case, world.bid["bidder"][rows], "bid", rows)

    actors.defer("contracts", collect)
    return True
