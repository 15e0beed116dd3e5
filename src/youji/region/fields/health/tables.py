"""The datasets of health insurance and how they are rendered."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from youji.region.field import Dataset
from youji.region.fields.health.catalogue import DEPARTMENTS, DIAGNOSES, ITEMS, KINDS, PART_OF, SEXES
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, moments, money, pick, text
from youji.region.tables import NONE, Table

PROVIDER_KINDS = ("hospital", "clinic", "pharmacy")
HOSPITAL, CLINIC, PHARMACY = range(3)
LEVELS = ("tertiary", "secondary", "primary", "none")
TERTIARY, SECONDARY, PRIMARY, NO_LEVEL = range(4)
CLAIM_KINDS = ("inpatient", "outpatient", "pharmacy")
INPATIENT, OUTPATIENT, PURCHASE = range(3)
ADMISSIONS = ("planned", "emergency", "transfer")
PLANNED, EMERGENCY, TRANSFER = range(3)


def _provider(renderer: Renderer, rows: Ints) -> pa.Array:
    """Provider codes by position in `health_provider`; NONE becomes null."""
    organisation = renderer.world.records["health_provider"]["organisation"]
    there = rows != NONE
    return renderer.key("organisation", np.where(there, organisation[np.where(there, rows, 0)], NONE))


def _integers(values: list[int]) -> pa.Array:
    return pa.array([None if value == NONE else value for value in values], pa.int64())


def _health_provider(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    organisation = table["organisation"][rows]
    codes = np.array(renderer.world.place.district_codes)
    beds = table["beds"][rows]
    return {
        "provider_id": renderer.key("organisation", organisation),
        "name": renderer.organisation_names(organisation),
        "kind": pick(PROVIDER_KINDS, table["kind"][rows]),
        "level": pick(LEVELS, table["level"][rows]),
        "beds": pa.array(beds, mask=beds == NONE),
        "division_code": text(codes[renderer.world.organisation["district"][organisation]]),
        "agreement_from": days(table["from_on"][rows]),
        "agreement_to": days(np.full(len(rows), NONE)),
    }


def _physician(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "physician_id": renderer.key("physician", rows),
        "person_id": renderer.key("person", person),
        "name": renderer.person_names(person),
        "provider_id": _provider(renderer, table["provider"][rows]),
        "department": pick(DEPARTMENTS, table["department"][rows]),
        "practises_from": days(table["from_on"][rows]),
        "practises_to": days(np.full(len(rows), NONE)),
    }


def _medical_item(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    items = [ITEMS[place] for place in table["item"][rows].tolist()]
    part = np.array([PART_OF[place] for place in table["item"][rows].tolist()])
    return {
        "item_id": renderer.key("medical_item", rows),
        "name": pa.array([item.name for item in items]),
        "generic_name": pa.array([item.generic or None for item in items], pa.string()),
        "kind": pick(KINDS, np.array([item.kind for item in items])),
        "unit": pa.array([item.unit for item in items]),
        "price_limit": money(np.array([item.price for item in items])),
        "sex_limit": pick(SEXES, np.array([item.sex for item in items])),
        "min_age": _integers([item.youngest for item in items]),
        "max_age": _integers([item.oldest for item in items]),
        "days_limit": _integers([item.days for item in items]),
        "daily_limit": money(np.array([item.daily if item.daily == NONE else item.daily * 100 for item in items])),
        "part_of": renderer.key("medical_item", part),
        "recognised_days": _integers([item.recognised for item in items]),
        "supplier_id": renderer.key("organisation", table["supplier"][rows]),
    }


def _health_claim(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "claim_id": renderer.key("health_claim", rows),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "provider_id": _provider(renderer, table["provider"][rows]),
        "kind": pick(CLAIM_KINDS, table["kind"][rows]),
        "admitted_on": days(table["admitted"][rows]),
        "discharged_on": days(table["discharged"][rows]),
        "settled_at": moments(table["settled"][rows]),
        "department": pick(DEPARTMENTS, table["department"][rows]),
        "diagnosis_code": pick(DIAGNOSES, table["diagnosis"][rows]),
        "case_weight": money(table["weight"][rows], 4),
        "admission": pick(ADMISSIONS, table["admission"][rows]),
        "physician_id": renderer.key("physician", table["physician"][rows]),
        "total_amount": money(table["total"][rows]),
        "fund_amount": money(table["fund"][rows]),
    }


def _claim_line(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "line_id": renderer.key("claim_line", rows),
        "claim_id": renderer.key("health_claim", table["claim"][rows]),
        "item_id": renderer.key("medical_item", table["item"][rows]),
        "charged_on": days(table["day"][rows]),
        "quantity": money(table["quantity"][rows] * 100),
        "amount": money(table["amount"][rows]),
    }


def _prescription(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "prescription_id": renderer.key("prescription", rows),
        "claim_id": renderer.key("health_claim", table["claim"][rows]),
        "person_id": renderer.key("person", table["person"][rows]),
        "provider_id": _provider(renderer, table["provider"][rows]),
        "physician_id": renderer.key("physician", table["physician"][rows]),
        "item_id": renderer.key("medical_item", table["item"][rows]),
        "prescribed_on": days(table["day"][rows]),
        "quantity": money(table["quantity"][rows] * 100),
        "days": pa.array(table["days"][rows]),
        "amount": money(table["amount"][rows]),
    }


def _medical_purchase(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    return {
        "purchase_id": renderer.key("medical_purchase", rows),
        "provider_id": _provider(renderer, table["provider"][rows]),
        "item_id": renderer.key("medical_item", table["item"][rows]),
        "supplier_id": renderer.key("organisation", table["supplier"][rows]),
        "received_on": days(table["day"][rows]),
        "quantity": money(table["quantity"][rows] * 100),
        "amount": money(table["amount"][rows]),
    }


_CLAIM = "person provider kind admitted discharged settled department diagnosis weight admission physician total fund"
_PRESCRIPTION = "claim person provider physician item day quantity days amount line"
DATASETS = (
    Dataset("health_provider", ("organisation", "kind", "level", "beds", "from_on"), "JG", _health_provider),
    Dataset("physician", ("person", "provider", "department", "from_on"), "YS", _physician),
    Dataset("medical_item", ("item", "supplier"), "ML", _medical_item, "item"),
    Dataset("health_claim", tuple(_CLAIM.split()), "JS", _health_claim, "settled", losable=True),
    Dataset("claim_line", ("claim", "item", "day", "quantity", "amount"), "FY", _claim_line, "day", losable=True),
    Dataset("prescription", tuple(_PRESCRIPTION.split()), "CF", _prescription, "day", losable=True),
    Dataset(
        "medical_purchase",
        ("provider", "item", "supplier", "day", "quantity", "amount"),
        "RK",
        _medical_purchase,
        "day",
        losable=True,
    ),
)
