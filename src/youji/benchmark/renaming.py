"""A consistent renaming of everything that only names: keys, references, names of persons and organisations, credit
codes and resident numbers.

It is a bijection that keeps the order of keys (`D0000317` becomes `ZqD0000317qZ`) or breaks it (`Zr7130000DrZ`), so
that a model which leans on their order shows it. Check characters are computed anew (GB 32100-2015, GB 11643-1999),
birth and gender stay as they are. What carries meaning beyond being equal (accounts, phones, devices, addresses,
authors, titles) is left alone.
"""

from __future__ import annotations

import re

from youji.screening.contracts.model import Column, Contract
from youji.screening.lake.tables import quoted

_KEY, _KEY_END = "Zq", "qZ"
_TURNED, _TURNED_END = "Zr", "rZ"
_NAME, _NAME_END = "Zn", "nZ"
_NAMES = frozenset({"name", "buyer_name", "bidder_name", "supplier_name"})
_HOLDERS = frozenset({"holder_id", "reference_id"})
"""References that a contract cannot declare, because they lead to one of several datasets."""
_RENAMED_KEY = re.compile(f"{_KEY}(.*?){_KEY_END}")
_TURNED_KEY = re.compile(f"{_TURNED}(.*?){_TURNED_END}")
_RENAMED_NAME = re.compile(f"{_NAME}(.*?){_NAME_END}")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def renamed(contract: Contract, column: Column, *, turned: bool) -> str:
    """SQL of the column's value under its new name; `turned` breaks the order of keys."""
    name = quoted(column.name)
    names = column.name in contract.key or column.references is not None or column.name in _HOLDERS
    # A day that is a key is a day all the same.
    if names and column.type == "VARCHAR":
        if turned:
            return f"'{_TURNED}' || reverse({name}) || '{_TURNED_END}'"
        return f"'{_KEY}' || {name} || '{_KEY_END}'"
    if column.name in _NAMES:
        return f"'{_NAME}' || {name} || '{_NAME_END}'"
    if column.check == "uscc":
        return _credit_code(name)
    if column.check == "resident_id":
        return _resident_number(name)
    return name


def original(text: str) -> str:
    """The text with every key and name in it as it was before (credit codes and resident numbers excepted)."""
    text = _RENAMED_KEY.sub(lambda found: found[1], text)
    text = _TURNED_KEY.sub(lambda found: found[1][::-1], text)
    return _RENAMED_NAME.sub(lambda found: found[1], text)


def _credit_code(name: str) -> str:
    body = f"substr({name}, 1, 8) || reverse(substr({name}, 9, 8)) || substr({name}, 17, 1)"
    terms = " + ".join(f"(strpos('{_ALPHABET}', substr(b, {i + 1}, 1)) - 1) * {pow(3, i, 31)}" for i in range(17))
    check = f"substr('{_ALPHABET}', CAST((31 - ({terms}) % 31) % 31 + 1 AS BIGINT), 1)"
    # A list of one value stands for a local variable: the body is written once.
    return f"CASE WHEN length({name}) = 18 THEN list_transform([{body}], lambda b: b || {check})[1] ELSE {name} END"


def _resident_number(name: str) -> str:
    body = f"substr({name}, 1, 14) || substr({name}, 16, 1) || substr({name}, 15, 1) || substr({name}, 17, 1)"
    terms = " + ".join(f"(ascii(substr(b, {i + 1}, 1)) - 48) * {weight}" for i, weight in enumerate(_RESIDENT_WEIGHTS))
    check = f"substr('10X98765432', CAST(({terms}) % 11 + 1 AS BIGINT), 1)"
    return f"CASE WHEN length({name}) = 18 THEN list_transform([{body}], lambda b: b || {check})[1] ELSE {name} END"
