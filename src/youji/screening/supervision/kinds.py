"""Infers the kind of every value in a query: exact, floating, text or time.

SQLGlot's own inference takes `amount / 2` for a DECIMAL and does not know `floor` (30.30), so it cannot
tell a floating sum. Kinds are coarse, but every portable function has a rule, so nothing stays unknown by
accident; the exact types of the result are asked of DuckDB when the gate binds the query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from youji.screening.supervision.functions import ELEMENT, FUNCTIONS, JOINED, NUMBERS, ValueKind

K = ValueKind
_ORDER = (K.INTEGER, K.DECIMAL, K.FLOAT)


def kind_of_type(type_: str) -> ValueKind:
    """Kind of a DuckDB type name, as contracts and DESCRIBE write it."""
    name = type_.upper()
    if name.endswith("]"):
        return K.LIST
    name = name.split("(")[0].strip()
    if name in ("VARCHAR", "TEXT", "STRING"):
        return K.TEXT
    if name in ("DECIMAL", "NUMERIC"):
        return K.DECIMAL
    if name in ("DOUBLE", "FLOAT", "REAL"):
        return K.FLOAT
    if name in ("BIGINT", "INTEGER", "INT", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER"):
        return K.INTEGER
    try:
        return K(name.lower())
    except ValueError:
        return K.UNKNOWN


def together(kinds: Iterable[ValueKind]) -> ValueKind:
    """The kind that several values have in common: the wider number, the only kind, else unknown."""
    found = {kind for kind in kinds if kind is not K.NULL}
    if not found:
        return K.NULL
    if len(found) == 1:
        return found.pop()
    if found <= NUMBERS:
        return max(found, key=_ORDER.index)
    if found == {K.DATE, K.TIMESTAMP}:
        return K.TIMESTAMP
    return K.UNKNOWN


class Kinds:
    """Kinds of all nodes of a query in which every column has its table, as SQLGlot's `qualify` leaves it."""

    def __init__(self, query: exp.Expr, inputs: Mapping[str, Mapping[str, str]]) -> None:
        """`inputs`: dataset → column → DuckDB type."""
        self._inputs = {
            name: {column: kind_of_type(type_) for column, type_ in columns.items()} for name, columns in inputs.items()
        }
        self._lists: dict[int, ValueKind] = {}
        self._outputs: dict[int, dict[str, ValueKind]] = {}
        self._known: dict[int, ValueKind] = {}
        self._scope_of: dict[int, Scope] = {}
        self.unresolved: list[exp.Column] = []
        for scope in traverse_scope(query):
            self._read(scope)

    def of(self, node: exp.Expr | None) -> ValueKind:
        """The kind of one expression."""
        if node is None:
            return K.NULL
        found = self._known.get(id(node))
        if found is None:
            found = self._infer(node)
            self._known[id(node)] = found
        return found

    def outputs(self, query: exp.Expr) -> Mapping[str, ValueKind]:
        """Output columns of a query that is part of the tree."""
        return self._outputs.get(id(query.unnest()), {})

    def element(self, node: exp.Expr) -> ValueKind:
        """Kind of the elements of a list."""
        inner = node.unnest()
        if isinstance(inner, exp.GenerateSeries):
            return K.INTEGER
        if isinstance(inner, exp.Array):
            return together(self.of(item) for item in inner.expressions)
        if isinstance(inner, exp.ArrayAgg):
            return self.of(inner.this)
        if isinstance(inner, (exp.Coalesce, exp.ArraySort, exp.ArrayDistinct, exp.Filter)):
            return self.element(inner.this)
        return K.UNKNOWN

    def _read(self, scope: Scope) -> None:
        query = scope.expression
        if isinstance(query, exp.Unnest):
            for item in query.expressions:
                self._lists[id(query)] = self.element(item)
            return
        for column in scope.columns:
            self._scope_of.setdefault(id(column), scope)
        if isinstance(query, exp.SetOperation):
            left, right = (self._outputs.get(id(side.unnest()), {}) for side in (query.left, query.right))
            pairs = zip(left.items(), right.values(), strict=False)
            self._outputs[id(query)] = {name: together((kind, other)) for (name, kind), other in pairs}
            return
        if isinstance(query, exp.Select):
            self._outputs[id(query)] = {item.alias_or_name: self.of(item) for item in query.expressions}

    def _column(self, column: exp.Column) -> ValueKind:
        clause = column.find_ancestor(exp.Order, exp.Distinct, exp.Select)
        if not column.table and isinstance(clause, (exp.Order, exp.Distinct)):
            # ORDER BY and DISTINCT ON may name an output column, which `qualify` leaves as it is.
            for item in clause.parent.selects if isinstance(clause.parent, exp.Query) else ():
                if item.alias_or_name == column.name:
                    return self.of(item)
        scope = self._scope_of.get(id(column))
        while scope is not None:
            source = scope.sources.get(column.table)
            if isinstance(source, Scope):
                query = source.expression
                if isinstance(query, exp.Unnest):
                    return self._lists.get(id(query), K.UNKNOWN)
                return self._found(column, self._outputs.get(id(query.unnest()), {}))
            if source is not None:
                return self._found(column, self._inputs.get(source.name, {}))
            scope = scope.parent
        self.unresolved.append(column)
        return K.UNKNOWN

    def _found(self, column: exp.Column, columns: Mapping[str, ValueKind]) -> ValueKind:
        kind = columns.get(column.name)
        if kind is None:
            self.unresolved.append(column)
            return K.UNKNOWN
        return kind

    def _infer(self, node: exp.Expr) -> ValueKind:
        if isinstance(node, exp.Column):
            return self._column(node)
        if isinstance(node, exp.Literal):
            return self._literal(node)
        if isinstance(node, (exp.Cast, exp.TryCast)):
            return kind_of_type(node.to.sql("duckdb"))
        if isinstance(node, (exp.Alias, exp.Paren, exp.Neg, exp.Window, exp.Filter, exp.Distinct, exp.Order)):
            inner = node.this
            if inner is None and node.expressions:
                inner = node.expressions[0]
            return self.of(inner)
        if isinstance(node, (exp.Boolean, exp.Predicate, exp.Not, exp.And, exp.Or)):
            return K.BOOLEAN
        if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod)):
            return self._arithmetic(node)
        if isinstance(node, exp.Subquery):
            return next(iter(self.outputs(node).values()), K.UNKNOWN)
        if isinstance(node, exp.Null):
            return K.NULL
        if isinstance(node, exp.Interval):
            return K.INTERVAL
        if isinstance(node, exp.Array):
            return K.LIST
        if isinstance(node, exp.DPipe):
            return K.TEXT
        return self._function(node)

    @staticmethod
    def _literal(node: exp.Literal) -> ValueKind:
        if node.is_string:
            return K.TEXT
        value = str(node.this).lower()
        if "e" in value:
            return K.FLOAT
        return K.DECIMAL if "." in value else K.INTEGER

    def _arithmetic(self, node: exp.Binary) -> ValueKind:
        if isinstance(node, exp.Div):
            return K.FLOAT
        left, right = self.of(node.left), self.of(node.right)
        kinds = {left, right}
        if K.INTERVAL in kinds:
            return K.TIMESTAMP if kinds & {K.DATE, K.TIMESTAMP} else K.INTERVAL
        return together(kinds)

    def _function(self, node: exp.Expr) -> ValueKind:
        rule = FUNCTIONS.get(type(node))
        if rule is None:
            return K.UNKNOWN
        _, result = rule
        if isinstance(result, ValueKind):
            return result
        if isinstance(node, exp.Case):
            results = [branch.args["true"] for branch in node.args["ifs"]]
            return together(self.of(item) for item in (*results, node.args.get("default")))
        if isinstance(node, exp.If):
            return together(self.of(node.args.get(key)) for key in ("true", "false"))
        if result == ELEMENT:
            return self.element(node.this)
        if result == JOINED:
            return together(self.of(item) for item in (node.this, *node.expressions))
        return self.of(node.this)
