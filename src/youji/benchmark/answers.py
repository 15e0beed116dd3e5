"""Reads an answer book: which rows and subjects each planted scheme, or innocent look-alike, has.

The layout is described in docs/reference/detection-benchmark.md. Books are small (a line a defining row), so they are
read whole; the data they speak about never are.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from youji.benchmark.errors import BenchmarkError

EFFECTS = ("blatant", "clear", "moderate", "faint")
LARGER = EFFECTS[:2]
"""The two larger effect sizes."""
BOOK_ENDINGS = (".csv", ".json", ".jsonl", ".ndjson", ".parquet")

_SCHEME = ("scheme", "scheme_kind", "look_alike", "model", "kind", "type")
_CASE = ("scheme_id", "case_id", "case")
_EFFECT = ("effect", "effect_size")
_MISSING = ("missing", "missing_share")
_SUBJECT = ("subject_id", "subject", "subjects", "subject_ids")
_KIND = ("subject_kind", "subject_type")
_ROWS = ("rows", "evidence")
_DATASET = ("dataset", "table")
_KEY = ("key", "row_key", "row_id", "row")
_KINDS = {
    **dict.fromkeys(("organisation", "organization", "org", "company", "firm"), "organisation"),
    **dict.fromkeys(("supplier", "buyer", "bidder"), "organisation"),
    **dict.fromkeys(("person", "individual", "official"), "person"),
    "tender": "tender",
    "contract": "contract",
}  # fmt: skip
_STEPS = {str(place): effect for place, effect in enumerate(EFFECTS, 1)}


@dataclass
class Case:
    """One planted scheme, or one innocent look-alike (`resembles` says of which scheme).

    `effect` and `missing` are None where the book is silent; a subject's kind is None where it does not say.
    """

    number: int
    scheme: str
    case_id: str
    effect: str | None
    missing: Decimal | None
    resembles: str | None = None
    subjects: set[tuple[str | None, str]] = field(default_factory=set)
    rows: set[tuple[str, str]] = field(default_factory=set)


def read_book(path: Path, datasets: Collection[str], *, innocent: bool = False) -> list[Case]:
    """The cases of an answer book, in its order; BenchmarkError, with file and line, where it is not clear.

    `datasets`: the names the contracts define. An innocent book needs neither subjects nor rows.
    """
    cases: dict[object, Case] = {}
    for line, record in _records(path):
        where = f"{path}, {'record' if path.suffix != '.csv' else 'line'} {line}"
        scheme = _text(_first(record, _SCHEME))
        if scheme is None:
            raise BenchmarkError(f"{where}: names no scheme; give every line a `scheme`.")
        subjects = _subjects(_first(record, _SUBJECT), _text(_first(record, _KIND)))
        listed = _first(record, _ROWS)
        rows = set(_rows(listed, where)) if listed is not None else set()
        dataset, key = _text(_first(record, _DATASET)), _text(_first(record, _KEY))
        if dataset is not None and key is not None:
            rows.add((dataset, key))
        elif listed is None and not innocent:
            raise BenchmarkError(f"{where}: names no row; give `dataset` and `key`, or `rows` such as `bid:B1;bid:B2`.")
        if not subjects and not innocent:
            raise BenchmarkError(f"{where}: names no subject; give `subject_id` (and `subject_kind`).")
        effect, missing = _effect(_first(record, _EFFECT)), missing_share(_first(record, _MISSING), where)
        name = _text(_first(record, _CASE))
        known_by: object = (scheme, name)
        if name is None:
            known_by = line if listed is not None else (scheme, effect, missing, tuple(sorted(map(str, subjects))))
        number = len(cases) + 1
        case = cases.setdefault(
            known_by,
            Case(number, scheme, name or f"{scheme}-{number:04d}", effect, missing, _text(record.get("resembles"))),
        )
        if (case.effect, case.missing) != (effect, missing):
            raise BenchmarkError(
                f"{where}: `{case.case_id}` has another effect or missing share than on its earlier lines; "
                "make them the same."
            )
        case.subjects |= subjects
        case.rows |= {(_dataset(d, datasets, where), k) for d, k in rows}
    return list(cases.values())


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        for line, record in _parsed(path):
            if not isinstance(record, dict):
                raise BenchmarkError(f"{path}, record {line}: is no object with `scheme`, `subject` and `rows`.")
            yield line, {str(name).strip().casefold(): value for name, value in record.items()}
    except (OSError, UnicodeDecodeError, ValueError, csv.Error, pa.ArrowException) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BenchmarkError(
            f"{path}: cannot be read as an answer book ({reason}); write UTF-8 CSV, JSON, JSON lines or Parquet."
        ) from error


def _parsed(path: Path) -> Iterable[tuple[int, Any]]:
    if path.suffix == ".parquet":
        yield from enumerate(pq.read_table(path).to_pylist(), 1)
        return
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if not {name.strip().casefold() for name in reader.fieldnames or ()} & set(_SCHEME):
            raise BenchmarkError(f"{path}: has no column `scheme`; its first line must name the columns.")
        yield from ((reader.line_num, row) for row in reader)
    elif path.suffix in {".jsonl", ".ndjson"}:
        lines = enumerate(text.splitlines(), 1)
        yield from ((number, json.loads(line)) for number, line in lines if line.strip())
    else:
        content = json.loads(text)
        if isinstance(content, dict):
            lists = [value for value in content.values() if isinstance(value, list)]
            if len(lists) != 1:
                raise BenchmarkError(f"{path}: is an object without exactly one list in it; write a list of schemes.")
            content = lists[0]
        yield from enumerate(content if isinstance(content, list) else [content], 1)


def _first(record: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        value = record.get(name)
        if value is not None and value != "":
            return value
    return None


def _text(value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def _effect(value: Any) -> str | None:
    text = _text(value)
    return None if text is None else _STEPS.get(text, text.casefold())


def missing_share(value: Any, where: str) -> Decimal | None:
    """A share as a book or manifest gives it: 0.3, 30 or 30%; None for nothing, BenchmarkError for anything else."""
    text = _text(value)
    if text is None:
        return None
    try:
        number = Decimal(text.removesuffix("%").strip())
        number = number / 100 if text.endswith("%") or number > 1 else number
        if not 0 <= number <= 1:
            raise InvalidOperation
    except InvalidOperation:
        raise BenchmarkError(f"{where}: `{text}` is no missing share; write 0.3 or 30%.") from None
    return number.normalize() if number else Decimal(0)


def _subjects(value: Any, kind: str | None) -> set[tuple[str | None, str]]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = json.loads(value)
    parts = value if isinstance(value, list) else re.split(r"[;；\n]", str(value)) if value is not None else []
    stated = _KINDS.get(kind.casefold()) if kind is not None else None
    found: set[tuple[str | None, str]] = set()
    for part in parts:
        one, its_kind = part, stated
        if isinstance(part, dict):
            one = _first(part, ("id", *_SUBJECT))
            its_kind = _KINDS.get(str(_first(part, ("kind", *_KIND))).casefold(), stated)
        text = _text(one)
        if text is None:
            continue
        before, colon, after = text.partition(":")
        if colon and before.casefold() in _KINDS and after:
            text, its_kind = after.strip(), _KINDS[before.casefold()]
        found.add((its_kind, text))
    return found


def _rows(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith(("[", "{")):
            yield from _rows(json.loads(text), where)
            return
        parts = [part for part in re.split(r"[;；\n]", text) if part.strip()]
        if len(parts) == 1 and re.fullmatch(r"\w+:[^,]+(,\s*\w+:[^,]+)+", parts[0]):
            parts = parts[0].split(",")
        yield from (_pair(part, where) for part in parts)
    elif isinstance(value, dict):
        for dataset, keys in value.items():
            yield from ((str(dataset), str(key)) for key in (keys if isinstance(keys, list) else [keys]))
    elif isinstance(value, list):
        if len(value) == 2 and all(isinstance(part, str) and ":" not in part for part in value):
            value = [value]
        yield from (_pair(part, where) for part in value)
    else:
        raise BenchmarkError(f"{where}: `rows` is no list of rows; write `bid:B1;bid:B2`.")


def _pair(part: Any, where: str) -> tuple[str, str]:
    if isinstance(part, str):
        dataset, _, key = part.strip().partition(":" if ":" in part else "/")
    elif isinstance(part, list) and len(part) == 2:
        dataset, key = str(part[0]), str(part[1])
    elif isinstance(part, dict):
        dataset, key = str(_first(part, _DATASET) or ""), str(_first(part, ("id", *_KEY)) or "")
    else:
        dataset = key = ""
    if not dataset.strip() or not key.strip():
        raise BenchmarkError(f"{where}: the row `{part}` is no dataset and key; write `bid:B1`.")
    return dataset.strip(), key.strip()


def _dataset(name: str, datasets: Collection[str], where: str) -> str:
    plain = name.strip().casefold()
    for candidate in (plain, plain.removesuffix("s")):
        if candidate in datasets:
            return candidate
    raise BenchmarkError(f"{where}: names a row of `{name}`, which no data contract defines; see `youji sources list`.")
