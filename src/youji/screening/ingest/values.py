"""From source text to typed value: one DuckDB expression a column, and one expression that says what is wrong.

Nothing is guessed that could be read two ways: 03/04/2024 is refused (day or month first?) unless the mapping gives
a format. What a source writes for "nothing" becomes null; full-width letters and digits become half-width in
typed and identifier columns.
"""

from __future__ import annotations

from dataclasses import dataclass

from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.model import Column
from youji.screening.ingest.mapping import ColumnMapping
from youji.screening.ingest.raw import LINE
from youji.screening.lake.tables import literal, quoted

NOTHING = ("", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "none", "n/a", "#n/a", "nan", "nil")
"""What offices write for an empty cell (compared in lower case)."""

_FULL_WIDTH = "".join(chr(c + 0xFEE0) for c in range(0x21, 0x7F)) + "\u3000"
_HALF_WIDTH = "".join(chr(c) for c in range(0x21, 0x7F)) + " "
_BLANKS = " \t\r\n\u3000\u00a0\ufeff\u200b\u200c\u200d\u2060"

_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_TIME_FORMATS = (
    "",
    " %H:%M:%S",
    " %H:%M",
    "T%H:%M:%S",
    "T%H:%M",
    " %H:%M:%S.%f",
    " %H时%M分",
    " %H时%M分%S秒",
)
_ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)?"
FIRST_DAY, LAST_DAY = "1900-01-01", "2099-12-31"
_SERIAL_MIN, _SERIAL_MAX = 10_000, 73_050
"""Excel serial day numbers taken as dates: 1927-05-18 to 2099-12-31 (1900 date system)."""
_EXCEL_EPOCH = "1899-12-30"

