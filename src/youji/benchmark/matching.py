"""Which alerts belong to which planted case, which cases are found by which models, and which leads are true.

An alert belongs to a case when its subject is one of the case's subjects, or when at least half of its evidence rows in
transaction datasets are the case's rows. A case is found when an alert belongs to it; a lead is true when one of its
alerts belongs to a case. All of it is done in sets, on a connection that holds

- `alert(alert_id, model_id, severity, subject_kind, subject_id)`
- `evidence(alert_id, dataset, key)`, the rows as datasets and keys
- `lead(rank, subject_kind, subject_id)`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
import pyarrow as pa

from youji.benchmark.answers import Case
from youji.screening.contracts.registry import load_contracts
from youji.screening.lake.tables import literal


@cache
def registers() -> frozenset[str]:
    """Packaged datasets whose rows say who or what something is: they tie no alert to a deed."""
    return frozenset(name for name, contract in load_contracts(()).items() if contract.register)


SEVERITIES = ("critical", "high", "medium", "low")
"""Gravest first: the order of the ranking by severity alone."""
TRUTH, INNOCENT = "truth", "innocent"


@dataclass(frozen=True)
class CaseFound:
    """A case and the models of which an alert belongs to it."""

    scheme: str
    case_id: str
    effect: str | None
    missing: str | None
    models: tuple[str, ...]
    """All of them, in order; none: the case was missed."""
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class LeadJudged:
    """A lead: its rank, whether it belongs to a planted case, and if not, which look-alikes it belongs to."""

    rank: int
    severity: str
    """The gravest of the models that fired."""
    true: bool
    subject_kind: str
    subject_id: str
    models: tuple[str, ...]
    look_alikes: tuple[str, ...]


@dataclass(frozen=True)
class AlertCounts:
    """A model's alerts and the leads it takes part in, and how many of each belong to planted cases."""

    alerts: int = 0
    true_alerts: int = 0
    leads: int = 0
    true_leads: int = 0


@dataclass(frozen=True)
class Matches:
    """What `match` found; `leads` is in order of rank."""

    cases: tuple[CaseFound, ...]
    leads: tuple[LeadJudged, ...]
    models: dict[str, AlertCounts]


def match(connection: duckdb.DuckDBPyConnection, truth: Sequence[Case], innocent: Sequence[Case]) -> Matches:
    """Hold the alerts and leads on `connection` against the answer books."""
    link(connection, truth, innocent)
    return Matches(_cases(connection, truth), _leads(connection, innocent), _models(connection))


