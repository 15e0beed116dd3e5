"""Runs the commands a document shows, in one shell and one folder, and holds what they print against the document.

A fenced block marked `sh` is run as it stands. A `text` block after it shows lines that must come out, in their order;
`…` in it stands for anything. Blanks and the frames of tables do not count, so the width of a terminal does not either.
`sh exit=1` must fail; `sh not-run` is shown only.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import youji

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^(?P<mark>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=mark)[ \t]*$", re.MULTILINE | re.DOTALL)
_FRAMES = re.compile(r"[\s\u2500-\u257f]+")
_MARK = "\x1e"


@dataclass(frozen=True)
class Fence:
    """One fenced block: the words after its mark, what it holds, and the line it begins on."""

    info: tuple[str, ...]
    text: str
    line: int


@dataclass
class Step:
    """One block of commands and the lines that must come out."""

    commands: Fence
    fails: bool
    expected: list[str] = field(default_factory=list)


def fences(document: str) -> list[Fence]:
    """All fenced blocks, in order."""
    return [
        Fence(tuple(found["info"].split()), found["text"], document.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(document)
    ]


def steps(document: str) -> list[Step]:
    """The blocks to run, each with the output shown below it."""
    found: list[Step] = []
    shown_only = False
    for fence in fences(document):
        kind = fence.info[0] if fence.info else ""
        if kind == "sh":
            shown_only = "not-run" in fence.info
            if not shown_only:
                found.append(Step(fence, "exit=1" in fence.info))
        elif kind == "text" and found and not shown_only:
            found[-1].expected += [line for line in fence.text.splitlines() if line.strip() not in ("", "…")]
    return found


def run_document(path: Path, folder: Path, environment: Mapping[str, str] | None = None) -> list[str]:
    """Runs a document in `folder`; gives one sentence for each thing that is not as the document says."""
    todo = steps(path.read_text(encoding="utf-8"))
    outputs = _run(todo, folder, environment or {})
    wrong: list[str] = []
    for step, output in zip(todo, outputs, strict=True):
        place = f"{path.relative_to(ROOT)}:{step.commands.line}"
        failures = re.findall(f"{_MARK}failed (.*)", output)
        if bool(failures) != step.fails:
            wrong.append(f"{place}: {'nothing failed' if step.fails else failures}\n{output}")
        lost = _first_not_found(step.expected, output)
        if lost is not None:
            wrong.append(f"{place}: `{lost.strip()}` did not come out\n{output}")
    return wrong


def _first_not_found(expected: list[str], output: str) -> str | None:
    printed, at = _bare(output), 0
    for line in expected:
        pattern = ".*?".join(re.escape(part) for part in _bare(line).split("…"))
        match = re.compile(pattern, re.DOTALL).search(printed, at)
        if match is None:
            return line
        at = match.end()
    return None


def _bare(text: str) -> str:
    return _FRAMES.sub("", text)


def _run(todo: list[Step], folder: Path, environment: Mapping[str, str]) -> list[str]:
    commands = folder / ".bin"
    commands.mkdir()
    youji_command = commands / "youji"
    youji_command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m youji.cli.main "$@"\n')
    youji_command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YOUJI_", "PYTEST_"))}
    lines = ["exec 2>&1 </dev/null", "set -E", f'trap \'printf "{_MARK}failed %s\\n" "$BASH_COMMAND"\' ERR']
    for number, step in enumerate(todo):
        lines += [f"printf '{_MARK}block %d\\n' {number}", step.commands.text]
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=folder,
        env={
            **kept,
            "PATH": f"{commands}{os.pathsep}{kept.get('PATH', os.defpath)}",
            "PYTHONPATH": str(Path(youji.__file__).parents[1]),
            "PYTHONUTF8": "1",
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "220",
            **environment,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    parts = re.split(f"{_MARK}block \\d+\n", done.stdout)
    assert len(parts) == len(todo) + 1, done.stdout[-2000:]
    return parts[1:]
