"""Flags that one contracting process settles: each rule, its edges, and what is missing or odd."""

from __future__ import annotations

from typing import Any

import pytest
from tests.screening.red_flags.releases import award, bid, flags, ocids, process, run

OPEN = {"procurementMethod": "open", "numberOfTenderers": 1}


def period(start: Any, end: Any, **tender: Any) -> dict[str, Any]:
    return {"tenderPeriod": {"startDate": start, "endDate": end}, **tender}


@pytest.mark.parametrize(
    ("start", "end", "flagged"),
    [
        ("2025-03-01T08:00:00Z", "2025-03-02T08:00:00Z", True),
        ("2025-03-01T08:00:00Z", "2025-03-16T07:59:59Z", True),  # fourteen whole days
        ("2025-03-01T08:00:00Z", "2025-03-16T08:00:00Z", False),
        ("2025-03-01T08:00:00+08:00", "2025-03-16T00:00:00Z", False),  # the same moment in another zone
        ("2025-03-01T08:00:00+08:00", "2025-03-15T23:59:59Z", True),
        ("2025-03-01T08:00:00.25Z", "2025-03-16T08:00:00.249Z", True),
        ("2025-03-16T08:00:00Z", "2025-03-01T08:00:00Z", True),  # ends before it starts
        ("2025-03-01", "2025-03-02", False),  # no times: not computed
        ("2025-03-01T08:00:00", "2025-03-02T08:00:00", False),  # no zone
        ("2025-03-01T08:00:00Z", "2025-02-30T08:00:00Z", False),  # no such day
        ("2025-03-01T08:00:00Z", None, False),
        (20250301, "2025-03-02T08:00:00Z", False),
        ("0000-03-01T08:00:00Z", "0000-03-02T08:00:00Z", True),
        ("2025-03-01t08:00:00z", "2025-03-02 08:00:60Z", True),
        ("2025-W09-6T08:00:00Z", "2025-W09-7T08:00:00Z", False),
    ],
)
def test_r003_counts_whole_days(start: Any, end: Any, flagged: bool) -> None:
    expected = {"OCID": {"P": {"R003": 1.0}}} if flagged else {}
    assert flags([process("P", tender=period(start, end))]) == expected


def test_r003_by_method_and_by_details() -> None:
    week = ("2025-03-01T08:00:00Z", "2025-03-08T08:00:00Z")
    releases = [
        process("open", tender=period(*week, procurementMethod="open")),
        process("direct", tender=period(*week, procurementMethod="direct")),
        process("none", tender=period(*week)),
        process("emergency", tender=period(*week, procurementMethod="open", procurementMethodDetails="emergency")),
        process("works", tender=period(*week, procurementMethod="open", procurementMethodDetails="Works of art")),
    ]
    assert ocids(releases, "[R003]") == ["open", "direct", "none", "emergency", "works"]
    assert ocids(releases, "[R003]\nthreshold = 7") == []
    assert ocids(releases, "[R003]\nprocurement_methods = open|selective") == ["open", "emergency", "works"]
    by_details = "[R003.procurement_method_details]\nemergency = 7\nWorks of art = 8\n"
    assert ocids(releases, f"[R003]\nthreshold = 5\n{by_details}") == ["works"]
    assert ocids(releases, by_details) == ["open", "direct", "none", "works"]  # the section enables the flag


def test_r018_single_bid_in_a_competitive_procedure() -> None:
    releases = [
        process(method, tender={"procurementMethod": method, "numberOfTenderers": 1})
        for method in ("open", "selective", "limited", "direct")
    ]
    releases += [
        process("no method", tender={"numberOfTenderers": 1}),
        *(process(str(n), tender={**OPEN, "numberOfTenderers": n}) for n in (0, 2, -1, 1.0, "1", True, None)),
    ]
    assert ocids(releases, "[R018]") == ["open", "selective"]
    assert ocids(releases, "[R018]\nprocurement_methods = direct|") == ["direct"]
    assert ocids(releases, "[R018]\nprocurement_methods =") == ["open", "selective", "limited", "direct", "no method"]


