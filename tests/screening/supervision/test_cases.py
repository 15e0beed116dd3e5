from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.screening.supervision.conftest import param

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision.case_run import CaseResult, DuckEngine, run_case, run_cases
from youji.screening.supervision.cases import Cases, Shows, lacking_cases, load_cases, parse_cases
from youji.screening.supervision.model import SupervisionModel

Build = Callable[..., SupervisionModel]
Contracts = dict[str, Contract]
PATH = Path("cases/tendering/probe.yml")
SQL = """
SELECT bidder_id, sum(amount) AS amount, CAST(count(*) AS INTEGER) AS n, max(CAST(submitted_at AS DATE)) AS last_on
FROM bid
WHERE status <> 'withdrawn'
GROUP BY bidder_id
HAVING sum(amount) >= $low
"""
BID = {"bid_id": "P1", "bidder_id": "B1", "amount": "10.00", "status": "valid"}


def case(**changes: Any) -> dict[str, Any]:
    return {"name": "one", "shows": "hit", "given": {"bid": [BID]}, "expect": [{"bidder_id": "B1"}], **changes}


def cases(*found: dict[str, Any], **changes: Any) -> Cases:
    content = {"model": "probe", "as_of": "2025-06-30", "cases": list(found), **changes}
    # JSON is YAML, and its dumper makes no anchors of rows that are used twice.
    return parse_cases(json.dumps(content).replace('"2025-06-30"', "2025-06-30"), PATH)


@pytest.fixture
def found(model: Build) -> SupervisionModel:
    return model(SQL, params={"low": param(5)})


@pytest.fixture
def run(found: SupervisionModel, contracts: Contracts) -> Callable[..., CaseResult]:
    return lambda **changes: run_cases(found, cases(case(**changes)), contracts)[0]


Run = Callable[..., CaseResult]


@pytest.mark.parametrize(
    "expect",
    [
        [{"bidder_id": "B1"}],
        [{"amount": 10}],
        [{"amount": "10.0"}],
        [{"n": 1}],
        [{"last_on": None}],
        [{"bidder_id": "B1", "amount": "10.00", "n": 1}],
        [{}],
    ],
)
def test_only_the_named_columns_are_compared(expect: list[dict[str, Any]], run: Run) -> None:
    assert run(expect=expect).differences == ()


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ([], ["expected 0 alerts, found 1", "not expected: bidder_id=B1"]),
        ([{"bidder_id": "B2"}], ["missing: bidder_id=B2", "not expected: bidder_id=B1"]),
        ([{"bidder_id": "B1", "amount": "11"}], ["amount is 10.00, expected 11"]),
        ([{"bidder_id": "B1"}, {"bidder_id": "B1"}], ["expected 2 alerts, found 1", "missing: bidder_id=B1"]),
        ([{"bidder_id": "B1", "last_on": "2025-01-01"}], ["last_on is null, expected 2025-01-01"]),
    ],
)
def test_a_difference_is_told_in_words(expect: list[dict[str, Any]], words: list[str], run: Run) -> None:
    result = run(expect=expect)
    assert not result.passed
    for word in words:
        assert any(word in sentence for sentence in result.differences), result.differences


def test_order_does_not_count_and_a_loose_row_does_not_steal(run: Run) -> None:
    rows = [{**BID, "bid_id": f"P{n}", "bidder_id": f"B{n}", "amount": n * 10} for n in (1, 2, 3)]
    expect = [{"n": 1}, {"bidder_id": "B3", "amount": 30}, {"bidder_id": "B1"}]
    assert run(given={"bid": rows}, expect=expect).differences == ()


def test_parameters_and_day_can_be_overridden(run: Run) -> None:
    assert run(params={"low": 11}, expect=[]).passed
    with pytest.raises(ModelError, match="`high` is unknown"):
        run(params={"high": 11})


def test_evidence_is_compared_by_primary_key(run: Run) -> None:
    rows = [{**BID, "bid_id": "P1"}, {**BID, "bid_id": "P2"}, {**BID, "bid_id": "P3", "bidder_id": "B2"}]
    expect = [{"bidder_id": "B1"}, {"bidder_id": "B2"}]
    assert run(given={"bid": rows}, expect=expect, evidence={"bid": ["P1", "P2", "P3"]}).passed
    result = run(given={"bid": rows}, expect=expect, evidence={"bid": ["P1", "P4"]})
    assert result.differences == ("evidence missing: bid P4", "evidence not expected: bid P2, P3")
    assert run(expect=[{}], evidence={"tender": []}).differences == ("evidence: the model has no evidence in `tender`",)


@pytest.mark.parametrize(
    ("given_", "word"),
    [
        ({"award": []}, "not among the model's inputs"),
        ({"bid": [{"colour": "red"}]}, "`bid.colour`"),
        ({"bid": [{**BID, "amount": "ten"}]}, "no DECIMAL(18,2)"),
        ({"bid": [{**BID, "amount": "1.005"}]}, "no DECIMAL(18,2)"),
        ({"bid": [{**BID, "amount": "1" * 17}]}, "no DECIMAL(18,2)"),
        ({"bid": [{**BID, "amount": "NaN"}]}, "no DECIMAL(18,2)"),
        ({"bid": [{**BID, "submitted_at": "yesterday"}]}, "no TIMESTAMP"),
        ({"bid": [{**BID, "status": "lost"}]}, "unknown code `lost`; use valid, withdrawn"),
        ({"bid": [{**BID, "amount": [1]}]}, "a list"),
    ],
)
def test_a_malformed_row_is_named_with_its_line(given_: dict[str, Any], word: str, run: Run) -> None:
    with pytest.raises(ModelError, match=r"^cases/tendering/probe\.yml:\d+: case `one` ") as error:
        run(given=given_)
    assert word in str(error.value)


