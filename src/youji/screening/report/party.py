"""Everything known about a party before any model fires: its own row, and every row that names it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.parties import PARTY_KEYS, party_columns
from youji.screening.lake.tables import ROW, Lake, quoted
from youji.screening.lake.views import create_views
from youji.screening.leads.gather import NAME_COLUMNS
from youji.screening.report.build import evidence_row
from youji.screening.report.data import Bilingual, EvidenceRow, PartyGroup, PartyView
from youji.screening.report.names import Names, load_names
from youji.screening.report.ties import ties_of

PARTY_KINDS = ("organisation", "person")
_CODES = {"organisation": ("uscc",), "person": ("resident_id",)}


class PartyFinder:
    """Looks parties up in the lake as it is now."""

    def __init__(self, home: Home, contracts: Mapping[str, Contract]) -> None:
        self._home, self._contracts = home, contracts
        self._versions = Lake(home).versions()
        self._datasets = [d for d in self._versions if d in contracts]
        self._batches = {batch.number: batch for batch in BatchRegister(home).all()}

    def find(self, text: str, limit: int = 10, rows_per_dataset: int = 20) -> tuple[int, list[PartyView]]:
        """How many parties the text names, and what is known of the first `limit`.

        The text is an id, a Unified Social Credit Code or identity number (exact), or part of a name.
        """
        wanted = {d: self._contracts[d].names for d in self._datasets}
        with duckdb.connect() as connection:
            create_views(connection, Lake(self._home), self._contracts, self._versions, wanted)
            found = self._matches(connection, text.strip())
            known = [self._party(connection, kind, key, name, rows_per_dataset) for kind, key, name in found[:limit]]
        return len(found), known

    def _matches(self, connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[str, str, str | None]]:
        parts: list[str] = []
        if not text:
            return []
        for kind in PARTY_KINDS:
            dataset, key, name = NAME_COLUMNS[kind]
            if dataset in self._datasets:
                codes = " OR ".join(f"{quoted(c)} = upper($text)" for c in _CODES[kind])
                parts.append(
                    f"SELECT '{kind}' AS kind, {quoted(key)} AS id, {quoted(name)} AS name,"
                    f" CASE WHEN {quoted(key)} = $text OR {codes} THEN 0"
                    f" WHEN {quoted(name)} = $text THEN 1 ELSE 2 END AS place"
                    f" FROM {quoted(dataset)} WHERE {quoted(key)} = $text OR {codes} OR contains({quoted(name)}, $text)"
                )
            for referring, column, told_by in self._references(kind):
                # Without a register, the id in the bids, contracts or posts is all there is.
                holds = f" AND coalesce({quoted(told_by)}, 'organisation') = '{kind}'" if told_by else ""
                parts.append(
                    f"SELECT DISTINCT '{kind}' AS kind, {quoted(column)} AS id, NULL AS name, 3 AS place"
                    f" FROM {quoted(referring)} WHERE {quoted(column)} = $text{holds}"
                )
        if not parts:
            return []
        rows = connection.execute(
            f"SELECT kind, id, max(name), min(place) AS place FROM ({' UNION ALL '.join(parts)})"
            " GROUP BY kind, id ORDER BY place, max(name), id",
            {"text": text},
        ).fetchall()
        return [(kind, key, name) for kind, key, name, _ in rows]

    def _references(self, kind: str) -> list[tuple[str, str, str | None]]:
        """(dataset, column, column that tells the kind) of every column that refers to parties of `kind`."""
        return [
            (dataset, column.name, column.told_by)
            for dataset in self._datasets
            for column in party_columns(self._contracts[dataset])
            if column.kind == kind and (dataset, column.name) != (kind, PARTY_KEYS[kind])
        ]

    def _party(
        self, connection: duckdb.DuckDBPyConnection, kind: str, key: str, name: str | None, per_dataset: int
    ) -> PartyView:
        dataset, key_column, _ = NAME_COLUMNS[kind]
        by_dataset: dict[str, list[str]] = {dataset: [key_column]} if dataset in self._datasets else {}
        for referring, column, _ in self._references(kind):
            by_dataset.setdefault(referring, []).append(column)
        rows: list[EvidenceRow] = []
        groups: list[PartyGroup] = []
        for referring, columns in by_dataset.items():
            contract = self._contracts[referring]
            condition = " OR ".join(f"{quoted(c)} = $key" for c in columns)
            columns_sql = ", ".join(f"CAST({quoted(c)} AS VARCHAR)" for c in contract.names)
            found = connection.execute(
                f"SELECT {ROW}, count(*) OVER () AS total, {columns_sql} FROM {quoted(referring)} WHERE {condition}"
                f" ORDER BY {ROW} LIMIT {int(per_dataset)}",
                {"key": key},
            ).fetchall()
            if found:
                shown = [evidence_row(contract, self._batches, row[0], row[2:]) for row in found]
                cells = tuple(row.values for row in shown)
                groups.append(PartyGroup(Bilingual(contract.zh, contract.en), cells, found[0][1]))
                rows += shown
        ids = {v.text for row in rows for v in row.values if v.column.endswith("_id") and v.text is not None}
        names: Names = load_names(connection, self._contracts, self._datasets, ids | {key})
        return PartyView(kind, key, name, tuple(groups), ties_of(rows, names))
