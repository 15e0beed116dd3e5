"""Counts a run for its overview: in sets, over all leads and alerts, whatever of them the report lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Contract
from youji.screening.lake.tables import parquet_scan
from youji.screening.report.data import Bilingual
from youji.screening.report.divisions import COUNTY, place_leads
from youji.screening.report.geometry import Geometry
from youji.screening.report.overview import (
    MONTHS,
    CategoryFigures,
    CoveringModel,
    DivisionFigures,
    Money,
    Overview,
    PointFigures,
    Trend,
)
from youji.screening.report.wording import CATEGORIES
from youji.screening.runs.record import RunRecord, StepStatus
from youji.screening.supervision.model import SupervisionModel
from youji.screening.supervision.risk_points import RiskPoint, coverage

MONTH = "%Y-%m"


@dataclass(frozen=True)
class CountedRun:
    """What an overview is counted from; the connection has views of `datasets`."""

    run: RunRecord
    models: Mapping[str, SupervisionModel]
    contracts: Mapping[str, Contract]
    datasets: Sequence[str]
    leads: Path
    alerts: Sequence[Path]
    evidence: Sequence[Path]
    points: Sequence[RiskPoint] = ()
    geometry: Geometry | None = None


def count_run(connection: duckdb.DuckDBPyConnection, given: CountedRun) -> tuple[Overview, dict[str, str]]:
    """The overview, and the division (as in it) of each lead that is in one."""
    _load(connection, given)
    digits = COUNTY if given.geometry is None else max(COUNTY, given.geometry.digits)
    place_leads(connection, given.contracts, given.datasets, digits)
    divisions, unit_of = _divisions(connection, given.geometry)
    placed = connection.execute("SELECT lead_id, division FROM lead_division").fetchall()
    overview = Overview(
        _categories(connection, given),
        divisions,
        _trend(connection, date.fromisoformat(given.run.as_of)),
        _points(connection, given),
        dict(connection.execute("SELECT model_id, count(DISTINCT lead_id) FROM lead_alert GROUP BY 1").fetchall()),
    )
    return overview, {lead_id: unit_of[code] for lead_id, code in placed}


def _load(connection: duckdb.DuckDBPyConnection, given: CountedRun) -> None:
    """Tables `run_alert`, `lead_alert`, `lead_subject`, `lead_row`; `model_category` and `model_point`."""
    alerts = "alert_id, model_id, amount, currency, occurred_on"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE run_alert AS SELECT {alerts}"
        f" FROM {parquet_scan([str(path) for path in given.alerts])}"
        if given.alerts
        else "CREATE OR REPLACE TEMP TABLE run_alert (alert_id VARCHAR, model_id VARCHAR, amount DECIMAL(18,2),"
        " currency VARCHAR, occurred_on DATE)"
    )
    leads = parquet_scan([str(given.leads)])
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lead_subject AS
        SELECT lead_id, subject_kind, subject_id, amount, currency FROM {leads}
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lead_alert AS
        SELECT l.lead_id, a.* FROM (SELECT lead_id, unnest(alert_ids) AS alert_id FROM {leads}) l
        JOIN run_alert a ON a.alert_id = l.alert_id
        """
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE lead_row AS SELECT DISTINCT l.lead_id, e.dataset, e.row_id"
        f" FROM {parquet_scan([str(path) for path in given.evidence])} e JOIN lead_alert l ON l.alert_id = e.alert_id"
        if given.evidence
        else "CREATE OR REPLACE TEMP TABLE lead_row (lead_id VARCHAR, dataset VARCHAR, row_id BIGINT)"
    )
    planned = [step.model_id for step in given.run.steps]
    category = [given.models[m].category if m in given.models else "" for m in planned]
    named = [(m, point) for m in planned if m in given.models for point in given.models[m].risk_points]
    text = pa.string()
    for name, columns in {
        "model_category": {"model_id": planned, "category": category},
        "model_point": {"model_id": [m for m, _ in named], "point": [point for _, point in named]},
    }.items():
        connection.register("given", pa.table({c: pa.array(values, text) for c, values in columns.items()}))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")


