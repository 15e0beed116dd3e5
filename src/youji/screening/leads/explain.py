"""Turns a model's `explain` template and an alert's facts into one plain sentence, in Chinese or English.

Placeholders are `{column}` or `{column:format}` (see `FORMATS`); `{{` and `}}` are braces. Nothing else is
interpreted: no attributes, no indexes, no Python format strings. A placeholder that cannot be filled reads
未知 / unknown, so a missing fact never costs the reader the rest of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from youji.screening.leads.masking import HIDDEN, mask_name, scrub, scrub_identifier

Lang = Literal["zh", "en"]

FORMATS = frozenset({"money", "percent", "date", "number", "party", "tender", "masked"})
"""The formats a placeholder may name after its colon."""

UNKNOWN: dict[Lang, str] = {"zh": "未知", "en": "unknown"}

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_PLAIN = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::([A-Za-z_]*))?")
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]+"
)
_CHINESE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_FOLDED = re.compile(rf"(?<={_CHINESE})\s+(?={_CHINESE})")
"""Spaces between Chinese signs come from folded YAML lines, not from the author."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHOWN_IN_A_LIST = 5
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)


@dataclass(frozen=True)
class Party:
    """What the register calls an id. `kind` is `person` or `organisation`; only a person's name is masked."""

    name: str
    kind: str


PartyLookup = Callable[[str], Party | None]
TitleLookup = Callable[[str], str | None]


def placeholders(template: str) -> list[tuple[str, str | None]]:
    """Every placeholder of a template as (column, format or None), in order; ("", None) for one that is not
    plain.

    A loader refuses a template with an empty column, an unknown column or a format outside `FORMATS`.
    """
    found: list[tuple[str, str | None]] = []
    for match in _PLACEHOLDER.finditer(template):
        if match[1] is None:
            continue
        plain = _PLAIN.fullmatch(match[1])
        found.append((plain[1], plain[2]) if plain else ("", None))
    return found


def explain(
    template: str,
    facts: Mapping[str, object],
    lang: Lang = "zh",
    *,
    currency: str | None = "CNY",
    party: PartyLookup | None = None,
    tender: TitleLookup | None = None,
    unmasked: bool = False,
) -> str:
    """The sentence for one alert: plain text on one line, not escaped for any markup.

    `facts` is the parsed JSON of the alert's `facts` (text, numbers, booleans, null, lists of these).
    `currency` is the ISO 4217 code of amounts without their own. Unless `unmasked`, names of persons and
    personal numbers in any text are masked; identifiers go through `scrub_identifier`, because contract
    numbers are long and public.
    """
    if lang == "zh":
        template = _FOLDED.sub("", template)
    teller = _Teller(facts, lang, currency, party, tender, unmasked)
    sentence: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        sentence.append(template[end : match.start()])
        sentence.append(match[0][0] if match[1] is None else teller.tell(match[1]))
        end = match.end()
    sentence.append(template[end:])
    return one_line("".join(sentence)).strip()


def one_line(text: str) -> str:
    """The text without control, zero-width and direction-changing characters: they can forge a line or a
    name.
    """
    return _CONTROLS.sub(lambda found: " " if any(c in "\t\n\r\u2028\u2029" for c in found[0]) else "", text)


def format_money(value: object, currency: str | None = "CNY", lang: Lang = "zh") -> str:
    """An amount in a sentence. In Chinese, yuan are told in 万元 or 亿元 where that is exact to two decimals.

    1234600 → `123.46万元`, but 399999.99 → `¥399,999.99`: rounding would move it onto a threshold of 40 万.
    Other currencies: `USD 1,234.00`. Unknown currency (None): the bare number.
    """
    amount = to_decimal(value)
    if amount is None:
        return UNKNOWN[lang]
    if lang == "zh" and currency == "CNY":
        for unit, name in ((_YI, "亿元"), (_WAN, "万元")):
            short = amount / unit
            if abs(amount) >= unit and short == round(short, 2):
                return f"{_trim(f'{short:,.2f}')}{name}"
    return full_money(amount, currency, lang)


