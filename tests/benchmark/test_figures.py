"""The pooled figures on hand-made rounds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from youji.benchmark.expectations import expectations, expected_models
from youji.benchmark.figures import LARGER_TWO, expected_hits, figures, hits
from youji.benchmark.matching import AlertCounts, CaseFound, LeadJudged
from youji.benchmark.rounds import ModelStep, Round, RoundResult
from youji.region.fields import fields
from youji.region.schemes import SCHEMES
from youji.screening.supervision.model import Status, load_catalogue


def leads(marks: str, severities: str) -> tuple[LeadJudged, ...]:
    """`+` true, `-` false; h, m, l for the severity."""
    names = {"h": "high", "m": "medium", "l": "low"}
    return tuple(
        LeadJudged(rank, names[severity], mark == "+", "organisation", f"O{rank}", ("overlook",), ())
        for rank, (mark, severity) in enumerate(zip(marks, severities, strict=True), 1)
    )


def found(effect: str, *models: str, scheme: str = "split_purchases") -> CaseFound:
    return CaseFound(scheme, f"{scheme}-{effect}", effect, "0", models, ("O1",))


def result(one: Round, cases: tuple[CaseFound, ...], listed: tuple[LeadJudged, ...], alerts: int) -> RoundResult:
    counts = AlertCounts(alerts, 1, len(listed), 1)
    steps = {
        "split_purchases": ModelStep("done", 0.5, "medium", "organisation", None, counts),
        "overlook": ModelStep("not_computable", 0.0, "low", "tender", "not computable: no rows."),
    }
    subjects = {"organisation": 400, "person": 600, "tender": 50, "contract": 70}
    return RoundResult(one, cases, listed, len(listed), steps, subjects, 2, 10, {"screen": 1.5})


ROUNDS = [
    result(
        Round(1),
        (found("blatant", "split_purchases"), found("clear", "overlook"), found("faint")),
        leads("++-+", "hmll"),
        5,
    ),
    result(Round(2), (found("clear", "overlook", scheme="unheard_of"),), leads("-+", "hl"), 3),
    result(Round(1, clean=True), (), leads("--", "ll"), 3),
]


def test_recall_pools_the_rounds() -> None:
    recall = figures(ROUNDS)["recall"]
    assert (recall["blatant"]["0"]["hits"], recall["blatant"]["0"]["n"]) == (1, 1)
    assert (recall["clear"]["0"]["hits"], recall["clear"]["0"]["n"]) == (2, 2)
    assert (recall["faint"]["0"]["hits"], recall["faint"]["0"]["n"]) == (0, 1)
    assert (recall[LARGER_TWO]["0"]["hits"], recall[LARGER_TWO]["0"]["n"]) == (3, 3)
    assert (recall["all"]["all"]["hits"], recall["all"]["all"]["n"]) == (3, 4)


def test_a_models_own_recall_asks_for_the_schemes_it_speaks_for() -> None:
    told = figures(ROUNDS)
    mine = told["by_model"]["split_purchases"]["recall"]["all"]["all"]
    assert (mine["hits"], mine["n"]) == (1, 3)
    assert told["by_model"]["overlook"]["recall"]["all"]["all"]["n"] == 0
    right = told["recall_by_expected_model"]["all"]["all"]
    assert (right["hits"], right["n"]) == (1, 3)
    assert told["by_scheme"]["unheard_of"]["expected"] == []


def test_precision_takes_the_leads_there_are() -> None:
    precision = figures(ROUNDS)["precision"]
    assert (precision["0"]["50"]["hits"], precision["0"]["50"]["n"]) == (4, 6)
    assert hits(ROUNDS[0].leads, 3) == (2, 3)


def test_a_ranking_by_severity_alone_takes_ties_in_expectation() -> None:
    ranked = leads("-+-++", "lhlll")
    # One high lead, true; then of the four low ones two are true: each of them counts half.
    assert expected_hits(ranked, 1) == 1.0
    assert expected_hits(ranked, 2) == 1.5
    assert expected_hits(ranked, 3) == 2.0
    assert expected_hits(ranked, 50) == 3.0
    lift = figures(ROUNDS)["lift"]["0"]["50"]
    assert lift["value"] == pytest.approx(1.0)


def test_false_alarms_are_told_by_three_ways_of_counting_subjects() -> None:
    clean = figures(ROUNDS)["clean"]
    assert clean["alerts"] == 3
    assert clean["per_1000_organisations_and_persons"]["value"] == pytest.approx(3.0)
    assert clean["per_1000_organisations"]["value"] == pytest.approx(7.5)
    # Only a model that ran speaks about anybody: tenders are not counted.
    assert clean["screened_kinds"] == ["organisation"]
    assert clean["per_1000_screened_subjects"]["value"] == pytest.approx(7.5)


def test_marks_say_what_decides_them() -> None:
    marks = {mark["name"]: mark for mark in figures(ROUNDS)["marks"]}
    assert marks["recall_larger_complete"]["met"] is True
    assert marks["recall_larger_30_missing"]["met"] is None
    assert (marks["precision_top_100"]["met"], marks["precision_top_100"]["value"]) == (False, pytest.approx(4 / 6))
    assert (marks["clean_alerts_per_1000"]["met"], marks["clean_alerts_per_1000"]["value"]) == (False, 3.0)
    # Split purchases: found where blatant; the clear case was found by another model.
    weakest = marks["weakest_model_larger"]
    assert (weakest["of"], weakest["value"], weakest["met"]) == ("split_purchases", 0.5, False)


def test_nothing_to_measure_gives_no_figure_and_no_error() -> None:
    told = figures([ROUNDS[2]])
    assert told["recall"]["all"]["all"]["value"] is None
    assert told["lift"]["all"]["100"]["value"] is None


def test_a_foreign_scheme_that_bears_a_models_id_is_that_models() -> None:
    assert expected_models("overlook", ["overlook", "split_purchases"]).any == ("overlook",)
    assert expected_models("unheard_of", ["overlook"]).any == ()
    assert Round(7, Decimal("0.1")).label == "7 10%"


def test_a_model_that_sees_only_some_cases_of_a_scheme_is_not_measured_on_it() -> None:
    known = ("winner_rotation", "close_prices_in_a_circle", "cobidding_pair")
    told = expected_models("bid_ring", known)
    assert (told.models, set(told.also)) == (("close_prices_in_a_circle",), {"winner_rotation", "cobidding_pair"})
    case = found("blatant", "winner_rotation", scheme="bid_ring")
    step = ModelStep("done", 0.1, "medium", "organisation", None, AlertCounts(1, 1, 1, 1))
    one = RoundResult(
        Round(1), (case,), leads("+", "h"), 1, dict.fromkeys(known, step), {"organisation": 9, "person": 9}, 0, 1, {}
    )
    by_model = figures([one])["by_model"]
    assert by_model["close_prices_in_a_circle"]["recall"]["all"]["all"]["n"] == 1
    assert by_model["winner_rotation"]["recall"]["all"]["all"]["n"] == 0
    # Rightly found all the same: the rotation is a trace of the ring.
    assert figures([one])["recall_by_expected_model"]["all"]["all"]["hits"] == 1


def test_every_scheme_of_the_region_has_its_entry_and_every_model_a_scheme() -> None:
    of_fields = {scheme.name for field in fields() for scheme in field.schemes}
    assert sorted(({scheme.name for scheme in SCHEMES} | of_fields) - set(expectations())) == []
    spoken_for = {model for told in expectations().values() for model in told.any}
    shown = {m.id for m in load_catalogue().values() if m.status in {Status.ACTIVE, Status.TRIAL}}
    assert sorted(shown - spoken_for) == []
