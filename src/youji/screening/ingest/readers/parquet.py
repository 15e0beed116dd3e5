"""Parquet files, read a batch at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
import pyarrow as pa
from pyarrow import parquet as pq

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import RawTable
from youji.screening.ingest.readers.batches import raw_schema, seal
from youji.screening.ingest.readers.header import column_names
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.typed import as_text, merge_faults

_DAMAGE = (pa.ArrowException, OSError, ValueError, OverflowError)


def read_parquet(job: Job) -> Generator[RawTable, None, None]:
    """The one table of a Parquet file; `_line` is the row's number, from 1.

    Raises:
        SourceError: the file is damaged or encrypted, or has more columns or bytes than the limits allow.
    """
    try:
        with pq.ParquetFile(job.path) as file:
            names = file.schema_arrow.names
            job.check_width(len(names))
            groups = range(file.metadata.num_row_groups)
            size = sum(file.metadata.row_group(group).total_byte_size for group in groups)
            if size > job.options.max_expanded_bytes:
                raise SourceError(
                    f"{job.source}: it unpacks to {size:,} bytes, more than "
                    f"{job.options.max_expanded_bytes:,}; "
                    f"raise max_expanded_bytes if the file is really that large."
                )
            columns = column_names(names)
            yield job.table(None, columns, 0, _batches(job, columns, file))
    except _DAMAGE as error:
        raise _damaged(job, error) from None


def _damaged(job: Job, error: Exception) -> SourceError:
    reason = " ".join(str(error).split())[:200].rstrip(".")
    return SourceError(f"{job.source}: the Parquet file cannot be read ({reason}); copy or export it again.")


def _batches(job: Job, columns: tuple[str, ...], file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    schema = raw_schema(columns)
    line = 1
    stream = file.iter_batches(batch_size=job.options.batch_rows)
    while True:
        try:
            batch = next(stream, None)
            if batch is None:
                return
            rendered = [as_text(column) for column in batch.columns]
        except _DAMAGE as error:
            raise _damaged(job, error) from None
        lines = pa.array(np.arange(line, line + batch.num_rows, dtype=np.int64))
        faults = merge_faults([fault for _, fault in rendered if fault is not None])
        yield seal(schema, [text for text, _ in rendered], lines, faults)
        line += batch.num_rows
