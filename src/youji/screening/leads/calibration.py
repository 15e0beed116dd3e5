"""A monotone map from raw score to the chance of being confirmed, learnt from judged leads and frozen.

From `ENOUGH` judged leads on, beta calibration (Kull, Silva Filho and Flach, Electron. J. Stat. 11, 2017, 5052-5080):
logit q = a·ln s - b·ln(1 - s) + c with a, b >= 0. From `MANY` on, isotonic regression by pooling adjacent violators
(Ayer et al., Ann. Math. Stat. 26, 1955, 641-647) over blocks of `BLOCK` leads, straight lines between the blocks: it
assumes no form. Each lead is scored with precisions learnt without its own fold, so the map is not fitted to scores
that have seen the answer.

A snapshot is `leads/calibration/HASH.json`, its knots in six decimals, and `current.json` names the one in force.
Screening reads it and learns nothing: the same snapshot gives the same leads, digit for digit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np

from youji.screening.errors import HomeError, YoujiError
from youji.screening.lake.home import canonical_json, write_atomically
from youji.screening.leads.judged import JudgedLead
from youji.screening.leads.precision import precisions, raw_scores

FORMAT = 1
ENOUGH = 200
"""Judged leads below which nothing is fitted."""
MANY = 2_000
BLOCK = 100
FOLDS = 5
_GRID = 200
_EDGE = 1e-4
_MICRO = Decimal("0.000001")


@dataclass(frozen=True)
class Knot:
    """At raw score `raw` the calibrated score is `score`; straight lines between."""

    raw: Decimal
    score: Decimal


@dataclass(frozen=True)
class Calibration:
    """A frozen map; `knots` rise in `raw` from 0 to 1 and do not fall in `score`."""

    method: str
    leads: int
    confirmed: int
    knots: tuple[Knot, ...]

    @property
    def hash(self) -> str:
        """Sixteen hex digits over the content: the snapshot's name."""
        return hashlib.sha256(self.text().encode()).hexdigest()[:16]

    def segments(self) -> list[tuple[Knot, Knot]]:
        """Neighbouring knots, in order."""
        return list(zip(self.knots, self.knots[1:], strict=False))

    def at(self, raw: Decimal) -> Decimal:
        """The calibrated score of a raw score in [0, 1], to six decimals."""
        low, high = next((a, b) for a, b in reversed(self.segments()) if raw >= a.raw)
        share = (raw - low.raw) / (high.raw - low.raw)
        return (low.score + (high.score - low.score) * share).quantize(_MICRO)

    def text(self) -> str:
        """The content as canonical JSON, which the hash is of."""
        return canonical_json(
            {
                "format": FORMAT,
                "method": self.method,
                "leads": self.leads,
                "confirmed": self.confirmed,
                "knots": [[str(knot.raw), str(knot.score)] for knot in self.knots],
            }
        )


def fit(judged: Sequence[JudgedLead], severities: Mapping[str, str]) -> Calibration:
    """The map learnt from judged leads; YoujiError where they are too few or all alike.

    `severities`: model id → severity. The order of `judged` does not matter.
    """
    usable = sorted((lead for lead in judged if lead.alerts), key=lambda lead: lead.lead_id)
    confirmed = sum(lead.confirmed for lead in usable)
    if len(usable) < ENOUGH:
        raise YoujiError(
            f"calibration: {len(usable)} judged leads, at least {ENOUGH} are needed; record more outcomes first."
        )
    if confirmed in {0, len(usable)}:
        raise YoujiError("calibration: all judged leads have one outcome, so nothing can be told apart; judge others.")
    raw: list[float] = []
    held: list[bool] = []
    for fold in range(FOLDS):
        known = precisions(severities, [lead for lead in usable if _fold(lead) != fold])
        mine = [lead for lead in usable if _fold(lead) == fold]
        scored = raw_scores(mine, known)
        raw += [scored[lead.lead_id] for lead in mine]
        held += [lead.confirmed for lead in mine]
    scores, outcomes = np.array(raw), np.array(held, dtype=np.float64)
    order = np.lexsort((outcomes, scores))
    fitted = _isotonic if len(usable) >= MANY else _beta
    method = "isotonic" if len(usable) >= MANY else "beta"
    return Calibration(method, len(usable), confirmed, _knots(fitted(scores[order], outcomes[order])))


def _fold(lead: JudgedLead) -> int:
    return int(hashlib.sha256(lead.lead_id.encode()).hexdigest()[:8], 16) % FOLDS


