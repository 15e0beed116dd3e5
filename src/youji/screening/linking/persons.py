"""Persons: how their records are read and compared."""

from __future__ import annotations

import duckdb

from youji.screening.contracts.checks import CHECKS
from youji.screening.linking import names, places
from youji.screening.linking.spec import Blocking, Comparison, Level, LinkSpec, block

KIND = "person"
_CHECKED = CHECKS["resident_id"].predicate("coalesce(s.resident_id, '')")
_ID = "regexp_matches(resident_id, '^[0-9]{17}[0-9X]$')"
SURE_IDENTIFIER = "sure"
"""Column of a resident identity number whose check digit is right; null otherwise."""


def features(connection: duckdb.DuckDBPyConnection, source: str, into: str) -> None:
    """Table `into` from `source`, which has `record_id`, `name`, `former_name`, `gender`, `born_on` (ISO text),
    `resident_id`, `phone` and `address`; any but the first two may be null.

    `stamp` is a hash of the source's row; `block_N` are the blocking keys (`LinkSpec.keys`).

    Birthday and gender are taken from the resident identity number (GB 11643) where they are not given.
    """
    names.prepare(connection)
    places.prepare(connection)
    names.person_names(connection, source, ("name", "former_name"), "person_names")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH plain AS (
          SELECT record_id, hash(source) AS stamp, tidy(name) AS written, tidy(former_name) AS former,
            nullif(gender, '') AS gender, nullif(born_on, '') AS born, telephone(phone) AS phone,
            address_text(address) AS place, tidy(resident_id) AS resident_id
          FROM {source} source
        ),
        sound AS (SELECT *, {_ID} AS readable, door(place) AS door FROM plain)
        SELECT *, {SPEC.key_columns()} FROM (
        SELECT s.record_id, s.stamp, n.name, n.surname, n.given, n.first, n.second, n.sound, n.shape, n.sorted, n.size,
          f.name AS former, s.resident_id,
          CASE WHEN {_CHECKED} THEN s.resident_id END AS sure, s.phone,
          coalesce(s.born, CASE WHEN readable THEN substr(s.resident_id, 7, 4) || '-' || substr(s.resident_id, 11, 2)
            || '-' || substr(s.resident_id, 13, 2) END) AS born,
          coalesce(s.gender, CASE WHEN readable THEN CASE CAST(substr(s.resident_id, 17, 1) AS INTEGER) % 2
            WHEN 1 THEN 'male' ELSE 'female' END END) AS gender,
          place, nullif(door.street, '') AS street, nullif(door.number, '') AS number,
          nullif(door.building, '') AS building, nullif(door.room, '') AS room
        FROM sound s LEFT JOIN person_names n ON n.written = s.written LEFT JOIN person_names f ON f.written = s.former
        )
        """
    )


_NO_NUMBER = "coalesce(resident_id, '') <> 'exact'"
_SAME_STREET = "street_l = street_r AND number_l = number_r"
SPEC = LinkSpec(
    kind=KIND,
    columns=(
        "name",
        "surname",
        "given",
        "first",
        "second",
        "sound",
        "shape",
        "sorted",
        "size",
        "former",
        "resident_id",
        "sure",
        "phone",
        "born",
        "gender",
        "place",
        "street",
        "number",
        "building",
        "room",
    ),
    comparisons=(
        Comparison(
            "name",
            "name_l IS NOT NULL AND name_r IS NOT NULL",
            (
                Level("exact", "name_l = name_r"),
                Level("homophone", "sound_l = sound_r"),
                Level("former", "former_l = name_r OR former_r = name_l"),
                Level(
                    "look_alike", "size_l = size_r AND hamming(shape_l, shape_r) <= 2 AND NOT contains(shape_l, '-')"
                ),
                Level("order", "sorted_l = sorted_r"),
                Level(
                    "sign_missing",
                    "surname_l = surname_r AND abs(size_l - size_r) = 1 AND least(length(given_l), length(given_r)) = 1"
                    " AND (contains(given_l, given_r) OR contains(given_r, given_l))",
                ),
                Level(
                    "one_sign_differs",
                    "surname_l = surname_r AND size_l = size_r AND size_l >= 3"
                    " AND (first_l = first_r OR second_l = second_r)",
                ),
                Level("surname", "surname_l = surname_r"),
            ),
            frequency="name",
        ),
        Comparison(
            "born",
            "born_l IS NOT NULL AND born_r IS NOT NULL",
            (
                Level("exact", "born_l = born_r"),
                Level(
                    "day_and_month_exchanged",
                    "substr(born_l, 1, 4) = substr(born_r, 1, 4) AND substr(born_l, 6, 2) = substr(born_r, 9, 2)"
                    " AND substr(born_l, 9, 2) = substr(born_r, 6, 2)",
                ),
                Level(
                    "year_only",
                    "substr(born_l, 1, 4) = substr(born_r, 1, 4)"
                    " AND (substr(born_l, 6) = '01-01' OR substr(born_r, 6) = '01-01')",
                ),
                Level("one_digit", "damerau_levenshtein(born_l, born_r) = 1"),
                Level("near", "abs(date_diff('day', TRY_CAST(born_l AS DATE), TRY_CAST(born_r AS DATE))) <= 10"),
            ),
        ),
        Comparison(
            "resident_id",
            "resident_id_l IS NOT NULL AND resident_id_r IS NOT NULL",
            (
                Level("exact", "resident_id_l = resident_id_r"),
                Level("one_digit", "damerau_levenshtein(resident_id_l, resident_id_r) = 1"),
                Level("not_checked", "sure_l IS NULL OR sure_r IS NULL"),
            ),
        ),
        Comparison(
            "phone",
            "phone_l IS NOT NULL AND phone_r IS NOT NULL",
            (
                Level("exact", "phone_l = phone_r"),
                Level("one_digit", "damerau_levenshtein(phone_l, phone_r) = 1"),
            ),
        ),
        Comparison(
            "address",
            "place_l IS NOT NULL AND place_r IS NOT NULL",
            (
                Level("flat", f"{_SAME_STREET} AND building_l = building_r AND room_l = room_r OR place_l = place_r"),
                Level(
                    "house",
                    f"{_SAME_STREET} AND (building_l IS NULL OR building_r IS NULL"
                    " OR room_l IS NULL OR room_r IS NULL)",
                ),
                Level("neighbours", _SAME_STREET),
                Level("street", "street_l = street_r"),
            ),
        ),
        Comparison("gender", "gender_l IS NOT NULL AND gender_r IS NOT NULL", (Level("exact", "gender_l = gender_r"),)),
    ),
    blocking=(
        block("resident_id"),
        block("phone", "surname"),
        block("name", "born"),
        block("sound", "born"),
        block("name", "street", "number"),
        block("sound", "street", "number"),
        block("surname", "street", "number", "room"),
        block("surname", "born", "gender"),
        Blocking(("former", "born"), ("name", "born")),
        Blocking(("name", "born"), ("former", "born")),
    ),
    vetoes={
        "two valid identity numbers differ": "resident_id = 'else'",
        "given names differ": f"name IN ('surname', 'else', 'one_sign_differs') AND {_NO_NUMBER}",
        "a generation apart": f"born = 'else' AND name <> 'exact' AND {_NO_NUMBER}",
        "gender and name differ": f"gender = 'else' AND name <> 'exact' AND {_NO_NUMBER}",
        "nothing but the name agrees": (
            "coalesce(born, 'else') = 'else' AND coalesce(phone, 'else') = 'else'"
            " AND coalesce(resident_id, 'else') = 'else'"
            " AND coalesce(address, 'else') IN ('else', 'street', 'neighbours')"
        ),
    },
    prior=1e-4,
)
