"""A run: what it records, what it reuses, what it recomputes, and what never stops the others."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.screening.runs.office import AS_OF, BIDS, Office

import youji
from youji.screening.engine.limits import Limits
from youji.screening.engine.session import ENGINE_VERSION
from youji.screening.errors import HomeError
from youji.screening.lake.batches import BatchRegister
from youji.screening.runs.record import StepStatus, fingerprint
from youji.screening.runs.screen import not_computable


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.bids()
    return office


def reused(office: Office, **given: object) -> dict[str, bool]:
    run, _ = office.screen(**given)  # type: ignore[arg-type]
    return {step.model_id: step.reused for step in run.steps}


def test_a_run_records_what_it_was(office: Office) -> None:
    office.organisations()
    run, unchanged = office.screen()
    assert not unchanged
    assert run.run_id.startswith("20250630T120100-")
    assert (run.as_of, run.engine, run.engine_version) == ("2025-06-30", "duckdb", ENGINE_VERSION)
    assert run.youji_version == youji.__version__
    assert run.versions == {"bid": 0, "organisation": 0}
    assert (run.n_alerts, run.n_leads) == (4, 3)
    probe = office.step(run, "probe")
    assert probe.status is StepStatus.DONE
    assert probe.params == {"least": "100", "how_much": "0.5"}
    assert probe.inputs == {"bid": 0}
    assert (probe.n_alerts, probe.n_evidence, probe.reused, probe.reason) == (2, 2, False, None)
    assert len(probe.model_hash) == 64
    assert office.store.load("latest") == office.store.load(run.run_id) == office.store.load("20250630T1201") == run
    assert office.leads(run) == [
        (1, "organisation", "O1", "甲公司", Decimal(400), "CNY", 2),
        (2, "tender", "T2", None, Decimal(400), None, 1),
        (3, "tender", "T1", None, Decimal(249), None, 1),
    ]


def test_nothing_new_is_said_and_nothing_written(office: Office) -> None:
    first, _ = office.screen()
    before = sorted(office.home.path.rglob("*.parquet"))
    again, unchanged = office.screen()
    assert unchanged
    assert again == first
    assert sorted(office.home.path.rglob("*.parquet")) == before


def test_a_changed_parameter_recomputes_its_model_only(office: Office) -> None:
    office.screen()
    run, unchanged = office.screen(params={"probe": {"least": "50"}})
    assert not unchanged
    assert {step.model_id: (step.reused, step.n_alerts) for step in run.steps} == {
        "pairs": (True, 2),
        "probe": (False, 3),
    }
    back, unchanged = office.screen()
    assert not unchanged
    assert all(step.reused for step in back.steps)
    assert back.n_alerts == 4


def test_a_changed_model_recomputes_itself_only(office: Office) -> None:
    office.screen()
    office.write("probe", severity="high")
    assert reused(office) == {"pairs": True, "probe": False}


def test_new_rows_recompute_only_models_that_read_them(office: Office) -> None:
    office.screen()
    office.organisations()
    run, unchanged = office.screen()
    assert not unchanged
    assert {step.model_id: step.reused for step in run.steps} == {"pairs": True, "probe": True}
    assert office.leads(run)[0][3] == "甲公司"
    office.bids([["B9", "T9", "O9", "500"]], "/office/more.csv")
    assert reused(office) == {"pairs": False, "probe": False}


def test_another_day_recomputes_only_models_that_look_from_it(office: Office) -> None:
    office.write(
        "dated",
        sql="SELECT bid_id, bidder_id FROM bid WHERE submitted_at <= $as_of",
        inputs={"bid": ["bid_id", "bidder_id", "submitted_at"]},
        optional={"bid": ["submitted_at"]},
        params=None,
        amount=None,
        currency=None,
        strength=None,
        explain={"zh": "x", "en": "x"},
    )
    assert reused(office) == {"dated": False, "pairs": False, "probe": False}
    assert reused(office, as_of=date(2025, 7, 1)) == {"dated": False, "pairs": True, "probe": True}


def test_a_subset_of_models_is_a_run_of_its_own(office: Office) -> None:
    office.screen()
    run, unchanged = office.screen(only=["pairs"])
    assert not unchanged
    assert [(step.model_id, step.reused) for step in run.steps] == [("pairs", True)]


def test_missing_inputs_are_named_with_what_to_do(office: Office) -> None:
    office.write(
        "no_award",
        inputs={"bid": ["bid_id", "bidder_id", "amount"], "award": ["award_id", "bid_id"]},
        sql="SELECT b.bidder_id, b.bid_id, b.amount, 'CNY' AS currency, CAST($how_much AS DECIMAL(9, 6)) AS strength"
        " FROM bid AS b INNER JOIN award AS a ON a.bid_id = b.bid_id WHERE b.amount >= $least",
    )
    office.write(
        "no_status",
        inputs={"bid": ["bid_id", "bidder_id", "amount", "status"]},
        sql="SELECT bidder_id, bid_id, amount, status AS currency, CAST($how_much AS DECIMAL(9, 6)) AS strength"
        " FROM bid WHERE amount >= $least",
    )
    run, _ = office.screen()
    award, status = office.step(run, "no_award"), office.step(run, "no_status")
    assert (award.status, award.missing) == (StepStatus.NOT_COMPUTABLE, ("award",))
    assert award.reason == "not computable: no rows of `award` (youji ingest FILE --as award)."
    assert (status.status, status.missing) == (StepStatus.NOT_COMPUTABLE, ("bid.status",))
    assert status.reason == (
        "not computable: no source column is mapped to `bid.status` (add it to the mapping and ingest again)."
    )
    assert office.step(run, "probe").status is StepStatus.DONE
    assert "`award`" in not_computable(["award", "bid.lot_id"])
    assert "`bid.lot_id`" in not_computable(["award", "bid.lot_id"])


def test_a_mapped_column_that_is_always_empty_is_there_and_is_named(office: Office) -> None:
    office.write(
        "by_status",
        inputs={"bid": ["bid_id", "bidder_id", "amount", "status"]},
        sql="SELECT bidder_id, bid_id, amount, 'CNY' AS currency, CAST($how_much AS DECIMAL(9, 6)) AS strength"
        " FROM bid WHERE amount >= $least AND status IS NULL",
    )
    office.ingest(
        "bid", ["bid_id", "tender_id", "bidder_id", "amount", "status"], [["B7", "T7", "O7", "700", None]], "b"
    )
    run, _ = office.screen()
    step = office.step(run, "by_status")
    assert (step.status, step.n_alerts, step.empty) == (StepStatus.DONE, 3, ("bid.status",))
    assert office.step(run, "probe").empty == ()
    assert office.store.load(run.run_id) == run
    office.ingest("bid", ["bid_id", "tender_id", "bidder_id", "status"], [["B8", "T8", "O8", "valid"]], "c")
    assert office.step(office.screen()[0], "by_status").empty == ()


def test_no_failing_model_stops_the_others(office: Office) -> None:
    office.write("broken", sql="SELECT nonsense FROM nowhere")
    office.write("twice", grain=["bidder_id"])
    run, _ = office.screen(params={"probe": {"least": "1e9"}, "broken": {"unknown": "1"}})
    broken, twice = office.step(run, "broken"), office.step(run, "twice")
    assert broken.status is twice.status is StepStatus.FAILED
    assert "parameter `unknown` is unknown" in str(broken.reason)
    assert "does not tell its alerts apart" in str(twice.reason)
    assert (office.step(run, "probe").n_alerts, office.step(run, "pairs").n_alerts) == (0, 2)
    assert office.step(office.screen()[0], "broken").status is StepStatus.FAILED


def test_a_value_the_engine_chokes_on_fails_one_model_without_showing_it(office: Office) -> None:
    office.ingest(
        "bid", ["bid_id", "tender_id", "bidder_id", "contact_phone"], [["B7", "T7", "O7", "13874821934"]], "b"
    )
    office.write(
        "choking",
        inputs={"bid": ["bid_id", "bidder_id", "contact_phone"]},
        params=None,
        amount=None,
        currency=None,
        strength=None,
        explain={"zh": "x", "en": "x"},
        grain=["bid_id"],
        sql="SELECT bidder_id, bid_id, CAST(contact_phone AS DATE) AS day FROM bid",
    )
    run, _ = office.screen()
    step = office.step(run, "choking")
    assert step.status is StepStatus.FAILED
    assert "13874821934" not in str(step.reason)
    assert office.step(run, "probe").status is StepStatus.DONE


def test_a_model_over_its_limit_is_tried_again_with_a_larger_one(office: Office) -> None:
    run, _ = office.screen(limits=Limits(memory="1GB", alerts=1))
    assert {step.status for step in run.steps} == {StepStatus.LIMIT}
    assert run.n_leads == 0
    assert office.leads(run) == []
    again, unchanged = office.screen()
    assert not unchanged
    assert {step.status for step in again.steps} == {StepStatus.DONE}


def test_a_killed_run_goes_on_where_it_was_and_leaves_no_ruin(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("youji.screening.runs.screen.gather_leads", killed)
    with pytest.raises(KeyboardInterrupt):
        office.screen()
    monkeypatch.undo()
    assert office.store.all() == []
    assert len(office.store.unfinished()) == 1
    run, _ = office.screen()
    assert [step.reused for step in run.steps] == [True, True]
    assert office.store.unfinished() == []
    assert [r.run_id for r in office.store.all()] == [run.run_id]


@pytest.mark.parametrize("damage", ["cut", "emptied", "gone", "leads"])
def test_a_result_that_is_not_whole_is_made_anew(damage: str, office: Office) -> None:
    first, _ = office.screen()
    folder = office.store.step_folder("probe", office.step(first, "probe").key or "")
    if damage == "cut":
        (folder / "step.json").write_text("{")
    elif damage == "emptied":
        (folder / "alerts.parquet").write_text("")
    elif damage == "gone":
        shutil.rmtree(folder)
    else:
        office.store.leads_file(first.run_id).unlink()
    run, unchanged = office.screen()
    assert not unchanged
    assert office.step(run, "probe").reused is (damage == "leads")
    assert office.leads(run)[0][2] == "O1"


def test_a_batch_killed_before_its_registration_is_part_of_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(BatchRegister, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        office.organisations()
    monkeypatch.undo()
    run, _ = office.screen()
    assert run.versions == {"bid": 0, "organisation": 0}
    assert [batch.dataset for batch in BatchRegister(office.home).all()] == ["bid", "organisation"]


def test_a_model_file_changed_under_way_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from youji.screening.runs import screen

    compute = screen.compute_step

    def change(*args: object) -> dict[str, int | float]:
        counts = compute(*args)  # type: ignore[arg-type]
        office.write("probe", severity="low")
        return counts

    monkeypatch.setattr(screen, "compute_step", change)
    run, _ = office.screen(only=["probe"])
    assert "was changed while it ran" in str(office.step(run, "probe").reason)


def test_a_damaged_record_is_named(office: Office) -> None:
    run, _ = office.screen()
    path = office.store.folder(run.run_id) / "run.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    for text in ("{", "[]", json.dumps({**data, "steps": None}), json.dumps({**data, "unknown": 1})):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(HomeError, match=r"run\.json: is damaged"):
            office.store.load("latest")
    path.write_text(json.dumps({**data, "format": 99}), encoding="utf-8")
    with pytest.raises(HomeError, match="was written by another version"):
        office.store.load("latest")


def test_a_run_is_found_by_an_unambiguous_beginning(office: Office) -> None:
    with pytest.raises(HomeError, match="holds no run yet"):
        office.store.load("latest")
    first, _ = office.screen()
    second, _ = office.screen(as_of=date(2025, 7, 1))
    assert office.store.load(second.run_id) == second
    for beginning, count in (("2025", "2 runs begin"), ("1999", "no run begins"), ("", "2 runs begin")):
        with pytest.raises(HomeError, match=count):
            office.store.load(beginning)
    assert [run.run_id for run in office.store.all()] == [first.run_id, second.run_id]


def test_steps_have_the_same_key_whatever_else_is_there(office: Office) -> None:
    run, _ = office.screen()
    alone, _ = office.screen(only=["probe"])
    assert office.step(run, "probe").key == office.step(alone, "probe").key
    assert fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1}) != fingerprint({"a": 1, "b": 2})


def test_results_are_the_same_on_one_thread_and_on_many(office: Office) -> None:
    office.bids([[f"C{i}", f"T{i % 50}", f"O{i % 30}", f"{i}.37"] for i in range(5000)], "/office/many.csv")
    found = []
    for threads in (1, 4):
        run, _ = office.screen(limits=Limits(memory="1GB", threads=threads))
        found.append((office.leads(run), run.n_alerts))
        for folder in (office.home.results, office.home.runs):
            shutil.rmtree(folder)
            folder.mkdir()
    assert found[0] == found[1]


def test_a_home_without_models_or_alerts_still_makes_a_run(office: Office) -> None:
    run, _ = office.screen(only=["nothing"])
    assert (run.steps, run.n_alerts, run.n_leads) == ((), 0, 0)
    assert duckdb.sql(f"FROM read_parquet('{office.store.leads_file(run.run_id)}')").fetchall() == []
    assert replace(run, seconds=0.0) != run or run.seconds == 0
    assert AS_OF.isoformat() == run.as_of
    assert BIDS
