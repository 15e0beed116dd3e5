"""Writes the labelled pairs: `python bench/linking/make_pairs.py` makes persons.csv and companies.csv anew.

The same seed gives the same bytes. Half of the pairs are set aside by `part`: rules and thresholds are chosen on
`tune`, figures are reported on `test`.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from types import ModuleType

import companies
import people

HERE = Path(__file__).parent
SEED = 20250630
COUNTS = {"persons": (people, 13_000), "companies": (companies, 9_000)}
SHARE_SAME = 0.45


def write(name: str, module: ModuleType, count: int) -> None:
    """One file: pair, part, label (1: the same), kind, then each column of both records."""
    draw = random.Random(f"{SEED} {name}")
    columns = [f"{side}_{column}" for side in ("left", "right") for column in module.COLUMNS]
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["pair", "part", "label", "kind", *columns])
        for number in range(1, count + 1):
            same = draw.random() < SHARE_SAME
            left, right, kind = module.same(draw) if same else module.different(draw)
            if draw.random() < 0.5:
                left, right = right, left
            values = [record[column] for record in (left, right) for column in module.COLUMNS]
            part = "tune" if draw.random() < 0.5 else "test"
            writer.writerow([f"{name[0].upper()}{number:05d}", part, int(same), kind, *values])


if __name__ == "__main__":
    for name, (module, count) in COUNTS.items():
        write(name, module, count)
