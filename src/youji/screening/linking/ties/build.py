"""Makes the table `ties` of a snapshot, in sets, from the parties of the snapshot and the datasets of the lake.

Columns: `tie_id` (md5 of kind, ends and source; the source by its own key, so that the order of batches does not
matter), `kind`, `left_id`, `right_id` (party ids; for a directed kind the left one is kin, holder, representative or
office holder, for the others the smaller id), `detail` (relation of kin: what the right one is to the left; post;
`device` or `network_address`), `share` DECIMAL(9,6), `since` and `until` DATE (both days included, null: not known),
`sources` (list of struct `dataset`, `row_id`), `certainty`, `probability` DECIMAL(9,6), `strength`.

Beside it `probable`: `record_id`, `party_id`, `probability` of each record that is of its party by weight alone; and
for the next link `given` and `shared` (`ties.shared`).

Going on from an earlier snapshot, ties are made anew of rows that speak of touched records, of datasets that are not
what they were, and of values whose holders have changed; chains, where any shareholding has changed. The ties that the
earlier snapshot had of just these go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

from youji.screening.lake.parties import KINDS
from youji.screening.lake.tables import ROW, literal, quoted
from youji.screening.linking import names, places
from youji.screening.linking.draft import Draft
from youji.screening.linking.snapshot import Snapshot
from youji.screening.linking.ties import chains, shared, standing, stated
from youji.screening.linking.ties.kinds import CERTAIN, NETWORK, PROBABLE, STRENGTH, STRONG, WANTED, WEAK
from youji.screening.linking.ties.standing import PARTIES
from youji.screening.linking.ties.stated import ROWS

_LATEST = {"person": "person_id", "organisation": "organisation_id"}
_READ = sorted(set(WANTED) - {"person"})
"""Datasets whose rows ties are read from; those of persons are known by the records."""
_SHARED = "('shared_phone', 'shared_address', 'shared_account', 'shared_device')"


@dataclass(frozen=True)
class Tied:
    """`counts`: kind → certainty → ties. `left_out`: dataset or kind → reason → number. `sources`: see `Snapshot`."""

    counts: Mapping[str, Mapping[str, int]]
    left_out: Mapping[str, Mapping[str, int]]
    sources: Mapping[str, str]


def build(connection: duckdb.DuckDBPyConnection, draft: Draft, known: Snapshot | None) -> Tied:
    """Writes the tables into the draft, which holds those of records, features, review and members already.

    `known`: the snapshot that the draft goes on from. The connection has views of `kinds.WANTED` (one that is missing
    counts as empty), the table `standing.PARTIES` of touched records, and for each kind
    `touched_KIND`, `touched_features_KIND`, `departed_features_KIND` and `parties_before_KIND`.
    """
    names.prepare(connection)
    places.prepare(connection)
    _inputs(connection)
    sources = {dataset: _sum_up(connection, dataset) for dataset in _READ}
    changed = {dataset for dataset, sum_ in sources.items() if known is None or known.sources.get(dataset) != sum_}
    for name in ("touched", "parties_before"):
        every = " UNION ALL ".join(f"FROM {name}_{kind}" for kind in KINDS)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW tie_{name} AS {every}")
    _keep_probable(connection, draft)
    for statement in stated.STATEMENTS:
        stated.select(connection, statement, None if statement.dataset in changed else "tie_touched")
    shared.find(connection, draft, changed)
    _find_possibly_same(connection, draft)
    if known is not None:
        wanted = [*map(stated.records, stated.STATEMENTS), "SELECT record_id FROM tie_values"]
        wanted += [f"SELECT {end} FROM tie_review" for end in ("left_id", "right_id")]
        standing.add_settled(connection, " UNION ALL ".join(wanted), draft)
    stated.begin(connection)
    left_out = _add_stated(connection, known, changed)
    holdings = _add_chains(connection, draft, changed)
    left_out |= shared.add(connection, draft)
    _add_possibly_same(connection, draft)
    before = "" if known is None else _before(draft, changed, holdings)
    _write(connection, draft, before)
    rows = connection.execute(
        f"SELECT kind, certainty, count(*) FROM {draft.scan('ties')} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    counts: dict[str, dict[str, int]] = {}
    for kind, certainty, number in rows:
        counts.setdefault(kind, {})[certainty] = number
    return Tied(counts, left_out, sources)


def _sum_up(connection: duckdb.DuckDBPyConnection, dataset: str) -> str:
    """What the rows of a dataset sum up to, in any order."""
    rows = connection.execute(f"SELECT count(*), bit_xor(hash(r)), sum(hash(r)) FROM tie_in_{dataset} r").fetchall()[0]
    return " ".join(map(str, rows))


def _keep_probable(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    doubtful = f"SELECT record_id, party_id, probability FROM {PARTIES} WHERE NOT certain"
    if draft.earlier is None:
        draft.whole("probable", doubtful)
    else:
        before = f"SELECT * FROM {draft.before('probable')} SEMI JOIN tie_touched USING (record_id)"
        draft.changed("probable", before, doubtful)


def _add_stated(
    connection: duckdb.DuckDBPyConnection, known: Snapshot | None, changed: Collection[str]
) -> dict[str, Mapping[str, int]]:
    """Adds what rows state; gives dataset → reason → how many made no tie."""
    found: dict[str, Mapping[str, int]] = {}
    if known is not None:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE tie_known_before AS"
            " SELECT record_id, party_id, true AS certain, CAST(1 AS DECIMAL(9,6)) AS probability"
            f" FROM tie_parties_before UNION ALL SELECT * FROM {PARTIES} ANTI JOIN tie_touched USING (record_id)"
        )
    for statement in stated.STATEMENTS:
        counts = stated.add(connection, statement)
        if known is not None and statement.dataset not in changed:
            less = stated.left_out(connection, statement, "tie_known_before")
            so_far = known.ties_left_out.get(statement.dataset, {})
            counts = {reason: so_far.get(reason, 0) - less[reason] + number for reason, number in counts.items()}
        if counts := {reason: number for reason, number in counts.items() if number}:
            found[statement.dataset] = counts
    return found


def _add_chains(connection: duckdb.DuckDBPyConnection, draft: Draft, changed: Collection[str]) -> bool:
    """Adds the chains, all of them, where any shareholding may have changed; true where it has."""
    columns = "left_id, right_id, share, since, until, certain, probability, sources"
    holdings = f"SELECT {columns} FROM {ROWS} WHERE kind = 'shareholder'"
    if "shareholding" not in changed:
        if not connection.execute("SELECT 1 FROM stated_shareholding LIMIT 1").fetchall():
            return False
        holdings += (
            f" UNION ALL SELECT {columns.replace('certain', f'certainty = {literal(CERTAIN)}')}"
            f" FROM {draft.before('ties')} WHERE kind = 'shareholder'"
            f" AND sources[1].row_id NOT IN (SELECT {ROW} FROM stated_shareholding)"
        )
    chains.add(connection, holdings)
    return True


def _before(draft: Draft, changed: Collection[str], holdings: bool) -> str:
    """SQL of the earlier snapshot's ties that are made anew."""
    ties = draft.before("ties")
    anew = [
        f"SELECT * FROM {ties} WHERE kind = {literal(statement.kind)}"
        + (
            ""
            if statement.dataset in changed
            else f" AND sources[1].row_id IN (SELECT {ROW} FROM stated_{statement.dataset})"
        )
        for statement in stated.STATEMENTS
    ]
    if holdings:
        anew.append(f"SELECT * FROM {ties} WHERE kind = 'shareholder_chain'")
    circle = "(SELECT kind, detail, party_id FROM tie_circle)"
    anew.append(
        f"SELECT * FROM {ties} WHERE kind IN {_SHARED} AND (kind, coalesce(detail, ''), left_id) IN {circle}"
        f" AND (kind, coalesce(detail, ''), right_id) IN {circle}"
    )
    parties = "(SELECT party_id FROM tie_parties_before)"
    anew.append(
        f"SELECT * FROM {ties} WHERE kind = 'possibly_same' AND (left_id IN {parties} OR right_id IN {parties})"
    )
    return " UNION ALL ".join(anew)


