"""What a reader yields: text columns with the place each row came from, values not interpreted."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

LINE = "_line"
FAULT = "_fault"


@dataclass(frozen=True)
class ReadOptions:
    """How to read a source. None means: find it out. Limits refuse a source instead of exhausting the machine."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    """1-based line or Excel row that holds the column names."""
    sheet: str | None = None
    table: str | None = None
    query: str | None = None
    batch_rows: int = 65_536
    max_columns: int = 2_000
    max_line_bytes: int = 16 * 1024 * 1024
    max_expanded_bytes: int = 64 * 1024**3
    max_expansion: int = 200
    """Largest ratio of unpacked to packed bytes for gzip and Excel files: above it, a zip bomb is assumed."""


@dataclass
class RawTable:
    """One sheet, table or file: its header, and a one-pass reader of its rows (see docs/architecture.md)."""

    source: str
    sheet: str | None
    columns: tuple[str, ...]
    header_line: int
    """1-based line of the header; 0 where the format has none."""
    batches: pa.RecordBatchReader
