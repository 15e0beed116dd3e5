"""Every way round the gate that we could think of. Nothing here may reach a file, a setting or an undeclared column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.screening.supervision.conftest import PATH, model_text, param

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision.gate import check_model, compile_evidence, compile_model
from youji.screening.supervision.model import SupervisionModel, parse_model
from youji.screening.supervision.structure import MAX_DEPTH, MAX_TOKENS

Sentences = Callable[..., list[str]]
Build = Callable[..., SupervisionModel]
DAY = date(2025, 6, 30)

TABLES = [
    "'secret.csv'",
    '"secret.csv"',
    "'secret.parquet' AS s",
    "read_csv('secret.csv')",
    "read_csv_auto('secret.csv')",
    "read_parquet('secret.parquet')",
    "read_text('secret.csv')",
    "read_blob('secret.csv')",
    "read_json('secret.json')",
    "read_json_auto('secret.json')",
    "parquet_metadata('secret.parquet')",
    "sniff_csv('secret.csv')",
    "glob('*')",
    "duckdb_settings()",
    "duckdb_secrets()",
    "duckdb_tables",
    "pragma_database_list()",
    "information_schema.tables",
    "main.bid",
    "memory.main.bid",
    "sqlite_master",
    "pg_catalog.pg_tables",
    "pg_class",
    "query('SELECT 1')",
    "query_table('bid')",
    "sql_auto_complete('x')",
    "test_all_types()",
    "repeat_row(1, num_rows = 10)",
    "range(1000000000)",
    "generate_series(1, 1000000000)",
    "unnest(range(1000000000))",
    "unnest(generate_series(1, (SELECT count(*) FROM bid)))",
    "person",
    "PERSON",
    "person AS bid",
    "(SELECT resident_id AS bidder_id FROM person) AS x",
    "bid SEMI JOIN person ON TRUE",
    "bid ANTI JOIN person ON bid.bidder_id = person.person_id",
    "(bid CROSS JOIN person)",
    "ｂｉｄ",
    "bіd",  # a Cyrillic і
    '"b\u200bid"',
    "alerts",
]


@pytest.mark.parametrize("table", TABLES)
def test_only_declared_tables_are_read(table: str, sentences: Sentences) -> None:
    assert sentences(f"SELECT bidder_id FROM {table}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (SELECT bidder_id FROM {0}) SELECT bidder_id FROM a",
        "SELECT bidder_id FROM bid WHERE EXISTS (SELECT 1 FROM {0})",
        "SELECT bidder_id FROM bid UNION ALL SELECT bidder_id FROM {0}",
        "SELECT bidder_id, (SELECT max(bidder_id) FROM {0}) AS x FROM bid",
    ],
)
def test_not_by_a_detour_either(table: str, sql: str, sentences: Sentences) -> None:
    assert sentences(sql.format(table))


@pytest.mark.parametrize(
    "column",
    [
        "deposit_account",
        "bid.deposit_account",
        '"deposit_account"',
        "b.deposit_account",
        "DEPOSIT_ACCOUNT",
        "rowid",
        "bid.rowid",
        "filename",
        "bid",
        "bid::VARCHAR",
        "to_json(bid)",
        "md5(bid)",
        "bid.bidder_id.x",
        "deposit\u200b_account",
        "(SELECT deposit_account)",
        "max(deposit_account) OVER ()",
        "(SELECT b2.deposit_account FROM bid AS b2 WHERE b2.bid_id = bid.bid_id)",
    ],
)
def test_only_declared_columns_are_read(column: str, sentences: Sentences) -> None:
    assert sentences(f"SELECT bidder_id, {column} AS x FROM bid")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT bidder_id FROM bid USING SAMPLE 1",
        "SELECT bidder_id FROM bid WHERE deposit_account IS NOT NULL",
        "SELECT bidder_id FROM bid ORDER BY deposit_account",
        "SELECT bidder_id FROM bid GROUP BY bidder_id, deposit_account",
        "SELECT bidder_id FROM bid GROUP BY bidder_id HAVING max(deposit_account) IS NOT NULL",
        "SELECT bidder_id FROM bid QUALIFY row_number() OVER (ORDER BY deposit_account) = 1",
        "SELECT b1.bidder_id FROM bid AS b1 INNER JOIN bid AS b2 USING (deposit_account)",
        "SELECT b1.bidder_id FROM bid AS b1 INNER JOIN bid AS b2 ON b1.deposit_account = b2.deposit_account",
        "SELECT bidder_id FROM bid WINDOW w AS (PARTITION BY deposit_account)",
        "WITH a AS (SELECT deposit_account AS bidder_id FROM bid) SELECT bidder_id FROM a",
    ],
)
def test_not_even_to_filter_or_order(sql: str, sentences: Sentences) -> None:
    assert sentences(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH bid AS (SELECT bidder_id FROM bid) SELECT bidder_id FROM bid",
        'WITH "BID" AS (SELECT bidder_id FROM tender) SELECT bidder_id FROM bid',
        "WITH a AS (WITH bid AS (SELECT tender_id AS bidder_id FROM tender) SELECT bidder_id FROM bid) "
        "SELECT bidder_id FROM a",
        "WITH a AS (SELECT bidder_id FROM bid), b AS (WITH a AS (SELECT tender_id AS bidder_id FROM tender) "
        "SELECT bidder_id FROM a) SELECT bidder_id FROM b",
        "SELECT bidder_id FROM (WITH person AS (SELECT bidder_id FROM bid) SELECT bidder_id FROM person) AS x, person",
    ],
)
def test_a_cte_cannot_shadow(sql: str, sentences: Sentences) -> None:
    assert sentences(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE bid",
        "DELETE FROM bid",
        "INSERT INTO bid SELECT bidder_id FROM bid",
        "UPDATE bid SET amount = 0",
        "CREATE TABLE x AS SELECT bidder_id FROM bid",
        "CREATE MACRO f() AS 1",
        "CREATE VIEW v AS SELECT bidder_id FROM bid",
        "COPY bid TO 'out.csv'",
        "COPY (SELECT bidder_id FROM bid) TO 'out.csv'",
        "ATTACH 'other.db'",
        "DETACH memory",
        "USE memory",
        "PRAGMA database_list",
        "SET threads = 1",
        "RESET threads",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE 'out'",
        "IMPORT DATABASE 'in'",
        "CALL duckdb_settings()",
        "EXECUTE p",
        "PREPARE p AS SELECT 1",
        "EXPLAIN ANALYZE SELECT bidder_id FROM bid",
        "DESCRIBE bid",
        "SUMMARIZE bid",
        "SHOW TABLES",
        "CHECKPOINT",
        "VACUUM",
        "BEGIN",
        "FROM bid",
        "TABLE bid",
        "VALUES (1)",
        "PIVOT bid ON status USING max(amount)",
        "(SELECT bidder_id FROM bid)",
        "SELECT bidder_id INTO x FROM bid",
        "WITH a AS (DELETE FROM bid RETURNING bidder_id) SELECT bidder_id FROM a",
        "WITH a AS (INSERT INTO bid SELECT 1 RETURNING bidder_id) SELECT bidder_id FROM a",
        "WITH a AS (SELECT 1) INSERT INTO bid SELECT bidder_id FROM bid",
        "WITH a AS (SELECT 1) DELETE FROM bid",
        "SELECT bidder_id FROM bid; DROP TABLE bid",
        "SELECT bidder_id FROM bid;;SELECT bidder_id FROM bid",
        "SELECT bidder_id FROM bid -- \n; DROP TABLE bid",
        "SELECT bidder_id FROM bid /* */; COPY bid TO 'x'",
        "",
        "-- nothing",
        "/* open",
        "SELECT 'open",
        "SELEC bidder_id FROM bid",
        "SELECT bidder_id FROM",
        "\x00",
        "SELECT bidder_id FROM bid WHERE \x00",
    ],
)
def test_one_reading_query_and_nothing_else(sql: str, sentences: Sentences) -> None:
    assert sentences(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT bidder_id FROM bid WHERE " + "(" * 5000 + "TRUE" + ")" * 5000,
        "SELECT bidder_id FROM bid WHERE " + "(" * (MAX_DEPTH + 1) + "TRUE" + ")" * (MAX_DEPTH + 1),
        "SELECT bidder_id FROM bid WHERE " + "NOT " * 9000 + "TRUE",
        "SELECT bidder_id, " + "- " * 9000 + "amount AS x FROM bid",
        "SELECT bidder_id, " + "CASE WHEN TRUE THEN " * 500 + "1" + " END" * 500 + " AS x FROM bid",
        "SELECT bidder_id FROM " + "(SELECT bidder_id FROM " * 300 + "bid" + ") AS x" * 300,
        "SELECT bidder_id FROM bid WHERE " + " OR ".join(["amount > 1"] * (MAX_TOKENS // 4 + 1)),
    ],
)
def test_monsters_are_refused_in_one_sentence(sql: str, sentences: Sentences) -> None:
    found = sentences(sql)
    assert found
    assert all(len(sentence) < 400 for sentence in found)


def test_a_long_but_flat_query_passes(sentences: Sentences) -> None:
    assert sentences("SELECT bidder_id FROM bid WHERE " + " OR ".join(["amount > 1"] * 300)) == []


def test_comments_do_not_reach_the_engine(model: Build, contracts: dict[str, Contract]) -> None:
    sql = "SELECT bidder_id /* ; DROP TABLE bid */ FROM bid /* /* */; DROP TABLE bid */ -- ; COPY bid TO 'x'"
    for dialect in ("duckdb", "spark"):
        compiled = compile_model(model(sql), contracts, {}, DAY, dialect)  # type: ignore[arg-type]
        assert "DROP" not in compiled.sql
        assert "COPY" not in compiled.sql


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "'; DROP TABLE bid; --",
            "' OR '1'='1",
            "$as_of",
            "\\'; DROP",
            "'' || getenv('HOME') || ''",
            "/* ",
            "*/",
            "${x}",
            "$$",
            "?",
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=HOSTILE)
def test_a_text_parameter_stays_one_literal(value: str, model: Build, contracts: dict[str, Contract]) -> None:
    found = model("SELECT bidder_id, $word AS word FROM bid WHERE status = $word", params={"word": param("valid")})
    if "\\" in value or any(ord(sign) < 32 for sign in value):
        with pytest.raises(ModelError, match="`word`"):
            compile_model(found, contracts, {"word": value}, DAY)
        return
    compiled = compile_model(found, contracts, {"word": value}, DAY)
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE bid (bid_id VARCHAR, tender_id VARCHAR, bidder_id VARCHAR, amount DECIMAL(18,2), "
            "submitted_at TIMESTAMP, status VARCHAR, _row BIGINT)"
        )
        connection.execute("INSERT INTO bid (bidder_id, status) VALUES ('B1', ?), ('B2', 'other-status')", [value])
        rows = connection.execute(compiled.sql).fetchall()
    assert ("B1", value) in rows
    spark = compile_model(found, contracts, {"word": value}, DAY, "spark").sql
    parsed = sqlglot.parse(spark, read="spark")
    assert len(parsed) == 1
    texts = {literal.name for literal in parsed[0].find_all(sqlglot.exp.Literal)} if parsed[0] else set()
    assert texts == {value}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(
            [
                "SELECT", "bidder_id", "FROM", "bid", "tender", "person", "WHERE", "(", ")", ",", "*", "AS", "x", "=",
                "1", "5", "'a'", "'x.csv'", "AND", "OR", "NOT", "UNION", "ALL", "WITH", "GROUP", "BY", "count(*)",
                "read_text('x')", ";", "JOIN", "ON", "TRUE", "NULL", "$p", "amount", "/", "-", "CASE", "WHEN", "THEN",
                "END", "OVER", "--", "/*", "*/", '"', "resident_id", "LIMIT", "getenv('HOME')", "unnest", ".", "::",
            ]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_shuffle_of_words_breaks_the_gate(words: list[str], contracts: dict[str, Contract]) -> None:
    """Whatever the text: the gate answers with problems, or the rendered SQL reads nothing but the inputs."""
    found = parse_model(model_text("SELECT bidder_id " + " ".join(words).replace("*/", "* /")), PATH)
    problems = check_model(found, contracts)
    if problems:
        return
    sql = compile_model(found, contracts, {}, DAY).sql
    for word in ("person", "resident_id", "read_text", "x.csv", "getenv"):
        assert f"{word}" not in sql.replace(f"'{word}'", "")


@pytest.mark.parametrize("where", ["TRUE) UNION SELECT resident_id, 'bid', 1 FROM person --", "d.deposit_account = ''"])
def test_evidence_cannot_reach_further(where: str, model: Build, contracts: dict[str, Contract]) -> None:
    found = model(evidence={"bid": [{"bidder_id": "bidder_id", "where": where}]})
    with pytest.raises(ModelError, match=r"probe\.sql"):
        compile_evidence(found, found.evidence[0], contracts)


def test_binding_cannot_read_files_even_if_the_gate_let_it(
    tmp_path: Path, model: Build, contracts: dict[str, Contract], monkeypatch: pytest.MonkeyPatch
) -> None:
    from youji.screening.supervision import gate

    secret = tmp_path / "secret.csv"
    secret.write_text("bidder_id\nB1\n")
    calls: list[Any] = []

    def reads_a_file(*_: object) -> str:
        calls.append(1)
        return f"SELECT bidder_id FROM read_csv('{secret}')"

    monkeypatch.setattr(gate, "render", reads_a_file)
    found = check_model(model("SELECT bidder_id FROM bid WHERE amount > 0.0"), contracts)
    assert calls
    assert any("DuckDB refuses" in problem.message for problem in found)
