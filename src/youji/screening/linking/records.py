"""Collects the records that speak about persons and organisations from the datasets of the lake.

A record id is `DATASET:KEY`. An organisation that a dataset only names (a bidder without a code) is a record, too:
`bid.bidder_name:NAME`, one a distinct name.

The table `records` of a snapshot says what was read: `record_id`, `stamp` (a hash of it and of what the source says of
it) and `row_id` (the row that says it). What is there unchanged is not read again.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from youji.screening.lake.parties import NAMED
from youji.screening.lake.tables import ROW, literal, quoted

WANTED: Mapping[str, tuple[str, ...]] = {
    "person": ("person_id", "name", "gender", "born_on", "resident_id", "phone", "address"),
    "organisation": ("organisation_id", "name", "uscc", "legal_representative_id", "phone", "address"),
    "bid": ("bidder_id", "bidder_name"),
    "award": ("supplier_id", "supplier_name"),
    "tender": ("buyer_id", "buyer_name"),
}
"""Dataset → columns that linking reads."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": ("name", "former_name", "gender", "born_on", "resident_id", "phone", "address"),
    "organisation": ("name", "former_name", "uscc", "representative", "phone", "address"),
}
"""Kind → what its records say."""
_NONE = "CAST(NULL AS VARCHAR)"


def mention(dataset: str, column: str, name_sql: str) -> str:
    """SQL of the record id of an organisation that is only named."""
    return f"{literal(f'{dataset}.{column}:')} || trim({name_sql})"


def open_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Views `person_rows` and `organisation_rows`: `record_id`, `row_id` and `COLUMNS`, a record's last row holds.

    The connection has views of `WANTED`. `row_id` is null for names in awards and tenders: no tie asks for their place.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW person_rows AS
        SELECT 'person:' || person_id AS record_id, {ROW} AS row_id, name, {_NONE} AS former_name, gender,
          CAST(born_on AS VARCHAR) AS born_on, resident_id, phone, address
        FROM person WHERE person_id IS NOT NULL
        """
    )
    named = " UNION ALL ".join(
        f"SELECT {mention(dataset, name, quoted(name))} AS record_id, {f'min({ROW})' if dataset == 'bid' else 'NULL'}"
        f" AS row_id, trim({quoted(name)}) AS name FROM {dataset}"
        f" WHERE {quoted(code)} IS NULL AND trim({quoted(name)}) <> '' GROUP BY ALL"
        for dataset, (code, name) in NAMED.items()
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW organisation_rows AS
        WITH representatives AS (
          SELECT person_id, arg_max(struct_pack(name := name), {ROW}).name AS name FROM person
          SEMI JOIN organisation ON legal_representative_id = person_id GROUP BY person_id
        )
        SELECT 'organisation:' || o.organisation_id AS record_id, o.{ROW} AS row_id, o.name, {_NONE} AS former_name,
          o.uscc, p.name AS representative, o.phone, o.address
        FROM organisation o LEFT JOIN representatives p ON p.person_id = o.legal_representative_id
        WHERE o.organisation_id IS NOT NULL
        UNION ALL
        SELECT record_id, row_id, name, {_NONE}, {_NONE}, {_NONE}, {_NONE}, {_NONE} FROM ({named})
        """
    )


def find_arrivals(connection: duckdb.DuckDBPyConnection, kind: str, known: str | None) -> None:
    """What has come and gone since the table `known` of records was written (SQL of it; None: everything has come).

    Tables: `arrived_records` (new and changed ones: `record_id`, `stamp`, `row_id` and `COLUMNS`), `moved_records`
    (`record_id`, `stamp`, `row_id` of those that say the same in another row) and `departed` (`record_id` of those
    that have gone or changed).
    """
    source = f"{kind}_rows"
    rows = f"(SELECT *, hash(record_id, {', '.join(COLUMNS[kind])}) AS stamp FROM {source})"
    if known is None:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE arrived_records AS FROM {rows}")
        _keep_last(connection, "arrived_records")
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE moved_records (record_id VARCHAR, stamp UBIGINT, row_id BIGINT)"
        )
        connection.execute("CREATE OR REPLACE TEMP TABLE departed (record_id VARCHAR)")
        return
    same = "k.stamp = r.stamp AND k.row_id IS NOT DISTINCT FROM r.row_id"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE arrived_records AS SELECT r.* FROM {rows} r ANTI JOIN {known} k ON {same}"
    )
    # Rows that are none of those known: of new records, or of known ones, whose last row may be yet another.
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE contested_records AS
        SELECT k.* FROM {known} k SEMI JOIN arrived_records USING (record_id)
        """
    )
    matched = _count(connection, source) - _count(connection, "arrived_records")
    if _count(connection, "contested_records"):
        connection.execute("DELETE FROM arrived_records WHERE record_id IN (SELECT record_id FROM contested_records)")
        connection.execute(
            f"INSERT INTO arrived_records SELECT r.* FROM {rows} r SEMI JOIN contested_records USING (record_id)"
        )
    _keep_last(connection, "arrived_records")
    connection.execute(f"DELETE FROM arrived_records r WHERE EXISTS (SELECT 1 FROM contested_records k WHERE {same})")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE moved_records AS
        SELECT record_id, stamp, row_id FROM arrived_records SEMI JOIN contested_records USING (record_id, stamp)
        """
    )
    connection.execute("DELETE FROM arrived_records WHERE record_id IN (SELECT record_id FROM moved_records)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE departed AS"
        " SELECT record_id FROM contested_records SEMI JOIN arrived_records USING (record_id)"
    )
    if matched < _count(connection, known):
        connection.execute(
            f"INSERT INTO departed SELECT record_id FROM {known} ANTI JOIN {quoted(source)} USING (record_id)"
        )


def _keep_last(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of several rows of a record only the last one; most sources have but one, and seeing that costs less."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated_records AS"
        f" SELECT record_id, max(row_id) AS row_id FROM {quoted(table)} GROUP BY record_id HAVING count(*) > 1"
    )
    if _count(connection, "repeated_records"):
        connection.execute(
            f"DELETE FROM {quoted(table)} t WHERE EXISTS (SELECT 1 FROM repeated_records p"
            " WHERE p.record_id = t.record_id AND p.row_id IS DISTINCT FROM t.row_id)"
        )


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
