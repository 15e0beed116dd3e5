"""Packages, lines, gzip; the same content twice; broken, hostile and empty files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.screening.ingest.ocds.publishing import Desk, Publisher, award_release, package, tender_release

from youji.screening.errors import SourceError, YoujiError
from youji.screening.ingest.ocds import recognised
from youji.screening.ingest.pipeline import Outcome
from youji.screening.ingest.raw import ReadOptions

COMPILED = {**tender_release(), **award_release(), "tag": ["compiled"]}


def test_every_form_gives_the_same_rows(desk: Desk, tmp_path: Path) -> None:
    found = []
    for i, write in enumerate(
        [
            lambda p: p.document(package([COMPILED])),
            lambda p: p.document(package([COMPILED]), "package.json.gz"),
            lambda p: p.document(COMPILED, "release.json"),
            lambda p: p.document([COMPILED], "list.json"),
            lambda p: p.lines([COMPILED]),
            lambda p: p.lines([COMPILED], "releases.jsonl.gz"),
            lambda p: p.lines([package([COMPILED]), package([])], "packages.jsonl"),
            lambda p: p.lines([{"ocid": "ocds-1", "compiledRelease": COMPILED}], "records.jsonl"),
            lambda p: p.document({"records": [{"ocid": "ocds-1", "compiledRelease": COMPILED}]}, "records.json"),
        ]
    ):
        folder = tmp_path / str(i)
        folder.mkdir()
        one = Desk(folder)
        one.take(write(Publisher(folder)))
        found.append(one.everything())
    assert all(rows == found[0] for rows in found)
    assert found[0]["bid"]


def test_the_same_content_twice_changes_nothing(desk: Desk) -> None:
    path = desk.publish.lines([COMPILED, {"ocid": "ocds-9"}])
    first = desk.take(path)
    again = desk.take(desk.publish.lines([COMPILED, {"ocid": "ocds-9"}], "copy.jsonl"))
    assert [r.dataset for r in again.results] == [r.dataset for r in first.results]
    assert {r.outcome for r in again.results} == {Outcome.UNCHANGED}
    assert desk.batches() == len(first.results)


def test_a_broken_line_goes_to_quarantine_and_the_others_come_in(desk: Desk) -> None:
    desk.take(desk.publish.lines([COMPILED, '{"ocid": "ocds-2", ', "", "7", json.dumps({"ocid": "ocds-3"})]))
    assert [(bad.place, bad.reason) for bad in desk.quarantined()] == [
        ("line 2", "bad_json"),
        ("line 4", "not_an_object"),
    ]
    assert [row[0] for row in desk.rows("tender", "tender_id")] == ["ocds-1", "ocds-3"]


def test_a_release_without_ocid_goes_to_quarantine_whole(desk: Desk) -> None:
    nameless = {key: value for key, value in award_release().items() if key != "ocid"}
    desk.take(desk.publish.document(package([nameless, tender_release()])))
    (bad,) = desk.quarantined()
    assert (bad.place, bad.column, bad.reason) == ("releases[0]", "tender_id", "missing")
    assert desk.rows("award", "award_id") == []


DEEP = '{"ocid":"ocds-2","x":' + "[" * 5000 + "]" * 5000 + "}"


def test_a_deep_line_is_refused_alone(desk: Desk) -> None:
    desk.take(desk.publish.lines([COMPILED, DEEP]))
    assert [bad.reason for bad in desk.quarantined()] == ["bad_json"]


BROKEN = {
    "truncated": (json.dumps(package([COMPILED] * 3))[:-900], "broken at line 1"),
    "truncated at the end": (json.dumps(package([COMPILED]))[:-1], "cut off"),
    "deep": (f'{{"uri":"x","publishedDate":"x","releases":[{DEEP}]}}', "nested deeper than 64"),
    "empty": (json.dumps(package([])), "holds no releases"),
    "no list": ('{"uri":"x","publishedDate":"x","releases":{}}', "is no OCDS data"),
    "not OCDS": ('[{"payment_id":"1","amount":5}]', "is no OCDS data"),
}


@pytest.mark.parametrize("small", [True, False], ids=["at once", "in pieces"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_refused_whole(name: str, small: bool, desk: Desk) -> None:
    text, expected = BROKEN[name]
    path = desk.publish.folder / "broken.json"
    path.write_text(text, encoding="utf-8")
    options = ReadOptions() if small else ReadOptions(max_line_bytes=4_000)
    if not small and name in ("empty", "no list", "not OCDS", "truncated at the end"):
        pytest.skip("smaller than a piece")
    with pytest.raises(SourceError, match=expected if small or name == "deep" else "broken at line 1|cut off"):
        desk.take(path, options)
    assert desk.batches() == 0


def test_a_gzip_bomb_is_refused(desk: Desk) -> None:
    path = desk.publish.folder / "bomb.json.gz"
    path.write_bytes(gzip.compress(json.dumps(package([COMPILED])).encode() + b" " * 60_000_000))
    with pytest.raises(SourceError, match="bomb"):
        desk.take(path)


def test_a_gzip_file_cut_off_is_refused(desk: Desk) -> None:
    path = desk.publish.lines([COMPILED | {"ocid": f"ocds-{i}"} for i in range(2000)], "cut.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(SourceError, match="cut off|damaged"):
        desk.take(path)
    assert desk.batches() == 0


def test_a_file_in_pieces_gives_the_rows_of_the_whole(desk: Desk, tmp_path: Path) -> None:
    releases = [COMPILED | {"ocid": f'ocds-"{i}\\', "x": 'brackets ]}{[ in "text" \\'} for i in range(50)]
    path = desk.publish.document(package([*releases, tender_release()], packages=["a", "b"], later={"records": [1]}))
    desk.take(path, ReadOptions(max_line_bytes=20_000))
    (tmp_path / "whole").mkdir()
    whole = Desk(tmp_path / "whole")
    whole.take(path)
    assert desk.everything() == whole.everything()
    assert len(desk.rows("tender", "tender_id")) == 51


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (json.dumps(COMPILED), "compiled_release"),
        (json.dumps(tender_release()), "release"),
        (json.dumps(package([tender_release()])), "release_package"),
        (json.dumps({"records": [{"ocid": "1", "compiledRelease": {}}]}), "record_package"),
        (json.dumps({"ocid": "1", "releases": []}), "record"),
        (json.dumps(package([])), "release_package"),
        ('[{"payment_id":"1"}]', None),
        ('{"records":[{"payment_id":"1"}]}', None),
        ('{"releases":[{"version":"1"}]}', None),
    ],
)
def test_ocds_is_known_by_its_content(text: str, what: str | None, tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text(text, encoding="utf-8")
    form = recognised(str(path), ReadOptions())
    assert (form and form.what) == what


def test_a_large_package_is_known_by_its_beginning(tmp_path: Path) -> None:
    text = json.dumps(package([COMPILED | {"x": "y" * 3_000_000}]))
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    form = recognised(str(tmp_path / "a.json"), ReadOptions())
    assert form is not None
    assert (form.what, form.lines) == ("release_package", False)


def test_a_table_is_not_ocds(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ocid,releases\n1,2\n", encoding="utf-8")
    assert recognised(str(tmp_path / "a.csv"), ReadOptions()) is None


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YoujiError, match=r"cannot be opened"):
        recognised(str(tmp_path / "none.json"), ReadOptions())
