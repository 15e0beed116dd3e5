"""Runs the cases of a model and says, row by row, where the result is another than expected.

The engine is behind the protocol `CaseEngine`, so that one body proves both engines; run on several, a case also has
to give the same rows and the same evidence on each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import TracebackType
from typing import Protocol, Self

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.errors import EngineError, ModelError
from youji.screening.supervision.cases import Case, Cases, Cell, Row
from youji.screening.supervision.gate import CompiledModel, compile_evidence, compile_model, output_types
from youji.screening.supervision.model import ALERT_ID, ROW, SupervisionModel
from youji.screening.supervision.render import Dialect

Value = object
_DUCKDB: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "threads": 1,
    "memory_limit": "512MB",
}


class CaseEngine(Protocol):
    """What running a case needs of an engine."""

    dialect: Dialect

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Sequence[Value]]) -> None:
        """Makes a table of that name; `types`: column → DuckDB type, in the order of the rows' values."""

    def find(self, compiled: CompiledModel) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
        """Runs a model's query: what `rows` gives."""

    def rows(self, sql: str) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
        """Runs a query: column names, and rows of Decimal, date, datetime, int, str, bool or list.

        EngineError where the engine stops at it.
        """

    def close(self) -> None:
        """Gives back what the engine holds of one case."""


class DuckEngine:
    """A case engine on an in-memory DuckDB that cannot reach files or network."""

    dialect: Dialect = "duckdb"

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=_DUCKDB)

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Sequence[Value]]) -> None:
        """Creates or replaces the table and inserts the rows."""
        body = ", ".join(f'"{name}" {type_}' for name, type_ in types.items())
        self._connection.execute(f'CREATE OR REPLACE TABLE "{table}" ({body})')
        if rows:
            marks = ", ".join("?" for _ in types)
            insert = f'INSERT INTO "{table}" VALUES ({marks})'
            self._connection.executemany(insert, [list(row) for row in rows])

    def find(self, compiled: CompiledModel) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
        """Rows of the model's query."""
        return self.rows(compiled.sql)

    def rows(self, sql: str) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
        """Column names and all rows."""
        try:
            cursor = self._connection.execute(sql)
        except duckdb.Error as error:
            raise EngineError(str(error).splitlines()[0]) from error
        names = tuple(str(item[0]) for item in cursor.description or ())
        return names, [tuple(row) for row in cursor.fetchall()]

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class CaseResult:
    """How one case went: `differences` are sentences, empty where it passed."""

    case: Case
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True where the alerts and their evidence were as expected."""
        return not self.differences


EngineFactory = Callable[[], CaseEngine]
Pairs = Mapping[str, frozenset[tuple[str | None, ...]]]
"""Dataset → primary keys of the evidence rows that a case's alerts rest on."""


@dataclass(frozen=True)
class _Outcome:
    """What one engine made of a case. `stopped` is its own sentence where it did not end the query."""

    dialect: Dialect
    rows: tuple[Mapping[str, Value], ...] = ()
    evidence: Pairs | None = None
    stopped: str | None = None


def run_cases(
    model: SupervisionModel,
    cases: Cases,
    contracts: Mapping[str, Contract],
    *factories: EngineFactory,
) -> list[CaseResult]:
    """Runs every case on an engine of each factory (DuckDB where none is given).

    ModelError where the model does not pass the gate or a row is malformed.
    """
    return [run_case(model, cases, case, contracts, *factories) for case in cases.cases]


def run_case(
    model: SupervisionModel,
    cases: Cases,
    case: Case,
    contracts: Mapping[str, Contract],
    *factories: EngineFactory,
) -> CaseResult:
    """Runs one case; on several engines its differences also say where their rows are not the same."""
    reader = _Reader(cases, case)
    for dataset in case.given:
        if dataset not in model.inputs:
            raise reader.refuse(
                case.line, f"gives rows of `{dataset}`, which is not among the model's inputs; remove it."
            )
    outcomes = [_outcome(factory, model, cases, reader, contracts) for factory in factories or (DuckEngine,)]
    named = len(outcomes) > 1
    differences: list[str] = []
    for outcome in outcomes:
        for line in _against_expected(outcome, reader, model, contracts):
            differences.append(f"on {outcome.dialect}: {line}" if named else line)
    for other in outcomes[1:]:
        differences += _apart(outcomes[0], other)
    return CaseResult(case, tuple(differences))


def _outcome(
    factory: EngineFactory,
    model: SupervisionModel,
    cases: Cases,
    reader: _Reader,
    contracts: Mapping[str, Contract],
) -> _Outcome:
    case, keys = reader.case, {}
    engine = factory()
    try:
        compiled = compile_model(model, contracts, case.params or {}, case.as_of or cases.as_of, engine.dialect)
        for dataset, columns in model.inputs.items():
            contract = contracts[dataset]
            types = {**{name: contract.column(name).type for name in columns}, ROW: "BIGINT"}
            rows, keys[dataset] = reader.dataset(contract, columns, case.given.get(dataset, ()))
            engine.fill(dataset, types, rows)
        try:
            names, found = engine.find(compiled)
            evidence = None
            if case.evidence is not None:
                evidence = _evidence(engine, compiled, contracts, names, found, keys)
        except EngineError as error:
            return _Outcome(engine.dialect, stopped=str(error))
    finally:
        engine.close()
    return _Outcome(engine.dialect, tuple(dict(zip(names, row, strict=True)) for row in found), evidence)


