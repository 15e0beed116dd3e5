"""The datasets of funerals and how they are rendered."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from youji.region import identifiers
from youji.region.field import Dataset
from youji.region.fields.funeral.prices import FORMS, SERVICES
from youji.region.identifiers import numbered
from youji.region.randomness import Ints, mixed
from youji.region.render import Renderer, days, join, money, pick
from youji.region.tables import NONE, Table

REMAINS = ("body", "old_remains", "unclaimed")
BODY, OLD_REMAINS, UNCLAIMED = range(3)
SUBSIDIES = ("basic_service", "pension_grant", "rural_grant")
SERVICE, PENSION_GRANT, RURAL_GRANT = range(3)
PAYERS = ("民政局", "社会保险事业管理中心", "城乡居民社会养老保险中心")
GOODS = ("骨灰盒", "寿衣", "卫生棺", "花圈挽联")


def _cremation(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    known = person != NONE
    names = renderer.person_names(np.where(known, person, 0))
    return {
        "cremation_id": renderer.key("cremation", rows),
        "home_id": renderer.key("organisation", table["home"][rows]),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "name": pa.compute.if_else(pa.array(known), names, pa.scalar(None, pa.string())),
        "cremated_on": days(table["day"][rows]),
        "certificate": join("死证", numbered("", mixed(rows, 30, 9), 10)),
        "remains": pick(REMAINS, table["remains"][rows]),
    }


def _codes(item: Ints) -> pa.Array:
    return pick([f"BZ{place + 1:03d}" for place in range(len(SERVICES))], item)


def _funeral_price(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    item = table["item"][rows]
    return {
        "price_id": renderer.key("funeral_price", rows),
        "item_code": _codes(item),
        "name": pick([service.name for service in SERVICES], item),
        "form": pick(FORMS, table["form"][rows]),
        "price": money(table["price"][rows]),
        "float_up": money(table["margin"][rows], 4),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _funeral_fee(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    item = table["item"][rows]
    return {
        "fee_id": renderer.key("funeral_fee", rows),
        "home_id": renderer.key("organisation", table["home"][rows]),
        "cremation_id": renderer.key("cremation", table["cremation"][rows]),
        "item_code": _codes(item),
        "item_name": pick([service.name for service in SERVICES], item),
        "charged_on": days(table["day"][rows]),
        "quantity": money(table["quantity"][rows] * 100),
        "amount": money(table["amount"][rows]),
    }


def _funeral_subsidy(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person, kind = table["person"][rows], table["kind"][rows]
    return {
        "subsidy_id": renderer.key("funeral_subsidy", rows),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "kind": pick(SUBSIDIES, kind),
        "paid_by": join(renderer.world.place.city, pick(PAYERS, kind)),
        "recipient_account": identifiers.bank_accounts(200_000_000 + person),
        "paid_on": days(table["day"][rows]),
        "amount": money(table["amount"][rows]),
    }


def _funeral_purchase(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "purchase_id": renderer.key("funeral_purchase", rows),
        "home_id": renderer.key("organisation", table["home"][rows]),
        "supplier_id": renderer.key("organisation", table["supplier"][rows]),
        "goods": pick(GOODS, table["goods"][rows]),
        "ordered_on": days(table["day"][rows]),
        "amount": money(table["amount"][rows]),
    }


DATASETS = (
    Dataset("cremation", ("home", "person", "day", "remains"), "HH", _cremation, "day", losable=True),
    Dataset("funeral_price", ("item", "form", "price", "margin", "from_on", "to_on"), "JM", _funeral_price, "from_on"),
    Dataset(
        "funeral_fee",
        ("home", "cremation", "item", "day", "quantity", "amount"),
        "SF",
        _funeral_fee,
        "day",
        losable=True,
    ),
    Dataset("funeral_subsidy", ("person", "kind", "day", "amount"), "BZ", _funeral_subsidy, "day", losable=True),
    Dataset(
        "funeral_purchase",
        ("home", "supplier", "goods", "day", "amount"),
        "CG",
        _funeral_purchase,
        "day",
        losable=True,
    ),
)
