"""A DuckDB connection that can read the lake's files and nothing else, within a memory limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from youji.screening.engine.limits import Limits
from youji.screening.errors import LimitError
from youji.screening.memory import engine_memory

ENGINE_VERSION = duckdb.__version__


@contextmanager
def open_session(
    limits: Limits, scratch: Path, *readable: Path, memory: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database that may read files below `readable`, write below `scratch`, and reach nothing else.

    The SQL gate has already refused file functions; this is the second wall. `memory` (as DuckDB writes it) is what is
    left to it where another engine takes part of `limits.memory`.
    """
    spill = scratch / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory or engine_memory(limits.memory),
        "temp_directory": str(spill),
        "max_temp_directory_size": limits.spill,
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if limits.threads is not None:
        config["threads"] = limits.threads
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute(
            "SET allowed_directories = $folders", {"folders": [f"{folder}/" for folder in (*readable, scratch)]}
        )
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


@contextmanager
def time_limit(connection: duckdb.DuckDBPyConnection, seconds: float, what: str) -> Iterator[None]:
    """Interrupts the connection's work after `seconds`; LimitError names `what`, and likewise at the memory limit."""
    ended = threading.Event()
    expired = threading.Event()

    def stop() -> None:
        if ended.wait(seconds):
            return
        expired.set()
        # An interrupt between two queries is lost, so it is repeated until the work has stopped.
        while not ended.wait(0.02):
            connection.interrupt()

    watcher = threading.Thread(target=stop, name="youji time limit", daemon=True)
    watcher.start()
    try:
        yield
    except duckdb.InterruptException as error:
        if not expired.is_set():
            raise
        raise LimitError(
            f"{what}: stopped after the time limit of {seconds:g} s; narrow the model or raise --time-limit."
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise LimitError(
            f"{what}: needs more memory or disk than allowed; raise --memory, free disk space, or narrow the model."
        ) from error
    finally:
        ended.set()
        watcher.join()
