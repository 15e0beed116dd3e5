"""What an argument stands for, and what identifies a file's content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from youji.screening.errors import SourceError
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers import content_hash, expand_sources, open_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it is handed over, with what does not belong to the data."""
    base = tmp_path / "data"
    (base / "2024" / ".cache").mkdir(parents=True)
    for name in [
        "b.csv",
        "a.XLSX",
        "2024/c.csv.gz",
        "2024/d.parquet",
        ".hidden.csv",
        "~$a.xlsx",
        "2024/.cache/e.csv",
        "readme.pdf",
        "bid.mapping.yml",
    ]:
        (base / name).write_text("x")
    return base


def names(found: list[str], base: Path) -> list[str]:
    return [str(Path(one).relative_to(base)) for one in found]


def test_a_folder_stands_for_its_data_files(folder: Path) -> None:
    assert names(expand_sources([str(folder)]), folder) == [
        "2024/c.csv.gz",
        "2024/d.parquet",
        "a.XLSX",
        "b.csv",
    ]


def test_a_glob_stands_for_what_it_matches(folder: Path) -> None:
    assert names(expand_sources([str(folder / "*.csv")]), folder) == ["b.csv"]
    assert names(expand_sources([str(folder / "**" / "*.gz")]), folder) == ["2024/c.csv.gz"]


def test_files_and_addresses_come_in_order_and_once(folder: Path) -> None:
    file = str(folder / "b.csv")
    address = "postgresql://u@h/db"

    assert expand_sources([file, address, file, str(folder / "*.csv")]) == [file, address]
    assert expand_sources([str(folder / ".hidden.csv")]) == [str(folder / ".hidden.csv")]


@pytest.mark.parametrize(
    ("arg", "says"),
    [
        ("nothing.csv", "nothing.csv: there is no such file or folder"),
        ("data/*.json", "no file matches this pattern"),
        ("data/2024/.cache/empty", "the folder holds no data file"),
        ("bad\x00name", "there is no such file|not a usable path"),
    ],
)
def test_an_argument_that_stands_for_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arg: str, says: str
) -> None:
    (folder / "2024/.cache/empty").mkdir()
    monkeypatch.chdir(folder.parent)

    with pytest.raises(SourceError, match=says):
        expand_sources([arg])


def test_no_argument() -> None:
    with pytest.raises(SourceError, match="No source was named"):
        expand_sources([])


def test_links_out_of_the_folder_are_not_followed(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("x")
    (folder / "link.csv").symlink_to(outside / "secret.csv")
    (folder / "linked").symlink_to(outside)
    (folder / "broken.csv").symlink_to(outside / "gone.csv")
    (folder / "inside.csv").symlink_to(folder / "b.csv")

    assert names(expand_sources([str(folder)]), folder) == [
        "2024/c.csv.gz",
        "2024/d.parquet",
        "a.XLSX",
        "b.csv",
        "inside.csv",
    ]
    assert names(expand_sources([str(folder / "*.csv")]), folder) == ["b.csv", "inside.csv"]
    assert names(expand_sources([str(folder / "*" / "*.csv.gz")]), folder) == ["2024/c.csv.gz"]


def test_a_link_that_is_named_is_followed(folder: Path) -> None:
    link = folder.parent / "today.csv"
    link.symlink_to(folder / "b.csv")

    assert expand_sources([str(link)]) == [str(link)]


def test_content_hash(folder: Path) -> None:
    path = folder / "b.csv"

    assert content_hash(str(path), ReadOptions()) == hashlib.sha256(b"x").hexdigest()
    assert content_hash("mysql://u@h/db", ReadOptions(table="bid")) is None
    with pytest.raises(SourceError, match="gone.csv: the file cannot be read"):
        content_hash(folder / "gone.csv", ReadOptions())


def test_opening_what_is_not_there(tmp_path: Path) -> None:
    with (
        pytest.raises(SourceError, match=r"gone.csv: the file cannot be opened \(No such file"),
        open_source(tmp_path / "gone.csv", ReadOptions(), tmp_path),
    ):
        pass
    with pytest.raises(SourceError, match="this is not a file"), open_source(tmp_path, ReadOptions(), tmp_path):
        pass
