"""The forms of debt and investment: what each dataset's numbers become."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.region.field import Dataset
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, flags, join, money, pick, whole
from youji.region.tables import NONE, Table

KINDS = (
    "government_bond", "bank_loan", "corporate_bond", "financial_lease", "trust", "factoring", "private_fund",
    "contractor_advance",
)  # fmt: skip
BOND, LOAN, CORPORATE, LEASE, TRUST, FACTORING, FUND, ADVANCE = range(8)
SOURCES = ("budget", "project", "company", "land")
BUDGET, PROJECT, COMPANY_INCOME, LAND = range(4)
FLOWS = ("drawdown", "principal", "interest")
DRAWDOWN, PRINCIPAL, INTEREST = range(3)
SETTLEMENTS = ("cash", "treasury", "offset", "transfer", "bill")
CASH, TREASURY, OFFSET, TRANSFER, BILL = range(5)
METHODS = ("repaid", "transferred", "restructured", "reclassified", "cancelled")
REPAID, TRANSFERRED, RESTRUCTURED, RECLASSIFIED, CANCELLED = range(5)
FORMS = ("contract", "commitment", "comfort", "pledge", "repurchase")
CONTRACT, COMMITMENT, COMFORT, PLEDGE, REPURCHASE = range(5)
MATTERS = ("borrowing", "guarantee", "investment", "project", "large_payment", "appointment")
BORROWING, GUARANTEE, INVESTMENT, PROJECT_MATTER, LARGE_PAYMENT, APPOINTMENT = range(6)
VOTES = ("for", "against", "abstained", "withdrew", "absent")
FOR, AGAINST, ABSTAINED, WITHDREW, ABSENT = range(5)
RESULTS = ("passed", "supplement", "rejected")
PASSED, SUPPLEMENT, REJECTED = range(3)
PURPOSES = ("基础设施建设", "土地整理", "补充流动资金", "偿还到期债务", "保障房建设", "产业园区建设", "水务设施改造")
_PROJECTS = (
    "道路改扩建项目",
    "学校新建项目",
    "水厂提升项目",
    "老旧小区改造项目",
    "园区标准厂房项目",
    "河道综合治理项目",
)


def cny(count: int) -> pa.Array:
    """CNY, as often as there are rows."""
    return pa.array(np.full(count, "CNY"), type=pa.string())


def _debt_instrument(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "instrument_id": renderer.key("debt_instrument", rows),
        "borrower_id": renderer.key("organisation", table["borrower"][rows]),
        "lender_id": renderer.key("organisation", table["lender"][rows]),
        "kind": pick(KINDS, table["kind"][rows]),
        "principal": money(table["principal"][rows]),
        "currency": cny(len(rows)),
        "signed_on": days(table["signed_on"][rows]),
        "matures_on": days(table["matures_on"][rows]),
        "repayment_source": pick(SOURCES, table["source"][rows]),
        "on_register": flags(table["on_register"][rows]),
        "approved_refinancing": flags(table["refinancing"][rows]),
        "purpose": pick(PURPOSES, table["purpose"][rows]),
    }


def _debt_flow(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "flow_id": renderer.key("debt_flow", rows),
        "instrument_id": renderer.key("debt_instrument", table["instrument"][rows]),
        "kind": pick(FLOWS, table["kind"][rows]),
        "settlement": pick(SETTLEMENTS, table["settlement"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": cny(len(rows)),
        "flow_on": days(table["flow_on"][rows]),
    }


def _debt_reduction(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "reduction_id": renderer.key("debt_reduction", rows),
        "instrument_id": renderer.key("debt_instrument", table["instrument"][rows]),
        "reporter_id": renderer.key("organisation", table["reporter"][rows]),
        "method": pick(METHODS, table["method"][rows]),
        "new_debtor_id": renderer.key("organisation", table["new_debtor"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": cny(len(rows)),
        "reported_on": days(table["reported_on"][rows]),
    }


def _guarantee(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "guarantee_id": renderer.key("guarantee", rows),
        "guarantor_id": renderer.key("organisation", table["guarantor"][rows]),
        "debtor_id": renderer.key("organisation", table["debtor"][rows]),
        "creditor_id": renderer.key("organisation", table["creditor"][rows]),
        "form": pick(FORMS, table["form"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": cny(len(rows)),
        "signed_on": days(table["signed_on"][rows]),
        "approved_onlending": flags(table["onlending"][rows]),
    }


def _reference(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    matter, row = table["matter"][rows], table["reference"][rows]
    keys = [
        renderer.key(dataset, np.where(matter == which, row, NONE))
        for which, dataset in (
            (BORROWING, "debt_instrument"),
            (GUARANTEE, "guarantee"),
            (INVESTMENT, "fund_investment"),
        )
    ]
    return pc.coalesce(*keys)


def _decision(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "decision_id": renderer.key("decision", rows),
        "organisation_id": renderer.key("organisation", table["organisation"][rows]),
        "matter": pick(MATTERS, table["matter"][rows]),
        "reference_id": _reference(renderer, table, rows),
        "amount": money(table["amount"][rows]),
        "currency": cny(len(rows)),
        "decided_on": days(table["decided_on"][rows]),
        "n_entitled": whole(table["n_entitled"][rows]),
        "n_present": whole(table["n_present"][rows]),
        "has_minutes": flags(table["minutes"][rows]),
    }


def _decision_member(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "vote_id": renderer.key("decision_member", rows),
        "decision_id": renderer.key("decision", table["decision"][rows]),
        "person_id": renderer.key("person", table["person"][rows]),
        "vote": pick(VOTES, table["vote"][rows]),
    }


def _fund_investment(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "investment_id": renderer.key("fund_investment", rows),
        "fund_id": renderer.key("organisation", table["fund"][rows]),
        "target_id": renderer.key("organisation", table["target"][rows]),
        "decision_id": renderer.key("decision", table["decision"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": cny(len(rows)),
        "invested_on": days(table["invested_on"][rows]),
    }


def _investment_project(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    owner = table["owner"][rows]
    return {
        "project_id": renderer.key("investment_project", rows),
        "title": join(renderer.organisation_names(owner), pick(_PROJECTS, table["title"][rows])),
        "owner_id": renderer.key("organisation", owner),
        "review_required": flags(table["review"][rows]),
        "emergency": flags(table["emergency"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": cny(len(rows)),
        "approved_on": days(table["approved_on"][rows]),
        "approved_by": renderer.key("person", table["approved_by"][rows]),
    }


def _project_review(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "review_id": renderer.key("project_review", rows),
        "project_id": renderer.key("investment_project", table["project"][rows]),
        "reviewed_on": days(table["reviewed_on"][rows]),
        "result": pick(RESULTS, table["result"][rows]),
    }


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


DATASETS = (
    Dataset(
        "debt_instrument",
        _columns("borrower lender kind principal signed_on matures_on source on_register refinancing purpose"),
        "ZW",
        _debt_instrument,
        "signed_on",
    ),
    Dataset("debt_flow", _columns("instrument kind settlement amount flow_on"), "ZL", _debt_flow, "flow_on", True),
    Dataset(
        "debt_reduction",
        _columns("instrument reporter method new_debtor amount reported_on"),
        "HZ",
        _debt_reduction,
        "reported_on",
    ),
    Dataset(
        "guarantee",
        _columns("guarantor debtor creditor form amount signed_on onlending"),
        "DB",
        _guarantee,
        "signed_on",
    ),
    Dataset(
        "decision",
        _columns("organisation matter reference amount decided_on n_entitled n_present minutes"),
        "JC",
        _decision,
        "decided_on",
    ),
    Dataset("decision_member", _columns("decision person vote"), "CY", _decision_member, "decision"),
    Dataset(
        "fund_investment", _columns("fund target decision amount invested_on"), "TZ", _fund_investment, "invested_on"
    ),
    Dataset(
        "investment_project",
        _columns("owner title review emergency amount approved_on approved_by"),
        "XM",
        _investment_project,
        "approved_on",
    ),
    Dataset("project_review", _columns("project reviewed_on result"), "PS", _project_review, "reviewed_on"),
)
