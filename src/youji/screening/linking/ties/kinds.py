"""The kinds of ties, the columns they are read from, and the rules of thumb that stand behind them."""

from __future__ import annotations

from collections.abc import Mapping

STRONG, WEAK = "strong", "weak"
CERTAIN, PROBABLE = "certain", "probable"

STRENGTH: Mapping[str, str] = {
    "kin": STRONG,
    "shareholder": STRONG,
    "shareholder_chain": STRONG,
    "legal_representative": STRONG,
    "position": STRONG,
    "shared_account": STRONG,
    "shared_device": STRONG,
    "shared_phone": WEAK,
    "shared_address": WEAK,
    "possibly_same": WEAK,
}
"""Kind → how much it says by itself. A shared phone or address is certain as a fact and still weak: neighbours, agents
and bookkeepers share them, too. An assumption of procurement practice, not a rule of law."""
NETWORK = "network_address"
"""Detail of `shared_device` for a network address, which is weak: one office building may share it."""

WANTED: Mapping[str, Mapping[str, str]] = {
    "person": {"person_id": "VARCHAR"},
    "organisation": {
        "organisation_id": "VARCHAR",
        "legal_representative_id": "VARCHAR",
        "bank_account": "VARCHAR",
    },
    "kinship": {
        "kinship_id": "VARCHAR",
        "person_id": "VARCHAR",
        "relative_id": "VARCHAR",
        "relation": "VARCHAR",
        "from_on": "DATE",
        "to_on": "DATE",
    },
    "shareholding": {
        "shareholding_id": "VARCHAR",
        "organisation_id": "VARCHAR",
        "holder_id": "VARCHAR",
        "holder_kind": "VARCHAR",
        "share": "DECIMAL(9,6)",
        "from_on": "DATE",
        "to_on": "DATE",
    },
    "position": {
        "position_id": "VARCHAR",
        "person_id": "VARCHAR",
        "organisation_id": "VARCHAR",
        "post": "VARCHAR",
        "from_on": "DATE",
        "to_on": "DATE",
    },
    "bid": {
        "bidder_id": "VARCHAR",
        "bidder_name": "VARCHAR",
        "deposit_account": "VARCHAR",
        "contact_phone": "VARCHAR",
        "submitted_at": "TIMESTAMP",
    },
    "payment": {"payee_id": "VARCHAR", "payee_account": "VARCHAR", "paid_on": "DATE"},
    "document_fingerprint": {
        "bidder_id": "VARCHAR",
        "device_id": "VARCHAR",
        "ip_address": "VARCHAR",
        "created_at": "TIMESTAMP",
    },
}
"""Dataset → column → type that ties read. What a connection has no view of counts as empty."""


def columns() -> dict[str, tuple[str, ...]]:
    """`WANTED` without the types, as `lake.tables.create_views` takes it."""
    return {dataset: tuple(wanted) for dataset, wanted in WANTED.items()}
