"""How figures become cards, shades, bars and cells: rounded for reading, never beyond what was counted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.screening.report.invented_overview import GEOMETRY, MONTHS, invented_overview

from youji.screening.report.data import Bilingual, ModelView, RunView
from youji.screening.report.html import render_report
from youji.screening.report.overview import CategoryFigures, DivisionFigures, Money, Overview, Trend
from youji.screening.report.sections import (
    STEPS,
    UNITS,
    anchors,
    both_money,
    category_cards,
    coverage_page,
    division_page,
    trend_page,
)


@pytest.mark.parametrize(
    ("currency", "amount", "zh", "en"),
    [
        ("CNY", "123456789", "1.23亿元", "¥123 million"),
        ("CNY", "98000000", "9,800万元", "¥98 million"),
        ("CNY", "54321.98", "5.43万元", "¥54,322"),
        ("CNY", "0", "0元", "¥0"),
        ("USD", "4500000", "USD 450万", "USD 4.5 million"),
        (None, "1200", "1,200*", "1,200*"),
    ],
)
def test_money_is_rounded_for_reading(currency: str | None, amount: str, zh: str, en: str) -> None:
    assert both_money(Money(currency, Decimal(amount))) == Bilingual(zh, en)


def test_cards_tell_what_is_listed_and_how_long_their_bars_are(run_view: RunView) -> None:
    assert run_view.overview is not None
    cards = {c.figures.category: c for c in category_cards(run_view.overview, run_view.leads, run_view)}
    tendering, health, water = cards["tendering"], cards["health"], cards["water"]
    assert (tendering.count.leads, tendering.count.listed, tendering.count.bar) == (27, 6, UNITS)
    assert (health.count.leads, health.count.listed) == (2, 0)
    assert (water.count.leads, water.count.bar, water.money) == (0, 0, None)
    assert tendering.money == Bilingual("1.33亿元", "¥133 million")
    assert tendering.other_money == (Bilingual("USD 88万", "USD 880,000"),)


def test_a_shade_twice_as_dark_means_twice_as_much() -> None:
    page = division_page(invented_overview(), (), GEOMETRY)
    leads, money = page.maps
    assert {s.shape.code: s.step for s in leads.shades} == {"438101": 4, "438102": 2, "438103": 0, "438104": 1}
    assert [text.en for _, text in leads.legend] == ["0", "1–4", "5–8", "9–12", "13–14"]
    assert [text.en for _, text in money.legend] == [
        "0",
        "up to ¥25 million",
        "¥25 million–¥50 million",
        "¥50 million–¥75 million",
        "¥75 million–¥100 million",
    ]
    assert {s.shape.code: s.step for s in money.shades} == {"438101": 4, "438102": 1, "438103": 0, "438104": 1}
    assert [row.code for row in page.rows] == ["438101", "438102", "438199", "438104", "438103", None]
    assert [row.standing for row in page.rows] == ["drawn", "drawn", "absent", "drawn", "drawn", "absent"]


def test_one_lead_makes_one_shade_and_none_makes_none() -> None:
    def steps(*leads: int) -> tuple[list[int], int]:
        divisions = tuple(
            DivisionFigures(f.code, f.name, n) for f, n in zip(GEOMETRY.features, (*leads, 0, 0, 0, 0), strict=False)
        )
        shaded = division_page(Overview(divisions=divisions), (), GEOMETRY).maps[0]
        return [s.step for s in shaded.shades], len(shaded.legend)

    assert steps(1) == ([1, 0, 0, 0], 2)
    assert steps() == ([0, 0, 0, 0], 1)
    assert steps(400, 100, 101) == ([STEPS, 1, 2, 0], STEPS + 1)


def test_without_geometry_there_is_a_list_and_no_map(run_view: RunView) -> None:
    assert division_page(invented_overview(), (), None).maps == ()
    page = render_report(replace(run_view, geometry=None))
    assert 'id="division-table"' in page
    assert "没有区划边界文件" in page
    assert 'class="map ' not in page
    assert 'class="map ' in render_report(run_view)


def test_bars_stand_where_their_months_are() -> None:
    page = trend_page(invented_overview().trend)
    whole, tendering, health = page.panels
    assert (whole.category, tendering.category, health.category) == (None, "tendering", "health")
    assert (health.total, health.peak, health.peak_month) == (2, 1, MONTHS[3])
    assert [(x * 36 // UNITS, height) for x, _, _, height, _, _ in health.bars] == [(3, 100), (30, 100)]
    assert max(height for _, _, _, height, _, _ in tendering.bars) == 100
    assert len(whole.years) == 3
    assert page.rows[0][0] == MONTHS[-1]
    assert sum(total for _, _, total in page.rows) == whole.total
    assert trend_page(Trend(undated=3)).panels == ()


def test_the_matrix_counts_what_an_active_model_names() -> None:
    page = coverage_page(invented_overview().points)
    assert (page.points, page.covered, page.columns) == (4, 2, 3)
    assert [(g.category, g.covered, [p.state for p in g.points]) for g in page.groups] == [
        ("tendering", 2, ["covered", "blind", "trial"]),
        ("health", 0, ["gap"]),
    ]


def test_every_lead_leads_to_its_models_and_these_say_everything(run_view: RunView) -> None:
    page = render_report(run_view)
    for model in run_view.models:
        assert page.count(f'id="model-{model.id}"') == 1
        for text in (*model.innocent_reasons, *model.first_steps):
            assert text.zh in page
            assert text.en in page
    assert 'href="#model-shared_controller"' in page.split('id="lead-1"')[1].split('id="lead-2"')[0]
    assert "Below a quarter, control is not presumed." in page


def test_a_model_of_a_hostile_name_gets_a_plain_anchor() -> None:
    plain, hostile = (ModelView(name, Bilingual.of("x"), "", "low", "done") for name in ("a_1", 'x" onclick="'))
    assert anchors([plain, hostile]) == {"a_1": "model-a_1", 'x" onclick="': "model-2"}


def test_a_view_without_figures_is_a_report_without_an_overview(run_view: RunView) -> None:
    page = render_report(replace(run_view, overview=None))
    assert 'id="categories"' not in page
    assert 'id="model-shared_controller"' in page


def test_a_category_of_the_offices_own_is_a_card_too(run_view: RunView) -> None:
    assert run_view.overview is not None
    own = replace(run_view.overview, categories=(*run_view.overview.categories, CategoryFigures("forestry", 1)))
    assert "Forestry" in render_report(replace(run_view, overview=own))
