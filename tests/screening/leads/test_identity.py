"""A lead stays the same lead: alerts arrive and go, parties join and part, the register merges and splits."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path
from typing import Any

from tests.screening.leads.gathering import Screened, alert, gather, tie

PARTIES = {"O1": "RO1", "O2": "RO2", "O3": "RO3"}
ONE, TWO, THREE = (alert(n, subject=f"O{n}", strength=f"0.{9 - n}") for n in (1, 2, 3))


class Screens:
    """One screen after the other, each with the leads of the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.before, self.number = folder, None, 0

    def __call__(self, *alerts: tuple[Any, ...], **given: Any) -> dict[str, dict[str, Any]]:
        self.number += 1
        place = self.folder / str(self.number)
        leads = gather(place, Screened(alerts, **given), self.before)
        self.before = place / "identity.parquet"  # type: ignore[assignment]
        assert len({lead["lead_id"] for lead in leads}) == len(leads)
        return {lead["subject_id"]: lead for lead in leads}


def founded(kind: str, one: str) -> str:
    return md5(f"lead|{kind}|{one}".encode(), usedforsecurity=False).hexdigest()


def test_a_new_lead_is_named_after_its_founding_party(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    assert screens(ONE)["O1"]["lead_id"] == founded("organisation", "O1")
    assert Screens(tmp_path / "b")(ONE, parties=PARTIES)["O1"]["lead_id"] == founded("organisation", "RO1")


def test_alerts_arrive_and_go_and_the_lead_stays(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    first = screens(ONE, alert(8, "low"))["O1"]["lead_id"]
    assert screens(alert(9, "critical"))["O1"]["lead_id"] == first
    assert screens(TWO).keys() == {"O2"}
    again = screens(ONE, TWO)
    assert again["O1"]["lead_id"] == first
    assert (again["O1"]["absorbed"], again["O1"]["split_from"]) == ([], None)


def test_a_register_that_comes_later_renames_no_lead(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    first = screens(ONE)["O1"]["lead_id"]
    later = screens(ONE, parties={"O1": "RO7", "X1": "RO7"})["O1"]
    assert (later["lead_id"], later["party_id"]) == (first, "RO7")


def test_tied_leads_become_one_that_names_what_it_took_in_and_part_again(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    apart = screens(ONE, TWO, THREE, parties=PARTIES)
    ids = {subject: lead["lead_id"] for subject, lead in apart.items()}
    tied = screens(ONE, TWO, THREE, parties=PARTIES, ties=[tie("RO1", "RO2")])
    assert tied.keys() == {"O1", "O3"}
    assert tied["O3"]["lead_id"] == ids["O3"]
    kept = tied["O1"]["lead_id"]
    assert kept == min(ids["O1"], ids["O2"])
    assert tied["O1"]["absorbed"] == [max(ids["O1"], ids["O2"])]
    assert screens(ONE, TWO, THREE, parties=PARTIES, ties=[tie("RO1", "RO2")])["O1"]["absorbed"] == [
        max(ids["O1"], ids["O2"])
    ]
    parted = screens(ONE, TWO, THREE, parties=PARTIES)
    assert {parted["O1"]["lead_id"], parted["O2"]["lead_id"]} & {kept} == {kept}
    (new,) = (lead for lead in parted.values() if lead["lead_id"] not in {kept, ids["O3"]})
    assert new["split_from"] == kept
    assert new["lead_id"] not in set(ids.values())
    again = screens(ONE, TWO, THREE, parties=PARTIES)
    assert {s: lead["lead_id"] for s, lead in again.items()} == {s: lead["lead_id"] for s, lead in parted.items()}
    assert sum(lead["split_from"] == kept for lead in again.values()) == 1


def test_a_lead_goes_with_most_of_its_parties(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    (whole,) = screens(ONE, TWO, THREE, parties=PARTIES, ties=[tie("RO1", "RO2"), tie("RO2", "RO3")]).values()
    parted = screens(ONE, TWO, THREE, parties=PARTIES, ties=[tie("RO2", "RO3")])
    assert parted["O2"]["lead_id"] == whole["lead_id"]
    assert parted["O1"]["split_from"] == whole["lead_id"]


def test_a_merge_in_the_register_travels_to_the_leads_and_so_does_the_split(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    apart = screens(ONE, TWO, parties={"O1": "RO1", "O2": "RO2"})
    # merged: alerts are about the founding record of the party now
    merged = screens(ONE, alert(2, subject="O1"), parties={"O1": "RO1", "O2": "RO1"})
    assert merged.keys() == {"O1"}
    assert {merged["O1"]["lead_id"], *merged["O1"]["absorbed"]} == {lead["lead_id"] for lead in apart.values()}
    split = screens(ONE, TWO, parties={"O1": "RO1", "O2": "RO9"})
    kept = merged["O1"]["lead_id"]
    assert kept in {lead["lead_id"] for lead in split.values()}
    assert [lead["split_from"] for lead in split.values() if lead["lead_id"] != kept] == [kept]


def test_a_party_that_left_without_alerts_does_not_take_the_lead_along(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    ties = [tie("RO1", "RO2")]
    lead = screens(ONE, TWO, parties=PARTIES, ties=ties)["O1"]["lead_id"]
    assert screens(TWO, parties=PARTIES)["O2"]["lead_id"] == lead
    back = screens(ONE, TWO, parties=PARTIES)
    assert back["O2"]["lead_id"] == lead
    assert back["O1"]["split_from"] == lead


def test_a_person_and_an_organisation_of_one_id_stay_two_leads(tmp_path: Path) -> None:
    screens = Screens(tmp_path)
    found = (alert(1, subject="X"), alert(2, "low", "X", "person"))
    gathered = gather(tmp_path / "a", Screened(found))
    assert {lead["lead_id"] for lead in gathered} == {founded("organisation", "X"), founded("person", "X")}
    assert screens() == {}
