"""Names of columns as offices write them, reduced to what can be compared, and the unit that stands with them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from youji.screening.contracts.model import Column

_BRACKETS = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_NOISE = re.compile(r"[\s_\-./\\:：、,;*#'\"“”‘’·]+")
_ALIKE_WORDS = (
    # Words that offices use for the same thing: a number or code that identifies, a sort of something.
    (re.compile("统一社会信用代码|社会信用代码|统一信用代码|信用代码|组织机构代码|代码|编码|号码|识别号|单号"), "编号"),
    (re.compile("性质|类别|种类|分类"), "类型"),
    (re.compile("时间|时刻"), "日期"),
    (re.compile("账户|帐号|帐户"), "账号"),
)
_IDENTIFIES = re.compile("编号|号$|码|证$|账号|序列|标识|(?:id|no|code|number)$")
_SCALES = {
    "": Decimal(1),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "十亿": Decimal(1_000_000_000),
}
_CURRENCIES = {
    "元": None,
    "圆": None,
    "人民币": None,
    "人民币元": None,
    "rmb": None,
    "cny": None,
    "yuan": None,
    "美元": "USD",
    "usd": "USD",
    "欧元": "EUR",
    "eur": "EUR",
    "英镑": "GBP",
    "gbp": "GBP",
    "日元": "JPY",
    "jpy": "JPY",
    "港元": "HKD",
    "港币": "HKD",
    "hkd": "HKD",
}
_SCALE = "千万|百万|十亿|千|万|亿"
_CURRENCY = "|".join(sorted(_CURRENCIES, key=len, reverse=True))
_UNIT = re.compile(rf"(?:单位)?(?:人民币)?(?P<scale>{_SCALE})?(?P<currency>{_CURRENCY})?(?:人民币)?")
_PERCENT = ("%", "百分比", "百分数", "percent", "pct")
_TAIL = re.compile(rf"(?P<name>.{{2,}}?)(?P<unit>(?:{_SCALE})(?:{_CURRENCY})|%)")


@dataclass(frozen=True)
class HeaderName:
    """One header, read.

    `whole` is the name with its brackets, `key` without brackets and unit, `last_part` what follows the last
    underscore (the lower row of a two-row header), all normalised. `factor` leads to the plain unit; `currency` is
    an ISO 4217 code if the unit names a foreign one; `remark` is true if brackets hold something that is no unit.
    """

    whole: str
    key: str
    last_part: str
    factor: Decimal = Decimal(1)
    percent: bool = False
    currency: str | None = None
    remark: bool = False


@dataclass(frozen=True)
class KnownName:
    """A name the contract gives a column: its own (identifier, Chinese, English) or a synonym."""

    key: str
    shown: str
    own: bool


def normalised(text: str) -> str:
    """Full-width forms narrowed, case folded, spaces, underscores and punctuation dropped."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def read_header(text: str) -> HeaderName:
    """Take a header apart: `投标报价（万元）` is 投标报价 with the factor 10000."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    whole = normalised(narrow)
    last_part = normalised(_BRACKETS.sub("", narrow.rsplit("_", 1)[1])) if "_" in narrow else ""
    factor, percent, currency, remark = Decimal(1), False, None, False
    for inside in _BRACKETS.findall(narrow):
        unit = _unit(normalised(inside))
        if unit is None:
            remark = remark or bool(normalised(inside))
        else:
            factor, percent, currency = unit
    key = normalised(_BRACKETS.sub("", narrow))
    tail = _TAIL.fullmatch(key)
    if tail is not None and factor == 1 and not percent:
        unit = _unit(tail["unit"])
        if unit is not None:
            key = tail["name"]
            factor, percent, currency = unit
    return HeaderName(whole, key or whole, last_part, factor, percent, currency, remark)


def loosened(key: str) -> str:
    """A normalised name with words that mean the same made equal: 项目代码 and 项目编号 become one."""
    for words, one in _ALIKE_WORDS:
        key = words.sub(one, key)
    return key


def identifies(key: str) -> bool:
    """True if a normalised name says that the values identify something (a number, a code, an account)."""
    return _IDENTIFIES.search(loosened(key)) is not None


def _unit(text: str) -> tuple[Decimal, bool, str | None] | None:
    """Factor, percent, foreign currency of a unit; None if the text is no unit."""
    if text in _PERCENT:
        return Decimal("0.01"), True, None
    match = _UNIT.fullmatch(text)
    if match is None or not (match["scale"] or match["currency"] or "人民币" in text):
        return None
    return _SCALES[match["scale"] or ""], False, _CURRENCIES.get(match["currency"] or "")


@lru_cache(maxsize=4096)
def known_names(column: Column) -> tuple[KnownName, ...]:
    """The column's names, its own first, each once. Units in them are cut off: the header says the unit."""
    found: dict[str, KnownName] = {}
    own = (column.name, column.zh, column.en)
    for shown in (*own, *column.synonyms):
        for key in (normalised(shown), read_header(shown).key):
            if key:
                found.setdefault(key, KnownName(key, shown, shown in own))
    return tuple(found.values())
