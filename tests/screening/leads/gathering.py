"""Alerts, evidence, a register's snapshot and earlier runs, written as files and gathered as the product does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from youji.screening.leads.calibration import Calibration
from youji.screening.leads.gather import Gathering, gather_leads
from youji.screening.leads.precision import JudgedLead, precisions

AS_OF = date(2025, 6, 30)
SEVERITIES = {name: name for name in ("low", "medium", "high", "critical")}
"""Models named after their severity."""
_ALIASES = (
    "kind VARCHAR, source_id VARCHAR, screening_id VARCHAR, party_id VARCHAR, ground VARCHAR, probability DECIMAL(9,6)"
)
_TIES = (
    "tie_id VARCHAR, kind VARCHAR, left_id VARCHAR, right_id VARCHAR, detail VARCHAR, share DECIMAL(9,6), since DATE,"
    " until DATE, sources VARCHAR, certainty VARCHAR, probability DECIMAL(9,6)"
)


@dataclass
class Screened:
    """One screen: its alerts, what they rest on, and how the register stood. `alerts`: as `alert` makes them."""

    alerts: Sequence[tuple[Any, ...]] = ()
    evidence: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Alert id → rows of the dataset `bid`."""
    parties: Mapping[str, str] | None = None
    """Source id → party id, or None for no register."""
    ties: Sequence[tuple[Any, ...]] | None = None
    uncertain: Mapping[str, str] = field(default_factory=dict)
    """Alert id → probability that its party is the right one."""
    judged: Sequence[JudgedLead] = ()
    calibration: Calibration | None = None
    severities: Mapping[str, str] = field(default_factory=lambda: SEVERITIES)
    as_of: date = AS_OF
    backwards: bool = False
    """Files in the opposite order."""


def alert(
    number: int,
    model: str = "high",
    subject: str = "O1",
    kind: str = "organisation",
    amount: str | None = None,
    day: date | None = None,
    strength: str = "0.5",
    currency: str | None = None,
) -> tuple[Any, ...]:
    """One alert; its id is the number in hexadecimal."""
    money = None if amount is None else Decimal(amount)
    return (f"{number:032x}", model, kind, subject, money, currency, day, Decimal(strength))


def tie(
    left: str,
    right: str,
    kind: str = "legal_representative",
    share: str | None = None,
    since: date | None = None,
    until: date | None = None,
    certainty: str = "certain",
) -> tuple[Any, ...]:
    """One tie of the register between two party ids."""
    held = None if share is None else Decimal(share)
    return (f"{kind}-{left}-{right}", kind, left, right, "", held, since, until, "", certainty, Decimal(1))


def id_of(number: int) -> str:
    """The id of the alert of that number."""
    return f"{number:032x}"


def gather(folder: Path, screened: Screened, before: Path | None = None) -> list[dict[str, Any]]:
    """The leads by rank; `leads.parquet` and `identity.parquet` are left in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        alerts, evidence = _files(connection, folder, screened)
        register = _register(connection, folder, screened)
        connection.execute("CREATE TABLE doubt (alert_id VARCHAR, party_id VARCHAR, probability DECIMAL(9,6))")
        for alert_id, chance in screened.uncertain.items():
            connection.execute("INSERT INTO doubt VALUES (?, 'R', ?)", [alert_id, Decimal(chance)])
        gather_leads(
            connection,
            Gathering(
                alerts[::-1] if screened.backwards else alerts,
                screened.as_of,
                precisions(screened.severities, screened.judged),
                evidence=evidence[::-1] if screened.backwards else evidence,
                register=register,
                before=before,
                calibration=screened.calibration,
                uncertain="doubt" if screened.uncertain else None,
            ),
        )
        for table, order, name in (("leads", "rank", "leads"), ("lead_identity", "record", "identity")):
            connection.execute(f"COPY (FROM {table} ORDER BY {order}) TO '{folder / name}.parquet' (FORMAT parquet)")
        cursor = connection.execute("SELECT * FROM leads ORDER BY rank")
        names = [entry[0] for entry in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _files(connection: duckdb.DuckDBPyConnection, folder: Path, screened: Screened) -> tuple[list[Path], list[Path]]:
    connection.execute(
        "CREATE TABLE a (alert_id VARCHAR, model_id VARCHAR, subject_kind VARCHAR, subject_id VARCHAR,"
        " amount DECIMAL(18,2), currency VARCHAR, occurred_on DATE, strength DECIMAL(9,6))"
    )
    connection.execute("CREATE TABLE e (alert_id VARCHAR, dataset VARCHAR, row_id BIGINT)")
    if screened.alerts:
        connection.executemany("INSERT INTO a VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [list(row) for row in screened.alerts])
    pairs = [[alert_id, row] for alert_id, rows in screened.evidence.items() for row in rows]
    if pairs:
        connection.executemany("INSERT INTO e VALUES (?, 'bid', ?)", pairs)
    alerts, evidence = [], []
    for model in sorted({row[1] for row in screened.alerts}):
        for files, table in ((alerts, "a"), (evidence, "e")):
            path = folder / f"{table}-{model}.parquet"
            mine = f"(SELECT alert_id FROM a WHERE model_id = '{model}')"
            connection.execute(f"COPY (FROM {table} SEMI JOIN {mine} USING (alert_id)) TO '{path}' (FORMAT parquet)")
            files.append(path)
    return alerts, evidence


def _register(connection: duckdb.DuckDBPyConnection, folder: Path, screened: Screened) -> Path | None:
    if screened.parties is None:
        return None
    connection.execute(f"CREATE TABLE aliases ({_ALIASES})")
    for source, party in screened.parties.items():
        first = min(s for s, p in screened.parties.items() if p == party)
        kind = "person" if party.startswith("RP") else "organisation"
        connection.execute("INSERT INTO aliases VALUES (?, ?, ?, ?, 'identifier', 1)", [kind, source, first, party])
    register = folder / "register"
    register.mkdir(exist_ok=True)
    connection.execute(f"COPY aliases TO '{register / 'aliases.parquet'}' (FORMAT parquet)")
    if screened.ties is not None:
        connection.execute(f"CREATE TABLE ties ({_TIES})")
        for row in screened.ties:
            connection.execute("INSERT INTO ties VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", list(row))
        connection.execute(f"COPY ties TO '{register / 'ties.parquet'}' (FORMAT parquet)")
    return register
