"""One region screened on both engines, alerts and evidence equal to the last byte.

Every run takes the first model of each category, and `make soak` takes all: Spark needs seconds for each.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.e2e.cli import Youji
from tests.screening.engine.probing import CONTRACTS
from tests.screening.engine.spark.needed import LIMITS, needs_spark

from youji.screening.engine.choice import engine_named
from youji.screening.lake.home import Home
from youji.screening.runs.record import RunRecord, RunStore, StepStatus
from youji.screening.runs.screen import Screening
from youji.screening.supervision.model import Status, SupervisionModel, load_catalogue

RUNNING = [m for _, m in sorted(load_catalogue().items()) if m.status in (Status.ACTIVE, Status.TRIAL)]

FEW = list({model.category: model for model in reversed(RUNNING)}.values())

pytestmark = needs_spark


def _screened(home: Home, engine_name: str, models: list[SupervisionModel]) -> RunRecord:
    engine = engine_named(engine_name)
    try:
        with home.writing():
            noon = datetime(2025, 7, 1, 12, tzinfo=UTC)
            return Screening(home, CONTRACTS, models, date(2025, 6, 30), noon, limits=LIMITS, engine=engine).run()[0]
    finally:
        engine.close()


@pytest.mark.parametrize("models", [FEW, pytest.param(RUNNING, marks=pytest.mark.soak)], ids=["few", "all"])
def test_the_region_gives_the_same_alerts_and_evidence_on_both_engines(
    models: list[SupervisionModel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    youji = Youji(tmp_path / "home", monkeypatch)
    youji("region", "--seed", "5", "--scale", "0.1", "--out", str(tmp_path / "region"))
    manifest = json.loads((tmp_path / "region" / "manifest.json").read_text(encoding="utf-8"))
    for file, entry in manifest["files"].items():
        assert youji("ingest", tmp_path / "region" / file, "--as", entry["dataset"]).status == 0
    home = Home(youji.home)
    store = RunStore(home)
    found: dict[str, dict[tuple[str, str], bytes]] = {}
    for name in ("duckdb", "spark"):
        run = _screened(home, name, models)
        assert run.engine == name
        assert [(step.model_id, step.reason) for step in run.steps if step.status is not StepStatus.DONE] == []
        found[name] = {
            (step.model_id, table): (store.step_folder(step.model_id, step.key or "") / f"{table}.parquet").read_bytes()
            for step in run.steps
            for table in ("alerts", "evidence")
        }
        assert run.n_alerts > 3
    assert {model_id for model_id, _ in found["spark"]} == {model.id for model in models}
    assert [key for key, content in found["spark"].items() if content != found["duckdb"][key]] == []
