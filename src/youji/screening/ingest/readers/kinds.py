"""What a file is, by its content first and its name second."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers.encoding import find_encoding, utf8_blocks
from youji.screening.ingest.readers.packed import byte_blocks, is_gzip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_REFUSED = (
    (b"%PDF", "a PDF; export the table from the system it came from as Excel or CSV"),
    (b"\x89PNG", "a picture; ask for the table itself as Excel or CSV"),
    (b"\xff\xd8\xff", "a picture; ask for the table itself as Excel or CSV"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
)
_JSON_LINES = (".jsonl", ".ndjson")


class Kind(StrEnum):
    """The formats Youji reads from files."""

    TEXT = "text"
    EXCEL = "excel"
    PARQUET = "parquet"
    JSON = "json"
    JSON_LINES = "json_lines"
    SQLITE = "sqlite"


def kind_of(path: Path, source: str, options: ReadOptions) -> Kind:
    """Tell the format of a file.

    Args:
        path: the file.
        source: the file as the user named it, for messages.
        options: limits on unpacking.

    Raises:
        SourceError: the file is empty, cannot be opened, or is of a kind that holds no table.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise SourceError(f"{source}: this is not a file; name a file, or let a folder be expanded first.")
        if size == 0:
            raise SourceError(f"{source}: the file is empty (0 bytes); export it again.")
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise SourceError(
            f"{source}: the file cannot be opened ({error.strerror}); check the path and who may read it."
        ) from None
    name = path.name.lower()
    if is_gzip(path):
        head = next(byte_blocks(path, source, options, 4096), b"")
        name = name.removesuffix(".gz")
        if not head:
            raise SourceError(f"{source}: the gzip file holds nothing; export it again.")
        if head.startswith((_ZIP, _OLE, b"PAR1", b"SQLite format 3\x00")):
            raise SourceError(f"{source}: this is a packed Excel, Parquet or SQLite file; unpack it first.")
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise SourceError(f"{source}: this is {what}.")
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"SQLite format 3\x00"):
        return Kind.SQLITE
    if head.startswith(_ZIP):
        return _zip_kind(path, source)
    if head.startswith(_OLE):
        return _ole_kind(path, source)
    return _text_kind(path, source, options, name)


def _zip_kind(path: Path, source: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise SourceError(
            f"{source}: the Excel file is damaged or cut off ({error}); copy or download it again."
        ) from None
    if "xl/workbook.xml" in names:
        return Kind.EXCEL
    if "xl/workbook.bin" in names:
        raise SourceError(f"{source}: this is a binary workbook (.xlsb); save it as .xlsx.")
    if "content.xml" in names:
        raise SourceError(f"{source}: this is an OpenDocument file; save it as .xlsx.")
    if "word/document.xml" in names:
        raise SourceError(f"{source}: this is a Word document; copy its table into Excel and save that.")
    raise SourceError(f"{source}: this is a zip archive and not a workbook; unpack it first.")


def _ole_kind(path: Path, source: str) -> Kind:
    with path.open("rb") as stream:
        content = stream.read(64 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise SourceError(f"{source}: the workbook is locked with a password; save a copy without one.")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return Kind.EXCEL
    raise SourceError(f"{source}: this is an old Office file but not a workbook; save the table as .xlsx.")


def _text_kind(path: Path, source: str, options: ReadOptions, name: str) -> Kind:
    def blocks() -> Iterator[bytes]:
        return islice(byte_blocks(path, source, options, 64 * 1024), 1)

    encoding = find_encoding(source, blocks, options.encoding)
    start = b"".join(utf8_blocks(blocks(), encoding)).decode("utf-8", "ignore").lstrip()
    lowered = start[:2000].lower()
    if lowered.startswith(("<!doctype html", "<html", "<table", "<head", "<meta", "<style")):
        raise SourceError(
            f"{source}: this is a web page under another name, as some systems export it; open it in Excel or WPS "
            "and save it as .xlsx."
        )
    if lowered.startswith("<?xml"):
        raise SourceError(f"{source}: this is an XML file; open it in Excel or WPS and save it as .xlsx.")
    if name.endswith(_JSON_LINES):
        return Kind.JSON_LINES
    after = start[1:].lstrip()[:1]
    if start.startswith("[") and (name.endswith(".json") or after in ("{", "]")):
        return Kind.JSON
    if start.startswith("{") and (name.endswith(".json") or after in ('"', "}")):
        return Kind.JSON_LINES if _is_json_lines(start) else Kind.JSON
    if name.endswith(".json"):
        raise SourceError(f"{source}: it is named .json but starts with {start[:20]!r}, which is not JSON.")
    return Kind.TEXT


def _is_json_lines(start: str) -> bool:
    """Two lines that each start an object, the first of which also ends one."""
    lines = [line.strip() for line in start.split("\n", 50)[:50] if line.strip()]
    return len(lines) > 1 and lines[0].endswith("}") and lines[1].startswith("{")
