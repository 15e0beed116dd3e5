"""Several releases of one process: in one file, and in files that come on different days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.screening.ingest.ocds.publishing import Desk, award_release, package, tender_release, value

from youji.screening.lake.tables import Lake


def contract_release(number: int, amount: object, **more: Any) -> dict[str, Any]:
    return {
        "ocid": "ocds-1",
        "id": f"c{number}",
        "date": f"2024-0{number}-01T00:00:00Z",
        "contracts": [{"id": "1", "value": value(amount), **more}],
    }


TENDER = ("title", "buyer_id", "procedure", "estimate", "status")
COMPLETED = [("Road repair", "B1", "open", Decimal(1000000), "complete")]


def test_releases_of_one_file_are_merged_by_date_not_by_place(desk: Desk) -> None:
    outcome = desk.take(desk.publish.document(package([award_release(), tender_release(), tender_release("ocds-2")])))
    assert (outcome.releases, outcome.processes, outcome.merged) == (3, 2, 1)
    assert desk.rows("tender", *TENDER)[:1] == COMPLETED
    assert desk.rows("contract", "buyer_id", "procedure") == [("B1", "open")]
    assert len(desk.rows("bid", "bid_id")) == 2
    assert desk.quarantined() == []


def test_a_later_file_completes_what_an_earlier_one_said(desk: Desk) -> None:
    desk.take(desk.publish.document(package([tender_release()]), "march.json"))
    desk.take(desk.publish.document(package([award_release()]), "may.json"))
    assert desk.rows("tender", *TENDER) == COMPLETED
    # The contract came with a release that named neither buyer nor procedure.
    assert desk.rows("contract", "buyer_id", "supplier_id", "procedure") == [("B1", "XX-REG-0001", "open")]


def test_two_files_give_what_one_would(desk: Desk, tmp_path: Any) -> None:
    desk.take(desk.publish.document(package([tender_release()]), "march.json"))
    desk.take(desk.publish.document(package([award_release()]), "may.json"))
    other = Desk(tmp_path / "other")
    (tmp_path / "other").mkdir()
    other.take(other.publish.document(package([tender_release(), award_release()])))
    assert desk.everything() == other.everything()


def test_an_older_state_that_comes_later_only_fills_gaps(desk: Desk) -> None:
    desk.take(desk.publish.document(package([award_release()]), "may.json"))
    desk.take(desk.publish.document(package([tender_release()]), "march.json"))
    assert desk.rows("tender", *TENDER) == COMPLETED


def test_an_award_cancelled_since_is_taken_out_and_earlier_versions_keep_it(desk: Desk) -> None:
    desk.take(desk.publish.lines([award_release()], "may.jsonl"))
    before = Lake(desk.home).versions()["award"]
    cancelled = {
        "ocid": "ocds-1",
        "id": "r3",
        "date": "2024-06-01T00:00:00Z",
        "awards": [{"id": "1", "status": "cancelled"}],
    }
    outcome = desk.take(desk.publish.lines([cancelled], "june.jsonl"))
    assert outcome.removed == {"award": 1}
    assert desk.rows("award", "award_id") == []
    assert Lake(desk.home).files("award", before)
    assert desk.take(desk.publish.lines([cancelled], "june.jsonl")).removed == {}


def test_an_old_cancellation_does_not_undo_a_later_award(desk: Desk) -> None:
    desk.take(desk.publish.lines([award_release()], "may.jsonl"))
    old = {"ocid": "ocds-1", "id": "r0", "date": "2024-04-01T00:00:00Z", "awards": [{"id": "1", "status": "cancelled"}]}
    assert desk.take(desk.publish.lines([old], "april.jsonl")).removed == {}
    assert desk.rows("award", "award_id") == [("ocds-1/award/1",)]


def test_bids_replace_the_tenderers_that_stood_for_them(desk: Desk) -> None:
    first = tender_release()
    first["tender"]["tenderers"] = [{"id": "S1", "name": "Supplier 1"}, {"id": "S3", "name": "Supplier 3"}]
    desk.take(desk.publish.lines([first], "march.jsonl"))
    assert desk.take(desk.publish.lines([award_release()], "may.jsonl")).removed == {"bid": 2}
    assert [row[0] for row in desk.rows("bid", "bid_id")] == ["ocds-1/bid/1", "ocds-1/bid/2"]
    first["date"] = "2024-07-01T00:00:00Z"
    desk.take(desk.publish.lines([first], "july.jsonl"))
    assert [row[0] for row in desk.rows("bid", "bid_id")] == ["ocds-1/bid/1", "ocds-1/bid/2"]


CHANGE = ("change_id", "changed_on", "amount_before", "amount_after", "currency", "reason")


def test_contract_amounts_that_differ_between_releases_are_changes(desk: Desk) -> None:
    amendment = {"id": "a1", "date": "2024-06-20", "rationale": "More asphalt", "releaseID": "c7"}
    desk.take(
        desk.publish.lines(
            [contract_release(5, 100), contract_release(6, "120.00"), contract_release(7, 150, amendments=[amendment])]
        )
    )
    assert desk.rows("contract", "amount") == [(Decimal(150),)]
    assert desk.rows("contract_change", *CHANGE) == [
        ("ocds-1/contract/1/amendment/a1", date(2024, 6, 20), Decimal(120), Decimal(150), "EUR", "More asphalt"),
        ("ocds-1/contract/1/release/c6", date(2024, 6, 1), Decimal(100), Decimal(120), "EUR", None),
    ]
    assert desk.quarantined() == []


def test_contract_amounts_that_differ_between_files_are_changes(desk: Desk) -> None:
    amendment = {"id": "a1", "date": "2024-06-20", "rationale": "More asphalt"}
    desk.take(desk.publish.lines([contract_release(5, 100)], "may.jsonl"))
    desk.take(desk.publish.lines([contract_release(6, 120)], "june.jsonl"))
    desk.take(desk.publish.lines([contract_release(7, 150, amendments=[amendment])], "july.jsonl"))
    assert desk.rows("contract", "amount") == [(Decimal(150),)]
    assert desk.rows("contract_change", *CHANGE) == [
        ("ocds-1/contract/1/amendment/a1", date(2024, 6, 20), Decimal(120), Decimal(150), "EUR", "More asphalt"),
        ("ocds-1/contract/1/release/c6", date(2024, 6, 1), Decimal(100), Decimal(120), "EUR", None),
    ]


def test_a_release_that_cannot_be_merged_is_set_aside_and_the_others_count(desk: Desk) -> None:
    odd = {"ocid": "ocds-1", "id": "x", "date": "2024-04-01T00:00:00Z", "tender": "see website"}
    desk.take(desk.publish.document(package([tender_release(), odd, award_release()])))
    assert [row[:4] for row in desk.rows("tender", *TENDER)] == [COMPLETED[0][:4]]
    assert {(bad.place, bad.reason) for bad in desk.quarantined()} <= {("releases[1]", "unmergeable_release")}


def test_a_compiled_release_in_a_record_is_taken_as_it_is(desk: Desk) -> None:
    record = {
        "ocid": "ocds-1",
        "releases": [{"url": "example:1#r1", "date": "2024-03-01", "tag": ["tender"]}],
        "compiledRelease": {**tender_release(), **award_release(), "tag": ["compiled"]},
        "versionedRelease": {"ocid": "ocds-1"},
    }
    linked = {"ocid": "ocds-2", "releases": [{"url": "example:1#r2"}]}
    embedded = {"ocid": "ocds-3", "releases": [tender_release("ocds-3"), award_release("ocds-3")]}
    packed = {"uri": "example:2", "publishedDate": "2024-06-01", "records": [record, linked, embedded]}
    outcome = desk.take(desk.publish.document(packed))
    assert (outcome.form.what, outcome.releases, outcome.merged) == ("record_package", 3, 1)
    assert [row[0] for row in desk.rows("tender", "tender_id")] == ["ocds-1", "ocds-3"]
    assert [(bad.place, bad.reason) for bad in desk.quarantined()] == [("records[1]", "no_release")]
    assert desk.rows("tender", *TENDER)[1:] == COMPLETED
