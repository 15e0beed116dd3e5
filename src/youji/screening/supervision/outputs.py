"""Checks that a model returns what its front matter promises: every role has its column, in an exact type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from youji.screening.supervision.functions import ValueKind
from youji.screening.supervision.kinds import kind_of_type
from youji.screening.supervision.model import ALERT_ID, SupervisionModel
from youji.screening.supervision.problem import Problem, Problems

K = ValueKind
_EXACT = frozenset({K.TEXT, K.INTEGER, K.DECIMAL, K.DATE, K.TIMESTAMP, K.BOOLEAN})
_RESERVED = frozenset({ALERT_ID, "model_id", "facts"})


def check_outputs(model: SupervisionModel, query: exp.Query, types: Mapping[str, str], problems: Problems) -> None:
    """Notes missing, repeated, badly named and inexact output columns. `types`: column → DuckDB type."""
    names = [name.lower() for name in query.named_selects]
    for name in names:
        if names.count(name) > 1:
            problems.add(None, f"output column `{name}` is returned twice; name each once.")
    for name, type_ in types.items():
        if name in _RESERVED:
            problems.add(None, f"output column `{name}` is a name the engine uses; choose another.")
        if type_ == "HUGEINT":
            problems.add(
                None,
                f"output column `{name}` is a sum of whole numbers (HUGEINT); write CAST({name} AS BIGINT).",
            )
        elif kind_of_type(type_) is K.FLOAT:
            problems.add(None, f"output column `{name}` is floating point; round it and CAST it to DECIMAL(p, s).")
        elif kind_of_type(type_) not in _EXACT and kind_of_type(type_) is not K.LIST:
            problems.add(None, f"output column `{name}` is of type {type_}; return text, number or date.")
    for role, column in _roles(model):
        line = model.lines.get(role.split(".")[0])
        if column not in types:
            sentence = f"`{role}` names column `{column}`, which the SQL does not return; add it to the last SELECT."
            problems.extend([Problem(sentence, line)])
            continue
        wanted = _WANTED.get(role)
        if wanted is not None and kind_of_type(types[column]) is not wanted:
            sentence = f"`{role}` column `{column}` is {types[column]}; CAST it to {_TYPE[wanted]}."
            problems.extend([Problem(sentence, line)])


_WANTED = {
    "amount": K.DECIMAL,
    "strength": K.DECIMAL,
    "occurred_on": K.DATE,
    "currency": K.TEXT,
    "subject": K.TEXT,
}
_TYPE = {K.DECIMAL: "DECIMAL(p, s)", K.DATE: "DATE", K.TEXT: "VARCHAR"}


def _roles(model: SupervisionModel) -> Iterator[tuple[str, str]]:
    yield "subject", model.subject.column
    for name in model.grain:
        yield "grain", name
    for role, column in (
        ("amount", model.amount),
        ("currency", model.currency),
        ("occurred_on", model.occurred_on),
        ("strength", model.strength),
        ("increment", model.increment),
    ):
        if column is not None:
            yield role, column
    for name, _ in model.placeholders:
        yield "explain", name
    for key in model.evidence:
        for _, alert in key.keys:
            yield f"evidence.{key.dataset}", alert
