"""The forms of enforcement: what each dataset's numbers become."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from youji.region.field import Dataset
from youji.region.identifiers import numbered
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, flags, join, money, pick, text, whole
from youji.region.tables import NONE, Table

CAUSES = ("planned", "random", "special", "complaint", "follow_up", "investigation")
PLANNED, RANDOM, SPECIAL, COMPLAINT, FOLLOW_UP, INVESTIGATION = range(6)
SEVERITIES = ("minor", "ordinary", "serious")
ADJUSTMENTS = ("none", "mitigated", "aggravated")
NO_CHANGE, MITIGATED, AGGRAVATED = range(3)
_RESULTS = ("未发现问题", "责令改正", "移送立案")
_FEES = ("检验检测费", "年审服务费", "安全培训费", "证书工本费", "环境监测费", "信息服务费", "考试费", "鉴定费")


def _cny(count: int) -> pa.Array:
    return pa.array(np.full(count, "CNY"), type=pa.string())


def _code(prefix: str, values: Ints) -> pa.Array:
    made = numbered(prefix, np.where(values == NONE, 0, values) + 1, 4)
    return pa.compute.if_else(pa.array(values != NONE), made, pa.scalar(None, pa.string()))


def _inspection(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "inspection_id": renderer.key("inspection", rows),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "company_id": renderer.key("organisation", table["company"][rows]),
        "cause": pick(CAUSES, table["cause"][rows]),
        "started_on": days(table["started_on"][rows]),
        "result": pick(_RESULTS, table["result"][rows]),
    }


def _penalty_case(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    number = table["designation"][rows]
    letter = join("指定管辖", text(number), "号")
    return {
        "case_id": renderer.key("penalty_case", rows),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "company_id": renderer.key("organisation", table["company"][rows]),
        "filed_on": days(table["filed_on"][rows]),
        "division_code": text(table["division"][rows]),
        "designation": pa.compute.if_else(pa.array(number != NONE), letter, pa.scalar(None, pa.string())),
    }


def _penalty(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "penalty_id": renderer.key("penalty", rows),
        "case_id": renderer.key("penalty_case", table["case"][rows]),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "company_id": renderer.key("organisation", table["company"][rows]),
        "offence_code": _code("WF", table["offence"][rows]),
        "severity": pick(SEVERITIES, table["severity"][rows]),
        "adjustment": pick(ADJUSTMENTS, table["adjustment"][rows]),
        "on_the_spot": flags(table["spot"][rows]),
        "fine": money(table["fine"][rows]),
        "currency": _cny(len(rows)),
        "decided_on": days(table["decided_on"][rows]),
    }


def _discretion_band(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "band_id": renderer.key("discretion_band", rows),
        "offence_code": _code("WF", table["offence"][rows]),
        "severity": pick(SEVERITIES, table["severity"][rows]),
        "fine_min": money(table["low"][rows]),
        "fine_max": money(table["high"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _fee_charge(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    item = table["item"][rows]
    return {
        "charge_id": renderer.key("fee_charge", rows),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "company_id": renderer.key("organisation", table["company"][rows]),
        "item_code": _code("SF", item),
        "item": pick(_FEES, item % len(_FEES)),
        "units": whole(table["units"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": _cny(len(rows)),
        "charged_on": days(table["charged_on"][rows]),
    }


def _fee_item(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    item = table["item"][rows]
    return {
        "fee_item_id": renderer.key("fee_item", rows),
        "item_code": _code("SF", item),
        "from_on": days(table["from_on"][rows]),
        "item": pick(_FEES, item % len(_FEES)),
        "standard": money(table["standard"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _fine_plan(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "plan_id": renderer.key("fine_plan", rows),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": _cny(len(rows)),
    }


def _office_area(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "area_id": renderer.key("office_area", rows),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "division_code": text(table["division"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


DATASETS = (
    Dataset("inspection", _columns("office company cause started_on result"), "JZ", _inspection, "started_on", True),
    Dataset("penalty_case", _columns("office company filed_on division designation"), "AJ", _penalty_case, "filed_on"),
    Dataset(
        "penalty",
        _columns("case office company offence severity adjustment spot fine decided_on"),
        "CF",
        _penalty,
        "decided_on",
    ),
    Dataset("discretion_band", _columns("offence severity low high from_on to_on"), "CL", _discretion_band, "offence"),
    Dataset("fee_charge", _columns("office company item units amount charged_on"), "SP", _fee_charge, "charged_on"),
    Dataset("fee_item", _columns("item from_on standard to_on"), "SF", _fee_item, "item"),
    Dataset("fine_plan", _columns("office from_on to_on amount"), "JH", _fine_plan, "from_on"),
    Dataset("office_area", _columns("office division from_on to_on"), "GX", _office_area, "office"),
)
