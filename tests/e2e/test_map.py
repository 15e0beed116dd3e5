"""Borders on their way into a report: from the region, from the catalogue, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.cli import Youji
from tests.e2e.test_leads_command import BIDS, ORGANISATIONS
from youji.cli.demo import _lay_out_borders
from youji.region.geometry import written
from youji.region.places import found

TENDERS = """项目编号,项目名称,采购人代码,采购方式,预算金额（万元）,开标日期,行政区划代码
T01,示例区第一小学操场翻修,B01,公开招标,210,2025年3月12日,330203
"""


def borders(folder: Path, code: str, name: str) -> Path:
    ring = [[121.4, 29.8], [121.6, 29.8], [121.6, 30.0], [121.4, 29.8]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    entry = {"type": "Feature", "properties": {"adcode": int(code), "name": name}, "geometry": shape}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [entry]}), encoding="utf-8")
    return path


@pytest.fixture
def screened(youji: Youji, tmp_path: Path) -> Youji:
    for name, text, dataset in (
        ("bids", BIDS, "bid"),
        ("firms", ORGANISATIONS, "organisation"),
        ("tenders", TENDERS, "tender"),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        said = youji("ingest", tmp_path / f"{name}.csv", "--as", dataset, "--yes")
        assert said.status == 0, said.text
    youji("screen", "--as-of", "2025-06-30")
    return youji


def report(youji: Youji, out: Path, *arguments: str | Path) -> str:
    said = youji("report", "--out", out, *arguments)
    assert said.status == 0, said.text
    return out.read_text(encoding="utf-8")


def test_a_report_has_a_map_where_borders_are_named_or_lie_in_the_catalogue(screened: Youji, tmp_path: Path) -> None:
    plain = report(screened, tmp_path / "r.html")
    assert 'data-division="330203"' in plain
    assert "There is no file of borders" in plain
    named = report(screened, tmp_path / "r.html", "--divisions", borders(tmp_path / "given", "330203", "海曙区"))
    assert 'class="map map-leads"' in named
    assert "海曙区" in named
    borders(screened.home / "catalogue" / "divisions", "330200", "宁波市")
    laid = report(screened, tmp_path / "r.html")
    assert 'class="map map-money"' in laid
    assert 'data-division="330200"' in laid
    assert "宁波市" in laid


def test_a_bad_file_of_borders_is_refused_in_one_sentence(screened: Youji, tmp_path: Path) -> None:
    bad = tmp_path / "bad.geojson"
    bad.write_text('{"features": [{"properties": {"name": "East"}}]}', encoding="utf-8")
    said = screened("report", "--out", tmp_path / "r.html", "--divisions", bad)
    assert said.status == 1
    assert "feature 1: has no division code" in said.text
    assert not (tmp_path / "r.html").exists()


def test_the_demo_lays_the_borders_out_once_and_again_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJI_HOME", str(tmp_path / "home"))
    region = tmp_path / "region"
    region.mkdir()
    assert _lay_out_borders(region), "a region made by an earlier version has none"
    (region / "divisions.geojson").write_text(written(found(7, 1.0), 7), encoding="utf-8")
    assert not _lay_out_borders(region)
    assert _lay_out_borders(region)
    (region / "divisions.geojson").write_text(written(found(8, 1.0), 8), encoding="utf-8")
    assert not _lay_out_borders(region)
    laid = tmp_path / "home" / "catalogue" / "divisions" / "region.geojson"
    assert laid.read_text(encoding="utf-8") == written(found(8, 1.0), 8)
