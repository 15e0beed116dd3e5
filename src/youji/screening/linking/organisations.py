"""Organisations: how their records are read and compared."""

from __future__ import annotations

import duckdb

from youji.screening.contracts.checks import CHECKS
from youji.screening.linking import company_names, names, places
from youji.screening.linking.spec import Blocking, Comparison, Level, LinkSpec, block

KIND = "organisation"
SURE_IDENTIFIER = "sure"
"""Column of a social credit code whose check character is right; null otherwise."""
_CHECKED = CHECKS["uscc"].predicate("coalesce(p.uscc, '')")


def features(connection: duckdb.DuckDBPyConnection, source: str, into: str) -> None:
    """Table `into` from `source`, which has `record_id`, `name`, `former_name`, `uscc`, `representative` (a name),
    `phone` and `address`; any but the first two may be null.

    `stamp` is a hash of the source's row; `block_N` are the blocking keys (`LinkSpec.keys`).
    """
    names.prepare(connection)
    places.prepare(connection)
    company_names.read(connection, source, "company_names")
    names.person_names(connection, source, ("representative",), "representative_names")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {into} AS
        WITH plain AS (
          SELECT record_id, hash(source) AS stamp, tidy(name) AS written, tidy(former_name) AS former,
            tidy(uscc) AS uscc, tidy(representative) AS person, telephone(phone) AS phone,
            address_text(address) AS place
          FROM {source} source
        )
        SELECT *, {SPEC.key_columns()} FROM (
        SELECT p.record_id, p.stamp, n.name, n.core, n.core_sound, n.core_shape, n.region, n.branch, n.is_group,
          n.is_stock, f.core AS former, p.uscc,
          CASE WHEN {_CHECKED} THEN p.uscc END AS sure, r.name AS person, r.sound AS person_sound, p.phone, p.place,
          nullif(door.street, '') AS street, nullif(door.number, '') AS number,
          nullif(door.building, '') AS building, nullif(door.room, '') AS room
        FROM (SELECT *, door(place) AS door FROM plain) p LEFT JOIN company_names n ON n.written = p.written
        LEFT JOIN company_names f ON f.written = p.former
        LEFT JOIN representative_names r ON r.written = p.person
        )
        """
    )


_SAME_STREET = "street_l = street_r AND number_l = number_r"
SPEC = LinkSpec(
    kind=KIND,
    columns=(
        "name",
        "core",
        "core_sound",
        "core_shape",
        "region",
        "branch",
        "is_group",
        "is_stock",
        "former",
        "uscc",
        "sure",
        "person",
        "person_sound",
        "phone",
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
                Level("branch_differs", "branch_l IS DISTINCT FROM branch_r"),
                Level("group_differs", "is_group_l <> is_group_r"),
                Level(
                    "elsewhere",
                    "core_l = core_r AND region_l <> region_r AND NOT contains(region_l, region_r)"
                    " AND NOT contains(region_r, region_l)",
                ),
                Level("core", "core_l = core_r"),
                Level("homophone", "core_sound_l = core_sound_r"),
                Level("former", "former_l = core_r OR former_r = core_l"),
                Level(
                    "look_alike",
                    "length(core_shape_l) = length(core_shape_r) AND hamming(core_shape_l, core_shape_r) <= 2",
                ),
                Level(
                    "part",
                    "length(core_l) <> length(core_r) AND (ends_with(core_l, core_r) OR ends_with(core_r, core_l))",
                ),
                Level("near", "jaro_winkler_similarity(core_l, core_r) >= 0.93"),
            ),
            frequency="name",
        ),
        Comparison(
            "uscc",
            "uscc_l IS NOT NULL AND uscc_r IS NOT NULL",
            (
                Level("exact", "uscc_l = uscc_r"),
                Level("one_digit", "damerau_levenshtein(uscc_l, uscc_r) = 1"),
                Level("not_checked", "sure_l IS NULL OR sure_r IS NULL"),
            ),
        ),
        Comparison(
            "representative",
            "person_l IS NOT NULL AND person_r IS NOT NULL",
            (Level("exact", "person_l = person_r"), Level("homophone", "person_sound_l = person_sound_r")),
            frequency="person",
        ),
        Comparison(
            "phone",
            "phone_l IS NOT NULL AND phone_r IS NOT NULL",
            (Level("exact", "phone_l = phone_r"), Level("one_digit", "damerau_levenshtein(phone_l, phone_r) = 1")),
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
    ),
    blocking=(
        block("uscc"),
        block("name"),
        block("core"),
        block("core_sound"),
        block("phone", "person"),
        Blocking(("former",), ("core",)),
        Blocking(("core",), ("former",)),
        block("person", "street", "number"),
    ),
    vetoes={
        "two codes differ": "uscc = 'else'",
        "branch and parent, or two branches": "name = 'branch_differs' AND coalesce(uscc, '') <> 'exact'",
        "group and member": "name = 'group_differs' AND coalesce(uscc, '') <> 'exact'",
        "same brand elsewhere": "name = 'elsewhere' AND coalesce(uscc, '') <> 'exact'"
        " AND coalesce(representative, 'else') = 'else'",
        "names differ": "name = 'else' AND coalesce(uscc, '') <> 'exact'",
    },
    prior=1e-4,
)
