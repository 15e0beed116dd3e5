"""What a field of the region contributes beside the tendering market: health, housing, water and so on.

A field is a folder `fields/<category>/` whose `__init__.py` holds `FIELD`; it is found by being there. `tendering` came
first and stays as it is; everything else is a field. In order: the market closes, people move in (`population`), every
field lives its honest life, every field's schemes and look-alikes are planted, and rows get their keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from youji.region.forms import Form
from youji.region.randomness import Ints
from youji.region.tables import Table, World
from youji.region.truth import Case

if TYPE_CHECKING:
    from youji.region.render import Renderer
    from youji.region.scene import Scene

Render = Callable[["Renderer", Table, Ints], dict[str, pa.Array]]
"""Renderer, the dataset's table and the rows in the order of the file → the contract's columns, the key first."""


@dataclass(frozen=True)
class Dataset:
    """One dataset of a field: a table of numbers, and how it becomes the columns of its data contract."""

    name: str
    columns: tuple[str, ...]
    """Number columns of the table, as `tables.Table` has them."""
    key: str
    """Letters a primary key begins with; nine digits follow. `Renderer.key` gives keys of any dataset."""
    render: Render
    ordered_by: str | None = None
    """Column by which the file is sorted; None shuffles it, so that a key never tells how a row came about."""
    losable: bool = False
    """Whether the records may lack whole rows of it where evidence goes missing (`gaps`)."""


@dataclass(frozen=True)
class Scheme:
    """A kind of scheme, how many a region of scale 1 has, and the actor who plants one (False: no room for it)."""

    name: str
    per_scale: float
    plant: Callable[[Scene, Case], bool]


@dataclass(frozen=True)
class LookAlike:
    """A kind of innocent case, the scheme it resembles, and how many a region of scale 1 has."""

    name: str
    resembles: str
    per_scale: float
    plant: Callable[[Scene, Case], bool]


@dataclass(frozen=True)
class Field:
    """Everything a field contributes."""

    name: str
    datasets: tuple[Dataset, ...]
    forms: tuple[Form, ...]
    live: Callable[[World], None]
    """Fills `World.records` with an honest life: whole columns at a time, no loop over rows."""
    schemes: tuple[Scheme, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    after: tuple[str, ...] = ()
    """Fields that must have lived before, because this one's honest life looks at theirs."""
