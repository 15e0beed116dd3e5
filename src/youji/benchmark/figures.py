"""Pools the rounds into the figures that are reported: the same for the terminal, JSON and Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from youji.benchmark.answers import EFFECTS, LARGER
from youji.benchmark.expectations import Expected, expected_models
from youji.benchmark.intervals import Rate, frequency, ratio_interval, share
from youji.benchmark.matching import SEVERITIES, CaseFound, LeadJudged
from youji.benchmark.rounds import RoundResult

TOPS = (50, 100, 200)
UNSTATED = "unstated"
"""Effect or missing share of cases whose answer book is silent."""
ALL = "all"
LARGER_TWO = "blatant+clear"
MARK_RECALL, MARK_RECALL_MISSING, MARK_PRECISION, MARK_CLEAN = 0.95, 0.80, 0.90, 2.0
MARK_MODEL = 0.85
"""Recall of every single model."""
MARK_MISSING = "0.3"
_KINDS = ("organisation", "person", "tender", "contract")


@dataclass(frozen=True)
class _Seen:
    """A case of some round, with the models that ought to find it."""

    case: CaseFound
    expected: Expected

    @property
    def effect(self) -> str:
        return self.case.effect or UNSTATED

    @property
    def missing(self) -> str:
        return self.case.missing or UNSTATED

    @property
    def rightly(self) -> bool:
        return bool(set(self.case.models) & set(self.expected.any))


def figures(results: Sequence[RoundResult]) -> dict[str, Any]:
    """All figures as plain values (docs/reference/detection-benchmark.md describes the keys).

    Shares carry Wilson's interval and pool the rounds; `by_round` gives the same for every round alone.
    """
    models = sorted({model for result in results for model in result.models})
    planted = [result for result in results if not result.clean]
    clean = [result for result in results if result.clean]
    cases = [_Seen(c, expected_models(c.scheme, models)) for result in planted for c in result.cases]
    effects = [e for e in (*EFFECTS, UNSTATED) if any(c.effect == e for c in cases)]
    effects += sorted({c.effect for c in cases} - {*EFFECTS, UNSTATED})
    shares = sorted({c.missing for c in cases} - {UNSTATED}, key=float)
    shares += [UNSTATED] if any(c.missing == UNSTATED for c in cases) else []
    found = {
        "models": models,
        "effects": effects,
        "missing": shares,
        "recall": _recall(cases, effects, shares, lambda c: bool(c.case.models)),
        "recall_by_expected_model": _recall([c for c in cases if c.expected.any], effects, shares, lambda c: c.rightly),
        "precision": _by_share(planted, shares, _precision),
        "lift": _by_share(planted, shares, _lift),
        "clean": _clean(clean, models),
        "by_model": {model: _of_model(model, cases, planted, clean, effects, shares) for model in models},
        "by_scheme": _by_scheme(cases, effects, shares),
        "look_alikes": _look_alikes(results),
        "seconds": _seconds(results),
        "by_round": [_round(result) for result in results],
    }
    return {**found, "marks": _marks(found)}


def expected_hits(leads: Sequence[LeadJudged], top: int) -> float:
    """True leads expected among the first `top` of a ranking by severity alone, with ties in every order alike."""
    left, hits = top, 0.0
    for severity in SEVERITIES:
        group = [lead.true for lead in leads if lead.severity == severity]
        taken = min(left, len(group))
        if group:
            hits += sum(group) * taken / len(group)
        left -= taken
    return hits


def hits(leads: Sequence[LeadJudged], top: int) -> tuple[int, int]:
    """True leads among the first `top`, and how many leads there are up to there."""
    first = leads[:top]
    return sum(lead.true for lead in first), len(first)


def _recall(cases: Sequence[_Seen], effects: Sequence[str], shares: Sequence[str], told: Any) -> dict[str, Any]:
    """Effect (also the two larger, and all) → missing share (also all) → share of the cases of which `told` is true."""
    table: dict[str, Any] = {}
    groups = {effect: {effect} for effect in effects}
    if set(LARGER) & set(effects):
        groups[LARGER_TWO] = set(LARGER)
    groups[ALL] = set(effects)
    for name, members in groups.items():
        table[name] = {}
        for missing in (*shares, ALL):
            chosen = [c for c in cases if c.effect in members and missing in (c.missing, ALL)]
            table[name][missing] = asdict(share(sum(map(told, chosen)), len(chosen)))
    return table


def _share_of(result: RoundResult) -> str:
    if result.round.folder is None:
        return f"{result.round.missing.normalize():f}"
    stated = {case.missing or UNSTATED for case in result.cases}
    return stated.pop() if len(stated) == 1 else ALL


def _by_share(planted: Sequence[RoundResult], shares: Sequence[str], measure: Any) -> dict[str, Any]:
    """Rankings belong to a round, so they are told by the round's missing share; folders of mixed shares under all."""
    told = {missing: measure([r for r in planted if _share_of(r) == missing]) for missing in shares}
    return {**told, ALL: measure(planted)}


