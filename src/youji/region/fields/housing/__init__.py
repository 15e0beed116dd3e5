"""安居: who owns homes, who gets public ones, who lives in them, and what maintenance funds pay."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.housing.life import live
from youji.region.fields.housing.schemes import LOOK_ALIKES, SCHEMES
from youji.region.fields.housing.tables import DATASETS
from youji.region.forms import complete, plain

FIELD = Field(
    name="housing",
    datasets=DATASETS,
    forms=(
        plain("home_owners.parquet", "home_ownership", "parquet"),
        plain("housing_support.csv", "housing_allotment", encoding="gb18030"),
        plain("residents.csv", "residence_registration", encoding="gb18030"),
        plain("maintenance_withdrawals.csv", "maintenance_withdrawal", dates="%Y/%m/%d"),
        complete(plain("maintenance_acceptances.csv", "maintenance_acceptance"), "amount", "accepted_on"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
)
