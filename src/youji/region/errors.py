"""The refusal of the region's generator."""

from __future__ import annotations

from youji.screening.errors import YoujiError


class RegionError(YoujiError):
    """A region that cannot be generated as asked."""
