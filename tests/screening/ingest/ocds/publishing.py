"""Small OCDS publications of an invented buyer, and a desk that ingests them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from youji.screening.contracts.registry import load_contracts
from youji.screening.ingest.ocds import OcdsIntake, OcdsOutcome, recognised, refuse
from youji.screening.ingest.pipeline import Ingest
from youji.screening.ingest.raw import ReadOptions
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.quarantine import Quarantine, QuarantinedValue
from youji.screening.lake.tables import Lake, parquet_scan

NOW = datetime(2025, 6, 30, tzinfo=UTC)
CONTRACTS = load_contracts()


def party(number: int, *roles: str) -> dict[str, Any]:
    """A supplier with an identifier, an address and a phone."""
    return {
        "id": f"S{number}",
        "name": f"Supplier {number}",
        "identifier": {"scheme": "XX-REG", "id": f"{number:04}"},
        "address": {"streetAddress": f"{number} Mill Road", "locality": "Newtown"},
        "contactPoint": {"telephone": f"0555-{number:07}"},
        "roles": list(roles) or ["tenderer"],
    }


def value(amount: object, currency: object = "EUR") -> dict[str, object]:
    return {"amount": amount, "currency": currency}


def tender_release(ocid: str = "ocds-1", **more: Any) -> dict[str, Any]:
    """The announcement: no bids yet."""
    return {
        "ocid": ocid,
        "id": "r1",
        "date": "2024-03-01T10:00:00+01:00",
        "tag": ["tender"],
        "buyer": {"id": "B1", "name": "Town"},
        "tender": {
            "id": "T1",
            "title": "Road repair",
            "status": "active",
            "value": value(1000000),
            "procurementMethod": "open",
            "mainProcurementCategory": "works",
            "tenderPeriod": {"startDate": "2024-03-01T00:00:00Z", "endDate": "2024-03-25T09:30:00+08:00"},
            "lots": [{"id": "1", "title": "North", "value": value(600000)}],
        },
        **more,
    }


def award_release(ocid: str = "ocds-1", **more: Any) -> dict[str, Any]:
    """Bids, award, contract and payment; of the tender it says its new status only."""
    return {
        "ocid": ocid,
        "id": "r2",
        "date": "2024-05-01T10:00:00Z",
        "tag": ["award", "contract"],
        "parties": [party(1, "tenderer", "supplier"), party(2)],
        "tender": {"id": "T1", "status": "complete"},
        "bids": {
            "details": [
                {
                    "id": "1",
                    "date": "2024-03-20",
                    "status": "valid",
                    "tenderers": [{"id": "S1", "name": "Supplier 1"}],
                    "value": value(900000.5),
                    "relatedLots": ["1"],
                },
                {"id": "2", "status": "disqualified", "tenderers": [{"id": "S2"}]},
            ]
        },
        "awards": [
            {
                "id": "1",
                "status": "active",
                "date": "2024-04-10T00:00:00Z",
                "value": value(900000.5),
                "suppliers": [{"id": "S1", "name": "Supplier 1"}],
                "relatedLots": ["1"],
                "relatedBid": "1",
            }
        ],
        "contracts": [
            {
                "id": "1",
                "awardID": "1",
                "title": "Road repair north",
                "value": value(900000.5),
                "dateSigned": "2024-05-01T00:00:00Z",
                "period": {"endDate": "2024-12-31T00:00:00Z"},
                "implementation": {
                    "transactions": [
                        {
                            "id": "1",
                            "date": "2024-06-01T00:00:00Z",
                            "value": value(300000),
                            "payer": {"id": "B1"},
                            "payee": {"id": "S1"},
                        }
                    ]
                },
            }
        ],
        **more,
    }


def package(releases: Sequence[object], **more: Any) -> dict[str, Any]:
    return {"uri": "example:1", "publishedDate": "2024-06-01T00:00:00Z", "version": "1.1", "releases": releases, **more}


class Publisher:
    """Writes files into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def document(self, value: object, name: str = "package.json") -> Path:
        path = self.folder / name
        text = json.dumps(value, ensure_ascii=False).encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        return path

    def lines(self, values: Sequence[object], name: str = "releases.jsonl") -> Path:
        path = self.folder / name
        texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
        text = ("\n".join(texts) + "\n").encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        return path


class Desk:
    """Ingests into one home and looks at what is there."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.publish = Publisher(folder)

    def take(self, path: Path, options: ReadOptions | None = None) -> OcdsOutcome:
        options = options or ReadOptions()
        form = recognised(str(path), options, said=True)
        if form is None:
            raise refuse(str(path))
        with self.home.writing():
            return OcdsIntake(Ingest(self.home, "1GB", NOW), CONTRACTS, options).source(str(path), form)

    def rows(self, dataset: str, *columns: str) -> list[tuple[object, ...]]:
        """The lake's rows by key; all columns that are asked for."""
        lake = Lake(self.home)
        if dataset not in lake.datasets():
            return []
        with duckdb.connect() as connection:
            return connection.execute(
                f"SELECT {', '.join(columns)} FROM {parquet_scan(lake.files(dataset))}"
                f" ORDER BY {CONTRACTS[dataset].key[0]}"
            ).fetchall()

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of all datasets, without their row ids."""
        return {dataset: self.rows(dataset, *CONTRACTS[dataset].names) for dataset in Lake(self.home).datasets()}

    def quarantined(self) -> list[QuarantinedValue]:
        return Quarantine(self.home).rows(None, 1000)[1]

    def batches(self) -> int:
        return len(BatchRegister(self.home).all())
