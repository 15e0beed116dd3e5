"""What an OCDS file says, completed by what the lake knows: later files add to earlier ones and do not wipe them.

All in sets: the rows of a file lie as text in Parquet files, the lake's rows are joined to them by key.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from youji.screening.contracts.checks import CHECKS
from youji.screening.contracts.model import Contract
from youji.screening.ingest.ocds.layout import LAYOUTS, META, ORDER, PLACE, RELEASE, Layout
from youji.screening.ingest.raw import FAULT, LINE
from youji.screening.lake.tables import Lake, literal, parquet_scan, quoted

_MONEY = "TRY_CAST(replace({}, ',', '') AS DECIMAL(18, 2))"
SEVERAL_NAMES = 5
"""From so many different names under one organisation id, the id is taken to be a local one, and said so."""


class Completion:
    """One file's rows in a connection; `prepare` a dataset, then take it with `write`.

    Args:
        connection: a database of its own, with a table `superseded` of the numbers of releases that were merged; the
            views `fresh_<dataset>` and `lake_<dataset>` are made in it.
        lake: what was ingested before.
        contracts: by dataset.
        files: dataset → Parquet files with the columns `Layout.spooled`, `seq`, `entry` and `_fault`.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        lake: Lake,
        contracts: dict[str, Contract],
        files: dict[str, list[str]],
    ) -> None:
        self._connection, self._contracts = connection, contracts
        present = set(lake.datasets())
        connection.execute("SET TimeZone = 'UTC'")
        for dataset, layout in LAYOUTS.items():
            if files.get(dataset):
                body = f"FROM {parquet_scan(files[dataset])} WHERE {RELEASE} IS NULL OR {RELEASE} NOT IN"
                body += f" (SELECT {RELEASE} FROM superseded)"
            else:
                names = (*layout.spooled, FAULT)
                nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS {quoted(n)}" for n in names)
                body = f"SELECT {nothing}, CAST(NULL AS BIGINT) AS {ORDER} WHERE 1 = 0"
            connection.execute(f"CREATE VIEW fresh_{dataset} AS {body}")
            connection.execute(f"CREATE VIEW lake_{dataset} AS {self._stored(lake, layout, dataset in present)}")
        connection.execute(
            "CREATE TABLE newer AS SELECT tender_id AS ocid, released_at FROM lake_tender"
            " WHERE released_at IS NOT NULL AND tender_id IN (SELECT ocid FROM fresh_tender)"
        )

    def _stored(self, lake: Lake, layout: Layout, present: bool) -> str:
        contract = self._contracts[layout.dataset]
        stored = lake.columns(layout.dataset) if present else set()
        columns = ", ".join(
            quoted(name) if name in stored else f"CAST(NULL AS {contract.column(name).type}) AS {quoted(name)}"
            for name in layout.columns
        )
        scan = f"FROM {parquet_scan(lake.files(layout.dataset))}" if present else "WHERE 1 = 0"
        return f"SELECT {columns} {scan}"

    def void_keys(self, dataset: str) -> list[str]:
        """Keys in the lake that the file declares void: awards and contracts cancelled since, bids replaced."""
        key = LAYOUTS[dataset].key
        query = (
            f"SELECT DISTINCT n.{key} FROM fresh_{dataset} n SEMI JOIN lake_{dataset} o ON n.{key} = o.{key}"
            f" LEFT JOIN newer ON newer.ocid = n.ocid WHERE n.gone = '1' AND NOT {_OLDER}"
            f" AND n.{key} NOT IN (SELECT {key} FROM fresh_{dataset} WHERE gone IS NULL AND {key} IS NOT NULL)"
        )
        if dataset == "bid":
            query += (
                " UNION SELECT o.bid_id FROM lake_bid o SEMI JOIN"
                " (SELECT ocid FROM fresh_bid WHERE from_tenderers IS NULL AND gone IS NULL) n ON n.ocid = o.tender_id"
                " WHERE starts_with(o.bid_id, o.tender_id || '/tenderer/')"
            )
        return [row[0] for row in self._connection.execute(f"{query} ORDER BY 1").fetchall()]

    def several_names(self) -> int:
        """How many organisation ids stand for so many names that they can hardly be one organisation each."""
        (row,) = self._connection.execute(
            "SELECT count(*) FROM (SELECT organisation_id FROM fresh_organisation GROUP BY organisation_id"
            f" HAVING count(DISTINCT lower(trim(name))) >= {SEVERAL_NAMES})"
        ).fetchall()
        return int(row[0])

    def write(self, dataset: str, path: Path) -> int:
        """Writes the dataset's completed rows as a Parquet file of text columns, `_line` and `_fault`; their number."""
        layout = LAYOUTS[dataset]
        if dataset == "contract_change":
            self._changes_since()
        rows = self._organisations() if dataset == "organisation" else self._completed(layout)
        names = ", ".join(quoted(name) for name in (*layout.columns, PLACE))
        (count,) = self._connection.execute(
            f"COPY (SELECT {names}, row_number() OVER (ORDER BY {ORDER}) AS {LINE}, {self._fault(layout)} AS {FAULT}"
            f" FROM ({rows}) ORDER BY {LINE})"
            f" TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65536)"
        ).fetchall()[0]
        return int(count)

    def _fault(self, layout: Layout) -> str:
        """The row's fault; an id that comes twice in a list is found here, where its place in the file is known."""
        (repeats,) = self._connection.execute(
            f"SELECT count({layout.key}) > count(DISTINCT {layout.key}) FROM fresh_{layout.dataset} WHERE gone IS NULL"
        ).fetchall()[0]
        if not repeats or layout.dataset == "organisation":
            return FAULT
        names = ", ".join(quoted(name) for name in layout.columns)
        return (
            f"CASE WHEN {FAULT} IS NOT NULL OR {layout.key} IS NULL THEN {FAULT}"
            f" WHEN row_number() OVER (PARTITION BY {names} ORDER BY {ORDER}) > 1 THEN 'duplicate_row'"
            f" WHEN row_number() OVER (PARTITION BY {layout.key} ORDER BY {ORDER}) > 1 THEN 'duplicate_key' END"
        )

    def _completed(self, layout: Layout) -> str:
        filled = {name: f"{_stored_text(name)}" for name in layout.columns[1:]}
        expressions = {
            name: f"CASE WHEN {_OLDER} THEN coalesce({stored}, n.{name}) ELSE coalesce(n.{name}, {stored}) END"
            for name, stored in filled.items()
        }
        joins = (
            f" LEFT JOIN lake_{layout.dataset} o ON o.{layout.key} = n.{layout.key}"
            " LEFT JOIN newer ON newer.ocid = n.ocid"
        )
        where = " WHERE n.gone IS NULL"
        if layout.dataset == "contract":
            joins += (
                " LEFT JOIN lake_award a ON a.award_id = n.award_id LEFT JOIN lake_tender t ON t.tender_id = n.ocid"
            )
            expressions["supplier_id"] = f"coalesce({expressions['supplier_id']}, a.supplier_id)"
            for name in ("buyer_id", "category_code", "procedure"):
                expressions[name] = f"coalesce({expressions[name]}, t.{name})"
        if layout.dataset == "bid":
            # Whoever is listed as a tenderer only, and whose bids came in before, is there already.
            where += (
                " AND (n.from_tenderers IS NULL OR n.ocid NOT IN (SELECT tender_id FROM lake_bid"
                " WHERE tender_id IS NOT NULL AND NOT starts_with(bid_id, tender_id || '/tenderer/')))"
            )
        listed = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in expressions.items())
        return (
            f"SELECT n.{layout.key}, {listed}, n.{PLACE}, n.{FAULT}, n.{ORDER}"
            f" FROM fresh_{layout.dataset} n{joins}{where}"
        )

    def _organisations(self) -> str:
        """One row an organisation: the latest that was said of each column, then what the lake knows."""
        latest = {
            name: f"arg_max({name}, coalesce(released, '') || lpad(CAST({ORDER} AS VARCHAR), 12, '0'))"
            f" FILTER ({name} IS NOT NULL)"
            for name in ("uscc", "name", "kind", "phone", "address")
        }
        latest["uscc"] = latest["uscc"].replace(
            "FILTER (uscc IS NOT NULL)", f"FILTER (uscc IS NOT NULL AND {CHECKS['uscc'].predicate('uscc')})"
        )
        listed = ", ".join(f"{expression} AS {name}" for name, expression in latest.items())
        # A name is required; where nobody gives one, the id is what the organisation is called by.
        filled = ", ".join(f"coalesce(n.{name}, {_stored_text(name)}) AS {name}" for name in latest if name != "name")
        return (
            f"SELECT n.organisation_id, {filled}, coalesce(n.name, o.name, n.organisation_id) AS name,"
            f" n.{PLACE}, CAST(NULL AS VARCHAR) AS {FAULT}, n.{ORDER}"
            f" FROM (SELECT organisation_id, {listed}, min({ORDER}) AS {ORDER}, arg_min({PLACE}, {ORDER}) AS {PLACE}"
            " FROM fresh_organisation GROUP BY organisation_id) n"
            " LEFT JOIN lake_organisation o ON o.organisation_id = n.organisation_id"
        )

    def _changes_since(self) -> None:
        """Contracts whose amount differs from the lake's were amended between two files: adds a change for each.

        An amendment of the file that names no amounts takes them, the latest first.
        """
        before, after = "o.amount", _MONEY.format("n.amount")
        self._connection.execute(
            "CREATE TABLE amended AS SELECT n.contract_id, n.ocid, any_value(n.released) AS released,"
            f" any_value(n.release) AS release, any_value({before}) AS amount_before,"
            f" any_value({after}) AS amount_after, any_value(coalesce(n.currency, o.currency)) AS currency,"
            f" any_value(n.{PLACE}) AS {PLACE},"
            f" any_value(n.{ORDER}) AS {ORDER}"
            " FROM fresh_contract n JOIN lake_contract o ON o.contract_id = n.contract_id"
            " LEFT JOIN newer ON newer.ocid = n.ocid"
            f" WHERE n.gone IS NULL AND NOT {_OLDER} AND {before} <> {after} GROUP BY n.contract_id, n.ocid"
        )
        columns = [*LAYOUTS["contract_change"].columns, *META]
        # What the history within the file tells already (amounts on both sides) is not told twice.
        self._connection.execute(
            "CREATE TABLE told AS SELECT n.*, row_number() OVER (PARTITION BY n.contract_id,"
            " n.amount_after IS NULL ORDER BY n.changed_on DESC NULLS LAST, n.change_id DESC) AS place,"
            " bool_or(n.amount_after IS NOT NULL) OVER (PARTITION BY n.contract_id) AS has_amounts"
            " FROM fresh_contract_change n"
        )
        given = ", ".join(
            f"CASE WHEN t.place = 1 AND NOT t.has_amounts THEN coalesce(t.{n}, CAST(a.{n} AS VARCHAR))"
            f" ELSE t.{n} END AS {n}"
            if n in {"amount_before", "amount_after", "currency"}
            else f"t.{n}"
            for n in columns
        )
        added = {
            "change_id": "a.contract_id || '/release/' || coalesce(a.release, a.released, '?')",
            "contract_id": "a.contract_id",
            "changed_on": "a.released",
            "amount_before": "CAST(a.amount_before AS VARCHAR)",
            "amount_after": "CAST(a.amount_after AS VARCHAR)",
            "currency": "a.currency",
            "reason": "NULL",
            "ocid": "a.ocid",
            "released": "a.released",
            "release": "a.release",
            "gone": "NULL",
            PLACE: f"a.{PLACE}",
        }
        listed = ", ".join(f"{added[name]} AS {name}" for name in columns)
        self._connection.execute(
            f"CREATE OR REPLACE TABLE changes AS SELECT {given}, t.{FAULT}, t.{ORDER} FROM told t"
            " LEFT JOIN amended a ON a.contract_id = t.contract_id"
            f" UNION ALL SELECT {listed}, NULL, a.{ORDER} FROM amended a"
            " WHERE a.contract_id NOT IN (SELECT contract_id FROM told WHERE contract_id IS NOT NULL)"
        )
        self._connection.execute("CREATE OR REPLACE VIEW fresh_contract_change AS FROM changes")


_OLDER = "coalesce(newer.released_at > TRY_CAST(n.released AS TIMESTAMP), FALSE)"
"""True where the lake holds a later state of the process than the file: then the file only fills gaps."""


def _stored_text(name: str) -> str:
    return f"CAST(o.{quoted(name)} AS VARCHAR)"
