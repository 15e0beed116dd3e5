"""Scores the matcher on the labelled pairs: `python bench/linking/score.py [--json] [--write-baseline]`.

Thresholds are chosen on the part `tune` and figures are those of the part `test`. Rows of the table: everything, then
the same without one field. A pair counts as found when it weighs at least the threshold and no veto holds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from labelled import KINDS, load

from youji.screening.linking.scoring import Scorer
from youji.screening.linking.spec import LinkSpec, load_weights, packaged_weights

BASELINE = Path(__file__).parent / "baseline.json"
WITHOUT = {
    "person": ("resident_id", "phone", "born_on", "address", "former_name", "gender"),
    "organisation": ("uscc", "phone", "representative", "address", "former_name"),
}
SOUND = "sound"
"""Not a field: the homophone levels are taken away."""


@dataclass(frozen=True)
class Score:
    """Pairwise figures on the part `test`; `threshold` in bits, chosen on `tune`."""

    threshold: float
    precision: float
    recall: float
    f1: float


def scored(kind: str, without: tuple[str, ...] = ()) -> Score:
    """The figures of one kind, with the fields of `without` unknown to the matcher."""
    connection = duckdb.connect()
    load(connection, kind, without)
    spec: LinkSpec = KINDS[kind][0].SPEC
    if SOUND in without:
        # A homophone then is just another name.
        connection.execute(
            "UPDATE features SET sound = record_id"
            if kind == "person"
            else "UPDATE features SET core_sound = record_id"
        )
    scorer = Scorer(connection, "features", spec, load_weights(spec, packaged_weights(kind)))
    connection.execute("CREATE TABLE given AS SELECT pair || 'l' AS left_id, pair || 'r' AS right_id FROM labelled")
    scorer.given("given", "weighed")
    rows = connection.execute(
        "SELECT part, label, CAST(weight AS DOUBLE), veto IS NULL FROM labelled JOIN weighed ON left_id = pair || 'l'"
    ).fetchall()
    tune = [(label, weight, free) for part, label, weight, free in rows if part == "tune"]
    test = [(label, weight, free) for part, label, weight, free in rows if part == "test"]
    best = max((step / 2 for step in range(-20, 80)), key=lambda threshold: figures(tune, threshold).f1)
    return figures(test, best)


def figures(rows: list[tuple[int, float, bool]], threshold: float) -> Score:
    """Precision, recall and F1 at a threshold."""
    found = [(label, free and weight >= threshold) for label, weight, free in rows]
    hits = sum(label and hit for label, hit in found)
    said, true = sum(hit for _, hit in found), sum(label for label, _ in found)
    precision, recall = hits / max(said, 1), hits / max(true, 1)
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Score(threshold, round(precision, 4), round(recall, 4), round(f1, 4))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write-baseline", action="store_true", help="freeze the figures that a test compares with")
    options = parser.parse_args()
    table = {
        kind: {"all fields": scored(kind), **{f"without {f}": scored(kind, (f,)) for f in (*WITHOUT[kind], SOUND)}}
        for kind in KINDS
    }
    plain = {kind: {row: asdict(score) for row, score in rows.items()} for kind, rows in table.items()}
    if options.write_baseline:
        frozen = {kind: rows["all fields"] for kind, rows in plain.items()}
        BASELINE.write_text(json.dumps(frozen, indent=2) + "\n", encoding="utf-8")
    if options.json:
        print(json.dumps(plain, indent=2))
        return
    print(f"{'':34}{'threshold':>10}{'precision':>11}{'recall':>9}{'F1':>9}")
    for kind, rows in table.items():
        for row, score in rows.items():
            label = f"{kind}, {row}"
            print(f"{label:34}{score.threshold:>10.1f}{score.precision:>11.4f}{score.recall:>9.4f}{score.f1:>9.4f}")


if __name__ == "__main__":
    main()
