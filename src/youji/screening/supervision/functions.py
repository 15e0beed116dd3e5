"""Which SQL a model may use: the functions and constructs that mean the same on DuckDB and Spark.

What is not listed is refused. Every function that is known to differ has its own sentence in `REFUSED` or
`REFUSED_NAMES`, so that an author reads what to write instead. The differences were found by running probes
of a single feature on both engines (DuckDB 2.0, Spark 4.1, rendered by SQLGlot 30.30).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import StrEnum

from sqlglot import exp


class ValueKind(StrEnum):
    """How much of a type the gate has to know: whether a value is exact, floating, text or time."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "floating point"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"
    INTERVAL = "interval"
    LIST = "list"
    NULL = "null"
    UNKNOWN = "unknown"


NUMBERS = frozenset({ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.FLOAT})
SAME = "same"
"""Result rule: the kind of the first argument."""
JOINED = "joined"
"""Result rule: the kind that all arguments have in common."""
ELEMENT = "element"
"""Result rule: the kind of the elements of a list."""
Result = ValueKind | str

_I, _D, _F, _T, _B = (
    ValueKind.INTEGER,
    ValueKind.DECIMAL,
    ValueKind.FLOAT,
    ValueKind.TEXT,
    ValueKind.BOOLEAN,
)

FUNCTIONS: Mapping[type[exp.Expr], tuple[str, Result]] = {
    exp.Abs: ("abs", SAME),
    exp.And: ("and", _B),
    exp.ArrayAgg: ("list", ValueKind.LIST),
    exp.ArrayContains: ("list_contains", _B),
    exp.ArrayDistinct: ("list_distinct", SAME),
    exp.ArraySize: ("array_length", _I),
    exp.ArraySort: ("list_sort", SAME),
    exp.Avg: ("avg", _F),
    exp.Case: ("case", JOINED),
    exp.Cast: ("cast", SAME),
    exp.Ceil: ("ceil", SAME),
    exp.Coalesce: ("coalesce", JOINED),
    exp.Concat: ("concat", _T),
    exp.ConcatWs: ("concat_ws", _T),
    exp.Contains: ("contains", _B),
    exp.Count: ("count", _I),
    exp.CumeDist: ("cume_dist", _F),
    exp.DateDiff: ("date_diff", _I),
    exp.DateFromParts: ("make_date", ValueKind.DATE),
    exp.Day: ("day", _I),
    exp.DayOfMonth: ("dayofmonth", _I),
    exp.DenseRank: ("dense_rank", _I),
    exp.Exists: ("exists", _B),
    exp.Exp: ("exp", _F),
    exp.Explode: ("unnest", ELEMENT),
    exp.Extract: ("extract", _I),
    exp.FirstValue: ("first_value", SAME),
    exp.Floor: ("floor", SAME),
    exp.GenerateSeries: ("generate_series", ValueKind.LIST),
    exp.Greatest: ("greatest", JOINED),
    exp.GroupConcat: ("string_agg", _T),
    exp.Hour: ("hour", _I),
    exp.If: ("if", JOINED),
    exp.Lag: ("lag", SAME),
    exp.LastDay: ("last_day", ValueKind.DATE),
    exp.LastValue: ("last_value", SAME),
    exp.Lead: ("lead", SAME),
    exp.Least: ("least", JOINED),
    exp.Left: ("left", _T),
    exp.Length: ("length", _I),
    exp.Ln: ("ln", _F),
    exp.Log: ("log10", _F),
    exp.LogicalAnd: ("bool_and", _B),
    exp.LogicalOr: ("bool_or", _B),
    exp.Lower: ("lower", _T),
    exp.MD5: ("md5", _T),
    exp.Max: ("max", SAME),
    exp.Min: ("min", SAME),
    exp.Minute: ("minute", _I),
    exp.Month: ("month", _I),
    exp.Nullif: ("nullif", SAME),
    exp.Or: ("or", _B),
    exp.Pad: ("lpad", _T),
    exp.PercentRank: ("percent_rank", _F),
    exp.Pow: ("pow", _F),
    exp.Quarter: ("quarter", _I),
    exp.Rank: ("rank", _I),
    exp.Replace: ("replace", _T),
    exp.Reverse: ("reverse", _T),
    exp.Right: ("right", _T),
    exp.Round: ("round", SAME),
    exp.RowNumber: ("row_number", _I),
    exp.SplitPart: ("split_part", _T),
    exp.Sqrt: ("sqrt", _F),
    exp.StartsWith: ("starts_with", _B),
    exp.StrPosition: ("strpos", _I),
    exp.Substring: ("substr", _T),
    exp.Sum: ("sum", SAME),
    exp.TimestampTrunc: ("date_trunc", ValueKind.TIMESTAMP),
    exp.Trim: ("trim", _T),
    exp.TryCast: ("try_cast", SAME),
    exp.Upper: ("upper", _T),
    exp.Year: ("year", _I),
}
"""Portable functions by SQLGlot class: the name an author writes, and the kind of the result."""

