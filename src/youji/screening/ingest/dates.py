"""Dates as offices write them, as DuckDB expressions: only forms that can be read one way."""

from __future__ import annotations

FIRST_DAY, AFTER_LAST_DAY = "1900-01-01", "2100-01-01"

_SERIAL_MIN, _SERIAL_MAX = 10_000, 73_050
"""Excel serial day numbers taken as dates: 1927-05-18 to 2099-12-31 (1900 date system)."""
_EXCEL_EPOCH = "1899-12-30"
_UNIX = {"unix": (-2_208_988_800, 4_102_444_799, 1_000_000), "unix_ms": (-2_208_988_800_000, 4_102_444_799_999, 1_000)}
"""Format → first and last number within the range of dates, microseconds in one."""

_DAY = "([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?"
_TIME = "([0-9]{1,2})[:时点]([0-9]{1,2})(?:[:分]([0-9]{1,2}(?:[.][0-9]{1,9})?)秒?|分)?"
# The hour as it was written counts, so an offset from UTC is cut off.
_OFFSET = "(?: ?(?:Z|UTC|GMT|[-+][0-9]{2}:?(?:[0-9]{2})?))?"
_HOUR = f"(?:[T ]*{_TIME}{_OFFSET})?"
_WRITTEN = f"^{_DAY}{_HOUR}$"
_PACKED = f"^([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})(?:{_HOUR}|([0-9]{{2}})([0-9]{{2}})([0-9]{{2}}))$"


def parsed_date(format_: str | None, half: str) -> str:
    """The TIMESTAMP a text says, or null. `format_`: a strptime pattern, `unix`, `unix_ms`, `excel_serial` or None."""
    if format_ in _UNIX:
        first, last, micros = _UNIX[format_]
        number = f"TRY_CAST({half} AS DECIMAL(20,3))"
        stamp = f"make_timestamp(CAST({number} * {micros} AS BIGINT))"
        return f"CASE WHEN {number} BETWEEN {first} AND {last} THEN {stamp} END"
    if format_ == "excel_serial":
        return _serial(half)
    if format_ is not None:
        return f"CAST(try_strptime({half}, {_literal(format_)}) AS TIMESTAMP)"
    packed_day = _rewritten(half, "(....)(..)(..)", 3)
    return (
        f"CASE WHEN {half} IS NULL THEN NULL"
        # The two forms most systems write need no regular expression.
        f" WHEN {half} LIKE '____-__-__' OR {half} LIKE '____-__-__ __:__:__' THEN TRY_CAST({half} AS TIMESTAMP)"
        f" WHEN regexp_matches({half}, '^{_DAY}$') THEN TRY_CAST({_rewritten(half, _DAY, 3)} AS TIMESTAMP)"
        f" WHEN regexp_matches({half}, '{_WRITTEN}') THEN TRY_CAST({_with_time(half, _WRITTEN, 4)} AS TIMESTAMP)"
        # An eight digit number is YYYYMMDD; a five digit one in a date column can only be a serial day number.
        f" WHEN regexp_full_match({half}, '[0-9]{{8}}') THEN TRY_CAST({packed_day} AS TIMESTAMP)"
        f" WHEN regexp_full_match({half}, '[0-9]{{14}}') THEN TRY_CAST({_with_time(half, _PACKED, 7)} AS TIMESTAMP)"
        f" WHEN regexp_matches({half}, '{_PACKED}') THEN TRY_CAST({_with_time(half, _PACKED, 4)} AS TIMESTAMP)"
        f" WHEN regexp_full_match({half}, '[0-9]{{5}}(?:[.][0-9]+)?') THEN {_serial(half)} END"
    )


def within_range(stamp: str, type_: str) -> str:
    """The timestamp as the column's type; null outside 1900 to 2099, which no record of an office is about."""
    return (
        f"CASE WHEN {stamp} >= TIMESTAMP '{FIRST_DAY}' AND {stamp} < TIMESTAMP '{AFTER_LAST_DAY}'"
        f" THEN CAST({stamp} AS {type_}) END"
    )


def date_refusal(format_: str | None, half: str, stamp: str) -> str:
    """Why a text gives no date: it cannot be read as one, or it can and no such day exists."""
    if format_ in _UNIX:
        looks_right = f"TRY_CAST({half} AS DECIMAL(20,3)) IS NOT NULL"
    elif format_ is not None:
        looks_right = f"{stamp} IS NOT NULL"
    else:
        looks_right = f"regexp_matches({half}, '{_WRITTEN}') OR regexp_matches({half}, '{_PACKED}')"
    return f"CASE WHEN {looks_right} THEN 'impossible_date' ELSE 'not_a_date' END"


def _rewritten(half: str, pattern: str, groups: int) -> str:
    canonical = "-".join(f"\\{i + 1}" for i in range(groups))
    return f"regexp_replace({half}, '^{pattern}$', '{canonical}')"


def _with_time(half: str, pattern: str, hour: int) -> str:
    # Seconds that are not written leave nothing behind the colon, so a zero goes before them.
    clock = f"\\{hour}:\\{hour + 1}:0\\{hour + 2}"
    canonical = f"regexp_replace({half}, '{pattern}', '\\1-\\2-\\3 {clock}')"
    return f"regexp_replace({canonical}, ':0([0-9]{{2}})', ':\\1')"


def _serial(half: str) -> str:
    number = f"TRY_CAST({half} AS DECIMAL(12,6))"
    return (
        f"CASE WHEN {number} BETWEEN {_SERIAL_MIN} AND {_SERIAL_MAX}"
        f" THEN TIMESTAMP '{_EXCEL_EPOCH}' + to_seconds(CAST(round({number} * 86400) AS BIGINT)) END"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
