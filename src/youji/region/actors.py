"""What every actor of the region can do: pick firms and tenders nobody else uses, and act in the records.

An actor changes the world before the honest market runs, so that rivals, awards, contracts and payments
follow from what the actor did. Deeds that need contracts or payments are put off with `defer`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from youji.region import sectors
from youji.region.bidding import VALID, market_of, offers
from youji.region.organisations import MILLIONTHS, STATUS_ACTIVE
from youji.region.randomness import Bools, Floats, Ints
from youji.region.tables import (
    COMPANY,
    DAY_SECONDS,
    HOLDER_ORGANISATION,
    HOLDER_PERSON,
    LAST_DAY,
    NONE,
    SINGLE_SOURCE,
    Shelf,
    World,
)
from youji.region.tenders import COMPLETE
from youji.region.truth import Ledger

Stage = Literal["contracts", "payments"]


class Actors:
    """The stage: shared pools of unused firms, tenders and officials, and the deeds actors have in common."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self.world, self.ledger = world, ledger
        self.rng = world.stream("actors")
        self._deferred: dict[str, list[Callable[[], None]]] = {"contracts": [], "payments": []}
        organisation, tender = world.organisation, world.tender
        niche = np.array([s.niche for s in sectors.SECTORS])
        _, members = np.unique(organisation["group"], return_inverse=True)
        alone = np.bincount(members)[members] == 1
        alone[world.recusals % world.recusal_key(1, 0)] = False
        fit = alone & (organisation["kind"] == COMPANY) & (organisation["status"] == STATUS_ACTIVE)
        self.free_company: Bools = fit & ~niche[np.maximum(organisation["sector"], 0)]
        companies = self.rng.permutation(np.flatnonzero(self.free_company))
        self._companies = Shelf(
            market_of(world, organisation["sector"][companies], organisation["zone"][companies]), companies
        )
        self.free_tender: Bools = (
            (tender["lots"] == 1)
            & (tender["status"] == COMPLETE)
            & (tender["procedure"] != SINGLE_SOURCE)
            & ~niche[tender["sector"]]
            & (tender["deadline"] // DAY_SECONDS < LAST_DAY - 14)
        )
        self.market = market_of(world, tender["sector"], tender["zone"])
        self._tenders = Shelf(self.market)
        self._of_buyer = Shelf(tender["buyer"])
        self._holdings = Shelf(world.shareholding["organisation"])
        self._kin = Shelf(world.kinship["person"])
        self._busy_officials: set[int] = set()

    def defer(self, stage: Stage, deed: Callable[[], None]) -> None:
        """Do `deed` once contracts are signed (and nothing is paid yet), or once everything is paid."""
        self._deferred[stage].append(deed)

    def carry_out(self, stage: Stage) -> None:
        """Do the deeds put off to `stage`, in the order they were put off."""
        for deed in self._deferred.pop(stage):
            deed()

    def companies(self, market: int, count: int) -> Ints:
        """Up to `count` unused companies of a market (of others, if it lacks them), now used."""
        found = self._companies.rows(market)
        found = found[self.free_company[found]][:count]
        if len(found) < count:
            others = np.flatnonzero(self.free_company)
            others = self.rng.permutation(others[~np.isin(others, found)])
            found = np.concatenate([found, others[: count - len(found)]])
        self.free_company[found] = False
        return found

    def market_with(self, count: int) -> int:
        """The first of twenty drawn markets with `count` unused tenders, else the richest of them."""
        free = np.flatnonzero(self.free_tender)
        if not len(free):
            return int(self.market[0])
        tried = self.market[self.rng.choice(free, size=20)]
        sizes = np.array([self.free_tender[self._tenders.rows(int(m))].sum() for m in tried])
        enough = np.flatnonzero(sizes >= count)
        return int(tried[enough[0]] if len(enough) else tried[np.argmax(sizes)])

    def tenders(self, market: int, count: int) -> Ints:
        """Up to `count` unused tenders of a market (or its zone) in the order of time, now used."""
        found = self._tenders.rows(market)
        found = found[self.free_tender[found]]
        if len(found) > count:
            # Neighbours in time: an agreement lasts months, not the whole period.
            span = min(len(found), count * 3)
            start = int(self.rng.integers(0, len(found) - span + 1))
            found = self.rng.choice(found[start : start + span], size=count, replace=False)
        elif len(found) < count:
            same_zone = np.flatnonzero(self.free_tender & (self.market % self.world.zones == market % self.world.zones))
            same_zone = self.rng.permutation(same_zone[~np.isin(same_zone, found)])
            found = np.concatenate([found, same_zone[: count - len(found)]])
        found = np.sort(found)
        self.free_tender[found] = False
        return found

    def tenders_of(self, buyer: int, since: int, until: int, count: int) -> Ints:
        """Up to `count` unused tenders of one buyer opened between two days, most of one trade, now used."""
        found = self._of_buyer.rows(buyer)
        opened = self.world.tender["deadline"][found] // DAY_SECONDS
        found = found[self.free_tender[found] & (opened >= since) & (opened <= until)]
        if len(found):
            trades = np.bincount(self.world.tender["sector"][found])
            order = np.argsort(-trades[self.world.tender["sector"][found]], kind="stable")
            found = np.sort(found[order[:count]])
        self.free_tender[found] = False
        return found

    def official(self, posts: tuple[int, ...], relations: tuple[int, ...], *, ended: bool | None = None) -> Ints | None:
        """Positions of (position, kinship) of an unused official with such a post and relative, or None.

        `ended`: True wants a term that ended inside the region's time, False one that runs; None takes
        either.
        """
        position, kinship = self.world.position, self.world.kinship
        tries = self.rng.permutation(len(position))[:2000]
        for row in tries:
            person = int(position["person"][row])
            if person in self._busy_officials or int(position["post"][row]) not in posts:
                continue
            if ended is not None and (position["to_on"][row] != NONE) != ended:
                continue
            kin = self._kin.rows(person)
            kin = kin[np.isin(kinship["relation"][kin], relations)]
            grown = self.world.person["born"][kinship["relative"][kin]] < LAST_DAY - 25 * 365
            if grown.any():
                self._busy_officials.add(person)
                return np.array([row, kin[grown][0]])
        return None

    def holdings(self, company: int) -> Ints:
        """Present holdings in a company as it was founded (rows of the shareholding table)."""
        rows = self._holdings.rows(company)
        return np.asarray(rows[self.world.shareholding["to_on"][rows] == NONE], dtype=np.int64)

    def take_over(
        self, company: int, holder: int, share: int, *, organisation: bool = False, since: int | None = None
    ) -> int:
        """Give `share` millionths of a company to `holder`; returns the row that shows it.

        The old holders keep their proportions; whoever is left with nothing leaves the register.
        """
        holding = self.world.shareholding
        old = self.holdings(company)
        start = int(self.world.organisation["founded"][company]) if since is None else since
        rest = MILLIONTHS - share
        kept = holding["share"][old] * rest // max(1, int(holding["share"][old].sum()))
        holding["share"][old] = np.maximum(kept, 0)
        if len(old) and rest > 0:
            holding["share"][old[0]] += rest - int(kept.sum())
        kind = HOLDER_ORGANISATION if organisation else HOLDER_PERSON
        if rest == 0 and len(old):
            first, *others = (int(row) for row in old)
            holding["holder"][first], holding["share"][first] = holder, share
            holding["holder_kind"][first], holding["from_on"][first] = kind, start
            for row in others:
                holding["share"][row] = 0
            return first
        added = holding.append(1, organisation=company, holder=holder, holder_kind=kind, share=share, from_on=start)
        return int(added[0])

    def arrange(
        self,
        tenders: Ints,
        bidders: Ints,
        ratios: Floats,
        winner: npt.ArrayLike,
        outsiders: npt.ArrayLike,
        **traces: npt.ArrayLike,
    ) -> Ints:
        """Put arranged bids into `tenders`: `ratios` of the estimate (tender × bidder), `winner` a column.

        `outsiders` honest firms join each tender. Returns bid positions (tender × bidder).
        """
        tender = self.world.tender
        estimate = tender["estimate"][tenders][:, None]
        step = np.array([1, 100, 10_000])[self.rng.integers(0, 3, len(bidders))]
        amounts = np.maximum(np.round(estimate * ratios).astype(np.int64) // step * step, 100)
        shape = amounts.shape
        hours = np.minimum(self.rng.exponential(12.0, shape), 90.0) + 0.3
        placed = {name: np.broadcast_to(np.asarray(values), shape).ravel() for name, values in traces.items()}
        morning = tender["published"][tenders][:, None] * DAY_SECONDS + 9 * 3600
        submitted = np.maximum(tender["deadline"][tenders][:, None] - (hours * 3600).astype(np.int64), morning)
        rows = self.world.bid.append(
            amounts.size,
            tender=np.repeat(tenders, len(bidders)),
            bidder=np.tile(bidders, len(tenders)),
            amount=amounts.ravel(),
            submitted=submitted.ravel(),
            status=VALID,
            **placed,
        ).reshape(shape)
        tender["outsiders"][tenders] = outsiders
        column = np.broadcast_to(np.asarray(winner), len(tenders))
        chosen = rows[np.arange(len(tenders)), np.where(column == NONE, 0, column)]
        tender["winner"][tenders] = np.where(column == NONE, NONE, chosen)
        return rows

    def meet(self, tenders: Ints, bidders: Ints, **traces: npt.ArrayLike) -> Ints:
        """Let `bidders` bid honestly in `tenders`, with one to three others; the best offer wins."""
        sector = np.repeat(self.world.tender["sector"][tenders], len(bidders))
        estimate = np.repeat(self.world.tender["estimate"][tenders], len(bidders))
        ratios = offers(self.rng, estimate, sector) / estimate
        outsiders = self.rng.integers(max(1, 3 - len(bidders)), 4, len(tenders))
        return self.arrange(tenders, bidders, ratios.reshape(len(tenders), -1), NONE, outsiders, **traces)

    def join(self, companies: Ints) -> None:
        """Make companies one group: the honest market will not send two of them to one tender."""
        self.world.organisation["group"][companies] = companies[0]
