"""The overview of a run, prepared for the page: cards of categories, maps, bars of months, the matrix of coverage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from youji.screening.leads.explain import Lang, one_line
from youji.screening.report.data import Bilingual, LeadView, ModelView, RunView
from youji.screening.report.geometry import Geometry, MapDrawing, Shape, draw_map
from youji.screening.report.overview import (
    CategoryFigures,
    DivisionFigures,
    Money,
    Overview,
    PointFigures,
    Trend,
)
from youji.screening.report.wording import CATEGORIES, SEVERITY_ORDER, named

UNITS = 1000
"""Length of a full bar in SVG units."""
STEPS = 4
"""Shades of a map, beside the one of divisions without a lead."""
_ANCHOR = re.compile(r"[a-z][a-z0-9_]*")
_LABEL = 13
"""Size of a label on a map in SVG units: a Chinese sign is as wide."""


@dataclass(frozen=True)
class LeadCount:
    """Something with leads: how many there are, how many of them this file lists, and a bar (of `UNITS`)."""

    leads: int
    listed: int
    bar: int


@dataclass(frozen=True)
class CategoryCard:
    """One category."""

    figures: CategoryFigures
    count: LeadCount
    money: Bilingual | None
    other_money: tuple[Bilingual, ...]


@dataclass(frozen=True)
class DivisionRow:
    """One division of the table beside the map; `code` is None for leads of no division."""

    code: str | None
    name: str
    standing: str
    """`drawn`, `whole` (it holds divisions that are drawn) or `absent` (not on the map)."""
    count: LeadCount
    money: Bilingual | None
    other_money: tuple[Bilingual, ...]


@dataclass(frozen=True)
class Shade:
    """A division on one map: its shade (0 to `STEPS`), and what its label and its tooltip say."""

    shape: Shape
    step: int
    value: Bilingual
    labelled: bool


@dataclass(frozen=True)
class ShadedMap:
    """One map. `legend`: shade and the range it stands for."""

    key: str
    shades: tuple[Shade, ...]
    legend: tuple[tuple[int, Bilingual], ...]


@dataclass(frozen=True)
class DivisionPage:
    """Leads by division: rows always, maps where geometry is known."""

    rows: tuple[DivisionRow, ...]
    drawing: MapDrawing | None
    maps: tuple[ShadedMap, ...]


@dataclass(frozen=True)
class Panel:
    """The months of one category (None: of all). `bars`: x, y, width and height in a field of `UNITS` by 100."""

    category: str | None
    total: int
    peak: int
    peak_month: str
    bars: tuple[tuple[int, int, int, int, str, int], ...]
    years: tuple[int, ...]
    """Where a year begins, except at the left edge."""


@dataclass(frozen=True)
class TrendPage:
    """Alerts by month."""

    trend: Trend
    panels: tuple[Panel, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    """Month, alerts of each category in the order of `trend.counts`, and of all."""


@dataclass(frozen=True)
class CoverageGroup:
    """The risk points of one category."""

    category: str
    points: tuple[PointFigures, ...]
    covered: int


@dataclass(frozen=True)
class CoveragePage:
    """The matrix: groups by category, and how many columns the widest has."""

    groups: tuple[CoverageGroup, ...]
    columns: int
    points: int
    covered: int


@dataclass(frozen=True)
class ModelEntry:
    """One model of the catalogue; `anchor` is its id on the page."""

    model: ModelView
    anchor: str
    leads: int | None
    listed: bool
    """Some lead on the page has an alert of it."""


def anchors(models: Iterable[ModelView]) -> dict[str, str]:
    """Model id → id of its entry on the page: `model-` and the model's id, or its place where that is no plain name."""
    return {
        model.id: f"model-{model.id if _ANCHOR.fullmatch(model.id) else number}"
        for number, model in enumerate(models, 1)
    }


def category_of(lead: LeadView, view: RunView) -> tuple[str, ...]:
    """The categories of the models of a lead, the heaviest first."""
    models = {model.id: model.category for model in view.models}
    return tuple(dict.fromkeys(models[part.model_id] for part in lead.parts if part.model_id in models))


def category_cards(overview: Overview, leads: Sequence[LeadView], view: RunView) -> tuple[CategoryCard, ...]:
    """All categories, in the order of the catalogue."""
    listed = Counter(category for lead in leads for category in category_of(lead, view))
    most = max((figures.leads for figures in overview.categories), default=0)
    return tuple(
        CategoryCard(
            figures, _counted(figures.leads, listed[figures.category], most), *_told(figures.money, _main(overview))
        )
        for figures in overview.categories
    )


