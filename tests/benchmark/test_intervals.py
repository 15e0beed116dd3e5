"""Intervals against values from the literature and by other ways of computing them."""

from __future__ import annotations

import math

import pytest

from youji.benchmark.intervals import Z_95, frequency, ratio_interval, share


def test_wilson_agrees_with_newcombes_worked_example() -> None:
    """81 of 263 gives 0.2553 to 0.3662 (R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3)."""
    rate = share(81, 263)
    assert rate.value == pytest.approx(81 / 263)
    assert (round(rate.low or 0, 4), round(rate.high or 0, 4)) == (0.2553, 0.3662)


def test_wilson_at_the_ends_stays_within_nought_and_one() -> None:
    none, every = share(0, 20), share(20, 20)
    assert (none.low, every.high) == (0.0, 1.0)
    assert none.high == pytest.approx(Z_95**2 / (20 + Z_95**2))
    assert every.low == pytest.approx(20 / (20 + Z_95**2))


def test_a_bound_of_wilsons_interval_is_where_the_score_test_is_on_the_edge() -> None:
    rate = share(7, 30)
    for bound in (rate.low, rate.high):
        assert bound is not None
        assert abs(7 / 30 - bound) / math.sqrt(bound * (1 - bound) / 30) == pytest.approx(Z_95)


def test_nothing_measured_has_no_value() -> None:
    assert share(0, 0).value is None
    assert frequency(0, 0).high is None


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.39)])
def test_byar_is_close_to_the_exact_poisson_interval(events: int, low: float, high: float) -> None:
    """Exact limits by the chi-square distribution (F. Garwood, Biometrika 28, 1936)."""
    rate = frequency(events, 1_000)
    assert rate.value == events
    assert rate.low == pytest.approx(low, abs=0.05)
    assert rate.high == pytest.approx(high, abs=0.06)


def test_a_ratio_of_sums_lies_in_its_interval_and_is_the_same_every_time() -> None:
    parts = [(9.0, 6.0), (8.0, 8.0), (10.0, 5.0), (7.0, 7.0)]
    ratio, low, high = ratio_interval(parts)
    assert ratio == pytest.approx(34 / 26)
    assert low is not None
    assert high is not None
    assert 1.0 <= low < ratio < high <= 2.0
    assert ratio_interval(parts) == (ratio, low, high)


def test_a_ratio_of_one_round_has_no_interval_and_of_nothing_no_value() -> None:
    assert ratio_interval([(3.0, 2.0)]) == (1.5, None, None)
    assert ratio_interval([(0.0, 0.0)]) == (None, None, None)
    assert ratio_interval([]) == (None, None, None)
