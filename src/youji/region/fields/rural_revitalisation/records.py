"""The datasets of rural revitalisation money and how they are written."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from youji.region.columns import day, decimal, own_key, party, reference, rendered, whole, word
from youji.region.field import Dataset
from youji.region.identifiers import bank_accounts
from youji.region.randomness import Ints
from youji.region.render import Renderer, join, text
from youji.region.tables import Table

PROGRAMMES = ("land_fertility", "grain", "low_income", "public_post")
LAND, GRAIN, LOW_INCOME, PUBLIC_POST = range(4)
KINDS = ("industry", "infrastructure", "training")
_TITLES = ("产业发展项目", "基础设施项目", "技能培训项目")
CARD = 20_000_000
"""Number of a person's card: this and the person's position."""


def _resident(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return renderer.resident_ids(table["person"][rows])


def _account(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    return bank_accounts(table["card"][rows] + CARD)


def _title(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
    kinds = pa.array(_TITLES).take(pa.array(table["kind"][rows]))
    year = table["approved_on"][rows].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return join(renderer.organisation_names(table["owner"][rows]), text(year), "年", kinds)


DATASETS = (
    Dataset(
        "subsidy_grant",
        ("programme", "year", "person", "village", "plot", "area", "amount", "on", "card", "collector"),
        "BT",
        rendered(
            grant_id=own_key("subsidy_grant"),
            programme=word(PROGRAMMES, "programme"),
            year=whole("year"),
            person_id=reference("person", "person"),
            resident_id=_resident,
            village_id=reference("organisation", "village"),
            plot_id=reference("land_plot", "plot"),
            claimed_area=decimal("area", 3),
            amount=decimal("amount"),
            paid_on=day("on"),
            account=_account,
            applicant_id=reference("person", "collector"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "land_plot",
        ("village", "holder", "area", "registered_on", "use"),
        "DK",
        rendered(
            plot_id=own_key("land_plot"),
            village_id=reference("organisation", "village"),
            head_id=reference("person", "holder"),
            registered_area=decimal("area", 3),
            registered_on=day("registered_on"),
            use=word(("grain",), "use"),
        ),
    ),
    Dataset(
        "rural_project",
        ("owner", "kind", "budget", "approved_on", "accepted_on"),
        "XM",
        rendered(
            project_id=own_key("rural_project"),
            title=_title,
            owner_id=reference("organisation", "owner"),
            kind=word(KINDS, "kind"),
            budget=decimal("budget"),
            approved_on=day("approved_on"),
            accepted_on=day("accepted_on"),
        ),
        ordered_by="approved_on",
    ),
    Dataset(
        "project_payment",
        ("project", "payee", "payee_kind", "amount", "on"),
        "BF",
        rendered(
            payment_no=own_key("project_payment"),
            project_id=reference("rural_project", "project"),
            payee_id=party("payee", "payee_kind"),
            payee_kind=word(("person", "organisation"), "payee_kind"),
            amount=decimal("amount"),
            paid_on=day("on"),
        ),
        ordered_by="on",
        losable=True,
    ),
    Dataset(
        "enterprise_annual_report",
        ("organisation", "year", "insured", "turnover"),
        "NB",
        rendered(
            report_id=own_key("enterprise_annual_report"),
            organisation_id=reference("organisation", "organisation"),
            year=whole("year"),
            insured_staff=whole("insured"),
            turnover=decimal("turnover"),
        ),
    ),
)