def test_an_unknown_expected_column_is_refused(run: Run) -> None:
    with pytest.raises(ModelError, match="does not return; it returns bidder_id, amount, n, last_on"):
        run(expect=[{"colour": "red"}])


def test_ids_keep_their_zeros(run: Run) -> None:
    text = yaml.safe_dump({"model": "probe", "as_of": "x", "cases": [case()]}).replace("as_of: x", "as_of: 2025-06-30")
    parsed = parse_cases(text.replace("bidder_id: B1", "bidder_id: 0012"), PATH)
    assert parsed.cases[0].expect[0].cells == {"bidder_id": "0012"}


def test_a_query_that_stops_is_a_difference(model: Build, contracts: Contracts) -> None:
    text = cases(case(given={"bid": [{**BID, "amount": "99999.00"}]}, expect=[]))
    overflowing = model("SELECT bidder_id, CAST(amount AS DECIMAL(4, 2)) AS x FROM bid")
    result = run_cases(overflowing, text, contracts)[0]
    assert "the query stops" in result.differences[0]


def test_cases_run_on_any_engine(found: SupervisionModel, contracts: Contracts) -> None:
    closed: list[DuckEngine] = []

    class Watched(DuckEngine):
        def close(self) -> None:
            closed.append(self)
            super().close()

    text = cases(case())
    assert run_case(found, text, text.cases[0], contracts, Watched).passed
    assert len(closed) == 1


def test_the_case_engine_reaches_no_files(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n")
    with DuckEngine() as engine, pytest.raises(Exception, match=r"(?i)disabled|permission"):
        engine.rows(f"SELECT a FROM read_csv('{tmp_path / 'x.csv'}')")


COMPLETE = [
    case(),
    case(name="miss", shows="miss", expect=[], params={"low": 99}),
    case(name="at", shows="edge", param="low", params={"low": 10}),
    case(name="above", shows="edge", param="low", params={"low": 11}, expect=[]),
    case(name="innocent", shows="innocent", innocent_reason=0, expect=[]),
    case(name="missing", shows="missing_data", expect=[], given={}),
]


@pytest.mark.parametrize(
    ("left_out", "word"),
    [
        (0, "shows a hit"),
        (1, "clear miss"),
        (2, "`low` has no edge pair"),
        (3, "`low` has no edge pair"),
        (4, "innocent reason 0"),
        (5, "missing data"),
    ],
)
def test_the_minimum_of_cases(left_out: int, word: str, found: SupervisionModel) -> None:
    assert lacking_cases(found, cases(*COMPLETE)) == []
    fewer = [item for number, item in enumerate(COMPLETE) if number != left_out]
    (problem,) = lacking_cases(found, cases(*fewer))
    assert word in problem.message


def test_an_edge_may_show_two_values(found: SupervisionModel) -> None:
    pair = [
        case(name="at", shows="edge", param="low", expect=[{"amount": 1}]),
        case(name="beyond", shows="edge", param=["low"], expect=[{"amount": 2}]),
    ]
    rest = [item for item in COMPLETE if item["shows"] != "edge"]
    assert lacking_cases(found, cases(*rest, *pair)) == []
    same = [{**item, "expect": []} for item in pair]
    assert lacking_cases(found, cases(*rest, *same))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"expect": []}, "shows a hit but expects no alert"),
        ({"shows": "miss"}, "shows a miss but expects an alert"),
        ({"shows": "edge", "param": "high"}, "unknown parameter `high`"),
        ({"shows": "innocent", "innocent_reason": 7}, "innocent reason 7"),
    ],
)
def test_contradictions_are_found(changes: dict[str, Any], word: str, found: SupervisionModel) -> None:
    sentences = [problem.message for problem in lacking_cases(found, cases(*COMPLETE[1:], case(**changes)))]
    assert any(word in sentence for sentence in sentences), sentences


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"shows": "maybe"}, "must be one of hit, miss"),
        ({"innocent_reason": 0}, "goes with `shows: innocent`"),
        ({"shows": "innocent"}, "goes with `shows: innocent`"),
        ({"param": "low"}, "goes with `shows: edge`"),
        ({"shows": "edge"}, "goes with `shows: edge`"),
        ({"given": []}, "mapping"),
        ({"expect": {}}, "list"),
        ({"colour": "red"}, "unknown key"),
    ],
)
def test_a_malformed_case_is_refused(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(ModelError, match=r"^cases/tendering/probe\.yml:\d+: ") as error:
        cases(case(**changes))
    assert word in str(error.value)


def test_a_malformed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the file is called"):
        cases(case(), model="other")
    with pytest.raises(ModelError, match="empty"):
        cases()
    with pytest.raises(ModelError, match="two cases are called"):
        cases(case(), case())
    with pytest.raises(ModelError, match="write the case file"):
        load_cases(tmp_path / "none.yml")


def test_a_case_knows_what_it_shows() -> None:
    parsed = cases(*COMPLETE)
    assert [item.shows for item in parsed.cases] == [
        Shows.HIT, Shows.MISS, Shows.EDGE, Shows.EDGE, Shows.INNOCENT, Shows.MISSING_DATA,
    ]  # fmt: skip
    assert parsed.cases[2].edge_of == ("low",)
