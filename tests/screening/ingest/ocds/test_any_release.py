"""Whatever stands in a release, it comes in or goes to quarantine; nothing breaks."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screening.ingest.ocds.publishing import Desk, award_release, tender_release

from youji.screening.ingest.ocds.merging import merge
from youji.screening.ingest.ocds.rows import Rows
from youji.screening.ingest.ocds.splitting import ListSplitter

NAMES = sorted(
    {
        *("ocid", "id", "date", "tag", "buyer", "parties", "tender", "bids", "details", "awards", "contracts", "value"),
        *("amount", "currency", "suppliers", "tenderers", "identifier", "scheme", "name", "lots", "relatedLots"),
        *("status", "implementation", "transactions", "amendments", "changes", "property", "former_value", "planning"),
        *("roles", "address", "contactPoint", "telephone", "awardID", "period", "endDate", "procurementMethod"),
    }
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "1", "2024-03-01T00:00:00Z", "0000-00-00", "active", "value", "1,234.50", "\u0000", "无"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)


@st.composite
def bent_releases(draw: st.DrawFn) -> dict[str, Any]:
    """A sound release with one of its values put in the place of another kind."""
    release = json.loads(json.dumps({**tender_release(), **award_release()}))
    node: Any = release
    for _ in range(draw(st.integers(0, 5))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if isinstance(node[key], (dict, list)) and draw(st.booleans()):
            node = node[key]
        else:
            node[key] = draw(VALUES)
            break
    return release


@given(st.lists(OBJECTS | bent_releases(), min_size=1, max_size=4))
@settings(max_examples=20)
def test_any_object_with_an_ocid_comes_in_or_is_set_aside(releases: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        lines = [json.dumps({**release, "ocid": f"ocds-{i % 3}"}) for i, release in enumerate(releases)]
        outcome = desk.take(desk.publish.lines(lines))
        tenders = [row[0] for row in desk.rows("tender", "tender_id")]
        aside = [bad for bad in desk.quarantined() if bad.dataset == "tender"]
        assert outcome.releases == len(releases)
        assert len(tenders) + len({bad.line for bad in aside}) >= outcome.processes


@given(OBJECTS | bent_releases())
@settings(max_examples=300)
def test_no_release_breaks_the_rows(release: dict[str, Any]) -> None:
    rows = Rows()
    try:
        rows.add_release({**release, "ocid": "ocds-1"}, "line 1", 0)
    except Exception as error:
        assert type(error).__name__ == "LostDigitsError"
        return
    assert len(rows.of["tender"]) == 1
    assert all(text is None or isinstance(text, str) for held in rows.of.values() for row in held for text in row[:-2])


@given(st.lists(OBJECTS | bent_releases(), min_size=1, max_size=4))
@settings(max_examples=150)
def test_no_releases_break_the_merge(releases: list[dict[str, Any]]) -> None:
    merged = merge([(f"line {i}", {**release, "ocid": "ocds-1"}) for i, release in enumerate(releases)])
    assert len(merged.refused) < len(releases) or merged.release == {}


@given(st.lists(OBJECTS, max_size=6), st.integers(1, 200), st.booleans())
@settings(max_examples=150)
def test_a_list_is_cut_into_its_elements_whatever_the_blocks(
    releases: list[dict[str, Any]], size: int, indented: bool
) -> None:
    document = {"meta": [{"releases": [1]}], 'a "b" \\': "[{", "releases": releases, "after": {"x": []}}
    text = json.dumps(document, indent=2 if indented else None).encode()
    blocks = [text[at : at + size] for at in range(0, len(text), size)]
    found = list(ListSplitter("x.json", blocks, ("releases", "records"), 100_000))
    assert [json.loads(element.text) for element in found] == releases
    assert [element.key for element in found] == ["releases"] * len(releases)
