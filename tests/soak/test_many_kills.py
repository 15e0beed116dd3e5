"""The long form of tests/kills: every named write phase killed at least five times, at random moments."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.kills.killing import make_files, outcome, work
from youji.screening.lake.phases import WRITE_PHASES

KILLS_A_PHASE = 6


@pytest.mark.soak
@pytest.mark.parametrize("phase", WRITE_PHASES)
def test_killed_again_and_again(phase: str, tmp_path: Path) -> None:
    files = make_files(tmp_path)
    work(tmp_path / "undisturbed", files, [])
    chosen = random.Random(phase)
    kills = [(phase, 1, chosen.choice([0.0, 9.0, chosen.uniform(0, 0.2)])) for _ in range(KILLS_A_PHASE)]
    assert work(tmp_path / "killed", files, kills) >= KILLS_A_PHASE - 1
    assert outcome(tmp_path / "killed") == outcome(tmp_path / "undisturbed")
