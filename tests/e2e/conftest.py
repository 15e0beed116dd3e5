"""Fixtures for whole-program tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.cli import Youji


@pytest.fixture
def youji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Youji:
    return Youji(tmp_path / "home", monkeypatch)
