"""Borders of administrative divisions from GeoJSON (RFC 7946), and the map drawn of them.

A file is a FeatureCollection of polygons; a feature without a geometry names a division that is not drawn. Each tells
its division code (GB/T 2260) in its property `division_code`, `adcode` or `code`, or as its `id`, and its name in
`name`. Files are small beside data: they are read whole. The drawing is equirectangular about the middle latitude: no
eye tells it from better ones at this size.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from youji.screening.errors import GeometryError

CODE_PROPERTIES = ("division_code", "adcode", "code")
WIDTH = 330
"""Width of a map in SVG units."""
_TALLEST = 400
_GRID = 28
Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Feature:
    """One division: `rings` of (longitude, latitude), outer ones and holes alike; none where it is only named."""

    code: str
    name: str
    rings: tuple[Points, ...]

    @property
    def stem(self) -> str:
        """The code without trailing pairs of zeros: what codes of divisions within it begin with."""
        return re.sub(r"(?<=..)(00)+$", "", self.code[:6]) + ("" if set(self.code[6:]) <= {"0"} else self.code[6:])


@dataclass(frozen=True)
class Geometry:
    """The divisions that can be drawn, each code once."""

    features: tuple[Feature, ...]

    @property
    def digits(self) -> int:
        """Digits of the longest code that is not a mere filling with zeros."""
        return max(len(feature.stem) for feature in self.features)

    @property
    def drawn(self) -> tuple[Feature, ...]:
        """The features with borders that hold no other such feature: a city would hide its districts."""
        outlined = [feature for feature in self.features if feature.rings]
        return tuple(f for f in outlined if not any(o is not f and o.stem.startswith(f.stem) for o in outlined))

    def unit(self, code: str) -> str | None:
        """The code of the smallest feature that a division lies in, or None."""
        within = [f for f in self.features if code.startswith(f.stem)]
        return max(within, key=lambda f: len(f.stem)).code if within else None


@dataclass(frozen=True)
class Shape:
    """One division on the map: its outline as an SVG path, and where its label is centred, in SVG units."""

    code: str
    name: str
    path: str
    x: int
    y: int
    room: int
    """How much room the label has to either side."""


@dataclass(frozen=True)
class MapDrawing:
    """A map `width` by `height` SVG units."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def read_geometry(files: Iterable[Path]) -> Geometry | None:
    """The divisions of all files together; None where there is no file.

    `GeometryError` names the file and feature that is malformed, or a code that two features claim.
    """
    features: dict[str, Feature] = {}
    for file in files:
        for number, entry in enumerate(_entries(file), 1):
            feature = _feature(entry, f"{file}: feature {number}")
            if feature.code in features:
                raise GeometryError(
                    f"{file}: feature {number}: division {feature.code} is drawn already; keep one of the two."
                )
            features[feature.code] = feature
    return Geometry(tuple(features[code] for code in sorted(features))) if features else None


def draw_map(geometry: Geometry) -> MapDrawing | None:
    """The smallest divisions that have borders on one sheet, north up; None where none has."""
    drawn = geometry.drawn
    if not drawn:
        return None
    points = np.concatenate([ring for feature in drawn for ring in feature.rings])
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    narrowing = math.cos(math.radians((south + north) / 2))
    across, down = max((east - west) * narrowing, 1e-9), max(north - south, 1e-9)
    unit = min((WIDTH - 8) / across, _TALLEST / down)
    left = (WIDTH - across * unit) / 2

    def placed(ring: Points) -> Points:
        x = left + (ring[:, 0] - west) * narrowing * unit
        y = 4 + (north - ring[:, 1]) * unit
        return np.column_stack([x, y])

    shapes = []
    for feature in drawn:
        rings = [placed(ring) for ring in feature.rings]
        x, y, room = _inner_place(rings)
        shapes.append(Shape(feature.code, feature.name, "".join(map(_path, rings)), x, y, room))
    return MapDrawing(WIDTH, math.ceil(down * unit) + 8, tuple(shapes))


