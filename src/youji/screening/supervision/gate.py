"""The safe SQL gate: what passes it reads only its declared inputs and means the same on DuckDB and Spark.

A model's SQL is parsed, checked for shape (`structure`), for values that engines treat differently
(`hazards`), bound by DuckDB against empty tables that hold the declared columns and nothing else, and
rendered again from the tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import duckdb
from sqlglot import MappingSchema, exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision.frontmatter import outside_bounds
from youji.screening.supervision.hazards import check_divisions, check_hazards
from youji.screening.supervision.kinds import Kinds
from youji.screening.supervision.model import (
    AS_OF,
    ROW,
    EvidenceKey,
    Param,
    ParamValue,
    SupervisionModel,
)
from youji.screening.supervision.outputs import check_outputs
from youji.screening.supervision.problem import Problem, Problems
from youji.screening.supervision.render import Dialect, Staged, render, render_staged, substitute
from youji.screening.supervision.structure import check_structure, parse_query

Types = Mapping[str, Mapping[str, str]]
_ANY_DAY = date(2000, 1, 1)
_PARAM = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class CompiledModel:
    """A model ready to run: `sql` in the dialect of one engine, parameters already inside it.

    `output_columns` are in order; `output_types` maps them to DuckDB types; `params` are the values used,
    `inputs` the declared columns of each dataset without `_row`.
    """

    model: SupervisionModel
    sql: str
    output_columns: tuple[str, ...]
    params: Mapping[str, ParamValue]
    inputs: Mapping[str, tuple[str, ...]]
    output_types: Mapping[str, str]
    as_of: date
    dialect: Dialect = "duckdb"
    staged: Staged = field(default_factory=lambda: Staged((), ""))
    """The same query in steps, for Spark; empty for DuckDB."""


@dataclass(frozen=True)
class _Checked:
    tree: exp.Query | None
    output_types: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Key:
    """What a check depends on. The model holds mappings, so it is compared but not hashed."""

    hash: str
    contracts: tuple[Contract, ...]
    model: SupervisionModel = field(hash=False)


def check_model(model: SupervisionModel, contracts: Mapping[str, Contract]) -> list[Problem]:
    """What is wrong with one model's inputs, SQL, output columns and evidence; empty where it may run."""
    return list(_checked(_key(model, contracts)).problems)


def compile_model(
    model: SupervisionModel,
    contracts: Mapping[str, Contract],
    params: Mapping[str, object],
    as_of: date,
    dialect: Dialect = "duckdb",
) -> CompiledModel:
    """The model as SQL for one engine; `params` replace the defaults, `as_of` is the day it looks from.

    ModelError where the model does not pass the gate, or an override is unknown, of another type or out of
    bounds.
    """
    values = resolve_params(model, params)
    return _compiled(_key(model, contracts), _Values.of(values), as_of, dialect)


@dataclass(frozen=True)
class _Values:
    """Values to put into a query. Equal only where they are written alike: 0.1 and 0.10 are of different types."""

    written: tuple[tuple[str, str], ...]
    by_name: Mapping[str, ParamValue] = field(compare=False)

    @classmethod
    def of(cls, values: Mapping[str, ParamValue]) -> _Values:
        return cls(tuple((name, f"{type(value).__name__} {value}") for name, value in values.items()), values)


# A screening compiles a model once, but its cases do so again and again with the same values.
@lru_cache(maxsize=128)
def _compiled(key: _Key, values: _Values, as_of: date, dialect: Dialect) -> CompiledModel:
    checked, model = _checked(key), key.model
    typed = substitute(_passed(model, checked), {**values.by_name, AS_OF: as_of})
    sql = _rendered(typed, dialect, model)
    staged = Staged((), "")
    if dialect == "spark" and isinstance(typed, exp.Query):
        staged = render_staged(typed, dialect)
    types = checked.output_types
    return CompiledModel(model, sql, tuple(types), values.by_name, model.inputs, types, as_of, dialect, staged)


