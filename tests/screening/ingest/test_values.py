"""Source texts become typed values, or are refused with the reason that helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screening.ingest.holding import (
    DAY,
    MOMENT,
    MONEY,
    PROCEDURE,
    TRUTH,
    WHOLE,
    WORDS,
    contract,
    hold,
    raw_table,
    read_all,
    read_one,
)

from youji.screening.contracts.model import Column
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.values import NOTHING, REASONS, column_sql

MARCH = date(2024, 3, 5)


def many(column: Column, texts: list[str], mapping: ColumnMapping | None = None) -> list[object]:
    return list(read_all(column, texts, mapping).values())


def test_every_written_form_of_a_day_is_that_day() -> None:
    texts = [
        "2024-03-05",
        "2024-3-5",
        "2024/3/5",
        "2024/03/05",
        "2024.3.5",
        "2024年3月5日",
        "2024 年 3 月 5 日",
        "20240305",
        "2024-03-05 00:00:00",
        "2024-03-05T23:59:59Z",
        "20240305103000",
        "20240305 10:30",
        "45356",
        "45356.75",
        "２０２４－０３－０５",
        "２０２４年３月５日",
        "　2024-03-05\u200b",
        "2024-03-05 10:30:00.123456789",
        "2024-03-05 10:30+08:00",
        "2024-03-05 10:30:00 +0800",
        "2024年3月5日10时30分",
        "2024年3月5日 10时30分05秒",
        "2024/3/5 9:5",
        "2024-03-05 9:05:07.5",
    ]
    assert read_all(DAY, texts) == dict.fromkeys(texts, MARCH)


def test_the_clock_time_is_the_one_written() -> None:
    expected = {
        "2024-03-05": (0, 0, 0),
        "2024-03-05 10:30": (10, 30, 0),
        "2024/3/5 9:05:07": (9, 5, 7),
        "2024-03-05T10:30:00+08:00": (10, 30, 0),
        "20240305103059": (10, 30, 59),
        "2024年3月5日 14时30分": (14, 30, 0),
        "2024-03-05 23:59:59 UTC": (23, 59, 59),
        "45356.5": (12, 0, 0),
        "2024.3.5 8:00": (8, 0, 0),
        "2024-03-05 10:30:5": (10, 30, 5),
    }
    assert read_all(MOMENT, list(expected)) == {text: datetime(2024, 3, 5, *clock) for text, clock in expected.items()}


def test_a_day_that_does_not_exist_is_called_impossible() -> None:
    texts = [
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "20240230",
        "1899-12-31",
        "2100-01-01",
        "2024年4月31日",
        "2024-03-05 25:00:00",
        "2024-03-05 10:61",
        "0001-01-01",
        "9999-12-31",
    ]
    assert read_all(DAY, texts) == dict.fromkeys(texts, "!impossible_date")


def test_what_can_be_read_two_ways_or_none_is_refused() -> None:
    texts = [
        "03/04/2024",
        "3-4-24",
        "24-03-05",
        "2024",
        "2024-03",
        "2024年12月",
        "March 5, 2024",
        "昨天",
        "99999",
        "9999",
        "2024-03-05 morning",
        "infinity",
        "epoch",
        "2024-03-05 (BC)",
        "today",
        "-2024-03-05",
        "1_0000",
        "2024-03-05-07",
    ]
    assert read_all(DAY, texts) == dict.fromkeys(texts, "!not_a_date")


def test_a_given_format_decides() -> None:
    assert read_one(DAY, "03/04/2024", ColumnMapping(format="%d/%m/%Y")) == date(2024, 4, 3)
    assert read_one(DAY, "03/04/2024", ColumnMapping(format="%m/%d/%Y")) == date(2024, 3, 4)
    assert read_one(DAY, "31/02/2024", ColumnMapping(format="%d/%m/%Y")) == "!not_a_date"
    assert read_one(DAY, "05/03/1850", ColumnMapping(format="%d/%m/%Y")) == "!impossible_date"
    assert read_one(MOMENT, "1709634600", ColumnMapping(format="unix")) == datetime(2024, 3, 5, 10, 30)
    half_past = datetime(2024, 3, 5, 10, 30, 0, 500_000)
    assert read_one(MOMENT, "1709634600500", ColumnMapping(format="unix_ms")) == half_past
    assert read_one(DAY, "45356", ColumnMapping(format="excel_serial")) == MARCH
    for extreme in ("9223372036854775807", "-9223372036854775808", "9e300", "99999999999999999999999"):
        assert str(read_one(MOMENT, extreme, ColumnMapping(format="unix"))).startswith("!")
    with_zone = ColumnMapping(format="%Y-%m-%d %H:%M %z")
    assert read_one(MOMENT, "2024-03-05 10:30 +0800", with_zone) == datetime(2024, 3, 5, 2, 30)


def test_amounts_as_offices_write_them() -> None:
    expected = {
        "1234.5": "1234.50",
        "1,234.50": "1234.50",
        "1，234，567": "1234567.00",
        "1234,5678": "12345678.00",
        "１２３．４５": "123.45",
        "¥1,234": "1234.00",
        "￥ 1234": "1234.00",
        "人民币1234元": "1234.00",
        "1234元整": "1234.00",
        "CNY 1234": "1234.00",
        "-5": "-5.00",
        "(5.00)": "-5.00",
        "（5）": "-5.00",
        "-¥5": "-5.00",
        "¥-5": "-5.00",
        "−5": "-5.00",
        "+5": "5.00",
        "5万": "50000.00",
        "5万元": "50000.00",
        "1.5亿": "150000000.00",
        "3 千元": "3000.00",
        "2百万元": "2000000.00",
        "50%": "0.50",
        "1.2E+5": "120000.00",
        "1e3": "1000.00",
        ".5": "0.50",
        "5.": "5.00",
        "1 234 567.89": "1234567.89",
        "1787\u300022.00": "178722.00",
        "0": "0.00",
        "-0": "0.00",
        "9999999999999999.99": "9999999999999999.99",
        "0.005": "0.01",
        "1.00499999999": "1.00",
        "(1,234.5万元)": "-12345000.00",
    }
    assert read_all(MONEY, list(expected)) == {text: Decimal(value) for text, value in expected.items()}


def test_no_number_is_guessed() -> None:
    texts = [
        "1,5",
        "1,23",
        "12,34,567",
        "1_000",
        "1.2.3",
        "5美元",
        "五万",
        "abc",
        "0x1F",
        "inf",
        "NaN元",
        "--5",
        "(-5)",
        "5-",
        "1e",
        "12:30",
        "%",
        "元",
        "1e999",
    ]
    assert read_all(MONEY, texts) == dict.fromkeys(texts, "!not_a_number")


def test_a_number_beyond_its_column_is_too_large() -> None:
    texts = ["10000000000000000", "1e20", "999999999亿", "-123456789012345678901234567890", "1e99"]
    assert read_all(MONEY, texts) == dict.fromkeys(texts, "!too_large")


def test_a_unit_in_the_cell_wins_over_the_header_s() -> None:
    expected = {
        "5": "50000",
        "5.5": "55000",
        "5万元": "50000",
        "50000元": "50000",
        "1,234": "12340000",
        "(2)": "-20000",
        "0.00001": "0.10",
        "1亿": "100000000",
    }
    found = read_all(MONEY, list(expected), ColumnMapping(multiply=Decimal(10000)))
    assert found == {text: Decimal(value) for text, value in expected.items()}


def test_a_share_in_percent() -> None:
    share = Column("share", "DECIMAL(9,6)", "比例", "Share", minimum=0, maximum=1)
    assert read_one(share, "12.5", ColumnMapping(multiply=Decimal("0.01"))) == Decimal("0.125")
    assert read_one(share, "12.5%", ColumnMapping(multiply=Decimal("0.01"))) == Decimal("0.125")
    assert many(share, ["1", "1.000001", "-0.000001"]) == [Decimal(1), "!above_maximum", "!below_minimum"]


def test_a_wide_decimal_keeps_every_digit() -> None:
    wide = Column("w", "DECIMAL(38,0)", "w", "w")
    digits = "12345678901234567890123456789012345678"
    assert many(wide, [digits, f"{digits}元"]) == [Decimal(digits)] * 2
    assert read_one(wide, digits + "9") == "!too_large"


def test_whole_numbers_are_not_rounded() -> None:
    assert many(WHOLE, ["12", "-3", "1,234", "５", "7.00", "+8"]) == [12, -3, 1234, 5, 7, 8]
    assert set(many(WHOLE, ["1.5", "0x1F", "1e3", "1_0", "abc", "1,2", "true"])) == {"!not_whole"}
    assert read_one(WHOLE, "9223372036854775807") == 2**63 - 1
    assert read_one(WHOLE, "9223372036854775808") == "!too_large"


def test_truth_values() -> None:
    assert set(many(TRUTH, ["是", "Y", "TRUE", "1", "√", "有", "ｙｅｓ"])) == {True}
    assert set(many(TRUTH, ["否", "n", "False", "0", "没有", "×"])) == {False}
    assert many(TRUTH, ["maybe", "2"]) == ["!not_true_or_false"] * 2


def test_code_names_and_aliases_in_any_width() -> None:
    texts = ["open", "OPEN", "公开招标（资格预审）", "公开招标(资格预审)", "Open Tender", "公开", "ｏｐｅｎ", " 公开 "]
    assert read_all(PROCEDURE, texts) == dict.fromkeys(texts, "open")


def test_codes_of_the_mapping_come_first_and_unknown_ones_are_refused() -> None:
    mapped = ColumnMapping(codes={"01": "open", "其他（二）": "inquiry", "公开": "inquiry"})
    assert many(PROCEDURE, ["01", "其他(二)", "公开", "询价"], mapped) == ["open", "inquiry", "inquiry", "inquiry"]
    assert read_one(PROCEDURE, "99", mapped) == "!unknown_code"
    assert many(WORDS, ["a", "b"], ColumnMapping(codes={"a": "A"})) == ["A", "b"]


def test_words_for_nothing_are_null() -> None:
    texts = [None, *NOTHING, "  ", "　", "NULL", "N/A", "\ufeff", "\t\n"]
    assert read_all(MONEY, texts) == read_all(WORDS, texts) == dict.fromkeys(texts)
    assert read_all(replace(WORDS, required=True), texts) == dict.fromkeys(texts, "!missing")


def test_a_required_column_no_one_mapped_is_missing() -> None:
    sql = column_sql(replace(MONEY, required=True), None, {})
    assert sql.fault == "'missing'"


def test_text_stays_as_it_is_but_identifiers_become_half_width() -> None:
    assert read_one(WORDS, "Ａ１（甲）") == "Ａ１（甲）"
    assert read_one(Column("tender_id", "VARCHAR", "x", "x"), "Ａ１\u200b－２") == "A1-2"
    uscc = Column("uscc", "VARCHAR", "x", "x", check="uscc")
    assert read_one(uscc, "91350100m000100y43") == "91350100M000100Y43"
    assert read_one(uscc, "91350100M000100Y44") == "!bad_uscc"
    assert read_one(replace(uscc, check_is_warning=True), "91350100M000100Y44") == "91350100M000100Y44"


def test_several_sources_are_joined_and_one_empty_part_makes_it_empty() -> None:
    mapping = ColumnMapping(sources=("a", "b"), join="/")
    of = contract(WORDS)
    whole = Mapping("thing", {"id": ColumnMapping(("id",)), "note": mapping})
    held = hold(of, raw_table(["id", "a", "b"], [["1", "x", "y"], ["2", "x", "-"]]), whole)
    assert [row["note"] for row in held.good] == ["x/y", None]


def test_every_reason_has_words_in_both_languages() -> None:
    assert all(zh and en for zh, en in REASONS.values())


ALL = (MONEY, DAY, MOMENT, WHOLE, TRUTH, PROCEDURE, WORDS)
signs = st.sampled_from("0123456789-/.:年月日 ,，%万元¥()eE_+'\"\\")
messy = st.text(st.one_of(st.characters(codec="utf-8", exclude_characters="\x00"), signs), max_size=24)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[st.none() | messy] * (len(ALL) + 1)), min_size=1, max_size=8))
def test_no_text_breaks_the_reading_and_no_row_is_lost(rows: list[tuple[str | None, ...]]) -> None:
    of = contract(*ALL)
    held = hold(of, raw_table(of.names, rows))
    lines_good = [int(str(row["_row"])) & 0xFFFFFFFF for row in held.good]
    lines_bad = {row[0] for row in held.bad}
    assert sorted([*lines_good, *lines_bad]) == list(range(2, len(rows) + 2))
    assert (held.found.rows_accepted, held.found.rows_quarantined) == (len(lines_good), len(lines_bad))
    assert set(held.reasons) <= set(REASONS)


@settings(max_examples=40)
@given(st.lists(st.decimals("-9999999999999999.99", "9999999999999999.99", places=2), min_size=1, max_size=20))
def test_amounts_written_plainly_come_back_exactly(amounts: list[Decimal]) -> None:
    rows = [[str(i), f"{a:f}"] for i, a in enumerate(amounts)]
    rows += [[f"c{i}", f"{a:,f}"] for i, a in enumerate(amounts)]
    held = hold(contract(MONEY), raw_table(["id", "amount"], rows))
    assert [row["amount"] for row in held.good] == amounts * 2


@settings(max_examples=40)
@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31, 23, 59, 59)), min_size=1, max_size=10))
def test_moments_written_plainly_come_back_exactly(moments: list[datetime]) -> None:
    forms = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y年%m月%d日 %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S.%f")
    rows = [[f"{i}-{j}", m.strftime(form)] for i, m in enumerate(moments) for j, form in enumerate(forms)]
    held = hold(contract(MOMENT), raw_table(["id", "at"], rows))
    assert [row["at"] for row in held.good] == [m for m in moments for _ in forms]


@settings(max_examples=30)
@given(st.lists(st.integers(10_000, 73_050), min_size=1, max_size=20))
def test_serial_days_count_as_spreadsheets_do(serials: list[int]) -> None:
    held = hold(contract(DAY), raw_table(["id", "day"], [[str(i), str(s)] for i, s in enumerate(serials)]))
    assert [row["day"] for row in held.good] == [date(1899, 12, 30) + timedelta(days=s) for s in serials]
