"""One self-contained HTML file: both languages inside, no network, no trust in any value it shows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from youji.screening.leads.explain import Lang, format_date, format_percent, full_money, one_line, to_decimal
from youji.screening.leads.gather import urgency_word
from youji.screening.report.data import (
    AlertView,
    Bilingual,
    EvidenceRow,
    EvidenceValue,
    LeadView,
    ModelView,
    RunView,
    ScorePart,
    score_shares,
    words,
)
from youji.screening.report.masked import mask_run
from youji.screening.report.overview import PointFigures
from youji.screening.report.sections import (
    DivisionPage,
    DivisionRow,
    ModelEntry,
    anchors,
    catalogue,
    category_cards,
    category_name,
    category_of,
    coverage_page,
    division_page,
    trend_page,
)
from youji.screening.report.tie_graph import Drawing, draw_ties
from youji.screening.report.wording import (
    CERTAINTIES,
    KINDS,
    MODEL_STATUSES,
    OUTCOMES,
    POINT_STATES,
    REASONS,
    SEVERITIES,
    STATUSES,
    TIES,
    UI,
    URGENCIES,
    named,
)

BAR_UNITS = 1000
"""Width of a full score bar in SVG units: a share of 0.001 is the smallest one drawn."""


@dataclass(frozen=True)
class ReportLimits:
    """How much one file holds in full; what is left out is counted in it, with the command that exports
    it all.
    """

    leads: int = 200
    alerts_per_lead: int = 20
    evidence_per_alert: int = 12
    export_command: str = "youji report --run {run_id} --max-leads 100000 --excel leads.xlsx"


@dataclass(frozen=True)
class Segment:
    """One piece of a score bar, in `BAR_UNITS`."""

    x: int
    width: int
    severity: str


@dataclass(frozen=True)
class EvidenceTable:
    """Evidence rows of one dataset under one header."""

    label: Bilingual
    dataset: str
    columns: tuple[EvidenceValue, ...]
    rows: tuple[tuple[EvidenceRow, tuple[EvidenceValue | None, ...]], ...]


@dataclass(frozen=True)
class Finding:
    """All alerts of one model in one lead."""

    model: ModelView | None
    title: Bilingual
    severity: str
    alerts: tuple[tuple[AlertView, tuple[EvidenceTable, ...], int], ...]
    """Alert, its evidence tables, and how many evidence rows are not shown."""


@dataclass(frozen=True)
class LeadPage:
    """A lead prepared for the template."""

    lead: LeadView
    shares: tuple[tuple[ScorePart, Decimal, Bilingual], ...]
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]
    alerts_left: int
    drawing: Drawing | None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What the leads on the page can be narrowed down to: only what some of them has."""

    categories: tuple[str, ...]
    models: tuple[tuple[str, tuple[ModelView, ...]], ...]
    divisions: tuple[DivisionRow, ...]
    points: tuple[tuple[str, tuple[PointFigures, ...]], ...]


