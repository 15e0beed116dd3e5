"""The shapes of a run in figures: by category, division, month and risk point; over all leads, listed or not.

Nothing here names a party. Money is what leads are about, and never added up over alerts of one lead: a lead counts
with its largest alert. Two leads may still rest on the same money, so that a sum tells the scale and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from youji.screening.report.data import Bilingual

MONTHS = 36
"""How many months a trend shows, the last being that of the day the data end."""


@dataclass(frozen=True)
class Money:
    """A sum in one currency (None: unknown). Currencies are never added up."""

    currency: str | None
    amount: Decimal


@dataclass(frozen=True)
class CategoryFigures:
    """One category. `computed`: its models that are done; `silent`: those that came to no conclusion.

    `leads` have at least one alert of the category, so that a lead may count in several; `money` is the largest alert
    of the category in each of them, by currency, the largest sum first.
    """

    category: str
    computed: int = 0
    silent: int = 0
    alerts: int = 0
    leads: int = 0
    money: tuple[Money, ...] = ()


@dataclass(frozen=True)
class DivisionFigures:
    """One administrative division: every lead is in one, or in none (`code` None); see `report.divisions`."""

    code: str | None
    name: str = ""
    """Its name, where a geometry file tells it."""
    leads: int = 0
    money: tuple[Money, ...] = ()


@dataclass(frozen=True)
class Trend:
    """Alerts by month of `occurred_on` and category. `months` (`2025-06`) lie side by side, without gaps."""

    months: tuple[str, ...] = ()
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Category → alerts in each of the months; categories without a dated alert are left out."""
    undated: int = 0
    earlier: int = 0
    """Alerts from before the first month shown."""
    later: int = 0
    """Alerts from after the month in which the data end: a date that cannot be right."""


@dataclass(frozen=True)
class CoveringModel:
    """A model that names a risk point. `computed` is None where the run did not plan it."""

    id: str
    title: Bilingual
    status: str
    computed: bool | None


@dataclass(frozen=True)
class PointFigures:
    """One risk point, the models that name it, and the alerts and leads these gave."""

    id: str
    name: Bilingual
    category: str
    step: int
    covered: bool
    """An active model names it, whether or not this run computed it (as `youji models coverage` counts)."""
    models: tuple[CoveringModel, ...] = ()
    alerts: int = 0
    leads: int = 0

    @property
    def state(self) -> str:
        """`covered`, `blind` (no active model of it was computed in this run), `trial` (only such models) or `gap`."""
        if self.covered:
            done = any(model.status == "active" and model.computed for model in self.models)
            return "covered" if done else "blind"
        return "trial" if self.models else "gap"


@dataclass(frozen=True)
class Overview:
    """A run in figures."""

    categories: tuple[CategoryFigures, ...] = ()
    divisions: tuple[DivisionFigures, ...] = ()
    """By code; leads of no division last."""
    trend: Trend = Trend()
    points: tuple[PointFigures, ...] = ()
    """In the order of the list of risk points."""
    leads_of_model: Mapping[str, int] = field(default_factory=dict)
