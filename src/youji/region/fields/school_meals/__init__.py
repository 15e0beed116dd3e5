"""School meals: schools and their pupils, caterers and suppliers, deliveries, prices, licences and the meal account."""

from __future__ import annotations

from youji.region.field import Field, LookAlike, Scheme
from youji.region.fields.school_meals import acts, innocent
from youji.region.fields.school_meals.life import live
from youji.region.fields.school_meals.records import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="school_meals",
    datasets=DATASETS,
    forms=(
        plain("schools.csv", "school", encoding="gb18030"),
        plain("school_attendance.csv", "school_attendance", dates="%Y/%m/%d"),
        plain("meal_settlements.csv", "meal_claim", encoding="gb18030"),
        plain("canteen_deliveries.parquet", "food_delivery", "parquet"),
        plain("market_prices.csv", "market_price"),
        plain("food_licences.csv", "food_licence", encoding="gb18030", dates="%Y年%m月%d日"),
        plain("meal_accounts.csv", "meal_account_entry", encoding="utf-8-sig"),
    ),
    live=live,
    schemes=(
        Scheme("meals_never_eaten", 2, acts.bill_absent_pupils),
        Scheme("dear_food", 2, acts.sell_dear),
        Scheme("padded_deliveries", 2, acts.pad_deliveries),
        Scheme("delivery_booked_twice", 2, acts.book_twice),
        Scheme("meal_supplier_without_licence", 2, acts.let_licence_lapse),
        Scheme("school_staff_firm", 2, acts.supply_own_school),
        Scheme("meal_money_spent", 2, acts.spend_meal_money),
    ),
    look_alikes=(
        LookAlike("meals_for_guests", "meals_never_eaten", 1, innocent.feed_guests),
        LookAlike("remote_school", "dear_food", 1, innocent.deliver_far),
        LookAlike("licence_renewed_late", "meal_supplier_without_licence", 1, innocent.renew_late),
        LookAlike("note_in_two_parts", "delivery_booked_twice", 1, innocent.deliver_in_parts),
        LookAlike("advance_paid_back", "meal_money_spent", 1, innocent.lend_and_return),
    ),
)
