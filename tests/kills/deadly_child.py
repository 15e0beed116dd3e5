"""Runs the `youji` command and dies by SIGKILL inside a named write phase.

Environment: KILL_PHASE (name), KILL_NTH (which entry into it, from 1), KILL_AFTER (seconds after entering; if the
phase ends earlier, the process dies at its very end, still inside it).
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from youji.screening.lake import phases

PHASE, NTH, AFTER = os.environ["KILL_PHASE"], int(os.environ["KILL_NTH"]), float(os.environ["KILL_AFTER"])
real_phase = phases.write_phase
entries = 0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def deadly_phase(name: str) -> Iterator[None]:
    global entries
    with real_phase(name):
        if name == PHASE:
            entries += 1
        if name != PHASE or entries != NTH:
            yield
            return
        threading.Timer(AFTER, die).start()
        yield
        die()


# Before anything imports the function by name.
phases.write_phase = deadly_phase

from youji.cli.main import main  # noqa: E402

main()
