"""Parties over time: merged, split, kept apart, undone; permanent ids; the same register from the same records."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.screening.linking.conftest import NOW, Office

from youji.screening.linking import register
from youji.screening.linking.judgements import Verdict
from youji.screening.linking.spec import packaged_weights

LI = {
    "name": "李建军",
    "gender": "male",
    "born_on": "1975-03-12",
    "phone": "14212345678",
    "address": "棠浦市人民路3号2栋501室",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(body: str) -> str:
    """A resident identity number with its check digit, from the first 17 digits."""
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def decide(office: Office, verdict: Verdict, left: str, right: str, kind: str = "person") -> None:
    office.log.add(kind, verdict, [(left, right)], by="analyst", at=NOW, why="looked at the files")


def test_one_person_written_twice_is_one_party(office: Office) -> None:
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **{**LI, "name": "李建君", "gender": None})
    office.put("person", person_id="3", **{**LI, "name": "王建军", "born_on": "1981-01-01", "phone": "14299999999"})
    linked = office.link()
    members = office.members()
    assert members["person:1"] == members["person:2"] != members["person:3"]
    assert linked.snapshot.parties["person"] == 2


def test_the_same_checked_number_joins_whatever_else_is_missing(office: Office) -> None:
    for person in ("1", "2"):
        office.put("person", person_id=person, name="李建军", resident_id=number("61850119750312001"))
    office.link()
    members = office.members()
    assert members["person:1"] == members["person:2"]


def test_different_checked_numbers_part_even_twins_of_one_name(office: Office) -> None:
    for person, serial in (("1", "001"), ("2", "003")):
        office.put("person", person_id=person, **LI, resident_id=number(f"61850119750312{serial}"))
    office.link()
    members = office.members()
    assert members["person:1"] != members["person:2"]
    assert office.review() == [("person:1", "person:2")]


def test_a_chain_does_not_bring_two_numbers_together(office: Office) -> None:
    office.put("person", person_id="1", **LI, resident_id=number("61850119750312001"))
    office.put("person", person_id="2", **LI)
    office.put("person", person_id="3", **LI, resident_id=number("61850119750312003"))
    office.link()
    members = office.members()
    assert members["person:1"] != members["person:3"]
    assert members["person:2"] in {members["person:1"], members["person:3"]}


def test_a_wrong_check_digit_proves_nothing(office: Office) -> None:
    right = number("61850119750312001")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    office.put("person", person_id="1", **LI, resident_id=right)
    office.put("person", person_id="2", **LI, resident_id=wrong)
    office.link()
    members = office.members()
    assert members["person:1"] == members["person:2"]


def test_linking_again_changes_nothing(office: Office) -> None:
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **LI)
    first = office.link()
    second = office.link()
    assert second.unchanged
    assert second.snapshot.hash == first.snapshot.hash
    assert office.log.entries() == []


def test_a_new_record_joins_the_party_it_belongs_to(office: Office) -> None:
    office.put("person", person_id="9", **LI)
    office.link()
    before = office.members()["person:9"]
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="5", name="赵敏", born_on="1990-01-02")
    office.link()
    members = office.members()
    assert members["person:1"] == members["person:9"] == before
    assert members["person:5"] != before


def test_step_by_step_gives_the_parties_of_one_go(office: Office) -> None:
    people = [
        ("1", LI),
        ("2", {**LI, "name": "李建君"}),
        ("3", {"name": "赵敏", "born_on": "1990-01-02", "phone": "14211112222"}),
        ("4", {"name": "赵 敏", "born_on": "1990-01-02", "phone": "14211112222"}),
        ("5", {**LI, "name": "李建民"}),
    ]
    for person, values in people:
        office.put("person", person_id=person, **values)
        office.link()
    stepwise = office.members()
    groups = {frozenset(r for r, p in stepwise.items() if p == party) for party in stepwise.values()}
    assert groups == {frozenset({"person:1", "person:2"}), frozenset({"person:3", "person:4"}), frozenset({"person:5"})}


def test_a_person_keeps_two_records_apart_and_takes_it_back(office: Office) -> None:
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **LI)
    office.link()
    joined = office.members()["person:1"]
    decide(office, Verdict.APART, "person:2", "person:1")
    changes = office.link().changes["person"]
    members = office.members()
    assert members["person:1"] == joined != members["person:2"]
    assert [(c.kind, c.old, c.new) for c in changes] == [("split", joined, members["person:2"])]
    office.link()
    assert office.members() == members, "the decision holds for ever"
    decide(office, Verdict.OPEN, "person:1", "person:2")
    office.link()
    again = office.members()
    assert again["person:1"] == again["person:2"] == joined
    kinds = [entry.verdict for entry in office.log.entries()]
    assert kinds == [Verdict.APART, Verdict.SPLIT, Verdict.OPEN, Verdict.MERGED]


def test_a_person_joins_what_no_rule_would(office: Office) -> None:
    office.put("person", person_id="1", name="李建军", phone="14212345678")
    office.put("person", person_id="2", name="赵敏", born_on="1990-01-02")
    office.link()
    first = office.members()
    decide(office, Verdict.SAME, "person:1", "person:2")
    changes = office.link().changes["person"]
    members = office.members()
    assert members["person:1"] == members["person:2"] == min(first.values())
    assert [c.kind for c in changes] == ["merged"]


def test_a_merge_by_hand_is_stronger_than_numbers(office: Office) -> None:
    for person, serial in (("1", "001"), ("2", "003")):
        office.put("person", person_id=person, **LI, resident_id=number(f"61850119750312{serial}"))
    decide(office, Verdict.SAME, "person:1", "person:2")
    office.link()
    members = office.members()
    assert members["person:1"] == members["person:2"]


def test_parties_keep_their_ids_when_records_go(office: Office) -> None:
    office.put("person", person_id="1", name="赵敏", born_on="1990-01-02")
    office.put("person", person_id="2", **LI)
    office.link()
    before = office.members()
    office.rows["person"].pop(0)
    office.link()
    assert office.members() == {"person:2": before["person:2"]}
    office.put("person", person_id="3", name="钱伟", born_on="1960-01-02")
    office.link()
    assert office.members()["person:3"] not in before.values(), "a number is never given twice"


def test_a_company_only_named_finds_its_record(office: Office) -> None:
    office.put("organisation", organisation_id="D1", name="棠浦市澄阳文化传播有限公司", phone="14212345678")
    office.put("organisation", organisation_id="D2", name="棠浦市澄阳文化传播有限公司霁阳分公司")
    office.put("bid", bidder_name="棠浦市澄阳文化传播有限公司")
    office.link()
    members = office.members("organisation")
    assert members["organisation:D1"] != members["organisation:D2"]
    named = members["bid.bidder_name:棠浦市澄阳文化传播有限公司"]
    assert named != members["organisation:D2"]


def test_judgements_cannot_be_rewritten(office: Office) -> None:
    decide(office, Verdict.APART, "person:1", "person:2")
    with sqlite3.connect(office.log.path) as database:
        for sql in ("UPDATE judgement SET verdict = 'same'", "DELETE FROM judgement"):
            try:
                database.execute(sql)
            except sqlite3.IntegrityError as error:
                assert "judgements are never" in str(error)
            else:
                raise AssertionError(sql)


def test_a_bidder_without_a_code_is_the_one_organisation_of_just_that_name(office: Office) -> None:
    office.put("organisation", organisation_id="A", name="棠浦澄阳建设工程有限公司")
    office.put("organisation", organisation_id="B", name="棠浦霁湖建设工程有限公司")
    office.put("bid", bidder_name="棠浦澄阳建设工程有限公司")
    office.put("award", supplier_name=" 棠浦澄阳建设工程有限公司")
    office.link()
    members = office.members("organisation")
    mentions = ("bid.bidder_name:棠浦澄阳建设工程有限公司", "award.supplier_name:棠浦澄阳建设工程有限公司")
    assert {members[mention] for mention in mentions} == {members["organisation:A"]}
    assert members["organisation:B"] != members["organisation:A"]


def test_a_name_that_two_organisations_bear_names_neither(office: Office) -> None:
    for organisation, code in (("A", "91618501412820494P"), ("B", "91618501MA0000000X")):
        office.put("organisation", organisation_id=organisation, name="棠浦澄阳建设工程有限公司", uscc=code)
    office.put("bid", bidder_name="棠浦澄阳建设工程有限公司")
    office.link()
    members = office.members("organisation")
    named = members["bid.bidder_name:棠浦澄阳建设工程有限公司"]
    assert named not in (members["organisation:A"], members["organisation:B"])


def test_a_person_can_part_a_named_bidder_from_the_organisation(office: Office) -> None:
    office.put("organisation", organisation_id="A", name="棠浦澄阳建设工程有限公司")
    office.put("bid", bidder_name="棠浦澄阳建设工程有限公司")
    office.link()
    mention = "bid.bidder_name:棠浦澄阳建设工程有限公司"
    decide(office, Verdict.APART, "organisation:A", mention, "organisation")
    office.link()
    members = office.members("organisation")
    assert members[mention] != members["organisation:A"]


def test_a_number_stays_given_when_a_decision_is_taken_back(office: Office) -> None:
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **LI)
    office.link()
    decide(office, Verdict.APART, "person:1", "person:2")
    office.link()
    parted = office.members()["person:2"]
    decide(office, Verdict.OPEN, "person:1", "person:2")
    office.link()
    office.put("person", person_id="3", name="赵敏", born_on="1990-01-02")
    office.link()
    assert office.members()["person:3"] not in {parted, office.members()["person:1"]}


def test_other_weights_weigh_all_pairs_anew(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **LI)
    before = office.link().snapshot
    assert office.members()["person:1"] == office.members()["person:2"]
    weights = json.loads(packaged_weights("person").read_text(encoding="utf-8"))
    for levels in weights["comparisons"].values():
        levels.update({name: [0.1, 0.9] for name in levels})
    changed = tmp_path / "person.json"
    changed.write_text(json.dumps(weights), encoding="utf-8")
    given = {"person": changed, "organisation": packaged_weights("organisation")}
    monkeypatch.setattr(register, "packaged_weights", given.__getitem__)
    after = office.link().snapshot
    assert office.members()["person:1"] != office.members()["person:2"]
    assert after.hash != before.hash
