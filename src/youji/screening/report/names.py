"""What the ids on a page are called: organisations, persons, tenders, contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Contract
from youji.screening.lake.tables import quoted
from youji.screening.leads.explain import Party
from youji.screening.leads.gather import NAME_COLUMNS


@dataclass(frozen=True)
class Names:
    """Id → name, by kind (`organisation`, `person`, `tender`, `contract`)."""

    by_kind: Mapping[str, Mapping[str, str]]

    def party(self, key: str) -> Party | None:
        """The organisation or person of that id."""
        for kind in ("organisation", "person"):
            if key in self.by_kind.get(kind, {}):
                return Party(self.by_kind[kind][key], kind)
        return None

    def title(self, key: str) -> str | None:
        """The title of the tender of that id."""
        return self.by_kind.get("tender", {}).get(key)

    def label(self, key: str, kind: str) -> str:
        """The name of that id, or the id itself."""
        return self.by_kind.get(kind, {}).get(key, key)


def load_names(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    datasets: Sequence[str],
    ids: set[str],
) -> Names:
    """Names of the given ids, from the views of the connection."""
    connection.register("wanted_ids", pa.table({"id": pa.array(sorted(ids), pa.string())}))
    by_kind: dict[str, dict[str, str]] = {}
    for kind, (dataset, key, name) in NAME_COLUMNS.items():
        if dataset not in datasets or dataset not in contracts:
            continue
        rows = connection.execute(
            f"SELECT d.{quoted(key)}, d.{quoted(name)} FROM {quoted(dataset)} d"
            f" SEMI JOIN wanted_ids w ON w.id = d.{quoted(key)} WHERE d.{quoted(name)} IS NOT NULL"
        ).fetchall()
        by_kind[kind] = dict(rows)
    connection.unregister("wanted_ids")
    return Names(by_kind)
