"""Mapping files: what they say, how they are refused, and that saving one loses nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screening.ingest.offices import BID

from youji.screening.errors import MappingError
from youji.screening.ingest.mapping import (
    ColumnMapping,
    Mapping,
    check_against,
    load_mapping,
    mapping_dataset,
    mapping_text,
    parse_mapping,
    save_mapping,
)
from youji.screening.ingest.raw import ReadOptions

FULL = """
# How the portal's export becomes bids.
dataset: bid
read: {encoding: gb18030, header_row: 3, sheet: 投标, max_columns: 5_000}
rows:
  where: {Winner: ["1", 1.0], 状态: 有效}
  distinct: true
columns:
  tender_id: Tender
  bid_id: {from: [Tender, Competitors], join: ""}
  bidder_id: {line_number: true}
  amount: {from: Bid_value, multiply: 10000}
  share: {from: 比例, multiply: 0.01}
  currency: {value: EUR}
  submitted_at: {from: Date, format: unix}
  status: {from: State, codes: {1: valid, 010: disqualified}}
"""


def refusal(text: str) -> str:
    with pytest.raises(MappingError) as found:
        parse_mapping(text, BID, "portal.yml")
    return str(found.value)


def minimal(columns: str) -> str:
    return "dataset: bid\ncolumns:\n  bid_id: A\n  tender_id: B\n" + columns


def test_a_full_mapping_is_read() -> None:
    mapping = parse_mapping(FULL, BID, "portal.yml")

    assert mapping == Mapping(
        dataset="bid",
        columns={
            "tender_id": ColumnMapping(("Tender",)),
            "bid_id": ColumnMapping(("Tender", "Competitors"), join=""),
            "bidder_id": ColumnMapping(line_number=True),
            "amount": ColumnMapping(("Bid_value",), multiply=Decimal(10000)),
            "share": ColumnMapping(("比例",), multiply=Decimal("0.01")),
            "currency": ColumnMapping(constant="EUR"),
            "submitted_at": ColumnMapping(("Date",), format="unix"),
            "status": ColumnMapping(("State",), codes={"1": "valid", "010": "disqualified"}),
        },
        where={"Winner": ("1", "1.0"), "状态": ("有效",)},
        distinct=True,
        read=ReadOptions(encoding="gb18030", header_row=3, sheet="投标", max_columns=5000),
    )
    assert mapping.origin == "portal.yml"


def test_saving_and_loading_loses_nothing(tmp_path: Path) -> None:
    mapping = parse_mapping(FULL, BID)
    path = tmp_path / "mappings" / "portal.yml"

    save_mapping(mapping, path)

    assert load_mapping(path, BID) == mapping
    assert load_mapping(path, BID).origin == str(path)
    assert mapping_dataset(path) == "bid"
    assert "multiply: 10000\n" in path.read_text(encoding="utf-8")
    assert [one.name for one in path.parent.iterdir()] == ["portal.yml"]


_name = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
_texts = st.lists(_name, min_size=1, max_size=3).map(tuple)


@settings(max_examples=150, deadline=None)
@given(
    sources=_texts,
    join=st.text(st.sampled_from("-_ :，\t"), max_size=3),
    constant=_name,
    where=st.dictionaries(_name, _texts, max_size=3),
    factor=st.decimals(Decimal("0.0001"), 10**8, places=4),
    sheet=_name,
)
def test_any_text_survives_saving(
    sources: tuple[str, ...],
    join: str,
    constant: str,
    where: dict[str, tuple[str, ...]],
    factor: Decimal,
    sheet: str,
) -> None:
    mapping = Mapping(
        "bid",
        {
            "bid_id": ColumnMapping(sources, join=join),
            "tender_id": ColumnMapping(constant=constant),
            "amount": ColumnMapping(sources[:1], multiply=factor),
            "status": ColumnMapping(sources[:1], codes={constant: "valid"}),
        },
        where=where,
        read=ReadOptions(sheet=sheet, table=constant),
    )

    assert parse_mapping(mapping_text(mapping), BID) == mapping


def test_equal_mappings_have_equal_text_whatever_their_order() -> None:
    mapping = parse_mapping(FULL, BID)
    turned = Mapping(
        mapping.dataset,
        dict(reversed(mapping.columns.items())),
        dict(reversed(mapping.where.items())),
        mapping.distinct,
        ReadOptions(encoding="gb18030", header_row=3, sheet="投标", max_columns=9),
        "another.yml",
    )

    assert mapping_text(turned) == mapping_text(mapping)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dataset: [bid\ncolumns: {}", "portal.yml: line 2, column 8: this is not valid YAML"),
        ("dataset: bid\n\tcolumns: x", "portal.yml: line 2, column 1: this is not valid YAML"),
        ("", "portal.yml: the mapping is empty"),
        ("# only a comment", "portal.yml: the mapping is empty"),
        ("- bid", "line 1, column 1: `key: value` pairs are expected here"),
        ("columns: {}", "the field `dataset` is missing"),
        ("dataset: bid", "the field `columns` is missing"),
        ("dataset: award\ncolumns: {}", "field `dataset`, line 1, column 10: the mapping is for 'award' and not"),
        ("dataset: bid\ncolums: {}", "field `colums`, line 2, column 9: the key 'colums' is unknown; 'columns'"),
        ("dataset: bid\ndataset: bid\ncolumns: {}", "line 2, column 10: the key 'dataset' comes twice"),
        ("dataset: bid\ncolumns: {bid_id: A}", "the required column `tender_id` (招标编号) is not mapped"),
        ("dataset: bid\ncolumns: {bid_id: }", "field `columns.bid_id`, line 2, column 18: a value is missing"),
        (minimal("  ammount: X"), "the contract `bid` has no column `ammount`; the nearest it has is 'amount'"),
        (minimal("  amount: {form: X}"), "the key 'form' is unknown; 'format' is the nearest known one"),
        (minimal("  amount: {multiply: 2}"), "give exactly one of `from`, `value` and `line_number`"),
        (minimal("  amount: {from: X, value: 2}"), "give exactly one of"),
        (minimal("  amount: {from: []}"), "field `columns.amount.from`, line 5, column 18: `from` names no column"),
        (minimal("  amount: {from: X, multiply: viel}"), "'viel' is not a number"),
        (minimal("  amount: {from: X, multiply: 0}"), "a number other than zero"),
        (minimal("  amount: {from: X, multiply: .inf}"), "is not a number"),
        (minimal("  amount: {from: X, multiply: 0.00001}"), "at most 4 decimals"),
        (minimal("  status: {from: X, multiply: 2}"), "`multiply` is for amounts, and `status` is VARCHAR"),
        (minimal("  amount: {from: X, format: unix}"), "`format` is for dates"),
        (minimal("  submitted_at: {from: X, format: yyyy}"), "'yyyy' is not a date format"),
        (minimal("  status: {from: X, codes: {a: won}}"), "`status` has no code 'won'; its codes are valid, disq"),
        (minimal("  bidder_id: {line_number: false}"), "`line_number` is either true or left out"),
        (minimal("  bidder_id: {line_number: maybe}"), "true or false is expected"),
        (minimal("read: {header_row: zero}"), "field `read.header_row`, line 5, column 20: a whole number from 1"),
        (minimal("read: {password: x}"), "the key 'password' is unknown"),
        (minimal("rows: {where: [x]}"), "`key: value` pairs are expected"),
        (minimal("  status: {from: {a: b}}"), "a single value is expected"),
        (minimal("  status: !!python/object/apply:os.system [ls]"), "tags are not used in mappings"),
        (minimal("  status: !secret x"), "tags are not used in mappings; remove '!secret'"),
        (minimal("  status: &a X\n  amount: *a"), "anchors (&, *) are not used"),
        ("dataset: bid\ncolumns: " + "[" * 20 + "]" * 20, "nested too deep"),
        ("[" * 5_000, "not valid YAML"),
        ("x" * 2_000_001, "longer than 2,000,000 characters"),
    ],
)
def test_mistakes_are_named_with_their_place(text: str, says: str) -> None:
    message = refusal(text)

    assert says in message
    assert message.startswith("portal.yml: ")
    assert message.endswith(".")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"gone.yml: the mapping cannot be read \(No such file"):
        load_mapping(tmp_path / "gone.yml", BID)
    (tmp_path / "gbk.yml").write_bytes("dataset: bid\ncolumns:\n  bid_id: 编号".encode("gb18030"))
    with pytest.raises(MappingError, match="line 3 is not UTF-8 text"):
        load_mapping(tmp_path / "gbk.yml", BID)
    with pytest.raises(MappingError, match="cannot be written"):
        save_mapping(parse_mapping(FULL, BID), tmp_path / "gbk.yml" / "under-a-file.yml")


def test_a_column_the_source_does_not_have() -> None:
    mapping = parse_mapping(FULL, BID, "portal.yml")
    columns = ["Tender", "Competitors", "Bid_valeu", "比例", "Date", "State", "Winner", "状态"]

    with pytest.raises(MappingError) as found:
        check_against(mapping, columns, "bids.csv")
    assert str(found.value) == (
        "portal.yml: field `columns.amount` reads column 'Bid_value', which bids.csv does not have; "
        "the nearest it has is 'Bid_valeu'."
    )
    columns[2] = "Bid_value"
    check_against(mapping, columns, "bids.csv")
    with pytest.raises(MappingError, match=r"field `rows.where` reads column 'Winner'"):
        check_against(mapping, [one for one in columns if one != "Winner"], "bids.csv")
    with pytest.raises(MappingError, match="it has no columns at all"):
        check_against(mapping, [], "bids.csv")
