"""Which file is which dataset, and folders that are refused."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.benchmark.folders import foreign_folder
from youji.benchmark.errors import BenchmarkError
from youji.benchmark.layout import read_layout
from youji.screening.contracts.registry import load_contracts

DATASETS = set(load_contracts())


def touch(folder: Path, *names: str) -> Path:
    for name in ("truth.csv", *names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("scheme\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("bid.csv", "bid"),
        ("bids_2024.parquet", "bid"),
        ("Bids2024.CSV", "bid"),
        ("contract.jsonl", "contract"),
        ("contract-2024.jsonl", "contract"),
        ("contract_change.csv", "contract_change"),
        ("contract_changes_01.csv", "contract_change"),
        ("data/document_fingerprint.csv.gz", "document_fingerprint"),
        ("tender/part-0.parquet", "tender"),
        ("persons.json", "person"),
        ("kinship.xlsx", "kinship"),
    ],
)
def test_a_file_belongs_to_the_dataset_its_name_begins_with(tmp_path: Path, name: str, dataset: str) -> None:
    folder = touch(tmp_path, name)
    assert read_layout(folder, DATASETS).files == ((folder / name, dataset),)


def test_answers_and_notes_are_no_data(tmp_path: Path) -> None:
    names = ("bid.csv", "innocent.csv", "noise.csv", "README.md", "settings.json", ".hidden.csv", "_tmp/bid.csv")
    folder = touch(tmp_path, *names, "truth_notes/bid.csv")
    layout = read_layout(folder, DATASETS)
    assert [path.name for path, _ in layout.files] == ["bid.csv"]
    assert layout.innocent == folder / "innocent.csv"


def test_a_manifest_decides_which_files_are_read(tmp_path: Path) -> None:
    folder = touch(tmp_path, "one.csv", "two.csv", "bid.csv")
    (folder / "truth.csv").rename(folder / "keep")
    (folder / "truth").mkdir()
    (folder / "keep").rename(folder / "truth" / "truth.csv")
    files = {"one.csv": {"dataset": "bid", "rows": 1}, "two.csv": "tender"}
    manifest = {"files": files, "as_of": "2024-12-31", "missing": 0.3}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    layout = read_layout(folder, DATASETS)
    assert layout.files == ((folder / "one.csv", "bid"), (folder / "two.csv", "tender"))
    assert (layout.as_of, layout.missing) == (date(2024, 12, 31), Decimal("0.3"))


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "is no JSON object"),
        ('{"files": ["bid.csv"]}', "`files` must be"),
        ('{"files": {"bid.csv": "bidding"}}', "which no data contract defines"),
        ('{"files": {"gone.csv": "bid"}}', "not in the folder"),
        ('{"files": {"../bid.csv": "bid"}}', "not in the folder"),
        ('{"as_of": "soon"}', "not a day"),
    ],
)
def test_a_manifest_that_is_unclear_is_refused(tmp_path: Path, manifest: str, said: str) -> None:
    folder = touch(tmp_path / "made", "bid.csv")
    (tmp_path / "bid.csv").write_text("bid_id\n", encoding="utf-8")
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=said):
        read_layout(folder, DATASETS)


def test_folders_that_are_unclear_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="no such folder"):
        read_layout(tmp_path / "nowhere", DATASETS)
    foreign_folder(tmp_path / "plain")
    (tmp_path / "plain" / "truth.csv").unlink()
    with pytest.raises(BenchmarkError, match=r"has no truth\.csv"):
        read_layout(tmp_path / "plain", DATASETS)
    with pytest.raises(BenchmarkError, match="holds no data file"):
        read_layout(touch(tmp_path / "bare"), DATASETS)
    with pytest.raises(BenchmarkError, match="its name begins with no dataset"):
        read_layout(touch(tmp_path / "odd", "bid.csv", "tenderers.csv"), DATASETS)
    with pytest.raises(BenchmarkError, match="both an answer book"):
        read_layout(touch(tmp_path / "twice", "bid.csv", "truth/truth.csv"), DATASETS)
