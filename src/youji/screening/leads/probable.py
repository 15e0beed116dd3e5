"""Which alerts rest on an identity that is only probable: two records taken for one party by weight alone.

Such an alert is right only if the records are one party, so it counts with that probability and raises no severity.
An alert that names one record of the party, or several that a checked identifier or a person's judgement joins, does
not rest on the match: it would be the same without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.lake.parties import NAMED, PartyIds, party_columns
from youji.screening.lake.tables import ROW, Lake, literal, parquet_scan, quoted


def find_uncertain(
    connection: duckdb.DuckDBPyConnection,
    parties: PartyIds,
    lake: Lake,
    contracts: Mapping[str, Contract],
    versions: Mapping[str, int],
    evidence_files: Sequence[Path],
    into: str = "uncertain",
) -> None:
    """Table `into`: `alert_id`, `party_id`, `probability` DECIMAL(9,6) of every alert that rests on such a match.

    The alert's evidence rows name a record that only its weight makes the party's, and another record of it, or that
    one alone where the party is known by another. `evidence_files` are those of the run's models.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(into)} (alert_id VARCHAR, party_id VARCHAR, probability DECIMAL(9,6))"
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE probable_records AS
        WITH aliases AS (FROM {parties.aliases})
        SELECT kind, source_id, party_id, ground = 'weight' AS by_weight, probability FROM aliases
        WHERE party_id IN (SELECT party_id FROM aliases WHERE ground = 'weight')
        """
    )
    named = _named(connection, parties)
    doubtful = connection.execute("SELECT count(*) FROM probable_records").fetchall()[0][0]
    places = [sql for d, c in contracts.items() if d in versions for sql in _mentions(lake, c, versions[d], named)]
    if not (doubtful or named) or not evidence_files or not places:
        return
    listed = ", ".join(literal(str(path)) for path in evidence_files)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE probable_rows AS {' UNION ALL '.join(places)}")
    connection.execute(
        f"""
        INSERT INTO {quoted(into)}
        SELECT e.alert_id, r.party_id, min(r.probability) FILTER (WHERE r.by_weight)
        FROM read_parquet([{listed}]) e
        JOIN probable_rows r ON r.dataset = e.dataset AND r.row_id = e.row_id
        GROUP BY e.alert_id, r.party_id
        HAVING bool_or(r.by_weight) AND (count(DISTINCT r.record) > 1 OR bool_or(r.only_named))
        """
    )


def _named(connection: duckdb.DuckDBPyConnection, parties: PartyIds) -> bool:
    """Table `probable_names`: organisations that a row only names, taken for one on record. True where there is one."""
    if parties.mentions is None:
        return False
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE probable_names AS
        SELECT m.dataset, m.name, a.party_id, m.probability
        FROM {parties.mentions} m JOIN {parties.aliases} a
          ON a.kind = 'organisation' AND a.source_id = m.screening_id
        WHERE m.ground = 'weight'
        """
    )
    return bool(connection.execute("SELECT count(*) FROM probable_names").fetchall()[0][0])


def _mentions(lake: Lake, contract: Contract, version: int, named: bool) -> list[str]:
    """Queries of the rows of a dataset that name a doubtful record: dataset, row, record, party, and how firmly."""
    stored = lake.columns(contract.dataset, version)
    scan = parquet_scan(lake.files(contract.dataset, version))
    dataset = literal(contract.dataset)
    found = []
    for column in party_columns(contract):
        if column.name not in stored:
            continue
        of_kind = (
            f" AND coalesce(t.{quoted(column.told_by)}, 'organisation') = {literal(column.kind)}"
            if column.told_by and column.told_by in stored
            else ""
        )
        found.append(
            f"SELECT {dataset} AS dataset, t.{ROW} AS row_id, p.source_id AS record, p.party_id, p.by_weight,"
            f" p.probability, false AS only_named FROM {scan} t JOIN probable_records p"
            f" ON p.kind = {literal(column.kind)} AND p.source_id = t.{quoted(column.name)}{of_kind}"
        )
    mention = NAMED.get(contract.dataset)
    if named and mention is not None and set(mention) <= stored:
        code, name = mention
        found.append(
            f"SELECT {dataset}, t.{ROW}, 'named ' || n.name, n.party_id, true, n.probability, true FROM {scan} t"
            f" JOIN probable_names n ON n.dataset = {dataset} AND n.name = CASE WHEN t.{quoted(code)} IS NULL"
            f" THEN trim(t.{quoted(name)}) END"
        )
    return found
