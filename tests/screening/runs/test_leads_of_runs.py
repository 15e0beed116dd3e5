"""Leads from run to run: outcomes, calibration and register are part of what a run follows from, and of its record."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.screening.leads.gathering import Screened, tie
from tests.screening.leads.gathering import gather as written
from tests.screening.runs.office import BIDS, NOON, Office

from youji.cli.outcomes import find_lead
from youji.screening.errors import YoujiError
from youji.screening.leads.calibration import Calibration, Calibrations, Knot
from youji.screening.leads.judged import weighable
from youji.screening.leads.outcomes import Outcome, OutcomeLog
from youji.screening.linking.snapshot import KINDS, Snapshot, Snapshots
from youji.screening.runs.record import RunRecord


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.bids()
    return office


def leads(office: Office, run: RunRecord) -> dict[str, dict[str, Any]]:
    """The run's leads by subject."""
    cursor = duckdb.sql(f"FROM read_parquet('{office.store.leads_file(run.run_id)}') ORDER BY rank")
    return {row["subject_id"]: row for row in (dict(zip(cursor.columns, r, strict=True)) for r in cursor.fetchall())}


def judge(office: Office, run: RunRecord, subject: str, outcome: Outcome) -> None:
    lead = leads(office, run)[subject]
    folders = [office.store.step_folder(s.model_id, s.key or "") for s in run.steps]
    files = [[folder / name for folder in folders] for name in ("alerts.parquet", "evidence.parquet")]
    with duckdb.connect() as connection:
        kept = weighable(connection, office.store.leads_file(run.run_id), *files, [lead["lead_id"]])
    alerts, evidence = kept[lead["lead_id"]]
    OutcomeLog(office.home.outcomes).add(
        lead["lead_id"],
        outcome,
        run_id=run.run_id,
        by="somebody",
        at=NOON,
        why="looked at it",
        alert_ids=lead["alert_ids"],
        model_ids=sorted({alert.model_id for alert in alerts}),
        alerts=alerts,
        evidence=evidence,
    )


def register(office: Office, folder: Path, parties: Mapping[str, str], ties: list[tuple[Any, ...]]) -> str:
    """Puts a snapshot with aliases and ties in force and gives its hash."""
    written(folder, Screened(parties=parties, ties=ties))
    hash_ = f"{abs(hash(tuple(sorted(parties.items())))):016x}"[:16]
    counts = dict.fromkeys(KINDS, 0)
    office.home.register.mkdir(exist_ok=True)
    Snapshots(office.home.register).keep(
        folder / "register", Snapshot(hash_, "2025-06-30", {}, 0, {}, {}, counts, counts, counts)
    )
    return hash_


def test_an_outcome_gathers_leads_anew_and_computes_no_model(office: Office) -> None:
    first, _ = office.screen()
    before = leads(office, first)
    judge(office, first, "O1", Outcome.NOT_CONFIRMED)
    second, unchanged = office.screen()
    assert not unchanged
    assert all(step.reused for step in second.steps)
    assert (first.outcomes, second.outcomes is None) == (None, False)
    after = leads(office, second)
    assert after["O1"]["score"] < before["O1"]["score"]
    assert {s: lead["lead_id"] for s, lead in after.items()} == {s: lead["lead_id"] for s, lead in before.items()}
    assert office.screen() == (second, True)
    judge(office, second, "O1", Outcome.OPEN)
    third, _ = office.screen()
    assert third.outcomes is None
    assert {s: lead["score"] for s, lead in leads(office, third).items()} == {
        s: lead["score"] for s, lead in before.items()
    }


def test_the_record_names_the_frozen_map_and_the_scores_follow_it(office: Office) -> None:
    first, _ = office.screen()
    knots = (Knot(Decimal(0), Decimal("0.3")), Knot(Decimal(1), Decimal("0.3")))
    frozen = Calibration("beta", 200, 60, knots)
    Calibrations(office.home.calibrations).freeze(frozen, NOON)
    second, _ = office.screen()
    assert (first.calibration, second.calibration) == (None, frozen.hash)
    assert {lead["score"] for lead in leads(office, second).values()} == {Decimal("0.3")}
    assert [lead["score_raw"] for lead in leads(office, second).values()] == [
        lead["score_raw"] for lead in leads(office, first).values()
    ]
    assert office.store.load(second.run_id) == second


