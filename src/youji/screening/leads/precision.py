"""How often a person confirms what a model finds: a Beta posterior that starts from severity and moves with outcomes.

A model's precision is the chance that one of its alerts, at full strength and on evidence of its own, is confirmed.
Before any outcome it is Beta(k·m, k·(1 - m)), m from the severity (`PRIORS`), k = `PRIOR_OBSERVATIONS`: assumptions.

Outcomes are told of leads. A model that counted in a lead with factor f and repeats e (see `score`) is observed f·e
times there. In a lead that was not confirmed none of its findings held. In a confirmed one at least one finding did,
nobody says which, and each model is credited with its expected part p·f·e / (1 - Π(1 - p·f)^e): the E-step of
expectation maximisation (Dempster, Laird and Rubin, J. R. Stat. Soc. B 39, 1977, 1-38) for noisy-or. Where the person
named the models that were confirmed, these alone share the credit and the others count as not confirmed.

Which alert owns shared evidence depends on the precisions themselves, so leads are weighed anew until the owners stay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from youji.screening.leads.judged import JudgedLead

PRIORS = {
    "low": Decimal("0.05"),
    "medium": Decimal("0.15"),
    "high": Decimal("0.35"),
    "critical": Decimal("0.55"),
}
"""Assumed share of alerts of a severity that a person would confirm, before any outcome is known."""
PRIOR_OBSERVATIONS = 8
"""How many judged alerts that assumption is worth. Few: an assumption should give way to a month of verification."""
_ROUNDS, _STEPS, _CLOSE = 20, 200, 1e-7
_MICRO = Decimal("0.000001")
_LARGEST = 0.999999


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


def precisions(severities: Mapping[str, str], judged: Sequence[JudgedLead]) -> dict[str, Precision]:
    """Model id → precision, for every model of `severities`; what was judged of other models is left out.

    The order of `judged` does not matter. Figures are rounded to six decimals.
    """
    models = sorted(severities)
    if not models:
        return {}
    start = np.array([float(PRIORS[severities[model]]) for model in models])
    credit, exposure = _learn(Bench(judged, models), start)
    found = {}
    for model, prior, got, seen in zip(models, start, credit, exposure, strict=True):
        alpha = PRIOR_OBSERVATIONS * prior + got
        # An alert of half strength that was confirmed is more than its worth: the rest of the prior always remains.
        beta = PRIOR_OBSERVATIONS * (1 - prior) + max(0.0, seen - got)
        found[model] = Precision(
            model,
            severities[model],
            PRIORS[severities[model]],
            _rounded(got),
            _rounded(seen),
            _rounded(alpha / (alpha + beta)),
            _rounded(beta_quantile(alpha, beta, 0.025)),
            _rounded(beta_quantile(alpha, beta, 0.975)),
        )
    return found


def raw_scores(judged: Sequence[JudgedLead], known: Mapping[str, Precision]) -> dict[str, float]:
    """Lead id → its score before recalibration under these precisions; a model that is not known adds nothing."""
    models = sorted(known)
    bench = Bench(judged, models)
    factor, repeats, _ = bench.weigh(np.array([float(known[model].mean) for model in models]))
    means = np.array([float(known[model].mean) for model in models])
    none = np.bincount(
        bench.part_lead,
        repeats * np.log1p(-np.minimum(means[bench.part_model] * factor, _LARGEST)),
        minlength=len(bench.leads),
    )
    return dict(zip(bench.leads, (-np.expm1(none)).tolist(), strict=True))


class Bench:
    """Judged leads as flat arrays, to be weighed under one precision after another. `models`: in order."""

    def __init__(self, judged: Sequence[JudgedLead], models: Sequence[str]) -> None:
        place = {model: number for number, model in enumerate(models)}
        ordered = sorted(judged, key=lambda lead: lead.lead_id)
        self.leads = [lead.lead_id for lead in ordered]
        lead_of: list[int] = []
        model_of: list[int] = []
        factor: list[float] = []
        hit: list[bool] = []
        row_owner: list[int] = []
        row_set: list[int] = []
        row_count: list[int] = []
        for number, lead in enumerate(ordered):
            at: dict[int, int] = {}
            for index, alert in enumerate(lead.alerts):
                if alert.model_id in place:
                    at[index] = len(lead_of)
                    lead_of.append(number)
                    model_of.append(place[alert.model_id])
                    factor.append(float(alert.factor))
                    hit.append(lead.confirmed and (not lead.models or alert.model_id in lead.models))
            for shared in lead.evidence:
                mine = [at[index] for index in shared.alerts if index in at]
                row_owner += mine
                row_set += [len(row_count)] * len(mine)
                row_count.append(shared.rows)
        self._model = np.array(model_of, dtype=np.int64)
        self._factor = np.array(factor)
        self._member, self._set = np.array(row_owner, dtype=np.int64), np.array(row_set, dtype=np.int64)
        self._rows = np.array(row_count, dtype=np.float64)
        width = max(len(models), 1)
        numbers = np.array(lead_of, dtype=np.int64) * width + self._model
        parts, self._part = np.unique(numbers, return_inverse=True)
        self.part_lead, self.part_model = parts // width, parts % width
        confirmed = np.zeros(len(parts), dtype=bool)
        confirmed[self._part] = np.array(hit, dtype=bool)
        self.confirmed = confirmed
        self.unit = self.part_lead * 2 + confirmed
        """A lead's models that share one outcome."""

    def weigh(self, precision: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Factor and repeats of each part (a model in a lead), and the place of the owner of each set of rows."""
        base = np.round(precision[self._model] * self._factor, 6)
        # as in gathering: the strongest first, then by model, then by alert id
        order = np.lexsort((np.arange(len(base)), self._model, -base))
        strongest = np.empty(len(base), dtype=np.int64)
        strongest[order] = np.arange(len(base))
        owners = np.full(len(self._rows), len(base), dtype=np.int64)
        np.minimum.at(owners, self._set, strongest[self._member])
        resting = np.bincount(self._member, self._rows[self._set], minlength=len(base))
        held = owners < len(base)
        owned = np.bincount(order[owners[held]], self._rows[held], minlength=len(base))
        share = np.where(resting > 0, owned / np.maximum(resting, 1), 1.0)
        counted = base * share
        top = np.zeros(len(self.part_lead))
        np.maximum.at(top, self._part, counted)
        total = np.bincount(self._part, counted, minlength=len(top))
        factor = np.minimum(top / np.maximum(precision[self.part_model], 1e-12), 1.0)
        repeats = np.where(top > 0, 1 + np.log(np.maximum(total, 1e-12) / np.maximum(top, 1e-12)), 1.0)
        return factor, repeats, owners


def _learn(bench: Bench, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Credit and exposure of each model, at the fixed point of expectation maximisation."""
    precision, before = start.copy(), None
    credit = exposure = np.zeros_like(start)
    if not len(bench.part_lead):
        return credit, exposure
    for _ in range(_ROUNDS):
        factor, repeats, owners = bench.weigh(precision)
        if before is not None and np.array_equal(owners, before):
            break
        before = owners
        worth = factor * repeats
        exposure = np.bincount(bench.part_model, worth, minlength=len(start))
        for _ in range(_STEPS):
            chance = np.minimum(precision[bench.part_model] * factor, _LARGEST)
            some = -np.expm1(np.bincount(bench.unit, repeats * np.log1p(-chance))[bench.unit])
            shares = np.where(bench.confirmed, chance * repeats / np.maximum(some, 1e-12), 0.0)
            credit = np.bincount(bench.part_model, shares, minlength=len(start))
            alpha = PRIOR_OBSERVATIONS * start + credit
            beta = PRIOR_OBSERVATIONS * (1 - start) + np.maximum(0.0, exposure - credit)
            moved = alpha / (alpha + beta)
            done = np.abs(moved - precision).max() < _CLOSE
            precision = moved
            if done:
                break
    return credit, exposure


def beta_quantile(alpha: float, beta: float, share: float) -> float:
    """The point below which `share` of Beta(alpha, beta) lies, by bisection, to ten decimals."""
    low, high = 0.0, 1.0
    for _ in range(34):
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
    above, below = 1.0, 1 / _away(1 - (alpha + beta) * at / (alpha + 1), tiny)
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
