from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
import sqlglot
from sqlglot import MappingSchema
from sqlglot.optimizer.qualify import qualify

from youji.screening.supervision.functions import FUNCTIONS, ValueKind
from youji.screening.supervision.kinds import Kinds, kind_of_type

TYPES = {
    "t": {
        "n": "BIGINT",
        "s": "VARCHAR",
        "m": "DECIMAL(18,2)",
        "d": "DATE",
        "ts": "TIMESTAMP",
        "b": "BOOLEAN",
    }
}
EXPRESSIONS = """\
n
m
-m
m * 2
m * 0.25
m / 2
m - m / 2
n // 2
n % 2
n + m
abs(m / 2)
avg(m)
sum(m)
sum(n)
sum(m) FILTER (WHERE b)
sum(m) OVER (PARTITION BY s)
count(*)
min(m / 2)
max(ts)
bool_or(b)
bool_and(b)
sqrt(m)
ln(m)
log10(m)
exp(m)
pow(m, 2)
round(m, 1)
round(m / 2, 1)
round(n)
floor(m)
ceil(m / 2)
coalesce(m, 0)
coalesce(m / 2, 0)
nullif(m, 0)
greatest(m, n)
least(m, m / 2)
if(b, m, n)
CASE WHEN b THEN m / 2 ELSE m END
CASE s WHEN 'a' THEN 1 END
CAST(m AS DOUBLE)
TRY_CAST(s AS DECIMAL(9, 2))
date_diff('day', d, d)
CAST(d + INTERVAL 1 DAY AS DATE)
d + INTERVAL 1 DAY
ts - INTERVAL 1 HOUR
date_trunc('month', d)
make_date(2020, 1, 1)
last_day(d)
year(d)
quarter(d)
month(d)
day(d)
dayofmonth(d)
hour(ts)
minute(ts)
extract(year FROM d)
lower(s)
upper(s)
trim(s)
length(s)
substr(s, 1, 2)
left(s, 1)
right(s, 1)
lpad(s, 2, 'x')
replace(s, 'a', 'b')
reverse(s)
split_part(s, '-', 1)
starts_with(s, 'a')
contains(s, 'a')
strpos(s, 'a')
md5(s)
concat(s, s)
concat_ws(',', s, s)
s || s
s LIKE 'a%'
n IN (1, 2)
n BETWEEN 1 AND 2
s IS NOT NULL
NOT b
m > 1
s IS DISTINCT FROM s
list(s)
list_sort(list(m))
list_distinct(list(m))
array_length(list(s))
list_contains(list(s), 'a')
unnest(list(m))
string_agg(s, ',' ORDER BY s)
row_number() OVER (ORDER BY n)
rank() OVER (ORDER BY n)
dense_rank() OVER (ORDER BY n)
percent_rank() OVER (ORDER BY n)
cume_dist() OVER (ORDER BY n)
lag(m) OVER (ORDER BY n)
lead(m) OVER (ORDER BY n)
first_value(m) OVER (ORDER BY n)
last_value(s) OVER (ORDER BY n)
(SELECT max(m) FROM t)
EXISTS (SELECT 1 FROM t)
n IN (SELECT n FROM t)""".splitlines()


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as found:
        body = ", ".join(f"{name} {type_}" for name, type_ in TYPES["t"].items())
        found.execute(f"CREATE TABLE t ({body})")
        yield found


def infer(sql: str) -> tuple[dict[str, ValueKind], Kinds]:
    schema = MappingSchema({name: dict(columns) for name, columns in TYPES.items()}, dialect="duckdb")
    tree = sqlglot.parse_one(sql, read="duckdb")
    query = qualify(
        tree,
        schema=schema,
        dialect="duckdb",
        allow_partial_qualification=True,
        validate_qualify_columns=False,
        quote_identifiers=False,
    )
    kinds = Kinds(query, TYPES)
    return dict(kinds.outputs(query)), kinds


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_kind_is_what_duckdb_says(expression: str, connection: duckdb.DuckDBPyConnection) -> None:
    sql = f"SELECT {expression} AS c FROM t GROUP BY ALL"
    try:
        described = connection.execute(f"DESCRIBE {sql}").fetchall()
    except duckdb.BinderException:
        sql = f"SELECT {expression} AS c FROM t"
        described = connection.execute(f"DESCRIBE {sql}").fetchall()
    assert infer(sql)[0]["c"] is kind_of_type(described[0][1])


def test_every_portable_function_is_probed() -> None:
    text = "\n".join(EXPRESSIONS).lower()
    unprobed = [name for name, _ in FUNCTIONS.values() if name not in text]
    assert sorted(unprobed) == ["generate_series"]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("WITH a AS (SELECT m / 2 AS x FROM t), b AS (SELECT x AS y FROM a) SELECT y AS c FROM b", "floating point"),
        ("SELECT x AS c FROM (SELECT sum(m) AS x FROM t) AS q", "decimal"),
        ("SELECT n AS c FROM t UNION ALL SELECT m AS c FROM t", "decimal"),
        ("SELECT v AS c FROM unnest(generate_series(1, 9)) AS u(v)", "integer"),
        ("WITH RECURSIVE r AS (SELECT m / 2 AS c, 0 AS k FROM t UNION ALL SELECT r.c, r.k + 1 FROM r) SELECT c FROM r",
         "floating point"),
        ("WITH a(z) AS (SELECT d FROM t) SELECT z AS c FROM a", "date"),
        ("SELECT DISTINCT ON (c) m / 2 AS c, d FROM t ORDER BY c, d", "floating point"),
        ("SELECT (SELECT max(o.m / 2) FROM t AS o WHERE o.s = t.s) AS c FROM t", "floating point"),
    ],
)  # fmt: skip
def test_kinds_pass_through_queries(sql: str, kind: str) -> None:
    assert infer(sql)[0]["c"] == kind


def test_an_unknown_column_is_unresolved() -> None:
    _, kinds = infer("WITH a AS (SELECT n FROM t) SELECT rowid AS c, a.z AS k FROM a")
    assert {column.name for column in kinds.unresolved} == {"rowid", "z"}
