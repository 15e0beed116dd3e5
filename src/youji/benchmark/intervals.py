"""Intervals of 95 %: Wilson for shares, Byar for counts, bootstrap over rounds for ratios.

All take single cases, leads and alerts as independent. Those of one seed are not wholly so; the spread over the
seeds, which is reported beside them, shows how much that matters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
RESAMPLES = 2_000
_BOOTSTRAP_SEED = 20_250_630


@dataclass(frozen=True)
class Rate:
    """`hits` of `n` (a share), or `hits` events per `per` of `n` subjects; `low` and `high` bound the value.

    `value`, `low` and `high` are None where `n` is 0: nothing was there to be measured.
    """

    hits: float
    n: int
    value: float | None
    low: float | None
    high: float | None


def share(hits: int, n: int) -> Rate:
    """A share with Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209–212)."""
    if n == 0:
        return Rate(hits, 0, None, None, None)
    p, z2 = hits / n, Z_95 * Z_95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # At 0 and n the bound is exactly 0 and 1; the formula leaves a rounding error there.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == n else min(1.0, middle + half)
    return Rate(hits, n, p, low, high)


def frequency(events: int, subjects: int, per: int = 1_000) -> Rate:
    """Events per `per` subjects with Byar's approximation to the exact Poisson interval.

    Source: Breslow and Day, Statistical Methods in Cancer Research II, IARC 1987, equation 2.13 (page 69).
    """
    if subjects == 0:
        return Rate(events, 0, None, None, None)
    low = 0.0
    if events > 0:
        low = events * (1 - 1 / (9 * events) - Z_95 / (3 * math.sqrt(events))) ** 3
    above = events + 1
    high = above * (1 - 1 / (9 * above) + Z_95 / (3 * math.sqrt(above))) ** 3
    scale = per / subjects
    return Rate(events, subjects, events * scale, max(0.0, low) * scale, high * scale)


def ratio_interval(parts: Sequence[tuple[float, float]]) -> tuple[float | None, float | None, float | None]:
    """Sum of the first parts ÷ sum of the second, with the percentile bootstrap interval over the rounds.

    `parts`: one (numerator, denominator) a round. None three times where the denominator is 0; no interval for a
    single round. The resampling starts from a fixed seed, so the same rounds give the same interval.
    """
    values = np.asarray(parts, dtype=np.float64).reshape(-1, 2)
    above, below = float(values[:, 0].sum()), float(values[:, 1].sum())
    if below == 0:
        return None, None, None
    if len(values) < 2:
        return above / below, None, None
    rng = np.random.default_rng(_BOOTSTRAP_SEED)
    sums = values[rng.integers(0, len(values), (RESAMPLES, len(values)))].sum(axis=1)
    sums = sums[sums[:, 1] > 0]
    low, high = np.quantile(sums[:, 0] / sums[:, 1], (0.025, 0.975))
    return above / below, float(low), float(high)
