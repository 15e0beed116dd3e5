"""In which administrative division a lead is.

The rule, in this order:

1. A column tells a division where its data contract checks it as a division code (`check: division_code`) and does
   not call it personal or sensitive: where somebody lives must not follow from a map.
2. An evidence row is in the division that its own such column names (the first with a value, in the contract's
   order); without one, in that of the first record it refers to which has one (a bid is where its tender is), and
   failing that, in that of a record these refer to in turn (a payment → its contract → the buyer).
3. A lead is in the division that most of its evidence rows name, each row counted once however many alerts rest on
   it; of equals, the smaller code. Codes are cut to `digits` (6: county level).
4. Where no evidence row tells, the record of the lead's subject decides by the same rule.
5. Else the lead is in no division, and is counted as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from youji.screening.contracts.model import Classification, Contract
from youji.screening.lake.tables import ROW, literal, quoted
from youji.screening.leads.gather import NAME_COLUMNS

COUNTY = 6
"""Digits of a county-level code (GB/T 2260); 9 name a township, 12 a village (GB/T 10114)."""
_SHAPE = "[0-9]{6}([0-9]{3}|[0-9]{6})?"
_PERSONAL = (Classification.PERSONAL, Classification.SENSITIVE)
_ASKED = "STRUCT(place INTEGER, target VARCHAR, target_key VARCHAR)"


@dataclass(frozen=True)
class _Telling:
    """What a dataset's rows say: a SQL expression of the row's own code, and one of the records it refers to."""

    code: str
    asked: str


def division_columns(contract: Contract) -> tuple[str, ...]:
    """Names of the columns that tell a division, in the contract's order."""
    return tuple(
        column.name
        for column in contract.columns
        if column.check == "division_code" and column.classification not in _PERSONAL
    )


def place_leads(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    datasets: Iterable[str],
    digits: int = COUNTY,
) -> None:
    """Creates the table `lead_division` (`lead_id`, `division`), a row for each lead that is in one.

    Needs views of the `datasets`, and the tables `lead_subject` (`lead_id`, `subject_kind`, `subject_id`) and
    `lead_row` (`lead_id`, `dataset`, `row_id`; distinct).
    """
    known = {name: contracts[name] for name in datasets if name in contracts}
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE seen_row (lead_id VARCHAR, dataset VARCHAR, row_id BIGINT, code VARCHAR,"
        f" asked {_ASKED}[])"
    )
    found = connection.execute("SELECT DISTINCT dataset FROM lead_row ORDER BY dataset").fetchall()
    for (dataset,) in found:
        told = _telling(known, dataset, 2)
        if told is not None:
            connection.execute(
                f"INSERT INTO seen_row SELECT p.lead_id, p.dataset, p.row_id, {told.code}, {told.asked}"
                f" FROM lead_row p JOIN {quoted(dataset)} d ON d.{ROW} = p.row_id WHERE p.dataset = {literal(dataset)}"
            )
    subjects = ", ".join(
        f"({literal(kind)}, {literal(dataset)})" for kind, (dataset, _, _) in NAME_COLUMNS.items() if dataset in known
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE asked_record AS
        SELECT lead_id, dataset, row_id, a.place, a.target, a.target_key FROM (
          SELECT lead_id, dataset, row_id, unnest(asked) AS a FROM seen_row WHERE code IS NULL
        ) WHERE a.target_key IS NOT NULL
        UNION ALL
        -- the subject's own record is asked last of all: row 0 is no row of a file
        SELECT s.lead_id, '', 0, 0, k.target, s.subject_id
        FROM lead_subject s JOIN (VALUES {subjects or "(NULL, NULL)"}) k(kind, target) ON k.kind = s.subject_kind
        """
    )
    _look_up(connection, known, "asked_record", "first_record", 1)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE asked_again AS
        SELECT DISTINCT a.target, a.target_key
        FROM (SELECT unnest(asked) AS a FROM first_record WHERE code IS NULL) WHERE a.target_key IS NOT NULL
        """
    )
    _look_up(connection, known, "asked_again", "second_record", 0)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lead_division AS
        WITH onward AS (
          SELECT f.target, f.target_key, arg_min(s.code, f.a.place) AS code
          FROM (SELECT target, target_key, unnest(asked) AS a FROM first_record WHERE code IS NULL) f
          JOIN second_record s ON s.target = f.a.target AND s.target_key = f.a.target_key
          WHERE s.code IS NOT NULL GROUP BY ALL
        ),
        record AS (
          SELECT target, target_key, code FROM first_record WHERE code IS NOT NULL
          UNION ALL SELECT target, target_key, code FROM onward
        ),
        placed AS (
          SELECT lead_id, dataset, row_id, code FROM seen_row WHERE code IS NOT NULL
          UNION ALL
          SELECT a.lead_id, a.dataset, a.row_id, arg_min(r.code, a.place)
          FROM asked_record a JOIN record r ON r.target = a.target AND r.target_key = a.target_key GROUP BY ALL
        ),
        votes AS (
          SELECT lead_id, left(code, {int(digits)}) AS division, dataset = '' AS by_subject, count(*) AS n
          FROM placed GROUP BY ALL
        )
        SELECT lead_id, division FROM votes
        QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY by_subject, n DESC, division) = 1
        """
    )


def _look_up(
    connection: duckdb.DuckDBPyConnection, known: Mapping[str, Contract], asked: str, into: str, hops: int
) -> None:
    """Table `into`: the records asked for, with their own code and, while `hops` are left, whom they refer to."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {into} (target VARCHAR, target_key VARCHAR, code VARCHAR, asked {_ASKED}[])"
    )
    for (target,) in connection.execute(f"SELECT DISTINCT target FROM {asked} ORDER BY target").fetchall():
        told = _telling(known, target, hops)
        if told is None:
            continue
        key = quoted(known[target].key[0])
        connection.execute(
            f"INSERT INTO {into} SELECT {literal(target)}, d.{key}, {told.code}, {told.asked} FROM {quoted(target)} d"
            f" SEMI JOIN (SELECT target_key FROM {asked} WHERE target = {literal(target)}) a ON a.target_key = d.{key}"
        )


def _telling(known: Mapping[str, Contract], dataset: str, hops: int) -> _Telling | None:
    """What rows `d` of a dataset say; None where neither they nor what they refer to (`hops` times) tells anything."""
    contract = known.get(dataset)
    if contract is None:
        return None
    own = division_columns(contract)
    asked = _references(known, contract, hops - 1) if hops else []
    if not own and not asked:
        return None
    cells = [f"CASE WHEN regexp_full_match(d.{c}, '{_SHAPE}') THEN d.{c} END" for c in map(quoted, own)]
    code = f"coalesce({', '.join(cells)})" if cells else "CAST(NULL AS VARCHAR)"
    records = ", ".join(
        f"struct_pack(place := {place}, target := {literal(target)}, target_key := d.{quoted(column)})"
        for place, (column, target) in enumerate(asked)
    )
    return _Telling(code, f"CAST([{records}] AS {_ASKED}[])")


def _references(known: Mapping[str, Contract], contract: Contract, hops: int) -> Sequence[tuple[str, str]]:
    """(column, dataset it refers to) where that, or what it refers to in turn, tells a division."""
    found = []
    for column in contract.columns:
        target, _, key = (column.references or "").partition(".")
        if target in known and known[target].key == (key,) and _tells(known, target, hops):
            found.append((column.name, target))
    return found


def _tells(known: Mapping[str, Contract], dataset: str, hops: int) -> bool:
    contract = known[dataset]
    return bool(division_columns(contract)) or (hops > 0 and bool(_references(known, contract, hops - 1)))
