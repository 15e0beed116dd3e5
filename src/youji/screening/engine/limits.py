"""What one model may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one model may use. Past any of them its step fails with a sentence; the other models go on."""

    seconds: float = 900.0
    alerts: int = 1_000_000
    evidence_rows: int = 50_000_000
    memory: str = "4GB"
    """What the process may use, such as `4GB`. The engine's part beyond it goes to disk, up to `spill`."""
    spill: str = "100GB"
    threads: int | None = None