def _precision(rounds: Sequence[RoundResult]) -> dict[str, Any]:
    table = {}
    for top in TOPS:
        counted = [hits(result.leads, top) for result in rounds]
        table[str(top)] = asdict(share(sum(h for h, _ in counted), sum(n for _, n in counted)))
    every = [lead for result in rounds for lead in result.leads]
    table[ALL] = asdict(share(sum(lead.true for lead in every), len(every)))
    return table


def _lift(rounds: Sequence[RoundResult]) -> dict[str, Any]:
    table = {}
    for top in TOPS:
        parts = [(float(hits(result.leads, top)[0]), expected_hits(result.leads, top)) for result in rounds]
        value, low, high = ratio_interval(parts)
        listed = sum(hits(result.leads, top)[1] for result in rounds)
        alone = sum(expected for _, expected in parts) / listed if listed else None
        table[str(top)] = {"value": value, "low": low, "high": high, "severity_only_precision": alone}
    return table


def _clean(clean: Sequence[RoundResult], models: Sequence[str]) -> dict[str, Any]:
    """Alerts where nothing is planted, per 1,000 subjects by three ways of counting subjects."""
    people = sum(r.subjects["organisation"] + r.subjects["person"] for r in clean)
    firms = sum(r.subjects["organisation"] for r in clean)
    spoken = {step.subject_kind for r in clean for step in r.models.values() if step.status == "done"}
    screened = sum(r.subjects.get(kind, 0) for r in clean for kind in _KINDS if kind in spoken)
    alerts = _alerts(clean)
    return {
        "rounds": len(clean),
        "alerts": alerts,
        "per_1000_organisations_and_persons": asdict(frequency(alerts, people)),
        "per_1000_screened_subjects": asdict(frequency(alerts, screened)),
        "per_1000_organisations": asdict(frequency(alerts, firms)),
        "screened_kinds": sorted(spoken),
        "by_model": {model: asdict(frequency(_alerts(clean, model), people)) for model in models},
        "worst_round": max(
            (1000 * _alerts([r]) / max(1, r.subjects["organisation"] + r.subjects["person"]) for r in clean),
            default=None,
        ),
    }


def _alerts(rounds: Iterable[RoundResult], model: str | None = None) -> int:
    return sum(step.counts.alerts for r in rounds for name, step in r.models.items() if model is None or name == model)


def _of_model(
    model: str,
    cases: Sequence[_Seen],
    planted: Sequence[RoundResult],
    clean: Sequence[RoundResult],
    effects: Sequence[str],
    shares: Sequence[str],
) -> dict[str, Any]:
    mine = [c for c in cases if model in c.expected.models]
    steps = [r.models[model] for r in planted if model in r.models]
    every = [r.models[model] for r in (*planted, *clean) if model in r.models]
    # How often the highest leads that this model takes part in are true, wherever other models rank them.
    top = [lead for r in planted for lead in r.leads[: TOPS[1]] if model in lead.models]
    people = sum(r.subjects["organisation"] + r.subjects["person"] for r in clean)
    return {
        "severity": every[0].severity if every else None,
        "status": dict(Counter(step.status for step in every)),
        "reason": next((step.reason for step in every if step.reason), None),
        "schemes": sorted({c.case.scheme for c in mine}),
        "recall": _recall(mine, effects, shares, lambda c: model in c.case.models),
        "alert_precision": asdict(share(sum(s.counts.true_alerts for s in steps), sum(s.counts.alerts for s in steps))),
        "lead_precision": asdict(share(sum(s.counts.true_leads for s in steps), sum(s.counts.leads for s in steps))),
        "top_100_precision": asdict(share(sum(lead.true for lead in top), len(top))),
        "clean": asdict(frequency(_alerts(clean, model), people)),
        "seconds": round(sum(step.seconds for step in every) / len(every), 3) if every else None,
    }


