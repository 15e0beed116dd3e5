"""What holds for all pages: links lead somewhere, the READMEs agree, decisions are short and whole."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from tests.docs.running import DOCS, ROOT, fences

PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(DOCS.rglob("*.md")),
]
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")


def prose(page: Path) -> str:
    """The page without its fenced blocks and code spans."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^(`{3,}).*?^\1[ \t]*$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(prose(page)) if not re.match(r"[a-z]+:", link)]
    targets = {link: (page.parent / link.partition("#")[0]).resolve() for link in links if not link.startswith("#")}
    assert [link for link, target in targets.items() if not target.exists()] == []
    assert [link for link, target in targets.items() if not target.is_relative_to(ROOT)] == []


def headings(page: Path) -> list[int]:
    return [len(mark) for mark in re.findall(r"^(#+) ", prose(page), re.MULTILINE)]


def test_both_readmes_have_the_same_headings() -> None:
    english, chinese = READMES
    assert headings(english) == headings(chinese)


def test_both_readmes_lead_to_the_same_pages() -> None:
    english, chinese = (
        sorted(link for link in _LINK.findall(prose(page)) if not link.startswith(("README", "docs/images")))
        for page in READMES
    )
    assert english == chinese


@pytest.mark.parametrize(("page", "title"), [(READMES[0], "Quick start"), (READMES[1], "快速开始")])
def test_the_quick_start_is_two_commands(page: Path, title: str) -> None:
    text = page.read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]
    commands = [line for fence in fences(section) for line in fence.text.splitlines() if line.strip()]
    assert commands == ["make run", "make test"]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_own_data_takes_three_commands(page: Path) -> None:
    shown = [line for fence in fences(page.read_text(encoding="utf-8")) for line in fence.text.splitlines()]
    own = [line.split()[1] for line in shown if line.startswith(".venv/bin/youji")]
    assert own == ["ingest", "screen", "report"]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_picture_is_small_and_wide_enough(page: Path) -> None:
    (picture,) = re.findall(r"!\[[^\]]+\]\((docs/images/[^)]+\.png)\)", page.read_text(encoding="utf-8"))
    content = (ROOT / picture).read_bytes()
    width, _ = struct.unpack(">II", content[16:24])
    assert width == 1280
    assert len(content) < 300_000


def test_decisions_are_short_numbered_and_whole() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    index = (DOCS / "decisions/README.md").read_text(encoding="utf-8")
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Status", "Context", "Decision", "Consequences"], path
        assert len(text.splitlines()) < 40, path
        title = text.splitlines()[0].removeprefix(f"# {path.name[:4]} ")
        assert f"[{path.name[:4]}]({path.name}) | {title} |" in index, path


def test_make_commands_named_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in (*READMES, ROOT / "CONTRIBUTING.md"):
        named = re.findall(r"^(?:\w+=\S+ )?make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, page
