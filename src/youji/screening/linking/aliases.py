"""Writes who every source id is: the tables by which screening and leads read the register.

The *founding record* of a party gives it the id under which screening reads it. Once chosen it stays, as long as it
belongs to the party; the first choice is the record with a checked identifier and the smallest id. A record belongs to
its party by `identifier` (the same checked number as the founding record), by `judgement` (a person joined it to such a
record) or by `weight`: then `probability` is 2^w / (1 + 2^w) of its heaviest pair within the party (w: match weight in
bits, log2 of the posterior odds; Fellegi & Sunter 1969).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from youji.screening.lake import parts
from youji.screening.lake.parties import KINDS, NAMED
from youji.screening.lake.tables import literal, quoted
from youji.screening.linking.draft import Draft

_NO_ALIASES = "SELECT '' AS kind, '' AS source_id, '' AS screening_id, '' AS party_id WHERE 1 = 0"


def found_aliases(
    connection: duckdb.DuckDBPyConnection, kind: str, identifier: str, draft: Draft, earlier: Path | None, into: str
) -> None:
    """Table `into`: `record_id`, `source_id`, `screening_id`, `party_id`, `ground`, `probability` of `members`.

    Reads the tables `members`, `several`, `joined` and `touched_features` (with the column `identifier`) of the link
    under way, and the aliases of the `earlier` snapshot's folder (table `aliases_before_KIND`). `source_id` is null for
    an organisation that is only named.
    """
    prefix = f"{kind}:"
    before = f"aliases_before_{kind}"
    source_id = f"CASE WHEN starts_with(record_id, {literal(prefix)}) THEN substr(record_id, {len(prefix) + 1}) END"
    if draft.earlier is not None:
        of_touched = (
            f"SELECT substr(record_id, {len(prefix) + 1}) FROM touched WHERE starts_with(record_id, '{prefix}')"
        )
        rows = f"SELECT * FROM {draft.before('aliases')} WHERE source_id IN ({of_touched}) AND kind = {literal(kind)}"
    elif earlier is not None and parts.base(earlier, "aliases").is_file():
        rows = f"SELECT * FROM {parts.scan(earlier, 'aliases')} WHERE kind = {literal(kind)}"
    else:
        rows = _NO_ALIASES
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {before} AS {rows}")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE alias_records AS
        SELECT m.record_id, m.party_id, f.{quoted(identifier)} AS sure, {source_id} AS source_id
        FROM members m SEMI JOIN several USING (party_id) LEFT JOIN touched_features f USING (record_id)
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE alias_founders AS
        SELECT r.party_id, r.record_id, r.sure, coalesce(r.source_id, r.party_id) AS screening_id
        FROM alias_records r
        LEFT JOIN (SELECT DISTINCT party_id, screening_id FROM {before}) e
          ON e.party_id = r.party_id AND e.screening_id = r.source_id
        QUALIFY row_number() OVER (
          PARTITION BY r.party_id
          ORDER BY e.screening_id IS NULL, r.source_id IS NULL, r.sure IS NULL, r.source_id, r.record_id
        ) = 1
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {quoted(into)} AS
        WITH edges AS (
          SELECT left_id AS record_id, right_id AS other, weight, ground FROM joined
          UNION ALL SELECT right_id, left_id, weight, ground FROM joined
        ),
        sure AS (
          SELECT r.record_id FROM alias_records r JOIN alias_founders f USING (party_id)
          WHERE r.record_id = f.record_id OR r.sure = f.sure
        ),
        judged AS (
          SELECT DISTINCT e.record_id FROM edges e JOIN sure s ON s.record_id = e.other WHERE e.ground = 'judgement'
        ),
        heaviest AS (
          SELECT e.record_id, max(e.weight) AS weight FROM edges e
          JOIN alias_records l ON l.record_id = e.record_id JOIN alias_records r ON r.record_id = e.other
          WHERE l.party_id = r.party_id GROUP BY e.record_id
        )
        SELECT r.record_id, r.source_id, f.screening_id, r.party_id,
          CASE WHEN s.record_id IS NOT NULL THEN 'identifier' WHEN j.record_id IS NOT NULL THEN 'judgement'
            ELSE 'weight' END AS ground,
          CASE WHEN s.record_id IS NOT NULL OR j.record_id IS NOT NULL THEN CAST(1 AS DECIMAL(9,6))
            ELSE CAST(least(round(1 / (1 + pow(2, -CAST(coalesce(h.weight, 0) AS DOUBLE))), 6), 0.999999)
              AS DECIMAL(9,6)) END AS probability
        FROM alias_records r JOIN alias_founders f USING (party_id)
        LEFT JOIN sure s ON s.record_id = r.record_id
        LEFT JOIN judged j ON j.record_id = r.record_id
        LEFT JOIN heaviest h ON h.record_id = r.record_id
        UNION ALL
        SELECT record_id, source_id, coalesce(source_id, party_id), party_id, 'identifier', 1
        FROM (SELECT record_id, party_id, {source_id} AS source_id FROM members ANTI JOIN several USING (party_id))
        """
    )