def compile_evidence(
    model: SupervisionModel,
    dataset_key: EvidenceKey,
    contracts: Mapping[str, Contract],
    dialect: Dialect = "duckdb",
    params: Mapping[str, object] | None = None,
    as_of: date | None = None,
) -> str:
    """SQL that yields (alert_id, dataset, row_id), none twice, for the rows that one evidence key finds.

    It reads table `alerts` (`alert_id` and the model's output columns) and the dataset. `params` and
    `as_of` are needed only where the key's condition uses them. ModelError where the model or the condition
    does not pass.
    """
    values: dict[str, ParamValue] = {**resolve_params(model, params or {})}
    used = _PARAM.findall(dataset_key.where or "")
    if as_of is not None:
        values[AS_OF] = as_of
    elif AS_OF in used:
        raise ModelError(f"{model.path}: the evidence of `{dataset_key.dataset}` uses $as_of; pass the day.")
    needed = _Values.of({name: value for name, value in values.items() if name in used})
    return _compiled_evidence(_key(model, contracts), dataset_key, needed, dialect)


@lru_cache(maxsize=512)
def _compiled_evidence(key: _Key, dataset_key: EvidenceKey, values: _Values, dialect: Dialect) -> str:
    model = key.model
    _passed(model, _checked(key))
    problems = Problems()
    tree = _evidence_tree(dataset_key, problems)
    if tree is None:
        raise ModelError(problems.sorted()[0].at(model.path))
    return _rendered(substitute(tree, values.by_name), dialect, model)


def resolve_params(model: SupervisionModel, overrides: Mapping[str, object]) -> dict[str, ParamValue]:
    """Values of all parameters. ModelError for an unknown name, another type, or a value out of bounds."""
    for name in overrides:
        if name not in model.params:
            known = ", ".join(model.params) or "none"
            raise ModelError(f"{model.id}: parameter `{name}` is unknown; it has: {known}.")
    values: dict[str, ParamValue] = {}
    for name, param in model.params.items():
        value = _typed(model, param, overrides[name]) if name in overrides else param.value
        outside = outside_bounds(param, value)
        if outside is not None:
            raise ModelError(f"{model.id}: parameter `{name}` {outside}; choose a value within its bounds.")
        values[name] = value
    return values


def _typed(model: SupervisionModel, param: Param, value: object) -> ParamValue:
    """The override in the parameter's own type; text is read as a command line gives it."""
    try:
        if isinstance(param.value, bool):
            if isinstance(value, bool):
                return value
            return {"true": True, "false": False}[str(value).lower()]
        if isinstance(param.value, str):
            if isinstance(value, str) and "\\" not in value and all(ord(sign) >= 32 for sign in value):
                return value
            raise ValueError
        if isinstance(param.value, date):
            if isinstance(value, date) and not isinstance(value, datetime):
                return value
            return date.fromisoformat(str(value))
        if isinstance(value, (bool, float)):
            raise ValueError
        number = Decimal(str(value))
        if not number.is_finite() or (isinstance(param.value, int) and number != number.to_integral_value()):
            raise ValueError
        if len(number.as_tuple().digits) > 30 or abs(number.adjusted()) > 18:
            raise ValueError
        return int(number) if isinstance(param.value, int) else number
    except (ValueError, KeyError, InvalidOperation) as error:
        wanted = {
            bool: "true or false",
            int: "a whole number",
            Decimal: "a decimal number",
            str: "plain text",
        }
        kind = wanted.get(type(param.value), "a date like 2025-06-30")
        raise ModelError(f"{model.id}: parameter `{param.name}` cannot be {value!r}; give {kind}.") from error


def missing_inputs(model: SupervisionModel, available: Mapping[str, set[str]]) -> list[str]:
    """Datasets (`award`) and columns (`bid.amount`) that are absent and not optional: why it cannot run.

    `available`: dataset → columns that were delivered; a column that is in the contract but was never
    filled is left out by the caller. `_row` need not be named.
    """
    missing: list[str] = []
    for dataset, columns in model.inputs.items():
        optional = model.optional.get(dataset, ())
        if dataset not in available:
            if not model.optional_dataset(dataset):
                missing.append(dataset)
            continue
        missing += [f"{dataset}.{name}" for name in columns if name not in available[dataset] and name not in optional]
    return missing


def _key(model: SupervisionModel, contracts: Mapping[str, Contract]) -> _Key:
    used = tuple(contracts[dataset] for dataset in model.inputs if dataset in contracts)
    return _Key(model.hash, used, model)


def _passed(model: SupervisionModel, checked: _Checked) -> exp.Query:
    if checked.problems or checked.tree is None:
        first, *others = checked.problems
        more = f" ({len(others)} more; run `youji models check {model.id}`)" if others else ""
        raise ModelError(first.at(model.path) + more)
    return checked.tree


def _rendered(tree: exp.Expr, dialect: Dialect, model: SupervisionModel) -> str:
    try:
        return render(tree, dialect)
    except (SqlglotError, RecursionError) as error:
        raise ModelError(f"{model.path}: cannot be written for {dialect} ({error}); use plainer SQL.") from error


