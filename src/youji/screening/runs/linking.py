"""Brings the register up to date with the lake: what `youji register link` does, and `youji screen` before it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from youji.screening.contracts.model import Contract
from youji.screening.engine.limits import Limits
from youji.screening.engine.session import open_session
from youji.screening.lake.batches import settle
from youji.screening.lake.home import Home
from youji.screening.lake.tables import Lake
from youji.screening.lake.views import create_views
from youji.screening.linking.judgements import JudgementLog
from youji.screening.linking.register import WANTED, Linked, link
from youji.screening.linking.snapshot import Snapshots


def register_is_current(home: Home) -> bool:
    """True where no record and no decision has come since the register was linked, or there is nothing to link."""
    pointer = Snapshots(home.register).pointer()
    versions = linked_versions(Lake(home).versions())
    if pointer is None:
        return not versions
    return pointer.versions == versions and JudgementLog(home.judgements).last_decision() <= pointer.judgement


def linked_versions(versions: Mapping[str, int]) -> dict[str, int]:
    """The versions of those datasets that linking reads."""
    return {dataset: number for dataset, number in versions.items() if dataset in WANTED}


def link_parties(
    home: Home,
    contracts: Mapping[str, Contract],
    limits: Limits,
    now: datetime,
    progress: Callable[[str], None] = lambda step: None,
) -> Linked:
    """Links the records of the lake. The caller holds `home.writing()`."""
    lake = Lake(home)
    settle(home, lake)
    versions = lake.versions()
    with home.scratch() as scratch, open_session(limits, scratch, home.lake, home.register) as connection:
        create_views(connection, lake, contracts, versions, WANTED)
        return link(connection, home.register, scratch, linked_versions(versions), now, progress)
