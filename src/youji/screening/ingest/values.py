"""From source text to typed value: one DuckDB expression a column, and one expression that says what is wrong.

Nothing is guessed that could be read two ways: 03/04/2024 is refused (day or month first?) unless the mapping gives
a format, and so is 1,5 (a decimal comma or a torn thousand?). What a source writes for "nothing" becomes null;
full-width letters and digits become half-width in typed and identifier columns.

Most cells are plain, and every expression is made so that a plain cell is cheap: the costly forms stand in the later
branches of a CASE, which DuckDB computes for the rows that reach them only.
"""

from __future__ import annotations

from dataclasses import dataclass

from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.model import Column
from youji.screening.ingest.dates import date_refusal, parsed_date, within_range
from youji.screening.ingest.mapping import ColumnMapping
from youji.screening.ingest.numbers import decimal_refusal, parsed_decimal, parsed_whole, whole_refusal
from youji.screening.ingest.raw import LINE
from youji.screening.ingest.readers import FAULTS
from youji.screening.lake.tables import literal, quoted

_NOTHING = r"- -- — —— － / ／ \ \n 无 空 暂无 null (null) <null> none n/a #n/a nan nil"
NOTHING = ("", *_NOTHING.split(" "))
"""What offices and databases write for an empty cell (compared in lower case)."""

_FULL_WIDTH = "".join(chr(c + 0xFEE0) for c in range(0x21, 0x7F)) + "\u3000\u00a0"
_HALF_WIDTH = "".join(chr(c) for c in range(0x21, 0x7F)) + "  "
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WIDE = r"[\x{a0}\x{200b}-\x{200f}\x{2060}\x{3000}\x{feff}\x{ff01}-\x{ff5e}]"
_BLANK = r"[\x00-\x20\x7f-\xa0\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2064}\x{3000}\x{feff}]"
"""Blanks of every kind, and invisible marks: they stand at the ends of cells that were copied from elsewhere."""

REASONS: dict[str, tuple[str, str]] = {
    **FAULTS,
    "missing": ("必填项为空", "is required but empty"),
    "not_a_number": ("不是数字", "is not a number"),
    "too_large": ("数值超出范围", "is too large for the column"),
    "not_whole": ("不是整数", "is not a whole number"),
    "not_a_date": ("不是可识别的日期", "is not a date that can be read one way only (write YYYY-MM-DD)"),
    "impossible_date": (
        "日期不存在或超出1900—2099年",
        "is a date that does not exist or lies outside 1900 to 2099",
    ),
    "not_true_or_false": ("不是“是/否”", "is neither true nor false"),
    "below_minimum": ("小于允许的最小值", "is below the smallest value allowed"),
    "above_maximum": ("大于允许的最大值", "is above the largest value allowed"),
    "unknown_code": ("不在代码表中", "is not in the code list"),
    "duplicate_row": ("与前面的行完全重复", "repeats an earlier row"),
    "duplicate_key": ("主键与前面的行重复而内容不同", "has the key of an earlier row but other content"),
    "superseded": ("之后的批次已有同一主键的记录", "has a key that a later batch has brought in"),
    "too_many_fields": ("字段数多于表头", "the row has more fields than the header"),
    "too_few_fields": ("字段数少于表头", "the row has fewer fields than the header"),
    "undecodable": ("含无法解码的字节", "the row holds bytes that are not text in the file's encoding"),
    "nul_byte": ("含空字节（NUL）", "the row holds a NUL byte"),
    "bad_json": ("不是有效的 JSON", "the line is not valid JSON"),
    "no_release": ("OCDS 记录只有链接，不含发布内容", "is an OCDS record with links only and no release in it"),
    "unmergeable_release": (
        "与同一采购过程的其他发布结构不一致，无法合并",
        "is an OCDS release of another structure than the others of its process and cannot be merged",
    ),
    "number_precision_lost": (
        "长数字被表格软件按数值存储，末位已失真",
        "is a long number stored as a number, its last digits are lost; format the column as text at the source",
    ),
    **{f"bad_{name}": (check.zh, check.en) for name, check in CHECKS.items()},
}
"""Why a row is in quarantine: code → (Chinese, English)."""


@dataclass(frozen=True)
class ColumnSql:
    """The expressions of one contract column, layer upon layer: each may read the names of the layers before it.

    Names: `t:<column>` source text, `h:<column>` half-width text, `n:` and `p:<column>` first readings, `<column>` the
    typed value. A colon cannot stand in a contract's name, so nothing collides. Layers keep DuckDB from computing one
    expression many times.
    """

    layers: tuple[tuple[str, str], ...]
    """(name, expression) in order: text, prepared forms, value."""
    fault: str | None
    """A fault code, or null where the value is sound."""
    warning: str | None
    """True where a warning check fails."""


@dataclass(frozen=True)
class _Value:
    expression: str
    refusal: str
    """Fault code of a text that is there and gives no value."""
    prepared: tuple[tuple[str, str], ...] = ()


