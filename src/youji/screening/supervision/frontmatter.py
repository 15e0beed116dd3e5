"""Builds a SupervisionModel from the text of its file; every refusal names file, line and key."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from youji.screening.errors import ModelError
from youji.screening.supervision import yaml_nodes
from youji.screening.supervision.model import (
    ALERT_ID,
    AS_OF,
    NAME,
    ROW,
    Citation,
    Entry,
    EvidenceKey,
    Kind,
    Param,
    Severity,
    Status,
    Subject,
    SubjectKind,
    SupervisionModel,
    Text,
    placeholders,
)
from youji.screening.supervision.yaml_nodes import Fields, Source, read_yaml

REQUIRED = (
    "id",
    "title",
    "question",
    "category",
    "entry",
    "status",
    "risk_points",
    "legal_basis",
    "purpose",
    "kind",
    "inputs",
    "subject",
    "grain",
    "increment",
    "severity",
    "evidence",
    "explain",
    "innocent_reasons",
    "first_steps",
)
OPTIONAL = (
    "params",
    "purpose_ground",
    "optional",
    "amount",
    "currency",
    "occurred_on",
    "strength",
    "tags",
    "sources",
    "source_needed",
)
MAX_CHARACTERS = 200_000
_COMMENT = re.compile(r"\A/\*---[ \t]*\n(.*?)^---\*/", re.DOTALL | re.MULTILINE)
_CITATION = re.compile(r"([^#\s]+)#([1-9]\d{0,3})(?:-([1-9]\d?))?(?:\.([1-9]\d?))?")
_Choice = TypeVar("_Choice", bound=StrEnum)
_Bound = int | Decimal | date


def read_model(content: str, path: Path) -> SupervisionModel:
    """The model, with `hash` over the text with line ends as `\\n`. ModelError for anything malformed."""
    content = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(content) > MAX_CHARACTERS:
        raise ModelError(f"{path}: is longer than {MAX_CHARACTERS:,} characters; a model asks one question, split it.")
    match = _COMMENT.match(content)
    if match is None:
        raise ModelError(f"{path}:1: must begin with a comment `/*---` … `---*/` that holds the model's YAML; add it.")
    front = match[1]
    for mark in ("*/", "/*"):
        if mark in front:
            line = front[: front.index(mark)].count("\n") + 2
            raise ModelError(f"{path}:{line}: `{mark}` inside the first comment would break the SQL; reword it.")
    source = Source(str(path), lines_before=1)
    fields = Fields(read_yaml(front, source), source, "", REQUIRED, OPTIONAL)
    _check_name(fields, path)
    inputs = _inputs(fields)
    sql = content[match.end() :]
    return SupervisionModel(
        id=fields.text("id"),
        title=_both(fields.child("title"), source, "title"),
        question=_text(fields.child("question"), source, "question"),
        category=fields.text("category"),
        entry=_choice(fields, "entry", Entry),
        status=_choice(fields, "status", Status),
        kind=_choice(fields, "kind", Kind),
        severity=_choice(fields, "severity", Severity),
        risk_points=_some(fields, "risk_points"),
        legal_basis=_legal_basis(fields),
        purpose=fields.text("purpose"),
        inputs=inputs,
        subject=_subject(fields),
        grain=_columns(fields, "grain"),
        increment=_increment(fields),
        explain=_explain(fields),
        evidence=_evidence(fields, inputs),
        innocent_reasons=_both_list(fields, "innocent_reasons"),
        first_steps=_both_list(fields, "first_steps"),
        sql=sql,
        sql_line=content[: match.end()].count("\n") + 1,
        path=path,
        hash=hashlib.sha256(content.encode()).hexdigest(),
        params={name: _param(name, node, source) for name, node in fields.items("params")},
        purpose_ground=_purpose_ground(fields),
        optional=_optional(fields, inputs),
        amount=fields.optional_text("amount"),
        currency=fields.optional_text("currency"),
        occurred_on=fields.optional_text("occurred_on"),
        strength=fields.optional_text("strength"),
        tags=fields.texts("tags"),
        sources=fields.texts("sources"),
        source_needed=fields.flag("source_needed"),
        lines={key: fields.line(key) for key in fields.values},
    )


def _check_name(fields: Fields, path: Path) -> None:
    if not NAME.fullmatch(fields.text("id")):
        raise fields.refuse("id", "may hold small letters, digits and `_` only; rename it.")
    if fields.text("id") != path.stem:
        raise fields.refuse("id", f"is `{fields.text('id')}`, but the file is called `{path.stem}`; make them equal.")
    folder = path.parent.name
    if folder and fields.text("category") != folder:
        raise fields.refuse(
            "category",
            f"is `{fields.text('category')}`, but the folder is called `{folder}`; make them equal.",
        )


def _choice(fields: Fields, key: str, kind: type[_Choice]) -> _Choice:
    try:
        return kind(fields.text(key))
    except ValueError as error:
        raise fields.refuse(key, f"must be one of {', '.join(kind)}.") from error


def _some(fields: Fields, key: str) -> tuple[str, ...]:
    found = fields.texts(key)
    if not found:
        raise fields.refuse(key, "is empty; name at least one.")
    return found


def _columns(fields: Fields, key: str) -> tuple[str, ...]:
    found = _some(fields, key)
    for name in found:
        if not NAME.fullmatch(name):
            raise fields.refuse(key, f"names `{name}`; a column holds small letters, digits and `_` only.")
    return found


def _text(node: yaml.Node, source: Source, name: str) -> Text:
    """A text in one language stands for both."""
    if isinstance(node, yaml.ScalarNode):
        value = yaml_nodes.text(node, source, name)
        return Text(value, value)
    return _both(node, source, name)


def _both(node: yaml.Node, source: Source, name: str) -> Text:
    if isinstance(node, yaml.ScalarNode):
        raise source.refuse(node, f"key `{name}` must have both languages; write {{zh: …, en: …}}.")
    fields = Fields(node, source, name, ("zh", "en"))
    return Text(fields.text("zh"), fields.text("en"))


def _both_list(fields: Fields, key: str) -> tuple[Text, ...]:
    nodes = yaml_nodes.sequence(fields.child(key), fields.source, key)
    if not nodes:
        raise fields.refuse(key, "is empty; give at least one.")
    return tuple(_both(node, fields.source, key) for node in nodes)


def _legal_basis(fields: Fields) -> tuple[Citation, ...]:
    found: list[Citation] = []
    for node in yaml_nodes.sequence(fields.child("legal_basis"), fields.source, "legal_basis"):
        found.append(_citation(Fields(node, fields.source, "legal_basis", ("article",), ("note",)), "legal_basis"))
    if not found:
        raise fields.refuse("legal_basis", "is empty; a model without a legal ground may not run, cite one.")
    return tuple(found)


def _citation(entry: Fields, label: str) -> Citation:
    match = _CITATION.fullmatch(entry.text("article"))
    if match is None:
        raise entry.refuse("article", "must read law#article, for example 招标投标法实施条例#40 or 政府采购法#22.2.")
    note = _both(entry.child("note"), entry.source, f"{label}.note") if "note" in entry else None
    inserted, clause = (int(part) if part else None for part in match.groups()[2:])
    return Citation(match[1], int(match[2]), inserted, clause, note)


def _purpose_ground(fields: Fields) -> dict[str, Citation]:
    """Purpose → the article on which data kept for it may be used here; the note says why and must be there."""
    found: dict[str, Citation] = {}
    if "purpose_ground" not in fields:
        return found
    for purpose, node in fields.items("purpose_ground"):
        label = f"purpose_ground.{purpose}"
        found[purpose] = _citation(Fields(node, fields.source, label, ("article", "note")), label)
    return found


def _inputs(fields: Fields) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for dataset, node in fields.items("inputs"):
        label = f"inputs.{dataset}"
        if not NAME.fullmatch(dataset):
            raise fields.source.refuse(node, f"key `{label}`: a dataset holds small letters, digits and `_` only.")
        columns = [yaml_nodes.text(item, fields.source, label) for item in
                   yaml_nodes.sequence(node, fields.source, label)]  # fmt: skip
        for name in columns:
            if name != ROW and not NAME.fullmatch(name):
                raise fields.source.refuse(node, f"key `{label}` names `{name}`, which is no column; correct it.")
            if columns.count(name) > 1:
                raise fields.source.refuse(node, f"key `{label}` names `{name}` twice; keep one.")
        found[dataset] = tuple(name for name in columns if name != ROW)
        if not found[dataset]:
            raise fields.source.refuse(node, f"key `{label}` names no column; name those the model reads.")
    if not found:
        raise fields.refuse("inputs", "is empty; name the datasets and columns the model reads.")
    return found


def _optional(fields: Fields, inputs: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A list of datasets, or dataset → list of columns (`all` for the whole dataset)."""
    if "optional" not in fields:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    node = fields.child("optional")
    whole = isinstance(node, yaml.SequenceNode)
    entries = [(name, None) for name in fields.texts("optional")] if whole else [*fields.items("optional")]
    for dataset, value in entries:
        if dataset not in inputs:
            raise fields.refuse("optional", f"names `{dataset}`, which is not among `inputs`; add it there.")
        label = f"optional.{dataset}"
        if value is None or (isinstance(value, yaml.ScalarNode) and value.value == "all"):
            found[dataset] = inputs[dataset]
            continue
        columns = tuple(yaml_nodes.text(item, fields.source, label) for item in
                        yaml_nodes.sequence(value, fields.source, label))  # fmt: skip
        for name in columns:
            if name not in inputs[dataset]:
                raise fields.source.refuse(value, f"key `{label}` names `{name}`, which `inputs.{dataset}` does not.")
        found[dataset] = columns
    return found


