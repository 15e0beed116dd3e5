"""The metamorphic checks pass sound models and catch broken ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.benchmark.folders import bids_folder, foreign_folder, own_model, setting
from youji.benchmark import Round
from youji.benchmark.metamorphic import MetamorphicResult, TakenAway, run_metamorphic
from youji.benchmark.renaming import original, renamed
from youji.region import generate
from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.registry import load_contracts
from youji.screening.lake.tables import literal

INPUTS = {"bid": ["bid_id", "tender_id", "bidder_id", "amount", "_row"]}
SOUND = "SELECT bid_id, bidder_id FROM bid WHERE amount >= $least"
# A row's number is its batch shifted by 32 bits, plus its line.
BY_LINE = "SELECT bid_id, bidder_id FROM bid WHERE _row % NULLIF($lines, 0) = 0"
BY_BATCH = "SELECT bid_id, bidder_id FROM bid WHERE _row // NULLIF($batch, 0) = 1"
BY_KEY = "SELECT bid_id, bidder_id FROM bid WHERE bid_id < $first"
PARAMS = {
    "least": {"value": 1030, "unit": "CNY", "why": "a test"},
    "lines": {"value": 7, "unit": "count", "why": "a test"},
    "batch": {"value": 2**32, "unit": "count", "why": "a test"},
    "first": {"value": "B02", "unit": "key", "why": "a test"},
}
PAIRS = """SELECT tender_id, min(bidder_id) AS partner_id, CAST(max(amount) AS DECIMAL(18, 2)) AS amount
FROM bid GROUP BY tender_id"""


def checked(tmp_path: Path, sql: str, n_firms: int = 5, **changes: object) -> MetamorphicResult:
    used = {name: param for name, param in PARAMS.items() if f"${name}" in sql}
    models = own_model(tmp_path / "models", "probe_rows", sql, inputs=INPUTS, params=used or None, **changes)
    folder = bids_folder(tmp_path / "theirs", n_firms=n_firms)
    work = tmp_path / "work"
    work.mkdir()
    found = run_metamorphic(Round(folder=folder), setting("probe_rows", models=(models,)), work)
    assert list(work.iterdir()) == []
    return found


def test_a_sound_model_passes(tmp_path: Path) -> None:
    found = checked(tmp_path, SOUND)
    assert found.broken == ()
    assert found.renamed["probe_rows"].alerts == 10


@pytest.mark.parametrize("sql", [BY_LINE, BY_BATCH, BY_KEY], ids=["row order", "file batches", "key values"])
def test_a_model_that_leans_on_what_means_nothing_is_caught(tmp_path: Path, sql: str) -> None:
    found = checked(tmp_path, sql)
    assert found.broken == ("probe_rows",)
    caught = found.renamed["probe_rows"]
    assert caught.lost or caught.new
    assert all(one.startswith("O") for one in caught.examples)


def test_naming_another_of_several_equal_partners_is_told_and_no_fault(tmp_path: Path) -> None:
    subject = {"column": "tender_id", "kind": "tender"}
    explain = {"zh": "{partner_id:party}", "en": "{partner_id:party}"}
    evidence = {"bid": [{"tender_id": "tender_id"}]}
    changes = {"subject": subject, "grain": ["tender_id"], "explain": explain, "evidence": evidence}
    found = checked(tmp_path, PAIRS, 13, amount="amount", **changes)
    assert found.broken == ()
    told = found.renamed["probe_rows"]
    assert (told.alerts, told.lost, told.new) == (10, 0, 0)
    assert told.retold > 0


def test_alerts_vanish_with_the_rows_they_rest_on(tmp_path: Path) -> None:
    folder = foreign_folder(tmp_path / "theirs")
    found = run_metamorphic(Round(folder=folder), setting("payment_above_contract"), tmp_path)
    assert found.taken_away == {"payment_above_contract": TakenAway(1, 0, 0, 0)}
    assert found.broken == ()


def test_a_model_that_does_not_need_the_rows_is_caught(tmp_path: Path) -> None:
    """It says that it rests on payments, and flags every contract."""
    sql = "SELECT contract_id, supplier_id FROM contract"
    models = own_model(
        tmp_path / "models",
        "probe_rows",
        sql,
        inputs={"contract": ["contract_id", "supplier_id"], "payment": ["contract_id"]},
        subject={"column": "supplier_id", "kind": "organisation"},
        grain=["contract_id"],
        evidence={"payment": [{"contract_id": "contract_id"}]},
        explain={"zh": "{supplier_id:party}", "en": "{supplier_id:party}"},
    )
    truth = "scheme,subject,rows\novercharge,S1,payment:P1;payment:P2\n"
    folder = foreign_folder(tmp_path / "theirs", truth)
    found = run_metamorphic(Round(folder=folder), setting("probe_rows", models=(models,)), tmp_path)
    assert found.taken_away == {"probe_rows": TakenAway(wholly=1, stayed_wholly=1, partly=0, stayed_partly=0)}
    assert found.broken == ("probe_rows",)


def test_a_model_that_fails_is_named_and_not_taken_for_sound(tmp_path: Path) -> None:
    found = checked(tmp_path, "SELECT bid_id, bidder_id FROM bid WHERE amount >= 1030")
    assert found.failed == found.broken == ("probe_rows",)


@pytest.mark.parametrize("turned", [False, True])
def test_a_renaming_is_a_bijection_that_keeps_codes_valid(tmp_path: Path, turned: bool) -> None:
    generate(5, 0.02, tmp_path / "region")
    contracts = load_contracts()
    organisation, person = contracts["organisation"], contracts["person"]
    source = {"organisation": "organisations.csv", "person": "persons.csv"}
    header = {"uscc": "统一社会信用代码", "resident_id": "身份证号"}
    for contract, name in ((organisation, "uscc"), (person, "resident_id")):
        text = (tmp_path / "region" / source[contract.dataset]).read_bytes().decode("gb18030")
        (tmp_path / "plain.csv").write_text(text, encoding="utf-8", newline="")
        valid = CHECKS[name].predicate("v")
        new = renamed(contract, contract.column(name), turned=turned)
        rows = duckdb.execute(
            f'WITH codes AS (SELECT DISTINCT "{header[name]}" AS {name} FROM'
            f" read_csv({literal(str(tmp_path / 'plain.csv'))}, all_varchar = true)),"
            f" valid AS (SELECT {name} FROM (SELECT {name}, {name} AS v FROM codes) WHERE {valid}),"
            f" made AS (SELECT {name} AS old, {new} AS v FROM valid)"
            f" SELECT count(*), count(DISTINCT v), count(*) FILTER (WHERE {valid}), count(*) FILTER (WHERE v <> old)"
            " FROM made"
        ).fetchall()
        total, distinct, sound, changed = rows[0]
        assert total > 50
        assert (distinct, sound) == (total, total)
        assert changed > 0.8 * total
    key = renamed(organisation, organisation.column("organisation_id"), turned=turned)
    (row,) = duckdb.execute(f"SELECT {key} FROM (SELECT 'D0000317' AS organisation_id)").fetchall()
    assert row[0] != "D0000317"
    assert original(f"|{row[0]}|{row[0]}|") == "|D0000317|D0000317|"
    shutil.rmtree(tmp_path / "region")