def test_r028_identical_prices() -> None:
    releases = [
        process("F", [bid("valid", "A", amount=10), bid("disqualified", "B", amount=10.0)]),
        process("same tenderer", [bid("valid", "C", amount=10), bid("pending", "C", amount=10)]),
        process("same consortium", [bid("valid", "C", "D", amount=10), bid("valid", "D", "C", amount=10)]),
        process("not submitted", [bid("valid", "C", amount=10), bid("withdrawn", "D", amount=10)]),
        process("invited", [bid("valid", "C", amount=10), bid("invited", "D", amount=10)]),
        process("other price", [bid("valid", "C", amount=10), bid("valid", "D", amount=10.01)]),
        process("other currency", [bid("valid", "C", amount=10), bid("valid", "D", amount=10, currency="USD")]),
        process("no currency", [bid("valid", "C", amount=10), bid("valid", "D", value={"amount": 10})]),
        process("no tenderers", [bid("valid", "C", amount=10), bid("valid", amount=10)]),
        process("no status", [bid("valid", "C", amount=10), bid(None, "D", amount=10)]),
        process("amount is a text", [bid("valid", "C", amount="10"), bid("valid", "D", amount="10")]),
    ]
    assert flags(releases, "[R028]") == {
        "OCID": {"F": {"R028": 1.0}},
        "Tenderer": {"A": {"R028": 1.0}, "B": {"R028": 1.0}},
    }


def test_r028_holds_a_bid_against_the_last_one_of_its_price() -> None:
    bids = [bid("valid", "A", amount=1), bid("valid", "B", amount=1), bid("valid", "B", "C", amount=1)]
    assert flags([process("P", bids)], "[R028]")["Tenderer"].keys() == {"A", "B", "C"}


def test_r030_late_winner() -> None:
    end = {"tenderPeriod": {"endDate": "2025-03-15T12:00:00Z"}}
    late, early = "2025-04-01T00:00:00Z", "2025-03-15T12:00:00Z"
    releases = [
        process("F", [bid("valid", "W", date=late)], [award("W")], end),
        process("consortium", [bid("valid", "X", "Y", date=late)], [award("Y", "Z")], end),
        process("on time", [bid("valid", "V", date=early)], [award("V")], end),
        process("late loser", [bid("valid", "V", date=late)], [award("U")], end),
        process("disqualified", [bid("disqualified", "V", date=late)], [award("V")], end),
        process("no active award", [bid("valid", "V", date=late)], [award("V", status="pending")], end),
        process("another award pends", [bid("valid", "P", date=late)], [award("P"), award("Q", status="pending")], end),
        process("no date", [bid("valid", "V")], [award("V")], end),
        process("no deadline", [bid("valid", "V", date=late)], [award("V")], {"tenderPeriod": {}}),
        process("no tender", [bid("valid", "V", date=late)], [award("V")]),
    ]
    assert flags(releases, "[R030]") == {
        "OCID": {ocid: {"R030": 1.0} for ocid in ("F", "consortium", "another award pends")},
        "Tenderer": {who: {"R030": 1.0} for who in "PWY"},
    }


def test_r035_all_others_disqualified() -> None:
    out = [bid("disqualified", who) for who in "ABB"]
    releases = [
        process("F", [bid("valid", "W"), *out], [award("W")]),
        process("own bid disqualified too", [bid("valid", "V"), bid("disqualified", "V")], [award("V")]),
        process("two valid", [bid("valid", "V"), bid("valid", "U"), *out], [award("V")]),
        process("another won", [bid("valid", "V"), *out], [award("U")]),
        process("two suppliers", [bid("valid", "V"), *out], [award("V"), award("U")]),
        process("two awards to one", [bid("valid", "X"), bid("valid", "X"), *out], [award("X"), award("X")]),
        process("pending award", [bid("valid", "V"), *out], [award("V"), award("V", status="pending")]),
        process("strange award", [bid("valid", "V"), *out], [award("V"), award("V", status="Active")]),
        process("old attempts", [bid("valid", "Y"), *out], [award("A", status="cancelled"), award("Y"), {}]),
        process("nobody out", [bid("valid", "V"), bid("withdrawn", "A")], [award("V")]),
        process("no award", [bid("valid", "V"), *out], []),
    ]
    assert flags(releases, "[R035]") == {
        "OCID": {ocid: {"R035": 2.0} for ocid in ("F", "two awards to one", "old attempts")},
        "Tenderer": {who: {"R035": 0.0} for who in "WXY"},
    }
    assert ocids(releases, "[R035]\nthreshold = 2") == ["F", "two awards to one", "old attempts"]
    assert ocids(releases, "[R035]\nthreshold = 3") == []
    assert ocids(releases, "[R035]\nthreshold = 0") == ["F", "two awards to one", "old attempts"]


