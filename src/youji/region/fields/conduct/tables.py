"""The forms of conduct: what each dataset's numbers become."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.region.field import Dataset
from youji.region.fields.housing.tables import homes
from youji.region.identifiers import numbered
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, join, money, pick, text
from youji.region.tables import NONE, Table

KINDS = ("reception", "travel", "meeting", "office", "vehicle", "other")
RECEPTION, TRAVEL, MEETING, OFFICE, VEHICLE, OTHER = range(6)
MERCHANTS = (
    "restaurant", "hotel", "gift_card", "liquor_tobacco", "jewellery", "tourism", "supermarket", "stationery", "fuel",
    "transport",
)  # fmt: skip
RESTAURANT, HOTEL, GIFT_CARD, LIQUOR, JEWELLERY, TOURISM, SUPERMARKET, STATIONERY, FUEL, TRANSPORT = range(10)
DAYS = ("workday", "weekend", "holiday")
LEAVES = ("annual", "personal", "sick", "family")
INTERESTS = ("shareholding", "home", "occupation")
SHARES, HOME, OCCUPATION = range(3)
ROUTES = ("open_exam", "transfer", "military", "direct", "dispatch")
OPEN_EXAM, MOVED, MILITARY, DIRECT, DISPATCH = range(5)
_CITIES = ("杭州", "南京", "合肥", "武汉", "成都", "西安", "长沙", "郑州", "济南", "福州")
_CAUSES = ("下乡调研", "现场检查", "参加会议", "接送来访人员", "应急处置")


def _cny(count: int) -> pa.Array:
    return pa.array(np.full(count, "CNY"), type=pa.string())


def _expense_receipt(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    order = table["order"][rows]
    letter = join("公函", text(order), "号")
    return {
        "receipt_id": renderer.key("expense_receipt", rows),
        "claim_id": numbered("BX", table["claim"][rows] + 1, 8),
        "person_id": renderer.key("person", table["person"][rows]),
        "organisation_id": renderer.key("organisation", table["office"][rows]),
        "kind": pick(KINDS, table["kind"][rows]),
        "merchant_id": renderer.key("organisation", table["merchant"][rows]),
        "merchant_kind": pick(MERCHANTS, table["merchant_kind"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": _cny(len(rows)),
        "issued_on": days(table["issued_on"][rows]),
        "duty_order": pc.if_else(pa.array(order != NONE), letter, pa.scalar(None, pa.string())),
    }


def _calendar_day(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    kind = table["kind"][rows]
    return {
        "day": days(table["day"][rows]),
        "kind": pick(DAYS, kind),
        "name": pick(["法定节假日"], np.where(kind == 2, 0, NONE)),
    }


def _travel_order(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "travel_id": renderer.key("travel_order", rows),
        "person_id": renderer.key("person", table["person"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
        "destination": pick(_CITIES, table["destination"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": _cny(len(rows)),
    }


def _leave_record(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "leave_id": renderer.key("leave_record", rows),
        "person_id": renderer.key("person", table["person"][rows]),
        "kind": pick(LEAVES, table["kind"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
        "cancelled_on": days(table["cancelled_on"][rows]),
    }


def _fuel_record(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    vehicle, amount = table["vehicle"][rows], table["amount"][rows]
    return {
        "fuel_id": renderer.key("fuel_record", rows),
        "card_no": numbered("YK", vehicle + 1, 6),
        "vehicle_id": numbered("GC", vehicle + 1, 6),
        "person_id": renderer.key("person", table["person"][rows]),
        "organisation_id": renderer.key("organisation", table["office"][rows]),
        "filled_on": days(table["filled_on"][rows]),
        "litres": money(amount * 100 // 780),
        "amount": money(amount),
        "currency": _cny(len(rows)),
    }


def _vehicle_dispatch(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "dispatch_id": renderer.key("vehicle_dispatch", rows),
        "vehicle_id": numbered("GC", table["vehicle"][rows] + 1, 6),
        "person_id": renderer.key("person", table["person"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
        "cause": pick(_CAUSES, table["cause"][rows]),
    }


def _declared_interest(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    kind, what = table["kind"][rows], table["what"][rows]
    return {
        "declaration_id": renderer.key("declared_interest", rows),
        "person_id": renderer.key("person", table["person"][rows]),
        "kind": pick(INTERESTS, kind),
        "company_id": renderer.key("organisation", np.where(kind == SHARES, what, NONE)),
        "home_id": homes(np.where(kind == HOME, what, NONE)),
        "holder_id": renderer.key("person", table["holder"][rows]),
        "declared_on": days(table["declared_on"][rows]),
    }


def _employment(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "employment_id": renderer.key("employment", rows),
        "person_id": renderer.key("person", table["person"][rows]),
        "organisation_id": renderer.key("organisation", table["office"][rows]),
        "route": pick(ROUTES, table["route"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _regulated_company(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "regulation_id": renderer.key("regulated_company", rows),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "company_id": renderer.key("organisation", table["company"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


DATASETS = (
    Dataset(
        "expense_receipt",
        _columns("claim person office kind merchant merchant_kind amount issued_on order"),
        "PJ",
        _expense_receipt,
        "issued_on",
        True,
    ),
    Dataset("calendar_day", _columns("day kind"), "RL", _calendar_day, "day"),
    Dataset("travel_order", _columns("person from_on to_on destination amount"), "CC", _travel_order, "from_on", True),
    Dataset("leave_record", _columns("person kind from_on to_on cancelled_on"), "QJ", _leave_record, "from_on", True),
    Dataset("fuel_record", _columns("vehicle person office filled_on amount"), "JY", _fuel_record, "filled_on", True),
    Dataset("vehicle_dispatch", _columns("vehicle person from_on to_on cause"), "PC", _vehicle_dispatch, "from_on"),
    Dataset("declared_interest", _columns("person kind what holder declared_on"), "SX", _declared_interest, "person"),
    Dataset("employment", _columns("person office route from_on to_on"), "PY", _employment, "from_on", True),
    Dataset("regulated_company", _columns("office company from_on to_on"), "JG", _regulated_company, "office"),
)
