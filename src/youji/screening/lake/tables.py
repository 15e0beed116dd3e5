"""The lake: one Delta table a dataset. A batch is one atomic commit; every version stays readable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

from youji.screening.contracts.model import Classification, Contract
from youji.screening.errors import HomeError
from youji.screening.lake.home import Home

ROW = "_row"
_LINE_BITS = 32


def first_row(batch_number: int) -> int:
    """The row id of line 0 of a batch; `_row` = this plus the line."""
    return batch_number << _LINE_BITS


def place_of(row_id: int) -> tuple[int, int]:
    """Batch number and line of a row id."""
    return row_id >> _LINE_BITS, row_id & ((1 << _LINE_BITS) - 1)


class Lake:
    """Reads and writes Delta tables. Writers hold `Home.writing()`."""

    def __init__(self, home: Home) -> None:
        self._folder = home.lake

    def path(self, dataset: str) -> Path:
        """The folder of a dataset's Delta table."""
        return self._folder / dataset

    def datasets(self) -> list[str]:
        """Datasets that have a table, by name."""
        if not self._folder.is_dir():
            return []
        return sorted(p.name for p in self._folder.iterdir() if DeltaTable.is_deltatable(str(p)))

    def table(self, dataset: str, version: int | None = None) -> DeltaTable:
        """The Delta table, now or as of a version; HomeError where there is none."""
        path = self.path(dataset)
        if not DeltaTable.is_deltatable(str(path)):
            raise HomeError(f"dataset `{dataset}` holds no data; run `youji ingest FILE --as {dataset}` first.")
        try:
            return DeltaTable(str(path), version=version)
        except Exception as error:  # deltalake raises several unrelated classes for one missing version
            raise HomeError(
                f"dataset `{dataset}`: version {version} cannot be read ({type(error).__name__}); it may have been "
                "erased or the folder damaged."
            ) from error

    def versions(self) -> dict[str, int]:
        """The current version of every dataset."""
        return {dataset: self.table(dataset).version() for dataset in self.datasets()}

    def committed_version(self, dataset: str, batch_id: str) -> int | None:
        """The table version if this batch is in the table, else None: Delta's own transaction mark decides."""
        path = self.path(dataset)
        if not DeltaTable.is_deltatable(str(path)):
            return None
        table = DeltaTable(str(path))
        return table.version() if table.transaction_version(batch_id) is not None else None

    def commit(
        self,
        contract: Contract,
        batch_id: str,
        rows: Callable[[], pa.RecordBatchReader],
        replaces: bool,
    ) -> int:
        """Adds the rows of one batch in one atomic commit and returns the table's new version.

        `rows` gives contract columns plus `_row`. `replaces` says that keys in it are already in the table: then
        the new rows supersede those with the same key (Delta MERGE); otherwise they are appended.
        """
        properties = CommitProperties(custom_metadata={"batch": batch_id}, app_transactions=[Transaction(batch_id, 1)])
        path = str(self.path(contract.dataset))
        if replaces:
            table = DeltaTable(path)
            on_key = " AND ".join(f't."{name}" = s."{name}"' for name in contract.key)
            merger = table.merge(
                rows(), predicate=on_key, source_alias="s", target_alias="t", commit_properties=properties
            )
            merger.when_matched_update_all().when_not_matched_insert_all().execute()
        else:
            write_deltalake(
                path,
                rows(),
                mode="append",
                schema_mode="merge",
                configuration={"delta.dataSkippingStatsColumns": ",".join(_with_statistics(contract))},
                commit_properties=properties,
            )
        return int(DeltaTable(path).version())

    def files(self, dataset: str, version: int | None = None) -> list[str]:
        """Local paths of the Parquet files that make up a version."""
        table = self.table(dataset, version)
        return sorted(uri.removeprefix("file://") for uri in table.file_uris())

    def columns(self, dataset: str, version: int | None = None) -> set[str]:
        """Column names of the stored table."""
        return {entry.name for entry in self.table(dataset, version).schema().fields}


def _with_statistics(contract: Contract) -> list[str]:
    """Columns whose smallest and largest values may stand in the table's log as plain text: none that is masked."""
    masked = {Classification.PERSONAL, Classification.SENSITIVE}
    return [column.name for column in contract.columns if column.classification not in masked] + [ROW]


def create_views(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    contracts: Mapping[str, Contract],
    versions: Mapping[str, int],
    wanted: Mapping[str, tuple[str, ...]],
    schema: str | None = None,
) -> None:
    """Creates one view a wanted dataset, with the wanted columns and `_row`, typed as the contract says.

    A dataset without data becomes an empty view and a column the files lack becomes null, so that a model's
    optional inputs are always there. The files are those of the given versions.
    """
    for dataset, columns in wanted.items():
        contract = contracts[dataset]
        name = quoted(dataset) if schema is None else f"{quoted(schema)}.{quoted(dataset)}"
        version = versions.get(dataset)
        if version is None:
            nothing = ", ".join(f"CAST(NULL AS {contract.column(c).type}) AS {quoted(c)}" for c in columns)
            body = f"SELECT {nothing}, CAST(NULL AS BIGINT) AS {ROW} WHERE 1 = 0"
        else:
            stored = lake.columns(dataset, version)
            selected = ", ".join(
                quoted(c) if c in stored else f"CAST(NULL AS {contract.column(c).type}) AS {quoted(c)}" for c in columns
            )
            body = f"SELECT {selected}, {ROW} FROM {parquet_scan(lake.files(dataset, version))}"
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {body}")


def parquet_scan(files: list[str]) -> str:
    """SQL that reads these Parquet files as one table; columns are matched by name."""
    listed = ", ".join(literal(file) for file in files)
    return f"read_parquet([{listed}], union_by_name = true)"


def quoted(name: str) -> str:
    """A SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
