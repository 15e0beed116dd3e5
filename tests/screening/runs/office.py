"""A small office: bids and organisations in a home, two models in a catalogue of its own, and screening by command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
from tests.screening.engine.probing import CONTRACTS, model_text
from tests.screening.ingest.holding import raw_table

from youji.screening.engine.limits import Limits
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.pipeline import Ingest
from youji.screening.lake.home import Home
from youji.screening.runs.record import RunRecord, RunStore, StepRecord
from youji.screening.runs.screen import Screening
from youji.screening.supervision.model import load_catalogue

AS_OF = date(2025, 6, 30)
NOON = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
BIDS = [["B1", "T1", "O1", "150"], ["B2", "T1", "O2", "99"], ["B3", "T2", "O1", "400"]]
ORGANISATIONS = [["O1", "甲公司"], ["O2", "乙公司"]]
PAIRS = """\
SELECT a.tender_id, min(a.bidder_id) AS bidder_id, count(a.bid_id) AS n, CAST(sum(a.amount) AS DECIMAL(18, 2)) AS amount
FROM bid AS a WHERE a.bidder_id IS NOT NULL GROUP BY a.tender_id"""


class Office:
    """One home, one catalogue, one clock that moves on by a minute a run."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.models = folder / "models"
        self.store = RunStore(self.home)
        self.now = NOON
        (self.models / "tendering").mkdir(parents=True)
        self.write("probe")
        self.write(
            "pairs",
            sql=PAIRS,
            inputs={"bid": ["bid_id", "tender_id", "bidder_id", "amount"]},
            subject={"column": "tender_id", "kind": "tender"},
            grain=["tender_id"],
            evidence={"bid": [{"tender_id": "tender_id"}]},
            explain={"zh": "{n:number}家", "en": "{n:number} bids"},
            params=None,
            currency=None,
            strength=None,
        )

    def write(self, model_id: str, **changes: object) -> None:
        """Adds or changes a model."""
        text = model_text(model_id, **changes)  # type: ignore[arg-type]
        (self.models / "tendering" / f"{model_id}.sql").write_text(text, encoding="utf-8")

    def ingest(self, dataset: str, header: Sequence[str], rows: Sequence[Sequence[str | None]], name: str = "") -> None:
        """One file as a dataset."""
        mapping = Mapping(dataset, {column: ColumnMapping((column,)) for column in header})
        source = name or f"/office/{dataset}.csv"
        with self.home.writing():
            raw = raw_table(header, rows, source=source)
            Ingest(self.home, "1GB", NOON).table(CONTRACTS[dataset], mapping, raw, f"{source}{rows}")

    def bids(self, rows: Sequence[Sequence[str | None]] = BIDS, name: str = "") -> None:
        """Bids of (bid_id, tender_id, bidder_id, amount)."""
        self.ingest("bid", ["bid_id", "tender_id", "bidder_id", "amount"], rows, name)

    def organisations(self) -> None:
        """Two organisations by name."""
        self.ingest("organisation", ["organisation_id", "name"], ORGANISATIONS)

    def screen(
        self,
        as_of: date = AS_OF,
        params: dict[str, dict[str, object]] | None = None,
        limits: Limits | None = None,
        only: Sequence[str] = (),
    ) -> tuple[RunRecord, bool]:
        """One run of all models, or of some."""
        self.now += timedelta(minutes=1)
        found = load_catalogue([self.models])
        chosen = [model for model_id, model in sorted(found.items()) if not only or model_id in only]
        limits = limits or Limits(memory="1GB")
        with self.home.writing():
            return Screening(self.home, CONTRACTS, chosen, as_of, self.now, params or {}, limits).run()

    def step(self, run: RunRecord, model_id: str) -> StepRecord:
        """The step of a model, which is there."""
        step = run.step(model_id)
        assert step is not None
        return step

    def leads(self, run: RunRecord) -> list[tuple[object, ...]]:
        """(rank, kind, id, name, amount, currency, n_alerts) of each lead."""
        query = "SELECT rank, subject_kind, subject_id, subject_name, amount, currency, n_alerts"
        return duckdb.sql(f"{query} FROM read_parquet('{self.store.leads_file(run.run_id)}') ORDER BY rank").fetchall()
