"""Views of the lake's datasets, as they were at a version, with parties under the ids of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from youji.screening.contracts.model import Contract
from youji.screening.lake.parties import NAMED, PARTY_KEYS, PartyIds, party_columns
from youji.screening.lake.tables import ROW, Lake, literal, parquet_scan, quoted


def create_views(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    contracts: Mapping[str, Contract],
    versions: Mapping[str, int],
    wanted: Mapping[str, tuple[str, ...]],
    schema: str | None = None,
    *,
    parties: PartyIds | None = None,
    every_record: bool = False,
) -> None:
    """Creates one view a wanted dataset, with the wanted columns and `_row`, typed as the contract says.

    A dataset without data becomes an empty view and a column the files lack becomes null, so that a model's
    optional inputs are always there. The files are those of the given versions.

    With `parties`, ids of persons and organisations are those of the register, and a party of several records is one
    row of its dataset (its founding record's values, and where it has none the newest other's); `every_record` keeps
    them all, as evidence has to.
    """
    for dataset, columns in wanted.items():
        name = quoted(dataset) if schema is None else f"{quoted(schema)}.{quoted(dataset)}"
        version = versions.get(dataset)
        if version is None:
            contract = contracts[dataset]
            nothing = ", ".join(f"CAST(NULL AS {contract.column(c).type}) AS {quoted(c)}" for c in columns)
            body = f"SELECT {nothing}, CAST(NULL AS BIGINT) AS {ROW} WHERE 1 = 0"
        else:
            body = _rows(lake, contracts[dataset], version, columns)
            if parties is not None:
                body = _linked(lake, contracts[dataset], version, columns, parties, every_record) or body
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {body}")


def is_linked(contract: Contract, columns: Sequence[str], parties: PartyIds | None) -> bool:
    """True where the register changes rows of the dataset, so that its files alone do not tell them."""
    if parties is None:
        return False
    renamed = any(parties.renames(c.kind) for c in party_columns(contract) if c.name in columns)
    return renamed or (_mention(contract, columns) is not None and parties.mentions is not None)


def _rows(lake: Lake, contract: Contract, version: int, columns: Sequence[str]) -> str:
    stored = lake.columns(contract.dataset, version)
    selected = ", ".join(
        quoted(c) if c in stored else f"CAST(NULL AS {contract.column(c).type}) AS {quoted(c)}" for c in columns
    )
    return f"SELECT {selected}, {ROW} FROM {parquet_scan(lake.files(contract.dataset, version))}"


def _mention(contract: Contract, columns: Sequence[str]) -> tuple[str, str] | None:
    """Columns of an organisation's code and name, where the code is wanted."""
    named = NAMED.get(contract.dataset)
    return named if named is not None and named[0] in columns else None


def _linked(
    lake: Lake,
    contract: Contract,
    version: int,
    columns: Sequence[str],
    parties: PartyIds,
    every_record: bool,
) -> str | None:
    """The rows with the register's ids; None where it changes none."""
    if not is_linked(contract, columns, parties):
        return None
    mention, mentions = _mention(contract, columns), parties.mentions
    told_by = {c.told_by for c in party_columns(contract) if c.told_by and c.name in columns}
    read = [*columns, *((mention[1],) if mention else ()), *sorted(told_by)]
    joins: list[str] = []
    ids: dict[str, list[str]] = {}
    for number, column in enumerate(c for c in party_columns(contract) if c.name in columns):
        renames = parties.renames(column.kind)
        if renames is None:
            continue
        of_kind = (
            f" AND coalesce(t.{quoted(column.told_by)}, 'organisation') = {literal(column.kind)}"
            if column.told_by
            else ""
        )
        joins.append(f"LEFT JOIN {renames} r{number} ON r{number}.source_id = t.{quoted(column.name)}{of_kind}")
        ids.setdefault(column.name, []).append(f"r{number}.screening_id")
    if mention is not None and mentions is not None:
        code, name = mention
        # Only rows without a code are looked up: the others' null matches nothing.
        joins.append(
            f"LEFT JOIN {mentions} m ON m.dataset = {literal(contract.dataset)}"
            f" AND m.name = CASE WHEN t.{quoted(code)} IS NULL THEN trim(t.{quoted(name)}) END"
        )
        ids.setdefault(code, []).append(f"t.{quoted(code)}")
        ids[code].append("m.screening_id")
    selected = ", ".join(
        f"coalesce({', '.join([*ids[c], f't.{quoted(c)}'])}) AS {quoted(c)}" if c in ids else f"t.{quoted(c)}"
        for c in columns
    )
    key = PARTY_KEYS.get(contract.dataset)
    own = parties.renames(contract.dataset) if key is not None and key in columns else None
    founding = f", t.{quoted(key)} AS source_key" if key is not None and own is not None else ""
    rows = _rows(lake, contract, version, list(dict.fromkeys(read)))
    mapped = f"SELECT {selected}, t.{ROW}{founding} FROM ({rows}) t {' '.join(joins)}"
    if key is None or own is None:
        return mapped
    kept = ", ".join(quoted(c) for c in columns)
    if every_record:
        return f"SELECT {kept}, {ROW} FROM ({mapped})"
    order = f"ORDER BY source_key = {quoted(key)} DESC, {ROW} DESC"
    best = ", ".join(
        quoted(c) if c == key else f"first({quoted(c)} {order}) FILTER (WHERE {quoted(c)} IS NOT NULL) AS {quoted(c)}"
        for c in columns
    )
    several = f"(SELECT screening_id FROM {own})"
    return (
        f"WITH mapped AS ({mapped}) SELECT {kept}, {ROW} FROM mapped WHERE {quoted(key)} NOT IN {several}"
        f" UNION ALL SELECT {best}, first({ROW} {order}) AS {ROW} FROM mapped WHERE {quoted(key)} IN {several}"
        f" GROUP BY {quoted(key)}"
    )
