"""Small releases, and the result of a few of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from youji.screening.red_flags.lines import Lines
from youji.screening.red_flags.run import Summary, indicators
from youji.screening.red_flags.settings import Settings, parse_settings

Release = dict[str, Any]
Result = dict[str, dict[str, dict[str, float]]]
ALL = Settings()


def bid(
    status: Any, *tenderers: Any, amount: Any = None, currency: Any = "CNY", date: Any = None, **more: Any
) -> Release:
    """A bid; its tenderers by id."""
    made: Release = {"status": status, "tenderers": [{"id": each} for each in tenderers], **more}
    if amount is not None:
        made["value"] = {"amount": amount, "currency": currency}
    if date is not None:
        made["date"] = date
    return made


def award(*suppliers: Any, status: Any = "active", codes: Iterable[Any] = ()) -> Release:
    """An award; its suppliers by id, its items by classification."""
    made: Release = {"status": status, "suppliers": [{"id": each} for each in suppliers]}
    if codes:
        made["items"] = [{"classification": {"id": code}} for code in codes]
    return made


def process(ocid: Any, bids: Any = None, awards: Any = None, tender: Any = None, **more: Any) -> Release:
    """A compiled release; what is None is left out."""
    made: Release = {"ocid": ocid, **more}
    if bids is not None:
        made["bids"] = {"details": bids}
    if awards is not None:
        made["awards"] = awards
    if tender is not None:
        made["tender"] = tender
    return made


def contest(ocid: str, winning: float, second: float, winner: str = "W", loser: str = "L", **more: Any) -> Release:
    """Two valid bids and one award."""
    bids = [bid("valid", winner, amount=winning), bid("valid", loser, amount=second)]
    return process(ocid, bids, [award(winner)], **more)


def text(releases: Iterable[Release]) -> bytes:
    """JSON lines."""
    return "".join(json.dumps(release, ensure_ascii=False) + "\n" for release in releases).encode()


def run(
    source: Iterable[Release] | bytes, settings: str | Settings = ALL, **options: Any
) -> tuple[dict[str, Any], Summary]:
    """The whole result and the summary. `settings`: a settings file's text."""
    known = parse_settings(settings) if isinstance(settings, str) else settings
    content = source if isinstance(source, bytes) else text(source)
    out = io.BytesIO()
    summary = indicators(Lines(io.BytesIO(content), "test", None), known, out, **options)
    assert out.getvalue().endswith(b"\n")
    result: dict[str, Any] = json.loads(out.getvalue())
    return result, summary


def flags(source: Iterable[Release] | bytes, settings: str | Settings = ALL) -> Result:
    """Group → id → flag → value."""
    result: Result = run(source, settings, meta=False)[0]
    return result


def ocids(source: Iterable[Release], settings: str) -> list[str]:
    """The flagged processes, in order."""
    return list(flags(source, settings).get("OCID", {}))


def write(path: Path, releases: Iterable[Release]) -> Path:
    """A file of JSON lines."""
    path.write_bytes(text(releases))
    return path