def _beta(scores: np.ndarray, outcomes: np.ndarray) -> list[tuple[float, float]]:
    """Points of the beta map; a coefficient that would be negative is left out, as its authors do."""
    columns = [0, 1, 2]
    theta = _logistic(_features(scores), outcomes, columns)
    for sign in (0, 1):
        if theta[sign] < 0:
            columns.remove(sign)
            theta = _logistic(_features(scores), outcomes, columns)
    grid = np.linspace(0, 1, _GRID + 1)
    return list(zip(grid, 1 / (1 + np.exp(-_features(grid) @ theta)), strict=True))


def _features(scores: np.ndarray) -> np.ndarray:
    inside = np.clip(scores, _EDGE, 1 - _EDGE)
    return np.column_stack([np.log(inside), -np.log1p(-inside), np.ones_like(inside)])


def _logistic(features: np.ndarray, outcomes: np.ndarray, columns: list[int]) -> np.ndarray:
    """Newton's method; a weak pull (one pseudo-observation) towards the identity keeps it finite."""
    identity = np.array([1.0, 1.0, 0.0])[columns]
    used = features[:, columns]
    theta = identity.copy()
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(used @ theta, -30, 30)))
        slope = used.T @ (outcomes - chance) - (theta - identity)
        bend = (used * (chance * (1 - chance))[:, None]).T @ used + np.eye(len(columns))
        step = np.linalg.solve(bend, slope)
        theta = theta + step
        if np.abs(step).max() < 1e-10:
            break
    whole = np.zeros(3)
    whole[columns] = theta
    return whole


def _isotonic(scores: np.ndarray, outcomes: np.ndarray) -> list[tuple[float, float]]:
    """Pooled blocks as points: mean raw score and share confirmed (half an outcome of each kind added)."""
    pools: list[list[float]] = []
    for block in np.array_split(np.arange(len(scores)), len(scores) // BLOCK):
        pools.append([float(len(block)), float(scores[block].sum()), float(outcomes[block].sum())])
        while len(pools) > 1 and (
            pools[-1][2] / pools[-1][0] <= pools[-2][2] / pools[-2][0]
            or pools[-1][1] / pools[-1][0] - pools[-2][1] / pools[-2][0] < 1e-6
        ):
            last = pools.pop()
            pools[-1] = [mine + its for mine, its in zip(pools[-1], last, strict=True)]
    return [(total / n, (hits + 0.5) / (n + 1)) for n, total, hits in pools]


def _knots(points: Sequence[tuple[float, float]]) -> tuple[Knot, ...]:
    """Points as knots from 0 to 1, flat beyond the first and last, never falling after rounding."""
    found: list[Knot] = []
    for raw, score in [(0.0, points[0][1]), *points, (1.0, points[-1][1])]:
        knot = Knot(_rounded(raw), _rounded(score))
        if found and knot.raw <= found[-1].raw:
            continue
        found.append(Knot(knot.raw, max(knot.score, found[-1].score)) if found else knot)
    return tuple(found)


def _rounded(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_MICRO)


class Calibrations:
    """The frozen maps in `leads/calibration`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Calibration | None:
        """The map in force; None where none was frozen. HomeError where it is damaged."""
        pointer = self.folder / "current.json"
        if not pointer.is_file():
            return None
        try:
            return self.read(str(json.loads(pointer.read_text(encoding="utf-8"))["calibration"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HomeError(f"{pointer}: is damaged; run `youji leads calibrate` to make it anew.") from error

    def read(self, hash_: str) -> Calibration:
        """A certain map; HomeError where it is gone, or its content is not what its name says."""
        path = self.folder / f"{hash_}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            knots = tuple(Knot(Decimal(raw), Decimal(score)) for raw, score in data["knots"])
            found = Calibration(data["method"], data["leads"], data["confirmed"], knots)
        except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
            raise HomeError(f"{path}: cannot be read; run `youji leads calibrate` to make it anew.") from error
        if found.hash != hash_:
            raise HomeError(f"{path}: was changed since it was frozen; restore it, or run `youji leads calibrate`.")
        return found

    def freeze(self, calibration: Calibration, now: datetime) -> Path:
        """Writes the map under its hash and puts it in force."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{calibration.hash}.json"
        write_atomically(path, calibration.text() + "\n")
        write_atomically(
            self.folder / "current.json",
            json.dumps({"calibration": calibration.hash, "frozen_at": now.isoformat(timespec="seconds")}) + "\n",
        )
        return path
