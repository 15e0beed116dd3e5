"""What all chunks gave together: tables that go to disk where memory ends, and the flags that compare all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from youji.screening.red_flags.findings import BUYER, OCID, PROCURING_ENTITY, TENDERER, Findings, Sums
from youji.screening.red_flags.outliers import lower_fence, quantile, upper_fence
from youji.screening.red_flags.settings import Settings

_TABLES = {
    "flag": pa.schema(
        [
            ("line", pa.int64()),
            ("grp", pa.string()),
            ("id", pa.string()),
            ("flag", pa.string()),
            ("value", pa.float64()),
        ]
    ),
    "difference": pa.schema(
        [
            ("line", pa.int64()),
            ("ocid", pa.string()),
            ("ratio", pa.float64()),
            ("winner", pa.string()),
            ("second", pa.string()),
        ]
    ),
    "wins": pa.schema([("id", pa.string()), ("won", pa.int64()), ("bids", pa.int64())]),
    "disqualified": pa.schema([("grp", pa.string()), ("id", pa.string()), ("out", pa.int64()), ("bids", pa.int64())]),
    "supplied": pa.schema([("id", pa.string()), ("processes", pa.int64())]),
    "classification": pa.schema([("id", pa.string()), ("code", pa.string())]),
    "map": pa.schema([("line", pa.int64()), ("name", pa.string()), ("ocid", pa.string()), ("id", pa.string())]),
}
_TYPES = {pa.int64(): "BIGINT", pa.string(): "VARCHAR", pa.float64(): "DOUBLE"}
_BATCH_ROWS = 50_000


class Gathered:
    """The tables of one run, in a database of its own in `folder`. Use as a context manager.

    `memory`: DuckDB's memory limit. `meta` is filled by `compare`: flag → name → quartile or fence.
    """

    def __init__(self, settings: Settings, folder: Path, memory: str, threads: int) -> None:
        self._settings = settings
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
        }
        self.db = duckdb.connect(":memory:", config=config)
        self.meta: dict[str, dict[str, float]] = {}
        self._waiting: dict[str, list[Sequence[object]]] = {table: [] for table in _TABLES}
        for table, schema in _TABLES.items():
            columns = ", ".join(f'"{column.name}" {_TYPES[column.type]}' for column in schema)
            self.db.execute(f'CREATE TABLE "{table}" ({columns})')

    def __enter__(self) -> Gathered:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def add(self, found: Findings, lines_before: int) -> None:
        """Adds a chunk's findings; `lines_before`: lines of the source before the chunk."""
        self._keep("flag", ((line + lines_before, *rest) for line, *rest in found.flags))
        self._keep("difference", ((line + lines_before, *rest) for line, *rest in found.differences))
        self._keep("map", ((line + lines_before, *rest) for line, *rest in found.maps))

    def add_sums(self, sums: Sums) -> None:
        """Adds counts of many chunks."""
        self._keep("wins", ((who, *counts) for who, counts in sums.wins.items()))
        for group, counted in sums.disqualified.items():
            self._keep("disqualified", ((group, who, *counts) for who, counts in counted.items()))
        self._keep("supplied", sums.supplied.items())
        self._keep("classification", sums.classifications)

    def compare(self) -> None:
        """Computes the flags that compare all processes, tenderers, buyers or suppliers; adds them to `flag`."""
        for table in _TABLES:
            self._write(table)
        on = self._settings.flags
        if not on.isdisjoint({"R024", "R058"}):
            # An ocid on two lines counts once, as its last line says. 0 ÷ 0 is no difference.
            self.db.execute(
                """CREATE TABLE compared AS
                SELECT ocid, max(line) AS line, arg_max(ratio, line) AS ratio, arg_max(winner, line) AS winner,
                    arg_max("second", line) AS "second"
                FROM difference GROUP BY ocid"""
            )
        if "R024" in on:
            self._close_prices()
        if "R025" in on:
            self._unsuccessful()
        if "R038" in on:
            self._often_disqualified()
        if "R048" in on:
            self._heterogeneous()
        if "R058" in on:
            self._discounted()

    def _close_prices(self) -> None:
        threshold = self._settings.r024_threshold
        meta = self.meta["R024"] = {}
        first = 1.0
        if threshold is None:
            first, last = self._quartiles(meta, "SELECT ratio AS v FROM compared WHERE NOT isnan(ratio)")
            threshold = lower_fence(first, last)
        meta["lower_fence"] = threshold
        # A first quartile of nothing would flag a quarter of all processes or more.
        if first > 0.0 and threshold > 0.0:
            self.db.execute(
                f"""INSERT INTO flag BY NAME
                WITH close AS (SELECT * FROM compared WHERE NOT isnan(ratio) AND ratio <= ?)
                SELECT line, '{OCID}' AS grp, ocid AS id, 'R024' AS flag, ratio AS value FROM close
                UNION ALL SELECT line, '{TENDERER}', winner, 'R024', 0.0 FROM close
                UNION ALL SELECT line, '{TENDERER}', "second", 'R024', 0.0 FROM close""",
                [threshold],
            )
            self.db.execute(
                """INSERT INTO map SELECT line, 'ocid_tenderer_r024', ocid, unnest([winner, "second"])
                FROM compared WHERE NOT isnan(ratio) AND ratio <= ?""",
                [threshold],
            )

    def _discounted(self) -> None:
        threshold = self._settings.r058_threshold
        meta = self.meta["R058"] = {}
        if threshold is None:
            threshold = upper_fence(*self._quartiles(meta, "SELECT ratio AS v FROM compared WHERE NOT isnan(ratio)"))
        meta["upper_fence"] = threshold
        if threshold > 0.0:
            self.db.execute(
                f"""INSERT INTO flag BY NAME
                WITH high AS (SELECT * FROM compared WHERE NOT isnan(ratio) AND ratio >= ?)
                SELECT line, '{OCID}' AS grp, ocid AS id, 'R058' AS flag, ratio AS value FROM high
                UNION ALL SELECT line, '{TENDERER}', winner, 'R058', 0.0 FROM high""",
                [threshold],
            )
            self.db.execute(
                """INSERT INTO map SELECT line, 'ocid_tenderer_r058', ocid, winner
                FROM compared WHERE NOT isnan(ratio) AND ratio >= ?""",
                [threshold],
            )

    def _unsuccessful(self) -> None:
        settings = self._settings
        meta = self.meta["R025"] = {}
        self.db.execute(
            """CREATE TABLE success AS
            SELECT id, sum(bids)::DOUBLE AS bids, sum(won)::DOUBLE / sum(bids)::DOUBLE AS ratio FROM wins GROUP BY id"""
        )
        many = quantile(self.db, "SELECT bids AS v FROM success", settings.r025_percentile / 100.0)
        threshold, first = settings.r025_threshold, 1.0
        if threshold is None:
            first, last = self._quartiles(meta, "SELECT ratio AS v FROM success")
            threshold = lower_fence(first, last)
        meta["upper_fence"], meta["lower_fence"] = many, threshold
        if first > 0.0 and threshold > 0.0 and not math.isnan(many):
            self.db.execute(
                f"""INSERT INTO flag BY NAME
                SELECT '{TENDERER}' AS grp, id, 'R025' AS flag, ratio AS value FROM success
                WHERE bids >= ? AND ratio <= ?""",
                [many, threshold],
            )

    def _often_disqualified(self) -> None:
        settings = self._settings
        meta: dict[str, float] = {}
        for group, minimum in (
            (BUYER, settings.r038_minimum_processes),
            (PROCURING_ENTITY, settings.r038_minimum_processes),
            (TENDERER, settings.r038_minimum_bids),
        ):
            # For each of the three, Cardinal holds the minimum against the number of bids.
            self.db.execute(
                """CREATE OR REPLACE TABLE share AS
                SELECT id, sum("out")::DOUBLE / sum(bids)::DOUBLE AS ratio
                FROM disqualified WHERE grp = ? GROUP BY id HAVING sum(bids) >= ?""",
                [group, minimum],
            )
            if not self.db.execute("SELECT 1 FROM share LIMIT 1").fetchall():
                continue
            threshold = settings.r038_threshold
            if threshold is None:
                threshold = upper_fence(*self._quartiles(meta, "SELECT ratio AS v FROM share", f"{group}_"))
            meta[f"{group}_upper_fence"] = threshold
            if threshold > 0.0:
                self.db.execute(
                    """INSERT INTO flag BY NAME
                    SELECT ? AS grp, id, 'R038' AS flag, ratio AS value FROM share WHERE ratio >= ?""",
                    [group, threshold],
                )
        if meta:
            self.meta["R038"] = meta

    def _heterogeneous(self) -> None:
        settings = self._settings
        meta = self.meta["R048"] = {}
        self.db.execute(
            """CREATE TABLE variety AS
            WITH enough AS (SELECT id FROM supplied GROUP BY id HAVING sum(processes) >= ?)
            SELECT id, count(DISTINCT code)::DOUBLE AS n FROM classification SEMI JOIN enough USING (id) GROUP BY id""",
            [settings.r048_minimum_processes],
        )
        if settings.r048_threshold is None:
            threshold = upper_fence(*self._quartiles(meta, "SELECT n AS v FROM variety"))
        else:
            threshold = float(settings.r048_threshold)
        meta["upper_fence"] = threshold
        if not math.isnan(threshold):
            self.db.execute(
                f"""INSERT INTO flag BY NAME
                SELECT '{TENDERER}' AS grp, id, 'R048' AS flag, n AS value FROM variety WHERE n >= ?""",
                [threshold],
            )

    def _quartiles(self, meta: dict[str, float], values: str, prefix: str = "") -> tuple[float, float]:
        first, last = quantile(self.db, values, 0.25), quantile(self.db, values, 0.75)
        meta[f"{prefix}q1"], meta[f"{prefix}q3"] = first, last
        return first, last

    def _keep(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        waiting = self._waiting[table]
        waiting.extend(rows)
        if len(waiting) >= _BATCH_ROWS:
            self._write(table)

    def _write(self, table: str) -> None:
        waiting = self._waiting[table]
        if not waiting:
            return
        schema = _TABLES[table]
        columns = [
            pa.array(column, kind) for column, kind in zip(zip(*waiting, strict=True), schema.types, strict=True)
        ]
        self._waiting[table] = []
        self.db.register("batch", pa.Table.from_arrays(columns, schema=schema))
        self.db.execute(f'INSERT INTO "{table}" SELECT * FROM batch')
        self.db.unregister("batch")
