"""What the gate refuses, with the words an author needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.screening.supervision.conftest import param

Sentences = Callable[..., list[str]]


def expression(sql: str) -> str:
    return f"SELECT bidder_id, {sql} AS x FROM bid"


def grouped(sql: str) -> str:
    return f"SELECT bidder_id, {sql} AS x FROM bid GROUP BY bidder_id"


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        (expression("levenshtein(bidder_id, tender_id)"), "levenshtein"),
        (expression("CAST(log(amount) AS DECIMAL(9, 2))"), "ln(x) or log10(x)"),
        (expression("CAST(log(10.5, amount) AS DECIMAL(9, 2))"), "ln(x) or log10(x)"),
        (expression("CAST(amount AS INTEGER)"), "floor"),
        (expression("CAST(round(amount, 1) AS BIGINT)"), "floor"),
        (expression("amount::BIGINT"), "floor"),
        (expression("CAST(amount AS HUGEINT)"), "not portable"),
        (expression("CAST(amount AS FLOAT)"), "not portable"),
        (expression("CAST(bidder_id AS DECIMAL(9, 2))"), "TRY_CAST"),
        (expression("CAST(bidder_id AS BIGINT)"), "CAST of a text"),
        (expression("CAST(bidder_id AS DATE)"), "CAST of a text"),
        (expression("CAST(CAST(amount AS DOUBLE) AS VARCHAR)"), "CAST of a floating point"),
        (expression("extract(dow FROM submitted_at)"), "calendar"),
        (expression("extract(isodow FROM submitted_at)"), "calendar"),
        (expression("dayofweek(submitted_at)"), "week"),
        (expression("weekday(submitted_at)"), "week"),
        (expression("date_part('dow', submitted_at)"), "year(…)"),
        (expression("$as_of - CAST(submitted_at AS DATE)"), "date_diff('day'"),
        (expression("submitted_at - submitted_at"), "date_diff('day'"),
        (expression("$as_of + INTERVAL 1 DAY"), "AS DATE"),
        (expression("$as_of + 1"), "INTERVAL ($days) DAY"),
        (expression("date_diff('month', $as_of, $as_of)"), "date_diff('month'"),
        (expression("date_diff('day', submitted_at, submitted_at)"), "CAST both timestamps"),
        (expression("date_diff('hour', submitted_at, submitted_at)"), "date_trunc('hour'"),
        (expression("date_trunc('month', submitted_at)"), "AS DATE"),
        (expression("hash(bidder_id)"), "md5"),
        (expression("sign(amount)"), "sign"),
        (expression("trunc(amount)"), "floor"),
        (expression("length([1, 2])"), "array_length"),
        (expression("amount / amount"), "NULLIF"),
        (expression("amount / (amount - 1)"), "NULLIF"),
        (expression("1 % 0"), "NULLIF"),
        (expression("1 // CAST(amount AS BIGINT)"), "NULLIF"),
        (expression("amount // 2"), "whole numbers"),
        (expression("amount / NULLIF(amount, 1)"), "NULLIF"),
        (expression("(bidder_id || 'a') + 2"), "arithmetic"),
        (expression("bidder_id || amount / 2"), "`||` joins text only"),
        (expression("concat(bidder_id, amount)"), "joins text only"),
        (expression("random()"), "another value"),
        (expression("gen_random_uuid()"), "another value"),
        (expression("now()"), "$as_of"),
        (expression("today()"), "$as_of"),
        (expression("current_date"), "$as_of"),
        (expression("current_timestamp"), "$as_of"),
        (expression("age(submitted_at)"), "clock"),
        (expression("getenv('HOME')"), "machine"),
        (expression("current_setting('threads')"), "machine"),
        (expression("getvariable('x')"), "machine"),
        (expression("current_user"), "machine"),
        (expression("version()"), "machine"),
        (expression("nextval('s')"), "another value"),
        (expression("regexp_matches(bidder_id, 'a')"), "grammar"),
        (expression("bidder_id SIMILAR TO 'a'"), "LIKE"),
        (expression("bidder_id GLOB 'a'"), "LIKE"),
        (expression("bidder_id LIKE tender_id"), "written pattern"),
        (expression("bidder_id COLLATE NOCASE"), "lower"),
        (expression("json_extract(bidder_id, '$')"), "portable functions"),
        (expression("substring_index(bidder_id, '-', 1)"), "portable functions"),
        (expression("lowerr(bidder_id)"), "did you mean `lower`"),
        (expression("list_transform([1], lambda v: v)"), "portable"),
        (expression("struct_pack(a := 1)"), "portable"),
        (expression("{'a': 1}"), "plain columns"),
        (expression("bidder_id[1]"), "split_part"),
        (expression("#1"), "by its place"),
        (expression("$$text$$"), "single quotes"),
        (expression("E'\\n'"), "single quotes"),
        (expression("'a\\b'"), "backslash"),
        (expression("row_number() OVER ()"), "ORDER BY"),
        (expression("ntile(4) OVER (ORDER BY amount)"), "ties"),
        (expression("nth_value(amount, 2) OVER (ORDER BY amount)"), "row_number"),
        (expression("sum(amount) OVER (ORDER BY amount GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW)"), "ROWS or"),
        (expression("generate_series(1, 3)"), "unnest"),
        (expression("round(amount, CAST(amount AS INTEGER))"), "written number"),
        (grouped("median(amount)"), "exact sums"),
        (grouped("quantile_cont(amount, 0.5)"), "exact sums"),
        (grouped("mad(amount)"), "exact sums"),
        (grouped("stddev(amount)"), "exact sums"),
        (grouped("variance(amount)"), "exact sums"),
        (grouped("corr(amount, amount)"), "exact sums"),
        (grouped("approx_count_distinct(amount)"), "count(DISTINCT"),
        (grouped("any_value(amount)"), "min"),
        (grouped("first(amount)"), "min"),
        (grouped("arg_max(amount, tender_id)"), "row_number"),
        (grouped("mode(amount)"), "exact sums"),
        (grouped("fsum(amount)"), "DECIMAL"),
        (grouped("sum(CAST(amount AS DOUBLE))"), "not the same twice"),
        (grouped("sum(amount / 2)"), "not the same twice"),
        (grouped("avg(sqrt(amount))"), "not the same twice"),
        (grouped("sum(amount > 1)"), "CASE WHEN"),
        (grouped("count_if(amount > 1)"), "FILTER"),
        (expression("list_distinct(['b', 'a'])"), "any order"),
        (grouped("list(tender_id)"), "list_sort"),
        (grouped("list(tender_id) FILTER (WHERE amount > 0)"), "list_sort"),
        (grouped("list_sort(list(tender_id))"), "coalesce"),
        (grouped("coalesce(list_sort(list(tender_id) FILTER (WHERE status IS NOT NULL)), [])"), "list_sort"),
        (grouped("string_agg(tender_id, ',')"), "ORDER BY"),
    ],
)
def test_hazards_between_engines(sql: str, word: str, sentences: Sentences) -> None:
    found = sentences(sql)
    assert any(word in sentence for sentence in found), found
    assert all(sentence.endswith((".", "?")) and "\n" not in sentence for sentence in found)


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("SELECT * FROM bid", "list them"),
        ("SELECT b.* FROM bid AS b", "list them"),
        ("WITH a AS (SELECT * FROM bid) SELECT bidder_id FROM a", "list them"),
        ("SELECT COLUMNS('.*') FROM bid", "list them"),
        ("SELECT bidder_id FROM bid LIMIT 3", "every row"),
        ("SELECT bidder_id FROM bid OFFSET 3", "every row"),
        ("SELECT bidder_id FROM bid TABLESAMPLE 10%", "by chance"),
        ("SELECT bidder_id FROM bid USING SAMPLE 10", "by chance"),
        ("SELECT bidder_id FROM bid FOR UPDATE", "only reads"),
        ("SELECT bidder_id, amount FROM bid, LATERAL (SELECT estimate FROM tender) AS l", "join a CTE"),
        ("SELECT bidder_id FROM bid ASOF JOIN tender ON bid.tender_id >= tender.tender_id", "ASOF"),
        ("SELECT bidder_id FROM bid POSITIONAL JOIN tender", "POSITIONAL"),
        ("SELECT bidder_id FROM bid NATURAL JOIN tender", "NATURAL"),
        ("SELECT bidder_id FROM (PIVOT bid ON status USING max(amount))", "CASE WHEN"),
        ("SELECT bidder_id FROM (VALUES (1), (2)) AS v(bidder_id)", "params"),
        ("SELECT bidder_id FROM bid UNION BY NAME SELECT bidder_id FROM bid", "BY NAME"),
        ("SELECT bidder_id FROM bid GROUP BY CUBE (bidder_id)", "UNION ALL"),
        ("SELECT bidder_id FROM bid GROUP BY GROUPING SETS ((bidder_id), ())", "UNION ALL"),
        ("WITH a AS MATERIALIZED (SELECT bidder_id FROM bid) SELECT bidder_id FROM a", "MATERIALIZED"),
        ("SELECT bidder_id FROM bid AT (VERSION => 1)", "version"),
        ("SELECT DISTINCT ON (bidder_id) bidder_id FROM bid", "ORDER BY"),
        ("SELECT bidder_id, amount * 2 FROM bid", "has no name"),
        ("SELECT bidder_id FROM bid GROUP BY 1", "position 1"),
        ("SELECT bidder_id FROM bid ORDER BY 1", "position 1"),
        ("SELECT bidder_id FROM bid WHERE CAST(amount AS DOUBLE) > 1", "floating point"),
        ("SELECT bidder_id FROM bid WHERE amount / 2 IN (1, 2)", "floating point"),
        ("SELECT bidder_id FROM bid GROUP BY bidder_id, amount / 2", "floating value"),
        ("SELECT DISTINCT bidder_id, amount / 2 AS x FROM bid", "floating value"),
        ("SELECT bidder_id, rank() OVER (ORDER BY amount / 2) AS x FROM bid", "floating value"),
        ("SELECT bidder_id, count(*) OVER (PARTITION BY amount / 2) AS x FROM bid", "floating value"),
        ("SELECT bidder_id FROM bid WHERE bidder_id > 1", "compares"),
        ("SELECT bidder_id FROM bid WHERE submitted_at > '2020-01-01'", "compares"),
        ("SELECT bidder_id FROM bid WHERE amount > '500000'", "compares"),
        ("SELECT bidder_id FROM bid WHERE bidder_id IN (SELECT estimate FROM tender)", "compares"),
        ("SELECT bidder_id FROM bid WHERE CASE bidder_id WHEN 1 THEN TRUE END", "CASE compares"),
        ("SELECT bidder_id, CASE WHEN amount > 1 THEN bidder_id ELSE amount END AS x FROM bid", "in common"),
    ],
)
def test_constructs(sql: str, word: str, sentences: Sentences) -> None:
    found = sentences(sql)
    assert any(word in sentence for sentence in found), found


@pytest.mark.parametrize(
    "condition",
    [
        "amount > 500000",
        "amount BETWEEN 3 AND 4",
        "amount IN (7)",
        "amount > 0.25 * amount",
        "amount - 50000 > 0",
        "length(bidder_id) = 18",
        "amount > -5",
        "amount > CAST(5 AS DECIMAL(9, 2))",
        "CASE WHEN amount > 1 THEN 5 END = 1",
        "year(submitted_at) = 2020",
        "CAST(submitted_at AS DATE) > DATE '2020-01-01'",
        "CAST(submitted_at AS DATE) > CAST('2020-01-01' AS DATE)",
        "CAST(submitted_at AS DATE) > CAST($as_of - INTERVAL 30 DAY AS DATE)",
        "bidder_id IN (SELECT bidder_id FROM bid GROUP BY bidder_id HAVING count(*) > 3)",
    ],
)
def test_numbers_that_decide_must_be_parameters(condition: str, sentences: Sentences) -> None:
    found = sentences(f"SELECT bidder_id FROM bid WHERE {condition}")
    assert any("param" in sentence for sentence in found), found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT bidder_id, 5 AS score FROM bid",
        "SELECT bidder_id, CASE WHEN amount > 1 THEN 5 ELSE 1 END AS score FROM bid",
        "SELECT bidder_id, coalesce(amount, 7) AS score FROM bid",
        "SELECT bidder_id, amount + 7 AS score FROM bid",
        "WITH limits AS (SELECT 50000 AS floor_amount) SELECT bidder_id FROM bid CROSS JOIN limits",
    ],
)
def test_numbers_cannot_hide_in_columns(sql: str, sentences: Sentences) -> None:
    found = sentences(sql)
    assert any("decides something" in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("sql", "params", "word"),
    [
        ("SELECT bidder_id FROM bid WHERE amount > $low", {}, "`$low` is unknown"),
        ("SELECT bidder_id FROM bid", {"low": param(1)}, "`low` is declared but never used"),
        ("SELECT bidder_id FROM bid WHERE amount > $1", {}, "no named parameter"),
        ("SELECT bidder_id FROM bid WHERE amount > ?", {}, "no named parameter"),
        ("SELECT bidder_id FROM bid WHERE amount / $low > 1", {"low": param(1)}, "NULLIF"),
        ("SELECT v AS bidder_id FROM unnest(generate_series(1, $n)) AS u(v)", {"n": param(3)}, "two bounds"),
        (
            "SELECT v AS bidder_id FROM unnest(generate_series(1, $n)) AS u(v)",
            {"n": param(3, maximum=10**9)},
            "two bounds",
        ),
    ],
)
def test_parameters(sql: str, params: dict[str, Any], word: str, sentences: Sentences) -> None:
    found = sentences(sql, params=params)
    assert any(word in sentence for sentence in found), found


RECURSIVE = """
WITH RECURSIVE chain AS (
    SELECT bidder_id, tender_id, {start} AS depth FROM bid
    {union}
    SELECT bid.bidder_id, bid.tender_id, {step} AS depth
    FROM chain INNER JOIN bid ON bid.tender_id = chain.bidder_id
    WHERE {stop}
)
SELECT bidder_id FROM chain
"""


@pytest.mark.parametrize(
    "changes",
    [
        {"stop": "TRUE"},
        {"stop": "chain.depth < 2"},
        {"stop": "chain.depth < $max_depth OR TRUE"},
        {"stop": "bid.amount < $max_depth"},
        {"stop": "chain.depth > $max_depth"},
        {"step": "chain.depth"},
        {"step": "chain.depth - 1"},
        {"step": "chain.depth * 1 + 1"},
        {"start": "bid.amount"},
        {"union": "UNION"},
        {"maximum": 100_000},
        {"maximum": None},
    ],
)
def test_recursion_needs_a_proven_end(changes: dict[str, Any], sentences: Sentences) -> None:
    parts = {
        "start": "0", "union": "UNION ALL", "step": "chain.depth + 1", "stop": "chain.depth < $max_depth",
        "maximum": 10,
    }  # fmt: skip
    good = RECURSIVE.format(**parts)
    assert sentences(good, params={"max_depth": param(3, maximum=10)}) == []
    parts.update(changes)
    bounds = {} if parts["maximum"] is None else {"maximum": parts["maximum"]}
    found = sentences(RECURSIVE.format(**parts), params={"max_depth": param(3, **bounds)})
    assert any("no proven end" in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("sql", "changes", "word"),
    [
        ("SELECT tender_id FROM bid", {}, "`subject` names column `bidder_id`"),
        ("SELECT bidder_id FROM bid", {"grain": ["tender_id"]}, "`grain` names column `tender_id`"),
        ("SELECT bidder_id FROM bid", {"amount": "amount"}, "`amount` names column `amount`"),
        ("SELECT bidder_id, 1 AS amount FROM bid", {"amount": "amount"}, "CAST it to DECIMAL"),
        ("SELECT bidder_id, 1 AS s FROM bid", {"strength": "s"}, "CAST it to DECIMAL"),
        ("SELECT bidder_id, submitted_at FROM bid", {"occurred_on": "submitted_at"}, "CAST it to DATE"),
        ("SELECT bidder_id, amount AS c FROM bid", {"currency": "c"}, "CAST it to VARCHAR"),
        ("SELECT amount AS bidder_id FROM bid", {"evidence": {"bid": [{"amount": "bidder_id"}]}}, "VARCHAR"),
        ("SELECT bidder_id, amount / 2 AS x FROM bid", {}, "floating point"),
        ("SELECT bidder_id, count(*) AS alert_id FROM bid GROUP BY bidder_id", {}, "engine uses"),
        ("SELECT bidder_id, sum(1) AS n FROM bid GROUP BY bidder_id", {}, "HUGEINT"),
        ("SELECT bidder_id, INTERVAL 1 DAY AS n FROM bid", {}, "type INTERVAL"),
        ("SELECT bidder_id, bidder_id FROM bid", {}, "twice"),
        ("SELECT bidder_id, tender_id AS BIDDER_ID FROM bid", {}, "twice"),
        ("SELECT bidder_id FROM bid", {"explain": {"zh": "{n}", "en": "x"}}, "`explain` names column `n`"),
        ("SELECT bidder_id FROM bid", {"explain": {"zh": "x", "en": "{n}"}}, "`explain` names column `n`"),
        ("SELECT bidder_id FROM bid", {"increment": {"by": "k"}}, "`increment` names column `k`"),
        (
            "SELECT bidder_id FROM bid",
            {"evidence": {"bid": [{"tender_id": "tender_id"}]}},
            "`evidence.bid` names column `tender_id`",
        ),
        ("SELECT bidder_id FROM bid", {"inputs": {"bid": ["bidder_id"], "award": ["a"]}}, "dataset `award`"),
        ("SELECT bidder_id FROM bid", {"inputs": {"bid": ["bidder_id", "colour"]}}, "no column `colour`"),
    ],
)
def test_what_the_front_matter_promises(sql: str, changes: dict[str, Any], word: str, sentences: Sentences) -> None:
    found = sentences(sql, **changes)
    assert any(word in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("where", "word"),
    [
        ("d.amount > 5000", "decides something"),
        ("amount > 0", "no column of the alert"),
        ("d.currency = 'CNY'", "no column of the alert"),
        ("a.tender_id = d.tender_id", "no column of the alert"),
        ("d.bidder_id IN (SELECT bidder_id FROM bid)", "no query"),
        ("EXISTS (SELECT 1 FROM bid)", "no query"),
        ("sum(d.amount) > 0", "no query or aggregate"),
        ("row_number() OVER (ORDER BY d.amount) = 1", "no query"),
        ("TRUE UNION SELECT 1 AS one", "one condition"),
        ("TRUE GROUP BY d.amount", "one condition"),
        ("TRUE LIMIT 1", "one condition"),
        ("TRUE; DROP TABLE bid", "statements"),
        ("TRUE) OR (TRUE", "cannot be parsed"),
        ("d.amount > $low", "unknown"),
        ("d.amount / d.amount > 1", "NULLIF"),
        ("d.submitted_at > '2020-01-01'", "compares"),
        ("random() > 0", "another value"),
        ("getenv('HOME') = 'x'", "machine"),
        ("d.rowid = 1", "no column of the alert"),
    ],
)
def test_evidence_conditions_pass_the_same_gate(where: str, word: str, sentences: Sentences) -> None:
    found = sentences("SELECT bidder_id FROM bid", evidence={"bid": [{"bidder_id": "bidder_id", "where": where}]})
    assert any(word in sentence for sentence in found), found
