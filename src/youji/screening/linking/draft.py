"""The snapshot under way: its tables are written whole, or as what has changed since the snapshot before.

What is in a table is summed up by the number of its rows and the exclusive or of their hashes, which heeds no order and
can be brought up to date from the rows that left and the rows that came.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb

from youji.screening.lake import parts
from youji.screening.lake.tables import literal, quoted

LARGEST_PART = 0.1
"""What has changed, as a share of the base, from which a table is written whole again. An assumption: every reader
joins with what has gone, and a copy costs ten times as much as its tenth."""

SUMMED = frozenset({"members", "links", "review", "renames", "mentions", "ties"})
"""Tables whose rows are hashed: the snapshot's name and what screening depends on follow from them."""

ORDER: Mapping[str, str] = {"features": "", "ties": "kind, left_id, right_id, tie_id"}
"""Table → the order in which it is written whole, where that is not its key; features are too wide to be sorted."""

Content = tuple[int, str]
"""Number of rows, and the exclusive or of their hashes in hexadecimal digits; 0 where the table is not `SUMMED`."""


class Draft:
    """Tables of one snapshot, written into `folder`.

    `earlier`: folder of the snapshot to go on from, None for none; `contents` is what was told of its tables.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        earlier: Path | None = None,
        contents: Mapping[str, Content] | None = None,
    ) -> None:
        self._connection, self.folder, self.earlier = connection, folder, earlier
        self._before = dict(contents or {})
        self.contents: dict[str, Content] = {}
        """Table → its content now."""

    def scan(self, name: str) -> str:
        """SQL of a table of this snapshot that has been written."""
        return parts.scan(self.folder, name)

    def before(self, name: str) -> str:
        """SQL of a table of the earlier snapshot."""
        assert self.earlier is not None  # noqa: S101 - asked for only where there is one
        return parts.scan(self.earlier, name)

    def places(self, name: str, column: str) -> str:
        """SQL of a table of the earlier snapshot with a number of its own for each row, in `column`."""
        assert self.earlier is not None  # noqa: S101 - see `before`
        base, later = parts.read(parts.base(self.earlier, name)), parts.read(parts.later(self.earlier, name))
        numbered = f"SELECT *, file_row_number AS {quoted(column)} FROM {base} b"
        if not parts.in_parts(self.earlier, name):
            return f"({numbered})"
        keys = self._keys(name)
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(f'gone_of_{name}')} AS SELECT b.file_row_number AS {quoted(column)}"
            f" FROM {base} b SEMI JOIN {parts.read(parts.gone(self.earlier, name))} g USING ({keys})"
        )
        return (
            f"(SELECT * FROM ({numbered}) ANTI JOIN {quoted(f'gone_of_{name}')} USING ({quoted(column)})"
            f" UNION ALL BY NAME SELECT *, -1 - file_row_number AS {quoted(column)} FROM {later} b)"
        )

    def rows(self, name: str) -> int:
        """Number of rows of a table that has been written."""
        return self.contents[name][0]

    def whole(self, name: str, rows: str) -> None:
        """Writes a table of the query `rows`."""
        path = parts.base(self.folder, name)
        self._copy(name, f"SELECT * FROM ({rows}){self._order(name)}", path)
        self.contents[name] = self._sum_up(name, parts.read(path))

    def changed(self, name: str, before: str, after: str) -> None:
        """Goes on from the earlier table: the rows of query `before`, which are in it, are now those of `after`.

        Both hold every row of the keys that they hold any row of, and their columns are in one order.
        """
        connection, keys = self._connection, self._keys(name)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE part_before AS {before}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE part_after AS {after}")
        if not self._count("part_before") + self._count("part_after"):
            self.carried(name)
            return
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE part_keys AS SELECT DISTINCT {keys} FROM (
              (FROM part_before EXCEPT ALL FROM part_after) UNION ALL (FROM part_after EXCEPT ALL FROM part_before))
            """
        )
        left = self._sum_up(name, f"(SELECT * FROM part_before SEMI JOIN part_keys USING ({keys}))")
        came = self._sum_up(name, f"(SELECT * FROM part_after SEMI JOIN part_keys USING ({keys}))")
        rows, sum_ = self._before[name]
        self.contents[name] = (
            rows - left[0] + came[0],
            f"{int(sum_, 16) ^ int(left[1], 16) ^ int(came[1], 16):0{len(sum_)}x}",
        )
        self._replace(
            name,
            f"SELECT {keys} FROM part_keys SEMI JOIN part_before USING ({keys})",
            f"SELECT * FROM part_after SEMI JOIN part_keys USING ({keys})",
        )

    def carried(self, name: str) -> None:
        """Takes over a table in which nothing has changed."""
        rows, sum_ = self._before[name]
        self.contents[name] = (rows, sum_)
        self._share(name)

    def replaced(self, name: str, keys: str, after: str) -> None:
        """Goes on from an earlier table that is not summed: the rows of `keys`, one each, are now those of `after`.

        Both are queries; `after` may bring other keys, too.
        """
        self.contents[name] = (self._before[name][0] - self._count(f"({keys})") + self._count(f"({after})"), "0")
        self._replace(name, keys, after)

    def _replace(self, name: str, left: str, came: str) -> None:
        """Writes the parts: keys of query `left` hold no more, rows of query `came` hold."""
        assert self.earlier is not None  # noqa: S101 - see `before`
        keys, stored = self._keys(name), parts.base(self.earlier, name)
        if not self._count(f"({left})") + self._count(f"({came})"):
            self._share(name)
            return
        removed, added = left, came
        if parts.in_parts(self.earlier, name):
            removed = f"{left} UNION SELECT {keys} FROM {parts.read(parts.gone(self.earlier, name))}"
            added = (
                f"SELECT * FROM {parts.read(parts.later(self.earlier, name))} ANTI JOIN ({left}) USING ({keys})"
                f" UNION ALL BY NAME SELECT * FROM ({came})"
            )
        changed = self._count(f"({removed})") + self._count(f"({added})")
        if changed > LARGEST_PART * self._count(parts.read(stored)):
            kept = f"SELECT * FROM {self.before(name)} ANTI JOIN ({left}) USING ({keys})"
            rows = f"{kept} UNION ALL BY NAME SELECT * FROM ({came})"
            self._copy(name, f"SELECT * FROM ({rows}){self._order(name)}", parts.base(self.folder, name))
            return
        _link(stored, parts.base(self.folder, name))
        self._copy(name, removed, parts.gone(self.folder, name))
        self._copy(name, added, parts.later(self.folder, name))

    def _share(self, name: str) -> None:
        assert self.earlier is not None  # noqa: S101 - see `before`
        for part in (parts.base, parts.gone, parts.later):
            if part is parts.base or parts.in_parts(self.earlier, name):
                _link(part(self.earlier, name), part(self.folder, name))

    def _order(self, name: str) -> str:
        order = ORDER.get(name.partition("-")[0], self._keys(name))
        return f" ORDER BY {order}" if order else ""

    @staticmethod
    def _keys(name: str) -> str:
        return ", ".join(map(quoted, parts.key(name)))

    def _copy(self, name: str, query: str, path: Path) -> None:
        # Features are read back by every link and hold hashes that nothing makes smaller.
        codec = "snappy" if name.startswith("features-") else "zstd"
        self._connection.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION {codec})")

    def _count(self, relation: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])

    def _sum_up(self, name: str, relation: str) -> Content:
        if name.partition("-")[0] not in SUMMED:
            return self._count(relation), "0"
        count, sum_ = self._connection.execute(
            f"SELECT count(*), bit_xor(md5_number(CAST(r AS VARCHAR))) FROM {relation} r"
        ).fetchall()[0]
        return int(count), f"{int(sum_ or 0) & (1 << 128) - 1:032x}"


def _link(path: Path, target: Path) -> None:
    """One file under a second name; a copy where the disk knows no such names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
