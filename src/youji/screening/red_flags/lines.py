"""Chunks of whole lines from a file, plain or gzip, or from standard input; never more than one chunk at a time."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from youji.screening.errors import SourceError

CHUNK_BYTES = 4 * 1024**2
MAX_LINE_BYTES = 64 * 1024**2
STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"


class Lines:
    """An open source. `position` and `size` are bytes of the file as it lies on the disk; size is None for a pipe."""

    def __init__(self, raw: BinaryIO, name: str, size: int | None) -> None:
        self._raw = raw
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw, 1024**2)  # type: ignore[type-var]
        packed = buffered.peek(2)[:2] == _GZIP
        self._text: BinaryIO = gzip.GzipFile(fileobj=buffered) if packed else buffered  # type: ignore[assignment]
        self.name = name
        self.size = size

    @property
    def position(self) -> int:
        """Bytes read from the disk so far."""
        return self._raw.tell() if self.size is not None else 0

    def chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Chunks of about `size` bytes that end with a line's end. SourceError for a broken or endless file."""
        kept: list[bytes] = []
        n_kept = 0
        while block := self._read(size):
            end = block.rfind(b"\n") + 1
            if end:
                yield b"".join([*kept, block[:end]])
                kept, n_kept = [], 0
            kept.append(block[end:])
            n_kept += len(block) - end
            if n_kept > MAX_LINE_BYTES:
                raise SourceError(
                    f"{self.name}: a line is longer than {MAX_LINE_BYTES // 1024**2} MiB; "
                    "write one compiled release a line (JSON lines)."
                )
        rest = b"".join(kept)
        if rest:
            yield rest

    def _read(self, size: int) -> bytes:
        try:
            return self._text.read(size)
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise SourceError(f"{self.name}: cannot be read to its end ({reason}); fetch the file again.") from error


@contextmanager
def open_lines(path: str) -> Iterator[Lines]:
    """The lines of a file, or of standard input where the path is `-`. SourceError where there is no such file."""
    if path == STANDARD_INPUT:
        yield Lines(sys.stdin.buffer, "standard input", None)
        return
    place = Path(path)
    if place.is_dir():
        raise SourceError(f"{path}: is a folder; name a file of JSON lines.")
    try:
        raw = place.open("rb", buffering=0)
    except OSError as error:
        raise SourceError(f"{path}: cannot be opened ({error.strerror}); check the path.") from error
    with raw:
        size = place.stat().st_size if place.is_file() else None
        yield Lines(raw, path, size)
