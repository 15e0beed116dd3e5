"""Rural revitalisation money: plots, subsidies to households, projects and the firms that are paid for them."""

from __future__ import annotations

from youji.region.field import Field, LookAlike, Scheme
from youji.region.fields.rural_revitalisation import acts, innocent
from youji.region.fields.rural_revitalisation.life import live
from youji.region.fields.rural_revitalisation.records import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="rural_revitalisation",
    datasets=DATASETS,
    forms=(
        plain("subsidy_grants.parquet", "subsidy_grant", "parquet"),
        plain("land_plots.csv", "land_plot", encoding="gb18030"),
        plain("rural_projects.csv", "rural_project"),
        plain("rural_project_payments.csv", "project_payment", encoding="gb18030", dates="%Y/%m/%d"),
        plain("enterprise_annual_reports.csv", "enterprise_annual_report"),
    ),
    live=live,
    schemes=(
        Scheme("subsidy_for_the_dead", 2, acts.draw_for_the_dead),
        Scheme("aid_for_cadre_kin", 2, acts.list_own_family),
        Scheme("plot_claimed_again", 2, acts.claim_again),
        Scheme("area_inflated", 2, acts.inflate_area),
        Scheme("shell_project", 2, acts.pay_shell),
        Scheme("collected_cards", 2, acts.collect_cards),
    ),
    look_alikes=(
        LookAlike("family_card", "collected_cards", 3, innocent.share_card),
        LookAlike("land_leased_in", "area_inflated", 2, innocent.lease_land),
        LookAlike("plot_halved", "plot_claimed_again", 2, innocent.halve_plot),
        LookAlike("young_cooperative", "shell_project", 2, innocent.start_firm),
        LookAlike("aid_before_office", "aid_for_cadre_kin", 2, innocent.aid_before_office),
    ),
)
