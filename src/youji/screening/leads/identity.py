"""Keeps a lead the same lead while alerts and parties come and go.

The rules are those of the register's parties (`linking.identities`): an earlier lead goes to the group that holds most
of its parties now, and a group that several earlier leads come to keeps the oldest of them and names the others as
absorbed. A group that no earlier lead went to is a new lead; where some of its parties were in an earlier one it says
from which it was split. Parties are known again by their source records, so a merge or split in the register moves
their leads with them.

The file `identity.parquet` of a run holds `record` (kind, `|`, source id), `lead_id`, `since` (the day of the first
screen that had the lead), `split_from`, `absorbed` and `present`. Records whose lead has no alerts now are carried on
with `present` false: when alerts come back, so does the lead.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from youji.screening.lake.tables import literal

_NONE = (
    "SELECT NULL::VARCHAR AS record, NULL::VARCHAR AS lead_id, NULL::DATE AS since, NULL::VARCHAR AS split_from,"
    " NULL::VARCHAR[] AS absorbed, false AS present WHERE 1 = 0"
)
_SPARE_IDS = 1_000


def identify(connection: duckdb.DuckDBPyConnection, before: Path | None, as_of: date) -> None:
    """Tables `lead_identity_of` (`unit`, `lead_id`, `since`, `split_from`, `absorbed`) and `lead_identity` (the file).

    Reads `lead_record` (`record`, `node`, `unit`) and `lead_founder` (`unit`, `founder`: kind, `|`, id). `before`: the
    file of the run before, or None.
    """
    earlier = _NONE if before is None else f"SELECT * FROM read_parquet({literal(str(before))})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE identity_before AS {earlier}")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE lead_claim AS
        SELECT r.unit, b.lead_id, count(DISTINCT r.node) FILTER (WHERE b.present) AS present,
          count(DISTINCT r.node) AS parties, count(*) AS records, min(r.record) AS first, min(b.since) AS since
        FROM lead_record r JOIN identity_before b ON b.record = r.record GROUP BY r.unit, b.lead_id
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE lead_won AS
        WITH won AS (
          FROM lead_claim QUALIFY row_number() OVER (
            PARTITION BY lead_id ORDER BY present DESC, parties DESC, records DESC, first) = 1
        )
        SELECT unit, lead_id, row_number() OVER (
          PARTITION BY unit ORDER BY since, present DESC, parties DESC, lead_id) AS place
        FROM won
        """
    )
    day = f"DATE {literal(as_of.isoformat())}"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lead_identity_of AS
        WITH known AS (
          SELECT lead_id, min(since) AS since, min(split_from) AS split_from, any_value(absorbed) AS absorbed
          FROM identity_before GROUP BY lead_id
        ),
        taken AS (
          SELECT k.unit, list_sort(list_distinct(flatten(list(list_append(coalesce(b.absorbed, []), o.lead_id)))))
            AS ids
          FROM lead_won o JOIN lead_won k ON k.unit = o.unit AND k.place = 1
          JOIN known b ON b.lead_id = o.lead_id WHERE o.place > 1 GROUP BY k.unit
        ),
        kept AS (
          SELECT w.unit, w.lead_id, b.since, b.split_from,
            list_sort(list_distinct(list_concat(coalesce(b.absorbed, []), coalesce(t.ids, [])))) AS absorbed
          FROM lead_won w JOIN known b ON b.lead_id = w.lead_id LEFT JOIN taken t ON t.unit = w.unit
          WHERE w.place = 1
        ),
        used AS (
          SELECT lead_id FROM identity_before UNION SELECT unnest(absorbed) FROM identity_before
        ),
        -- the founder's own id may have stayed with another part of an earlier lead
        offered AS (
          SELECT f.unit, n.n, md5('lead|' || f.founder || CASE n.n WHEN 0 THEN '' ELSE '|' || n.n END) AS lead_id
          FROM lead_founder f CROSS JOIN range({_SPARE_IDS}) n(n)
          WHERE f.unit NOT IN (SELECT unit FROM kept)
            AND (n.n = 0 OR f.unit IN (SELECT unit FROM lead_claim))
        ),
        fresh AS (
          SELECT unit, lead_id FROM offered WHERE lead_id NOT IN (SELECT lead_id FROM used WHERE lead_id IS NOT NULL)
          QUALIFY row_number() OVER (PARTITION BY unit ORDER BY n) = 1
        ),
        parted AS (
          SELECT unit, lead_id FROM lead_claim QUALIFY row_number() OVER (
            PARTITION BY unit ORDER BY present DESC, parties DESC, records DESC, lead_id) = 1
        )
        SELECT unit, lead_id, since, split_from, absorbed FROM kept
        UNION ALL
        SELECT f.unit, f.lead_id, {day}, p.lead_id, []::VARCHAR[] FROM fresh f LEFT JOIN parted p ON p.unit = f.unit
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE lead_identity AS
        WITH now AS (
          SELECT r.record, i.lead_id, i.since, i.split_from, i.absorbed, true AS present
          FROM lead_record r JOIN lead_identity_of i ON i.unit = r.unit
        ),
        moved AS (
          SELECT w.lead_id AS old, i.lead_id, i.since, i.split_from, i.absorbed
          FROM lead_won w JOIN lead_identity_of i ON i.unit = w.unit
        )
        SELECT record, lead_id, since, split_from, absorbed, present FROM now
        UNION ALL
        SELECT b.record, coalesce(m.lead_id, b.lead_id), coalesce(m.since, b.since),
          CASE WHEN m.lead_id IS NULL THEN b.split_from ELSE m.split_from END, coalesce(m.absorbed, b.absorbed), false
        FROM identity_before b ANTI JOIN now n ON n.record = b.record LEFT JOIN moved m ON m.old = b.lead_id
        """
    )
