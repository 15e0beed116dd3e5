"""Flags that compare all processes, tenderers, buyers or suppliers: fences, minimums, edges, and the key Meta."""

from __future__ import annotations

import math

import duckdb
import pytest
from tests.screening.red_flags.releases import award, bid, contest, flags, ocids, process, run

from youji.screening.red_flags.outliers import lower_fence, quantile, upper_fence
from youji.screening.red_flags.result import rounded


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, math.nan),
        ([3.0], 0.25, 3.0),
        ([3.0], 0.75, 3.0),
        ([1.0, 2.0], 0.25, 1.0),
        ([1.0, 2.0], 0.75, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 0.25, 1.0 + 5 / 12),
        ([4.0, 2.0, 3.0, 1.0], 0.75, 3.0 + 7 / 12),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.5),
        ([1.0, 2.0, 3.0, 4.0], 0.0, 1.0),
        ([1.0, 2.0, 3.0, 4.0], 1.0, 4.0),
        ([1.0, 2.0, 3.0, 4.0], 1.01, math.nan),
    ],
)
def test_quantiles_are_median_unbiased(values: list[float], share: float, expected: float) -> None:
    with duckdb.connect() as db:
        rows = ", ".join(f"({value})" for value in values) or "(NULL)"
        found = quantile(db, f"SELECT v FROM (VALUES {rows}) t(v) WHERE v IS NOT NULL", share)
    assert found == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_fences_are_rounded_once() -> None:
    # Rounded after the product and again after the sum, the last digits would be …98 and …95.
    assert lower_fence(0.65, 1.44) == -0.5349999999999999
    assert upper_fence(0.23, 1.18) == 2.605
    assert upper_fence(1.0, 3.0) == 6.0
    assert math.isnan(upper_fence(1.0, math.inf) - math.inf)
    assert math.isnan(lower_fence(math.nan, 1.0))


def test_meta_is_rounded_to_four_decimals_and_halves_go_away_from_zero() -> None:
    assert rounded({"R024": {"a": 0.00005, "b": -0.00005, "c": 0.12344999, "d": 2.0}}) == {
        "R024": {"a": 0.0001, "b": -0.0001, "c": 0.1234, "d": 2.0}
    }


def test_r024_by_threshold() -> None:
    releases = [
        contest("close", 100, 104, "A", "B"),
        contest("edge", 100, 105, "C", "D"),
        contest("far", 100, 105.1),
        contest("equal", 100, 100, "E", "F"),
        contest("winner was not lowest", 100, 99),
    ]
    assert flags(releases, "[R024]\nthreshold = 0.05") == {
        "OCID": {"close": {"R024": 0.04}, "edge": {"R024": 0.05}, "equal": {"R024": 0.0}},
        "Tenderer": {who: {"R024": 0.0} for who in "ABCDEF"},
    }
    assert flags(releases, "[R024]\nthreshold = 0") == {}


def test_r024_by_lower_fence() -> None:
    # One process at 1 %, nine at 100 %: the quartiles are 100 %, and so is the fence.
    releases = [contest("F", 100, 101, "A", "B"), *(contest(str(n), 100, 200) for n in range(9))]
    result, _ = run(releases, "[R024]")
    assert result["Meta"] == {"R024": {"q1": 1.0, "q3": 1.0, "lower_fence": 1.0}}
    assert result["OCID"]["F"] == {"R024": 0.01}
    assert len(result["OCID"]) == 10  # the fence is inclusive
    # Five levels: a fence below the close one.
    releases = [contest("F", 1, 1.05, "A", "B"), *(contest(str(n), 1, 2 + n / 10) for n in range(5))]
    result, _ = run(releases, "[R024]")
    assert result["OCID"] == {"F": {"R024": pytest.approx(0.05)}}
    assert result["Tenderer"] == {"A": {"R024": 0.0}, "B": {"R024": 0.0}}


def test_r024_is_skipped_where_the_first_quartile_is_nothing() -> None:
    result, _ = run([contest(str(n), 1, 1) for n in range(8)], "[R024]\n[R058]")
    assert set(result) == {"Meta"}
    assert result["Meta"]["R024"] == {"q1": 0.0, "q3": 0.0, "lower_fence": 0.0}


