"""The fields of the region beside the tendering market: one folder a category, found by being there."""

from __future__ import annotations

from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules

from youji.region.errors import RegionError
from youji.region.field import Dataset, Field


@cache
def fields() -> tuple[Field, ...]:
    """Every field, each after those it looks at, else by name; RegionError where two look at each other."""
    found = {name: import_module(f"{__name__}.{name}").FIELD for _, name, folder in iter_modules(__path__) if folder}
    sorter = TopologicalSorter({name: sorted(set(found[name].after) & set(found)) for name in sorted(found)})
    try:
        sorter.prepare()
    except CycleError as error:
        raise RegionError(f"Fields look at each other: {' → '.join(error.args[1])}; take one `after` away.") from error
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return tuple(found[name] for name in order)


def datasets(of: tuple[Field, ...]) -> dict[str, Dataset]:
    """Datasets of some fields by name; RegionError where two fields claim one."""
    found: dict[str, Dataset] = {}
    for field in of:
        for dataset in field.datasets:
            if dataset.name in found:
                raise RegionError(f"The field `{field.name}` defines `{dataset.name}`, which another has; rename it.")
            found[dataset.name] = dataset
    return found
