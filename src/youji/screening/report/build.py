"""Builds what a report shows from a recorded run: leads with their alerts, evidence rows, ties and data quality."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.lake.batches import Batch, BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.tables import ROW, Lake, literal, place_of, quoted
from youji.screening.lake.views import create_views
from youji.screening.leads.explain import Lang, explain
from youji.screening.leads.outcomes import OutcomeLog
from youji.screening.report.counting import CountedRun, count_run
from youji.screening.report.data import (
    AlertView,
    Article,
    Bilingual,
    DatasetView,
    EvidenceRow,
    EvidenceValue,
    Funnel,
    LeadView,
    ModelView,
    OtherParty,
    ParamView,
    QuarantineReason,
    RunView,
    ScorePart,
    Words,
)
from youji.screening.report.geometry import Geometry
from youji.screening.report.names import Names, load_names
from youji.screening.report.overview import Overview
from youji.screening.report.register import register_in_force, summary, with_register
from youji.screening.report.ties import ties_of
from youji.screening.runs.record import RunRecord, RunStore, StepRecord, StepStatus
from youji.screening.supervision.model import SupervisionModel
from youji.screening.supervision.risk_points import RiskPoint


class RunViewBuilder:
    """Reads one run; the home's data are read as of the run's own versions."""

    def __init__(
        self,
        home: Home,
        contracts: Mapping[str, Contract],
        models: Mapping[str, SupervisionModel],
        run: RunRecord,
        *,
        unmasked: bool = False,
        points: Sequence[RiskPoint] = (),
        geometry: Geometry | None = None,
    ) -> None:
        self._points, self._geometry = points, geometry
        self._home, self._contracts, self._models, self._run = home, contracts, models, run
        self._unmasked = unmasked
        self._store = RunStore(home)
        self._batches = {batch.number: batch for batch in BatchRegister(home).all()}
        self._datasets = [d for d in run.versions if d in contracts]
        # What came in after the run is no part of it; a batch of which nothing was accepted has version -1.
        self._seen = [
            b for b in self._batches.values() if b.version is not None and b.version <= run.versions.get(b.dataset, -1)
        ]

    def build(
        self, max_leads: int = 200, evidence_per_alert: int = 25, quality: bool = True, overview: bool = False
    ) -> RunView:
        """The view with the first `max_leads` leads, each alert with at most `evidence_per_alert` rows.

        `overview` counts all leads and alerts of the run, listed or not.
        """
        with duckdb.connect() as connection:
            wanted = {d: self._contracts[d].names for d in self._datasets}
            create_views(connection, Lake(self._home), self._contracts, self._run.versions, wanted)
            leads = self._leads(connection, max_leads, evidence_per_alert)
            register = register_in_force(self._home)
            if register is not None:
                leads = with_register(connection, register.path, leads)
            data = self._data(connection) if quality else ()
            figures, divisions = self._overview(connection) if overview else (None, {})
        committed = self._seen
        return RunView(
            run_id=self._run.run_id,
            as_of=date.fromisoformat(self._run.as_of),
            started_at=self._run.started_at,
            versions={
                "youji": self._run.youji_version,
                self._run.engine: self._run.engine_version,
                **{d: str(v) for d, v in self._run.versions.items()},
            },
            data=data,
            models=tuple(self._model(step) for step in self._run.steps),
            funnel=Funnel(
                sum(b.rows_read for b in committed),
                sum(b.rows_accepted for b in committed),
                self._run.n_alerts,
                self._run.n_leads,
            ),
            leads=tuple(replace(lead, division=divisions.get(lead.lead_id)) for lead in leads) if divisions else leads,
            register=None if register is None else summary(register),
            overview=figures,
            geometry=self._geometry,
        )

    def _overview(self, connection: duckdb.DuckDBPyConnection) -> tuple[Overview, dict[str, str]]:
        return count_run(
            connection,
            CountedRun(
                self._run,
                self._models,
                self._contracts,
                self._datasets,
                self._store.leads_file(self._run.run_id),
                self._result_paths("alerts.parquet"),
                self._result_paths("evidence.parquet"),
                self._points,
                self._geometry,
            ),
        )

    def _leads(self, connection: duckdb.DuckDBPyConnection, limit: int, per_alert: int) -> tuple[LeadView, ...]:
        file = literal(str(self._store.leads_file(self._run.run_id)))
        rows = _dicts(connection, f"SELECT * FROM read_parquet({file}) ORDER BY rank LIMIT {int(limit)}")
        if not rows:
            return ()
        outcomes = OutcomeLog(self._home.outcomes).last()
        before = self._known_before(connection)
        alerts = self._alerts(connection, file, limit)
        evidence, totals = self._evidence(connection, per_alert)
        names = load_names(connection, self._contracts, self._datasets, self._ids(rows, alerts, evidence))
        leads = []
        for row in rows:
            of_lead = [self._alert(alerts[a], evidence, totals, names) for a in row["alert_ids"] if a in alerts]
            of_lead.sort(key=lambda a: (a.model_id, -(a.amount or Decimal(0)), a.alert_id))
            rows_of_lead = [r for alert in of_lead for r in alert.evidence]
            leads.append(
                replace(
                    lead_of(row),
                    parts=tuple(_part(p) for p in json.loads(row["parts"])),
                    alerts=tuple(of_lead),
                    ties=ties_of(rows_of_lead, names),
                    is_new=before is not None and row["lead_id"] not in before,
                    outcome=str(outcomes[row["lead_id"]].outcome) if row["lead_id"] in outcomes else None,
                )
            )
        return tuple(leads)

    def _known_before(self, connection: duckdb.DuckDBPyConnection) -> set[str] | None:
        """Lead ids of the run before this one, or None if this is the first: then nothing is called new."""
        before = [p.name for p in self._store.complete() if p.name < self._run.run_id]
        if not before or not (earlier := self._store.leads_file(before[-1])).is_file():
            return None
        file = literal(str(earlier))
        return {row[0] for row in connection.execute(f"SELECT lead_id FROM read_parquet({file})").fetchall()}

    def _alerts(self, connection: duckdb.DuckDBPyConnection, leads_file: str, limit: int) -> dict[str, dict[str, Any]]:
        """Alerts of the leads shown, at most 50 a lead and model, and a table `shown` of their ids."""
        files = self._result_files("alerts.parquet")
        if not files:
            return {}
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE shown AS
            WITH wanted AS (
              SELECT lead_id, unnest(alert_ids) AS alert_id FROM read_parquet({leads_file}) WHERE rank <= {int(limit)}
            )
            SELECT a.* FROM read_parquet([{files}]) a JOIN wanted w ON w.alert_id = a.alert_id
            QUALIFY row_number() OVER (
              PARTITION BY w.lead_id, a.model_id
              ORDER BY a.strength DESC NULLS LAST, a.amount DESC NULLS LAST, a.alert_id
            ) <= 50
            """
        )
        return {row["alert_id"]: row for row in _dicts(connection, "SELECT * FROM shown")}

    def _evidence(
        self, connection: duckdb.DuckDBPyConnection, per_alert: int
    ) -> tuple[dict[str, list[EvidenceRow]], dict[str, int]]:
        files = self._result_files("evidence.parquet")
        if not files:
            return {}, {}
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE pairs AS SELECT e.* FROM read_parquet([{files}]) e"
            " SEMI JOIN shown s ON s.alert_id = e.alert_id"
        )
        totals = dict(connection.execute("SELECT alert_id, count(*) FROM pairs GROUP BY alert_id").fetchall())
        # Every dataset of the evidence is shown before any dataset fills the page.
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE kept AS
            WITH placed AS (
              SELECT alert_id, dataset, row_id,
                row_number() OVER (PARTITION BY alert_id, dataset ORDER BY row_id) AS place
              FROM pairs
            )
            SELECT alert_id, dataset, row_id FROM placed
            QUALIFY row_number() OVER (PARTITION BY alert_id ORDER BY place, dataset) <= {int(per_alert)}
            """
        )
        rows: dict[str, list[EvidenceRow]] = defaultdict(list)
        found = connection.execute("SELECT DISTINCT dataset FROM kept ORDER BY dataset").fetchall()
        for (dataset,) in found:
            contract = self._contracts.get(dataset)
            if contract is None or dataset not in self._datasets:
                continue
            columns = ", ".join(f"CAST(d.{quoted(c)} AS VARCHAR)" for c in contract.names)
            pairs = connection.execute(
                f"SELECT k.alert_id, k.row_id, {columns} FROM kept k JOIN {quoted(dataset)} d ON d.{ROW} = k.row_id"
                " WHERE k.dataset = ? ORDER BY k.alert_id, k.row_id",
                [dataset],
            ).fetchall()
            for alert_id, row_id, *values in pairs:
                rows[alert_id].append(evidence_row(contract, self._batches, row_id, values))
        return rows, totals

    def _alert(
        self,
        row: Mapping[str, Any],
        evidence: Mapping[str, list[EvidenceRow]],
        totals: Mapping[str, int],
        names: Names,
    ) -> AlertView:
        model = self._models.get(row["model_id"])
        facts = json.loads(row["facts"])

        def sentence(lang: Lang) -> str:
            if model is None:
                return row["model_id"]  # type: ignore[no-any-return]
            return explain(
                model.explain.get(lang),
                facts,
                lang,
                currency=row["currency"],
                party=names.party,
                tender=names.title,
                unmasked=self._unmasked,
            )

        return AlertView(
            alert_id=row["alert_id"],
            model_id=row["model_id"],
            title=Bilingual(model.title.zh, model.title.en) if model else Bilingual.of(row["model_id"]),
            severity=str(model.severity) if model else "",
            sentence=Bilingual(sentence("zh"), sentence("en")),
            amount=row["amount"],
            currency=row["currency"],
            occurred_on=row["occurred_on"],
            strength=row["strength"],
            evidence=tuple(evidence.get(row["alert_id"], ())),
            evidence_total=totals.get(row["alert_id"], 0),
        )

    def _ids(
        self,
        leads: Sequence[Mapping[str, Any]],
        alerts: Mapping[str, Mapping[str, Any]],
        evidence: Mapping[str, list[EvidenceRow]],
    ) -> set[str]:
        """Every text that may be the id of a party, tender or contract on the page."""
        ids = {lead["subject_id"] for lead in leads}
        for alert in alerts.values():
            for value in json.loads(alert["facts"]).values():
                ids.update(value if isinstance(value, list) else [value])
        for rows in evidence.values():
            ids.update(v.text for row in rows for v in row.values if v.column.endswith("_id"))
        return {i for i in ids if isinstance(i, str)}

    def _model(self, step: StepRecord) -> ModelView:
        model = self._models.get(step.model_id)
        if model is None:
            return ModelView(
                step.model_id,
                Bilingual.of(step.model_id),
                "",
                step.severity,
                step.status,
                step.n_alerts,
                step.seconds,
            )
        return ModelView(
            id=model.id,
            title=Bilingual(model.title.zh, model.title.en),
            category=model.category,
            severity=step.severity,
            status=step.status,
            n_alerts=step.n_alerts,
            seconds=step.seconds,
            reason=self._reason(step),
            question=Bilingual(model.question.zh, model.question.en),
            legal_basis=tuple(
                Article(str(c), Bilingual(c.note.zh, c.note.en) if c.note else "") for c in model.legal_basis
            ),
            innocent_reasons=tuple(Bilingual(x.zh, x.en) for x in model.innocent_reasons),
            first_steps=tuple(Bilingual(x.zh, x.en) for x in model.first_steps),
            params=tuple(
                ParamView(name, step.params.get(name, str(p.value)), p.unit, Bilingual(p.why.zh, p.why.en))
                for name, p in model.params.items()
            ),
            risk_points=model.risk_points,
        )

    def _reason(self, step: StepRecord) -> Words | None:
        """Why a model is not done, or what a done one could not see, with datasets and columns by their names."""
        if step.status is StepStatus.NOT_COMPUTABLE:
            zh, en = self._named(step.missing)
            return Bilingual(f"缺少{'、'.join(zh)}", f"lacks {', '.join(en)}")
        if step.status is StepStatus.DONE and step.empty:
            zh, en = self._named(step.empty)
            return Bilingual(f"已计算，但以下列没有任何值：{'、'.join(zh)}", f"done, but no row has {', '.join(en)}")
        return step.reason

    def _named(self, inputs: Sequence[str]) -> tuple[list[str], list[str]]:
        zh, en = [], []
        for entry in inputs:
            dataset, _, column = entry.partition(".")
            contract = self._contracts.get(dataset)
            if contract is None:
                zh.append(entry)
                en.append(entry)
            elif column in contract.names:
                definition = contract.column(column)
                zh.append(f"{contract.zh}·{definition.zh}（{entry}）")
                en.append(f"{contract.en}: {definition.en} ({entry})")
            else:
                zh.append(f"{contract.zh}（{entry}）")
                en.append(f"{contract.en} ({entry})")
        return zh, en

    def _data(self, connection: duckdb.DuckDBPyConnection) -> tuple[DatasetView, ...]:
        views = []
        for dataset in self._datasets:
            contract = self._contracts[dataset]
            batches = [b for b in self._seen if b.dataset == dataset]
            reasons: dict[tuple[str | None, str], int] = defaultdict(int)
            for batch in batches:
                for place, count in batch.reasons.items():
                    column, _, reason = place.partition(":")
                    reasons[(column or None, reason)] += count
            rows = connection.execute(f"SELECT count(*) FROM {quoted(dataset)}").fetchall()[0][0]
            views.append(
                DatasetView(
                    dataset=dataset,
                    label=Bilingual(contract.zh, contract.en),
                    rows=rows,
                    batches=len(batches),
                    quarantined=sum(b.rows_quarantined for b in batches),
                    orphans=self._orphans(connection, contract),
                    reasons=tuple(
                        QuarantineReason(column, reason, n)
                        for (column, reason), n in sorted(reasons.items(), key=lambda item: -item[1])
                    ),
                    version=self._run.versions[dataset],
                )
            )
        return tuple(views)

    def _orphans(self, connection: duckdb.DuckDBPyConnection, contract: Contract) -> int:
        """Rows with a reference that leads nowhere, among the datasets that are there."""
        conditions = []
        for column in contract.columns:
            target, _, key = (column.references or "").partition(".")
            if target in self._datasets:
                conditions.append(
                    f"(d.{quoted(column.name)} IS NOT NULL AND d.{quoted(column.name)} NOT IN"
                    f" (SELECT {quoted(key)} FROM {quoted(target)} WHERE {quoted(key)} IS NOT NULL))"
                )
        if not conditions:
            return 0
        query = f"SELECT count(*) FROM {quoted(contract.dataset)} d WHERE {' OR '.join(conditions)}"
        return int(connection.execute(query).fetchall()[0][0])

    def _result_files(self, name: str) -> str:
        return ", ".join(literal(str(path)) for path in self._result_paths(name))

    def _result_paths(self, name: str) -> list[Path]:
        done = [s for s in self._run.steps if s.status is StepStatus.DONE and s.n_alerts and s.key]
        paths: list[Path] = [self._store.step_folder(s.model_id, s.key or "") / name for s in done]
        return [path for path in paths if path.is_file()]


def evidence_row(
    contract: Contract, batches: Mapping[int, Batch], row_id: int, values: Sequence[str | None]
) -> EvidenceRow:
    """One lake row with the file and line it came from; `values` in the contract's order, as text."""
    number, line = place_of(row_id)
    batch = batches.get(number)
    source = Path(batch.source).name if batch else f"batch {number}"
    if batch is not None and batch.sheet:
        source = f"{source} [{batch.sheet}]"
    return EvidenceRow(
        dataset=contract.dataset,
        label=Bilingual(contract.zh, contract.en),
        row_id=row_id,
        source_file=source,
        line=line,
        values=tuple(EvidenceValue.of(c, v) for c, v in zip(contract.columns, values, strict=True) if v is not None),
    )


