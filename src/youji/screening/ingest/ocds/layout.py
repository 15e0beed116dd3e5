"""Which columns of which datasets an OCDS release fills."""

from __future__ import annotations

from dataclasses import dataclass

from youji.screening.lake.quarantine import PLACE as PLACE


@dataclass(frozen=True)
class Layout:
    """One dataset: the contract columns that are filled, the key first; `helpers` are used on the way only."""

    dataset: str
    columns: tuple[str, ...]
    helpers: tuple[str, ...] = ()

    @property
    def spooled(self) -> tuple[str, ...]:
        """Text columns of the rows on their way: the dataset's own, its helpers, `META`."""
        return (*self.columns, *self.helpers, *META)

    @property
    def key(self) -> str:
        """The primary key."""
        return self.columns[0]


LAYOUTS = {
    layout.dataset: layout
    for layout in (
        Layout("organisation", ("organisation_id", "uscc", "name", "kind", "phone", "address")),
        Layout("lot", ("lot_id", "tender_id", "title", "estimate", "currency")),
        Layout(
            "bid",
            (
                "bid_id",
                "tender_id",
                "lot_id",
                "bidder_id",
                "bidder_name",
                "amount",
                "currency",
                "submitted_at",
                "status",
            ),
            ("from_tenderers",),
        ),
        Layout(
            "award",
            (
                "award_id",
                "tender_id",
                "lot_id",
                "bid_id",
                "supplier_id",
                "supplier_name",
                "amount",
                "currency",
                "awarded_on",
            ),
        ),
        Layout(
            "contract_change",
            ("change_id", "contract_id", "changed_on", "amount_before", "amount_after", "currency", "reason"),
        ),
        Layout("payment", ("payment_id", "contract_id", "payer_id", "payee_id", "amount", "currency", "paid_on")),
        Layout(
            "contract",
            (
                "contract_id",
                "tender_id",
                "award_id",
                "title",
                "buyer_id",
                "supplier_id",
                "amount",
                "currency",
                "signed_on",
                "end_on",
                "category_code",
                "procedure",
            ),
        ),
        Layout(
            "tender",
            (
                "tender_id",
                "title",
                "buyer_id",
                "buyer_name",
                "procedure",
                "category_code",
                "estimate",
                "currency",
                "published_on",
                "deadline_at",
                "status",
                "released_at",
            ),
        ),
    )
}
"""In the order in which a file's batches are committed. Changes come before contracts, as they are told from the
amounts of the contracts that are there; the tender comes last: once it is in, the file is."""

META = ("ocid", "released", "release", "gone", PLACE)
"""Text columns behind a dataset's own: process, time (UTC) and id of its release, `1` if the entry is void, place."""
RELEASE = "seq"
"""Number of the release within the file, from 0; null in rows of a merged process."""
ORDER = "entry"
"""Number of the row within its dataset."""
