"""Screening reads parties under the ids of the register: a merge, a split and an undo travel to the alerts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.office import AS_OF, Office

from youji.screening.engine.limits import Limits
from youji.screening.engine.on_duckdb import OnDuckDB
from youji.screening.lake.tables import Lake
from youji.screening.lake.views import create_views
from youji.screening.linking.judgements import JudgementLog, Verdict
from youji.screening.linking.snapshot import Snapshots
from youji.screening.runs.linking import link_parties, register_is_current
from youji.screening.runs.record import RunRecord
from youji.screening.runs.replay import replay
from youji.screening.runs.screen import Screening
from youji.screening.supervision.model import load_catalogue

MODEL = load_catalogue()["shared_controller"]
LIMITS = Limits(memory="1GB")
PEOPLE = [
    ["P1", "李建军", "1975-03-12", "14212345678", "棠浦市人民路3号2栋501室"],
    ["P2", "李建军", "1975-03-12", "14212345678", "棠浦市人民路3号2栋501室"],
    ["P3", "王小平", "1980-01-01", "14299999999", "棠浦市中山路8号"],
]


class Zone:
    """Two bidders in one tender, whose legal representative stands in the files as two persons."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder)
        self.home = self.office.home
        self.office.bids([["B1", "T1", "O1", "150"], ["B2", "T1", "O2", "99"], ["B3", "T1", "O3", "120"]])
        firms = [[f"O{n}", f"棠浦{sign}建设有限公司", "company", f"P{n}"] for n, sign in enumerate("甲乙丙", 1)]
        self.office.ingest("organisation", ["organisation_id", "name", "kind", "legal_representative_id"], firms)
        self.office.ingest("person", ["person_id", "name", "born_on", "phone", "address"], PEOPLE)

    def link(self) -> None:
        with self.home.writing():
            link_parties(self.home, CONTRACTS, LIMITS, self.office.now)

    def decide(self, verdict: Verdict) -> None:
        log = JudgementLog(self.home.judgements)
        log.add("person", verdict, [("person:P1", "person:P2")], by="analyst", at=self.office.now, why="looked")
        self.link()

    def screen(self) -> RunRecord:
        self.office.now = self.office.now.replace(second=self.office.now.second + 1)
        with self.home.writing():
            return Screening(self.home, CONTRACTS, [MODEL], AS_OF, self.office.now, limits=LIMITS).run()[0]

    def subjects(self, run: RunRecord) -> set[str]:
        return {str(row[2]) for row in self.office.leads(run)}

    def leads(self, run: RunRecord) -> dict[str, dict[str, Any]]:
        """Subject → its lead."""
        found = duckdb.sql(f"FROM read_parquet('{self.office.store.leads_file(run.run_id)}')").to_arrow_table()
        return {row["subject_id"]: row for row in found.to_pylist()}

    def evidence(self, run: RunRecord, dataset: str) -> int:
        folder = self.office.store.step_folder(MODEL.id, self.office.step(run, MODEL.id).key or "")
        query = f"SELECT count(DISTINCT row_id) FROM read_parquet('{folder}/evidence.parquet') WHERE dataset = ?"
        return int(duckdb.execute(query, [dataset]).fetchall()[0][0])


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    return Zone(tmp_path)


def test_one_representative_in_two_records_is_seen_once_they_are_linked(zone: Zone) -> None:
    before = zone.screen()
    assert (before.register, zone.subjects(before)) == (None, set())
    zone.link()
    after = zone.screen()
    assert zone.subjects(after) == {"O1", "O2"}
    assert Snapshots(zone.home.register).path(after.register or "").is_dir()
    assert zone.evidence(after, "organisation") == 2


def test_a_split_and_an_undo_travel_to_the_leads(zone: Zone) -> None:
    zone.link()
    assert zone.subjects(zone.screen()) == {"O1", "O2"}
    zone.decide(Verdict.APART)
    assert zone.subjects(zone.screen()) == set()
    zone.decide(Verdict.OPEN)
    assert zone.subjects(zone.screen()) == {"O1", "O2"}
    zone.decide(Verdict.APART)
    zone.office.ingest("person", ["person_id", "name"], [["P4", "赵六"]], "/office/later.csv")
    zone.link()
    assert zone.subjects(zone.screen()) == set(), "a decision is remembered when new records come"


