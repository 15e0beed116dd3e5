"""`kill -9` while an OCDS file feeds its datasets: the rerun finishes, and no dataset is half-filled or doubled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kills.killing import youji
from tests.screening.ingest.ocds.publishing import Desk, award_release, tender_release
from youji.screening.lake.batches import BatchRegister

PROCESSES = 30
# (file, phase, which batch): the removal of cancelled awards is the first commit of the third file's awards.
KILLS = [
    ("march", "stage", 2),
    ("may", "commit", 3),
    ("may", "register", 3),
    ("june", "commit", 1),
    ("june", "commit", 2),
]


def publish(folder: Path) -> dict[str, Path]:
    """A tender each, then its bids, award, contract and payment, then a cancelled award and an amended contract."""
    files: dict[str, list[object]] = {"march": [], "may": [], "june": []}
    for i in range(PROCESSES):
        ocid = f"ocds-{i}"
        files["march"].append(tender_release(ocid))
        files["may"].append(award_release(ocid))
        amended = {"id": "1", "value": {"amount": 950000, "currency": "EUR"}}
        cancelled = {"id": "1", "status": "cancelled" if i % 3 == 0 else "active"}
        june = {"ocid": ocid, "id": "r3", "date": "2024-06-01T00:00:00Z", "awards": [cancelled], "contracts": [amended]}
        files["june"].append(june)
    paths = {}
    for name, releases in files.items():
        paths[name] = folder / f"{name}.jsonl"
        paths[name].write_text("".join(json.dumps(release) + "\n" for release in releases), encoding="utf-8")
    return paths


@pytest.mark.slow
def test_a_killed_ocds_ingest_is_finished_by_the_next(tmp_path: Path) -> None:
    files = publish(tmp_path)
    undisturbed, killed = Desk(tmp_path / "calm"), Desk(tmp_path / "killed")
    for path in files.values():
        youji(undisturbed.home.path, ["ingest", str(path)])
    died = 0
    for name, path in files.items():
        for file, phase, nth in KILLS:
            if file == name:
                died += youji(killed.home.path, ["ingest", str(path)], (phase, nth, 0.0)) != 0
        youji(killed.home.path, ["ingest", str(path)])
    assert died == len(KILLS)
    assert killed.everything() == undisturbed.everything()
    assert len(killed.rows("award", "award_id")) == PROCESSES - PROCESSES // 3
    assert len(killed.rows("contract_change", "change_id")) == PROCESSES
    counts = [
        sorted((b.dataset, Path(b.source).name, b.rows_accepted) for b in BatchRegister(desk.home).all())
        for desk in (killed, undisturbed)
    ]
    assert counts[0] == counts[1]
    assert BatchRegister(killed.home).staging() == []