# What the syntax tree may hold besides functions, and which parts of it: everything else is refused.
CONSTRUCTS: Mapping[type[exp.Expr], frozenset[str] | None] = {
    exp.Select: frozenset({
        "with_", "expressions", "from_", "joins", "where", "group", "having", "order", "qualify", "windows",
        "distinct",
    }),
    exp.Subquery: frozenset({"this", "alias", "with_"}),
    exp.Union: frozenset({"with_", "this", "expression", "distinct"}),
    exp.Intersect: frozenset({"with_", "this", "expression", "distinct"}),
    exp.Except: frozenset({"with_", "this", "expression", "distinct"}),
    exp.With: frozenset({"expressions", "recursive"}),
    exp.CTE: frozenset({"this", "alias"}),
    exp.Table: frozenset({"this", "alias"}),
    exp.TableAlias: frozenset({"this", "columns"}),
    exp.From: frozenset({"this"}),
    exp.Join: frozenset({"this", "on", "using", "side", "kind"}),
    exp.Unnest: frozenset({"expressions", "alias"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Group: frozenset({"expressions", "all"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.Window: frozenset({"this", "partition_by", "order", "spec", "alias", "over"}),
    exp.WindowSpec: frozenset({"kind", "start", "start_side", "end", "end_side"}),
    exp.Interval: frozenset({"this", "unit"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe"}),
    **dict.fromkeys(
        (
            exp.Where, exp.Having, exp.Qualify, exp.Order, exp.Identifier, exp.Alias, exp.Literal,
            exp.Boolean, exp.Null, exp.Star, exp.Paren, exp.Neg, exp.Not, exp.Add, exp.Sub, exp.Mul, exp.Div,
            exp.IntDiv, exp.Mod, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ,
            exp.NullSafeNEQ, exp.Is, exp.In, exp.Between, exp.Like, exp.DPipe, exp.DataType,
            exp.DataTypeParam, exp.Var, exp.Distinct, exp.Filter, exp.Placeholder, exp.Array, exp.Tuple,
        )
    ),
}  # fmt: skip

_TABLE = "join the table that holds it, declared under `inputs`"
_CLOCK = "reads the clock; use `$as_of`"
_CHANCE = "gives another value on every run; remove it"
_STATISTIC = "is not the same on both engines; compute it from exact sums, or use `percent_rank` over them"
_PICK = "picks any of several rows; use `min` or `max`, or `row_number()` over a complete ORDER BY"
_FILE = "reads files; a model reads only its declared `inputs`"
_SYSTEM = "reaches into the machine or the engine; remove it"

REFUSED: Mapping[type[exp.Expr], str] = {
    exp.Levenshtein: "counts bytes on one engine and characters on the other, so it is wrong on Chinese; "
    "compare keys, prefixes or md5",
    exp.CurrentDate: _CLOCK,
    exp.CurrentTime: _CLOCK,
    exp.CurrentTimestamp: _CLOCK,
    exp.Localtimestamp: _CLOCK,
    exp.Localtime: _CLOCK,
    exp.Rand: _CHANCE,
    exp.Uuid: _CHANCE,
    exp.DayOfWeek: "starts the week on another day on the other engine; " + _TABLE,
    exp.DayOfWeekIso: "differs between the engines; " + _TABLE,
    exp.DayOfYear: "is not on the portable list; compute it with date_diff('day', …)",
    exp.Week: "is not on the portable list; " + _TABLE,
    exp.WeekOfYear: "is not on the portable list; " + _TABLE,
    exp.PercentileCont: _STATISTIC,
    exp.PercentileDisc: _STATISTIC,
    exp.Quantile: _STATISTIC,
    exp.ApproxQuantile: _STATISTIC,
    exp.ApproxDistinct: "is an estimate; use count(DISTINCT …)",
    exp.Median: _STATISTIC,
    exp.Mode: _STATISTIC,
    exp.Stddev: _STATISTIC,
    exp.StddevPop: _STATISTIC,
    exp.StddevSamp: _STATISTIC,
    exp.Variance: _STATISTIC,
    exp.VariancePop: _STATISTIC,
    exp.Corr: _STATISTIC,
    exp.CovarPop: _STATISTIC,
    exp.CovarSamp: _STATISTIC,
    exp.CountIf: "is null on one engine and 0 on the other where every value is null; use count(*) FILTER (WHERE …)",
    exp.AnyValue: _PICK,
    exp.IgnoreNulls: _PICK,
    exp.First: _PICK,
    exp.Last: _PICK,
    exp.ArgMax: _PICK,
    exp.ArgMin: _PICK,
    exp.Ntile: "splits ties by chance; use `percent_rank` or `cume_dist`",
    exp.NthValue: "picks one of several equal rows; use `row_number()` over a complete ORDER BY",
    exp.Trunc: "changes type on the other engine; use `floor` or `round`",
    exp.Sign: "is a whole number on one engine and floating point on the other; use CASE WHEN … THEN",
    exp.Limit: "drops rows by chance; a model returns every row it finds",
    exp.Offset: "drops rows by chance; a model returns every row it finds",
    exp.TableSample: "takes rows by chance; a model reads every row",
    exp.Pivot: "is not portable; write max(CASE WHEN … THEN … END) for each column",
    exp.Lateral: "is not portable; join a CTE instead",
    exp.Values: "holds constants where no reader looks for them; put them into `params`",
    exp.Columns: "names no columns; list them",
    exp.RegexpLike: "follows another grammar on the other engine; use LIKE, starts_with or contains",
    exp.RegexpExtract: "follows another grammar on the other engine; use substr or split_part",
    exp.RegexpReplace: "follows another grammar on the other engine; use replace",
    exp.SimilarTo: "is not portable; use LIKE",
    exp.Glob: "is not portable; use LIKE",
    exp.ILike: "is not portable for all text; use lower(…) LIKE",
    exp.RawString: "is not portable; write text between single quotes",
    exp.ByteString: "is not portable; write text between single quotes",
    exp.HexString: "is not portable; write a plain number or text",
    exp.GroupingSets: "is not portable; use UNION ALL of two GROUP BY queries",
    exp.Cube: "is not portable; use UNION ALL of two GROUP BY queries",
    exp.Rollup: "is not portable; use UNION ALL of two GROUP BY queries",
    exp.Collate: "depends on the engine's languages; compare lower(…)",
    exp.Lock: "locks rows; a model only reads",
    exp.PositionalColumn: "names a column by its place; name it",
    exp.Dot: "reaches into a structure; name a declared column",
    exp.Bracket: "counts from 0 on one engine and from 1 on the other; use split_part, min or max",
    exp.Struct: "is not on the portable list; return plain columns",
    exp.HistoricalData: "reads another version of the data; the run chooses the version",
    exp.CurrentVersion: _SYSTEM,
    exp.CurrentUser: _SYSTEM,
    exp.CurrentSchema: _SYSTEM,
    exp.CurrentDatabase: _SYSTEM,
    exp.CurrentCatalog: _SYSTEM,
}
"""Classes refused with a sentence of their own; it follows the name of the function or construct."""

REFUSED_NAMES: Mapping[str, str] = {
    "now": _CLOCK,
    "today": _CLOCK,
    "get_current_time": _CLOCK,
    "transaction_timestamp": _CLOCK,
    "age": "counts from the clock and mixes months with days; use date_diff('day', …)",
    "setseed": _CHANCE,
    "nextval": _CHANCE,
    "hash": "differs between the engines; use `md5`",
    "mad": _STATISTIC,
    "fsum": "adds floating values in another order on every run; use `sum` over DECIMAL",
    "favg": "adds floating values in another order on every run; use `sum` over DECIMAL",
    "weekday": "starts the week on another day on the other engine; " + _TABLE,
    "isodow": "differs between the engines; " + _TABLE,
    "date_part": "takes the part as text; write year(…), month(…) or day(…)",
    "getenv": _SYSTEM,
    "getvariable": _SYSTEM,
    "current_setting": _SYSTEM,
    "txid_current": _SYSTEM,
    "glob": _FILE,
    "query": "runs text as SQL; write the query out",
    "query_table": "reads a table named by text; name it",
    "damerau_levenshtein": "counts bytes, so it is wrong on Chinese text; compare keys, prefixes or md5",
}


def refusal(node: exp.Expr) -> str | None:
    """Why a node of the syntax tree is not allowed at all, as one sentence, or None where it is."""
    special = REFUSED.get(type(node))
    if special is not None:
        return f"`{spelled(node)}` {special}."
    if type(node) in FUNCTIONS or type(node) in CONSTRUCTS:
        return _surplus(node)
    name = spelled(node)
    lower = name.lower()
    if lower in REFUSED_NAMES:
        return f"`{lower}` {REFUSED_NAMES[lower]}."
    if lower.startswith(("read_", "scan_", "parquet_", "sniff_")) or lower.endswith("_scan"):
        return f"`{lower}` {_FILE}."
    if lower.startswith(("duckdb_", "pragma_", "pg_", "current_", "which_", "storage_")):
        return f"`{lower}` {_SYSTEM}."
    if lower.startswith(("quantile", "regr_", "approx_", "kurtosis", "skewness", "entropy")):
        return f"`{lower}` {_STATISTIC}."
    if isinstance(node, (exp.Func, exp.Anonymous)):
        close = difflib.get_close_matches(lower, PORTABLE, n=1, cutoff=0.75)
        advice = f"did you mean `{close[0]}`?" if close else "use one of: " + ", ".join(PORTABLE) + "."
        return f"`{lower}` is not on the list of portable functions; {advice}"
    return f"`{name}` is not among the portable SQL constructs; write it with joins, CASE and aggregates."


def _surplus(node: exp.Expr) -> str | None:
    allowed = CONSTRUCTS.get(type(node))
    if allowed is None:
        return None
    for key, value in node.args.items():
        if not value or key in allowed:
            continue
        part = value[0] if isinstance(value, list) else value
        if isinstance(part, exp.Expr) and type(part) in REFUSED:
            return None  # the walk reaches it, with its own sentence
        word = _WORDS.get((type(node), key)) or _WORDS.get((exp.Expr, key)) or key.strip("_").upper()
        return f"{word} is not portable or not allowed in a model; write it with plain joins, CASE and CTEs."
    return None


_WORDS: Mapping[tuple[type[exp.Expr], str], str] = {
    (exp.Join, "method"): "an ASOF, POSITIONAL or NATURAL join",
    (exp.Table, "db"): "a schema before a table",
    (exp.Table, "catalog"): "a database before a table",
    (exp.Table, "joins"): "a join in parentheses",
    (exp.Column, "db"): "a schema before a column",
    (exp.CTE, "materialized"): "MATERIALIZED",
    (exp.CTE, "key_expressions"): "USING KEY",
    (exp.Unnest, "offset"): "WITH ORDINALITY",
    (exp.WindowSpec, "exclude"): "EXCLUDE in a window",
    (exp.Expr, "by_name"): "BY NAME",
    (exp.Expr, "order"): "ORDER BY after UNION",
    (exp.Expr, "kind"): "this form of SELECT",
}


def spelled(node: exp.Expr) -> str:
    """The name of a function or construct as an author would recognise it."""
    known = FUNCTIONS.get(type(node))
    if known is not None:
        return known[0]
    if isinstance(node, exp.IgnoreNulls):
        return "any_value"
    if isinstance(node, exp.DPipe):
        return "||"
    if isinstance(node, exp.Anonymous):
        return str(node.this)
    if isinstance(node, exp.Func):
        return node.sql_name().lower()
    return node.key.upper()


PORTABLE = sorted({name for name, _ in FUNCTIONS.values() if name not in ("and", "or")})
"""Names of the portable functions, sorted: what the reference and the messages list."""