def division_page(overview: Overview, leads: Sequence[LeadView], geometry: Geometry | None) -> DivisionPage:
    """Rows by number of leads, those of no division last; two maps, of leads and of money in the main currency."""
    listed = Counter(lead.division for lead in leads)
    main = _main(overview)
    most = max((figures.leads for figures in overview.divisions), default=0)
    drawing = None if geometry is None else draw_map(geometry)
    drawn = {feature.code for feature in geometry.drawn} if geometry else set()
    wholes = {f.code for f in geometry.features if f.code not in drawn} if geometry else set()
    ordered = sorted(overview.divisions, key=lambda d: (d.code is None, -d.leads, d.code or ""))
    rows = tuple(
        DivisionRow(
            figures.code,
            figures.name,
            "drawn" if figures.code in drawn else "whole" if figures.code in wholes else "absent",
            _counted(figures.leads, listed[figures.code], most),
            *_told(figures.money, main),
        )
        for figures in ordered
    )
    if drawing is None:
        return DivisionPage(rows, None, ())
    by_code: dict[str | None, DivisionFigures] = {figures.code: figures for figures in overview.divisions}
    numbers = {shape.code: Decimal(_of(by_code, shape.code).leads) for shape in drawing.shapes}
    sums = {shape.code: _amount(_of(by_code, shape.code).money, main) for shape in drawing.shapes}
    maps = (
        _shaded("leads", drawing, numbers, lambda number: Bilingual.of(f"{number:,}")),
        _shaded("money", drawing, sums, lambda amount: both_money(Money(main, amount))),
    )
    return DivisionPage(rows, drawing, maps)


def trend_page(trend: Trend) -> TrendPage:
    """A panel of all alerts, then one a category, the fullest first; each has its own scale."""
    totals = tuple(sum(column) for column in zip(*trend.counts.values(), strict=True))
    ordered = sorted(trend.counts.items(), key=lambda item: -sum(item[1]))
    panels = (_panel(None, totals, trend.months), *(_panel(c, n, trend.months) for c, n in ordered))
    columns = list(trend.counts.values())
    rows = tuple((month, tuple(column[at] for column in columns), totals[at]) for at, month in enumerate(trend.months))
    return TrendPage(trend, panels if trend.months else (), rows[::-1])


def coverage_page(points: Sequence[PointFigures]) -> CoveragePage:
    """The matrix in the order of the categories."""
    groups = []
    known = {point.category for point in points}
    for category in dict.fromkeys((*(c for c in CATEGORIES if c in known), *(point.category for point in points))):
        own = tuple(point for point in points if point.category == category)
        groups.append(CoverageGroup(category, own, sum(point.covered for point in own)))
    widest = max((len(group.points) for group in groups), default=0)
    return CoveragePage(tuple(groups), widest, len(points), sum(group.covered for group in groups))


def catalogue(
    view: RunView, names: Mapping[str, str], listed: set[str]
) -> tuple[tuple[str, tuple[ModelEntry, ...]], ...]:
    """Models by category, in the order of the categories; in each, those with the most alerts first."""
    leads = view.overview.leads_of_model if view.overview else None
    by_category: dict[str, list[ModelEntry]] = {name: [] for name in CATEGORIES}
    for model in sorted(view.models, key=model_order):
        entry = ModelEntry(
            model, names[model.id], None if leads is None else leads.get(model.id, 0), model.id in listed
        )
        by_category.setdefault(model.category, []).append(entry)
    return tuple((category, tuple(entries)) for category, entries in by_category.items() if entries)


def model_order(model: ModelView) -> tuple[int, int, str]:
    """Most alerts first, then the gravest."""
    rank = SEVERITY_ORDER.index(model.severity) if model.severity in SEVERITY_ORDER else len(SEVERITY_ORDER)
    return -model.n_alerts, rank, model.id


def both_money(money: Money) -> Bilingual:
    """A sum as an overview tells it, rounded: `1.23亿元`, `¥123 million`, `USD 4.5 million`, `1.2万*` (no currency)."""
    unknown = "" if money.currency else "*"
    return Bilingual(_rounded(money, "zh") + unknown, _rounded(money, "en") + unknown)


