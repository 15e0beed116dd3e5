"""What an office may hand over by mistake or malice: one sentence that names the place, and nothing half-done."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.e2e.cli import Youji
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home

HEADER = "payment_id,contract_id,amount,paid_on\n"
ROW = "P1,K1,100.00,2024-01-02\n"


def text(content: str) -> Callable[[Path], Path]:
    return binary(content.encode())


def binary(content: bytes, suffix: str = ".csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"payments{suffix}"
        path.write_bytes(content)
        return path

    return make


def workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for i, line in enumerate([HEADER.strip(), *(["P1,K1,100.00,2024-01-02"] * 200)]):
        sheet.write_row(i, 0, line.split(","))
    book.close()
    return buffer.getvalue()


def excel_bomb() -> bytes:
    """A small archive whose sheet unpacks to half a gigabyte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", b" " * (512 * 1024 * 1024) + b"</sheetData>")
            bomb.writestr(name, content)
    return buffer.getvalue()


def long_line(folder: Path) -> Path:
    path = folder / "payments.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        for _ in range(200):
            file.write(b"x" * 1024 * 1024)
    return path


REFUSED = {
    "empty file": (binary(b""), "empty"),
    "header only": (text(HEADER), "has a header but no rows"),
    "truncated gzip": (
        binary(gzip.compress((HEADER + ROW * 5000).encode())[:-300], ".csv.gz"),
        "cut off|truncated|damaged",
    ),
    "gzip bomb": (binary(gzip.compress((HEADER + ROW * 10_000_000).encode(), 9), ".csv.gz"), "bomb|unpack"),
    "truncated workbook": (binary(workbook()[:-700], ".xlsx"), "damaged|cut off"),
    "workbook bomb": (binary(excel_bomb(), ".xlsx"), "bomb|unpack"),
    "ten thousand columns": (text(",".join(f"c{i}" for i in range(10_000)) + "\n" + "1," * 9_999 + "1\n"), "columns"),
    "a 200 MB single line": (long_line, "line 2 is longer"),
    "no text at all": (binary(bytes(range(256)) * 400), "not|binary|text|encoding"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_in_one_sentence_that_names_it(name: str, youji: Youji, tmp_path: Path) -> None:
    make, told = REFUSED[name]
    path = make(tmp_path)
    said = youji("ingest", path, "--as", "payment", "--yes")
    assert said.status == 1, said.text
    assert path.name in said.text
    assert re.search(told, said.text), said.text
    assert "Traceback" not in said.text
    assert len(said.text) < 1500
    home = Home(youji.home)
    assert BatchRegister(home).all() == []
    assert list(home.temporary.iterdir()) == []


QUARANTINED = {
    "an impossible date": ("P2,K1,5,2024-02-30", "paid_on", "date that does not exist"),
    "negative money": ("P2,K1,-5,2024-01-02", "amount", "below the smallest"),
    "text in a money column": ("P2,K1,five,2024-01-02", "amount", "not a number"),
    "a NUL byte": ("P2,K\x001,5,2024-01-02", "", "NUL"),
    "too many fields": ("P2,K1,5,2024-01-02,9,9", "", "more fields"),
    "no key": (",K1,5,2024-01-02", "payment_id", "required"),
    "the key of an earlier row": ("P1,K1,7,2024-01-02", "payment_id", "key of an earlier row"),
    "an earlier row again": (ROW.strip(), "payment_id", "repeats an earlier row"),
}


@pytest.mark.parametrize("name", QUARANTINED)
def test_a_bad_row_is_kept_aside_with_its_place_and_good_rows_go_on(name: str, youji: Youji, tmp_path: Path) -> None:
    line, column, told = QUARANTINED[name]
    path = text(HEADER + ROW + line + "\nP3,K1,9,2024-01-03\n")(tmp_path)
    said = youji("ingest", path, "--as", "payment")
    assert said.status == 0, said.text
    assert "2 rows in" in said.text
    listed = youji("quarantine", "list").text
    assert "payments.csv" in listed
    assert told in listed
    assert column in listed
    assert " 3 " in listed


def test_bytes_of_another_encoding_are_kept_aside_or_refused(youji: Youji, tmp_path: Path) -> None:
    good = "".join(f"G{i},合同{i},5,2024-01-02\n" for i in range(500)).encode()
    path = binary(HEADER.encode() + good + b"P2,\xff\xfe\xfa,5,2024-01-02\n" + b"P3,K1,9,2024-01-03\n")(tmp_path)
    said = youji("ingest", path, "--as", "payment")
    assert said.status == 0, said.text
    assert "501 rows in" in said.text
    assert "not text" in youji("quarantine", "list").text


def test_a_wrong_encoding_named_by_hand_is_refused(youji: Youji, tmp_path: Path) -> None:
    path = text(HEADER + "P1,合同,5,2024-01-02\n" * 1)(tmp_path)
    said = youji("ingest", path, "--as", "payment", "--encoding", "klingon")
    assert said.status == 1
    assert "klingon" in said.text


def test_a_mapping_to_a_column_that_is_not_there(youji: Youji, tmp_path: Path) -> None:
    path = text(HEADER + ROW)(tmp_path)
    mapping = tmp_path / "map.yml"
    mapping.write_text("dataset: payment\ncolumns:\n  payment_id: payment_id\n  amount: amuont\n", encoding="utf-8")
    said = youji("ingest", path, "--map", mapping)
    assert said.status == 1
    for part in ("map.yml", "columns.amount", "amuont", "'amount'"):
        assert part in said.text


def test_columns_that_cannot_be_told_are_proposed_not_guessed(youji: Youji, tmp_path: Path) -> None:
    path = text("a,b,c\nP1,100,2024-01-02\n")(tmp_path)
    said = youji("ingest", path, "--as", "payment")
    assert said.status == 1
    assert "--map" in said.text
    assert BatchRegister(Home(youji.home)).all() == []


def test_cyclic_shareholdings_do_not_loop(youji: Youji, tmp_path: Path) -> None:
    files = {
        "organisation": "organisation_id,name,kind,phone\nA,甲,company,13900000001\nB,乙,company,13900000002\n",
        "shareholding": "shareholding_id,organisation_id,holder_id,holder_kind,share,from_on\n"
        "1,A,B,organisation,0.6,2020-01-01\n2,B,A,organisation,0.6,2020-01-01\n3,A,A,organisation,0.4,2020-01-01\n",
        "tender": "tender_id,buyer_id,procedure,opened_on\nT,G,open,2024-05-01\n",
        "bid": "bid_id,tender_id,bidder_id,amount,status\n1,T,A,100,valid\n2,T,B,110,valid\n",
    }
    for dataset, content in files.items():
        path = tmp_path / f"{dataset}.csv"
        path.write_text(content, encoding="utf-8")
        assert youji("ingest", path, "--as", dataset).status == 0
    said = youji("screen", "--as-of", "2024-06-30", "--time-limit", "30")
    assert said.status == 0, said.text
    assert "over limit" not in said.text


HOSTILE_SQL = {
    "an undeclared table": (
        "SELECT b.buyer_id, 1 AS n FROM contract b JOIN person p ON p.person_id = b.buyer_id",
        "person",
    ),
    "read_csv": ("SELECT buyer_id, 1 AS n FROM read_csv('/etc/passwd')", "read_csv"),
    "attach": ("ATTACH '/tmp/x.db' AS x", "ATTACH|read-only|one"),
    "a second statement": ("SELECT buyer_id, 1 AS n FROM contract; DROP TABLE contract", "one"),
    "recursion without end": (
        "WITH RECURSIVE r AS (SELECT buyer_id, 1 AS n FROM contract UNION ALL SELECT buyer_id, n + 1 FROM r)"
        " SELECT buyer_id, n FROM r",
        "end|recurs",
    ),
}

MODEL = """/*---
id: hostile
title: {{zh: 试, en: try}}
question: {{zh: 试, en: try}}
category: tendering
entry: money
status: trial
risk_points: [payment]
legal_basis: [{{article: 政府采购法#49}}]
purpose: procurement_supervision
kind: row
inputs: {{contract: [buyer_id, supplier_id, contract_id]}}
params: {{}}
subject: {{column: buyer_id, kind: organisation}}
grain: [buyer_id, n]
evidence: {{contract: [{{buyer_id: buyer_id}}]}}
increment: {{by: full}}
severity: low
explain: {{zh: "试{{n}}", en: "try {{n}}"}}
innocent_reasons: [{{zh: 无, en: none}}]
first_steps: [{{zh: 无, en: none}}]
---*/
{sql}
"""


def with_model(youji: Youji, tmp_path: Path, sql: str, rows: int = 3) -> None:
    path = tmp_path / "contract.csv"
    lines = "".join(f"K{i},G{i},S1,5\n" for i in range(rows))
    path.write_text("contract_id,buyer_id,supplier_id,amount\n" + lines, encoding="utf-8")
    assert youji("ingest", path, "--as", "contract").status == 0
    folder = youji.home / "catalogue" / "models" / "tendering"
    folder.mkdir(parents=True)
    (folder / "hostile.sql").write_text(MODEL.format(sql=sql), encoding="utf-8")


@pytest.mark.parametrize("name", HOSTILE_SQL)
def test_a_model_that_reaches_further_than_declared_is_refused(name: str, youji: Youji, tmp_path: Path) -> None:
    sql, told = HOSTILE_SQL[name]
    with_model(youji, tmp_path, sql)
    said = youji("screen", "--models", "hostile")
    assert said.status == 1, said.text
    assert re.search(told, said.text), said.text
    assert "hostile" in said.text
    assert "Traceback" not in said.text


def test_a_model_that_works_for_ever_is_stopped_and_named(youji: Youji, tmp_path: Path) -> None:
    product = ", ".join(f"contract c{i}" for i in range(5))
    sql = f"SELECT c0.buyer_id, count(*) AS n FROM {product} GROUP BY c0.buyer_id"
    with_model(youji, tmp_path, sql, rows=2000)
    said = youji("screen", "--models", "hostile", "--time-limit", "2")
    assert said.status == 1
    assert "time limit of 2 s" in said.text, said.text


def test_a_model_that_returns_a_hundred_million_rows_is_stopped_and_named(youji: Youji, tmp_path: Path) -> None:
    sql = (
        "SELECT c0.buyer_id, c1.contract_id || c2.contract_id || c3.contract_id AS n"
        " FROM contract c0, contract c1, contract c2, contract c3"
    )
    with_model(youji, tmp_path, sql, rows=100)
    said = youji("screen", "--models", "hostile", "--memory", "1GB")
    assert said.status == 1
    assert "row limit" in said.text or "memory or disk" in said.text, said.text
    assert list(Home(youji.home).temporary.iterdir()) == []
