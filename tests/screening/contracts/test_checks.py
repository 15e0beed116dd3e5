"""Check digits and code shapes, against an independent reading of the standards."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youji.screening.contracts.checks import CHECKS

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def passes(check: str, values: list[str]) -> list[bool]:
    with duckdb.connect() as db:
        listed = ", ".join(f"({i}, ?)" for i in range(len(values)))
        rows = db.execute(
            f"SELECT {CHECKS[check].predicate('v')} FROM (VALUES {listed}) t(i, v) ORDER BY i", values
        ).fetchall()
    return [bool(row[0]) for row in rows]


def uscc_with_check(body: str) -> str:
    """GB 32100-2015: the last character makes the weighted sum a multiple of 31."""
    total = sum(ALPHABET.index(c) * 3**i for i, c in enumerate(body))
    return body + ALPHABET[-total % 31]


def resident_with_check(body: str) -> str:
    """GB 11643-1999 by ISO 7064 MOD 11-2, computed as the standard's recursion rather than by weights."""
    p = 0
    for digit in body:
        p = (p + int(digit)) * 2 % 11
    check = (12 - p) % 11
    return body + ("X" if check == 10 else str(check))


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_uscc_accepts_the_right_check_character_only(body: str) -> None:
    whole = [body + last for last in ALPHABET]
    assert [v for v, ok in zip(whole, passes("uscc", whole), strict=True) if ok] == [uscc_with_check(body)]


@pytest.mark.parametrize("value", ["", "91350100M000100Y4", "91350100M000100Y4I", "91350100m000100y43", "9" * 40])
def test_uscc_refuses_other_shapes(value: str) -> None:
    assert passes("uscc", [value]) == [False]


def test_published_numbers_pass() -> None:
    assert passes("uscc", ["91350100M000100Y43"]) == [True]
    assert passes("resident_id", ["11010519491231002X"]) == [True]


@given(st.integers(110000, 659999), st.dates().filter(lambda d: 1900 <= d.year <= 2030), st.integers(0, 999))
def test_resident_id_accepts_the_right_check_character_only(division: int, born: object, serial: int) -> None:
    body = f"{division}{born:%Y%m%d}{serial:03d}"
    whole = [body + last for last in "0123456789X"]
    found = [v for v, ok in zip(whole, passes("resident_id", whole), strict=True) if ok]
    assert found == [resident_with_check(body)]


def test_resident_id_with_an_impossible_birthday_fails() -> None:
    assert passes("resident_id", [resident_with_check("11010519490231002")]) == [False]


def test_division_codes() -> None:
    assert passes("division_code", ["430100", "430102001", "430102001001", "990000", "43010", "43010a"]) == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_currencies_phones_and_accounts() -> None:
    assert passes("currency", ["CNY", "EUR", "RMB", "cny", ""]) == [True, True, False, False, False]
    assert passes("phone", ["13812345678", "0731-84115678", "84115678", "12345678901", "1381234567"]) == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert passes("bank_account", ["62220212345678901", "1234567", "6222abc"]) == [True, False, False]
