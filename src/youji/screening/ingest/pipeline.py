"""One raw table in, one batch out: staged, held against its contract, quarantined or committed, registered.

Four write phases, each safe to be killed in: `stage` (private folder), `quarantine` (file renamed into place),
`commit` (one Delta commit that carries the batch id), `register` (one SQLite transaction). A batch that was killed
between `commit` and `register` is recognised by the id in the Delta log and only registered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Contract
from youji.screening.errors import LimitError
from youji.screening.ingest.mapping import Mapping, check_against, mapping_text
from youji.screening.ingest.raw import FAULT, LINE, RawTable
from youji.screening.ingest.validate import Validation, validate
from youji.screening.lake.batches import Batch, BatchRegister
from youji.screening.lake.home import Home, canonical_json
from youji.screening.lake.phases import write_phase
from youji.screening.lake.quarantine import NOT_RETRIED, Quarantine
from youji.screening.lake.tables import ROW, Lake, first_row, literal, parquet_scan, quoted

Progress = Callable[[str, int], None]
"""Called with the phase and the rows done so far."""


class Outcome(StrEnum):
    """What became of a source."""

    COMMITTED = "committed"
    UNCHANGED = "unchanged"
    EMPTY = "empty"


@dataclass(frozen=True)
class IngestResult:
    """One table's outcome; `batch` is None where there was nothing to ingest."""

    source: str
    sheet: str | None
    dataset: str
    outcome: Outcome
    batch: Batch | None


@dataclass(frozen=True)
class Ingest:
    """Ingests raw tables into one home; the caller holds `home.writing()`.

    `memory_limit` is DuckDB's own notation, such as `4GB`; more goes to disk.
    """

    home: Home
    memory_limit: str
    now: datetime
    progress: Progress = lambda phase, rows: None

    def batch_id(self, contract: Contract, mapping: Mapping, content: str, sheet: str | None) -> str:
        """SHA-256 over what decides the rows: content, sheet, mapping and contract."""
        known_by = [contract.dataset, _contract_key(contract), content, sheet, mapping_text(mapping)]
        return hashlib.sha256(canonical_json(known_by).encode()).hexdigest()

    def table(self, contract: Contract, mapping: Mapping, raw: RawTable, content: str) -> IngestResult:
        """Ingests one raw table; `content` is the hash of its bytes. The same content again is a no-op."""
        check_against(mapping, raw.columns, raw.source)
        batch_id = self.batch_id(contract, mapping, content, raw.sheet)
        known = self.recover(batch_id)
        if known is not None:
            return IngestResult(raw.source, raw.sheet, contract.dataset, Outcome.UNCHANGED, known)
        register = BatchRegister(self.home)
        with self.home.scratch() as folder, self._database(folder) as connection:
            with write_phase("stage"):
                batch = register.begin(
                    batch_id, contract.dataset, raw.source, raw.sheet, mapping_text(mapping), self.now
                )
                found = self._stage(connection, contract, mapping, raw, batch)
            if found.rows_read == 0:
                return IngestResult(raw.source, raw.sheet, contract.dataset, Outcome.EMPTY, None)
            return self._finish(connection, contract, batch, found)

    def retry(self, contract: Contract, mapping: Mapping, batch: Batch) -> int:
        """Holds a batch's quarantined rows against today's contract; gives the number released.

        If any row passes, all of them move to a new batch (those still bad to its quarantine); else nothing changes.
        """
        quarantine = Quarantine(self.home)
        with self.home.scratch() as folder, self._database(folder) as connection:
            raw = quarantined_table(self.home, batch, folder)
            if raw is None:
                return 0
            content = hashlib.sha256(quarantine.file(batch.number).read_bytes()).hexdigest()
            batch_id = self.batch_id(contract, mapping, f"retry:{content}", raw.sheet)
            known = self.recover(batch_id)
            if known is None:
                retried = BatchRegister(self.home).begin(
                    batch_id, contract.dataset, raw.source, raw.sheet, mapping_text(mapping), self.now
                )
                with write_phase("stage"):
                    found = self._stage(connection, contract, mapping, raw, retried)
                if not found.rows_accepted:
                    return 0
                known = self._finish(connection, contract, retried, found).batch
            quarantine.remove(batch.number)
        return 0 if known is None else known.rows_accepted

    def recover(self, batch_id: str) -> Batch | None:
        """The batch if it is complete; one that was killed after its commit is registered first."""
        register = BatchRegister(self.home)
        batch = register.find(batch_id)
        if batch is None or batch.state == "committed":
            return batch
        version = Lake(self.home).committed_version(batch.dataset, batch_id)
        if version is None:
            return None
        with write_phase("register"):
            return register.commit(batch, version)

    def _database(self, folder: Path) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(
            str(folder / "stage.duckdb"),
            config={"memory_limit": self.memory_limit, "temp_directory": str(folder / "spill")},
        )

    def _stage(
        self,
        connection: duckdb.DuckDBPyConnection,
        contract: Contract,
        mapping: Mapping,
        raw: RawTable,
        batch: Batch,
    ) -> Validation:
        try:
            return validate(
                connection,
                contract,
                mapping,
                raw.columns,
                self._counted(raw.batches),
                first_row(batch.number),
            )
        except duckdb.OutOfMemoryException as error:
            raise LimitError(
                f"{raw.source}: needs more than the {self.memory_limit} of memory allowed; raise --memory or split it."
            ) from error

    def _counted(self, batches: pa.RecordBatchReader) -> pa.RecordBatchReader:
        def count() -> Iterator[pa.RecordBatch]:
            rows = 0
            for batch in batches:
                rows += batch.num_rows
                self.progress("stage", rows)
                yield batch

        return pa.RecordBatchReader.from_batches(batches.schema, count())

    def _finish(
        self, connection: duckdb.DuckDBPyConnection, contract: Contract, batch: Batch, found: Validation
    ) -> IngestResult:
        register, lake = BatchRegister(self.home), Lake(self.home)
        replaced = self._replaced(connection, contract, lake) if found.rows_accepted else 0
        batch = register.describe(
            batch,
            rows_read=found.rows_read,
            rows_accepted=found.rows_accepted,
            rows_replaced=replaced,
            rows_quarantined=found.rows_quarantined,
            columns=found.columns,
            reasons=found.reasons,
            warnings=found.warnings,
        )
        if found.rows_quarantined:
            with write_phase("quarantine"):
                Quarantine(self.home).write(connection, batch)
        version = -1
        if found.rows_accepted:
            self.progress("commit", found.rows_accepted)
            names = ", ".join(quoted(n) for n in (*contract.names, ROW))
            with write_phase("commit"):
                version = lake.commit(
                    contract,
                    batch.id,
                    lambda: connection.sql(f"SELECT {names} FROM good").to_arrow_reader(65_536),
                    replaces=replaced > 0,
                )
        with write_phase("register"):
            batch = register.commit(batch, version)
        return IngestResult(batch.source, batch.sheet, batch.dataset, Outcome.COMMITTED, batch)

    def _replaced(self, connection: duckdb.DuckDBPyConnection, contract: Contract, lake: Lake) -> int:
        """How many keys of `good` the lake already holds."""
        if contract.dataset not in lake.datasets():
            return 0
        scan = parquet_scan(lake.files(contract.dataset))
        on_key = " AND ".join(f"g.{quoted(n)} = l.{quoted(n)}" for n in contract.key)
        return int(connection.execute(f"SELECT count(*) FROM good g SEMI JOIN {scan} l ON {on_key}").fetchall()[0][0])


