"""Reads names in DuckDB: the distinct names of a column, sign by sign, joined with the table of characters."""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal
from youji.screening.linking.characters import COMPOUND_SURNAMES, NO_SHAPE, character_table

CHARACTERS = "linking_characters"
FEW = 4
"""Signs of the longest ordinary name of a person."""
_BLANKS = "[\\s\u3000\u00b7\u2022\u30fb.。'’]"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table of characters and the macros that the features use."""
    columns = ", ".join(f"{name} VARCHAR" for name in character_table([]).column_names)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CHARACTERS} ({columns})")
    # Most texts are tidy as they are, and seeing that costs a tenth of tidying them.
    connection.execute(
        f"CREATE OR REPLACE TEMP MACRO tidy(text) AS CASE WHEN regexp_full_match(text, {literal(_TIDY)}) THEN text"
        f" ELSE nullif(regexp_replace(upper(nfc_normalize(translate(text, {literal(_FULL_WIDTH)},"
        f" {literal(_HALF_WIDTH)}))), {literal(_BLANKS)}, '', 'g'), '') END"
    )


_TIDY = "[\u4e00-\u9fff0-9A-Z]+"
_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_HALF_WIDTH = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))


def read_signs(connection: duckdb.DuckDBPyConnection, distinct: str, into: str) -> None:
    """Table `into`: one row for each text of the query `distinct` (column `written`).

    Columns: `written`, `name` (simplified), `sound` and `surname_sound` (sign by sign, the latter with the first sign
    read as a family name), `shape`, `sorted` (signs in order), `size` (number of signs).
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {into}_texts AS"
        f" SELECT DISTINCT written FROM ({distinct}) WHERE written IS NOT NULL"
    )
    _learn_signs(connection, f"{into}_texts")
    parts = {
        "name": "coalesce({t}.simple, {s})",
        "sound": "coalesce({t}.sound, lower({s}))",
        "surname_sound": "coalesce({t}.surname_sound, lower({s}))",
        "shape": f"coalesce({{t}}.shape, '{NO_SHAPE}')",
    }
    # A few signs are read by one join each, which is five times faster than taking the text apart into rows.
    for size in range(1, FEW + 1):
        signs = {
            part: [sql.format(t=f"c{n}", s=f"substr(written, {n}, 1)") for n in range(1, size + 1)]
            for part, sql in parts.items()
        }
        signs["surname_sound"][1:] = signs["sound"][1:]
        joins = " ".join(
            f"LEFT JOIN {CHARACTERS} c{n} ON c{n}.sign = substr(written, {n}, 1)" for n in range(1, size + 1)
        )
        verb = f"CREATE OR REPLACE TEMP TABLE {into} AS" if size == 1 else f"INSERT INTO {into}"
        connection.execute(
            f"{verb} SELECT written, {' || '.join(signs['name'])} AS name, concat_ws(' ', {', '.join(signs['sound'])})"
            f" AS sound, concat_ws(' ', {', '.join(signs['surname_sound'])}) AS surname_sound,"
            f" {' || '.join(signs['shape'])} AS shape, array_to_string(list_sort([{', '.join(signs['name'])}]), '')"
            f" AS sorted, {size} AS size FROM {into}_texts {joins} WHERE length(written) = {size}"
        )
    connection.execute(
        f"""
        INSERT INTO {into}
        WITH signs AS (
          SELECT written, unnest(string_split(written, '')) AS sign,
            generate_subscripts(string_split(written, ''), 1) AS place FROM {into}_texts WHERE length(written) > {FEW}
        ),
        known AS (
          SELECT s.written, s.place, coalesce(c.simple, s.sign) AS simple, coalesce(c.sound, lower(s.sign)) AS sound,
            coalesce(c.surname_sound, lower(s.sign)) AS surname_sound, coalesce(c.shape, '{NO_SHAPE}') AS shape
          FROM signs s LEFT JOIN {CHARACTERS} c ON c.sign = s.sign
        )
        SELECT written, string_agg(simple, '' ORDER BY place), string_agg(sound, ' ' ORDER BY place),
          string_agg(CASE WHEN place = 1 THEN surname_sound ELSE sound END, ' ' ORDER BY place),
          string_agg(shape, '' ORDER BY place), string_agg(simple, '' ORDER BY simple), CAST(count(*) AS INTEGER)
        FROM known GROUP BY written
        """
    )


def _learn_signs(connection: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Looks up the signs of these texts that are not in the table of characters yet."""
    rows = connection.execute(
        f"SELECT DISTINCT unnest(string_split(written, '')) AS sign FROM {texts} EXCEPT SELECT sign FROM {CHARACTERS}"
    ).fetchall()
    found = character_table(row[0] for row in rows)
    connection.register("characters_arrow", found)
    connection.execute(f"INSERT INTO {CHARACTERS} SELECT * FROM characters_arrow")
    connection.unregister("characters_arrow")


def person_names(connection: duckdb.DuckDBPyConnection, source: str, columns: tuple[str, ...], into: str) -> None:
    """Table `into`: one row for each distinct tidy name in `columns` of `source`.

    Columns: `written` (the key), `name` (simplified), `surname`, `given`, `first`, `second` (signs of the given name),
    `sound`, `shape`, `sorted`, `size`.
    """
    distinct = " UNION ".join(f"SELECT tidy({column}) AS written FROM {source}" for column in columns)
    compound = ", ".join(literal(name) for name in COMPOUND_SURNAMES)
    read_signs(connection, distinct, f"{into}_signs")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH cut AS (
          SELECT *, CASE WHEN size > 2 AND substr(name, 1, 2) IN ({compound}) THEN 2 ELSE 1 END AS family
          FROM {into}_signs
        )
        SELECT written, name, substr(name, 1, family) AS surname, substr(name, family + 1) AS given,
          substr(name, family + 1, 1) AS first, substr(name, family + 2, 1) AS second, surname_sound AS sound, shape,
          sorted, size
        FROM cut
        """
    )
