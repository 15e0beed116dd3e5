"""Runs one compiled model: alerts first, then the evidence rows of the alerts kept, as flat pairs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.engine.backend import Backend
from youji.screening.engine.limits import Limits
from youji.screening.errors import LimitError, ModelError
from youji.screening.lake.phases import write_phase
from youji.screening.lake.tables import literal, quoted
from youji.screening.supervision.gate import CompiledModel, compile_evidence
from youji.screening.supervision.model import EvidenceKey, SupervisionModel

FLOATING = {"FLOAT", "DOUBLE", "REAL"}


@dataclass(frozen=True)
class StepCounts:
    """What a step found: alerts, evidence pairs, and wall seconds of both passes."""

    alerts: int
    evidence: int
    alert_seconds: float
    evidence_seconds: float


def run_step(
    backend: Backend,
    compiled: CompiledModel,
    contracts: Mapping[str, Contract],
    limits: Limits,
    folder: Path,
) -> StepCounts:
    """Writes `alerts.parquet` and `evidence.parquet` into `folder` (shapes: docs/architecture.md).

    The backend has the model's inputs before it. ModelError where the result breaks the model's own promises;
    LimitError where it passes a limit.
    """
    model, connection = compiled.model, backend.connection
    started = time.perf_counter()
    with backend.time_limit(limits.seconds, model.id):
        with write_phase("alerts"):
            found = _alerts(backend, compiled, limits)
            _copy(
                connection,
                "SELECT alert_id, model_id, subject_kind, subject_id, amount, currency, occurred_on, strength, facts"
                " FROM alert_rows ORDER BY alert_id",
                folder / "alerts.parquet",
            )
        between = time.perf_counter()
        with write_phase("evidence"):
            pairs = _evidence(backend, compiled, contracts, limits)
            _copy(
                connection,
                "SELECT alert_id, dataset, row_id FROM evidence ORDER BY alert_id, dataset, row_id",
                folder / "evidence.parquet",
            )
    return StepCounts(found, pairs, between - started, time.perf_counter() - between)


def evidence_sql(compiled: CompiledModel, key: EvidenceKey, contracts: Mapping[str, Contract]) -> str:
    """The query that finds the evidence rows of one key, with the parameters the alerts were found with."""
    return compile_evidence(
        compiled.model, key, contracts, compiled.dialect, params=dict(compiled.params), as_of=compiled.as_of
    )


def _alerts(backend: Backend, compiled: CompiledModel, limits: Limits) -> int:
    model, connection = compiled.model, backend.connection
    if not backend.find(compiled, limits.alerts):
        raise LimitError(
            f"{model.id}: returns more than {limits.alerts:,} alerts, the row limit; a model that flags so much "
            "tells nothing: tighten its parameters."
        )
    types = {str(row[0]): str(row[1]) for row in connection.execute("DESCRIBE found").fetchall()}
    _check_types(model, types)
    columns = ", ".join(quoted(name) for name in types)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE alerts AS SELECT {_alert_id(model)} AS alert_id, {columns} FROM found"
    )
    connection.execute("DROP TABLE found")
    count = _check_rows(connection, model)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW alert_rows AS {_alert_rows(model, types)}")
    backend.show_alerts({"alert_id": "VARCHAR", **types})
    return count


def _check_rows(connection: duckdb.DuckDBPyConnection, model: SupervisionModel) -> int:
    """Number of alerts. ModelError where two have one grain, one has no subject, or a strength lies outside [0, 1]."""
    outside = "0" if model.strength is None else f"count(*) FILTER (WHERE {quoted(model.strength)} NOT BETWEEN 0 AND 1)"
    count, distinct, nameless, beyond = connection.execute(
        f"SELECT count(*), count(DISTINCT alert_id), count(*) FILTER (WHERE {quoted(model.subject.column)} IS NULL),"
        f" {outside} FROM alerts"
    ).fetchall()[0]
    if distinct != count:
        grain = ", ".join(model.grain)
        raise ModelError(
            f"{model.path}: `grain` ({grain}) does not tell its alerts apart: {count - distinct} of {count} rows "
            "repeat one; add the missing column to `grain` or aggregate."
        )
    if nameless:
        raise ModelError(
            f"{model.path}: {nameless} of {count} alerts are about no one: `subject` column "
            f"`{model.subject.column}` is null; leave such rows out in the SQL."
        )
    if beyond:
        raise ModelError(
            f"{model.path}: {beyond} of {count} alerts have a `strength` outside 0 to 1; scale it in the SQL."
        )
    return int(count)


def _check_types(model: SupervisionModel, types: Mapping[str, str]) -> None:
    for role, column in (
        ("subject", model.subject.column),
        ("amount", model.amount),
        ("strength", model.strength),
    ):
        if column is not None and types[column] in FLOATING:
            raise ModelError(
                f"{model.path}: `{role}` column `{column}` is floating point, whose last digits differ from run to "
                "run; round it and CAST it to DECIMAL."
            )
    for column in model.grain:
        if types[column] in FLOATING:
            raise ModelError(f"{model.path}: grain column `{column}` is floating point; CAST it to DECIMAL.")


def _alert_id(model: SupervisionModel) -> str:
    # Length before value: ("ab", "c") and ("a", "bc") must not meet.
    parts = " || ".join(
        f"coalesce(length(CAST({quoted(c)} AS VARCHAR)) || ':' || CAST({quoted(c)} AS VARCHAR), '-')"
        for c in model.grain
    )
    return f"md5({literal(model.id)} || '|' || {parts})"


def _alert_rows(model: SupervisionModel, types: Mapping[str, str]) -> str:
    def column(name: str | None, type_: str) -> str:
        return f"CAST({quoted(name)} AS {type_})" if name is not None else f"CAST(NULL AS {type_})"

    # As texts, so that a decimal keeps every digit; a list stays a list of texts.
    facts = ", ".join(
        f"{literal(name)}, CAST({quoted(name)} AS {'VARCHAR[]' if type_.endswith('[]') else 'VARCHAR'})"
        for name, type_ in types.items()
    )
    return (
        f"SELECT alert_id, {literal(model.id)} AS model_id, {literal(model.subject.kind)} AS subject_kind,"
        f" CAST({quoted(model.subject.column)} AS VARCHAR) AS subject_id,"
        f" {column(model.amount, 'DECIMAL(18,2)')} AS amount, {column(model.currency, 'VARCHAR')} AS currency,"
        f" {column(model.occurred_on, 'DATE')} AS occurred_on,"
        f" {column(model.strength, 'DECIMAL(9,6)')} AS strength,"
        f" CAST(json_object({facts}) AS VARCHAR) AS facts FROM alerts"
    )


def _evidence(
    backend: Backend,
    compiled: CompiledModel,
    contracts: Mapping[str, Contract],
    limits: Limits,
) -> int:
    model, connection = compiled.model, backend.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE evidence_found (alert_id VARCHAR, dataset VARCHAR, row_id BIGINT)")
    count = 0
    for key in model.evidence:
        backend.match(evidence_sql(compiled, key, contracts))
        count = int(connection.execute("SELECT count(*) FROM evidence_found").fetchall()[0][0])
        if count > limits.evidence_rows:
            raise LimitError(
                f"{model.id}: its alerts rest on more than {limits.evidence_rows:,} rows of evidence, the limit; "
                f"narrow the evidence of `{key.dataset}`."
            )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE evidence AS SELECT DISTINCT alert_id, dataset, row_id FROM evidence_found"
    )
    return int(connection.execute("SELECT count(*) FROM evidence").fetchall()[0][0])


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
