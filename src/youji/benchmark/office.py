"""One folder through the product itself: ingest into a home of its own, screen, and read what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from youji.benchmark.errors import BenchmarkError
from youji.benchmark.layout import Layout
from youji.screening.contracts.model import Contract
from youji.screening.engine.limits import Limits
from youji.screening.errors import MappingError
from youji.screening.ingest.intake import Intake
from youji.screening.ingest.mapping import ColumnMapping
from youji.screening.ingest.mapping import Mapping as ColumnsMapping
from youji.screening.ingest.pipeline import Ingest
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers import open_source
from youji.screening.lake.home import Home
from youji.screening.lake.tables import ROW, Lake, literal, quoted
from youji.screening.lake.views import create_views
from youji.screening.memory import engine_memory
from youji.screening.runs.linking import link_parties
from youji.screening.runs.record import RunRecord, RunStore, StepStatus
from youji.screening.runs.screen import Screening
from youji.screening.supervision.model import SupervisionModel

_DAYS = (("tender", "published_on"), ("award", "awarded_on"), ("contract", "signed_on"), ("payment", "paid_on"))
_ORGANISATIONS = (
    ("organisation", "organisation_id"),
    ("tender", "buyer_id"),
    ("bid", "bidder_id"),
    ("award", "supplier_id"),
    ("contract", "buyer_id"),
    ("contract", "supplier_id"),
    ("payment", "payee_id"),
)
_SUBJECTS = {
    "organisation": _ORGANISATIONS,
    "person": (("person", "person_id"),),
    "tender": (("tender", "tender_id"), ("bid", "tender_id")),
    "contract": (("contract", "contract_id"), ("payment", "contract_id")),
}


@dataclass(frozen=True)
class Office:
    """Contracts, models and limits, and the time that records are stamped with."""

    contracts: Mapping[str, Contract]
    models: Sequence[SupervisionModel]
    limits: Limits
    now: datetime

    def ingest(self, home: Home, files: Sequence[tuple[Path, str]]) -> None:
        """Ingest each file as its dataset; BenchmarkError where its columns are not those of the contract.

        Headers may be the contract's column names (further columns are left out) or its declared synonyms.
        """
        with home.writing():
            work = Ingest(home, self.limits.memory, self.now)
            for path, dataset in files:
                contract = self.contracts[dataset]
                exact = _exact(home, path, contract)
                intake = Intake(work, contract, ReadOptions(), lambda *_: False, lambda *_: None)
                try:
                    intake.source(str(path), [] if exact is None else [(contract, exact)])
                except MappingError as error:
                    wanted = ", ".join(c.name for c in contract.columns if c.required)
                    raise BenchmarkError(
                        f"{path}: its columns are not those of `{dataset}`; name them as the data contract does "
                        f"(at least {wanted})."
                    ) from error

    def screen(self, home: Home, as_of: date | None) -> RunRecord:
        """Run every model; `as_of` is by default the last day of the records that is not after `now`."""
        day = as_of or self.last_day(home)
        with home.writing():
            link_parties(home, self.contracts, self.limits, self.now)
            record, _ = Screening(home, self.contracts, self.models, day, self.now, limits=self.limits).run()
        return record

    def last_day(self, home: Home) -> date:
        """The last day on which anything was announced, awarded, signed or paid, as far as that is not after `now`."""
        with self.reading(home) as connection:
            parts = [
                f"SELECT max({quoted(c)}) AS day FROM {quoted(d)} WHERE {quoted(c)} <= {literal(str(self.now.date()))}"
                for d, c in _DAYS
                if d in self.contracts
            ]
            found = connection.execute(f"SELECT max(day) FROM ({' UNION ALL '.join(parts)})").fetchall()
        day: date | None = found[0][0]
        return day or self.now.date()

    @contextmanager
    def reading(self, home: Home, run: RunRecord | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with a view of every dataset; with a run, also the tables that `matching` takes."""
        config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": engine_memory(self.limits.memory)}
        if self.limits.threads is not None:
            config["threads"] = self.limits.threads
        with home.scratch() as scratch:
            config["temp_directory"] = str(scratch)
            with duckdb.connect(config=config) as connection:
                lake = Lake(home)
                wanted = {dataset: contract.names for dataset, contract in self.contracts.items()}
                create_views(connection, lake, self.contracts, lake.versions(), wanted)
                if run is not None:
                    self._load(connection, home, run)
                yield connection

    def _load(self, connection: duckdb.DuckDBPyConnection, home: Home, run: RunRecord) -> None:
        store = RunStore(home)
        done = [s for s in run.steps if s.status is StepStatus.DONE and s.n_alerts]
        folders = [store.step_folder(s.model_id, s.key or "") for s in done]
        alerts = ", ".join(literal(str(folder / "alerts.parquet")) for folder in folders)
        pairs = ", ".join(literal(str(folder / "evidence.parquet")) for folder in folders)
        severity = pa.table(
            {"model_id": pa.array([s.model_id for s in done], pa.string()), "severity": [s.severity for s in done]}
        )
        connection.register("severity_of", severity)
        columns = (
            "a.alert_id, a.model_id, s.severity, a.subject_kind, a.subject_id, a.amount, a.currency, a.occurred_on,"
            " a.strength, a.facts"
        )
        if done:
            connection.execute(
                f"CREATE TEMP TABLE alert AS SELECT {columns} FROM read_parquet([{alerts}]) a JOIN severity_of s"
                " ON s.model_id = a.model_id"
            )
            connection.execute(f"CREATE TEMP TABLE pair AS SELECT * FROM read_parquet([{pairs}])")
            datasets = [row[0] for row in connection.execute("SELECT DISTINCT dataset FROM pair").fetchall()]
            keyed = " UNION ALL ".join(
                f"SELECT {literal(d)} AS dataset, {ROW} AS row_id, {_key(self.contracts[d])} AS key FROM {quoted(d)}"
                for d in sorted(datasets)
            )
            connection.execute(
                "CREATE TEMP TABLE evidence AS SELECT p.alert_id, p.dataset, k.key FROM pair p JOIN"
                f" ({keyed or 'SELECT NULL AS dataset, NULL AS row_id, NULL AS key'}) k"
                " ON k.dataset = p.dataset AND k.row_id = p.row_id"
            )
        else:
            connection.execute(
                "CREATE TEMP TABLE alert (alert_id VARCHAR, model_id VARCHAR, severity VARCHAR, subject_kind VARCHAR,"
                " subject_id VARCHAR, amount DECIMAL(18,2), currency VARCHAR, occurred_on DATE, strength DECIMAL(9,6),"
                " facts VARCHAR)"
            )
            connection.execute("CREATE TEMP TABLE evidence (alert_id VARCHAR, dataset VARCHAR, key VARCHAR)")
        connection.execute(
            "CREATE TEMP TABLE lead AS SELECT rank, subject_kind, subject_id, others FROM"
            f" read_parquet({literal(str(store.leads_file(run.run_id)))})"
        )

    def subjects(self, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """How many subjects of each kind the data know: registered, or named by a record."""
        counts = {}
        for kind, places in _SUBJECTS.items():
            parts = " UNION ".join(
                f"SELECT {quoted(c)} AS id FROM {quoted(d)}" for d, c in places if d in self.contracts
            )
            counts[kind] = int(connection.execute(f"SELECT count(id) FROM ({parts})").fetchall()[0][0])
        return counts

    def known_rows(self, connection: duckdb.DuckDBPyConnection, rows: set[tuple[str, str]]) -> int:
        """How many of these (dataset, key) pairs are rows of the data."""
        total = 0
        for dataset in sorted({dataset for dataset, _ in rows}):
            keys = pa.table({"key": pa.array(sorted(key for d, key in rows if d == dataset), pa.string())})
            connection.register("asked", keys)
            query = (
                f"SELECT count(*) FROM asked q SEMI JOIN {quoted(dataset)} d ON {_key(self.contracts[dataset])} = q.key"
            )
            total += int(connection.execute(query).fetchall()[0][0])
            connection.unregister("asked")
        return total


def check_layout(layout: Layout, rows: int, known: int) -> None:
    """BenchmarkError where an answer book names rows and the data hold none of them."""
    if rows and not known:
        raise BenchmarkError(
            f"{layout.truth}: none of its {rows:,} rows is in the data; `key` must be the primary key of the row."
        )


def _key(contract: Contract) -> str:
    """SQL of a row's key as text; the parts of a composite key are joined by `|`."""
    return " || '|' || ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in contract.key)


def _exact(home: Home, path: Path, contract: Contract) -> ColumnsMapping | None:
    """Each contract column to itself where the header has all the required ones; further columns are left out."""
    with home.scratch() as folder, open_source(str(path), ReadOptions(), folder) as tables:
        columns = next((set(raw.columns) for raw in tables), set())
    if not {column.name for column in contract.columns if column.required} <= columns:
        return None
    names = [name for name in contract.names if name in columns]
    return ColumnsMapping(contract.dataset, {name: ColumnMapping((name,)) for name in names})
