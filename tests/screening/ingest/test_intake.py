"""Sources as an office names them: files, workbooks, databases; each table settled once and ingested as a batch."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.screening.ingest.holding import DAY, MONEY, contract

from youji.screening.errors import MappingError, SourceError
from youji.screening.ingest.intake import Head, Intake
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.pipeline import Ingest, IngestResult, Outcome
from youji.screening.ingest.propose import Proposal
from youji.screening.ingest.raw import ReadOptions
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home

NOW = datetime(2025, 6, 30, tzinfo=UTC)
THING = contract(MONEY, DAY)


class Desk:
    """Ingests into one home and remembers what it was asked."""

    def __init__(self, folder: Path, agree: bool = True) -> None:
        self.home, self.agree, self.asked = Home(folder / "home"), agree, 0

    def take(
        self, source: str | Path, options: ReadOptions | None = None, mapping: Mapping | None = None
    ) -> list[IngestResult]:
        def decide(head: Head, proposal: Proposal, path: Path) -> bool:
            self.asked += 1
            return self.agree

        with self.home.writing():
            intake = Intake(
                Ingest(self.home, "1GB", NOW),
                THING,
                options or ReadOptions(),
                decide,
                lambda head, proposal, path: None,
            )
            return intake.source(str(source), [(THING, mapping)] if mapping else [])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_with_the_contract_s_own_columns_needs_no_mapping(desk: Desk, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "id,amount,day\n1,5,2024-01-02\n2,x,2024-01-02\n")
    (first,) = desk.take(source)
    assert first.batch is not None
    assert (first.batch.rows_accepted, first.batch.rows_quarantined, desk.asked) == (1, 1, 0)
    assert [r.outcome for r in desk.take(source)] == [Outcome.UNCHANGED]


def test_each_sheet_is_a_batch_of_its_own(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, rows in {"一月": [["1", 5, "2024-01-02"]], "二月": [["2", 6, "2024-02-02"], ["3", 7, None]]}.items():
        sheet = book.create_sheet(name)
        for row in [["id", "amount", "day"], *rows]:
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    results = desk.take(tmp_path / "a.xlsx")
    assert [(r.sheet, r.batch.rows_accepted) for r in results if r.batch] == [("一月", 1), ("二月", 2)]
    assert len({r.batch.id for r in results if r.batch}) == 2
    assert [r.outcome for r in desk.take(tmp_path / "a.xlsx")] == [Outcome.UNCHANGED] * 2


def test_a_database_read_twice_is_a_no_op_until_its_rows_change(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE thing (id TEXT, amount TEXT, day TEXT)")
        connection.executemany("INSERT INTO thing VALUES (?, ?, ?)", [("1", "5", "2024-01-02"), ("2", "6", None)])
    options = ReadOptions(table="thing")
    address = f"sqlite:///{path}"
    assert [r.outcome for r in desk.take(address, options)] == [Outcome.COMMITTED]
    assert [r.outcome for r in desk.take(address, options)] == [Outcome.UNCHANGED]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE thing SET amount = '7' WHERE id = '2'")
    (changed,) = desk.take(address, options)
    assert changed.batch is not None
    assert changed.batch.rows_replaced == 2
    assert len(BatchRegister(desk.home).all()) == 2


def test_a_declined_proposal_is_saved_and_nothing_is_ingested(tmp_path: Path) -> None:
    desk = Desk(tmp_path, agree=False)
    source = write(tmp_path / "a.csv", "甲,乙,丙\nq,w,e\n")
    with pytest.raises(MappingError):
        desk.take(source)
    assert desk.asked == 1
    assert len(list(desk.home.mappings.glob("thing-*.proposed.yml"))) == 1
    assert BatchRegister(desk.home).all() == []


def test_a_mapping_given_is_used_as_it_is(desk: Desk, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "K,V,W\n1,5,yes\n2,6,no\n")
    mapping = Mapping("thing", {"id": ColumnMapping(("K",)), "amount": ColumnMapping(("V",))}, where={"W": ("yes",)})
    (result,) = desk.take(source, mapping=mapping)
    assert result.batch is not None
    assert (result.batch.rows_read, result.batch.rows_accepted, result.batch.columns) == (2, 1, ("id", "amount"))
    assert desk.asked == 0


def test_a_filter_that_leaves_no_row_is_no_empty_file(desk: Desk, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "K,W\n1,no\n")
    (result,) = desk.take(source, mapping=Mapping("thing", {"id": ColumnMapping(("K",))}, where={"W": ("yes",)}))
    assert result.outcome is Outcome.COMMITTED
    assert result.batch is not None
    assert (result.batch.rows_read, result.batch.rows_accepted) == (1, 0)


def test_a_header_alone_and_an_empty_file_are_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has a header but no rows"):
        desk.take(write(tmp_path / "a.csv", "id,amount,day\n"))
    with pytest.raises(SourceError):
        desk.take(write(tmp_path / "b.csv", ""))
    assert BatchRegister(desk.home).staging() == []


def test_the_command_line_s_reading_options_win_over_the_mapping_s(desk: Desk, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "note\nid;amount\n1;5\n")
    mapping = Mapping(
        "thing",
        {"id": ColumnMapping(("id",)), "amount": ColumnMapping(("amount",))},
        read=ReadOptions(delimiter=",", header_row=2),
    )
    (result,) = desk.take(source, ReadOptions(delimiter=";"), mapping)
    assert result.batch is not None
    assert result.batch.rows_accepted == 1
