"""Does a score of 0.3 mean that three leads in ten are confirmed? Measured on invented worlds, through the product.

    python bench/leads/calibration.py [--leads 20000] [--seeds 3] [--from-seed 1] [--world NAME] [--json FILE]

Half of the leads of a world are judged: their outcomes teach each model's precision and the recalibration. The other
half is scored by `gather_leads` with both frozen, and held against the truth. Beside the score: the same without
recalibration; severity only (priors, no outcomes); a plain noisy-or that lets evidence count twice, with and without
its own recalibration. Expected calibration error over ten bins of equal mass and ten of equal width, Brier score, and
the area under the ROC curve. The mark: ECE of the score at most 0.03.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from worlds import WORLDS, Drawn, World, draw

from youji.screening.lake.tables import literal
from youji.screening.leads.calibration import Calibration, fit
from youji.screening.leads.gather import Gathering, gather_leads
from youji.screening.leads.judged import JudgedLead, weighable
from youji.screening.leads.precision import Precision, precisions

MARK = 0.03
BINS = 10
AS_OF = date(2025, 6, 30)


@dataclass(frozen=True)
class Measured:
    """One way of scoring on the held-out leads of one drawn world."""

    world: str
    seed: int
    score: str
    learnt: int
    held_out: int
    confirmed: float
    ece_mass: float
    ece_width: float
    brier: float
    auc: float


def gathered(
    drawn: Drawn, precision: dict[str, Precision], calibration: Calibration | None, sharing: bool, into: Path
) -> dict[str, float]:
    """Subject → score, as the product gathers it; the leads stay in the file `into`."""
    with duckdb.connect() as connection:
        evidence = drawn.evidence if sharing else ()
        gather_leads(connection, Gathering(drawn.alerts, AS_OF, precision, evidence=evidence, calibration=calibration))
        connection.execute(f"COPY leads TO {literal(str(into))} (FORMAT parquet)")
        rows = connection.execute("SELECT subject_id, score FROM leads").fetchall()
    return {subject: float(score) for subject, score in rows}


def judged(drawn: Drawn, subjects: Sequence[str], sharing: bool, folder: Path) -> list[JudgedLead]:
    """The outcomes of these leads, as `youji leads outcome` would have recorded them after a first screen."""
    leads = folder / "judged.parquet"
    gathered(drawn, precisions(drawn.severities, []), None, sharing, leads)
    with duckdb.connect() as connection:
        kept = weighable(connection, leads, drawn.alerts, drawn.evidence if sharing else ())
        of_lead = connection.execute(f"SELECT subject_id, lead_id FROM read_parquet({literal(str(leads))})").fetchall()
    ids = dict(of_lead)
    return [
        JudgedLead(ids[s], drawn.confirmed[s], *kept[ids[s]], drawn.named.get(s, ()) if drawn.confirmed[s] else ())
        for s in subjects
    ]


def measure(world: World, leads: int, seed: int, folder: Path) -> list[Measured]:
    """Every way of scoring on one drawn world."""
    drawn = draw(world, leads, seed, folder)
    subjects = sorted(drawn.confirmed)
    learning, held_out = subjects[: leads // 2], subjects[leads // 2 :]
    truth = np.array([drawn.confirmed[s] for s in held_out], dtype=np.float64)
    prior = precisions(drawn.severities, [])
    told = {sharing: judged(drawn, learning, sharing, folder) for sharing in (True, False)}
    known = {sharing: precisions(drawn.severities, told[sharing]) for sharing in (True, False)}
    maps = {sharing: fit(told[sharing], drawn.severities) for sharing in (True, False)}
    ways = {
        "youji": (known[True], maps[True], True),
        "youji, no recalibration": (known[True], None, True),
        "severity only": (prior, None, True),
        "noisy-or, evidence twice": (known[False], None, False),
        "noisy-or twice, recalibrated": (known[False], maps[False], False),
    }
    found = []
    for name, (precision, calibration, sharing) in ways.items():
        scored = gathered(drawn, precision, calibration, sharing, folder / "scored.parquet")
        scores = np.array([scored[s] for s in held_out])
        found.append(
            Measured(
                world.name,
                seed,
                name,
                len(learning),
                len(held_out),
                round(float(truth.mean()), 4),
                *(round(value, 4) for value in (*calibration_errors(scores, truth), brier(scores, truth))),
                round(area(scores, truth), 4),
            )
        )
    return found


def calibration_errors(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Expected calibration error over bins of equal mass, and over bins of equal width."""
    order = np.argsort(scores, kind="stable")
    mass = np.empty(len(scores), dtype=np.int64)
    mass[order] = np.arange(len(scores)) * BINS // len(scores)
    width = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
    errors = []
    for bins in (mass, width):
        gaps = [abs(float((scores[bins == b] - truth[bins == b]).sum())) for b in range(BINS)]
        errors.append(sum(gaps) / len(scores))
    return errors[0], errors[1]


def brier(scores: np.ndarray, truth: np.ndarray) -> float:
    """Mean squared distance of score and outcome."""
    return float(((scores - truth) ** 2).mean())


def area(scores: np.ndarray, truth: np.ndarray) -> float:
    """Chance that a confirmed lead stands above one that is not; ties count half."""
    values, places = np.unique(scores, return_inverse=True)
    hits = np.bincount(places, truth, minlength=len(values))
    misses = np.bincount(places, 1 - truth, minlength=len(values))
    below = np.cumsum(misses) - misses
    return float((hits * (below + misses / 2)).sum() / (hits.sum() * misses.sum()))


def main() -> None:
    """Measures and prints every world and seed, and whether the mark was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--from-seed", type=int, default=1)
    parser.add_argument("--world")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    every: list[Measured] = []
    for world in WORLDS:
        if args.world not in {None, world.name}:
            continue
        for seed in range(args.from_seed, args.from_seed + args.seeds):
            with tempfile.TemporaryDirectory() as folder:
                every += measure(world, args.leads, seed, Path(folder))
        mine = [m for m in every if m.world == world.name]
        print(f"\n{world.name}: {args.seeds} seeds, {mine[0].held_out:,} held out, confirmed {mine[0].confirmed:.1%}")
        print(f"  {'score':30} {'ECE mass':>17} {'ECE width':>17} {'Brier':>7} {'AUC':>6}   (mean, worst)")
        for name in dict.fromkeys(m.score for m in mine):
            of = [m for m in mine if m.score == name]
            told = [
                f"{np.mean([getattr(m, key) for m in of]):8.4f} {max(getattr(m, key) for m in of):8.4f}"
                for key in ("ece_mass", "ece_width")
            ]
            rest = [f"{np.mean([getattr(m, key) for m in of]):.4f}" for key in ("brier", "auc")]
            print(f"  {name:30} {told[0]} {told[1]} {rest[0]:>7} {rest[1]:>6}", flush=True)
    worst = max(max(m.ece_mass, m.ece_width) for m in every if m.score == "youji")
    print(f"\nworst ECE of the score: {worst:.4f}; the mark is {MARK}: {'met' if worst <= MARK else 'MISSED'}")
    if args.json:
        args.json.write_text(json.dumps([asdict(m) for m in every], indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if worst <= MARK else 1)


if __name__ == "__main__":
    main()
