"""Links the records of the lake into the register of parties, against what the register knows already.

Records that have not changed since the last snapshot keep the pairs found then; only new and changed records are
weighed, against the others and among themselves. Judgements come last and win: pairs a person called the same are
joined, pairs a person kept apart never meet again.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import duckdb

from youji.screening.lake.parties import KINDS
from youji.screening.lake.tables import literal, quoted
from youji.screening.linking import organisations, persons, records
from youji.screening.linking.aliases import found_aliases, write_aliases
from youji.screening.linking.arrivals import read_features, weigh_pairs
from youji.screening.linking.clusters import cluster
from youji.screening.linking.identities import Change, assign
from youji.screening.linking.judgements import JudgementLog, Verdict
from youji.screening.linking.scoring import weight_of
from youji.screening.linking.snapshot import Snapshot, Snapshots, content_hash
from youji.screening.linking.spec import LinkSpec, Weights, load_weights, packaged_weights
from youji.screening.linking.ties import kinds as tie_kinds
from youji.screening.linking.ties.build import build

MODULES: Mapping[str, ModuleType] = {"person": persons, "organisation": organisations}
WANTED: Mapping[str, tuple[str, ...]] = {
    dataset: tuple(dict.fromkeys((*records.WANTED.get(dataset, ()), *tie_kinds.columns().get(dataset, ()))))
    for dataset in {**records.WANTED, **tie_kinds.WANTED}
}
"""Dataset → columns that linking and the ties read."""
MERGE_AT = {"person": 7.0, "organisation": 3.0}
"""Bits from which a pair is joined. Chosen on the part `tune` of the labelled pairs (bench/linking/score.py); for
organisations above the best F1 there, because a wrong merge costs more than a missed one."""
REVIEW_AT = 0.0
"""Bits from which a pair is worth a look: as likely the same party as not."""
RULES = "rules"
"""Who decided where no person did."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Linked:
    """The snapshot made, and what changed for parties that were there before."""

    snapshot: Snapshot
    changes: Mapping[str, tuple[Change, ...]]
    unchanged: bool
    """True where the register is the same as before."""


def link(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    scratch: Path,
    versions: Mapping[str, int],
    now: datetime,
    progress: Progress = lambda step: None,
) -> Linked:
    """Makes the register in `folder` of the datasets that `connection` has views of (`WANTED`).

    `scratch`: an empty folder on the same disk. Linking is all or nothing: a killed one leaves the former snapshot.
    """
    snapshots, log = Snapshots(folder), JudgementLog(folder / "judgements.sqlite")
    before = snapshots.current()
    entries = log.entries()
    made = scratch / "snapshot"
    made.mkdir()
    progress("records")
    records.collect(connection)
    counts: dict[str, dict[str, int]] = {"records": {}, "parties": {}, "to_review": {}, "next_number": {}}
    changes: dict[str, tuple[Change, ...]] = {}
    engine = {name: version(name) for name in ("duckdb", "splink", "pypinyin", "opencc", "four-corner-method")}
    method = _method(engine)
    for kind in KINDS:
        earlier = snapshots.path(before.hash) if before is not None else None
        known = earlier if before is not None and before.method == method else None
        progress(f"features of {kind}")
        read_features(connection, kind, MODULES[kind], known)
        progress(f"pairs of {kind}")
        spec: LinkSpec = MODULES[kind].SPEC
        weights = load_weights(spec, packaged_weights(kind))
        weigh_pairs(connection, kind, spec, weights, min(REVIEW_AT, MERGE_AT[kind]), known)
        same, apart = log.decided(kind)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE namings AS {_namings(kind, spec, weights)}")
        _decide(connection, kind, same, apart)
        progress(f"parties of {kind}")
        cluster(
            connection,
            "features",
            "joined",
            "groups",
            identifier=MODULES[kind].SURE_IDENTIFIER,
            apart=apart,
            together=same,
        )
        _earlier_members(connection, kind, earlier)
        found, following = assign(connection, kind, "groups", "earlier_members", "members", snapshots.next_number(kind))
        changes[kind] = tuple(found)
        counts["next_number"][kind] = following
        found_aliases(
            connection,
            kind,
            MODULES[kind].SURE_IDENTIFIER,
            earlier / "aliases.parquet" if earlier is not None else None,
            f"aliases_{kind}",
        )
        for name, query, compression in (
            ("members", "SELECT record_id, party_id FROM members ORDER BY record_id", "zstd"),
            ("links", "FROM joined ORDER BY left_id, right_id", "zstd"),
            ("weighed", "FROM weighed ORDER BY left_id, right_id", "zstd"),
            ("review", "FROM review ORDER BY left_id, right_id", "zstd"),
            # Read in whole for every batch, so rather a quarter larger and half as dear to read.
            ("features", "FROM features", "snappy"),
        ):
            target = literal(str(made / f"{name}-{kind}.parquet"))
            connection.execute(f"COPY ({query}) TO {target} (FORMAT parquet, COMPRESSION {compression})")
        counts["records"][kind] = _count(connection, "members", "*")
        counts["parties"][kind] = _count(connection, "members", "DISTINCT party_id")
        counts["to_review"][kind] = _count(connection, "review", "*")
    renamed = write_aliases(connection, {kind: f"aliases_{kind}" for kind in KINDS}, made)
    progress("ties")
    tied = build(connection, made)
    hash_ = content_hash(connection, made, method)
    snapshot = Snapshot(
        hash=hash_,
        made_at=now.isoformat(timespec="seconds"),
        versions=dict(versions),
        judgement=entries[-1].number if entries else 0,
        weights={kind: hashlib.sha256(packaged_weights(kind).read_bytes()).hexdigest() for kind in KINDS},
        engine=engine,
        method=method,
        records=counts["records"],
        parties=counts["parties"],
        to_review=counts["to_review"],
        next_number=counts["next_number"],
        ties=tied.counts,
        ties_left_out=tied.left_out,
        previous=before.hash if before is not None else None,
        renamed=renamed,
    )
    unchanged = before is not None and before.hash == hash_
    snapshots.keep(made, snapshot)
    if not unchanged:
        for kind in KINDS:
            for verdict in (Verdict.MERGED, Verdict.SPLIT):
                pairs = [(c.old, c.new) for c in changes[kind] if c.kind == verdict]
                if pairs:
                    log.add(kind, verdict, pairs, by=RULES, at=now, why=f"snapshot {hash_}")
    return Linked(snapshot, changes, unchanged)


