"""Which models ought to find which kind of scheme: what a model's own recall is measured against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from youji.benchmark.errors import BenchmarkError


@dataclass(frozen=True)
class Expected:
    """`models`: each ought to find every larger case. `also`: those that find it where it was done in a certain way."""

    models: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def any(self) -> tuple[str, ...]:
        """All that speak for the scheme."""
        return (*self.models, *self.also)


@cache
def expectations() -> dict[str, Expected]:
    """Scheme → models, from `schemes.yml`. Found in one place, so that it can be read and argued with."""
    place = files("youji.benchmark") / "schemes.yml"
    content = yaml.safe_load(place.read_text(encoding="utf-8"))
    try:
        return {
            str(scheme): Expected(tuple(entry["models"]), tuple(entry.get("also", ())))
            for scheme, entry in content["schemes"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise BenchmarkError(f"{place}: every scheme needs a list `models`; restore the file.") from error


def expected_models(scheme: str, known: Iterable[str]) -> Expected:
    """The models of `known` that speak for `scheme`.

    A scheme that bears a model's id, as other people's generators name them, is that model's. A scheme nobody speaks
    for has none: it counts in the overall figures only.
    """
    there = set(known)
    told = expectations().get(scheme, Expected())
    if scheme in there:
        return Expected((scheme,), tuple(m for m in told.any if m in there and m != scheme))
    return Expected(tuple(m for m in told.models if m in there), tuple(m for m in told.also if m in there))
