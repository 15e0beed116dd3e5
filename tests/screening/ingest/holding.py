"""Holds rows of text against a small contract, for the tests of values, validation and the pipeline."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from youji.screening.contracts.model import Code, Column, Contract
from youji.screening.ingest.mapping import ColumnMapping, Mapping
from youji.screening.ingest.raw import FAULT, LINE, RawTable
from youji.screening.ingest.validate import Validation, validate

FIRST_ROW = 7 << 32


def contract(*columns: Column, key: tuple[str, ...] = ("id",)) -> Contract:
    """A contract of these columns after `id`."""
    first = Column("id", "VARCHAR", "编号", "Number", required=True)
    return Contract("thing", "test", "物", "Thing", "", "1", (first, *columns), key, "test", 1, "")


MONEY = Column("amount", "DECIMAL(18,2)", "金额", "Amount")
DAY = Column("day", "DATE", "日期", "Day")
MOMENT = Column("at", "TIMESTAMP", "时间", "At")
WHOLE = Column("n", "BIGINT", "数量", "Count")
TRUTH = Column("yes", "BOOLEAN", "是否", "Yes")
WORDS = Column("note", "VARCHAR", "备注", "Note")
PROCEDURE = Column(
    "procedure",
    "VARCHAR",
    "方式",
    "Procedure",
    codes=(Code("open", "公开招标（资格预审）", "open tender", ("公开",)), Code("inquiry", "询价", "inquiry")),
)


def raw_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    faults: MappingABC[int, str] | None = None,
    source: str = "thing.csv",
    sheet: str | None = None,
) -> RawTable:
    """What a reader would yield: the header is line 1."""
    names = [*header, LINE, FAULT]
    data = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(header))]
    lines = range(2, len(rows) + 2)
    data.append(pa.array(lines, pa.int64()))
    data.append(pa.array([(faults or {}).get(line) for line in lines], pa.string()))
    fields = [pa.field(n, pa.int64() if n == LINE else pa.string()) for n in names]
    batch = pa.RecordBatch.from_arrays(data, schema=pa.schema(fields))
    pieces = [batch.slice(at, 3) for at in range(0, max(len(rows), 1), 3)]
    return RawTable(source, sheet, tuple(header), 1, pa.RecordBatchReader.from_batches(batch.schema, iter(pieces)))


@dataclass
class Held:
    """The outcome of `hold`: counts, good rows, faults."""

    found: Validation
    good: list[dict[str, object]]
    bad: list[tuple[int, str | None, str | None, str, str]]
    """line, column, value, reason, raw"""

    @property
    def reasons(self) -> list[str]:
        return [row[3] for row in self.bad]


def same_names(of: Contract) -> Mapping:
    """The mapping of a source that has the contract's own columns."""
    return Mapping(of.dataset, {name: ColumnMapping(sources=(name,)) for name in of.names})


def hold(of: Contract, raw: RawTable, mapping: Mapping | None = None) -> Held:
    """Validates in memory."""
    with duckdb.connect() as connection:
        found = validate(connection, of, mapping or same_names(of), raw.columns, raw.batches, FIRST_ROW)
        cursor = connection.execute("SELECT * FROM good ORDER BY _row")
        names = [entry[0] for entry in cursor.description or []]
        good = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        bad = connection.execute('SELECT line, "column", "value", reason, raw FROM bad ORDER BY 1, 2').fetchall()
    return Held(found, good, bad)


def read_all(
    column: Column, texts: Sequence[str | None], mapping: ColumnMapping | None = None
) -> dict[str | None, object]:
    """Each cell's typed value, or its fault code with `!` before it."""
    of = contract(column)
    one = replace(mapping or ColumnMapping(), sources=("cell",))
    table = raw_table(["id", "cell"], [[f"x{i}", text] for i, text in enumerate(texts)])
    held = hold(of, table, Mapping("thing", {"id": ColumnMapping(("id",)), column.name: one}))
    assert held.found.rows_read == held.found.rows_accepted + held.found.rows_quarantined == len(texts)
    by_line: dict[int, object] = {int(str(row["_row"])) - FIRST_ROW: row[column.name] for row in held.good}
    by_line |= {row[0]: f"!{row[3]}" for row in held.bad}
    return {text: by_line[line] for line, text in enumerate(texts, start=2)}


def read_one(column: Column, text: str | None, mapping: ColumnMapping | None = None) -> object:
    """`read_all` of one cell."""
    return read_all(column, [text], mapping)[text]
