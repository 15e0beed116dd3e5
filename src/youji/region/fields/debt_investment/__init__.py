"""投融资与政府债务: platform companies with debts, guarantees, funds, projects, and the decisions behind them."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.debt_investment.life import live
from youji.region.fields.debt_investment.look_alikes import LOOK_ALIKES
from youji.region.fields.debt_investment.schemes import SCHEMES
from youji.region.fields.debt_investment.tables import DATASETS
from youji.region.forms import complete, plain

FIELD = Field(
    name="debt_investment",
    datasets=DATASETS,
    forms=(
        plain("debts.csv", "debt_instrument", encoding="gb18030"),
        complete(plain("debt_flows.parquet", "debt_flow", "parquet"), "amount", "flow_on"),
        plain("debt_reductions.csv", "debt_reduction", encoding="gb18030"),
        plain("guarantees.csv", "guarantee", encoding="gb18030"),
        plain("decisions.parquet", "decision", "parquet"),
        plain("decision_members.parquet", "decision_member", "parquet"),
        plain("fund_investments.csv", "fund_investment"),
        plain("investment_projects.csv", "investment_project", encoding="gb18030"),
        plain("project_reviews.parquet", "project_review", "parquet"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
    after=("housing", "enterprise_enforcement"),
)