@lru_cache(maxsize=256)
def _checked(key: _Key) -> _Checked:
    problems = Problems(key.model.sql_line)
    try:
        tree, types = _check(key.model, {contract.dataset: contract for contract in key.contracts}, problems)
    except RecursionError:
        problems.add(None, "SQL is nested too deeply; use named CTEs.")
        tree, types = None, {}
    return _Checked(tree, types, tuple(problems.sorted()))


def output_types(model: SupervisionModel, contracts: Mapping[str, Contract]) -> Mapping[str, str]:
    """Output column → DuckDB type, in order; ModelError where the model does not pass."""
    checked = _checked(_key(model, contracts))
    _passed(model, checked)
    return checked.output_types


def input_types(model: SupervisionModel, contracts: Mapping[str, Contract]) -> dict[str, dict[str, str]]:
    """Dataset → declared column → DuckDB type, `_row` last. KeyError where a contract lacks one."""
    return {
        dataset: {**{name: contracts[dataset].column(name).type for name in columns}, ROW: "BIGINT"}
        for dataset, columns in model.inputs.items()
    }


def _check_purposes(model: SupervisionModel, contracts: Mapping[str, Contract], problems: Problems) -> None:
    """Datasets kept for different purposes are joined only on a ground for each that is not the model's own."""
    purposes = {name: contracts[name].purpose for name in model.inputs if name in contracts}
    foreign = {purpose for purpose in purposes.values() if purpose != model.purpose}
    if len(set(purposes.values())) > 1:
        for purpose in sorted(foreign - model.purpose_ground.keys()):
            named = ", ".join(f"`{name}`" for name, own in purposes.items() if own == purpose)
            problems.add(
                None,
                f"reads {named}, kept for the purpose `{purpose}`, with data of another purpose; name the article that "
                f"allows it under `purpose_ground.{purpose}`, or leave the data out.",
            )
    for purpose in sorted(model.purpose_ground.keys() - foreign):
        problems.add(None, f"`purpose_ground` names `{purpose}`, for which none of its data is kept; take it out.")


def _check(
    model: SupervisionModel, contracts: Mapping[str, Contract], problems: Problems
) -> tuple[exp.Query | None, Mapping[str, str]]:
    _check_inputs(model, contracts, problems)
    _check_purposes(model, contracts, problems)
    query = parse_query(model.sql, problems)
    if query is None:
        return None, {}
    used = {name for key in model.evidence if key.where is not None for name in _PARAM.findall(key.where)}
    check_structure(query, set(model.inputs), model.params, problems, used)
    check_divisions(query, model.params, problems)
    if problems:
        return None, {}
    types = input_types(model, contracts)
    typed = substitute(query, {**resolve_params(model, {}), AS_OF: _ANY_DAY})
    _check_kinds(model, typed, types, contracts, problems)
    if problems:
        return None, {}
    outputs = _bind(render(typed, "duckdb"), types, problems)
    if outputs is None:
        return None, {}
    check_outputs(model, query, outputs, problems)
    for key in model.evidence:
        if not problems:
            _check_evidence(model, key, types, outputs, problems)
    if not problems:
        try:
            render(typed, "spark")
        except SqlglotError as error:
            problems.add(None, f"cannot be written for Spark ({error}); use plainer SQL.")
    return query, outputs


def _check_inputs(model: SupervisionModel, contracts: Mapping[str, Contract], problems: Problems) -> None:
    line = model.lines.get("inputs")
    for dataset, columns in model.inputs.items():
        if dataset not in contracts:
            sentence = f"no data contract defines dataset `{dataset}`; add one or correct `inputs`."
            problems.extend([Problem(sentence, line)])
            continue
        for name in columns:
            if name not in contracts[dataset].names:
                known = ", ".join(contracts[dataset].names)
                sentence = f"dataset `{dataset}` has no column `{name}`; it has {known}."
                problems.extend([Problem(sentence, line)])


