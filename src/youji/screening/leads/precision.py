"""How often a person confirms what a model finds: a Beta posterior that starts from severity and moves with outcomes.

A model's precision is the chance that one of its alerts, at full strength and on evidence of its own, is confirmed.
Before any outcome it is Beta(k·m, k·(1 - m)), m from the severity (`PRIORS`), k = `PRIOR_OBSERVATIONS`: assumptions.

Outcomes are told of leads. A lead in which a model counted with `factor` f and `repeats` e (see `score`) is f·e alerts'
worth of observation. In a lead that was not confirmed none of them held. In a confirmed one at least one did, nobody
says which, and each model is credited with its expected part p·f·e / (1 - Π(1 - p·f)^e): the E-step of expectation
maximisation (Dempster, Laird and Rubin, J. R. Stat. Soc. B 39, 1977, 1-38) for noisy-or. Where the person named the
models that were confirmed, these alone share the credit and the others count as not confirmed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

PRIORS = {
    "low": Decimal("0.05"),
    "medium": Decimal("0.15"),
    "high": Decimal("0.35"),
    "critical": Decimal("0.55"),
}
"""Assumed share of alerts of a severity that a person would confirm, before any outcome is known."""
PRIOR_OBSERVATIONS = 8
"""How many judged alerts that assumption is worth. Few: an assumption should give way to a month of verification."""
_STEPS, _CLOSE = 500, 1e-9
_MICRO = Decimal("0.000001")


@dataclass(frozen=True)
class Precision:
    """A model's precision: `mean` with the central 95 % of its posterior, from `prior` and what was observed.

    `confirmed` of `observed` alerts, both in alerts' worth (fractions: an alert of little strength is less than one).
    """

    model_id: str
    severity: str
    prior: Decimal
    confirmed: Decimal
    observed: Decimal
    mean: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class CountedPart:
    """What one model brought to a judged lead: `factor` in [0, 1] on its precision, `repeats` of at least 1."""

    model_id: str
    factor: Decimal
    repeats: Decimal


@dataclass(frozen=True)
class JudgedLead:
    """The last word about a lead. `models`: those the person named as confirmed; none: all of the lead's."""

    lead_id: str
    confirmed: bool
    parts: tuple[CountedPart, ...]
    models: tuple[str, ...] = ()


def precisions(severities: Mapping[str, str], judged: Sequence[JudgedLead]) -> dict[str, Precision]:
    """Model id → precision, for every model of `severities`; what was judged of other models is left out.

    The order of `judged` does not matter. Figures are rounded to six decimals.
    """
    models = sorted(severities)
    if not models:
        return {}
    place = {model: number for number, model in enumerate(models)}
    rows = sorted(_observations(judged, place))
    start = np.array([float(PRIORS[severities[model]]) for model in models])
    above, exposure = _learn(rows, start)
    found = {}
    for number, model in enumerate(models):
        prior, seen, credit = start[number], float(exposure[number]), float(above[number])
        alpha = PRIOR_OBSERVATIONS * prior + credit
        # An alert of half strength that was confirmed is more than its worth: the rest of the prior always remains.
        beta = PRIOR_OBSERVATIONS * (1 - prior) + max(0.0, seen - credit)
        found[model] = Precision(
            model,
            severities[model],
            PRIORS[severities[model]],
            _rounded(credit),
            _rounded(seen),
            _rounded(alpha / (alpha + beta)),
            _rounded(beta_quantile(alpha, beta, 0.025)),
            _rounded(beta_quantile(alpha, beta, 0.975)),
        )
    return found


def raw_score(parts: Iterable[CountedPart], known: Mapping[str, Precision]) -> Decimal:
    """The score of a lead of these parts before recalibration; a model that is not known adds nothing."""
    log_none = sum(
        float(part.repeats) * math.log1p(-min(float(known[part.model_id].mean * part.factor), 0.999999))
        for part in sorted(parts, key=lambda part: part.model_id)
        if part.model_id in known
    )
    return _rounded(1 - math.exp(log_none))


_Row = tuple[str, int, int, float, float]
"""Unit (a lead's models that share one outcome), 1 if confirmed, model's place, factor, repeats."""


def _observations(judged: Sequence[JudgedLead], place: Mapping[str, int]) -> list[_Row]:
    rows = []
    for lead in judged:
        for part in lead.parts:
            if part.model_id not in place or not part.factor:
                continue
            hit = lead.confirmed and (not lead.models or part.model_id in lead.models)
            unit = f"{lead.lead_id}|{int(hit)}"
            rows.append((unit, int(hit), place[part.model_id], float(part.factor), float(part.repeats)))
    return rows


def _learn(rows: Sequence[_Row], start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Credit and exposure a model, at the fixed point of expectation maximisation."""
    if not rows:
        return np.zeros_like(start), np.zeros_like(start)
    units = {unit: number for number, unit in enumerate(dict.fromkeys(row[0] for row in rows))}
    unit = np.array([units[row[0]] for row in rows])
    confirmed = np.array([row[1] for row in rows], dtype=bool)
    model = np.array([row[2] for row in rows])
    factor = np.array([row[3] for row in rows])
    repeats = np.array([row[4] for row in rows])
    worth = factor * repeats
    exposure = np.bincount(model, worth, minlength=len(start))
    precision = start.copy()
    credit = np.zeros_like(start)
    for _ in range(_STEPS):
        none = np.bincount(unit, repeats * np.log1p(-np.minimum(precision[model] * factor, 0.999999)))
        some = -np.expm1(none)[unit]
        shares = np.where(confirmed, precision[model] * worth / np.maximum(some, 1e-12), 0.0)
        credit = np.bincount(model, shares, minlength=len(start))
        alpha = PRIOR_OBSERVATIONS * start + credit
        beta = PRIOR_OBSERVATIONS * (1 - start) + np.maximum(0.0, exposure - credit)
        moved = alpha / (alpha + beta)
        done = np.abs(moved - precision).max() < _CLOSE
        precision = moved
        if done:
            break
    return credit, exposure


def beta_quantile(alpha: float, beta: float, share: float) -> float:
    """The point below which `share` of Beta(alpha, beta) lies, to nine decimals, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if beta_below(alpha, beta, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(alpha: float, beta: float, at: float) -> float:
    """The share of Beta(alpha, beta) below `at`: the regularised incomplete beta function.

    Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, by Lentz's method.
    """
    if at <= 0 or at >= 1:
        return 0.0 if at <= 0 else 1.0
    if at > (alpha + 1) / (alpha + beta + 2):
        return 1 - beta_below(beta, alpha, 1 - at)
    front = math.exp(
        math.lgamma(alpha + beta)
        - math.lgamma(alpha)
        - math.lgamma(beta)
        + alpha * math.log(at)
        + beta * math.log1p(-at)
    )
    tiny = 1e-300
    above, below = 1.0, 1 / max(1 - (alpha + beta) * at / (alpha + 1), tiny)
    value = below
    for m in range(1, 2_000):
        for term in (
            m * (beta - m) * at / ((alpha + 2 * m - 1) * (alpha + 2 * m)),
            -(alpha + m) * (alpha + beta + m) * at / ((alpha + 2 * m) * (alpha + 2 * m + 1)),
        ):
            below = 1 / _away(1 + term * below, tiny)
            above = _away(1 + term / above, tiny)
            value *= above * below
        if abs(above * below - 1) < 1e-13:
            break
    return front * value / alpha


def _away(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny


def _rounded(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_MICRO)
