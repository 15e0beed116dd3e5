"""Links the records of the lake into the register of parties, against what the register knows already.

Records that have not changed since the last snapshot keep the pairs found then; only new and changed records are
weighed, against the others and among themselves. Parties, ids and ties are made anew only of records that hang together
with what has changed; the rest of the snapshot goes on (`draft`). Judgements come last and win: pairs a person called
the same are joined, pairs a person kept apart never meet again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import duckdb

from youji.screening.lake import parts
from youji.screening.lake.parties import KINDS
from youji.screening.linking import organisations, persons, records
from youji.screening.linking.aliases import found_aliases, write_aliases
from youji.screening.linking.arrivals import read_features, weigh_pairs
from youji.screening.linking.clusters import cluster
from youji.screening.linking.decisions import MERGE_AT, REVIEW_AT, decide, stir, touch
from youji.screening.linking.draft import Draft
from youji.screening.linking.identities import Change, assign
from youji.screening.linking.judgements import JudgementLog, Verdict
from youji.screening.linking.snapshot import Snapshot, Snapshots, content_hash
from youji.screening.linking.spec import LinkSpec, load_weights, packaged_weights
from youji.screening.linking.ties import kinds as tie_kinds
from youji.screening.linking.ties import standing
from youji.screening.linking.ties.build import build

MODULES: Mapping[str, ModuleType] = {"person": persons, "organisation": organisations}
WANTED: Mapping[str, tuple[str, ...]] = {
    dataset: tuple(dict.fromkeys((*records.WANTED.get(dataset, ()), *tie_kinds.columns().get(dataset, ()))))
    for dataset in {**records.WANTED, **tie_kinds.WANTED}
}
"""Dataset → columns that linking and the ties read."""
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
    engine = {name: version(name) for name in ("duckdb", "splink", "pypinyin", "opencc", "four-corner-method")}
    method = _method(engine)
    earlier = snapshots.path(before.hash) if before is not None else None
    known = before if before is not None and before.method == method else None
    draft = Draft(connection, made, earlier if known else None, known.contents if known else None)
    counts: dict[str, dict[str, int]] = {"records": {}, "parties": {}, "to_review": {}, "next_number": {}}
    changes: dict[str, tuple[Change, ...]] = {}
    records.open_rows(connection)
    standing.begin(connection)
    for kind in KINDS:
        progress(f"features of {kind}")
        module = MODULES[kind]
        read_features(connection, kind, module, draft)
        progress(f"pairs of {kind}")
        spec: LinkSpec = module.SPEC
        weights = load_weights(spec, packaged_weights(kind))
        weigh_pairs(connection, kind, spec, weights, min(REVIEW_AT, MERGE_AT[kind]), draft)
        progress(f"decisions on {kind}")
        same, apart = log.decided(kind)
        if known is not None:
            same_before, apart_before = log.decided(kind, known.judgement)
            stir(connection, kind, (same ^ same_before) | (apart ^ apart_before), draft)
        decide(connection, kind, spec, weights, same, apart, draft)
        touch(connection, kind, draft)
        progress(f"parties of {kind}")
        cluster(
            connection,
            "touched_features",
            "joined",
            "groups",
            identifier=module.SURE_IDENTIFIER,
            apart=apart,
            together=same,
        )
        _earlier_members(connection, kind, draft, earlier)
        found, following = assign(connection, kind, "groups", "earlier_members", "members", snapshots.next_number(kind))
        changes[kind] = tuple(found)
        counts["next_number"][kind] = following
        _keep_members(connection, kind, draft)
        counts["records"][kind] = draft.rows(f"members-{kind}")
        counts["parties"][kind] = _parties(connection, known.parties[kind] if known else 0)
        counts["to_review"][kind] = draft.rows(f"review-{kind}")
        progress(f"aliases of {kind}")
        found_aliases(connection, kind, module.SURE_IDENTIFIER, draft, earlier, f"aliases_{kind}")
        standing.add(connection, "members", "joined", "touched_features")
        for table in ("touched", "touched_features", "departed_features"):
            connection.execute(f"DROP TABLE IF EXISTS {table}_{kind}")
            connection.execute(f"ALTER TABLE {table} RENAME TO {table}_{kind}")
    renamed = write_aliases(connection, {kind: f"aliases_{kind}" for kind in KINDS}, draft)
    progress("ties")
    tied = build(connection, draft, known)
    hash_ = content_hash(draft.contents, method)
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
        contents=draft.contents,
        sources=tied.sources,
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
    """Hash of the code of this room, of the weights, and of the engine, whose `hash` makes the keys.

    A register made by another method is not gone on with, except that its parties keep their ids.
    """
    digest = hashlib.sha256(json.dumps(engine, sort_keys=True).encode())
    room = files(__package__)
    code = [entry for place in (room, room / "ties") for entry in place.iterdir() if entry.name.endswith(".py")]
    for entry in (*sorted(code, key=lambda entry: entry.name), *map(packaged_weights, KINDS)):
        digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]


def _earlier_members(connection: duckdb.DuckDBPyConnection, kind: str, draft: Draft, earlier: Path | None) -> None:
    """Table `earlier_members`: who the touched records were; all of them where nothing is gone on with."""
    name = f"members-{kind}"
    if draft.earlier is not None:
        rows = f"SELECT * FROM {draft.before(name)} SEMI JOIN touched USING (record_id)"
    elif earlier is not None:
        rows = f"FROM {parts.scan(earlier, name)}"
    else:
        rows = "SELECT '' AS record_id, '' AS party_id WHERE 1 = 0"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE earlier_members AS {rows}")


def _keep_members(connection: duckdb.DuckDBPyConnection, kind: str, draft: Draft) -> None:
    if draft.earlier is None:
        draft.whole(f"members-{kind}", "SELECT record_id, party_id FROM members")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE parties_before_{kind} (record_id VARCHAR, party_id VARCHAR)")
        return
    draft.changed(f"members-{kind}", "FROM earlier_members", "SELECT record_id, party_id FROM members")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE parties_before_{kind} AS FROM earlier_members")


def _parties(connection: duckdb.DuckDBPyConnection, before: int) -> int:
    """Number of parties: those of `before`, without those touched, and those that these became."""
    left = "SELECT count(DISTINCT party_id) FROM earlier_members" if before else "SELECT 0"
    became = "SELECT count(*) FROM groups WHERE record_id = group_id"
    rows = connection.execute(f"SELECT ({became}), ({left})").fetchall()
    return before - int(rows[0][1]) + int(rows[0][0])
