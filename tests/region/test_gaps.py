"""Missing evidence: only removals differ, they are on record, and more is lost the larger the share."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from youji.region import EFFECTS, RegionError, generate
from youji.region.generate import MANIFEST

SEED, SCALE = 3, 0.3
FINGERPRINTS = "document_fingerprints.jsonl"


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SEED, SCALE, tmp_path_factory.mktemp("whole") / "out").out


@pytest.fixture(scope="module")
def gappy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(SEED, SCALE, tmp_path_factory.mktemp("gappy") / "out", missing=0.3).out


def fingerprints(folder: Path) -> dict[str, str]:
    text = (folder / FINGERPRINTS).read_text(encoding="utf-8")
    return {json.loads(line)["fingerprint_id"]: line for line in text.splitlines()}


def test_what_was_planted_is_told_all_the_same(whole: Path, gappy: Path) -> None:
    for name in ("truth.csv", "innocent.csv"):
        assert (whole / "truth" / name).read_bytes() == (gappy / "truth" / name).read_bytes()
    assert not lines(whole / "truth" / "missing.csv")
    planted = {(a["scheme_id"], a["dataset"], a["key"]) for a in lines(gappy / "truth" / "truth.csv")}
    gone = {(a["scheme_id"], a["dataset"], a["key"]) for a in lines(gappy / "truth" / "missing.csv")}
    assert gone
    assert gone <= planted


def test_rows_on_record_as_lost_are_the_only_ones_that_differ(whole: Path, gappy: Path) -> None:
    gone = {
        a["key"]
        for a in lines(gappy / "truth" / "missing.csv")
        if a["dataset"] == "document_fingerprint" and not a["column"]
    }
    before, after = fingerprints(whole), fingerprints(gappy)
    assert gone
    assert before.keys() - after.keys() == gone
    assert all(after[key] == before[key] for key in after)


def test_files_without_evidence_are_the_same_to_the_byte(whole: Path, gappy: Path) -> None:
    touched = {a["dataset"] for a in lines(gappy / "truth" / "missing.csv")}
    manifest = json.loads((whole / MANIFEST).read_text(encoding="utf-8"))
    same = [name for name, entry in manifest["files"].items() if entry["dataset"] not in touched]
    assert "persons.csv" in same
    for name in same:
        assert (whole / name).read_bytes() == (gappy / name).read_bytes()


def test_blank_values_are_blank_and_their_row_is_there(tmp_path: Path) -> None:
    out = generate(SEED, SCALE, tmp_path / "out", missing=0.9).out
    with (out / "organisations.csv").open(encoding="gb18030", newline="") as text:
        found = {row["单位编号"]: row for row in csv.DictReader(text)}
    header = {"phone": "联系电话", "address": "注册地址", "bank_account": "基本户账号"}
    lost = [a for a in lines(out / "truth" / "missing.csv") if a["dataset"] == "organisation" and a["column"] in header]
    assert lost
    assert all(found[a["key"]][header[a["column"]]] == "" for a in lost)


def test_a_larger_share_loses_more_and_all_that_a_smaller_one_loses(gappy: Path, tmp_path: Path) -> None:
    out = generate(SEED, SCALE, tmp_path / "out", missing=0.6).out
    pieces = [{tuple(a.values()) for a in lines(folder / "truth" / "missing.csv")} for folder in (gappy, out)]
    assert pieces[0] < pieces[1]


def test_winning_bids_are_never_lost(gappy: Path) -> None:
    gone = {a["key"] for a in lines(gappy / "truth" / "missing.csv") if a["dataset"] == "bid" and not a["column"]}
    assert gone
    assert not gone & {row["投标编号"] for row in lines(gappy / "awards.csv")}


def test_a_clean_region_has_look_alikes_and_no_scheme(tmp_path: Path) -> None:
    summary = generate(SEED, 0.1, tmp_path / "out", clean=True)
    assert summary.schemes == {}
    assert summary.affected == 0
    assert not lines(summary.out / "truth" / "truth.csv")
    assert lines(summary.out / "truth" / "innocent.csv")


def test_effects_can_be_chosen(tmp_path: Path) -> None:
    out = generate(SEED, 0.1, tmp_path / "out", effects=["blatant", "clear"]).out
    found = Counter(a["effect"] for a in lines(out / "truth" / "truth.csv"))
    assert set(found) == {"blatant", "clear"}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first, again = (generate(SEED, 0.05, tmp_path / n, missing=0.5).out for n in ("first", "again"))
    names = sorted(str(path.relative_to(first)) for path in first.rglob("*") if path.is_file())
    assert all((first / name).read_bytes() == (again / name).read_bytes() for name in names)


@pytest.mark.parametrize(
    ("missing", "effects", "said"),
    [
        (0.95, EFFECTS, "The missing share 0.95"),
        (-0.1, EFFECTS, "The missing share -0.1"),
        (0.0, ("loud",), "The effect 'loud'"),
        (0.0, (), "No effect"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    tmp_path: Path, missing: float, effects: tuple[str, ...], said: str
) -> None:
    with pytest.raises(RegionError, match=said):
        generate(SEED, 0.05, tmp_path / "out", missing=missing, effects=effects)
    assert not (tmp_path / "out").exists()
