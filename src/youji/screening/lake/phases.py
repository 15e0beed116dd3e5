"""Names the phases in which Youji writes, so that a test can kill the process inside each of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_LOG = logging.getLogger(__name__)

INGEST_PHASES = ("stage", "quarantine", "commit", "register")
SCREEN_PHASES = ("alerts", "evidence", "step", "leads", "record")
WRITE_PHASES = INGEST_PHASES + SCREEN_PHASES


@contextmanager
def write_phase(name: str) -> Iterator[None]:
    """Marks the block as the write phase `name`, one of `WRITE_PHASES`.

    Killing the process anywhere inside leaves the last complete state; the next run finishes the work.
    """
    if name not in WRITE_PHASES:
        raise ValueError(f"unknown write phase {name!r}")
    _LOG.debug("enter write phase %s", name)
    yield
    _LOG.debug("leave write phase %s", name)
