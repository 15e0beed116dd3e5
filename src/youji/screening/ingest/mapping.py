"""Column mappings: how the columns of one source become the columns of a data contract.

A mapping file is YAML, read as data only (no tags, no anchors; every value is the text that is written)::

    dataset: bid
    read: {encoding: gb18030, header_row: 3, sheet: 投标}   # all optional, see ReadOptions
    rows:
      where: {Winner: ["1", "1.0"]}     # keep rows whose source text is one of these
      distinct: true                    # rows that are equal after mapping count once
    columns:
      tender_id: Tender                                  # a source column
      bid_id: {from: [Tender, Competitors], join: "-"}   # several, joined
      amount: {from: Bid_value, multiply: 10000}         # 万元 to 元
      currency: {value: EUR}                             # the same value in every row
      published_on: {from: Date, format: unix}           # or unix_ms, excel_serial, %d/%m/%Y
      status: {from: State, codes: {"1": valid}}         # source value: contract's code
      fingerprint_id: {line_number: true}                # the physical line, where a source has no id
"""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from youji.screening.contracts.model import Contract
from youji.screening.errors import MappingError
from youji.screening.ingest.mapping_yaml import Entry, dump, read_document
from youji.screening.ingest.raw import ReadOptions

FORMATS = ("unix", "unix_ms", "excel_serial")
"""Formats of dates beside strptime patterns: seconds and milliseconds since 1970, days in Excel's count."""

_READ_TEXT = ("encoding", "delimiter", "sheet", "table", "query")
_READ_WHOLE = ("header_row", "max_columns", "max_line_bytes", "max_expanded_bytes", "max_expansion")
_MULTIPLY_SCALE = 4
_MULTIPLY_LIMIT = Decimal(10) ** 9


@dataclass(frozen=True)
class ColumnMapping:
    """Where one contract column comes from: source columns, a constant, or the line number."""

    sources: tuple[str, ...] = ()
    join: str = "-"
    """Put between the values of several sources."""
    constant: str | None = None
    format: str | None = None
    """How dates are written: a strptime pattern, or one of `FORMATS`."""
    multiply: Decimal | None = None
    """Factor to the contract's unit: 10000 for 万元, 0.01 for percent; at most four decimals."""
    codes: MappingABC[str, str] = field(default_factory=dict)
    """Source value → contract's code."""
    line_number: bool = False


