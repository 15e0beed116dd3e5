"""The sentence of an alert: filled, readable in both languages, never a crash and never a hole for code."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youji.screening.leads.explain import (
    Party,
    explain,
    format_date,
    format_money,
    format_number,
    format_percent,
    one_line,
    placeholders,
)

PARTIES = {"C1": Party("长沙云岭市政工程有限公司", "organisation"), "P1": Party("欧阳明远", "person")}
TITLES = {"T1": "云岭大道改造"}


def tell(template: str, facts: dict[str, Any], lang: str = "zh", **more: Any) -> str:
    return explain(template, facts, lang, party=PARTIES.get, tender=TITLES.get, **more)  # type: ignore[arg-type]


def test_a_sentence_in_both_languages() -> None:
    facts = {
        "n": 3,
        "total": "1150000.00",
        "bidder": "C1",
        "tender": "T1",
        "share": "0.255",
        "on": "2024-03-05",
    }
    zh = tell(
        "{bidder:party}在{tender:tender}中投标{n}次，\n合计{total:money}，占{share:percent}（{on:date}）。",
        facts,
    )
    assert zh == "长沙云岭市政工程有限公司在《云岭大道改造》中投标3次，合计115万元，占25.5%（2024年3月5日）。"
    en = tell("{n:number} bids of {total:money} in {tender:tender} on {on:date}.", facts, "en")
    assert en == "3 bids of ¥1,150,000.00 in 云岭大道改造 on 5 March 2024."


@pytest.mark.parametrize(
    ("amount", "currency", "zh", "en"),
    [
        ("1234600", "CNY", "123.46万元", "¥1,234,600.00"),
        ("399999.99", "CNY", "¥399,999.99", "¥399,999.99"),
        ("9999.5", "CNY", "¥9,999.50", "¥9,999.50"),
        ("150000000", "CNY", "1.5亿元", "¥150,000,000.00"),
        ("123456789.12", "CNY", "¥123,456,789.12", "¥123,456,789.12"),
        ("-20000", "CNY", "-2万元", "-¥20,000.00"),
        ("1234", "USD", "USD 1,234.00", "USD 1,234.00"),
        ("1234", None, "1,234.00", "1,234.00"),
        (0, "CNY", "¥0.00", "¥0.00"),
        ("NaN", "CNY", "未知", "unknown"),
        (True, "CNY", "未知", "unknown"),
    ],
)
def test_money_is_never_rounded_onto_a_threshold(amount: object, currency: str, zh: str, en: str) -> None:
    assert format_money(amount, currency, "zh") == zh
    assert format_money(amount, currency, "en") == en


def test_numbers_dates_and_percentages() -> None:
    assert format_number(1234567) == "1,234,567"
    assert format_number("0.123456") == "0.1235"
    assert format_percent("0.75") == "75%"
    assert format_date("2024-03-05 12:00:00", "en") == "5 March 2024"
    assert format_date("soon") == "未知"


@pytest.mark.parametrize(
    "template",
    ["{gone}", "{gone:money}", "{null:party}", "{}", "{0}", "{n.__class__}", "{n[0]}", "{n!r}", "{n:>9999999}",
     "{n:{n}}", "{blank}", "{empty}"],
)  # fmt: skip
def test_what_cannot_be_filled_reads_unknown(template: str) -> None:
    facts: dict[str, Any] = {"n": 3, "null": None, "blank": "  ", "empty": []}
    zh, en = tell(f"共{template}份", facts), tell(f"of {template} bids", facts, "en")
    assert "未知" in zh or zh == "共{n:3}份"
    assert "class" not in zh
    assert len(en) < 40


def test_double_braces_are_braces_and_a_lone_one_stays() -> None:
    assert tell("{{n}} {n} }} {", {"n": 1}) == "{n} 1 } {"


def test_people_are_masked_and_companies_are_not() -> None:
    facts = {
        "who": ["P1", "C1", "X9"],
        "id": "430105198507123419",
        "note": "电话 13874821934",
        "tender_id": "202403150012",
    }
    template = "{who:party}；{id}；{note}；{tender_id}；{id:masked}"
    assert tell(template, facts) == (
        "欧阳某、长沙云岭市政工程有限公司、X9；430*************19；电话 138****1934；202403150012；430*************19"
    )
    assert "欧阳明远" in tell(template, facts, unmasked=True)
    assert "430105198507123419" in tell(template, facts, unmasked=True)
    assert tell("{name:masked}", {"name": "张三丰"}) == "张***"


def test_long_lists_are_counted() -> None:
    assert tell("{ids}", {"ids": [f"K{n}" for n in range(8)]}) == "K0、K1、K2、K3、K4等8个"
    assert tell("{ids}", {"ids": [f"K{n}" for n in range(7)]}, "en").endswith("K4 and 2 more")


def test_values_cannot_forge_lines_or_turn_the_text_around() -> None:
    told = tell("{a}。", {"a": "甲\n乙\u202e丙\x1b[31m\u200b"})
    assert told == "甲 乙丙[31m。"
    assert one_line("a\x00b") == "ab"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    assert tell("{a}", {"a": "{b}", "b": "secret"}) == "{b}"


def test_placeholders_for_the_loader() -> None:
    assert placeholders("{a} {b:money} {{c}} {d.e}") == [("a", None), ("b", "money"), ("", None)]


@given(st.text(st.sampled_from("{}:.![]" + string.ascii_lowercase), max_size=40), st.text(max_size=10))
def test_no_template_breaks_it(template: str, value: str) -> None:
    assert isinstance(tell(template, {"a": value, "b": 1, "c": [value]}), str)
