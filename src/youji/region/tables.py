"""The world in numbers: one `Table` a dataset, every column a 64-bit integer, texts only in the files.

Persons, organisations and the rest are known by their position in their table. Money is in fen (1/100 yuan),
days are days since 1970-01-01, moments are seconds since then, ratios are millionths. `NONE` stands for "no
value".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from youji.region.errors import RegionError
from youji.region.places import Place
from youji.region.randomness import Bools, Ints, stream

NONE = int(np.iinfo(np.int64).min)
EPOCH = date(1970, 1, 1)
FIRST_DAY = (date(2022, 7, 1) - EPOCH).days
LAST_DAY = (date(2025, 6, 30) - EPOCH).days
DAY_SECONDS = 86_400
WORKS, GOODS, SERVICES = 0, 1, 2

CATEGORIES = ("works", "goods", "services")
PROCEDURES = ("open", "invited", "negotiation", "consultation", "inquiry", "single_source", "framework")
OPEN, INVITED, NEGOTIATION, CONSULTATION, INQUIRY, SINGLE_SOURCE, FRAMEWORK = range(7)
ORGANISATION_KINDS = ("company", "sole_trader", "government", "public_institution", "state_owned", "village")
COMPANY, SOLE_TRADER, GOVERNMENT, PUBLIC_INSTITUTION, STATE_OWNED, VILLAGE = range(6)
HOLDER_PERSON, HOLDER_ORGANISATION = 0, 1

TENDER_FLOOR = {WORKS: 4_000_000_00, GOODS: 2_000_000_00, SERVICES: 1_000_000_00}
"""Fen from which a tender is compulsory: 必须招标的工程项目规定 (NDRC order 16 of 2018), article 5."""
DIRECT_LIMIT = {WORKS: 600_000_00, GOODS: 500_000_00, SERVICES: 500_000_00}
"""Fen below which the invented city buys without a procedure (分散采购限额标准; each region sets its own)."""


class Table:
    """Equal-length integer columns that grow by `append`; the position of a row never changes."""

    def __init__(self, *columns: str) -> None:
        self._columns: dict[str, Ints] = {name: np.empty(0, dtype=np.int64) for name in columns}
        self._pending: list[dict[str, Ints]] = []
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, name: str) -> Ints:
        """The column; writing into it changes the table."""
        if self._pending:
            for column, values in self._columns.items():
                self._columns[column] = np.concatenate([values, *(part[column] for part in self._pending)])
            self._pending = []
        return self._columns[name]

    def append(self, count: int, **values: npt.ArrayLike) -> Ints:
        """Add `count` rows and return their positions; one value fills all, a column left out is NONE."""
        unknown = values.keys() - self._columns.keys()
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        part = {}
        for column in self._columns:
            given = np.asarray(values.get(column, NONE), dtype=np.int64)
            part[column] = np.broadcast_to(given, count).copy()
        self._pending.append(part)
        self._rows += count
        return np.arange(self._rows - count, self._rows, dtype=np.int64)


class Shelf:
    """Positions grouped by a key, for quick look-up of all rows of one key."""

    def __init__(self, keys: Ints, rows: Ints | None = None) -> None:
        positions = np.arange(len(keys), dtype=np.int64) if rows is None else rows
        order = np.argsort(keys, kind="stable")
        self._keys, self._rows = keys[order], positions[order]

    def rows(self, key: int) -> Ints:
        """Positions whose key is `key`, in their order."""
        low, high = np.searchsorted(self._keys, [key, key + 1])
        return self._rows[low:high]


_PERSON = "surname given_1 given_2 gender born phone district street number room"
_ORGANISATION = (
    "kind prefix brand_1 brand_2 word suffix legal_rep phone district street number room account capital "
    "founded status sector zone group building"
)
_POSITION = "person organisation post from_on to_on"
_KINSHIP = "person relative relation from_on to_on"
_SHAREHOLDING = "organisation holder holder_kind share from_on to_on"
_TENDER = (
    "buyer sector zone category procedure estimate published deadline status object phase flag lots outsiders winner "
    "margin rejects forced lag"
)
_BID = "tender lot bidder amount submitted status account phone name_note device author ip software created"
_CONTRACT = "tender award buyer supplier amount signed_on end_on category procedure object phase flag lot"


@dataclass
class Population:
    """Who lives where and with whom; arrays with one entry a person, by position in `World.person`."""

    household: Ints
    """Number of the person's household."""
    head: Ints
    """The head of that household."""
    village: Ints
    """The person's village collective (position in `World.organisation`), NONE in town."""
    died: Ints
    """Day of death, NONE for the living."""
    villages: Ints
    """All village collectives, by position in `World.organisation`."""

    def alive(self, persons: Ints, day: npt.ArrayLike) -> Bools:
        """Whether each person is alive on the day (one for all, or one each)."""
        died = self.died[persons]
        return np.asarray((died == NONE) | (died > np.asarray(day)), dtype=np.bool_)


