"""One OCDS file in: read, completed from the lake, and ingested as one batch for each dataset it feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from youji.screening.contracts.model import Contract
from youji.screening.errors import LimitError
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.ocds.completing import Completion
from youji.screening.ingest.ocds.entries import OcdsFile
from youji.screening.ingest.ocds.forms import Form
from youji.screening.ingest.ocds.layout import LAYOUTS, PLACE, Layout
from youji.screening.ingest.ocds.reading import Reading, read
from youji.screening.ingest.pipeline import Ingest, IngestResult, Outcome
from youji.screening.ingest.raw import FAULT, LINE, RawTable, ReadOptions
from youji.screening.ingest.readers import content_hash
from youji.screening.ingest.readers.batches import raw_schema, seal
from youji.screening.lake.batches import Batch
from youji.screening.lake.phases import write_phase
from youji.screening.lake.tables import Lake
from youji.screening.memory import engine_memory

_LAST = "tender"
_RULES = "ocds-1"
"""Part of a batch's identity: raised when a release comes to be read differently, so that files can be read anew."""


@dataclass(frozen=True)
class OcdsOutcome:
    """What became of one OCDS file."""

    source: str
    form: Form
    results: list[IngestResult]
    releases: int = 0
    """0 where the file had been ingested before and was not read again."""
    processes: int = 0
    merged: int = 0
    """Processes put together from several releases of the file."""
    removed: dict[str, int] = field(default_factory=dict)
    """Rows of earlier files that this one declares void (awards cancelled since), by dataset."""
    local_ids: int = 0
    """Organisation ids that stand for many different names."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What no dataset has a column or a code for, with how often it came."""


@dataclass(frozen=True)
class OcdsIntake:
    """Ingests OCDS files. `contracts` holds at least the datasets of `LAYOUTS`; the caller holds `home.writing()`."""

    ingest: Ingest
    contracts: dict[str, Contract]
    options: ReadOptions

    def source(self, source: str, form: Form) -> OcdsOutcome:
        """Ingests one file; the same content again is a no-op.

        Batches are committed in the order of `LAYOUTS`. Killed in between, the file is read again by the next ingest:
        batches that are in stay as they are, the others follow. SourceError where the file is broken: nothing of it is
        ingested then.
        """
        content = f"{_RULES}:{content_hash(source, self.options)}"
        if self._known(_LAST, content) is not None:
            known = [(dataset, self._known(dataset, content)) for dataset in LAYOUTS]
            results = [
                IngestResult(source, None, dataset, Outcome.UNCHANGED, batch) for dataset, batch in known if batch
            ]
            return OcdsOutcome(source, form, results)
        with self.ingest.home.scratch() as folder, self._database(folder) as connection:
            try:
                reading = self._read(source, form, connection, folder)
                lake = Lake(self.ingest.home)
                completion = Completion(connection, lake, self.contracts, reading.files)
                local_ids = completion.several_names()
                removed = {dataset: completion.void_keys(dataset) for dataset in LAYOUTS}
                written = {
                    dataset: completion.write(dataset, folder / f"{dataset}.parquet")
                    for dataset in LAYOUTS
                    if self._known(dataset, content) is None
                }
            except duckdb.OutOfMemoryException as error:
                raise LimitError(
                    f"{source}: needs more than the {self.ingest.memory_limit} of memory allowed; raise --memory or "
                    "split it."
                ) from error
            # The batches open engines of their own, with the same memory.
            connection.close()
            results = []
            for dataset in LAYOUTS:
                if removed[dataset]:
                    with write_phase("commit"):
                        lake.remove(self.contracts[dataset], removed[dataset])
                results += self._batch(source, dataset, folder, written.get(dataset), content)
        return OcdsOutcome(
            source,
            form,
            results,
            reading.releases,
            reading.processes,
            reading.merged,
            {dataset: len(keys) for dataset, keys in removed.items() if keys},
            local_ids,
            reading.left_out,
        )

    def _read(self, source: str, form: Form, connection: duckdb.DuckDBPyConnection, folder: Path) -> Reading:
        file = OcdsFile(source, form, self.options)
        return read(file, connection, folder, lambda releases: self.ingest.progress("stage", releases))

    def _batch(self, source: str, dataset: str, folder: Path, rows: int | None, content: str) -> Iterator[IngestResult]:
        contract, layout = self.contracts[dataset], LAYOUTS[dataset]
        if rows is None:
            batch = self._known(dataset, content)
            yield IngestResult(source, None, dataset, Outcome.UNCHANGED, batch)
        elif rows:
            table = _raw(source, layout, folder / f"{dataset}.parquet")
            yield self.ingest.table(contract, _mapping(layout), table, content)

    def _known(self, dataset: str, content: str) -> Batch | None:
        mapping = _mapping(LAYOUTS[dataset])
        return self.ingest.recover(self.ingest.batch_id(self.contracts[dataset], mapping, content, None))

    def _database(self, folder: Path) -> duckdb.DuckDBPyConnection:
        limit = engine_memory(self.ingest.memory_limit)
        return duckdb.connect(":memory:", config={"memory_limit": limit, "temp_directory": str(folder / "completing")})


def _mapping(layout: Layout) -> Mapping:
    return Mapping(layout.dataset, {name: ColumnMapping((name,)) for name in layout.columns})


def _raw(source: str, layout: Layout, path: Path) -> RawTable:
    columns = (*layout.columns, PLACE)
    schema = raw_schema(columns)

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in pq.ParquetFile(path).iter_batches(65_536):
            text = [batch.column(name).cast(pa.string()) for name in columns]
            yield seal(schema, text, batch.column(LINE).cast(pa.int64()), batch.column(FAULT).cast(pa.string()))

    return RawTable(source, None, columns, 0, pa.RecordBatchReader.from_batches(schema, batches()))
