"""作风与亲友牟利: officials' expenses, cars and journeys, their declarations, and where their kin work and trade."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.conduct.life import live
from youji.region.fields.conduct.look_alikes import LOOK_ALIKES
from youji.region.fields.conduct.schemes import SCHEMES
from youji.region.fields.conduct.tables import DATASETS
from youji.region.forms import complete, plain

FIELD = Field(
    name="conduct",
    datasets=DATASETS,
    forms=(
        plain("receipts.csv", "expense_receipt", encoding="gb18030"),
        complete(plain("calendar.csv", "calendar_day"), "day", "kind", "name"),
        plain("journeys.csv", "travel_order", encoding="gb18030"),
        plain("leave.csv", "leave_record", dates="%Y/%m/%d"),
        plain("fuel_cards.parquet", "fuel_record", "parquet"),
        plain("dispatches.csv", "vehicle_dispatch", encoding="gb18030"),
        complete(plain("declarations.parquet", "declared_interest", "parquet"), "declared_on"),
        plain("employees.csv", "employment", encoding="gb18030"),
        plain("regulated_companies.csv", "regulated_company"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
    after=("housing",),
)
