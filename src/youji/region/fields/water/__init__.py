"""Rural drinking water: works, building projects, monthly supply, upkeep, bills and approved prices."""

from __future__ import annotations

from youji.region.field import Field, LookAlike, Scheme
from youji.region.fields.water import acts, innocent
from youji.region.fields.water.life import live
from youji.region.fields.water.records import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="water",
    datasets=DATASETS,
    forms=(
        plain("water_works.csv", "water_works", encoding="gb18030"),
        plain("water_projects.csv", "water_project", dates="%Y/%m/%d"),
        plain("water_supply.csv", "water_supply_record"),
        plain("water_upkeep_payments.csv", "water_maintenance_payment", encoding="gb18030"),
        plain("water_repairs.jsonl", "water_repair", "jsonl"),
        plain("water_bills.parquet", "water_bill", "parquet"),
        plain("water_prices.csv", "water_price_approval", dates="%Y年%m月%d日"),
    ),
    live=live,
    schemes=(
        Scheme("water_never_came", 2, acts.accept_dry_works),
        Scheme("water_works_paid_twice", 2, acts.claim_from_two_programmes),
        Scheme("water_repairs_invented", 2, acts.invent_repairs),
        Scheme("water_fee_raised", 2, acts.raise_fee),
    ),
    look_alikes=(
        LookAlike("spring_ran_dry", "water_never_came", 1, innocent.run_dry),
        LookAlike("works_funded_together", "water_works_paid_twice", 1, innocent.fund_together),
        LookAlike("repair_paid_next_year", "water_repairs_invented", 1, innocent.pay_next_year),
        LookAlike("water_price_approved_anew", "water_fee_raised", 1, innocent.approve_price),
    ),
)
