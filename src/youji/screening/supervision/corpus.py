"""What must hold for a whole catalogue: cited articles exist and were in force, and a status is earned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import yaml

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision import yaml_nodes
from youji.screening.supervision.gate import check_model
from youji.screening.supervision.model import Status, SupervisionModel, load_model
from youji.screening.supervision.problem import Problem
from youji.screening.supervision.yaml_nodes import Fields, Source


@dataclass(frozen=True)
class Law:
    """One law in one edition: its last article, and since when it is in force (None: not stated)."""

    name: str
    last_article: int
    in_force_from: date | None = None


def packaged_laws() -> Path:
    """The law registry that comes with Youji."""
    return Path(str(files("youji.catalogue"))) / "laws" / "registry.yml"


def packaged_risk_points() -> Path:
    """The list of integrity risk points that comes with Youji."""
    return Path(str(files("youji.catalogue"))) / "risk_points.yml"


def load_laws(path: Path) -> dict[str, tuple[Law, ...]]:
    """Law name → its editions, oldest first: the items of `laws:` (name, last_article, in_force_from).

    ModelError where the file cannot be read or an entry lacks its name or last article. Other keys are left
    alone.
    """
    source, root = _read(path)
    found: dict[str, list[Law]] = {}
    for node in yaml_nodes.sequence(_top(root, source, "laws"), source, "laws"):
        values = yaml_nodes.mapping(node, source, "laws")
        fields = Fields(node, source, "laws", ("name", "last_article"), values)
        since = fields.day("in_force_from") if "in_force_from" in fields else None
        law = Law(fields.text("name"), fields.integer("last_article"), since)
        found.setdefault(law.name, []).append(law)
    return {name: tuple(sorted(laws, key=lambda law: law.in_force_from or date.min)) for name, laws in found.items()}


def load_risk_points(path: Path) -> set[str]:
    """Ids of the risk points: the keys of `risk_points:`, or the `id` of each item where it is a list."""
    source, root = _read(path)
    node = _top(root, source, "risk_points")
    if isinstance(node, yaml.MappingNode):
        return set(yaml_nodes.mapping(node, source, "risk_points"))
    found = set()
    for item in yaml_nodes.sequence(node, source, "risk_points"):
        values = yaml_nodes.mapping(item, source, "risk_points")
        found.add(Fields(item, source, "risk_points", ("id",), values).text("id"))
    return found


def _read(path: Path) -> tuple[Source, yaml.Node]:
    source = Source(str(path))
    try:
        return source, yaml_nodes.read_yaml(path.read_bytes().decode("utf-8-sig"), source)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read as UTF-8 text; check the file.") from error


def _top(root: yaml.Node, source: Source, key: str) -> yaml.Node:
    return Fields(root, source, "", (key,), yaml_nodes.mapping(root, source, "")).child(key)


def check_citations(
    model: SupervisionModel, laws: Mapping[str, Sequence[Law]], as_of: date | None = None
) -> list[Problem]:
    """Every cited article exists, and, where `as_of` is given, is in force on that day.

    A draft or trial model that says `source_needed: true` may cite what the registry does not hold.
    """
    if model.source_needed and model.status in (Status.DRAFT, Status.TRIAL):
        return []
    line = model.lines.get("legal_basis")
    found: list[Problem] = []
    for citation in (*model.legal_basis, *model.purpose_ground.values()):
        editions = laws.get(citation.law, ())
        if not editions:
            sentence = f"cites {citation}, but no law of that name is in the registry; add it, or correct the name."
            found.append(Problem(sentence, line))
            continue
        current = [law for law in editions if as_of is None or law.in_force_from is None or law.in_force_from <= as_of]
        if not current:
            found.append(
                Problem(
                    f"cites {citation}, which is in force only from {editions[0].in_force_from}; cite another.",
                    line,
                )
            )
        elif citation.article > current[-1].last_article:
            last = current[-1].last_article
            found.append(Problem(f"cites {citation}, but the law ends with article {last}; correct it.", line))
    return found


def check_status(model: SupervisionModel) -> list[Problem]:
    """A model that still needs a source is not active."""
    if model.source_needed and model.status is Status.ACTIVE:
        sentence = "is active while `source_needed: true`; find the source, or set `status: trial`."
        return [Problem(sentence, model.lines.get("status"))]
    return []


def check_risk_points(model: SupervisionModel, known: Collection[str]) -> list[Problem]:
    """Every risk point is on the list."""
    return [
        Problem(f"risk point `{name}` is not on the list; correct it, or add it.", model.lines.get("risk_points"))
        for name in model.risk_points
        if name not in known
    ]


def check_files(
    paths: Sequence[Path],
    contracts: Mapping[str, Contract],
    laws: Mapping[str, Sequence[Law]] | None = None,
    risk_points: Collection[str] | None = None,
    as_of: date | None = None,
) -> dict[Path, list[str]]:
    """Every model file with what is wrong with it, as sentences with their place; empty where it is sound.

    Checks the front matter (schema, id, category, severity), the SQL, output and evidence, that ids are
    unique, and, where they are given, cited articles and risk points.
    """
    report: dict[Path, list[str]] = {}
    owners: dict[str, Path] = {}
    for path in paths:
        try:
            model = load_model(path)
        except ModelError as error:
            report[path] = [str(error)]
            continue
        problems = [*check_model(model, contracts), *check_status(model)]
        if laws is not None:
            problems += check_citations(model, laws, as_of)
        if risk_points is not None:
            problems += check_risk_points(model, risk_points)
        if model.id in owners:
            problems.append(Problem(f"id `{model.id}` is already taken by {owners[model.id]}; rename one."))
        owners.setdefault(model.id, path)
        report[path] = [problem.at(path) for problem in problems]
    return report
