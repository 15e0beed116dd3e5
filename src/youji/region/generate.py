"""Generates the region: the world, then actors, market, money and traces, at last files, noise and answers.

Columns are arrays of whole numbers and every step works on whole columns; Python loops run over planted cases
and over the few values that noise befalls, never over the rows. At scale 1 a region has about 20,000 persons,
3,000 companies, 40 buyers, 2,500 tenders, 12,000 bids, 6,000 contracts and 10,000 payments between 2022-07-01
and 2025-06-30.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from youji.region import (
    bidding,
    contracting,
    documents,
    geometry,
    look_alikes,
    organisations,
    people,
    places,
    schemes,
    tenders,
)
from youji.region.actors import Actors
from youji.region.answers import inventory, write_answers
from youji.region.errors import RegionError
from youji.region.field import Field
from youji.region.fields import datasets, fields
from youji.region.forms import FORMS, Written
from youji.region.gaps import Gaps, lose
from youji.region.numbering import DATASETS, Numbering
from youji.region.population import PEOPLE
from youji.region.readme import readme
from youji.region.render import Renderer
from youji.region.scene import Scene, busy_in
from youji.region.sectors import SECTORS
from youji.region.tables import EPOCH, LAST_DAY, Table, World
from youji.region.truth import EFFECTS, FAINT, Case, Ledger, Lines
from youji.region.writing import rows_of, write

Progress = Callable[[str, float], None]
MANIFEST = "manifest.json"
TRUTH = "truth"
PARTIAL = ".partial"
"""Where files are made before they take their places: a killed run leaves the former region whole."""
MOST_MISSING = 0.9
"""The largest share of a scheme's evidence that can be missing."""
SMALLEST, LARGEST = 0.01, 300.0
"""Scales a region can have: below, there are too few firms for a market; above, keys run out of digits."""


@dataclass(frozen=True)
class RegionSummary:
    """What was generated: rows of each file and dataset, and the planted cases by kind and effect."""

    out: Path
    seed: int
    scale: float
    clean: bool
    missing: float
    effects: tuple[str, ...]
    city: str
    division_code: str
    files: dict[str, tuple[str, int]]
    """File → dataset and rows in the file (doubled rows included)."""
    rows: dict[str, int]
    """Dataset → rows of the clean world."""
    schemes: dict[str, dict[str, int]]
    look_alikes: dict[str, dict[str, int]]
    affected: int
    """Organisations and persons that a planted scheme is about."""


@dataclass(frozen=True)
class Region:
    """A complete world before it is written: clean tables by `renderer.table`, answers in `lines`."""

    world: World
    numbering: Numbering
    renderer: Renderer
    lines: list[Lines]
    fields: tuple[Field, ...] = ()
    """The people and every field, in the order they lived."""

    @property
    def datasets(self) -> tuple[str, ...]:
        """All datasets: the market's, then those of the fields."""
        return (*DATASETS, *self.numbering.datasets)


