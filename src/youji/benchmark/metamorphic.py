"""Two checks that need no answer: what must happen, or must not, when the data are changed in a known way.

1. *Taken away*: without the rows that define the planted schemes, an alert that rested on them is gone.
2. *Renamed, shuffled, in other files*: the same alerts. Once with names that keep the order of keys: every fact and
   evidence row must be the same too. Once with names that break it: an alert may then name another of several equal
   partners, which is told (`retold`) and is no fault.

Both start from what the product ingested, so that only the change differs.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from youji.benchmark.answers import Case
from youji.benchmark.matching import link, registers
from youji.benchmark.office import Office
from youji.benchmark.renaming import original, renamed
from youji.benchmark.rounds import Round, Setting, books, prepared
from youji.screening.contracts.model import Column, Contract
from youji.screening.lake.home import Home
from youji.screening.lake.tables import ROW, Lake, literal, quoted
from youji.screening.runs.record import RunRecord, StepStatus

FILES = 3
"""Into how many files each dataset is cut."""
_SHOWN = 20


@dataclass(frozen=True)
class TakenAway:
    """One model's alerts that rested on the planted schemes' rows, and what became of them without those rows.

    `wholly`: alerts all of whose rows in transaction datasets are such rows; none may stay (`stayed_wholly`).
    `partly`: alerts of which at least half are; one that stayed rests on the rows that were left.
    """

    wholly: int
    stayed_wholly: int
    partly: int
    stayed_partly: int


@dataclass(frozen=True)
class Renamed:
    """One model's alerts before, and how many of them are lost or new after shuffling and renaming.

    `lost`, `new`: alerts with another subject, amount, currency, day or strength, or another fact or evidence row while
    the order of keys was kept. `retold`: the same alerts, whose facts or evidence differ once that order is broken.
    """

    alerts: int
    lost: int
    new: int
    retold: int
    examples: tuple[str, ...]
    """Subjects (as they were) of some alerts that are lost or new."""


@dataclass(frozen=True)
class MetamorphicResult:
    """Both checks, by model."""

    label: str
    taken_away: Mapping[str, TakenAway]
    renamed: Mapping[str, Renamed]
    failed: tuple[str, ...]
    """Models that failed or met a limit on the data as they were: nothing is known about them."""

    @property
    def broken(self) -> tuple[str, ...]:
        """Models that fail a check, by id."""
        stayed = {model for model, found in self.taken_away.items() if found.stayed_wholly}
        moved = {model for model, found in self.renamed.items() if found.lost or found.new}
        return tuple(sorted({*stayed, *moved, *self.failed}))


def run_metamorphic(one: Round, setting: Setting, root: Path) -> MetamorphicResult:
    """Check the models on one region or folder, in a folder of its own below `root`, removed afterwards."""
    place = Path(tempfile.mkdtemp(dir=root))
    try:
        office = setting.office()
        layout = prepared(one, setting, place, office, {})
        truth, _ = books(one, layout, office)
        home = Home(place / "home")
        office.ingest(home, layout.files)
        day = setting.as_of or layout.as_of or office.last_day(home)
        run = office.screen(home, day)
        return MetamorphicResult(
            label=one.label,
            taken_away=_taken_away(office, home, run, day, truth, place),
            renamed=_renamed(office, home, run, day, place),
            failed=tuple(s.model_id for s in run.steps if s.status in {StepStatus.FAILED, StepStatus.LIMIT}),
        )
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _taken_away(
    office: Office, home: Home, run: RunRecord, day: date, truth: Sequence[Case], place: Path
) -> dict[str, TakenAway]:
    with office.reading(home, run) as connection:
        link(connection, truth, ())
        passed_over = ", ".join(literal(dataset) for dataset in sorted(registers()))
        # `case_row` is there since `link`. An alert that rests on rows of several cases counts with all of them.
        resting = connection.execute(
            f"""
            WITH deeds AS (
              SELECT DISTINCT alert_id, dataset, key FROM evidence WHERE dataset NOT IN ({passed_over})
            ),
            planted AS (SELECT DISTINCT dataset, key FROM case_row)
            SELECT a.model_id, d.alert_id, count(*) = count(p.key) AS wholly
            FROM deeds d JOIN alert a ON a.alert_id = d.alert_id
            LEFT JOIN planted p ON p.dataset = d.dataset AND p.key = d.key
            GROUP BY a.model_id, d.alert_id HAVING 2 * count(p.key) >= count(*)
            """
        ).fetchall()
        folder = place / "taken"
        files = _write(connection, office, home, folder, _without)
    left = Home(place / "without")
    office.ingest(left, files)
    after = office.screen(left, day)
    with office.reading(left, after) as connection:
        staying = {row[0] for row in connection.execute("SELECT alert_id FROM alert").fetchall()}
    shutil.rmtree(left.path)
    shutil.rmtree(folder)
    found = {}
    for model in sorted({row[0] for row in resting}):
        mine = [(alert in staying, wholly) for name, alert, wholly in resting if name == model]
        found[model] = TakenAway(
            wholly=sum(wholly for _, wholly in mine),
            stayed_wholly=sum(stays and wholly for stays, wholly in mine),
            partly=sum(not wholly for _, wholly in mine),
            stayed_partly=sum(stays and not wholly for stays, wholly in mine),
        )
    return found


def _renamed(office: Office, home: Home, run: RunRecord, day: date, place: Path) -> dict[str, Renamed]:
    with office.reading(home, run) as connection:
        before = _facts(connection, lambda text: text)
    kept = _renamed_facts(office, home, run, day, place, turned=False)
    turned = _renamed_facts(office, home, run, day, place, turned=True)
    found = {}
    for model in sorted({*before, *kept, *turned}):
        one = before.get(model, Counter())
        gone, come = _difference(one, kept.get(model, Counter()))
        core_gone, core_come = _difference(_cores(one), _cores(turned.get(model, Counter())))
        retold, _ = _difference(one, turned.get(model, Counter()))
        differing = sorted({entry[1] for entry in [*gone, *come, *core_gone, *core_come]})
        found[model] = Renamed(
            alerts=one.total(),
            lost=max(gone.total(), core_gone.total()),
            new=max(come.total(), core_come.total()),
            retold=max(0, retold.total() - core_gone.total()),
            examples=tuple(differing[:_SHOWN]),
        )
    return found


def _renamed_facts(
    office: Office, home: Home, run: RunRecord, day: date, place: Path, *, turned: bool
) -> dict[str, _Told]:
    folder, other = place / "renamed", Home(place / "other")
    with office.reading(home, run) as connection:
        files = _write(
            connection,
            office,
            home,
            folder,
            lambda contract, alias: "true",
            lambda contract, column: renamed(contract, column, turned=turned),
        )
    try:
        office.ingest(other, list(reversed(files)))
        with office.reading(other, office.screen(other, day)) as connection:
            return _facts(connection, original)
    finally:
        shutil.rmtree(other.path, ignore_errors=True)
        shutil.rmtree(folder)


_Told = Counter[tuple[Any, ...]]
"""Alerts with all they say: model, subject, kind, amount, currency, day, strength, facts, evidence."""
_CORE = 7


def _cores(told: _Told) -> _Told:
    cores: _Told = Counter()
    for entry, count in told.items():
        cores[entry[:_CORE]] += count
    return cores


def _difference(one: _Told, two: _Told) -> tuple[_Told, _Told]:
    return one - two, two - one


Keep = Callable[[Contract, str], str]
"""Contract and alias → the SQL condition for a row to be written."""


def _without(contract: Contract, alias: str) -> str:
    """Rows of registers stay: who somebody is, is no deed."""
    if contract.dataset in registers():
        return "true"
    key = " || '|' || ".join(f"CAST({alias}.{quoted(name)} AS VARCHAR)" for name in contract.key)
    return (
        f"NOT EXISTS (SELECT 1 FROM case_row c WHERE c.book = 'truth' AND c.dataset = {literal(contract.dataset)}"
        f" AND c.key = {key})"
    )


def _write(
    connection: duckdb.DuckDBPyConnection,
    office: Office,
    home: Home,
    folder: Path,
    keep: Keep,
    rename: Callable[[Contract, Column], str] | None = None,
) -> list[tuple[Path, str]]:
    """Write what the lake holds as Parquet files in the contracts' layout.

    With `rename` (the SQL of a column's value): under new names, in another order, each dataset in several files.
    """
    folder.mkdir()
    lake, files = Lake(home), []
    for dataset in lake.datasets():
        contract = office.contracts.get(dataset)
        if contract is None:
            continue
        stored = lake.columns(dataset)
        columns = [column for column in contract.columns if column.name in stored]
        values = [f"{quoted(c.name) if rename is None else rename(contract, c)} AS {quoted(c.name)}" for c in columns]
        order = "md5(CAST(s._row AS VARCHAR) || 'shuffled')" if rename is not None else f"s.{ROW}"
        count = 1 if rename is None else FILES
        for part in range(count):
            path = folder / f"{dataset}_{part}.parquet"
            place = f"ascii(substr(md5(CAST(s.{ROW} AS VARCHAR)), 1, 1)) % {count} = {part}"
            rows = connection.execute(
                f"COPY (SELECT {', '.join(values)} FROM {quoted(dataset)} s WHERE {place} AND {keep(contract, 's')}"
                f" ORDER BY {order}) TO {literal(str(path))} (FORMAT parquet)"
            ).fetchall()
            if rows[0][0]:
                files.append((path, dataset))
    return files


def _facts(connection: duckdb.DuckDBPyConnection, back: Callable[[str], str]) -> dict[str, _Told]:
    """Model → its alerts with all they say, under the old names: a few thousand, so one by one."""
    rows = connection.execute(
        """
        WITH resting AS (
          SELECT alert_id, list(dataset || ':' || key) AS rows FROM evidence GROUP BY alert_id
        )
        SELECT a.model_id, a.subject_id, a.subject_kind, a.amount, a.currency, a.occurred_on, a.strength, a.facts,
          coalesce(r.rows, [])
        FROM alert a LEFT JOIN resting r ON r.alert_id = a.alert_id
        """
    ).fetchall()
    found: dict[str, _Told] = {}
    for model, subject, *plain, facts, evidence in rows:
        told = json.dumps(_back(json.loads(facts), back), ensure_ascii=False, sort_keys=True)
        entry = (model, back(subject or ""), *plain, told, tuple(sorted(back(row) for row in evidence)))
        found.setdefault(model, Counter())[entry] += 1
    return found


def _back(value: Any, back: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return back(value)
    if isinstance(value, list):
        return [_back(part, back) for part in value]
    if isinstance(value, dict):
        return {name: _back(part, back) for name, part in value.items()}
    return value
