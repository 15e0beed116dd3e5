"""A run in figures: where leads are, when alerts were, what categories and risk points gave; nobody's home told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.office import Office

from youji.screening.contracts.model import Classification, Contract
from youji.screening.report.build import RunViewBuilder
from youji.screening.report.data import RunView
from youji.screening.report.divisions import division_columns
from youji.screening.report.geometry import Geometry, read_geometry
from youji.screening.report.html import render_report
from youji.screening.report.overview import Money, Overview
from youji.screening.supervision.corpus import packaged_risk_points
from youji.screening.supervision.model import load_catalogue
from youji.screening.supervision.risk_points import read_risk_points

TENDER = ["tender_id", "buyer_id", "division_code"]
BID = ["bid_id", "tender_id", "bidder_id", "amount", "submitted_at"]
DATED = {
    "sql": "SELECT bidder_id, bid_id, amount, 'CNY' AS currency, CAST(submitted_at AS DATE) AS submitted_on FROM bid"
    " WHERE bidder_id IS NOT NULL",
    "inputs": {"bid": ["bid_id", "bidder_id", "amount", "submitted_at"]},
    "params": None,
    "strength": None,
    "occurred_on": "submitted_on",
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Leads on O1 (bids for T1 and T2) and on both tenders."""
    office = Office(tmp_path)
    office.bids()
    return office


def view(
    office: Office,
    contracts: Mapping[str, Contract] = CONTRACTS,
    geometry: Geometry | None = None,
    max_leads: int = 200,
) -> RunView:
    run, _ = office.screen()
    points = read_risk_points(packaged_risk_points())
    models = load_catalogue([office.models])
    builder = RunViewBuilder(office.home, contracts, models, run, points=points, geometry=geometry)
    return builder.build(max_leads, overview=True)


def overview(office: Office) -> Overview:
    told = view(office).overview
    assert told is not None
    return told


def places(told: RunView) -> dict[str, str | None]:
    return {lead.subject_id: lead.division for lead in told.leads}


def by_division(told: RunView) -> dict[str | None, int]:
    assert told.overview is not None
    return {figures.code: figures.leads for figures in told.overview.divisions}


def organisations(office: Office, *rows: Sequence[str | None]) -> None:
    office.ingest("organisation", ["organisation_id", "name", "division_code"], rows)


def test_a_lead_is_where_most_of_its_evidence_is_and_of_equals_in_the_smaller_code(office: Office) -> None:
    office.ingest("tender", TENDER, [["T1", "O8", "330203"], ["T2", "O8", "330205"]])
    told = view(office)
    assert places(told) == {"O1": "330203", "T1": "330203", "T2": "330205"}
    assert by_division(told) == {"330203": 2, "330205": 1}
    office.bids([["B4", "T2", "O1", "500"]], "/office/more.csv")
    assert places(view(office))["O1"] == "330205"


def test_a_row_without_a_code_is_where_the_record_it_refers_to_is_and_that_where_its_own_is(office: Office) -> None:
    office.ingest("tender", TENDER, [["T1", "O8", None], ["T2", "O9", "330205"]])
    organisations(office, ["O8", "采购人", "330212"], ["O1", "甲公司", "440103"])
    told = view(office)
    assert places(told) == {"O1": "330205", "T1": "330212", "T2": "330205"}


def test_without_any_place_in_the_evidence_the_subjects_own_record_decides(office: Office) -> None:
    office.ingest("organisation", ["organisation_id", "name"], [["O8", "采购人"]])
    assert places(view(office)) == {"O1": None, "T1": None, "T2": None}
    organisations(office, ["O1", "甲公司", "440103001"])
    told = view(office)
    assert places(told) == {"O1": "440103", "T1": "440103", "T2": "440103"}, "a bid is where its bidder is, failing all"


def test_leads_of_no_division_are_counted_as_such(office: Office) -> None:
    told = view(office)
    assert by_division(told) == {None: 3}
    page = render_report(told)
    assert "无法判断区划" in page
    assert 'data-division="none"' in page


def test_what_is_personal_never_tells_a_division(office: Office) -> None:
    office.ingest("tender", TENDER, [["T1", None, "330203"], ["T2", None, "330205"]])
    tender = CONTRACTS["tender"]
    assert division_columns(tender) == ("division_code",)
    for classification in (Classification.PERSONAL, Classification.SENSITIVE):
        hidden = replace(
            tender,
            columns=tuple(
                replace(c, classification=classification) if c.name == "division_code" else c for c in tender.columns
            ),
        )
        assert division_columns(hidden) == ()
        told = view(office, {**CONTRACTS, "tender": hidden})
        assert by_division(told) == {None: 3}
        assert 'data-division="330203"' not in render_report(told)


def test_leads_are_counted_in_the_features_of_the_map(office: Office, tmp_path: Path) -> None:
    office.ingest("tender", TENDER, [["T1", None, "330203"], ["T2", None, "440103"]])
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    entries = [
        {"type": "Feature", "properties": {"division_code": code, "name": name}, "geometry": shape}
        for code, name in (("330200", "甲市"), ("330300", "乙市"))
    ]
    file = tmp_path / "map.geojson"
    file.write_text(json.dumps({"features": entries}), encoding="utf-8")
    told = view(office, geometry=read_geometry([file]))
    assert by_division(told) == {"330200": 2, "330300": 0, "440103": 1}
    assert places(told)["T1"] == "330200"
    assert "不在图上" in render_report(told)


