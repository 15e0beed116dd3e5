"""Gathers the alerts of a run into leads: one subject, one lead, ranked by a score that shows its parts.

The score is the chance that at least one of the independent findings holds: 1 - Π(1 - w) over the models that fired,
with w = prior(severity) · (0.6 + 0.4 · strength), and for several alerts of one model w grows to
1 - (1 - w)^(1 + ln n), because repeats of one pattern are less than independent. The priors are assumptions until
outcomes are measured; they are the only place where severity enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from youji.screening.lake.tables import literal, quoted

PRIORS = {"low": "0.05", "medium": "0.15", "high": "0.35", "critical": "0.55"}
"""Assumed share of alerts of a severity that a person would confirm, before any outcome is known."""
NEUTRAL_STRENGTH = "0.5"
"""Strength of an alert whose model gives none."""

_NAMES = {
    "organisation": ("organisation", "organisation_id", "name"),
    "person": ("person", "person_id", "name"),
    "tender": ("tender", "tender_id", "title"),
    "contract": ("contract", "contract_id", "title"),
}
NAME_COLUMNS = {kind: (dataset, key, name) for kind, (dataset, key, name) in _NAMES.items()}
"""Subject kind → dataset, key column and name column that tell what it is called."""


def gather_leads(
    connection: duckdb.DuckDBPyConnection,
    alert_files: Sequence[Path],
    severities: dict[str, str],
    named: Sequence[str],
) -> None:
    """Creates the table `leads` (shape: docs/architecture.md) from the alert files of a run.

    `severities`: model id → severity. `named`: datasets of which the connection has views; names come from them.
    """
    if alert_files:
        listed = ", ".join(literal(str(path)) for path in alert_files)
        # Without the facts: they are by far the largest column, and a lead does not need them.
        source = (
            "SELECT alert_id, model_id, subject_kind, subject_id, amount, currency, occurred_on, strength"
            f" FROM read_parquet([{listed}])"
        )
    else:
        source = (
            "SELECT '' AS alert_id, '' AS model_id, '' AS subject_kind, '' AS subject_id, 0::DECIMAL(18,2) AS amount,"
            " '' AS currency, NULL::DATE AS occurred_on, 0::DECIMAL(9,6) AS strength WHERE 1 = 0"
        )
    models = ", ".join(
        f"({literal(model)}, {literal(severity)}, {PRIORS[severity]})" for model, severity in severities.items()
    )
    models = models or "(NULL, NULL, 0.0)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE all_alerts AS {source}")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE parts AS
        WITH known(model_id, severity, prior) AS (VALUES {models}),
        by_model AS (
          SELECT subject_kind, subject_id, model_id, count(*) AS n_alerts,
            max(coalesce(strength, {NEUTRAL_STRENGTH})) AS strength
          FROM all_alerts WHERE subject_id IS NOT NULL GROUP BY subject_kind, subject_id, model_id
        )
        SELECT b.subject_kind, b.subject_id, b.model_id, k.severity, b.n_alerts, b.strength,
          -- never certain: a weight that rounds to 1 would have no logarithm
          least(CAST(round(1 - pow(1 - k.prior * (0.6 + 0.4 * b.strength), 1 + ln(b.n_alerts)), 6) AS DECIMAL(9,6)),
            0.999999) AS weight
        FROM by_model b JOIN known k ON k.model_id = b.model_id
        """
    )
    names = " UNION ALL ".join(
        # only of the subjects: a region has a thousand times more parties than leads
        f"SELECT {literal(kind)} AS kind, CAST({key} AS VARCHAR) AS id, CAST({name} AS VARCHAR) AS name FROM"
        f" {quoted(dataset)} WHERE CAST({key} AS VARCHAR) IN"
        f" (SELECT subject_id FROM parts WHERE subject_kind = {literal(kind)})"
        for kind, (dataset, key, name) in NAME_COLUMNS.items()
        if dataset in named
    )
    names = names or "SELECT '' AS kind, '' AS id, '' AS name WHERE 1 = 0"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE leads AS
        WITH names AS (SELECT kind, id, min(name) AS name FROM ({names}) GROUP BY kind, id),
        weighed AS (
          -- ln of a small chance is summed in 12 decimals: a floating sum is not the same twice
          SELECT subject_kind, subject_id, count(*) AS n_models,
            sum(CAST(round(ln(1 - weight), 12) AS DECIMAL(18,12))) AS log_none,
            to_json(list(struct_pack(model_id := model_id, severity := severity,
              weight := CAST(weight AS VARCHAR), n_alerts := n_alerts, strength := CAST(strength AS VARCHAR))
              ORDER BY weight DESC, model_id)) AS parts
          FROM parts GROUP BY subject_kind, subject_id
        ),
        totals AS (
          SELECT subject_kind, subject_id, count(*) AS n_alerts, max(occurred_on) AS last_on,
            list(alert_id ORDER BY model_id, alert_id) AS alert_ids
          FROM all_alerts WHERE subject_id IS NOT NULL GROUP BY subject_kind, subject_id
        ),
        sums AS (
          -- amounts in different currencies cannot be compared: the largest in the currency most alerts are in
          SELECT subject_kind, subject_id, currency, max(amount) AS amount FROM all_alerts
          WHERE subject_id IS NOT NULL AND amount IS NOT NULL GROUP BY subject_kind, subject_id, currency
          QUALIFY row_number() OVER (
            PARTITION BY subject_kind, subject_id ORDER BY count(*) DESC, currency NULLS LAST) = 1
        ),
        scored AS (
          SELECT w.subject_kind, w.subject_id, w.n_models, w.parts, t.n_alerts, m.amount, m.currency, t.last_on,
            t.alert_ids, CAST(round(1 - exp(w.log_none), 6) AS DECIMAL(9,6)) AS score
          FROM weighed w JOIN totals t ON t.subject_kind = w.subject_kind AND t.subject_id = w.subject_id
          LEFT JOIN sums m ON m.subject_kind = w.subject_kind AND m.subject_id = w.subject_id
        )
        SELECT md5('lead|' || subject_kind || '|' || subject_id) AS lead_id,
          CAST(row_number() OVER (ORDER BY score DESC, amount DESC NULLS LAST, subject_kind, subject_id) AS INTEGER)
            AS rank,
          s.subject_kind, s.subject_id, n.name AS subject_name, s.score, s.amount, s.currency, s.n_alerts,
          s.n_models, s.last_on, CAST(s.parts AS VARCHAR) AS parts, s.alert_ids
        FROM scored s LEFT JOIN names n ON n.kind = s.subject_kind AND n.id = s.subject_id
        """
    )
