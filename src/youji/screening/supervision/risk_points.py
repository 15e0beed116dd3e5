"""The list of integrity risk points, and which models cover which of them.

A risk point is a step of a trade at which power can be misused: which bodies take it, who holds the post, what is
decided there, and the openings it leaves. A point is covered when an active model names it; models in trial or draft
are shown, but count for nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from youji.screening.errors import ModelError
from youji.screening.supervision import yaml_nodes
from youji.screening.supervision.model import Status, SupervisionModel, Text
from youji.screening.supervision.yaml_nodes import Fields, Source

_REQUIRED = ("id", "zh", "en", "category", "step", "openings")
_OPTIONAL = ("department", "posts", "powers")


@dataclass(frozen=True)
class RiskPoint:
    """One step at which power can be misused. Posts and powers are empty where nobody has written them down yet."""

    id: str
    name: Text
    category: str
    step: int
    """Its place within the category, from 1."""
    openings: tuple[Text, ...]
    department: Text | None = None
    posts: tuple[Text, ...] = ()
    powers: tuple[Text, ...] = ()


@dataclass(frozen=True)
class CategoryCoverage:
    """The matrix of one category: its points in order, and the models that name any of them, by id."""

    category: str
    points: tuple[RiskPoint, ...]
    models: tuple[SupervisionModel, ...]

    def covering(self, point: RiskPoint) -> tuple[SupervisionModel, ...]:
        """The models that name the point, whatever their status."""
        return tuple(model for model in self.models if point.id in model.risk_points)

    def covered(self, point: RiskPoint) -> bool:
        """Whether an active model names the point."""
        return any(model.status is Status.ACTIVE for model in self.covering(point))

    @property
    def uncovered(self) -> tuple[RiskPoint, ...]:
        """The points that no active model names."""
        return tuple(point for point in self.points if not self.covered(point))


def read_risk_points(path: Path) -> tuple[RiskPoint, ...]:
    """All risk points of the file, in its order; ModelError names file, line and key where an entry is malformed."""
    source = Source(str(path))
    try:
        root = yaml_nodes.read_yaml(path.read_bytes().decode("utf-8-sig"), source)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read as UTF-8 text; check the file.") from error
    top = Fields(root, source, "", ("risk_points",))
    found: dict[str, RiskPoint] = {}
    for node in yaml_nodes.sequence(top.child("risk_points"), source, "risk_points"):
        fields = Fields(node, source, "risk_points", _REQUIRED, _OPTIONAL)
        point = RiskPoint(
            id=fields.text("id"),
            name=Text(fields.text("zh"), fields.text("en")),
            category=fields.text("category"),
            step=fields.integer("step"),
            openings=_texts(fields, "openings"),
            department=_text(fields.child("department"), source) if "department" in fields else None,
            posts=_texts(fields, "posts"),
            powers=_texts(fields, "powers"),
        )
        if point.id in found:
            raise fields.refuse("id", f"`{point.id}` is taken by an earlier entry; rename one.")
        found[point.id] = point
    return tuple(found.values())


def coverage(points: Sequence[RiskPoint], models: Iterable[SupervisionModel]) -> tuple[CategoryCoverage, ...]:
    """One matrix a category, in the order of the list; retired models cover nothing and are left out."""
    living = sorted((m for m in models if m.status is not Status.RETIRED), key=lambda m: m.id)
    found = []
    for category in dict.fromkeys(point.category for point in points):
        own = tuple(sorted((p for p in points if p.category == category), key=lambda p: p.step))
        names = {point.id for point in own}
        found.append(CategoryCoverage(category, own, tuple(m for m in living if names & set(m.risk_points))))
    return tuple(found)


def _texts(fields: Fields, key: str) -> tuple[Text, ...]:
    if key not in fields:
        return ()
    nodes = yaml_nodes.sequence(fields.child(key), fields.source, fields.full(key))
    if not nodes:
        raise fields.refuse(key, "is empty; give at least one.")
    return tuple(_text(node, fields.source) for node in nodes)


def _text(node: yaml.Node, source: Source) -> Text:
    both = Fields(node, source, "risk_points", ("zh", "en"))
    return Text(both.text("zh"), both.text("en"))