def column_sql(column: Column, mapping: ColumnMapping | None, places: dict[str, str]) -> ColumnSql:
    """Expressions for one contract column; unmapped columns are null. `places`: source column → its trimmed text."""
    text, typed = quoted(f"t:{column.name}"), quoted(column.name)
    if mapping is None:
        nothing = ((text, "CAST(NULL AS VARCHAR)"), (typed, f"CAST(NULL AS {column.type})"))
        return ColumnSql(nothing, "'missing'" if column.required else None, None)
    value = _typed(column, mapping, text)
    faults = [
        f"WHEN {text} IS NULL THEN {_missing(column)}",
        f"WHEN {typed} IS NULL THEN {value.refusal}",
    ]
    if column.minimum is not None:
        faults.append(f"WHEN {typed} < {column.minimum} THEN 'below_minimum'")
    if column.maximum is not None:
        faults.append(f"WHEN {typed} > {column.maximum} THEN 'above_maximum'")
    warning = None
    if column.check is not None:
        passes = CHECKS[column.check].predicate(typed)
        if column.check_is_warning:
            warning = f"CASE WHEN {typed} IS NOT NULL THEN NOT {passes} ELSE FALSE END"
        else:
            faults.append(f"WHEN NOT {passes} THEN 'bad_{column.check}'")
    layers = ((text, _source_text(mapping, places)), *value.prepared, (typed, value.expression))
    return ColumnSql(layers, f"CASE {' '.join(faults)} END", warning)


def trimmed(expression: str) -> str:
    """The text without the blanks around it, whichever kind of blank a source uses."""
    ends = literal(f"^{_BLANK}+|{_BLANK}+$")
    matched = literal(f"^{_BLANK}|{_BLANK}$")
    return (
        f"CASE WHEN regexp_matches({expression}, {matched}) THEN regexp_replace({expression}, {ends}, '', 'g')"
        f" ELSE {expression} END"
    )


def _missing(column: Column) -> str:
    return "'missing'" if column.required else "NULL"


def _source_text(mapping: ColumnMapping, places: dict[str, str]) -> str:
    if mapping.line_number:
        return f"CAST({LINE} AS VARCHAR)"
    if mapping.constant is not None:
        return literal(mapping.constant)
    return f" || {literal(mapping.join)} || ".join(_something(places[source]) for source in mapping.sources)


def _something(place: str) -> str:
    nothing = ", ".join(literal(word) for word in NOTHING)
    longest = max(len(word.encode()) for word in NOTHING)
    return f"CASE WHEN strlen({place}) <= {longest} AND lower({place}) IN ({nothing}) THEN NULL ELSE {place} END"


def _half_width(text: str) -> str:
    # `translate` costs fifty times the test whether there is anything to translate.
    from_, to = literal(_FULL_WIDTH + _INVISIBLE), literal(_HALF_WIDTH)
    narrowed = f"trim(translate({text}, {from_}, {to}))"
    return f"CASE WHEN regexp_matches({text}, {literal(_WIDE)}) THEN {narrowed} ELSE {text} END"


def half_width(text: str) -> str:
    """The same as the expression that readies a cell, for a word of a code list."""
    table = {ord(f): t for f, t in zip(_FULL_WIDTH, _HALF_WIDTH, strict=True)} | dict.fromkeys(map(ord, _INVISIBLE))
    return text.translate(table).strip()


def _typed(column: Column, mapping: ColumnMapping, text: str) -> _Value:
    half = quoted(f"h:{column.name}")
    prepared = ((half, _half_width(text)),)
    if column.codes:
        return _Value(_code(column, mapping, half), "'unknown_code'", prepared)
    if column.is_decimal:
        forms, value = parsed_decimal(column, mapping.multiply, half)
        return _Value(value, decimal_refusal(half), (*prepared, *forms))
    if column.type == "BIGINT":
        return _Value(parsed_whole(half), whole_refusal(half), prepared)
    if column.type in {"DATE", "TIMESTAMP"}:
        stamp = quoted(f"n:{column.name}")
        forms = ((stamp, parsed_date(mapping.format, half)),)
        refusal = date_refusal(mapping.format, half, stamp)
        return _Value(within_range(stamp, column.type), refusal, (*prepared, *forms))
    if column.type == "BOOLEAN":
        return _Value(_truth(half), "'not_true_or_false'", prepared)
    if mapping.codes:
        return _Value(_lookup(dict(mapping.codes), text, text), _missing(column))
    pattern = _IGNORED.get(column.check or "")
    if pattern is None and not column.name.endswith("_id"):
        return _Value(text, _missing(column))
    value = half if pattern is None else f"regexp_replace({half}, '{pattern}', '', 'g')"
    value = f"upper({value})" if column.check in _UPPER else value
    return _Value(f"nullif({value}, '')", _missing(column), prepared)


_IGNORED = {
    "uscc": "[ -]",
    "resident_id": "[ -]",
    "currency": "[ -]",
    "bank_account": "[ -]",
    "division_code": "[ -]",
    "phone": "[ ()]",
}
"""Signs within a checked text that only group it."""
_UPPER = {"uscc", "resident_id", "currency"}


def _truth(half: str) -> str:
    return (
        f"CASE WHEN lower({half}) IN ('true', 't', 'yes', 'y', '1', '是', '有', '√', '✓') THEN TRUE"
        f" WHEN lower({half}) IN ('false', 'f', 'no', 'n', '0', '否', '没有', '×', '✗') THEN FALSE END"
    )


def _code(column: Column, mapping: ColumnMapping, half: str) -> str:
    known: dict[str, str] = {}
    for code in column.codes:
        for name in (code.value, code.zh, code.en, *code.aliases):
            known[half_width(name).lower()] = code.value
    known.update({half_width(name).lower(): value for name, value in mapping.codes.items()})
    return _lookup(known, f"lower({half})", "NULL")


def _lookup(known: dict[str, str], key: str, otherwise: str) -> str:
    cases = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in known.items())
    return f"CASE {key} {cases} ELSE {otherwise} END" if cases else otherwise
