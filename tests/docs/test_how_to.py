"""Every how-to, run from its first command to its last."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.running import DOCS, ROOT, fences, run_document

COLLUSION = ROOT.parent / "shared/data/collusion"
LABELS = ("Collusive_competitor", "Collusive_competitor_original", "Cartel_name")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "add-a-data-source",
        "leads",
        "map",
        "health-claims-and-deaths",
        "mend-quarantined-rows",
        "messy-files",
        "ocds",
        "ocds-red-flags",
        "register",
        "unmask",
        "write-a-model",
    ],
)
def test_a_how_to_does_what_it_says(name: str, tmp_path: Path) -> None:
    if name == "messy-files" and shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    assert run_document(DOCS / "how-to" / f"{name}.md", tmp_path) == []


@pytest.mark.slow
@pytest.mark.real_data
def test_leads_come_out_of_real_tenders(tmp_path: Path) -> None:
    if not COLLUSION.is_dir():
        pytest.skip(f"the market data are not here: {COLLUSION}")
    # The commands run from the repository's root; here a stand-in for it, so that working folders stay outside.
    root = tmp_path / "repository"
    root.mkdir()
    (root / "docs").symlink_to(DOCS)
    (tmp_path / "shared").symlink_to(COLLUSION.parents[1])
    assert run_document(DOCS / "how-to/real-tender-data.md", root) == []


def test_mapping_files_shown_are_the_mapping_files_stored() -> None:
    page = DOCS / "how-to/real-tender-data.md"
    shown = {
        word.removeprefix("file="): fence.text
        for fence in fences(page.read_text(encoding="utf-8"))
        for word in fence.info
        if word.startswith("file=")
    }
    assert shown
    for name, text in shown.items():
        assert (page.parent / name).read_text(encoding="utf-8") == text


def test_no_mapping_reads_a_label() -> None:
    files = sorted((DOCS / "how-to/collusion").glob("*.yml"))
    assert len(files) >= 6
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert [label for label in LABELS if label in text] == [], path
