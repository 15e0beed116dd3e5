"""Quantiles and fences, computed as Cardinal's library does, so that both flag the same side of an edge.

Quantiles are the median-unbiased ones (R-8 of Hyndman and Fan 1996): the rank is (n + ⅓)·p + ⅓, and between two ranks
the value is interpolated. A fence is a quartile and one and a half interquartile ranges, rounded once (fused).
"""

from __future__ import annotations

import math
from fractions import Fraction

import duckdb

_WHISKER = Fraction(3, 2)  # Tukey 1977


def quantile(db: duckdb.DuckDBPyConnection, values: str, share: float) -> float:
    """The quantile of the column `v` of a query's rows, from 0 to 1; not a number where there are none."""
    [(n,)] = db.execute(f"SELECT count(*) FROM ({values})").fetchall()
    if n == 0 or not 0.0 <= share <= 1.0:
        return math.nan
    rank = (n + 1.0 / 3.0) * share + 1.0 / 3.0
    below = int(rank)
    if below <= 0 or share == 0.0:
        return _extreme(db, values, "min")
    if below >= n or share == 1.0:
        return _extreme(db, values, "max")
    (low,), (high,) = db.execute(f"SELECT v FROM ({values}) ORDER BY v LIMIT 2 OFFSET {below - 1}").fetchall()
    between: float = float(low) + (rank - below) * (float(high) - float(low))
    return between


def lower_fence(q1: float, q3: float) -> float:
    """Q1 − 1.5 · (Q3 − Q1)."""
    return _fused(q3 - q1, -_WHISKER, q1)


def upper_fence(q1: float, q3: float) -> float:
    """Q3 + 1.5 · (Q3 − Q1)."""
    return _fused(q3 - q1, _WHISKER, q3)


def _fused(range_: float, factor: Fraction, start: float) -> float:
    if not (math.isfinite(range_) and math.isfinite(start)):
        return range_ * float(factor) + start
    exact = Fraction(range_) * factor + Fraction(start)
    try:
        return float(exact)
    except OverflowError:
        return math.copysign(math.inf, exact)


def _extreme(db: duckdb.DuckDBPyConnection, values: str, function: str) -> float:
    [(value,)] = db.execute(f"SELECT {function}(v) FROM ({values})").fetchall()
    return float(value)
