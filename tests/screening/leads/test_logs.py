"""The logs of outcomes and of what was seen: nothing is changed, the last word holds, new is what one has not seen."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from youji.screening.errors import HomeError
from youji.screening.leads.judged import JudgedAlert, SharedRows
from youji.screening.leads.outcomes import Outcome, OutcomeLog, hash_of
from youji.screening.leads.seen import SeenLog, Since

NOON = datetime(2025, 6, 30, 12, tzinfo=UTC)
ALERTS = (JudgedAlert("a", Decimal("0.8")), JudgedAlert("b", Decimal("0.5")))
ROWS = (SharedRows((0, 1), 3), SharedRows((1,), 2))


def add(log: OutcomeLog, lead: str, outcome: Outcome, *models: str) -> int:
    return log.add(
        lead,
        outcome,
        run_id="R1",
        by="somebody",
        at=NOON,
        why="looked at the files",
        alert_ids=["x", "y"],
        model_ids=models or ("a", "b"),
        alerts=ALERTS,
        evidence=ROWS,
    )


def test_the_last_word_about_a_lead_holds_and_every_word_is_kept(tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "new/outcomes.sqlite")
    assert (log.entries(), log.judged(), hash_of(log.judged())) == ([], [], None)
    assert add(log, "L1", Outcome.CONFIRMED) == 1
    add(log, "L2", Outcome.CONFIRMED, "b")
    first = hash_of(log.judged())
    add(log, "L1", Outcome.NOT_CONFIRMED)
    assert [entry.outcome for entry in log.entries("L1")] == ["confirmed", "not_confirmed"]
    assert {lead: entry.outcome for lead, entry in log.last().items()} == {"L1": "not_confirmed", "L2": "confirmed"}
    assert [(j.lead_id, j.confirmed, j.models, j.alerts, j.evidence) for j in log.judged()] == [
        ("L1", False, (), ALERTS, ROWS),
        ("L2", True, ("b",), ALERTS, ROWS),
    ]
    assert hash_of(log.judged()) != first
    assert hash_of(log.judged()[::-1]) == hash_of(log.judged())
    add(log, "L1", Outcome.OPEN)
    assert [j.lead_id for j in log.judged()] == ["L2"]
    entry = log.entries("L2")[0]
    assert (entry.decided_by, entry.why, entry.alert_ids) == ("somebody", "looked at the files", ("x", "y"))


@pytest.mark.parametrize("change", ["UPDATE outcome SET why = 'x'", "DELETE FROM outcome"])
def test_the_file_itself_refuses_to_forget(change: str, tmp_path: Path) -> None:
    add(OutcomeLog(tmp_path / "o.sqlite"), "L1", Outcome.CONFIRMED)
    with (
        sqlite3.connect(tmp_path / "o.sqlite") as database,
        pytest.raises(sqlite3.IntegrityError, match="never changed"),
    ):
        database.execute(change)
    database.close()


def test_a_damaged_log_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "o.sqlite").write_text("not a database, and long enough to be read as one" * 50)
    with pytest.raises(HomeError, match="the log of outcomes cannot be read or written"):
        OutcomeLog(tmp_path / "o.sqlite").entries()


def test_new_is_what_a_user_has_not_seen(tmp_path: Path) -> None:
    log = SeenLog(tmp_path / "seen.sqlite")
    assert log.since("me", "L1", ["b", "a"]) == Since(None, ("a", "b"), ())
    log.mark("me", NOON, "L1", "R1", ["a", "b"])
    assert log.since("me", "L1", ["a", "b"]) == Since("2025-06-30T12:00:00+00:00", (), ())
    assert log.since("me", "L1", ["b", "c"]) == Since("2025-06-30T12:00:00+00:00", ("c",), ("a",))
    assert log.since("you", "L1", ["a", "b"]).new == ("a", "b")
    log.mark("me", NOON, "L1", "R2", ["b", "c"])
    assert log.since("me", "L1", ["b", "c"]).gone == ()
    assert log.alerts("me") == {"b", "c"}


def test_what_was_seen_in_a_lead_that_was_taken_in_or_left_is_not_new(tmp_path: Path) -> None:
    log = SeenLog(tmp_path / "seen.sqlite")
    log.mark("me", NOON, "L1", "R1", ["a"])
    log.mark("me", NOON, "L2", "R1", ["b", "c"])
    since = log.since("me", "L1", ["a", "b", "d"], ["L2"])
    assert (since.new, since.gone) == (("d",), ("c",))
    assert log.since("me", "L9", ["a", "b"]).new == ()
