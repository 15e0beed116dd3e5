"""The rules that look at one contracting process, and the chunk they are run over."""

from __future__ import annotations

import math

import numpy as np

from youji.screening.red_flags.dates import whole_days
from youji.screening.red_flags.findings import BUYER, NAMED, OCID, PROCURING_ENTITY, TENDERER, Findings, Sums
from youji.screening.red_flags.release import Award, Bid, Organization, Release, Tender, read_release
from youji.screening.red_flags.settings import Settings

_NOT_SUBMITTED = ("invited", "withdrawn")
_WITHOUT_AWARD = ("cancelled", "unsuccessful")
_BLANKS = b" \t\r\x0c"


def examine(chunk: bytes, settings: Settings, currency: str | None, maps: bool, sums: Sums) -> Findings:
    """The findings of a chunk of whole lines; adds to `sums`. `currency`: the main currency, as far as it is known."""
    findings = Findings(currency=currency)
    examiner = _Examiner(settings, findings, sums, maps)
    strictly = _needs_care(chunk)
    lines = chunk.split(b"\n")
    if not lines[-1]:
        lines.pop()
    findings.n_lines = len(lines)
    for number, line in enumerate(lines, 1):
        if not line.strip(_BLANKS):
            continue
        try:
            release = read_release(line, strictly)
        except ValueError as error:
            findings.n_invalid += 1
            if findings.n_invalid <= NAMED:
                findings.invalid.append((number, str(error)))
            continue
        if release is None or release.ocid is None:
            findings.n_without_ocid += 1
            continue
        findings.n_releases += 1
        examiner.process(number, release.ocid, release)
    return findings


def _needs_care(chunk: bytes) -> bool:
    """Whether skipped members could hide what makes a line no JSON: control characters, surrogates, broken UTF-8."""
    if np.count_nonzero(np.frombuffer(chunk, np.uint8) < 32) != chunk.count(b"\n") + chunk.count(b"\r"):
        return True
    if b"\\" in chunk and (b"\\ud" in chunk or b"\\uD" in chunk):
        return True
    if chunk.isascii():
        return False
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


# A submitted bid, flat: status, id of the only tenderer, ids of all tenderers, amount and currency, date. Each rule
# looks at all bids of a process, and plain tuples are made several times as fast as named ones.
_Offer = tuple[str, str | None, tuple[str, ...], tuple[float, str] | None, str | None]


