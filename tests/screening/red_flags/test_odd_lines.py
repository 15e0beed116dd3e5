"""Lines as they come: broken, odd, packed, repeated, many; and the same flags written twice."""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screening.red_flags.releases import Release, award, bid, contest, flags, process, run, text

from youji.screening.errors import LimitError, SourceError
from youji.screening.red_flags import lines as lines_module
from youji.screening.red_flags.examine import examine
from youji.screening.red_flags.findings import Sums
from youji.screening.red_flags.lines import Lines, Part, open_lines
from youji.screening.red_flags.release import read_release, tolerated
from youji.screening.red_flags.run import indicators
from youji.screening.red_flags.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
ONE = b'{"ocid":"%s","tender":{"numberOfTenderers":1,"procurementMethod":"open"}}'


def _plain() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ocds_plain", ROOT / "bench/ocds_plain.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


plain = _plain()

# Names, codes and values that meet each other often; and, in any place, what does not belong there.
_odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


def _mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 19).flatmap(lambda n: _odd if n == 0 else usual)


def _object(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return _mostly(st.fixed_dictionaries({}, optional=members))


_who = _mostly(st.sampled_from(["A", "B", "C", "甲"]))
_organization = _object(id=_who)
_organizations = _mostly(st.lists(_organization, max_size=2))
_date = _mostly(st.sampled_from(["2025-03-01T00:00:00Z", "2025-03-09T12:00:00+08:00", "2025-04-02T00:00:00Z"]))
_value = _object(
    amount=_mostly(st.sampled_from([0, 1, 1.5, 2, 100])), currency=_mostly(st.sampled_from(["CNY", "USD"]))
)
_status = _mostly(st.sampled_from(["valid", "valid", "valid", "disqualified", "pending", "withdrawn", "invited"]))
_bid = _object(status=_status, tenderers=_organizations, value=_value, date=_date)
_item = _object(classification=_object(id=_mostly(st.sampled_from(["10111", "11", "2"]))))
_award = _object(
    status=_mostly(st.sampled_from(["active", "active", "active", "cancelled", "pending"])),
    suppliers=_organizations,
    items=_mostly(st.lists(_item, max_size=3)),
)
_tender = _object(
    status=_mostly(st.sampled_from(["complete", "active", "cancelled"])),
    procuringEntity=_organization,
    procurementMethod=_mostly(st.sampled_from(["open", "selective", "direct"])),
    procurementMethodDetails=_mostly(st.sampled_from(["x", "y"])),
    numberOfTenderers=_mostly(st.integers(0, 2)),
    tenderPeriod=_object(startDate=_date, endDate=_date),
)
_release = _object(
    ocid=_mostly(st.sampled_from(["1", "2", "3", "4", "5"])),
    buyer=_organization,
    tender=_tender,
    bids=_object(details=_mostly(st.lists(_bid, max_size=4))),
    awards=_mostly(st.lists(_award, max_size=2)),
)


def _line(release: Any) -> bytes:
    return msgspec.json.encode(release)  # not-a-numbers become null, as in any JSON


@settings(max_examples=60)  # each starts an engine
@given(st.lists(_release, max_size=20))
def test_any_json_is_survived_and_both_writings_of_the_rules_agree(releases: list[Any]) -> None:
    lines = [_line(release) for release in releases]
    found = flags(b"\n".join(lines))
    expected = json.loads(msgspec.json.encode(plain.plain_indicators(lines, msgspec.json.decode)))
    assert found == expected


@given(_release)
def test_the_fast_and_the_tolerant_reading_agree(release: Any) -> None:
    line = _line(release)
    assert read_release(line) == read_release(line, strictly=True) == tolerated(msgspec.json.decode(line))


@given(st.binary(max_size=60))
def test_any_bytes_are_survived(content: bytes) -> None:
    found = examine(content, Settings(), None, True, Sums())
    assert found.n_lines == (len(content.removesuffix(b"\n").split(b"\n")) if content else 0)
    assert found.n_releases == 0


@pytest.mark.parametrize(
    "broken",
    [
        b"not json",
        b'{"ocid":"x"',
        b'{"ocid":"x",}',
        b'{"ocid":"x"} {}',
        b"{'ocid':'x'}",
        b'{"ocid":"x","tender":{"numberOfTenderers":1,"procurementMethod":"open"},"n":NaN}',
        b'{"ocid":"x","tender":{"numberOfTenderers":01}}',
        b'{"ocid":"x","unread":"a\tb"}',
        b'{"ocid":"x","unread":"\xff"}',
        b'{"ocid":"x","unread":"\\ud800"}',
        b'{"ocid":"x","unread":"\\x"}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_not_json_is_skipped_and_named(broken: bytes) -> None:
    result, summary = run(b"\n".join([ONE % b"a", b"", b" \t\r", broken, ONE % b"b"]), meta=False)
    assert result == {"OCID": {"a": {"R018": 1.0}, "b": {"R018": 1.0}}}
    assert [line for line, _ in summary.invalid] == [4]
    assert summary.n_invalid == 1


def test_json_that_is_no_release_is_passed_over() -> None:
    content = b'[]\n"text"\n7\nnull\ntrue\n{}\n{"ocid":null}\n{"releases":[{"ocid":"a"}]}\n'
    result, summary = run(content, meta=False)
    assert result == {}
    assert (summary.n_releases, summary.n_without_ocid, summary.n_invalid) == (0, 8, 0)


def test_only_the_first_broken_lines_are_named() -> None:
    _, summary = run(b"{\n" * 50)
    assert [line for line, _ in summary.invalid] == list(range(1, 11))
    assert summary.n_invalid == 50


def test_an_odd_value_costs_nothing_but_itself() -> None:
    whole = process("F", [bid("valid", "W", amount=1), bid("valid", "L", amount=9)], [award("W")], buyer={"id": "B"})
    odd: list[Release] = [
        {**whole, "buyer": "B", "parties": 7, "date": [], "language": None},
        {**whole, "tender": "open", "buyer": {"id": 17}},
        {**whole, "tender": {"tenderPeriod": "March", "numberOfTenderers": "1", "procuringEntity": []}},
        {**whole, "bids": {"details": [*whole["bids"]["details"], None, "bid", 7, [], bid("valid", "X", amount="2")]}},
        {**whole, "awards": [*whole["awards"], None, "award", {"status": 1, "items": "x"}]},
    ]
    for release in odd:
        assert flags([release], "[R058]\nthreshold = 8") == {
            "OCID": {"F": {"R058": 8.0}},
            "Tenderer": {"W": {"R058": 0.0}},
        }


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" * 500])
def test_an_amount_beyond_a_double_is_missing(number: str) -> None:
    line = text([contest("P", 1, 9), contest("Q", 1, 424242)]).replace(b"424242", number.encode())
    assert flags(line, "[R058]\nthreshold = 1")["OCID"] == {"P": {"R058": 8.0}}
    assert run(line)[1].n_invalid == 0


def test_the_last_of_equal_members_counts() -> None:
    line = b'{"ocid":"a","ocid":"b","tender":{"numberOfTenderers":2,"numberOfTenderers":1,"procurementMethod":"open"}}'
    assert flags(line, "[R018]") == {"OCID": {"b": {"R018": 1.0}}}


def test_an_ocid_on_two_lines() -> None:
    releases = [contest("P", 1, 3), contest("P", 1, 2, "V", "M"), *(contest(str(n), 1, 1.1) for n in range(3))]
    releases += [process("P", tender={"numberOfTenderers": 1, "procurementMethod": "open"})]
    found = flags(releases, "[R018]\n[R058]\nthreshold = 0.5\n[R025]\nthreshold = 1\npercentile = 0")
    assert found["OCID"] == {"P": {"R018": 1.0, "R058": 1.0}}
    assert found["Tenderer"]["V"] == {"R025": 1.0, "R058": 0.0}
    assert found["Tenderer"]["W"] == {"R025": 1.0}


def test_ids_of_any_writing() -> None:
    names = ["中文 标识", 'a"b', "c\\d", "e\nf", "\x00", "🏗", "", "é" * 200]
    releases = [process(name, tender={"numberOfTenderers": 1, "procurementMethod": "open"}) for name in names]
    assert flags(releases, "[R018]") == {"OCID": {name: {"R018": 1.0} for name in names}}
    escaped = json.dumps(releases[5]).encode() + b"\r\n" + json.dumps(releases[0]).encode()
    assert list(flags(escaped, "[R018]")["OCID"]) == ["🏗", "中文 标识"]


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_chunks_and_processes_change_nothing(processes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first compared currency stands in the middle, so that later chunks are begun without knowing it.
    silent = [
        process(str(n), [bid("valid", "A"), bid("disqualified", "B")], buyer={"id": f"B{n % 7}"}) for n in range(300)
    ]
    priced = [
        contest(f"c{n}", 10, 10 + n % 13, f"W{n % 5}", f"L{n % 3}", buyer={"id": f"B{n % 7}"}) for n in range(300)
    ]
    foreign = json.loads(text(priced[:150]).replace(b"CNY", b"USD").replace(b"\n", b",").join([b"[", b"null]"]))[:-1]
    content = text([*silent, *priced[:9], *foreign, *priced[9:]]) + b"broken\n"
    expected, summary = run(content, maps=True)
    assert summary.n_other_currency == 300
    monkeypatch.setattr(Lines.chunks, "__defaults__", (5_000,))
    monkeypatch.setattr(Lines.parts, "__defaults__", (5_000,))
    packed = gzip.compress(content[:40_000]) + gzip.compress(content[40_000:])
    for name, form in (("plain", content), ("open", content.removesuffix(b"\n")), ("packed", packed)):
        (tmp_path / name).write_bytes(form)
        out = io.BytesIO()
        with open_lines(str(tmp_path / name)) as lines:
            again = indicators(lines, Settings(), out, maps=True, processes=processes)
            assert lines.position == lines.size
        assert json.loads(out.getvalue()) == expected
        assert again == summary
        assert [line for line, _ in again.invalid] == [summary.n_lines]


def test_parts_are_the_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"".join(b"x" * (n * 7919 % 3000) + b"\n" for n in range(200)) + b"y" * 70_000 + b"\nend"
    (tmp_path / "in").write_bytes(content)
    for size in (1, 2, 100, 1_000, 50_000, 10**7):
        with open_lines(str(tmp_path / "in")) as lines:
            parts = [part.read() for part in lines.parts(size) if isinstance(part, Part)]
        assert b"".join(parts) == content
        assert all(part.endswith(b"\n") for part in parts[:-1])
    monkeypatch.setattr(lines_module, "MAX_LINE_BYTES", 10_000)
    with open_lines(str(tmp_path / "in")) as lines, pytest.raises(SourceError, match="a line is longer than"):
        list(lines.parts(100))
    part = Part(str(tmp_path / "in"), 0, len(content))
    (tmp_path / "in").write_bytes(content[:-1])
    with pytest.raises(SourceError, match="was changed while it was read"):
        part.read()
    (tmp_path / "in").unlink()
    with pytest.raises(SourceError, match="cannot be read to its end"):
        part.read()


def test_maps_name_the_organizations_of_each_process() -> None:
    end = {"tenderPeriod": {"endDate": "2025-03-15T12:00:00Z"}, "procuringEntity": {"id": "E"}}
    late = "2025-04-01T00:00:00Z"
    bids = [bid("valid", "W", amount=1, date=late), bid("disqualified", "L", "M", amount=1), bid("withdrawn", "N")]
    releases = [process("P", bids, [award("W")], end, buyer={"id": "B"}), contest("Q", 1, 2, "X", "Y")]
    result, _ = run(releases, maps=True, meta=False)
    assert result["Maps"] == {
        "ocid_buyer_r038": {"P": "B"},
        "ocid_procuringentity_r038": {"P": "E"},
        "ocid_tenderer": {"P": ["L", "M", "W"], "Q": ["X", "Y"]},
        "ocid_tenderer_r024": {"Q": ["X", "Y"]},
        "ocid_tenderer_r028": {"P": ["L", "M", "W"]},
        "ocid_tenderer_r030": {"P": ["W"]},
        "ocid_tenderer_r035": {"P": ["W"]},
        "ocid_tenderer_r058": {"Q": ["X"]},
    }
    assert run(releases, "[R028]", maps=True, meta=False)[0]["Maps"]["ocid_tenderer"] == {}


def test_too_little_memory_is_a_refusal() -> None:
    releases = [contest(f"{n}" * 50, 1, 2 + n, f"W{n}" * 50, f"L{n}" * 50) for n in range(2_000)]
    with pytest.raises(LimitError, match=r"test: the results do not fit .* \(--memory\)"):
        run(releases, memory="1MiB")


def test_a_broken_file_and_an_endless_line_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(text([contest(str(n), 1, 2) for n in range(999)]))[:-200])
    with open_lines(str(tmp_path / "cut.gz")) as cut, pytest.raises(SourceError, match=r"cut\.gz: cannot be read"):
        list(cut.chunks())
    monkeypatch.setattr(lines_module, "MAX_LINE_BYTES", 10_000)
    endless = Lines(io.BytesIO(b"[" + b"1," * 20_000), "endless.json", None)
    with pytest.raises(SourceError, match=r"endless\.json: a line is longer than"):
        list(endless.chunks(1_000))
