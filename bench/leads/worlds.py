"""Invented worlds of leads whose truth is known, to measure whether the score means what it says.

A lead has deeds; a deed is wrong or innocent. A model fires on a deed and its alert rests on the deed's rows; with a
chance `sharing` further models fire on the same rows, and then they are all right or all wrong together. A lead is
confirmed if one of its deeds is wrong. The score's own formula appears nowhere here: deeds of a subject may depend on
each other, strength may say much or nothing, and a model's precision need not be what its severity promises.

The worlds below were written before the score was measured on any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from youji.screening.lake.tables import literal

SEVERITIES = ("low", "medium", "high", "critical")


@dataclass(frozen=True)
class World:
    """How leads come about. `precision`: severity → (lowest, highest) true precision of its models."""

    name: str
    precision: Mapping[str, tuple[float, float]]
    models: int = 20
    more_deeds: float = 0.7
    """Mean number of deeds of a lead beyond the first (Poisson)."""
    sharing: float = 0.25
    """Chance that a further model fires on a deed's rows; and again for the next."""
    repeats: float = 0.2
    """Chance that a further deed is of the model of the one before."""
    together: float = 0.3
    """Chance that such a repeat has the truth of the one before."""
    frailty: float = 0.0
    """Standard deviation of a subject's own shift of all log odds."""
    slope: float = 0.4
    """A deed of strength s is wrong with chance precision · (1 - slope + slope · s)."""
    named: float = 0.0
    """Share of confirmed leads of which the person says which models were confirmed."""


_ASSUMED = {"low": (0.02, 0.10), "medium": (0.08, 0.25), "high": (0.25, 0.5), "critical": (0.45, 0.7)}
_UPSIDE_DOWN = {"low": (0.4, 0.7), "medium": (0.2, 0.5), "high": (0.05, 0.2), "critical": (0.01, 0.08)}
_ANY = dict.fromkeys(SEVERITIES, (0.02, 0.8))

WORLDS = (
    World("as assumed", _ASSUMED),
    World("priors upside down", _UPSIDE_DOWN),
    World("any precision", _ANY),
    World("strong sharing", _ANY, sharing=0.75),
    World("rare confirmations", dict.fromkeys(SEVERITIES, (0.005, 0.04))),
    World("frequent confirmations", dict.fromkeys(SEVERITIES, (0.6, 0.95))),
    World("strength says nothing", _ANY, slope=0.0),
    World("strength says all", _ANY, slope=1.0),
    World("repeats are one deed", _ANY, more_deeds=3.0, repeats=0.9, together=0.9),
    World("subjects differ", _ASSUMED, frailty=1.5),
    World("few models, many alerts", _ANY, models=4, more_deeds=5.0),
    World("half are told apart", _UPSIDE_DOWN, sharing=0.5, named=0.5),
)


