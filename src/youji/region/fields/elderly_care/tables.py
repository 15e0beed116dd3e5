"""The datasets of care for the elderly and how they are rendered."""

from __future__ import annotations

import pyarrow as pa

from youji.region import identifiers
from youji.region.field import Dataset
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, money, pick, text
from youji.region.tables import Table

SCHEMES = ("employee", "public", "resident")
EMPLOYEE, PUBLIC, RESIDENT = range(3)
SERVICES = ("助餐", "助浴", "助洁", "康复护理", "陪伴")


def _care_bed(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "occupancy_id": renderer.key("care_bed", rows),
        "home_id": renderer.key("organisation", table["home"][rows]),
        "bed": text(table["bed"][rows]),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _bed_subsidy(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "subsidy_id": renderer.key("bed_subsidy", rows),
        "home_id": renderer.key("organisation", table["home"][rows]),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "month": days(table["month"][rows]),
        "claimed_days": pa.array(table["claimed"][rows]),
        "amount": money(table["claimed"][rows] * 10_00),
    }


def _care_visit(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "visit_id": renderer.key("care_visit", rows),
        "provider_id": renderer.key("organisation", table["provider"][rows]),
        "carer_id": renderer.key("person", table["carer"][rows]),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "served_on": days(table["day"][rows]),
        "minutes": pa.array(table["minutes"][rows]),
        "service": pick(SERVICES, table["service"][rows]),
        "amount": money(table["minutes"][rows] * 60),
    }


def _pension_payment(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "payment_id": renderer.key("pension_payment", rows),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "scheme": pick(SCHEMES, table["scheme"][rows]),
        "office_code": text(table["office"][rows]),
        "month": days(table["month"][rows]),
        "account": identifiers.bank_accounts(100_000_000 + person * 4 + table["scheme"][rows]),
        "amount": money(table["amount"][rows]),
    }


DATASETS = (
    Dataset("care_bed", ("home", "bed", "person", "from_on", "to_on"), "CW", _care_bed, "from_on"),
    Dataset("bed_subsidy", ("home", "person", "month", "claimed"), "CB", _bed_subsidy, "month", losable=True),
    Dataset(
        "care_visit",
        ("provider", "carer", "person", "day", "minutes", "service"),
        "FW",
        _care_visit,
        "day",
        losable=True,
    ),
    Dataset(
        "pension_payment",
        ("person", "scheme", "office", "month", "amount"),
        "YL",
        _pension_payment,
        "month",
        losable=True,
    ),
)
