"""From what the user typed to the list of sources, and the identity of a source's content."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers.address import is_address, redacted

EXTENSIONS = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".parquet",
    ".json",
    ".jsonl",
    ".ndjson",
    ".db",
    ".sqlite",
    ".sqlite3",
)
"""Endings that make a file in a folder a source; `.gz` may follow.

A file named on its own needs none of them.
"""


def expand_sources(args: Sequence[str]) -> list[str]:
    """Every source the arguments stand for, each once, in order.

    A folder stands for the data files in it and below it; a glob for what it matches. Hidden files and the
    lock files of Office (`~$…`) are left out, and so is a link that leads out of the folder it was found in.

    Args:
        args: files, folders, globs, or database addresses.

    Raises:
        SourceError: an argument stands for nothing.
    """
    found: dict[str, None] = {}
    for arg in args:
        if is_address(arg):
            found[arg] = None
            continue
        path = Path(arg).expanduser()
        try:
            is_dir, is_there = path.is_dir(), path.exists()
        except (OSError, ValueError):
            raise SourceError(f"{arg!r} is not a usable path; name a file, a folder or a database.") from None
        if is_dir:
            files = _data_files(path.rglob("*"), path)
            if not files:
                raise SourceError(
                    f"{arg}: the folder holds no data file (looked for {', '.join(EXTENSIONS)}, also with .gz); name "
                    "the file itself if it ends otherwise."
                )
        elif is_there:
            files = [str(path)]
        elif glob.has_magic(arg):
            base = _fixed_part(path)
            matches = (Path(match) for match in glob.glob(str(path), recursive=True))
            files = sorted(str(match) for match in matches if match.is_file() and _is_inside(match, base))
            files = [file for file in files if not _is_hidden(Path(file), base)]
            if not files:
                raise SourceError(f"{arg}: no file matches this pattern; check the folder and the ending.")
        else:
            raise SourceError(f"{arg}: there is no such file or folder; check the path.")
        found.update(dict.fromkeys(files))
    if not found:
        raise SourceError("No source was named; give a file, a folder, a pattern or a database address.")
    return list(found)


def content_hash(source: str | Path, options: ReadOptions) -> str | None:
    """SHA-256 of a file's bytes, in hex; None for a database, whose content is known only by its rows.

    Args:
        source: a file or a database address.
        options: unused by files; a table or query of a database does not make its content known either.

    Raises:
        SourceError: the file cannot be read.
    """
    if is_address(str(source)):
        return None
    try:
        with Path(source).expanduser().open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(
            f"{redacted(str(source))}: the file cannot be read ({error.strerror}); check the path and who may read it."
        ) from None


def _data_files(paths: Iterable[Path], base: Path) -> list[str]:
    files = []
    for path in paths:
        if not path.name.lower().removesuffix(".gz").endswith(EXTENSIONS):
            continue
        if path.is_file() and _is_inside(path, base) and not _is_hidden(path, base):
            files.append(str(path))
    return sorted(files)


def _is_hidden(path: Path, base: Path) -> bool:
    try:
        parts = path.relative_to(base).parts
    except ValueError:
        parts = (path.name,)
    return any(part.startswith((".", "~$")) for part in parts)


def _is_inside(path: Path, base: Path) -> bool:
    return path.resolve().is_relative_to(base.resolve())


def _fixed_part(pattern: Path) -> Path:
    """The folder before the first part of a glob that has a wildcard."""
    fixed = Path(pattern.anchor)
    for part in pattern.parts[len(fixed.parts) :]:
        if glob.has_magic(part):
            break
        fixed /= part
    return fixed
