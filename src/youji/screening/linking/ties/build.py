"""Makes `ties.parquet` of a snapshot, in sets, from the parties of the snapshot and the datasets of the lake.

Columns: `tie_id` (md5 of kind, ends and source; the source by its own key, so that the order of batches does not
matter), `kind`, `left_id`, `right_id` (party ids; for a directed kind the left one is kin, holder, representative or
office holder, for the others the smaller id), `detail` (relation of kin: what the right one is to the left; post;
`device` or `network_address`), `share` DECIMAL(9,6), `since` and `until` DATE (both days included, null: not known),
`sources` (list of struct `dataset`, `row_id`), `certainty`, `probability` DECIMAL(9,6), `strength`.

`probable.parquet` beside it: `record_id`, `party_id`, `probability` of each record that is of its party by weight
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from youji.screening.lake.parties import KINDS
from youji.screening.lake.tables import ROW, literal, quoted
from youji.screening.linking.records import mention
from youji.screening.linking.ties import chains, shared, standing, stated
from youji.screening.linking.ties.kinds import CERTAIN, NETWORK, PROBABLE, STRENGTH, STRONG, WANTED, WEAK
from youji.screening.linking.ties.standing import PARTIES
from youji.screening.linking.ties.stated import ROWS

_LATEST = {"person": "person_id", "organisation": "organisation_id"}


@dataclass(frozen=True)
class Tied:
    """`counts`: kind → certainty → ties. `left_out`: dataset or kind → reason → number."""

    counts: Mapping[str, Mapping[str, int]]
    left_out: Mapping[str, Mapping[str, int]]


def build(connection: duckdb.DuckDBPyConnection, made: Path) -> Tied:
    """Writes both files into the snapshot folder `made`, which holds members, links, review and features already.

    The connection has views of `kinds.WANTED` (one that is missing counts as empty) and the macros of `places.prepare`.
    """
    _inputs(connection)
    standing.begin(connection)
    for kind in KINDS:
        standing.add(connection, *(_scan(made, name, kind) for name in ("members", "links", "features")))
    stated.begin(connection)
    left_out = {s.dataset: lost for s in stated.STATEMENTS if (lost := stated.add(connection, s))}
    chains.add(connection)
    left_out |= shared.add(connection, {kind: _scan(made, "features", kind) for kind in KINDS})
    for kind in KINDS:
        _possibly_same(connection, _scan(made, "review", kind))
    _write(connection, made)
    rows = connection.execute(
        f"SELECT kind, certainty, count(*) FROM read_parquet({literal(str(made / 'ties.parquet'))})"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    counts: dict[str, dict[str, int]] = {}
    for kind, certainty, number in rows:
        counts.setdefault(kind, {})[certainty] = number
    return Tied(counts, left_out)


def _scan(made: Path, name: str, kind: str) -> str:
    return f"read_parquet({literal(str(made / f'{name}-{kind}.parquet'))})"


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


def _possibly_same(connection: duckdb.DuckDBPyConnection, review: str) -> None:
    """Pairs of the review list that are more likely one party than two, and that no veto keeps apart."""
    connection.execute(
        f"""
        INSERT INTO {ROWS}
        WITH rows AS (
          SELECT 'person:' || person_id AS record_id, struct_pack(dataset := 'person', row_id := {ROW}) AS source
          FROM tie_in_person
          UNION ALL SELECT 'organisation:' || organisation_id, struct_pack(dataset := 'organisation', row_id := {ROW})
          FROM tie_in_organisation
          UNION ALL SELECT {mention("bid", "bidder_name", "bidder_name")}, struct_pack(dataset := 'bid',
            row_id := min({ROW})) FROM tie_in_bid WHERE bidder_id IS NULL AND bidder_name IS NOT NULL GROUP BY 1
        ),
        pairs AS (
          SELECT least(l.party_id, r.party_id) AS left_id, greatest(l.party_id, r.party_id) AS right_id,
            {standing.odds("w.weight")} AS chance, list_value(a.source, b.source) AS sources
          FROM {review} w JOIN {PARTIES} l ON l.record_id = w.left_id JOIN {PARTIES} r ON r.record_id = w.right_id
          LEFT JOIN rows a ON a.record_id = w.left_id LEFT JOIN rows b ON b.record_id = w.right_id
          WHERE w.weight > 0 AND w.veto IS NULL AND l.party_id <> r.party_id
        )
        SELECT 'possibly_same', left_id, right_id, NULL, NULL, NULL, NULL,
          list_sort(list_distinct(flatten(list(sources)))), false, max(chance), ''
        FROM pairs GROUP BY left_id, right_id
        """
    )


def _write(connection: duckdb.DuckDBPyConnection, made: Path) -> None:
    strong = ", ".join(literal(kind) for kind, strength in STRENGTH.items() if strength == STRONG)
    strength = (
        f"CASE WHEN kind = 'shared_device' AND detail = {literal(NETWORK)} THEN '{WEAK}'"
        f" WHEN kind IN ({strong}) THEN '{STRONG}' ELSE '{WEAK}' END"
    )
    connection.execute(
        f"""
        COPY (
          SELECT md5(concat_ws('|', kind, left_id, right_id, source_key)) AS tie_id, kind, left_id, right_id, detail,
            share, since, until, sources, CASE WHEN certain THEN '{CERTAIN}' ELSE '{PROBABLE}' END AS certainty,
            CAST(CASE WHEN certain THEN 1 ELSE least(probability, 0.999999) END AS DECIMAL(9,6)) AS probability,
            {strength} AS strength
          FROM {ROWS} ORDER BY kind, left_id, right_id, tie_id
        ) TO {literal(str(made / "ties.parquet"))} (FORMAT parquet, COMPRESSION zstd)
        """
    )
    connection.execute(
        f"COPY (SELECT record_id, party_id, probability FROM {PARTIES} WHERE NOT certain ORDER BY record_id)"
        f" TO {literal(str(made / 'probable.parquet'))} (FORMAT parquet, COMPRESSION zstd)"
    )
