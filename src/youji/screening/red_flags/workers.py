"""Chunks examined here or in processes of their own, with the same findings in the same order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from youji.screening.errors import LimitError
from youji.screening.red_flags.examine import examine
from youji.screening.red_flags.findings import Findings, Sums
from youji.screening.red_flags.settings import Settings


def examined(chunks: Iterable[bytes], settings: Settings, maps: bool, processes: int) -> Iterator[Findings | Sums]:
    """Findings in the order of the chunks, all by one main currency: the one set, else the first that is compared.

    Between them, and after the last, come the sums; added up they are those of all chunks.
    """
    if processes > 1:
        yield from _in_processes(chunks, settings, maps, processes)
        return
    sums, currency = Sums(), settings.currency
    for chunk in chunks:
        found = examine(chunk, settings, currency, maps, sums)
        currency = found.currency
        yield found
        if sums.is_full():
            yield sums
            sums = Sums()
    yield sums


class _Worker:
    """A process that examines one chunk at a time and keeps the sums."""

    def __init__(self, settings: Settings, maps: bool) -> None:
        # Spawned, not forked: the calling process may run threads, and a fork would copy the locks they hold.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_work, args=(theirs, settings, maps), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, chunk: bytes, currency: str | None) -> None:
        try:
            self._connection.send(currency)
            self._connection.send_bytes(chunk)
        except OSError as error:
            raise _ended() from error

    def take(self) -> tuple[Findings, Sums | None]:
        try:
            found: tuple[Findings, Sums | None] = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _ended() from error
        return found

    def finish(self) -> Sums:
        try:
            self._connection.send(_END)
            sums: Sums = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _ended() from error
        return sums

    def close(self) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.join()


_END = ("end",)


def _ended() -> LimitError:
    return LimitError(
        "a process that reads releases was ended, most likely for want of memory; use fewer (--processes 1)."
    )


def _work(connection: Connection, settings: Settings, maps: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the calling process hears it, and ends this one
    sums = Sums()
    while (currency := connection.recv()) != _END:
        found = examine(connection.recv_bytes(), settings, currency, maps, sums)
        full = sums.is_full()
        connection.send((found, sums if full else None))
        if full:
            sums = Sums()
    connection.send(sums)


def _in_processes(chunks: Iterable[bytes], settings: Settings, maps: bool, processes: int) -> Iterator[Findings | Sums]:
    currency = settings.currency
    idle = deque[_Worker]()
    busy = deque[tuple[_Worker, bytes, str | None]]()
    workers: list[_Worker] = []

    def oldest() -> Iterator[Findings | Sums]:
        nonlocal currency
        worker, chunk, assumed = busy.popleft()
        found, sums = worker.take()
        idle.append(worker)
        if assumed is None and currency is not None and found.currency != currency:
            # This chunk took its own first currency for the main one, and an earlier chunk had another. What it gave
            # to the sums stands: no currency is in them.
            found = examine(chunk, settings, currency, maps, Sums())
        currency = found.currency or currency
        yield found
        if sums is not None:
            yield sums

    try:
        for _ in range(processes):
            workers.append(_Worker(settings, maps))
        idle.extend(workers)
        for chunk in chunks:
            done = list(oldest()) if not idle else []
            worker = idle.popleft()
            worker.give(chunk, currency)
            busy.append((worker, chunk, currency))
            yield from done
        while busy:
            yield from oldest()
        for worker in workers:
            yield worker.finish()
    finally:
        for worker in workers:
            worker.close()