def _rounded(money: Money, lang: Lang) -> str:
    size = abs(money.amount)
    mark = "¥" if money.currency == "CNY" else f"{one_line(money.currency)} " if money.currency else ""
    scales = (("亿", 10**8), ("万", 10**4)) if lang == "zh" else ((" billion", 10**9), (" million", 10**6))
    for word, scale in scales:
        if size >= scale:
            value = money.amount / scale
            digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
            text = f"{value:,.{digits}f}"
            text = text.rstrip("0").rstrip(".") if digits else text
            if lang == "zh" and money.currency == "CNY":
                return f"{text}{word}元"
            return f"{mark}{text}{word}"
    text = f"{money.amount:,.0f}"
    return f"{text}元" if lang == "zh" and money.currency == "CNY" else f"{mark}{text}"


def _main(overview: Overview) -> str | None:
    """The currency that comes first most often, weighed by leads."""
    found: Counter[str | None] = Counter()
    for leads, money in [(f.leads, f.money) for f in overview.categories] + [
        (f.leads, f.money) for f in overview.divisions
    ]:
        if money:
            found[money[0].currency] += max(leads, 1)
    return found.most_common(1)[0][0] if found else None


def _told(money: Sequence[Money], main: str | None) -> tuple[Bilingual | None, tuple[Bilingual, ...]]:
    """The sum in the main currency (else the first there is), and the others."""
    ordered = sorted(money, key=lambda m: m.currency != main)
    told = tuple(both_money(m) for m in ordered)
    return (told[0] if told else None), told[1:]


def _amount(money: Sequence[Money], currency: str | None) -> Decimal:
    return next((m.amount for m in money if m.currency == currency), Decimal(0))


def _of(by_code: Mapping[str | None, DivisionFigures], code: str) -> DivisionFigures:
    return by_code.get(code) or DivisionFigures(code)


def _counted(leads: int, listed: int, most: int) -> LeadCount:
    return LeadCount(leads, listed, round(UNITS * leads / most) if most else 0)


def _shaded(
    key: str, drawing: MapDrawing, values: Mapping[str, Decimal], told: Callable[[Decimal], Bilingual]
) -> ShadedMap:
    """Equal steps from 0, of round numbers: a shade twice as dark means twice as much."""
    largest = max(values.values(), default=Decimal(0))
    whole = key == "leads"
    step = max((largest / STEPS).to_integral_value("ROUND_CEILING"), Decimal(1))
    if not whole:
        step = _round_up(step)
    shades = []
    for shape in drawing.shapes:
        value = values[shape.code]
        place = 0 if value <= 0 else min(STEPS, int((value / step).to_integral_value("ROUND_CEILING")))
        shades.append(Shade(shape, place, told(value), shape.room * 2 >= _LABEL * max(len(shape.name), 2)))
    legend = [(0, Bilingual.of("0"))]
    for number in range(1, STEPS + 1 if largest else 1):
        low, high = step * (number - 1), step * number
        if low >= largest:
            break
        if whole:
            low, high = low + 1, min(high, largest)
            legend.append((number, told(low) if low == high else _span(told(low), told(high))))
        else:
            top = told(high)
            legend.append((number, _span(told(low), top) if low else Bilingual(f"至{top.zh}", f"up to {top.en}")))
    return ShadedMap(key, tuple(shades), tuple(legend))


def _round_up(number: Decimal) -> Decimal:
    """The next number with one digit, or 1.5 or 2.5 of its power of ten."""
    power = Decimal(10) ** number.adjusted()
    digits = (Decimal(d) for d in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8"))
    return next((d * power for d in digits if d * power >= number), 10 * power)


def _span(low: Bilingual, high: Bilingual) -> Bilingual:
    return Bilingual(f"{low.zh}–{high.zh}", f"{low.en}–{high.en}")


def _panel(category: str | None, counts: Sequence[int], months: Sequence[str]) -> Panel:
    peak = max(counts, default=0)
    width = UNITS / max(len(months), 1)
    bars = []
    for at, number in enumerate(counts):
        if number:
            height = max(2, round(100 * number / peak))
            left, right = round(at * width + width * 0.12), round((at + 1) * width - width * 0.12)
            bars.append((left, 100 - height, max(right - left, 2), height, months[at], number))
    years = tuple(round(at * width) for at, month in enumerate(months) if at and month.endswith("-01"))
    top = months[list(counts).index(peak)] if peak else ""
    return Panel(category, sum(counts), peak, top, tuple(bars), years)


def category_name(category: str) -> Bilingual:
    """What a category is called, as a heading."""
    name = named(CATEGORIES, category) if category else Bilingual("其他", "other")
    return Bilingual(name.zh, name.en[:1].upper() + name.en[1:])
