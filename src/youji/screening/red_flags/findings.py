"""What one chunk of lines gives: flags that one release settles, and what the flags over all releases are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

OCID, BUYER, PROCURING_ENTITY, TENDERER = "OCID", "Buyer", "ProcuringEntity", "Tenderer"
NAMED = 10
"""Broken lines that are told one by one."""
_MAX_KEYS = 100_000


@dataclass
class Findings:
    """Lists are columns of one table, in the order of the lines; a dict is a table with its key.

    `line` counts within the chunk, from 1. Nothing here is longer than the chunk, and it travels between processes.
    """

    n_lines: int = 0
    n_releases: int = 0
    n_without_ocid: int = 0
    n_invalid: int = 0
    """Lines that are not JSON."""
    invalid: list[tuple[int, str]] = field(default_factory=list)
    """The first of them, and why."""
    currency: str | None = None
    """The main currency: the one that was given, else the first compared bid's."""
    n_other_currency: int = 0
    """Bids left out of comparisons, as their currency is another one."""

    flags: list[tuple[int, str, str, str, float]] = field(default_factory=list)
    """line, group, id, flag, value."""
    differences: list[tuple[int, str, float, str, str]] = field(default_factory=list)
    """line, ocid, (second-lowest − winning) ÷ winning, winner, second-lowest bidder."""
    maps: list[tuple[int, str, str, str]] = field(default_factory=list)
    """line, name of the map, ocid, organization; only where maps are asked for."""


@dataclass
class Sums:
    """Counts over many chunks. Their order does not matter, and most are of the same organizations again and again."""

    wins: dict[str, list[int]] = field(default_factory=dict)
    """tenderer → processes won, processes with a valid bid."""
    disqualified: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: {BUYER: {}, PROCURING_ENTITY: {}, TENDERER: {}}
    )
    """group → id → disqualified bids, submitted bids."""
    supplied: dict[str, int] = field(default_factory=dict)
    """supplier → processes with classified items awarded to it alone."""
    classifications: set[tuple[str, str]] = field(default_factory=set)
    """supplier, first digits of a classification."""

    def is_full(self) -> bool:
        """Whether there is more than should stay in memory."""
        sizes = [len(counts) for counts in self.disqualified.values()]
        return max(*sizes, len(self.wins), len(self.supplied), len(self.classifications)) > _MAX_KEYS
