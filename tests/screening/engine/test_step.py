"""One model run: alerts with identities that last, evidence that is theirs, and limits that hold."""

from __future__ import annotations

import json
import random
import time
from decimal import Decimal
from pathlib import Path

import pytest
from tests.screening.engine.probing import SIMPLE, model, past_the_gate, run

from youji.screening.engine.limits import Limits
from youji.screening.errors import LimitError, ModelError

PLAIN = {"amount": None, "currency": None, "strength": None, "explain": {"zh": "x", "en": "x"}}
BIDS = [("B1", "O1", 150, 11), ("B2", "O2", 99, 12), ("B3", "O1", 100, 13), ("B3", "O1", 100, 14)]


def test_alerts_and_evidence_of_a_plain_model(tmp_path: Path) -> None:
    step = run(model(), tmp_path, BIDS[:3])
    assert (step.counts.alerts, step.counts.evidence) == (2, 2)
    by_bid = {json.loads(str(row["facts"]))["bid_id"]: row for row in step.alerts}
    first = by_bid["B1"]
    assert (first["model_id"], first["subject_kind"], first["subject_id"]) == ("probe", "organisation", "O1")
    assert (first["amount"], first["currency"], first["strength"]) == (Decimal(150), "CNY", Decimal("0.5"))
    assert json.loads(str(first["facts"])) == {
        "bidder_id": "O1",
        "bid_id": "B1",
        "amount": "150.00",
        "currency": "CNY",
        "strength": "0.500000",
    }
    assert sorted(step.evidence) == sorted(
        [(by_bid["B1"]["alert_id"], "bid", 11), (by_bid["B3"]["alert_id"], "bid", 13)]
    )


def test_evidence_lists_every_row_once(tmp_path: Path) -> None:
    twice = {"bid": [{"bid_id": "bid_id"}, {"bidder_id": "bidder_id", "where": "d.amount >= $least"}]}
    one = "SELECT bidder_id, min(bid_id) AS bid_id, count(bid_id) >= $least AS many FROM bid GROUP BY bidder_id"
    probe = model(sql=one, evidence=twice, params={"least": {"value": 2, "unit": "bids", "why": "a test"}}, **PLAIN)
    step = run(probe, tmp_path, BIDS)
    assert sorted(row[2] for row in step.evidence) == [11, 12, 13, 14]
    assert len({row[0] for row in step.evidence}) == 2


def test_a_null_key_matches_no_evidence(tmp_path: Path) -> None:
    sql = "SELECT bidder_id, bid_id, CAST(NULL AS VARCHAR) AS lost FROM bid"
    probe = model(sql=sql, evidence={"bid": [{"bid_id": "lost"}]}, params=None, **PLAIN)
    step = run(probe, tmp_path, [("B1", "O1", 1, 1), (None, "O2", 1, 2)])
    assert step.counts.alerts == 2
    assert step.evidence == []


def test_an_alert_keeps_its_identity_whatever_the_order(tmp_path: Path) -> None:
    bids = [(f"B{i}", f"O{i % 7}", 100 + i, i) for i in range(300)]
    ids = [str(a["alert_id"]) for a in run(model(), tmp_path, bids).alerts]
    random.Random(1).shuffle(bids)
    again = run(model(), tmp_path, bids, Limits(memory="1GB", threads=1))
    assert ids == sorted(ids) == [str(a["alert_id"]) for a in again.alerts]


def test_identities_never_collide(tmp_path: Path) -> None:
    values = [
        "",
        "-",
        "ab",
        "a",
        "b",
        "1:a",
        "a|b",
        "a:b",
        "'",
        '"',
        "\\",
        "NULL",
        "甲",
        "甲 ",
        "é",
        "e\u0301",
        "0",
        "00",
    ]
    bids = [(f"{b}", o, 100, 0) for b in [*values, None] for o in values]
    bids = [(b if b != "None" else None, o, a, i) for i, (b, o, a, _) in enumerate(bids)]
    step = run(model(grain=["bid_id", "bidder_id"], evidence={"bid": [{"bid_id": "bid_id"}]}), tmp_path, bids)
    assert len({a["alert_id"] for a in step.alerts}) == len(bids) == len(values) * (len(values) + 1)


def test_the_same_value_in_another_place_is_another_alert(tmp_path: Path) -> None:
    ids = [run(model(grain=list(grain)), tmp_path, BIDS[:1]).alerts[0]["alert_id"] for grain in GRAINS]
    assert len(set(ids)) == len(GRAINS)