def _check_kinds(
    model: SupervisionModel,
    typed: exp.Expr,
    types: Types,
    contracts: Mapping[str, Contract],
    problems: Problems,
) -> None:
    schema = MappingSchema({name: dict(columns) for name, columns in types.items()}, dialect="duckdb")
    try:
        qualified = qualify(
            typed.copy(),
            schema=schema,
            dialect="duckdb",
            allow_partial_qualification=True,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
    except SqlglotError as error:
        problems.add(None, f"names cannot be resolved ({str(error).splitlines()[0].rstrip('.')}); correct them.")
        return
    kinds = Kinds(qualified, types)
    for column in qualified.find_all(exp.Column):
        kinds.of(column)
    for column in kinds.unresolved:
        owners = [name for name, contract in contracts.items() if column.name in {*contract.names} - {*types[name]}]
        advice = f"add it to `inputs.{owners[0]}`" if owners else "declare it in `inputs`, or correct its name"
        problems.add(column, f"column `{column.sql()}` is not declared; {advice}.")
    if not problems:
        check_hazards(qualified, kinds, problems)


@lru_cache(maxsize=1)
def _empty_database() -> duckdb.DuckDBPyConnection:
    """A database that reaches nothing; kept, because opening one costs more than all that is asked of it."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "threads": 1,
        "lock_configuration": "true",
    }
    return duckdb.connect(":memory:", config=config)


def _bind(sql: str, types: Types, problems: Problems) -> dict[str, str] | None:
    """Column types by DuckDB, which sees empty tables with the declared columns and nothing else."""
    with _empty_database().cursor() as connection:
        # Rolled back at the end: no query sees another's tables.
        connection.begin()
        try:
            for dataset, columns in types.items():
                body = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
                connection.execute(f'CREATE TABLE "{dataset}" ({body})')
            described = connection.execute(f"DESCRIBE {sql}").fetchall()
        except duckdb.Error as error:
            problems.add(None, f"DuckDB refuses the SQL: {str(error).splitlines()[0].rstrip('.')}.")
            return None
        finally:
            connection.rollback()
    return {str(row[0]): str(row[1]) for row in described}


def _evidence_tree(key: EvidenceKey, problems: Problems) -> exp.Query | None:
    condition: exp.Expr | None = None
    if key.where is not None:
        query = parse_query(f"SELECT 1 AS one WHERE {key.where}", problems)
        if query is None:
            return None
        surplus = [name for name, value in query.args.items() if value and name not in ("expressions", "where")]
        if not isinstance(query, exp.Select) or surplus or len(query.expressions) != 1:
            problems.add(None, f"`where` of the evidence of `{key.dataset}` must be one condition over a. and d.")
            return None
        condition = query.args["where"].this
    matches: list[exp.Expr] = [
        exp.EQ(this=exp.column(column, "d"), expression=exp.column(alert, "a")) for column, alert in key.keys
    ]
    if condition is not None:
        matches.append(exp.paren(condition))
    return (
        exp.select(
            exp.alias_(exp.column("alert_id", "a"), "alert_id"),
            exp.alias_(exp.Literal.string(key.dataset), "dataset"),
            exp.alias_(exp.column(ROW, "d"), "row_id"),
        )
        .distinct()
        .from_(exp.alias_(exp.to_table("alerts"), "a", table=True))
        .join(exp.alias_(exp.to_table(key.dataset), "d", table=True), on=exp.and_(*matches), join_type="inner")
    )


def _check_evidence(
    model: SupervisionModel, key: EvidenceKey, types: Types, outputs: Mapping[str, str], problems: Problems
) -> None:
    line = model.lines.get("evidence", 1)
    found = Problems(line)
    tree = _evidence_tree(key, found)
    available = {"alerts": {"alert_id": "VARCHAR", **outputs}, key.dataset: types[key.dataset]}
    if tree is not None:
        check_structure(tree, set(available), model.params, found, used_elsewhere=set(model.params))
        check_divisions(tree, model.params, found)
        for inner in tree.find_all(exp.Subquery, exp.AggFunc, exp.Window, exp.Exists, exp.Select):
            if inner is not tree:
                found.add(None, f"`where` of the evidence of `{key.dataset}` may hold no query or aggregate.")
        for column in tree.find_all(exp.Column):
            source = {"a": "alerts", "d": key.dataset}.get(column.table)
            if source is None or column.name not in available[source]:
                found.add(
                    None,
                    f"evidence of `{key.dataset}` names `{column.sql()}`, which is no column of the alert "
                    "(a.) or a declared column of the dataset (d.); correct it.",
                )
    if tree is not None and not found:
        typed = substitute(tree, {**resolve_params(model, {}), AS_OF: _ANY_DAY})
        check_hazards(typed, Kinds(typed, available), found)
        if not found:
            _bind(render(typed, "duckdb"), available, found)
    problems.extend(Problem(problem.message, line) for problem in found.sorted())
