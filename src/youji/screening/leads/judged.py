"""What is kept of a lead when a person judges it: enough to weigh it again, whatever is learnt about models later.

Of each alert its model and the factor on the model's precision (strength, doubt about identity); of the evidence how
many rows each set of alerts shares. Which alert owns a shared row depends on the precisions, so it is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from youji.screening.lake.tables import literal, quoted

NEUTRAL_STRENGTH = "0.5"
"""Strength of an alert whose model gives none."""
TEMPER = "(0.6 + 0.4 * {strength})"
"""How strength tempers an alert: an assumption, which the recalibration corrects where it is wrong."""
MOST_ALERTS = 1_000
"""Alerts kept of one lead, the strongest: repeats beyond that hardly move a score."""


@dataclass(frozen=True)
class JudgedAlert:
    """One alert of a judged lead; `factor` in [0, 1] is what its model's precision is multiplied by."""

    model_id: str
    factor: Decimal


@dataclass(frozen=True)
class SharedRows:
    """`rows` evidence rows that these alerts (places in the lead's list) and no others rest on."""

    alerts: tuple[int, ...]
    rows: int


@dataclass(frozen=True)
class JudgedLead:
    """The last word about a lead. `models`: those the person named as confirmed; none: any of the lead's."""

    lead_id: str
    confirmed: bool
    alerts: tuple[JudgedAlert, ...]
    evidence: tuple[SharedRows, ...] = ()
    models: tuple[str, ...] = ()


def weighable(
    connection: duckdb.DuckDBPyConnection,
    leads_file: Path,
    alerts: Sequence[Path],
    evidence: Sequence[Path],
    lead_ids: Iterable[str] | None = None,
    uncertain: str | None = None,
) -> dict[str, tuple[tuple[JudgedAlert, ...], tuple[SharedRows, ...]]]:
    """Lead id → its alerts in order of alert id, and their shared rows: of these leads of a run, or of all.

    `uncertain`: as in `gather.Gathering`. A lead none of whose alerts is in the files is left out.
    """
    chosen = "" if lead_ids is None else f"WHERE lead_id IN ({', '.join(map(literal, lead_ids)) or 'NULL'})"
    listed = ", ".join(literal(str(path)) for path in sorted(alerts))
    rows = ", ".join(literal(str(path)) for path in sorted(evidence))
    if not alerts:
        return {}
    doubt = (
        f"LEFT JOIN (SELECT alert_id, product(probability) AS p FROM {quoted(uncertain)} GROUP BY alert_id) u"
        " ON u.alert_id = a.alert_id"
        if uncertain
        else "CROSS JOIN (SELECT 1 AS p) u"
    )
    temper = TEMPER.format(strength=f"coalesce(a.strength, {NEUTRAL_STRENGTH})")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE judged_alert AS
        WITH wanted AS (
          SELECT lead_id, unnest(alert_ids) AS alert_id FROM read_parquet({literal(str(leads_file))}) {chosen}
        ),
        kept AS (
          SELECT w.lead_id, a.alert_id, a.model_id,
            CAST(round({temper} * coalesce(u.p, 1), 6) AS DECIMAL(9,6)) AS factor
          FROM wanted w JOIN read_parquet([{listed}]) a ON a.alert_id = w.alert_id {doubt}
          QUALIFY row_number() OVER (PARTITION BY w.lead_id ORDER BY factor DESC, a.alert_id) <= {MOST_ALERTS}
        )
        SELECT *, row_number() OVER (PARTITION BY lead_id ORDER BY alert_id) - 1 AS place FROM kept
        """
    )
    told = connection.execute(
        "SELECT lead_id, list(model_id ORDER BY place), list(factor ORDER BY place) FROM judged_alert GROUP BY lead_id"
        " ORDER BY lead_id"
    ).fetchall()
    shared: dict[str, list[SharedRows]] = {}
    if evidence:
        found = connection.execute(
            f"""
            WITH held AS (
              SELECT j.lead_id, e.dataset, e.row_id, list(j.place ORDER BY j.place) AS places
              FROM read_parquet([{rows}]) e JOIN judged_alert j ON j.alert_id = e.alert_id
              GROUP BY j.lead_id, e.dataset, e.row_id
            )
            SELECT lead_id, places, count(*) FROM held GROUP BY lead_id, places ORDER BY lead_id, places
            """
        ).fetchall()
        for lead, places, count in found:
            shared.setdefault(lead, []).append(SharedRows(tuple(places), count))
    return {
        lead: (tuple(map(JudgedAlert, models, factors)), tuple(shared.get(lead, ()))) for lead, models, factors in told
    }
