"""The releases of one process merged to its compiled state, by the merging rules of OCDS 1.1."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ocdsmerge.merge import CompiledRelease

from youji.screening.ingest.ocds.codes import NO_CONTRACT
from youji.screening.ingest.ocds.rows import Row
from youji.screening.ingest.ocds.shapes import day, entries, identifier, money

_OMIT = ("id", "date", "tag")
_WHOLE = (
    "awards/items/additionalClassifications",
    "contracts/items/additionalClassifications",
    "contracts/relatedProcesses/relationship",
    "parties/additionalIdentifiers",
    "parties/roles",
    "relatedProcesses/relationship",
    "tender/additionalProcurementCategories",
    "tender/items/additionalClassifications",
    "tender/submissionMethod",
    "awards/amendment/changes",
    "awards/amendments/changes",
    "awards/suppliers/additionalIdentifiers",
    "buyer/additionalIdentifiers",
    "contracts/amendment/changes",
    "contracts/amendments/changes",
    "contracts/implementation/transactions/payee/additionalIdentifiers",
    "contracts/implementation/transactions/payer/additionalIdentifiers",
    "tender/amendment/changes",
    "tender/amendments/changes",
    "tender/procuringEntity/additionalIdentifiers",
    "tender/tenderers/additionalIdentifiers",
    "bids/details/relatedLots",
)
_RULES: dict[tuple[str, ...], str] = {
    **{(name,): "omitWhenMerged" for name in _OMIT},
    **{tuple(path.split("/")): "wholeListMerge" for path in _WHOLE},
}
"""The merge rules of the release schema of OCDS 1.1, and of the bids extension. Left to itself the library would fetch
the schema over the network."""


@dataclass
class Merged:
    """A compiled release; the changes of contract amounts on the way to it; the places that could not be merged."""

    release: dict[str, Any]
    changes: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    repeated: int = 0
    """Entries whose id came before in the same list of one release: the later one counts."""


def merge(releases: Sequence[tuple[str, dict[str, Any]]]) -> Merged:
    """Merges releases of one process, oldest first; each comes with its place.

    A release that cannot be merged (an object where the others have a list) is left out and its place given.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        merged = _all(releases) or _one_by_one(releases)
    merged.repeated = len(told)
    merged.changes = _changes([release for place, release in releases if place not in merged.refused])
    return merged


def _all(releases: Sequence[tuple[str, dict[str, Any]]]) -> Merged | None:
    try:
        compiled = CompiledRelease(merge_rules=_RULES)
        for _, release in releases:
            compiled.append(release)
        return Merged(compiled.asdict())
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
        # The library raises these for values of unlike kinds; which release it was shows one by one.
        return None


def _one_by_one(releases: Sequence[tuple[str, dict[str, Any]]]) -> Merged:
    kept: list[tuple[str, dict[str, Any]]] = []
    last = Merged({})
    refused = []
    for place, release in releases:
        found = _all([*kept, (place, release)])
        if found is None:
            refused.append(place)
        else:
            kept.append((place, release))
            last = found
    last.refused = refused
    return last


def _changes(releases: Sequence[dict[str, Any]]) -> list[Row]:
    """One row of contract_change for each release in which a contract's amount differs from what it was before."""
    amounts: dict[str, tuple[str, str | None]] = {}
    rows: list[Row] = []
    for release in releases:
        ocid = identifier(release.get("ocid"))
        for contract in entries(release.get("contracts")):
            number = identifier(contract.get("id"))
            amount, currency = money(contract.get("value"))
            if number is None or amount is None or identifier(contract.get("status")) in NO_CONTRACT:
                continue
            before = amounts.get(number)
            amounts[number] = amount, currency or (before[1] if before else None)
            if before is None or _same(before[0], amount):
                continue
            key = f"{ocid}/contract/{number}"
            stated = _stated(contract, release)
            name = f"{key}/amendment/{stated[0]}" if stated else f"{key}/release/{identifier(release.get('id'))}"
            date = (stated[1] if stated else None) or day(release.get("date"))
            rows.append((name, key, date, before[0], amount, amounts[number][1], stated[2] if stated else None))
    return rows


def _stated(contract: dict[str, Any], release: dict[str, Any]) -> tuple[str, str | None, str | None] | None:
    """Id, date and reason of the amendment that a release brought about, where it says so."""
    amendments = entries(contract.get("amendments"))
    if not amendments:
        return None
    named = [one for one in amendments if identifier(one.get("releaseID")) == identifier(release.get("id"))]
    latest = named[-1] if named else amendments[-1]
    number = identifier(latest.get("id"))
    if number is None:
        return None
    reason = identifier(latest.get("rationale")) or identifier(latest.get("description"))
    return number, day(latest.get("date")), reason


def _same(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other
