"""From a recorded run to what a report shows: source files and lines, totals, names, data quality, nothing unmasked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.office import Office

from youji.screening.report.build import RunViewBuilder
from youji.screening.report.data import Bilingual, EvidenceValue, RunView
from youji.screening.report.masked import mask_evidence_value
from youji.screening.runs.record import RunRecord
from youji.screening.supervision.model import load_catalogue

HEADER = ["bid_id", "tender_id", "bidder_id", "amount", "status", "contact_phone"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    first = [["B1", "T1", "O1", "150", "有效", "13874821934"], ["B2", "T1", "O2", "x", None, None]]
    office.ingest("bid", HEADER, first, "/office/2024/投标.csv")
    office.ingest("bid", HEADER, [["B3", "T2", "O1", "400", "valid", None]], "/office/2025/投标 二.xlsx")
    office.organisations()
    return office


def view(office: Office, run: RunRecord | None = None, unmasked: bool = False, **given: int) -> RunView:
    models = load_catalogue([office.models])
    builder = RunViewBuilder(office.home, CONTRACTS, models, run or office.screen()[0], unmasked=unmasked)
    return builder.build(**given)


def test_evidence_names_its_source_file_and_line(office: Office) -> None:
    leads = {lead.subject_id: lead for lead in view(office).leads}
    rows = [row for alert in leads["O1"].alerts for row in alert.evidence]
    assert {(row.source_file, row.line) for row in rows} == {("投标.csv", 2), ("投标 二.xlsx", 2)}
    assert {row.dataset for row in rows} == {"bid"}
    assert leads["O1"].subject_name == "甲公司"


def test_a_code_has_a_label_in_both_languages_and_none_once_masked(office: Office) -> None:
    leads = {lead.subject_id: lead for lead in view(office).leads}
    values = {v.column: v for v in leads["O1"].alerts[0].evidence[0].values}
    status = CONTRACTS["bid"].column("status").codes[0]
    assert values["status"].text == status.value == "valid"
    assert (values["status"].shown("zh"), values["status"].shown("en")) == (status.zh, status.en)
    assert values["amount"].shown("zh") == values["amount"].text
    gender = CONTRACTS["person"].column("gender")
    hidden = EvidenceValue.of(gender, gender.codes[0].value)
    assert mask_evidence_value(hidden).shown("zh") == mask_evidence_value(hidden).text
    assert mask_evidence_value(hidden, unmasked=True).shown("en") == gender.codes[0].en


def test_sentences_are_masked_unless_asked(office: Office) -> None:
    office.write(
        "talking",
        sql="SELECT bidder_id, bid_id, contact_phone FROM bid WHERE contact_phone IS NOT NULL",
        inputs={"bid": ["bid_id", "bidder_id", "contact_phone"]},
        params=None,
        amount=None,
        currency=None,
        strength=None,
        explain={"zh": "联系电话{contact_phone}", "en": "phone {contact_phone}"},
    )
    run, _ = office.screen()

    def sentences(unmasked: bool) -> str:
        leads = view(office, run, unmasked).leads
        return " ".join(a.sentence.zh + a.sentence.en for lead in leads for a in lead.alerts if a.model_id == "talking")

    assert "13874821934" in sentences(unmasked=True)
    assert "13874821934" not in sentences(unmasked=False)
    assert "联系电话" in sentences(unmasked=False)


def test_totals_stay_true_where_rows_are_cut(office: Office) -> None:
    full = view(office)
    cut = view(office, max_leads=1, evidence_per_alert=1)
    assert [lead.rank for lead in cut.leads] == [1]
    assert full.funnel == cut.funnel
    pairs = next(lead for lead in full.leads if lead.subject_kind == "tender")
    assert pairs.alerts[0].evidence_total == 1
    assert all(len(alert.evidence) <= 1 for lead in cut.leads for alert in lead.alerts)
    assert cut.leads[0].n_alerts == len(full.leads[0].alerts) == 2


def test_data_quality_is_that_of_the_run_and_not_of_later_days(office: Office) -> None:
    run, _ = office.screen()
    before = view(office, run)
    office.ingest(
        "bid", HEADER, [["B9", "T9", "O9", "y", None, None], ["B8", "T8", "O8", "900", None, None]], "/late.csv"
    )
    after = view(office, run)
    assert after == before
    bids = next(d for d in before.data if d.dataset == "bid")
    assert (bids.rows, bids.batches, bids.quarantined, bids.version) == (2, 2, 1, 1)
    assert [(r.column, r.reason, r.count) for r in bids.reasons] == [("amount", "not_a_number", 1)]
    assert before.funnel.rows_read == 5
    assert before.funnel.rows_accepted == 4
    assert view(office, run, quality=False).data == ()


def test_rows_whose_reference_leads_nowhere_are_counted(office: Office) -> None:
    office.ingest("tender", ["tender_id", "buyer_id"], [["T1", "O1"], ["T5", "NOBODY"], ["T6", None]])
    found = {d.dataset: d.orphans for d in view(office).data}
    assert found == {"bid": 1, "organisation": 0, "tender": 1}


def test_models_say_in_both_languages_why_they_are_silent(office: Office) -> None:
    office.write(
        "lacking",
        inputs={"bid": ["bid_id", "bidder_id", "amount", "lot_id"], "award": ["award_id", "bid_id"]},
        sql="SELECT b.bidder_id, b.bid_id, b.amount, b.lot_id AS currency, CAST($how_much AS DECIMAL(9, 6)) AS strength"
        " FROM bid AS b INNER JOIN award AS a ON a.bid_id = b.bid_id WHERE b.amount >= $least",
    )
    built = view(office)
    lacking, probe = built.model("lacking"), built.model("probe")
    assert lacking is not None
    assert probe is not None
    assert lacking.status == "not_computable"
    bid, award = CONTRACTS["bid"], CONTRACTS["award"]
    assert lacking.reason == Bilingual(
        f"缺少{bid.zh}·{bid.column('lot_id').zh}（bid.lot_id）、{award.zh}（award）",
        f"lacks {bid.en}: {bid.column('lot_id').en} (bid.lot_id), {award.en} (award)",
    )
    assert probe.reason is None
    assert probe.question == Bilingual("？", "?")
    assert [(p.name, p.value) for p in probe.params] == [("least", "100"), ("how_much", "0.5")]


def test_only_what_was_not_there_before_is_new(office: Office) -> None:
    assert not any(lead.is_new for lead in view(office).leads)
    office.ingest("bid", HEADER, [["B7", "T7", "O7", "700", None, None]], "/later.csv")
    assert {lead.subject_id for lead in view(office).leads if lead.is_new} == {"O7", "T7"}


def test_a_model_that_is_gone_still_shows_its_alerts(office: Office) -> None:
    run, _ = office.screen()
    (office.models / "tendering" / "probe.sql").unlink()
    built = view(office, run)
    assert built.leads[0].alerts[0].sentence == Bilingual("probe", "probe")
    assert built.leads[0].amount == Decimal(400)
    assert built.as_of == date(2025, 6, 30)


def test_a_run_without_leads(office: Office) -> None:
    run, _ = office.screen(params={"probe": {"least": "1000000"}}, only=["probe"])
    built = view(office, run)
    assert (built.leads, built.funnel.leads, built.funnel.alerts) == ((), 0, 0)
