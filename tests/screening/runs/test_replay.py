"""A recorded run computed again: identical, or told what is not."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from tests.screening.engine.probing import CONTRACTS
from tests.screening.runs.office import Office

from youji.screening.engine.limits import Limits
from youji.screening.engine.on_duckdb import OnDuckDB
from youji.screening.errors import HomeError
from youji.screening.runs.record import RunRecord
from youji.screening.runs.replay import ReplayedStep, replay


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.bids()
    return office


def again(office: Office, run: RunRecord) -> dict[str, ReplayedStep]:
    with office.home.writing():
        return {step.model_id: step for step in replay(office.home, CONTRACTS, run, Limits(memory="1GB"), OnDuckDB())}


def result(office: Office, run: RunRecord, model_id: str) -> Path:
    return office.store.step_folder(model_id, office.step(run, model_id).key or "")


def test_a_replay_is_identical_after_data_and_models_have_changed(office: Office) -> None:
    run, _ = office.screen(params={"probe": {"least": "50", "how_much": "0.25"}})
    office.bids([["B1", "T1", "O1", "1"], ["B8", "T8", "O8", "800"]], "/office/corrected.csv")
    office.write("probe", severity="critical")
    (office.models / "tendering" / "pairs.sql").unlink()
    office.screen()
    assert again(office, office.store.load(run.run_id)) == {
        "pairs": ReplayedStep("pairs", 2, 0),
        "probe": ReplayedStep("probe", 3, 0),
    }


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("alerts", "SELECT * REPLACE (CAST(1 AS DECIMAL(18,2)) AS amount)"),
        ("alerts", "SELECT * REPLACE ('{}' AS facts)"),
        ("evidence", "SELECT * REPLACE (row_id + 1 AS row_id)"),
    ],
)
def test_a_tampered_result_differs(name: str, change: str, office: Office) -> None:
    run, _ = office.screen()
    path = result(office, run, "probe") / f"{name}.parquet"
    changed = path.with_suffix(".new")
    duckdb.sql(f"COPY ({change} FROM read_parquet('{path}')) TO '{changed}' (FORMAT parquet)")
    changed.replace(path)
    steps = again(office, run)
    assert steps["probe"].differing > 0
    assert steps["pairs"].differing == 0


def test_a_row_taken_away_or_doubled_differs(office: Office) -> None:
    run, _ = office.screen()
    path = result(office, run, "probe") / "alerts.parquet"
    rows = duckdb.sql(f"FROM read_parquet('{path}')").to_arrow_table()
    duckdb.sql("FROM rows LIMIT 1").write_parquet(str(path))
    assert again(office, run)["probe"].differing == 1
    duckdb.sql("FROM rows UNION ALL FROM rows").write_parquet(str(path))
    assert again(office, run)["probe"].differing == rows.num_rows


def test_a_tampered_model_is_refused(office: Office) -> None:
    run, _ = office.screen()
    path = result(office, run, "probe") / "tendering" / "probe.sql"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 100", "value: 10"), encoding="utf-8")
    with pytest.raises(HomeError, match=r"probe\.sql: is not the model that ran"):
        again(office, run)


@pytest.mark.parametrize("name", ["alerts.parquet", "evidence.parquet", "step.json", "tendering/probe.sql"])
def test_a_result_that_is_gone_is_refused(name: str, office: Office) -> None:
    run, _ = office.screen()
    (result(office, run, "probe") / name).unlink()
    with pytest.raises(HomeError, match="the recorded result is gone or not whole"):
        again(office, run)


def test_a_damaged_result_is_refused(office: Office) -> None:
    run, _ = office.screen()
    (result(office, run, "probe") / "alerts.parquet").write_text("no parquet")
    with pytest.raises(HomeError, match=r"alerts\.parquet: is damaged"):
        again(office, run)


def test_another_engine_is_refused(office: Office) -> None:
    run, _ = office.screen()
    path = office.store.folder(run.run_id) / "run.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "engine_version": "1.4.0", "duckdb_version": None}), encoding="utf-8")
    with pytest.raises(HomeError, match=r"was made with duckdb 1\.4\.0, this is duckdb .*; install that version"):
        again(office, office.store.load("latest"))


def test_data_that_was_erased_is_named(office: Office) -> None:
    run, _ = office.screen()
    for log in (office.home.lake / "bid" / "_delta_log").glob("*.json"):
        log.unlink()
    with pytest.raises(HomeError, match="dataset `bid`"):
        again(office, run)


def test_only_done_steps_are_replayed(office: Office) -> None:
    office.write("broken", sql="SELECT nonsense FROM nowhere")
    run, _ = office.screen()
    assert set(again(office, run)) == {"pairs", "probe"}