def _param(name: str, node: yaml.Node, source: Source) -> Param:
    label = f"params.{name}"
    if not NAME.fullmatch(name) or name == AS_OF:
        raise source.refuse(node, f"key `{label}`: choose another name, of small letters, digits and `_`.")
    fields = Fields(node, source, label, ("value", "unit", "why"), ("minimum", "maximum"))
    value = yaml_nodes.scalar(fields.child("value"), source, f"{label}.value")
    if value is None:
        raise fields.refuse("value", "is empty; give the default.")
    bounds: dict[str, _Bound | None] = {"minimum": None, "maximum": None}
    for key in bounds:
        if key not in fields:
            continue
        bound = yaml_nodes.scalar(fields.child(key), source, f"{label}.{key}")
        if isinstance(value, (bool, str)) or isinstance(bound, (bool, str)) or bound is None:
            raise fields.refuse(key, "needs a number or a date, and so does `value`.")
        if isinstance(bound, date) != isinstance(value, date):
            raise fields.refuse(key, "must be of the same type as `value`.")
        bounds[key] = bound
    # An exact number stays exact; a whole-number default with a fractional bound would round silently.
    if isinstance(value, int) and any(isinstance(bound, Decimal) for bound in bounds.values()):
        raise fields.refuse("value", "is a whole number while a bound is not; write it with a decimal point.")
    why = _text(fields.child("why"), source, f"{label}.why")
    param = Param(name, value, fields.text("unit"), why, bounds["minimum"], bounds["maximum"])
    outside = outside_bounds(param, value)
    if outside is not None:
        raise fields.refuse("value", f"{outside}.")
    return param