REASONS: dict[str, tuple[str, str]] = {
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
    "too_many_fields": ("字段数多于表头", "the row has more fields than the header"),
    "too_few_fields": ("字段数少于表头", "the row has fewer fields than the header"),
    "undecodable": ("含无法解码的字节", "the row holds bytes that are not text in the file's encoding"),
    "nul_byte": ("含空字节（NUL）", "the row holds a NUL byte"),
    "bad_json": ("不是有效的 JSON", "the line is not valid JSON"),
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

    Names: `t_<column>` source text, `h_` half-width text, `n_` plain number, `<column>` typed value, `f_` fault code
    or null, `w_` true where a warning check fails. Layers keep DuckDB from computing one expression many times.
    """

    layers: tuple[tuple[str, str], ...]
    """(name, expression) in order: text, prepared forms, value."""
    fault: str | None
    warning: str | None


def column_sql(column: Column, mapping: ColumnMapping | None, places: dict[str, str]) -> ColumnSql:
    """Expressions for one contract column; unmapped columns are null. `places`: source column → its name in SQL."""
    text_name, typed = quoted(f"t_{column.name}"), quoted(column.name)
    if mapping is None:
        nothing = ((text_name, "CAST(NULL AS VARCHAR)"), (typed, f"CAST(NULL AS {column.type})"))
        return ColumnSql(nothing, "'missing'" if column.required else None, None)
    faults = [f"WHEN {text_name} IS NULL THEN 'missing'"] if column.required else []
    value = _typed(column, mapping, text_name, typed)
    faults += value.faults
    if column.minimum is not None:
        faults.append(f"WHEN {typed} < {column.minimum} THEN 'below_minimum'")
    if column.maximum is not None:
        faults.append(f"WHEN {typed} > {column.maximum} THEN 'above_maximum'")
    warning = None
    if column.check is not None:
        passes = CHECKS[column.check].predicate(typed)
        if column.check_is_warning:
            warning = f"({typed} IS NOT NULL AND NOT {passes})"
        else:
            faults.append(f"WHEN {typed} IS NOT NULL AND NOT {passes} THEN 'bad_{column.check}'")
    layers = ((text_name, _source_text(mapping, places)), *value.prepared, (typed, value.expression))
    return ColumnSql(layers, f"CASE {' '.join(faults)} END" if faults else None, warning)


@dataclass(frozen=True)
class _Value:
    expression: str
    faults: list[str]
    prepared: tuple[tuple[str, str], ...] = ()


def trimmed(expression: str) -> str:
    """The text without the blanks around it, whichever kind of blank a source uses."""
    return f"trim({expression}, {literal(_BLANKS)})"


def _source_text(mapping: ColumnMapping, places: dict[str, str]) -> str:
    if mapping.line_number:
        return f"CAST({LINE} AS VARCHAR)"
    if mapping.constant is not None:
        return literal(mapping.constant)
    cleaned = [_cleaned(places[source]) for source in mapping.sources]
    if len(cleaned) == 1:
        return cleaned[0]
    joined = f" || {literal(mapping.join)} || ".join(cleaned)
    return f"({joined})"


def _cleaned(place: str) -> str:
    """`place` is trimmed already."""
    nothing = ", ".join(literal(word) for word in NOTHING)
    longest = max(len(word) for word in NOTHING)
    return f"CASE WHEN length({place}) <= {longest} AND lower({place}) IN ({nothing}) THEN NULL ELSE {place} END"


def _half_width(text: str) -> str:
    # As many bytes as characters means ASCII: nothing to translate.
    translated = f"translate({text}, {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)})"
    return f"CASE WHEN strlen({text}) = length({text}) THEN {text} ELSE trim({translated}) END"


def _typed(column: Column, mapping: ColumnMapping, text: str, typed: str) -> _Value:
    half = quoted(f"h_{column.name}")
    prepared = ((half, _half_width(text)),)
    if column.codes:
        return _code(column, mapping, half, text, typed, prepared)
    if column.is_decimal:
        return _decimal(column, mapping, half, text, typed, prepared)
    if column.type == "BIGINT":
        value = f"TRY_CAST(regexp_replace({half}, '[, ]', '', 'g') AS BIGINT)"
        return _Value(value, [f"WHEN {text} IS NOT NULL AND {typed} IS NULL THEN 'not_whole'"], prepared)
    if column.type in {"DATE", "TIMESTAMP"}:
        return _date(column, mapping, half, text, typed, prepared)
    if column.type == "BOOLEAN":
        value = (
            f"CASE WHEN lower({half}) IN ('true', 't', 'yes', 'y', '1', '是', '有', '√') THEN TRUE"
            f" WHEN lower({half}) IN ('false', 'f', 'no', 'n', '0', '否', '没有', '×') THEN FALSE END"
        )
        return _Value(value, [f"WHEN {text} IS NOT NULL AND {typed} IS NULL THEN 'not_true_or_false'"], prepared)
    return _text(column, mapping, half, text, prepared)


def _text(
    column: Column, mapping: ColumnMapping, half: str, text: str, prepared: tuple[tuple[str, str], ...]
) -> _Value:
    if mapping.codes:
        return _Value(_lookup(dict(mapping.codes), text, text), [])
    if column.check in {"uscc", "resident_id", "currency"}:
        return _Value(f"upper(regexp_replace({half}, '[ -]', '', 'g'))", [], prepared)
    if column.check in {"bank_account", "division_code"}:
        return _Value(f"regexp_replace({half}, '[ -]', '', 'g')", [], prepared)
    if column.check == "phone":
        return _Value(f"regexp_replace({half}, '[ ()]', '', 'g')", [], prepared)
    if column.name.endswith("_id"):
        return _Value(half, [], prepared)
    return _Value(text, [])


def _code(
    column: Column,
    mapping: ColumnMapping,
    half: str,
    text: str,
    typed: str,
    prepared: tuple[tuple[str, str], ...],
) -> _Value:
    known: dict[str, str] = {}
    for code in column.codes:
        for name in (code.value, code.zh, code.en, *code.aliases):
            known[name.lower()] = code.value
    known.update({name.lower(): value for name, value in mapping.codes.items()})
    allowed = ", ".join(literal(code.value) for code in column.codes)
    return _Value(
        _lookup(known, f"lower({half})", "NULL"),
        [f"WHEN {text} IS NOT NULL AND ({typed} IS NULL OR {typed} NOT IN ({allowed})) THEN 'unknown_code'"],
        prepared,
    )


def _lookup(known: dict[str, str], key: str, otherwise: str) -> str:
    cases = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in known.items())
    return f"CASE {key} {cases} ELSE {otherwise} END" if cases else otherwise


def _decimal(
    column: Column,
    mapping: ColumnMapping,
    half: str,
    text: str,
    typed: str,
    prepared: tuple[tuple[str, str], ...],
) -> _Value:
    plain = quoted(f"n_{column.name}")
    bare = f"regexp_replace({half}, '[,，\\s¥￥$€£]|元$|人民币', '', 'g')"
    # Accountants write a negative number in brackets.
    bare = f"regexp_replace({bare}, '^\\((.*)\\)$', '-\\1')"
    digits = "[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]{1,2})?"
    number = f"regexp_extract({bare}, '^({digits})(%|万元|万|亿元|亿)?$', 1)"
    unit = f"regexp_extract({bare}, '(%|万元|万|亿元|亿)$')"
    outside = "1" if mapping.multiply is None else str(mapping.multiply)
    # A unit written in the cell itself wins over the one the header gives: "5万元" under "金额（万元）".
    factor = (
        f"CASE {unit} WHEN '%' THEN 0.01 WHEN '万' THEN 10000 WHEN '万元' THEN 10000"
        f" WHEN '亿' THEN 100000000 WHEN '亿元' THEN 100000000 ELSE {outside} END"
    )
    scaled = plain if mapping.multiply is None else f"{plain} * CAST({outside} AS DECIMAL(13,4))"
    written = f"TRY_CAST(nullif({number}, '') AS DECIMAL(25,8)) * CAST({factor} AS DECIMAL(13,4))"
    value = (
        f"CASE WHEN {half} IS NULL THEN NULL WHEN {plain} IS NOT NULL THEN TRY_CAST({scaled} AS {column.type})"
        f" ELSE TRY_CAST({written} AS {column.type}) END"
    )
    return _Value(
        value,
        [
            f"WHEN {text} IS NOT NULL AND {typed} IS NULL AND {plain} IS NULL AND {number} = '' THEN 'not_a_number'",
            f"WHEN {text} IS NOT NULL AND {typed} IS NULL THEN 'too_large'",
        ],
        (*prepared, (plain, f"TRY_CAST({half} AS DECIMAL(25,8))")),
    )


def _date(
    column: Column,
    mapping: ColumnMapping,
    half: str,
    text: str,
    typed: str,
    prepared: tuple[tuple[str, str], ...],
) -> _Value:
    stamp = quoted(f"n_{column.name}")
    if mapping.format in {"unix", "unix_ms"}:
        per_second = 1_000_000 if mapping.format == "unix" else 1_000
        parsed = f"make_timestamp(TRY_CAST(TRY_CAST({half} AS DECIMAL(20,3)) * {per_second} AS BIGINT))"
    elif mapping.format == "excel_serial":
        parsed = _serial(half)
    elif mapping.format is not None:
        parsed = f"try_strptime({half}, {literal(mapping.format)})"
    else:
        formats = ", ".join(literal(d + t) for d in _DATE_FORMATS for t in _TIME_FORMATS)
        # The hour as it was written counts, so an offset from UTC is cut off.
        local = f"regexp_replace({half}, '(:[0-9]{{2}}(?:[.][0-9]+)?)(Z|[-+][0-9]{{2}}:?[0-9]{{2}})$', '\\1')"
        # An eight digit number is YYYYMMDD; a five digit one in a date column can only be a serial day number.
        parsed = (
            f"CASE WHEN {half} IS NULL THEN NULL"
            f" WHEN regexp_full_match({half}, '{_ISO}') THEN TRY_CAST({half} AS TIMESTAMP)"
            f" WHEN regexp_full_match({half}, '[0-9]{{5}}([.][0-9]+)?') THEN {_serial(half)}"
            f" WHEN regexp_full_match({half}, '[0-9]{{4}}([-/.年]|[0-9]{{4}}).*')"
            f" THEN coalesce(TRY_CAST(try_strptime({local}, [{formats}]) AS TIMESTAMP),"
            f" CASE WHEN regexp_full_match({local}, '{_ISO}') THEN TRY_CAST({local} AS TIMESTAMP) END) END"
        )
    value = (
        f"CASE WHEN {stamp} BETWEEN TIMESTAMP '{FIRST_DAY}' AND TIMESTAMP '{LAST_DAY} 23:59:59'"
        f" THEN CAST({stamp} AS {column.type}) END"
    )
    looks_right = (
        f"regexp_full_match({half}, '[0-9]{{4}}[-/.年]?[0-9]{{1,2}}[-/.月]?[0-9]{{1,2}}日?.*')"
        if mapping.format is None
        else "TRUE"
    )
    return _Value(
        value,
        [
            f"WHEN {text} IS NOT NULL AND {typed} IS NULL AND {looks_right} THEN 'impossible_date'",
            f"WHEN {text} IS NOT NULL AND {typed} IS NULL THEN 'not_a_date'",
        ],
        (*prepared, (stamp, f"CAST({parsed} AS TIMESTAMP)")),
    )


def _serial(half: str) -> str:
    number = f"TRY_CAST({half} AS DECIMAL(12,6))"
    return (
        f"CASE WHEN {number} BETWEEN {_SERIAL_MIN} AND {_SERIAL_MAX}"
        f" THEN TIMESTAMP '{_EXCEL_EPOCH}' + to_seconds(CAST(round({number} * 86400) AS BIGINT)) END"
    )