def test_differences_leave_out_what_cannot_be_compared() -> None:
    win, lose = bid("valid", "W", amount=100), bid("valid", "L", amount=101)
    releases = [
        process("F", [win, lose], [award("W"), award("W", status="cancelled"), award("X", status="unsuccessful")]),
        process(
            "lowest of several", [bid("valid", "L", amount=150), lose, bid("valid", "W", amount=300), win], [award("W")]
        ),
        process("pending award", [win, lose], [award("W"), award("X", status="pending")]),
        process("two active awards", [win, lose], [award("W"), award("W")]),
        process("two suppliers", [win, lose], [award("W", "X")]),
        process("supplier without an id", [win, lose], [{"status": "active", "suppliers": [{"name": "W"}]}]),
        process("bid of two", [win, bid("valid", "L", "M", amount=101)], [award("W")]),
        process("disqualified", [win, bid("disqualified", "L", amount=101)], [award("W")]),
        process("winner is not valid", [bid("pending", "W", amount=100), lose], [award("W")]),
        process("no amount", [win, bid("valid", "L")], [award("W")]),
        process("no currency", [win, bid("valid", "L", value={"amount": 101})], [award("W")]),
        process("other currency", [win, bid("valid", "L", amount=101, currency="USD")], [award("W")]),
        process("no bids", None, [award("W")]),
        process("no awards", [win, lose]),
        process("numbers as ids", [bid("valid", 1, amount=100), lose], [award(1)]),
    ]
    assert ocids(releases, "[R024]\nthreshold = 0.05") == ["F", "lowest of several"]


def test_r058_by_upper_fence_and_by_threshold() -> None:
    # 99 against four times 1: the fence is at the third quartile and a half more.
    releases = [contest("F", 1, 100), *(contest(str(n), 1, 2, "V", "M") for n in range(4))]
    assert ocids(releases, "[R058]") == ["F"]
    releases += [contest(str(n), 1, 2, "V", "M") for n in range(4, 9)]
    result, _ = run(releases, "[R058]")
    assert result["Meta"] == {"R058": {"q1": 1.0, "q3": 1.0, "upper_fence": 1.0}}
    assert flags(releases, "[R058]\nthreshold = 98.9") == {
        "OCID": {"F": {"R058": 99.0}},
        "Tenderer": {"W": {"R058": 0.0}},
    }
    assert flags(releases, "[R058]\nthreshold = 99.1") == {}
    assert flags(releases, "[R058]\nthreshold = 0") == {}


def test_a_winning_bid_of_nothing_has_no_number() -> None:
    releases = [contest("free", 0, 5), contest("both free", 0, 0), contest("paid", 1, 2)]
    result, _ = run(releases, "[R058]\nthreshold = 0.5\n[R024]\nthreshold = 3")
    assert result["OCID"] == {"free": {"R058": None}, "paid": {"R024": 1.0, "R058": 1.0}}


def test_r025_excessive_unsuccessful_bids() -> None:
    losing = [process(str(n), [bid("valid", "F"), bid("valid", str(n))], [award(str(n))]) for n in range(1, 6)]
    releases = [process("0", [bid("valid", "F"), bid("valid", "F")], [award("F")]), *losing]
    result, _ = run(releases, "[R025]")
    assert result["Tenderer"] == {"F": {"R025": 1 / 6}}
    assert result["Meta"] == {"R025": {"q1": 0.9306, "q3": 1.0, "upper_fence": 1.4167, "lower_fence": 0.8264}}
    assert flags(releases, "[R025]\nthreshold = 0.17") == {"Tenderer": {"F": {"R025": 1 / 6}}}
    assert flags(releases, "[R025]\nthreshold = 0.16") == {}
    assert flags(releases, "[R025]\nthreshold = 1\npercentile = 0")["Tenderer"].keys() == set("F12345")
    assert flags(releases, "[R025]\nthreshold = 1\npercentile = 101") == {}
    assert flags(losing, "[R025]") == {"Tenderer": {"F": {"R025": 0.0}}}


def test_r025_counts_final_processes_with_one_winner() -> None:
    both = [bid("valid", "F"), bid("valid", "G")]
    releases = [
        process("1", both, [award("G")]),
        process("2", both, [award("G"), award("X", status="pending")]),
        process("3", both, [award("G"), award("G")]),
        process("4", both, [award("G", "H")]),
        process("5", [bid("disqualified", "F"), bid("valid", "F", "X"), bid("valid", "G")], [award("G")]),
    ]
    assert flags(releases, "[R025]\nthreshold = 0.5\npercentile = 0") == {"Tenderer": {"F": {"R025": 0.0}}}
    assert run(releases, "[R025]\npercentile = 100")[0]["Meta"]["R025"]["upper_fence"] == 2.0


