"""What every command needs: the working folder, contracts, models, memory, the clock and the console."""

from __future__ import annotations

import getpass
import json
import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import typer
from rich.console import Console

from youji.cli.language import t
from youji.screening.contracts.model import Contract
from youji.screening.contracts.registry import load_contracts
from youji.screening.errors import YoujiError
from youji.screening.lake.home import Home
from youji.screening.memory import SMALLEST, memory_bytes
from youji.screening.supervision.model import SupervisionModel, load_catalogue, packaged_models

console = Console()
errors = Console(stderr=True)


def home() -> Home:
    """The working folder: `YOUJI_HOME`, or `youji-home` in the current folder."""
    return Home(Path(os.environ.get("YOUJI_HOME", "youji-home")))


def catalogue_folders(kind: str) -> list[Path]:
    """Folders of an office's own `contracts`, `models`, `cases` or `divisions`: in the working folder and in
    YOUJI_CATALOGUE.
    """
    roots = [home().path / "catalogue"]
    roots += [Path(part) for part in os.environ.get("YOUJI_CATALOGUE", "").split(os.pathsep) if part]
    return [root / kind for root in roots if (root / kind).is_dir()]


def contracts() -> dict[str, Contract]:
    """All data contracts: packaged and the office's own; read once a command."""
    return _contracts(tuple(catalogue_folders("contracts")))


def models() -> dict[str, SupervisionModel]:
    """All supervision models: packaged and the office's own; read once a command."""
    return _models(tuple(catalogue_folders("models")))


def geometry_files() -> list[Path]:
    """GeoJSON files of an office's divisions, from its catalogue."""
    return [file for folder in catalogue_folders("divisions") for file in sorted(folder.glob("*.geojson"))]


@cache
def _contracts(folders: tuple[Path, ...]) -> dict[str, Contract]:
    return load_contracts(folders)


@cache
def _models(folders: tuple[Path, ...]) -> dict[str, SupervisionModel]:
    return load_catalogue([packaged_models(), *folders])


def contract_of(dataset: str) -> Contract:
    """The contract of a dataset; the refusal lists the datasets there are."""
    known = contracts()
    if dataset not in known:
        raise YoujiError(
            t(
                f"没有名为“{dataset}”的数据集；可用：{'、'.join(sorted(known))}。",
                f"there is no dataset `{dataset}`; known: {', '.join(sorted(known))}.",
            )
        )
    return known[dataset]


def now() -> datetime:
    """The time, with its zone: read here and handed to the libraries."""
    return datetime.now(UTC).astimezone()


def parse_date(text: str | None) -> date:
    """An ISO date; today where none is given."""
    if text is None:
        return now().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise YoujiError(
            t(
                f"--as-of：“{text}”不是日期，请写成 2025-06-30 的形式。",
                f"--as-of: `{text}` is no date; write 2025-06-30.",
            )
        ) from error


def memory_limit(text: str | None) -> str:
    """A memory limit as it was given, checked; a quarter of the machine where none is given."""
    if text is None:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        return f"{max(SMALLEST // 1024**2, pages * size // 4 // 1024**2)}MiB"
    memory_bytes(text)
    return text.strip()


def unmasking(unmask: bool, reason: str | None, what: str) -> bool:
    """True if personal data may be shown in full: it takes a reason, and who, when, what and why are recorded."""
    if not unmask:
        return False
    if not reason or len(reason.strip()) < 4:
        raise YoujiError(
            t(
                "--unmask 需要用 --reason 写明事由（至少4个字）。",
                "--unmask needs --reason with the ground (4 characters or more).",
            )
        )
    entry = {
        "at": now().isoformat(timespec="seconds"),
        "who": getpass.getuser(),
        "what": what,
        "reason": reason.strip(),
    }
    descriptor = os.open(home().unmask_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as log:
        log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        log.flush()
        os.fsync(log.fileno())
    return True


MEMORY_OPTION = typer.Option(None, "--memory", help="内存上限，如 4GB；默认机器内存的四分之一 / memory limit")
UNMASK_OPTION = typer.Option(
    False, "--unmask", help="显示完整个人信息（记录在案）/ show personal data in full (recorded)"
)
REASON_OPTION = typer.Option(None, "--reason", help="显示完整信息的事由 / the ground for --unmask")