def quarantined_table(home: Home, batch: Batch, folder: Path) -> RawTable | None:
    """The retryable rows of a batch's quarantine as a raw table with their own lines; None if there are none."""
    files = Quarantine(home).files(batch.number)
    if not files:
        return None
    connection = duckdb.connect(str(folder / "retry.duckdb"))
    skipped = ", ".join(literal(reason) for reason in NOT_RETRIED)
    connection.execute(
        f"CREATE TABLE rows AS SELECT DISTINCT line, raw FROM read_parquet({literal(str(files[0]))})"
        f" WHERE reason NOT IN ({skipped}) ORDER BY line"
    )
    keys = connection.execute("SELECT DISTINCT unnest(json_keys(raw)) AS k FROM rows ORDER BY k").fetchall()
    if not keys:
        return None
    columns = tuple(row[0] for row in keys)
    values = ", ".join(f"json_extract_string(raw, {literal(_json_path(c))}) AS {quoted(c)}" for c in columns)
    reader = connection.sql(
        f"SELECT {values}, line AS {LINE}, CAST(NULL AS VARCHAR) AS {FAULT} FROM rows ORDER BY line"
    ).to_arrow_reader(65_536)
    return RawTable(batch.source, batch.sheet, columns, 0, reader)


def _json_path(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'$."{escaped}"'


def _contract_key(contract: Contract) -> str:
    return hashlib.sha256(canonical_json([repr(c) for c in contract.columns] + list(contract.key)).encode()).hexdigest()
