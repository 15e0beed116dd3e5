"""Alerts become leads: the score by hand, a rank that never wavers, money that is never compared across currencies."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import log
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youji.screening.leads.gather import Gathering, gather_leads
from youji.screening.leads.precision import PRIORS, precisions

Alert = tuple[str, str, str, str, Decimal | None, str | None, date | None, Decimal | None]
SEVERITIES = {"low": "low", "medium": "medium", "high": "high", "critical": "critical"}
"""Models named after their severity."""
AS_OF = date(2025, 6, 30)


def alert(
    number: int,
    model: str = "high",
    subject: str = "O1",
    kind: str = "organisation",
    amount: str | None = None,
    currency: str | None = None,
    day: date | None = None,
    strength: str | None = None,
) -> Alert:
    return (
        f"{number:032x}",
        model,
        kind,
        subject,
        None if amount is None else Decimal(amount),
        currency,
        day,
        None if strength is None else Decimal(strength),
    )


def gathered(
    folder: Path, alerts: Sequence[Alert], severities: Mapping[str, str] = SEVERITIES, names: str = ""
) -> list[dict[str, object]]:
    """The leads of alerts that lie in one file a model."""
    files = []
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE a (alert_id VARCHAR, model_id VARCHAR, subject_kind VARCHAR, subject_id VARCHAR,"
            " amount DECIMAL(18,2), currency VARCHAR, occurred_on DATE, strength DECIMAL(9,6))"
        )
        if alerts:
            connection.executemany("INSERT INTO a VALUES (?, ?, ?, ?, ?, ?, ?, ?)", alerts)
        for model in sorted({row[1] for row in alerts}):
            files.append(folder / f"{model}.parquet")
            connection.execute(f"COPY (SELECT *, '{{}}' AS facts FROM a WHERE model_id = '{model}') TO '{files[-1]}'")
        if names:
            connection.execute(f"CREATE VIEW organisation AS {names}")
        gather_leads(
            connection, Gathering(files, AS_OF, precisions(severities, []), named=["organisation"] if names else [])
        )
        cursor = connection.execute("SELECT * FROM leads ORDER BY rank")
        columns = [entry[0] for entry in cursor.description or []]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.parametrize("severity", PRIORS)
def test_one_alert_weighs_its_severity_and_strength(severity: str, tmp_path: Path) -> None:
    for strength, factor in (("0", 0.6), ("1", 1.0), (None, 0.8), ("0.25", 0.7)):
        (lead,) = gathered(tmp_path, [alert(1, severity, strength=strength)])
        assert float(str(lead["score"])) == pytest.approx(float(PRIORS[severity]) * factor, abs=2e-6)


def test_the_score_by_hand(tmp_path: Path) -> None:
    # high: 0.35 · (0.6 + 0.4 · 0.5) = 0.28 for the strongest, 0.35 · 0.64 = 0.224 for the other, which is 0.8 of it:
    # 1 - 0.72^(1 + ln 1.8). low: 0.05 · (0.6 + 0.4 · 1) = 0.05.
    (lead,) = gathered(
        tmp_path, [alert(1, "high", strength="0.1"), alert(2, "high", strength="0.5"), alert(3, "low", strength="1")]
    )
    repeated = 1 - 0.72 ** (1 + log(1.8))
    assert float(str(lead["score"])) == pytest.approx(1 - (1 - repeated) * 0.95, abs=3e-6)
    parts = json.loads(str(lead["parts"]))
    assert [(p["model_id"], p["n_alerts"], p["strength"]) for p in parts] == [
        ("high", 2, "0.500000"),
        ("low", 1, "1.000000"),
    ]
    assert float(parts[0]["weight"]) == pytest.approx(repeated, abs=1e-6)
    assert (lead["n_alerts"], lead["n_models"]) == (3, 2)
    assert lead["alert_ids"] == [f"{n:032x}" for n in (1, 2, 3)]


def test_no_number_of_alerts_makes_certain(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    duckdb.sql(
        "SELECT md5(i::VARCHAR) AS alert_id, 'critical' AS model_id, 'person' AS subject_kind, 'P1' AS subject_id,"
        " CAST(NULL AS DECIMAL(18,2)) AS amount, CAST(NULL AS VARCHAR) AS currency, CAST(NULL AS DATE) AS occurred_on,"
        " CAST(1 AS DECIMAL(9,6)) AS strength FROM range(2000000) r(i)"
    ).write_parquet(str(path))
    with duckdb.connect() as connection:
        gather_leads(connection, Gathering([path], AS_OF, precisions(SEVERITIES, [])))
        assert connection.execute("SELECT score < 1, score > 0.99, n_alerts FROM leads").fetchall() == [
            (True, True, 2_000_000)
        ]


def test_amount_and_currency_belong_together(tmp_path: Path) -> None:
    mixed = [
        alert(1, amount="500", currency="CNY"),
        alert(2, amount="700", currency="CNY"),
        alert(3, amount="9000000", currency="VND"),
        alert(4, amount="9999", currency=None),
    ]
    (lead,) = gathered(tmp_path, mixed)
    assert (lead["amount"], lead["currency"]) == (Decimal(700), "CNY")
    (lead,) = gathered(tmp_path, [alert(1, amount="5", currency="USD"), alert(2, amount="6", currency="EUR")])
    assert (lead["amount"], lead["currency"]) == (Decimal(6), "EUR")
    (lead,) = gathered(tmp_path, [alert(1, amount="5"), alert(2, currency="CNY")])
    assert (lead["amount"], lead["currency"]) == (Decimal(5), None)
    (lead,) = gathered(tmp_path, [alert(1, currency="CNY")])
    assert (lead["amount"], lead["currency"]) == (None, None)


def test_ranks_follow_score_money_and_name(tmp_path: Path) -> None:
    alerts = [
        alert(1, "low", "O9", amount="99999999"),
        alert(2, "high", "O3", amount="5"),
        alert(3, "high", "O2", amount="7"),
        alert(4, "high", "O1"),
        alert(5, "high", "O0"),
        alert(6, "high", "P1", "person", amount="5"),
    ]
    order = [lead["subject_id"] for lead in gathered(tmp_path, alerts)]
    assert order == ["O2", "O3", "P1", "O0", "O1", "O9"]
    random.Random(3).shuffle(alerts)
    assert [lead["subject_id"] for lead in gathered(tmp_path, alerts)] == order


def test_one_id_of_two_kinds_is_two_leads_and_the_last_day_counts(tmp_path: Path) -> None:
    days = [date(2024, 1, 1), None, date(2023, 1, 1)]
    alerts = [
        alert(i, subject="X", kind=k, day=d)
        for i, (k, d) in enumerate((k, d) for k in ("person", "organisation") for d in days)
    ]
    leads = gathered(tmp_path, alerts)
    assert [(lead["subject_kind"], lead["n_alerts"], lead["last_on"]) for lead in leads] == [
        ("organisation", 3, date(2024, 1, 1)),
        ("person", 3, date(2024, 1, 1)),
    ]
    assert len({lead["lead_id"] for lead in leads}) == 2


def test_names_come_from_the_register(tmp_path: Path) -> None:
    names = "SELECT * FROM (VALUES ('O1', '甲公司', 1), ('O2', NULL, 2)) t(organisation_id, name, _row)"
    leads = gathered(tmp_path, [alert(1, subject="O1"), alert(2, subject="O2"), alert(3, subject="O3")], names=names)
    assert [lead["subject_name"] for lead in leads] == ["甲公司", None, None]


def test_no_alerts_make_no_leads_of_the_same_shape(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        gather_leads(connection, Gathering([], AS_OF, {}))
        none = connection.execute("DESCRIBE leads").fetchall()
        assert connection.execute("SELECT count(*) FROM leads").fetchall() == [(0,)]
    gathered(tmp_path, [alert(1)])
    with duckdb.connect() as connection:
        gather_leads(connection, Gathering([tmp_path / "high.parquet"], AS_OF, precisions(SEVERITIES, [])))
        assert [row[:2] for row in connection.execute("DESCRIBE leads").fetchall()] == [row[:2] for row in none]


subjects = st.sampled_from(["O1", "O2", "甲'\"", ""])
strengths = st.none() | st.decimals("0", "1", places=6)
made = st.tuples(st.sampled_from(list(SEVERITIES)), subjects, st.sampled_from(["organisation", "person"]), strengths)


@settings(max_examples=30)
@given(st.lists(made, max_size=12), st.randoms())
def test_every_alert_is_in_one_lead_and_the_order_of_alerts_is_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, Decimal | None]], order: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("leads")
    alerts = [alert(i, m, s, k, strength=None if x is None else str(x)) for i, (m, s, k, x) in enumerate(rows)]
    leads = gathered(folder, alerts)
    listed = [a for lead in leads for a in lead["alert_ids"]]  # type: ignore[attr-defined]
    assert sorted(listed) == sorted(row[0] for row in alerts)
    assert all(0 < Decimal(str(lead["score"])) < 1 for lead in leads)
    assert [lead["score"] for lead in leads] == sorted((lead["score"] for lead in leads), reverse=True)  # type: ignore[type-var]
    order.shuffle(alerts)
    assert gathered(folder, alerts) == leads
