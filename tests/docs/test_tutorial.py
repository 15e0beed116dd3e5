"""The tutorial, run from its first command to its last in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.running import DOCS, run_document, steps


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    assert run_document(DOCS / "tutorial.md", tmp_path) == []


def test_the_tutorial_reaches_every_command_it_promises() -> None:
    shown = "\n".join(step.commands.text for step in steps((DOCS / "tutorial.md").read_text(encoding="utf-8")))
    for command in (
        "sources list",
        "ingest",
        "quarantine list",
        "screen",
        "leads\n",
        "leads 1",
        "find",
        "report",
        "--replay latest",
    ):
        assert f"youji {command}" in shown or command in shown
