"""A folder of somebody else's and a region of our own, through the product itself."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.benchmark.folders import foreign_folder, setting
from youji.benchmark import BenchmarkError, Round, Watch, figures, run_campaign, run_round

OVERPAID = "payment_above_contract"


def test_a_foreign_folder_is_measured_exactly(tmp_path: Path) -> None:
    folder = foreign_folder(tmp_path / "theirs")
    result = run_round(Round(folder=folder), setting(OVERPAID), tmp_path)
    assert [(case.case_id, case.models) for case in result.cases] == [("over-1", (OVERPAID,)), ("over-2", ())]
    assert [(lead.subject_id, lead.true) for lead in result.leads] == [("S1", True)]
    assert result.models[OVERPAID].counts.true_alerts == 1
    # Nobody is registered; buyers, suppliers and payees are known by what they did.
    assert result.subjects == {"organisation": 5, "person": 0, "tender": 0, "contract": 4}
    assert (result.unknown_rows, result.book_rows) == (0, 5)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]


def test_a_book_in_json_with_shares_of_its_own_gives_the_same(tmp_path: Path) -> None:
    record = {"scheme": OVERPAID, "subject": "S1", "missing": 0.3, "rows": ["contract:K1", "payment:P1", "payment:P2"]}
    folder = foreign_folder(tmp_path / "theirs", json.dumps([record]), "truth/truth.json")
    result = run_round(Round(folder=folder), setting(OVERPAID), tmp_path)
    assert [(case.models, case.missing, case.effect) for case in result.cases] == [((OVERPAID,), "0.3", None)]
    told = figures([result])
    assert told["recall"]["unstated"]["0.3"]["value"] == 1.0
    assert told["recall_by_expected_model"]["all"]["all"]["n"] == 1


def test_evidence_is_complete_where_nobody_says_otherwise(tmp_path: Path) -> None:
    folder = foreign_folder(tmp_path / "theirs", "scheme,subject,rows\nspoof,S1,payment:P1\nspoof,S2,payment:P3\n")
    plain = figures([run_round(Round(folder=folder), setting(OVERPAID), tmp_path)])
    assert plain["recall"]["all"]["0"]["value"] == 0.5
    assert next((m["name"], m["value"]) for m in plain["marks"]) == ("recall_larger_complete", 0.5)
    (folder / "manifest.json").write_text('{"missing": 0.3}', encoding="utf-8")
    told = figures([run_round(Round(folder=folder), setting(OVERPAID), tmp_path)])
    assert told["missing"] == ["0.3"]
    assert [(m["name"], m["value"]) for m in told["marks"]][1] == ("recall_larger_30_missing", 0.5)


def test_a_model_without_its_data_is_told_as_not_computable(tmp_path: Path) -> None:
    folder = foreign_folder(tmp_path / "theirs")
    result = run_round(Round(folder=folder), setting(OVERPAID, "tender_price_pattern"), tmp_path)
    step = result.models["tender_price_pattern"]
    assert step.status == "not_computable"
    assert step.reason is not None
    assert "bid" in step.reason


def test_keys_that_are_no_rows_of_the_data_are_refused(tmp_path: Path) -> None:
    truth = "scheme,subject,rows\novercharge,S1,payment:17;payment:18\n"
    folder = foreign_folder(tmp_path / "theirs", truth)
    with pytest.raises(BenchmarkError, match="none of its 2 rows is in the data"):
        run_round(Round(folder=folder), setting(OVERPAID), tmp_path)


def test_columns_that_are_not_the_contracts_are_refused(tmp_path: Path) -> None:
    folder = foreign_folder(tmp_path / "theirs")
    (folder / "contracts.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match="its columns are not those of `contract`"):
        run_round(Round(folder=folder), setting(OVERPAID), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]


def test_a_region_has_its_cases_and_a_clean_one_none(tmp_path: Path) -> None:
    small = setting(OVERPAID, "split_purchases", scale=0.05)
    planted = run_round(Round(3, Decimal("0.3")), small, tmp_path)
    clean = run_round(Round(3, clean=True), small, tmp_path)
    assert {case.missing for case in planted.cases} == {"0.3"}
    assert {case.effect for case in planted.cases} <= {"blatant", "clear", "moderate", "faint"}
    assert len(planted.cases) >= 5
    assert clean.clean
    assert clean.subjects["organisation"] > 100
    assert list(tmp_path.iterdir()) == []


def test_several_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    rounds = [Round(folder=foreign_folder(tmp_path / name)) for name in ("one", "two", "three")]
    heard: list[tuple[str, int, int]] = []
    watch = Watch(lambda label, done, total: heard.append((label, done, total)))
    alone, _ = run_campaign(rounds, setting(OVERPAID), 1, Watch())
    together, checks = run_campaign(rounds, setting(OVERPAID), 2, watch, rounds[0])
    assert [one.cases for one in together] == [one.cases for one in alone]
    assert [one.round for one in together] == rounds
    assert checks is not None
    assert checks.broken == ()
    assert sorted(done for _, done, _ in heard) == [1, 2, 3, 4]
    assert {total for _, _, total in heard} == {4}
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_refusal_in_another_process_reaches_the_user_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    rounds = [Round(folder=foreign_folder(tmp_path / "one")), Round(folder=tmp_path / "nowhere")]
    with pytest.raises(BenchmarkError, match="no such folder"):
        run_campaign(rounds, setting(OVERPAID), 2, Watch())
    assert list((tmp_path / "tmp").iterdir()) == []
