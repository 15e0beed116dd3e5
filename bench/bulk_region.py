"""A plain region of any size for timing: made by DuckDB in sets, written straight into a lake.

Not the invented region of `youji region`: no noise, no planted schemes, only the sizes and skews that cost time
(markets in which the same firms meet, firms that bid often, shared phones and shareholders, long tails of amounts).
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from youji.screening.contracts.registry import load_contracts
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import Home
from youji.screening.lake.tables import ROW, Lake, first_row, quoted

BIDS_A_TENDER = 5


def sizes(bids: int) -> dict[str, int]:
    """Rows of each dataset for a number of bids."""
    return {
        "tender": bids // BIDS_A_TENDER,
        "bid": bids,
        "award": bids // BIDS_A_TENDER,
        "contract": bids // BIDS_A_TENDER,
        "contract_change": bids // 100,
        "payment": bids // 3,
        "organisation": max(1000, bids // 20),
        "person": max(2000, bids // 10),
        "shareholding": max(1500, bids // 12),
        "position": max(500, bids // 200),
        "kinship": max(800, bids // 150),
        "document_fingerprint": bids // 5,
    }


def _queries(bids: int) -> dict[str, str]:
    n = sizes(bids)
    companies, people, buyers = n["organisation"], n["person"], max(40, n["organisation"] // 100)
    firms = 40  # firms of one market
    markets = max(1, companies // firms)

    def mix(*parts: str) -> str:
        return f"CAST(hash({', '.join(parts)}) % 2147483647 AS BIGINT)"

    market = f"({mix('t', '1')} % {markets})"
    # A firm's rank in its market is squared, so that a few firms bid often.
    firm = f"CAST(floor({firms} * pow(({mix('t', 'b', '2')} % 10000) / 10000.0, 2)) AS BIGINT)"
    bidder = f"({market} * {firms} + ({firm} + b * 7) % {firms})"
    estimate = f"CAST(round(exp(11 + ({mix('t', '3')} % 1000) / 180.0), 2) AS DECIMAL(18,2))"
    day = f"(DATE '2022-07-01' + CAST({mix('t', '4')} % 1095 AS INTEGER))"
    amount = f"CAST(round({estimate} * (0.80 + ({mix('t', 'b', '5')} % 2000) / 10000.0), 2) AS DECIMAL(18,2))"
    buyer = f"'G' || ({mix('t', '6')} % {buyers})"
    category = f"CASE {mix('t', '7')} % 3 WHEN 0 THEN 'works' WHEN 1 THEN 'goods' ELSE 'services' END"
    procedure = f"CASE WHEN {mix('t', '8')} % 5 = 0 THEN 'inquiry' ELSE 'open' END"
    tenders = f"(SELECT i AS t, 0 AS b FROM range({n['tender']}) r(i))"
    org = "CASE WHEN i < " + str(buyers) + " THEN 'G' || i ELSE 'O' || (i - " + str(buyers) + ") END"
    return {
        "tender": f"SELECT 'T' || t AS tender_id, '项目' || t AS title, {buyer} AS buyer_id, {procedure} AS procedure,"
        f" {category} AS category_code, {estimate} AS estimate, 'CNY' AS currency, {day} AS published_on,"
        f" CAST({day} + 20 AS TIMESTAMP) AS deadline_at, {day} + 20 AS opened_on, 'complete' AS status,"
        f" t + 1 AS line FROM {tenders}",
        "bid": f"SELECT 'B' || i AS bid_id, 'T' || t AS tender_id, 'O' || {bidder} AS bidder_id, {amount} AS amount,"
        f" 'CNY' AS currency, CAST({day} + 18 AS TIMESTAMP) AS submitted_at, 'valid' AS status, i + 1 AS line"
        f" FROM (SELECT i, i // {BIDS_A_TENDER} AS t, i % {BIDS_A_TENDER} AS b FROM range({bids}) r(i))",
        "award": f"SELECT 'A' || t AS award_id, 'T' || t AS tender_id, 'B' || (t * {BIDS_A_TENDER}) AS bid_id,"
        f" 'O' || {bidder} AS supplier_id, {amount} AS amount, 'CNY' AS currency, {day} + 25 AS awarded_on,"
        f" t + 1 AS line FROM {tenders}",
        "contract": f"SELECT 'K' || t AS contract_id, 'T' || t AS tender_id, 'A' || t AS award_id,"
        f" {buyer} AS buyer_id, 'O' || {bidder} AS supplier_id, {amount} AS amount, 'CNY' AS currency,"
        f" {day} + 40 AS signed_on, {category} AS category_code, {procedure} AS procedure,"
        f" t + 1 AS line FROM {tenders}",
        "contract_change": f"SELECT 'C' || i AS change_id, 'K' || (i * 19) AS contract_id,"
        f" DATE '2023-01-01' + CAST(i % 700 AS INTEGER) AS changed_on, CAST(1000000 AS DECIMAL(18,2)) AS amount_before,"
        f" CAST(1100000 AS DECIMAL(18,2)) AS amount_after, 'CNY' AS currency, i + 1 AS line"
        f" FROM range({n['contract_change']}) r(i)",
        "payment": "SELECT 'P' || i AS payment_id, 'K' || t AS contract_id, 'O' || "
        f"{bidder} AS payee_id,"
        f" CAST(round({amount} * CASE WHEN i % 5000 = 0 THEN 0.9 ELSE 0.45 END, 2) AS DECIMAL(18,2))"
        f" AS amount, 'CNY' AS currency, {day} + 90 AS paid_on, i + 1 AS line"
        f" FROM (SELECT i, CAST(i // 1.7 AS BIGINT) AS t, 0 AS b FROM range({n['payment']}) r(i))",
        "organisation": f"SELECT {org} AS organisation_id, '单位' || i AS name,"
        f" CASE WHEN i < {buyers} THEN 'government' ELSE 'company' END AS kind,"
        f" 'R' || ({mix('i', '11')} % {people}) AS legal_representative_id,"
        f" '138' || lpad(CAST({mix('i', '12')} % {companies * 20} AS VARCHAR), 8, '0') AS phone,"
        f" '示例路' || ({mix('i', '13')} % {companies * 3}) || '号' AS address, 'CNY' AS currency, 'active' AS status,"
        f" i + 1 AS line FROM range({companies + buyers}) r(i)",
        "person": f"SELECT 'R' || i AS person_id, '人' || i AS name, i + 1 AS line FROM range({people}) r(i)",
        "shareholding": "SELECT 'H' || i AS shareholding_id,"
        f" 'O' || ({mix('i', '14')} % {companies}) AS organisation_id,"
        f" CASE WHEN i % 10 = 0 THEN 'O' || ({mix('i', '15')} % {companies}) "
        f" ELSE 'R' || ({mix('i', '16')} % {people}) END"
        f" AS holder_id, CASE WHEN i % 10 = 0 THEN 'organisation' ELSE 'person' END AS holder_kind,"
        f" CAST(({mix('i', '17')} % 90 + 10) / 100.0 AS DECIMAL(9,6)) AS share, DATE '2015-01-01' AS from_on,"
        f" i + 1 AS line FROM range({n['shareholding']}) r(i)",
        "position": f"SELECT 'Q' || i AS position_id, 'R' || ({mix('i', '18')} % {people}) AS person_id,"
        f" 'G' || (i % {buyers}) AS organisation_id, '科长' AS post, DATE '2018-01-01' AS from_on,"
        f" CASE WHEN i % 3 = 0 THEN DATE '2024-01-01' END AS to_on, i + 1 AS line"
        f" FROM range({n['position']}) r(i)",
        "kinship": f"SELECT 'N' || i AS kinship_id, 'R' || ({mix('i', '19')} % {people}) AS person_id,"
        f" 'R' || ({mix('i', '20')} % {people}) AS relative_id, 'spouse' AS relation, i + 1 AS line"
        f" FROM range({n['kinship']}) r(i)",
        "document_fingerprint": "SELECT 'F' || i AS fingerprint_id, 'T' || (i // 1) AS tender_id,"
        " 'B' || (i * 5) AS bid_id, 'D' || i AS device_id, i + 1 AS line"
        f" FROM range({n['document_fingerprint']}) r(i)",
    }


def build(home: Home, bids: int) -> dict[str, int]:
    """Writes the region into the home's lake; gives the rows of each dataset."""
    contracts = load_contracts()
    register, lake = BatchRegister(home), Lake(home)
    with home.writing(), duckdb.connect() as connection:
        for dataset, query in _queries(bids).items():
            contract = contracts[dataset]
            batch_id = f"bulk-{dataset}-{bids}"
            batch = register.begin(batch_id, dataset, "bulk_region", None, "", datetime.now(UTC))
            given = {row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()} - {"line"}
            columns = ", ".join(
                f"CAST({quoted(c.name) if c.name in given else 'NULL'} AS {c.type}) AS {quoted(c.name)}"
                for c in contract.columns
            )
            rows = f"SELECT {columns}, CAST({first_row(batch.number)} + line AS BIGINT) AS {ROW} FROM ({query})"
            version = lake.commit(
                contract,
                batch_id,
                lambda sql=rows: connection.sql(sql).to_arrow_reader(122_880),
                replaces=False,
            )
            described = register.describe(batch, rows_accepted=sizes(bids)[dataset], columns=tuple(sorted(given)))
            register.commit(described, version)
    return sizes(bids)
