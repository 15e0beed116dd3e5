"""The score by hand: evidence counts once, doubts weaken, a frozen map bends it and never turns it round."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from decimal import Decimal
from math import log
from pathlib import Path
from typing import Any

import pytest
from tests.screening.leads.gathering import AS_OF, Screened, alert, gather, id_of

from youji.screening.leads.calibration import Calibration, Knot
from youji.screening.leads.gather import urgency_word

HIGH, MEDIUM = 0.35 * 0.8, 0.15 * 0.8


def score(lead: dict[str, Any]) -> float:
    return float(lead["score"])


def parts(lead: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["model_id"]: part for part in json.loads(lead["parts"])}


def test_two_models_on_the_same_rows_count_once(tmp_path: Path) -> None:
    both = [alert(1, "high"), alert(2, "medium")]
    (one,) = gather(tmp_path / "1", Screened(both, {id_of(1): [7, 8], id_of(2): [8, 7]}))
    assert score(one) == pytest.approx(HIGH, abs=2e-6)
    assert (parts(one)["medium"]["own_share"], parts(one)["high"]["own_share"]) == ("0.000000", "1.000000")
    (apart,) = gather(tmp_path / "2", Screened(both, {id_of(1): [7, 8], id_of(2): [9, 10]}))
    assert score(apart) == pytest.approx(1 - (1 - HIGH) * (1 - MEDIUM), abs=2e-6)


def test_an_alert_counts_by_the_rows_no_stronger_one_has(tmp_path: Path) -> None:
    found = [alert(1, "high"), alert(2, "medium")]
    (lead,) = gather(tmp_path, Screened(found, {id_of(1): [1, 2], id_of(2): [2, 3, 4, 5]}))
    assert score(lead) == pytest.approx(1 - (1 - HIGH) * (1 - MEDIUM * 0.75), abs=2e-6)
    assert parts(lead)["medium"]["own_share"] == "0.750000"


def test_strength_decides_who_owns_a_row_and_then_the_alert_id(tmp_path: Path) -> None:
    rows = {id_of(1): [1], id_of(2): [1]}
    (lead,) = gather(tmp_path / "1", Screened([alert(1, strength="0.2"), alert(2, strength="0.9")], rows))
    assert score(lead) == pytest.approx(0.35 * (0.6 + 0.4 * 0.9), abs=2e-6)
    (lead,) = gather(tmp_path / "2", Screened([alert(1), alert(2)], rows))
    assert score(lead) == pytest.approx(HIGH, abs=2e-6)


def test_rows_of_other_subjects_and_datasets_are_not_shared(tmp_path: Path) -> None:
    found = [alert(1, "high", "O1"), alert(2, "medium", "O2"), alert(3, "low", "O2")]
    leads = gather(tmp_path, Screened(found, {id_of(1): [1], id_of(2): [1], id_of(3): [2]}))
    assert [score(lead) for lead in leads] == pytest.approx([HIGH, 1 - (1 - MEDIUM) * (1 - 0.04)], abs=2e-6)


def test_an_alert_without_evidence_shares_nothing(tmp_path: Path) -> None:
    (lead,) = gather(tmp_path, Screened([alert(1, "high"), alert(2, "medium")], {id_of(1): [1]}))
    assert score(lead) == pytest.approx(1 - (1 - HIGH) * (1 - MEDIUM), abs=2e-6)
    assert parts(lead)["medium"]["own_share"] == "1.000000"


def test_repeats_of_one_model_add_less_each_and_nothing_on_the_same_rows(tmp_path: Path) -> None:
    three = [alert(n) for n in (1, 2, 3)]
    (lead,) = gather(tmp_path / "1", Screened(three, {id_of(n): [n] for n in (1, 2, 3)}))
    assert score(lead) == pytest.approx(1 - (1 - HIGH) ** (1 + log(3)), abs=2e-6)
    (lead,) = gather(tmp_path / "2", Screened(three, {id_of(n): [1] for n in (1, 2, 3)}))
    assert score(lead) == pytest.approx(HIGH, abs=2e-6)
    assert lead["n_alerts"] == 3


def test_a_doubtful_alert_counts_by_its_chance_and_never_raises_severity(tmp_path: Path) -> None:
    found = [alert(1, "critical"), alert(2, "low", strength="1")]
    (lead,) = gather(tmp_path / "1", Screened(found, uncertain={id_of(1): "0.5"}))
    assert score(lead) == pytest.approx(1 - (1 - 0.55 * 0.8 * 0.5) * (1 - 0.05), abs=2e-6)
    assert (lead["severity"], lead["rests_on_probable"]) == ("low", True)
    (lead,) = gather(tmp_path / "2", Screened(found))
    assert (lead["severity"], lead["rests_on_probable"]) == ("critical", False)
    (lead,) = gather(tmp_path / "3", Screened(found[:1], uncertain={id_of(1): "0.9"}))
    assert (lead["severity"], lead["rests_on_probable"]) == ("low", True)
    two = [alert(1, "critical"), alert(2, "critical")]
    (lead,) = gather(tmp_path / "4", Screened(two, uncertain={id_of(1): "0.9"}))
    assert (lead["severity"], lead["rests_on_probable"]) == ("critical", True)


def test_a_doubt_without_any_chance_counts_nothing(tmp_path: Path) -> None:
    (lead,) = gather(tmp_path, Screened([alert(1, "critical")], uncertain={id_of(1): "0"}))
    assert (score(lead), lead["severity"]) == (0.0, "low")


def test_a_frozen_map_bends_the_score_and_keeps_the_order(tmp_path: Path) -> None:
    knots = [("0", "0.1"), ("0.2", "0.1"), ("0.4", "0.5"), ("1", "0.5")]
    frozen = Calibration("isotonic", 200, 50, tuple(Knot(Decimal(raw), Decimal(to)) for raw, to in knots))
    found = [alert(1, "low", "O1"), alert(2, "medium", "O2"), alert(3, "high", "O3"), alert(4, "critical", "O4")]
    leads = gather(tmp_path, Screened(found, calibration=frozen))
    assert [lead["subject_id"] for lead in leads] == ["O4", "O3", "O2", "O1"]
    assert [score(lead) for lead in leads] == pytest.approx([0.5, 0.1 + 0.4 * 0.08 / 0.2, 0.1, 0.1], abs=2e-6)
    assert [float(lead["score_raw"]) for lead in leads] == pytest.approx([0.44, 0.28, 0.12, 0.04], abs=2e-6)
    assert [float(frozen.at(lead["score_raw"])) for lead in leads] == pytest.approx([score(x) for x in leads])


def test_the_same_files_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    rng = random.Random(5)
    found = [
        alert(n, rng.choice(["low", "medium", "high", "critical"]), f"O{rng.randrange(60)}", strength=f"0.{n % 10}")
        for n in range(400)
    ]
    rows = {id_of(n): sorted(rng.sample(range(50), 3)) for n in range(400)}
    written = []
    for name, backwards in (("a", False), ("b", True), ("c", False)):
        gather(tmp_path / name, Screened(found, rows, backwards=backwards))
        written.append([(tmp_path / name / f).read_bytes() for f in ("leads.parquet", "identity.parquet")])
        rng.shuffle(found)
    assert written[0] == written[1] == written[2]


def test_urgency_halves_in_half_a_year(tmp_path: Path) -> None:
    ages = {"O1": 0, "O2": 180, "O3": 360, "O4": -30, "O5": 720}
    found = [alert(n, subject=s, day=AS_OF - timedelta(days=age)) for n, (s, age) in enumerate(ages.items())]
    leads = {
        lead["subject_id"]: lead["urgency"] for lead in gather(tmp_path, Screened([*found, alert(9, subject="O9")]))
    }
    assert leads == {
        "O1": Decimal(1),
        "O2": Decimal("0.5"),
        "O3": Decimal("0.25"),
        "O4": Decimal(1),
        "O5": Decimal("0.0625"),
        "O9": Decimal(0),
    }
    assert [urgency_word(leads[s]) for s in ("O1", "O2", "O3", "O5", "O9")] == [
        "urgent", "soon", "soon", "normal", "normal"
    ]  # fmt: skip
