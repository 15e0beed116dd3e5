"""SQLite, and PostgreSQL and MySQL where a server answers on this machine."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.screening.ingest.readers.reading import read_all, read_one

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers import open_source

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"
MYSQL = "mysql://root@127.0.0.1:3306/test"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE "odd ""name" (id TEXT, n, v)')
        connection.executemany(
            'INSERT INTO "odd ""name" VALUES (?, ?, ?)',
            [
                ("有", 2**62, 0.1),
                ("", 1.5e17, "text"),
                (None, 3.0, b"\xff"),
                ("x", None, "12345678901234567890.10"),
            ],
        )
        connection.execute("CREATE TABLE other (a)")
        connection.commit()
    return path


def test_sqlite_table(database: Path) -> None:
    table = read_one(f"sqlite:///{database}", table='odd "name')

    assert table.source == f"sqlite:///{database}"
    assert table.sheet == 'odd "name'
    assert table.columns == ("id", "n", "v")
    assert table.rows == [
        ("有", "4611686018427387904", "0.1"),
        (None, "150000000000000000", "text"),
        (None, "3", "\ufffd"),
        ("x", None, "12345678901234567890.10"),
    ]
    assert table.lines == [1, 2, 3, 4]
    assert table.bad == {2: "number_precision_lost", 3: "undecodable"}


def test_sqlite_file_by_its_path_and_by_query(database: Path) -> None:
    table = read_one(database, query='SELECT id, id, n + 1 AS m FROM "odd ""name" WHERE id = \'x\';')

    assert table.columns == ("id", "id_2", "m")
    assert table.rows == [("x", "x", None)]


def test_sqlite_asks_which_table(database: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match='name a table or a query; the tables are odd "name, other'):
        read_all(database)
    with pytest.raises(SourceError, match="there is no table 'bid'; the tables are"):
        read_all(database, table="bid")
    with pytest.raises(SourceError, match="name a table or a query, not both"):
        read_all(database, table="other", query="SELECT 1")
    with pytest.raises(SourceError, match="the query is empty"):
        read_all(database, query=" ; ")
    empty = tmp_path / "empty.db"
    with closing(sqlite3.connect(empty)) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.execute("DROP TABLE a")
    with pytest.raises(SourceError, match="holds no table"):
        read_all(empty)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM other",
        "DROP TABLE other",
        "SELECT 1; DROP TABLE other",
        "ATTACH DATABASE 'made.db' AS made",
        "PRAGMA query_only = OFF",
        "INSERT INTO other VALUES (1) RETURNING a",
        "VACUUM INTO 'made.db'",
    ],
)
def test_sqlite_is_only_read(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.chdir(tmp_path)
    before = database.read_bytes()

    with pytest.raises(SourceError, match=r"SQLite refused|returns no columns"):
        read_all(database, query=query)

    assert database.read_bytes() == before
    assert not (tmp_path / "made.db").exists()


def test_damaged_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)

    with pytest.raises(SourceError, match="SQLite refused"):
        read_all(path)


@pytest.fixture
def postgresql() -> Iterator[Any]:
    psycopg = pytest.importorskip("psycopg")
    try:
        connection = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers at 127.0.0.1:5432")
    with connection:
        yield connection


@pytest.fixture
def mysql() -> Iterator[Any]:
    pymysql = pytest.importorskip("pymysql")
    try:
        connection = pymysql.connect(host="127.0.0.1", user="root", database="test", connect_timeout=2)
    except pymysql.MySQLError:
        pytest.skip("no MySQL server answers at 127.0.0.1:3306")
    with closing(connection):
        yield connection


@pytest.fixture
def name() -> str:
    """A table name of its own, with what quoting must survive."""
    return f'youji ta`b"le; {uuid.uuid4().hex[:12]}'


@pytest.mark.postgresql
def test_postgresql_table(postgresql: Any, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    postgresql.execute(
        f"CREATE TABLE {quoted} (id text, amount numeric(30, 2), day date, at timestamp, zone timestamptz, ok bool,"
        " n bigint, r double precision, tags text[], doc jsonb, raw bytea)"
    )
    try:
        postgresql.execute(
            f"INSERT INTO {quoted} VALUES ('有', 1234567890123456789012345678.10, '2024-01-02',"
            " '2024-01-02 03:04:05', '2024-01-02 03:04:05+00', true, 9007199254740993, 0.1, '{a,b}',"
            " '{\"k\": 1.50}', 'x'), ('', NULL, NULL, NULL, NULL, false, NULL, 1e17, NULL, NULL, NULL)"
        )
        table = read_one(POSTGRESQL, table=name)
    finally:
        postgresql.execute(f"DROP TABLE {quoted}")

    assert table.sheet == name
    first = dict(zip(table.columns, table.rows[0], strict=True))
    assert first.pop("zone") is not None
    assert first == {
        "id": "有",
        "amount": "1234567890123456789012345678.10",
        "day": "2024-01-02",
        "at": "2024-01-02 03:04:05",
        "ok": "true",
        "n": "9007199254740993",
        "r": "0.1",
        "tags": '["a","b"]',
        "doc": '{"k": 1.50}',
        "raw": "\\x78",
    }
    assert table.rows[1][:2] == (None, None)
    assert table.rows[1][7] == "100000000000000000"
    assert table.bad == {2: "number_precision_lost"}


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql")
def test_postgresql_query_is_only_read_and_bounded() -> None:
    table = read_one(POSTGRESQL, query="SELECT g AS a, g AS a FROM generate_series(1, 70000) g;", batch_rows=1000)
    assert table.columns == ("a", "a_2")
    assert table.lines == list(range(1, 70_001))
    for query in [
        "WITH made AS (DELETE FROM pg_class RETURNING 1) SELECT * FROM made",
        "SELECT 1) AS x; CREATE TABLE made (a int); --",
        "CREATE TABLE made (a int)",
        "SELECT nextval('nothing')",
        "SELECT set_config('transaction_read_only', 'off', false), lo_create(0)",
    ]:
        with pytest.raises(SourceError, match=r"postgresql://postgres@127.0.0.1:5432/test: PostgreSQL refused"):
            read_all(POSTGRESQL, query=query)


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql")
def test_postgresql_table_that_is_not_there() -> None:
    with pytest.raises(SourceError, match="there is no table 'pg_authid"):
        read_all(POSTGRESQL, table="pg_authid; DROP TABLE x")


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql")
def test_postgresql_failure_in_the_middle_is_a_refusal() -> None:
    query = "SELECT 1 / (60000 - g) AS a FROM generate_series(1, 70000) g"
    with pytest.raises(SourceError, match="PostgreSQL refused .*division by zero"):
        read_all(POSTGRESQL, query=query)


@pytest.mark.mysql
def test_mysql_table(mysql: Any, name: str) -> None:
    quoted = "`" + name.replace("`", "``") + "`"
    cursor = mysql.cursor()
    cursor.execute("SET sql_mode = ''")
    cursor.execute(
        f"CREATE TABLE {quoted} (id varchar(20), amount decimal(30, 2), day date, at datetime, n bigint,"
        " r double, flag bit(1), raw varbinary(4)) CHARACTER SET utf8mb4"
    )
    try:
        cursor.execute(
            f"INSERT INTO {quoted} VALUES ('有𠮷', 1234567890123456789012345678.10, '2024-01-02',"
            " '2024-01-02 03:04:05', 9007199254740993, 0.1, b'1', x'FF'),"
            " ('', NULL, '0000-00-00', NULL, NULL, 1e20, NULL, 'ok')"
        )
        mysql.commit()
        table = read_one(MYSQL, table=name)
    finally:
        cursor.execute(f"DROP TABLE {quoted}")

    assert table.sheet == name
    assert table.rows == [
        (
            "有𠮷",
            "1234567890123456789012345678.10",
            "2024-01-02",
            "2024-01-02 03:04:05",
            "9007199254740993",
            "0.1",
            "1",
            "\ufffd",
        ),
        (None, None, "0000-00-00", None, None, "100000000000000000000", None, "ok"),
    ]
    assert table.bad == {1: "undecodable", 2: "number_precision_lost"}


@pytest.mark.mysql
@pytest.mark.usefixtures("mysql")
def test_mysql_query_is_only_read(tmp_path: Path) -> None:
    assert read_one(MYSQL, query="SELECT 1 AS a UNION SELECT 2;").rows == [("1",), ("2",)]
    for query in [
        "DELETE FROM x",
        "SELECT 1) AS q; CREATE TABLE made (a int); --",
        f"SELECT 1 INTO OUTFILE '{tmp_path}/made'",
        "SELECT nothing",
    ]:
        with pytest.raises(SourceError, match="the MySQL server refused"):
            read_all(MYSQL, query=query)


@pytest.mark.mysql
def test_mysql_table_that_is_not_there_and_a_reader_that_stops(mysql: Any, tmp_path: Path) -> None:
    name = f"youji_{uuid.uuid4().hex[:12]}"
    cursor = mysql.cursor()
    cursor.execute(f"CREATE TABLE {name} AS SELECT seq AS a FROM seq_1_to_50000")
    try:
        mysql.commit()
        with open_source(MYSQL, ReadOptions(table=name, batch_rows=10), tmp_path) as tables:
            assert next(tables).batches.read_next_batch().num_rows == 10
        with pytest.raises(SourceError, match="there is no table 'bids; DROP TABLE x'; the tables are"):
            read_all(MYSQL, table="bids; DROP TABLE x")
    finally:
        cursor.execute(f"DROP TABLE {name}")