def outside_bounds(param: Param, value: object) -> str | None:
    """Why the value breaks the parameter's own bounds, or None. The value has the parameter's type."""
    if isinstance(value, (str, bool)):
        return None
    if param.minimum is not None and value < param.minimum:  # type: ignore[operator]
        return f"is {value}, below its minimum {param.minimum}"
    if param.maximum is not None and value > param.maximum:  # type: ignore[operator]
        return f"is {value}, above its maximum {param.maximum}"
    return None


def _subject(fields: Fields) -> Subject:
    subject = Fields(fields.child("subject"), fields.source, "subject", ("column", "kind"))
    return Subject(subject.text("column"), _choice(subject, "kind", SubjectKind))


def _increment(fields: Fields) -> str | None:
    node = fields.child("increment")
    if isinstance(node, yaml.ScalarNode):
        value = fields.text("increment")
        if value != "full":
            raise fields.refuse("increment", "must be `full` or {by: column}.")
        return None
    by = Fields(node, fields.source, "increment", ("by",)).text("by")
    return None if by == "full" else by


def _explain(fields: Fields) -> Text:
    explain = _both(fields.child("explain"), fields.source, "explain")
    for sentence in (explain.zh, explain.en):
        try:
            placeholders(sentence)
        except ValueError as error:
            raise fields.refuse("explain", f"{error}.") from error
    return explain


def _evidence(fields: Fields, inputs: dict[str, tuple[str, ...]]) -> tuple[EvidenceKey, ...]:
    found: list[EvidenceKey] = []
    for dataset, node in fields.items("evidence"):
        label = f"evidence.{dataset}"
        if dataset not in inputs:
            raise fields.source.refuse(node, f"key `{label}`: `{dataset}` is not among `inputs`; add it there.")
        for item in yaml_nodes.sequence(node, fields.source, label):
            pairs = yaml_nodes.mapping(item, fields.source, label)
            values = {key: yaml_nodes.text(value, fields.source, f"{label}.{key}") for key, (_, value) in pairs.items()}
            where = values.pop("where", None)
            for column, alert in values.items():
                if column not in (*inputs[dataset], ROW):
                    raise fields.source.refuse(
                        item,
                        f"key `{label}` joins by `{column}`, which `inputs.{dataset}` does not name; add it there.",
                    )
                if not (NAME.fullmatch(alert) or alert == ROW) or alert == ALERT_ID:
                    raise fields.source.refuse(item, f"key `{label}.{column}`: `{alert}` is no column of the alert.")
            if not values:
                raise fields.source.refuse(item, f"key `{label}` needs at least one pair dataset_column: alert_column.")
            found.append(EvidenceKey(dataset, tuple(values.items()), where))
    if not found:
        raise fields.refuse("evidence", "is empty; an alert without evidence rows explains nothing, name them.")
    return tuple(found)
