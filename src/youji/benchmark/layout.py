"""What a folder to measure with holds: data files of known datasets, an answer book, and perhaps an innocent one."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from youji.benchmark.answers import BOOK_ENDINGS, missing_share
from youji.benchmark.errors import BenchmarkError

MANIFEST = "manifest.json"
DATA_ENDINGS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson", ".json", ".xlsx")
_NOT_DATA = re.compile(r"(truth|innocent|look_?alike|noise|answer|label|readme|manifest|case)", re.IGNORECASE)
_BOOK_FOLDERS = ("", "truth", "answers")


@dataclass(frozen=True)
class Layout:
    """A folder's data files with their datasets, in a fixed order, and its answer books.

    `as_of` is the day to screen from, and `missing` the missing share of cases whose book does not say, where the
    manifest names them.
    """

    folder: Path
    files: tuple[tuple[Path, str], ...]
    truth: Path
    innocent: Path | None
    as_of: date | None = None
    missing: Decimal | None = None


def read_layout(folder: Path, datasets: Collection[str]) -> Layout:
    """Find the files of `folder`; BenchmarkError, in one sentence, where it is not clear what is what."""
    if not folder.is_dir():
        raise BenchmarkError(f"{folder}: there is no such folder; name one with data files and a truth file.")
    truth = _book(folder, "truth")
    if truth is None:
        raise BenchmarkError(
            f"{folder}: has no truth.csv, truth.json, truth.jsonl or truth/truth.csv; add the answer book "
            "(header only, or an empty list, where no scheme is planted)."
        )
    manifest = folder / MANIFEST
    named = _manifest(manifest) if manifest.is_file() else {}
    files = _listed(manifest, named["files"], datasets) if "files" in named else _found(folder, datasets)
    if not files:
        raise BenchmarkError(
            f"{folder}: holds no data file; name them after their datasets, such as tender.csv, bid_2024.parquet."
        )
    return Layout(
        folder,
        tuple(files),
        truth,
        _book(folder, "innocent"),
        _day(manifest, named.get("as_of")),
        missing_share(named.get("missing"), str(manifest)),
    )


def _book(folder: Path, name: str) -> Path | None:
    found = [
        path
        for place in _BOOK_FOLDERS
        for ending in BOOK_ENDINGS
        if (path := folder / place / f"{name}{ending}").is_file()
    ]
    if len(found) > 1:
        raise BenchmarkError(f"{folder}: {found[0]} and {found[1]} are both an answer book; keep one.")
    return found[0] if found else None


def _manifest(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"{path}: cannot be read as JSON; mend it or take it away.") from error
    if not isinstance(content, dict):
        raise BenchmarkError(f"{path}: is no JSON object with `files`; mend it or take it away.")
    return content


def _listed(manifest: Path, files: Any, datasets: Collection[str]) -> list[tuple[Path, str]]:
    pairs: list[tuple[Any, Any]]
    if isinstance(files, dict):
        pairs = [(name, entry.get("dataset") if isinstance(entry, dict) else entry) for name, entry in files.items()]
    elif isinstance(files, list) and all(isinstance(entry, dict) for entry in files):
        pairs = [(entry.get("file") or entry.get("path") or entry.get("name"), entry.get("dataset")) for entry in files]
    else:
        raise BenchmarkError(f'{manifest}: `files` must be {{"bids.csv": {{"dataset": "bid"}}, …}}.')
    found = []
    for name, dataset in pairs:
        if dataset not in datasets:
            raise BenchmarkError(f"{manifest}: `{name}` is of the dataset `{dataset}`, which no data contract defines.")
        path = manifest.parent / str(name)
        if not path.resolve().is_relative_to(manifest.parent.resolve()) or not path.is_file():
            raise BenchmarkError(f"{manifest}: names `{name}`, which is not in the folder; correct the manifest.")
        found.append((path, str(dataset)))
    return found


def _found(folder: Path, datasets: Collection[str]) -> list[tuple[Path, str]]:
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        name = path.name.casefold().removesuffix(".gz")
        if not path.is_file() or not name.endswith(DATA_ENDINGS) or any(p.startswith((".", "_")) for p in inside.parts):
            continue
        if any(_NOT_DATA.match(part) for part in inside.parts):
            continue
        places = [name, *(part.casefold() for part in reversed(inside.parts[:-1]))]
        dataset = next((d for place in places if (d := _dataset_of(place, datasets)) is not None), None)
        if dataset is not None:
            found.append((path, dataset))
        elif not name.endswith(".json"):
            raise BenchmarkError(
                f"{path}: its name begins with no dataset ({', '.join(sorted(datasets))}); rename it or take it away."
            )
    return found


def _dataset_of(name: str, datasets: Collection[str]) -> str | None:
    """The longest dataset name that `name` begins with, also in the plural, followed by no further letter."""
    fitting = [d for d in datasets if re.match(rf"{re.escape(d)}s?(?![a-z])(?!_(?:{_rests(d, datasets)}))", name)]
    return max(fitting, key=len, default=None)


def _rests(dataset: str, datasets: Collection[str]) -> str:
    """What would make the name that of another dataset: `change` after `contract`."""
    rests = [re.escape(d.removeprefix(f"{dataset}_")) for d in datasets if d.startswith(f"{dataset}_")]
    return "|".join(rests) or "(?!)"


def _day(manifest: Path, value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BenchmarkError(f"{manifest}: `as_of` is `{value}`, not a day such as 2025-06-30.") from error
