"""医保医疗: providers, physicians, claims with their lines, prescriptions and what was bought."""

from __future__ import annotations

from youji.region.field import Field
from youji.region.fields.health.life import live
from youji.region.fields.health.look_alikes import LOOK_ALIKES
from youji.region.fields.health.schemes import SCHEMES
from youji.region.fields.health.tables import DATASETS
from youji.region.forms import plain

FIELD = Field(
    name="health",
    datasets=DATASETS,
    forms=(
        plain("health_providers.csv", "health_provider", encoding="gb18030"),
        plain("physicians.csv", "physician", encoding="gb18030"),
        plain("medical_items.csv", "medical_item", encoding="utf-8-sig"),
        plain("health_claims.csv", "health_claim", encoding="gb18030"),
        plain("claim_lines.parquet", "claim_line", "parquet"),
        plain("prescriptions.csv", "prescription", dates="%Y/%m/%d"),
        plain("medical_purchases.csv", "medical_purchase", encoding="gb18030"),
    ),
    live=live,
    schemes=SCHEMES,
    look_alikes=LOOK_ALIKES,
)