@dataclass(frozen=True)
class Mapping:
    """How one source becomes rows of one dataset.

    `origin` names the file it was loaded from, for messages.
    """

    dataset: str
    columns: dict[str, ColumnMapping]
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Rows to keep: source column → the texts it may have."""
    distinct: bool = False
    read: ReadOptions = field(default_factory=ReadOptions)
    origin: str | None = field(default=None, compare=False)


def load_mapping(path: str | Path, contract: Contract) -> Mapping:
    """Read a mapping file and hold it against its contract.

    Raises:
        MappingError: the file cannot be read, is not YAML, has an unknown key, names a dataset or column that
            the contract does not have, or leaves a required column out; the message gives the line.
    """
    return parse_mapping(_text_of(path), contract, str(path))


def parse_mapping(text: str, contract: Contract, origin: str = "mapping") -> Mapping:
    """A mapping from YAML text; `origin` names it in messages. Raises MappingError as `load_mapping` does."""
    document = read_document(text, origin)
    top = document.keys({"dataset", "read", "rows", "columns"})
    dataset = _dataset(document, top)
    if dataset != contract.dataset:
        raise top["dataset"].error(f"the mapping is for {dataset!r} and not for {contract.dataset!r}")
    if "columns" not in top:
        raise document.error("the field `columns` is missing; list the contract's columns there")
    columns = {target: _column(entry, target, contract) for target, entry in top["columns"].mapping().items()}
    for column in contract.columns:
        if column.required and column.name not in columns:
            raise top["columns"].error(
                f"the required column `{column.name}` ({column.zh}) is not mapped; add it, or give it a value"
            )
    rows = top["rows"].keys({"where", "distinct"}) if "rows" in top else {}
    where = {
        source: tuple(one.text() for one in entry.items())
        for source, entry in (rows["where"].mapping() if "where" in rows else {}).items()
    }
    return Mapping(
        dataset=dataset,
        columns=columns,
        where=where,
        distinct=rows["distinct"].truth() if "distinct" in rows else False,
        read=_read_options(top["read"]) if "read" in top else ReadOptions(),
        origin=origin,
    )


def mapping_dataset(path: str | Path) -> str:
    """The dataset a mapping file is for, before its contract is known. Raises MappingError."""
    document = read_document(_text_of(path), str(path))
    return _dataset(document, document.mapping())


def save_mapping(mapping: Mapping, path: str | Path) -> None:
    """Write a mapping as YAML, in its own order; the file appears whole or not at all.

    Raises:
        MappingError: the file cannot be written.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.draft")
        draft.write_text(dump(_as_data(mapping)), encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        raise MappingError(
            f"{path}: the mapping cannot be written ({error.strerror}); check the folder and who may write there."
        ) from None


def mapping_text(mapping: Mapping) -> str:
    """The mapping as YAML text that is the same for equal mappings: what a batch is known by.

    Limits on reading (`max_columns` and the like) are left out: they do not change what is read.
    """
    plain = ReadOptions()
    limits = {name: getattr(plain, name) for name in _READ_WHOLE if name != "header_row"}
    same = replace(
        mapping,
        columns=dict(sorted(mapping.columns.items())),
        where=dict(sorted(mapping.where.items())),
        read=replace(mapping.read, **limits),
    )
    return dump(_as_data(same))


def check_against(mapping: Mapping, columns: Sequence[str], source: str) -> None:
    """Refuse a mapping that reads a column the source does not have.

    Args:
        mapping: the mapping.
        columns: the source's header.
        source: the source's name, for the message.

    Raises:
        MappingError: names the mapping file, the field, the missing column and the most similar one there is.
    """
    known = set(columns)
    needed = [(f"columns.{target}", name) for target, one in mapping.columns.items() for name in one.sources]
    needed += [("rows.where", name) for name in mapping.where]
    for place, name in needed:
        if name not in known:
            raise MappingError(
                f"{mapping.origin or 'mapping'}: field `{place}` reads column {name!r}, which {source} does not "
                f"have; {_nearest(name, columns)}."
            )


def _nearest(name: str, known: Sequence[str]) -> str:
    if not known:
        return "it has no columns at all"
    found = process.extractOne(name, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=40)
    if found is not None:
        return f"the nearest it has is {found[0]!r}"
    listed = ", ".join(map(repr, known[:20])) + (", …" if len(known) > 20 else "")
    return f"it has {listed}"


def _text_of(path: str | Path) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise MappingError(f"{path}: the mapping cannot be read ({error.strerror}); check the path.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MappingError(f"{path}: line {line} is not UTF-8 text; save the mapping as UTF-8.") from None


def _dataset(document: Entry, top: MappingABC[str, Entry]) -> str:
    if "dataset" not in top:
        raise document.error("the field `dataset` is missing; name the data contract there")
    return top["dataset"].text()


def _column(entry: Entry, target: str, contract: Contract) -> ColumnMapping:
    if target not in contract.names:
        raise entry.error(
            f"the contract `{contract.dataset}` has no column `{target}`; {_nearest(target, contract.names)}"
        )
    if not entry.is_mapping:
        return ColumnMapping(sources=tuple(one.text() for one in entry.items()))
    keys = entry.keys({"from", "join", "value", "format", "multiply", "codes", "line_number"})
    origins = [key for key in ("from", "value", "line_number") if key in keys]
    if len(origins) != 1:
        raise entry.error("give exactly one of `from`, `value` and `line_number`")
    if origins == ["line_number"] and not keys["line_number"].truth():
        raise keys["line_number"].error("`line_number` is either true or left out")
    mapping = ColumnMapping(
        sources=tuple(one.text() for one in keys["from"].items()) if "from" in keys else (),
        join=keys["join"].text(may_be_empty=True) if "join" in keys else "-",
        constant=keys["value"].text() if "value" in keys else None,
        format=_format(keys["format"], target, contract) if "format" in keys else None,
        multiply=_multiply(keys["multiply"], target, contract) if "multiply" in keys else None,
        codes=_codes(keys["codes"], target, contract) if "codes" in keys else {},
        line_number="line_number" in keys,
    )
    if "from" in keys and not mapping.sources:
        raise keys["from"].error("`from` names no column")
    return mapping


def _format(entry: Entry, target: str, contract: Contract) -> str:
    if contract.column(target).type not in ("DATE", "TIMESTAMP"):
        raise entry.error(f"`format` is for dates, and `{target}` is {contract.column(target).type}")
    text = entry.text()
    if text not in FORMATS and "%" not in text:
        raise entry.error(f"{text!r} is not a date format; write one like %Y年%m月%d日, or {', '.join(FORMATS)}")
    return text


def _multiply(entry: Entry, target: str, contract: Contract) -> Decimal:
    column = contract.column(target)
    if not column.is_decimal:
        raise entry.error(f"`multiply` is for amounts, and `{target}` is {column.type}")
    try:
        factor = Decimal(entry.text())
    except InvalidOperation:
        raise entry.error(f"{entry.text()!r} is not a number") from None
    if not factor.is_finite() or factor == 0 or abs(factor) >= _MULTIPLY_LIMIT:
        raise entry.error("`multiply` is a number other than zero, below 1,000,000,000")
    exponent = factor.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MULTIPLY_SCALE:
        raise entry.error(f"`multiply` has at most {_MULTIPLY_SCALE} decimals")
    return factor


def _codes(entry: Entry, target: str, contract: Contract) -> dict[str, str]:
    allowed = [code.value for code in contract.column(target).codes]
    codes = {}
    for source, one in entry.mapping().items():
        codes[source] = one.text()
        if allowed and codes[source] not in allowed:
            raise one.error(f"`{target}` has no code {codes[source]!r}; its codes are {', '.join(allowed)}")
    return codes


def _read_options(entry: Entry) -> ReadOptions:
    keys = entry.keys({*_READ_TEXT, *_READ_WHOLE})
    values: dict[str, Any] = {name: one.text() for name, one in keys.items() if name in _READ_TEXT}
    values.update({name: one.whole_number() for name, one in keys.items() if name in _READ_WHOLE})
    return ReadOptions(**values)


def _as_data(mapping: Mapping) -> dict[str, object]:
    plain = ReadOptions()
    read = {
        one.name: getattr(mapping.read, one.name)
        for one in fields(ReadOptions)
        if one.name in (*_READ_TEXT, *_READ_WHOLE) and getattr(mapping.read, one.name) != getattr(plain, one.name)
    }
    rows: dict[str, object] = {}
    if mapping.where:
        rows["where"] = {name: list(values) for name, values in mapping.where.items()}
    if mapping.distinct:
        rows["distinct"] = True
    data: dict[str, object] = {"dataset": mapping.dataset}
    if read:
        data["read"] = read
    if rows:
        data["rows"] = rows
    data["columns"] = {target: _column_data(one) for target, one in mapping.columns.items()}
    return data


def _column_data(column: ColumnMapping) -> object:
    plain = ColumnMapping(sources=column.sources)
    if len(column.sources) == 1 and column == plain:
        return column.sources[0]
    data: dict[str, object] = {}
    if column.line_number:
        data["line_number"] = True
    elif column.constant is not None:
        data["value"] = column.constant
    else:
        data["from"] = column.sources[0] if len(column.sources) == 1 else list(column.sources)
    if column.join != plain.join:
        data["join"] = column.join
    if column.format is not None:
        data["format"] = column.format
    if column.multiply is not None:
        data["multiply"] = column.multiply
    if column.codes:
        data["codes"] = dict(column.codes)
    return data
