"""Typed Arrow columns as canonical text, a column at a time (Parquet, and databases read through Arrow)."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.screening.ingest.readers.batches import NUMBER_PRECISION_LOST, UNDECODABLE, blank_to_null
from youji.screening.ingest.readers.render import EXACT, from_float, plain_number


def as_text(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """Render one column.

    Args:
        column: an Arrow array of any type.

    Returns:
        A string array (nulls and empty strings null), and fault codes per row or None if there are none.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        # A damaged or careless file may call bytes text that are none: going through bytes checks them.
        return _from_bytes(column.cast(pa.binary()))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _from_bytes(column.cast(pa.binary()))
    if pa.types.is_floating(kind):
        return _from_floats(column.cast(pa.float64()))
    if pa.types.is_decimal(kind):
        return _plain(column.cast(pa.string())), None
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        # Arrow prints as many decimals of a second as the unit has: none of them says anything if all are
        # zero.
        return pc.replace_substring_regex(column.cast(pa.string()), r"\.0+(Z|[+-]\d{4})?$", r"\1"), None
    if pa.types.is_nested(kind):
        texts = [None if value is None else _json(value) for value in column.to_pylist()]
        return pa.array(texts, pa.string()), None
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string()), None
    try:
        return blank_to_null(column.cast(pa.string())), None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        texts = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.array(texts, pa.string()), None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _plain(column: pa.Array) -> pa.Array:
    """The few texts with an exponent written out."""
    exponent = pc.fill_null(pc.match_substring_regex(column, "[eE]"), False)
    if not pc.any(exponent).as_py():
        return column
    plain = pa.array([plain_number(text) for text in column.filter(exponent).to_pylist()], pa.string())
    return pc.replace_with_mask(column, exponent, plain)


def _from_floats(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    values = column.to_numpy(zero_copy_only=False)
    text = _plain(column.cast(pa.string()))
    missing = np.isnan(values)
    if missing.any():
        text = pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), text)
    large = np.abs(values) >= EXACT
    if not large.any():
        return text, None
    mask = pa.array(large)
    exact = pa.array([from_float(value) for value in values[large]], pa.string())
    faults = pc.if_else(mask, NUMBER_PRECISION_LOST, pa.scalar(None, pa.string()))
    return pc.replace_with_mask(text, mask, exact), faults


def _from_bytes(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    try:
        return blank_to_null(column.cast(pa.string())), None
    except pa.ArrowInvalid:
        pass
    texts: list[str | None] = []
    faults: list[str | None] = []
    for value in column.to_pylist():
        try:
            texts.append((value or b"").decode("utf-8") or None)
            faults.append(None)
        except UnicodeDecodeError:
            texts.append(value.decode("utf-8", "replace"))
            faults.append(UNDECODABLE)
    return pa.array(texts, pa.string()), pa.array(faults, pa.string())


def merge_faults(faults: list[pa.Array]) -> pa.Array | None:
    """The first fault of every row, over its columns."""
    if not faults:
        return None
    return pc.coalesce(*faults)
