"""`youji leads` from the keyboard: list, sort, look, judge, learn; refusals in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.cli import Youji
from tests.screening.runs.office import NOON
from youji.screening.leads.calibration import ENOUGH
from youji.screening.leads.judged import JudgedAlert
from youji.screening.leads.outcomes import Outcome, OutcomeLog

BIDS = """投标编号,项目编号,投标单位代码,投标单位,投标报价（万元）,递交时间,是否有效
1,T01,S01,示例甲装饰有限公司,207.5,2025-03-11 16:02,有效
2,T01,S02,示例乙建设有限公司,203.0,2025-03-12 08:40,有效
3,T01,S03,示例丙工程有限公司,209.8,2025-03-12 08:44,有效
"""
ORGANISATIONS = """单位编号,单位名称,单位类型,法定代表人编号
S01,示例甲装饰有限公司,企业,P01
S02,示例乙建设有限公司,企业,P02
S03,示例丙工程有限公司,企业,P02
"""
TENDERS = """项目编号,项目名称,采购人代码,采购方式,预算金额（万元）,开标日期
T01,示例区第一小学操场翻修,B01,公开招标,210,2025年3月12日
"""


@pytest.fixture
def screened(youji: Youji, tmp_path: Path) -> Youji:
    for name, text, dataset in (
        ("bids", BIDS, "bid"),
        ("firms", ORGANISATIONS, "organisation"),
        ("tenders", TENDERS, "tender"),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        said = youji("ingest", tmp_path / f"{name}.csv", "--as", dataset, "--yes")
        assert said.status == 0, said.text
    said = youji("screen", "--models", "shared_controller", "--as-of", "2025-06-30")
    assert said.status == 0, said.text
    return youji


def test_new_until_seen(screened: Youji) -> None:
    assert "+1 New" in screened("leads").text
    first = screened("leads", "1")
    assert "not seen before · New" in first.text
    again = screened("leads", "show", "1").text
    assert "last seen" in again
    assert "New 0 · alerts gone 0" in again
    assert "Precision 35% (8.5%–68.6%)" in again
    for sort in ("score", "money", "urgency", "new"):
        assert screened("leads", "--sort", sort).status == 0
    seen = screened("leads", "--sort", "new", "--limit", "1").text
    assert "+1 New" in seen


def test_an_outcome_is_recorded_corrected_and_learnt_from(screened: Youji) -> None:
    lead = screened("leads", "1").text
    assert screened("leads", "outcome", "1", "confirmed", "--why", "files compared").status == 0
    assert "[confirmed]" in screened("leads").text
    assert "Outcome: confirmed" in screened("leads", "1").text
    said = screened("leads", "precision").text
    assert "1 leads judged, 1 confirmed" in said
    screened("screen", "--models", "shared_controller", "--as-of", "2025-06-30")
    assert screened("leads", "1").text != lead
    assert "42.2%" in screened("leads", "1").text
    assert screened("leads", "outcome", "1", "open", "--why", "taken back").status == 0
    assert "0 leads judged" in screened("leads", "precision").text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["leads", "nobody"], "has no lead `nobody`"),
        (["leads", "--sort", "colour"], "--sort: give one of score, money, urgency, new"),
        (["leads", "outcome", "1", "perhaps", "--why", "long enough"], "`perhaps` is no outcome"),
        (["leads", "outcome", "1", "confirmed", "--why", "x"], "--why: give the reason"),
        (["leads", "outcome", "99", "confirmed", "--why", "long enough"], "has no lead `99`"),
        (
            ["leads", "outcome", "1", "confirmed", "--why", "long enough", "--model", "cover_bids"],
            "names models of the lead: shared_controller",
        ),
        (
            ["leads", "outcome", "1", "not_confirmed", "--why", "long enough", "--model", "shared_controller"],
            "goes with `confirmed`",
        ),
        (["leads", "calibrate"], "at least 200 are needed"),
    ],
)
def test_refusals(arguments: list[str], sentence: str, screened: Youji) -> None:
    said = screened(*arguments)
    assert said.status == 1
    assert sentence in said.text


def test_a_calibration_is_frozen_and_the_next_run_names_it(screened: Youji) -> None:
    log = OutcomeLog(screened.home / "leads/outcomes.sqlite")
    for number in range(ENOUGH):
        log.add(
            f"{number:032x}",
            Outcome.CONFIRMED if number % 5 == 0 else Outcome.NOT_CONFIRMED,
            run_id="R",
            by="somebody",
            at=NOON,
            why="looked at it",
            alert_ids=["a"],
            model_ids=["shared_controller"],
            alerts=[JudgedAlert("shared_controller", "0.8" if number % 2 else "1")],  # type: ignore[arg-type]
            evidence=[],
        )
    said = screened("leads", "calibrate")
    assert said.status == 0, said.text
    assert f"calibrated on {ENOUGH} leads, 40 confirmed (beta)" in said.text
    named = json.loads((screened.home / "leads/calibration/current.json").read_text())["calibration"]
    screened("screen", "--models", "shared_controller", "--as-of", "2025-06-30")
    (latest, *_) = sorted(screened.home.glob("runs/*/run.json"), reverse=True)
    assert json.loads(latest.read_text())["calibration"] == named


def test_the_report_tells_the_same(screened: Youji, tmp_path: Path) -> None:
    screened("leads", "outcome", "1", "not_confirmed", "--why", "a joint venture")
    said = screened("report", "--out", tmp_path / "r.html", "--csv", tmp_path / "csv")
    assert said.status == 0, said.text
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "不属实" in text
    assert "Precision" in text
    assert 'data-urgency="' in text
    assert "not confirmed" in (tmp_path / "csv/leads.csv").read_text(encoding="utf-8-sig")
