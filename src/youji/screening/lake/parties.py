"""Under which ids screening reads the lake, once the register has said which source ids are one party.

A party is called by the id of its *founding record* in the source, its screening id; the permanent party id stands
beside it (`aliases.parquet` of the register's snapshot). So data that need no linking keep their ids, a view costs a
join with the few ids that change, and alerts of a region without a register are the same as with an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from youji.screening.contracts.model import Contract
from youji.screening.lake import parts

KINDS = ("person", "organisation")
PARTY_KEYS: Mapping[str, str] = {"person": "person_id", "organisation": "organisation_id"}
"""Kind → key of the dataset of that name, which lists its parties."""
NAMED: Mapping[str, tuple[str, str]] = {
    "bid": ("bidder_id", "bidder_name"),
    "award": ("supplier_id", "supplier_name"),
    "tender": ("buyer_id", "buyer_name"),
}
"""Dataset → the columns of an organisation's code and name: without a code, the name alone is a mention of it."""
_BY_KIND: Mapping[tuple[str, str], str] = {("shareholding", "holder_id"): "holder_kind"}
"""Columns that hold persons and organisations alike, and the column that says which (organisation if it is empty)."""


@dataclass(frozen=True)
class PartyColumn:
    """A column that holds parties of `kind`; with `told_by`, only in rows where that column names the kind."""

    name: str
    kind: str
    told_by: str | None = None


def party_columns(contract: Contract) -> list[PartyColumn]:
    """Columns of a dataset that hold source ids of parties, its own key among them."""
    found: list[PartyColumn] = []
    for column in contract.columns:
        told_by = _BY_KIND.get((contract.dataset, column.name))
        for kind in KINDS:
            key = PARTY_KEYS[kind]
            if column.references == f"{kind}.{key}" or (contract.dataset == kind and column.name == key):
                found.append(PartyColumn(column.name, kind))
            elif told_by is not None:
                found.append(PartyColumn(column.name, kind, told_by))
    return found


@dataclass(frozen=True)
class PartyIds:
    """The ids of one snapshot of the register, in its folder."""

    folder: Path
    renamed: Mapping[str, str | None]
    """Kind, or `mention` → hash of the ids that differ from the source's; None where none does."""

    def renames(self, kind: str) -> str | None:
        """SQL of `source_id`, `screening_id`: the source ids of that kind that are read as another."""
        return parts.scan(self.folder, f"renames-{kind}") if self.renamed.get(kind) else None

    @property
    def mentions(self) -> str | None:
        """SQL of `dataset`, `name`, `screening_id`, `ground`, `probability`: organisations that are only named."""
        return parts.scan(self.folder, "mentions") if self.renamed.get("mention") else None

    @property
    def aliases(self) -> str:
        """SQL of every record of `person` and `organisation`: who it is (`screening/linking/aliases.py`)."""
        return parts.scan(self.folder, "aliases")

    def state(self, contracts: Sequence[Contract]) -> list[tuple[str, str]]:
        """What of the register rows of these datasets depend on, for the key of a result."""
        kinds = {column.kind for contract in contracts for column in party_columns(contract)}
        if any(contract.dataset in NAMED for contract in contracts):
            kinds.add("mention")
        return sorted((kind, state) for kind in kinds if (state := self.renamed.get(kind)) is not None)
