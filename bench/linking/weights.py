"""Writes the link weights of the catalogue: `python bench/linking/weights.py`.

m is counted on the pairs of one party in the part `tune` of the labelled set, u on random pairs of its records; 0.3 is
added to each count, so that what was not seen is rare and not impossible. The part `test` is not looked at.
"""

from __future__ import annotations

import json

import duckdb
from labelled import KINDS, load

from youji.screening.linking.spec import LinkSpec, packaged_weights

STEPS = (7919, 104_729, 1_299_709)
"""Distances at which the shuffled records are paired: three random partners for each."""
ADDED = 0.3


def pairs(connection: duckdb.DuckDBPyConnection, spec: LinkSpec, query: str, into: str) -> None:
    """Table `into`: the features of both records of each pair (`a`, `b`), with `_l` and `_r` behind their names."""
    columns = ", ".join(f'{side}."{name}" AS "{name}_{side}"' for side in "lr" for name in spec.columns)
    connection.execute(
        f"CREATE OR REPLACE TABLE {into} AS SELECT {columns} FROM ({query}) p JOIN features l ON l.record_id = p.a"
        " JOIN features r ON r.record_id = p.b"
    )


def counted(connection: duckdb.DuckDBPyConnection, case: str, table: str) -> dict[str, int]:
    """How many pairs reach each level."""
    rows = connection.execute(f"SELECT level, count(*) FROM (SELECT {case} AS level FROM {table}) GROUP BY level")
    return {str(level): int(count) for level, count in rows.fetchall() if level is not None}


def main() -> None:
    """Both kinds, one file each."""
    for kind, (module, file) in KINDS.items():
        spec: LinkSpec = module.SPEC
        connection = duckdb.connect()
        load(connection, kind)
        same = "SELECT pair || 'l' AS a, pair || 'r' AS b FROM labelled WHERE label = 1 AND part = 'tune'"
        pairs(connection, spec, same, "same")
        connection.execute(
            "CREATE TABLE shuffled AS"
            " SELECT record_id, row_number() OVER (ORDER BY md5(record_id)) AS place FROM features"
        )
        count = connection.table("shuffled").shape[0]
        strangers = " UNION ALL ".join(
            f"SELECT l.record_id AS a, r.record_id AS b FROM shuffled l JOIN shuffled r"
            f" ON r.place = (l.place * {step} + 13) % {count} + 1 WHERE l.record_id[:-2] <> r.record_id[:-2]"
            for step in STEPS
        )
        pairs(connection, spec, strangers, "strangers")
        written: dict[str, dict[str, list[float]]] = {}
        for comparison in spec.comparisons:
            m, u = (counted(connection, comparison.case(), table) for table in ("same", "strangers"))
            levels = comparison.level_names
            totals = [sum(found.values()) + ADDED * len(levels) for found in (m, u)]
            written[comparison.name] = {
                level: [
                    round((m.get(level, 0) + ADDED) / totals[0], 7),
                    round((u.get(level, 0) + ADDED) / totals[1], 7),
                ]
                for level in levels
            }
        content = {
            "source": f"bench/linking/weights.py on bench/linking/{file}, part tune; [m, u] of each level",
            "comparisons": written,
        }
        packaged_weights(kind).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