def _inputs(connection: duckdb.DuckDBPyConnection) -> None:
    """Views `tie_in_DATASET` with the wanted columns and `_row`, whatever the connection has."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        found.setdefault(table, set()).add(column)
    for dataset, types in WANTED.items():
        known = found.get(dataset, set())
        columns = ", ".join(
            f"CAST({quoted(name) if name in known else 'NULL'} AS {type_}) AS {quoted(name)}"
            for name, type_ in types.items()
        )
        if ROW not in known:
            source = f"SELECT {columns}, CAST(NULL AS BIGINT) AS {ROW} WHERE 1 = 0"
        else:
            source = f"SELECT {columns}, {ROW} FROM {dataset}"
            if dataset in _LATEST:
                source += f" QUALIFY row_number() OVER (PARTITION BY {_LATEST[dataset]} ORDER BY {ROW} DESC) = 1"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW tie_in_{dataset} AS {source}")


def _find_possibly_same(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Table `tie_review`: pairs to look at that no veto keeps apart, more likely one party than two."""
    touched = "(SELECT record_id FROM tie_touched)"
    near = "" if draft.earlier is None else f" AND (left_id IN {touched} OR right_id IN {touched})"
    pairs = " UNION ALL ".join(
        f"SELECT left_id, right_id, weight FROM {draft.scan(f'review-{kind}')} WHERE weight > 0 AND veto IS NULL{near}"
        for kind in KINDS
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE tie_review AS {pairs}")


def _add_possibly_same(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    records = " UNION ALL ".join(f"SELECT record_id, row_id FROM {draft.scan(f'records-{kind}')}" for kind in KINDS)
    ends = "(SELECT left_id AS record_id FROM tie_review UNION SELECT right_id FROM tie_review)"
    dataset = (
        "CASE split_part(record_id, ':', 1) WHEN 'bid.bidder_name' THEN 'bid' ELSE split_part(record_id, ':', 1) END"
    )
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        WITH rows AS (
          SELECT record_id, CASE WHEN row_id IS NOT NULL THEN struct_pack(dataset := {dataset}, row_id := row_id) END
            AS source
          FROM ({records}) SEMI JOIN {ends} USING (record_id)
        ),
        pairs AS (
          SELECT least(l.party_id, r.party_id) AS left_id, greatest(l.party_id, r.party_id) AS right_id,
            {standing.odds("w.weight")} AS chance, list_value(a.source, b.source) AS sources
          FROM tie_review w JOIN {PARTIES} l ON l.record_id = w.left_id JOIN {PARTIES} r ON r.record_id = w.right_id
          LEFT JOIN rows a ON a.record_id = w.left_id LEFT JOIN rows b ON b.record_id = w.right_id
          WHERE l.party_id <> r.party_id
        )
        SELECT 'possibly_same', left_id, right_id, NULL, NULL, NULL, NULL,
          list_sort(list_distinct(flatten(list(sources)))), false, max(chance), ''
        FROM pairs GROUP BY left_id, right_id
        """
    )


def _write(connection: duckdb.DuckDBPyConnection, draft: Draft, before: str) -> None:
    strong = ", ".join(literal(kind) for kind, strength in STRENGTH.items() if strength == STRONG)
    strength = (
        f"CASE WHEN kind = 'shared_device' AND detail = {literal(NETWORK)} THEN '{WEAK}'"
        f" WHEN kind IN ({strong}) THEN '{STRONG}' ELSE '{WEAK}' END"
    )
    rows = f"""
        SELECT md5(concat_ws('|', kind, left_id, right_id, source_key)) AS tie_id, kind, left_id, right_id, detail,
          share, since, until, sources, CASE WHEN certain THEN '{CERTAIN}' ELSE '{PROBABLE}' END AS certainty,
          CAST(CASE WHEN certain THEN 1 ELSE least(probability, 0.999999) END AS DECIMAL(9,6)) AS probability,
          {strength} AS strength
        FROM {ROWS}
        """
    if draft.earlier is None:
        draft.whole("ties", rows)
    else:
        draft.changed("ties", before, rows)
