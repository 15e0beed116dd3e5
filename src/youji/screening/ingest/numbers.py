"""Numbers as offices write them, as DuckDB expressions: thousands, brackets, currency signs, units within the cell."""

from __future__ import annotations

from decimal import Decimal

from youji.screening.contracts.model import Column
from youji.screening.lake.tables import literal, quoted

# Groups of three, or of four as in 1,2345万: anything else between commas is no thousand and is refused, since it may
# be a decimal comma. A blank is a decimal sign nowhere, so blanks are left out before.
_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+|[0-9]+)"
_NUMBER = rf"[-+]?(?:{_WHOLE}(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][-+]?[0-9]{{1,2}})?"
_FACTORS = {"千万": 10_000_000, "百万": 1_000_000, "十万": 100_000, "亿": 100_000_000, "万": 10_000, "千": 1_000}
_WRITTEN = rf"^({_NUMBER})(%|{'|'.join(_FACTORS)})?(元|圆)?整?$"
_CURRENCY = r"^([-+(]?)(?:人民币|CNY|RMB|cny|rmb|[¥￥$€£])"
_MINUS = "−﹣–"
_WORKING = "DECIMAL(25,8)"
_FACTOR = "DECIMAL(13,4)"


def parsed_decimal(column: Column, multiply: Decimal | None, half: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Prepared forms (name, expression) of a decimal column's text, and the value built on them.

    `multiply` is the factor to the contract's unit that the mapping gives. A unit written in the cell itself wins
    over it: 5万元 and 50000元 are the same under "金额（万元）".
    """
    first, parts = quoted(f"n:{column.name}"), quoted(f"p:{column.name}")
    # DuckDB reads 1_000 as a thousand; no office writes that, and a torn identifier may look like it.
    plain_type = column.type if multiply is None else _WORKING
    reading = f"CASE WHEN NOT contains({half}, '_') THEN TRY_CAST({half} AS {plain_type}) END"
    taken_apart = f"CASE WHEN {half} IS NOT NULL AND {first} IS NULL THEN {_parts(half)} END"
    outside = Decimal(1) if multiply is None else multiply
    factors = " ".join(f"WHEN '{unit}' THEN {factor}" for unit, factor in _FACTORS.items())
    # A bare 元 is a unit too, so the header's does not apply.
    unnamed = f"CASE {parts}.yuan WHEN '' THEN {outside} ELSE 1 END"
    factor = f"CASE {parts}.unit WHEN '%' THEN 0.01 {factors} ELSE {unnamed} END"
    number = f"replace({parts}.number, ',', '')"
    scaled = f"TRY_CAST(TRY_CAST({number} AS {_WORKING}) * CAST({factor} AS {_FACTOR}) AS {column.type})"
    if multiply is None:
        value = first
        scaled = f"CASE {parts}.unit WHEN '' THEN TRY_CAST({number} AS {column.type}) ELSE {scaled} END"
    else:
        value = f"TRY_CAST({first} * CAST({outside} AS {_FACTOR}) AS {column.type})"
    expression = f"CASE WHEN {first} IS NOT NULL THEN {value} WHEN {parts}.number <> '' THEN {scaled} END"
    return ((first, reading), (parts, taken_apart)), expression


def parsed_whole(half: str) -> str:
    """The whole number; 5.00 is one, as spreadsheets write it, 5.5 is none."""
    digits = f"regexp_extract({_solid(half)}, '^([-+]?{_WHOLE})(?:[.]0*)?$', 1)"
    return f"TRY_CAST(nullif(replace({digits}, ',', ''), '') AS BIGINT)"


def decimal_refusal(half: str) -> str:
    """Why a text gives no decimal: it is no number, or one too large for its column."""
    return f"CASE WHEN {_parts(half)}.number <> '' THEN 'too_large' ELSE 'not_a_number' END"


def whole_refusal(half: str) -> str:
    """Why a text gives no whole number."""
    return (
        f"CASE WHEN regexp_full_match({_solid(half)}, '[-+]?{_WHOLE}(?:[.]0*)?') THEN 'too_large' ELSE 'not_whole' END"
    )


def _parts(half: str) -> str:
    """A struct of `number`, `unit` and `yuan`, each empty where the text is no number."""
    plain = f"translate({_solid(half)}, '{_MINUS}', '{'-' * len(_MINUS)}')"
    bare = f"regexp_replace({plain}, '{_CURRENCY}', '\\1')"
    # Accountants write a negative number in brackets.
    signed = f"regexp_replace({bare}, '^[(]([^-+()]+)[)]$', '-\\1')"
    return f"regexp_extract({signed}, {literal(_WRITTEN)}, ['number', 'unit', 'yuan'])"


def _solid(half: str) -> str:
    """The text without any blanks."""
    return f"regexp_replace({half}, '[ \\t\\r\\n\\f]+', '', 'g')"
