"""The second fence: finds identity, phone and account numbers in any text and masks them.

The first fence (`masking`) knows what a column holds. This one does not: it reads sentences, error
messages, log lines and file names. It looks at runs of digits (any script's digits, zero-width characters
ignored) and at how they are grouped, and decides what a run can be:

- a resident identity number: 18 characters with a province code and a real date of birth (GB 11643-1999), or
  the 15 digits used before 1999, also written with spaces;
- a mainland mobile number, with or without +86 and grouping; a landline with its area code;
- a bank account or card: 12 digits or more, or card groups of four.

Left alone: amounts (thousands separators, two decimals, or a currency sign in front), dates and timestamps
to the second, Unified Social Credit Codes (GB 32100-2015, public), hexadecimal digests and UUIDs, numbers
after `_row` or `row_id` that can be row ids, document numbers whose digits start with a year after letters
(`HT202403150001`), short serials. A bare run of 12 digits or more is masked even if it is a contract
number: in free text nothing tells them apart. Where a value is known to be an identifier, use
`scrub_identifier`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import func

_ZERO_WIDTH = "\u200b-\u200f\u2060\ufeff\u00ad"
_SPACE = " \t\u00a0\u2000-\u200a\u202f\u3000"
_DASH = "\\-\u2010-\u2015\u2212\uff0d"
_X = rf"[{_ZERO_WIDTH}]*(?:[XxＸｘ]|[{_SPACE}][XxＸｘ](?![0-9A-Za-z]))"
_GROUP = rf"\d(?:[{_ZERO_WIDTH}]*\d)*(?:{_X})?"
_GAP = rf"[{_ZERO_WIDTH}]*[{_SPACE}{_DASH}.()（）]{{1,3}}[{_ZERO_WIDTH}]*"
_RUN = re.compile(rf"{_GROUP}(?:{_GAP}{_GROUP})*")
_PIECES = re.compile(rf"(?P<gap>{_GAP})(?=\d)|(?P<group>{_GROUP})")
_WHOLE = (
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    r"|[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32}|[0-9A-HJ-NPQRTUWXY]{18})(?![0-9A-Za-z])"
)
_SCAN = re.compile(rf"(?P<token>{_WHOLE})|(?P<run>{_RUN.pattern})")
_ENOUGH_DIGITS = r"(?:\p{Nd}[^\p{Nd}]{0,4}){6}\p{Nd}"
"""RE2: seven digits close together. Nothing shorter is ever masked, so most texts skip the parser."""

_SHORTEST, _SHORTEST_IDENTIFIER = 7, 11
_FEW_DIGITS = re.compile(r"(?:\d\D{0,4}){6}\d")
_LONG_NUMBER = re.compile(r"[0-9]{12,}")
_GROUPING = re.compile(rf"[{_SPACE}{_ZERO_WIDTH}{_DASH}]")
_REGION_SIZES = {1: 5, 2: 3, 3: 7, 4: 6, 6: 5}
_NUMBERED = {f"{region}{place}" for region, size in _REGION_SIZES.items() for place in range(1, size + 1)}
_PROVINCES = _NUMBERED | {"50", "51", "52", "53", "54", "71", "81", "82", "83"}
"""First two digits of a division code (GB/T 2260), with Taiwan, Hong Kong and Macao."""
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(r"(?:[159][1239]|[2-4678][1-59]|[AY]1|N[1239])(\d\d)\d{4}[0-9A-Z]{10}")
_USCC_LIKE = re.compile(r".{8}(?:[A-Z][0-9A-Z]{8}|\d{8}X)[0-9A-Z]")
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (4, 4, 3), (5, 6), (3, 3, 5), (1,) * 11}
_AREA = re.compile(r"010|02[0-9]|0[3-9]\d{2}")
_LANDLINE = re.compile(r"(010|02[0-9])([2-8]\d{7})|(0[3-9]\d{2})([2-8]\d{6,7})")
_TIMESTAMP = re.compile(
    r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\d{3}|\d{6})?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CURRENCIES = "CNY|RMB|USD|EUR|GBP|JPY|HKD|MOP|TWD|KRW|SGD|AUD|CAD|CHF|RUB|THB|INR"
_CURRENCY_BEFORE = re.compile(rf"(?:[¥￥$€£]|\b(?:{_CURRENCIES}) )$")
_MONEY_AFTER = re.compile(r"\s?(?:元|万元|亿元|yuan\b|CNY\b|RMB\b)")
_PHONE_LABEL = re.compile(r"(?:电话|座机|传真|手机|联系方式|(?i:tel|phone|fax))[号码.]{0,2}\s?[:：=]?\s?$")
_ROW_LABEL = re.compile(r"(?:_row|row_id)[\"']?\s?[:=]?\s?$")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]$")
_DOCUMENT_BEFORE = re.compile(rf"[A-Za-z][A-Za-z0-9]*[{_DASH}]?$")
_MAX_LINES_IN_A_ROW_ID = 1_000_000_000
_MAX_MONEY_DIGITS = 14


@dataclass(frozen=True)
class _Group:
    raw: str
    digits: str
    """ASCII digits only."""
    x: bool
    """The group is followed by the check character X."""
    gap: str
    """What separates this group from the one before."""
    start: int


def identity_mask(number: str) -> str:
    """First three characters, stars, last two: the prefecture and enough to compare with a paper file.

    Hides the date of birth and the district. The last but one digit's parity tells the sex; that alone
    identifies nobody.
    """
    return f"{number[:3]}{'*' * max(len(number) - 5, 3)}{number[-2:]}"


def mobile_mask(number: str) -> str:
    """`138****5678`, the form people in China know from every receipt. `number`: 11 digits."""
    return f"{number[:3]}****{number[-4:]}"


def account_mask(number: str) -> str:
    """Last four digits only, as banks print them; the length is hidden too."""
    return f"****{number[-4:]}"


def is_identity(number: str, *, strict: bool = False) -> bool:
    """Can these 15 or 18 characters (ASCII digits, X at the end allowed) be a resident identity number?

    Province code and date of birth must exist (GB 11643-1999). `strict` also demands the ISO 7064 MOD 11-2
    check character of 18-character numbers.
    """
    if len(number) == 15:
        return number.isdigit() and number[:2] in _PROVINCES and _is_day("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdigit() or not _is_day(number[6:14]):
        return False
    # A foreign permanent resident's number (2023) starts with 9, then the province; company codes do as well.
    foreign = number[0] == "9" and number[1:3] in _PROVINCES
    if not foreign and number[:2] not in _PROVINCES:
        return False
    return _identity_check(number) if strict or foreign else True


def is_uscc(code: str) -> bool:
    """Is this an 18-character Unified Social Credit Code with a correct check character (GB 32100-2015)?"""
    if not _is_uscc_shaped(code) or any(c not in _USCC_ALPHABET for c in code):
        return False
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def scrub(text: str, keep: frozenset[str] = frozenset()) -> str:
    """The text with identity, phone and account numbers masked; everything else as it was.

    `keep`: `known_numbers` of the identifiers that are known to be in the text.
    """
    if len(text) < _SHORTEST or not _FEW_DIGITS.search(text):
        return text
    return _SCAN.sub(lambda match: _replace(match, keep), text)


def known_numbers(identifiers: Iterable[str]) -> frozenset[str]:
    """The digits of contract, tender and party numbers that stay readable though they have 12 digits or more.

    An identifier that is itself an identity or mobile number is not among them.
    """
    return frozenset(
        digits for known in identifiers if scrub_identifier(known) == known for digits in _LONG_NUMBER.findall(known)
    )


def scrub_identifier(value: str) -> str:
    """An identifier (tender, contract, party number), masked only if it *is* an identity or mobile number.

    Offices do use the identity number as a person's id. Other long digits are left alone, because document
    numbers of 12 digits and more are common and public. Where 18 digits could be either, a birth year
    before 2010, an X at the end or a correct check character makes them an identity number.
    """
    if len(value) < _SHORTEST_IDENTIFIER:
        return value
    plain = _ascii_digits(value.strip())
    if _MOBILE.fullmatch(plain):
        return mobile_mask(plain)
    compact = _GROUPING.sub("", plain).upper()
    likely = compact[6:10] < "2010" or compact.endswith("X")
    if len(compact) == 18 and is_identity(compact, strict=not likely):
        return identity_mask(compact)
    return value


def scrub_array(array: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """`scrub` over a string array or chunked array; arrays of other types come back unchanged.

    One RE2 pass picks the values with enough digits; only the distinct ones of those are parsed.
    """
    return _apply(array, scrub)


def scrub_identifier_array(array: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """`scrub_identifier` over an array, in the same way."""
    return _apply(array, scrub_identifier)


def _apply(array: pa.Array | pa.ChunkedArray, clean: Callable[[str], str]) -> pa.Array | pa.ChunkedArray:
    if isinstance(array, pa.ChunkedArray):
        return pa.chunked_array([_apply(chunk, clean) for chunk in array.chunks], type=array.type)
    if pa.types.is_dictionary(array.type):
        return pa.DictionaryArray.from_arrays(array.indices, _apply(array.dictionary, clean))
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return array
    suspect = pc.match_substring_regex(array, _ENOUGH_DIGITS)
    if not pc.any(suspect).as_py():
        return array
    encoded = pc.filter(array, suspect).dictionary_encode()
    distinct = cast("list[str]", encoded.dictionary.to_pylist())
    cleaned = pa.array([clean(text) for text in distinct], type=array.type)
    return pc.replace_with_mask(array, pc.fill_null(suspect, False), cleaned.take(encoded.indices))


def scrub_table(table: pa.Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Scrub the named string columns of an Arrow table, or all of them; numbers and dates are never text."""
    for index, name in enumerate(table.column_names):
        if columns is None or name in columns:
            table = table.set_column(index, table.field(index), scrub_array(table.column(index)))
    return table


