"""Case files: rows in, alerts out. What a case file says, and whether a model has the cases it needs.

A case file is `catalogue/cases/<category>/<id>.yml` (docs/architecture.md). `case_run` runs them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import yaml

from youji.screening.errors import ModelError
from youji.screening.supervision import yaml_nodes
from youji.screening.supervision.model import SupervisionModel
from youji.screening.supervision.problem import Problem
from youji.screening.supervision.yaml_nodes import Fields, Source

Cell = str | tuple[str | None, ...] | None
"""A value as it was written: text, a list of texts, or null."""


class Shows(StrEnum):
    """What a case is there to show."""

    HIT = "hit"
    MISS = "miss"
    EDGE = "edge"
    INNOCENT = "innocent"
    MISSING_DATA = "missing_data"


@dataclass(frozen=True)
class Row:
    """One row of `given` or `expect`, and the line it stands on."""

    cells: Mapping[str, Cell]
    line: int


@dataclass(frozen=True)
class Case:
    """One case. `edge_of`: whose edge it shows; `evidence` is None where it is not compared."""

    name: str
    shows: Shows
    given: Mapping[str, tuple[Row, ...]]
    expect: tuple[Row, ...]
    line: int
    innocent_reason: int | None = None
    edge_of: tuple[str, ...] = ()
    params: Mapping[str, object] | None = None
    evidence: Mapping[str, tuple[Cell, ...]] | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Cases:
    """One case file."""

    model: str
    as_of: date
    cases: tuple[Case, ...]
    path: Path


def packaged_cases() -> Path:
    """The folder of the cases that come with Youji, one subfolder a category."""
    return Path(str(files("youji.catalogue"))) / "cases"


def cases_path(model: SupervisionModel) -> Path:
    """Where a model's cases are: `cases/<category>/<id>.yml` beside the `models` folder it came from."""
    return model.path.parent.parent.parent / "cases" / model.category / f"{model.id}.yml"


