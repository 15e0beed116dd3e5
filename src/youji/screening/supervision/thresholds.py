"""Finds numbers written into the SQL that ought to be parameters, where readers look for them."""

from __future__ import annotations

from sqlglot import exp

from youji.screening.supervision.problem import Problems

ALLOWED = frozenset({"0", "1", "2", "100", "0.0", "1.0", "100.0"})
COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.In, exp.Between,
)  # fmt: skip
# Positions, lengths and precisions are form, not judgement.
_POSITIONS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Round: frozenset({"decimals"}),
    exp.Substring: frozenset({"start", "length"}),
    exp.Left: frozenset({"expression"}),
    exp.Right: frozenset({"expression"}),
    exp.Pad: frozenset({"expression"}),
    exp.SplitPart: frozenset({"part_index"}),
    exp.Lag: frozenset({"offset"}),
    exp.Lead: frozenset({"offset"}),
    exp.Log: frozenset({"this"}),
    exp.DataTypeParam: frozenset({"this"}),
    exp.GenerateSeries: frozenset({"start", "end", "step"}),
    exp.DateFromParts: frozenset({"month", "day"}),
}
_FORMULA = (exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Pow)


def check_thresholds(query: exp.Expr, problems: Problems) -> None:
    """Notes numbers other than 0, 1, 2 and 100 that are compared, added, returned or chosen, and dates.

    Factors, divisors and exponents outside a comparison are parts of a formula and stay.
    """
    for literal in query.find_all(exp.Literal):
        if literal.is_string:
            _check_text(literal, problems)
        elif literal.name not in ALLOWED and _judges(literal):
            problems.add(literal, _advice(literal.name))
    for interval in query.find_all(exp.Interval):
        _check_interval(interval, problems)
    for clause in query.find_all(exp.Group, exp.Order):
        for item in clause.expressions:
            node = item.this if isinstance(item, exp.Ordered) else item
            if isinstance(node, exp.Literal) and not node.is_string and not isinstance(clause.parent, exp.ArrayAgg):
                problems.add(clause.parent, f"position {node.name} in GROUP BY or ORDER BY; name the column instead.")


def _advice(value: str) -> str:
    return f"number {value} decides something; declare it in `params` with unit and why, and write $name."


def _judges(literal: exp.Expr) -> bool:
    node, key = literal, literal.arg_key or ""
    parent = node.parent
    positions = _POSITIONS.get(type(parent)) if parent is not None else None
    if positions is not None and key in positions:
        return False
    while isinstance(parent, (exp.Paren, exp.Neg, exp.Cast)):
        node, parent = parent, parent.parent
    formula = isinstance(parent, _FORMULA)
    while parent is not None and not isinstance(parent, exp.Query):
        if isinstance(parent, (*COMPARISONS, exp.Having, exp.Qualify, exp.Where)):
            return True
        if isinstance(parent, exp.Case) and node is parent.args.get("this"):
            return True
        node, parent = parent, parent.parent
    return not formula


def _check_text(literal: exp.Expr, problems: Problems) -> None:
    parent = literal.parent
    if isinstance(parent, (exp.Cast, exp.TryCast)):
        target = parent.to.this
        if target not in exp.DataType.TEXT_TYPES:
            problems.add(parent, f"'{literal.name}' is a value written into the SQL; make it a parameter.")


def _check_interval(interval: exp.Interval, problems: Problems) -> None:
    value = interval.this.unnest() if interval.this is not None else None
    if isinstance(value, exp.Placeholder):
        return
    if not isinstance(value, exp.Literal) or not value.name.isdigit():
        problems.add(interval, "an INTERVAL needs a whole number or a parameter, for example INTERVAL ($days) DAY.")
    elif value.name not in ALLOWED:
        problems.add(
            interval,
            f"{value.name} in an INTERVAL decides something; make it a parameter, INTERVAL ($days) DAY.",
        )
    unit = interval.args.get("unit")
    if unit is None or unit.name.upper().rstrip("S") not in (
        "DAY",
        "MONTH",
        "YEAR",
        "HOUR",
        "MINUTE",
        "SECOND",
    ):
        problems.add(interval, "an INTERVAL needs one unit: DAY, MONTH, YEAR, HOUR, MINUTE or SECOND.")
