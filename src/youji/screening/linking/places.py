"""Reads addresses and telephone numbers: the parts that tell one door from another."""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal

_CHINESE_DIGITS, _DIGITS = "〇零一二三四五六七八九", "00123456789"
_AREA = "^(?:[^路街巷]{2,8}?[省市])?(?:[^路街巷]{2,6}?市)?(?:[^路街巷]{1,6}?[区县市旗])?"
_STREET = "([^省市区县镇乡0-9]{1,8}?(?:大道|路|街|巷|道|弄|村|里))"
_DOOR = "([0-9]+)号(?:[^0-9]*([0-9]+)(?:[^0-9]+([0-9]{2,5}))?)?"
_PARTS = ("street", "number", "building", "room")


SHORTEST_PHONE = 7
"""Digits; a shorter phone is a service number or a fragment."""


def value_key(text: str) -> str:
    """SQL of what stands for a text where it is only asked who else gave the same: 128 bits, quick to compare.

    A UUID by type only: a number of that size would go into a Parquet file as a float.
    """
    return f"CAST(md5({text}) AS UUID)"


def given_keys(row: str) -> str:
    """SQL of `phone_key` and `door_key` of a row with the columns of features; null where there is none to share.

    What stands before the street (province, city, district) has to agree, too: many cities have a 人民路 3号.
    """
    before = f"left({row}.place, instr({row}.place, {row}.street) - 1)"
    door = (
        f"CASE WHEN {row}.number IS NOT NULL THEN concat_ws('|', {before}, {row}.street, {row}.number,"
        f" {row}.building, {row}.room) END"
    )
    phone = f"CASE WHEN length({row}.phone) >= {SHORTEST_PHONE} THEN {row}.phone END"
    return f"{value_key(phone)} AS phone_key, {value_key(door)} AS door_key"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the macros `address_text`, `door` and `telephone`.

    `door(text)` is a struct of `street`, `number`, `building`, `room`, each empty where the text does not say.
    """
    numbered = f"regexp_matches(text, {literal(f'[{_CHINESE_DIGITS}]')})"
    for name, body in (
        (
            "address_text(text)",
            f"CASE WHEN {numbered} THEN translate(tidy(text), {literal(_CHINESE_DIGITS)}, {literal(_DIGITS)})"
            " ELSE tidy(text) END",
        ),
        (
            "door(text)",
            f"regexp_extract(text, {literal(_AREA + _STREET + _DOOR)}, [{', '.join(literal(p) for p in _PARTS)}])",
        ),
        (
            "telephone(text)",
            "CASE WHEN regexp_full_match(text, '1[0-9]{10}') THEN text ELSE nullif(regexp_replace(regexp_replace("
            "coalesce(text, ''), '[^0-9]', '', 'g'), '^(?:0086|86)', ''), '') END",
        ),
    ):
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {name} AS {body}")
