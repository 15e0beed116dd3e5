"""Hand-made folders in the contracts' layout, and models of a test's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.screening.engine.probing import model_text
from youji.benchmark import Setting

NOON = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
CONTRACTS = """contract_id,buyer_id,supplier_id,amount,signed_on,procedure,note
K1,A1,S1,100000.00,2024-01-01,open,overpaid
K2,A1,S2,100000.00,2024-02-01,open,settled
K3,A2,S3,100000.00,2024-03-01,open,overpaid and hidden
"""
PAYMENTS = """payment_id,contract_id,payer_id,payee_id,amount,paid_on
P1,K1,A1,S1,90000.00,2024-03-01
P2,K1,A1,S1,60000.00,2024-04-01
P3,K2,A1,S2,100000.00,2024-05-01
P4,K3,A2,S3,100000.00,2024-05-02
P5,K4,A2,S3,70000.00,2024-06-02
"""
TRUTH = """scheme,scheme_id,effect,subject_kind,subject_id,dataset,key
payment_above_contract,over-1,blatant,organisation,S1,contract,K1
payment_above_contract,over-1,blatant,organisation,S1,payment,P1
payment_above_contract,over-1,blatant,organisation,S1,payment,P2
payment_above_contract,over-2,faint,organisation,S3,contract,K3
payment_above_contract,over-2,faint,organisation,S3,payment,P5
"""


def foreign_folder(folder: Path, truth: str = TRUTH, truth_name: str = "truth.csv") -> Path:
    """Three contracts and five payments; S1 is overpaid, S3 too by a payment that names no known contract."""
    folder.mkdir(parents=True)
    (folder / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    head, *rows = PAYMENTS.splitlines(keepends=True)
    (folder / "payment_2024_01.csv").write_text(head + "".join(rows[:2]), encoding="utf-8")
    (folder / "payment_2024_02.csv").write_text(head + "".join(rows[2:]), encoding="utf-8")
    (folder / truth_name).parent.mkdir(exist_ok=True)
    (folder / truth_name).write_text(truth, encoding="utf-8")
    return folder


def setting(*only: str, **changes: Any) -> Setting:
    """One thread, a little memory, the chosen models."""
    return Setting(**{"now": NOON, "memory": "1GB", "threads": 1, "only": only, **changes})


def own_model(folder: Path, model_id: str, sql: str, **changes: object) -> Path:
    """A catalogue folder with one more model, on bids."""
    (folder / "tendering").mkdir(parents=True, exist_ok=True)
    plain: dict[str, object] = {"params": None, "currency": None, "strength": None, "amount": None}
    plain["explain"] = {"zh": "{bidder_id:party}", "en": "{bidder_id:party}"}
    text = model_text(model_id, sql, **{**plain, **changes})
    (folder / "tendering" / f"{model_id}.sql").write_text(text, encoding="utf-8")
    return folder


def bids_folder(folder: Path, n: int = 40, n_firms: int = 5) -> Path:
    """Bids in ten tenders; nothing is planted."""
    folder.mkdir(parents=True)
    lines = [f"B{i:03d},T{i % 10},O{i * 7 % n_firms:02d},{1000 + i}.00" for i in range(n)]
    (folder / "bid.csv").write_text("\n".join(["bid_id,tender_id,bidder_id,amount", *lines, ""]), encoding="utf-8")
    (folder / "truth.jsonl").write_text("", encoding="utf-8")
    return folder