def load_cases(path: Path) -> Cases:
    """Reads a case file. ModelError where it is missing or malformed, with file, line and key."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ModelError(f"{path}: no cases can be read ({error.strerror}); write the case file.") from error
    except UnicodeDecodeError as error:
        raise ModelError(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    return parse_cases(content, path)


def parse_cases(content: str, path: Path) -> Cases:
    """Reads a case file from its text."""
    source = Source(str(path))
    fields = Fields(yaml_nodes.read_yaml(content, source), source, "", ("model", "as_of", "cases"))
    if fields.text("model") != path.stem:
        raise fields.refuse("model", f"is `{fields.text('model')}`, but the file is called `{path.stem}`.")
    found: list[Case] = []
    for node in yaml_nodes.sequence(fields.child("cases"), source, "cases"):
        case = _case(node, source)
        if case.name in {other.name for other in found}:
            raise source.refuse(node, f"two cases are called `{case.name}`; rename one.")
        found.append(case)
    if not found:
        raise fields.refuse("cases", "is empty; write at least one case.")
    return Cases(fields.text("model"), fields.day("as_of"), tuple(found), path)


def _case(node: yaml.Node, source: Source) -> Case:
    optional = ("innocent_reason", "param", "params", "evidence", "as_of")
    fields = Fields(node, source, "case", ("name", "shows", "given", "expect"), optional)
    try:
        shows = Shows(fields.text("shows"))
    except ValueError as error:
        raise fields.refuse("shows", f"must be one of {', '.join(Shows)}.") from error
    if ("innocent_reason" in fields) != (shows is Shows.INNOCENT):
        raise source.refuse(node, "`innocent_reason` goes with `shows: innocent`, and only with it; correct the case.")
    edge_of: tuple[str, ...] = ()
    if "param" in fields:
        listed = isinstance(fields.child("param"), yaml.SequenceNode)
        edge_of = fields.texts("param") if listed else (fields.text("param"),)
    if bool(edge_of) != (shows is Shows.EDGE):
        raise source.refuse(node, "`param` goes with `shows: edge`, and only with it; name the parameter.")
    given = {dataset: tuple(_rows(value, source, f"given.{dataset}")) for dataset, value in fields.items("given")}
    params = {name: yaml_nodes.scalar(value, source, f"params.{name}") for name, value in fields.items("params")}
    evidence = None
    if "evidence" in fields:
        evidence = {
            dataset: tuple(_cell(item, source, f"evidence.{dataset}") for item in
                           yaml_nodes.sequence(value, source, f"evidence.{dataset}"))
            for dataset, value in fields.items("evidence")
        }  # fmt: skip
    return Case(
        name=fields.text("name"),
        shows=shows,
        given=given,
        expect=tuple(_rows(fields.child("expect"), source, "expect")),
        line=yaml_nodes.line_of(node, source),
        innocent_reason=fields.integer("innocent_reason") if "innocent_reason" in fields else None,
        edge_of=edge_of,
        params=params or None,
        evidence=evidence,
        as_of=fields.day("as_of") if "as_of" in fields else None,
    )


def _rows(node: yaml.Node, source: Source, name: str) -> list[Row]:
    found: list[Row] = []
    for item in yaml_nodes.sequence(node, source, name):
        cells = {
            key: _cell(value, source, f"{name}.{key}")
            for key, (_, value) in yaml_nodes.mapping(item, source, name).items()
        }
        found.append(Row(cells, yaml_nodes.line_of(item, source)))
    return found


def _cell(node: yaml.Node, source: Source, name: str) -> Cell:
    if isinstance(node, yaml.SequenceNode):
        return tuple(yaml_nodes.raw(item, source, name) for item in node.value)
    return yaml_nodes.raw(node, source, name)


def lacking_cases(model: SupervisionModel, cases: Cases) -> list[Problem]:
    """What the file lacks: a hit, a miss, both sides of every edge, every innocent reason, missing data.

    An edge has two sides when two cases for the parameter expect different alerts: one that is found and
    one that is not, or, for a parameter that shapes a value instead of deciding, two values.
    """
    found: list[Problem] = []
    shown = [case.shows for case in cases.cases]
    for case in cases.cases:
        found += _contradictions(model, case)
    hits = [case for case in cases.cases if case.shows is Shows.HIT and case.expect]
    if not hits:
        found.append(Problem("no case shows a hit; add one with `shows: hit`."))
    if Shows.MISS not in shown:
        found.append(Problem("no case shows a clear miss; add one with `shows: miss` and `expect: []`."))
    if Shows.MISSING_DATA not in shown:
        found.append(Problem("no case shows missing data; add one with `shows: missing_data`."))
    for number, reason in enumerate(model.innocent_reasons):
        if not any(case.innocent_reason == number for case in cases.cases):
            found.append(
                Problem(
                    f"innocent reason {number} ({reason.zh}) has no case; add one with `innocent_reason: {number}`."
                )
            )
    for name, param in model.params.items():
        edges = [case for case in cases.cases if name in case.edge_of]
        if param.is_threshold and not _differ(edges):
            found.append(
                Problem(
                    f"parameter `{name}` has no edge pair; add two cases with `shows: edge` and `param: "
                    f"{name}`, one just inside and one just outside, whose `expect` differ."
                )
            )
    return found


def _contradictions(model: SupervisionModel, case: Case) -> list[Problem]:
    found: list[Problem] = []
    if case.shows is Shows.HIT and not case.expect:
        found.append(Problem(f"case `{case.name}` shows a hit but expects no alert; correct one.", case.line))
    if case.shows is Shows.MISS and case.expect:
        found.append(Problem(f"case `{case.name}` shows a miss but expects an alert; correct one.", case.line))
    for name in case.edge_of:
        if name not in model.params:
            found.append(Problem(f"case `{case.name}` names the unknown parameter `{name}`; correct it.", case.line))
    if case.innocent_reason is not None and not 0 <= case.innocent_reason < len(model.innocent_reasons):
        found.append(
            Problem(
                f"case `{case.name}` names innocent reason {case.innocent_reason}, but the model has "
                f"{len(model.innocent_reasons)}, counted from 0; correct it.",
                case.line,
            )
        )
    return found


def _differ(edges: Sequence[Case]) -> bool:
    return any(
        [row.cells for row in one.expect] != [row.cells for row in two.expect]
        for number, one in enumerate(edges)
        for two in edges[number + 1 :]
    )
