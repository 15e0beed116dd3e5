"""Value checks as DuckDB SQL predicates, so that a million values are checked in one pass.

Every predicate takes a SQL expression of type VARCHAR that is not null and yields BOOLEAN.

Sources: GB 32100-2015 (Unified Social Credit Code, check character modulo 31), GB 11643-1999 (citizen identity
number, ISO 7064 MOD 11-2), GB/T 2260 (division codes; the first two digits name the province), ISO 4217 (currency
codes). Phone and bank account have no check digit that all carriers and banks share: only their shape is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"


def code_list(name: str) -> tuple[str, ...]:
    """The codes of a list in `catalogue/codes`, in its order; lines that begin with `#` say what it is."""
    text = (files("youji.catalogue") / "codes" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


PROVINCES = code_list("province")
CURRENCIES = code_list("currency")


def _uscc(value: str) -> str:
    terms = " + ".join(
        f"(strpos('{_USCC_ALPHABET}', substr({value}, {i + 1}, 1)) - 1) * {pow(3, i, 31)}" for i in range(17)
    )
    check = f"(31 - (({terms}) % 31)) % 31"
    return (
        f"(regexp_full_match({value}, '[{_USCC_ALPHABET}]{{18}}')"
        f" AND strpos('{_USCC_ALPHABET}', substr({value}, 18, 1)) - 1 = {check})"
    )


def _resident_id(value: str) -> str:
    terms = " + ".join(
        f"(ascii(substr({value}, {i + 1}, 1)) - 48) * {weight}" for i, weight in enumerate(_RESIDENT_WEIGHTS)
    )
    return (
        f"(regexp_full_match({value}, '[1-9][0-9]{{16}}[0-9X]')"
        f" AND try_strptime(substr({value}, 7, 8), '%Y%m%d') IS NOT NULL"
        f" AND substr({value}, 18, 1) = substr('{_RESIDENT_CHECK}', (({terms}) % 11) + 1, 1))"
    )


def _division_code(value: str) -> str:
    provinces = ", ".join(f"'{code}'" for code in PROVINCES)
    return (
        f"(regexp_full_match({value}, '[0-9]{{6}}([0-9]{{3}}|[0-9]{{6}})?') AND substr({value}, 1, 2) IN ({provinces}))"
    )


def _currency(value: str) -> str:
    return f"({value} IN ({', '.join(repr(code) for code in CURRENCIES)}))"


def _phone(value: str) -> str:
    return f"regexp_full_match({value}, '(\\+?86[- ]?)?(1[3-9][0-9]{{9}}|(0[0-9]{{2,3}}[- ]?)?[2-9][0-9]{{6,7}})')"


def _bank_account(value: str) -> str:
    return f"regexp_full_match({value}, '[0-9]{{8,30}}')"


@dataclass(frozen=True)
class ValueCheck:
    """A named predicate and what a person is told when a value fails it."""

    predicate: Callable[[str], str]
    zh: str
    en: str


CHECKS: dict[str, ValueCheck] = {
    "uscc": ValueCheck(
        _uscc,
        "不是有效的统一社会信用代码（GB 32100，18位，末位为校验码）",
        "is not a valid Unified Social Credit Code (GB 32100, 18 characters, the last a check character)",
    ),
    "resident_id": ValueCheck(
        _resident_id,
        "不是有效的公民身份号码（GB 11643，18位，末位为校验码）",
        "is not a valid resident identity number (GB 11643, 18 characters, the last a check character)",
    ),
    "division_code": ValueCheck(
        _division_code,
        "不是有效的行政区划代码（GB/T 2260，6、9或12位数字）",
        "is not a valid division code (GB/T 2260, 6, 9 or 12 digits)",
    ),
    "currency": ValueCheck(_currency, "不是 ISO 4217 货币代码", "is not an ISO 4217 currency code"),
    "phone": ValueCheck(_phone, "不像电话号码", "does not look like a phone number"),
    "bank_account": ValueCheck(_bank_account, "不像银行账号", "does not look like a bank account number"),
}
