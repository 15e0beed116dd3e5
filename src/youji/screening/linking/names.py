"""Reads names in DuckDB: the distinct names of a column, sign by sign, joined with the table of characters."""

from __future__ import annotations

import duckdb

from youji.screening.lake.tables import literal
from youji.screening.linking.characters import COMPOUND_SURNAMES, NO_SHAPE, character_table

CHARACTERS = "linking_characters"
_BLANKS = "[\\s\u3000\u00b7\u2022\u30fb.。'’\\-]"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table of characters and the macros that the features use."""
    connection.register("characters_arrow", character_table())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CHARACTERS} AS SELECT * FROM characters_arrow")
    connection.unregister("characters_arrow")
    connection.execute(
        "CREATE OR REPLACE TEMP MACRO tidy(text) AS nullif(regexp_replace(upper(nfc_normalize(translate(text,"
        f" {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)}))), {literal(_BLANKS)}, '', 'g'), '')"
    )


_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_HALF_WIDTH = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))


def read_signs(connection: duckdb.DuckDBPyConnection, distinct: str, into: str) -> None:
    """Table `into`: one row for each text of the query `distinct` (column `written`).

    Columns: `written`, `name` (simplified), `sound` and `surname_sound` (sign by sign, the latter with the first sign
    read as a family name), `shape`, `sorted` (signs in order), `size` (number of signs).
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH names AS (SELECT DISTINCT written FROM ({distinct}) WHERE written IS NOT NULL),
        signs AS (
          SELECT written, unnest(string_split(written, '')) AS sign,
            generate_subscripts(string_split(written, ''), 1) AS place FROM names
        ),
        known AS (
          SELECT s.written, s.place, coalesce(c.simple, s.sign) AS simple, coalesce(c.sound, lower(s.sign)) AS sound,
            coalesce(c.surname_sound, lower(s.sign)) AS surname_sound, coalesce(c.shape, '{NO_SHAPE}') AS shape
          FROM signs s LEFT JOIN {CHARACTERS} c ON c.sign = s.sign
        )
        SELECT written, string_agg(simple, '' ORDER BY place) AS name, string_agg(sound, ' ' ORDER BY place) AS sound,
          string_agg(CASE WHEN place = 1 THEN surname_sound ELSE sound END, ' ' ORDER BY place) AS surname_sound,
          string_agg(shape, '' ORDER BY place) AS shape, string_agg(simple, '' ORDER BY simple) AS sorted,
          CAST(count(*) AS INTEGER) AS size
        FROM known GROUP BY written
        """
    )


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
