"""One raw table in, one batch out: staged, held against its contract, quarantined or committed, registered.

Four write phases, each safe to be killed in: `stage` (private folder), `quarantine` (file renamed into place),
`commit` (one Delta commit that carries the batch id), `register` (one SQLite transaction). A batch that was killed
between `commit` and `register` is recognised by the id in the Delta log and only registered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from youji.screening.lake.quarantine import RETRIED_SQL, Quarantine
from youji.screening.lake.tables import ROW, Lake, first_row, literal, parquet_scan, quoted
from youji.screening.memory import engine_memory

_WRITER_MIB = 256
"""What the Delta writer was measured to need (10 million bids, row groups of 131,072 rows)."""
_LEAST_MIB = 128

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

    `memory_limit`: what the process may use, such as `4GB`; what the engine needs beyond it goes to disk.
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
        """Ingests one raw table; `content` is the hash of its bytes. The same content again is a no-op.

        MappingError where the mapping does not fit, SourceError where the source breaks while it is read, LimitError
        where it needs more than the memory or disk allowed.
        """
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
                register.discard(batch)
                return IngestResult(raw.source, raw.sheet, contract.dataset, Outcome.EMPTY, None)
            return self._finish(connection, contract, batch, found)

    def retry(self, contract: Contract, mapping: Mapping, batch: Batch) -> int:
        """Holds a batch's quarantined rows against today's contract; gives the number released.

        If any row passes, all that were tried move to a new batch (those still bad to its quarantine); else nothing
        changes. A row whose key came again in a later batch stays in quarantine: what is newer is not overwritten.
        """
        quarantine, register = Quarantine(self.home), BatchRegister(self.home)
        file = quarantine.file(batch.number)
        if not file.is_file():
            return 0
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        batch_id = self.batch_id(contract, mapping, f"retry:{content}", batch.sheet)
        with self.home.scratch() as folder, self._database(folder) as connection:
            done = self.recover(batch_id)
            if done is None:
                with quarantined_table(quarantine, batch, folder) as raw:
                    if raw is None:
                        return 0
                    check_against(mapping, raw.columns, batch.source)
                    with write_phase("stage"):
                        retried = register.begin(
                            batch_id, contract.dataset, raw.source, raw.sheet, mapping_text(mapping), self.now
                        )
                        found = self._stage(connection, contract, mapping, raw, retried)
                        late = self._set_aside_superseded(connection, contract, batch, retried)
                        found = replace(
                            found,
                            rows_accepted=found.rows_accepted - late,
                            rows_quarantined=found.rows_quarantined + late,
                        )
                if not found.rows_accepted:
                    register.discard(retried)
                    return 0
                done = self._finish(connection, contract, retried, found).batch
            quarantine.keep_unretried(connection, batch.number)
        return 0 if done is None else done.rows_accepted

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
        # Staged rows live in memory and spill beyond the limit: a database file would compress every one of them first.
        return duckdb.connect(
            ":memory:",
            config={"memory_limit": engine_memory(self.memory_limit), "temp_directory": str(folder / "spill")},
        )

    def _while_writing(self) -> str:
        mebibytes = int(engine_memory(self.memory_limit).removesuffix("MiB"))
        return f"{max(_LEAST_MIB, mebibytes - _WRITER_MIB)}MiB"

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
        except duckdb.IOException as error:
            raise LimitError(
                f"{self.home.path}: cannot be written while {raw.source} is read ({str(error).splitlines()[0]}); "
                "check the disk."
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
            empty=found.empty,
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
            # The Delta writer wants memory of its own, so the engine gives some back: staged rows go to disk.
            connection.execute(f"SET memory_limit = '{self._while_writing()}'")
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
        query = f"SELECT count(*) FROM good g SEMI JOIN {scan} l ON {_same_key(contract)}"
        return int(connection.execute(query).fetchall()[0][0])

    def _set_aside_superseded(
        self, connection: duckdb.DuckDBPyConnection, contract: Contract, origin: Batch, retried: Batch
    ) -> int:
        """Moves rows of `good` to `bad` whose key a batch after `origin` has brought in; gives their number."""
        lake = Lake(self.home)
        if contract.dataset not in lake.datasets():
            return 0
        scan = parquet_scan(lake.files(contract.dataset))
        connection.execute(
            f"INSERT INTO repeats SELECT g.{ROW} - {first_row(retried.number)}, NULL, 'superseded' FROM good g"
            f" SEMI JOIN (FROM {scan} WHERE {ROW} >= {first_row(origin.number + 1)}) l ON {_same_key(contract)}"
        )
        key = " || '|' || ".join(f"CAST(s.{quoted(n)} AS VARCHAR)" for n in contract.key)
        packed = ", ".join(f"{literal(n)}, s.{quoted(n)}" for n in contract.names)
        late = connection.execute(
            f"INSERT INTO bad SELECT r.{LINE}, {literal(', '.join(contract.key))}, {key}, r.reason,"
            f" CAST(json_object({packed}) AS VARCHAR)"
            f" FROM repeats r JOIN staged s ON s.{LINE} = r.{LINE} WHERE r.reason = 'superseded'"
        ).fetchall()
        return int(late[0][0])


def _same_key(contract: Contract) -> str:
    return " AND ".join(f"g.{quoted(n)} = l.{quoted(n)}" for n in contract.key)


@contextmanager
def quarantined_table(quarantine: Quarantine, batch: Batch, folder: Path) -> Iterator[RawTable | None]:
    """The rows of a batch's quarantine that can be tried again, with their own lines; None if there are none."""
    source = f"read_parquet({literal(str(quarantine.file(batch.number)))})"
    with duckdb.connect(str(folder / "retry.duckdb")) as connection:
        connection.execute(
            f"CREATE TABLE rows AS SELECT line, any_value(raw) AS raw FROM {source}"
            f" GROUP BY line HAVING bool_and({RETRIED_SQL})"
        )
        keys = connection.execute("SELECT DISTINCT unnest(json_keys(raw)) AS k FROM rows ORDER BY k").fetchall()
        if not keys:
            yield None
            return
        columns = tuple(row[0] for row in keys)
        values = ", ".join(f"json_extract_string(raw, {literal(_json_path(c))})" for c in columns)
        # The schema is named here: columns that differ only in case cannot stand in one DuckDB table.
        fields = [
            *(pa.field(c, pa.string()) for c in columns),
            pa.field(LINE, pa.int64()),
            pa.field(FAULT, pa.string()),
        ]
        reader = connection.sql(f"SELECT {values}, line, CAST(NULL AS VARCHAR) FROM rows ORDER BY line")
        batches = _renamed(reader.to_arrow_reader(65_536), pa.schema(fields))
        yield RawTable(batch.source, batch.sheet, columns, 0, batches)


def _renamed(batches: pa.RecordBatchReader, schema: pa.Schema) -> pa.RecordBatchReader:
    renamed = (pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in batches)
    return pa.RecordBatchReader.from_batches(schema, renamed)


def _json_path(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'$."{escaped}"'


def _contract_key(contract: Contract) -> str:
    return hashlib.sha256(canonical_json([repr(c) for c in contract.columns] + list(contract.key)).encode()).hexdigest()
