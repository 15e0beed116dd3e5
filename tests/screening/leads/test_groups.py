"""Which parties are one lead: firm ties only, never a crowd, the highest party first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.screening.leads.gathering import Screened, alert, gather, tie

from youji.screening.leads.groups import LARGEST_GROUP

PARTIES = {"O1": "RO1", "O2": "RO2", "O3": "RO3", "P1": "RP1"}
FOUND = [
    alert(1, "low", "O1"),
    alert(2, "high", "O2"),
    alert(3, "medium", "P1", "person"),
    alert(4, "critical", "T1", "tender"),
]


def groups(leads: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(lead["subject_id"], [other["subject_id"] for other in lead["others"]]) for lead in leads]


def test_a_legal_representative_and_the_firms_are_one_lead(tmp_path: Path) -> None:
    ties = [tie("RP1", "RO1"), tie("RP1", "RO2")]
    leads = gather(tmp_path, Screened(FOUND, parties=PARTIES, ties=ties))
    assert groups(leads) == [("T1", []), ("O2", ["P1", "O1"])]
    lead = leads[1]
    assert (lead["party_id"], lead["n_alerts"], lead["n_models"]) == ("RO2", 3, 3)
    assert [(o["party_id"], o["tie"], o["tied_to"]) for o in lead["others"]] == [
        ("RP1", "legal_representative", "O2"),
        ("RO1", "legal_representative", "P1"),
    ]
    assert len(lead["alert_ids"]) == 3


@pytest.mark.parametrize(
    ("bond", "one"),
    [
        (tie("RO1", "RO2", "shareholder", "0.5"), False),
        (tie("RO1", "RO2", "shareholder", "0.500001"), True),
        (tie("RO2", "RO1", "shareholder_chain", "0.81"), True),
        (tie("RO1", "RO2", "shareholder", None), False),
        (tie("RO1", "RO2", "kin"), False),
        (tie("RO1", "RO2", "shared_phone"), False),
        (tie("RO1", "RO2", "possibly_same"), False),
        (tie("RO1", "RO2", certainty="probable"), False),
        (tie("RO1", "RO2", "shareholder", "0.9", certainty="probable"), False),
        (tie("RO1", "RO9"), False),
        (tie("RO1", "RO2", since=date(2025, 7, 1)), False),
        (tie("RO1", "RO2", since=date(2025, 6, 30)), True),
        (tie("RO1", "RO2", until=date(2024, 12, 31)), False),
        (tie("RO1", "RO2", until=date(2025, 1, 1)), True),
    ],
)
def test_only_a_firm_tie_of_the_time_binds(bond: tuple[Any, ...], one: bool, tmp_path: Path) -> None:
    found = [alert(1, subject="O1", day=date(2025, 1, 1)), alert(2, subject="O2", day=date(2025, 5, 1))]
    leads = gather(tmp_path, Screened(found, parties=PARTIES, ties=[bond]))
    assert len(leads) == (1 if one else 2)


def test_nobody_swallows_forty_firms(tmp_path: Path) -> None:
    firms = [f"O{n:02}" for n in range(40)]
    parties = {firm: f"R{firm}" for firm in firms} | {"P1": "RP1"}
    found = [alert(n, subject=firm, strength=f"0.{90 - n:02}") for n, firm in enumerate(firms)]
    ties = [tie("RP1", f"R{firm}") for firm in firms]
    leads = gather(tmp_path, Screened([*found, alert(99, "low", "P1", "person")], parties=parties, ties=ties))
    sizes = sorted((1 + len(lead["others"]) for lead in leads), reverse=True)
    assert sizes == [LARGEST_GROUP] + [1] * 31
    (big,) = (lead for lead in leads if lead["others"])
    assert big["subject_id"] == "O00"
    assert [o["subject_id"] for o in big["others"]] == ["P1", *firms[1 : LARGEST_GROUP - 1]]


def test_a_long_chain_of_holdings_is_cut_into_leads_of_neighbours(tmp_path: Path) -> None:
    firms = [f"O{n:02}" for n in range(30)]
    found = [alert(n, subject=firm) for n, firm in enumerate(firms)]
    ties = [tie(f"R{a}", f"R{b}", "shareholder", "1") for a, b in pairwise(firms)]
    leads = gather(tmp_path, Screened(found, parties={firm: f"R{firm}" for firm in firms}, ties=ties))
    placed = [one for subject, others in groups(leads) for one in (subject, *others)]
    assert sorted(placed) == firms
    for subject, others in groups(leads):
        numbers = sorted(int(one[1:]) for one in (subject, *others))
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert numbers[-1] - numbers[0] <= 4


def test_equal_parties_are_ordered_by_id(tmp_path: Path) -> None:
    found = [alert(1, subject="O2"), alert(2, subject="O1")]
    for name, ties in (("a", [tie("RO1", "RO2")]), ("b", [tie("RO2", "RO1")])):
        leads = gather(tmp_path / name, Screened(found, parties=PARTIES, ties=ties))
        assert groups(leads) == [("O1", ["O2"])]


def test_without_a_register_or_ties_every_subject_is_its_own_lead(tmp_path: Path) -> None:
    for name, screened in (
        ("none", Screened(FOUND)),
        ("no ties", Screened(FOUND, parties=PARTIES)),
        ("empty", Screened(FOUND, parties=PARTIES, ties=[])),
    ):
        leads = gather(tmp_path / name, screened)
        assert groups(leads) == [("T1", []), ("O2", []), ("P1", []), ("O1", [])]
        assert (leads[0]["party_id"], leads[1]["party_id"]) == (None, "RO2" if screened.parties else None)


def test_two_records_of_one_party_are_one_lead(tmp_path: Path) -> None:
    found = [alert(1, subject="O1"), alert(2, subject="O2")]
    (lead,) = gather(tmp_path, Screened(found, parties={"O1": "RO1", "O2": "RO1"}))
    assert (lead["n_alerts"], lead["party_id"], lead["others"]) == (2, "RO1", [])


def test_evidence_shared_across_tied_parties_counts_once(tmp_path: Path) -> None:
    found = [alert(1, subject="O1"), alert(2, subject="O2")]
    rows = {f"{n:032x}": [5] for n in (1, 2)}
    (lead,) = gather(tmp_path, Screened(found, rows, parties=PARTIES, ties=[tie("RO1", "RO2")]))
    assert float(lead["score"]) == pytest.approx(0.28, abs=2e-6)
