"""Cardinal's settings file: what it may say, what it means, and the defaults.

A section named after a flag enables it. Where no settings file is given, all eleven flags run with their defaults.
The sections of Cardinal's `prepare` command are read and checked, and change nothing here.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from youji.screening.errors import YoujiError

FLAGS = ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R048", "R058")
# Flags of other versions of Cardinal: their sections are let through, so that a settings file serves both programs.
NOT_COMPUTED = {"R044": frozenset[str](), "R055": frozenset({"threshold", "start_date", "end_date"})}

_Read = TypeVar("_Read")


class SettingsError(YoujiError):
    """A settings file that cannot be read, or says something Cardinal's settings do not know."""


@dataclass(frozen=True)
class Settings:
    """What to compute and how. Periods in days, ratios as decimals, a percentile from 0 to 100."""

    flags: frozenset[str] = frozenset(FLAGS)
    currency: str | None = None
    """The main currency; None: the first that a compared bid is in."""
    price_comparison: frozenset[str] = frozenset()
    """`procurementMethodDetails` whose prices are compared; empty: all that are not excluded."""
    no_price_comparison: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    """`procurementMethodDetails` that no flag looks at."""
    r003_threshold: int = 15
    r003_methods: frozenset[str] = frozenset()
    r003_details: dict[str, int] = field(default_factory=dict)
    r018_methods: frozenset[str] = frozenset({"open", "selective"})
    r024_threshold: float | None = None
    r025_percentile: int = 75
    r025_threshold: float | None = None
    r035_threshold: int = 1
    r038_threshold: float | None = None
    r038_minimum_bids: int = 2
    r038_minimum_processes: int = 2
    r048_digits: int = 2
    r048_threshold: int | None = None
    r048_minimum_processes: int = 20
    r058_threshold: float | None = None
    notes: tuple[str, ...] = ()
    """What the file asks for that has no effect: BOTH_COMPARISONS, or the code of a flag that is not computed."""

    @property
    def compares_prices(self) -> bool:
        """Whether any enabled flag needs the main currency."""
        return not self.flags.isdisjoint({"R024", "R036", "R058"})


BOTH_COMPARISONS = "both_comparisons"


def _listed(text: str) -> frozenset[str]:
    """The names between vertical bars. Blanks belong to a name."""
    names = text.split("|")
    if names[-1] == "":
        names.pop()
    return frozenset(names)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError("a whole number")
    return int(text)


def _natural(text: str) -> int:
    if not re.fullmatch(r"\+?[0-9]+", text):
        raise ValueError("a natural number")
    return int(text)


def _decimal(text: str) -> float:
    if not re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", text):
        raise ValueError("a decimal")
    return float(text)


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false", "on", "off", "yes", "no", "1", "0"):
        raise ValueError("true or false")
    return text.lower() in ("true", "on", "yes", "1")


# Section → property → (field of Settings, or None where only `prepare` reads it; reader).
_KNOWN: dict[str, dict[str, tuple[str | None, Callable[[str], object]]]] = {
    "": {
        "currency": ("currency", str),
        "no_price_comparison_procurement_methods": ("no_price_comparison", _listed),
        "price_comparison_procurement_methods": ("price_comparison", _listed),
    },
    "exclusions": {"procurement_method_details": ("excluded", _listed)},
    "R003": {"threshold": ("r003_threshold", _whole), "procurement_methods": ("r003_methods", _listed)},
    "R018": {"procurement_methods": ("r018_methods", _listed)},
    "R024": {"threshold": ("r024_threshold", _decimal)},
    "R025": {"percentile": ("r025_percentile", _natural), "threshold": ("r025_threshold", _decimal)},
    "R028": {},
    "R030": {},
    "R035": {"threshold": ("r035_threshold", lambda text: max(_natural(text), 1))},
    "R036": {},
    "R038": {
        "threshold": ("r038_threshold", _decimal),
        "minimum_submitted_bids": ("r038_minimum_bids", _natural),
        "minimum_contracting_processes": ("r038_minimum_processes", _natural),
    },
    "R048": {
        "digits": ("r048_digits", _natural),
        "threshold": ("r048_threshold", _natural),
        "minimum_contracting_processes": ("r048_minimum_processes", _natural),
    },
    "R058": {"threshold": ("r058_threshold", _decimal)},
    "defaults": {
        "currency": (None, str),
        "item_classification_scheme": (None, str),
        "bid_status": (None, str),
        "award_status": (None, str),
        "party_roles": (None, _truth),
    },
    "redactions": {"amount": (None, str), "organization_id": (None, str)},
    "corrections": {"award_status_by_contract_status": (None, _truth)},
    "modifications": {
        "move_auctions": (None, _truth),
        "prefix_buyer_or_procuring_entity_id": (None, str),
        "prefix_tenderer_or_supplier_id": (None, str),
        "split_procurement_method_details": (None, str),
    },
}
_FREE = ("codelists.bid_status", "codelists.award_status")
_PERIODS = "R003.procurement_method_details"
_TOP = "\0top"


def read_settings(path: Path) -> Settings:
    """The settings a file says; SettingsError names the file, the section and the property that are wrong.

    The ending `.ini` may be left out, as for Cardinal.
    """
    if not path.exists() and path.with_name(f"{path.name}.ini").is_file():
        path = path.with_name(f"{path.name}.ini")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"{path}: the settings cannot be read ({reason}).") from error
    return parse_settings(text, str(path))


