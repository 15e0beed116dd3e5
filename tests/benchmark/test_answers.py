"""Answer books as other people write them, and what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from youji.benchmark.answers import Case, read_book
from youji.benchmark.errors import BenchmarkError

DATASETS = {"bid", "tender", "contract", "contract_change"}
ROWS = {("bid", "B1"), ("bid", "B2")}


def book(folder: Path, name: str, text: str) -> list[Case]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_book(path, DATASETS)


def test_a_line_a_row_with_the_case_named(tmp_path: Path) -> None:
    text = (
        "scheme,scheme_id,effect,missing,subject_kind,subject_id,dataset,key\n"
        "ring,ring-1,blatant,0.3,organisation,O1,bid,B1\nring,ring-1,blatant,0.3,organisation,O2,bid,B2\n"
        "ring,ring-2,faint,,person,P1,tender,T9\n"
    )
    one, two = book(tmp_path, "truth.csv", text)
    assert (one.case_id, one.effect, one.missing) == ("ring-1", "blatant", Decimal("0.3"))
    assert one.subjects == {("organisation", "O1"), ("organisation", "O2")}
    assert one.rows == ROWS
    assert (two.effect, two.missing, two.subjects) == ("faint", None, {("person", "P1")})


def test_lines_without_a_case_belong_together_by_scheme_and_subject(tmp_path: Path) -> None:
    text = "\ufeffScheme,Subject,Dataset,Key\nring,O1,bid,B1\nring,O1,bids,B2\nring,O3,bid,B3\n"
    one, two = book(tmp_path, "truth.csv", text)
    assert (one.rows, one.subjects) == (ROWS, {(None, "O1")})
    assert two.rows == {("bid", "B3")}


@pytest.mark.parametrize(
    "rows",
    [
        "bid:B1;bid:B2",
        "bid:B1, bid:B2",
        "bid/B1；bid/B2",
        '[["bid", "B1"], ["bid", "B2"]]',
        [["bid", "B1"], ["bid", "B2"]],
        ["bid:B1", "bid:B2"],
        {"bid": ["B1", "B2"]},
        [{"dataset": "bid", "key": "B1"}, {"dataset": "bids", "id": "B2"}],
    ],
)
def test_rows_in_a_list_of_any_usual_form(tmp_path: Path, rows: object) -> None:
    record = {"scheme": "ring", "subject": "organisation:O1", "rows": rows}
    (one,) = book(tmp_path, "truth.json", json.dumps([record]))
    assert one.rows == ROWS
    assert one.subjects == {("organisation", "O1")}


def test_a_quoted_cell_may_hold_a_line_break(tmp_path: Path) -> None:
    (one,) = book(tmp_path, "truth.csv", 'scheme,subject,rows\nring,O1,"bid:B1\nbid:B2"\n')
    assert one.rows == ROWS


def test_a_key_with_a_colon_is_kept_whole(tmp_path: Path) -> None:
    (one,) = book(tmp_path, "truth.csv", "scheme,subject,rows\nring,O1,contract_change:C:1\n")
    assert one.rows == {("contract_change", "C:1")}


def test_json_lines_parquet_and_a_list_within_an_object(tmp_path: Path) -> None:
    record = {"scheme": "ring", "effect": 2, "missing": "30%", "subjects": ["O1", "person:P2"], "rows": ["bid:B1"]}
    (lines,) = book(tmp_path, "truth.jsonl", json.dumps(record) + "\n\n")
    (within,) = book(tmp_path, "truth.json", json.dumps({"version": 1, "schemes": [record]}))
    table = pa.table({"scheme": ["ring"], "subject_id": ["O1;person:P2"], "dataset": ["bid"], "key": ["B1"]})
    pq.write_table(table, tmp_path / "truth.parquet")
    (packed,) = read_book(tmp_path / "truth.parquet", DATASETS)
    assert lines == within
    assert (lines.effect, lines.missing) == ("clear", Decimal("0.3"))
    assert lines.subjects == packed.subjects == {(None, "O1"), ("person", "P2")}


def test_an_empty_book_plants_nothing(tmp_path: Path) -> None:
    assert book(tmp_path, "truth.csv", "scheme,subject,rows\n") == []
    assert book(tmp_path, "truth.json", "[]") == []
    assert book(tmp_path, "truth.jsonl", "") == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("truth.csv", "scheme,subject,rows\n,O1,bid:B1\n", "line 2: names no scheme"),
        ("truth.csv", "scheme,subject,rows\nring,,bid:B1\n", "line 2: names no subject"),
        ("truth.csv", "scheme,subject,dataset,key\nring,O1,bid,\n", "line 2: names no row"),
        ("truth.csv", "scheme,subject,rows\nring,O1,B1\n", "`B1` is no dataset and key"),
        ("truth.csv", "scheme,subject,rows\nring,O1,bidding:B1\n", "`bidding`, which no data contract defines"),
        ("truth.csv", "scheme,missing,subject,rows\nring,much,O1,bid:B1\n", "`much` is no missing share"),
        ("truth.csv", "scheme,case,effect,subject,rows\na,1,faint,O,bid:B\na,1,clear,O,bid:C\n", "another effect"),
        ("truth.csv", "who,what\nO1,B1\n", "has no column `scheme`"),
        ("truth.json", "{", "cannot be read as an answer book"),
        ("truth.json", '{"a": 1}', "without exactly one list"),
        ("truth.json", '["ring"]', "is no object with"),
        ("truth.parquet", "PAR", "cannot be read as an answer book"),
    ],
)
def test_what_is_unclear_is_refused_in_one_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(BenchmarkError) as refused:
        book(tmp_path, name, text)
    assert said in str(refused.value)
    assert str(tmp_path / name) in str(refused.value)
    assert "\n" not in str(refused.value)