def test_money_is_the_largest_alert_of_a_lead_and_currencies_stay_apart(office: Office) -> None:
    told = overview(office)
    tendering = next(c for c in told.categories if c.category == "tendering")
    # O1: 400 of 150 and 400; T1: 150 + 99; T2: 400, in no known currency
    assert tendering.leads == 3
    assert tendering.alerts == 4
    assert {m.currency: m.amount for m in tendering.money} == {"CNY": Decimal(400), None: Decimal(649)}
    assert told.divisions[0].money == (Money(None, Decimal(649)), Money("CNY", Decimal(400)))


def test_all_twelve_categories_are_there_with_or_without_leads(office: Office) -> None:
    told = overview(office)
    assert len(told.categories) == 12
    assert [(c.computed, c.silent) for c in told.categories if c.category == "tendering"] == [(2, 0)]
    idle = [c for c in told.categories if c.category != "tendering"]
    assert {(c.computed, c.silent, c.alerts, c.leads, c.money) for c in idle} == {(0, 0, 0, 0, ())}


def test_figures_are_of_all_leads_however_few_are_listed(office: Office) -> None:
    full, cut = view(office), view(office, max_leads=1)
    assert full.overview is not None
    assert cut.overview == full.overview
    page = render_report(cut)
    assert "本文件列出" in page


def test_a_model_that_cannot_be_computed_is_counted_as_silent(office: Office) -> None:
    office.write("lacking", inputs={"award": ["award_id", "supplier_id", "bid_id"]}, subject={"column": "supplier_id",
        "kind": "organisation"}, sql="SELECT supplier_id, bid_id, award_id FROM award", params=None, amount=None,
        currency=None, strength=None, evidence={"award": [{"award_id": "award_id"}]},
        explain={"zh": "{supplier_id:party}", "en": "{supplier_id:party}"})  # fmt: skip
    told = overview(office)
    assert [(c.computed, c.silent) for c in told.categories if c.category == "tendering"] == [(2, 1)]
    point = next(p for p in told.points if p.id == "bid_evaluation")
    assert {(m.id, m.computed) for m in point.models} == {("probe", True), ("pairs", True), ("lacking", False)}


def test_months_have_no_gaps_and_what_does_not_fit_is_counted(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for path in office.models.rglob("*.sql"):
        path.unlink()
    office.write("dated", **DATED)
    days = ["2025-06-30", "2025-03-01", "2025-03-31", "2022-07-01", "2022-06-30", "2025-07-01", None]
    office.ingest("bid", BID, [[f"B{n}", "T1", f"O{n}", "10", day and f"{day} 09:00:00"] for n, day in enumerate(days)])
    trend = overview(office).trend
    assert (trend.months[0], trend.months[-1], len(trend.months)) == ("2022-07", "2025-06", 36)
    assert list(trend.counts) == ["tendering"]
    counts = dict(zip(trend.months, trend.counts["tendering"], strict=True))
    assert {month: n for month, n in counts.items() if n} == {"2022-07": 1, "2025-03": 2, "2025-06": 1}
    assert (trend.undated, trend.earlier, trend.later) == (1, 1, 1)


def test_alerts_without_a_date_make_no_chart(office: Office) -> None:
    trend = overview(office).trend
    assert trend.months == ()
    assert trend.undated == 4
    assert "没有带日期的预警" in render_report(view(office))


def test_a_trend_begins_where_there_is_something(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.write("dated", **DATED)
    office.ingest("bid", BID, [["B1", "T1", "O1", "10", "2025-04-09 09:00:00"]])
    told = overview(office)
    assert told.trend.months == ("2025-04", "2025-05", "2025-06")
    assert date.fromisoformat(f"{told.trend.months[-1]}-01") <= date(2025, 6, 30)


def test_risk_points_are_those_of_the_list_with_the_leads_of_their_models(office: Office) -> None:
    told = overview(office)
    points = {point.id: point for point in told.points}
    listed = read_risk_points(packaged_risk_points())
    assert {point.id for point in listed} == set(points)
    named = points["bid_evaluation"]
    assert (named.covered, named.state, named.alerts, named.leads) == (False, "trial", 4, 3)
    assert points["purchase_planning"].state == "gap"
    office.write("probe", status="active")
    assert next(p for p in overview(office).points if p.id == "bid_evaluation").state == "covered"


def test_a_run_without_alerts_has_an_overview(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.bids([["B1", "T1", None, "1"]])
    office.write("pairs", sql="SELECT bidder_id, bid_id FROM bid WHERE amount > 10", params=None, amount=None,
        currency=None, strength=None)  # fmt: skip
    told = view(office)
    assert told.leads == ()
    assert told.overview is not None
    assert told.overview.divisions == ()
    assert all(c.leads == 0 for c in told.overview.categories)
    assert "本次运行没有产生线索" in render_report(told)
