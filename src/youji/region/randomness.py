"""Random streams by topic, and the skewed draws that records of real offices show.

Every topic (people, tenders, the noise of one file, …) has its own stream, so that adding a draw to one topic
does not change another. Nothing here depends on the clock or on the order of imports.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def stream(seed: int, topic: str) -> np.random.Generator:
    """The random stream of one topic of one region; the same seed and topic give the same numbers."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(topic.encode())])))


def zipf_weights(n: int, exponent: float, offset: float = 3.0) -> Floats:
    """Weights of ranks 1…n that fall as a power of the rank (Zipf–Mandelbrot), summing to 1."""
    weights = 1.0 / np.power(np.arange(1, n + 1, dtype=np.float64) + offset, exponent)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def weighted(rng: np.random.Generator, weights: npt.ArrayLike, size: int) -> Ints:
    """`size` positions of `weights`, each drawn with a chance in proportion to its weight."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    picks = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return np.asarray(np.minimum(picks, len(edges) - 1), dtype=np.int64)


def weighted_rows(rng: np.random.Generator, weights: Floats, row: Ints) -> Ints:
    """For each entry of `row`, a column of that row of the matrix `weights`, drawn by weight."""
    edges = np.cumsum(weights, axis=1)
    edges /= edges[:, -1:]
    picked = np.empty(len(row), dtype=np.int64)
    order = np.argsort(row, kind="stable")
    draws = rng.random(len(row))
    starts = np.searchsorted(row[order], np.arange(len(weights) + 1))
    for index in range(len(weights)):
        rows = order[starts[index] : starts[index + 1]]
        picked[rows] = np.searchsorted(edges[index], draws[rows], side="right")
    return np.asarray(np.minimum(picked, weights.shape[1] - 1), dtype=np.int64)


def log_normal(rng: np.random.Generator, median: npt.ArrayLike, sigma: npt.ArrayLike, size: int) -> Floats:
    """Log-normal draws with the given median and sigma of the logarithm."""
    draws = np.asarray(median, dtype=np.float64) * np.exp(np.asarray(sigma) * rng.standard_normal(size))
    return np.asarray(draws, dtype=np.float64)


def between(rng: np.random.Generator, low: npt.ArrayLike, high: npt.ArrayLike, size: int) -> Ints:
    """Whole numbers from `low` to `high`, both included."""
    return rng.integers(np.asarray(low), np.asarray(high) + 1, size=size, dtype=np.int64)


def rank_within(key: Ints) -> Ints:
    """How many earlier entries have the same key: 0 for the first of each key, 1 for the second, …."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(key) else np.empty(0, dtype=np.bool_)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(key)), 0))
    ranks = np.empty(len(key), dtype=np.int64)
    ranks[order] = np.arange(len(key)) - starts
    return ranks


def mixed(values: Ints, bits: int, salt: int) -> Ints:
    """A one-to-one scrambling of whole numbers below 2**bits (multiply, xor-shift)."""
    mask = np.uint64((1 << bits) - 1)
    half = np.uint64(bits // 2 + 1)
    out = values.astype(np.uint64) & mask
    with np.errstate(over="ignore"):
        for multiplier in (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93):
            odd = np.uint64((multiplier ^ (salt << 1)) & 0xFFFFFFFFFFFFFFFF | 1)
            out = (out * odd) & mask
            out ^= out >> half
    return out.astype(np.int64)
