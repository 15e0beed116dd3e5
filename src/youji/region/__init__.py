"""The invented region: a generator of records with planted schemes and innocent look-alikes.

`generate` writes one fictional city's files as its offices would send them; `invent` makes the clean world
only. No supervision model is known here: schemes come from actors with motives, so that a model's score on
the region says something about the model.
"""

from __future__ import annotations

from youji.region.errors import RegionError
from youji.region.generate import Region, RegionSummary, generate, invent
from youji.region.truth import EFFECTS

__all__ = ["EFFECTS", "Region", "RegionError", "RegionSummary", "generate", "invent"]
