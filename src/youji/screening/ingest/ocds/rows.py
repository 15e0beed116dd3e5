"""One release (compiled, or the only one of its process) as rows of Youji's datasets, all values text.

Ids of OCDS are unique within their process only, so every key begins with the ocid: `ocds-213czf-1/award-1`. What has
no id is known by its place in its list, `#1`.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from youji.screening.ingest.ocds import codes
from youji.screening.ingest.ocds.layout import LAYOUTS
from youji.screening.ingest.ocds.parties import Parties
from youji.screening.ingest.ocds.shapes import day, entries, entry, identifier, moment, money, text, texts

Row = tuple[str | int | None, ...]

_TOLD = {
    "release": {
        *("ocid", "id", "date", "tag", "initiationType", "language", "publisher", "source", "links"),
        *("parties", "buyer", "tender", "bids", "awards", "contracts", "planning"),
    },
    "tender": {
        *("id", "title", "status", "value", "procurementMethod", "procurementMethodDetails", "mainProcurementCategory"),
        *("procuringEntity", "tenderers", "numberOfTenderers", "tenderPeriod", "datePublished", "lots"),
    },
    "lots": {"id", "title", "value"},
    "bids.details": {"id", "date", "status", "tenderers", "value", "relatedLots"},
    "awards": {"id", "status", "date", "value", "suppliers", "relatedLots", "relatedBids", "relatedBid"},
    "contracts": {
        *("id", "awardID", "title", "status", "value", "dateSigned", "period", "implementation"),
        *("amendments", "amendment"),
    },
    "transactions": {
        *("id", "date", "value", "amount", "payer", "payee", "providerOrganization", "receiverOrganization"),
    },
}
"""Fields that are read, or that say nothing a table could hold; all others are counted as left out."""


class Rows:
    """Rows by dataset, in the order of `Layout.spooled`, then the release's number and the row's fault."""

    def __init__(self) -> None:
        self.of: dict[str, list[Row]] = {dataset: [] for dataset in LAYOUTS}
        self.left_out: Counter[str] = Counter()
        """Fields and values that no dataset has a column or a code for, and how often each came."""

    def add_release(
        self, release: dict[str, Any], place: str, number: int | None, changes: list[Row] | None = None
    ) -> None:
        """Adds a release's rows; LostDigitsError before anything is added where numbers need exact reading.

        Args:
            release: a release, or the compiled release of a process.
            place: where it stands in the file.
            number: its number in the file; None for a process that was merged.
            changes: rows of contract_change that the history of the process tells.
        """
        found = _Release(release, place, number)
        found.read(changes or [])
        for dataset, rows in found.rows.items():
            self.of[dataset] += rows
        self.left_out.update(found.left_out)

    def add_fault(self, ocid: str | None, place: str, fault: str, number: int | None) -> None:
        """Adds a row that stands for something that is no release; it goes to quarantine as a tender."""
        layout = LAYOUTS["tender"]
        nothing = (None,) * (len(layout.columns) - 1)
        self.of["tender"].append((ocid, *nothing, ocid, None, None, None, place, number, fault))


class _Release:
    def __init__(self, release: dict[str, Any], place: str, number: int | None) -> None:
        self.release, self.place, self.number = release, place, number
        self.ocid = identifier(release.get("ocid"))
        self.meta = (self.ocid, moment(release.get("date")), identifier(release.get("id")))
        self.rows: dict[str, list[Row]] = {}
        self.left_out: Counter[str] = Counter()

    def read(self, changes: list[Row]) -> None:
        release = self.release
        self._told("release", release, "")
        tender = entry(release.get("tender"))
        self.parties = Parties(release)
        self._tender(tender)
        if self.ocid is None:
            # The tender row goes to quarantine for want of its key and stands for the whole release.
            return
        self._lots(tender)
        self._bids(tender)
        self._awards()
        self._contracts(changes)
        for key, values in self.parties.rows():
            self._add("organisation", (key, *values), self.place)
        if self.parties.joint:
            self.left_out["further members of joint bids"] += self.parties.joint

    def _add(self, dataset: str, values: Row, place: str, gone: bool = False) -> None:
        void = "1" if gone else None
        self.rows.setdefault(dataset, []).append((*values, *self.meta, void, place, self.number, None))

    def _told(self, kind: str, value: dict[str, Any], path: str) -> None:
        for name in value.keys() - _TOLD[kind]:
            if value[name] not in (None, [], {}, ""):
                self.left_out[path + name] += 1

    def _key(self, path: str, value: dict[str, Any], place: int) -> str:
        return f"{path}/{identifier(value.get('id')) or f'#{place + 1}'}"

    def _code(self, table: dict[str, Any], value: Any, field: str) -> Any:
        """Youji's code; what the table does not know is counted and becomes null, whatever its type."""
        written = identifier(value)
        if written is None:
            return None
        if written not in table:
            self.left_out[f"{field}={written[:40]}"] += 1
        return table.get(written)

    def _tender(self, tender: dict[str, Any]) -> None:
        self._told("tender", tender, "tender.")
        self.method = codes.procedure(
            identifier(tender.get("procurementMethod")), identifier(tender.get("procurementMethodDetails"))
        )
        self.category = self._code(
            codes.CATEGORY, tender.get("mainProcurementCategory"), "tender.mainProcurementCategory"
        )
        self.buyer = self.parties.buyer(tender)
        planning = entry(self.release.get("planning"))
        amount, currency = money(tender.get("value"))
        if amount is None:
            amount, currency = money(entry(planning.get("budget")).get("amount"))
        for name in planning.keys() - {"budget"}:
            self.left_out[f"planning.{name}"] += 1
        period = entry(tender.get("tenderPeriod"))
        values = (
            self.ocid,
            text(tender.get("title")),
            *self.buyer,
            self.method,
            self.category,
            amount,
            _currency(currency, amount),
            day(tender.get("datePublished")) or day(period.get("startDate")),
            day(period.get("endDate")),
            self._code(codes.TENDER_STATUS, tender.get("status"), "tender.status"),
            self.meta[1],
        )
        self._add("tender", values, self.place)

    def _lots(self, tender: dict[str, Any]) -> None:
        for i, lot in enumerate(entries(tender.get("lots"))):
            self._told("lots", lot, "tender.lots.")
            amount, currency = money(lot.get("value"))
            values = (
                self._key(f"{self.ocid}/lot", lot, i),
                self.ocid,
                text(lot.get("title")),
                amount,
                _currency(currency, amount),
            )
            self._add("lot", values, f"{self.place}: tender.lots[{i}]")

    def _lot(self, value: dict[str, Any]) -> str | None:
        """The lot, if it is one; what belongs to several belongs to none of them alone."""
        lots = texts(value.get("relatedLots"))
        return f"{self.ocid}/lot/{lots[0]}" if len(lots) == 1 else None

    def _bids(self, tender: dict[str, Any]) -> None:
        bids = entry(self.release.get("bids"))
        details = entries(bids.get("details"))
        for name in bids.keys() - {"details"}:
            self.left_out[f"bids.{name}"] += 1
        for i, bid in enumerate(details):
            self._told("bids.details", bid, "bids.details.")
            status = identifier(bid.get("status"))
            gone = status == codes.NO_BID
            if gone:
                self.left_out["bids.details.status=invited"] += 1
            amount, currency = money(bid.get("value"))
            values = (
                self._key(f"{self.ocid}/bid", bid, i),
                self.ocid,
                self._lot(bid),
                *self.parties.lead(bid.get("tenderers")),
                amount,
                _currency(currency, amount),
                day(bid.get("date")),
                None if gone else self._code(codes.BID_STATUS, bid.get("status"), "bids.details.status"),
                None,
            )
            self._add("bid", values, f"{self.place}: bids.details[{i}]", gone)
        for i, tenderer in enumerate(entries(tender.get("tenderers"))):
            party = self.parties.of(tenderer)
            if not details and party[0] is not None:
                bidder = (f"{self.ocid}/tenderer/{party[0]}", self.ocid, None, *party, None, None, None, None, "1")
                self._add("bid", bidder, f"{self.place}: tender.tenderers[{i}]")

    def _awards(self) -> None:
        self.suppliers: dict[str, str | None] = {}
        for i, award in enumerate(entries(self.release.get("awards"))):
            self._told("awards", award, "awards.")
            key = self._key(f"{self.ocid}/award", award, i)
            status = identifier(award.get("status"))
            gone = status in codes.NO_AWARD
            if gone:
                self.left_out[f"awards.status={status}"] += 1
            elif status not in (None, "active"):
                self.left_out[f"awards.status={status} (taken as active)"] += 1
            amount, currency = money(award.get("value"))
            bids = texts(award.get("relatedBids")) or texts(award.get("relatedBid"))
            bid = f"{self.ocid}/bid/{bids[0]}" if len(bids) == 1 else None
            suppliers = [self.parties.of(one) for one in entries(award.get("suppliers"))] or [(None, None)]
            self.suppliers[key] = None if gone else suppliers[0][0]
            for place, (supplier, name) in enumerate(suppliers):
                values = (
                    # The money of a joint award stands once, with the first supplier.
                    key if place == 0 else f"{key}/{supplier or f'#{place + 1}'}",
                    self.ocid,
                    self._lot(award),
                    bid,
                    supplier,
                    name,
                    *((amount, _currency(currency, amount)) if place == 0 else (None, None)),
                    day(award.get("date")),
                )
                self._add("award", values, f"{self.place}: awards[{i}]", gone)

    def _contracts(self, changes: list[Row]) -> None:
        self.told_changes = {change[0] for change in changes}
        for i, contract in enumerate(entries(self.release.get("contracts"))):
            self._told("contracts", contract, "contracts.")
            key = self._key(f"{self.ocid}/contract", contract, i)
            place = f"{self.place}: contracts[{i}]"
            award = identifier(contract.get("awardID"))
            award_key = f"{self.ocid}/award/{award}" if award else None
            gone = identifier(contract.get("status")) in codes.NO_CONTRACT
            if gone:
                self.left_out["contracts.status=cancelled"] += 1
            amount, currency = money(contract.get("value"))
            currency = _currency(currency, amount)
            values = (
                key,
                self.ocid,
                award_key,
                text(contract.get("title")),
                self.buyer[0],
                self.suppliers.get(award_key or ""),
                amount,
                currency,
                day(contract.get("dateSigned")),
                day(entry(contract.get("period")).get("endDate")),
                self.category,
                self.method,
            )
            self._add("contract", values, place, gone)
            self._amendments(contract, key, currency, place)
            self._transactions(contract, key, place)
        for change in changes:
            self._add("contract_change", change, self.place)

    def _amendments(self, contract: dict[str, Any], key: str, currency: str | None, place: str) -> None:
        for i, amendment in enumerate(entries(contract.get("amendments")) or entries(contract.get("amendment"))):
            key_of_change = self._key(f"{key}/amendment", amendment, i)
            if key_of_change in self.told_changes:
                continue
            before = None
            for change in entries(amendment.get("changes")):
                if (identifier(change.get("property")) or "").strip("/").replace("/", ".") in ("value", "value.amount"):
                    before = money(change.get("former_value", change.get("formerValue")))[0]
            values = (
                key_of_change,
                key,
                day(amendment.get("date")),
                before,
                None,
                currency,
                text(amendment.get("rationale")) or text(amendment.get("description")),
            )
            self._add("contract_change", values, f"{place}: amendments[{i}]")

    def _transactions(self, contract: dict[str, Any], key: str, place: str) -> None:
        implementation = entry(contract.get("implementation"))
        for name in implementation.keys() - {"transactions"}:
            self.left_out[f"contracts.implementation.{name}"] += 1
        for i, paid in enumerate(entries(implementation.get("transactions"))):
            self._told("transactions", paid, "contracts.implementation.transactions.")
            amount, currency = money(paid.get("value") if paid.get("value") is not None else paid.get("amount"))
            values = (
                self._key(f"{key}/payment", paid, i),
                key,
                self.parties.of(entry(paid.get("payer")) or entry(paid.get("providerOrganization")))[0],
                self.parties.of(entry(paid.get("payee")) or entry(paid.get("receiverOrganization")))[0],
                amount,
                _currency(currency, amount),
                day(paid.get("date")),
            )
            self._add("payment", values, f"{place}: implementation.transactions[{i}]")


def _currency(written: str | None, amount: str | None) -> str | None:
    """The currency of an amount; none where there is no amount for it to measure."""
    if written is None or amount is None:
        return None
    return codes.CURRENCY.get(written.strip().upper(), written)
