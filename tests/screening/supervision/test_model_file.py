from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.screening.supervision.conftest import PATH, model_text, param

from youji.screening.errors import ModelError
from youji.screening.supervision.model import (
    Kind,
    Severity,
    Status,
    SubjectKind,
    Text,
    load_catalogue,
    load_model,
    packaged_models,
    parse_model,
    placeholders,
)

SQL = "SELECT bidder_id FROM bid"


def load(**changes: Any) -> object:
    return parse_model(model_text(SQL, **changes), PATH)


def refused(**changes: Any) -> str:
    with pytest.raises(ModelError) as error:
        load(**changes)
    return str(error.value)


def test_every_key_arrives_in_its_type() -> None:
    text = model_text(
        SQL,
        params={
            "share": param(0.25, minimum=0, maximum=1),
            "days": param(30),
            "since": param(date(2020, 1, 1)),
            "word": param("公开"),
            "strict": param(True),
        },
        optional={"tender": "all", "bid": ["amount"]},
        legal_basis=[
            {"article": "政府采购法#22.2", "note": {"zh": "要点", "en": "gist"}},
            {"article": "刑法#388-1"},
        ],
        evidence={"bid": [{"bidder_id": "bidder_id", "where": "d.amount > 0"}, {"tender_id": "tender_id"}]},
        increment={"by": "bidder_id"},
        amount="amount",
        source_needed=True,
        tags=["collusion"],
    )
    found = parse_model(text, PATH)
    assert (found.status, found.kind, found.severity) == (Status.TRIAL, Kind.ROW, Severity.MEDIUM)
    assert found.title == Text("试验", "Probe")
    assert found.subject.kind is SubjectKind.ORGANISATION
    assert {name: item.value for name, item in found.params.items()} == {
        "share": Decimal("0.25"),
        "days": 30,
        "since": date(2020, 1, 1),
        "word": "公开",
        "strict": True,
    }
    assert [item.is_threshold for item in found.params.values()] == [True, True, True, False, False]
    assert found.optional_dataset("tender")
    assert not found.optional_dataset("bid")
    assert [str(citation) for citation in found.legal_basis] == ["政府采购法#22.2", "刑法#388-1"]
    assert (found.legal_basis[0].clause, found.legal_basis[1].inserted) == (2, 1)
    assert found.evidence[0].where == "d.amount > 0"
    assert found.evidence[1].keys == (("tender_id", "tender_id"),)
    assert found.increment == "bidder_id"
    assert found.source_needed
    assert found.sql.strip() == SQL


def test_a_decimal_parameter_is_exact() -> None:
    text = model_text(SQL, params={"share": param(0.5)}).replace("value: 0.5", "value: 0.10")
    assert parse_model(text, PATH).params["share"].value == Decimal("0.10")


def test_row_is_always_there_and_needs_no_naming() -> None:
    found = parse_model(model_text(SQL, inputs={"bid": ["bidder_id", "_row"]}), PATH)
    assert found.inputs == {"bid": ("bidder_id",)}


def test_the_hash_does_not_depend_on_line_ends() -> None:
    text = model_text(SQL)
    assert parse_model(text, PATH).hash == parse_model(text.replace("\n", "\r\n"), PATH).hash
    assert parse_model(text, PATH).hash != parse_model(text + " ", PATH).hash


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"severity": "huge"}, ["severity", "low, medium, high, critical"]),
        ({"status": "live"}, ["status", "draft, trial, active, retired"]),
        ({"kind": "loop"}, ["kind"]),
        ({"entry": "idea"}, ["entry"]),
        ({"title": "only one language"}, ["title", "{zh: …, en: …}"]),
        ({"title": {"zh": "只有中文"}}, ["title.en", "missing"]),
        ({"question": None}, ["question", "missing"]),
        ({"colour": "red"}, ["unknown key `colour`"]),
        ({"severityy": "low"}, ["did you mean `severity`"]),
        ({"id": "other"}, ["file is called `probe`"]),
        ({"id": "Probe"}, ["small letters"]),
        ({"category": "health"}, ["folder is called `tendering`"]),
        ({"legal_basis": []}, ["legal_basis", "empty"]),
        ({"legal_basis": [{"article": "招标投标法第三十二条"}]}, ["law#article"]),
        ({"legal_basis": [{"article": "招标投标法#0"}]}, ["law#article"]),
        ({"inputs": {}}, ["inputs"]),
        ({"inputs": {"bid": []}}, ["inputs.bid", "no column"]),
        ({"inputs": {"bid": ["a", "a"]}}, ["twice"]),
        ({"inputs": {"Bid": ["a"]}}, ["inputs.Bid"]),
        ({"inputs": ["bid"]}, ["inputs", "mapping"]),
        ({"grain": []}, ["grain", "empty"]),
        ({"subject": {"column": "a", "kind": "planet"}}, ["subject.kind"]),
        ({"increment": "sometimes"}, ["increment", "full"]),
        ({"evidence": {}}, ["evidence", "empty"]),
        ({"evidence": {"award": [{"a": "b"}]}}, ["evidence.award", "inputs"]),
        ({"evidence": {"bid": [{"currency": "currency"}]}}, ["currency", "inputs.bid"]),
        ({"evidence": {"bid": [{"where": "1 = 1"}]}}, ["at least one pair"]),
        ({"optional": ["award"]}, ["optional", "award"]),
        ({"optional": {"bid": ["currency"]}}, ["optional.bid", "currency"]),
        ({"params": {"as_of": param(1)}}, ["params.as_of"]),
        ({"params": {"n": {"value": 1, "unit": "x"}}}, ["params.n.why", "missing"]),
        ({"params": {"n": param(1, minimum=2)}}, ["params.n.value", "below its minimum 2"]),
        ({"params": {"n": param(5, maximum=2)}}, ["above its maximum 2"]),
        ({"params": {"n": param("a", minimum=2)}}, ["params.n.minimum"]),
        ({"params": {"n": param(1, maximum=2.5)}}, ["decimal point"]),
        ({"params": {"n": param(date(2020, 1, 1), maximum=2)}}, ["same type"]),
        ({"params": {"n": param(float("inf"))}}, ["params.n.value"]),
        ({"explain": {"zh": "{a", "en": "a"}}, ["brace"]),
        ({"explain": {"zh": "{a:bold}", "en": "a"}}, ["unknown format `bold`"]),
        ({"innocent_reasons": []}, ["innocent_reasons"]),
        ({"first_steps": ["only English"]}, ["first_steps"]),
        ({"source_needed": "maybe"}, ["source_needed", "true or false"]),
        ({"risk_points": ["a", "a"]}, ["risk_points", "twice"]),
    ],
)
def test_a_malformed_key_is_named_with_its_line(changes: dict[str, Any], words: list[str]) -> None:
    message = refused(**changes)
    for word in words:
        assert word in message
    assert message.startswith("models/tendering/probe.sql:")
    assert int(message.split(":")[1]) > 1
    assert message.endswith(".")
    assert "\n" not in message


