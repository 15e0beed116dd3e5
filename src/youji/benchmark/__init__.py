"""The detection benchmark: how well the catalogue's models find planted schemes, with intervals.

Regions (or folders of somebody else's making) go through the product's own ingest and screen; the alerts and leads are
then held against the answer book. What is measured, and how, is told in docs/detection.md.
"""

from __future__ import annotations

from youji.benchmark.campaign import Watch, run_campaign
from youji.benchmark.errors import BenchmarkError
from youji.benchmark.figures import figures
from youji.benchmark.rounds import Round, RoundResult, Setting, run_round

__all__ = [
    "BenchmarkError",
    "Round",
    "RoundResult",
    "Setting",
    "Watch",
    "figures",
    "run_campaign",
    "run_round",
]
