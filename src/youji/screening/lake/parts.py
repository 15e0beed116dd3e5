"""Tables of a register snapshot, which share what has not changed with the snapshot before.

A table NAME is `NAME.parquet`. Where little has changed since that file was written, it is the earlier snapshot's file
(a second name of it on disk), and beside it lie `NAME.gone.parquet`, the keys whose rows in it hold no more, and
`NAME.later.parquet`, the rows that hold instead. Whoever reads a table asks `scan` for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from youji.screening.lake.tables import literal, quoted

KEYS: Mapping[str, tuple[str, ...]] = {
    "records": ("record_id",),
    "features": ("record_id",),
    "members": ("record_id",),
    "probable": ("record_id",),
    "weighed": ("left_id", "right_id"),
    "links": ("left_id", "right_id"),
    "review": ("left_id", "right_id"),
    "aliases": ("kind", "source_id"),
    "renames": ("source_id",),
    "mentions": ("dataset", "name"),
    "given": ("kind", "detail", "dataset", "value", "record_id"),
    "shared": ("kind", "detail", "value", "party_id"),
    "ties": ("tie_id",),
}
"""Table (without the kind of party behind it) → the columns by which its rows are replaced; several may share a key."""


def key(name: str) -> tuple[str, ...]:
    """The key columns of a table; `name` may end in `-KIND`."""
    return KEYS[name.partition("-")[0]]


def base(folder: Path, name: str) -> Path:
    """The file that every table has."""
    return folder / f"{name}.parquet"


def gone(folder: Path, name: str) -> Path:
    """Keys whose rows in the base hold no more; there only together with `later`."""
    return folder / f"{name}.gone.parquet"


def later(folder: Path, name: str) -> Path:
    """Rows that hold beside the base's."""
    return folder / f"{name}.later.parquet"


def in_parts(folder: Path, name: str) -> bool:
    """True where the base alone does not tell the table."""
    return later(folder, name).is_file()


def scan(folder: Path, name: str) -> str:
    """SQL of the rows of a table, in brackets; the base's columns, in no certain order."""
    whole = read(base(folder, name))
    if not in_parts(folder, name):
        return f"(FROM {whole})"
    keys = ", ".join(quoted(column) for column in key(name))
    return (
        f"(SELECT * FROM {whole} b ANTI JOIN {read(gone(folder, name))} g USING ({keys})"
        f" UNION ALL BY NAME SELECT * FROM {read(later(folder, name))})"
    )


def read(path: Path) -> str:
    """SQL of one of these files; without a union of columns, so that the place of a row in it can be asked for."""
    return f"read_parquet({literal(str(path))})"
