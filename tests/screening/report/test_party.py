"""What is known about a party, found by id, code or part of a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.office import Office

from youji.screening.report.data import PartyView
from youji.screening.report.masked import mask_party
from youji.screening.report.party import PartyFinder

USCC = "91350100M000100Y43"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.ingest(
        "organisation",
        ["organisation_id", "name", "uscc", "legal_representative_id"],
        [
            ["O1", "甲建设公司", USCC, "P1"],
            ["O2", "乙建设公司", None, None],
            ["O3", "建设", None, None],
            ["P9", "x'%_\"", None, None],
        ],
    )
    office.ingest("person", ["person_id", "name", "phone"], [["P1", "钟离明远", "13874821934"]])
    office.ingest(
        "shareholding",
        ["shareholding_id", "organisation_id", "holder_id", "holder_kind", "share"],
        [["H1", "O2", "P1", "person", "0.6"], ["H2", "O2", "O8", None, "0.4"], ["H3", "O3", "P7", "person", "1"]],
    )
    office.bids([[f"B{i}", f"T{i}", "O1", "5"] for i in range(5)])
    return office


def find(office: Office, text: str, **given: int) -> tuple[int, list[PartyView]]:
    return PartyFinder(office.home, CONTRACTS).find(text, **given)


def ids(office: Office, text: str, **given: int) -> list[str]:
    return [party.id for party in find(office, text, **given)[1]]


def test_an_id_a_code_or_part_of_a_name_finds_it(office: Office) -> None:
    assert ids(office, "O1") == ids(office, USCC.lower()) == ids(office, " 甲建设 ") == ["O1"]
    assert ids(office, "建设") == ["O3", "O2", "O1"]
    assert find(office, "建设", limit=1)[0] == 3
    assert ids(office, "钟离") == ["P1"]


@pytest.mark.parametrize("text", ["", "  ", "nobody", "' OR 1=1 --", "%", "$text"])
def test_what_names_no_one_finds_no_one(text: str, office: Office) -> None:
    found = ids(office, text)
    assert found == (["P9"] if text == "%" else [])


def test_without_a_register_the_ids_in_other_rows_are_found(office: Office) -> None:
    assert [(p.kind, p.id, p.name) for p in find(office, "O8")[1]] == [("organisation", "O8", None)]
    assert [(p.kind, p.id) for p in find(office, "P7")[1]] == [("person", "P7")]


def test_every_row_that_names_it_is_there_with_totals(office: Office) -> None:
    _, (party,) = find(office, "O1", rows_per_dataset=2)
    groups = {group.label.en: (len(group.rows), group.total) for group in party.groups}
    assert groups == {CONTRACTS["organisation"].en: (1, 1), CONTRACTS["bid"].en: (2, 5)}
    assert {(tie.source_id, tie.kind, tie.target_id) for tie in party.ties} == {
        ("P1", "legal_representative", "O1"),
        ("O1", "bid", "T0"),
        ("O1", "bid", "T1"),
    }
    _, (person,) = find(office, "P1")
    assert {(tie.kind, tie.target_label) for tie in person.ties} == {
        ("legal_representative", "甲建设公司"),
        ("shareholder", "乙建设公司"),
    }


def test_a_person_is_masked_unless_asked(office: Office) -> None:
    _, (party,) = find(office, "P1")
    assert "13874821934" in repr(party)
    assert "13874821934" not in repr(mask_party(party))
    assert "钟离明远" not in repr(mask_party(party))
