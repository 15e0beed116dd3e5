"""Row order and primary keys, given last, so that a key never tells how a row came about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.region.field import Dataset
from youji.region.identifiers import numbered
from youji.region.randomness import Ints
from youji.region.tables import World

DATASETS = (
    "person", "organisation", "position", "kinship", "shareholding", "tender", "lot", "bid", "award",
    "contract",
    "contract_change", "payment", "document_fingerprint",
)  # fmt: skip
_KEYS = {
    "person": ("P", 8), "organisation": ("D", 7), "position": ("RZ", 8), "kinship": ("QS", 8),
    "shareholding": ("GQ", 8), "bid": ("TB", 9), "award": ("ZBTZ", 8), "contract_change": ("BG", 8),
    "payment": ("ZF", 9), "document_fingerprint": ("TZ", 9),
}  # fmt: skip


class Numbering:
    """For each dataset the rows in the order of the file, and the key of every row of the world's table."""

    def __init__(self, world: World, datasets: Mapping[str, Dataset] | None = None) -> None:
        """`datasets` are those of the fields; the market's own are always known."""
        self._world = world
        self.datasets: Mapping[str, Dataset] = datasets or {}
        self._orders: dict[str, Ints] = {}
        self._keys: dict[str, pa.Array] = {}

    def order(self, dataset: str) -> Ints:
        """Rows of the world's table in the order in which they are written."""
        if dataset not in self._orders:
            self._orders[dataset] = self._sorted(dataset)
        return self._orders[dataset]

    def keys(self, dataset: str) -> pa.Array:
        """The primary key of each row of the world's table, by its position there."""
        if dataset not in self._keys:
            self._keys[dataset] = self._made(dataset)
        return self._keys[dataset]

    @cached_property
    def _ranks(self) -> dict[str, Ints]:
        return {}

    def rank(self, dataset: str) -> Ints:
        """The place of each row in the written order, from 1."""
        if dataset not in self._ranks:
            order = self.order(dataset)
            size = len(self._world.fingerprint_bid) if dataset == "document_fingerprint" else self._size(dataset)
            rank = np.zeros(size, dtype=np.int64)
            rank[order] = np.arange(1, len(order) + 1)
            self._ranks[dataset] = rank
        return self._ranks[dataset]

    def _size(self, dataset: str) -> int:
        records = self._world.records
        return len(records[dataset] if dataset in records else getattr(self._world, dataset))

    def _sorted(self, dataset: str) -> Ints:
        world = self._world
        if dataset in self.datasets:
            column = self.datasets[dataset].ordered_by
            if column is None:
                return world.stream(f"order of {dataset}").permutation(self._size(dataset)).astype(np.int64)
            return np.asarray(np.argsort(world.records[dataset][column], kind="stable"), dtype=np.int64)
        if dataset in ("person", "organisation", "kinship"):
            first = world.market.get(dataset, self._size(dataset))
            rest = world.stream(f"later order of {dataset}").permutation(self._size(dataset) - first) + first
            order = np.concatenate([world.stream(f"order of {dataset}").permutation(first), rest])
            return np.asarray(order, dtype=np.int64)
        if dataset == "bid":
            return np.lexsort((world.bid["submitted"], self.rank("tender")[world.bid["tender"]]))
        if dataset == "document_fingerprint":
            return np.argsort(self.rank("bid")[world.fingerprint_bid], kind="stable")
        if dataset == "shareholding":
            rows = np.flatnonzero(world.shareholding["share"] > 0)
            rank = self.rank("organisation")[world.shareholding["organisation"][rows]]
            # Holdings that joined later follow the market's, whose keys stay as they are.
            later = rows >= world.market.get(dataset, len(world.shareholding))
            return np.asarray(rows[np.lexsort((rank, later))], dtype=np.int64)
        day = {
            "contract": "signed_on",
            "contract_change": "changed_on",
            "payment": "paid_on",
            "position": "from_on",
            "tender": "published",
        }
        if dataset in day and dataset in world.market:
            # Rows that joined later follow the market's, whose keys stay as they are.
            column, first = getattr(world, dataset)[day[dataset]], world.market[dataset]
            rest = np.argsort(column[first:], kind="stable") + first
            return np.asarray(np.concatenate([np.argsort(column[:first], kind="stable"), rest]), dtype=np.int64)
        if dataset in day:
            return np.asarray(np.argsort(getattr(world, dataset)[day[dataset]], kind="stable"), dtype=np.int64)
        return np.arange(self._size(dataset))

    def _made(self, dataset: str) -> pa.Array:
        world, rank = self._world, self.rank(dataset)
        if dataset in self.datasets:
            return numbered(self.datasets[dataset].key, rank, 9)
        if dataset in ("tender", "contract"):
            day = world.tender["published"] if dataset == "tender" else world.contract["signed_on"]
            year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
            return numbered("ZB" if dataset == "tender" else "HT", year * 10_000_000 + rank, 11)
        if dataset == "lot":
            tender = self.keys("tender").take(pa.array(world.lot["tender"]))
            return pc.binary_join_element_wise(tender, pc.cast(pa.array(world.lot["number"]), pa.string()), "-")
        prefix, width = _KEYS[dataset]
        return numbered(prefix, rank, width)
