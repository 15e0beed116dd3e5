"""A process that examines one chunk at a time: `python -m youji.screening.red_flags.worker DESCRIPTOR`.

It hears of chunks and answers over the socket it was given, and keeps the sums until they are many or the end is told.
"""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

from youji.screening.red_flags.examine import examine
from youji.screening.red_flags.findings import Sums

END = ("end",)


def work(connection: Connection) -> None:
    """Reads settings and whether maps are wanted; then main currency and chunk in turn, until END."""
    settings, maps = connection.recv()
    sums = Sums()
    while (currency := connection.recv()) != END:
        found = examine(connection.recv_bytes(), settings, currency, maps, sums)
        full = sums.is_full()
        connection.send((found, sums if full else None))
        if full:
            sums = Sums()
    connection.send(sums)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the calling process hears it, and ends this one
    try:
        work(Connection(int(sys.argv[1])))
    except (EOFError, OSError):
        sys.exit(1)  # the calling process is gone
