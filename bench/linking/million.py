"""A million persons on this machine: `python bench/linking/million.py [--persons 1000000] [--json]`.

Five figures of one run, each in a process of its own:
- plain: Splink set up on the columns as they are, with the same blocking rules, trained with `max_pairs=1e6`, then
  predicted and clustered;
- youji: names, addresses and numbers read, pairs weighed with the catalogue's weights, vetoes, parties made;
- batch: one per cent of new records read, weighed against the register's features and each other;
- first: the whole `link()` of the same records into an empty register: ids, aliases, ties, files and hashes, too;
- second: the whole `link()` again after one per cent of new records.
Mark: first / plain <= 1.3, second / first <= 0.08. The persons are drawn in DuckDB; every tenth has a second record
with a mistake, so that there is something to link. `--steps` says where the time of the last two went.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import noise
import splink.comparison_library as cl
from people import DISTRICTS, STREETS
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI
from splink.internals.blocking_rule_library import CustomRule

from youji.screening.engine.limits import Limits
from youji.screening.engine.session import open_session
from youji.screening.lake.tables import literal
from youji.screening.linking import persons
from youji.screening.linking.arrivals import PLACE, weigh_arrivals
from youji.screening.linking.clusters import cluster
from youji.screening.linking.register import WANTED, link
from youji.screening.linking.scoring import Scorer
from youji.screening.linking.spec import load_weights, packaged_weights

MERGE_AT = 7.0
"""Bits, chosen on the labelled pairs (bench/linking/score.py)."""
SHARE_AGAIN = 10
MEMORY = "6GB"
RATIOS = (("youji", "plain"), ("batch", "youji"), ("first", "plain"), ("second", "first"))


def build(folder: Path, persons_: int) -> None:
    """`old.parquet`, and `new.parquet` with one per cent more records, half of them about persons of the old file."""
    surnames = "".join(names * weight for names, weight in noise.SURNAMES)
    given = noise.MALE + noise.FEMALE + noise.BOTH
    pools = {name: literal(text) for name, text in (("s", surnames), ("g", given))}
    streets = f"[{', '.join(literal(street) for street in STREETS)}]"
    districts = f"[{', '.join(literal(district) for district in DISTRICTS)}]"

    def draw(salt: int, size: int) -> str:
        return f"CAST(hash(n * 31 + {salt}) % {size} AS BIGINT)"

    with duckdb.connect() as connection:
        connection.execute(
            f"""
            CREATE TABLE everybody AS
            SELECT n, substr({pools["s"]}, 1 + {draw(1, len(surnames))}, 1) AS family,
              substr({pools["g"]}, 1 + {draw(2, len(given))}, 1) || CASE WHEN {draw(3, 6)} = 0 THEN ''
                ELSE substr({pools["g"]}, 1 + {draw(4, len(given))}, 1) END AS given,
              CASE {draw(5, 2)} WHEN 0 THEN 'male' ELSE 'female' END AS gender,
              CAST(DATE '1940-01-01' + CAST({draw(6, 24_455)} AS INTEGER) AS VARCHAR)
                AS born,
              '142' || lpad(CAST({draw(7, 100_000_000)} AS VARCHAR), 8, '0') AS phone,
              '棠浦市' || {districts}[1 + {draw(8, len(DISTRICTS))}] || {streets}[1 + {draw(9, len(STREETS))}]
                || (1 + {draw(10, 4000)}) || '号' || (1 + {draw(11, 20)}) || '栋' || (101 + {draw(12, 2900)}) || '室'
                AS address
            FROM range({persons_ + persons_ // 100}) t(n)
            """
        )
        record = (
            "family || given AS name, CAST(NULL AS VARCHAR) AS former_name, gender, {born} AS born_on,"
            " CAST(NULL AS VARCHAR) AS resident_id, {phone} AS phone, address"
        )
        first = record.format(born="born", phone="phone")
        again = record.format(born="CASE WHEN n % 3 = 0 THEN NULL ELSE born END", phone="phone")
        connection.execute(
            f"COPY (SELECT 'a' || n AS record_id, {first} FROM everybody WHERE n < {persons_ * 10 // 11} UNION ALL"
            f" SELECT 'b' || n, {again} FROM everybody WHERE n < {persons_ * 10 // 11} AND n % {SHARE_AGAIN} = 0)"
            f" TO {literal(str(folder / 'old.parquet'))}"
        )
        half = persons_ // 200
        connection.execute(
            f"COPY (SELECT 'c' || n AS record_id, {again} FROM everybody WHERE n % 100 = 7 AND n < {half * 100}"
            " UNION ALL"
            f" SELECT 'd' || n, {first} FROM everybody WHERE n >= {persons_} AND n < {persons_ + half})"
            f" TO {literal(str(folder / 'new.parquet'))}"
        )


def youji(folder: Path) -> dict[str, int]:
    """Reads, weighs and clusters the old file, and keeps the features as a register does."""
    with duckdb.connect(str(folder / "youji.duckdb")) as connection:
        connection.execute(f"CREATE VIEW source AS FROM read_parquet({literal(str(folder / 'old.parquet'))})")
        persons.features(connection, "source", "features")
        scorer = Scorer(connection, "features", persons.SPEC, load_weights(persons.SPEC, packaged_weights("person")))
        pairs = scorer.within(MERGE_AT, "weighed")
        connection.execute("CREATE TEMP TABLE merged AS SELECT * FROM weighed WHERE veto IS NULL")
        groups = cluster(connection, "features", "merged", "parties", identifier=persons.SURE_IDENTIFIER)
        connection.execute(f"COPY features TO {literal(str(folder / 'features.parquet'))} (COMPRESSION snappy)")
        return {"pairs": pairs, "groups": groups.joined}


def plain(folder: Path) -> dict[str, int]:
    """Splink on the same records with the same blocking."""
    with duckdb.connect(str(folder / "plain.duckdb")) as connection:
        connection.execute(
            f"CREATE TABLE people AS SELECT r.*, f.* EXCLUDE (record_id, name, phone, gender, resident_id)"
            f" FROM read_parquet({literal(str(folder / 'old.parquet'))}) r"
            f" JOIN read_parquet({literal(str(folder / 'features.parquet'))}) f USING (record_id)"
        )
        started = time.perf_counter()
        api = DuckDBAPI(connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            blocking_rules_to_generate_predictions=[CustomRule(rule.condition()) for rule in persons.SPEC.blocking],
            comparisons=[
                cl.NameComparison("name"),
                cl.DateOfBirthComparison("born_on", input_is_string=True),
                cl.ExactMatch("phone"),
                cl.LevenshteinAtThresholds("address", [1, 3]),
                cl.ExactMatch("gender"),
            ],
        )
        linker = Linker(api.register("people"), settings, log_level=logging.ERROR)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in ("l.name = r.name AND l.born_on = r.born_on", "l.phone = r.phone"):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=1e6)
        found = linker.inference.predict(threshold_match_weight=MERGE_AT)
        groups = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_weight=MERGE_AT)
        count = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {groups.physical_name} GROUP BY cluster_id HAVING count(*) > 1)"
        ).fetchall()
        # Joining the blocking columns to the records is the bench's business, not Splink's.
        return {"groups": int(count[0][0]), "milliseconds": round((time.perf_counter() - started) * 1000)}


def batch(folder: Path) -> dict[str, int]:
    """One per cent of new records against the register."""
    with duckdb.connect() as connection:
        known = literal(str(folder / "features.parquet"))
        connection.execute(f"CREATE VIEW features AS SELECT *, file_row_number AS {PLACE} FROM read_parquet({known})")
        connection.execute(f"CREATE VIEW source AS FROM read_parquet({literal(str(folder / 'new.parquet'))})")
        persons.features(connection, "source", "arrived")
        weights = load_weights(persons.SPEC, packaged_weights("person"))
        found = weigh_arrivals(connection, persons.SPEC, weights, MERGE_AT, "features", "arrived", "weighed")
        return {"pairs": found}


def link_all(folder: Path, files: tuple[str, ...]) -> dict[str, Any]:
    """The whole `link()` of these files as the dataset `person`; milliseconds in all and of each step."""
    (folder / "register").mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder))
    with open_session(Limits(memory=MEMORY), scratch, folder) as connection:
        listed = ", ".join(literal(str(folder / file)) for file in files)
        connection.execute(
            "CREATE VIEW person AS SELECT record_id AS person_id, * EXCLUDE (record_id, file_row_number, filename),"
            f" file_row_number + CASE WHEN filename LIKE '%new%' THEN {1 << 32} ELSE 0 END AS _row"
            f" FROM read_parquet([{listed}], file_row_number = true, filename = true)"
        )
        for dataset, columns in WANTED.items():
            if dataset != "person":
                body = ", ".join(f"NULL::VARCHAR AS {name}" for name in columns)
                connection.execute(f"CREATE VIEW {dataset} AS SELECT {body}, NULL::BIGINT AS _row WHERE 1 = 0")
        marks = [("begin", time.perf_counter())]
        linked = link(
            connection,
            folder / "register",
            scratch,
            {"person": len(files)},
            datetime(2025, 6, 30, tzinfo=UTC),
            lambda step: marks.append((step, time.perf_counter())),
        )
        ended = time.perf_counter()
    ends = [at for _, at in marks[1:]] + [ended]
    steps = {step: round((end - at) * 1000) for (step, at), end in zip(marks, ends, strict=True)}
    return {
        "pairs": linked.snapshot.contents["weighed-person"][0],
        "groups": linked.snapshot.parties["person"],
        "milliseconds": round((ended - marks[0][1]) * 1000),
        "steps": steps,
    }


def first(folder: Path) -> dict[str, Any]:
    """The first link of the old file."""
    return link_all(folder, ("old.parquet",))


def second(folder: Path) -> dict[str, Any]:
    """The link after the new file has come."""
    return link_all(folder, ("old.parquet", "new.parquet"))


SIDES = {"youji": youji, "plain": plain, "batch": batch, "first": first, "second": second}


def measure(side: str, folder: Path) -> dict[str, Any]:
    """One side in a process of its own: wall and CPU seconds, peak memory in MiB."""
    command = [sys.executable, __file__, "--child", side, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench/linking/million.py: {side} failed:\n{done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Builds, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--only", nargs="+", choices=sorted(SIDES), default=list(SIDES))
    parser.add_argument("--child", choices=sorted(SIDES), default=None, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        started = time.perf_counter()
        counts = SIDES[options.child](options.folder)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        wall = counts.pop("milliseconds", round((time.perf_counter() - started) * 1000)) / 1000
        cpu = usage.ru_utime + usage.ru_stime
        print(json.dumps({**counts, "wall": wall, "cpu": cpu, "peak_mib": usage.ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        build(folder, options.persons)
        sides = {side: measure(side, folder) for side in SIDES if side in options.only}
    ratios = {
        f"{one} / {other}": sides[one]["wall"] / sides[other]["wall"]
        for one, other in RATIOS
        if one in sides and other in sides
    }
    if options.json:
        print(json.dumps({"persons": options.persons, "sides": sides, "ratios": ratios}, indent=2))
        return
    print(f"{options.persons:,} records, {os.cpu_count()} cores, {platform.machine()}, duckdb {duckdb.__version__}")
    for side, figures in sides.items():
        counts = ", ".join(f"{name} {figures[name]:,}" for name in ("pairs", "groups") if name in figures)
        print(
            f"{side:8} wall {figures['wall']:7.1f} s, CPU {figures['cpu']:7.1f} s,"
            f" peak {figures['peak_mib']:,.0f} MiB; {counts}"
        )
        if options.steps and "steps" in figures:
            print("; ".join(f"{step} {milliseconds:,} ms" for step, milliseconds in figures["steps"].items()))
    print(", ".join(f"{name} {ratio:.3f}" for name, ratio in ratios.items()))


if __name__ == "__main__":
    main()
