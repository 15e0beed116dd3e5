"""The civil registers as their office keeps them: household members, residences, deaths."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from youji.region.field import Dataset
from youji.region.identifiers import numbered
from youji.region.lexicon import STREETS
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, join, pick, text
from youji.region.tables import NONE, Table

RELATIONS = ("head", "spouse", "child", "parent", "other")
HEAD, SPOUSE, CHILD, PARENT, OTHER = range(5)
REASONS = ("settled", "born", "moved_in")
SETTLED, BORN, MOVED_IN = range(3)
SOURCES = ("hospital", "village", "police", "court")
PLACES = ("家中", "医院", "途中", "养老机构", "其他")


def _household_member(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "member_id": renderer.key("household_member", rows),
        "household_id": numbered("HU", table["household"][rows] + 1, 8),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "relation": pick(RELATIONS, table["relation"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _residence(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    world = renderer.world
    person, village, district = table["person"][rows], table["village"][rows], table["district"][rows]
    names = renderer.organisation_names(village)
    room = table["room"][rows]
    town = join(
        world.place.city,
        pick(world.place.districts, district),
        pick(STREETS, table["street"][rows]),
        text(table["number"][rows]),
        "号",
        text(room),
        "室",
    )
    country = join(world.place.city, names, text(table["number"][rows]), "号")
    rural = pa.array(village != NONE)
    return {
        "residence_id": renderer.key("residence", rows),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "address": pa.compute.if_else(rural, country, town),
        "division_code": text(np.array(world.place.district_codes)[district]),
        "village_id": renderer.key("organisation", village),
        "reason": pick(REASONS, table["reason"][rows]),
        "from_on": days(table["from_on"][rows]),
        "to_on": days(table["to_on"][rows]),
    }


def _death(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
    person = table["person"][rows]
    return {
        "death_id": renderer.key("death", rows),
        "person_id": renderer.key("person", person),
        "resident_id": renderer.resident_ids(person),
        "name": renderer.person_names(person),
        "died_on": days(table["died_on"][rows]),
        "registered_on": days(table["registered_on"][rows]),
        "place": pick(PLACES, table["place"][rows]),
        "source": pick(SOURCES, table["source"][rows]),
    }


DATASETS = (
    Dataset(
        "household_member",
        ("household", "person", "relation", "from_on", "to_on"),
        "HK",
        _household_member,
        "household",
    ),
    Dataset(
        "residence",
        ("person", "district", "street", "number", "room", "village", "reason", "from_on", "to_on"),
        "JZ",
        _residence,
        "from_on",
    ),
    Dataset("death", ("person", "died_on", "registered_on", "place", "source"), "SW", _death, "registered_on"),
)
