"""Every row ends in exactly one place: good, in quarantine with its reasons, or left out by the mapping's own word."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screening.ingest.holding import (
    DAY,
    FIRST_ROW,
    MONEY,
    WHOLE,
    WORDS,
    contract,
    hold,
    raw_table,
    same_names,
)

from youji.screening.contracts.model import Column
from youji.screening.errors import MappingError, SourceError
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.raw import RawTable

THINGS = contract(replace(MONEY, minimum=0), DAY, WORDS)


def test_a_row_with_two_faults_is_quarantined_once_with_both() -> None:
    held = hold(THINGS, raw_table(THINGS.names, [["1", "x", "2024-02-30", "a"], ["2", "5", "2024-02-01", "b"]]))
    assert (held.found.rows_read, held.found.rows_accepted, held.found.rows_quarantined) == (2, 1, 1)
    assert [row[:4] for row in held.bad] == [
        (2, "amount", "x", "not_a_number"),
        (2, "day", "2024-02-30", "impossible_date"),
    ]
    assert held.found.reasons == {"amount:not_a_number": 1, "day:impossible_date": 1}
    assert held.good[0]["_row"] == FIRST_ROW + 3


def test_the_whole_source_row_is_kept_as_it_was_written() -> None:
    held = hold(
        THINGS, raw_table([*THINGS.names, "别的"], [[" 1 ", "x", None, "ａ", "不映射的\"列'"]]), same_names(THINGS)
    )
    raw = json.loads(held.bad[0][4])
    assert raw == {"id": " 1 ", "amount": "x", "day": None, "note": "ａ", "别的": "不映射的\"列'"}


def test_a_row_the_reader_could_not_split_keeps_the_reader_s_reason() -> None:
    held = hold(
        THINGS, raw_table(THINGS.names, [["1", "x", None, None], ["2", "5", None, None]], {2: "too_many_fields"})
    )
    assert [row[:4] for row in held.bad] == [(2, None, None, "too_many_fields")]
    assert held.found.rows_accepted == 1


def test_repeats_point_to_the_first_line() -> None:
    rows = [
        ["1", "5", None, "a"],
        ["2", "6", None, "b"],
        ["1", "5", None, "a"],
        ["１", "9", None, "a"],
        ["3", "x", None, ""],
    ]
    held = hold(
        contract(replace(MONEY, minimum=0), DAY, WORDS, key=("id",)),
        raw_table(THINGS.names, [*rows, ["1", "x", None, None]]),
    )
    assert [row["id"] for row in held.good] == ["1", "2", "１"]
    assert [row[:4] for row in held.bad] == [
        (4, "id", "1 (line 2)", "duplicate_row"),
        (6, "amount", "x", "not_a_number"),
        (7, "amount", "x", "not_a_number"),
    ]


def test_a_key_of_several_columns_with_other_content_is_a_duplicate_key() -> None:
    of = contract(replace(WHOLE, required=True), WORDS, key=("id", "n"))
    held = hold(of, raw_table(of.names, [["1", "1", "a"], ["1", "2", "a"], ["1", "1", "b"]]))
    assert [row[:4] for row in held.bad] == [(4, "id, n", "1|1 (line 2)", "duplicate_key")]
    assert json.loads(held.bad[0][4]) == {"id": "1", "n": 1, "note": "b"}


def test_the_mapping_s_filter_leaves_rows_out_but_never_faulty_ones() -> None:
    mapping = replace(same_names(THINGS), where={"note": ("a", "")})
    rows = [["1", "1", None, " a\u3000"], ["2", "x", None, "b"], ["3", "3", None, None], ["4", None, None, "b"]]
    held = hold(THINGS, raw_table(THINGS.names, rows, {5: "undecodable"}), mapping)
    assert [row["id"] for row in held.good] == ["1", "3"]
    assert held.reasons == ["undecodable"]
    assert (held.found.rows_read, held.found.rows_accepted, held.found.rows_quarantined) == (4, 2, 1)


def test_distinct_rows_count_once_and_stay_at_their_first_line() -> None:
    mapping = replace(same_names(THINGS), distinct=True)
    held = hold(
        THINGS,
        raw_table(THINGS.names, [["1", "1", None, "a"], ["1", "1.00", None, " a"], ["1", "2", None, "a"]]),
        mapping,
    )
    assert [(row["id"], row["_row"]) for row in held.good] == [("1", FIRST_ROW + 2)]
    assert held.reasons == ["duplicate_key"]
    assert held.found.rows_read == 3


def test_constants_and_line_numbers() -> None:
    mapping = Mapping("thing", {"id": ColumnMapping(line_number=True), "note": ColumnMapping(constant="O'Neill")})
    held = hold(THINGS, raw_table(["x"], [["a"], ["b"]]), mapping)
    assert [(row["id"], row["note"]) for row in held.good] == [("2", "O'Neill"), ("3", "O'Neill")]


def test_mapped_columns_are_delivered_and_empty_ones_are_named() -> None:
    mapping = Mapping("thing", {name: ColumnMapping((name,)) for name in ("id", "amount", "day")})
    held = hold(THINGS, raw_table(THINGS.names, [["1", "5", "-", "x"], ["2", "x", "2024-01-01", "x"]]), mapping)
    assert held.found.columns == ("id", "amount", "day")
    assert held.found.empty == ("day",)


def test_a_warning_check_counts_and_keeps_the_value() -> None:
    of = contract(Column("phone", "VARCHAR", "电话", "Phone", check="phone", check_is_warning=True))
    held = hold(of, raw_table(of.names, [["1", "138"], ["2", "13812345678"], ["3", None]]))
    assert held.found.rows_accepted == 3
    assert held.found.warnings == {"phone:phone": 1}


HOSTILE = [
    "amount",
    "Amount",
    "AMOUNT",
    '"; DROP TABLE staged; --',
    "a'b",
    "s:0",
    "k:0",
    "t:amount",
    "_row",
    "raw",
    "faulty",
    "l0",
    "f",
    "line",
    "\\",
    "🙂",
    "x" * 500,
    "SELECT *",
    "a\nb",
    "$as_of",
    "{0}",
    "id",
]


@pytest.mark.parametrize("chosen", range(len(HOSTILE) - 1))
def test_source_columns_may_have_any_name(chosen: int) -> None:
    mapping = Mapping("thing", {"id": ColumnMapping(("id",)), "note": ColumnMapping((HOSTILE[chosen],))})
    row = [f"v{i}" for i in range(len(HOSTILE))]
    held = hold(THINGS, raw_table(HOSTILE, [row, ["v", *row[1:-1], "-"]]), mapping)
    assert [(r["id"], r["note"]) for r in held.good] == [(row[-1], f"v{chosen}")]
    assert json.loads(held.bad[0][4]) == dict(zip(HOSTILE, ["v", *row[1:-1], "-"], strict=True))


def test_contract_columns_may_have_any_name_a_contract_allows() -> None:
    names = (
        "raw",
        "faulty",
        "faults",
        "line",
        "s0",
        "k_s0",
        "t_id",
        "h_id",
        "n_x",
        "f_id",
        "value",
        "reason",
        "bad",
        "good",
        "order",
    )
    of = contract(*(replace(MONEY, name=name) for name in names))
    held = hold(of, raw_table(of.names, [["1", *("5" for _ in names)], ["2", *("x" for _ in names)]]))
    assert {held.good[0][name] for name in names} == {5}
    assert sorted(str(row[1]) for row in held.bad) == sorted(names)


def test_two_thousand_columns() -> None:
    header = [f"列{i}" for i in range(1999)] + ["id"]
    mapping = Mapping("thing", {"id": ColumnMapping(("id",)), "note": ColumnMapping(("列1998",))})
    held = hold(THINGS, raw_table(header, [[str(i) for i in range(2000)], [*("y" * 1999), None]]), mapping)
    assert held.good[0]["note"] == "1998"
    assert len(json.loads(held.bad[0][4])) == 2000


def test_no_rows_at_all() -> None:
    held = hold(THINGS, raw_table(THINGS.names, []))
    assert (held.found.rows_read, held.found.rows_accepted, held.found.rows_quarantined) == (0, 0, 0)


def test_a_format_that_is_none_is_refused_by_name() -> None:
    mapping = Mapping(
        "thing", {"id": ColumnMapping(("id",)), "day": ColumnMapping(("day",), format="%Q/%m")}, origin="m.yml"
    )
    with pytest.raises(MappingError, match=r"m\.yml: field `columns\.day\.format`: '%Q/%m' is no date format"):
        hold(THINGS, raw_table(THINGS.names, []), mapping)


def test_a_reader_that_stops_half_way_is_heard_in_its_own_words() -> None:
    sound = raw_table(THINGS.names, [["1", "5", None, None]])

    def broken() -> object:
        yield from sound.batches
        raise SourceError("a.csv: line 9 is broken; mend it.")

    reader = pa.RecordBatchReader.from_batches(sound.batches.schema, broken())
    with pytest.raises(SourceError, match=r"^a\.csv: line 9 is broken; mend it\.$"):
        hold(THINGS, RawTable("a.csv", None, sound.columns, 1, reader))


KEYS = st.sampled_from(["1", "2", "3", " 1", "-", None])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(KEYS, st.sampled_from(["1", "1.0", "x", None]), st.sampled_from(["a", "b", None])), max_size=12),
    st.booleans(),
    st.sampled_from([(), ("a",), ("a", "b")]),
)
def test_every_row_ends_in_one_place(rows: list[tuple[str | None, ...]], distinct: bool, kept: tuple[str, ...]) -> None:
    of = contract(MONEY, WORDS)
    mapping = replace(same_names(of), distinct=distinct, where={"note": kept} if kept else {})
    held = hold(of, raw_table(of.names, rows), mapping)
    good = [int(str(row["_row"])) - FIRST_ROW for row in held.good]
    bad = {row[0] for row in held.bad}
    assert len(good) == len(set(good)) == held.found.rows_accepted
    assert len(bad) == held.found.rows_quarantined
    assert not bad & set(good)
    assert held.found.rows_read == len(rows)
    missing = set(range(2, len(rows) + 2)) - bad - set(good)
    assert all(distinct or rows[line - 2][2] not in kept for line in missing)
    assert len({row["id"] for row in held.good}) == len(held.good)
