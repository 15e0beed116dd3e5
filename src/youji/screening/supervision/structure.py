"""Reads the SQL of a model and refuses what its shape alone gives away, before any type is known.

One read-only query, only listed constructs, only declared tables, named columns, bounded recursion, and no
number that ought to be a parameter. The query that runs is always rendered again from the checked syntax
tree, so text that two parsers might read differently never reaches an engine.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping

from sqlglot import Dialect, Token, TokenType, exp
from sqlglot.errors import ParseError, SqlglotError, TokenError

from youji.screening.supervision.functions import refusal
from youji.screening.supervision.model import AS_OF, Param
from youji.screening.supervision.problem import Problems
from youji.screening.supervision.thresholds import check_thresholds

_DIALECT = Dialect.get_or_raise("duckdb")
MAX_TOKENS = 20_000
MAX_DEPTH = 60
MAX_SERIES = 10_000
MAX_RECURSION = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_OPEN = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
_CLOSE = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def parse_query(sql: str, problems: Problems) -> exp.Query | None:
    """The syntax tree of the one query in the text, or None (and a problem) where there is no such thing."""
    try:
        tokens = _tokens(sql)
    except (TokenError, SqlglotError) as error:
        problems.add(None, f"SQL cannot be read ({_first_line(error)}); look for an unclosed quote or comment.")
        return None
    if not tokens:
        problems.add_line(1, "holds no SQL; write one SELECT after the comment.")
        return None
    depth = 0
    for token in tokens:
        depth += (token.token_type in _OPEN) - (token.token_type in _CLOSE)
        if depth > MAX_DEPTH:
            problems.add_line(token.line, f"SQL is nested more than {MAX_DEPTH} levels deep; use named CTEs.")
            return None
    if len(tokens) > MAX_TOKENS:
        problems.add(None, f"SQL has more than {MAX_TOKENS:,} words and signs; a model asks one question, split it.")
        return None
    if tokens[0].token_type not in (TokenType.WITH, TokenType.SELECT):
        problems.add_line(
            tokens[0].line,
            f"SQL begins with `{tokens[0].text}`; a model is one query that begins with SELECT or WITH.",
        )
        return None
    try:
        statements = [found for found in _DIALECT.parser().parse(tokens, sql) if found is not None]
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        sentence = f"SQL cannot be parsed ({first.get('description') or _first_line(error)}); correct it."
        problems.add_line(first.get("line"), sentence)
        return None
    except RecursionError:
        problems.add(None, "SQL is nested too deeply; use named CTEs.")
        return None
    if len(statements) != 1:
        problems.add(statements[1], f"SQL holds {len(statements)} statements; a model is one query, remove the others.")
        return None
    if not isinstance(statements[0], exp.Query):
        problems.add(statements[0], "SQL is not a query; a model is one query that begins with SELECT or WITH.")
        return None
    return statements[0]


def _tokens(sql: str) -> list[Token]:
    """Words and signs, each with its line.

    SQLGlot takes a `$` for the start of a quoted text, reads on to look for its end, goes back, and has then counted
    the lines between twice. So lines are counted here, from the place of each token in the text.
    """
    tokens = _DIALECT.tokenize(sql)
    starts = [0, *(match.end() for match in re.finditer("\n", sql))]
    for token in tokens:
        token.line = bisect_right(starts, token.start)
    return tokens


def _first_line(error: Exception) -> str:
    return _ANSI.sub("", str(error).splitlines()[0]).rstrip(".")


def check_structure(
    query: exp.Query,
    inputs: Collection[str],
    params: Mapping[str, Param],
    problems: Problems,
    used_elsewhere: Collection[str] = (),
) -> None:
    """Notes every problem of shape. `used_elsewhere`: parameters that the evidence conditions use."""
    for node in query.walk():
        sentence = refusal(node)
        if sentence is not None:
            problems.add(node, sentence)
    _check_names(query, problems)
    _check_texts(query, problems)
    _check_stars(query, problems)
    _check_tables(query, inputs, problems)
    _check_series(query, params, problems)
    _check_windows(query, problems)
    _check_recursion(query, params, problems)
    check_params(query, params, problems, used_elsewhere)
    check_thresholds(query, problems)


def check_params(
    tree: exp.Expr, params: Mapping[str, Param], problems: Problems, used_elsewhere: Collection[str] = ()
) -> None:
    """Every `$name` is declared, and every declared parameter is used."""
    used = set(used_elsewhere)
    for node in tree.find_all(exp.Placeholder, exp.Parameter, exp.SessionParameter):
        name = str(node.this) if isinstance(node, exp.Placeholder) and node.this else ""
        if not name or not name.isidentifier():
            problems.add(node, f"`{node.sql('duckdb')}` is no named parameter; write $name and declare it in `params`.")
        elif name != AS_OF and name not in params:
            problems.add(node, f"parameter `${name}` is unknown; declare it in `params`.")
        used.add(name)
    for name in params:
        if name not in used:
            problems.add(None, f"parameter `{name}` is declared but never used; use it or remove it from `params`.")


def _check_names(query: exp.Query, problems: Problems) -> None:
    for node in query.find_all(exp.Identifier):
        if not _IDENTIFIER.fullmatch(node.name):
            problems.add(
                node,
                f"name `{node.name}` holds something else than plain letters, digits and `_` (a file name or "
                "a look-alike letter?); rename it.",
            )


def _check_texts(query: exp.Query, problems: Problems) -> None:
    for node in query.find_all(exp.Literal):
        if node.is_string and ("\\" in node.name or any(ord(sign) < 32 for sign in node.name)):
            problems.add(node, "a text holds a backslash or a control sign, which engines read differently; remove it.")
    for like in query.find_all(exp.Like):
        if not isinstance(like.expression, (exp.Literal, exp.Placeholder)):
            problems.add(like, "LIKE needs a written pattern; use starts_with or contains for a column.")


def _check_stars(query: exp.Query, problems: Problems) -> None:
    for node in query.find_all(exp.Star):
        if not isinstance(node.parent, exp.Count):
            problems.add(node.parent_select, "`*` selects columns nobody named; list them.")


def _inside_condition(select: exp.Expr) -> bool:
    """True for a query whose column name never matters: in EXISTS, IN or as a single value."""
    parent = select.parent
    while isinstance(parent, (exp.SetOperation, exp.Subquery, exp.Paren)):
        if isinstance(parent, exp.Subquery) and isinstance(parent.parent, (exp.From, exp.Join)):
            return False
        select, parent = parent, parent.parent
    return parent is not None and not isinstance(parent, (exp.CTE, exp.With))


def _check_tables(query: exp.Query, inputs: Collection[str], problems: Problems) -> None:
    names: set[str] = set()
    for cte in query.find_all(exp.CTE):
        name = cte.alias.lower()
        if name in inputs:
            problems.add(cte.args["alias"], f"CTE `{name}` hides the input of that name; rename the CTE.")
        if name in names:
            problems.add(cte.args["alias"], f"CTE `{name}` is defined twice; rename one.")
        names.add(name)
    for table in query.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            problems.add(table, "FROM takes a declared dataset or a CTE, not a function; use unnest for a list.")
        elif table.name.lower() not in inputs and table.name.lower() not in names:
            problems.add(table, f"table `{table.name}` is not declared; add it to `inputs`, or define it as a CTE.")
    for select in query.find_all(exp.Select):
        if _inside_condition(select):
            continue
        for item in select.expressions:
            if not isinstance(item, (exp.Alias, exp.Column, exp.Star)):
                problems.add(item, f"`{item.sql('duckdb')[:60]}` has no name; add AS name.")


def _bounded(node: exp.Expr, params: Mapping[str, Param], upper: bool) -> int | None:
    inner = node.unnest()
    while isinstance(inner, exp.Cast):
        inner = inner.this.unnest()
    if isinstance(inner, exp.Neg):
        value = _bounded(inner.this, params, not upper)
        return None if value is None else -value
    if isinstance(inner, exp.Literal) and not inner.is_string and str(inner.this).isdigit():
        return int(inner.this)
    if isinstance(inner, exp.Placeholder) and inner.name in params:
        param = params[inner.name]
        bound = param.maximum if upper else param.minimum
        return bound if isinstance(param.value, int) and isinstance(bound, int) else None
    return None


def _check_series(query: exp.Query, params: Mapping[str, Param], problems: Problems) -> None:
    for series in query.find_all(exp.GenerateSeries):
        if not isinstance(series.parent, (exp.Unnest, exp.Explode)):
            problems.add(series, "generate_series is allowed inside unnest( ) only; write unnest(generate_series(…)).")
        start = _bounded(series.args["start"], params, upper=False)
        end = _bounded(series.args["end"], params, upper=True)
        if series.args.get("step") is not None or start is None or end is None or end - start > MAX_SERIES:
            problems.add(
                series,
                "generate_series needs two bounds, whole numbers or parameters with minimum and maximum, at "
                f"most {MAX_SERIES:,} apart.",
            )


def _check_windows(query: exp.Query, problems: Problems) -> None:
    ordered = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Lag, exp.Lead,
               exp.FirstValue, exp.LastValue)  # fmt: skip
    for window in query.find_all(exp.Window):
        spec = window.args.get("spec")
        if spec is not None and str(spec.args.get("kind")).upper() not in ("ROWS", "RANGE"):
            problems.add(window, "a GROUPS window is not portable; use ROWS or RANGE.")
        if isinstance(window.this, ordered) and not window.args.get("order") and not window.args.get("alias"):
            problems.add(window, f"`{window.this.key}` without ORDER BY depends on chance; add ORDER BY to the window.")
    for node in query.find_all(*ordered):
        if not isinstance(node.parent, exp.Window):
            problems.add(node, f"`{node.key}` needs OVER (… ORDER BY …).")
    for select in query.find_all(exp.Select):
        distinct = select.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is not None and select.args.get("order") is None:
            problems.add(select, "DISTINCT ON without ORDER BY keeps any row; add ORDER BY.")


def _conjuncts(node: exp.Expr | None) -> Iterator[exp.Expr]:
    if node is None:
        return
    inner = node.unnest()
    if isinstance(inner, exp.And):
        yield from _conjuncts(inner.left)
        yield from _conjuncts(inner.right)
    else:
        yield inner


def _check_recursion(query: exp.Query, params: Mapping[str, Param], problems: Problems) -> None:
    for cte in query.find_all(exp.CTE):
        name = cte.alias.lower()
        uses = [table for table in cte.this.find_all(exp.Table) if table.name.lower() == name]
        if uses and not _is_bounded(cte, uses, params):
            problems.add(
                cte.args["alias"],
                f"recursive CTE `{name}` has no proven end; begin with `0 AS depth`, go on by UNION ALL with "
                f"`{name}.depth + 1 AS depth` and `WHERE {name}.depth < $max_depth`, name {name} once there, and "
                f"give that whole-number parameter a maximum of at most {MAX_RECURSION}.",
            )


def _is_bounded(cte: exp.CTE, uses: list[exp.Table], params: Mapping[str, Param]) -> bool:
    """`anchor UNION ALL step`: the step reads the CTE once and stops a counter at a parameter."""
    body = cte.this
    if not isinstance(body, exp.Union) or body.args.get("distinct") or len(uses) != 1:
        return False
    anchor, step = body.left, body.right
    if not isinstance(anchor, exp.Select) or not isinstance(step, exp.Select) or uses[0].parent_select is not step:
        return False
    alias = uses[0].alias_or_name.lower()
    names = [column.name.lower() for column in cte.args["alias"].columns] or [
        item.alias_or_name.lower() for item in anchor.expressions
    ]
    stops = {*_stops(step.args.get("where"), alias, params)}
    for join in step.args.get("joins") or ():
        if not join.side and join.kind in ("", "INNER"):
            stops |= {*_stops(join, alias, params)}
    for name, first, following in zip(names, anchor.expressions, step.expressions, strict=False):
        start, grown = first.unalias(), following.unalias().unnest()
        if (
            name in stops
            and isinstance(start, exp.Literal)
            and start.name in ("0", "1")
            and isinstance(grown, exp.Add)
            and _is_counter(grown.left.unnest(), alias) == name
            and grown.right.unnest() == exp.Literal.number(1)
        ):
            return True
    return False


def _stops(clause: exp.Expr | None, alias: str, params: Mapping[str, Param]) -> Iterator[str]:
    condition = clause.args.get("on") if isinstance(clause, exp.Join) else clause.this if clause else None
    for part in _conjuncts(condition):
        if isinstance(part, (exp.LT, exp.LTE)):
            limit = _bounded(part.right, params, upper=True)
            name = _is_counter(part.left.unnest(), alias)
            is_param = isinstance(part.right.unnest(), exp.Placeholder)
            if name is not None and is_param and limit is not None and limit <= MAX_RECURSION:
                yield name


def _is_counter(node: exp.Expr, alias: str) -> str | None:
    if isinstance(node, exp.Column) and node.table.lower() == alias:
        return node.name.lower()
    return None
