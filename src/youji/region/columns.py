"""Columns of a data contract out of the number columns of a field's table, told one by one.

`rendered(claim_id=own_key("meal_claim"), …)` makes the `render` of a `field.Dataset`: its keywords are the
contract's columns in their order, each a recipe of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youji.region.field import Render
from youji.region.randomness import Ints
from youji.region.render import Renderer, days, money, pick
from youji.region.tables import HOLDER_PERSON, NONE, Table

Recipe = Callable[[Renderer, Table, Ints], pa.Array]


def rendered(**recipes: Recipe) -> Render:
    """A render whose columns are the keywords, in their order."""

    def render(renderer: Renderer, table: Table, rows: Ints) -> dict[str, pa.Array]:
        return {name: recipe(renderer, table, rows) for name, recipe in recipes.items()}

    return render


def own_key(dataset: str) -> Recipe:
    """The dataset's own primary key."""
    return lambda renderer, table, rows: renderer.key(dataset, rows)


def reference(dataset: str, column: str) -> Recipe:
    """The key of a row of another dataset; NONE becomes null."""
    return lambda renderer, table, rows: renderer.key(dataset, table[column][rows])


def party(column: str, kind: str) -> Recipe:
    """The key of a person or an organisation, whichever the column `kind` says."""

    def recipe(renderer: Renderer, table: Table, rows: Ints) -> pa.Array:
        who, what = table[column][rows], table[kind][rows]
        person = renderer.key("person", np.where(what == HOLDER_PERSON, who, NONE))
        return pc.coalesce(person, renderer.key("organisation", np.where(what == HOLDER_PERSON, NONE, who)))

    return recipe


def word(words: Sequence[str], column: str) -> Recipe:
    """The word at each position; NONE becomes null."""
    return lambda renderer, table, rows: pick(list(words), table[column][rows])


def decimal(column: str, places: int = 2) -> Recipe:
    """Whole hundredths (or thousandths, ten-thousandths) as DECIMAL; NONE becomes null."""
    return lambda renderer, table, rows: money(table[column][rows], places)


def day(column: str) -> Recipe:
    """Days since 1970 as dates; NONE becomes null."""
    return lambda renderer, table, rows: days(table[column][rows])


def whole(column: str) -> Recipe:
    """Whole numbers; NONE becomes null."""
    return lambda renderer, table, rows: pa.array(table[column][rows], mask=table[column][rows] == NONE)
