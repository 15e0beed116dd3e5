"""Small models for the engine: through the gate as users write them, or past it, to see the engine's own walls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import yaml

from youji.screening.contracts.model import Contract
from youji.screening.contracts.registry import load_contracts
from youji.screening.engine.limits import Limits
from youji.screening.engine.on_duckdb import DuckBackend
from youji.screening.engine.session import open_session
from youji.screening.engine.step import StepCounts, run_step
from youji.screening.supervision.gate import CompiledModel, compile_model
from youji.screening.supervision.model import SupervisionModel, parse_model

CONTRACTS: Mapping[str, Contract] = load_contracts()
AS_OF = date(2025, 6, 30)
SIMPLE = """\
WITH large AS (SELECT bid_id, bidder_id, amount FROM bid WHERE amount >= $least)
SELECT bidder_id, bid_id, amount, 'CNY' AS currency, CAST($how_much AS DECIMAL(9, 6)) AS strength FROM large"""


PARAMS = {
    "least": {"value": 100, "unit": "CNY", "why": "a test"},
    "how_much": {"value": 0.5, "unit": "ratio", "why": "a test"},
}


def model_text(model_id: str = "probe", sql: str = SIMPLE, **changes: object) -> str:
    """A model file on bids: one alert a bid of at least `$least`."""
    front: dict[str, object] = {
        "id": model_id,
        "title": {"zh": "试验", "en": "Probe"},
        "question": {"zh": "？", "en": "?"},
        "category": "tendering",
        "entry": "matter",
        "status": "trial",
        "risk_points": ["bid_evaluation"],
        "legal_basis": [{"article": "招标投标法#32"}],
        "purpose": "procurement_supervision",
        "kind": "row",
        "inputs": {"bid": ["bid_id", "bidder_id", "amount"]},
        "params": PARAMS,
        "subject": {"column": "bidder_id", "kind": "organisation"},
        "grain": ["bid_id"],
        "amount": "amount",
        "currency": "currency",
        "strength": "strength",
        "increment": "full",
        "severity": "medium",
        "evidence": {"bid": [{"bid_id": "bid_id"}]},
        "explain": {"zh": "{bidder_id:party}出价{amount:money}", "en": "{bidder_id:party} bid {amount:money}"},
        "innocent_reasons": [{"zh": "无", "en": "none"}],
        "first_steps": [{"zh": "查", "en": "look"}],
    }
    front.update(changes)
    front = {key: value for key, value in front.items() if value is not None}
    return f"/*---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False)}---*/\n{sql}\n"


def model(**changes: object) -> SupervisionModel:
    """The model of `model_text`."""
    return parse_model(model_text(**changes), Path("models/tendering/probe.sql"))  # type: ignore[arg-type]


def past_the_gate(sql: str, **changes: object) -> CompiledModel:
    """A model with SQL that the gate has not seen."""
    return CompiledModel(model(**changes), sql, (), {}, {}, {}, AS_OF)


@dataclass
class Step:
    """What a step left behind."""

    counts: StepCounts
    alerts: list[dict[str, object]]
    evidence: list[tuple[object, ...]]


def run(
    compiled: CompiledModel | SupervisionModel,
    folder: Path,
    bids: Sequence[tuple[object, ...]] = (),
    limits: Limits | None = None,
    params: Mapping[str, object] | None = None,
) -> Step:
    """Runs a step on bids of (bid_id, bidder_id, amount, _row)."""
    if isinstance(compiled, SupervisionModel):
        compiled = compile_model(compiled, CONTRACTS, params or {}, AS_OF)
    result = folder / "result"
    result.mkdir(exist_ok=True)
    limits = limits or Limits(memory="1GB")
    with open_session(limits, folder) as connection:
        connection.execute("CREATE TABLE bid (bid_id VARCHAR, bidder_id VARCHAR, amount DECIMAL(18,2), _row BIGINT)")
        if bids:
            connection.executemany("INSERT INTO bid VALUES (?, ?, ?, ?)", bids)
        counts = run_step(DuckBackend(connection), compiled, CONTRACTS, limits, result)
    with duckdb.connect() as connection:
        cursor = connection.execute(f"FROM read_parquet('{result}/alerts.parquet')")
        names = [entry[0] for entry in cursor.description or []]
        alerts = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        evidence = connection.execute(f"FROM read_parquet('{result}/evidence.parquet')").fetchall()
    return Step(counts, alerts, evidence)
