"""Refusals of the benchmark."""

from __future__ import annotations

from youji.screening.errors import YoujiError


class BenchmarkError(YoujiError):
    """A folder, answer book or option that the benchmark cannot measure with."""