def write_aliases(connection: duckdb.DuckDBPyConnection, tables: dict[str, str], draft: Draft) -> dict[str, str | None]:
    """Writes `aliases`, `renames-KIND` and `mentions`.

    `tables`: kind → table that `found_aliases` made of the records in `touched_KIND`. Gives the hash of what screening
    reads otherwise than the source has it, by kind and for mentions; None where that is nothing.
    """
    every = " UNION ALL ".join(
        f"SELECT {literal(kind)} AS kind, source_id, screening_id, party_id, ground, probability FROM {quoted(table)}"
        " WHERE source_id IS NOT NULL"
        for kind, table in tables.items()
    )
    named = " UNION ALL ".join(
        f"SELECT {literal(dataset)} AS dataset, substr(record_id, {len(f'{dataset}.{name}:') + 1}) AS name,"
        f" screening_id, ground, probability FROM {quoted(tables['organisation'])}"
        f" WHERE starts_with(record_id, {literal(f'{dataset}.{name}:')})"
        for dataset, (_, name) in NAMED.items()
    )
    touched = " UNION ALL ".join(
        f"SELECT {literal(kind)} AS kind, substr(record_id, {len(kind) + 2}) AS source_id FROM touched_{kind}"
        f" WHERE starts_with(record_id, {literal(f'{kind}:')})"
        for kind in KINDS
    )
    touched_names = " UNION ALL ".join(
        f"SELECT {literal(dataset)} AS dataset, substr(record_id, {len(f'{dataset}.{name}:') + 1}) AS name"
        f" FROM touched_organisation WHERE starts_with(record_id, {literal(f'{dataset}.{name}:')})"
        for dataset, (_, name) in NAMED.items()
    )
    before = " UNION ALL ".join(f"FROM aliases_before_{kind}" for kind in tables)
    if draft.earlier is None:
        draft.whole("aliases", every)
    else:
        draft.changed("aliases", before, every)
    for kind, table in tables.items():
        _keep(
            draft,
            f"renames-{kind}",
            f"SELECT source_id, screening_id FROM {quoted(table)} WHERE source_id <> screening_id",
            f"SEMI JOIN (SELECT source_id FROM ({touched}) WHERE kind = {literal(kind)}) USING (source_id)",
        )
    _keep(draft, "mentions", named, f"SEMI JOIN ({touched_names}) USING (dataset, name)")
    names = {**{kind: f"renames-{kind}" for kind in tables}, "mention": "mentions"}
    return {what: draft.contents[name][1][:16] if draft.rows(name) else None for what, name in names.items()}


def _keep(draft: Draft, name: str, rows: str, of_touched: str) -> None:
    """`of_touched`: how the earlier table's rows of touched records are found."""
    if draft.earlier is None:
        draft.whole(name, rows)
    else:
        draft.changed(name, f"SELECT * FROM {draft.before(name)} {of_touched}", rows)
