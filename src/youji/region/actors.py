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
from youji.region.bidding import DISQUALIFIED, VALID, market_of, offers
from youji.region.organisations import MILLIONTHS, STATUS_ACTIVE
from youji.region.randomness import Bools, Floats, Ints
from youji.region.tables import (
    COMPANY,
    DAY_SECONDS,
    FIRST_DAY,
    HOLDER_ORGANISATION,
    HOLDER_PERSON,
    LAST_DAY,
    NONE,
    SINGLE_SOURCE,
    Shelf,
    World,
)
from youji.region.tenders import COMPLETE, FLAG_PLAIN
from youji.region.truth import Case, Ledger

Stage = Literal["contracts", "payments"]


_TOP = 0.9995


def covers(rng: np.random.Generator, price: Floats, low: float, high: float, count: int) -> Floats:
    """`count` offers above each of `price`, by a share from `low` to `high`, none above the estimate."""
    rise = rng.uniform(low, high, (len(price), count))
    above = price[:, None] * (1 + rise)
    room = price[:, None] + (_TOP - price[:, None]) * rng.uniform(0.3, 1.0, above.shape)
    return np.asarray(np.where(above < _TOP, above, room), dtype=np.float64)


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
            & (tender["flag"] == FLAG_PLAIN)
            & ~niche[tender["sector"]]
            & (tender["deadline"] // DAY_SECONDS < LAST_DAY - 14)
        )
        self.market = market_of(world, tender["sector"], tender["zone"])
        self._tenders = Shelf(self.market)
        self._of_buyer = Shelf(tender["buyer"])
        self._holdings = Shelf(world.shareholding["organisation"])
        self._kin = Shelf(world.kinship["person"])
        self.free_office: Bools = np.ones(world.buyer_count, dtype=np.bool_)
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
            found = self._near_in_time(found, count)
        elif len(found) < count:
            same_zone = np.flatnonzero(self.free_tender & (self.market % self.world.zones == market % self.world.zones))
            same_zone = self.rng.permutation(same_zone[~np.isin(same_zone, found)])
            found = np.concatenate([found, same_zone[: count - len(found)]])
        found = np.sort(found)
        self.free_tender[found] = False
        return found

    def _near_in_time(self, found: Ints, count: int) -> Ints:
        """`count` of more tenders, neighbours in time: an agreement lasts months, not the whole period."""
        span = min(len(found), count * 3)
        start = int(self.rng.integers(0, len(found) - span + 1))
        return self.rng.choice(found[start : start + span], size=count, replace=False)

    def gather(self, firms: int, tenders: int) -> tuple[Ints, Ints] | None:
        """Unused companies and unused tenders of one market, now used; None where there are too few."""
        market = self.market_with(tenders)
        found, members = self.tenders(market, tenders), self.companies(market, firms)
        return (members, found) if len(members) == firms and 2 * len(found) >= tenders else None

    def favourite(self, tenders: int, fit: Bools | None = None, most: int | None = None) -> tuple[Ints, Ints] | None:
        """One unused company and unused tenders of one office (see `office_with`); None where there are none."""
        _, found = self.office_with(tenders, fit, most)
        if 2 * len(found) < tenders or not len(found):
            return None
        firm = self.companies(int(self.market[found[0]]), 1)
        return (firm, found) if len(firm) else None

    def office_with(self, count: int, fit: Bools | None = None, most: int | None = None) -> tuple[int, Ints]:
        """An office and up to `count` unused tenders of one trade it held, in the order of time, now used.

        `fit` limits the tenders; an office of no other case is preferred, and one that held at most `most`
        tenders of the trade.
        """
        tender = self.world.tender
        free = np.flatnonzero(self.free_tender if fit is None else self.free_tender & fit)
        if not len(free):
            return 0, free
        trade = tender["buyer"] * len(sectors.SECTORS) + tender["sector"]
        pairs, place, sizes = np.unique(trade[free], return_inverse=True, return_counts=True)
        rank = np.where(sizes >= count, 2 * count, sizes) * 4 + self.free_office[pairs // len(sectors.SECTORS)]
        if most is not None:
            rank += 2 * (np.bincount(trade, minlength=int(pairs[-1]) + 1)[pairs] <= most)
        best = np.flatnonzero(rank == rank.max())
        chosen = int(self.rng.choice(best))
        buyer = int(pairs[chosen] // len(sectors.SECTORS))
        found = free[place == chosen]
        if len(found) > count:
            found = self._near_in_time(found, count)
        found = np.sort(found)
        self.free_tender[found] = False
        self.free_office[buyer] = False
        return buyer, found

    def office_of(self, market: int) -> int | None:
        """An office that buys in a market, of no other case if there is one, now used; None where there is none."""
        offices = self.world.tender["buyer"][self.market == market]
        if not len(offices):
            return None
        unused = offices[self.free_office[offices]]
        buyer = int(self.rng.choice(unused if len(unused) else offices))
        self.free_office[buyer] = False
        return buyer

    def prices(self, outsiders: Ints) -> Floats:
        """What arranged winners ask, as shares of the estimate: near it among themselves, less among strangers."""
        high = self.rng.uniform(0.945, 0.985, len(outsiders))
        return np.where(outsiders > 0, self.rng.uniform(0.84, 0.91, len(outsiders)), high)

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
            # A tie that begins or ends within the period may not hold when the firm wins.
            lasting = (kinship["from_on"][kin] < FIRST_DAY) & (kinship["to_on"][kin] == NONE)
            if (grown & lasting).any():
                self._busy_officials.add(person)
                return np.array([row, kin[grown & lasting][0]])
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
        *,
        step: npt.ArrayLike | None = None,
        **traces: npt.ArrayLike,
    ) -> Ints:
        """Put arranged bids into `tenders`: `ratios` of the estimate (tender × bidder), `winner` a column.

        `outsiders` honest firms join each tender. Every firm rounds in its own way, or all to `step` fen. Returns
        bid positions (tender × bidder).
        """
        tender = self.world.tender
        estimate = tender["estimate"][tenders][:, None]
        own = np.array([1, 100, 10_000])[self.rng.integers(0, 3, len(bidders))]
        steps = own if step is None else np.full(len(bidders), step, dtype=np.int64)
        amounts = np.maximum(np.round(estimate * ratios).astype(np.int64) // steps * steps, 100)
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

    def undercut(self, tenders: Ints, firm: Ints, margins: Floats, outsiders: npt.ArrayLike) -> Ints:
        """Let one firm win each tender, `margins` (a share) below the lowest of `outsiders` honest offers."""
        rows = self.arrange(tenders, firm, self.rng.uniform(0.86, 0.95, (len(tenders), 1)), 0, outsiders)
        self.world.tender["margin"][tenders] = np.round(margins * MILLIONTHS).astype(np.int64)
        return rows.ravel()

    def mark_bids(self, case: Case, tenders: Ints, subject: npt.ArrayLike, *, rejected: bool = False) -> None:
        """Mark, once the market has run, all bids of `tenders`, or only the rejected ones, as speaking of `subject`."""

        def mark() -> None:
            bid = self.world.bid
            rows = np.flatnonzero(np.isin(bid["tender"], tenders))
            if rejected:
                rows = rows[bid["status"][rows] == DISQUALIFIED]
            self.ledger.mark(case, subject, "bid", rows)

        self.defer("contracts", mark)

    def meet(self, tenders: Ints, bidders: Ints, **traces: npt.ArrayLike) -> Ints:
        """Let `bidders` bid honestly in `tenders`, with one to three others; the best offer wins."""
        sector = np.repeat(self.world.tender["sector"][tenders], len(bidders))
        estimate = np.repeat(self.world.tender["estimate"][tenders], len(bidders))
        ratios = offers(self.rng, estimate, sector) / estimate
        outsiders = self.rng.integers(max(1, 4 - len(bidders)), 5, len(tenders))
        return self.arrange(tenders, bidders, ratios.reshape(len(tenders), -1), NONE, outsiders, **traces)

    def join(self, companies: Ints) -> None:
        """Make companies one group: the honest market will not send two of them to one tender."""
        self.world.organisation["group"][companies] = companies[0]
