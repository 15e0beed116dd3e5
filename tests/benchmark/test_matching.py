"""Counting on hand-made alerts and answers: every figure is known beforehand."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from youji.benchmark.answers import Case
from youji.benchmark.matching import AlertCounts, Matches, match

# alert, model, severity, subject kind, subject
ALERTS = [
    ("a1", "ring", "high", "organisation", "O1"),  # by subject
    ("a2", "ring", "high", "organisation", "O9"),  # by rows: 2 of 4
    ("a3", "price", "low", "tender", "T5"),  # 1 of 3 rows: not the case's
    ("a4", "price", "low", "organisation", "O1"),  # by subject, another model
    ("a5", "price", "low", "person", "O3"),  # the case's O3 is an organisation
    ("a6", "kin", "medium", "organisation", "O7"),  # only rows of registers: they tie nothing
    ("a7", "ring", "high", "organisation", "O8"),  # an innocent look-alike
]
EVIDENCE = [
    ("a1", "bid", "B90"),
    *[("a2", "bid", key) for key in ("B1", "B2", "B91", "B92")],
    ("a2", "shareholding", "G1"),
    ("a2", "shareholding", "G2"),
    *[("a3", "bid", key) for key in ("B3", "B93", "B94")],
    ("a6", "shareholding", "G3"),
    ("a7", "bid", "B70"),
]
LEADS = [
    (1, "organisation", "O1"),
    (2, "organisation", "O9"),
    (3, "organisation", "O8"),
    (4, "organisation", "O7"),
    (5, "tender", "T5"),
    (6, "person", "O3"),
]


def case(number: int, subjects: set[tuple[str | None, str]], rows: set[tuple[str, str]], name: str = "ring") -> Case:
    return Case(number, name, f"{name}-{number}", "clear", Decimal("0.30"), None, subjects, rows)


TRUTH = [
    case(1, {("organisation", "O1")}, {("bid", "B80")}),
    case(2, {("organisation", "O2")}, {("bid", "B1"), ("bid", "B2")}),
    case(3, {("organisation", "O3")}, {("bid", "B3"), ("shareholding", "G3")}),
]
INNOCENT = [case(1, set(), {("bid", "B70")}, "joint_venture")]


@pytest.fixture
def matches() -> Matches:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE alert (alert_id VARCHAR, model_id VARCHAR, severity VARCHAR, subject_kind VARCHAR,"
            " subject_id VARCHAR)"
        )
        connection.execute("CREATE TABLE evidence (alert_id VARCHAR, dataset VARCHAR, key VARCHAR)")
        connection.execute(
            "CREATE TABLE lead (rank INTEGER, subject_kind VARCHAR, subject_id VARCHAR,"
            " others STRUCT(subject_kind VARCHAR, subject_id VARCHAR)[] DEFAULT [])"
        )
        connection.executemany("INSERT INTO alert VALUES (?, ?, ?, ?, ?)", ALERTS)
        connection.executemany("INSERT INTO evidence VALUES (?, ?, ?)", EVIDENCE)
        connection.executemany("INSERT INTO lead (rank, subject_kind, subject_id) VALUES (?, ?, ?)", LEADS)
        return match(connection, TRUTH, INNOCENT)


def test_a_case_is_found_by_its_subject_or_by_half_of_an_alerts_rows(matches: Matches) -> None:
    assert [one.models for one in matches.cases] == [("price", "ring"), ("ring",), ()]
    assert [one.missing for one in matches.cases] == ["0.3"] * 3


def test_a_lead_is_true_when_one_of_its_alerts_belongs_to_a_case(matches: Matches) -> None:
    told = [(lead.rank, lead.severity, lead.true, lead.models) for lead in matches.leads]
    assert told == [
        (1, "high", True, ("price", "ring")),
        (2, "high", True, ("ring",)),
        (3, "high", False, ("ring",)),
        (4, "medium", False, ("kin",)),
        (5, "low", False, ("price",)),
        (6, "low", False, ("price",)),
    ]


def test_a_false_lead_names_the_look_alike_it_belongs_to(matches: Matches) -> None:
    assert {lead.subject_id: lead.look_alikes for lead in matches.leads if lead.look_alikes} == {
        "O8": ("joint_venture",)
    }


def test_alerts_and_leads_are_counted_by_model(matches: Matches) -> None:
    assert matches.models == {
        "kin": AlertCounts(1, 0, 1, 0),
        "price": AlertCounts(3, 1, 3, 1),
        "ring": AlertCounts(3, 2, 3, 2),
    }


def test_parties_handled_together_are_all_subjects_of_the_lead() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE alert AS SELECT * FROM (VALUES ('a1', 'ring', 'low', 'organisation', 'O1'),"
            " ('a2', 'price', 'high', 'organisation', 'O2')) t(alert_id, model_id, severity, subject_kind, subject_id)"
        )
        connection.execute("CREATE TABLE evidence (alert_id VARCHAR, dataset VARCHAR, key VARCHAR)")
        connection.execute(
            "CREATE TABLE lead AS SELECT 1 AS rank, 'organisation' AS subject_kind, 'O1' AS subject_id,"
            " [{'subject_kind': 'organisation', 'subject_id': 'O2', 'tie': 'shareholder'}] AS others"
        )
        found = match(connection, [case(1, {("organisation", "O2")}, set())], [])
    (lead,) = found.leads
    assert (lead.true, lead.severity, lead.models) == (True, "high", ("price", "ring"))
    assert found.models == {"price": AlertCounts(1, 1, 1, 1), "ring": AlertCounts(1, 0, 1, 1)}
