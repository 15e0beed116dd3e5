"""Reads addresses and telephone numbers: the parts that tell one door from another."""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal

_CHINESE_DIGITS, _DIGITS = "〇零一二三四五六七八九", "00123456789"
_AREA = "^(?:[^路街巷]{2,8}?[省市])?(?:[^路街巷]{2,6}?市)?(?:[^路街巷]{1,6}?[区县市旗])?"
_STREET = "([^省市区县镇乡0-9]{1,8}?(?:大道|路|街|巷|道|弄|村|里))"
_DOOR = "([0-9]+)号(?:[^0-9]*([0-9]+)(?:[^0-9]+([0-9]{2,5}))?)?"
_PARTS = ("street", "number", "building", "room")


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
