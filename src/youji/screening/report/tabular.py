"""A run as plain sheets, for Excel and CSV: what stands in which column, and how a cell is made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from youji.screening.errors import YoujiError
from youji.screening.leads.explain import Lang, one_line, to_decimal
from youji.screening.report.data import Bilingual, EvidenceRow, EvidenceValue, RunView, words
from youji.screening.report.wording import CATEGORIES, KINDS, OUTCOMES, REASONS, SEVERITIES, STATUSES, UI, named


class ReportError(YoujiError):
    """A report that cannot be written where it was asked for."""


class CellKind(StrEnum):
    """What a column holds, which decides its format."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MONEY = "money"
    RATIO = "ratio"
    DATE = "date"


Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column of a sheet; `width` in characters."""

    label: Bilingual
    kind: CellKind = CellKind.TEXT
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """One sheet: `key` names its CSV file, `title` its Excel tab. `rows` can be read once."""

    key: str
    title: Bilingual
    columns: tuple[Column, ...]
    rows: Iterator[tuple[Cell, ...]]


_B = Bilingual
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
_RANK = Column(UI["rank"], CellKind.INTEGER, 6)
_MONEY = (Column(UI["amount"], CellKind.MONEY, 18), Column(_B("币种", "Currency"), width=8))


def harmless(text: str) -> str:
    """A text no spreadsheet takes for a formula: an apostrophe goes before `=`, `+`, `-`, `@`, tab and line
    breaks.

    Full-width forms and leading spaces count too, because some programs fold them (OWASP, CSV injection).
    """
    return f"'{text}" if _FORMULA.match(text) else text


def sheets(view: RunView, lang: Lang) -> list[Sheet]:
    """Every sheet of a run, in the order to show. `view` is already masked."""
    by_dataset: dict[str, list[tuple[int, str, EvidenceRow]]] = {}
    for lead in view.leads:
        for alert in lead.alerts:
            for row in alert.evidence:
                by_dataset.setdefault(row.dataset, []).append((lead.rank, alert.alert_id, row))
    return [
        _leads(view, lang),
        _alerts(view, lang),
        *(_evidence(dataset, rows, lang) for dataset, rows in by_dataset.items()),
        _models(view, lang),
        _quality(view, lang),
        _quarantine(view, lang),
        _about(view, lang),
    ]


def _leads(view: RunView, lang: Lang) -> Sheet:
    columns = (
        _RANK,
        Column(_B("主体类型", "Subject kind"), width=10),
        Column(_B("主体编号", "Subject id"), width=22),
        Column(UI["subject"], width=36),
        Column(UI["score"], CellKind.RATIO, 9),
        Column(UI["money"], CellKind.MONEY, 20),
        _MONEY[1],
        Column(UI["n_alerts"], CellKind.INTEGER, 8),
        Column(UI["hit_models"], CellKind.LONG_TEXT, 44),
        Column(UI["last_on"], CellKind.DATE, 12),
        Column(UI["new"], width=6),
        Column(_B("线索编号", "Lead id"), width=34),
        Column(UI["urgency"], CellKind.RATIO, 9),
        Column(UI["others"], CellKind.LONG_TEXT, 36),
        Column(_B("身份", "Identity"), width=14),
        Column(UI["outcome"], width=14),
    )
    rows: Iterator[tuple[Cell, ...]] = (
        (
            lead.rank,
            named(KINDS, lead.subject_kind).get(lang),
            lead.subject_id,
            lead.subject_name,
            lead.score,
            lead.amount,
            lead.currency,
            lead.alerts_total,
            _joined((_model_title(view, part.model_id, lang) for part in lead.parts), lang),
            lead.last_on,
            UI["new"].get(lang) if lead.is_new else None,
            lead.lead_id,
            lead.urgency,
            _joined((other.name or other.subject_id for other in lead.others), lang),
            UI["probable_short"].get(lang) if lead.rests_on_probable else None,
            named(OUTCOMES, lead.outcome).get(lang) if lead.outcome else None,
        )
        for lead in view.leads
    )
    return Sheet("leads", UI["leads"], columns, rows)


def _alerts(view: RunView, lang: Lang) -> Sheet:
    columns = (
        Column(_B("线索名次", "Lead rank"), CellKind.INTEGER, 9),
        Column(UI["subject"], width=30),
        Column(UI["model"], width=26),
        Column(UI["severity"], width=8),
        Column(UI["details"], CellKind.LONG_TEXT, 80),
        *_MONEY,
        Column(UI["date"], CellKind.DATE, 12),
        Column(UI["strength"], CellKind.RATIO, 9),
        Column(_B("证据行数", "Evidence rows"), CellKind.INTEGER, 9),
        Column(_B("模型编号", "Model id"), width=26),
        Column(_B("预警编号", "Alert id"), width=34),
    )
    rows: Iterator[tuple[Cell, ...]] = (
        (
            lead.rank,
            lead.subject_name or lead.subject_id,
            alert.title.get(lang),
            named(SEVERITIES, alert.severity).get(lang),
            alert.sentence.get(lang),
            alert.amount,
            alert.currency,
            alert.occurred_on,
            alert.strength,
            max(alert.evidence_total, len(alert.evidence)),
            alert.model_id,
            alert.alert_id,
        )
        for lead in view.leads
        for alert in lead.alerts
    )
    return Sheet("alerts", _B("预警", "Alerts"), columns, rows)


def _evidence(dataset: str, found: list[tuple[int, str, EvidenceRow]], lang: Lang) -> Sheet:
    cells: dict[str, EvidenceValue] = {}
    for _, _, row in found:
        for value in row.values:
            cells.setdefault(value.column, value)
    label = found[0][2].label
    columns = (
        Column(_B("线索名次", "Lead rank"), CellKind.INTEGER, 9),
        *(Column(value.label, _kind(value), 20) for value in cells.values()),
        Column(UI["file"], width=32),
        Column(UI["line"], CellKind.INTEGER, 8),
        Column(_B("预警编号", "Alert id"), width=34),
        Column(_B("行编号", "Row id"), width=18),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for rank, alert_id, row in found:
            by_name = {value.column: value for value in row.values}
            values = (_typed(by_name.get(name), _kind(like)) for name, like in cells.items())
            yield (rank, *values, row.source_file, row.line, alert_id, str(row.row_id))

    title = _B(f"{UI['evidence'].zh} {label.zh}", f"{UI['evidence'].en} {label.en}")
    return Sheet(f"evidence_{dataset}", title, columns, rows())


def _models(view: RunView, lang: Lang) -> Sheet:
    columns = (
        Column(_B("模型编号", "Model id"), width=26),
        Column(UI["model"], width=30),
        Column(UI["category"], width=10),
        Column(UI["severity"], width=8),
        Column(UI["status"], width=12),
        Column(UI["reason"], CellKind.LONG_TEXT, 44),
        Column(UI["n_alerts"], CellKind.INTEGER, 8),
        Column(UI["seconds"], CellKind.RATIO, 10),
        Column(UI["question"], CellKind.LONG_TEXT, 50),
        Column(UI["legal_basis"], CellKind.LONG_TEXT, 30),
        Column(UI["rule_out"], CellKind.LONG_TEXT, 50),
        Column(UI["first_steps"], CellKind.LONG_TEXT, 50),
        Column(UI["params"], CellKind.LONG_TEXT, 30),
    )
    rows: Iterator[tuple[Cell, ...]] = (
        (
            model.id,
            model.title.get(lang),
            named(CATEGORIES, model.category).get(lang),
            named(SEVERITIES, model.severity).get(lang),
            named(STATUSES, model.status).get(lang),
            words(model.reason).get(lang) or None,
            model.n_alerts,
            Decimal(str(round(model.seconds, 3))),
            words(model.question).get(lang) or None,
            _joined((article.reference for article in model.legal_basis), lang),
            _joined((text.get(lang) for text in model.innocent_reasons), lang),
            _joined((text.get(lang) for text in model.first_steps), lang),
            _joined((f"{param.name} = {param.value} {param.unit}".strip() for param in model.params), lang),
        )
        for model in view.models
    )
    return Sheet("models", UI["models"], columns, rows)


def _quality(view: RunView, lang: Lang) -> Sheet:
    counts = ("n_rows", "batches", "quarantined", "orphans", "version")
    columns = (
        Column(UI["dataset"], width=20),
        Column(_B("数据集名", "Dataset id"), width=22),
        *(Column(UI[name], CellKind.INTEGER, 12) for name in counts),
    )
    rows: Iterator[tuple[Cell, ...]] = (
        (d.label.get(lang), d.dataset, d.rows, d.batches, d.quarantined, d.orphans, d.version) for d in view.data
    )
    return Sheet("quality", UI["quality"], columns, rows)


def _quarantine(view: RunView, lang: Lang) -> Sheet:
    columns = (
        Column(UI["dataset"], width=20),
        Column(UI["column"], width=22),
        Column(UI["reason"], width=30),
        Column(UI["count"], CellKind.INTEGER, 12),
    )
    rows: Iterator[tuple[Cell, ...]] = (
        (
            data.label.get(lang),
            item.column or UI["whole_row"].get(lang),
            named(REASONS, item.reason).get(lang),
            item.count,
        )
        for data in view.data
        for item in data.reasons
    )
    return Sheet("quarantine", UI["reasons_title"], columns, rows)


def _about(view: RunView, lang: Lang) -> Sheet:
    columns = (Column(_B("项目", "Item"), width=20), Column(_B("内容", "Value"), CellKind.LONG_TEXT, 80))
    facts: list[tuple[Cell, ...]] = [
        (UI["run"].get(lang), view.run_id),
        (UI["as_of"].get(lang), view.as_of.isoformat()),
        (UI["started"].get(lang), view.started_at),
        (UI["rows_read"].get(lang), f"{view.funnel.rows_read:,}"),
        (UI["rows_accepted"].get(lang), f"{view.funnel.rows_accepted:,}"),
        (UI["alerts"].get(lang), f"{view.funnel.alerts:,}"),
        (UI["leads"].get(lang), f"{view.funnel.leads:,}"),
        *((name, text) for name, text in view.versions.items()),
        (_B("说明", "Note").get(lang), UI["principle"].get(lang)),
    ]
    return Sheet("run", _B("本次运行", "This run"), columns, iter(facts))


def _model_title(view: RunView, model_id: str, lang: Lang) -> str:
    model = view.model(model_id)
    return model.title.get(lang) if model else model_id


def _joined(texts: Iterable[str], lang: Lang) -> str | None:
    return one_line(("；" if lang == "zh" else "; ").join(texts)) or None


def _kind(value: EvidenceValue) -> CellKind:
    if value.type.startswith("DECIMAL") and value.type.replace(" ", "").endswith(",2)"):
        return CellKind.MONEY
    if value.type.startswith("DECIMAL"):
        return CellKind.RATIO
    if value.type in ("BIGINT", "INTEGER"):
        return CellKind.INTEGER
    return CellKind.TEXT


def _typed(value: EvidenceValue | None, kind: CellKind) -> Cell:
    if value is None or value.text in (None, ""):
        return None
    if kind is CellKind.TEXT:
        return value.text
    number = to_decimal(value.text)
    return value.text if number is None else number
