"""What real offices' records suffer from: typos, gaps, odd dates and amounts, wrong values, duplicates.

Noise acts on the texts of a file, after the world is complete. Rates are shares of a column's rows, near what
data profiling of public registers usually finds (a fraction of a per cent to two per cent); keys suffer only
from whole rows that occur twice, and references to other rows are never wrong, only rarely missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.region.lexicon import HOMOPHONES

DUPLICATE_RATE = 0.003
_FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
Fault = Callable[[str, np.random.Generator], str | None]


def missing(value: str, rng: np.random.Generator) -> str | None:
    """Nothing was entered."""
    return None


def typo(value: str, rng: np.random.Generator) -> str:
    """A homophone or look-alike; where no character has one, the last two characters change places."""
    known = [i for i, letter in enumerate(value) if letter in HOMOPHONES]
    if known:
        at = known[int(rng.integers(0, len(known)))]
        return value[:at] + HOMOPHONES[value[at]] + value[at + 1 :]
    return value[:-2] + value[-1] + value[-2] if len(value) > 2 else value


def stray_space(value: str, rng: np.random.Generator) -> str:
    """A blank before, behind or inside, at times of full width."""
    blank = "\u3000" if rng.random() < 0.3 else " "
    at = (0, len(value), len(value) // 2)[int(rng.integers(0, 3))]
    return value[:at] + blank + value[at:]


def brackets(value: str, rng: np.random.Generator) -> str:
    """The other legal form or half-width brackets: the same firm, spelled otherwise."""
    if "有限责任公司" in value:
        return value.replace("有限责任公司", "有限公司")
    if "（" in value:
        return value.replace("（", "(").replace("）", ")")
    return value.replace("有限公司", "有限责任公司")


def full_width(value: str, rng: np.random.Generator) -> str:
    """Digits typed with a Chinese keyboard."""
    return value.translate(_FULL_WIDTH)


def thousands(value: str, rng: np.random.Generator) -> str:
    """Separators in an amount."""
    whole, dot, rest = value.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdigit() else value


def negative(value: str, rng: np.random.Generator) -> str:
    """An amount with the wrong sign."""
    return "-" + value


def words(value: str, rng: np.random.Generator) -> str:
    """Words where an amount belongs."""
    return ("详见合同", "面议", "按实结算", "见附件")[int(rng.integers(0, 4))]


def wrong_check(value: str, rng: np.random.Generator) -> str:
    """The last character mistyped, so that the check character does not fit."""
    return value[:-1] + ("1" if value[-1] != "1" else "2")


def cut_short(value: str, rng: np.random.Generator) -> str:
    """The last two digits lost."""
    return value[:-2]


def impossible_day(value: str, rng: np.random.Generator) -> str:
    """A day that no calendar has."""
    year = value[:4] if value[:4].isdigit() else "2024"
    return f"{year}-{('02-30', '13-05', '06-31', '00-00')[int(rng.integers(0, 4))]}"


RATES: dict[str, tuple[tuple[Fault, float], ...]] = {
    "key": (),
    "required_reference": (),
    "reference": ((missing, 0.002),),
    "person_name": ((typo, 0.004), (stray_space, 0.008)),
    "organisation_name": ((typo, 0.004), (stray_space, 0.008), (brackets, 0.006), (missing, 0.002)),
    "text": ((missing, 0.005), (stray_space, 0.004)),
    "code": ((missing, 0.006),),
    "resident_id": ((missing, 0.006), (wrong_check, 0.002), (full_width, 0.002)),
    "uscc": ((missing, 0.006), (wrong_check, 0.003), (stray_space, 0.003)),
    "division_code": ((missing, 0.003),),
    "phone": ((missing, 0.015), (cut_short, 0.003), (full_width, 0.003)),
    "account": ((missing, 0.008), (stray_space, 0.004)),
    "money": (
        (thousands, 0.02), (full_width, 0.004), (stray_space, 0.004), (missing, 0.003), (negative, 0.0015),
        (words, 0.0015),
    ),
    "required_money": ((thousands, 0.02), (full_width, 0.004), (negative, 0.0015), (words, 0.0015)),
    "required_date": ((impossible_day, 0.001), (full_width, 0.002)),
    "share": ((missing, 0.005),),
    "date": ((missing, 0.003), (impossible_day, 0.002), (full_width, 0.002)),
    "moment": ((missing, 0.003), (impossible_day, 0.001)),
    "trace": ((missing, 0.02),),
    "fixed": (),
}  # fmt: skip
"""Faults of each kind of column and the share of its rows they befall."""
OTHER_DATE_RATE = 0.04
"""Share of days written in another form than the rest of the file."""


@dataclass
class Spoiler:
    """Applies the noise of one file, and keeps count of it."""

    rng: np.random.Generator
    counts: dict[tuple[str, str], int]

    def spoil(self, column: str, kind: str, values: pa.Array) -> pa.Array:
        """The column's texts with the faults of its kind; a value suffers at most one of them."""
        total = len(values)
        rates = RATES[kind]
        hurt = [self.rng.binomial(total, rate) for _, rate in rates]
        if not sum(hurt):
            return values
        chosen = self.rng.choice(total, size=min(total, sum(hurt)), replace=False)
        faults = np.repeat(np.arange(len(rates)), hurt)[: len(chosen)]
        there = np.asarray(values.is_valid())[chosen]
        chosen, faults = chosen[there], faults[there]
        spoilt = []
        for value, fault in zip(values.take(pa.array(chosen)).to_pylist(), faults, strict=True):
            spoilt.append(rates[int(fault)][0](value, self.rng))
        for fault, (function, _) in enumerate(rates):
            self.counts[column, function.__name__] = int((faults == fault).sum())
        return replaced(values, chosen, pa.array(spoilt, type=pa.string()))

    def twice(self, table: pa.Table) -> pa.Table:
        """The table with some rows occurring a second time further down."""
        extra = self.rng.binomial(table.num_rows, DUPLICATE_RATE)
        rows = self.rng.choice(table.num_rows, size=extra, replace=False) if extra else np.empty(0, dtype=np.int64)
        self.counts["*", "twice"] = len(rows)
        place = np.concatenate([np.arange(table.num_rows), rows + self.rng.exponential(50.0, len(rows)) + 0.5])
        order = np.concatenate([np.arange(table.num_rows), rows])[np.argsort(place, kind="stable")]
        return table.take(pa.array(order))


def replaced(values: pa.Array, rows: np.ndarray[tuple[int], np.dtype[np.int64]], new: pa.Array) -> pa.Array:
    """`values` with those at `rows` replaced by `new` (null included)."""
    order = np.argsort(rows, kind="stable")
    mask = np.zeros(len(values), dtype=np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(values, pa.array(mask), new.take(pa.array(order)))
