"""Scores leads: the chance that a person would confirm at least one finding, without counting any evidence twice.

An alert's base is b = precision of its model · (0.6 + 0.4 · strength) · chance that the party is the one it is taken
for. Each evidence row of a lead belongs to the strongest alert that has it (largest b, then model, then alert id). An
alert counts with c = b · share, the share of its evidence rows that no stronger alert of the lead has; an alert without
evidence shares nothing.

Alerts of one model repeat one pattern and are less than independent: the model's weight is 1 - (1 - c)^(1 + ln n), with
c its strongest alert and n = Σ c / max c, so that equal alerts count as before and a repeat on the same rows adds
nothing. Models combine by noisy-or: 1 - Π(1 - weight). A frozen calibration then maps that raw score (see
`calibration`).
"""

from __future__ import annotations

import duckdb

from youji.screening.leads.calibration import Calibration

LARGEST = "0.999999"
"""Nothing is certain: a weight that rounds to 1 would have no logarithm."""


def weigh(connection: duckdb.DuckDBPyConnection, unit_of: str, into: str) -> None:
    """Table `into` (`unit`, `model_id`, counts, `factor`, `repeats`, `weight`, …) of the models in each unit.

    Reads `counted_alert` (`no` in order of strength, `node`, `model_id`, `base`, …), `kept_evidence` (`no`, `dataset`
    as a number, `row_id`; of alerts that may share rows) and `unit_of` (`node`, `unit`), which may leave nodes out.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH placed AS (
          SELECT u.unit, a.no, a.model_id, a.strength, a.base, a.uncertain
          FROM counted_alert a JOIN {unit_of} u ON u.node = a.node
        ),
        -- units by number: millions of rows are grouped by it
        crowded AS (SELECT unit, row_number() OVER () AS number FROM placed GROUP BY unit HAVING count(*) > 1),
        standing AS (
          SELECT c.number, e.no, e.dataset, e.row_id FROM kept_evidence e JOIN placed p ON p.no = e.no
          JOIN crowded c ON c.unit = p.unit
        ),
        owners AS (SELECT min(no) AS no FROM standing GROUP BY number, dataset, row_id),
        owned AS (SELECT no, count(*) AS n FROM owners GROUP BY no),
        resting AS (SELECT no, count(*) AS n FROM standing GROUP BY no),
        alerts AS (
          SELECT p.*, coalesce(r.n, 0) AS n_rows, CASE WHEN r.n IS NULL THEN 0 ELSE coalesce(o.n, 0) END AS n_owned,
            CAST(CASE WHEN r.n IS NULL THEN p.base ELSE round(p.base * coalesce(o.n, 0) / r.n, 6) END
              AS DECIMAL(9,6)) AS counted
          FROM placed p LEFT JOIN resting r ON r.no = p.no LEFT JOIN owned o ON o.no = p.no
        ),
        models AS (
          SELECT unit, model_id, count(*) AS n_alerts, max(strength) AS strength, max(counted) AS top,
            sum(counted) AS total, sum(n_rows) AS n_rows, sum(n_owned) AS n_owned, bool_and(uncertain) AS uncertain,
            bool_or(uncertain) AS some_uncertain
          FROM alerts GROUP BY unit, model_id
        )
        SELECT m.unit, m.model_id, k.severity, k.precision, k.low, k.high, m.n_alerts, m.strength, m.uncertain,
          m.some_uncertain,
          CAST(CASE WHEN m.n_rows = 0 THEN 1 ELSE round(m.n_owned / m.n_rows, 6) END AS DECIMAL(9,6)) AS own_share,
          CAST(CASE WHEN k.precision = 0 THEN 0 ELSE least(round(m.top / k.precision, 6), 1) END AS DECIMAL(9,6))
            AS factor,
          CAST(CASE WHEN m.top = 0 THEN 1 ELSE round(1 + ln(m.total / m.top), 6) END AS DECIMAL(9,6)) AS repeats,
          CAST(CASE WHEN m.top = 0 THEN 0 ELSE
            least(round(1 - pow(1 - m.top, 1 + ln(m.total / m.top)), 6), {LARGEST}) END AS DECIMAL(9,6)) AS weight
        FROM models m JOIN known_model k ON k.model_id = m.model_id
        """
    )


def total(connection: duckdb.DuckDBPyConnection, weighed: str, calibration: Calibration | None, into: str) -> None:
    """Table `into` (`unit`, `n_models`, `severity`, `parts`, `score_raw`, `score`) from a table that `weigh` made.

    The logarithms are summed in 12 decimals: a floating sum is not the same twice.
    """
    order = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(("low", "medium", "high", "critical")))
    names = "['low', 'medium', 'high', 'critical']"
    segments = ", ".join(
        f"({a.raw}, {a.score}, {b.raw}, {b.score})" for a, b in (calibration.segments() if calibration else ())
    )
    mapped = (
        "raw.score_raw"
        if not segments
        else "s.low_score + (s.high_score - s.low_score) * (raw.score_raw - s.low_raw) / (s.high_raw - s.low_raw)"
    )
    joined = "" if not segments else "ASOF JOIN segments s ON raw.score_raw >= s.low_raw"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH segments(low_raw, low_score, high_raw, high_score) AS (VALUES {segments or "(0.0, 0.0, 1.0, 1.0)"}),
        summed AS (
          SELECT unit, count(*) AS n_models,
            sum(CAST(round(ln(1 - weight), 12) AS DECIMAL(18,12))) AS log_none,
            max(CASE WHEN uncertain THEN 0 ELSE CASE severity {order} END END) AS grave,
            bool_or(some_uncertain) AS rests_on_probable,
            to_json(list(struct_pack(model_id := model_id, severity := severity,
              weight := CAST(weight AS VARCHAR), n_alerts := n_alerts, strength := CAST(strength AS VARCHAR),
              precision := CAST(precision AS VARCHAR), low := CAST(low AS VARCHAR), high := CAST(high AS VARCHAR),
              own_share := CAST(own_share AS VARCHAR), factor := CAST(factor AS VARCHAR),
              repeats := CAST(repeats AS VARCHAR)) ORDER BY weight DESC, model_id)) AS parts
          FROM {weighed} GROUP BY unit
        ),
        raw AS (
          SELECT unit, n_models, {names}[grave + 1] AS severity, rests_on_probable, CAST(parts AS VARCHAR) AS parts,
            CAST(round(1 - exp(log_none), 6) AS DECIMAL(9,6)) AS score_raw
          FROM summed
        )
        SELECT raw.unit, raw.n_models, raw.severity, raw.rests_on_probable, raw.parts, raw.score_raw,
          CAST(round({mapped}, 6) AS DECIMAL(9,6)) AS score
        FROM raw {joined}
        """
    )