def test_same_snapshot_same_leads_byte_for_byte(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        office = Office(tmp_path / name)
        office.bids()
        office.organisations()
        register(office, tmp_path / name / "made", {"O1": "RO1", "O2": "RO2"}, [tie("RO1", "RO2")])
        run, _ = office.screen()
        files.append(
            [p.read_bytes() for p in (office.store.leads_file(run.run_id), office.store.identity_file(run.run_id))]
        )
    assert files[0] == files[1]


def test_the_register_gathers_tied_parties_and_a_new_snapshot_parts_them(office: Office, tmp_path: Path) -> None:
    office.bids([["B9", "T9", "O2", "700"]], "more")
    apart, _ = office.screen()
    before = leads(office, apart)
    assert {"O1", "O2"} <= before.keys()
    hash_ = register(office, tmp_path / "one", {"O1": "RO1", "O2": "RO2"}, [tie("RO1", "RO2")])
    tied, _ = office.screen()
    assert (apart.register, tied.register) == (None, hash_)
    assert all(step.reused for step in tied.steps)
    (whole,) = (lead for lead in leads(office, tied).values() if lead["others"])
    assert {whole["subject_id"], whole["others"][0]["subject_id"]} == {"O1", "O2"}
    assert {whole["lead_id"], *whole["absorbed"]} == {before["O1"]["lead_id"], before["O2"]["lead_id"]}
    register(office, tmp_path / "two", {"O1": "RO1", "O2": "RO2", "O3": "RO3"}, [])
    parted, _ = office.screen()
    split = {lead["lead_id"]: lead["split_from"] for lead in leads(office, parted).values()}
    assert whole["lead_id"] in split
    assert whole["lead_id"] in split.values()


def test_a_lead_keeps_its_id_while_its_alerts_change_and_when_only_some_models_run(office: Office) -> None:
    first, _ = office.screen()
    ids = {s: lead["lead_id"] for s, lead in leads(office, first).items()}
    office.screen(only=["pairs"])
    office.bids([["B4", "T4", "O1", "900"], ["B1", "T1", "O1", "1"]], "later")
    last, _ = office.screen()
    now = {s: lead["lead_id"] for s, lead in leads(office, last).items()}
    assert {s: now[s] for s in ids if s in now} == {s: ids[s] for s in ids if s in now}
    assert now["O1"] == ids["O1"]
    assert leads(office, last)["O1"]["since"] == date(2025, 6, 30)


def test_a_run_from_before_this_file_passes_its_ids_on(office: Office) -> None:
    first, _ = office.screen()
    old = "0123456789abcdef" * 2
    path = office.store.leads_file(first.run_id)
    office.store.identity_file(first.run_id).unlink()
    duckdb.sql(
        f"COPY (SELECT * REPLACE (CASE subject_id WHEN 'O1' THEN '{old}' ELSE lead_id END AS lead_id)"
        f" FROM read_parquet('{path}')) TO '{path}.new' (FORMAT parquet)"
    )
    shutil.move(f"{path}.new", path)
    office.bids([["B5", "T5", "O7", "500"]], "later")
    second, _ = office.screen()
    assert leads(office, second)["O1"]["lead_id"] == old


def test_evidence_that_two_models_share_counts_once_in_a_run(office: Office) -> None:
    office.write("again")
    run, _ = office.screen()
    lead = leads(office, run)["O1"]
    assert lead["n_models"] == 2
    alone, _ = office.screen(only=["probe"])
    assert lead["score"] == leads(office, alone)["O1"]["score"]
    assert len(BIDS) == 3


def test_a_lead_is_found_by_any_of_its_parties_and_by_what_it_took_in(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJI_HOME", str(office.home.path))
    office.bids([["B9", "T9", "O2", "700"]], "more")
    apart, _ = office.screen()
    before = leads(office, apart)
    register(office, tmp_path / "one", {"O1": "RO1", "O2": "RO2"}, [tie("RO1", "RO2")])
    tied, _ = office.screen()
    (whole,) = (lead for lead in leads(office, tied).values() if lead["others"])
    names = ["O1", "O2", "RO1", "RO2", before["O1"]["lead_id"], before["O2"]["lead_id"][:8], str(whole["rank"])]
    assert {find_lead(tied, name)["lead_id"] for name in names} == {whole["lead_id"]}
    with pytest.raises(YoujiError, match="RO3"):
        find_lead(tied, "RO3")
