"""What these tests share: a source read to the end, as plain Python values."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from youji.screening.ingest.raw import FAULT, LINE, ReadOptions
from youji.screening.ingest.readers import open_source


@dataclass
class Read:
    """One table, all of its rows in memory."""

    source: str
    sheet: str | None
    columns: tuple[str, ...]
    header_line: int
    rows: list[tuple[str | None, ...]]
    lines: list[int]
    faults: list[str | None]

    @property
    def by_line(self) -> dict[int, tuple[str | None, ...]]:
        return dict(zip(self.lines, self.rows, strict=True))

    @property
    def bad(self) -> dict[int, str]:
        return {line: fault for line, fault in zip(self.lines, self.faults, strict=True) if fault}


def read_all(source: str | Path, **options: object) -> list[Read]:
    """Every table of a source, read to the end."""
    found = []
    with (
        tempfile.TemporaryDirectory() as work,
        open_source(source, ReadOptions(**options), Path(work)) as tables,  # type: ignore[arg-type]
    ):
        for table in tables:
            data = table.batches.read_all().to_pydict()
            lines, faults = data.pop(LINE), data.pop(FAULT)
            rows = list(zip(*data.values(), strict=True)) if data else []
            assert tuple(data) == table.columns
            found.append(Read(table.source, table.sheet, table.columns, table.header_line, rows, lines, faults))
        assert list(Path(work).iterdir()) == []
    return found


def read_one(source: str | Path, **options: object) -> Read:
    """The only table of a source."""
    (table,) = read_all(source, **options)
    return table
