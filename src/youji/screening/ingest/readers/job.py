"""One source being read: its name, its options, and the refusal that stopped it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from youji.screening.errors import SourceError, YoujiError
from youji.screening.ingest.raw import RawTable, ReadOptions
from youji.screening.ingest.readers.batches import raw_schema


@dataclass
class Job:
    """What every format's reader is given.

    `refusal` keeps the first `YoujiError` raised while batches were pulled: an engine that pulls them through
    Arrow's C stream (DuckDB does) reports it as its own error, and `open_source` puts the original back.
    """

    source: str
    path: Path
    options: ReadOptions
    work_dir: Path
    refusal: YoujiError | None = field(default=None)

    def table(
        self, sheet: str | None, columns: tuple[str, ...], header_line: int, batches: Iterator[pa.RecordBatch]
    ) -> RawTable:
        """Wrap a stream of sealed batches as the `RawTable` of this source."""
        reader = pa.RecordBatchReader.from_batches(raw_schema(columns), self._watched(batches))
        return RawTable(self.source, sheet, columns, header_line, reader)

    def check_width(self, width: int, where: str = "") -> None:
        """Refuse a table of more than `max_columns` columns."""
        if width > self.options.max_columns:
            raise SourceError(
                f"{self.source}{where}: it has {width:,} columns and the limit is "
                f"{self.options.max_columns:,}; "
                f"raise max_columns if the file is really that wide."
            )

    def _watched(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except YoujiError as error:
            if self.refusal is None:
                self.refusal = error
            raise
