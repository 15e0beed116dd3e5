from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.screening.supervision.conftest import model_text

from youji.screening.contracts.model import Contract
from youji.screening.errors import ModelError
from youji.screening.supervision.corpus import (
    check_citations,
    check_files,
    check_risk_points,
    check_status,
    load_laws,
    load_risk_points,
)
from youji.screening.supervision.model import SupervisionModel

Build = Callable[..., SupervisionModel]
LAWS = """\
laws:
  - {name: 招标投标法, kind: law, edition: 2017-12-27, in_force_from: 2017-12-28, last_article: 68, note: x}
  - {name: 招标投标法, kind: law, edition: 1999-08-30, in_force_from: 2000-01-01, last_article: 60}
"""


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    path = tmp_path / "registry.yml"
    path.write_text(LAWS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("article", "day", "word"),
    [
        ("招标投标法#68", None, None),
        ("招标投标法#69", None, "ends with article 68"),
        ("招标投标法#61", date(2010, 1, 1), "ends with article 60"),
        ("招标投标法#1", date(1999, 1, 1), "in force only from 2000-01-01"),
        ("招标法#1", None, "no law of that name"),
    ],
)
def test_citations(article: str, day: date | None, word: str | None, laws: Path, model: Build) -> None:
    found = check_citations(model(legal_basis=[{"article": article}]), load_laws(laws), day)
    assert [problem.line is not None and str(word) in problem.message for problem in found] == [True] * bool(word)


def test_only_a_trial_may_lack_its_source(laws: Path, model: Build) -> None:
    basis = [{"article": "某法#1"}]
    trial = model(legal_basis=basis, source_needed=True)
    active = model(legal_basis=basis, source_needed=True, status="active")
    assert check_citations(trial, load_laws(laws)) == []
    assert check_status(trial) == []
    assert check_citations(active, load_laws(laws))
    assert "source_needed" in check_status(active)[0].message


def test_risk_points_are_on_the_list(tmp_path: Path, model: Build) -> None:
    path = tmp_path / "risk_points.yml"
    path.write_text("risk_points:\n- {id: bid_evaluation, zh: 评标}\n", encoding="utf-8")
    assert check_risk_points(model(), load_risk_points(path)) == []
    path.write_text("risk_points:\n  payment: {zh: 付款}\n", encoding="utf-8")
    assert "bid_evaluation" in check_risk_points(model(), load_risk_points(path))[0].message


@pytest.mark.parametrize(
    "text", ["laws: {}\n", "laws: [{name: a}]\n", "rules: []\n", "laws: [{name: a, last_article: b}]\n"]
)
def test_a_malformed_registry_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "registry.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"registry\.yml"):
        load_laws(path)


def test_every_file_is_reported_not_only_the_first(tmp_path: Path, contracts: dict[str, Contract]) -> None:
    folder = tmp_path / "models" / "tendering"
    folder.mkdir(parents=True)
    twin = tmp_path / "others" / "tendering"
    twin.mkdir(parents=True)
    sound, broken, risky = folder / "probe.sql", folder / "broken.sql", folder / "risky.sql"
    sound.write_text(model_text("SELECT bidder_id FROM bid"), encoding="utf-8")
    broken.write_text("SELECT 1", encoding="utf-8")
    risky.write_text(model_text("SELECT bidder_id, now() AS x FROM bid", id="risky"), encoding="utf-8")
    (twin / "probe.sql").write_text(sound.read_text(encoding="utf-8"), encoding="utf-8")
    report = check_files([broken, sound, risky, twin / "probe.sql"], contracts)
    assert report[sound] == []
    assert "must begin with a comment" in report[broken][0]
    assert "`now` reads the clock" in report[risky][0]
    assert str(risky) in report[risky][0]
    assert "already taken" in report[twin / "probe.sql"][0]
