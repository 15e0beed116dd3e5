"""The lake: one Delta table a dataset. A batch is one atomic commit; every version stays readable."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
from deltalake import (
    CommitProperties,
    DeltaTable,
    PostCommitHookProperties,
    Transaction,
    WriterProperties,
    write_deltalake,
)

from youji.screening.contracts.model import Classification, Contract
from youji.screening.errors import HomeError
from youji.screening.lake.home import Home

ROW = "_row"
_LINE_BITS = 32
_DATASET = re.compile(r"[a-z][a-z0-9_]*")
_FOREVER = {"delta.enableExpiredLogCleanup": "false", "delta.logRetentionDuration": "interval 36500 days"}
"""By default Delta forgets versions after 30 days, and a run of last year could not be replayed."""
_HOOKS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)
_MERGE_MEMORY = 1 << 30
_WRITER = WriterProperties(compression="SNAPPY", max_row_group_size=131_072)
"""The writer holds a row group in memory; by default that is a million rows."""


def first_row(batch_number: int) -> int:
    """The row id of line 0 of a batch; `_row` = this plus the line."""
    return batch_number << _LINE_BITS


def place_of(row_id: int) -> tuple[int, int]:
    """Batch number and line of a row id."""
    return row_id >> _LINE_BITS, row_id & ((1 << _LINE_BITS) - 1)


class Lake:
    """Reads and writes Delta tables. Writers hold `Home.writing()`.

    A version of a table never changes, so what was read of one is kept for the life of this object.
    """

    def __init__(self, home: Home) -> None:
        self.folder = home.lake
        """The folder of all tables."""
        self._read: dict[tuple[str, int], tuple[list[str], set[str]]] = {}

    def path(self, dataset: str) -> Path:
        """The folder of a dataset's Delta table; HomeError for a name that is none of a data contract's."""
        if not _DATASET.fullmatch(dataset):
            raise HomeError(f"`{dataset}` is no dataset's name; use lower case letters, digits and `_`.")
        return self.folder / dataset

    def datasets(self) -> list[str]:
        """Datasets that hold data, by name; a table whose rows were all removed holds none."""
        if not self.folder.is_dir():
            return []
        names = sorted(p.name for p in self.folder.iterdir() if _DATASET.fullmatch(p.name) and p.is_dir())
        tables = [name for name in names if DeltaTable.is_deltatable(str(self.folder / name))]
        return [name for name in tables if self.table(name).file_uris()]

    def table(self, dataset: str, version: int | None = None) -> DeltaTable:
        """The Delta table, now or as of a version; HomeError where there is none."""
        path = self.path(dataset)
        if not DeltaTable.is_deltatable(str(path)):
            raise HomeError(f"dataset `{dataset}` holds no data; run `youji ingest FILE --as {dataset}` first.")
        try:
            return DeltaTable(str(path), version=version)
        except Exception as error:  # deltalake raises several unrelated classes for one missing version
            what = "cannot be read" if version is None else f"version {version} cannot be read"
            raise HomeError(
                f"dataset `{dataset}`: {what} ({type(error).__name__}); it may have been erased or the folder damaged."
            ) from error

    def versions(self) -> dict[str, int]:
        """The current version of every dataset."""
        return {dataset: self.table(dataset).version() for dataset in self.datasets()}

    def committed_version(self, dataset: str, batch_id: str) -> int | None:
        """The version that brought this batch into the table, or None: Delta's own transaction mark decides."""
        path = self.path(dataset)
        if not DeltaTable.is_deltatable(str(path)):
            return None
        table = self.table(dataset)
        if table.transaction_version(batch_id) is None:
            return None
        for entry in sorted(path.glob("_delta_log/*.json"), reverse=True):
            if entry.stem.isdigit() and batch_id in entry.read_text(encoding="utf-8"):
                return int(entry.stem)
        return table.version()

    def commit(
        self,
        contract: Contract,
        batch_id: str,
        rows: Callable[[], pa.RecordBatchReader],
        replaces: bool,
    ) -> int:
        """Adds the rows of one batch in one atomic commit and returns the table's new version.

        `rows` gives contract columns plus `_row`. `replaces` says that keys in it are already in the table: then
        the new rows supersede those with the same key (Delta MERGE); otherwise they are appended. Columns that the
        contract has gained are added to the table. HomeError where the rows do not fit the table.
        """
        properties = CommitProperties(custom_metadata={"batch": batch_id}, app_transactions=[Transaction(batch_id, 1)])
        path = str(self.path(contract.dataset))
        try:
            if replaces:
                on_key = " AND ".join(f't."{name}" = s."{name}"' for name in contract.key)
                merger = DeltaTable(path).merge(
                    rows(),
                    predicate=on_key,
                    source_alias="s",
                    target_alias="t",
                    merge_schema=True,
                    max_spill_size=_MERGE_MEMORY,
                    writer_properties=_WRITER,
                    commit_properties=properties,
                    post_commithook_properties=_HOOKS,
                )
                merger.when_matched_update_all().when_not_matched_insert_all().execute()
            else:
                write_deltalake(
                    path,
                    rows(),
                    mode="append",
                    schema_mode="merge",
                    writer_properties=_WRITER,
                    configuration={**_FOREVER, "delta.dataSkippingStatsColumns": ",".join(_with_statistics(contract))},
                    commit_properties=properties,
                    post_commithook_properties=_HOOKS,
                )
        except Exception as error:  # deltalake raises plain exceptions of several kinds
            raise HomeError(
                f"dataset `{contract.dataset}`: the rows cannot be written ({str(error).splitlines()[0].rstrip('.')}); "
                "check the disk, and whether a column has changed its type since the table was made."
            ) from error
        return int(DeltaTable(path).version())

    def remove(self, contract: Contract, keys: Sequence[str]) -> int:
        """Takes rows whose source has declared them void out of the current version; gives the new version.

        One atomic commit; doing it again changes nothing, and earlier versions keep the rows. `keys` are values of a
        primary key of one text column. HomeError where the table cannot be written.
        """
        path, (key,) = str(self.path(contract.dataset)), contract.key
        try:
            merger = DeltaTable(path).merge(
                pa.table({key: pa.array(keys, pa.string())}),
                predicate=f't."{key}" = s."{key}"',
                source_alias="s",
                target_alias="t",
                max_spill_size=_MERGE_MEMORY,
                writer_properties=_WRITER,
                post_commithook_properties=_HOOKS,
            )
            merger.when_matched_delete().execute()
        except Exception as error:  # deltalake raises plain exceptions of several kinds
            raise HomeError(
                f"dataset `{contract.dataset}`: rows cannot be removed ({str(error).splitlines()[0].rstrip('.')}); "
                "check the disk."
            ) from error
        return int(DeltaTable(path).version())

    def files(self, dataset: str, version: int | None = None) -> list[str]:
        """Local paths of the Parquet files that make up a version."""
        return self._contents(dataset, version)[0]

    def columns(self, dataset: str, version: int | None = None) -> set[str]:
        """Column names of the stored table."""
        return self._contents(dataset, version)[1]

    def _contents(self, dataset: str, version: int | None) -> tuple[list[str], set[str]]:
        known = None if version is None else self._read.get((dataset, version))
        if known is None:
            table = self.table(dataset, version)
            # Delta gives addresses with percent signs; the files lie in the table's own folder.
            files = sorted(str(self.path(dataset) / uri.rpartition("/")[2]) for uri in table.file_uris())
            known = files, {entry.name for entry in table.schema().fields}
            self._read[dataset, table.version()] = known
        return known


def _with_statistics(contract: Contract) -> list[str]:
    """Columns whose smallest and largest values may stand in the table's log as plain text: none that is masked."""
    masked = {Classification.PERSONAL, Classification.SENSITIVE}
    return [*(column.name for column in contract.columns if column.classification not in masked), ROW]


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
