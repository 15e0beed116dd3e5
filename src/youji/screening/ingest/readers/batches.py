"""The last step of every reader: text columns, `_line` and `_fault`, in batches that are sound to hand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.screening.ingest.raw import FAULT, LINE

TOO_MANY_FIELDS = "too_many_fields"
TOO_FEW_FIELDS = "too_few_fields"
UNDECODABLE = "undecodable"
NUL_BYTE = "nul_byte"
BAD_QUOTE = "bad_quote"
STRAY_RETURN = "stray_carriage_return"
BAD_JSON = "bad_json"
NOT_AN_OBJECT = "not_an_object"
REPEATED_KEY = "repeated_key"
UNEXPECTED_KEY = "unexpected_key"
NUMBER_PRECISION_LOST = "number_precision_lost"

FAULTS: dict[str, tuple[str, str]] = {
    TOO_MANY_FIELDS: ("字段数多于表头", "the row has more fields than the header"),
    TOO_FEW_FIELDS: ("字段数少于表头", "the row has fewer fields than the header"),
    UNDECODABLE: ("含无法解码的字节", "the row has bytes that are not text in the file's encoding"),
    NUL_BYTE: ("含空字节（NUL）", "the row has a NUL byte"),
    BAD_QUOTE: ("引号未闭合或闭合后还有文字", "a quoted field is not closed, or text follows its closing quote"),
    STRAY_RETURN: ("行内有单独的回车符", "a carriage return stands alone in the row"),
    BAD_JSON: ("不是有效的 JSON", "the line is not valid JSON"),
    NOT_AN_OBJECT: ("不是 JSON 对象", "the JSON value is not an object"),
    REPEATED_KEY: ("JSON 对象中有重复的键", "the JSON object has a key twice"),
    UNEXPECTED_KEY: ("有前面各条记录都没有的键", "the JSON object has a key that none of the first records has"),
    NUMBER_PRECISION_LOST: (
        "长数字被按数值存储，末位已失真",
        "a long number was stored as a floating number, and its last digits are gone",
    ),
}
"""Every fault code a reader gives, with what it means in Chinese and English."""


def raw_schema(columns: Sequence[str]) -> pa.Schema:
    """The Arrow schema of a `RawTable`: its columns as strings, then `_line` int64 and `_fault` string."""
    fields = [pa.field(name, pa.string()) for name in columns]
    return pa.schema([*fields, pa.field(LINE, pa.int64()), pa.field(FAULT, pa.string())])


def blank_to_null(column: pa.Array) -> pa.Array:
    """Empty strings become null."""
    empty = pc.equal(column, "")
    if not pc.any(empty).as_py():
        return column
    return pc.if_else(empty, pa.scalar(None, pa.string()), column)


def seal(
    schema: pa.Schema, columns: Sequence[pa.Array], lines: pa.Array, faults: pa.Array | None = None
) -> pa.RecordBatch:
    """Build one batch; mark rows that hold a NUL, and leave out sound rows in which every cell is null.

    Args:
        schema: from `raw_schema`.
        columns: string arrays in the schema's order, empty cells already null.
        lines: int64 array, 1-based.
        faults: string array of fault codes, or None when every row is sound.

    Returns:
        A batch of at most `len(lines)` rows.
    """
    height = len(lines)
    faults = pa.nulls(height, pa.string()) if faults is None else faults
    for column in columns:
        # The data buffer alone tells whether any value has a NUL: one pass over bytes, not one per value.
        data = column.buffers()[2]
        if data is not None and data.size and not np.frombuffer(data, np.uint8).all():
            has_nul = pc.fill_null(pc.match_substring(column, "\x00"), False)
            faults = pc.if_else(pc.and_(has_nul, pc.is_null(faults)), NUL_BYTE, faults)
    batch = pa.RecordBatch.from_arrays([*columns, lines, faults], schema=schema)
    if height and columns and all(column.null_count for column in columns):
        keep = pc.is_valid(faults)
        for column in columns:
            keep = pc.or_(keep, pc.is_valid(column))
        if not pc.all(keep).as_py():
            batch = batch.filter(keep)
    return batch


def batch_of_rows(
    schema: pa.Schema,
    rows: Sequence[Sequence[str | None]],
    lines: Sequence[int],
    faults: Sequence[str | None],
) -> pa.RecordBatch:
    """A sealed batch from rows held in Python: for the formats that cannot be read by column."""
    width = len(schema) - 2
    by_column: Iterable[Sequence[str | None]] = zip(*rows, strict=True) if rows else [()] * width
    columns = [pa.array(values, pa.string()) for values in by_column]
    marks = pa.array(faults, pa.string()) if any(faults) else None
    return seal(schema, columns, pa.array(lines, pa.int64()), marks)
