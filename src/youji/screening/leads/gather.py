"""Gathers the alerts of a run into leads: alerts about one party, and about parties firmly tied to it, are one lead.

Which parties belong together is in `groups`, the score in `score`, which lead is which earlier one in `identity`.
Alerts about tenders and contracts are leads of their own. Without a register every subject is its own lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from youji.screening.lake import parts
from youji.screening.lake.tables import literal, quoted
from youji.screening.leads.calibration import Calibration
from youji.screening.leads.groups import SINGLE, find_firm_ties, group_nodes
from youji.screening.leads.identity import identify
from youji.screening.leads.judged import NEUTRAL_STRENGTH, TEMPER
from youji.screening.leads.precision import Precision
from youji.screening.leads.score import LARGEST, total, weigh

HALF_LIFE = 180
"""Days after which a lead is half as urgent. An assumption: half a year on, goods are used, money has moved on, and
records begin to be hard to get."""
URGENT_FROM, SOON_FROM = Decimal("0.7"), Decimal("0.25")
"""Urgency from which a lead is urgent (about 90 days) or to be seen to soon (about a year)."""

NAME_COLUMNS = {
    "organisation": ("organisation", "organisation_id", "name"),
    "person": ("person", "person_id", "name"),
    "tender": ("tender", "tender_id", "title"),
    "contract": ("contract", "contract_id", "title"),
}
"""Subject kind → dataset, key column and name column that tell what it is called."""

_ALERT = (
    "alert_id VARCHAR",
    "model_id VARCHAR",
    "subject_kind VARCHAR",
    "subject_id VARCHAR",
    "amount DECIMAL(18,2)",
    "currency VARCHAR",
    "occurred_on DATE",
    "strength DECIMAL(9,6)",
)
_EVIDENCE = ("alert_id VARCHAR", "dataset VARCHAR", "row_id BIGINT")
_OTHER = (
    "STRUCT(subject_kind VARCHAR, subject_id VARCHAR, party_id VARCHAR, name VARCHAR, tie VARCHAR, tied_to VARCHAR)"
)


@dataclass(frozen=True)
class Gathering:
    """What leads are gathered from.

    `alerts` and `evidence`: files of a run's models, in any order. `precision`: model id → its precision; alerts of
    other models are left out. `named`: datasets of which the connection has views; names come from them. `register`:
    folder of the register's snapshot, which may hold `aliases.parquet` (source record → party) and `ties.parquet`.
    `before`: `identity.parquet` of the run before. `uncertain`: a table on the connection (`alert_id`, `party_id`,
    `probability`) of alerts that rest on a probable identity.
    """

    alerts: Sequence[Path]
    as_of: date
    precision: Mapping[str, Precision]
    evidence: Sequence[Path] = ()
    named: Sequence[str] = ()
    register: Path | None = None
    before: Path | None = None
    calibration: Calibration | None = None
    uncertain: str | None = None

    def aliases(self) -> str | None:
        """SQL of which source record is which party, if the register says so."""
        return self._of_register("aliases")

    def ties(self) -> str | None:
        """SQL of the register's ties, if it has any; they join party ids, so without aliases they join nothing."""
        return self._of_register("ties") if self.aliases() else None

    def _of_register(self, name: str) -> str | None:
        if self.register is None or not parts.base(self.register, name).is_file():
            return None
        return parts.scan(self.register, name)


def urgency_word(urgency: Decimal) -> str:
    """`urgent`, `soon` or `normal`."""
    return "urgent" if urgency >= URGENT_FROM else "soon" if urgency >= SOON_FROM else "normal"


def gather_leads(connection: duckdb.DuckDBPyConnection, given: Gathering) -> None:
    """Creates the tables `leads` and `lead_identity` (shapes: docs/architecture.md, `identity`)."""
    _load(connection, given)
    ties = find_firm_ties(connection, given.ties(), given.as_of)
    _keep_evidence(connection, given)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE grouped AS {SINGLE}")
    if ties:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE tied AS SELECT DISTINCT left_node AS node, left_node AS unit FROM firm_tie"
        )
        weigh(connection, "tied", "own_weight")
        total(connection, "own_weight", None, "own_score")
        group_nodes(connection, "own_score")
    weigh(connection, "grouped", "lead_weight")
    total(connection, "lead_weight", given.calibration, "lead_score")
    _records(connection, given)
    identify(connection, given.before, given.as_of)
    _leads(connection, given)