def full_money(value: object, currency: str | None = "CNY", lang: Lang = "zh") -> str:
    """An amount in full: `¥1,234,567.00`, `-¥5.00`, `USD 1,234.00`, or the bare number for an unknown
    currency.
    """
    amount = to_decimal(value)
    if amount is None:
        return UNKNOWN[lang]
    digits = f"{abs(amount):,.2f}"
    sign = "-" if amount < 0 else ""
    if currency == "CNY":
        return f"{sign}¥{digits}"
    return f"{sign}{one_line(currency)} {digits}" if currency else f"{sign}{digits}"


def format_percent(value: object, lang: Lang = "zh") -> str:
    """A ratio as a percentage with at most one decimal: 0.75 → `75%`, 0.1234 → `12.3%`."""
    ratio = to_decimal(value)
    return UNKNOWN[lang] if ratio is None else f"{_trim(f'{ratio * 100:,.1f}')}%"


def format_number(value: object, lang: Lang = "zh") -> str:
    """A number with thousands separators, at most four decimals, no trailing zeros."""
    number = to_decimal(value)
    if number is None:
        return UNKNOWN[lang]
    return _trim(f"{number:,.4f}")


def format_date(value: object, lang: Lang = "zh") -> str:
    """An ISO date or timestamp: `2024年3月15日`, `15 March 2024`; text that is neither reads as unknown."""
    if isinstance(value, date):
        day = value
    else:
        try:
            day = date.fromisoformat(str(value)[:10])
        except ValueError:
            return UNKNOWN[lang]
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def to_decimal(value: object) -> Decimal | None:
    """A finite decimal from a fact (JSON numbers and decimal texts), else None. Booleans are not numbers."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 30 else None


def _trim(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


@dataclass(frozen=True)
class _Teller:
    facts: Mapping[str, object]
    lang: Lang
    currency: str | None
    party: PartyLookup | None
    tender: TitleLookup | None
    unmasked: bool

    def tell(self, inner: str) -> str:
        plain = _PLAIN.fullmatch(inner)
        value = self.facts.get(plain[1]) if plain else None
        if plain is None or value is None:
            return UNKNOWN[self.lang]
        if isinstance(value, list | tuple):
            return self._list(value, plain[2])
        return self._one(value, plain[2])

    def _list(self, values: list[object] | tuple[object, ...], format_: str | None) -> str:
        if not values:
            return UNKNOWN[self.lang]
        shown = [self._one(value, format_) for value in values[:_SHOWN_IN_A_LIST]]
        rest = len(values) - len(shown)
        if self.lang == "zh":
            return "、".join(shown) + (f"等{len(values)}个" if rest else "")
        return ", ".join(shown) + (f" and {rest} more" if rest else "")

    def _one(self, value: object, format_: str | None) -> str:
        if value is None:
            return UNKNOWN[self.lang]
        if format_ == "money":
            return format_money(value, self.currency, self.lang)
        if format_ == "percent":
            return format_percent(value, self.lang)
        if format_ == "date":
            return format_date(value, self.lang)
        if format_ == "number":
            return format_number(value, self.lang)
        text = one_line(str(value).lower() if isinstance(value, bool) else str(value)).strip()
        if not text:
            return UNKNOWN[self.lang]
        if format_ == "party":
            return self._party(text)
        if format_ == "tender":
            return self._tender(text)
        if format_ == "masked":
            return text if self.unmasked else _mask_any(text)
        return text if self.unmasked or not isinstance(value, str) else self._id(text)

    def _party(self, key: str) -> str:
        found = self.party(key) if self.party else None
        if found is None or not one_line(found.name).strip():
            return self._id(key)
        name = one_line(found.name).strip()
        if self.unmasked:
            return name
        return mask_name(name) if found.kind == "person" else scrub(name)

    def _tender(self, key: str) -> str:
        title = one_line((self.tender(key) if self.tender else None) or "").strip()
        if not title:
            return self._id(key)
        shown = title if self.unmasked else scrub(title)
        return f"《{shown}》" if self.lang == "zh" else shown

    def _id(self, text: str) -> str:
        """A fact that is one word is an identifier; anything longer is free text."""
        if self.unmasked:
            return text
        return scrub_identifier(text) if re.fullmatch(r"\S+", text) and text.isascii() else scrub(text)


def _mask_any(text: str) -> str:
    """For `{column:masked}`: a known number keeps its usual mask, everything else but its first sign is
    hidden.
    """
    scrubbed = scrub(text)
    return scrubbed if scrubbed != text else f"{text[0]}{HIDDEN}"