def register_scrub(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `scrub(VARCHAR)` and `scrub_identifier(VARCHAR)` callable in this connection's SQL, on Arrow
    vectors.
    """
    arrow = func.PythonUDFType.ARROW
    connection.create_function("scrub", scrub_array, ["VARCHAR"], "VARCHAR", type=arrow)
    connection.create_function("scrub_identifier", scrub_identifier_array, ["VARCHAR"], "VARCHAR", type=arrow)


class ScrubFilter(logging.Filter):
    """Masks personal numbers in a log record's message, traceback and stack before any handler writes them.

    Attach it to the handlers: a logger's filter does not see what its children pass up.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops one, even if its arguments do not fit its message."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = f"{record.msg} {record.args}"
        record.msg, record.args = scrub(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = scrub(record.exc_text)
        if record.stack_info:
            record.stack_info = scrub(record.stack_info)
        return True


def _replace(match: re.Match[str], kept: frozenset[str]) -> str:
    token = match["token"]
    if token is None:
        return _scrub_run(match.string, match.start(), match.end(), kept)
    if _is_public_token(token):
        return token
    return _RUN.sub(lambda inner: _scrub_run(token, inner.start(), inner.end(), kept), token)


def _is_public_token(token: str) -> bool:
    if len(token) != 18:
        # 32 random hexadecimal digits have about twelve letters; fewer than four is a number with letters around it.
        return sum(c.isalpha() for c in token) >= 4
    if is_identity(token, strict=True):
        return False
    if is_uscc(token):
        return True
    # A mistyped code is still a code, not an account, when its letters sit where only a code has letters.
    return _is_uscc_shaped(token) and _USCC_LIKE.fullmatch(token) is not None


def _is_uscc_shaped(code: str) -> bool:
    """Register, kind of body and division; 100000 stands for bodies registered with the central government."""
    shape = _USCC.fullmatch(code)
    return shape is not None and (shape[1] in _PROVINCES or shape[1] == "10")


def _scrub_run(text: str, start: int, end: int, kept: frozenset[str]) -> str:
    groups = _groups(text, start, end)
    if sum(len(group.digits) for group in groups) < 7:
        return text[start:end]
    out: list[str] = []
    index = 0
    while index < len(groups):
        group = groups[index]
        used, masked = (1, group.raw) if group.digits in kept else _read(groups, index, text)
        out.append(group.gap)
        out.append(masked if used else group.raw)
        index += max(used, 1)
    return "".join(out)


def _groups(text: str, start: int, end: int) -> list[_Group]:
    groups: list[_Group] = []
    gap = ""
    for piece in _PIECES.finditer(text, start, end):
        if piece["gap"] is not None:
            gap = piece["gap"]
            continue
        raw = piece["group"]
        digits = "".join(str(int(c)) for c in raw if c.isdecimal())
        groups.append(_Group(raw, digits, raw[-1] in "XxＸｘ", gap, piece.start()))
        gap = ""
    return groups


def _read(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    """How many groups from `index` make one personal number, and its mask; (0, "") if none does."""
    for reader in (_read_decimal, _read_identity, _read_mobile, _read_landline, _read_card, _read_account):
        used, masked = reader(groups, index, text)
        if used:
            return used, masked
    return 0, ""


def _read_decimal(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    """Amounts with a point and ratios below one: taken together and left as they are."""
    group = groups[index]
    if index + 1 >= len(groups) or groups[index + 1].gap != ".":
        return 0, ""
    fraction = groups[index + 1]
    ends = index + 2 >= len(groups) or groups[index + 2].gap != "."
    money = len(group.digits) <= _MAX_MONEY_DIGITS and len(fraction.digits) == 2 and ends
    ratio = group.digits == "0" and ends and not _MOBILE.fullmatch(fraction.digits)
    if (money and len(group.digits) > 7) or ratio:
        return 2, f"{group.raw}.{fraction.raw}"
    return 0, ""


def _read_identity(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    digits, dashed, sizes = "", False, []
    for used, group in enumerate(groups[index : index + 18], start=1):
        if used > 1:
            if any(c in ".()（）" for c in group.gap):
                return 0, ""
            dashed = dashed or group.gap.strip() != ""
        digits += group.digits + ("X" if group.x and len(digits + group.digits) == 17 else "")
        sizes.append(len(group.digits))
        whole = len(digits) == 18 or (len(digits) == 15 and sizes in ([15], [6, 6, 3]))
        if whole and is_identity(digits, strict=dashed and not _printed_as_identity(sizes, digits)):
            return used, identity_mask(digits) + ("" if digits[-1] == "X" else _tail(group))
        if len(digits) >= 18:
            break
    return 0, ""


def _printed_as_identity(sizes: list[int], digits: str) -> bool:
    """430105-19900101-1234; a late year is rather a document's date, and there the check character
    decides.
    """
    return sizes in ([6, 8, 4], [6, 8, 3]) and digits[6:10] < "2010"


def _read_mobile(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    group = groups[index]
    country = next((p for p in ("0086", "86") if group.digits.startswith(p)), "")
    if country and _MOBILE.fullmatch(group.digits[len(country) :]):
        return 1, f"{country}{mobile_mask(group.digits[len(country) :])}{_tail(group)}"
    digits, sizes, dotted = "", [], False
    for used, part in enumerate(groups[index : index + 11], start=1):
        digits += part.digits
        sizes.append(len(part.digits))
        if used > 1:
            dotted = dotted or part.gap.strip() != ""
        if len(digits) < 11:
            continue
        if not _MOBILE.fullmatch(digits) or tuple(sizes) not in _MOBILE_SHAPES:
            return 0, ""
        before = text[max(group.start - 24, 0) : group.start]
        if used == 1 and (_CURRENCY_BEFORE.search(before) or _is_row_id(digits, before)):
            return 1, group.raw
        if dotted and (sizes != [3, 4, 4] or _DOCUMENT_BEFORE.search(before)):
            return 0, ""
        return used, mobile_mask(digits) + _tail(part)
    return 0, ""


def _read_landline(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    group = groups[index]
    before = text[max(group.start - 24, 0) : group.start]
    whole = _LANDLINE.fullmatch(group.digits)
    if whole and not _CURRENCY_BEFORE.search(before) and not _is_row_id(group.digits, before):
        return 1, f"{whole[1] or whole[3]}-{_hide(whole[2] or whole[4])}{_tail(group)}"
    rest = groups[index + 1 : index + 3]
    area = _AREA.fullmatch(group.digits)
    if not area and group.gap and groups[index - 1].digits == "86" and index > 0:
        area = _AREA.fullmatch("0" + group.digits)  # +86 731 8888 1234
    if area and rest and "." not in rest[0].gap and not _DOCUMENT_BEFORE.search(before):
        used, number = _subscriber(rest)
        if used:
            return used + 1, f"{group.raw}{rest[0].gap}{_hide(number)}{_tail(groups[index + used])}"
    if _PHONE_LABEL.search(before):
        used, number = _subscriber(groups[index : index + 2])
        if used:
            return used, _hide(number) + _tail(groups[index + used - 1])
    return 0, ""


def _subscriber(groups: Sequence[_Group]) -> tuple[int, str]:
    """Seven or eight digits that start with 2 to 8, whole or as 4-4 or 3-4."""
    first = groups[0].digits
    if len(first) in (7, 8) and first[0] in "2345678":
        return 1, first
    if len(groups) > 1 and len(first) in (3, 4) and len(groups[1].digits) == 4 and first[0] in "2345678":
        return 2, first + groups[1].digits
    return 0, ""


def _read_card(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    """Groups of four as printed on a card: 16 digits or more, the last group may be shorter."""
    used = 0
    while index + used < len(groups) and len(groups[index + used].digits) == 4:
        gap = groups[index + used].gap
        if used and (len(gap) > 2 or any(c in ".()（）" for c in gap)):
            break
        used += 1
    if used < 4:
        return 0, ""
    fours = [group.digits for group in groups[index : index + used]]
    dashed = any(group.gap.strip() for group in groups[index + 1 : index + used])
    before = text[max(groups[index].start - 24, 0) : groups[index].start]
    if all(_YEAR.fullmatch(four) for four in fours):
        return 0, ""
    if dashed and (_YEAR.fullmatch(fours[0]) or _DOCUMENT_BEFORE.search(before)):
        return 0, ""
    if index + used < len(groups):
        last = groups[index + used]
        if len(last.digits) < 4 and len(last.gap) == 1 and last.gap not in ".()（）":
            fours.append(last.digits)
            used += 1
    return used, account_mask("".join(fours)) + _tail(groups[index + used - 1])


def _read_account(groups: list[_Group], index: int, text: str) -> tuple[int, str]:
    group = groups[index]
    count = len(group.digits)
    if count < 12:
        return 0, ""
    end = group.start + len(group.raw)
    before, after = text[max(group.start - 24, 0) : group.start], text[end : end + 8]
    if _TIMESTAMP.fullmatch(group.digits) or _is_row_id(group.digits, before):
        return 0, ""
    if _LETTERS_BEFORE.search(before) and (_YEAR.match(group.digits) or group.digits.startswith("000")):
        return 0, ""
    if count == 18 and is_uscc(group.digits):
        return 0, ""
    if count <= _MAX_MONEY_DIGITS and (_CURRENCY_BEFORE.search(before) or _MONEY_AFTER.match(after)):
        return 0, ""
    return 1, account_mask(group.digits) + _tail(group)


def _hide(number: str) -> str:
    return f"{'*' * (len(number) - 2)}{number[-2:]}"


def _tail(group: _Group) -> str:
    """An X that was taken for a check character but is only the next letter goes back."""
    return re.sub(r"^[\d\u200b-\u200f\u2060\ufeff\u00ad]*", "", group.raw) if group.x else ""


def _is_row_id(digits: str, before: str) -> bool:
    """After a row label, a number that splits into a batch and a line in bounds (see
    docs/architecture.md).
    """
    if not _ROW_LABEL.search(before) or len(digits) > 19:
        return False
    return 0 < int(digits) & 0xFFFF_FFFF < _MAX_LINES_IN_A_ROW_ID and int(digits) >> 32 > 0


def _identity_check(number: str) -> bool:
    total = sum(int(c) * w for c, w in zip(number, _IDENTITY_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _is_day(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not 1850 <= year <= 2099:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)
