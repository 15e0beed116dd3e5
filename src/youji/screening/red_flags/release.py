"""The part of an OCDS compiled release that the flags read, and how one line of text becomes one.

Typed decoding skips what no flag reads and is the fast way. A value of another type than the standard's makes it fail;
such a line is read again, and each such value counts as missing, alone: an `id` that is a number, a `tenderers` that is
no list, a bid that is a text. So one odd value never costs the rest of its release.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import msgspec


class Organization(msgspec.Struct, gc=False):
    """A reference to a buyer, procuring entity, tenderer or supplier."""

    id: str | None = None


class Value(msgspec.Struct, gc=False):
    """An amount and its currency."""

    amount: int | float | None = None
    currency: str | None = None


class Bid(msgspec.Struct, gc=False):
    """`/bids/details[]`."""

    status: str | None = None
    date: str | None = None
    tenderers: list[Organization | None] | None = None
    value: Value | None = None


class Bids(msgspec.Struct, gc=False):
    """`/bids`."""

    details: list[Bid | None] | None = None


class Classification(msgspec.Struct, gc=False):
    """`/awards[]/items[]/classification`."""

    id: str | None = None


class Item(msgspec.Struct, gc=False):
    """`/awards[]/items[]`."""

    classification: Classification | None = None


class Award(msgspec.Struct, gc=False):
    """`/awards[]`."""

    status: str | None = None
    suppliers: list[Organization | None] | None = None
    items: list[Item | None] | None = None


class Period(msgspec.Struct, gc=False, rename="camel"):
    """`/tender/tenderPeriod`, dates as they are written."""

    start_date: str | None = None
    end_date: str | None = None


class Tender(msgspec.Struct, gc=False, rename="camel"):
    """`/tender`."""

    status: str | None = None
    procuring_entity: Organization | None = None
    procurement_method: str | None = None
    procurement_method_details: str | None = None
    number_of_tenderers: int | float | None = None
    tender_period: Period | None = None


class Release(msgspec.Struct, gc=False):
    """One compiled release: one contracting process."""

    ocid: str | None = None
    buyer: Organization | None = None
    tender: Tender | None = None
    bids: Bids | None = None
    awards: list[Award | None] | None = None


_DECODER = msgspec.json.Decoder(Release)


def read_release(line: bytes, strictly: bool = False) -> Release | None:
    """The release of one line; None where the line is JSON but no object. ValueError where it is not JSON (RFC 8259).

    `strictly`: check every byte, also of members that are not read. Needed only where the text holds control
    characters, escaped surrogates or bytes that are not UTF-8, which skipping does not look at.
    """
    if not strictly:
        try:
            return _DECODER.decode(line)
        except (msgspec.DecodeError, RecursionError):
            pass
    return tolerated(_strict_json(line))


def tolerated(found: object) -> Release | None:
    """A release of any JSON value; a value of an unexpected type is missing."""
    if not isinstance(found, dict):
        return None
    tender = found.get("tender")
    bids = found.get("bids")
    return Release(
        ocid=_text(found, "ocid"),
        buyer=_organization(found.get("buyer")),
        tender=_tender(tender) if isinstance(tender, dict) else None,
        bids=Bids(_objects(bids, "details", _bid)) if isinstance(bids, dict) else None,
        awards=_objects(found, "awards", _award),
    )


def _tender(found: dict[str, Any]) -> Tender:
    period = found.get("tenderPeriod")
    return Tender(
        status=_text(found, "status"),
        procuring_entity=_organization(found.get("procuringEntity")),
        procurement_method=_text(found, "procurementMethod"),
        procurement_method_details=_text(found, "procurementMethodDetails"),
        number_of_tenderers=_number(found, "numberOfTenderers"),
        tender_period=Period(_text(period, "startDate"), _text(period, "endDate"))
        if isinstance(period, dict)
        else None,
    )


def _bid(found: dict[str, Any]) -> Bid:
    value = found.get("value")
    return Bid(
        status=_text(found, "status"),
        date=_text(found, "date"),
        tenderers=_objects(found, "tenderers", _organization),
        value=Value(_number(value, "amount"), _text(value, "currency")) if isinstance(value, dict) else None,
    )


def _award(found: dict[str, Any]) -> Award:
    return Award(
        status=_text(found, "status"),
        suppliers=_objects(found, "suppliers", _organization),
        items=_objects(found, "items", _item),
    )


def _item(found: dict[str, Any]) -> Item:
    classification = found.get("classification")
    return Item(Classification(_text(classification, "id")) if isinstance(classification, dict) else None)


def _organization(found: object) -> Organization | None:
    return Organization(_text(found, "id")) if isinstance(found, dict) else None


def _objects(found: dict[str, Any], name: str, make: Any) -> list[Any] | None:
    """The list under a name; None stands for each entry that is no object, so that the list keeps its length."""
    listed = found.get(name)
    if not isinstance(listed, list):
        return None
    return [make(entry) if isinstance(entry, dict) else None for entry in listed]


def _text(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) else None


def _number(found: dict[str, Any], name: str) -> int | float | None:
    value = found.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _strict_json(line: bytes) -> object:
    try:
        found = json.loads(line.decode("utf-8"), parse_constant=_refuse, parse_int=_integer)
        if b"\\u" in line:
            # A lone surrogate is an escape that stands for no character.
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found


def _integer(text: str) -> int | float:
    return int(text) if len(text) < 400 else float(text)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
