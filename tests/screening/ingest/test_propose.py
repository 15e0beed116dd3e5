"""Proposals: names first, values second, and certain only where nothing was guessed."""

from __future__ import annotations

import random
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.screening.ingest.office_headers import HELD_OUT, KNOWN
from tests.screening.ingest.offices import BID

from youji.screening.contracts.registry import load_contracts
from youji.screening.ingest.mapping import ColumnMapping, mapping_text, parse_mapping
from youji.screening.ingest.propose import Match, Proposal, identity_mapping, propose

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(seed: int) -> str:
    """A code that passes GB 32100's check: weights 3^i mod 31 over 17 characters."""
    body = "91330100" + "".join(random.Random(seed).choices(USCC, k=9))
    total = sum(USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + USCC[(31 - total % 31) % 31]


def table(values: dict[str, list[str | None]]) -> pa.Table:
    height = max(map(len, values.values()), default=0)
    filled = {name: [*column, *[None] * (height - len(column))] for name, column in values.items()}
    return pa.table({name: pa.array(column, pa.string()) for name, column in filled.items()})


def proposal(values: dict[str, list[str | None]]) -> Proposal:
    return propose(BID, list(values), table(values))


def match(found: Proposal, target: str) -> Match:
    return next(one for one in found.matches if one.target == target)


def names(*columns: str) -> Proposal:
    return proposal({name: [] for name in columns})


def test_exact_names_and_synonyms_are_certain() -> None:
    found = names("投标编号", "项目编号", "Bidder Name", " 投标报价 ", "投标\u3000时间")

    assert {one.target: one.source for one in found.matches if one.source} == {
        "bid_id": "投标编号",
        "tender_id": "项目编号",
        "bidder_name": "Bidder Name",
        "amount": " 投标报价 ",
        "submitted_at": "投标\u3000时间",
    }
    assert found.certain
    assert match(found, "tender_id").why.zh == "已声明的同义名"
    assert match(found, "bid_id").why.en == "exact name"
    assert [one.target for one in found.matches] == list(BID.names)


def test_a_required_column_that_is_missing_is_not_certain() -> None:
    found = names("投标编号", "投标报价")

    assert found.missing == ("tender_id",)
    assert not found.certain


def test_a_guess_is_not_certain() -> None:
    found = names("投标编号", "项目编号", "投标单位全称")

    assert match(found, "bidder_name").source == "投标单位全称"
    assert 0.5 <= match(found, "bidder_name").confidence < 1
    assert not found.certain


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("投标报价（万元）", Decimal(10000)),
        ("投标报价(元)", None),
        ("投标报价【亿元】", Decimal(100_000_000)),
        ("投标报价_万元", Decimal(10000)),
        ("报价（单位：千元）", Decimal(1000)),
    ],
)
def test_the_unit_of_a_header_becomes_a_factor(header: str, factor: Decimal | None) -> None:
    found = names("投标编号", "项目编号", header)

    assert match(found, "amount").mapping == ColumnMapping((header,), multiply=factor)
    assert found.certain


@pytest.mark.parametrize("header", ["持股比例(%)", "持股比例（％）", "出资比例%"])
def test_percent_becomes_a_ratio(header: str) -> None:
    found = match(names("投标编号", "项目编号", header), "share")

    assert found.mapping == ColumnMapping((header,), multiply=Decimal("0.01"))
    assert found.confidence == 1.0


def test_ratios_above_one_are_taken_for_percent_but_asked_about() -> None:
    found = proposal({"投标编号": ["B1"], "项目编号": ["T1"], "持股比例": ["51", "49"]})

    assert match(found, "share").mapping == ColumnMapping(("持股比例",), multiply=Decimal("0.01"))
    assert not found.certain
    assert match(proposal({"持股比例": ["0.51", "1"]}), "share").mapping == ColumnMapping(("持股比例",))
    assert match(proposal({"持股比例": ["51%", "49%"]}), "share").mapping == ColumnMapping(("持股比例",))


def test_a_remark_in_brackets_is_asked_about() -> None:
    found = match(names("投标报价（含税）"), "amount")

    assert (found.source, found.confidence) == ("投标报价（含税）", 0.95)


def test_a_foreign_unit_gives_the_currency() -> None:
    found = names("投标编号", "项目编号", "投标报价（万美元）")

    assert match(found, "amount").mapping == ColumnMapping(("投标报价（万美元）",), multiply=Decimal(10000))
    assert match(found, "currency").mapping == ColumnMapping(constant="USD")
    assert not found.certain
    assert match(names("投标报价（美元）", "币种"), "currency").mapping == ColumnMapping(("币种",))


