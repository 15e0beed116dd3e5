"""Collects the records that speak about persons and organisations from the datasets of the lake.

A record id is `DATASET:KEY`. An organisation that a dataset only names (a bidder without a code) is a record, too:
`bid.bidder_name:NAME`, one a distinct name.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from youji.screening.lake.parties import NAMED
from youji.screening.lake.tables import literal, quoted

WANTED: Mapping[str, tuple[str, ...]] = {
    "person": ("person_id", "name", "gender", "born_on", "resident_id", "phone", "address"),
    "organisation": ("organisation_id", "name", "uscc", "legal_representative_id", "phone", "address"),
    "bid": ("bidder_id", "bidder_name"),
    "award": ("supplier_id", "supplier_name"),
    "tender": ("buyer_id", "buyer_name"),
}
"""Dataset → columns that linking reads."""


def mention(dataset: str, column: str, name_sql: str) -> str:
    """SQL of the record id of an organisation that is only named."""
    return f"{literal(f'{dataset}.{column}:')} || trim({name_sql})"


def collect(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables `person_records` and `organisation_records`, with the columns that their features want.

    The connection has views of `WANTED`.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE person_records AS
        SELECT 'person:' || person_id AS record_id, name, CAST(NULL AS VARCHAR) AS former_name, gender,
          CAST(born_on AS VARCHAR) AS born_on, resident_id, phone, address
        FROM person QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY _row DESC) = 1
        """
    )
    named = " UNION ".join(
        f"SELECT {mention(dataset, name, quoted(name))} AS record_id, trim({quoted(name)}) AS name FROM {dataset}"
        f" WHERE {quoted(code)} IS NULL AND trim({quoted(name)}) <> ''"
        for dataset, (code, name) in NAMED.items()
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE organisation_records AS
        WITH latest AS (
          FROM organisation QUALIFY row_number() OVER (PARTITION BY organisation_id ORDER BY _row DESC) = 1
        )
        SELECT 'organisation:' || o.organisation_id AS record_id, o.name, CAST(NULL AS VARCHAR) AS former_name, o.uscc,
          p.name AS representative, o.phone, o.address
        FROM latest o LEFT JOIN person_records p ON p.record_id = 'person:' || o.legal_representative_id
        UNION ALL BY NAME
        SELECT record_id, name, CAST(NULL AS VARCHAR) AS former_name, CAST(NULL AS VARCHAR) AS uscc,
          CAST(NULL AS VARCHAR) AS representative, CAST(NULL AS VARCHAR) AS phone, CAST(NULL AS VARCHAR) AS address
        FROM ({named})
        """
    )
