"""The second wall: whatever SQL gets past the gate, the session reads its folders and reaches nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from youji.screening.engine.limits import Limits
from youji.screening.engine.session import open_session, time_limit
from youji.screening.errors import LimitError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    lake = tmp_path / "home" / "lake"
    (tmp_path / "home" / "scratch").mkdir(parents=True)
    lake.mkdir()
    (tmp_path / "home" / "unmask.jsonl").write_text('{"who":"me"}')
    (tmp_path / "secret.csv").write_text("a\n1\n")
    duckdb.sql("SELECT 1 AS a").write_parquet(str(lake / "a.parquet"))
    duckdb.sql("SELECT 1 AS a").write_parquet(str(tmp_path / "b.parquet"))
    return tmp_path / "home"


@pytest.fixture
def session(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_session(Limits(memory="1GB"), home / "scratch", home / "lake") as connection:
        yield connection


def test_it_reads_the_lake_and_writes_its_scratch(session: duckdb.DuckDBPyConnection, home: Path) -> None:
    assert session.execute(f"FROM read_parquet('{home}/lake/a.parquet')").fetchall() == [(1,)]
    session.execute(f"COPY (SELECT 1 AS a) TO '{home}/scratch/out.parquet' (FORMAT parquet)")
    assert (home / "scratch" / "out.parquet").is_file()


HOSTILE = [
    "FROM read_csv('{home}/../secret.csv')",
    "FROM read_text('{home}/unmask.jsonl')",
    "FROM read_text('{home}/lake/../unmask.jsonl')",
    "FROM read_text('/etc/passwd')",
    "FROM '/etc/passwd'",
    "FROM read_blob('/proc/self/environ')",
    "FROM glob('/etc/*')",
    "FROM glob('{home}/*')",
    "FROM read_parquet('{home}/../b.parquet')",
    "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "FROM read_parquet('s3://bucket/x.parquet')",
    "ATTACH '{home}/batches.sqlite' AS other",
    "ATTACH '{home}/../other.duckdb' AS other",
    "ATTACH ':memory:' AS other (TYPE sqlite)",
    "COPY (SELECT 1) TO '{home}/../stolen.csv'",
    "COPY (SELECT 1) TO '/dev/stderr'",
    "EXPORT DATABASE '{home}/../stolen'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "SET memory_limit = '100GB'",
    "RESET memory_limit",
    "PRAGMA temp_directory = '/tmp'",
    "SET temp_directory = '/'",
    "CREATE SECRET s (TYPE s3, KEY_ID 'x', SECRET 'y')",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
]


@pytest.mark.parametrize("statement", HOSTILE)
def test_it_reaches_nothing_else(statement: str, session: duckdb.DuckDBPyConnection, home: Path) -> None:
    before = sorted(str(path) for path in home.parent.rglob("*"))
    limit = session.execute("SELECT current_setting('memory_limit')").fetchall()
    with pytest.raises(duckdb.Error):
        session.execute(statement.format(home=home)).fetchall()
    assert session.execute("SELECT current_setting('memory_limit')").fetchall() == limit
    assert sorted(str(path) for path in home.parent.rglob("*")) == before


def test_its_limits_are_those_given(home: Path) -> None:
    limits = Limits(memory="1GB", threads=1, spill="7MB")
    with open_session(limits, home / "scratch") as connection:
        settings = dict(connection.execute("SELECT name, value FROM duckdb_settings()").fetchall())
    assert settings["threads"] == "1"
    assert settings["temp_directory"] == str(home / "scratch" / "spill")
    # Less than what was granted, for the process has more than the engine's buffers in memory.
    assert settings["memory_limit"].endswith("MiB")
    assert float(settings["memory_limit"].split()[0]) < 1000


def test_a_limit_that_ran_out_between_two_queries_stops_the_next() -> None:
    slow = "SELECT sum(sin(a.range) * cos(b.range)) FROM range(1000000) a, range(1000000) b"
    with (
        duckdb.connect() as connection,
        pytest.raises(LimitError, match="^m: stopped"),
        time_limit(connection, 0.05, "m"),
    ):
        time.sleep(0.3)
        connection.execute(slow).fetchall()


def test_the_connection_is_usable_after_its_work_was_in_time() -> None:
    with duckdb.connect() as connection:
        with time_limit(connection, 0.2, "m"):
            assert connection.execute("SELECT 1").fetchall() == [(1,)]
        time.sleep(0.3)
        assert connection.execute("SELECT sum(range) FROM range(1000000)").fetchall() == [(499999500000,)]


def test_an_error_of_the_query_itself_comes_through() -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.ConversionException), time_limit(connection, 5, "m"):
        connection.execute("SELECT CAST('x' AS INTEGER)").fetchall()