def _by_scheme(cases: Sequence[_Seen], effects: Sequence[str], shares: Sequence[str]) -> dict[str, Any]:
    table = {}
    for scheme in sorted({c.case.scheme for c in cases}):
        mine = [c for c in cases if c.case.scheme == scheme]
        table[scheme] = {
            "expected": list(mine[0].expected.models),
            "also": list(mine[0].expected.also),
            "found_by": dict(sorted(Counter(model for c in mine for model in c.case.models).items())),
            "recall": _recall(mine, effects, shares, lambda c: bool(c.case.models)),
            "recall_by_expected_model": _recall(mine, effects, shares, lambda c: c.rightly),
        }
    return table


def _look_alikes(results: Sequence[RoundResult]) -> dict[str, dict[str, int]]:
    """Look-alike → model → false leads it takes part in."""
    table: dict[str, Counter[str]] = {}
    for result in results:
        for lead in result.leads:
            for name in () if lead.true else lead.look_alikes or ("none",):
                table.setdefault(name, Counter()).update(lead.models)
    return {name: dict(sorted(table[name].items())) for name in sorted(table)}


def _seconds(results: Sequence[RoundResult]) -> dict[str, float]:
    """Mean seconds of each part of a round."""
    parts: dict[str, list[float]] = {}
    for result in results:
        for part, seconds in result.seconds.items():
            parts.setdefault(part, []).append(seconds)
    return {part: round(sum(values) / len(values), 2) for part, values in parts.items()}


def _round(result: RoundResult) -> dict[str, Any]:
    big = [case for case in result.cases if case.effect in LARGER]
    true, listed = hits(result.leads, TOPS[1])
    people = result.subjects["organisation"] + result.subjects["person"]
    return {
        "round": result.round.label,
        "clean": result.clean,
        "cases": len(result.cases),
        "found": sum(bool(case.models) for case in result.cases),
        "larger_cases": len(big),
        "larger_found": sum(bool(case.models) for case in big),
        "leads": result.n_leads,
        "top_100": listed,
        "top_100_true": true,
        "alerts": _alerts([result]),
        "subjects": dict(result.subjects),
        "alerts_per_1000": 1000 * _alerts([result]) / people if people else None,
        "unknown_rows": result.unknown_rows,
        "book_rows": result.book_rows,
    }


def _marks(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Is the catalogue good enough: the marks, and the figure that decides each; `of` names the model it is of."""
    # A book that tells no effects is measured as a whole.
    recall, table = found["recall"].get(LARGER_TWO, found["recall"][ALL]), []
    model, weakest = _weakest(found["by_model"])
    rows = (
        ("recall_larger_complete", recall.get("0"), MARK_RECALL, True),
        ("recall_larger_30_missing", recall.get(MARK_MISSING), MARK_RECALL_MISSING, True),
        ("precision_top_100", found["precision"][ALL].get("100"), MARK_PRECISION, True),
        ("precision_top_200", found["precision"][ALL].get("200"), MARK_PRECISION, True),
        ("clean_alerts_per_1000", found["clean"]["per_1000_organisations_and_persons"], MARK_CLEAN, False),
        ("weakest_model_larger", weakest, MARK_MODEL, True),
    )
    for name, rate, mark, at_least in rows:
        value = None if rate is None else rate["value"]
        met = None if value is None else (value >= mark if at_least else value <= mark)
        of = model if rate is not None and rate is weakest else None
        told = {"name": name, "mark": mark, "at_least": at_least, "value": value, "met": met, "rate": rate, "of": of}
        table.append(told)
    return table


def _weakest(by_model: Mapping[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
    """The model that finds the smallest share of the larger cases it speaks for where evidence is complete."""
    measured = [
        (rate["value"], -rate["n"], model, rate)
        for model, entry in by_model.items()
        if (rate := entry["recall"].get(LARGER_TWO, {}).get("0")) is not None and rate["n"]
    ]
    if not measured:
        return None, None
    *_, model, rate = min(measured, key=lambda one: one[:3])
    return model, rate


def rate_of(entry: Mapping[str, Any]) -> Rate:
    """A rate as it stands in the figures."""
    return Rate(entry["hits"], entry["n"], entry["value"], entry["low"], entry["high"])
