"""A small layered layout for the ties of one lead: the subject on the left, what it leads to on the right.

Layers are distances from the subject; inside a layer, nodes are ordered by the mean place of their neighbours
(the barycentre heuristic of Sugiyama, Tagawa and Toda 1981), swept both ways. Same ties, same drawing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from youji.screening.leads.explain import Lang
from youji.screening.report.data import Bilingual, TieEdge
from youji.screening.report.wording import CERTAINTIES, KINDS, TIES, named

MAX_NODES = 24
_NODE_WIDTH = 164
_NODE_HEIGHT = 46
_COLUMN_GAP = 112
_ROW_GAP = 26
_MARGIN = 10
_LABEL_UNITS = 24
_EDGE_UNITS = 20
_SWEEPS = 6
_BOW = 56
_BOW_ROOM = 112


@dataclass(frozen=True)
class Node:
    """A box: top left corner in SVG units, label cut to fit, and the full label."""

    id: str
    kind: str
    kind_label: Bilingual
    label: str
    full: str
    x: int
    y: int
    width: int
    height: int
    is_subject: bool


@dataclass(frozen=True)
class Edge:
    """A line as an SVG path, with its words at (x, y); several ties between the same two share one line."""

    path: str
    x: int
    y: int
    label: Bilingual
    detail: str
    certainty: str = "certain"
    """`probable` where no tie between the two is certain: the line is broken, and the words say so."""


@dataclass(frozen=True)
class Drawing:
    """A finished layout. `hidden`: nodes beyond `MAX_NODES`, which only the text alternative names."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int
    layers: int


def draw_ties(ties: Sequence[TieEdge], subject_id: str) -> Drawing | None:
    """Lay out the ties around a subject; None when there are none."""
    if not ties:
        return None
    labels, kinds, near = _read(ties)
    start = subject_id if subject_id in near else next(iter(near))
    depth = _distances(near, start)
    shown = sorted(depth, key=lambda node: (depth[node], node != start))[:MAX_NODES]
    layers = _order(shown, depth, near)
    places = _places(layers)
    nodes = tuple(
        Node(
            node,
            kinds[node],
            named(KINDS, kinds[node]),
            fit(labels[node], _LABEL_UNITS),
            labels[node],
            *places[node],
            _NODE_WIDTH,
            _NODE_HEIGHT,
            node == start,
        )
        for layer in layers
        for node in layer
    )
    edges = tuple(_edge(group, places) for group in _grouped(ties) if _ends(group[0]) <= places.keys())
    width = 2 * _MARGIN + len(layers) * _NODE_WIDTH + (len(layers) - 1) * _COLUMN_GAP
    bows = any(depth[group[0].source_id] == depth[group[0].target_id] for group in _grouped(ties))
    tallest = max(len(layer) for layer in layers)
    height = 2 * _MARGIN + tallest * _NODE_HEIGHT + (tallest - 1) * _ROW_GAP
    return Drawing(width + (_BOW_ROOM if bows else 0), height, nodes, edges, len(near) - len(shown), len(layers))


