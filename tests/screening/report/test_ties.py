"""Ties are drawn from what the evidence rows say, and from values that two parties share."""

from __future__ import annotations

from youji.screening.contracts.registry import load_contracts
from youji.screening.report.build import evidence_row
from youji.screening.report.data import EvidenceRow, TieEdge
from youji.screening.report.names import Names
from youji.screening.report.ties import ties_of

CONTRACTS = load_contracts()
NAMES = Names({"organisation": {"O1": "甲公司", "O2": "乙公司"}, "person": {"P1": "张三"}, "tender": {"T1": "某项目"}})


def row(dataset: str, line: int = 2, **values: str) -> EvidenceRow:
    """A row of the lake with these values, the others empty."""
    contract = CONTRACTS[dataset]
    return evidence_row(contract, {}, (1 << 32) + line, [values.get(c.name) for c in contract.columns])


def kinds(*rows: EvidenceRow) -> list[tuple[str, str, str, str]]:
    """(from, kind, to, detail) of each edge."""
    return [(e.source_id, e.kind, e.target_id, e.detail) for e in ties_of(rows, NAMES)]


def test_each_dataset_states_its_own_tie() -> None:
    assert kinds(row("shareholding", holder_id="P1", organisation_id="O1", share="0.510000")) == [
        ("P1", "shareholder", "O1", "51%")
    ]
    assert kinds(row("kinship", person_id="P1", relative_id="P2", relation="spouse"))[0][:3] == ("P1", "kin", "P2")
    assert kinds(row("position", person_id="P1", organisation_id="O1", post="科长")) == [
        ("P1", "position", "O1", "科长")
    ]
    assert kinds(row("organisation", organisation_id="O1", name="x", legal_representative_id="P1")) == [
        ("P1", "legal_representative", "O1", "")
    ]
    assert kinds(row("bid", bidder_id="O1", tender_id="T1", amount="5.00")) == [("O1", "bid", "T1", "5.00")]
    assert kinds(row("award", tender_id="T1", supplier_id="O1", amount="5.00")) == [("T1", "award", "O1", "5.00")]
    assert kinds(row("tender", tender_id="T1", buyer_id="O2")) == [("O2", "buyer", "T1", "")]
    assert kinds(row("contract", contract_id="K", buyer_id="O2", supplier_id="O1")) == [("O2", "contract", "O1", "")]


def test_names_are_those_of_the_register_and_else_the_id() -> None:
    (edge,) = ties_of([row("shareholding", holder_id="P1", organisation_id="O7")], NAMES)
    assert edge == TieEdge("P1", "张三", "person", "O7", "O7", "organisation", "shareholder", "")


def test_a_holder_s_kind_is_the_row_s_own_and_else_the_register_s() -> None:
    stated = row("shareholding", holder_id="P1", organisation_id="O1", holder_kind="organisation")
    assert ties_of([stated], NAMES)[0].source_kind == "organisation"
    assert ties_of([row("shareholding", holder_id="O2", organisation_id="O1")], NAMES)[0].source_kind == "organisation"


def test_a_tie_with_an_end_missing_is_none() -> None:
    assert (
        kinds(row("shareholding", organisation_id="O1"), row("bid", bidder_id="O1"), row("tender", tender_id="T1"))
        == []
    )
    assert kinds(row("payment", payment_id="1", payee_id="O1")) == []


def test_the_same_tie_in_two_rows_is_one() -> None:
    assert len(kinds(*[row("tender", line, tender_id="T1", buyer_id="O2") for line in (2, 3)])) == 1


def test_what_two_organisations_share_ties_them() -> None:
    found = kinds(
        row("organisation", organisation_id="O1", phone="13800000000", address="x"),
        row("organisation", organisation_id="O2", phone="13800000000", address="y"),
        row("document_fingerprint", bidder_id="O1", device_id="D"),
        row("document_fingerprint", bidder_id="O3", device_id="D"),
        row("document_fingerprint", bidder_id="O1", device_id="D"),
    )
    assert found == [("O1", "shared_device", "O3", ""), ("O1", "shared_phone", "O2", "")]
    same_account = [row("bid", bidder_id=b, tender_id="T1", deposit_account="1") for b in ("O2", "O1")]
    assert ("O1", "shared_account", "O2", "") in kinds(*same_account)
    assert (
        kinds(
            row("organisation", organisation_id="O1", phone="1"), row("organisation", organisation_id="O1", phone="1")
        )
        == []
    )
