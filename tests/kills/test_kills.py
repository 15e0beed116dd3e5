"""`kill -9` in every write phase: no partial batch, no lost or double row, the same leads at the end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.kills.killing import Outcome, make_files, outcome, work
from youji.screening.lake.phases import INGEST_PHASES, WRITE_PHASES


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_files(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def undisturbed(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    home = tmp_path_factory.mktemp("undisturbed") / "home"
    assert work(home, files, []) == 0
    found = outcome(home)
    assert found.alerts
    assert found.leads
    assert found.quarantined
    return found


# Ten kills in three homes: each write phase at least once, at the start, in the middle or at the end of it.
@pytest.mark.parametrize(
    "phases", [INGEST_PHASES[:2], INGEST_PHASES[2:], WRITE_PHASES[len(INGEST_PHASES) :]], ids="-".join
)
def test_killed_work_ends_as_undisturbed_work(
    phases: tuple[str, ...], files: dict[str, Path], undisturbed: Outcome, tmp_path: Path
) -> None:
    chosen = random.Random("-".join(phases))
    died = work(tmp_path / "home", files, [(phase, 1, chosen.choice([0.0, 0.01, 0.1, 9.0])) for phase in phases])
    assert died >= len(phases)
    found = outcome(tmp_path / "home")
    assert found.rows == undisturbed.rows
    assert found.batches == undisturbed.batches
    assert found.quarantined == undisturbed.quarantined
    assert found.alerts == undisturbed.alerts
    assert found.evidence == undisturbed.evidence
    assert found.leads == undisturbed.leads