def test_r038_for_buyers_procuring_entities_and_tenderers() -> None:
    def one(n: str, *bids: object) -> dict[str, object]:
        return process(n, list(bids), buyer={"id": n}, tender={"procuringEntity": {"id": f"E{n}"}})

    releases = [one("B", bid("valid", "W0"), bid("disqualified", "D"))]
    releases += [one(n, bid("valid", f"W{n}"), bid("valid", f"V{n}")) for n in "1234"]
    result, _ = run(releases, "[R038]")
    assert result["Buyer"] == {"B": {"R038": 0.5}}
    assert result["ProcuringEntity"] == {"EB": {"R038": 0.5}}
    assert "Tenderer" not in result  # each tenderer has one bid
    assert result["Meta"]["R038"] == {
        "Buyer_q1": 0.0,
        "Buyer_q3": 0.1667,
        "Buyer_upper_fence": 0.4167,
        "ProcuringEntity_q1": 0.0,
        "ProcuringEntity_q3": 0.1667,
        "ProcuringEntity_upper_fence": 0.4167,
    }
    assert flags(releases, "[R038]\nthreshold = 0.5\nminimum_submitted_bids = 1")["Tenderer"] == {"D": {"R038": 1.0}}
    assert flags(releases, "[R038]\nthreshold = 0.51") == {}
    assert flags(releases, "[R038]\nthreshold = 0.5\nminimum_contracting_processes = 3") == {}


def test_r038_counts_what_was_submitted() -> None:
    bids = [bid("disqualified", "D"), bid("disqualified", "D", "E"), bid("withdrawn", "D"), bid("invited", "D")]
    bids += [bid("pending", "D"), bid("complained about", "D"), bid(None, "D")]
    found = flags(
        [process("1", bids, buyer={"id": "B"}), process("2", [bid("withdrawn", "D")])], "[R038]\nthreshold=0.1"
    )
    assert found == {"Tenderer": {"D": {"R038": 0.5}}, "Buyer": {"B": {"R038": 0.5}}}


def test_r038_is_silent_where_nothing_is_disqualified() -> None:
    releases = [process(str(n), [bid("valid", "W"), bid("valid", "V")], buyer={"id": "B"}) for n in range(5)]
    assert flags(releases, "[R038]") == {}


def test_r048_heterogeneous_supplier() -> None:
    releases = [process(n, None, [award(n, codes=["10000000"])]) for n in "1234"]
    releases.append(process("5", None, [award("F", codes=["10000000", "11000000"])]))
    assert flags(releases, "[R048]\nminimum_contracting_processes = 1") == {"Tenderer": {"F": {"R048": 2.0}}}
    assert flags(releases, "[R048]") == {}
    assert flags(releases, "[R048]\nminimum_contracting_processes = 1\nthreshold = 3") == {}
    four = "[R048]\nminimum_contracting_processes = 1\nthreshold = 1\ndigits = 1"
    assert flags(releases, four)["Tenderer"] == {who: {"R048": 1.0} for who in "1234F"}


def test_r048_counts_processes_once_and_leaves_out_what_is_unclear() -> None:
    many = [award("F", codes=[str(10 + n)]) for n in range(5)]
    many += [award("F", "G", codes=["20"]), award("F", status="pending", codes=["21"]), award("F")]
    many += [{"status": "active", "suppliers": [{"id": "F"}], "items": [{"classification": {"id": 22}}, {}, 7, None]}]
    releases = [process(str(n), None, many) for n in range(19)]
    assert flags(releases, "[R048]\nthreshold = 1") == {}
    assert flags([*releases, process("20", None, many)], "[R048]\nthreshold = 1") == {"Tenderer": {"F": {"R048": 5.0}}}


def test_the_main_currency_is_the_one_set_or_the_first_compared() -> None:
    def priced(ocid: str, currency: str, status: str = "active") -> dict[str, object]:
        bids = [bid("disqualified", "A", amount=1, currency=currency), bid("valid", "B", amount=2, currency=currency)]
        return process(ocid, bids, [award("B", status=status)])

    releases = [priced("not compared", "EUR", "pending"), priced("first", "CNY"), priced("second", "USD")]
    assert ocids(releases, "[R036]") == ["first"]
    assert ocids(releases, "currency = USD\n[R036]") == ["second"]
    _, summary = run(releases, "[R036]")
    assert (summary.currency, summary.n_other_currency) == ("CNY", 2)
    assert ocids(releases, "currency = usd\n[R036]") == []
