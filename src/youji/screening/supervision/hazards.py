"""Refuses what both engines accept but answer differently, where the kinds of the values give it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlglot import exp

from youji.screening.supervision.functions import NUMBERS, ValueKind, spelled
from youji.screening.supervision.kinds import Kinds
from youji.screening.supervision.model import Param
from youji.screening.supervision.problem import Problems
from youji.screening.supervision.thresholds import COMPARISONS

K = ValueKind
_TIMES = frozenset({K.DATE, K.TIMESTAMP})
_PARTS = frozenset({"YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE"})
_CLOCK_UNITS = frozenset({"HOUR", "MINUTE", "SECOND"})
_TARGETS: Mapping[ValueKind, frozenset[ValueKind]] = {
    K.INTEGER: frozenset({K.INTEGER, K.BOOLEAN}),
    K.DECIMAL: NUMBERS,
    K.FLOAT: NUMBERS,
    K.TEXT: frozenset({K.TEXT, K.INTEGER, K.DECIMAL, K.DATE, K.BOOLEAN}),
    K.DATE: _TIMES,
    K.TIMESTAMP: _TIMES,
    K.BOOLEAN: frozenset({K.BOOLEAN}),
}
_TYPES = frozenset(
    {"VARCHAR", "TEXT", "DECIMAL", "INT", "BIGINT", "SMALLINT", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN"}
)


def check_divisions(query: exp.Expr, params: Mapping[str, Param], problems: Problems) -> None:
    """Every divisor is NULLIF(…, 0), a number other than 0, or a parameter that cannot be 0."""
    for node in query.find_all(exp.Div, exp.IntDiv, exp.Mod):
        if not _cannot_be_zero(node.right, params):
            problems.add(
                node,
                f"dividing by `{node.right.sql('duckdb')[:60]}` gives infinity on one engine and an error on "
                "the other when it is 0; write NULLIF(…, 0).",
            )


def _cannot_be_zero(node: exp.Expr, params: Mapping[str, Param]) -> bool:
    inner = node.unnest()
    while isinstance(inner, (exp.Cast, exp.Neg)):
        inner = inner.this.unnest()
    if isinstance(inner, exp.Literal) and not inner.is_string:
        return float(inner.name) != 0
    if isinstance(inner, exp.Nullif):
        zero = inner.expression.unnest()
        return isinstance(zero, exp.Literal) and not zero.is_string and float(zero.name) == 0
    if isinstance(inner, exp.Placeholder) and inner.name in params:
        minimum = params[inner.name].minimum
        return isinstance(minimum, (int, Decimal)) and minimum > 0
    return False


def check_hazards(query: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    """Notes every hazard in a qualified query whose parameters have become typed values."""
    for node in query.walk():
        if isinstance(node, (*COMPARISONS, exp.Greatest, exp.Least)):
            _compare(node, kinds, problems)
        check = _CHECKS.get(type(node))
        if check is not None:
            check(node, kinds, problems)
        elif isinstance(node, exp.Select):
            _groups(node, kinds, problems)
            _joined_beside_distinct(node, problems)
        elif isinstance(node, exp.Ordered) and kinds.of(node.this) is K.FLOAT:
            problems.add(node, _FLOAT_ORDER)
        elif isinstance(node, exp.Window):
            if isinstance(node.this, exp.AggFunc) and _distinct(node.this) is not None:
                problems.add(node, "DISTINCT in a window function is not portable; count in a CTE of its own and join.")
            for item in node.args.get("partition_by") or ():
                if kinds.of(item) is K.FLOAT:
                    problems.add(item, _FLOAT_ORDER)


def _sides(node: exp.Expr) -> list[exp.Expr]:
    return [node.args["this"], node.args["expression"]]


_FLOAT_ORDER = "grouping or ordering by a floating value tells apart what is equal; CAST it to DECIMAL(p, s) first."


def _sum(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    kind = kinds.of(node.this)
    if kind is K.FLOAT:
        problems.add(
            node,
            f"`{node.key}` over floating point is not the same twice; CAST each value to DECIMAL(p, s) first.",
        )
    elif kind not in (K.INTEGER, K.DECIMAL):
        problems.add(
            node,
            f"`{node.key}` over a {kind} value is not portable; CAST it to DECIMAL(p, s), or count with CASE "
            "WHEN … THEN 1 ELSE 0 END.",
        )


def _cast(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    type_ = node.args["to"]
    name = type_.sql("duckdb").split("(")[0].upper()
    if name not in _TYPES:
        problems.add(node, f"type {name} is not portable; use one of {', '.join(sorted(_TYPES))}.")
        return
    source, target = kinds.of(node.this), kinds.of(node)
    if source is K.NULL or isinstance(node.this, exp.Literal):
        return
    if source is K.TEXT and target is K.DECIMAL:
        if isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast):
            problems.add(node, "CAST of text stops the run at the first word; write TRY_CAST(… AS DECIMAL(p, s)).")
    elif target is K.INTEGER and source in (K.DECIMAL, K.FLOAT):
        inner = node.this.unnest()
        rounded = isinstance(inner, exp.Round) and not inner.args.get("decimals")
        if not rounded and not isinstance(inner, (exp.Floor, exp.Ceil)):
            problems.add(
                node,
                "CAST of a fraction to a whole number rounds on one engine and cuts off on the other; write "
                "CAST(floor(…) AS BIGINT) or CAST(round(…) AS BIGINT).",
            )
    elif source not in _TARGETS.get(target, frozenset()):
        problems.add(node, f"CAST of a {source} value to {name} is not the same on both engines; compute it otherwise.")


def _add(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    left, right = (kinds.of(side) for side in _sides(node))
    if left in _TIMES and right in _TIMES:
        problems.add(node, "date minus date changes type between engines; write date_diff('day', earlier, later).")
    elif K.INTERVAL in (left, right):
        other = left if right is K.INTERVAL else right
        outer = node.parent
        while isinstance(outer, exp.Paren):
            outer = outer.parent
        back = isinstance(outer, exp.Cast) and kinds.of(outer) is K.DATE
        if other in (K.DATE, K.UNKNOWN, K.NULL) and not back:
            problems.add(
                node,
                "date plus or minus INTERVAL becomes a timestamp on one engine; write CAST(… AS DATE) around it.",
            )
    elif left in _TIMES or right in _TIMES:
        problems.add(node, "date plus or minus a number is not portable; write CAST(d + INTERVAL ($days) DAY AS DATE).")
    else:
        _numbers(node, kinds, problems)


def _numbers(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    found = {kinds.of(side) for side in _sides(node)} - {K.NULL, K.INTERVAL}
    if isinstance(node, exp.IntDiv) and not found <= {K.INTEGER}:
        problems.add(node, "`//` over other than whole numbers is not portable; write floor(a / NULLIF(b, 0)).")
    elif isinstance(node, exp.Mod) and K.FLOAT in found:
        problems.add(node, "`%` over floating point is not portable; CAST to DECIMAL(p, s) first.")
    elif not found <= NUMBERS:
        names = ", ".join(sorted(found - NUMBERS))
        problems.add(node, f"arithmetic with a {names} value is not the same on both engines; CAST it first.")


def _compare(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if isinstance(node, exp.In):
        query = node.args.get("query")
        others = list(node.expressions)
        sides = [kinds.of(node.this), *(kinds.of(item) for item in others)]
        if query is not None:
            sides.append(next(iter(kinds.outputs(query).values()), K.UNKNOWN))
    elif isinstance(node, exp.Between):
        sides = [kinds.of(part) for part in (node.this, node.args["low"], node.args["high"])]
    elif isinstance(node, (exp.Greatest, exp.Least)):
        sides = [kinds.of(part) for part in (node.this, *node.expressions)]
        if not {*sides} - NUMBERS:
            return
    else:
        sides = [kinds.of(side) for side in _sides(node)]
    found = {*sides} - {K.NULL}
    if K.FLOAT in found and found <= NUMBERS:
        if not _is_clamp(node):
            problems.add(
                node,
                f"`{node.sql('duckdb')[:70]}` compares floating point, whose last digit differs between "
                "runs; CAST to DECIMAL(p, s) first.",
            )
    elif not (len(found) <= 1 or found <= NUMBERS or found <= _TIMES):
        problems.add(
            node,
            f"`{node.sql('duckdb')[:70]}` compares {' with '.join(sorted(found))}; bring both sides to one type.",
        )


def _is_clamp(node: exp.Expr) -> bool:
    """CASE WHEN x > cap THEN cap ELSE x END: continuous, so the last digit of x changes nothing."""
    branch, case = node.parent, node.parent.parent if node.parent is not None else None
    if not isinstance(branch, exp.If) or not isinstance(node, (exp.GT, exp.GTE, exp.LT, exp.LTE)):
        return False
    if isinstance(case, exp.Case) and len(case.args["ifs"]) == 1 and case.args.get("this") is None:
        results = [branch.args["true"], case.args.get("default")]
    else:
        results = [branch.args["true"], branch.args.get("false")]
    sides = _sides(node)
    return results in (sides, sides[::-1])


def _case(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if node.args.get("this") is not None:
        found = {kinds.of(node.this), *(kinds.of(branch.this) for branch in node.args["ifs"])} - {K.NULL}
        if K.FLOAT in found or not (len(found) <= 1 or found <= NUMBERS or found <= _TIMES):
            problems.add(node, f"CASE compares {' with '.join(sorted(found))}; bring both sides to one exact type.")
    if kinds.of(node) is K.UNKNOWN:
        problems.add(node, "the branches of CASE have no type in common; CAST them to one.")


def _logic(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if kinds.of(node.this) not in (K.BOOLEAN, K.NULL):
        problems.add(node, "NOT needs a condition; compare the value with something.")


def _extreme(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if node.expressions or kinds.of(node.this) in (K.LIST, K.INTERVAL, K.BOOLEAN):
        problems.add(node, f"`{node.key}` of this kind of value is not portable; use one plain column.")


def _groups(select: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    group, distinct = select.args.get("group"), select.args.get("distinct")
    items = list(group.expressions) if group is not None else []
    if distinct is not None and distinct.args.get("on") is None:
        items += select.expressions
    for item in items:
        if kinds.of(item) is K.FLOAT:
            problems.add(item, _FLOAT_ORDER)


def _joined_beside_distinct(select: exp.Select, problems: Problems) -> None:
    """Refuses what Spark 4 cannot plan: it loses the order of `string_agg` when it rewrites aggregates with DISTINCT.

    It rewrites them where they are over two different values in one SELECT, or one of them has a FILTER. `max` and
    `min` do not count, and DISTINCT in `string_agg` is over the value together with its order.
    """
    own = [node for node in select.find_all(exp.AggFunc) if node.parent_select is select and not _in_window(node)]
    joined = [node for node in own if isinstance(node, exp.GroupConcat)]
    distinct = [node for node in own if not isinstance(node, (exp.Max, exp.Min)) and _distinct(node) is not None]
    if not joined or not distinct:
        return
    filtered = any(isinstance(node.parent, exp.Filter) for node in distinct)
    if filtered or len({_distinct(node) for node in distinct}) > 1:
        beside = "an aggregate with DISTINCT and FILTER" if filtered else "DISTINCT over another value"
        problems.add(
            joined[0],
            f"`string_agg` beside {beside} in one SELECT cannot be planned by Spark; put one of them into a CTE of its "
            "own and join.",
        )


def _in_window(node: exp.Expr) -> bool:
    outer = node.parent.parent if isinstance(node.parent, exp.Filter) else node.parent
    return isinstance(outer, exp.Window) and outer.this in (node, node.parent)


def _distinct(node: exp.Expr) -> frozenset[str] | None:
    """The values, and their order if they have one, that an aggregate takes each once; None without DISTINCT."""
    inner = node.this
    order = [f"by {item.sql('duckdb')}" for item in inner.expressions] if isinstance(inner, exp.Order) else []
    inner = inner.this if isinstance(inner, exp.Order) else inner
    if not isinstance(inner, exp.Distinct):
        return None
    return frozenset([*(item.sql("duckdb") for item in inner.expressions), *order])


def _date_diff(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    unit = str(node.args["unit"].name if node.args.get("unit") is not None else "DAY").upper()
    sides = [node.this, node.expression]
    if unit == "DAY":
        if any(kinds.of(side) not in (K.DATE, K.NULL) for side in sides):
            problems.add(node, "date_diff('day', …) counts hours on one engine; CAST both timestamps to DATE first.")
        return
    inner = [side.unnest() for side in sides]
    truncated = all(
        isinstance(side, exp.TimestampTrunc) and str(side.args["unit"].name).upper() == unit for side in inner
    )
    if unit not in _CLOCK_UNITS:
        problems.add(
            node,
            f"date_diff('{unit.lower()}', …) differs between engines; write (year(b) * $months + month(b)) - "
            "…, or count days.",
        )
    elif not truncated:
        problems.add(
            node,
            f"date_diff('{unit.lower()}', …) counts boundaries on one engine and whole units on the other; "
            f"write date_trunc('{unit.lower()}', …) around both sides.",
        )


def _date_trunc(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    parent = node.parent
    if isinstance(parent, exp.DateDiff) or (isinstance(parent, exp.Cast) and kinds.of(parent) is K.DATE):
        return
    problems.add(node, "date_trunc returns another type on each engine; write CAST(date_trunc(…) AS DATE).")


def _extract(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    part = node.this.name.upper()
    if part not in _PARTS:
        problems.add(
            node,
            f"extract({part.lower()} …) differs between engines; for days of the week join a calendar table "
            "declared under `inputs`.",
        )


def _log(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if node.args.get("expression") is None or node.this.name not in ("10", "2"):
        problems.add(node, "log(x) is base 10 on one engine and natural on the other; write ln(x) or log10(x).")


def _string_agg(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if not isinstance(node.this, exp.Order):
        problems.add(node, "string_agg without ORDER BY joins in any order; write string_agg(x, ',' ORDER BY x).")


def _list(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    inner = node.this.this if isinstance(node.this, exp.Order) else node.this
    values = inner.expressions if isinstance(inner, exp.Distinct) else [inner]
    outer = node.parent
    kept: list[exp.Expr] = []
    if isinstance(outer, exp.Filter):
        kept = [part.this.this for part in outer.expression.find_all(exp.Not) if isinstance(part.this, exp.Is)]
        outer = outer.parent
    sorted_ = isinstance(outer, exp.ArraySort)
    outer = outer.parent if sorted_ and outer is not None else outer
    complete = isinstance(outer, exp.Coalesce) and all(value in kept for value in values)
    if isinstance(node.this, exp.Order) or not sorted_ or not complete:
        problems.add(
            node,
            "list(x) differs in order, in nulls and when empty; write coalesce(list_sort(list(x) FILTER "
            "(WHERE x IS NOT NULL)), []).",
        )


def _joined_text(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    parts = _sides(node) if isinstance(node, exp.DPipe) else node.expressions
    if not {kinds.of(part) for part in parts} <= {K.TEXT, K.NULL}:
        problems.add(node, f"`{spelled(node)}` joins text only; CAST other values to VARCHAR first.")


def _distinct_list(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if not isinstance(node.parent, (exp.ArraySort, exp.ArraySize, exp.ArrayContains)):
        problems.add(node, "list_distinct returns its elements in any order; write list_sort(list_distinct(…)).")


def _length(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    if kinds.of(node.this) not in (K.TEXT, K.NULL):
        problems.add(node, "length and len are for text; write array_length for a list.")


def _round(node: exp.Expr, kinds: Kinds, problems: Problems) -> None:
    places = node.args.get("decimals")
    if places is not None and not isinstance(places, exp.Literal):
        problems.add(node, "round needs a written number of places; write round(x, 2).")


_CHECKS: Mapping[type[exp.Expr], Callable[[exp.Expr, Kinds, Problems], None]] = {
    exp.Add: _add,
    exp.ArrayAgg: _list,
    exp.ArrayDistinct: _distinct_list,
    exp.Avg: _sum,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Concat: _joined_text,
    exp.ConcatWs: _joined_text,
    exp.DateDiff: _date_diff,
    exp.Div: _numbers,
    exp.DPipe: _joined_text,
    exp.Extract: _extract,
    exp.GroupConcat: _string_agg,
    exp.IntDiv: _numbers,
    exp.Length: _length,
    exp.Log: _log,
    exp.Max: _extreme,
    exp.Min: _extreme,
    exp.Mod: _numbers,
    exp.Mul: _numbers,
    exp.Not: _logic,
    exp.Round: _round,
    exp.Sub: _add,
    exp.Sum: _sum,
    exp.TimestampTrunc: _date_trunc,
    exp.TryCast: _cast,
}