def _method(engine: Mapping[str, str]) -> str:
    """Hash of the code that reads and weighs records, of the weights, and of the engine, which hashes the keys."""
    digest = hashlib.sha256(json.dumps(engine, sort_keys=True).encode())
    room = sorted((e for e in files(__package__).iterdir() if e.name.endswith(".py")), key=lambda entry: entry.name)
    for entry in (*room, *map(packaged_weights, KINDS)):
        digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]


def _namings(kind: str, spec: LinkSpec, weights: Weights) -> str:
    """Pairs of an organisation that is only named and the one organisation on record that bears just this full name.

    How rare a name is among the records says nothing here: within one registration authority no two enterprises of one
    trade may bear the same brand (企业名称登记管理规定 art. 17), so a full name with place, brand, trade and form is
    weighed as an agreement of names without an adjustment for frequency.
    """
    if kind != "organisation":
        return "SELECT '' AS left_id, '' AS right_id, CAST(0 AS DECIMAL(12,6)) AS weight, '' AS name WHERE 1 = 0"
    bits = math.log2(spec.prior / (1 - spec.prior)) + weight_of(weights, "name", "exact")
    return f"""
        WITH registered AS (
          SELECT name, min(record_id) AS record_id FROM features WHERE starts_with(record_id, '{kind}:')
          GROUP BY name HAVING count(*) = 1
        ),
        named AS (
          SELECT f.record_id, f.name, coalesce(r.record_id, min(f.record_id) OVER (PARTITION BY f.name)) AS other
          FROM features f LEFT JOIN registered r ON r.name = f.name
          WHERE NOT starts_with(f.record_id, '{kind}:') AND (r.name IS NOT NULL OR f.name NOT IN (
            SELECT name FROM features WHERE starts_with(record_id, '{kind}:') AND name IS NOT NULL))
        )
        SELECT least(record_id, other) AS left_id, greatest(record_id, other) AS right_id,
          CAST({bits:.6f} AS DECIMAL(12,6)) AS weight, 'exact' AS name
        FROM named WHERE record_id <> other
        """


def _decide(
    connection: duckdb.DuckDBPyConnection, kind: str, same: set[tuple[str, str]], apart: set[tuple[str, str]]
) -> None:
    """Tables `joined` (pairs to join, with `ground`) and `review` (pairs a person should look at)."""
    connection.execute("CREATE OR REPLACE TEMP TABLE judged (left_id VARCHAR, right_id VARCHAR, verdict VARCHAR)")
    rows = [[*pair, verdict] for pairs, verdict in ((same, "same"), (apart, "apart")) for pair in sorted(pairs)]
    if rows:
        connection.executemany("INSERT INTO judged VALUES (?, ?, ?)", rows)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE joined AS
        SELECT w.*, CASE WHEN j.verdict = 'same' THEN 'judgement' ELSE 'weight' END AS ground
        FROM weighed w LEFT JOIN judged j USING (left_id, right_id)
        WHERE coalesce(j.verdict, '') <> 'apart'
          AND (j.verdict = 'same' OR (w.veto IS NULL AND w.weight >= {MERGE_AT[kind]}))
        UNION ALL BY NAME
        SELECT j.left_id, j.right_id, 0.0 AS weight, 'judgement' AS ground FROM judged j
        SEMI JOIN features l ON l.record_id = j.left_id SEMI JOIN features r ON r.record_id = j.right_id
        ANTI JOIN weighed w ON w.left_id = j.left_id AND w.right_id = j.right_id WHERE j.verdict = 'same'
        UNION ALL BY NAME
        SELECT n.*, 'name' AS ground FROM namings n ANTI JOIN judged USING (left_id, right_id)
        WHERE NOT EXISTS (
          SELECT 1 FROM weighed w WHERE w.left_id = n.left_id AND w.right_id = n.right_id
            AND (w.veto IS NOT NULL OR w.weight >= {MERGE_AT[kind]}))
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE review AS
        SELECT w.* FROM weighed w ANTI JOIN judged USING (left_id, right_id) ANTI JOIN joined USING (left_id, right_id)
        """
    )


def _earlier_members(connection: duckdb.DuckDBPyConnection, kind: str, earlier: Path | None) -> None:
    source = (
        f"read_parquet({literal(str(earlier / f'members-{kind}.parquet'))})"
        if earlier is not None
        else "(SELECT '' AS record_id, '' AS party_id WHERE 1 = 0)"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE earlier_members AS FROM {source}")


def _count(connection: duckdb.DuckDBPyConnection, table: str, what: str) -> int:
    return int(connection.execute(f"SELECT count({what}) FROM {quoted(table)}").fetchall()[0][0])
