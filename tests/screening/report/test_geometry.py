"""Borders from GeoJSON as offices have it, and the map drawn of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from youji.screening.errors import GeometryError
from youji.screening.report.geometry import WIDTH, draw_map, read_geometry


def square(west: float, south: float, size: float = 1.0) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(properties: dict[str, Any], *outlines: list[list[float]], **more: Any) -> dict[str, Any]:
    shape = {"type": "MultiPolygon", "coordinates": [[ring] for ring in outlines]}
    if len(outlines) == 1:
        shape = {"type": "Polygon", "coordinates": [outlines[0]]}
    return {"type": "Feature", "properties": properties, "geometry": shape, **more}


def file(folder: Path, *features: Any, name: str = "area.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_codes_are_found_where_offices_write_them(tmp_path: Path) -> None:
    first = file(
        tmp_path,
        feature({"division_code": "330203", "name": "海曙区"}, square(0, 0)),
        feature({"adcode": 330205, "name": "江北区"}, square(1, 0), square(3, 0)),
    )
    second = file(tmp_path, feature({}, square(0, 1), id="330206"), name="more.geojson")
    geometry = read_geometry([first, second])
    assert geometry is not None
    assert [(f.code, f.name, len(f.rings)) for f in geometry.features] == [
        ("330203", "海曙区", 1),
        ("330205", "江北区", 2),
        ("330206", "", 1),
    ]
    assert read_geometry([]) is None


def test_a_division_counts_in_the_smallest_feature_it_lies_in(tmp_path: Path) -> None:
    geometry = read_geometry(
        [
            file(
                tmp_path,
                feature({"code": "330000"}, square(0, 0)),
                feature({"code": "330200"}, square(1, 0)),
                feature({"code": "330203"}, square(2, 0)),
                feature({"code": "330203001"}, square(3, 0)),
            )
        ]
    )
    assert geometry is not None
    assert geometry.digits == 9
    units = {code: geometry.unit(code) for code in ("330203001", "330203002", "330203", "330212", "330500", "440100")}
    assert units == {
        "330203001": "330203001",
        "330203002": "330203",
        "330203": "330203",
        "330212": "330200",
        "330500": "330000",
        "440100": None,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "is not JSON in UTF-8"),
        ('{"type": "Topology"}', "is no GeoJSON FeatureCollection"),
        ('{"features": [7]}', "is no GeoJSON FeatureCollection"),
        (json.dumps({"features": [feature({"name": "x"}, square(0, 0))]}), "feature 1: has no division code"),
        (json.dumps({"features": [feature({"code": "3302"}, square(0, 0))]}), "feature 1: has no division code"),
        ('{"features": [{"id": "330203"}]}', "feature 1: is neither a Polygon nor a MultiPolygon"),
        (
            '{"features": [{"id": "330203", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, "a"]]]}}]}',
            "feature 1: is neither a Polygon nor a MultiPolygon",
        ),
        (
            '{"features": [{"id": "330203", "geometry": {"type": "Polygon", "coordinates": []}}]}',
            "feature 1: has no outline",
        ),
        (
            json.dumps({"features": [feature({"code": "330203"}, square(0, 0))] * 2}),
            "feature 2: division 330203 is drawn already",
        ),
    ],
)
def test_a_malformed_file_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GeometryError, match=re.escape(said)) as refused:
        read_geometry([path])
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeometryError, match="cannot be read"):
        read_geometry([tmp_path / "nowhere.geojson"])


def test_the_map_lies_on_its_sheet_north_up(tmp_path: Path) -> None:
    geometry = read_geometry(
        [file(tmp_path, feature({"code": "330203"}, square(120, 30)), feature({"code": "330205"}, square(120, 31)))]
    )
    assert geometry is not None
    drawing = draw_map(geometry)
    assert drawing is not None
    assert drawing.width == WIDTH
    south, north = drawing.shapes
    assert north.y < south.y
    for shape in drawing.shapes:
        numbers = [float(n) for n in re.findall(r"[\d.]+", shape.path)]
        assert all(0 <= x <= drawing.width for x in numbers[::2])
        assert all(0 <= y <= drawing.height for y in numbers[1::2])
        xs, ys = numbers[::2], numbers[1::2]
        assert min(xs) < shape.x < max(xs)
        assert min(ys) < shape.y < max(ys)
        assert shape.room > 20


def test_points_that_add_nothing_are_not_drawn(tmp_path: Path) -> None:
    fine = [[n / 5000, 0.0] for n in range(5001)] + [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    geometry = read_geometry([file(tmp_path, feature({"code": "330203"}, fine))])
    assert geometry is not None
    drawing = draw_map(geometry)
    assert drawing is not None
    (shape,) = drawing.shapes
    assert shape.path.count("L") <= 5


def test_a_city_is_named_and_its_districts_are_drawn(tmp_path: Path) -> None:
    named = {"type": "Feature", "properties": {"code": "330300", "name": "温州市"}, "geometry": None}
    city, district = (
        feature({"code": "330200", "name": "宁波市"}, square(0, 0, 2)),
        feature({"code": "330203"}, square(0, 0)),
    )
    geometry = read_geometry([file(tmp_path, named, city, district)])
    assert geometry is not None
    assert [f.code for f in geometry.drawn] == ["330203"]
    assert (geometry.unit("330200"), geometry.unit("330302")) == ("330200", "330300")
    only_names = read_geometry([file(tmp_path, named, name="names.geojson")])
    assert only_names is not None
    assert draw_map(only_names) is None
