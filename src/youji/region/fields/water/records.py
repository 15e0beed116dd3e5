"""The datasets of rural drinking water and how they are written."""

from __future__ import annotations

import pyarrow as pa

from youji.region.columns import day, decimal, own_key, reference, rendered, whole, word
from youji.region.field import Dataset
from youji.region.randomness import Ints
from youji.region.render import Renderer, join
from youji.region.tables import Table

PROGRAMMES = ("consolidation", "scale_up", "revitalisation", "reservoir_area", "beautiful_village")
CONTENTS = ("source", "plant", "main", "household", "tank")
_CONTENT_NAMES = ("水源工程", "净水厂工程", "管网工程", "入户工程", "蓄水池工程")
USES = ("household", "business")
HOUSEHOLD, BUSINESS = range(2)
REPAIRS = ("更换主管道", "水泵检修", "清洗蓄水池", "更换阀门水表", "消毒设备维修")
_REASONS = ("干旱水源不足", "主管道检修停水")


def _name(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return join(renderer.organisation_names(table["village"][rows]), "供水站")


def _title(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    village = renderer.world.records["water_works"]["village"][table["works"][rows]]
    contents = pa.array(_CONTENT_NAMES).take(pa.array(table["content"][rows]))
    return join(renderer.organisation_names(village), contents)


def _division(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    codes = renderer.world.place.district_codes
    district = renderer.world.organisation["district"][table["village"][rows]]
    return pa.array([str(codes[at]) for at in district], type=pa.string())


DATASETS = (
    Dataset(
        "water_works",
        ("operator", "village", "households"),
        "GS",
        rendered(
            works_id=own_key("water_works"),
            name=_name,
            operator_id=reference("organisation", "operator"),
            village_id=reference("organisation", "village"),
            households=whole("households"),
            division_code=_division,
        ),
    ),
    Dataset(
        "water_project",
        (
            "programme",
            "owner",
            "contractor",
            "works",
            "content",
            "quantity",
            "amount",
            "paid",
            "started_on",
            "accepted_on",
        ),
        "YS",
        rendered(
            project_id=own_key("water_project"),
            title=_title,
            programme=word(PROGRAMMES, "programme"),
            owner_id=reference("organisation", "owner"),
            contractor_id=reference("organisation", "contractor"),
            works_id=reference("water_works", "works"),
            content=word(CONTENTS, "content"),
            quantity=decimal("quantity", 3),
            amount=decimal("amount"),
            paid_amount=decimal("paid"),
            started_on=day("started_on"),
            accepted_on=day("accepted_on"),
        ),
        ordered_by="started_on",
    ),
    Dataset(
        "water_supply_record",
        ("works", "month", "supplied", "days", "households", "reason"),
        "YB",
        rendered(
            record_id=own_key("water_supply_record"),
            works_id=reference("water_works", "works"),
            month_on=day("month"),
            supplied=decimal("supplied", 3),
            days_supplied=whole("days"),
            households_supplied=whole("households"),
            reason=word(_REASONS, "reason"),
        ),
        ordered_by="month",
        losable=True,
    ),
    Dataset(
        "water_maintenance_payment",
        ("works", "operator", "payee", "amount", "on", "repair"),
        "WH",
        rendered(
            payment_no=own_key("water_maintenance_payment"),
            works_id=reference("water_works", "works"),
            operator_id=reference("organisation", "operator"),
            payee_id=reference("organisation", "payee"),
            amount=decimal("amount"),
            paid_on=day("on"),
            repair_id=reference("water_repair", "repair"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "water_repair",
        ("works", "on", "content", "cost", "accepted_on"),
        "WX",
        rendered(
            repair_id=own_key("water_repair"),
            works_id=reference("water_works", "works"),
            done_on=day("on"),
            content=word(REPAIRS, "content"),
            cost=decimal("cost"),
            accepted_on=day("accepted_on"),
        ),
        ordered_by="on",
    ),
    Dataset(
        "water_bill",
        ("operator", "works", "village", "on", "use", "volume", "amount"),
        "SF",
        rendered(
            bill_id=own_key("water_bill"),
            operator_id=reference("organisation", "operator"),
            works_id=reference("water_works", "works"),
            village_id=reference("organisation", "village"),
            billed_on=day("on"),
            use=word(USES, "use"),
            volume=decimal("volume", 3),
            amount=decimal("amount"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "water_price_approval",
        ("operator", "use", "price", "base", "from_on", "to_on"),
        "PJ",
        rendered(
            approval_id=own_key("water_price_approval"),
            operator_id=reference("organisation", "operator"),
            use=word(USES, "use"),
            price=decimal("price", 4),
            base_fee=decimal("base"),
            valid_from=day("from_on"),
            valid_to=day("to_on"),
        ),
    ),
)
