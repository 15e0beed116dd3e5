"""Small rooms: file sizes, forbidden names, no unfinished places, no index address, nothing vendored."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT_SUFFIXES = {
    ".py",
    ".sql",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".md",
    ".yml",
    ".yaml",
    ".txt",
    ".cfg",
    ".in",
}
FORBIDDEN_STEMS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def tracked_files() -> list[Path]:
    """Files git knows or would add; in an unpacked source archive, all files below the code folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / line for line in listed.stdout.splitlines()]
    else:
        found = [p for folder in ("src", "tests", "bench", "docs") for p in (ROOT / folder).rglob("*")]
    return [p for p in found if p.is_file() and "__pycache__" not in p.parts]


FILES = tracked_files()


def test_there_are_files_to_judge() -> None:
    assert len([p for p in FILES if p.suffix == ".py"]) > 50


def test_code_files_are_at_most_500_lines() -> None:
    code = {".py", ".sql", ".html", ".css", ".js"}
    long = {
        str(p.relative_to(ROOT)): n
        for p in FILES
        if p.suffix in code and (n := len(p.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(p) for p in FILES if p.suffix == ".py" and p.stem.strip("_") in FORBIDDEN_STEMS] == []
    assert [str(p) for p in FILES if set(p.relative_to(ROOT).parts[:-1]) & FORBIDDEN_STEMS] == []


def test_no_unfinished_place_a_user_could_meet() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|(?i:coming soon|not implemented yet))\b")
    found = [
        f"{p.relative_to(ROOT)}:{number}"
        for p in FILES
        if p.suffix in TEXT_SUFFIXES and p != Path(__file__)
        for number, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if unfinished.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_requirements_are_hashed_and_name_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "http" not in text
    assert "index-url" not in text
    pinned = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert pinned
    assert all("==" in line and line.rstrip().endswith("\\") for line in pinned)


def test_nothing_minified_or_vendored() -> None:
    assert [str(p) for p in FILES if p.name.endswith((".min.js", ".min.css")) or "node_modules" in p.parts] == []
    widest = max(
        (
            len(line)
            for p in FILES
            if p.suffix in {".js", ".css"}
            for line in p.read_text(encoding="utf-8").splitlines()
        ),
        default=0,
    )
    assert widest < 300


def test_every_lint_exception_is_named_on_its_line() -> None:
    """A bare `noqa` or `type: ignore` hides whatever comes later on that line."""
    bare = re.compile(r"#\s*noqa(?!:)|#\s*type:\s*ignore(?!\[)")
    found = [
        f"{p.relative_to(ROOT)}:{number}"
        for p in FILES
        if p.suffix == ".py" and p != Path(__file__)
        for number, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []
