"""Turns a checked syntax tree into the SQL of one engine, with parameters as typed literals.

SQLGlot renders the grammar; what follows here are the meanings it leaves apart (probed on DuckDB 2.0 and
Spark 4.1): `/` and `avg` of decimals are DOUBLE in DuckDB and DECIMAL in Spark, `log10` is rendered as
LOG(10, x), which gives 2.9999999999999996 for 1000 in Spark, and a window of n days needs a plain number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlglot import ErrorLevel, exp

from youji.screening.supervision.model import ParamValue

Dialect = Literal["duckdb", "spark"]
_PRECISION = 20
"""Digits of a decimal parameter: wide enough that DECIMAL(18, 2) times a parameter is computed in 38 digits
and cannot overflow, narrow enough that a sum times a parameter still fits."""


def literal(value: ParamValue) -> exp.Expr:
    """The value as a typed literal: BOOLEAN, BIGINT, DECIMAL, DATE or VARCHAR."""
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, int):
        return exp.cast(_number(str(value)), "BIGINT")
    if isinstance(value, Decimal):
        text = format(value, "f")
        scale = len(text.partition(".")[2])
        digits = max(_PRECISION, len(text.strip("-").replace(".", "")))
        return exp.cast(_number(text), f"DECIMAL({digits}, {scale})")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.Literal.string(value)


def _number(text: str) -> exp.Expr:
    if text.startswith("-"):
        return exp.paren(exp.Neg(this=exp.Literal.number(text[1:])))
    return exp.Literal.number(text)


def substitute(tree: exp.Expr, values: Mapping[str, ParamValue]) -> exp.Expr:
    """A copy in which every `$name` is a typed literal; in a window frame or an INTERVAL, a plain one."""

    def replace(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Interval):
            inner = node.this.unnest()
            if isinstance(inner, exp.Placeholder):
                text = exp.Literal.string(str(values[inner.name]))
                return exp.Interval(this=text, unit=node.args["unit"].copy())
        if isinstance(node, exp.Placeholder):
            value = values[node.name]
            if isinstance(node.parent, exp.WindowSpec) and isinstance(value, int):
                return exp.Literal.number(value)
            return literal(value)
        return node

    return tree.transform(replace)


def render(tree: exp.Expr, dialect: Dialect) -> str:
    """SQL text for the engine. Comments stay behind, names are quoted.

    UnsupportedError where SQLGlot cannot say it.
    """
    return _text(_adapted(tree, dialect), dialect)


@dataclass(frozen=True)
class Staged:
    """A query in steps: `shared` are the CTEs that are read more than once, in order; `last` reads them by name."""

    shared: tuple[tuple[str, str], ...]
    last: str


def render_staged(tree: exp.Query, dialect: Dialect) -> Staged:
    """The query in steps, for an engine that would copy a CTE into every place that reads it.

    Spark does: a chain of CTEs that each read the one before twice doubles with every link. A CTE that is read once
    stays where it is read. UnsupportedError as in `render`.
    """
    body = _adapted(tree, dialect)
    with_ = body.args.get("with_")
    if with_ is None:
        return Staged((), _text(body, dialect))
    body.set("with_", None)
    ctes = {cte.alias: cte for cte in with_.expressions}
    readers = [*ctes.values(), body]
    reads = {id(node): [t.name for t in node.find_all(exp.Table) if t.name in ctes] for node in readers}
    times = Counter(name for node in readers for name in reads[id(node)] if node is not ctes[name])

    def with_needed(query: exp.Expr, node: exp.Expr, also: frozenset[str] = frozenset()) -> str:
        """The query, headed by those CTEs it rests on that have no step of their own."""
        needed, open_ = set(also), [node]
        while open_:
            current = open_.pop()
            for name in reads[id(current)]:
                if times[name] < 2 and name not in needed:
                    needed.add(name)
                    open_.append(ctes[name])
        whole = query.copy()
        if needed:
            own = whole.args.get("with_")
            kept = [ctes[name].copy() for name in ctes if name in needed]
            inner = [*own.expressions] if own is not None else []
            recursive = bool(with_.args.get("recursive") or (own is not None and own.args.get("recursive")))
            whole.set("with_", exp.With(expressions=kept + inner, recursive=recursive))
        return _text(whole, dialect)

    shared = []
    for name, cte in ctes.items():
        if times[name] < 2:
            continue
        if name in reads[id(cte)] or cte.args["alias"].columns:
            # Recursive, or with its columns named beside it: it stays a CTE of its own.
            alone = exp.select("*").from_(exp.to_table(name, dialect=dialect))
            shared.append((name, with_needed(alone, cte, frozenset({name}))))
        else:
            shared.append((name, with_needed(cte.this, cte)))
    return Staged(tuple(shared), with_needed(body, body))


def _adapted(tree: exp.Expr, dialect: Dialect) -> exp.Expr:
    adapted = tree.copy()
    # Deepest first, so that a rewritten node finds its children rewritten already.
    for node in reversed(list(adapted.walk())):
        if isinstance(node, exp.Log) and node.args.get("expression") is not None:
            node.replace(exp.Anonymous(this=f"LOG{node.this.name}", expressions=[node.expression.copy()]))
        elif dialect == "spark":
            _for_spark(node)
    return adapted


def _text(tree: exp.Expr, dialect: Dialect) -> str:
    """Written from the tree itself, which SQLGlot may change on the way: nobody needs it afterwards."""
    return tree.sql(
        dialect,
        copy=False,
        pretty=True,
        comments=False,
        identify=True,
        unsupported_level=ErrorLevel.RAISE,
        max_unsupported=1,
    )


def _double(node: exp.Expr) -> exp.Expr:
    return exp.cast(node.copy(), "DOUBLE")


def _for_spark(node: exp.Expr) -> None:
    if isinstance(node, exp.Div):
        node.set("this", _double(node.left))
        node.set("expression", _double(node.right))
    elif isinstance(node, exp.DateDiff):
        node.replace(exp.cast(node.copy(), "BIGINT"))
    elif isinstance(node, exp.Avg):
        whole: exp.Expr = node
        while isinstance(whole.parent, (exp.Window, exp.Filter)) and whole.parent.this is whole:
            whole = whole.parent
        number = exp.Nullif(this=_with(whole, exp.Count), expression=exp.Literal.number(0))
        mean = exp.Div(this=_double(_with(whole, exp.Sum)), expression=_double(number), typed=False, safe=False)
        whole.replace(exp.paren(mean, copy=False))


def _with(whole: exp.Expr, function: type[exp.Sum] | type[exp.Count]) -> exp.Expr:
    """A copy of `avg(x) FILTER (…) OVER (…)` with another function in the place of avg."""
    copied = whole.copy()
    node = copied
    while isinstance(node, (exp.Window, exp.Filter)):
        node = node.this
    new = function(this=node.this.copy())
    if node is copied:
        return new
    node.replace(new)
    return copied