def test_a_lead_on_a_probable_match_says_so_until_a_person_confirms_it(zone: Zone) -> None:
    zone.link()
    doubtful = zone.leads(zone.screen())
    assert {(lead["rests_on_probable"], lead["severity"]) for lead in doubtful.values()} == {(True, "low")}
    zone.decide(Verdict.SAME)
    sure = zone.leads(zone.screen())
    assert {(lead["rests_on_probable"], lead["severity"]) for lead in sure.values()} == {(False, "high")}
    assert all(sure[subject]["score"] >= doubtful[subject]["score"] for subject in ("O1", "O2"))
    assert {s: lead["lead_id"] for s, lead in sure.items()} == {s: lead["lead_id"] for s, lead in doubtful.items()}


def test_a_lead_that_a_split_took_away_comes_back_under_its_id_when_it_is_undone(zone: Zone) -> None:
    zone.link()
    before = zone.leads(zone.screen())
    zone.decide(Verdict.APART)
    assert zone.leads(zone.screen()) == {}
    zone.decide(Verdict.OPEN)
    again = zone.leads(zone.screen())
    assert {s: lead["lead_id"] for s, lead in again.items()} == {s: lead["lead_id"] for s, lead in before.items()}
    assert all(lead["party_id"].startswith("RO") for lead in again.values())


def test_a_run_is_replayed_on_the_snapshot_that_it_read(zone: Zone) -> None:
    zone.link()
    run = zone.screen()
    zone.decide(Verdict.APART)
    steps = replay(zone.home, CONTRACTS, run, LIMITS, OnDuckDB())
    assert [(step.n_alerts, step.differing) for step in steps] == [(run.n_alerts, 0)]


def test_the_register_is_current_until_records_or_decisions_come(zone: Zone) -> None:
    assert not register_is_current(zone.home)
    zone.link()
    assert register_is_current(zone.home)
    JudgementLog(zone.home.judgements).add(
        "person", Verdict.APART, [("person:P1", "person:P2")], by="analyst", at=zone.office.now, why="looked"
    )
    assert not register_is_current(zone.home)
    zone.link()
    assert register_is_current(zone.home)
    zone.office.ingest("person", ["person_id", "name"], [["P4", "赵六"]], "/office/later.csv")
    assert not register_is_current(zone.home)


def test_a_party_of_several_records_is_one_row_for_a_model_and_all_of_them_as_evidence(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ingest(
        "organisation",
        ["organisation_id", "name", "uscc", "phone", "address"],
        [
            ["O1", "棠浦甲建设有限公司", "91618501412820494P", None, None],
            ["O2", "棠浦甲建设有限责任公司", "91618501412820494P", "14212345678", None],
        ],
    )
    office.ingest("bid", ["bid_id", "tender_id", "bidder_id"], [["B1", "T1", "O2"]])
    office.ingest(
        "bid", ["bid_id", "tender_id", "bidder_name"], [["B2", "T1", "棠浦甲建设有限责任公司"]], "/office/names.csv"
    )
    with office.home.writing():
        link_parties(office.home, CONTRACTS, LIMITS, office.now)
    snapshots = Snapshots(office.home.register)
    current = snapshots.current()
    assert current is not None
    lake, wanted = Lake(office.home), {"organisation": ("organisation_id", "phone"), "bid": ("bid_id", "bidder_id")}
    with duckdb.connect() as connection:
        for every, rows in ((False, [("O1", "14212345678")]), (True, [("O1", None), ("O1", "14212345678")])):
            create_views(
                connection,
                lake,
                CONTRACTS,
                lake.versions(),
                wanted,
                parties=snapshots.party_ids(current),
                every_record=every,
            )
            found = connection.execute("SELECT organisation_id, phone FROM organisation ORDER BY _row").fetchall()
            assert found == rows
        assert connection.execute("SELECT * EXCLUDE (_row) FROM bid ORDER BY bid_id").fetchall() == [
            ("B1", "O1"),
            ("B2", "O1"),
        ]