def _against_expected(
    outcome: _Outcome, reader: _Reader, model: SupervisionModel, contracts: Mapping[str, Contract]
) -> list[str]:
    if outcome.stopped is not None:
        return [f"the query stops: {outcome.stopped}"]
    types = output_types(model, contracts)
    wanted = [reader.expected(row, types) for row in reader.case.expect]
    differences = _compare_rows(wanted, outcome.rows)
    if outcome.evidence is not None and not differences:
        differences = _compare_evidence(reader, outcome.evidence)
    return differences


def _apart(first: _Outcome, other: _Outcome) -> list[str]:
    """Where two engines differ, in all columns and all evidence."""
    if first.stopped is not None or other.stopped is not None:
        stopped = [outcome.dialect for outcome in (first, other) if outcome.stopped is not None]
        return [f"only {stopped[0]} stops"] if len(stopped) == 1 else []
    where = f"{first.dialect} and {other.dialect} differ: "
    left, right = (sorted(_shown(row) for row in outcome.rows) for outcome in (first, other))
    lines = [f"{where}only {first.dialect} has {row}" for row in (Counter(left) - Counter(right)).elements()]
    lines += [f"{where}only {other.dialect} has {row}" for row in (Counter(right) - Counter(left)).elements()]
    if first.evidence != other.evidence and not lines:
        lines.append(f"{where}they find other rows of evidence")
    return lines


def _compare_rows(wanted: Sequence[Mapping[str, Value]], found: Sequence[Mapping[str, Value]]) -> list[str]:
    pairs = _matching(wanted, found)
    missing = [row for number, row in enumerate(wanted) if number not in pairs.values()]
    left = [row for number, row in enumerate(found) if number not in pairs]
    if not missing and not left:
        return []
    columns = list(dict.fromkeys(name for row in wanted for name in row))
    differences = [f"expected {len(wanted)} alerts, found {len(found)}"] if len(wanted) != len(found) else []
    for row in missing:
        nearest = _nearest(row, left)
        if nearest is None:
            differences.append(f"missing: {_shown(row)}")
            continue
        left.remove(nearest)
        parts = [
            f"{name} is {_text(nearest[name])}, expected {_text(value)}"
            for name, value in row.items()
            if not _same(nearest[name], value)
        ]
        differences.append(f"differs: {_shown(row)}: {'; '.join(parts)}")
    for other in left:
        shown = {name: other[name] for name in columns} if columns else other
        differences.append(f"not expected: {_shown(shown)}")
    return differences


def _matching(wanted: Sequence[Mapping[str, Value]], found: Sequence[Mapping[str, Value]]) -> dict[int, int]:
    """The largest pairing of found rows (by number) with wanted rows they satisfy.

    Two wanted rows may fit one found row, so taking the first fit is not enough: augmenting paths (Kuhn 1955).
    """
    fits = [
        [n for n, other in enumerate(found) if all(_same(other[name], value) for name, value in row.items())]
        for row in wanted
    ]
    taken: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for candidate in fits[row]:
            if candidate in seen:
                continue
            seen.add(candidate)
            if candidate not in taken or place(taken[candidate], seen):
                taken[candidate] = row
                return True
        return False

    for row in range(len(wanted)):
        place(row, set())
    return taken


def _nearest(row: Mapping[str, Value], rows: Sequence[Mapping[str, Value]]) -> Mapping[str, Value] | None:
    scored = [(sum(_same(other[name], value) for name, value in row.items()), other) for other in rows]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] > 0 else None


def _same(found: Value, wanted: Value) -> bool:
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(_same(a, b) for a, b in zip(found, wanted, strict=True))
    return found == wanted


def _text(value: Value) -> str:
    return "null" if value is None else str(value)


def _shown(row: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}={_text(value)}" for name, value in row.items()) or "(a row)"


def _evidence(
    engine: CaseEngine,
    compiled: CompiledModel,
    contracts: Mapping[str, Contract],
    names: Sequence[str],
    found: Sequence[tuple[Value, ...]],
    keys: Mapping[str, Mapping[int, tuple[str | None, ...]]],
) -> Pairs:
    alerts = [(str(number), *row) for number, row in enumerate(found)]
    engine.fill("alerts", {ALERT_ID: "VARCHAR", **{name: compiled.output_types[name] for name in names}}, alerts)
    queries = [
        compile_evidence(compiled.model, key, contracts, engine.dialect, compiled.params, compiled.as_of)
        for key in compiled.model.evidence
    ]
    # One query for all keys: planning is what a small query costs.
    _, pairs = engine.rows(" UNION ALL ".join(f"SELECT dataset, row_id FROM ({sql}) AS pairs" for sql in queries))
    hit: dict[str, set[tuple[str | None, ...]]] = {key.dataset: set() for key in compiled.model.evidence}
    for dataset, row_id in pairs:
        hit[str(dataset)].add(keys[str(dataset)][int(str(row_id))])
    return {dataset: frozenset(rows) for dataset, rows in hit.items()}


