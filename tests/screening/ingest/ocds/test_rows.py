"""What a release becomes: keys, codes, money, dates, organisations; and what is missing or odd."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.screening.ingest.ocds.publishing import Desk, award_release, package, party, tender_release, value

from youji.screening.ingest.ocds.codes import procedure


def test_one_file_fills_all_datasets(desk: Desk) -> None:
    outcome = desk.take(
        desk.publish.document(package([{**tender_release(), **award_release(), "tender": tender_release()["tender"]}]))
    )
    assert (outcome.form.what, outcome.releases, outcome.processes) == ("release_package", 1, 1)
    assert desk.rows(
        "tender", "tender_id", "title", "buyer_id", "buyer_name", "procedure", "category_code", "estimate", "currency"
    ) == [("ocds-1", "Road repair", "B1", "Town", "open", "works", Decimal(1000000), "EUR")]
    assert desk.rows("tender", "published_on", "deadline_at", "opened_on", "status") == [
        # The hour as it was written counts, as everywhere in Youji.
        (date(2024, 3, 1), datetime(2024, 3, 25, 9, 30), None, "active")
    ]
    assert desk.rows("lot", "lot_id", "tender_id", "title", "estimate") == [
        ("ocds-1/lot/1", "ocds-1", "North", Decimal(600000))
    ]
    assert desk.rows("bid", "bid_id", "lot_id", "bidder_id", "bidder_name", "amount", "status") == [
        ("ocds-1/bid/1", "ocds-1/lot/1", "XX-REG-0001", "Supplier 1", Decimal("900000.50"), "valid"),
        ("ocds-1/bid/2", None, "XX-REG-0002", "Supplier 2", None, "disqualified"),
    ]
    assert desk.rows("award", "award_id", "lot_id", "bid_id", "supplier_id", "amount", "awarded_on") == [
        ("ocds-1/award/1", "ocds-1/lot/1", "ocds-1/bid/1", "XX-REG-0001", Decimal("900000.50"), date(2024, 4, 10))
    ]
    assert desk.rows(
        "contract", "contract_id", "award_id", "buyer_id", "supplier_id", "signed_on", "end_on", "procedure"
    ) == [
        (
            "ocds-1/contract/1",
            "ocds-1/award/1",
            "B1",
            "XX-REG-0001",
            date(2024, 5, 1),
            date(2024, 12, 31),
            "open",
        )
    ]
    assert desk.rows("payment", "payment_id", "contract_id", "payer_id", "payee_id", "amount", "paid_on") == [
        (
            "ocds-1/contract/1/payment/1",
            "ocds-1/contract/1",
            "B1",
            "XX-REG-0001",
            Decimal(300000),
            date(2024, 6, 1),
        )
    ]
    assert desk.rows("organisation", "organisation_id", "name", "phone", "address") == [
        ("B1", "Town", None, None),
        ("XX-REG-0001", "Supplier 1", "0555-0000001", "Newtown 1 Mill Road"),
        ("XX-REG-0002", "Supplier 2", "0555-0000002", "Newtown 2 Mill Road"),
    ]


def test_ids_that_every_process_repeats_stay_apart(desk: Desk) -> None:
    desk.take(desk.publish.lines([award_release("ocds-1"), award_release("ocds-2")]))
    assert [row[0] for row in desk.rows("award", "award_id")] == ["ocds-1/award/1", "ocds-2/award/1"]
    assert len(desk.rows("bid", "bid_id")) == 4
    assert len(desk.rows("organisation", "organisation_id")) == 2 + 1


def test_a_release_of_an_ocid_alone_is_a_tender(desk: Desk) -> None:
    desk.take(desk.publish.lines([{"ocid": "ocds-1"}]))
    assert desk.rows("tender", "tender_id", "buyer_id", "estimate", "status") == [("ocds-1", None, None, None)]
    assert desk.quarantined() == []


def test_only_active_awards_are_awards(desk: Desk) -> None:
    awards = [{"id": str(i), "status": status} for i, status in enumerate(["active", "pending", "cancelled", None])]
    outcome = desk.take(desk.publish.lines([award_release(awards=awards)]))
    assert [row[0] for row in desk.rows("award", "award_id")] == ["ocds-1/award/0", "ocds-1/award/3"]
    assert outcome.left_out["awards.status=pending"] == outcome.left_out["awards.status=cancelled"] == 1


def test_an_invitation_is_no_bid_and_a_pending_bid_is_one(desk: Desk) -> None:
    details = [{"id": status, "status": status} for status in ("invited", "pending", "valid", "withdrawn", "odd")]
    outcome = desk.take(desk.publish.lines([award_release(bids={"details": details})]))
    assert desk.rows("bid", "bid_id", "status") == [
        ("ocds-1/bid/odd", None),
        ("ocds-1/bid/pending", None),
        ("ocds-1/bid/valid", "valid"),
        ("ocds-1/bid/withdrawn", "withdrawn"),
    ]
    assert outcome.left_out["bids.details.status=odd"] == 1


def test_who_bids_together_competes_as_one_and_wins_as_several(desk: Desk) -> None:
    both = [{"id": "S1"}, {"id": "S2"}]
    outcome = desk.take(
        desk.publish.lines(
            [
                award_release(
                    bids={"details": [{"id": "1", "tenderers": both, "value": value(5)}]},
                    awards=[{"id": "1", "suppliers": both, "value": value(5)}],
                )
            ]
        )
    )
    assert desk.rows("bid", "bidder_id") == [("XX-REG-0001",)]
    # The money stands once, so sums over awards are right.
    assert desk.rows("award", "award_id", "supplier_id", "amount") == [
        ("ocds-1/award/1", "XX-REG-0001", Decimal(5)),
        ("ocds-1/award/1/XX-REG-0002", "XX-REG-0002", None),
    ]
    assert outcome.left_out["further members of joint bids"] == 1


def test_tenderers_stand_in_where_no_bids_are_published(desk: Desk) -> None:
    release = tender_release(parties=[party(1), party(2)])
    release["tender"]["tenderers"] = [{"id": "S1"}, {"id": "S2"}]
    desk.take(desk.publish.lines([release]))
    assert desk.rows("bid", "bid_id", "bidder_id", "amount") == [
        ("ocds-1/tenderer/XX-REG-0001", "XX-REG-0001", None),
        ("ocds-1/tenderer/XX-REG-0002", "XX-REG-0002", None),
    ]


@pytest.mark.parametrize(
    ("method", "details", "expected"),
    [
        ("open", None, "open"),
        ("selective", None, "invited"),
        ("limited", None, "invited"),
        ("direct", None, "single_source"),
        ("direct", "框架协议", "single_source"),
        ("limited", "单一来源采购", "single_source"),
        ("limited", "Sole source", "single_source"),
        ("open", "竞争性磋商", "consultation"),
        ("selective", "竞争性谈判", "negotiation"),
        ("limited", "Negotiated procedure without prior publication", "invited"),
        ("open", "询价", "inquiry"),
        (None, "公开招标", "open"),
        ("Open", "anything", "open"),
        ("barter", None, None),
        (None, None, None),
    ],
)
def test_procedures(method: str | None, details: str | None, expected: str | None) -> None:
    assert procedure(method, details) == expected


def test_categories_and_states_without_a_counterpart_are_null_and_counted(desk: Desk) -> None:
    release = tender_release()
    release["tender"] |= {"mainProcurementCategory": "ideas", "status": ["odd"], "procurementMethod": 7}
    outcome = desk.take(desk.publish.lines([release]))
    assert desk.rows("tender", "category_code", "status", "procedure") == [(None, None, None)]
    assert outcome.left_out["tender.mainProcurementCategory=ideas"] == 1


def test_fields_of_other_extensions_are_counted_not_lost_in_silence(desk: Desk) -> None:
    release = tender_release(sources=[{"id": "x"}])
    release["tender"] |= {"items": [{"id": "1"}], "techniques": {"hasFramework": True}, "documents": []}
    outcome = desk.take(desk.publish.lines([release, release | {"ocid": "ocds-2"}]))
    assert outcome.left_out == {"sources": 2, "tender.items": 2, "tender.techniques": 2}


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1,234.50", Decimal("1234.50")),
        (1234.5, Decimal("1234.50")),
        (0.1 + 0.2, Decimal("0.30")),
        (1e-7, Decimal("0.00")),
        (None, None),
        ("", None),
        (9007199254740993, Decimal(9007199254740993)),
    ],
)
def test_amounts(desk: Desk, amount: object, expected: Decimal | None) -> None:
    desk.take(desk.publish.lines([award_release(awards=[{"id": "1", "value": value(amount)}])]))
    assert desk.rows("award", "amount") == [(expected,)]
    assert desk.quarantined() == []


def test_large_amounts_keep_every_digit_of_the_file(desk: Desk) -> None:
    line = '{"ocid":"ocds-1","awards":[{"id":"1","value":{"amount":9007199254740993.55,"currency":"EUR"}}]}'
    desk.take(desk.publish.lines([line]))
    assert desk.rows("award", "amount") == [(Decimal("9007199254740993.55"),)]


@pytest.mark.parametrize(
    ("field", "odd", "reason"),
    [
        ("value", value("viele"), "not_a_number"),
        ("value", value(-5), "below_minimum"),
        ("value", value({"a": 1}), "not_a_number"),
        ("value", value(5, "EURO"), "bad_currency"),
        ("date", "2024-02-30T00:00:00Z", "impossible_date"),
        ("date", "last week", "not_a_date"),
        ("date", {"day": 1}, "not_a_date"),
    ],
)
def test_a_value_that_cannot_be_read_says_where_it_is(desk: Desk, field: str, odd: object, reason: str) -> None:
    awards: list[dict[str, Any]] = [{"id": "1"}, {"id": "2", field: odd}]
    path = desk.publish.lines([{"ocid": "ocds-0"}, award_release(awards=awards)])
    desk.take(path)
    (bad,) = desk.quarantined()
    assert (bad.dataset, bad.source, bad.place, bad.reason) == ("award", str(path), "line 2: awards[1]", reason)
    assert [row[0] for row in desk.rows("award", "award_id")] == ["ocds-1/award/1"]


def test_odd_shapes_are_read_as_what_they_mean(desk: Desk) -> None:
    release = award_release(
        buyer=[{"name": "Town"}],
        awards={"id": 7, "date": "0000-00-00", "value": 12.5, "suppliers": {"name": "  Acme   Ltd "}},
        contracts=["none", None, {"awardID": 7, "value": None}],
        bids={"details": {"tenderers": [None, "x"]}},
        parties={"id": "B1"},
        tender=[{"title": ["a"], "value": [], "lots": "none", "tenderPeriod": 5}],
    )
    desk.take(desk.publish.lines([release]))
    assert desk.quarantined() == []
    assert desk.rows("award", "award_id", "supplier_id", "supplier_name", "amount", "awarded_on") == [
        ("ocds-1/award/7", "name:acme ltd", "Acme   Ltd", Decimal("12.50"), None)
    ]
    assert desk.rows("contract", "contract_id", "supplier_id") == [("ocds-1/contract/#1", "name:acme ltd")]
    assert desk.rows("bid", "bid_id", "bidder_id") == [("ocds-1/bid/#1", None)]
    assert desk.rows("tender", "buyer_id") == [("name:town",)]


def test_ids_twice_in_one_list_go_to_quarantine(desk: Desk) -> None:
    awards = [{"id": "1", "value": value(amount)} for amount in (5, 6, 5)]
    desk.take(desk.publish.lines([award_release(awards=awards)]))
    assert desk.rows("award", "amount") == [(Decimal(5),)]
    assert [(bad.place, bad.reason) for bad in desk.quarantined()] == [
        ("line 1: awards[1]", "duplicate_key"),
        ("line 1: awards[2]", "duplicate_row"),
    ]


def test_amendments_are_changes(desk: Desk) -> None:
    amendments = [
        {
            "id": "a1",
            "date": "2024-08-01T00:00:00Z",
            "rationale": "More asphalt",
            "changes": [{"property": "value.amount", "former_value": 800000}],
        },
        {"date": "2024-09-01", "description": "Longer"},
    ]
    contracts = [{"id": "1", "value": value(900000), "amendments": amendments}]
    desk.take(desk.publish.lines([award_release(contracts=contracts)]))
    assert desk.rows("contract_change", "change_id", "contract_id", "changed_on", "amount_before", "reason") == [
        ("ocds-1/contract/1/amendment/#2", "ocds-1/contract/1", date(2024, 9, 1), None, "Longer"),
        ("ocds-1/contract/1/amendment/a1", "ocds-1/contract/1", date(2024, 8, 1), Decimal(800000), "More asphalt"),
    ]


def test_local_organisation_ids_are_noticed(desk: Desk) -> None:
    releases = [tender_release(f"ocds-{i}", buyer={"id": "1", "name": f"Town {i}"}) for i in range(6)]
    assert desk.take(desk.publish.lines(releases)).local_ids == 1


def test_an_organisation_s_code_is_kept_only_if_its_check_digit_is_right(desk: Desk) -> None:
    parties = [
        {"id": "a", "name": "A", "identifier": {"id": "91350100M000100Y43"}},
        {"id": "b", "name": "B", "identifier": {"id": "91350100M000100Y44"}},
    ]
    desk.take(desk.publish.lines([tender_release(parties=parties)]))
    assert desk.rows("organisation", "organisation_id", "uscc") == [
        ("B1", None),
        ("a", "91350100M000100Y43"),
        ("b", None),
    ]
