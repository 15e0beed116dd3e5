"""All eleven flags over one source: chunks go to processes, their findings into tables, the tables into the result."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import duckdb

from youji.screening.errors import LimitError
from youji.screening.red_flags.findings import NAMED, Findings, Sums
from youji.screening.red_flags.gathered import Gathered
from youji.screening.red_flags.lines import Lines
from youji.screening.red_flags.result import write_result
from youji.screening.red_flags.settings import Settings
from youji.screening.red_flags.workers import examined


@dataclass
class Summary:
    """What a run read and found. `invalid`: the first lines that are not JSON, with the reason."""

    n_lines: int = 0
    n_releases: int = 0
    n_without_ocid: int = 0
    n_invalid: int = 0
    invalid: list[tuple[int, str]] = field(default_factory=list)
    currency: str | None = None
    n_other_currency: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    """Group → ids with at least one flag."""


def indicators(
    lines: Lines,
    settings: Settings,
    out: BinaryIO,
    *,
    meta: bool = True,
    maps: bool = False,
    processes: int = 1,
    memory: str = "1GiB",
    progress: Callable[[int], None] = lambda position: None,
) -> Summary:
    """Reads a source and writes the result of its flags.

    `memory`: DuckDB's limit; tables beyond it go to a temporary folder. `progress` hears the bytes of the file read.
    Memory does not grow with the file: chunks in work are few, and everything else is in tables.
    The same lines give the same result, whatever the number of processes.
    """
    summary = Summary()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="youji-ocds-") as folder,
            Gathered(settings, Path(folder), memory, max(processes, 1)) as gathered,
        ):
            for found in examined(lines, settings, maps, processes):
                if isinstance(found, Sums):
                    gathered.add_sums(found)
                    continue
                summary.currency = found.currency or summary.currency or settings.currency
                gathered.add(found, summary.n_lines)
                _count(summary, found)
                progress(lines.position)
            gathered.compare()
            summary.counts = write_result(gathered.db, gathered.meta if meta else None, maps, out)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise LimitError(
            f"{lines.name}: the results do not fit the memory limit and the temporary folder; "
            "give more memory (--memory) or set TMPDIR to a larger disk."
        ) from error
    return summary


def _count(summary: Summary, found: Findings) -> None:
    told = [(summary.n_lines + line, reason) for line, reason in found.invalid]
    summary.invalid = [*summary.invalid, *told][:NAMED]
    summary.n_invalid += found.n_invalid
    summary.n_lines += found.n_lines
    summary.n_releases += found.n_releases
    summary.n_without_ocid += found.n_without_ocid
    summary.n_other_currency += found.n_other_currency
