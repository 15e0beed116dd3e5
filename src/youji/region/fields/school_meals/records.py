"""The datasets of school meals and how they are written."""

from __future__ import annotations

import pyarrow as pa

from youji.region.columns import day, decimal, own_key, reference, rendered, whole, word
from youji.region.field import Dataset
from youji.region.identifiers import numbered
from youji.region.randomness import Ints
from youji.region.render import Renderer
from youji.region.tables import Table

LEVELS = ("primary", "junior")
MODES = ("own", "contracted", "delivered")
MEALS = ("lunch",)
FUNDS = ("nutrition", "parents")
NUTRITION, PARENTS = range(2)
ITEMS = ("大米", "猪肉", "鸡肉", "大白菜", "土豆", "豆腐", "西红柿", "食用油")
LICENCES = ("trade", "production", "catering")
DIRECTIONS = ("in", "out")
IN, OUT = range(2)
USES = ("food", "fuel", "wages", "reception", "bonus", "transfer")
FOOD, FUEL, WAGES, RECEPTION, BONUS, TRANSFER = range(6)
_SUMMARIES = ("食材款", "燃气水电费", "食堂人员工资", "来客用餐", "值班补助", "往来款")


def _division(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    codes = renderer.world.place.district_codes
    return pa.array([str(codes[at]) for at in table["district"][rows]], type=pa.string())


def _note(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return numbered("SH", table["note"][rows], 8)


def _licence(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return numbered("JY", table["number"][rows] + 13_000_000, 14)


def _receiver(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return renderer.person_names(table["received_by"][rows])


DATASETS = (
    Dataset(
        "school",
        ("organisation", "level", "mode", "enrolled", "staff", "district"),
        "XX",
        rendered(
            school_id=own_key("school"),
            organisation_id=reference("organisation", "organisation"),
            level=word(LEVELS, "level"),
            meal_mode=word(MODES, "mode"),
            enrolled=whole("enrolled"),
            staff=whole("staff"),
            division_code=_division,
        ),
    ),
    Dataset(
        "school_attendance",
        ("school", "on", "present", "absent", "staff"),
        "CQ",
        rendered(
            attendance_id=own_key("school_attendance"),
            school_id=reference("school", "school"),
            attended_on=day("on"),
            present=whole("present"),
            absent=whole("absent"),
            staff_present=whole("staff"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "meal_claim",
        ("school", "supplier", "on", "meal", "pupils", "staff", "price", "amount", "fund"),
        "JS",
        rendered(
            claim_id=own_key("meal_claim"),
            school_id=reference("school", "school"),
            supplier_id=reference("organisation", "supplier"),
            meal_on=day("on"),
            meal=word(MEALS, "meal"),
            n_pupils=whole("pupils"),
            n_staff=whole("staff"),
            unit_price=decimal("price", 4),
            amount=decimal("amount"),
            fund=word(FUNDS, "fund"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "food_delivery",
        ("school", "supplier", "note", "on", "item", "unit", "quantity", "price", "amount", "received_by"),
        "JH",
        rendered(
            delivery_id=own_key("food_delivery"),
            school_id=reference("school", "school"),
            supplier_id=reference("organisation", "supplier"),
            note_no=_note,
            delivered_on=day("on"),
            item=word(ITEMS, "item"),
            unit=word(("公斤",), "unit"),
            quantity=decimal("quantity", 3),
            unit_price=decimal("price", 4),
            amount=decimal("amount"),
            received_by=_receiver,
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "market_price",
        ("item", "unit", "on", "price"),
        "JG",
        rendered(
            price_id=own_key("market_price"),
            item=word(ITEMS, "item"),
            unit=word(("公斤",), "unit"),
            published_on=day("on"),
            price=decimal("price", 4),
        ),
        ordered_by="on",
    ),
    Dataset(
        "food_licence",
        ("organisation", "number", "kind", "from_on", "to_on", "revoked_on"),
        "XK",
        rendered(
            licence_id=own_key("food_licence"),
            organisation_id=reference("organisation", "organisation"),
            licence_no=_licence,
            kind=word(LICENCES, "kind"),
            valid_from=day("from_on"),
            valid_to=day("to_on"),
            revoked_on=day("revoked_on"),
        ),
    ),
    Dataset(
        "meal_account_entry",
        ("school", "on", "direction", "use", "amount", "payee", "summary"),
        "HS",
        rendered(
            entry_id=own_key("meal_account_entry"),
            school_id=reference("school", "school"),
            booked_on=day("on"),
            direction=word(DIRECTIONS, "direction"),
            use=word(USES, "use"),
            amount=decimal("amount"),
            payee_id=reference("organisation", "payee"),
            summary=word(_SUMMARIES, "summary"),
        ),
        ordered_by="on",
        losable=True,
    ),
)
