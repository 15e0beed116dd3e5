"""Runs many rounds in parallel processes, in folders that are gone afterwards, and hands back what came of each."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from youji.benchmark.errors import BenchmarkError
from youji.benchmark.metamorphic import MetamorphicResult, run_metamorphic
from youji.benchmark.rounds import Round, RoundResult, Setting, run_round

_PREFIX = "youji-bench-"


@dataclass(frozen=True)
class Watch:
    """Told of every round that has ended: its label, how many have ended, and how many there are."""

    ended: Callable[[str, int, int], None] = lambda label, done, total: None


def rounds_of(seeds: Sequence[int], missing: Sequence[Decimal], folders: Sequence[Path]) -> list[Round]:
    """Each seed once a missing share and once clean, and each folder once."""
    found = [Round(seed, share) for seed in seeds for share in missing]
    found += [Round(seed, clean=True) for seed in seeds]
    return found + [Round(folder=folder) for folder in folders]


def run_campaign(
    rounds: Sequence[Round],
    setting: Setting,
    jobs: int,
    watch: Watch,
    checked: Round | None = None,
) -> tuple[list[RoundResult], MetamorphicResult | None]:
    """The result of every round, in their order, and of the metamorphic checks on `checked` (none: not done).

    With one job everything runs in this process; with more, each process gets an equal part of the memory, and a
    process that dies is told as a BenchmarkError. Temporary folders are removed whatever happens, an interrupt too.
    """
    root = Path(tempfile.mkdtemp(prefix=_PREFIX))
    total = len(rounds) + (checked is not None)
    try:
        if jobs == 1:
            return _in_turn(rounds, setting, watch, checked, root, total)
        return _at_once(rounds, setting, jobs, watch, checked, root, total)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _in_turn(
    rounds: Sequence[Round], setting: Setting, watch: Watch, checked: Round | None, root: Path, total: int
) -> tuple[list[RoundResult], MetamorphicResult | None]:
    results = []
    for done, one in enumerate(rounds, 1):
        results.append(run_round(one, setting, root))
        watch.ended(one.label, done, total)
    if checked is None:
        return results, None
    found = run_metamorphic(checked, setting, root)
    watch.ended(checked.label, total, total)
    return results, found


def _at_once(
    rounds: Sequence[Round],
    setting: Setting,
    jobs: int,
    watch: Watch,
    checked: Round | None,
    root: Path,
    total: int,
) -> tuple[list[RoundResult], MetamorphicResult | None]:
    # Not forked: the engine's threads would not survive it.
    context = multiprocessing.get_context("spawn")
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_the_parent)
    try:
        with _interrupts_held():
            check = None if checked is None else pool.submit(run_metamorphic, checked, setting, root)
            waiting = [pool.submit(run_round, one, setting, root) for one in rounds]
        labels: dict[Future[Any], str] = {f: one.label for f, one in zip(waiting, rounds, strict=True)}
        if check is not None and checked is not None:
            labels[check] = checked.label
        for done, future in enumerate(as_completed(labels), 1):
            future.result()
            watch.ended(labels[future], done, total)
        pool.shutdown()
        return [future.result() for future in waiting], None if check is None else check.result()
    except BrokenProcessPool as error:
        raise BenchmarkError(
            "A process of the benchmark died, most likely for want of memory; run again with fewer --jobs."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        mine = set(multiprocessing.active_children()) - before
        for process in mine:
            process.terminate()
        for process in mine:
            process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits while processes are started: they inherit that, and so no half-started one complains of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