def link(connection: duckdb.DuckDBPyConnection, truth: Sequence[Case], innocent: Sequence[Case]) -> None:
    """Create `link(book, number, alert_id, model_id, by_rows)`: the alerts that belong to each case."""
    books = ((TRUTH, truth), (INNOCENT, innocent))
    subjects = [
        (book, c.number, kind, one) for book, cases in books for c in cases for kind, one in sorted_(c.subjects)
    ]
    rows = [(book, c.number, dataset, key) for book, cases in books for c in cases for dataset, key in sorted(c.rows)]
    _register(connection, "case_subject", ("book", "number", "kind", "id"), subjects)
    _register(connection, "case_row", ("book", "number", "dataset", "key"), rows)
    passed_over = ", ".join(literal(dataset) for dataset in sorted(registers()))
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE link AS
        WITH deeds AS (
          SELECT DISTINCT alert_id, dataset, key FROM evidence WHERE dataset NOT IN ({passed_over})
        ),
        totals AS (SELECT alert_id, count(*) AS n FROM deeds GROUP BY alert_id),
        hits AS (
          SELECT r.book, r.number, d.alert_id, count(*) AS n
          FROM deeds d JOIN case_row r ON r.dataset = d.dataset AND r.key = d.key
          GROUP BY r.book, r.number, d.alert_id
        ),
        both_ways AS (
          SELECT h.book, h.number, h.alert_id, true AS by_rows
          FROM hits h JOIN totals t ON t.alert_id = h.alert_id WHERE 2 * h.n >= t.n
          UNION ALL
          SELECT s.book, s.number, a.alert_id, false AS by_rows
          FROM alert a JOIN case_subject s
            ON s.id = a.subject_id AND (s.kind IS NULL OR s.kind = a.subject_kind)
        )
        SELECT b.book, b.number, b.alert_id, any_value(a.model_id) AS model_id, bool_or(b.by_rows) AS by_rows
        FROM both_ways b JOIN alert a ON a.alert_id = b.alert_id
        GROUP BY b.book, b.number, b.alert_id
        """
    )


def sorted_(subjects: set[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """Subjects in an order that does not depend on the hash seed."""
    return sorted(subjects, key=lambda subject: (subject[0] or "", subject[1]))


def _cases(connection: duckdb.DuckDBPyConnection, truth: Sequence[Case]) -> tuple[CaseFound, ...]:
    found = dict(
        connection.execute(
            "SELECT number, list(DISTINCT model_id ORDER BY model_id) FROM link WHERE book = 'truth' GROUP BY number"
        ).fetchall()
    )
    return tuple(
        CaseFound(
            scheme=case.scheme,
            case_id=case.case_id,
            effect=case.effect,
            missing=None if case.missing is None else f"{case.missing.normalize():f}",
            models=tuple(found.get(case.number, ())),
            subjects=tuple(one for _, one in sorted_(case.subjects)),
        )
        for case in truth
    )


def _leads(connection: duckdb.DuckDBPyConnection, innocent: Sequence[Case]) -> tuple[LeadJudged, ...]:
    order = ", ".join(f"({place}, {literal(severity)})" for place, severity in enumerate(SEVERITIES))
    names = {case.number: case.scheme for case in innocent}
    rows = connection.execute(
        f"""
        WITH grave(place, severity) AS (VALUES {order}),
        judged AS (
          SELECT a.subject_kind, a.subject_id, min(g.place) AS place,
            list(DISTINCT a.model_id ORDER BY a.model_id) AS models,
            bool_or(coalesce(l.book = 'truth', false)) AS is_true,
            list(DISTINCT l.number ORDER BY l.number) FILTER (WHERE l.book = 'innocent') AS innocent
          FROM alert a JOIN grave g ON g.severity = a.severity LEFT JOIN link l ON l.alert_id = a.alert_id
          GROUP BY a.subject_kind, a.subject_id
        )
        SELECT d.rank, g.severity, j.is_true, d.subject_kind, d.subject_id, j.models, coalesce(j.innocent, [])
        FROM lead d
        JOIN judged j ON j.subject_kind = d.subject_kind AND j.subject_id = d.subject_id
        JOIN grave g ON g.place = j.place
        ORDER BY d.rank
        """
    ).fetchall()
    return tuple(
        LeadJudged(rank, severity, true, kind, one, tuple(models), tuple(sorted({names[n] for n in numbers})))
        for rank, severity, true, kind, one, models, numbers in rows
    )


def _models(connection: duckdb.DuckDBPyConnection) -> dict[str, AlertCounts]:
    rows = connection.execute(
        """
        WITH guilty AS (SELECT DISTINCT alert_id FROM link WHERE book = 'truth'),
        true_lead AS (
          SELECT DISTINCT a.subject_kind, a.subject_id FROM alert a JOIN guilty g ON g.alert_id = a.alert_id
        )
        SELECT a.model_id, count(*), count(g.alert_id), count(DISTINCT (a.subject_kind, a.subject_id)),
          count(DISTINCT (a.subject_kind, a.subject_id)) FILTER (WHERE t.subject_id IS NOT NULL)
        FROM alert a LEFT JOIN guilty g ON g.alert_id = a.alert_id
        LEFT JOIN true_lead t ON t.subject_kind = a.subject_kind AND t.subject_id = a.subject_id
        GROUP BY a.model_id ORDER BY a.model_id
        """
    ).fetchall()
    return {model_id: AlertCounts(*counts) for model_id, *counts in rows}


def _register(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    types = [pa.int64() if column == "number" else pa.string() for column in columns]
    parts = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    table = pa.table([pa.array(part, t) for part, t in zip(parts, types, strict=True)], names=list(columns))
    connection.register("incoming", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
    connection.unregister("incoming")