def _categories(connection: duckdb.DuckDBPyConnection, given: CountedRun) -> tuple[CategoryFigures, ...]:
    """All categories that Youji knows, then those of models of other categories, by name."""
    computed: dict[str, int] = defaultdict(int)
    silent: dict[str, int] = defaultdict(int)
    for step in given.run.steps:
        category = given.models[step.model_id].category if step.model_id in given.models else ""
        (computed if step.status is StepStatus.DONE else silent)[category] += 1
    alerts = dict(
        connection.execute(
            "SELECT category, count(*) FROM run_alert JOIN model_category USING (model_id) GROUP BY category"
        ).fetchall()
    )
    leads = dict(
        connection.execute(
            "SELECT category, count(DISTINCT lead_id) FROM lead_alert JOIN model_category USING (model_id)"
            " GROUP BY category"
        ).fetchall()
    )
    sums: dict[str, list[Money]] = defaultdict(list)
    for category, currency, amount in connection.execute(
        """
        WITH largest AS (
          SELECT category, lead_id, currency, max(amount) AS amount FROM lead_alert JOIN model_category USING (model_id)
          WHERE amount IS NOT NULL GROUP BY ALL
        )
        SELECT category, currency, sum(amount) AS total FROM largest GROUP BY ALL
        ORDER BY category, count(*) DESC, total DESC, currency
        """
    ).fetchall():
        sums[category].append(Money(currency, amount))
    more = sorted({*computed, *silent} - {*CATEGORIES})
    return tuple(
        CategoryFigures(
            name, computed[name], silent[name], alerts.get(name, 0), leads.get(name, 0), tuple(sums.get(name, ()))
        )
        for name in (*CATEGORIES, *more)
    )


def _divisions(
    connection: duckdb.DuckDBPyConnection, geometry: Geometry | None
) -> tuple[tuple[DivisionFigures, ...], dict[str, str]]:
    """Figures of the divisions, and the unit in which each code found is counted: a feature of the map, or itself."""
    rows = connection.execute(
        """
        SELECT d.division, s.currency, count(*) AS leads, sum(s.amount) AS total
        FROM lead_subject s LEFT JOIN lead_division d USING (lead_id) GROUP BY ALL
        ORDER BY d.division, leads DESC, s.currency
        """
    ).fetchall()
    unit_of = {code: code if geometry is None else geometry.unit(code) or code for code, *_ in rows if code is not None}
    names = {} if geometry is None else {feature.code: feature.name for feature in geometry.features}
    leads: dict[str | None, int] = dict.fromkeys(names, 0)
    sums: dict[str | None, dict[str | None, Money]] = defaultdict(dict)
    for code, currency, number, total in rows:
        unit = None if code is None else unit_of[code]
        leads[unit] = leads.get(unit, 0) + number
        if total is not None:
            before = sums[unit].get(currency)
            sums[unit][currency] = Money(currency, total if before is None else before.amount + total)
    units = sorted(unit for unit in leads if unit is not None)
    return (
        tuple(
            DivisionFigures(unit, names.get(unit or "", ""), leads[unit], tuple(sums[unit].values()))
            for unit in (*units, *((None,) if None in leads else ()))
        ),
        unit_of,
    )


def _trend(connection: duckdb.DuckDBPyConnection, as_of: date) -> Trend:
    """The last `MONTHS` months up to that of `as_of`; fewer where there is nothing earlier."""
    rows = connection.execute(
        f"""
        SELECT strftime(occurred_on, '{MONTH}') AS month, category, count(*)
        FROM run_alert JOIN model_category USING (model_id) GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    last = as_of.year * 12 + as_of.month - 1
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    undated = earlier = later = 0
    for month, category, number in rows:
        if month is None:
            undated += number
            continue
        at = int(month[:-3]) * 12 + int(month[-2:]) - 1
        if at > last:
            later += number
        elif at <= last - MONTHS:
            earlier += number
        else:
            counts[at][category] = number
    if not counts:
        return Trend(undated=undated, earlier=earlier, later=later)
    span = range(min(counts), last + 1)
    known = {category for found in counts.values() for category in found}
    order = [c for c in CATEGORIES if c in known] + sorted(known - {*CATEGORIES})
    return Trend(
        tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in span),
        {category: tuple(counts.get(at, {}).get(category, 0) for at in span) for category in order},
        undated,
        earlier,
        later,
    )


def _points(connection: duckdb.DuckDBPyConnection, given: CountedRun) -> tuple[PointFigures, ...]:
    found = {
        point: (alerts, leads)
        for point, alerts, leads in connection.execute(
            """
            SELECT point, count(DISTINCT alert_id), count(DISTINCT lead_id)
            FROM run_alert r JOIN model_point p USING (model_id) LEFT JOIN lead_alert l USING (alert_id) GROUP BY point
            """
        ).fetchall()
    }
    computed = {step.model_id: step.status is StepStatus.DONE for step in given.run.steps}
    return tuple(
        PointFigures(
            point.id,
            Bilingual(point.name.zh, point.name.en),
            matrix.category,
            point.step,
            matrix.covered(point),
            tuple(
                CoveringModel(m.id, Bilingual(m.title.zh, m.title.en), str(m.status), computed.get(m.id))
                for m in matrix.covering(point)
            ),
            *found.get(point.id, (0, 0)),
        )
        for matrix in coverage(given.points, given.models.values())
        for point in matrix.points
    )
