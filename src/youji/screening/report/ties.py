"""The ties between parties that a lead's evidence rows show, as edges for its graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from youji.screening.report.data import EvidenceRow, TieEdge
from youji.screening.report.names import Names

_SHARED = {"phone": "shared_phone", "address": "shared_address", "bank_account": "shared_account"}
_SHARED_FINGERPRINT = {
    "device_id": "shared_device",
    "ip_address": "shared_address",
    "author": "shared_author",
}

Values = Mapping[str, str]


def ties_of(rows: Iterable[EvidenceRow], names: Names) -> tuple[TieEdge, ...]:
    """One edge for each tie a row states, and one for each value two organisations share."""
    edges: dict[TieEdge, None] = {}
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        values = {v.column: v.text for v in row.values if v.text is not None}
        drawn = _DRAWN.get(row.dataset)
        edge = drawn(values, names) if drawn else None
        if edge is not None and edge.source_id and edge.target_id:
            edges[edge] = None
        if row.dataset == "organisation":
            _collect(shared, values, _SHARED, values.get("organisation_id"))
        if row.dataset == "document_fingerprint":
            _collect(shared, values, _SHARED_FINGERPRINT, values.get("bidder_id"))
        if row.dataset == "bid":
            _collect(shared, values, {"deposit_account": "shared_account"}, values.get("bidder_id"))
    for (kind, _), holders in sorted(shared.items()):
        first, *others = sorted(holders)
        for other in others:
            edges[_edge(names, first, "organisation", other, "organisation", kind)] = None
    return tuple(edges)


def _collect(
    shared: dict[tuple[str, str], set[str]], values: Values, columns: Mapping[str, str], holder: str | None
) -> None:
    for column, kind in columns.items():
        if holder is not None and column in values:
            shared[(kind, values[column])].add(holder)


def _edge(
    names: Names, source: str, source_kind: str, target: str, target_kind: str, kind: str, detail: str = ""
) -> TieEdge:
    return TieEdge(
        source,
        names.label(source, source_kind),
        source_kind,
        target,
        names.label(target, target_kind),
        target_kind,
        kind,
        detail,
    )


def _shareholding(v: Values, names: Names) -> TieEdge:
    holder = v.get("holder_id", "")
    kind = v.get("holder_kind") or ("person" if holder in names.by_kind.get("person", {}) else "organisation")
    share = f"{float(v['share']):.0%}" if "share" in v else ""
    return _edge(names, holder, kind, v.get("organisation_id", ""), "organisation", "shareholder", share)


def _kinship(v: Values, names: Names) -> TieEdge:
    return _edge(
        names,
        v.get("person_id", ""),
        "person",
        v.get("relative_id", ""),
        "person",
        "kin",
        v.get("relation", ""),
    )


def _position(v: Values, names: Names) -> TieEdge:
    return _edge(
        names,
        v.get("person_id", ""),
        "person",
        v.get("organisation_id", ""),
        "organisation",
        "position",
        v.get("post", ""),
    )


def _organisation(v: Values, names: Names) -> TieEdge | None:
    if "legal_representative_id" not in v:
        return None
    return _edge(
        names,
        v["legal_representative_id"],
        "person",
        v.get("organisation_id", ""),
        "organisation",
        "legal_representative",
    )


def _bid(v: Values, names: Names) -> TieEdge:
    return _edge(
        names,
        v.get("bidder_id", ""),
        "organisation",
        v.get("tender_id", ""),
        "tender",
        "bid",
        v.get("amount", ""),
    )


def _award(v: Values, names: Names) -> TieEdge:
    return _edge(
        names,
        v.get("tender_id", ""),
        "tender",
        v.get("supplier_id", ""),
        "organisation",
        "award",
        v.get("amount", ""),
    )


def _tender(v: Values, names: Names) -> TieEdge:
    return _edge(names, v.get("buyer_id", ""), "organisation", v.get("tender_id", ""), "tender", "buyer")


def _contract(v: Values, names: Names) -> TieEdge:
    return _edge(
        names,
        v.get("buyer_id", ""),
        "organisation",
        v.get("supplier_id", ""),
        "organisation",
        "contract",
        v.get("amount", ""),
    )


_DRAWN: dict[str, Callable[[Values, Names], TieEdge | None]] = {
    "shareholding": _shareholding,
    "kinship": _kinship,
    "position": _position,
    "organisation": _organisation,
    "bid": _bid,
    "award": _award,
    "tender": _tender,
    "contract": _contract,
}
