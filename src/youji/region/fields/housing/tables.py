"""The forms of housing: what each dataset's numbers become."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from youji.region.field import Dataset
from youji.region.identifiers import numbered
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, flags, money, pick, text
from youji.region.tables import NONE, Table

USES = ("dwelling", "commercial", "parking")
DWELLING, COMMERCIAL, PARKING = range(3)
PLANS = ("public_rental", "rent_subsidy")
RENTAL, SUBSIDY = range(2)
RELATIONS = ("household", "relative", "carer", "subtenant", "unknown")
MEMBER, RELATIVE, CARER, SUBTENANT, UNKNOWN = range(5)
_WORKS = ("电梯大修", "屋面防水维修", "外墙修缮", "消防设施改造", "排水管网更换", "单元门更换")


def homes(number: Ints) -> pa.Array:
    """Numbers of homes as text; NONE becomes null."""
    made = numbered("FW", np.where(number == NONE, 0, number) + 1, 9)
    return pa.compute.if_else(pa.array(number != NONE), made, pa.scalar(None, pa.string()))


def _cny(count: int) -> pa.Array:
    return pa.array(np.full(count, "CNY"), type=pa.string())


def _ratio(millionths: Ints) -> pa.Array:
    return money(millionths, 6).cast(pa.decimal128(9, 6))


def _home_ownership(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    codes = np.array(renderer.world.place.district_codes)
    return {
        "ownership_id": renderer.key("home_ownership", rows),
        "home_id": homes(table["home"][rows]),
        "person_id": renderer.key("person", table["owner"][rows]),
        "share": _ratio(table["share"][rows]),
        "area": money(table["area"][rows]),
        "use": pick(USES, table["use"][rows]),
        "division_code": text(codes[table["district"][rows]]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _housing_allotment(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "allotment_id": renderer.key("housing_allotment", rows),
        "scheme": pick(PLANS, table["plan"][rows]),
        "household_id": numbered("HU", renderer.world.people.household[person] + 1, 8),
        "person_id": renderer.key("person", person),
        "home_id": homes(table["home"][rows]),
        "office_id": renderer.key("organisation", table["office"][rows]),
        "decided_by": renderer.key("person", table["decided_by"][rows]),
        "applied_on": days(table["applied_on"][rows]),
        "decided_on": days(table["decided_on"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
        "monthly_amount": money(table["monthly"][rows]),
        "currency": _cny(len(rows)),
    }


def _residence_registration(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "registration_id": renderer.key("residence_registration", rows),
        "home_id": homes(table["home"][rows]),
        "person_id": renderer.key("person", table["person"][rows]),
        "relation": pick(RELATIONS, table["relation"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
        "monthly_rent": money(table["rent"][rows]),
    }


def _maintenance_withdrawal(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "withdrawal_id": renderer.key("maintenance_withdrawal", rows),
        "estate_id": numbered("XQ", table["estate"][rows] + 1, 6),
        "applicant_id": renderer.key("organisation", table["applicant"][rows]),
        "payee_id": renderer.key("organisation", table["payee"][rows]),
        "works": pick(_WORKS, table["works"][rows]),
        "emergency": flags(table["emergency"][rows]),
        "owners_agreed": _ratio(table["agreed"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": _cny(len(rows)),
        "withdrawn_on": days(table["withdrawn_on"][rows]),
        "balance_due_on": days(table["due_on"][rows]),
    }


def _maintenance_acceptance(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "acceptance_id": renderer.key("maintenance_acceptance", rows),
        "withdrawal_id": renderer.key("maintenance_withdrawal", table["withdrawal"][rows]),
        "amount": money(table["amount"][rows]),
        "currency": _cny(len(rows)),
        "accepted_on": days(table["accepted_on"][rows]),
    }


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


DATASETS = (
    Dataset(
        "home_ownership",
        _columns("home owner share area use district from_on to_on"),
        "QS",
        _home_ownership,
        "from_on",
        True,
    ),
    Dataset(
        "housing_allotment",
        _columns("plan person home office decided_by applied_on decided_on from_on to_on monthly"),
        "BZ",
        _housing_allotment,
        "applied_on",
    ),
    Dataset(
        "residence_registration",
        _columns("home person relation from_on to_on rent"),
        "JD",
        _residence_registration,
        "from_on",
        True,
    ),
    Dataset(
        "maintenance_withdrawal",
        _columns("estate applicant payee works emergency agreed amount withdrawn_on due_on"),
        "ZQ",
        _maintenance_withdrawal,
        "withdrawn_on",
    ),
    Dataset(
        "maintenance_acceptance",
        _columns("withdrawal amount accepted_on"),
        "YS",
        _maintenance_acceptance,
        "accepted_on",
    ),
)
