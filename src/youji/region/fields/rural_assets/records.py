"""The datasets of village property and how they are written."""

from __future__ import annotations

import pyarrow as pa

from youji.region.columns import day, decimal, own_key, party, reference, rendered, whole, word
from youji.region.field import Dataset
from youji.region.identifiers import numbered
from youji.region.randomness import Ints
from youji.region.render import Renderer, join, text
from youji.region.tables import Table

KINDS = ("shop", "workshop", "house", "field", "forest", "pond")
SHOP, WORKSHOP, HOUSE, FIELD_LAND, FOREST, POND = range(6)
_KIND_NAMES = ("门面房", "厂房", "旧办公楼", "机动地", "山林", "鱼塘")
STATES = ("let", "own_use", "idle", "gone")
LET, OWN_USE, IDLE, GONE = range(4)
METHODS = ("auction", "tender", "negotiated", "household")
AUCTION, TENDER, NEGOTIATED, HOUSEHOLD = range(4)
DIRECTIONS = ("in", "out")
IN, OUT = range(2)
SUBJECTS = ("rent", "grant", "wages", "labour", "purchase", "relief", "distribution", "works")
RENT, GRANT, WAGES, LABOUR, PURCHASE, RELIEF, DISTRIBUTION, WORKS = range(8)
_SUMMARIES = ("租金", "上级补助", "误工补贴", "零星用工", "物资采购", "慰问", "收益分配", "工程款")
BODIES = ("members", "representatives", "council")
MEMBERS, REPRESENTATIVES, COUNCIL = range(3)
MATTERS = ("lease", "disposal")
LEASE, DISPOSAL = range(2)
SALES = ("auction", "agreement", "expropriation")
BY_AUCTION, BY_AGREEMENT, EXPROPRIATION = range(3)
_HOLDERS = ("person", "organisation")


def _name(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    kinds = pa.array(_KIND_NAMES).take(pa.array(table["kind"][rows]))
    return join(kinds, text(table["number"][rows]), "号")


def _division(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    codes = renderer.world.place.district_codes
    district = renderer.world.organisation["district"][table["village"][rows]]
    return pa.array([str(codes[at]) for at in district], type=pa.string())


def _voucher(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return numbered("JZ", table["voucher"][rows], 6)


DATASETS = (
    Dataset(
        "village_asset",
        ("village", "number", "kind", "area", "value", "state"),
        "ZC",
        rendered(
            asset_id=own_key("village_asset"),
            village_id=reference("organisation", "village"),
            name=_name,
            kind=word(KINDS, "kind"),
            area=decimal("area", 3),
            division_code=_division,
            book_value=decimal("value"),
            state=word(STATES, "state"),
        ),
    ),
    Dataset(
        "village_lease",
        (
            "village",
            "asset",
            "lessee",
            "lessee_kind",
            "signed_on",
            "start_on",
            "end_on",
            "rent",
            "method",
            "ended_on",
            "remission",
        ),
        "ZL",
        rendered(
            lease_id=own_key("village_lease"),
            village_id=reference("organisation", "village"),
            asset_id=reference("village_asset", "asset"),
            lessee_id=party("lessee", "lessee_kind"),
            lessee_kind=word(_HOLDERS, "lessee_kind"),
            signed_on=day("signed_on"),
            start_on=day("start_on"),
            end_on=day("end_on"),
            annual_rent=decimal("rent"),
            method=word(METHODS, "method"),
            ended_on=day("ended_on"),
            remission=word(("受灾减免，成员代表大会同意", "公益用途减租，成员代表大会同意"), "remission"),
        ),
        ordered_by="signed_on",
    ),
    Dataset(
        "rent_receipt",
        ("village", "lease", "payer", "payer_kind", "on", "amount", "method", "cancelled"),
        "SJ",
        rendered(
            receipt_id=own_key("rent_receipt"),
            village_id=reference("organisation", "village"),
            lease_id=reference("village_lease", "lease"),
            payer_id=party("payer", "payer_kind"),
            received_on=day("on"),
            amount=decimal("amount"),
            method=word(("cash", "bank", "mobile"), "method"),
            cancelled=word(("作废",), "cancelled"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "village_account_entry",
        ("village", "voucher", "on", "direction", "amount", "receipt", "other", "other_kind", "subject"),
        "FL",
        rendered(
            entry_id=own_key("village_account_entry"),
            village_id=reference("organisation", "village"),
            voucher_no=_voucher,
            booked_on=day("on"),
            direction=word(DIRECTIONS, "direction"),
            amount=decimal("amount"),
            receipt_id=reference("rent_receipt", "receipt"),
            counterparty_id=party("other", "other_kind"),
            counterparty_kind=word(_HOLDERS, "other_kind"),
            subject=word(SUBJECTS, "subject"),
            summary=word(_SUMMARIES, "subject"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "village_resolution",
        ("village", "on", "body", "matter", "asset", "entitled", "present", "in_favour"),
        "JY",
        rendered(
            resolution_id=own_key("village_resolution"),
            village_id=reference("organisation", "village"),
            held_on=day("on"),
            body=word(BODIES, "body"),
            matter=word(MATTERS, "matter"),
            asset_id=reference("village_asset", "asset"),
            entitled=whole("entitled"),
            present=whole("present"),
            in_favour=whole("in_favour"),
        ),
        ordered_by="on",
    ),
    Dataset(
        "asset_disposal",
        ("village", "asset", "buyer", "buyer_kind", "on", "amount", "appraised", "method"),
        "CZ",
        rendered(
            disposal_id=own_key("asset_disposal"),
            village_id=reference("organisation", "village"),
            asset_id=reference("village_asset", "asset"),
            buyer_id=party("buyer", "buyer_kind"),
            buyer_kind=word(_HOLDERS, "buyer_kind"),
            disposed_on=day("on"),
            amount=decimal("amount"),
            appraised_value=decimal("appraised"),
            method=word(SALES, "method"),
        ),
        ordered_by="on",
        losable=True,
    ),
)