class _Examiner:
    def __init__(self, settings: Settings, findings: Findings, sums: Sums, maps: bool) -> None:
        self._settings = settings
        self._on = settings.flags
        self._found = findings
        self._sums = sums
        self._maps = maps
        self._left_out: set[int] = set()
        self._ratios = not self._on.isdisjoint({"R024", "R058"})
        self._bidders = maps and not self._on.isdisjoint({"R025", "R038", "R048"})

    def process(self, line: int, ocid: str, release: Release) -> None:
        """Adds what one release gives."""
        on, tender = self._on, release.tender
        details = None if tender is None else tender.procurement_method_details
        if (tender is not None and tender.status == "cancelled") or details in self._settings.excluded:
            return
        if tender is not None:
            if "R003" in on:
                self._short_period(line, ocid, tender)
            if "R018" in on:
                self._single_bid(line, ocid, tender)
        final, active = release.awards is not None, []
        for award in release.awards or ():
            if award is not None and award.status is not None:
                if award.status == "active":
                    active.append(award)
                elif award.status not in _WITHOUT_AWARD:
                    final = False
        if active and "R048" in on:
            self._supplied(active)
        listed = None if release.bids is None else release.bids.details
        submitted = _submitted(listed) if listed else []
        if not submitted:
            return
        valid = [bid for bid in submitted if bid[0] == "valid"]
        compared = self._is_compared(details)
        if final and len(active) == 1 and valid:
            winner = _single(active[0].suppliers)
            if winner is not None:
                if self._ratios and compared:
                    self._difference(line, ocid, winner, valid)
                if "R025" in on:
                    self._wins(winner, valid)
        if compared and "R028" in on:
            self._identical_prices(line, ocid, submitted)
        if active:
            if "R030" in on and tender is not None and tender.tender_period is not None:
                self._late_winner(line, ocid, tender.tender_period.end_date, active, valid)
            if final and "R035" in on and len(valid) < len(submitted):
                self._others_disqualified(line, ocid, active, valid, submitted)
            if compared and "R036" in on:
                self._lowest_disqualified(line, ocid, submitted)
        if self._left_out:
            self._found.n_other_currency += len(self._left_out)
            self._left_out.clear()
        if "R038" in on:
            self._disqualified(line, ocid, release, submitted)
        if self._bidders:
            for bid in submitted:
                self._map(line, "ocid_tenderer", ocid, set(bid[2]))

    def _short_period(self, line: int, ocid: str, tender: Tender) -> None:
        settings, period = self._settings, tender.tender_period
        if settings.r003_methods and tender.procurement_method not in settings.r003_methods:
            return
        if period is None or period.start_date is None or period.end_date is None:
            return
        days = whole_days(period.start_date, period.end_date)
        details = tender.procurement_method_details
        threshold = settings.r003_threshold
        if details is not None:
            threshold = settings.r003_details.get(details, threshold)
        if days is not None and days < threshold:
            self._flag(line, OCID, ocid, "R003", 1.0)

    def _single_bid(self, line: int, ocid: str, tender: Tender) -> None:
        methods = self._settings.r018_methods
        if methods and tender.procurement_method not in methods:
            return
        number = tender.number_of_tenderers
        if number == 1 and isinstance(number, int):
            self._flag(line, OCID, ocid, "R018", 1.0)

    def _supplied(self, active: list[Award]) -> None:
        sums, digits = self._sums, self._settings.r048_digits
        suppliers = set()
        for award in active:
            supplier = _single(award.suppliers)
            if supplier is None:
                continue
            for item in award.items or ():
                if item is not None and item.classification is not None and item.classification.id is not None:
                    suppliers.add(supplier)
                    sums.classifications.add((supplier, item.classification.id[:digits]))
        for supplier in suppliers:
            sums.supplied[supplier] = sums.supplied.get(supplier, 0) + 1

    def _is_compared(self, details: str | None) -> bool:
        """Whether the prices of a procedure may be compared. A list of those that may rules out the other list."""
        settings = self._settings
        if settings.price_comparison:
            return details in settings.price_comparison
        return details not in settings.no_price_comparison

    def _in_main_currency(self, price: tuple[float, str]) -> bool:
        found = self._found
        if found.currency is None:
            found.currency = self._settings.currency or price[1]
        if price[1] == found.currency:
            return True
        self._left_out.add(id(price))  # two rules may ask about one bid
        return False

    def _difference(self, line: int, ocid: str, winner: str, valid: list[_Offer]) -> None:
        winning = lowest = None
        second = ""
        for _, tenderer, _, price, _ in valid:
            if price is None or tenderer is None or not self._in_main_currency(price):
                continue
            amount = price[0]
            if tenderer == winner:
                if winning is None or amount < winning:
                    winning = amount
            elif lowest is None or amount < lowest:
                lowest, second = amount, tenderer
        if winning is not None and lowest is not None and lowest >= winning:
            self._found.differences.append((line, ocid, _ratio(lowest - winning, winning), winner, second))

    def _wins(self, winner: str, valid: list[_Offer]) -> None:
        wins = self._sums.wins
        for tenderer in {bid[1] for bid in valid}:
            if tenderer is not None:
                _add(wins, tenderer, int(tenderer == winner), 1)

    def _identical_prices(self, line: int, ocid: str, submitted: list[_Offer]) -> None:
        prices = [bid[3] for bid in submitted if bid[3] is not None]
        if len(set(prices)) == len(prices):
            return
        seen: dict[tuple[float, str], set[str]] = {}
        for _, _, listed, price, _ in submitted:
            if price is None or not listed:
                continue
            tenderers, others = set(listed), seen.get(price)
            if others is not None and others != tenderers:
                self._flag(line, OCID, ocid, "R028", 1.0)
                for tenderer in sorted(tenderers | others):
                    self._flag(line, TENDERER, tenderer, "R028", 1.0)
                self._map(line, "ocid_tenderer_r028", ocid, tenderers | others)
            seen[price] = tenderers

    def _late_winner(self, line: int, ocid: str, end: str | None, active: list[Award], valid: list[_Offer]) -> None:
        if end is None:
            return
        tenderers = {
            tenderer for _, _, listed, _, date in valid if date is not None and date > end for tenderer in listed
        }
        if tenderers:
            tenderers &= _suppliers(active)
        if tenderers:
            self._flag(line, OCID, ocid, "R030", 1.0)
            for tenderer in sorted(tenderers):
                self._flag(line, TENDERER, tenderer, "R030", 1.0)
            self._map(line, "ocid_tenderer_r030", ocid, tenderers)

    def _others_disqualified(
        self, line: int, ocid: str, active: list[Award], valid: list[_Offer], submitted: list[_Offer]
    ) -> None:
        tenderers = {tenderer for _, _, listed, _, _ in valid for tenderer in listed}
        if len(tenderers) != 1 or tenderers != _suppliers(active):
            return
        others = {
            tenderer for status, _, listed, _, _ in submitted if status == "disqualified" for tenderer in listed
        } - tenderers
        if len(others) >= self._settings.r035_threshold:
            self._flag(line, OCID, ocid, "R035", float(len(others)))
            for tenderer in tenderers:
                self._flag(line, TENDERER, tenderer, "R035", 0.0)
            self._map(line, "ocid_tenderer_r035", ocid, tenderers)

    def _lowest_disqualified(self, line: int, ocid: str, submitted: list[_Offer]) -> None:
        lowest = None
        is_disqualified = has_valid = False
        for status, _, _, price, _ in submitted:
            if price is None or not self._in_main_currency(price):
                continue
            if lowest is None or price[0] < lowest:
                lowest, is_disqualified = price[0], status == "disqualified"
            has_valid = has_valid or status == "valid"
        if has_valid and is_disqualified:
            self._flag(line, OCID, ocid, "R036", 1.0)

    def _disqualified(self, line: int, ocid: str, release: Release, submitted: list[_Offer]) -> None:
        groups = self._sums.disqualified
        by_tenderer = groups[TENDERER]
        total = 0
        for status, _, tenderers, _, _ in submitted:
            out = int(status == "disqualified")
            total += out
            for tenderer in tenderers:
                _add(by_tenderer, tenderer, out, 1)
        entity = None if release.tender is None else release.tender.procuring_entity
        for group, who, name in (
            (BUYER, release.buyer, "ocid_buyer_r038"),
            (PROCURING_ENTITY, entity, "ocid_procuringentity_r038"),
        ):
            if who is not None and who.id is not None:
                _add(groups[group], who.id, total, len(submitted))
                if total:
                    self._map(line, name, ocid, {who.id})

    def _flag(self, line: int, group: str, who: str, flag: str, value: float) -> None:
        self._found.flags.append((line, group, who, flag, value))

    def _map(self, line: int, name: str, ocid: str, organizations: set[str]) -> None:
        if self._maps:
            self._found.maps += [(line, name, ocid, organization) for organization in sorted(organizations)]


