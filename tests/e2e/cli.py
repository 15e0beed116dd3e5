"""Runs the `youji` command in this process, as a user would type it."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import youji.cli.context
from youji.cli.main import main


@dataclass(frozen=True)
class Said:
    """Exit status and everything printed, blanks folded."""

    status: int
    text: str


class Youji:
    """One working folder."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._patch = monkeypatch
        monkeypatch.setenv("YOUJI_HOME", str(home))
        monkeypatch.setenv("YOUJI_LANG", "en")

    def __call__(self, *arguments: str | Path) -> Said:
        out = io.StringIO()
        status = 0
        self._patch.setattr("sys.argv", ["youji", *map(str, arguments)])
        self._patch.setattr(youji.cli.context.console, "_file", out)
        self._patch.setattr(youji.cli.context.errors, "_file", out)
        self._patch.setattr(youji.cli.context.console, "_width", 250)
        try:
            with redirect_stdout(out), redirect_stderr(out):
                main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Said(status, re.sub(r"\s+", " ", out.getvalue()))
