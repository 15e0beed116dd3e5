"""The organisations of one release: who a reference means, and what the release says about each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from youji.screening.ingest.ocds import codes
from youji.screening.ingest.ocds.shapes import entries, entry, identifier, text

_BLANKS = re.compile(r"\s+")
_ADDRESS = ("countryName", "region", "locality", "streetAddress")
_MERE = {"id", "name"}
"""All that most references hold."""
_USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")

Party = tuple[str | None, str | None]
"""Id and name."""


class Parties:
    """Resolves references (`buyer`, `suppliers`, …) to organisations.

    An organisation is known by the scheme and id of its identifier (`GB-COH-1234567`), as these hold beyond one
    process; without them by the id in the release; without that by its name (`name:acme ltd`).
    """

    def __init__(self, release: dict[str, Any]) -> None:
        self._by_local: dict[str, str] = {}
        self._known: dict[str, list[str | None]] = {}
        self._parties = entries(release.get("parties"))
        self._buyer = release.get("buyer")
        self.joint = 0
        """Members of joint bids beyond the first."""
        for party in self._parties:
            key = _global_id(party)
            local = identifier(party.get("id"))
            if key is not None and local is not None:
                self._by_local[local] = key
            self._describe(key, party)

    def of(self, reference: Any) -> Party:
        """The organisation that a reference means, (None, None) if it says nothing."""
        value = entry(reference)
        if not value:
            return None, None
        local = identifier(value.get("id"))
        key = self._by_local.get(local) if local is not None else None
        if key is None:
            key = _global_id(value)
        if key is None:
            return None, None
        return key, self._describe(key, value)

    def lead(self, references: Any) -> Party:
        """The first of those who bid together: they compete as one bidder, and not with each other."""
        found = [party for party in map(self.of, entries(references)) if party[0] is not None]
        self.joint += max(0, len(found) - 1)
        return found[0] if found else (None, None)

    def buyer(self, tender: dict[str, Any]) -> Party:
        """The buyer; else the procuring entity; else whoever has such a role."""
        found = [self.of(self._buyer), self.of(tender.get("procuringEntity"))]
        for role in ("buyer", "procuringEntity"):
            found += [self.of(party) for party in self._parties if _has_role(party, role)]
        return next((party for party in found if party[0] is not None), (None, None))

    def rows(self) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """Id, and the further columns of `organisation`, of all that are spoken of."""
        for key, values in self._known.items():
            yield key, tuple(values)

    def _describe(self, key: str | None, value: dict[str, Any]) -> str | None:
        """Keeps what is said about an organisation, what was said first wins; gives its name."""
        if key is None:
            return None
        known = self._known.setdefault(key, [None] * 5)
        if known[1] is not None and value.keys() <= _MERE:
            return known[1]
        said = _said(value)
        for i, one in enumerate(said):
            if known[i] is None:
                known[i] = one
        return known[1]


def _global_id(value: dict[str, Any]) -> str | None:
    official = entry(value.get("identifier"))
    scheme, number = identifier(official.get("scheme")), identifier(official.get("id"))
    if scheme is not None and number is not None:
        return number if number.startswith(f"{scheme}-") else f"{scheme}-{number}"
    local = identifier(value.get("id"))
    if local is not None:
        return local
    name = identifier(value.get("name"))
    return f"name:{_BLANKS.sub(' ', name).casefold()}" if name is not None else None


def _said(value: dict[str, Any]) -> tuple[str | None, ...]:
    """uscc, name, kind, phone, address."""
    if value.keys() <= _MERE:
        return None, text(value.get("name")), None, None, None
    official = entry(value.get("identifier"))
    number = identifier(official.get("id"))
    name = text(value.get("name")) or text(official.get("legalName"))
    place = entry(value.get("address"))
    parts = [part for part in (text(place.get(field)) for field in _ADDRESS) if part is not None]
    scale = identifier(entry(value.get("details")).get("scale"))
    return (
        number if number is not None and _USCC.fullmatch(number) else None,
        name,
        codes.SCALE.get(scale) if scale is not None else None,
        text(entry(value.get("contactPoint")).get("telephone")),
        " ".join(parts) or None,
    )


def _has_role(party: dict[str, Any], role: str) -> bool:
    roles = party.get("roles")
    return role in roles if isinstance(roles, list) else roles == role
