"""OCDS codes as Youji's: what is written, what it becomes, and None for what has no counterpart."""

from __future__ import annotations

import re

PROCEDURE = {"open": "open", "selective": "invited", "limited": "invited", "direct": "single_source"}
"""procurementMethod. OCDS says of `limited` that the buyer contacts a number of suppliers of its choice: that is an
invitation; `direct` is an award to one supplier without competition."""

_DETAILS = (
    ("framework", re.compile(r"框架|framework", re.IGNORECASE)),
    (
        "single_source",
        re.compile(r"单一来源|直接(?:采购|发包)|(?:sole|single)[ -]?source|direct (?:award|purchase)", re.I),
    ),
    ("consultation", re.compile(r"磋商|competitive (?:consultation|dialogue)", re.IGNORECASE)),
    ("negotiation", re.compile(r"(?:竞争性)?谈判|negotiat", re.IGNORECASE)),
    ("inquiry", re.compile(r"询价|request for quotation|price inquiry|shopping", re.IGNORECASE)),
    ("invited", re.compile(r"邀请|邀标|invited? tender|restricted", re.IGNORECASE)),
    ("open", re.compile(r"公开招标|open (?:tender|procedure)", re.IGNORECASE)),
)
_NEGATED = re.compile(r"without|\bno\b|\bnot\b|非|不", re.IGNORECASE)

CATEGORY = {"goods": "goods", "works": "works", "services": "services", "consultingServices": "services"}
"""mainProcurementCategory."""

TENDER_STATUS = {
    "planning": "planned",
    "planned": "planned",
    "active": "active",
    "complete": "complete",
    "cancelled": "cancelled",
    "unsuccessful": "cancelled",
    "withdrawn": "cancelled",
}

BID_STATUS = {"pending": None, "valid": "valid", "disqualified": "disqualified", "withdrawn": "withdrawn"}
"""bids.details.status. `pending` is a bid not yet examined; `invited` is no bid at all and is left out."""

NO_BID = "invited"
NO_AWARD = {"pending", "cancelled", "unsuccessful"}
"""awards.status: only an active award is one; where no status is given it counts as active."""
NO_CONTRACT = {"cancelled"}
"""contracts.status: a contract cancelled before it was signed is none."""

SCALE = {"micro": "company", "small": "company", "medium": "company", "sme": "company", "large": "company"}
"""parties.details.scale, of the extension for the size of parties."""

CURRENCY = {"RMB": "CNY", "CNH": "CNY", "人民币": "CNY"}


def procedure(method: str | None, details: str | None) -> str | None:
    """The procedure: what the details name wins, as it says more than the four methods of OCDS.

    A direct award stays one whatever the details, and so does what they deny ("without negotiation").
    """
    code = PROCEDURE.get(method.strip().lower()) if method else None
    if code == "single_source" or not details or _NEGATED.search(details):
        return code
    return next((found for found, pattern in _DETAILS if pattern.search(details)), code)