def lead_of(row: Mapping[str, Any]) -> LeadView:
    """A row of `leads.parquet` without its parts and alerts; columns that an older run lacks have their defaults."""
    return LeadView(
        lead_id=row["lead_id"],
        rank=row["rank"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        subject_name=row["subject_name"],
        score=row["score"],
        amount=row["amount"],
        currency=row["currency"],
        last_on=row["last_on"],
        n_alerts=row["n_alerts"],
        party_id=row.get("party_id"),
        urgency=row.get("urgency") or Decimal(0),
        severity=row.get("severity"),
        rests_on_probable=bool(row.get("rests_on_probable")),
        others=tuple(OtherParty(**other) for other in row.get("others") or ()),
        alert_ids=tuple(row["alert_ids"]),
        absorbed=tuple(row.get("absorbed") or ()),
        split_from=row.get("split_from"),
    )


def _part(part: Mapping[str, Any]) -> ScorePart:
    return ScorePart(
        part["model_id"],
        part["severity"],
        Decimal(part["weight"]),
        part["n_alerts"],
        Decimal(part["strength"]),
        precision=_decimal(part.get("precision")),
        low=_decimal(part.get("low")),
        high=_decimal(part.get("high")),
        own_share=Decimal(part.get("own_share", "1")),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _dicts(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    columns = [entry[0] for entry in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
