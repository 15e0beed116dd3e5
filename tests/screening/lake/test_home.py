"""The working folder: refused where it is none, damaged, of another version, or cannot be used."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from youji.screening.errors import HomeError
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home, canonical_json, write_atomically
from youji.screening.lake.phases import write_phase


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(HomeError, match="is not empty and is no Youji folder"):
        Home(tmp_path).prepare()
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("name", ["a[b", "a%20b", "a*b", "what?"])
def test_a_path_the_lake_cannot_live_in_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HomeError, match="a working folder's path may not hold"):
        Home(tmp_path / name).prepare()


def test_another_layout_and_a_damaged_marker_are_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    with pytest.raises(HomeError, match="holds no data yet"):
        home.require()
    home.prepare()
    home.require()
    (home.path / "youji.json").write_text(json.dumps({"layout": 99}))
    with pytest.raises(HomeError, match="layout 99, this one reads 1"):
        home.prepare()
    (home.path / "youji.json").write_text("[")
    with pytest.raises(HomeError, match="is damaged"):
        home.require()


def test_only_its_owner_may_look_in(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    home.prepare()
    assert home.path.stat().st_mode & 0o777 == 0o700


def test_a_writer_sweeps_what_a_killed_one_left(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    home.prepare()
    (home.temporary / "half").mkdir()
    (home.temporary / "half" / "file").write_text("x")
    (home.temporary / "loose").write_text("x")
    with home.writing(), home.scratch() as folder:
        assert list(home.temporary.iterdir()) == [folder]
    assert list(home.temporary.iterdir()) == []


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "run.json"
    write_atomically(target, "one")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(target, "\ud800")
    assert target.read_text() == "one"


def test_equal_values_have_equal_texts() -> None:
    assert canonical_json({"b": 1, "a": "甲"}) == canonical_json({"a": "甲", "b": 1}) == '{"a":"甲","b":1}'


def test_an_unknown_write_phase_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="unknown write phase"), write_phase("lunch"):
        pass


def test_the_register_keeps_numbers_details_and_states(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    home.prepare()
    register = BatchRegister(home)
    assert register.all() == register.staging() == []
    now = datetime(2025, 6, 30, tzinfo=UTC)
    first = register.begin("x", "bid", "a.csv", "表", "m", now)
    assert register.begin("x", "bid", "again.csv", None, "m", now) == first
    second = register.begin("y", "bid", "b.csv", None, "m", now)
    register.discard(first)
    third = register.begin("z", "tender", "c.csv", None, "m", now)
    assert first.number < second.number < third.number
    described = register.describe(second, rows_accepted=5, columns=("a", "b"), empty=("b",), reasons={"a:missing": 1})
    committed = register.commit(described, 7)
    register.discard(committed)
    assert register.all() == [committed]
    assert register.find("y") == committed
    assert register.all("tender") == []
    assert [b.id for b in register.staging()] == ["z"]
    assert register.delivered_columns() == {"bid": {"a", "b"}}
    assert register.filled_columns() == {"bid": {"a"}}


def test_a_damaged_register_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    home.prepare()
    home.batches.write_text("no database at all, but long enough to be taken for one" * 50)
    with pytest.raises(HomeError, match=r"batches\.sqlite: the batch register cannot be used"):
        BatchRegister(home).all()
