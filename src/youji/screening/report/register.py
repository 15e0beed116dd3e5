"""What the register adds to a report: its figures, and to a lead's ties who is one party and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from youji.screening.lake import parts
from youji.screening.lake.home import Home
from youji.screening.lake.parties import KINDS
from youji.screening.lake.tables import literal
from youji.screening.leads.explain import format_percent
from youji.screening.linking.lookup import RegisterView
from youji.screening.linking.snapshot import Snapshots
from youji.screening.report.data import LeadView, RegisterKind, RegisterSummary, TieEdge

_NEARLY = Decimal("0.9995")
_ADDED = ("shareholder_chain", "shared_phone", "shared_address", "shared_account", "shared_device", "possibly_same")
"""Kinds of ties that no evidence row states by itself; the others are drawn from the rows."""


def chance(probability: Decimal) -> str:
    """A probability as a percentage; what is not certain never reads 100 %."""
    return format_percent(probability) if probability < _NEARLY else ">99.9%"


def register_in_force(home: Home) -> RegisterView | None:
    """The register; None where nobody has linked yet."""
    return RegisterView(home.register) if Snapshots(home.register).current() is not None else None


def summary(view: RegisterView) -> RegisterSummary:
    """The register in figures."""
    snapshot, merged = view.snapshot, view.merged()
    return RegisterSummary(
        snapshot.hash,
        snapshot.made_at,
        tuple(
            RegisterKind(
                kind,
                snapshot.records[kind],
                snapshot.parties[kind],
                merged[kind],
                snapshot.to_review[kind],
                len(view.log.entries(kind)),
            )
            for kind in KINDS
        ),
        tuple(
            (kind, counts.get("certain", 0), counts.get("probable", 0))
            for kind, counts in sorted(snapshot.ties.items())
        ),
        sum(reasons.get("hub_values", 0) for reasons in snapshot.ties_left_out.values()),
    )


def with_register(
    connection: duckdb.DuckDBPyConnection, snapshot: Path, leads: Sequence[LeadView]
) -> tuple[LeadView, ...]:
    """The leads with their ties drawn between parties: records of one party become one node, and a tie that rests on
    a record which is of its party by weight alone is probable. Ties that only the register knows are added.

    A snapshot without ties leaves the leads as they are.
    """
    if not parts.base(snapshot, "ties").is_file():
        return tuple(leads)
    party, probable = _standing(connection, snapshot, {end for lead in leads for end in _ends(lead)})
    known = _ties(connection, snapshot, set(party.values()))
    return tuple(_drawn(lead, party, probable, known) for lead in leads)


def _ends(lead: LeadView) -> Iterable[str]:
    yield lead.subject_id
    for tie in lead.ties:
        yield from (tie.source_id, tie.target_id)


def _standing(connection: duckdb.DuckDBPyConnection, snapshot: Path, ids: set[str]) -> tuple[dict[str, str], set[str]]:
    """Id on the page (of a record or of a party) → party, and the ids that are of their party by weight alone."""
    connection.register("page_ids", pa.table({"id": pa.array(sorted(ids), pa.string())}))
    scans = " UNION ALL ".join(
        f"SELECT record_id, party_id, '{kind}:' AS prefix FROM {parts.scan(snapshot, f'members-{kind}')}"
        for kind in KINDS
    )
    probable = parts.scan(snapshot, "probable")
    rows = connection.execute(
        f"""
        WITH members AS ({scans})
        SELECT i.id, min(m.party_id), bool_or(p.record_id IS NOT NULL) FROM page_ids i
        JOIN members m ON m.record_id = m.prefix || i.id LEFT JOIN {probable} p USING (record_id)
        GROUP BY i.id HAVING count(DISTINCT m.party_id) = 1
        UNION ALL SELECT i.id, i.id, false FROM page_ids i SEMI JOIN members m ON m.party_id = i.id
        """
    ).fetchall()
    connection.unregister("page_ids")
    return {key: party for key, party, _ in rows}, {key for key, _, by_weight in rows if by_weight}


def _ties(
    connection: duckdb.DuckDBPyConnection, snapshot: Path, parties: set[str]
) -> list[tuple[str, str, str, str, str]]:
    """Left, right, kind, detail and certainty of the ties among these parties that only the register knows."""
    connection.register("page_parties", pa.table({"id": pa.array(sorted(parties), pa.string())}))
    kinds = ", ".join(map(literal, _ADDED))
    rows = connection.execute(
        f"""
        SELECT left_id, right_id, kind, detail, share, certainty, probability
        FROM {parts.scan(snapshot, "ties")} SEMI JOIN page_parties l ON l.id = left_id
        SEMI JOIN page_parties r ON r.id = right_id WHERE kind IN ({kinds}) ORDER BY left_id, right_id, kind, tie_id
        """
    ).fetchall()
    connection.unregister("page_parties")
    found = []
    for left, right, kind, detail, share, certainty, probability in rows:
        shown = "shared_network" if detail == "network_address" else kind
        told = format_percent(share) if kind == "shareholder_chain" else ""
        told = chance(probability) if kind == "possibly_same" else told
        found.append((left, right, shown, told, certainty))
    return found


def _drawn(
    lead: LeadView, party: dict[str, str], probable: set[str], known: list[tuple[str, str, str, str, str]]
) -> LeadView:
    nodes: dict[str, tuple[str, str, str]] = {}
    for tie in lead.ties:
        for key, label, kind in (
            (tie.source_id, tie.source_label, tie.source_kind),
            (tie.target_id, tie.target_label, tie.target_kind),
        ):
            place = party.get(key, key)
            if (
                place not in nodes
                or key == lead.subject_id
                or (nodes[place][0] != lead.subject_id and key < nodes[place][0])
            ):
                nodes[place] = (key, label, kind)
    edges: dict[TieEdge, None] = {}
    for tie in lead.ties:
        source, target = (nodes[party.get(key, key)] for key in (tie.source_id, tie.target_id))
        if source[0] != target[0]:
            sure = tie.certainty == "certain" and not {tie.source_id, tie.target_id} & probable
            certainty = "certain" if sure else "probable"
            edges[TieEdge(*source, *target, tie.kind, tie.detail, certainty)] = None
    stated = {(frozenset((edge.source_id, edge.target_id)), edge.kind) for edge in edges}
    for left, right, kind, detail, certainty in known:
        if left in nodes and right in nodes:
            source, target = nodes[left], nodes[right]
            if (frozenset((source[0], target[0])), kind) not in stated:
                edges[TieEdge(*source, *target, kind, detail, certainty)] = None
    return replace(lead, ties=tuple(edges))
