"""Whether a file is OCDS, and in which form, told from its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import orjson

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers.encoding import find_encoding, utf8_blocks
from youji.screening.ingest.readers.kinds import Kind, kind_of
from youji.screening.ingest.readers.packed import byte_blocks

_HEAD = 1024 * 1024
_TYPICAL = {"uri", "version", "publisher", "publishedDate", "extensions", "packages", "license", "publicationPolicy"}
_KEYS = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:')

What = Literal["release_package", "record_package", "release", "compiled_release", "record"]


@dataclass(frozen=True)
class Form:
    """What a file holds; `lines`: one JSON object a line."""

    what: What
    lines: bool


def recognised(source: str, options: ReadOptions, said: bool = False) -> Form | None:
    """The OCDS form of a file; None if it is something else. SourceError where it cannot be read at all.

    Args:
        source: a file, packed by gzip or not.
        options: encoding and limits.
        said: the user says that it is OCDS: then a list of releases or records is enough, even an empty one.
    """
    path = Path(source).expanduser()
    kind = kind_of(path, source, options)
    if kind not in (Kind.JSON, Kind.JSON_LINES):
        return None
    head = b"".join(islice(utf8_text(source, path, options), 1))[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    lines = kind is Kind.JSON_LINES
    what = _of_lines(head) if lines else _of_object(head)
    if what is None and said:
        what = next((what for key, what in _PACKAGES if f'"{key}"'.encode() in head), None)
    return None if what is None else Form(what, lines)


def utf8_text(source: str, path: Path, options: ReadOptions) -> Iterator[bytes]:
    """The file's text as UTF-8, in blocks of one MiB."""

    def blocks() -> Iterator[bytes]:
        return byte_blocks(path, source, options, _HEAD)

    return utf8_blocks(blocks(), find_encoding(source, blocks, options.encoding))


def _of_lines(head: bytes) -> What | None:
    """By the first lines that are whole objects: a line may be broken, and the file OCDS all the same."""
    for line in head.split(b"\n")[:100]:
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict) and (what := what_is(value)) is not None:
            return what
    first = head.split(b"\n", 1)[0]
    return _of_object(first) if first.startswith(b"{") else None


def what_is(value: dict[str, object]) -> What | None:
    """What one JSON object is."""
    if "ocid" in value:
        if "compiledRelease" in value or isinstance(value.get("releases"), list):
            return "record"
        return "compiled_release" if _is_compiled(value.get("tag")) else "release"
    for key, what in _PACKAGES:
        inside = value.get(key)
        if isinstance(inside, list):
            entries = [entry for entry in inside[:20] if isinstance(entry, dict)]
            if any("ocid" in entry for entry in entries) or len(_TYPICAL & value.keys()) > 1:
                return what
    return None


_PACKAGES: tuple[tuple[str, What], ...] = (("releases", "release_package"), ("records", "record_package"))


def _is_compiled(tag: object) -> bool:
    return tag == "compiled" or (isinstance(tag, list) and "compiled" in tag)


def _of_object(head: bytes) -> What | None:
    """By the keys in the beginning of a document that may be longer than what is at hand."""
    try:
        value = orjson.loads(head)
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, list):
        value = next((entry for entry in value if isinstance(entry, dict)), None)
    if isinstance(value, dict):
        return what_is(value)
    keys = [key.decode("utf-8", "replace") for key in _KEYS.findall(head)]
    known = set(keys)
    if "ocid" not in known and len(_TYPICAL & known) < 2:
        return None
    for key, what in _PACKAGES:
        if key in known and (what == "release_package" or "compiledRelease" in known or "records" in keys[:20]):
            return what
    if "ocid" in keys[:20]:
        return "record" if "compiledRelease" in known else "compiled_release" if b'"compiled"' in head else "release"
    return None


def has_list(document: dict[str, object]) -> bool:
    """True for an object with a list of releases or records."""
    return any(isinstance(document.get(key), list) for key, _ in _PACKAGES)


def refuse(source: str) -> SourceError:
    """The refusal of a file that was said to be OCDS and is not."""
    return SourceError(
        f"{source}: is no OCDS data (neither a release, a record nor a package of them: no `ocid`, `releases` or "
        "`records` is found); name its dataset with --as."
    )
