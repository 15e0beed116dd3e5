"""The collusion benchmark: its arithmetic, its refusals, and the mark it has to reach."""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import random
import sys
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
REAL = [ROOT.parent / "shared/data/collusion" / f"{market}.csv" for market in ("brazil", "italy")]
MARK = 0.72

Row = dict[str, Any]
Write = Callable[[Sequence[Row]], Path]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("collusion_bench", ROOT / "bench/collusion.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bench = _load()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as a CSV file and give its path."""

    def to_file(rows: Sequence[Row]) -> Path:
        path = tmp_path / "market.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return to_file


def _rows() -> list[Row]:
    """Eight tenders: in the first four the same firms bid close together and near the estimate."""
    prices = [
        [950_000, 990_000, 992_000, 995_000],
        [1_900_000, 1_980_000, 1_990_000, 1_995_000],
        [475_000, 493_000, 494_000, 496_000],
        [980_000, 985_000, 990_000],
        [600_000, 700_000, 850_000, 990_000],
        [1_000_000, 1_300_000, 1_350_000, 2_100_000],
        [300_000, 310_000, 480_000],
        [700_000, 900_000],
    ]
    estimates = [1_000_000, 2_000_000, 500_000, 1_000_000, 1_000_000, 2_000_000, 500_000, 1_000_000]
    rows: list[Row] = []
    for number, (bids, estimate) in enumerate(zip(prices, estimates, strict=True)):
        for place, price in enumerate(bids):
            rows.append(
                {
                    "Tender": f"T{number}",
                    "Bid_value": price,
                    "Competitors": place if number < 4 else 10 * number + place,
                    "Pre-Tender Estimate (PTE)": estimate,
                    "CV": 0.01 * number,
                    "Cartel_name": 1 if number < 4 else 0,
                    "Collusive_competitor": 1 if number < 4 else 0,
                }
            )
    return rows


def _without(rows: Sequence[Row], *columns: str) -> list[Row]:
    return [{name: row[name] for name in row if name not in columns} for row in rows]


def _ranked(path: Path, use: Sequence[str] | None = None) -> dict[str, dict[str, float | None]]:
    result: dict[str, dict[str, float | None]] = bench.rank(bench.read_market(path, use), bench.load_model())
    return result


# --- average precision ---------------------------------------------------------------------------


def test_average_precision_without_ties() -> None:
    value = bench.average_precision([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert value == pytest.approx((1 + 2 / 3) / 2)


def test_average_precision_of_a_tie_is_its_expectation() -> None:
    scores = [0.9, 0.5, 0.5, 0.5, 0.5, 0.1]
    labels = [False, True, False, True, False, True]
    orders = list(permutations(labels[1:5]))
    expected = [bench.average_precision([6, 5, 4, 3, 2, 1], [labels[0], *order, labels[5]]) for order in orders]
    assert bench.average_precision(scores, labels) == pytest.approx(sum(expected) / len(orders))


def test_one_big_tie_gains_nothing_from_the_order_of_the_file() -> None:
    labels = [True] * 3 + [False] * 7
    assert bench.average_precision([0.5] * 10, labels) == pytest.approx(
        bench.average_precision([0.5] * 10, labels[::-1])
    )


def test_average_precision_needs_a_positive() -> None:
    assert math.isnan(bench.average_precision([0.3, 0.2], [False, False]))


def test_lift_shares_out_a_tie_at_the_edge() -> None:
    # ten tenders, five positive; the top two places are taken by one of a tie of two
    scores = [9, 8, 8, 7, 6, 5, 4, 3, 2, 1]
    labels = [True, True, False, True, False, True, False, True, False, False]
    assert bench.lift(scores, labels, 0.2) == pytest.approx((1 + 0.5) / 2 / 0.5)


# --- what the model may see ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "column", ["Collusive_competitor", "Collusive_competitor_original", "Cartel_name", "cartel_id"]
)
def test_a_column_that_carries_the_answer_is_refused(
    column: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main([str(write(_rows())), "--use", column]) == 2
    message = capsys.readouterr().err
    assert column in message
    assert "may not see it" in message


def test_another_column_is_refused_with_the_list_of_inputs(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([str(write(_rows())), "--use", "Winner"]) == 2
    assert "not an input of this model; it reads Tender, Bid_value" in capsys.readouterr().err


def test_labels_do_not_move_the_ranking(write: Write) -> None:
    rows = _rows()
    before = _ranked(write(rows))
    turned = [row | {"Collusive_competitor": 1 - row["Collusive_competitor"]} for row in rows]
    assert _ranked(write(turned)) == before
    assert _ranked(write(_without(rows, "Collusive_competitor", "Cartel_name", "CV"))) == before


# --- invariance ----------------------------------------------------------------------------------


def test_order_names_and_currency_change_nothing(write: Write) -> None:
    rows = _rows()
    before = _ranked(write(rows))
    firms = sorted({row["Competitors"] for row in rows})
    names = dict(zip(firms, random.Random(3).sample(range(1000), len(firms)), strict=True))
    changed = [
        row
        | {
            "Competitors": f"firm {names[row['Competitors']]}",
            "Bid_value": row["Bid_value"] * 7,
            "Pre-Tender Estimate (PTE)": row["Pre-Tender Estimate (PTE)"] * 7,
        }
        for row in rows
    ]
    random.Random(5).shuffle(changed)
    assert _ranked(write(changed)) == before


def test_prices_in_small_units_keep_their_digits(write: Write) -> None:
    rows = _rows()
    before = _ranked(write(rows))
    small = [
        row
        | {
            "Bid_value": row["Bid_value"] / 10**7,
            "Pre-Tender Estimate (PTE)": row["Pre-Tender Estimate (PTE)"] / 10**7,
        }
        for row in rows
    ]
    assert _ranked(write(small)) == before


def test_close_prices_among_firms_that_keep_meeting_come_first(write: Write) -> None:
    result = bench.run([write(_rows())], draws=50)
    (report,) = result["markets"]
    assert {one["tender"] for one in report["ranking"][:4]} == {"T0", "T1", "T2", "T3"}
    assert report["average_precision"] == pytest.approx(1)
    assert report["lift"] == {"10%": pytest.approx(2), "20%": pytest.approx(2)}
    assert result["mean"]["average_precision"] == pytest.approx(1)


# --- missing and hostile data --------------------------------------------------------------------


def test_missing_columns_are_named_and_left_out(write: Write) -> None:
    rows = _without(_rows(), "Competitors", "Pre-Tender Estimate (PTE)", "CV")
    (report,) = bench.run([write(rows)], draws=0)["markets"]
    assert any("no column Competitors" in note for note in report["notes"])
    assert any("no column Pre-Tender Estimate (PTE)" in note for note in report["notes"])
    assert "high co_bidding" not in report["single"]
    assert report["interval"] is None
    assert len(report["ranking"]) == 8


def test_unused_column_equals_missing_column(write: Write) -> None:
    used = _ranked(write(_rows()), use=["Pre-Tender Estimate (PTE)"])
    assert used == _ranked(write(_without(_rows(), "Competitors")))


def test_a_file_without_labels_is_ranked_but_not_scored(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([str(write(_without(_rows(), "Collusive_competitor")))]) == 0
    printed = capsys.readouterr().out
    assert "ranked, but it cannot be scored" in printed
    assert "ranked first: T" in printed


def test_every_tender_gets_a_place_whatever_its_bids(write: Write) -> None:
    odd: list[tuple[str, list[str]]] = [
        ("no price", ["", "n/a", "-5"]),
        ("one bid", ["900000"]),
        ("identical", ["900000"] * 4),
        ("keying error", ["1", "900000", "900000000000", "900000"]),
    ]
    rows = _rows()
    for tender, prices in odd:
        rows += [rows[0] | {"Tender": tender, "Bid_value": price} for price in prices]
    ranked = _ranked(write(rows))
    assert len(ranked) == 12
    assert all(0 <= (one["strength"] or 0) <= 1 for one in ranked.values())
    assert ranked["no price"]["strength"] == 0.5
    assert ranked["identical"]["variation"] == 0
    assert ranked["one bid"]["spread"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Bid_value\n5\n", "no column Tender"),
        ("Tender\nA\n", "no column Bid_value"),
        ("", "no column Tender"),
        ("Tender,Bid_value\n", "no row names a tender"),
        ("Tender,Bid_value,Collusive_competitor\nA,5,maybe\n", "holds 'maybe'"),
    ],
)
def test_a_useless_file_is_refused_in_one_sentence(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert bench.main([str(path)]) == 2
    printed = capsys.readouterr().err
    assert message in printed
    assert printed.count("\n") == 1


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([str(tmp_path / "absent.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_json_holds_what_the_table_prints(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([str(write(_rows())), "--json", "--bootstrap", "20"]) == 0
    result = json.loads(capsys.readouterr().out)
    (report,) = result["markets"]
    low, high = report["interval"]
    assert low <= report["average_precision"] <= high
    assert {"published CV low", "published CV high", "low spread"} <= set(report["single"])


# --- the mark ------------------------------------------------------------------------------------


@pytest.mark.skipif(not all(path.exists() for path in REAL), reason="the labelled markets are not on this machine")
def test_the_two_markets_reach_the_mark() -> None:
    result = bench.run(REAL, draws=0)
    assert result["mean"]["average_precision"] >= MARK