def _compare_evidence(reader: _Reader, hit: Pairs) -> list[str]:
    differences: list[str] = []
    for dataset, wanted_cells in (reader.case.evidence or {}).items():
        if dataset not in hit:
            differences.append(f"evidence: the model has no evidence in `{dataset}`")
            continue
        wanted = {cell if isinstance(cell, tuple) else (cell,) for cell in wanted_cells}
        for verb, rows in (("missing", wanted - hit[dataset]), ("not expected", hit[dataset] - wanted)):
            if rows:
                listed = sorted("/".join(_text(part) for part in row) for row in rows)
                differences.append(f"evidence {verb}: {dataset} {', '.join(listed)}")
    return differences


class _Reader:
    """Reads the cells of one case in the types of a contract or of the model's output."""

    def __init__(self, cases: Cases, case: Case) -> None:
        self.case = case
        self._path = cases.path

    def refuse(self, line: int, sentence: str) -> ModelError:
        """A ModelError at a line of the case file."""
        return ModelError(f"{self._path}:{line}: case `{self.case.name}` {sentence}")

    def dataset(
        self, contract: Contract, columns: Iterable[str], rows: Sequence[Row]
    ) -> tuple[list[list[Value]], dict[int, tuple[str | None, ...]]]:
        """Values of the columns and `_row`, counted from 1; and the primary key of each `_row`.

        A column of the contract that is not among the model's inputs may be given, and is checked, but not
        loaded.
        """
        values: list[list[Value]] = []
        keys: dict[int, tuple[str | None, ...]] = {}
        for number, row in enumerate(rows, start=1):
            for name in row.cells:
                if name not in contract.names:
                    raise self.refuse(
                        row.line,
                        f"gives `{contract.dataset}.{name}`, which the contract does not have; correct it.",
                    )
            read = {
                name: self.value(cell, contract.column(name).type, f"{contract.dataset}.{name}", row.line)
                for name, cell in row.cells.items()
            }
            for name, value in read.items():
                codes = [code.value for code in contract.column(name).codes]
                if codes and value is not None and value not in codes:
                    raise self.refuse(
                        row.line,
                        f"gives `{contract.dataset}.{name}` the unknown code `{value}`; use {', '.join(codes)}.",
                    )
            values.append([*(read.get(name) for name in columns), number])
            parts = (row.cells.get(name) for name in contract.key)
            keys[number] = tuple(part if isinstance(part, str) else None for part in parts)
        return values, keys

    def expected(self, row: Row, types: Mapping[str, str]) -> dict[str, Value]:
        """The row of `expect` in the types of the output columns it names."""
        for name in row.cells:
            if name not in types:
                raise self.refuse(
                    row.line,
                    f"expects column `{name}`, which the model does not return; it returns {', '.join(types)}.",
                )
        return {name: self.value(cell, types[name], name, row.line) for name, cell in row.cells.items()}

    def value(self, cell: Cell, type_: str, name: str, line: int) -> Value:
        """One cell in one DuckDB type."""
        if cell is None:
            return None
        if type_.endswith("[]"):
            if not isinstance(cell, tuple):
                raise self.refuse(line, f"gives `{name}` one value; it is a list, write [a, b].")
            return [self.value(part, type_[:-2], name, line) for part in cell]
        if isinstance(cell, tuple):
            raise self.refuse(line, f"gives `{name}` a list; it is one {type_}.")
        try:
            return _parsed(cell, type_)
        except (ValueError, InvalidOperation) as error:
            raise self.refuse(line, f"gives `{name}` the value `{cell}`, which is no {type_}; correct it.") from error


def _parsed(cell: str, type_: str) -> Value:
    if type_ == "VARCHAR":
        return cell
    if type_ == "DATE":
        return date.fromisoformat(cell)
    if type_.startswith("TIMESTAMP"):
        return datetime.fromisoformat(cell)
    if type_ == "BOOLEAN":
        return {"true": True, "false": False}.get(cell.lower()) if cell.lower() in ("true", "false") else _bad()
    if type_.startswith("DECIMAL"):
        precision, _, scale = type_[8:-1].partition(",")
        number = Decimal(cell)
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or -exponent > int(scale or 0):
            return _bad()
        return number if number.adjusted() < int(precision) - int(scale or 0) else _bad()
    return int(cell)


def _bad() -> Value:
    raise ValueError
