"""What is checked of a workbook before it is opened, since opening it holds a whole sheet in memory.

Three ways to exhaust a machine with a small file: a zip bomb, a zip directory that lies about sizes, and a
sheet whose only cells are far apart (a reader that keeps the rectangle between them needs room for all of
it).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field

from youji.screening.errors import SourceError
from youji.screening.ingest.readers.job import Job
from youji.screening.ingest.readers.packed import check_expansion

MAX_AREA = 60_000_000
"""Cells of one sheet's rectangle that are accepted at most: about 2 GB of memory."""
SPARSE_AREA = 2_000_000
"""A rectangle up to this size may be empty; of a larger one, one cell in `SPARSE_RATIO` must be filled."""
SPARSE_RATIO = 100

_BLOCK = 4 * 1024 * 1024
_CELL = re.compile(rb'<(?:\w+:)?c(?:\s[^>]*?)?\sr="([A-Z]{1,3})\d+"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,10})"')
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")


@dataclass
class _Extent:
    """The rectangle of a sheet's cells, and how many there are."""

    cells: int = 0
    rows: int = 0
    last_row: int = 0
    letters: set[bytes] = field(default_factory=set)
    placed: int = 0
    widest_unplaced: int = 0

    def add(self, block: bytes) -> None:
        """Count the cells of one piece of the sheet's XML (cut between tags)."""
        letters = _CELL.findall(block)
        self.letters.update(letters)
        self.placed += len(letters)
        self.cells += len(_ANY_CELL.findall(block))
        self.rows += len(_ANY_ROW.findall(block))
        numbers = _ROW.findall(block)
        if numbers:
            self.last_row = max(self.last_row, max(map(int, numbers)))
        if self.placed != self.cells:
            # Cells without a reference stand one after the other in their row.
            pieces = _ANY_ROW.split(block)
            self.widest_unplaced = max(self.widest_unplaced, *(len(_ANY_CELL.findall(one)) for one in pieces))

    def area(self) -> tuple[int, int]:
        """Rows and columns of the rectangle from A1."""
        columns = max((_column_number(name) for name in self.letters), default=0)
        return max(self.last_row, self.rows), max(columns, self.widest_unplaced)


def check_workbook(job: Job) -> None:
    """Refuse a workbook that would need far more memory than its content is worth.

    Raises:
        SourceError: damaged, a zip bomb, or a sheet of nearly nothing but empty space.
    """
    with job.path.open("rb") as stream:
        if stream.read(2) != b"PK":
            # The old binary format cannot grow: at most 65,536 rows by 256 columns, and it is not packed.
            return
    packed = job.path.stat().st_size
    try:
        with zipfile.ZipFile(job.path) as archive:
            members = archive.infolist()
            check_expansion(job.source, packed, sum(member.file_size for member in members), job.options)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_member(job, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceError(
            f"{job.source}: the Excel file is damaged or cut off ({error}); copy or download it again."
        ) from None


def _check_member(job: Job, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    is_sheet = member.filename.startswith("xl/worksheets/")
    extent = _Extent()
    rest = b""
    # Reading to the end proves the declared size: zipfile stops there and then checks the sum.
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            if is_sheet:
                block = rest + block
                cut = block.rfind(b"<")
                rest = block[max(cut, 0) :]
                extent.add(block[: max(cut, 0)])
                if len(rest) > job.options.max_line_bytes:
                    raise SourceError(
                        f"{job.source}: {member.filename} is not the XML of a sheet; save the workbook again."
                    )
    if not is_sheet:
        return
    extent.add(rest)
    rows, columns = extent.area()
    if rows * columns > MAX_AREA or (rows * columns > SPARSE_AREA and extent.cells * SPARSE_RATIO < rows * columns):
        raise SourceError(
            f"{job.source}: a sheet ({member.filename}) spans {rows:,} rows by {columns:,} columns with only "
            f"{extent.cells:,} cells in it; delete what stands far from the table, or save the table as CSV."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
