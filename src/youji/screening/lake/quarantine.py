"""Rows that broke a contract, kept with their place and reason until someone mends them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from youji.screening.lake.batches import Batch
from youji.screening.lake.home import Home, sync_folder
from youji.screening.lake.tables import literal

PLACE = "json_path"
"""Column of a raw row that says where in the file it comes from."""
NOT_RETRIED = ("duplicate_row", "duplicate_key", "superseded")
"""Faults that only a corrected file can mend: the row was readable, its key was taken."""
RETRIED_SQL = f'"column" IS NOT NULL AND reason NOT IN ({", ".join(literal(reason) for reason in NOT_RETRIED)})'
"""Faults that another contract may see otherwise. One without a column is the reader's: the row's text is broken."""


@dataclass(frozen=True)
class QuarantinedValue:
    """One fault of one row; a row with two faults has two."""

    batch: int
    dataset: str
    source: str
    sheet: str | None
    line: int
    column: str | None
    value: str | None
    reason: str
    place: str | None = None
    """Where in the file, for sources whose rows are no lines (OCDS: `releases[3]: bids.details[0]`)."""


class Quarantine:
    """One Parquet file a batch. Writers hold `Home.writing()`."""

    def __init__(self, home: Home) -> None:
        self._folder = home.quarantine

    def file(self, batch_number: int) -> Path:
        """Where a batch's rows are, if it has any."""
        return self._folder / f"{batch_number:08d}.parquet"

    def write(self, connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
        """Writes the table `bad` of the connection (see `ingest.validate`) as the batch's file, whole or not at all."""
        sheet = "NULL" if batch.sheet is None else literal(batch.sheet)
        self._write(
            connection,
            batch.number,
            f"SELECT CAST({batch.number} AS BIGINT) AS batch, {literal(batch.dataset)} AS dataset,"
            f" {literal(batch.source)} AS source, CAST({sheet} AS VARCHAR) AS sheet,"
            f' line, "column", "value", reason, raw FROM bad ORDER BY line, "column"',
        )

    def keep_unretried(self, connection: duckdb.DuckDBPyConnection, batch_number: int) -> None:
        """Takes out the rows that a retry has carried over; those it could not even try stay."""
        path = self.file(batch_number)
        if not path.is_file():
            return
        source = f"read_parquet({literal(str(path))})"
        rest = (
            f"FROM {source} WHERE line NOT IN (SELECT line FROM {source} GROUP BY line HAVING bool_and({RETRIED_SQL}))"
        )
        if connection.execute(f"SELECT count(*) {rest}").fetchall()[0][0]:
            self._write(connection, batch_number, f'SELECT * {rest} ORDER BY line, "column"')
        else:
            path.unlink()

    def _write(self, connection: duckdb.DuckDBPyConnection, batch_number: int, query: str) -> None:
        path = self.file(batch_number)
        temporary = path.with_name(f".{path.name}.tmp")
        connection.execute(f"COPY ({query}) TO {literal(str(temporary))} (FORMAT parquet, COMPRESSION zstd)")
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
        sync_folder(path.parent)

    def files(self, batch_number: int | None = None) -> list[Path]:
        """The files there are: of one batch, or of all."""
        if batch_number is not None:
            path = self.file(batch_number)
            return [path] if path.is_file() else []
        return sorted(self._folder.glob("[0-9]*.parquet")) if self._folder.is_dir() else []

    def rows(self, batch_number: int | None, limit: int) -> tuple[int, list[QuarantinedValue]]:
        """How many faults there are, and the first `limit` of them by batch and line."""
        files = self.files(batch_number)
        if not files:
            return 0, []
        listed = ", ".join(literal(str(f)) for f in files)
        with duckdb.connect() as connection:
            total = connection.execute(f"SELECT count(*) FROM read_parquet([{listed}])").fetchall()[0][0]
            found = connection.execute(
                'SELECT batch, dataset, source, sheet, line, "column", "value", reason,'
                f" json_extract_string(raw, '$.{PLACE}')"
                f' FROM read_parquet([{listed}]) ORDER BY batch, line, "column" LIMIT {int(limit)}'
            ).fetchall()
        return total, [QuarantinedValue(*row) for row in found]
