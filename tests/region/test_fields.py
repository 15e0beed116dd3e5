"""Fields are found by being there, live in the order they ask for, and do not take each other's datasets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from youji.region import Region, RegionError
from youji.region.field import Field
from youji.region.fields import datasets, fields
from youji.region.population import PEOPLE


def test_every_field_lives_after_those_it_looks_at(world: Region) -> None:
    names = [field.name for field in world.fields]
    assert names[0] == "people"
    assert names[1:] == [field.name for field in fields()]
    for field in world.fields:
        assert all(names.index(before) < names.index(field.name) for before in field.after)


def test_two_fields_cannot_have_one_dataset() -> None:
    twin: Field = replace(PEOPLE, name="twin")
    with pytest.raises(RegionError, match="field `twin` defines `household_member`"):
        datasets((PEOPLE, twin))


def test_kinds_of_schemes_and_look_alikes_have_names_of_their_own() -> None:
    kinds = [kind.name for field in fields() for kind in (*field.schemes, *field.look_alikes)]
    assert len(kinds) == len(set(kinds))
    schemes = {scheme.name for field in fields() for scheme in field.schemes}
    assert {alike.resembles for field in fields() for alike in field.look_alikes} <= schemes
