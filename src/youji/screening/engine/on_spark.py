"""Models on Spark: it finds the rows and evidence pairs from the lake's own files; DuckDB makes alerts of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.engine.backend import Wanted
from youji.screening.engine.java import find_java, pyspark_version
from youji.screening.engine.limits import Limits
from youji.screening.engine.session import open_session
from youji.screening.errors import LimitError
from youji.screening.lake.parties import PARTY_KEYS, PartyIds
from youji.screening.lake.tables import ROW, Lake, literal, parquet_scan, quoted
from youji.screening.lake.views import create_views, is_linked
from youji.screening.memory import memory_bytes
from youji.screening.supervision.gate import CompiledModel
from youji.screening.supervision.render import Dialect

if TYPE_CHECKING:
    # Loading PySpark takes a second, and it may not be there: it is loaded when a model has to be computed.
    from youji.screening.engine.spark import Spark

SMALLEST = 2 * 1024**3
"""Bytes: below, Java's own needs (about 300 MiB), Python's and DuckDB's leave no useful heap."""
_HEAP_SHARE, _DUCKDB_SHARE = 0.5, 0.2
_TYPES = {"VARCHAR": "STRING", "INTEGER": "INT", "TIMESTAMP": "TIMESTAMP_NTZ", "FLOAT": "FLOAT"}
Value = object


def shared_memory(text: str) -> tuple[int, int]:
    """MiB of Java's heap and of DuckDB for a process that may use `text` in all; LimitError below 2 GiB."""
    size = memory_bytes(text)
    if size < SMALLEST:
        raise LimitError(f"--memory: {text} is too little for Spark; give at least {SMALLEST // 1024**2}MiB.")
    return int(size * _HEAP_SHARE) // 1024**2, int(size * _DUCKDB_SHARE) // 1024**2


def spark_type(type_: str) -> str:
    """Spark's name of a DuckDB type."""
    if type_.endswith("[]"):
        return f"ARRAY<{spark_type(type_[:-2])}>"
    return _TYPES.get(type_, type_)


class SparkBackend:
    """A Spark session with views of a model's inputs, and the DuckDB connection that takes what it finds."""

    def __init__(
        self,
        spark: Spark,
        connection: duckdb.DuckDBPyConnection,
        scratch: Path,
        show_every_record: Callable[[], None] = lambda: None,
    ) -> None:
        self.connection = connection
        self._show_every_record = show_every_record
        self._spark = spark
        self._scratch = scratch
        self._folders = 0

    def time_limit(self, seconds: float, what: str) -> AbstractContextManager[None]:
        """Cancels Spark's jobs."""
        return self._spark.time_limit(seconds, what)

    def find(self, compiled: CompiledModel, limit: int) -> bool:
        """Runs the model's query into files, and these into table `found`."""
        for name, sql in compiled.staged.shared:
            self._spark.keep(name, sql, self._new_folder(name))
        types = compiled.output_types
        columns = ", ".join(f"CAST(`{name}` AS {spark_type(type_)}) AS `{name}`" for name, type_ in types.items())
        folder = self._new_folder("found")
        # Each task stops at the limit, and the rows come out in one file; which are left out does not matter, since
        # more than `limit` are refused whichever they are.
        self._spark.write(f"SELECT {columns} FROM ({compiled.staged.last}) LIMIT {limit + 1}", folder)
        typed = ", ".join(f"CAST({quoted(name)} AS {type_}) AS {quoted(name)}" for name, type_ in types.items())
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS SELECT {typed} FROM {_parquet(folder)}")
        return int(self.connection.execute("SELECT count(*) FROM found").fetchall()[0][0]) <= limit

    def show_alerts(self, types: Mapping[str, str]) -> None:
        """Hands the alerts to Spark as a file."""
        path = self._scratch / "alerts_found.parquet"
        self.connection.execute(f"COPY alerts TO {literal(str(path))} (FORMAT parquet)")
        self._spark.view_files("alerts", _schema(types), [str(path)])
        self._show_every_record()

    def match(self, sql: str) -> None:
        """Runs an evidence query into files, and these into table `evidence_found`."""
        folder = self._new_folder("evidence")
        self._spark.write(f"SELECT alert_id, dataset, row_id FROM ({sql})", folder)
        self.connection.execute(f"INSERT INTO evidence_found SELECT alert_id, dataset, row_id FROM {_parquet(folder)}")

    def _new_folder(self, name: str) -> Path:
        self._folders += 1
        return self._scratch / f"{self._folders}_{name}"


