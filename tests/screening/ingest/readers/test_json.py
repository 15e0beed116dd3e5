"""JSON lines and JSON documents."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screening.ingest.readers.reading import Read, read_one

from youji.screening.errors import SourceError
from youji.screening.ingest.readers import json_text


def read(tmp_path: Path, content: bytes | str, name: str = "bids.jsonl", **options: object) -> Read:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_one(path, **options)


def test_lines_give_the_union_of_keys_and_their_line(tmp_path: Path) -> None:
    table = read(tmp_path, '{"编号": "B1", "金额": 1.10}\n\n{"编号": "B2", "状态": true}\n')

    assert table.columns == ("编号", "金额", "状态")
    assert table.rows == [("B1", "1.10", None), ("B2", None, "true")]
    assert table.lines == [1, 3]


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    content = '{"a": 12345678901234567890.10, "b": 6222021234567890123, "c": 1e5, "d": -2.5E-3, "e": 1e999999}'

    assert read(tmp_path, content).rows == [
        ("12345678901234567890.10", "6222021234567890123", "100000", "-0.0025", "1e999999")
    ]


def test_nested_values_become_json(tmp_path: Path) -> None:
    table = read(tmp_path, '{"id": 1, "items": [{"价": 1.50, "n": null}, "x\\"y"], "empty": ""}\n')

    assert table.rows == [("1", '[{"价": 1.50, "n": null}, "x\\"y"]', None)]


def test_a_broken_line_costs_itself(tmp_path: Path) -> None:
    content = '{"a": 1}\n{"a": \n[1]\n{"a": NaN}\n{"a": 2, "a": 3}\n"x"\n{"a": 4}\n'

    table = read(tmp_path, content)

    assert table.bad == {
        2: "bad_json",
        3: "not_an_object",
        4: "bad_json",
        5: "repeated_key",
        6: "not_an_object",
    }
    assert table.by_line[7] == ("4",)


def test_text_that_cannot_be_text(tmp_path: Path) -> None:
    content = b'{"a": "x"}\n{"a": "\\ud800"}\n{"a": "\xff"}\n{"a": "\\u0000"}\n{"a": "\xe6\x9c\x89"}\n'

    table = read(tmp_path, content)

    assert table.bad == {2: "undecodable", 3: "undecodable", 4: "nul_byte"}
    assert table.by_line[5] == ("有",)


def test_deep_nesting_costs_its_line(tmp_path: Path) -> None:
    content = '{"a": 1}\n{"a": ' + "[" * 100_000 + "]" * 100_000 + '}\n{"a": "' + "[" * 500 + '"}\n'

    table = read(tmp_path, content)

    assert table.bad == {2: "bad_json"}
    assert table.by_line[3] == ("[" * 500,)


def test_a_key_that_comes_late_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "HEADER_RECORDS", 2)

    table = read(tmp_path, '{"a": 1}\n{"a": 2}\n{"a": 3, "b": 4}\n{"a": 5}\n')

    assert table.bad == {3: "unexpected_key"}


def test_lines_may_be_packed_marked_and_in_other_encodings(tmp_path: Path) -> None:
    content = '{"编号": "华夏建设工程"}\n{"编号": "鼎新市政"}\n'

    for data, name in [
        (gzip.compress(content.encode()), "a.jsonl.gz"),
        (b"\xef\xbb\xbf" + content.encode(), "a.ndjson"),
        (content.encode("gb18030"), "a.jsonl"),
        (content.encode("utf-16"), "a.jsonl"),
        (content.encode(), "a.txt"),
    ]:
        assert read(tmp_path, data, name).rows == [("华夏建设工程",), ("鼎新市政",)]


def test_a_long_line_is_refused(tmp_path: Path) -> None:
    content = '{"a": 1}\n{"a": "' + "x" * 2_000_000 + '"}\n'

    with pytest.raises(SourceError, match="line 2 is longer than 1,000,000 bytes"):
        read(tmp_path, content, max_line_bytes=1_000_000)


def test_no_objects(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no line of it is a JSON object"):
        read(tmp_path, "[1]\n[2]\n")
    with pytest.raises(SourceError, match="it holds no records"):
        read(tmp_path, "[]", "a.json")
    with pytest.raises(SourceError, match="it holds no records"):
        read(tmp_path, "{}", "a.json")
    with pytest.raises(SourceError, match="starts with 'hello', which is not JSON"):
        read(tmp_path, "hello", "a.json")


def test_too_many_keys(tmp_path: Path) -> None:
    content = json.dumps({f"k{number}": number for number in range(3000)})

    with pytest.raises(SourceError, match="columns and the limit is 2,000"):
        read(tmp_path, content)


def test_array_of_objects(tmp_path: Path) -> None:
    content = '\n[\n {"编号": "B1", "金额": 1.10},\n {"编号": "B2"}, 5\n]\n'

    table = read(tmp_path, content, "a.json")

    assert table.columns == ("编号", "金额")
    assert table.rows == [("B1", "1.10"), ("B2", None), (None, None)]
    assert table.lines == [1, 2, 3]
    assert table.bad == {3: "not_an_object"}


def test_object_that_holds_one_list(tmp_path: Path) -> None:
    content = '{"uri": "x", "tags": ["a"], "meta": {"list": [{"z": 1}]}, "releases": [{"id": 1}, {"id": 2}]}'

    assert read(tmp_path, content, "a.json").rows == [("1",), ("2",)]


def test_object_that_holds_several_lists(tmp_path: Path) -> None:
    content = '{"bids": [{"id": 1}], "awards": [{"no": 2}]}'

    with pytest.raises(SourceError, match="these lists of records: bids, awards; name one with table"):
        read(tmp_path, content, "a.json")
    assert read(tmp_path, content, "a.json", table="awards").columns == ("no",)
    with pytest.raises(SourceError, match="holds no list of records"):
        read(tmp_path, '{"a": {"b": 1}}', "a.json")


@pytest.mark.parametrize(
    "content",
    [
        '[\n{"a": 1},\n{"a": 2\n',
        '[\n{"a": 1}\n{"a": 2}]',
        '{"list": [{"a": 1},',
        '[\n{"a": 1},\n{"a" 2}\n]',
    ],
)
def test_broken_document_is_refused_with_its_line(tmp_path: Path, content: str) -> None:
    with pytest.raises(SourceError, match=r"the JSON is broken in the value that starts at line \d"):
        read(tmp_path, content, "a.json")


@pytest.mark.parametrize("content", ["[" * 100_000, '[{"a": ' + "[" * 100 + "]" * 100 + "}]", '{"a":' * 5000])
def test_deeply_nested_document_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SourceError, match="nested deeper than 64 levels"):
        read(tmp_path, content, "a.json")


def test_one_huge_record_is_refused(tmp_path: Path) -> None:
    content = '[{"a": "' + "x" * 3_000_000 + '"}]'

    with pytest.raises(SourceError, match="one value is longer than 500,000 characters"):
        read(tmp_path, content, "a.json", max_line_bytes=500_000)


def test_documents_larger_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "_BLOCK", 64)
    records = [{"id": number, "name": "名称" * (number % 40)} for number in range(500)]

    table = read(tmp_path, json.dumps({"n": 12.5, "rows": records}, ensure_ascii=False), "a.json")

    assert table.rows == [(str(one["id"]), one["name"] or None) for one in records]


_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufdd1"), max_size=6)
_records = st.lists(
    st.fixed_dictionaries({"编号": _text, "n": st.integers(-(10**25), 10**25), "b": st.booleans()}),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(records=_records, ascii_only=st.booleans(), indent=st.sampled_from([None, 2]))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[dict[str, object]],
    ascii_only: bool,
    indent: int | None,
) -> None:
    folder = tmp_path_factory.mktemp("json")
    wanted = [{"编号": one["编号"] or None, "n": str(one["n"]), "b": str(one["b"]).lower()} for one in records]
    document = json.dumps(records, ensure_ascii=ascii_only, indent=indent)
    lines = "".join(json.dumps(one, ensure_ascii=ascii_only) + "\n" for one in records)

    for content, name in [(document, "a.json"), (lines, "a.jsonl")]:
        table = read(folder, content, name, encoding="utf-8")
        assert [dict(zip(table.columns, row, strict=True)) for row in table.rows] == wanted
