"""The answer book: what it says is in the files, it is small, and it covers every scheme."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from youji.region import Region, RegionSummary, invent
from youji.region.answers import inventory
from youji.region.fields import fields
from youji.region.look_alikes import LOOK_ALIKES
from youji.region.schemes import SCHEMES
from youji.region.truth import EFFECTS
from youji.screening.contracts.registry import load_contracts

CONTRACTS = load_contracts([])


def scheme_names() -> set[str]:
    return {scheme.name for scheme in (*SCHEMES, *(s for field in fields() for s in field.schemes))}


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("name", ["truth.csv", "innocent.csv"])
def test_every_answer_names_a_row_and_a_subject_that_exist(
    world: Region, clean: duckdb.DuckDBPyConnection, written: RegionSummary, name: str
) -> None:
    answers = lines(written.out / "truth" / name)
    assert answers
    keys = {
        dataset: {key for (key,) in clean.cursor().execute(f"SELECT {c.key[0]} FROM {dataset}").fetchall()}
        for dataset, c in CONTRACTS.items()
        if dataset in world.datasets
    }
    for answer in answers:
        assert answer["key"] in keys[answer["dataset"]]
        assert answer["subject_id"] in keys[answer["subject_kind"]]


def test_every_scheme_and_every_effect_is_planted(written: RegionSummary) -> None:
    answers = lines(written.out / "truth" / "truth.csv")
    assert {answer["scheme"] for answer in answers} == scheme_names()
    assert {answer["effect"] for answer in answers} == set(EFFECTS)


def test_every_look_alike_resembles_a_scheme(world: Region) -> None:
    planted = inventory(world.lines, innocent=True)
    assert {alike.name for alike in (*LOOK_ALIKES, *(a for field in fields() for a in field.look_alikes))} <= set(
        planted
    )
    assert {name for kinds in planted.values() for name in kinds} <= scheme_names()


def test_guilty_and_innocent_do_not_share_a_case_row(written: RegionSummary) -> None:
    guilty = {(a["dataset"], a["key"]) for a in lines(written.out / "truth" / "truth.csv")}
    innocent = {(a["dataset"], a["key"]) for a in lines(written.out / "truth" / "innocent.csv")}
    assert not guilty & innocent


@pytest.mark.parametrize(("scale", "most"), [(0.3, 0.03), (1.0, 0.01)])
def test_at_most_one_subject_in_a_hundred_is_affected(scale: float, most: float) -> None:
    """In a small region it is more: however small, it has a case of every kind."""
    region = invent(5, scale)
    guilty = {
        (line.subject_kind, int(subject))
        for line in region.lines
        if line.case.resembles is None
        for subject in line.subjects
    }
    subjects = len(region.world.organisation) + len(region.world.person)
    assert {kind for kind, _ in guilty} == {"organisation", "person"}
    assert 20 <= len(guilty) <= most * subjects


def test_no_subject_takes_part_in_two_schemes() -> None:
    region = invent(6, 1.0)
    cases: dict[tuple[str, int], set[str]] = {}
    for line in region.lines:
        if line.case.resembles is None:
            for subject in line.subjects:
                cases.setdefault((line.subject_kind, int(subject)), set()).add(line.case.case_id)
    assert not {subject: found for subject, found in cases.items() if len(found) > 1}


def test_fainter_effects_are_weaker(world: Region) -> None:
    """Overpayments of four regions: blatant ones exceed clear ones, and so on."""
    seen: dict[int, list[float]] = {}
    for seed in range(4):
        region = invent(seed, 0.5)
        contract, payment = region.world.contract, region.world.payment
        for line in region.lines:
            if line.case.kind == "overpayment" and line.dataset == "contract":
                row = int(line.rows[0])
                paid = payment["amount"][payment["contract"] == row].sum()
                seen.setdefault(line.case.effect, []).append(float(paid / contract["amount"][row]))
    assert len(seen) >= 2
    ordered = [seen[effect] for effect in sorted(seen)]
    assert all(min(a) > max(b) > 1 for a, b in pairwise(ordered))
