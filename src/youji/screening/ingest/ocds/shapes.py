"""JSON values as publishers write them: an object where a list belongs, a number where a text does, and the reverse."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

_LONGEST = 4_000
_NO_DAYS = ("0000-", "0001-01-01")
"""What databases write for a date that is not there."""
_EXACT_BELOW = 1e12
"""Below it a floating number keeps the cents that a file writes (its steps are 0.0001), above it is read again."""


class LostDigitsError(Exception):
    """A floating number may have lost digits: the release has to be read again exactly."""


def text(value: Any) -> str | None:
    """A value as text, numbers with all their digits; None if there is nothing in it.

    LostDigitsError where a number is so large that as a floating number it may have lost digits.
    """
    kind = type(value)
    if kind is str:
        return value or None
    if value is None:
        return None
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is float:
        return _number(value)
    if kind is Decimal:
        return format(value, "f")
    if not value:
        return None
    return json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST]


def _number(value: float) -> str:
    if not -_EXACT_BELOW < value < _EXACT_BELOW:
        raise LostDigitsError
    written = repr(value)
    if "e" in written:
        return format(Decimal(written), "f")
    return written[:-2] if written.endswith(".0") else written


def identifier(value: Any) -> str | None:
    """An id; None for what cannot be one (an object, a list, true, blanks)."""
    kind = type(value)
    if kind is str:
        return value.strip() or None
    if kind is int or kind is float or kind is Decimal:
        return text(value)
    return None


def day(value: Any) -> str | None:
    """A date or a time as written; None for the zero dates of databases."""
    written = text(value)
    return None if written is not None and written.startswith(_NO_DAYS) else written


def moment(value: Any) -> str | None:
    """A time as text in UTC (`2024-03-01 10:00:00`), so that releases can be put in order; None where it is none."""
    return _in_utc(value) if type(value) is str else None


@lru_cache(maxsize=4096)
def _in_utc(written: str) -> str | None:
    try:
        parsed = datetime.fromisoformat(written.strip())
        parsed = parsed if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # Before 1900 lies no release: a zero date of a database.
    return parsed.replace(tzinfo=None).isoformat(" ") if parsed.year >= 1900 else None


def entry(value: Any) -> dict[str, Any]:
    """An object: the first of a list of them; empty if there is none."""
    if type(value) is dict:
        return value
    if type(value) is list:
        return next((one for one in value if type(one) is dict), {})
    return {}


def entries(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; a single object counts as a list of one."""
    if type(value) is list:
        return [one for one in value if type(one) is dict]
    return [value] if type(value) is dict and value else []


def texts(value: Any) -> list[str]:
    """The ids of a list of ids, or of one."""
    found = value if type(value) is list else [value]
    return [one for one in map(identifier, found) if one is not None]


def money(value: Any) -> tuple[str | None, str | None]:
    """Amount and currency of an OCDS value; a bare number counts as an amount."""
    if type(value) is dict or type(value) is list:
        inside = entry(value)
        return text(inside.get("amount")), text(inside.get("currency"))
    return text(value), None
