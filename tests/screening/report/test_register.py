"""What the register adds to a report: its figures, one node a party, and ties that are only probable."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.screening.linking.conftest import Office
from tests.screening.linking.test_register import LI

from youji.screening.lake.home import Home
from youji.screening.linking.lookup import RegisterView
from youji.screening.report.data import LeadView, RunView, TieEdge
from youji.screening.report.html import render_report
from youji.screening.report.register import chance, register_in_force, summary, with_register
from youji.screening.report.tie_graph import draw_ties


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Person 2 is person 1 by weight alone; company 春 is person 2's, and gives person 9's phone."""
    office = Office(tmp_path)
    office.put("person", person_id="1", **LI)
    office.put("person", person_id="2", **LI)
    office.put("person", person_id="9", name="赵敏", phone="05711111111")
    office.put("organisation", organisation_id="D1", name="棠浦市春和商贸有限公司", phone="05711111111")
    office.put("shareholding", shareholding_id="S", holder_id="2", organisation_id="D1", share="0.5")
    office.link()
    return office


def lead(*ties: TieEdge) -> LeadView:
    return LeadView("l", 1, "organisation", "D1", "春和", Decimal("0.5"), ties=ties)


KIN = TieEdge("9", "赵敏", "person", "1", "李建军", "person", "kin", "spouse")
SHARE = TieEdge("2", "李建军", "person", "D1", "春和", "organisation", "shareholder", "50%")


def told(office: Office, *ties: TieEdge) -> set[tuple[str, str, str, str]]:
    with duckdb.connect() as connection:
        (made,) = with_register(connection, office.snapshot, [lead(*ties)])
    return {(tie.source_id, tie.kind, tie.target_id, tie.certainty) for tie in made.ties}


def test_records_of_one_party_are_one_node_and_what_weight_joined_is_probable(office: Office) -> None:
    assert told(office, KIN, SHARE) == {
        ("9", "kin", "1", "certain"),
        ("1", "shareholder", "D1", "probable"),
        ("D1", "shared_phone", "9", "certain"),
    }


def test_a_tie_the_rows_show_is_not_drawn_twice(office: Office) -> None:
    shown = TieEdge("9", "赵敏", "person", "D1", "春和", "organisation", "shared_phone")
    assert told(office, shown) == {("9", "shared_phone", "D1", "certain")}


def test_ids_that_the_register_does_not_know_stay_as_they_are(office: Office) -> None:
    bid = TieEdge("D1", "春和", "organisation", "T1", "某项目", "tender", "bid")
    assert told(office, bid) == {("D1", "bid", "T1", "certain")}


def test_the_register_in_figures(office: Office) -> None:
    view = RegisterView(office.register)
    told = summary(view)
    persons = told.kinds[0]
    assert (persons.kind, persons.records, persons.parties, persons.merged) == ("person", 3, 2, 1)
    assert told.ties == (("shared_phone", 1, 0), ("shareholder", 0, 1))


def test_without_a_register_there_is_no_section(run_view: RunView, tmp_path: Path, office: Office) -> None:
    assert register_in_force(Home(tmp_path / "nothing")) is None
    assert 'id="register"' not in render_report(run_view)
    page = render_report(replace(run_view, register=summary(RegisterView(office.register))), "en")
    assert 'id="register"' in page
    assert "Ties by kind and certainty" in page


def test_a_probable_tie_has_a_broken_line_and_says_so_in_words(run_view: RunView) -> None:
    first = run_view.leads[0]
    edge = replace(first.ties[0], certainty="probable")
    page = render_report(replace(run_view, leads=(replace(first, ties=(edge,)),)), "zh")
    assert 'class="tie-line probable"' in page
    assert "可能：" in page
    assert "Broken line" in page
    plain = render_report(replace(run_view, leads=(replace(first, ties=first.ties[:1]),)), "zh")
    assert 'class="tie-line probable"' not in plain
    assert "Broken line" not in plain


def test_one_certain_tie_makes_the_line_whole_and_the_other_still_says_so() -> None:
    drawing = draw_ties([KIN, replace(KIN, kind="possibly_same", certainty="probable")], "9")
    assert drawing is not None
    (edge,) = drawing.edges
    assert (edge.certainty, edge.label.en) == ("certain", "kin; probable: poss…")


def test_what_is_not_certain_never_reads_a_hundred_per_cent() -> None:
    assert (chance(Decimal("0.999999")), chance(Decimal("0.934"))) == (">99.9%", "93.4%")
