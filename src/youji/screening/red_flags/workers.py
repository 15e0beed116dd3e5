"""Chunks examined here or in processes of their own, with the same findings in the same order."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from youji.screening.errors import LimitError, YoujiError
from youji.screening.red_flags import worker
from youji.screening.red_flags.examine import examine
from youji.screening.red_flags.findings import Findings, Sums
from youji.screening.red_flags.lines import Lines, Part
from youji.screening.red_flags.settings import Settings

_FEW = 4  # chunks; with fewer, starting processes takes longer than the work


def examined(lines: Lines, settings: Settings, maps: bool, processes: int) -> Iterator[Findings | Sums]:
    """Findings in the order of the chunks, all by one main currency: the one set, else the first that is compared.

    Between them, and after the last, come the sums; added up they are those of all chunks.
    """
    parts = lines.parts()
    first = list(islice(parts, _FEW)) if processes > 1 else []
    if len(first) == _FEW and processes > 1:
        yield from _in_processes(chain(first, parts), settings, maps, processes)
        return
    sums, currency = Sums(), settings.currency
    for part in chain(first, parts):
        found = examine(_content(part), settings, currency, maps, sums)
        currency = found.currency
        yield found
        if sums.is_full():
            yield sums
            sums = Sums()
    yield sums


def _content(part: bytes | Part) -> bytes:
    return part.read() if isinstance(part, Part) else part


class _Worker:
    """A process that examines one chunk at a time and keeps the sums."""

    def __init__(self, settings: Settings, maps: bool) -> None:
        # A program of its own: a fork would copy the locks of threads, and a spawn would import all of the caller.
        self._connection, theirs = multiprocessing.Pipe()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter and a module of this package
                [sys.executable, "-P", "-m", worker.__name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment,
            )
        self._send((settings, maps))

    def give(self, chunk: bytes | Part, currency: str | None) -> None:
        """A chunk to examine; one at a time."""
        self._send((currency, chunk if isinstance(chunk, Part) else None))
        if isinstance(chunk, bytes):
            self._send(chunk)

    def take(self) -> tuple[Findings, Sums | None]:
        """The findings of the chunk, and the sums where they have become many."""
        found: tuple[Findings, Sums | None] = self._receive()
        return found

    def finish(self) -> Sums:
        """The sums that are left."""
        self._send(worker.END)
        sums: Sums = self._receive()
        return sums

    def close(self) -> None:
        """Ends the process, whatever it does."""
        self._connection.close()
        self._process.terminate()
        self._process.wait()

    def _send(self, message: object) -> None:
        try:
            if isinstance(message, bytes):
                self._connection.send_bytes(message)
            else:
                self._connection.send(message)
        except OSError as error:
            raise _ended() from error

    def _receive(self) -> Any:
        try:
            message = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _ended() from error
        if isinstance(message, YoujiError):
            raise message
        return message


def _ended() -> LimitError:
    return LimitError(
        "a process that reads releases was ended, most likely for want of memory; use fewer (--processes 1)."
    )


def _in_processes(
    chunks: Iterable[bytes | Part], settings: Settings, maps: bool, processes: int
) -> Iterator[Findings | Sums]:
    currency = settings.currency
    idle = deque[_Worker]()
    busy = deque[tuple[_Worker, bytes | Part, str | None]]()
    workers: list[_Worker] = []

    def oldest() -> Iterator[Findings | Sums]:
        nonlocal currency
        done, chunk, assumed = busy.popleft()
        found, sums = done.take()
        idle.append(done)
        if assumed is None and currency is not None and found.currency != currency:
            # This chunk took its own first currency for the main one, and an earlier chunk had another. What it gave
            # to the sums stands: no currency is in them.
            found = examine(_content(chunk), settings, currency, maps, Sums())
        currency = found.currency or currency
        yield found
        if sums is not None:
            yield sums

    try:
        for _ in range(processes):
            workers.append(_Worker(settings, maps))
        idle.extend(workers)
        for chunk in chunks:
            ready = list(oldest()) if not idle else []
            free = idle.popleft()
            free.give(chunk, currency)
            busy.append((free, chunk, currency))
            yield from ready
        while busy:
            yield from oldest()
        for each in workers:
            yield each.finish()
    finally:
        for each in workers:
            each.close()
