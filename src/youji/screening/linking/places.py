"""Reads addresses and telephone numbers: the parts that tell one door from another."""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal

_CHINESE_DIGITS, _DIGITS = "〇零一二三四五六七八九", "00123456789"
_STREET = r"([^省市区县镇乡]{1,8}?(?:大道|路|街|巷|道|弄|村|里))"
_AREA = r"^(?:[^路街巷]{2,8}?[省市])?(?:[^路街巷]{2,6}?[市])?(?:[^路街巷]{1,6}?[区县市旗])?"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the macros `address_text`, `street_of`, `number_of`, `building_of`, `room_of` and `telephone`."""
    for name, body in (
        (
            "address_text(text)",
            f"translate(tidy(text), {literal(_CHINESE_DIGITS)}, {literal(_DIGITS)})",
        ),
        (
            "street_of(text)",
            f"nullif(regexp_extract(regexp_replace(text, {literal(_AREA)}, ''), {literal(_STREET)}, 1), '')",
        ),
        ("number_of(text)", r"nullif(regexp_extract(text, '([0-9]+)号(?:[^楼]|$)', 1), '')"),
        ("building_of(text)", r"nullif(regexp_extract(text, '号([0-9]+)', 1), '')"),
        ("room_of(text)", r"nullif(regexp_extract(text, '[^0-9]([0-9]{2,5})(?:室|房|号房)?$', 1), '')"),
        (
            "telephone(text)",
            "nullif(regexp_replace(regexp_replace(coalesce(text, ''), '[^0-9]', '', 'g'), '^(?:0086|86)', ''), '')",
        ),
    ):
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {name} AS {body}")
