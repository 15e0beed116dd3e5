"""What outcomes teach about models, and the frozen map: known cases, any order, nothing learnt while screening."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.screening.leads.gathering import SEVERITIES as GRAVE
from tests.screening.leads.gathering import Screened, alert, gather, id_of

from youji.screening.errors import HomeError, YoujiError
from youji.screening.leads.calibration import ENOUGH, MANY, Calibration, Calibrations, fit
from youji.screening.leads.judged import JudgedAlert, JudgedLead, SharedRows, weighable
from youji.screening.leads.precision import (
    PRIOR_OBSERVATIONS,
    PRIORS,
    beta_below,
    beta_quantile,
    precisions,
    raw_scores,
)

SEVERITIES = {"a": "high", "b": "low"}
NOON = datetime(2025, 6, 30, 12, tzinfo=UTC)


def judged(number: int, confirmed: bool, *models: str, named: tuple[str, ...] = (), factor: str = "1") -> JudgedLead:
    alerts = tuple(JudgedAlert(model, Decimal(factor)) for model in models)
    return JudgedLead(f"{number:032x}", confirmed, alerts, (), named)


def test_without_outcomes_the_severity_speaks() -> None:
    found = precisions(SEVERITIES, [])
    assert {model: (p.mean, p.observed) for model, p in found.items()} == {
        "a": (PRIORS["high"], Decimal(0)),
        "b": (PRIORS["low"], Decimal(0)),
    }
    assert found["a"].low < found["a"].mean < found["a"].high
    assert precisions({}, [judged(1, True, "a")]) == {}


def test_outcomes_of_a_model_alone_are_counted() -> None:
    leads = [judged(n, n < 6, "a") for n in range(20)]
    a = precisions(SEVERITIES, leads)["a"]
    assert (a.confirmed, a.observed) == (Decimal(6), Decimal(20))
    assert float(a.mean) == pytest.approx((PRIOR_OBSERVATIONS * 0.35 + 6) / (PRIOR_OBSERVATIONS + 20), abs=1e-6)
    assert float(a.high - a.low) < 0.4


def test_an_alert_that_counted_for_less_is_less_of_an_observation() -> None:
    a = precisions(SEVERITIES, [judged(n, False, "a", factor="0.25") for n in range(8)])["a"]
    assert (a.confirmed, a.observed) == (Decimal(0), Decimal(2))


def test_credit_goes_to_the_model_that_deserves_it() -> None:
    alone = [judged(n, False, "b") for n in range(200)] + [judged(200 + n, n % 2 == 0, "a") for n in range(200)]
    together = [judged(400 + n, n % 2 == 0, "a", "b") for n in range(200)]
    found = precisions(SEVERITIES, [*alone, *together])
    assert float(found["a"].mean) == pytest.approx(0.5, abs=0.03)
    assert float(found["b"].mean) < 0.02


def test_a_person_may_say_which_models_were_confirmed() -> None:
    found = precisions(SEVERITIES, [judged(n, True, "a", "b", named=("b",)) for n in range(50)])
    assert float(found["b"].confirmed) == pytest.approx(50, abs=1e-6)
    assert (found["a"].confirmed, found["a"].observed) == (Decimal(0), Decimal(50))


def test_the_order_of_outcomes_and_strange_models_are_nothing() -> None:
    rng = random.Random(4)
    leads = [judged(n, rng.random() < 0.3, *rng.choice([("a",), ("b",), ("a", "b"), ("gone",)])) for n in range(300)]
    first = precisions(SEVERITIES, leads)
    rng.shuffle(leads)
    assert precisions(SEVERITIES, leads) == first
    assert raw_scores([judged(1, True, "gone")], first) == {f"{1:032x}": 0.0}


def test_rows_belong_to_the_model_that_outcomes_show_to_be_stronger() -> None:
    # by severity `a` owns the rows that both rest on; alone, `b` is always right and `a` never
    alone = [judged(n, n % 2 == 0, "b" if n % 2 == 0 else "a") for n in range(200)]
    both = JudgedLead("f" * 32, True, judged(1, True, "a", "b").alerts, (SharedRows((0, 1), 3),))
    before, after = precisions(SEVERITIES, []), precisions(SEVERITIES, alone)
    assert raw_scores([both], before)[both.lead_id] == pytest.approx(0.35, abs=1e-6)
    assert float(after["b"].mean) > 0.9
    assert raw_scores([both], after)[both.lead_id] == pytest.approx(float(after["b"].mean), abs=1e-6)


def test_a_judged_lead_weighs_what_the_screen_said(tmp_path: Path) -> None:
    rng = random.Random(8)
    found = [
        alert(n, rng.choice(list(GRAVE)), f"O{rng.randrange(40)}", strength=f"0.{rng.randrange(10)}")
        for n in range(200)
    ]
    rows = {id_of(n): sorted(rng.sample(range(12), rng.randrange(0, 4))) for n in range(200)}
    leads = gather(tmp_path, Screened(found, rows))
    with duckdb.connect() as connection:
        files = [sorted(tmp_path.glob(f"{table}-*.parquet")) for table in "ae"]
        kept = weighable(connection, tmp_path / "leads.parquet", *files)
        assert weighable(connection, tmp_path / "leads.parquet", *files, [leads[0]["lead_id"]]).keys() == {
            leads[0]["lead_id"]
        }
    told = [JudgedLead(lead, True, alerts, evidence) for lead, (alerts, evidence) in kept.items()]
    again = raw_scores(told, precisions(GRAVE, []))
    assert again == pytest.approx({lead["lead_id"]: float(lead["score"]) for lead in leads}, abs=3e-6)


@pytest.mark.parametrize(
    ("alpha", "beta", "at", "below"),
    [
        (1, 1, 0.3, 0.3),
        (2, 1, 0.5, 0.25),
        (1, 3, 0.2, 1 - 0.8**3),
        (2, 2, 0.5, 0.5),
        (3, 2, 0.4, 4 * 0.4**3 - 3 * 0.4**4),
        (0.5, 0.5, 0.5, 0.5),
        (500, 500, 0.5, 0.5),
    ],
)
def test_the_beta_distribution_is_that_of_the_books(alpha: float, beta: float, at: float, below: float) -> None:
    assert beta_below(alpha, beta, at) == pytest.approx(below, abs=1e-9)
    assert beta_quantile(alpha, beta, below) == pytest.approx(at, abs=1e-6)


def many(number: int, chance: float = 0.2, seed: int = 1) -> list[JudgedLead]:
    """Leads of one model whose alerts are confirmed with `chance` at full strength."""
    rng = random.Random(seed)
    factors = [rng.choice(["0.6", "0.7", "0.8", "0.9", "1.0"]) for _ in range(number)]
    return [judged(n, rng.random() < chance * float(f), "a", factor=f) for n, f in enumerate(factors)]


@pytest.mark.parametrize("number", [ENOUGH, MANY])
def test_a_map_never_falls_and_covers_everything(number: int) -> None:
    fitted = fit(many(number), SEVERITIES)
    assert fitted.method == ("isotonic" if number >= MANY else "beta")
    assert (fitted.knots[0].raw, fitted.knots[-1].raw) == (0, 1)
    for low, high in fitted.segments():
        assert low.raw < high.raw
        assert 0 <= low.score <= high.score <= 1
    assert 0.1 < fitted.at(Decimal("0.16")) < 0.25
    shuffled = many(number)
    random.Random(9).shuffle(shuffled)
    assert fit(shuffled, SEVERITIES) == fitted


def test_too_few_or_all_alike_teach_nothing() -> None:
    with pytest.raises(YoujiError, match=f"199 judged leads, at least {ENOUGH}"):
        fit(many(ENOUGH - 1), SEVERITIES)
    with pytest.raises(YoujiError, match="one outcome"):
        fit([judged(n, False, "a") for n in range(ENOUGH)], SEVERITIES)


def test_a_frozen_map_is_read_as_it_was_written(tmp_path: Path) -> None:
    store, fitted = Calibrations(tmp_path / "c"), fit(many(ENOUGH), SEVERITIES)
    assert store.current() is None
    path = store.freeze(fitted, NOON)
    assert (path.name, store.current()) == (f"{fitted.hash}.json", fitted)
    other = fit(many(ENOUGH, seed=2), SEVERITIES)
    store.freeze(other, NOON)
    assert store.current() == other
    assert store.read(fitted.hash) == fitted
    path.write_text(re.sub(r'"0\.\d+"', '"0.999"', path.read_text(), count=1))
    with pytest.raises(HomeError, match="was changed since it was frozen"):
        store.read(fitted.hash)
    for text in ("{", json.dumps({"calibration": "none"})):
        (tmp_path / "c/current.json").write_text(text)
        with pytest.raises(HomeError, match="youji leads calibrate"):
            store.current()


def test_the_same_outcomes_have_the_same_hash() -> None:
    assert fit(many(ENOUGH), SEVERITIES).hash == fit(many(ENOUGH), SEVERITIES).hash
    assert isinstance(fit(many(ENOUGH), SEVERITIES), Calibration)
