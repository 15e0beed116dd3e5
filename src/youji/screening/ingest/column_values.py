"""What the values of a source's columns look like, counted on a sample by DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.model import Column, Contract

_NUMBER = r"[-+(]?[¥￥$€£]?[-+]?[0-9][0-9,，]*([.][0-9]+)?([eE][-+]?[0-9]+)?[)]?(%|元|万元|万|亿元|亿)?"
_DATE = (
    r"([12][0-9]{3}[-/.年][0-9]{1,2}([-/.月][0-9]{1,2}日?)?|[12][0-9]{3}[01][0-9][0-3][0-9]"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][12][0-9]{3})([ T]?[0-9]{1,2}[:时].*|[0-9]{6})?"
)
# Seconds and milliseconds of the years 1990 to 2100.
_UNIX = r"[0-9]{9,10}([.]0+)?"
_UNIX_MS = r"[0-9]{12,13}([.]0+)?"
_SERIAL = r"[1-7][0-9]{4}([.][0-9]+)?"
_MOST = 0.9
_SAMPLE = 5_000
_CHECK_DIGITS = ("uscc", "resident_id")


@dataclass(frozen=True)
class Proof:
    """Values that are of one kind beyond chance: the share that is, and its name."""

    share: float
    zh: str
    en: str


@dataclass(frozen=True)
class Profile:
    """Shares, of the filled cells of one source column, that look like each kind of value."""

    filled: int
    distinct: int
    numbers: float = 0.0
    dates: float = 0.0
    serials: float = 0.0
    unix: float = 0.0
    unix_ms: float = 0.0
    above_one: float = 0.0
    above_hundred: float = 0.0
    percent_signs: float = 0.0
    checks: dict[str, float] = field(default_factory=dict)
    codes: dict[str, float] = field(default_factory=dict)
    """By target column: the share found in its code list."""

    @property
    def looks_like_percent(self) -> bool:
        """True if a column of ratios holds values above 1 and none above 100, and no percent signs."""
        return self.above_one > 0 and self.above_hundred == 0 and self.percent_signs == 0

    @property
    def unix_format(self) -> str | None:
        """`unix` or `unix_ms` if nearly all values look like it."""
        if self.unix >= _MOST:
            return "unix"
        return "unix_ms" if self.unix_ms >= _MOST else None

    def fit(self, column: Column) -> float | None:
        """The share of values a column could hold; None where any text would do, or nothing is filled."""
        if not self.filled:
            return None
        if column.is_decimal or column.type == "BIGINT":
            return self.numbers
        if column.type in ("DATE", "TIMESTAMP"):
            return max(self.dates, self.serials, self.unix, self.unix_ms)
        if column.codes:
            return self.codes.get(column.name, 0.0)
        if column.check in self.checks:
            return self.checks[column.check]
        return None

    def proof(self, column: Column) -> Proof | None:
        """Evidence strong enough to propose a column whatever its name: check digits or a code list."""
        if column.check in _CHECK_DIGITS and self.filled >= 3 and self.checks[column.check] >= _MOST:
            zh, en = {
                "uscc": ("统一社会信用代码校验", "valid Unified Social Credit Codes"),
                "resident_id": ("公民身份号码校验", "valid resident identity numbers"),
            }[column.check]
            return Proof(self.checks[column.check], zh, en)
        share = self.codes.get(column.name, 0.0)
        if share >= _MOST and self.distinct >= 2:
            return Proof(share, f"“{column.zh}”代码表", f"in the code list of {column.name!r}")
        return None


def profile_columns(sample: pa.Table, columns: Sequence[str], contract: Contract) -> dict[str, Profile]:
    """Profile the sample's columns.

    Args:
        sample: string columns by name; those not in `columns` are ignored.
        columns: the sources to profile; one that the sample lacks gets no profile.
        contract: its checks and code lists say which kinds are counted.

    Returns:
        A profile by source column; none for a sample without rows.
    """
    checks = sorted({column.check for column in contract.columns if column.check in CHECKS})
    coded = [column for column in contract.columns if column.codes]
    present = [name for name in columns if name in sample.column_names]
    rows = sample.slice(0, _SAMPLE)
    found: dict[str, Profile] = {}
    if not rows.num_rows:
        return found
    with duckdb.connect() as connection:
        for name in present:
            values = pa.table({"v": rows.column(name).cast(pa.string())})
            connection.register("sampled", values)
            found[name] = _profile(connection, checks, coded)
            connection.unregister("sampled")
    return found


def _profile(connection: duckdb.DuckDBPyConnection, checks: Sequence[str], coded: Sequence[Column]) -> Profile:
    plain = "TRY_CAST(replace(v, ',', '') AS DOUBLE)"
    counted = [
        "true",
        f"regexp_full_match(v, '{_NUMBER}')",
        f"regexp_full_match(v, '{_DATE}')",
        f"regexp_full_match(v, '{_SERIAL}')",
        f"regexp_full_match(v, '{_UNIX}') AND {plain} BETWEEN 631152000 AND 4102444800",
        f"regexp_full_match(v, '{_UNIX_MS}') AND {plain} BETWEEN 631152000000 AND 4102444800000",
        f"{plain} > 1",
        f"{plain} > 100",
        "v LIKE '%\\%' ESCAPE '\\'",
        *(CHECKS[check].predicate("v") for check in checks),
        *(f"list_contains({_code_list(column)}, lower(v))" for column in coded),
    ]
    totals = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in counted)
    (row,) = connection.execute(
        f"SELECT count(DISTINCT v), {totals} FROM (SELECT trim(v) AS v FROM sampled) WHERE v <> ''"
    ).fetchall()
    distinct, filled, *counts = row
    shares = iter([count / filled if filled else 0.0 for count in counts])
    return Profile(
        filled=filled,
        distinct=distinct,
        numbers=next(shares),
        dates=next(shares),
        serials=next(shares),
        unix=next(shares),
        unix_ms=next(shares),
        above_one=next(shares),
        above_hundred=next(shares),
        percent_signs=next(shares),
        checks={check: next(shares) for check in checks},
        codes={column.name: next(shares) for column in coded},
    )


def _code_list(column: Column) -> str:
    names = {name.lower() for code in column.codes for name in (code.value, code.zh, code.en, *code.aliases) if name}
    return "[" + ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(names)) + "]"