def test_r036_lowest_bid_disqualified() -> None:
    low, high = bid("disqualified", "A", amount=1), bid("valid", "B", amount=2)
    releases = [
        process("F", [low, high], [award("B")]),
        process("no tenderers", [{**low, "tenderers": None}, {**high, "tenderers": 7}], [award()]),
        process("another award pends", [low, high], [award("B"), award("C", status="pending")]),
        process("lowest is valid", [low, bid("valid", "B", amount=0.5)], [award("B")]),
        process("equal, disqualified first", [low, bid("valid", "B", amount=1)], [award("B")]),
        process("equal, valid first", [bid("valid", "B", amount=1), low], [award("B")]),
        process("lowest is pending", [low, high, bid("pending", "C", amount=0.5)], [award("B")]),
        process("lowest was withdrawn", [low, high, bid("withdrawn", "C", amount=0.5)], [award("B")]),
        process("no valid bid has an amount", [low, bid("valid", "B"), bid("pending", "C", amount=9)], [award("B")]),
        process("no active award", [low, high], [award("B", status="pending")]),
        process("no awards", [low, high]),
        process("lowest in another currency", [bid("disqualified", "A", amount=1, currency="USD"), high], [award()]),
    ]
    assert ocids(releases, "[R036]") == [
        "F",
        "no tenderers",
        "another award pends",
        "equal, disqualified first",
        "lowest was withdrawn",
    ]


def test_processes_that_no_flag_looks_at() -> None:
    releases = [
        process("cancelled", tender={**OPEN, "status": "cancelled"}),
        process("excluded", tender={**OPEN, "procurementMethodDetails": "Random Selection"}),
        process("kept", tender={**OPEN, "status": "withdrawn", "procurementMethodDetails": "random selection"}),
        process(None, tender=OPEN),
        process(17, tender=OPEN),
        {"tender": OPEN},
    ]
    excluding = "[exclusions]\nprocurement_method_details = Lottery|Random Selection\n[R018]"
    assert ocids(releases, excluding) == ["kept"]
    assert ocids(releases, "[R018]") == ["excluded", "kept"]
    assert run(releases)[1].n_without_ocid == 3


@pytest.mark.parametrize(
    ("settings", "compared"),
    [
        ("", ["no tender", "no details", "Auction", "Lottery", "Other"]),
        ("no_price_comparison_procurement_methods = Lottery", ["no tender", "no details", "Auction", "Other"]),
        ("price_comparison_procurement_methods = Auction|Other", ["Auction", "Other"]),
        (
            "price_comparison_procurement_methods = Auction\nno_price_comparison_procurement_methods = Auction",
            ["Auction"],
        ),
    ],
)
def test_procedures_whose_prices_are_compared(settings: str, compared: list[str]) -> None:
    bids = [bid("disqualified", "A", amount=1), bid("valid", "B", amount=2), bid("valid", "C", amount=2)]
    releases = [process("no tender", bids, [award("B")]), process("no details", bids, [award("B")], {})]
    releases += [
        process(details, bids, [award("B")], {"procurementMethodDetails": details})
        for details in ("Auction", "Lottery", "Other")
    ]
    for flag in ("R028", "R036", "R058"):
        threshold = "\nthreshold = 0.0000001" if flag == "R058" else ""
        expected = [] if flag == "R058" else compared  # B and C differ by nothing, which R058 never flags
        assert ocids(releases, f"{settings}\n[{flag}]{threshold}") == expected
    assert ocids(releases, f"{settings}\n[R035]\n[R018]") == []