def _load(connection: duckdb.DuckDBPyConnection, given: Gathering) -> None:
    """Tables `known_model`, `alias`, `counted_alert` (with `no`, strongest first) and `alert_node`."""
    models = ", ".join(
        f"({literal(p.model_id)}, {literal(p.severity)}, {p.mean}, {p.low}, {p.high})"
        for p in sorted(given.precision.values(), key=lambda p: p.model_id)
    )
    types = ", ".join(f"CAST({name} AS DECIMAL(9,6)) AS {name}" for name in ("precision", "low", "high"))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE known_model AS SELECT model_id, severity, {types} FROM"
        f" (VALUES {models or '(NULL, NULL, 0.0, 0.0, 0.0)'}) t(model_id, severity, precision, low, high)"
        " WHERE model_id IS NOT NULL"
    )
    # Without the facts: they are by far the largest column, and a lead does not need them.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE raw_alert AS {_scan(given.alerts, _ALERT)} WHERE subject_id IS NOT NULL"
    )
    aliases = given.aliases()
    known = (
        # a subject is the founding record of its party; any other record of the party leads to it as well
        " UNION ALL ".join(
            f"SELECT kind, CAST({column} AS VARCHAR) AS id, party_id FROM {aliases}"
            f" WHERE CAST({column} AS VARCHAR) IN (SELECT subject_id FROM raw_alert)"
            for column in ("screening_id", "source_id")
        )
        if aliases
        else "SELECT '' AS kind, '' AS id, '' AS party_id WHERE 1 = 0"
    )
    doubts = (
        f"SELECT alert_id, CAST(round(product(probability), 6) AS DECIMAL(9,6)) AS probability"
        f" FROM {quoted(given.uncertain)} GROUP BY alert_id"
        if given.uncertain
        else "SELECT '' AS alert_id, 1::DECIMAL(9,6) AS probability WHERE 1 = 0"
    )
    temper = TEMPER.format(strength=f"coalesce(a.strength, {NEUTRAL_STRENGTH})")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE counted_alert AS
        WITH party AS (SELECT kind, id, min(party_id) AS party_id FROM ({known}) GROUP BY kind, id),
        doubt AS ({doubts}),
        based AS (
          SELECT a.alert_id, a.model_id, a.subject_kind, a.subject_id, a.amount, a.currency, a.occurred_on,
            coalesce(a.strength, {NEUTRAL_STRENGTH}) AS strength, p.party_id, d.alert_id IS NOT NULL AS uncertain,
            coalesce(p.party_id, a.subject_kind || '|' || a.subject_id) AS node,
            CAST(least(round(k.precision * {temper} * coalesce(d.probability, 1), 6), {LARGEST}) AS DECIMAL(9,6))
              AS base
          FROM raw_alert a JOIN known_model k ON k.model_id = a.model_id
          LEFT JOIN party p ON p.kind = a.subject_kind AND p.id = a.subject_id
          LEFT JOIN doubt d ON d.alert_id = a.alert_id
        )
        SELECT row_number() OVER (ORDER BY base DESC, model_id, alert_id) AS no, based.* FROM based
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE alert_node AS
        SELECT node, min(subject_kind) AS subject_kind, min(subject_id) AS subject_id, min(party_id) AS party_id,
          min(occurred_on) AS first_on, count(*) AS n_alerts
        FROM counted_alert GROUP BY node
        """
    )


def _keep_evidence(connection: duckdb.DuckDBPyConnection, given: Gathering) -> None:
    """Table `kept_evidence`: only of alerts that may share rows with another; most alerts stand alone."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE kept_evidence AS
        WITH wanted AS (
          SELECT a.alert_id, a.no FROM counted_alert a JOIN alert_node n ON n.node = a.node
          WHERE n.n_alerts > 1 OR n.node IN (SELECT left_node FROM firm_tie)
        )
        SELECT w.no, CAST(hash(e.dataset) AS UBIGINT) AS dataset, e.row_id
        FROM ({_scan(given.evidence, _EVIDENCE)}) e JOIN wanted w ON w.alert_id = e.alert_id
        """
    )


def _scan(files: Sequence[Path], columns: Sequence[str]) -> str:
    names = [column.split()[0] for column in columns]
    if files:
        listed = ", ".join(literal(str(path)) for path in sorted(files))
        return f"SELECT {', '.join(names)} FROM read_parquet([{listed}])"
    nothing = ", ".join(f"NULL::{column.split()[1]} AS {column.split()[0]}" for column in columns)
    return f"SELECT {', '.join(names)} FROM (SELECT {nothing} LIMIT 0)"


def _records(connection: duckdb.DuckDBPyConnection, given: Gathering) -> None:
    """Tables `lead_record` and `lead_founder`, from which the identity of leads follows."""
    aliases = given.aliases()
    more = (
        "UNION SELECT a.kind || '|' || CAST(a.source_id AS VARCHAR), g.node, g.unit"
        f" FROM {aliases} a JOIN grouped g ON g.node = a.party_id"
        if aliases
        else ""
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lead_record AS
        SELECT a.subject_kind || '|' || a.subject_id AS record, g.node, g.unit
        FROM counted_alert a JOIN grouped g ON g.node = a.node {"" if more else "GROUP BY ALL"} {more}
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE lead_founder AS
        SELECT node AS unit, subject_kind || '|' || coalesce(party_id, subject_id) AS founder
        FROM alert_node SEMI JOIN grouped ON grouped.unit = alert_node.node
        """
    )


