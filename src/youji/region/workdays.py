"""Working days of the region's years, for periods that the law counts in them.

The holidays are those of the State Council's notices for 2022 to 2025. Saturdays and Sundays that the notices make
working days are left out: counted so, a period is never too short.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from youji.region.randomness import Bools, Ints
from youji.region.tables import EPOCH, FIRST_DAY, LAST_DAY

_MARGIN = 120
_HOLIDAYS = (
    ("2022-09-10", 3), ("2022-10-01", 7), ("2022-12-31", 3),
    ("2023-01-21", 7), ("2023-04-05", 1), ("2023-04-29", 5), ("2023-06-22", 3), ("2023-09-29", 8), ("2023-12-30", 3),
    ("2024-02-09", 9), ("2024-04-04", 3), ("2024-05-01", 5), ("2024-06-08", 3), ("2024-09-15", 3), ("2024-10-01", 7),
    ("2025-01-01", 1), ("2025-01-28", 8), ("2025-04-04", 3), ("2025-05-01", 5), ("2025-05-31", 3), ("2025-10-01", 8),
)  # fmt: skip
"""First day and number of days."""


def _calendar() -> Bools:
    days = np.arange(FIRST_DAY, LAST_DAY + _MARGIN)
    # 1970-01-01 was a Thursday.
    work = (days + 3) % 7 < 5
    for first, count in _HOLIDAYS:
        start = (date.fromisoformat(first) - EPOCH) // timedelta(days=1) - FIRST_DAY
        work[start : start + count] = False
    return np.asarray(work, dtype=np.bool_)


_WORK = _calendar()
WORKDAY, WEEKEND, HOLIDAY = range(3)


def kinds_of_day(days: Ints) -> Ints:
    """Working day, weekend or public holiday; a weekend within a holiday is part of it."""
    holiday = np.zeros(len(_WORK), dtype=np.bool_)
    for first, count in _HOLIDAYS:
        start = (date.fromisoformat(first) - EPOCH) // timedelta(days=1) - FIRST_DAY
        holiday[start : start + count] = True
    at = days - FIRST_DAY
    return np.where(holiday[at], HOLIDAY, np.where(_WORK[at], WORKDAY, WEEKEND))


_COUNT = np.cumsum(_WORK)


def is_working_day(days: Ints) -> Bools:
    """Whether each day is one on which offices work."""
    return np.asarray(_WORK[days - FIRST_DAY], dtype=np.bool_)


def after_working_days(days: Ints, count: Ints | int) -> Ints:
    """The day that is the `count`-th working day after each of `days`."""
    reached = _COUNT[days - FIRST_DAY] + count
    return np.asarray(np.searchsorted(_COUNT, reached) + FIRST_DAY, dtype=np.int64)


def next_working_day(days: Ints) -> Ints:
    """The day itself where offices work, else the next day on which they do."""
    return np.where(is_working_day(days), days, after_working_days(days, 1))
