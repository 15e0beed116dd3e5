"""Answers about the register in force: who a record is, which records a party has, and why two were joined or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from youji.screening.errors import HomeError
from youji.screening.lake import parts
from youji.screening.lake.parties import KINDS
from youji.screening.linking.decisions import MERGE_AT
from youji.screening.linking.identities import PREFIX
from youji.screening.linking.judgements import Judgement, JudgementLog, Verdict
from youji.screening.linking.register import MODULES
from youji.screening.linking.scoring import Scorer, weight_of
from youji.screening.linking.snapshot import Snapshot, Snapshots
from youji.screening.linking.spec import LinkSpec, load_weights, packaged_weights


@dataclass(frozen=True)
class Member:
    """A record of a party, with the name it bears there."""

    kind: str
    party_id: str
    record_id: str
    name: str | None


@dataclass(frozen=True)
class FieldWeight:
    """How one field of two records compares: the level reached (None: one record lacks the field) and its bits."""

    name: str
    level: str | None
    bits: float
    left: str | None
    right: str | None


@dataclass(frozen=True)
class Explanation:
    """Why two records are one party or are not.

    `weight` in bits, the sum of the prior, the fields and what a rare name adds; `joined_at` the least for a merge.
    """

    left: Member
    right: Member
    together: bool
    weight: Decimal
    joined_at: float
    veto: str | None
    fields: tuple[FieldWeight, ...]
    judgements: tuple[Judgement, ...]


class RegisterView:
    """Reads one snapshot."""

    def __init__(self, folder: Path) -> None:
        self._snapshots = Snapshots(folder)
        current = self._snapshots.current()
        if current is None:
            raise HomeError(f"{folder}: there is no register yet; run `youji register link`.")
        self.snapshot: Snapshot = current
        self.log = JudgementLog(folder / "judgements.sqlite")
        self._folder = self._snapshots.path(current.hash)

    @property
    def path(self) -> Path:
        """The folder of the snapshot."""
        return self._folder

    def _scan(self, name: str, kind: str) -> str:
        return parts.scan(self._folder, f"{name}-{kind}")

    def find(self, text: str, limit: int = 50) -> list[Member]:
        """Records of the parties that `text` names: a party id, a record id, a code, or a name (as tidy as it gets)."""
        wanted = "".join(text.split())
        found: list[Member] = []
        with duckdb.connect() as connection:
            for kind in KINDS:
                rows = connection.execute(
                    f"""
                    WITH known AS (
                      SELECT m.party_id, m.record_id, f.name FROM {self._scan("members", kind)} m
                      LEFT JOIN {self._scan("features", kind)} f USING (record_id)
                    ),
                    hit AS (
                      SELECT DISTINCT party_id FROM known
                      WHERE $text IN (party_id, record_id, split_part(record_id, ':', 2), name)
                      ORDER BY party_id LIMIT {int(limit)}
                    )
                    SELECT party_id, record_id, name FROM known SEMI JOIN hit USING (party_id)
                    ORDER BY party_id, record_id
                    """,
                    {"text": wanted},
                ).fetchall()
                found += [Member(kind, *row) for row in rows]
        return found

    def record(self, text: str) -> Member:
        """The one record that `text` names. HomeError where it names none or several."""
        members = self.find(text)
        exact = [m for m in members if text in (m.record_id, m.record_id.partition(":")[2])]
        chosen = exact or members
        if not chosen:
            raise HomeError(f"the register knows no `{text}`; `youji register show NAME` searches it.")
        if len(chosen) > 1:
            listed = ", ".join(m.record_id for m in chosen[:5])
            raise HomeError(f"`{text}` names {len(chosen)} records ({listed}); give one record id.")
        return chosen[0]

    def party(self, text: str) -> str:
        """The id of the one party that `text` names, the id of a party that was merged into it included.

        HomeError where it names none or several.
        """
        found = sorted({member.party_id for member in self.find(self._successor(text.strip()))})
        if not found:
            raise HomeError(f"the register knows no `{text}`; `youji register show NAME` searches it.")
        if len(found) > 1:
            listed = ", ".join(found[:5])
            raise HomeError(f"`{text}` names {len(found)} parties ({listed}); give one party id.")
        return found[0]

    def _successor(self, party_id: str) -> str:
        if (kind := kind_of(party_id)) is None:
            return party_id
        now = {e.left_id: e.right_id for e in self.log.entries(kind) if e.verdict is Verdict.MERGED}
        seen = {party_id}
        while not self.find(party_id) and (following := now.get(party_id)) is not None and following not in seen:
            party_id = following
            seen.add(party_id)
        return party_id

    def why(self, left: str, right: str) -> Explanation:
        """Compares two records field by field, as linking did. HomeError where they are of different kinds."""
        ours, theirs = sorted((self.record(left), self.record(right)), key=lambda member: member.record_id)
        if ours.kind != theirs.kind:
            raise HomeError(
                f"{ours.record_id} is a {ours.kind} and {theirs.record_id} a {theirs.kind}: never one party."
            )
        if ours.record_id == theirs.record_id:
            raise HomeError(f"{ours.record_id}: both are the same record; name two.")
        kind = ours.kind
        spec: LinkSpec = MODULES[kind].SPEC
        weights = load_weights(spec, packaged_weights(kind))
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE features AS FROM {self._scan('features', kind)}")
            connection.execute("CREATE TABLE pair (left_id VARCHAR, right_id VARCHAR)")
            connection.execute("INSERT INTO pair VALUES (?, ?)", [ours.record_id, theirs.record_id])
            Scorer(connection, "features", spec, weights).given("pair", "weighed")
            row = connection.execute("SELECT * FROM weighed").fetchall()[0]
            names = [item[0] for item in connection.execute("DESCRIBE weighed").fetchall()]
            shown = {
                record: dict(zip(names_, values, strict=True))
                for record in (ours.record_id, theirs.record_id)
                for names_, values in [self._values(connection, record)]
            }
        reached = dict(zip(names, row, strict=True))
        fields = tuple(
            FieldWeight(
                comparison.name,
                level := reached[comparison.name],
                0.0 if level is None else round(weight_of(weights, comparison.name, level), 2),
                _shown(shown[ours.record_id], comparison.name),
                _shown(shown[theirs.record_id], comparison.name),
            )
            for comparison in spec.comparisons
        )
        return Explanation(
            ours,
            theirs,
            ours.party_id == theirs.party_id,
            reached["weight"],
            MERGE_AT[kind],
            reached["veto"],
            fields,
            tuple(self.log.entries(kind, (ours.record_id, theirs.record_id))),
        )

    @staticmethod
    def _values(connection: duckdb.DuckDBPyConnection, record: str) -> tuple[list[str], Sequence[object]]:
        cursor = connection.execute("SELECT * FROM features WHERE record_id = ?", [record])
        names = [str(item[0]) for item in cursor.description or ()]
        return names, cursor.fetchall()[0]

    def review(self, kind: str, limit: int) -> list[tuple[Member, Member, Decimal, str | None]]:
        """Pairs a person should look at, those nearest to even odds first: their answer tells most.

        A pair that a veto alone keeps apart comes after the undecided ones, the heaviest first.
        """
        with duckdb.connect() as connection:
            rows = connection.execute(
                f"""
                SELECT l.party_id, w.left_id, lf.name, r.party_id, w.right_id, rf.name, w.weight, w.veto
                FROM {self._scan("review", kind)} w
                JOIN {self._scan("members", kind)} l ON l.record_id = w.left_id
                JOIN {self._scan("members", kind)} r ON r.record_id = w.right_id
                LEFT JOIN {self._scan("features", kind)} lf ON lf.record_id = w.left_id
                LEFT JOIN {self._scan("features", kind)} rf ON rf.record_id = w.right_id
                WHERE l.party_id <> r.party_id
                ORDER BY w.veto IS NOT NULL, CASE WHEN w.veto IS NULL THEN abs(w.weight) ELSE -w.weight END,
                  w.left_id, w.right_id LIMIT {int(limit)}
                """
            ).fetchall()
        return [(Member(kind, *row[:3]), Member(kind, *row[3:6]), row[6], row[7]) for row in rows]

    def merged(self) -> dict[str, int]:
        """Kind → number of parties with more than one record."""
        with duckdb.connect() as connection:
            return {
                kind: int(
                    connection.execute(
                        f"SELECT count(*) FROM (SELECT 1 FROM {self._scan('members', kind)}"
                        " GROUP BY party_id HAVING count(*) > 1)"
                    ).fetchall()[0][0]
                )
                for kind in KINDS
            }


_FIELDS = {"representative": "person", "address": "place"}
"""Comparison → the feature column that shows what was compared, where the names differ."""


def _shown(values: dict[str, object], comparison: str) -> str | None:
    value = values.get(_FIELDS.get(comparison, comparison))
    return None if value is None else str(value)


def kind_of(party_id: str) -> str | None:
    """The kind a party id speaks of; None where it is no party id."""
    return next((kind for kind, prefix in PREFIX.items() if party_id.startswith(prefix)), None)
