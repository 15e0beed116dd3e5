"""The bytes of a file, block by block, unpacked if it is gzip, with a limit on what unpacking may produce."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions

BLOCK = 4 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
FREE_EXPANSION = 10 * 1024 * 1024
"""A file that unpacks to no more than this is never a bomb, however well it was packed."""


def is_gzip(path: Path) -> bool:
    """True if the file starts as a gzip file does."""
    with path.open("rb") as stream:
        return stream.read(2) == GZIP_MAGIC


def check_expansion(source: str, packed: int, expanded: int, options: ReadOptions) -> None:
    """Refuse what unpacks to far more than it should (a zip bomb).

    Args:
        source: the file as the user named it.
        packed: bytes on disk.
        expanded: bytes unpacked so far, or as declared.
        options: `max_expansion` and `max_expanded_bytes` are the limits.
    """
    if expanded > options.max_expanded_bytes:
        raise SourceError(
            f"{source}: it unpacks to more than {options.max_expanded_bytes:,} bytes; "
            f"raise max_expanded_bytes if the file is really that large."
        )
    if expanded > FREE_EXPANSION and expanded > packed * options.max_expansion:
        raise SourceError(
            f"{source}: it unpacks to more than {options.max_expansion} times its size, which is how a zip bomb "
            "looks; unpack it yourself and check it, or raise max_expansion."
        )


def byte_blocks(path: Path, source: str, options: ReadOptions, block: int = BLOCK) -> Iterator[bytes]:
    """The file's bytes in blocks of about `block` bytes; a gzip file (of one or more members) is unpacked.

    Raises:
        SourceError: the gzip file is cut off, damaged, or unpacks to more than the limits allow.
    """
    if not is_gzip(path):
        with path.open("rb") as stream:
            while data := stream.read(block):
                yield data
        return
    packed = path.stat().st_size
    expanded = 0
    with path.open("rb") as stream:
        unpacker = zlib.decompressobj(wbits=31)
        pending = stream.read(block)
        while pending or not unpacker.eof:
            if unpacker.eof:
                if not pending.strip(b"\x00"):
                    # Tapes and some tools pad the end with NULs: not a member of its own.
                    pending = stream.read(block)
                    continue
                unpacker = zlib.decompressobj(wbits=31)
            try:
                data = unpacker.decompress(pending, block)
            except zlib.error as error:
                raise SourceError(
                    f"{source}: the gzip data is damaged after {expanded:,} unpacked bytes ({error}); "
                    f"copy or download the file again."
                ) from None
            expanded += len(data)
            check_expansion(source, packed, expanded, options)
            if data:
                yield data
            pending = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if not pending:
                pending = stream.read(block)
                if not pending and not unpacker.eof and not data:
                    raise SourceError(
                        f"{source}: the gzip file is cut off after {expanded:,} unpacked bytes; "
                        f"copy or download the file again."
                    )