def test_the_lower_row_of_a_two_row_header_counts() -> None:
    assert match(names("报价信息_投标报价"), "amount").confidence == 0.9


def test_values_that_contradict_a_name_are_asked_about() -> None:
    found = proposal({"投标编号": ["B1"], "项目编号": ["T1"], "投标报价": ["详见附件", "见标书", "面议"]})

    assert match(found, "amount").confidence == 0.8
    assert "多数值不像" in match(found, "amount").why.zh
    assert not found.certain


def test_check_digits_prove_a_column_without_a_name() -> None:
    found = proposal({"c1": [uscc(seed) for seed in range(20)], "c2": ["91330100000000000X"] * 20})

    assert match(found, "bidder_id").source == "c1"
    assert match(found, "bidder_id").confidence == 0.7
    assert found.unmapped == ("c2",)


def test_resident_numbers_and_code_lists_prove_a_column() -> None:
    found = proposal({"证": ["11010519491231002X"] * 3, "x": ["合格", "废标", "合格", "valid"]})

    assert match(found, "resident_id").source == "证"
    assert match(found, "status").source == "x"
    assert "code list" in match(found, "status").why.en


def test_unix_time_is_seen() -> None:
    found = proposal({"投标编号": ["B1"], "项目编号": ["T1"], "投标时间": ["1709283000", "1709369400"]})

    assert match(found, "submitted_at").mapping == ColumnMapping(("投标时间",), format="unix")
    assert not found.certain
    assert match(proposal({"投标时间": ["1709283000000"]}), "submitted_at").mapping == ColumnMapping(
        ("投标时间",), format="unix_ms"
    )
    assert match(proposal({"投标时间": ["2024-03-01 09:30", "45352"]}), "submitted_at").confidence == 1.0


def test_each_source_is_used_once_and_the_own_name_wins() -> None:
    found = names("采购编号", "招标编号", "投标编号")

    assert match(found, "tender_id").source == "招标编号"
    assert match(found, "tender_id").alternatives[0] == ("采购编号", 1.0)
    assert found.unmapped == ("采购编号",)
    assert found.certain


def test_two_synonyms_for_one_column_are_asked_about() -> None:
    found = names("采购编号", "项目编号", "投标编号")

    assert match(found, "tender_id").source == "项目编号"
    assert match(found, "tender_id").confidence == 0.9
    assert "另有来源列" in match(found, "tender_id").why.zh


def test_a_proposal_becomes_a_mapping_that_can_be_saved() -> None:
    mapping = names("投标编号", "项目编号", "投标报价（万元）", "备注").to_mapping(BID)

    assert mapping.columns == {
        "bid_id": ColumnMapping(("投标编号",)),
        "tender_id": ColumnMapping(("项目编号",)),
        "amount": ColumnMapping(("投标报价（万元）",), multiply=Decimal(10000)),
    }
    assert parse_mapping(mapping_text(mapping), BID) == mapping


def test_identity() -> None:
    mapping = identity_mapping(BID, ["amount", "bid_id", "tender_id"])

    assert mapping is not None
    assert mapping.columns == {name: ColumnMapping((name,)) for name in ("bid_id", "tender_id", "amount")}
    assert identity_mapping(BID, ["bid_id", "amount"]) is None
    assert identity_mapping(BID, ["bid_id", "tender_id", "备注"]) is None
    assert identity_mapping(BID, []) is None


def test_odd_headers_do_not_break_it() -> None:
    assert names().matches[0].source is None
    found = names("", "（）", "((((", "%", "_", "\u3000", "'; DROP TABLE x", "投标编号" * 200)
    assert len(found.unmapped) >= 7


@pytest.mark.parametrize(("headers", "least"), [(KNOWN, 1.0), (HELD_OUT, 0.92)])
def test_headers_of_offices(headers: list[tuple[str, dict[str, str | None]]], least: float) -> None:
    contracts = load_contracts()
    right = wrong = known = 0
    for dataset, truth in headers:
        found = propose(contracts[dataset], list(truth), table({name: [] for name in truth}))
        given = {one.source: one.target for one in found.matches if one.source}
        mistakes = [name for name, target in given.items() if truth[name or ""] != target]
        assert not (found.certain and mistakes), (dataset, mistakes)
        known += sum(target is not None for target in truth.values())
        right += len(given) - len(mistakes)
        wrong += len(mistakes)
    assert right / known >= least
    assert wrong / known <= 0.05