@dataclass
class World:
    """Everything the region holds before it is written; the datasets are named as in the data contracts."""

    seed: int
    scale: float
    place: Place
    person: Table = field(default_factory=lambda: Table(*_PERSON.split()))
    organisation: Table = field(default_factory=lambda: Table(*_ORGANISATION.split()))
    position: Table = field(default_factory=lambda: Table(*_POSITION.split()))
    kinship: Table = field(default_factory=lambda: Table(*_KINSHIP.split()))
    shareholding: Table = field(default_factory=lambda: Table(*_SHAREHOLDING.split()))
    tender: Table = field(default_factory=lambda: Table(*_TENDER.split()))
    lot: Table = field(default_factory=lambda: Table("tender", "number", "estimate"))
    bid: Table = field(default_factory=lambda: Table(*_BID.split()))
    award: Table = field(default_factory=lambda: Table("tender", "lot", "bid", "supplier", "amount", "awarded_on"))
    contract: Table = field(default_factory=lambda: Table(*_CONTRACT.split()))
    contract_change: Table = field(default_factory=lambda: Table("contract", "changed_on", "before", "after", "reason"))
    payment: Table = field(default_factory=lambda: Table("contract", "payer", "payee", "account", "amount", "paid_on"))
    fingerprint_bid: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Bids of which the trading platform kept the file's traces; one document fingerprint each."""
    buyer_count: int = 0
    """The first organisations are the buyers; companies follow."""
    official_count: int = 0
    """The first persons are the officials; their relatives follow, then everybody else."""
    relative_count: int = 0
    names: list[str] = field(default_factory=list)
    """Names of the organisations that joined after the market closed, in their order."""
    market: dict[str, int] = field(default_factory=dict)
    """Rows that the tendering market has of each dataset it shares with the other fields; later rows follow them."""
    population: Population | None = None
    """Set once people have moved in; None in the bare market."""
    records: dict[str, Table] = field(default_factory=dict)
    """Tables of the fields' own datasets."""

    def stream(self, topic: str) -> np.random.Generator:
        """The random stream of one topic of this region."""
        return stream(self.seed, topic)

    @cached_property
    def recusals(self) -> Ints:
        """Sorted keys (`recusal_key`) of offices and the companies that a holder's kin there keeps away."""
        holding, kinship, position = self.shareholding, self.kinship, self.position
        private = np.flatnonzero(holding["holder_kind"] == HOLDER_PERSON)
        first = self.official_count
        relative = private[
            (holding["holder"][private] >= first) & (holding["holder"][private] < first + self.relative_count)
        ]
        ties, offices = Shelf(kinship["relative"]), Shelf(position["person"])
        keys = [
            self.recusal_key(position["organisation"][offices.rows(int(official))], holding["organisation"][row])
            for row in relative
            for official in kinship["person"][ties.rows(int(holding["holder"][row]))]
        ]
        return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *keys]))

    def forget_recusals(self) -> None:
        """Find the recusals anew: actors have changed who holds what."""
        self.__dict__.pop("recusals", None)

    def recusal_key(self, buyer: npt.ArrayLike, company: npt.ArrayLike) -> Ints:
        """One number for each pair of an office and a company."""
        return np.asarray(buyer, dtype=np.int64) * 10_000_000 + np.asarray(company, dtype=np.int64)

    def recused(self, buyer: Ints, company: Ints) -> Bools:
        """Whether the company keeps away from the office; pairs position by position."""
        return np.isin(self.recusal_key(buyer, company), self.recusals)

    @property
    def people(self) -> Population:
        """The population; RegionError before anybody moved in."""
        if self.population is None:
            raise RegionError("Nobody lives in this region yet; let the people move in before the fields.")
        return self.population

    @property
    def zones(self) -> int:
        """Local markets a sector is split into: a larger region has more markets, not larger ones."""
        return max(1, round(self.scale))
