"""The matcher on the labelled pairs and on namesakes; what it reads out of names and addresses."""

from __future__ import annotations

import csv
import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from youji.screening.linking import company_names, names, persons, places
from youji.screening.linking.characters import character_table
from youji.screening.linking.register import MERGE_AT
from youji.screening.linking.scoring import Scorer
from youji.screening.linking.spec import load_weights, packaged_weights

BENCH = Path(__file__).parents[3] / "bench" / "linking"


@pytest.fixture(scope="module")
def score() -> ModuleType:
    sys.path.insert(0, str(BENCH))
    try:
        spec = importlib.util.spec_from_file_location("bench_linking_score", BENCH / "score.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(BENCH))


@pytest.mark.parametrize("kind", ["person", "organisation"])
def test_the_labelled_pairs_are_told_as_well_as_the_frozen_baseline(kind: str, score: ModuleType) -> None:
    frozen = json.loads((BENCH / "baseline.json").read_text(encoding="utf-8"))[kind]
    found = score.scored(kind)
    assert found.f1 >= frozen["f1"] - 0.001
    assert found.precision >= frozen["precision"] - 0.001
    assert found.f1 >= 0.97
    assert found.precision >= 0.98


@pytest.mark.parametrize(("kind", "file"), [("person", "persons.csv"), ("organisation", "companies.csv")])
def test_the_threshold_in_force_is_precise_on_pairs_it_was_not_chosen_on(
    kind: str, file: str, score: ModuleType
) -> None:
    connection = duckdb.connect()
    score.load(connection, kind)
    spec = score.KINDS[kind][0].SPEC
    scorer = Scorer(connection, "features", spec, load_weights(spec, packaged_weights(kind)))
    connection.execute("CREATE TABLE given AS SELECT pair || 'l' AS left_id, pair || 'r' AS right_id FROM labelled")
    scorer.given("given", "weighed")
    rows = connection.execute(
        "SELECT label, CAST(weight AS DOUBLE), veto IS NULL FROM labelled JOIN weighed ON left_id = pair || 'l'"
        " WHERE part = 'test'"
    ).fetchall()
    figures = score.figures(rows, MERGE_AT[kind])
    assert figures.precision >= 0.98
    assert figures.f1 >= 0.97


def test_the_labelled_set_is_large_and_hard() -> None:
    counts: dict[str, int] = {}
    for file in ("persons.csv", "companies.csv"):
        with (BENCH / file).open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    assert sum(counts.values()) >= 20_000
    for kind in ("namesake", "father_and_son", "twins", "parent_and_branch", "sister_company", "same"):
        assert counts[kind] >= 500, kind


def test_ten_thousand_namesakes_are_never_the_official() -> None:
    """A record that shares only the name never becomes the official, whatever else it holds."""
    draw = random.Random(4711)
    official = (
        "official",
        "王伟",
        None,
        "male",
        "1970-05-06",
        "618501197005060018",
        "14200000001",
        "棠浦市人民路1号2栋301室",
    )
    rows = [official]
    for one in range(10_000):
        born = f"{draw.randrange(1940, 2005)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"
        if born == official[4]:
            born = "1970-05-07"
        rows.append(
            (
                f"namesake{one}",
                draw.choice(["王伟", "王 伟", "王偉", "王维"]),
                None,
                draw.choice(["male", "female", None]),
                draw.choice([born, None]),
                None,
                draw.choice([f"143{draw.randrange(10**8):08d}", None]),
                draw.choice([f"棠浦市{draw.choice('东西南北')}湖路{draw.randrange(1, 900)}号", None]),
            )
        )
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE source (record_id VARCHAR, name VARCHAR, former_name VARCHAR, gender VARCHAR, born_on VARCHAR,"
        " resident_id VARCHAR, phone VARCHAR, address VARCHAR)"
    )
    connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    persons.features(connection, "source", "features")
    connection.execute(
        "CREATE TABLE given AS"
        " SELECT least('official', record_id) AS left_id, greatest('official', record_id) AS right_id"
        " FROM features WHERE record_id <> 'official'"
    )
    scorer = Scorer(connection, "features", persons.SPEC, load_weights(persons.SPEC, packaged_weights("person")))
    assert scorer.given("given", "weighed") == 10_000
    joined = connection.execute(
        f"SELECT count(*) FROM weighed WHERE veto IS NULL AND weight >= {MERGE_AT['person']}"
    ).fetchall()
    assert joined == [(0,)]


def _core(written: str) -> tuple[str, str | None, str | None]:
    connection = duckdb.connect()
    names.prepare(connection)
    places.prepare(connection)
    connection.execute("CREATE TABLE source (name VARCHAR, former_name VARCHAR, address VARCHAR)")
    connection.execute("INSERT INTO source VALUES (?, NULL, NULL), ('棠浦市水利局', NULL, NULL)", [written])
    company_names.read(connection, "source", "parts")
    return connection.execute("SELECT core, region, branch FROM parts WHERE written = tidy(?)", [written]).fetchall()[0]


@pytest.mark.parametrize(
    ("written", "core", "region", "branch"),
    [
        ("棠浦市澄阳文化传播有限公司", "澄阳文化传播", "棠浦", None),
        ("棠浦澄阳文化传播有限责任公司", "澄阳文化传播", "棠浦", None),
        ("澄阳（棠浦）文化传播有限公司", "澄阳文化传播", "棠浦", None),
        ("湖南省棠浦市澄阳 文化传播公司", "澄阳文化传播", "湖南棠浦", None),
        ("棠浦市澄阳市政工程有限公司", "澄阳市政工程", "棠浦", None),
        ("棠浦市澄阳建设有限公司霁阳分公司", "澄阳建设", "棠浦", "霁阳分公司"),
    ],
)
def test_company_names_are_taken_apart(written: str, core: str, region: str, branch: str | None) -> None:
    assert _core(written) == (core, region, branch)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("棠浦市槐湖区建设大道42号5栋706室", ("建设大道", "42", "5", "706")),
        ("建设大道42号5-706", ("建设大道", "42", "5", "706")),
        ("霁阳县文昌街７号五幢二〇三房", ("文昌街", "7", "5", "203")),
        ("棠浦市人民路3号", ("人民路", "3", "", "")),
    ],
)
def test_addresses_are_taken_apart(written: str, parts: tuple[str, ...]) -> None:
    connection = duckdb.connect()
    names.prepare(connection)
    places.prepare(connection)
    found = connection.execute("SELECT door(address_text(?))", [written]).fetchall()[0][0]
    assert tuple(found.values()) == parts


def test_family_names_have_their_own_sound() -> None:
    rows = {row["sign"]: row for row in character_table("单仇張").to_pylist()}
    assert rows["单"]["sound"] == "dan"
    assert rows["单"]["surname_sound"] == "shan"
    assert rows["仇"]["surname_sound"] == "qiu"
    assert rows["張"]["simple"] == "张"
    assert rows["張"]["sound"] == "zhang"
