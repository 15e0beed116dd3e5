"""The files: the same for the same seed, readable in their form, noisy, and never over somebody's work."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from youji.region import RegionError, RegionSummary, generate, writing
from youji.region.fields import fields
from youji.region.forms import ALIASES, FORMS, LABELS, Form
from youji.region.numbering import DATASETS
from youji.region.population import PEOPLE
from youji.screening.contracts.registry import load_contracts

CONTRACTS = load_contracts([])
SMALL = 0.05
ALL_FORMS = (*FORMS, *(form for field in (PEOPLE, *fields()) for form in field.forms))
CATEGORIES = {"tendering", "people", *(field.name for field in fields())}
ALIKE = ("manifest.json", "truth/missing.csv")
"""Files that two regions can have in common: names and counts, and no missing evidence."""


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def records(form: Form, folder: Path) -> list[dict[str, Any]]:
    path = folder / form.file
    if form.format == "parquet":
        return list(pq.read_table(path).to_pylist())
    if form.format == "jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if form.format == "xlsx":
        rows = list(openpyxl.load_workbook(path)["Sheet1"].iter_rows(values_only=True))
        return [dict(zip(map(str, rows[1]), row, strict=True)) for row in rows[2:]]
    with path.open(encoding=form.encoding, newline="") as text:
        return list(csv.DictReader(text))


def test_same_seed_gives_the_same_bytes_and_another_seed_another_region(tmp_path: Path) -> None:
    generate(3, SMALL, tmp_path / "first")
    generate(3, SMALL, tmp_path / "again")
    generate(4, SMALL, tmp_path / "other")
    first, other = hashes(tmp_path / "first"), hashes(tmp_path / "other")
    assert first == hashes(tmp_path / "again")
    assert first.keys() == other.keys()
    assert not {name for name in first if name not in ALIKE and first[name] == other[name]}


def test_every_dataset_of_the_contracts_has_a_file_and_the_manifest_tells_its_rows(
    written: RegionSummary,
) -> None:
    manifest = json.loads((written.out / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["dataset"] for entry in manifest["files"].values()} == {
        name for name, contract in CONTRACTS.items() if contract.category in CATEGORIES
    }
    for form in ALL_FORMS:
        found = records(form, written.out)
        assert len(found) == manifest["files"][form.file]["rows"]
        assert list(found[0]) == list(form.headers.values())


@pytest.mark.parametrize("form", ALL_FORMS, ids=lambda form: form.file)
def test_headers_are_names_or_synonyms_of_the_contract_and_no_two_columns_share_one(form: Form) -> None:
    contract = CONTRACTS[form.dataset]
    assert next(iter(form.headers)) == contract.key[0]
    for name, header in form.headers.items():
        column = contract.column(name)
        assert header in {name, column.zh, *column.synonyms}
        others = [c for c in contract.columns if c.name != name and header in {c.name, c.zh, *c.synonyms}]
        assert not [c.name for c in others if c.name in form.headers]
    required = {column.name for column in contract.columns if column.required}
    assert required <= form.headers.keys()


def test_labels_and_aliases_are_those_of_the_code_lists() -> None:
    for key, labels in LABELS.items():
        datasets = [key.split(".")[0]] if "." in key else [name for name in DATASETS if _has(name, key)]
        for dataset in datasets:
            codes = {code.value: code for code in CONTRACTS[dataset].column(key.split(".")[-1]).codes}
            for value, label in labels.items():
                assert codes[value].zh == label
                assert set(ALIASES.get(label, ())) <= set(codes[value].aliases)


def _has(dataset: str, column: str) -> bool:
    return column in CONTRACTS[dataset].names and bool(CONTRACTS[dataset].column(column).codes)


def test_noise_is_there_and_counted(written: RegionSummary) -> None:
    with (written.out / "truth" / "noise.csv").open(encoding="utf-8", newline="") as text:
        noise = list(csv.DictReader(text))
    faults = {row["fault"] for row in noise}
    assert {
        "missing",
        "typo",
        "stray_space",
        "full_width",
        "thousands",
        "wrong_check",
        "impossible_day",
    } <= faults
    assert {"negative", "words", "twice", "alias", "excel_serial", "date_as_Y年m月d日"} <= faults
    totals = {form.file: len(records(form, written.out)) for form in ALL_FORMS}
    for row in noise:
        assert int(row["rows"]) <= 0.1 * totals[row["file"]] + 5


def test_keys_suffer_only_from_whole_rows_that_occur_twice(written: RegionSummary) -> None:
    for form in ALL_FORMS:
        found = records(form, written.out)
        key = next(iter(form.headers.values()))
        seen: dict[str, dict[str, Any]] = {}
        for record in found:
            assert record[key]
            assert seen.setdefault(record[key], record) == record


def test_excel_has_a_merged_title_above_the_header_and_true_dates(written: RegionSummary) -> None:
    sheet = openpyxl.load_workbook(written.out / "positions.xlsx")["Sheet1"]
    assert sheet["A1"].value
    assert [str(span) for span in sheet.merged_cells.ranges] == ["A1:G1"]
    kinds = {type(value).__name__ for (value,) in sheet.iter_rows(3, None, 6, 6, values_only=True) if value}
    assert {"datetime", "int"} <= kinds


def test_rows_that_one_sheet_cannot_hold_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = generate(3, SMALL, tmp_path / "whole")
    monkeypatch.setattr(writing, "SHEET_ROWS", 25)
    generate(3, SMALL, tmp_path / "cut")
    rows = whole.files["positions.xlsx"][1]
    one = openpyxl.load_workbook(tmp_path / "whole" / "positions.xlsx")["Sheet1"]
    book = openpyxl.load_workbook(tmp_path / "cut" / "positions.xlsx")
    assert len(book.sheetnames) == -(-rows // 25) > 1
    gathered = [row for sheet in book for row in sheet.iter_rows(3, values_only=True)]
    assert gathered == list(one.iter_rows(3, values_only=True))
    assert all([c.value for c in sheet[2]] == [c.value for c in one[2]] for sheet in book)


def test_readme_says_invented_in_both_languages_with_seed_and_scale(written: RegionSummary) -> None:
    text = (written.out / "README.md").read_text(encoding="utf-8")
    for part in ("虚构", "invented", f"seed: {written.seed}", f"scale: {written.scale:g}"):
        assert part in text


def test_a_folder_that_is_not_a_region_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "work.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RegionError, match=r"not empty and is not a region \(it has no manifest\.json\)"):
        generate(3, SMALL, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["work.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "region").write_text("mine", encoding="utf-8")
    with pytest.raises(RegionError, match="is a file; name a folder"):
        generate(3, SMALL, tmp_path / "region")


def test_a_former_region_and_what_a_killed_run_left_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "region"
    (out / ".partial").mkdir(parents=True)
    (out / ".partial" / "persons.csv").write_text("half", encoding="utf-8")
    generate(3, SMALL, out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    generate(4, SMALL, out)
    assert not (out / ".partial").exists()
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["seed"] == 4


@pytest.mark.parametrize(("seed", "scale"), [(-1, 1.0), (1, 0.0), (1, 1e9), (1, float("nan"))])
def test_impossible_seeds_and_scales_are_refused(tmp_path: Path, seed: int, scale: float) -> None:
    with pytest.raises(RegionError, match="give a"):
        generate(seed, scale, tmp_path / "region")
    assert not (tmp_path / "region").exists()


def test_progress_is_told_in_order_and_ends_at_one(tmp_path: Path) -> None:
    told: list[float] = []
    generate(3, SMALL, tmp_path / "region", lambda step, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