def fit(text: str, units: int) -> str:
    """Cut a text to a width in half-width units (a Chinese sign takes two), with an ellipsis."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if east_asian_width(char) in "WF" else 1
        if used > units:
            return text[: max(index - 1, 0)] + "…"
    return text


def _read(ties: Sequence[TieEdge]) -> tuple[dict[str, str], dict[str, str], dict[str, list[str]]]:
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    near: dict[str, list[str]] = {}
    for tie in ties:
        for node, label, kind in (
            (tie.source_id, tie.source_label, tie.source_kind),
            (tie.target_id, tie.target_label, tie.target_kind),
        ):
            labels.setdefault(node, label or node)
            kinds.setdefault(node, kind)
            near.setdefault(node, [])
        near[tie.source_id].append(tie.target_id)
        near[tie.target_id].append(tie.source_id)
    return labels, kinds, near


def _distances(near: dict[str, list[str]], start: str) -> dict[str, int]:
    depth = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if other not in depth:
                depth[other] = depth[node] + 1
                queue.append(other)
    farthest = max(depth.values())
    for node in near:  # a tie that hangs on nothing goes last, rather than missing
        depth.setdefault(node, farthest + 1)
    return depth


def _order(shown: Sequence[str], depth: dict[str, int], near: dict[str, list[str]]) -> list[list[str]]:
    layers: list[list[str]] = []
    for level in sorted({depth[node] for node in shown}):
        layers.append([node for node in shown if depth[node] == level])
    place = {node: float(index) for layer in layers for index, node in enumerate(layer)}
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            centre = {}
            for node in layer:
                beside = [place[o] for o in near[node] if o in place and depth[o] != depth[node]]
                centre[node] = sum(beside) / len(beside) if beside else place[node]
            layer.sort(key=lambda node: (centre[node], place[node]))
            middle = (len(layer) - 1) / 2
            place.update({node: index - middle for index, node in enumerate(layer)})
    return layers


def _places(layers: list[list[str]]) -> dict[str, tuple[int, int]]:
    tallest = max(len(layer) for layer in layers)
    step = _NODE_HEIGHT + _ROW_GAP
    places = {}
    for column, layer in enumerate(layers):
        top = _MARGIN + (tallest - len(layer)) * step // 2
        for row, node in enumerate(layer):
            places[node] = (_MARGIN + column * (_NODE_WIDTH + _COLUMN_GAP), top + row * step)
    return places


def _grouped(ties: Sequence[TieEdge]) -> list[list[TieEdge]]:
    groups: dict[frozenset[str], list[TieEdge]] = {}
    for tie in ties:
        groups.setdefault(frozenset((tie.source_id, tie.target_id)), []).append(tie)
    return [group for key, group in groups.items() if len(key) == 2]


def _ends(tie: TieEdge) -> set[str]:
    return {tie.source_id, tie.target_id}


def _edge(group: list[TieEdge], places: dict[str, tuple[int, int]]) -> Edge:
    first = group[0]
    left, right = sorted((places[first.source_id], places[first.target_id]))
    middle = _NODE_HEIGHT // 2
    if left[0] == right[0]:  # two in one layer: a bow on their right
        x = left[0] + _NODE_WIDTH
        y1, y2 = left[1] + middle, right[1] + middle
        path = f"M{x} {y1}C{x + _BOW} {y1} {x + _BOW} {y2} {x} {y2}"
        words_y = y1 + (_NODE_HEIGHT + _ROW_GAP) // 2  # between two rows: no other line has words there
        words_x = x + _bow_at((words_y - y1) / (y2 - y1))
    else:
        x1, y1 = left[0] + _NODE_WIDTH, left[1] + middle
        x2, y2 = right[0], right[1] + middle
        half = (x1 + x2) // 2
        path = f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}"
        words_x, words_y = half, (y1 + y2) // 2
    sure: dict[str, bool] = {}
    for tie in group:
        sure[tie.kind] = sure.get(tie.kind, False) or tie.certainty == "certain"
    label = Bilingual(_words(sure, "zh"), _words(sure, "en"))
    detail = next((tie.detail for tie in group if tie.detail), "")
    certainty = "certain" if any(sure.values()) else "probable"
    return Edge(path, words_x, words_y, label, fit(detail, _EDGE_UNITS), certainty)


def _words(sure: Mapping[str, bool], lang: Lang) -> str:
    """The kinds of one line, the certain first; that the others are only probable stands before them, uncut."""
    comma, colon, stop = {"zh": ("、", "：", "；"), "en": (", ", ": ", "; ")}[lang]
    certain, probable = (
        comma.join(named(TIES, kind).get(lang) for kind in sure if sure[kind] is wanted) for wanted in (True, False)
    )
    marked = f"{CERTAINTIES['probable'].get(lang)}{colon}{probable}" if probable else ""
    return fit(stop.join(part for part in (certain, marked) if part), _EDGE_UNITS)


def _bow_at(fraction: float) -> int:
    """How far right a bow stands where it has covered this fraction of its height."""
    low, high = 0.0, 1.0
    for _ in range(12):
        t = (low + high) / 2
        low, high = (t, high) if 3 * t * t - 2 * t**3 < fraction else (low, t)
    return round(3 * (1 - low) * low * _BOW)