def render_report(view: RunView, lang: Lang = "zh", unmasked: bool = False, limits: ReportLimits | None = None) -> str:
    """The report of a run as one HTML document; `lang` is the language it opens in.

    Masks personal data unless `unmasked`. The document allows only its own style and script (by hash) and
    loads nothing. Same view and arguments, same bytes.
    """
    limits = limits or ReportLimits()
    trimmed = replace(view, leads=tuple(_trim(lead, limits) for lead in view.leads[: limits.leads]))
    shown = mask_run(trimmed, unmasked=unmasked)
    style, script = _asset("report.css") + _asset("overview.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    listed = {part.model_id for lead in shown.leads for part in lead.parts}
    names = anchors(shown.models)
    models = catalogue(shown, names, listed)
    overview = shown.overview
    places = division_page(overview, shown.leads, shown.geometry) if overview else None
    points = tuple(p for p in overview.points if listed & {m.id for m in p.models}) if overview else ()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            view=shown,
            lang=lang,
            unmasked=unmasked,
            style=Markup(style),  # noqa: S704 - our own file, hashed in the policy
            script=Markup(script),  # noqa: S704 - our own file, hashed in the policy
            policy=policy,
            pages=[_page(lead, shown) for lead in shown.leads],
            leads_left=max(view.funnel.leads, len(view.leads)) - len(shown.leads),
            command=limits.export_command.format(run_id=one_line(shown.run_id)),
            silent=[model for model in shown.models if model.status != "done"],
            names=names,
            catalogue=models,
            groups={category: f"catalogue-{number}" for number, (category, _) in enumerate(models, 1)},
            cards=category_cards(overview, shown.leads, shown) if overview else (),
            places=places,
            division_names={row.code: row.name for row in places.rows} if places else {},
            months=trend_page(overview.trend) if overview else None,
            matrix=coverage_page(overview.points) if overview and overview.points else None,
            points_listed={point.id for point in points},
            choices=_choices(shown, models, places, points),
            n_hitting=sum(1 for model in shown.models if model.n_alerts),
            other="en" if lang == "zh" else "zh",
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("youji.screening.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=lambda key: both(UI[key]),
        both=lambda text: both(words(text)),
        ui=UI,
        severity=lambda key: both(named(SEVERITIES, key)),
        severity_class=lambda key: key if key in SEVERITIES else "low",
        status=lambda key: both(named(STATUSES, key)),
        status_class=lambda key: key if key in STATUSES else "failed",
        kind=lambda key: both(named(KINDS, key)),
        tie=lambda key: both(named(TIES, key)),
        certainty=lambda key: both(named(CERTAINTIES, key)),
        urgency=lambda value: both(URGENCIES[urgency_word(value)]),
        outcome=lambda key: both(named(OUTCOMES, key)),
        reason=lambda key: both(named(REASONS, key)),
        attribute=attribute,
        choice=_choice,
        category_name=category_name,
        joined=_joined,
        titled=lambda what, name: Bilingual(f"{what.zh}：{name.zh}", f"{what.en}: {name.en}"),
        same=Bilingual.of,
        point_states=POINT_STATES,
        model_statuses=MODEL_STATUSES,
        bar_units=BAR_UNITS,
    )
    environment.filters.update(
        money=lambda amount, currency: full_money(amount, currency),
        percent=lambda value: format_percent(value),
        score=lambda value: f"{value:.3f}",
        count=lambda value: f"{value:,}",
        day=_day,
        urgency_word=urgency_word,
        cell=_cell,
        numeric=_is_numeric,
        seconds=lambda value: f"{value:,.1f}",
    )
    return environment


def both(text: Bilingual) -> Markup:
    """Both languages as two spans, of which the page shows one; one plain text when they are the same."""
    zh, en = one_line(text.zh), one_line(text.en)
    if zh == en:
        return escape(zh)
    return Markup('<span class="zh" lang="zh-Hans">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


def attribute(name: str, text: Bilingual, lang: Lang) -> Markup:
    """An attribute in the opening language, with both languages beside it for the switch."""
    return Markup('{}="{}" data-attribute="{}" data-zh="{}" data-en="{}"').format(
        name, one_line(text.get(lang)), name, one_line(text.zh), one_line(text.en)
    )


@pass_context
def _choice(context: Context, text: Bilingual) -> Markup:
    """The rest of an `option`'s tag and its text, with both languages beside it for the switch."""
    return Markup('data-zh="{}" data-en="{}">{}').format(
        one_line(text.zh), one_line(text.en), one_line(text.get(context["lang"]))
    )


def _joined(name: Bilingual, number: int, unit: str = "leads_unit") -> Bilingual:
    """`校园餐：12 条线索`: what a link that shows a number is about, for those who hear it alone."""
    told = UI[unit]
    return Bilingual(f"{name.zh}：{number:,} {told.zh}", f"{name.en}: {number:,} {told.en}")


def _clean(value: Any) -> Any:
    """Every text on its way into the page: no character that could turn or forge a line."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _trim(lead: LeadView, limits: ReportLimits) -> LeadView:
    """What the page will show of a lead, with the full counts kept: what is not shown need not be masked."""
    alerts = tuple(
        replace(
            alert,
            evidence=alert.evidence[: limits.evidence_per_alert],
            evidence_total=max(alert.evidence_total, len(alert.evidence)),
        )
        for alert in lead.alerts[: limits.alerts_per_lead]
    )
    return replace(lead, alerts=alerts, n_alerts=max(lead.alerts_total, len(lead.alerts)))


def _page(lead: LeadView, view: RunView) -> LeadPage:
    shares = score_shares(lead.parts, lead.score)
    segments, x = [], 0
    for part, share in shares:
        width = int(share * BAR_UNITS)
        segments.append(Segment(x, width, part.severity))
        x += width
    titles = {alert.model_id: alert.title for alert in lead.alerts}
    named_shares = tuple(
        (part, share, _title(part.model_id, view, titles.get(part.model_id))) for part, share in shares
    )
    by_model: dict[str, list[AlertView]] = {part.model_id: [] for part, _ in shares}
    for alert in lead.alerts:
        by_model.setdefault(alert.model_id, []).append(alert)
    findings = tuple(
        Finding(
            view.model(model_id),
            found[0].title,
            found[0].severity,
            tuple((alert, *_evidence(alert)) for alert in found),
        )
        for model_id, found in by_model.items()
        if found
    )
    left = lead.alerts_total - len(lead.alerts)
    drawing = draw_ties(lead.ties, lead.subject_id)
    return LeadPage(
        lead, named_shares, tuple(segments), findings, left, drawing, category_of(lead, view) if view.overview else ()
    )


def _choices(
    view: RunView,
    models: Sequence[tuple[str, Sequence[ModelEntry]]],
    places: DivisionPage | None,
    points: Sequence[PointFigures],
) -> Choices:
    hitting = tuple((name, tuple(e.model for e in entries if e.listed)) for name, entries in models)
    hitting = tuple((name, own) for name, own in hitting if own)
    grouped = {point.category: tuple(p for p in points if p.category == point.category) for point in points}
    return Choices(
        tuple(name for name, _ in hitting) if view.overview else (),
        hitting,
        tuple(row for row in places.rows if row.count.listed) if places else (),
        tuple(grouped.items()),
    )


def _title(model_id: str, view: RunView, fallback: Bilingual | None) -> Bilingual:
    model = view.model(model_id)
    return model.title if model else fallback or Bilingual.of(model_id)


def _evidence(alert: AlertView) -> tuple[tuple[EvidenceTable, ...], int]:
    by_dataset: dict[str, list[EvidenceRow]] = {}
    for row in alert.evidence:
        by_dataset.setdefault(row.dataset, []).append(row)
    tables = []
    for dataset, found in by_dataset.items():
        columns = {value.column: value for row in found for value in row.values if value.text not in (None, "")}
        ordered = tuple(_in_order(found, columns))
        cells = tuple(
            (
                row,
                tuple({value.column: value for value in row.values}.get(column.column) for column in ordered),
            )
            for row in found
        )
        tables.append(EvidenceTable(found[0].label, dataset, ordered, cells))
    return tuple(tables), alert.evidence_total - len(alert.evidence)


def _in_order(rows: Iterable[EvidenceRow], columns: dict[str, EvidenceValue]) -> list[EvidenceValue]:
    """Columns in the first row's order; a column empty in every row is left out."""
    seen: dict[str, EvidenceValue] = {}
    for row in rows:
        for value in row.values:
            if value.column in columns:
                seen.setdefault(value.column, value)
    return list(seen.values())


def _day(value: date | None) -> Markup:
    if value is None:
        return Markup("—")
    return Markup('<time datetime="{}">{}</time>').format(
        value.isoformat(), both(Bilingual(format_date(value, "zh"), format_date(value, "en")))
    )


def _is_numeric(value: EvidenceValue) -> bool:
    return value.type.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE"))


def _cell(value: EvidenceValue | None) -> Any:
    if value is None or value.text in (None, ""):
        return Markup('<span class="empty">{}</span>').format(both(UI["null"]))
    if value.type.startswith("DECIMAL"):
        number = to_decimal(value.text)
        return value.text if number is None else f"{number:,f}"
    return value.text


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return files("youji.screening.report").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