def invent(
    seed: int,
    scale: float,
    progress: Progress | None = None,
    *,
    clean: bool = False,
    effects: Sequence[str] = EFFECTS,
) -> Region:
    """Make the noiseless world of a seed (0 or more) and a scale (0.01 to 300); nothing is written.

    `clean` plants no scheme, only look-alikes; `effects` are those of the steps of `truth.EFFECTS` that schemes
    may have.
    """
    steps = tuple(_step(effect) for effect in effects)
    if not steps:
        raise RegionError("No effect is named; give at least one of blatant, clear, moderate and faint.")
    if seed < 0:
        raise RegionError(f"The seed {seed} is negative; give a whole number from 0 on.")
    if not SMALLEST <= scale <= LARGEST:
        raise RegionError(f"The scale {scale:g} is outside {SMALLEST:g} to {LARGEST:g}; give a scale in between.")
    tell = progress or _silent
    world = World(seed, scale, places.found(seed, scale))
    tell("people", 0.0)
    organisations.found_buyers(world, max(8, round(40 * scale)))
    niche = organisations.NICHE_FIRMS * sum(sector.niche for sector in SECTORS) * world.zones
    organisations.found_companies(world, max(60 + niche, round(3000 * scale)))
    people.appoint(world, world.buyer_count * 20)
    people.marry_and_raise(world)
    # However small the region, there are enough people to own its companies.
    fewest = len(world.person) + 4 * (len(world.organisation) - world.buyer_count)
    owners = people.populate(world, max(fewest, round(20_000 * scale)))
    organisations.give_owners(world, owners, people.grown_relatives(world))
    tell("tenders", 0.15)
    tenders.announce(world, max(80, round(2500 * scale)))
    markets = bidding.Markets(world)
    ledger = Ledger(world)
    actors = Actors(world, ledger)
    if not clean:
        schemes.plant_all(actors, scale, steps)
    look_alikes.plant_all(actors, scale)
    world.forget_recusals()
    tell("bids", 0.25)
    bidding.compete(world, markets)
    look_alikes.point_out_siblings(ledger)
    tell("contracts", 0.35)
    contracting.sign(world)
    contracting.buy_directly(world, markets, round(3050 * scale))
    contracting.change(world)
    actors.carry_out("contracts")
    contracting.pay(world)
    actors.carry_out("payments")
    look_alikes.point_out_terminals(ledger, documents.leave_traces(world))
    everybody = (PEOPLE, *fields())
    _live(world, ledger, everybody, scale, () if clean else steps, tell)
    numbering = Numbering(world, datasets(everybody))
    return Region(world, numbering, Renderer(world, numbering), ledger.lines(), everybody)


def _live(
    world: World, ledger: Ledger, everybody: tuple[Field, ...], scale: float, steps: tuple[int, ...], tell: Progress
) -> None:
    """Let people move in and every field live; then plant schemes (where `steps` are given) and look-alikes."""
    shared = ("person", "organisation", "position", "kinship", "shareholding")
    world.market = {dataset: len(getattr(world, dataset)) for dataset in shared}
    for name, dataset in datasets(everybody).items():
        world.records[name] = Table(*dataset.columns)
    for field in everybody:
        tell(field.name, 0.4)
        field.live(world)
    busy = busy_in(world, ledger)
    for field in everybody:
        scene = Scene(world, ledger, busy, field.name)
        for order, scheme in enumerate(field.schemes if steps else ()):
            for number in range(max(1, round(scheme.per_scale * scale))):
                effect = steps[(number + order + world.seed) % len(steps)]
                if not scheme.plant(scene, Case(scheme.name, number + 1, effect)):
                    break
        for alike in field.look_alikes:
            for number in range(max(1, round(alike.per_scale * scale))):
                if not alike.plant(scene, Case(alike.name, number + 1, FAINT, alike.resembles)):
                    break


