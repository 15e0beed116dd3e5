"""The rival of `bench/ocds.py`: the same eleven flags as a script would have them. One process, one pass, plain dicts.

It is the second writing of the rules too: tests hold both against each other on made-up releases. Default settings
only.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

Result = dict[str, dict[str, dict[str, float]]]


def plain_indicators(lines: Iterable[bytes], loads: Callable[[bytes], Any] = json.loads) -> Result:
    """Group → id → flag → value."""
    run = _Plain()
    for line in lines:
        try:
            release = loads(line)
        except ValueError:
            continue
        if isinstance(release, dict) and isinstance(release.get("ocid"), str):
            run.add(release["ocid"], release)
    return run.finish()


def dig(value: Any, *path: str | int) -> Any:
    """What lies under a path of names and numbers; None where a part of it is missing."""
    for part in path:
        if isinstance(part, str):
            value = value.get(part) if isinstance(value, dict) else None
        else:
            value = value[part] if isinstance(value, list) and len(value) > part else None
    return value


def text(value: Any, *path: str | int) -> str | None:
    """The text under a path."""
    found = dig(value, *path)
    return found if isinstance(found, str) else None


def entries(value: Any, *path: str | int) -> list[Any]:
    """The list under a path; empty where there is none."""
    found = dig(value, *path)
    return found if isinstance(found, list) else []


def ids(organizations: list[Any]) -> list[str]:
    """The ids that organizations have."""
    return [found for each in organizations if (found := text(each, "id")) is not None]


def amount(bid: Any) -> tuple[float, str] | None:
    """Amount and currency of a bid."""
    number, currency = dig(bid, "value", "amount"), text(bid, "value", "currency")
    if isinstance(number, bool) or not isinstance(number, (int, float)) or currency is None:
        return None
    try:
        return (float(number), currency) if math.isfinite(number) else None
    except OverflowError:
        return None


def alone(holder: Any, name: str) -> str | None:
    """The id of the only organization in a list."""
    listed = entries(holder, name)
    return text(listed, 0, "id") if len(listed) == 1 else None


def quantile(values: list[float], share: float) -> float:
    """R-8 of Hyndman and Fan."""
    ranked = sorted(values)
    rank = (len(ranked) + 1.0 / 3.0) * share + 1.0 / 3.0
    below = int(rank)
    if not ranked:
        return math.nan
    if below <= 0 or below >= len(ranked):
        return ranked[0] if below <= 0 else ranked[-1]
    return ranked[below - 1] + (rank - below) * (ranked[below] - ranked[below - 1])


def fences(values: list[float]) -> tuple[float, float, float]:
    """First quartile, lower and upper fence."""
    first, last = quantile(values, 0.25), quantile(values, 0.75)
    if not (math.isfinite(first) and math.isfinite(last)):
        return first, first - 1.5 * (last - first), last + 1.5 * (last - first)
    reach = Fraction(last - first) * Fraction(3, 2)
    return first, float(Fraction(first) - reach), float(Fraction(last) + reach)


class _Plain:
    def __init__(self) -> None:
        self.result: Result = defaultdict(lambda: defaultdict(dict))
        self.currency: str | None = None
        self.differences: dict[str, tuple[float, str, str]] = {}
        self.wins: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.out: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self.codes: dict[str, set[str]] = defaultdict(set)
        self.processes: dict[str, int] = defaultdict(int)

    def flag(self, group: str, who: str, name: str, value: float = 1.0) -> None:
        self.result[group][who][name] = value

    def is_main(self, currency: str) -> bool:
        self.currency = self.currency or currency
        return currency == self.currency

    def add(self, ocid: str, release: dict[str, Any]) -> None:
        tender = release.get("tender")
        if text(tender, "status") == "cancelled":
            return
        self.of_tender(ocid, tender)
        awards = release.get("awards")
        active = [award for award in entries(awards) if text(award, "status") == "active"]
        final = isinstance(awards, list) and all(
            text(award, "status") in (None, "active", "cancelled", "unsuccessful") for award in awards
        )
        bids = [
            bid
            for bid in entries(release, "bids", "details")
            if text(bid, "status") not in (None, "invited", "withdrawn")
        ]
        valid = [bid for bid in bids if bid["status"] == "valid"]
        winner = alone(active[0], "suppliers") if final and len(active) == 1 else None
        suppliers = {who for award in active for who in ids(entries(award, "suppliers"))}
        if winner is not None:
            self.of_winner(ocid, winner, valid)
        self.prices(ocid, bids)
        end = text(tender, "tenderPeriod", "endDate")
        for bid in valid:
            if end is not None and (text(bid, "date") or "") > end:
                for who in suppliers.intersection(ids(entries(bid, "tenderers"))):
                    self.flag("OCID", ocid, "R030")
                    self.flag("Tenderer", who, "R030")
        accepted = {who for bid in valid for who in ids(entries(bid, "tenderers"))}
        others = {who for bid in bids if bid["status"] == "disqualified" for who in ids(entries(bid, "tenderers"))}
        if final and len(accepted) == 1 and accepted == suppliers and others - accepted:
            self.flag("OCID", ocid, "R035", float(len(others - accepted)))
            self.flag("Tenderer", next(iter(accepted)), "R035", 0.0)
        if active:
            self.lowest(ocid, bids)
        self.disqualified(release, bids)
        self.variety(active)

    def of_tender(self, ocid: str, tender: Any) -> None:
        try:
            start = datetime.fromisoformat(text(tender, "tenderPeriod", "startDate") or "")
            end = datetime.fromisoformat(text(tender, "tenderPeriod", "endDate") or "")
            if start.tzinfo and end.tzinfo and end - start < timedelta(days=15):
                self.flag("OCID", ocid, "R003")
        except ValueError:
            pass
        number = dig(tender, "numberOfTenderers")
        if type(number) is int and number == 1 and text(tender, "procurementMethod") in ("open", "selective"):
            self.flag("OCID", ocid, "R018")

    def of_winner(self, ocid: str, winner: str, valid: list[Any]) -> None:
        won: list[float] = []
        lost: list[tuple[float, int, str]] = []
        for at, bid in enumerate(valid):
            price, who = amount(bid), alone(bid, "tenderers")
            if price is not None and who is not None and self.is_main(price[1]):
                if who == winner:
                    won.append(price[0])
                else:
                    lost.append((price[0], at, who))
        if won and lost and min(lost)[0] >= min(won):
            gap = min(lost)[0] - min(won)
            if min(won):
                self.differences[ocid] = (gap / min(won), winner, min(lost)[2])
            else:
                self.differences[ocid] = (math.inf if gap else math.nan, winner, min(lost)[2])
        for who in {alone(bid, "tenderers") for bid in valid} - {None}:
            self.wins[who][0] += who == winner
            self.wins[who][1] += 1

    def prices(self, ocid: str, bids: list[Any]) -> None:
        seen: dict[tuple[float, str], set[str]] = {}
        for bid in bids:
            price, who = amount(bid), set(ids(entries(bid, "tenderers")))
            if price is None or not who:
                continue
            if seen.get(price, who) != who:
                self.flag("OCID", ocid, "R028")
                for each in who | seen[price]:
                    self.flag("Tenderer", each, "R028")
            seen[price] = who

    def lowest(self, ocid: str, bids: list[Any]) -> None:
        priced = [(price[0], bid) for bid in bids if (price := amount(bid)) is not None and self.is_main(price[1])]
        if any(bid["status"] == "valid" for _, bid in priced):
            least = min(price for price, _ in priced)
            if next(bid for price, bid in priced if price == least)["status"] == "disqualified":
                self.flag("OCID", ocid, "R036")

    def disqualified(self, release: dict[str, Any], bids: list[Any]) -> None:
        out = sum(bid["status"] == "disqualified" for bid in bids)
        groups = [("Buyer", text(release, "buyer", "id"), out, len(bids))]
        groups.append(("ProcuringEntity", text(release, "tender", "procuringEntity", "id"), out, len(bids)))
        for bid in bids:
            for who in ids(entries(bid, "tenderers")):
                groups.append(("Tenderer", who, int(bid["status"] == "disqualified"), 1))
        for group, found, n_out, n in groups:
            if found is not None and n:
                self.out[group][found][0] += n_out
                self.out[group][found][1] += n

    def variety(self, active: list[Any]) -> None:
        seen = set()
        for award in active:
            supplier = alone(award, "suppliers")
            for item in entries(award, "items"):
                code = text(item, "classification", "id")
                if supplier is not None and code is not None:
                    self.codes[supplier].add(code[:2])
                    seen.add(supplier)
        for supplier in seen:
            self.processes[supplier] += 1

    def finish(self) -> Result:
        compared = [ratio for ratio, _, _ in self.differences.values() if not math.isnan(ratio)]
        first, low, high = fences(compared)
        for ocid, (ratio, winner, second) in self.differences.items():
            if first > 0 and low > 0 and ratio <= low:
                self.flag("OCID", ocid, "R024", ratio)
                self.flag("Tenderer", winner, "R024", 0.0)
                self.flag("Tenderer", second, "R024", 0.0)
            if high > 0 and ratio >= high:
                self.flag("OCID", ocid, "R058", ratio)
                self.flag("Tenderer", winner, "R058", 0.0)
        many = quantile([float(n) for _, n in self.wins.values()], 0.75)
        first, low, _ = fences([won / n for won, n in self.wins.values()])
        for who, (won, n) in self.wins.items():
            if first > 0 and low > 0 and n >= many and won / n <= low:
                self.flag("Tenderer", who, "R025", won / n)
        for group, counted in self.out.items():
            shares = {who: out / n for who, (out, n) in counted.items() if n >= 2}
            high = fences(list(shares.values()))[2]
            for who, share in shares.items():
                if high > 0 and share >= high:
                    self.flag(group, who, "R038", share)
        varieties = {who: float(len(self.codes[who])) for who, n in self.processes.items() if n >= 20}
        high = fences(list(varieties.values()))[2]
        for who, n_codes in varieties.items():
            if n_codes >= high:
                self.flag("Tenderer", who, "R048", n_codes)
        return {group: {who: dict(flags) for who, flags in found.items()} for group, found in self.result.items()}