def parse_settings(text: str, name: str = "settings") -> Settings:
    """The settings a text says; `name` is what a refusal calls it."""
    settings = Settings(flags=frozenset())
    flags: set[str] = set()
    notes: list[str] = []
    for section, properties in _sections(text, name).items():
        if section in _FREE:
            continue
        if section == _PERIODS:
            flags.add("R003")
            periods = {key: _read(_whole, value, name, section, key) for key, value in properties.items()}
            settings = replace(settings, r003_details=periods)
            continue
        if section in NOT_COMPUTED:
            _refuse_unknown(properties, NOT_COMPUTED[section], name, section)
            notes.append(section)
            continue
        known = _KNOWN.get(section)
        if known is None:
            raise SettingsError(f"{name}: there is no section [{section}]; delete it or correct its name.")
        if section in FLAGS:
            flags.add(section)
        _refuse_unknown(properties, known.keys(), name, section)
        for key, value in properties.items():
            target, reader = known[key]
            found = _read(reader, value, name, section, key)
            if target is not None:
                settings = replace(settings, **{target: found})  # type: ignore[arg-type]
    if settings.price_comparison and settings.no_price_comparison:
        notes.append(BOTH_COMPARISONS)
    return replace(settings, flags=frozenset(flags), notes=tuple(notes))


def _sections(text: str, name: str) -> dict[str, dict[str, str]]:
    # Lines are unindented first: an indented line is a line here, not a continuation of the one above.
    lines = [line.strip() for line in text.splitlines()]
    parser = configparser.RawConfigParser(
        strict=False,
        delimiters=("=", ":"),
        comment_prefixes=(";", "#"),
        default_section="\0none",
        empty_lines_in_values=False,
    )
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    try:
        parser.read_string("\n".join([f"[{_TOP}]", *lines]), source=name)
    except configparser.Error as error:
        at = getattr(error, "lineno", None)
        if isinstance(error, configparser.ParsingError) and error.errors:
            at = error.errors[0][0]
        place = f" line {at - 1}" if isinstance(at, int) else ""
        raise SettingsError(f"{name}:{place} is no section, property or comment; write `name = value`.") from error
    found = {section: dict(parser.items(section)) for section in parser.sections()}
    top = found.pop(_TOP)
    return {"": {key: _bare(value) for key, value in top.items()}} | {
        section: {key: _bare(value) for key, value in properties.items()} for section, properties in found.items()
    }


def _bare(value: str) -> str:
    """The value without a comment after it, which Cardinal's documentation shows, and without quotation marks."""
    if value[:1] in ("'", '"'):
        text, closed, _ = value[1:].partition(value[0])
        if closed:
            return text
    return re.split(r"(?:^|\s)[;#]", value, maxsplit=1)[0].rstrip()


def _refuse_unknown(found: dict[str, str], known: object, name: str, section: str) -> None:
    for key in found:
        if key not in known:  # type: ignore[operator]
            place = f"section [{section}]" if section else "the top of the file"
            raise SettingsError(f"{name}: {place} has no property `{key}`; delete it or correct its name.")


def _read(reader: Callable[[str], _Read], value: str, name: str, section: str, key: str) -> _Read:
    try:
        return reader(value)
    except ValueError as error:
        place = f"[{section}] {key}" if section else key
        raise SettingsError(f"{name}: {place} = {value}: write {error}.") from error


DEFAULT_FILE = """\
; Settings of `youji ocds indicators`, in the form Cardinal reads too. A line that begins with ; is a comment.

; The main currency. Bids in another one are not compared. Left out: the first currency that is seen.
; currency = USD

; Values of /tender/procurementMethodDetails whose bid prices must not, or may only, be compared; | parts them.
; no_price_comparison_procurement_methods = Random Selection
; price_comparison_procurement_methods = Reverse Auction

; Sections that Cardinal's `prepare` reads. They change nothing here.

[defaults]
; currency = USD
; item_classification_scheme = UNSPSC
; bid_status = valid
; award_status = active
; party_roles = true

[redactions]
; amount = 0
; organization_id = placeholder

[corrections]
; award_status_by_contract_status = true

[modifications]
; move_auctions = true
; prefix_buyer_or_procuring_entity_id = DO-UC-
; prefix_tenderer_or_supplier_id = DO-RPE-
; split_procurement_method_details = -

[codelists.bid_status]
; qualified = valid

[codelists.award_status]
; Active = active

; Values of /tender/procurementMethodDetails that no flag looks at.

[exclusions]
; procurement_method_details = Random Selection

; A flag is computed if its section is here.

; Short submission period, in whole days.
[R003]
; threshold = 15
; procurement_methods = open|selective|limited

[R003.procurement_method_details]
; emergency = 10
; international = 25

; Single bid received.
[R018]
; procurement_methods = open|selective

; Price close to the winning bid, as a ratio.
[R024]
; threshold = 0.05

; Excessive unsuccessful bids.
[R025]
; percentile = 75
; threshold = 0.05

; Identical bid prices.
[R028]

; Late bid won.
[R030]

; All except the winning bid disqualified, in tenderers.
[R035]
; threshold = 1

; Lowest bid disqualified.
[R036]

; Excessive disqualified bids, as a ratio.
[R038]
; threshold = 0.5
; minimum_submitted_bids = 2
; minimum_contracting_processes = 2

; Heterogeneous supplier, in classifications.
[R048]
; digits = 2
; threshold = 10
; minimum_contracting_processes = 20

; Heavily discounted bid, as a ratio.
[R058]
; threshold = 0.5
"""
