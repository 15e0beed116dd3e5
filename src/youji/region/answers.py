"""Writes the answer book: `truth.csv`, `innocent.csv`, `missing.csv` and `noise.csv` in `truth/`."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyarrow as pa

from youji.region.forms import Written
from youji.region.gaps import Gaps
from youji.region.numbering import Numbering
from youji.region.truth import EFFECTS, Lines
from youji.region.writing import copy

COLUMNS = ("scheme", "scheme_id", "effect", "subject_kind", "subject_id", "dataset", "key")
INNOCENT_COLUMNS = ("look_alike", "case_id", "resembles", "subject_kind", "subject_id", "dataset", "key")
MISSING_COLUMNS = ("scheme", "scheme_id", "effect", "dataset", "key", "column")


def write_answers(lines: list[Lines], gaps: Gaps, numbering: Numbering, written: list[Written], folder: Path) -> None:
    """Write the files: one line a defining row, one a lost piece of evidence, one a file, column and fault."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, innocent in (
        ("truth.csv", COLUMNS, False),
        ("innocent.csv", INNOCENT_COLUMNS, True),
    ):
        copy(answer_table(lines, numbering, columns, innocent=innocent), folder / name, "FORMAT csv, HEADER")
    copy(missing_table(gaps, numbering), folder / "missing.csv", "FORMAT csv, HEADER")
    with (folder / "noise.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("file", "dataset", "column", "fault", "rows"))
        for one in written:
            for (column, fault), count in sorted(one.noise.items()):
                if count:
                    writer.writerow((one.form.file, one.form.dataset, column, fault, count))


def answer_table(lines: list[Lines], numbering: Numbering, columns: tuple[str, ...], *, innocent: bool) -> pa.Table:
    """One text row for each defining row: of the planted schemes, or of the innocent look-alikes."""
    chosen = [line for line in lines if (line.case.resembles is not None) == innocent]
    parts: list[list[pa.Array]] = [[pa.array([], pa.string())] for _ in columns]
    for line in chosen:
        count = len(line.rows)
        third = line.case.resembles or EFFECTS[line.case.effect]
        fixed = (line.case.kind, line.case.case_id, third, line.subject_kind)
        for part, value in zip(parts, fixed, strict=False):
            part.append(pa.repeat(pa.scalar(value), count))
        parts[4].append(numbering.keys(line.subject_kind).take(pa.array(line.subjects)))
        parts[5].append(pa.repeat(pa.scalar(line.dataset), count))
        parts[6].append(numbering.keys(line.dataset).take(pa.array(line.rows)))
    return pa.table({name: pa.concat_arrays(part) for name, part in zip(columns, parts, strict=True)})


def missing_table(gaps: Gaps, numbering: Numbering) -> pa.Table:
    """One text row for each lost piece of evidence; an empty column means the whole row."""
    parts: list[list[pa.Array]] = [[pa.array([], pa.string())] for _ in MISSING_COLUMNS]
    for loss in gaps.losses:
        fixed = (loss.case.kind, loss.case.case_id, EFFECTS[loss.case.effect], loss.dataset)
        for part, value in zip(parts, fixed, strict=False):
            part.append(pa.repeat(pa.scalar(value), len(loss.rows)))
        parts[4].append(numbering.keys(loss.dataset).take(pa.array(loss.rows)))
        parts[5].append(pa.repeat(pa.scalar(loss.column), len(loss.rows)))
    return pa.table({name: pa.concat_arrays(part) for name, part in zip(MISSING_COLUMNS, parts, strict=True)})


def inventory(lines: list[Lines], innocent: bool) -> dict[str, dict[str, int]]:
    """Cases by kind and effect (or by kind and the scheme resembled)."""
    cases = {line.case for line in lines if (line.case.resembles is not None) == innocent}
    found: dict[str, Counter[str]] = {}
    for case in cases:
        found.setdefault(case.kind, Counter())[case.resembles or EFFECTS[case.effect]] += 1
    return {kind: dict(sorted(found[kind].items())) for kind in sorted(found)}
