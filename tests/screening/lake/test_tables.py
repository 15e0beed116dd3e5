"""Delta tables: appended, merged by key, read as of a version, seen through views as the contract says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screening.ingest.holding import DAY, MONEY, WORDS, contract

from youji.screening.contracts.model import Contract
from youji.screening.errors import HomeError
from youji.screening.lake.home import Home
from youji.screening.lake.tables import Lake, first_row, literal, place_of, quoted
from youji.screening.lake.views import create_views

THING = contract(MONEY, WORDS)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "h")
    home.prepare()
    return home


def commit(
    lake: Lake, batch: int, rows: Sequence[Sequence[object]], of: Contract = THING, replaces: bool = False
) -> int:
    """Rows in the contract's order; the line is the row's place."""
    with duckdb.connect() as connection:
        columns = ", ".join(f"CAST(NULL AS {c.type}) AS {quoted(c.name)}" for c in of.columns)
        connection.execute(f"CREATE TABLE good AS SELECT {columns}, CAST(NULL AS BIGINT) AS _row WHERE false")
        marks = ", ".join("?" for _ in range(len(of.columns) + 1))
        for line, row in enumerate(rows, start=2):
            connection.execute(f"INSERT INTO good VALUES ({marks})", [*row, first_row(batch) + line])

        def reader() -> pa.RecordBatchReader:
            return connection.sql("SELECT * FROM good ORDER BY _row").to_arrow_reader(2)

        return lake.commit(of, f"batch-{batch}", reader, replaces)


def seen(
    lake: Lake, version: int | None, of: Contract = THING, wanted: tuple[str, ...] = ()
) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        versions = {} if version is None else {"thing": version}
        create_views(connection, lake, {"thing": of}, versions, {"thing": of.names})
        return connection.execute("SELECT * FROM thing ORDER BY 1").fetchall()


def test_versions_are_read_as_they_were(home: Home) -> None:
    lake = Lake(home)
    assert commit(lake, 1, [["1", 5, "a"], ["2", 6, "b"], ["3", 7, "c"]]) == 0
    assert commit(lake, 2, [["4", 8, "d"]]) == 1
    assert commit(lake, 3, [["1", 9, None], ["5", 1, "e"]], replaces=True) == 2
    assert [row[0] for row in seen(lake, 0)] == ["1", "2", "3"]
    assert [row[:3] for row in seen(lake, 2)] == [
        ("1", 9, None),
        ("2", 6, "b"),
        ("3", 7, "c"),
        ("4", 8, "d"),
        ("5", 1, "e"),
    ]
    assert place_of(int(str(seen(lake, 2)[0][3]))) == (3, 2)
    assert lake.versions() == {"thing": 2}
    assert [lake.committed_version("thing", f"batch-{n}") for n in (1, 2, 3, 4)] == [0, 1, 2, None]


def test_a_merge_into_a_grown_contract_keeps_the_new_column(home: Home) -> None:
    lake = Lake(home)
    commit(lake, 1, [["1", 5, "a"], ["2", 6, "b"]])
    grown = contract(MONEY, WORDS, DAY)
    commit(lake, 2, [["2", 7, "b", "2024-01-02"], ["3", 8, "c", "2024-01-03"]], grown, replaces=True)
    found = [(row[0], row[1], str(row[3])) for row in seen(lake, 1, grown)]
    assert found == [("1", 5, "None"), ("2", 7, "2024-01-02"), ("3", 8, "2024-01-03")]
    assert [row[3] for row in seen(lake, 0, grown)] == [None, None]


def test_history_is_never_forgotten(home: Home) -> None:
    lake = Lake(home)
    commit(lake, 1, [["1", 5, "a"]])
    settings = lake.table("thing").metadata().configuration
    assert settings["delta.enableExpiredLogCleanup"] == "false"
    assert settings["delta.logRetentionDuration"] == "interval 36500 days"


def test_old_versions_stay_readable_beyond_a_checkpoint(home: Home) -> None:
    lake = Lake(home)
    for number in range(1, 14):
        commit(lake, number, [[str(number), number, None]])
    assert len(seen(lake, 0)) == 1
    assert len(seen(Lake(home), 12)) == 13
    logs = [path.name for path in lake.path("thing").glob("_delta_log/*.json")]
    assert f"{0:020d}.json" in logs
    marks = json.loads((lake.path("thing") / "_delta_log" / f"{12:020d}.json").read_text().splitlines()[0])
    assert marks


def test_views_of_what_is_not_there_are_empty_but_typed(home: Home) -> None:
    lake = Lake(home)
    grown = contract(MONEY, WORDS, DAY)
    assert seen(lake, None, grown) == []
    commit(lake, 1, [["1", 5, "a"]])
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA past")
        create_views(connection, lake, {"thing": grown}, {"thing": 0}, {"thing": ("day", "id")}, schema="past")
        described = connection.execute("DESCRIBE past.thing").fetchall()
    assert [(row[0], row[1]) for row in described] == [("day", "DATE"), ("id", "VARCHAR"), ("_row", "BIGINT")]


def test_a_version_that_is_gone_is_refused_in_words(home: Home) -> None:
    lake = Lake(home)
    with pytest.raises(HomeError, match="dataset `thing` holds no data; run `youji ingest"):
        lake.table("thing")
    commit(lake, 1, [["1", 5, "a"]])
    with pytest.raises(HomeError, match="dataset `thing`: version 4 cannot be read"):
        lake.files("thing", 4)


@pytest.mark.parametrize("name", ["../thing", "/etc", "", ".", "a/b", "Thing", "a b", "事"])
def test_a_dataset_s_name_is_no_path(home: Home, name: str) -> None:
    with pytest.raises(HomeError, match="is no dataset's name"):
        Lake(home).path(name)


def test_what_else_lies_in_the_lake_s_folder_is_no_dataset(home: Home) -> None:
    lake = Lake(home)
    commit(lake, 1, [["1", 5, "a"]])
    (home.lake / "Notes").mkdir()
    (home.lake / "empty").mkdir()
    (home.lake / "readme").write_text("x")
    assert lake.datasets() == ["thing"]


def test_a_failed_write_leaves_the_table_as_it_was(home: Home) -> None:
    lake = Lake(home)
    commit(lake, 1, [["1", 5, "a"]])
    other = contract(replace(MONEY, type="VARCHAR"), WORDS)
    for replaces in (False, True):
        with pytest.raises(HomeError, match="dataset `thing`: the rows cannot be written"):
            commit(lake, 2, [["1", "five", "a"]], other, replaces)
    assert lake.versions() == {"thing": 0}


@given(st.integers(1, 2**30), st.integers(0, 2**32 - 1))
def test_a_row_id_names_its_batch_and_line(batch: int, line: int) -> None:
    row = first_row(batch) + line
    assert place_of(row) == (batch, line)
    assert row < 2**63


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_quoting_keeps_any_text(text: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {literal(text)}").fetchall() == [(text,)]
        if text:
            cursor = connection.execute(f"SELECT 1 AS {quoted(text)}")
            assert cursor.description[0][0] == text
