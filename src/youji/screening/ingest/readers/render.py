"""Typed cells as canonical text: ISO dates, plain decimals, `true` and `false`."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation

EXACT = 2**53
"""Beyond this a floating number cannot hold every integer: an account number stored so has lost digits."""
_EXCEL_DIGITS = 10**15
_MOST_DIGITS = 400


def plain_number(text: str) -> str:
    """A number without exponent: `1e5` becomes `100000`.

    One of absurd size stays as it is, and is refused later.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        return text
    return format(value, "f")


def from_float(value: float) -> str | None:
    """A floating number as its shortest decimal; whole ones without `.0`; not a number is null."""
    if value != value:
        return None
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return plain_number(text) if "e" in text else text


def lost_precision(value: float) -> bool:
    """True if a number stored as floating has lost, or cannot be trusted in, its last digits.

    From 2^53 not every integer has its own floating number. A spreadsheet keeps 15 significant digits of what
    is typed into it: a 16-digit account number typed there ends in a zero that nobody typed.
    """
    size = abs(value)
    if size < _EXCEL_DIGITS or value != value:
        return False
    return size >= EXACT or (value.is_integer() and int(size) % 10 == 0)


def from_moment(value: datetime.date | datetime.time | datetime.timedelta) -> str:
    """Dates as `2024-01-31`, moments as `2024-01-31 08:30:00` (with their offset, if they have one)."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.timedelta):
        seconds = value.total_seconds()
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        minutes, rest = divmod(seconds, 60)
        hours, minutes = divmod(int(minutes), 60)
        return f"{sign}{hours:02d}:{minutes:02d}:{rest:02.0f}"
    return value.isoformat()
