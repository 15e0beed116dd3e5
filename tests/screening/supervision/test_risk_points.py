from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from youji.cli.models import app
from youji.screening.errors import ModelError, YoujiError
from youji.screening.supervision.corpus import packaged_risk_points
from youji.screening.supervision.model import SupervisionModel, load_catalogue
from youji.screening.supervision.risk_points import coverage, read_risk_points

Build = Callable[..., SupervisionModel]
POINT = (
    "{{id: {id}, zh: 评标, en: Evaluation, category: tendering, step: {step}, openings: [{{zh: 漏, en: gap}}]{more}}}"
)


def listed(tmp_path: Path, *points: str) -> Path:
    path = tmp_path / "risk_points.yml"
    path.write_text("risk_points:\n" + "".join(f"- {point}\n" for point in points), encoding="utf-8")
    return path


def point(name: str, step: int = 1, more: str = "") -> str:
    return POINT.format(id=name, step=step, more=more)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["coverage", *words])
    if isinstance(result.exception, YoujiError):
        return 1, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YOUJI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOUJI_LANG", raising=False)
    monkeypatch.delenv("YOUJI_CATALOGUE", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def test_only_an_active_model_covers_a_point(tmp_path: Path, model: Build) -> None:
    points = read_risk_points(listed(tmp_path, point("bid_evaluation", 2), point("payment", 1)))
    trial = model(status="trial", risk_points=["bid_evaluation"])
    matrix = coverage(points, [trial])[0]
    assert [one.id for one in matrix.points] == ["payment", "bid_evaluation"]
    assert [one.id for one in matrix.uncovered] == ["payment", "bid_evaluation"]
    assert matrix.covering(points[0]) == (trial,)
    active = coverage(points, [model(status="active", risk_points=["bid_evaluation"])])[0]
    assert [one.id for one in active.uncovered] == ["payment"]
    assert coverage(points, [model(status="retired", risk_points=["payment"])])[0].models == ()


def test_posts_steps_and_powers_are_read(tmp_path: Path) -> None:
    more = ", department: {zh: 局, en: office}, posts: [{zh: 岗, en: post}], powers: [{zh: 权, en: power}]"
    found = read_risk_points(listed(tmp_path, point("payment", 3, more)))[0]
    assert (found.step, found.posts[0].zh, found.powers[0].en) == (3, "岗", "power")
    assert found.department is not None
    assert found.department.get("en") == "office"


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((point("a"), point("a")), r"risk_points\.yml:3: .*`a` is taken"),
        ((point("a", more=", post: []"),), "did you mean `posts`"),
        ((point("a", more=", posts: []"),), "posts` is empty"),
        (("{id: a}",), "`risk_points.zh` is missing"),
    ],
)
def test_a_malformed_entry_is_refused_with_its_line(points: tuple[str, ...], said: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=said):
        read_risk_points(listed(tmp_path, *points))


def test_the_packaged_list_names_every_point_once_and_models_name_no_other() -> None:
    points = read_risk_points(packaged_risk_points())
    known = {one.id for one in points}
    assert {name for one in load_catalogue().values() for name in one.risk_points} <= known
    steps = [(one.category, one.step) for one in points]
    assert len(steps) == len(set(steps))


def test_the_command_prints_the_matrix_and_the_gaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = listed(tmp_path, point("payment"), point("nobody_looks_here", 2))
    code, output = run("--list", str(path))
    assert code == 0
    assert "payment_above_contract" in output
    assert "●" in output
    assert "共 2 个风险点，1 个有启用的模型，1 个没有。" in output
    assert "nobody_looks_here" in output
    monkeypatch.setenv("YOUJI_LANG", "en")
    code, output = run("--list", str(path), "--gaps")
    assert (code, "●" in output) == (0, False)
    assert "2 risk points: 1 have an active model, 1 have none." in output


def test_posts_and_powers_are_told_on_request() -> None:
    code, output = run("--category", "tendering", "--posts")
    assert code == 0
    assert "评标专家" in output
    assert "debt_investment" not in output


def test_an_unknown_category_is_refused() -> None:
    code, output = run("--category", "no_such_thing")
    assert code == 1
    assert "no_such_thing" in output
    assert "tendering" in output
