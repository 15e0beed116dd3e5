"""Which models ought to find which kind of scheme: what a model's own recall is measured against."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml

from youji.benchmark.errors import BenchmarkError


@cache
def expectations() -> dict[str, tuple[str, ...]]:
    """Scheme → models, from `schemes.yml`. Found in one place, so that it can be read and argued with."""
    place = files("youji.benchmark") / "schemes.yml"
    content = yaml.safe_load(place.read_text(encoding="utf-8"))
    try:
        return {str(scheme): tuple(entry["models"]) for scheme, entry in content["schemes"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise BenchmarkError(f"{place}: every scheme needs a list `models`; restore the file.") from error


def expected_models(scheme: str, known: Iterable[str]) -> tuple[str, ...]:
    """The models of `known` that ought to find `scheme`.

    A scheme that bears a model's id, as other people's generators name them, is that model's. A scheme nobody speaks
    for has none: it counts in the overall figures only.
    """
    there = set(known)
    if scheme in there:
        return (scheme, *(m for m in expectations().get(scheme, ()) if m in there and m != scheme))
    return tuple(model for model in expectations().get(scheme, ()) if model in there)
