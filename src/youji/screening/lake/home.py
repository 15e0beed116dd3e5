"""The working folder (`YOUJI_HOME`): one place that holds everything, one writer at a time."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from youji.screening.errors import HomeError

LAYOUT_VERSION = 1


class Home:
    """Paths inside the working folder, and its writer's lock.

    Folders are made readable for their owner only: the lake holds personal data.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.lake = self.path / "lake"
        self.quarantine = self.path / "quarantine"
        self.mappings = self.path / "mappings"
        self.runs = self.path / "runs"
        self.results = self.path / "results"
        self.reports = self.path / "reports"
        self.register = self.path / "register"
        self.judgements = self.register / "judgements.sqlite"
        self.temporary = self.path / "tmp"
        self.batches = self.path / "batches.sqlite"
        self.unmask_log = self.path / "unmask.jsonl"
        self.calibrations = self.path / "leads" / "calibration"
        self.outcomes = self.path / "leads" / "outcomes.sqlite"
        self.seen = self.path / "leads" / "seen.sqlite"

    @property
    def exists(self) -> bool:
        """True once something has been ingested into this folder."""
        return (self.path / "youji.json").is_file()

    def prepare(self) -> None:
        """Makes the folder if it is not there; HomeError where it belongs to another version or program."""
        marker = self.path / "youji.json"
        self._check_name()
        if marker.is_file():
            self._check_layout(marker)
        elif self.path.is_dir() and any(self.path.iterdir()):
            raise HomeError(f"{self.path}: is not empty and is no Youji folder; name another with YOUJI_HOME.")
        try:
            for folder in (
                self.lake,
                self.quarantine,
                self.mappings,
                self.runs,
                self.results,
                self.reports,
                self.register,
            ):
                folder.mkdir(parents=True, exist_ok=True)
            self.temporary.mkdir(exist_ok=True)
            self.path.chmod(0o700)
        except OSError as error:
            raise HomeError(
                f"{self.path}: cannot be written ({error.strerror}); check the rights or YOUJI_HOME."
            ) from error
        if not marker.is_file():
            write_atomically(marker, json.dumps({"layout": LAYOUT_VERSION}))

    def require(self) -> None:
        """HomeError if nothing has been ingested yet."""
        if not self.exists:
            raise HomeError(f"{self.path}: holds no data yet; run `youji ingest FILE --as DATASET` first.")
        self._check_layout(self.path / "youji.json")

    def _check_name(self) -> None:
        # Delta stops at brackets and percent signs in a path, and DuckDB takes these for patterns.
        if found := sorted(set(str(self.path)) & set("[]%*?\n")):
            raise HomeError(
                f"{self.path}: a working folder's path may not hold {' '.join(map(repr, found))}; "
                "name another with YOUJI_HOME."
            )

    def _check_layout(self, marker: Path) -> None:
        try:
            layout = json.loads(marker.read_text(encoding="utf-8")).get("layout")
        except (OSError, ValueError, AttributeError) as error:
            raise HomeError(f"{marker}: is damaged; restore it from a copy or name another YOUJI_HOME.") from error
        if layout != LAYOUT_VERSION:
            raise HomeError(
                f"{self.path}: was written by another version (layout {layout}, this one reads {LAYOUT_VERSION}); "
                "use that version, or ingest into a new YOUJI_HOME."
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The writer's lock: a second writer is refused at once, and a killed one leaves no lock behind."""
        self.prepare()
        lock = FileLock(self.path / "writer.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise HomeError(
                f"{self.path}: another youji command is writing here; wait until it has ended and run this again."
            ) from error
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def _sweep(self) -> None:
        """Removes what a killed writer left half-written; safe under the lock, as only writers use it."""
        for leftover in self.temporary.iterdir():
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A private folder for one piece of work, gone afterwards."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.temporary))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def write_atomically(path: Path, text: str) -> None:
    """Writes the whole text or nothing: a temporary file beside it, flushed to disk, then renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flushes a rename to disk, so that it survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value gives the same text, and so the same hash."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
