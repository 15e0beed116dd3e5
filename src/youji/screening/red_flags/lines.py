"""Chunks of whole lines from a file, plain or gzip, or from standard input; never more than one chunk at a time."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from youji.screening.errors import SourceError

CHUNK_BYTES = 4 * 1024**2
MAX_LINE_BYTES = 64 * 1024**2
STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_SEARCHED = 64 * 1024


@dataclass(frozen=True)
class Part:
    """A chunk that is still on the disk: whole lines of a plain file, from one byte to another."""

    path: str
    start: int
    end: int

    def read(self) -> bytes:
        """Its bytes. SourceError where the file is gone or has become shorter."""
        try:
            with open(self.path, "rb", buffering=0) as raw:
                content = os.pread(raw.fileno(), self.end - self.start, self.start)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        if len(content) != self.end - self.start:
            raise SourceError(f"{self.path}: was changed while it was read; run again when it is whole.")
        return content


class Lines:
    """An open source. `position` and `size` are bytes of the file as it lies on the disk; size is None for a pipe."""

    def __init__(self, raw: BinaryIO, name: str, size: int | None) -> None:
        self._raw = raw
        self._at = 0
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw, 1024**2)  # type: ignore[type-var]
        packed = buffered.peek(2)[:2] == _GZIP
        self._text: BinaryIO = gzip.GzipFile(fileobj=buffered) if packed else buffered  # type: ignore[assignment]
        self._is_plain_file = size is not None and not packed
        self.name = name
        self.size = size

    @property
    def position(self) -> int:
        """Bytes of the file that were given out so far."""
        return self._at

    def parts(self, size: int = CHUNK_BYTES) -> Iterator[bytes | Part]:
        """Chunks as `chunks` gives them; of a plain file only their places, so that another process may read them."""
        if not self._is_plain_file or self.size is None:
            yield from self.chunks(size)
            return
        start = 0
        while start < self.size:
            end = self._end_of_line(min(start + size, self.size))
            self._at = end
            yield Part(self.name, start, end)
            start = end

    def _end_of_line(self, at: int) -> int:
        """The end of the line that holds the byte before `at`."""
        searched = 0
        while block := os.pread(self._raw.fileno(), _SEARCHED, at - 1 + searched):
            found = block.find(b"\n")
            if found >= 0:
                return at + searched + found
            searched += len(block)
            if searched > MAX_LINE_BYTES:
                raise self._endless()
        return at - 1 + searched

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
                raise self._endless()
        rest = b"".join(kept)
        if rest:
            yield rest

    def _read(self, size: int) -> bytes:
        try:
            block = self._text.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(self.name, error) from error
        if self.size is not None:
            self._at = self._raw.tell()
        return block

    def _endless(self) -> SourceError:
        return SourceError(
            f"{self.name}: a line is longer than {MAX_LINE_BYTES // 1024**2} MiB; "
            "write one compiled release a line (JSON lines)."
        )


def _unreadable(name: str, error: Exception) -> SourceError:
    reason = getattr(error, "strerror", None) or str(error)
    return SourceError(f"{name}: cannot be read to its end ({reason}); fetch the file again.")


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
