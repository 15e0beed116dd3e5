"""涉企执法: offices that inspect, fine and charge companies."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.enterprise_enforcement.life import live
from youji.region.fields.enterprise_enforcement.look_alikes import LOOK_ALIKES
from youji.region.fields.enterprise_enforcement.schemes import SCHEMES
from youji.region.fields.enterprise_enforcement.tables import DATASETS
from youji.region.forms import complete, plain

FIELD = Field(
    name="enterprise_enforcement",
    datasets=DATASETS,
    forms=(
        plain("inspections.csv", "inspection", encoding="gb18030"),
        plain("penalty_cases.parquet", "penalty_case", "parquet"),
        plain("penalties.csv", "penalty", encoding="gb18030"),
        complete(
            plain("discretion_bands.csv", "discretion_band"), "severity", "fine_min", "fine_max", "from_on", "to_on"
        ),
        plain("fees_charged.csv", "fee_charge", dates="%Y/%m/%d"),
        complete(plain("fee_catalogue.csv", "fee_item", encoding="utf-8-sig"), "from_on", "standard", "to_on"),
        plain("fine_plans.csv", "fine_plan", encoding="gb18030"),
        complete(plain("office_areas.csv", "office_area"), "office_id", "division_code", "from_on", "to_on"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
)