GRAINS = (("bid_id",), ("bidder_id",), ("bid_id", "bidder_id"), ("bidder_id", "bid_id"))


def test_a_repeated_grain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"`grain` \(bid_id\) does not tell its alerts apart: 1 of 3 rows"):
        run(model(), tmp_path, BIDS)


@pytest.mark.parametrize(
    ("column", "role"), [("amount", "`amount` column"), ("strength", "`strength` column"), ("bid_id", "grain column")]
)
def test_floating_point_is_refused_where_it_counts(column: str, role: str, tmp_path: Path) -> None:
    values = {"bidder_id": "'O1'", "bid_id": "'B1'", "amount": "1.5", "currency": "'CNY'", "strength": "0.5"}
    values[column] = "CAST(0.1 AS DOUBLE)"
    sql = f"SELECT {', '.join(f'{value} AS {name}' for name, value in values.items())}"
    with pytest.raises(ModelError, match=f"{role} .*floating point"):
        run(past_the_gate(sql), tmp_path)


def test_an_alert_about_no_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="1 of 2 alerts are about no one: `subject` column `bidder_id` is null"):
        run(model(), tmp_path, [("B1", None, 100, 1), ("B2", "O1", 100, 2)])


@pytest.mark.parametrize("strength", ["1.000001", "-0.000001", "999"])
def test_a_strength_beyond_its_scale_is_refused(strength: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="have a `strength` outside 0 to 1"):
        run(model(), tmp_path, BIDS[:1], params={"how_much": strength})


ROWS = (
    "SELECT 'O1' AS bidder_id, CAST(i AS VARCHAR) AS bid_id, CAST(1 AS DECIMAL(18,2)) AS amount, 'CNY' AS currency,"
    " CAST(NULL AS DECIMAL(9,6)) AS strength FROM range({n}) r(i)"
)


def test_the_row_limit_is_exact(tmp_path: Path) -> None:
    limits = Limits(memory="1GB", alerts=1000)
    with pytest.raises(LimitError, match=r"^probe: returns more than 1,000 alerts, the row limit;"):
        run(past_the_gate(ROWS.format(n=1001)), tmp_path, limits=limits)
    plain = model(sql=SIMPLE)
    step = run(plain, tmp_path, [(f"B{i}", "O1", 100, i) for i in range(5)], Limits(memory="1GB", alerts=5))
    assert step.counts.alerts == 5


def test_a_hundred_million_rows_end_soon_and_cleanly(tmp_path: Path) -> None:
    started = time.perf_counter()
    with pytest.raises(LimitError, match="the row limit"):
        run(past_the_gate(ROWS.format(n=10**8)), tmp_path)
    assert time.perf_counter() - started < 60
    assert not any((tmp_path / "spill").glob("*"))


@pytest.mark.parametrize(
    "sql",
    [
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count(*) AS n FROM t",
        "SELECT count(*) AS n FROM range(10000000) a, range(10000000) b WHERE a.range % 7 + b.range % 3 = 100",
        "SELECT sum(sin(a.range) * cos(b.range)) AS n FROM range(1000000) a, range(1000000) b",
    ],
    ids=["recursion", "join", "arithmetic"],
)
def test_a_model_that_would_never_end_is_stopped(sql: str, tmp_path: Path) -> None:
    started = time.perf_counter()
    with pytest.raises(LimitError, match=r"^probe: stopped after the time limit of 0\.5 s; .*--time-limit\.$"):
        run(past_the_gate(sql), tmp_path, limits=Limits(seconds=0.5, memory="1GB"))
    assert time.perf_counter() - started < 30


def test_the_memory_and_disk_limit_ends_in_a_sentence(tmp_path: Path) -> None:
    sql = "SELECT list(i || 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' ORDER BY hash(i)) AS a FROM range(30000000) r(i)"
    with pytest.raises(LimitError, match=r"^probe: needs more memory or disk than allowed; raise --memory"):
        run(past_the_gate(sql), tmp_path, limits=Limits(memory="600MiB", spill="50MB"))


def test_too_much_evidence_is_a_limit(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match=r"rest on more than 1 rows of evidence, the limit; narrow the evidence"):
        run(model(), tmp_path, BIDS[:3], Limits(memory="1GB", evidence_rows=1))