@dataclass(frozen=True)
class Drawn:
    """Files of one drawn world, and what is true in it."""

    alerts: tuple[Path, ...]
    evidence: tuple[Path, ...]
    severities: Mapping[str, str]
    confirmed: Mapping[str, bool]
    """Subject id → whether a person would confirm its lead."""
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Subject id → models that the person names, where one does."""


def draw(world: World, leads: int, seed: int, folder: Path) -> Drawn:
    """Writes `leads` leads of the world as the alert and evidence files of a run."""
    rng = np.random.default_rng(seed)
    severity = np.array([SEVERITIES[n % len(SEVERITIES)] for n in range(world.models)])
    low, high = (np.array([world.precision[name][end] for name in severity]) for end in (0, 1))
    precision = rng.uniform(low, high)
    popular = rng.dirichlet(np.full(world.models, 2.0))

    deeds = 1 + rng.poisson(world.more_deeds, leads)
    lead = np.repeat(np.arange(leads), deeds)
    first = np.r_[True, lead[1:] != lead[:-1]]
    model = rng.choice(world.models, len(lead), p=popular)
    repeated = ~first & (rng.random(len(lead)) < world.repeats)
    strength = np.round(rng.beta(1.5, 1.5, len(lead)), 6)
    shift = rng.normal(0.0, world.frailty, leads)[lead] if world.frailty else np.zeros(len(lead))
    tossed, same = rng.random(len(lead)), rng.random(len(lead)) < world.together
    for at in np.flatnonzero(repeated):
        model[at] = model[at - 1]
    chance = precision[model] * (1 - world.slope + world.slope * strength)
    odds = np.log(chance / (1 - np.minimum(chance, 0.999))) + shift
    wrong = tossed < 1 / (1 + np.exp(-odds))
    for at in np.flatnonzero(repeated & same):
        wrong[at] = wrong[at - 1]

    # who else fires on the rows of a deed, and on how many of its rows
    deed, fires = [np.arange(len(lead))], [model]
    open_ = np.arange(len(lead))
    while len(open_) and world.sharing:
        open_ = open_[rng.random(len(open_)) < world.sharing]
        deed.append(open_)
        fires.append(rng.choice(world.models, len(open_), p=popular))
    alert_deed, alert_model = np.concatenate(deed), np.concatenate(fires)
    _, kept = np.unique(alert_deed * world.models + alert_model, return_index=True)
    alert_deed, alert_model = alert_deed[kept], alert_model[kept]
    alert_strength = np.where(
        alert_model == model[alert_deed], strength[alert_deed], np.round(rng.beta(1.5, 1.5, len(alert_deed)), 6)
    )
    rows = rng.integers(1, 7, len(lead))
    reach = np.where(
        alert_model == model[alert_deed], rows[alert_deed], 1 + (rng.random(len(alert_deed)) * rows[alert_deed])
    ).astype(np.int64)

    subjects = np.char.add("S", np.char.zfill(np.arange(leads).astype(str), 7))
    names = np.array([f"model_{n:02}" for n in range(world.models)])
    table = pa.table(
        {
            "number": np.arange(len(alert_deed)),
            "model_id": names[alert_model],
            "subject_id": subjects[lead[alert_deed]],
            "strength": alert_strength,
            "deed": alert_deed,
            "reach": reach,
        }
    )
    confirmed = np.zeros(leads, dtype=bool)
    np.logical_or.at(confirmed, lead, wrong)
    said = rng.random(leads) < world.named
    told: dict[str, set[str]] = {}
    for at in np.flatnonzero(wrong[alert_deed] & said[lead[alert_deed]]):
        told.setdefault(str(subjects[lead[alert_deed[at]]]), set()).add(str(names[alert_model[at]]))
    files = _write(table, names, folder)
    return Drawn(
        files,
        tuple(path.with_name(path.name.replace("alerts", "evidence")) for path in files),
        {str(name): str(grave) for name, grave in zip(names, severity, strict=True)},
        {str(subject): bool(true) for subject, true in zip(subjects, confirmed, strict=True)},
        {subject: tuple(sorted(models)) for subject, models in told.items()},
    )


def _write(table: pa.Table, names: np.ndarray, folder: Path) -> tuple[Path, ...]:
    written = []
    with duckdb.connect() as connection:
        connection.register("drawn", table)
        for name in names:
            path = folder / f"{name}-alerts.parquet"
            of_model = f"FROM drawn WHERE model_id = {literal(str(name))}"
            connection.execute(
                "COPY (SELECT md5(model_id || '|' || number) AS alert_id, model_id, 'organisation' AS subject_kind,"
                " subject_id, NULL::DECIMAL(18,2) AS amount, NULL::VARCHAR AS currency, NULL::DATE AS occurred_on,"
                f" CAST(strength AS DECIMAL(9,6)) AS strength, '{{}}' AS facts {of_model} ORDER BY alert_id)"
                f" TO {literal(str(path))} (FORMAT parquet)"
            )
            connection.execute(
                "COPY (SELECT md5(model_id || '|' || number) AS alert_id, 'bid' AS dataset,"
                f" deed * 16 + unnest(range(reach)) AS row_id {of_model})"
                f" TO {literal(str(path.with_name(path.name.replace('alerts', 'evidence'))))} (FORMAT parquet)"
            )
            written.append(path)
    return tuple(written)
