"""One thing that is wrong with a model, and the line where an author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True)
class Problem:
    """What is wrong and what to do, in one sentence; `line` is the file's 1-based line, where it is known."""

    message: str
    line: int | None = None

    def at(self, path: object) -> str:
        """The sentence with its place in front."""
        return f"{path}:{self.line}: {self.message}" if self.line is not None else f"{path}: {self.message}"


class Problems:
    """Collects problems in SQL text whose first line is line `first_line` of the file."""

    def __init__(self, first_line: int = 1) -> None:
        self._before = first_line - 1
        self._found: dict[Problem, None] = {}

    def add(self, node: exp.Expr | None, message: str) -> None:
        """Notes a problem at a node of the syntax tree."""
        self.add_line(position(node) if node is not None else None, message)

    def add_line(self, line: int | None, message: str) -> None:
        """Notes a problem at a line of the SQL text (not of the file)."""
        self._found[Problem(message, None if line is None else line + self._before)] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Takes over problems whose lines are the file's already."""
        self._found.update(dict.fromkeys(problems))

    def __bool__(self) -> bool:
        return bool(self._found)

    def sorted(self) -> list[Problem]:
        """All problems, none twice, by line; those without a line first."""
        return sorted(self._found, key=lambda problem: problem.line or 0)


def position(node: exp.Expr) -> int | None:
    """Line of the first word under the node that has one; else of the last word before it, or the next one after it.

    SQLGlot keeps no place for signs, for CASE and CAST, and for parameters.
    """
    for child in node.walk(bfs=False):
        if "line" in child.meta:
            return int(child.meta["line"])
    parent = node.parent
    while parent is not None:
        before: int | None = None
        passed = False
        for child in parent.walk(bfs=False):
            passed = passed or child is node
            if "line" in child.meta:
                if passed and before is None:
                    return int(child.meta["line"])
                if not passed:
                    before = int(child.meta["line"])
        if before is not None:
            return before
        parent = parent.parent
    return None
