"""A register fed by small tables in place of the lake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from youji.screening.lake import parts
from youji.screening.linking.judgements import JudgementLog
from youji.screening.linking.register import Linked, link
from youji.screening.linking.snapshot import Snapshots

NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
Row = dict[str, str | None]
TABLES = {
    "person": ("person_id", "name", "gender", "born_on", "resident_id", "phone", "address"),
    "organisation": ("organisation_id", "name", "uscc", "legal_representative_id", "phone", "address", "bank_account"),
    "bid": ("bidder_id", "bidder_name", "deposit_account", "contact_phone", "submitted_at"),
    "kinship": ("kinship_id", "person_id", "relative_id", "relation", "from_on", "to_on"),
    "shareholding": ("shareholding_id", "organisation_id", "holder_id", "holder_kind", "share", "from_on", "to_on"),
    "position": ("position_id", "person_id", "organisation_id", "post", "from_on", "to_on"),
    "document_fingerprint": ("bidder_id", "device_id", "ip_address", "created_at"),
    "payment": ("payee_id", "payee_account", "paid_on"),
    "award": ("supplier_id", "supplier_name"),
    "tender": ("buyer_id", "buyer_name"),
}


class Office:
    """Tables that change, and the register linked from them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.register = folder / "register"
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.count = 0
        self._put = dict.fromkeys(TABLES, 0)

    @property
    def log(self) -> JudgementLog:
        return JudgementLog(self.register / "judgements.sqlite")

    def put(self, table: str, **values: str | None) -> None:
        """Adds a row; columns left out are null."""
        row = {name: values.get(name) for name in TABLES[table]}
        self.rows[table].append({**row, "_row": str(self._put[table])})
        self._put[table] += 1

    def drop(self, table: str, which: Callable[[Row], bool]) -> None:
        """Takes rows out."""
        self.rows[table] = [row for row in self.rows[table] if not which(row)]

    def link(self, progress: Callable[[str], None] = lambda step: None) -> Linked:
        """Links all tables as they are now."""
        self.count += 1
        scratch = self.folder / f"scratch{self.count}"
        scratch.mkdir()
        with duckdb.connect() as connection:
            for table, columns in TABLES.items():
                body = ", ".join(f"{name} VARCHAR" for name in columns)
                connection.execute(f"CREATE TABLE {table} ({body}, _row BIGINT)")
                if self.rows[table]:
                    marks = ", ".join("?" for _ in range(len(columns) + 1))
                    rows = [list(row.values()) for row in self.rows[table]]
                    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            return link(connection, self.register, scratch, {"person": self.count}, NOW, progress)

    @property
    def snapshot(self) -> Path:
        """The folder of the snapshot in force."""
        current = Snapshots(self.register).current()
        assert current is not None
        return Snapshots(self.register).path(current.hash)

    def ties(self, *kinds: str) -> list[dict[str, Any]]:
        """Rows of `ties.parquet`, of certain kinds or all."""
        with duckdb.connect() as connection:
            rows = connection.sql(f"FROM {parts.scan(self.snapshot, 'ties')}").to_arrow_table()
        return [row for row in rows.to_pylist() if not kinds or row["kind"] in kinds]

    def members(self, kind: str = "person") -> dict[str, str]:
        """Record → party in the snapshot in force."""
        members = parts.scan(self.snapshot, f"members-{kind}")
        with duckdb.connect() as connection:
            return dict(connection.execute(f"SELECT record_id, party_id FROM {members}").fetchall())

    def review(self, kind: str = "person") -> list[tuple[str, str]]:
        """Pairs to look at."""
        review = parts.scan(self.snapshot, f"review-{kind}")
        with duckdb.connect() as connection:
            return connection.execute(f"SELECT left_id, right_id FROM {review} ORDER BY ALL").fetchall()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
