"""殡葬: cremations, prices and fees, subsidies and purchases."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.funeral.life import live
from youji.region.fields.funeral.look_alikes import LOOK_ALIKES
from youji.region.fields.funeral.schemes import SCHEMES
from youji.region.fields.funeral.tables import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="funeral",
    datasets=DATASETS,
    forms=(
        plain("cremations.csv", "cremation", encoding="gb18030"),
        plain("funeral_prices.csv", "funeral_price", encoding="utf-8-sig"),
        plain("funeral_fees.csv", "funeral_fee", encoding="gb18030"),
        plain("funeral_subsidies.csv", "funeral_subsidy", dates="%Y/%m/%d"),
        plain("funeral_purchases.xlsx", "funeral_purchase", "xlsx", title="殡葬用品采购台账"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
)