def test_the_line_is_the_line_of_the_file() -> None:
    text = model_text(SQL, severity="huge")
    with pytest.raises(ModelError) as error:
        parse_model(text, PATH)
    line = int(str(error.value).split(":")[1])
    assert "severity" in text.splitlines()[line - 1]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SELECT 1", "must begin with a comment"),
        ("/*---\nid: probe\n", "must begin with a comment"),
        ("/*---\nid: [\n---*/\nSELECT 1", "not valid YAML"),
        ("/*---\nid: probe\nid: probe\n---*/\nSELECT 1", "appears twice"),
        ("/*---\n- a\n---*/\nSELECT 1", "mapping"),
        ("/*---\n---*/\nSELECT 1", "no YAML"),
        ("/*---\na: &x [1]\nb: *x\n---*/\nSELECT 1", "anchors"),
        ("/*---\na: !!python/object:os.system x\n---*/\nSELECT 1", "tag"),
        ("/*---\na: '*/ DROP'\n---*/\nSELECT 1", "break the SQL"),
        ("/*---\na: " + "[" * 60 + "]" * 60 + "\n---*/\nSELECT 1", "levels deep"),
        ("/*---\na: \x07\n---*/\nSELECT 1", "forbids"),
        ("/*---\nid: probe\n---*/" + " " * 300_000, "longer than"),
    ],
)
def test_a_broken_file_is_refused(text: str, word: str) -> None:
    with pytest.raises(ModelError, match=r"probe\.sql") as error:
        parse_model(text, PATH)
    assert word in str(error.value)


def test_placeholders_are_found_in_both_languages_once() -> None:
    found = parse_model(model_text(SQL, explain={"zh": "{a:money}{b}", "en": "{b} {a:money} {c:date}"}), PATH)
    assert found.placeholders == (("a", "money"), ("b", None), ("c", "date"))
    with pytest.raises(ValueError, match="brace"):
        placeholders("{0}")


def test_a_folder_is_loaded_by_id(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "tendering"
    folder.mkdir(parents=True)
    (folder / "probe.sql").write_text("\ufeff" + model_text(SQL), encoding="utf-8")
    found = load_catalogue([tmp_path / "models"])
    assert list(found) == ["probe"]
    assert found["probe"].sql_line == found["probe"].path.read_text(encoding="utf-8").splitlines().index("---*/") + 1


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    for root in ("one", "two"):
        folder = tmp_path / root / "tendering"
        folder.mkdir(parents=True)
        (folder / "probe.sql").write_text(model_text(SQL), encoding="utf-8")
    with pytest.raises(ModelError, match="already taken"):
        load_catalogue([tmp_path / "one", tmp_path / "two"])


def test_unreadable_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        load_catalogue([tmp_path / "nowhere"])
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path / "nowhere.sql")
    (tmp_path / "probe.sql").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="not UTF-8"):
        load_model(tmp_path / "probe.sql")


def test_the_packaged_catalogue_is_found() -> None:
    assert packaged_models().is_dir()
    assert all(item.category == item.path.parent.name for item in load_catalogue().values())
