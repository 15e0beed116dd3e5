"""Village collectives: property, leases, receipts, books, assemblies and sales."""

from __future__ import annotations

from youji.region.field import Field, LookAlike, Scheme
from youji.region.fields.rural_assets import acts, innocent
from youji.region.fields.rural_assets.life import live
from youji.region.fields.rural_assets.records import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="rural_assets",
    datasets=DATASETS,
    forms=(
        plain("village_assets.csv", "village_asset", encoding="gb18030"),
        plain("village_leases.csv", "village_lease", encoding="gb18030", dates="%Y/%m/%d"),
        plain("village_receipts.csv", "rent_receipt"),
        plain("village_books.parquet", "village_account_entry", "parquet"),
        plain("village_resolutions.xlsx", "village_resolution", "xlsx", title="成员（代表）大会决议登记表"),
        plain("village_disposals.csv", "asset_disposal", dates="%Y年%m月%d日"),
    ),
    live=live,
    schemes=(
        Scheme("cheap_village_lease", 2, acts.let_cheaply),
        Scheme("village_lease_for_kin", 2, acts.let_to_kin),
        Scheme("village_rent_waived", 2, acts.waive_rent),
        Scheme("village_lease_never_ended", 2, acts.leave_in_place),
        Scheme("village_cash_kept", 2, acts.keep_cash),
        Scheme("village_sale_by_few", 2, acts.sell_by_few),
        Scheme("village_round_sums", 2, acts.draw_round_sums),
    ),
    look_alikes=(
        LookAlike("low_at_auction", "cheap_village_lease", 1, innocent.auction_low),
        LookAlike("kin_won_auction", "village_lease_for_kin", 1, innocent.kin_wins_auction),
        LookAlike("rent_remitted", "village_rent_waived", 1, innocent.remit_rent),
        LookAlike("receipts_booked_in_one_sum", "village_cash_kept", 1, innocent.book_in_one_sum),
        LookAlike("village_land_expropriated", "village_sale_by_few", 1, innocent.expropriate),
        LookAlike("cleaning_by_the_month", "village_round_sums", 2, innocent.pay_cleaning),
    ),
)
