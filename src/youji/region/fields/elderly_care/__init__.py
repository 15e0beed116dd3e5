"""养老服务: care homes and their subsidies, visits at home, pensions."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.elderly_care.life import live
from youji.region.fields.elderly_care.look_alikes import LOOK_ALIKES
from youji.region.fields.elderly_care.schemes import SCHEMES
from youji.region.fields.elderly_care.tables import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="elderly_care",
    datasets=DATASETS,
    forms=(
        plain("care_beds.csv", "care_bed", encoding="gb18030"),
        plain("bed_subsidies.csv", "bed_subsidy", encoding="gb18030"),
        plain("care_visits.csv", "care_visit", dates="%Y/%m/%d"),
        plain("pension_payments.parquet", "pension_payment", "parquet"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
    after=("health",),
)