def _single(organizations: list[Organization | None] | None) -> str | None:
    """The id of the only organization; None where there is none, more than one, or it has no id."""
    if organizations is None or len(organizations) != 1 or organizations[0] is None:
        return None
    return organizations[0].id


def _suppliers(awards: list[Award]) -> set[str]:
    return {one.id for award in awards for one in award.suppliers or () if one is not None and one.id is not None}


def _submitted(listed: list[Bid | None]) -> list[_Offer]:
    """The bids that were handed in: pending, valid or disqualified. One without a status says neither."""
    offers: list[_Offer] = []
    for bid in listed:
        if bid is None or bid.status is None or bid.status in _NOT_SUBMITTED:
            continue
        tenderer, value, price = None, bid.value, None
        tenderers: tuple[str, ...] = ()
        if bid.tenderers:
            tenderers = tuple(one.id for one in bid.tenderers if one is not None and one.id is not None)
            if tenderers and len(bid.tenderers) == 1:
                tenderer = tenderers[0]
        if value is not None and value.amount is not None and value.currency is not None:
            amount = _finite(value.amount)
            price = None if amount is None else (amount, value.currency)
        offers.append((bid.status, tenderer, tenderers, price, bid.date))
    return offers


def _finite(number: int | float) -> float | None:
    """As a double; a number beyond its range counts as missing."""
    try:
        amount = float(number)
    except OverflowError:
        return None
    return amount if math.isfinite(amount) else None


def _ratio(difference: float, winning: float) -> float:
    """Difference ÷ winning bid by the rules of IEEE 754, where nothing ÷ nothing is not a number."""
    if winning == 0.0:
        return math.nan if difference == 0.0 else math.copysign(math.inf, winning)
    return difference / winning


def _add(counts: dict[str, list[int]], who: str, out: int, submitted: int) -> None:
    pair = counts.get(who)
    if pair is None:
        counts[who] = [out, submitted]
    else:
        pair[0] += out
        pair[1] += submitted
