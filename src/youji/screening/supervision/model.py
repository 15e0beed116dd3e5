"""The supervision model as the rest of Youji sees it: frozen, typed, and where to load it from.

A model file is SQL whose first comment, `/*--- … ---*/`, is YAML (docs/architecture.md). `load_catalogue`
reads folders of them; what the SQL itself may do is decided by `gate`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from youji.screening.errors import ModelError

ROW = "_row"
AS_OF = "as_of"
ALERT_ID = "alert_id"
NAME = re.compile(r"[a-z][a-z0-9_]*")
FORMATS = frozenset({"money", "percent", "date", "number", "party", "tender", "masked"})
ParamValue = int | Decimal | date | str | bool


class Entry(StrEnum):
    """What the question starts from: 人, 事, 钱, 物."""

    PERSON = "person"
    MATTER = "matter"
    MONEY = "money"
    THING = "thing"


class Status(StrEnum):
    """How far the evidence for the model reaches; it rises on evidence only."""

    DRAFT = "draft"
    TRIAL = "trial"
    ACTIVE = "active"
    RETIRED = "retired"


class Kind(StrEnum):
    """What has to be recomputed when rows arrive: the row, a keyed window, an aggregate, or ties."""

    ROW = "row"
    WINDOW = "window"
    AGGREGATE = "aggregate"
    GRAPH = "graph"


class Severity(StrEnum):
    """How grave the matter is if it turns out to be true."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class SubjectKind(StrEnum):
    """Whom or what an alert is about."""

    ORGANISATION = "organisation"
    PERSON = "person"
    TENDER = "tender"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The English text for `en`, else the Chinese one."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True)
class Param:
    """One parameter: its default, unit and ground, and between which bounds an office may set it."""

    name: str
    value: ParamValue
    unit: str
    why: Text
    minimum: int | Decimal | date | None = None
    maximum: int | Decimal | date | None = None

    @property
    def is_threshold(self) -> bool:
        """True for numbers and dates: those have an edge, which the cases must show."""
        return not isinstance(self.value, (str, bool))


@dataclass(frozen=True)
class Citation:
    """One article of law: 招标投标法#40, 刑法#388-1 (第三百八十八条之一), 政府采购法#22.2 (第二款)."""

    law: str
    article: int
    inserted: int | None = None
    """n of 之n, for an article that an amendment put in."""
    clause: int | None = None
    note: Text | None = None
    """Gist of the article in our own words."""

    def __str__(self) -> str:
        inserted = f"-{self.inserted}" if self.inserted is not None else ""
        clause = f".{self.clause}" if self.clause is not None else ""
        return f"{self.law}#{self.article}{inserted}{clause}"


@dataclass(frozen=True)
class Subject:
    """The output column that names the subject, and what it is."""

    column: str
    kind: SubjectKind


@dataclass(frozen=True)
class EvidenceKey:
    """How an alert finds its rows in one dataset: pairs (dataset column, alert column), and a condition."""

    dataset: str
    keys: tuple[tuple[str, str], ...]
    where: str | None = None


@dataclass(frozen=True)
class SupervisionModel:
    """One supervision model. `inputs` leaves `_row` out: every input has it.

    `optional` says which input columns may be missing; where it lists all of a dataset's columns, so may
    the dataset. `sql` is the file's text after the comment, `sql_line` the file's line on which it begins,
    `lines` the line of each top-level key, `hash` the SHA-256 of the file with line ends as `\\n`.
    """

    id: str
    title: Text
    question: Text
    category: str
    entry: Entry
    status: Status
    kind: Kind
    severity: Severity
    risk_points: tuple[str, ...]
    legal_basis: tuple[Citation, ...]
    purpose: str
    inputs: Mapping[str, tuple[str, ...]]
    subject: Subject
    grain: tuple[str, ...]
    increment: str | None
    """The output column to recompute by when rows arrive; None: the whole model (`full`)."""
    explain: Text
    evidence: tuple[EvidenceKey, ...]
    innocent_reasons: tuple[Text, ...]
    first_steps: tuple[Text, ...]
    sql: str
    sql_line: int
    path: Path
    hash: str
    params: Mapping[str, Param] = field(default_factory=dict)
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    amount: str | None = None
    currency: str | None = None
    occurred_on: str | None = None
    strength: str | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Where a method or formula comes from."""
    purpose_ground: Mapping[str, Citation] = field(default_factory=dict)
    """Purpose of a dataset other than `purpose` → the article that allows its use here, and why."""
    source_needed: bool = False
    """True while an article or a threshold is not confirmed by a source; such a model is never active."""
    lines: Mapping[str, int] = field(default_factory=dict)

    def optional_dataset(self, dataset: str) -> bool:
        """True where the whole dataset may be missing."""
        return set(self.inputs[dataset]) <= set(self.optional.get(dataset, ()))

    @property
    def placeholders(self) -> tuple[tuple[str, str | None], ...]:
        """(column, format) of every placeholder in `explain`, in either language, in order, none repeated."""
        return tuple(dict.fromkeys((*placeholders(self.explain.zh), *placeholders(self.explain.en))))


_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::([a-z]+))?\}")


def placeholders(sentence: str) -> list[tuple[str, str | None]]:
    """(column, format) of each `{column}` or `{column:format}`; ValueError for stray braces and formats."""
    found = [(match[1], match[2]) for match in _PLACEHOLDER.finditer(sentence)]
    rest = _PLACEHOLDER.sub("", sentence)
    if "{" in rest or "}" in rest:
        raise ValueError("holds a brace that is no placeholder; write {column} or {column:format}")
    for column, style in found:
        if style is not None and style not in FORMATS:
            raise ValueError(f"gives `{column}` the unknown format `{style}`; use one of {', '.join(sorted(FORMATS))}")
    return found


def load_model(path: Path) -> SupervisionModel:
    """Reads one model file; ModelError where it is malformed. Its SQL is checked by the gate."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise ModelError(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    return parse_model(content, path)


def parse_model(content: str, path: Path) -> SupervisionModel:
    """Reads a model from its text; `path` gives its id (file name) and category (folder name)."""
    from youji.screening.supervision.frontmatter import read_model

    return read_model(content, path)


def packaged_models() -> Path:
    """The folder of the models that come with Youji, one subfolder a category."""
    return Path(str(files("youji.catalogue"))) / "models"


def model_files(folders: Sequence[Path] | None = None) -> list[Path]:
    """Every `<category>/<id>.sql` below the folders, sorted; without folders, below the packaged one."""
    found: list[Path] = []
    for folder in folders if folders is not None else (packaged_models(),):
        if not folder.is_dir():
            raise ModelError(f"{folder}: no such folder of supervision models; check the path.")
        found += sorted(folder.glob("*/*.sql"))
    return found


def load_catalogue(folders: Sequence[Path] | None = None) -> dict[str, SupervisionModel]:
    """Models by id. ModelError for the first malformed file, and where two files claim one id."""
    models: dict[str, SupervisionModel] = {}
    for path in model_files(folders):
        model = load_model(path)
        if model.id in models:
            raise ModelError(
                f"{path}: id `{model.id}` is already taken by {models[model.id].path}; ids are never reused, "
                "rename one."
            )
        models[model.id] = model
    return models