def _entries(file: Path) -> Sequence[Mapping[str, Any]]:
    try:
        root = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GeometryError(f"{file}: cannot be read ({error.strerror}); check the path.") from error
    except ValueError as error:
        raise GeometryError(f"{file}: is not JSON in UTF-8; give a GeoJSON FeatureCollection.") from error
    entries = root.get("features") if isinstance(root, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise GeometryError(f"{file}: is no GeoJSON FeatureCollection; give one with a feature for each division.")
    return entries


def _feature(entry: Mapping[str, Any], where: str) -> Feature:
    properties = entry.get("properties")
    told = properties if isinstance(properties, dict) else {}
    codes = [told.get(name) for name in CODE_PROPERTIES] + [entry.get("id")]
    code = next((str(value) for value in codes if value not in (None, "")), "")
    if not re.fullmatch(r"[0-9]{6}([0-9]{3}|[0-9]{6})?", code):
        raise GeometryError(
            f"{where}: has no division code of 6, 9 or 12 digits; write it as the property `{CODE_PROPERTIES[0]}`."
        )
    name = str(told.get("name") or "")
    if "geometry" in entry and entry["geometry"] is None:
        return Feature(code, name, ())
    shape = entry.get("geometry")
    shape = shape if isinstance(shape, dict) else {}
    try:
        polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
        rings = tuple(_ring(ring) for polygon in polygons for ring in polygon)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise GeometryError(f"{where}: is neither a Polygon nor a MultiPolygon; give its outline as one.") from error
    if not rings:
        raise GeometryError(f"{where}: has no outline; give one, or leave the feature out.")
    return Feature(code, name, rings)


def _ring(points: Sequence[Sequence[float]]) -> Points:
    ring = np.array([(point[0], point[1]) for point in points], dtype=np.float64)
    if len(ring) < 4 or not np.isfinite(ring).all():
        raise ValueError("a ring has four positions or more")
    return ring


def _path(ring: Points) -> str:
    """The ring on a grid of half a unit, without points that add nothing: a page stays small however fine the file."""
    grid = np.rint(ring * 2).astype(np.int64)
    kept: list[tuple[int, int]] = []
    for x, y in map(tuple, grid.tolist()):
        if kept and kept[-1] == (x, y):
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2], kept[-1]
            if (bx - ax) * (y - by) == (by - ay) * (x - bx):
                kept.pop()
        kept.append((x, y))
    return "M" + "L".join(f"{x / 2:g} {y / 2:g}" for x, y in kept) + "Z"


def _inner_place(rings: Sequence[Points]) -> tuple[int, int, int]:
    """The place of a grid over the shape that is farthest from its borders, and the room to either side there."""
    largest = max(rings, key=lambda ring: np.ptp(ring[:, 0]) * np.ptp(ring[:, 1]))
    (left, top), (right, bottom) = largest.min(axis=0), largest.max(axis=0)
    x, y = np.meshgrid(np.linspace(left, right, _GRID), np.linspace(top, bottom, _GRID))
    places = np.column_stack([x.ravel(), y.ravel()])
    corners = largest[:: max(1, len(largest) // 200)]
    start, end = corners, np.roll(corners, -1, axis=0)
    rises = (start[None, :, 1] > places[:, 1, None]) != (end[None, :, 1] > places[:, 1, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (places[:, 1, None] - start[None, :, 1]) / (end - start)[None, :, 1]
        crossing = start[None, :, 0] + share * (end - start)[None, :, 0]
    inside = (rises & (places[:, 0, None] < crossing)).sum(axis=1) % 2 == 1
    # A label is wide and low: what stands to its sides counts less than what stands above and below.
    stretched = (places[:, None, :] - corners[None, :, :]) * [0.6, 1.0]
    far = np.where(inside, (stretched**2).sum(axis=2).min(axis=1), -1.0)
    best = int(far.argmax())
    beside = crossing[best][rises[best]] - places[best, 0]
    room = np.abs(beside).min() if len(beside) else (right - left) / 2
    return round(float(places[best, 0])), round(float(places[best, 1])), int(room)
