"""A process that examines one chunk at a time: `python -m youji.screening.red_flags.worker DESCRIPTOR`.

It hears of chunks and answers over the socket it was given, and keeps the sums until they are many or the end is told.
"""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

from youji.screening.errors import LimitError, YoujiError
from youji.screening.red_flags.examine import examine
from youji.screening.red_flags.findings import Sums

END = ("end",)


def work(connection: Connection) -> None:
    """Reads settings and whether maps are wanted; then main currency and chunk in turn, until END.

    A chunk is bytes, or its place in a file. What is refused is sent back as the exception it is.
    """
    settings, maps = connection.recv()
    sums = Sums()
    while (message := connection.recv()) != END:
        currency, part = message
        try:
            chunk = connection.recv_bytes() if part is None else part.read()
            found = examine(chunk, settings, currency, maps, sums)
        except YoujiError as error:
            connection.send(error)
            return
        except MemoryError:
            connection.send(LimitError("a process that reads releases has no memory left; use fewer (--processes 1)."))
            return
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
