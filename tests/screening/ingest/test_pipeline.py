"""From raw table to lake: no-ops, corrections, quarantine and its retry, refusals, one writer at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from tests.screening.ingest.holding import MONEY, WORDS, contract, raw_table, same_names

from youji.screening.contracts.model import Contract
from youji.screening.errors import HomeError, LimitError, MappingError, SourceError
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.pipeline import Ingest, IngestResult, Outcome
from youji.screening.ingest.raw import RawTable
from youji.screening.lake.batches import Batch, BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.quarantine import Quarantine
from youji.screening.lake.tables import Lake, place_of, quoted

NOW = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
THING = contract(replace(MONEY, minimum=0), WORDS)
Row = Sequence[str | None]


class Office:
    """One home and what an office does to it."""

    def __init__(self, path: Path) -> None:
        self.home = Home(path)
        self.lake = Lake(self.home)
        self.register = BatchRegister(self.home)

    def ingest(self, rows: Sequence[Row], content: str, of: Contract = THING, source: str = "a.csv") -> IngestResult:
        with self.home.writing():
            raw = raw_table(of.names, rows, source=source)
            return Ingest(self.home, "1GB", NOW).table(of, same_names(of), raw, content)

    def retry(self, batch: Batch | None, of: Contract) -> int:
        assert batch is not None
        with self.home.writing():
            return Ingest(self.home, "1GB", NOW).retry(of, same_names(THING), batch)

    def rows(self, version: int | None = None, columns: str = "id, amount, note") -> list[tuple[object, ...]]:
        listed = self.lake.files("thing", version)
        return duckdb.sql(
            f"SELECT {columns} FROM read_parquet({listed!r}, union_by_name = true) ORDER BY id"
        ).fetchall()

    def quarantined(self) -> list[tuple[int, str | None, str | None, str]]:
        _, rows = Quarantine(self.home).rows(None, 100)
        return [(row.line, row.column, row.value, row.reason) for row in rows]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "有迹 数据#1")


def test_the_same_content_again_changes_nothing(office: Office) -> None:
    first = office.ingest([["1", "5", None], ["2", "6", "b"]], "hash")
    again = office.ingest([["1", "5", None], ["2", "6", "b"]], "hash", source="copy-of-a.csv")
    assert (first.outcome, again.outcome) == (Outcome.COMMITTED, Outcome.UNCHANGED)
    assert again.batch == first.batch
    assert office.lake.versions() == {"thing": 0}
    assert office.rows() == [("1", 5, None), ("2", 6, "b")]


def test_another_mapping_or_sheet_of_the_same_content_is_another_batch(office: Office) -> None:
    office.ingest([["1", "5", None]], "hash")
    ingest = Ingest(office.home, "1GB", NOW)
    mapped = replace(same_names(THING), distinct=True)
    ids = {ingest.batch_id(THING, m, "hash", sheet) for m in (same_names(THING), mapped) for sheet in (None, "表1")}
    ids.add(ingest.batch_id(replace(THING, key=("id", "note")), mapped, "hash", None))
    assert len(ids) == 5


def test_a_corrected_file_supersedes_by_key_and_the_old_version_stays(office: Office) -> None:
    office.ingest([["1", "5", "old"], ["2", "6", "old"]], "v1")
    result = office.ingest([["2", "7", "new"], ["3", "8", "new"]], "v2", source="b.csv")
    assert result.batch is not None
    assert (result.batch.rows_accepted, result.batch.rows_replaced, result.batch.version) == (2, 1, 1)
    assert office.rows() == [("1", 5, "old"), ("2", 7, "new"), ("3", 8, "new")]
    assert office.rows(version=0) == [("1", 5, "old"), ("2", 6, "old")]
    places = [place_of(int(str(row[0]))) for row in office.rows(columns="_row")]
    assert places == [(1, 2), (2, 2), (2, 3)]


def test_a_contract_that_gains_a_column_takes_new_and_corrected_rows(office: Office) -> None:
    office.ingest([["1", "5", "a"], ["2", "6", "b"]], "v1")
    grown = contract(replace(MONEY, minimum=0), WORDS, replace(WORDS, name="remark"))
    office.ingest([["3", "7", "c", "appended"]], "v2", grown)
    more = contract(*grown.columns[1:], replace(WORDS, name="extra"))
    office.ingest([["1", "9", "a", "corrected", "merged"]], "v3", more)
    assert office.rows(columns="id, amount, remark, extra") == [
        ("1", 9, "corrected", "merged"),
        ("2", 6, None, None),
        ("3", 7, "appended", None),
    ]


def test_a_contract_whose_type_changed_is_refused_in_words(office: Office) -> None:
    office.ingest([["1", "5", "a"]], "v1")
    other = contract(replace(MONEY, type="DATE"), WORDS)
    with pytest.raises(HomeError, match=r"dataset `thing`: the rows cannot be written .* has changed its type"):
        office.ingest([["2", "2024-01-01", "a"]], "v2", other)
    assert office.rows() == [("1", 5, "a")]


def test_quarantine_names_file_line_column_value_and_reason(office: Office) -> None:
    result = office.ingest([["1", "5", None], ["2", "viele", None], ["1", "6", None], [None, "-1", None]], "v1")
    assert result.batch is not None
    assert (result.batch.rows_read, result.batch.rows_accepted, result.batch.rows_quarantined) == (4, 1, 3)
    assert office.quarantined() == [
        (3, "amount", "viele", "not_a_number"),
        (4, "id", "1 (line 2)", "duplicate_key"),
        (5, "amount", "-1", "below_minimum"),
        (5, "id", None, "missing"),
    ]
    total, (row, *_) = Quarantine(office.home).rows(result.batch.number, 1)
    assert (total, row.source, row.dataset, row.batch) == (4, "a.csv", "thing", 1)


def test_a_file_of_bad_rows_only_is_a_batch_without_rows(office: Office) -> None:
    result = office.ingest([["1", "x", None]], "v1")
    assert result.outcome is Outcome.COMMITTED
    assert office.lake.datasets() == []
    assert office.ingest([["1", "x", None]], "v1").outcome is Outcome.UNCHANGED
    assert office.register.delivered_columns() == {}


def test_a_header_without_rows_is_no_batch(office: Office) -> None:
    result = office.ingest([], "v1")
    assert (result.outcome, result.batch) == (Outcome.EMPTY, None)
    assert office.register.all() == office.register.staging() == []


def test_retry_releases_what_a_new_contract_allows_and_loses_no_row(office: Office) -> None:
    rows: list[Row] = [["1", "5", None], ["2", "-6", None], ["3", "x", None], ["1", "7", None], ["4", "-8", "b"]]
    batch = office.ingest(rows, "v1").batch
    assert office.retry(batch, THING) == 0
    assert [b.number for b in office.register.all()] == [1]
    assert office.register.staging() == []
    loose = contract(MONEY, WORDS)
    assert office.retry(batch, loose) == 2
    assert office.rows() == [("1", 5, None), ("2", -6, None), ("4", -8, "b")]
    assert place_of(int(str(office.rows(columns="_row")[1][0])))[1] == 3
    # The repeated row stays where it was, the one still bad moves along with its line.
    assert office.quarantined() == [(5, "id", "1 (line 2)", "duplicate_key"), (4, "amount", "x", "not_a_number")]
    assert office.retry(batch, loose) == 0


def test_retry_never_overwrites_what_a_later_file_corrected(office: Office) -> None:
    batch = office.ingest([["1", "5", None], ["2", "-6", "old"], ["3", "-7", None]], "v1").batch
    office.ingest([["2", "6", "corrected"]], "v2", source="b.csv")
    assert office.retry(batch, contract(MONEY, WORDS)) == 1
    assert office.rows() == [("1", 5, None), ("2", 6, "corrected"), ("3", -7, None)]
    assert office.quarantined() == [(3, "id", "2", "superseded")]


def test_retry_leaves_rows_whose_text_was_broken(office: Office) -> None:
    with office.home.writing():
        raw = raw_table(THING.names, [["1", "5", None], ["2", None, None]], {3: "undecodable"})
        batch = Ingest(office.home, "1GB", NOW).table(THING, same_names(THING), raw, "v1").batch
    assert office.retry(batch, contract(MONEY, WORDS)) == 0
    assert office.quarantined() == [(3, None, None, "undecodable")]


def test_retry_of_a_source_whose_columns_differ_only_in_case(office: Office) -> None:
    of = contract(MONEY)
    mapping = Mapping("thing", {"id": ColumnMapping(("a",)), "amount": ColumnMapping(("A",))})
    strict = contract(replace(MONEY, minimum=10))
    with office.home.writing():
        ingest = Ingest(office.home, "1GB", NOW)
        batch = ingest.table(strict, mapping, raw_table(["a", "A", "_x"], [["k", "5", "?"]]), "v1").batch
        assert batch is not None
        assert ingest.retry(of, mapping, batch) == 1
    assert office.rows(columns="id, amount") == [("k", 5)]


def test_a_batch_killed_after_its_commit_is_registered_with_its_own_version(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    office.ingest([["1", "5", None]], "v1")
    monkeypatch.setattr(BatchRegister, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        office.ingest([["2", "6", None]], "v2")
    monkeypatch.undo()
    assert [b.id for b in office.register.staging()] != []
    office.ingest([["3", "7", None]], "v3")
    again = office.ingest([["2", "6", None]], "v2")
    assert again.outcome is Outcome.UNCHANGED
    assert again.batch is not None
    assert (again.batch.version, again.batch.rows_accepted) == (1, 1)
    assert [row[0] for row in office.rows()] == ["1", "2", "3"]


def test_a_mapping_that_does_not_fit_and_a_source_that_breaks_leave_nothing(office: Office) -> None:
    with office.home.writing(), pytest.raises(MappingError, match="'amount'"):
        Ingest(office.home, "1GB", NOW).table(THING, same_names(THING), raw_table(["id"], [["1"]]), "v1")

    sound = raw_table(THING.names, [["1", "5", None]])

    def broken() -> Iterator[pa.RecordBatch]:
        yield from sound.batches
        raise SourceError("a.csv: line 3 is broken; mend it.")

    raw = RawTable("a.csv", None, sound.columns, 1, pa.RecordBatchReader.from_batches(sound.batches.schema, broken()))
    with office.home.writing(), pytest.raises(SourceError, match="line 3 is broken"):
        Ingest(office.home, "1GB", NOW).table(THING, same_names(THING), raw, "v2")
    assert office.lake.datasets() == []
    assert office.register.all() == []
    assert office.ingest([["1", "5", None]], "v2").outcome is Outcome.COMMITTED


def test_the_memory_limit_ends_in_a_sentence(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*_: object) -> None:
        raise duckdb.OutOfMemoryException("failed to allocate")

    monkeypatch.setattr("youji.screening.ingest.pipeline.validate", too_much)
    with pytest.raises(LimitError, match=r"^a\.csv: needs more than the 1GB of memory allowed; raise --memory"):
        office.ingest([["1", "5", None]], "v1")


def test_two_writers_exclude_each_other(office: Office) -> None:
    office.ingest([["1", "5", None]], "v1")
    code = (
        "import sys; from pathlib import Path; from youji.screening.lake.home import Home\n"
        "with Home(Path(sys.argv[1])).writing(): print('in')"
    )
    command = [sys.executable, "-c", code, str(office.home.path)]
    with office.home.writing():
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "HomeError" in done.stderr
        assert "another youji command is writing here" in done.stderr
        with pytest.raises(HomeError, match="another youji command"), Home(office.home.path).writing():
            pass
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "in\n"


def test_progress_counts_rows(office: Office) -> None:
    told: list[tuple[str, int]] = []
    with office.home.writing():
        ingest = Ingest(office.home, "1GB", NOW, lambda phase, rows: told.append((phase, rows)))
        ingest.table(THING, same_names(THING), raw_table(THING.names, [[str(i), "1", None] for i in range(7)]), "v1")
    assert told == [("stage", 3), ("stage", 6), ("stage", 7), ("commit", 7)]


def test_names_are_quoted_wherever_they_go(office: Office) -> None:
    office.ingest([["'; DROP TABLE bad; --", "5", '"'], ["2", "x", "'"]], "it's", source='o\'brien "x".csv')
    assert office.rows()[0][0] == "'; DROP TABLE bad; --"
    assert Quarantine(office.home).rows(None, 5)[1][0].source == 'o\'brien "x".csv'
    assert quoted('a"b') == '"a""b"'
