from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from youji.screening.contracts.model import Code, Column, Contract
from youji.screening.supervision.gate import check_model
from youji.screening.supervision.model import SupervisionModel, parse_model

PATH = Path("models/tendering/probe.sql")
FRONT: dict[str, Any] = {
    "id": "probe",
    "title": {"zh": "试验", "en": "Probe"},
    "question": {"zh": "？", "en": "?"},
    "category": "tendering",
    "entry": "matter",
    "status": "trial",
    "risk_points": ["bid_evaluation"],
    "legal_basis": [{"article": "招标投标法#32"}],
    "purpose": "procurement_supervision",
    "kind": "row",
    "inputs": {
        "bid": ["bid_id", "tender_id", "bidder_id", "amount", "submitted_at", "status"],
        "tender": ["tender_id", "estimate", "opened_on"],
    },
    "params": {},
    "subject": {"column": "bidder_id", "kind": "organisation"},
    "grain": ["bidder_id"],
    "increment": "full",
    "severity": "medium",
    "evidence": {"bid": [{"bidder_id": "bidder_id"}]},
    "explain": {"zh": "{bidder_id:party}", "en": "{bidder_id:party}"},
    "innocent_reasons": [{"zh": "无", "en": "none"}],
    "first_steps": [{"zh": "查", "en": "look"}],
}


def front_matter(**changes: Any) -> dict[str, Any]:
    front = copy.deepcopy(FRONT)
    for key, value in changes.items():
        if value is None:
            front.pop(key, None)
        else:
            front[key] = value
    return front


def model_text(sql: str, **changes: Any) -> str:
    """The text of a model file: the front matter above, with changed keys, and the SQL."""
    front = yaml.safe_dump(front_matter(**changes), allow_unicode=True, sort_keys=False)
    return f"/*---\n{front}---*/\n{sql}\n"


def param(value: Any, **bounds: Any) -> dict[str, Any]:
    return {"value": value, "unit": "count", "why": "a test", **bounds}


@pytest.fixture(scope="session")
def contracts() -> dict[str, Contract]:
    def column(name: str, type_: str = "VARCHAR", **more: Any) -> Column:
        return Column(name, type_, name, name, **more)

    def contract(dataset: str, *columns: Column) -> Contract:
        key = (columns[0].name,)
        return Contract(dataset, "tendering", dataset, dataset, "", "1.0.0", columns, key, "supervision", 10, "law")

    bid = contract(
        "bid",
        column("bid_id"),
        column("tender_id"),
        column("bidder_id"),
        column("amount", "DECIMAL(18,2)"),
        column("currency"),
        column("submitted_at", "TIMESTAMP"),
        column("status", codes=(Code("valid", "有效", "valid"), Code("withdrawn", "撤回", "withdrawn"))),
        column("deposit_account"),
    )
    tender = contract("tender", column("tender_id"), column("estimate", "DECIMAL(18,2)"), column("opened_on", "DATE"))
    person = contract("person", column("person_id"), column("resident_id"))
    return {found.dataset: found for found in (bid, tender, person)}


@pytest.fixture(scope="session")
def model() -> Callable[..., SupervisionModel]:
    """Builds a model from SQL and changed front matter."""

    def build(sql: str = "SELECT bidder_id FROM bid", **changes: Any) -> SupervisionModel:
        return parse_model(model_text(sql, **changes), PATH)

    return build


@pytest.fixture(scope="session")
def sentences(model: Callable[..., SupervisionModel], contracts: dict[str, Contract]) -> Callable[..., list[str]]:
    """What the gate says about SQL."""

    def check(sql: str, **changes: Any) -> list[str]:
        return [problem.message for problem in check_model(model(sql, **changes), contracts)]

    return check
