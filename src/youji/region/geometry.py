"""The borders of the invented districts, as GeoJSON: a hexagonal lattice shared out among the districts.

Every district grows from a centre of its own over the cells next to it, the cheapest first (Dijkstra's algorithm from
all centres at once, with random costs), so that each is one piece and no cell is nobody's. Corners of cells are moved
a little; neighbours share their corners, so borders fit together without gaps. The city lies around 0° N 0° E, in the
open sea, where no land and nobody is. Coordinates are longitude and latitude in degrees (RFC 7946), five decimals.
"""

from __future__ import annotations

import heapq
import json
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from youji.region.places import Place
from youji.region.randomness import stream

FILE = "divisions.geojson"
CODE, NAME = "division_code", "name"
"""Properties of every feature: the division's six-digit code and its name."""

_CELLS = 46
"""Cells a district, on average."""
_STEP = 0.02
"""Side of a cell in degrees, about 2.2 km."""
_SHIFT = 0.3
"""How far a corner moves at most, in sides of a cell: below a half, no cell turns over."""
_NEXT = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
_CORNERS = ((1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2))
"""Corners of a cell around its middle, in halves of a column and of a side; `_NEXT[i]` lies beyond the edge from
corner i to the next."""

Cell = tuple[int, int]
Corner = tuple[int, int]


def borders(place: Place, seed: int) -> dict[str, Any]:
    """A GeoJSON FeatureCollection: the city, by name only, and a Polygon (MultiPolygon with islands) a district."""
    rng = stream(seed, "borders")
    codes = place.district_codes
    owner = _share_out(_land(rng, _CELLS * len(codes)), len(codes), rng)
    shifts: dict[Corner, tuple[float, float]] = {}
    for corner in sorted({corner for cell in owner for corner in _corners(cell)}):
        angle, length = rng.random() * 2 * math.pi, rng.random() * _SHIFT
        shifts[corner] = (length * math.cos(angle), length * math.sin(angle))
    features: list[dict[str, Any]] = [
        {"type": "Feature", "properties": {CODE: str(place.code), NAME: place.city}, "geometry": None}
    ]
    for number, (code, name) in enumerate(zip(codes, place.districts, strict=True)):
        rings = [[_degrees(corner, shifts[corner]) for corner in ring] for ring in _rings(owner, number)]
        features.append({"type": "Feature", "properties": {CODE: str(code), NAME: name}, "geometry": _geometry(rings)})
    return {"type": "FeatureCollection", "name": f"{place.city}（虚构 / invented）", "features": features}


def written(place: Place, seed: int) -> str:
    """The text of the GeoJSON file, one feature a line; the same place and seed give the same text."""
    found = borders(place, seed)
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in found["features"])
    head = f'{{"type": "FeatureCollection", "name": {json.dumps(found["name"], ensure_ascii=False)}, "features": [\n'
    return f"{head}{lines}\n]}}\n"


def _land(rng: np.random.Generator, count: int) -> list[Cell]:
    """The `count` cells nearest to the middle of an oval with a wavy coast: one piece of land."""
    waves = [(k, 0.16 / k * rng.random(), 2 * math.pi * rng.random()) for k in (2, 3, 5, 7)]

    def farness(cell: Cell) -> float:
        column, row = _middle(cell)
        x, y = column * math.sqrt(3) / 2 / 1.3, row / 2
        angle = math.atan2(y, x)
        return math.hypot(x, y) / (1 + sum(a * math.cos(k * angle + phase) for k, a, phase in waves))

    reach = 2 * math.ceil(math.sqrt(count))
    cells = [(q, r) for q in range(-2 * reach, 2 * reach + 1) for r in range(-reach, reach + 1)]
    nearest = sorted(cells, key=lambda cell: (farness(cell), cell))[:count]
    kept = {(0, 0)}
    edge = [(0, 0)]
    land = set(nearest)
    while edge:
        cell = edge.pop()
        for other in _beside(cell):
            if other in land and other not in kept:
                kept.add(other)
                edge.append(other)
    return sorted(kept)


def _share_out(land: list[Cell], districts: int, rng: np.random.Generator) -> dict[Cell, int]:
    """Which district each cell is in."""
    costs = dict(zip(land, 0.6 + 0.8 * rng.random(len(land)), strict=True))
    queue = [(0.0, centre, number) for number, centre in enumerate(_centres(land, districts, rng))]
    heapq.heapify(queue)
    owner: dict[Cell, int] = {}
    while queue:
        spent, cell, number = heapq.heappop(queue)
        if cell in owner:
            continue
        owner[cell] = number
        for other in _beside(cell):
            if other in costs and other not in owner:
                heapq.heappush(queue, (spent + costs[other], other, number))
    return owner


def _centres(land: list[Cell], districts: int, rng: np.random.Generator) -> list[Cell]:
    """Cells spread over the land: random ones, moved to the middle of their surroundings a few times (Lloyd 1982)."""
    points = np.array([_middle(cell) for cell in land], dtype=np.float64) * [math.sqrt(3) / 2, 0.5]
    middles = points[rng.choice(len(land), size=districts, replace=False)]
    for _ in range(12):
        nearest = ((points[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        middles = np.array(
            [points[nearest == n].mean(axis=0) if (nearest == n).any() else middles[n] for n in range(districts)]
        )
    found: list[Cell] = []
    for x, y in middles:
        order = ((points - [x, y]) ** 2).sum(axis=1).argsort(kind="stable")
        found.append(next(land[i] for i in order if land[i] not in found))
    return found


def _rings(owner: dict[Cell, int], number: int) -> list[list[Corner]]:
    """The closed outlines of a district: outer ones run counter-clockwise, those of holes clockwise.

    Three cells meet in a corner, so at most one outline of a district leaves it.
    """
    following: dict[Corner, Corner] = {}
    for cell in sorted(cell for cell, whose in owner.items() if whose == number):
        corners = _corners(cell)
        for side, other in enumerate(_beside(cell)):
            if owner.get(other) != number:
                following[corners[side]] = corners[(side + 1) % 6]
    rings = []
    while following:
        first = min(following)
        ring, at = [first], following.pop(first)
        while at != first:
            ring.append(at)
            at = following.pop(at)
        rings.append([*ring, first])
    return rings


def _geometry(rings: list[list[tuple[float, float]]]) -> dict[str, Any]:
    outer = [ring for ring in rings if _area(ring) > 0]
    holes = [ring for ring in rings if _area(ring) <= 0]
    if len(outer) == 1:
        return {"type": "Polygon", "coordinates": [*outer, *holes]}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in outer]}


def _area(ring: Iterable[tuple[float, float]]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def _middle(cell: Cell) -> Corner:
    return 2 * cell[0] + cell[1], 3 * cell[1]


def _corners(cell: Cell) -> list[Corner]:
    x, y = _middle(cell)
    return [(x + dx, y + dy) for dx, dy in _CORNERS]


def _beside(cell: Cell) -> Iterator[Cell]:
    return ((cell[0] + dq, cell[1] + dr) for dq, dr in _NEXT)


def _degrees(corner: Corner, shift: tuple[float, float]) -> tuple[float, float]:
    x = corner[0] * math.sqrt(3) / 2 + shift[0]
    y = corner[1] / 2 + shift[1]
    return round(x * _STEP, 5), round(y * _STEP, 5)