def _leads(connection: duckdb.DuckDBPyConnection, given: Gathering) -> None:
    names = " UNION ALL ".join(
        # only of the subjects: a region has a thousand times more parties than leads
        f"SELECT {literal(kind)} AS kind, CAST({key} AS VARCHAR) AS id, CAST({name} AS VARCHAR) AS name FROM"
        f" {quoted(dataset)} WHERE CAST({key} AS VARCHAR) IN"
        f" (SELECT subject_id FROM alert_node WHERE subject_kind = {literal(kind)})"
        for kind, (dataset, key, name) in NAME_COLUMNS.items()
        if dataset in given.named
    )
    names = names or "SELECT '' AS kind, '' AS id, '' AS name WHERE 1 = 0"
    day = f"DATE {literal(given.as_of.isoformat())}"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE leads AS
        WITH names AS (SELECT kind, id, min(name) AS name FROM ({names}) GROUP BY kind, id),
        node AS (
          SELECT n.*, s.name FROM alert_node n LEFT JOIN names s ON s.kind = n.subject_kind AND s.id = n.subject_id
        ),
        placed AS (SELECT g.unit, a.* FROM counted_alert a JOIN grouped g ON g.node = a.node),
        totals AS (
          SELECT unit, count(*) AS n_alerts, max(occurred_on) AS last_on,
            list(alert_id ORDER BY model_id, alert_id) AS alert_ids
          FROM placed GROUP BY unit
        ),
        sums AS (
          -- amounts in different currencies cannot be compared: the largest in the currency most alerts are in
          SELECT unit, currency, max(amount) AS amount FROM placed WHERE amount IS NOT NULL GROUP BY unit, currency
          QUALIFY row_number() OVER (PARTITION BY unit ORDER BY count(*) DESC, currency NULLS LAST) = 1
        ),
        others AS (
          SELECT g.unit, list(CAST(struct_pack(subject_kind := n.subject_kind, subject_id := n.subject_id,
            party_id := n.party_id, name := n.name, tie := g.tie, tied_to := t.subject_id) AS {_OTHER})
            ORDER BY g.distance, n.subject_kind, n.subject_id) AS others
          FROM grouped g JOIN node n ON n.node = g.node JOIN node t ON t.node = g.tied_to
          WHERE g.distance > 0 GROUP BY g.unit
        )
        SELECT i.lead_id,
          CAST(row_number() OVER (ORDER BY s.score DESC, s.score_raw DESC, m.amount DESC NULLS LAST, n.subject_kind,
            n.subject_id, i.lead_id) AS INTEGER) AS rank,
          n.subject_kind, n.subject_id, n.party_id, n.name AS subject_name, s.score, s.score_raw, m.amount, m.currency,
          CAST(CASE WHEN t.last_on IS NULL THEN 0 ELSE
            round(pow(2.0, -greatest(0, date_diff('day', t.last_on, {day})) / {HALF_LIFE}.0), 6) END AS DECIMAL(9,6))
            AS urgency,
          s.severity, s.rests_on_probable, t.n_alerts, s.n_models, t.last_on, s.parts,
          coalesce(o.others, []::{_OTHER}[]) AS others, t.alert_ids, i.since, i.absorbed, i.split_from
        FROM lead_score s JOIN node n ON n.node = s.unit JOIN totals t ON t.unit = s.unit
        JOIN lead_identity_of i ON i.unit = s.unit
        LEFT JOIN sums m ON m.unit = s.unit LEFT JOIN others o ON o.unit = s.unit
        """
    )
