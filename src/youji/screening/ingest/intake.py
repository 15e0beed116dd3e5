"""One source (file, folder entry or database) in: find its tables, settle how each maps, ingest each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from youji.screening.contracts.model import Contract
from youji.screening.errors import MappingError, SourceError
from youji.screening.ingest.mapping import Mapping, load_mapping, save_mapping
from youji.screening.ingest.pipeline import Ingest, IngestResult, Outcome
from youji.screening.ingest.propose import Proposal, identity_mapping, propose
from youji.screening.ingest.raw import RawTable, ReadOptions
from youji.screening.ingest.readers import content_hash, open_source

_SAMPLE_ROWS = 2_000


@dataclass(frozen=True)
class Head:
    """The beginning of one table, enough to propose a mapping from."""

    source: str
    sheet: str | None
    columns: tuple[str, ...]
    sample: pa.Table


Decide = Callable[[Head, Proposal, Path], bool]
"""Shown a proposal and the file it was saved to; True to go on with it."""


@dataclass(frozen=True)
class Intake:
    """Ingests sources as one dataset. `decide` is asked only where a mapping is not certain."""

    ingest: Ingest
    contract: Contract
    options: ReadOptions
    decide: Decide
    told: Callable[[Head, Proposal, Path], None]

    def source(self, source: str, mappings: list[tuple[Contract, Mapping]]) -> list[IngestResult]:
        """Ingests every table of a source; with no mapping given, one is proposed for each table.

        SourceError or MappingError where a source cannot be read or mapped; tables before it stay ingested.
        """
        if mappings:
            results: list[IngestResult] = []
            for contract, mapping in mappings:
                results += self._tables(source, contract, _always(mapping), _merged(self.options, mapping.read))
            return results
        heads = self._heads(source)
        settled = {head.sheet: self._settle(head) for head in heads}
        refused = [sheet for sheet, mapping in settled.items() if mapping is None]
        if len(refused) == len(settled):
            raise MappingError(
                f"{source}: its columns do not tell which is which; check the proposal that was saved, then run "
                "again with --map FILE, or with --yes to take it as it is."
            )
        return self._tables(source, self.contract, lambda sheet: settled.get(sheet), self.options)

    def _heads(self, source: str) -> list[Head]:
        heads = []
        with self.ingest.home.scratch() as folder, open_source(source, self.options, folder) as tables:
            for raw in tables:
                first = pa.Table.from_batches([], raw.batches.schema)
                with suppress(StopIteration):
                    first = pa.Table.from_batches([raw.batches.read_next_batch()]).slice(0, _SAMPLE_ROWS)
                heads.append(Head(raw.source, raw.sheet, raw.columns, first))
        return heads

    def _settle(self, head: Head) -> Mapping | None:
        if (exact := identity_mapping(self.contract, head.columns)) is not None:
            return exact
        known_by = hashlib.sha256("\x1f".join(head.columns).encode()).hexdigest()[:8]
        accepted = self.ingest.home.mappings / f"{self.contract.dataset}-{known_by}.yml"
        if accepted.is_file():
            return load_mapping(accepted, self.contract)
        proposal = propose(self.contract, head.columns, head.sample)
        proposed = accepted.with_suffix(".proposed.yml")
        save_mapping(proposal.to_mapping(self.contract), proposed)
        if proposal.certain:
            self.told(head, proposal, accepted)
        elif not self.decide(head, proposal, proposed):
            return None
        proposed.replace(accepted)
        return load_mapping(accepted, self.contract)

    def _tables(
        self,
        source: str,
        contract: Contract,
        mapping_of: Callable[[str | None], Mapping | None],
        options: ReadOptions,
    ) -> list[IngestResult]:
        content = content_hash(source, options)
        results: list[IngestResult] = []
        with self.ingest.home.scratch() as folder, open_source(source, options, folder) as tables:
            for raw in tables:
                mapping = mapping_of(raw.sheet)
                if mapping is None:
                    continue
                if content is not None and self._known(contract, mapping, content, raw, results):
                    continue
                table, known_by = (raw, content) if content is not None else _snapshot(raw, folder)
                results.append(self.ingest.table(contract, mapping, table, known_by))
        if not results:
            raise SourceError(f"{source}: holds no table with rows; check that it is the right file.")
        if all(result.outcome is Outcome.EMPTY for result in results):
            raise SourceError(f"{source}: has a header but no rows; nothing was ingested, check the extract.")
        return results

    def _known(
        self, contract: Contract, mapping: Mapping, content: str, raw: RawTable, results: list[IngestResult]
    ) -> bool:
        batch = self.ingest.recover(self.ingest.batch_id(contract, mapping, content, raw.sheet))
        if batch is None:
            return False
        results.append(IngestResult(raw.source, raw.sheet, contract.dataset, Outcome.UNCHANGED, batch))
        return True


def _always(mapping: Mapping) -> Callable[[str | None], Mapping | None]:
    return lambda sheet: mapping


def _snapshot(raw: RawTable, folder: Path) -> tuple[RawTable, str]:
    """A database's rows as a local file, so that what was hashed is what is ingested."""
    path = folder / "snapshot.parquet"
    with pq.ParquetWriter(path, raw.batches.schema, compression="zstd") as writer:
        for batch in raw.batches:
            writer.write_batch(batch)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            digest.update(chunk)
    file = pq.ParquetFile(path)
    reader = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches(65_536))
    return replace(raw, batches=reader), digest.hexdigest()


def _merged(options: ReadOptions, read: ReadOptions) -> ReadOptions:
    """What the command line says wins over what the mapping file says."""
    given = {
        name: value
        for name in ("encoding", "delimiter", "header_row", "sheet", "table", "query")
        if (value := getattr(options, name)) is not None
    }
    return replace(read, **given)
