"""Schemes in health insurance, each by an actor who wants something; none of them knows any supervision model."""

from __future__ import annotations

from youji.region.field import Scheme
from youji.region.fields.health.schemes import charges, drugs, identity, stays

SCHEMES = (
    Scheme("dead_card", 2, identity.dead_card),
    Scheme("lent_card", 2, identity.lent_card),
    Scheme("traded_card", 2, identity.traded_card),
    Scheme("split_admissions", 2, stays.split_admissions),
    Scheme("paper_patients", 2, stays.paper_patients),
    Scheme("inflated_bills", 2, stays.inflated_bills),
    Scheme("invented_services", 2, charges.invented_services),
    Scheme("double_billing", 2, charges.double_billing),
    Scheme("unbundling", 2, charges.unbundling),
    Scheme("needless_retests", 2, charges.needless_retests),
    Scheme("overlong_prescriptions", 2, drugs.overlong_prescriptions),
    Scheme("drug_reseller", 2, drugs.drug_reseller),
    Scheme("swapped_goods", 2, drugs.swapped_goods),
    Scheme("favoured_drug_firm", 2, drugs.favoured_drug_firm),
)