def generate(
    seed: int,
    scale: float,
    out: Path,
    progress: Progress | None = None,
    *,
    clean: bool = False,
    missing: float = 0.0,
    effects: Sequence[str] = EFFECTS,
) -> RegionSummary:
    """Invent a region and write its files, its borders, its answer book, `README.md` and `manifest.json` into `out`.

    The same arguments give the same bytes. `clean` and `effects` are those of `invent`; `missing` (0 to 0.9) is
    the share of every scheme's defining evidence that the files lack (`gaps`): it changes nothing else, and the
    answer book still tells all that was planted, beside `truth/missing.csv`, which tells what is gone. A former
    region in `out` is replaced; any other folder that is not empty is refused with `RegionError`. `progress`
    hears the step's name and the share done.
    """
    tell = progress or _silent
    if not 0 <= missing <= MOST_MISSING:
        raise RegionError(f"The missing share {missing:g} is outside 0 to {MOST_MISSING:g}; give a share in between.")
    _refuse_foreign(out)
    region = invent(seed, scale, tell, clean=clean, effects=effects)
    losable = [name for name, dataset in region.numbering.datasets.items() if dataset.losable]
    gaps = lose(region.world, region.lines, missing, losable)
    late_forms = [form for field in region.fields for form in field.forms]
    partial = out / PARTIAL
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    counts: dict[str, int] = {}
    written: list[Written] = []
    for place, dataset in enumerate(region.datasets):
        tell(f"write {dataset}", 0.45 + 0.5 * place / len(region.datasets))
        table: pa.Table = region.renderer.table(dataset)
        counts[dataset] = table.num_rows
        lost = _lost_keys(gaps, region.numbering, dataset)
        first = _market_rows(region, dataset)
        parts = [(form, table.slice(0, first)) for form in FORMS if form.dataset == dataset]
        parts += [(form, table.slice(first)) for form in late_forms if form.dataset == dataset]
        for form, part in parts:
            rng = region.world.stream(f"noise of {form.file}")
            written.append(write(form, rows_of(form, part), partial, rng, lost))
        del table
    tell("answers", 0.97)
    write_answers(region.lines, gaps, region.numbering, written, partial / TRUTH)
    guilty = [line for line in region.lines if line.case.resembles is None]
    affected = {(line.subject_kind, int(subject)) for line in guilty for subject in line.subjects}
    place_ = region.world.place
    summary = RegionSummary(
        out=out,
        seed=seed,
        scale=scale,
        clean=clean,
        missing=missing,
        effects=tuple(effects),
        city=place_.city,
        division_code=str(place_.code),
        files={one.form.file: (one.form.dataset, one.rows) for one in written},
        rows=counts,
        schemes=inventory(region.lines, innocent=False),
        look_alikes=inventory(region.lines, innocent=True),
        affected=len(affected),
    )
    (partial / "README.md").write_text(readme(summary), encoding="utf-8", newline="\n")
    (partial / geometry.FILE).write_text(geometry.written(place_, seed), encoding="utf-8", newline="\n")
    manifest = {
        "seed": seed,
        "scale": scale,
        "clean": clean,
        "missing": missing,
        "effects": list(effects),
        "as_of": str(EPOCH + timedelta(days=LAST_DAY)),
        "city": summary.city,
        "files": {file: {"dataset": dataset, "rows": rows} for file, (dataset, rows) in summary.files.items()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (partial / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    _put_in_place(partial, out)
    tell("done", 1.0)
    return summary


def _step(effect: str) -> int:
    if effect not in EFFECTS:
        raise RegionError(f"The effect {effect!r} is unknown; give blatant, clear, moderate or faint.")
    return EFFECTS.index(effect)


def _market_rows(region: Region, dataset: str) -> int:
    """How many rows of a dataset, in the order of the file, go into the market's own forms."""
    if dataset in region.numbering.datasets:
        return 0
    order = region.numbering.order(dataset)
    return int((order < region.world.market.get(dataset, np.iinfo(np.int64).max)).sum())


def _lost_keys(gaps: Gaps, numbering: Numbering, dataset: str) -> dict[str, pa.Array]:
    return {column: numbering.keys(dataset).take(pa.array(rows)) for column, rows in gaps.of(dataset).items()}


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise RegionError(f"{out} is a file; name a folder for the region.")
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not (out / MANIFEST).is_file() and not (out / PARTIAL).is_dir():
        raise RegionError(
            f"{out} is not empty and is not a region (it has no {MANIFEST}); name an empty or new folder."
        )


def _put_in_place(partial: Path, out: Path) -> None:
    """Replace a former region by the finished files, the manifest last; whatever else lies there stays."""
    shutil.rmtree(out / TRUTH, ignore_errors=True)
    (out / MANIFEST).unlink(missing_ok=True)
    names = sorted(path.name for path in partial.iterdir())
    for name in (*(name for name in names if name != MANIFEST), MANIFEST):
        (partial / name).replace(out / name)
    partial.rmdir()


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""
