"""The borders of the invented districts: complete, without gaps, the same for the same seed, and nobody's land."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from youji.region import RegionSummary
from youji.region.geometry import borders
from youji.region.geometry import written as text_of
from youji.region.places import found
from youji.screening.report.geometry import read_geometry

Point = tuple[float, float]


def rings(seed: int, scale: float) -> dict[str, list[list[Point]]]:
    collection = borders(found(seed, scale), seed)
    told = {}
    for feature in collection["features"][1:]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        told[feature["properties"]["division_code"]] = [[tuple(p) for p in ring] for poly in polygons for ring in poly]
    return told


def area(ring: list[Point]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


@pytest.mark.parametrize(("seed", "scale"), [(7, 1.0), (3, 0.05), (11, 30.0), (5, 300.0)])
def test_every_district_has_land_and_neighbours_share_their_borders(seed: int, scale: float) -> None:
    told = rings(seed, scale)
    assert set(told) == {str(code) for code in found(seed, scale).district_codes}
    assert all(ring[0] == ring[-1] and len(ring) >= 7 for own in told.values() for ring in own)
    edges: dict[tuple[Point, Point], int] = {}
    for own in told.values():
        assert area(own[0]) > 0
        for ring in own:
            for edge in pairwise(ring):
                edges[edge] = edges.get(edge, 0) + 1
    assert set(edges.values()) == {1}
    inner = [edge for edge in edges if edge[::-1] in edges]
    assert len(inner) >= 2 * (len(told) - 1)
    sizes = [sum(area(ring) for ring in own) for own in told.values()]
    assert min(sizes) > sum(sizes) / len(sizes) / 4


def test_the_city_lies_in_the_open_sea() -> None:
    points = [point for own in rings(7, 300.0).values() for ring in own for point in ring]
    assert all(abs(longitude) < 2 and abs(latitude) < 2 for longitude, latitude in points)


def test_the_same_seed_draws_the_same_borders_and_another_seed_others() -> None:
    assert text_of(found(7, 1.0), 7) == text_of(found(7, 1.0), 7)
    assert text_of(found(7, 1.0), 7) != text_of(found(8, 1.0), 8)


def test_the_region_delivers_them_and_the_report_can_read_them(written: RegionSummary) -> None:
    file = written.out / "divisions.geojson"
    manifest = json.loads((written.out / "manifest.json").read_text(encoding="utf-8"))
    assert file.name not in manifest["files"]
    geometry = read_geometry([file])
    assert geometry is not None
    place = found(written.seed, written.scale)
    districts = [(str(code), name) for code, name in zip(place.district_codes, place.districts, strict=True)]
    assert [(f.code, f.name) for f in geometry.drawn] == districts
    assert [(f.code, f.name) for f in geometry.features] == [(str(place.code), place.city), *districts]