class OnSpark:
    """Spark in local mode: one Java machine for all models, started with the first that has to be computed.

    EngineError at once where PySpark or Java is missing or too old.
    """

    name = "spark"
    dialect: Dialect = "spark"

    def __init__(self) -> None:
        self.version = pyspark_version()
        find_java()
        self._spark: Spark | None = None

    @contextmanager
    def open(
        self,
        limits: Limits,
        scratch: Path,
        lake: Lake,
        contracts: Mapping[str, Contract],
        versions: Mapping[str, int],
        wanted: Wanted,
        parties: PartyIds | None = None,
    ) -> Iterator[SparkBackend]:
        """A session with views of the lake's files as they were at the versions.

        Rows that the register changes are read by DuckDB and handed over as files.
        """
        heap, rest = shared_memory(limits.memory)
        if self._spark is not None and self._spark.overrun:
            self.close()
        if self._spark is None:
            self._spark = start_spark(heap, limits.threads, scratch.parent)
        spark = self._spark.fresh()
        register = () if parties is None else (lake.folder, parties.folder)
        with open_session(limits, scratch, *register, memory=f"{rest}MiB") as connection:

            def show(chosen: Wanted, every_record: bool) -> None:
                linked = {d: columns for d, columns in chosen.items() if is_linked(contracts[d], columns, parties)}
                create_views(connection, lake, contracts, versions, linked, parties=parties, every_record=every_record)
                for dataset, columns in chosen.items():
                    if dataset not in linked:
                        _view(spark, lake, contracts[dataset], versions.get(dataset), columns)
                        continue
                    path = scratch / f"{dataset}_{'every' if every_record else 'one'}.parquet"
                    connection.execute(f"COPY (FROM {quoted(dataset)}) TO {literal(str(path))} (FORMAT parquet)")
                    spark.view_files(dataset, _schema(_types(contracts[dataset], columns)), [str(path)])

            show(wanted, every_record=False)
            of_parties = {dataset: columns for dataset, columns in wanted.items() if dataset in PARTY_KEYS}
            yield SparkBackend(spark, connection, scratch, lambda: show(of_parties, every_record=True))

    def close(self) -> None:
        """Stops Spark."""
        if self._spark is not None:
            self._spark.stop()
            self._spark = None


class SparkCases:
    """Runs cases on one Spark session, one after another (`supervision.case_run.CaseEngine`)."""

    dialect: Dialect = "spark"

    def __init__(self, spark: Spark | None = None) -> None:
        self._owns = spark is None
        if spark is None:
            pyspark_version()
            find_java()
            spark = start_spark(1024, min(2, os.cpu_count() or 1), None, tiny=True)
        self._spark = spark

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Sequence[Value]]) -> None:
        """A view of rows written as constants."""
        kinds = {name: spark_type(type_) for name, type_ in types.items()}
        names = ", ".join(f"`{name}`" for name in kinds)
        if rows:
            body = ", ".join(
                "(" + ", ".join(_constant(value, kind) for value, kind in zip(row, kinds.values(), strict=True)) + ")"
                for row in rows
            )
            # One partition that Spark knows to be one: nothing has to be exchanged afterwards.
            sql = f"SELECT /*+ COALESCE(1) */ * FROM VALUES {body} AS given({names})"
        else:
            nothing = ", ".join(f"CAST(NULL AS {kind}) AS `{name}`" for name, kind in kinds.items())
            sql = f"SELECT {nothing} WHERE 1 = 0"
        self._spark.view(table, sql)

    def find(self, compiled: CompiledModel) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
        """Rows of the model's query, in the steps in which Spark screens with it."""
        for name, sql in compiled.staged.shared:
            self._spark.keep_few(name, sql)
        return self._spark.rows(compiled.staged.last)

    def rows(self, sql: str) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
        """Column names and all rows."""
        return self._spark.rows(sql)

    def close(self) -> None:
        """Nothing between cases: views are replaced by the next one's."""

    def stop(self) -> None:
        """Ends the session, if it is this engine's own."""
        if self._owns:
            self._spark.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_spark(heap_mb: int, threads: int | None, scratch: Path | None, tiny: bool = False) -> Spark:
    """A Spark session, once Java and PySpark are known to be there."""
    from youji.screening.engine.spark import Spark

    return Spark.start(heap_mb, threads, scratch, tiny)


def _view(spark: Spark, lake: Lake, contract: Contract, version: int | None, columns: Sequence[str]) -> None:
    types = _types(contract, columns)
    files = [] if version is None else lake.files(contract.dataset, version)
    if files:
        spark.view_files(contract.dataset, _schema(types), files)
        return
    nothing = ", ".join(f"CAST(NULL AS {spark_type(type_)}) AS `{name}`" for name, type_ in types.items())
    spark.view(contract.dataset, f"SELECT {nothing} WHERE 1 = 0")


def _types(contract: Contract, columns: Sequence[str]) -> dict[str, str]:
    return {**{name: contract.column(name).type for name in columns}, ROW: "BIGINT"}


def _schema(types: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {spark_type(type_)}" for name, type_ in types.items())


def _parquet(folder: Path) -> str:
    # Listed, for DuckDB takes `[` and `{` of a folder's own name for patterns where it looks for `*`.
    return parquet_scan([str(file) for file in sorted(folder.glob("*.parquet"))])


def _constant(value: Value, kind: str) -> str:
    if value is None:
        return f"CAST(NULL AS {kind})"
    if isinstance(value, (list, tuple)):
        inner = kind.removeprefix("ARRAY<").removesuffix(">")
        return f"CAST(array({', '.join(_constant(item, inner) for item in value)}) AS {kind})"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'" if kind == "STRING" else f"CAST('{text}' AS {kind})"
