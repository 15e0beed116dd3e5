"""Rank the tenders of labelled markets by how much they look rigged, and score the ranking.

    python bench/collusion.py FILE... [--use COLUMN]... [--bootstrap N] [--seed N] [--json]

Each FILE is one market in the column layout of Garcia Rodriguez, Rodriguez-Montequin,
Ballesteros-Perez, Love and Signor (2022), "Collusion detection in public procurement auctions with
machine learning algorithms", Automation in Construction 133, doi 10.1016/j.autcon.2021.104047:
one row a bid. The ranking is the supervision model `tender_price_pattern`, run as it is shipped
with its reporting gates opened, so that every tender gets a place. It uses no label: the model
sees a fixed list of columns and nothing else, and the label is read by the scorer alone.

What is measured and why: docs/detection/collusion-benchmark.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from youji.screening.contracts.registry import load_contracts
from youji.screening.errors import YoujiError
from youji.screening.supervision.gate import compile_model
from youji.screening.supervision.model import load_model as load_supervision_model

MODEL_FILE = Path(__file__).resolve().parents[1] / "src/youji/catalogue/models/tendering/tender_price_pattern.sql"

TENDER = "Tender"
PRICE = "Bid_value"
BIDDER = "Competitors"
ESTIMATE = "Pre-Tender Estimate (PTE)"
LABEL = "Collusive_competitor"
REQUIRED = (TENDER, PRICE)
OPTIONAL = {
    BIDDER: "how often the bidders meet (co_bidding)",
    ESTIMATE: "the lowest bid against the estimate (price_level)",
}
FORBIDDEN = re.compile(r"collusive|cartel", re.IGNORECASE)
# Published with the data, one value a tender; rivals in the table, never input of the model.
SCREENS = ("CV", "SPD", "DIFFP", "RD", "KURT", "SKEW", "KSTEST")
# Our own measures, each in the direction the model gives it: -1 says that low is suspicious.
MEASURES = {
    "variation": -1,
    "spread": -1,
    "relative_distance": 1,
    "skewness": -1,
    "price_level": 1,
    "co_bidding": 1,
}
# Parameters that decide what is reported, set so that everything is.
OPEN_GATES = {"min_strength": 0, "min_bids": 1, "max_variation": 100000, "wide_field": 0}
# DECIMAL(18,2) keeps 16 digits before the point; prices per carton of milk need digits after it.
LARGEST_PRICE = Decimal(10) ** 16
SMALLEST_PRICE = Decimal(10) ** 4
CENT = Decimal("0.01")
TOP_SHARES = (0.1, 0.2)


class BenchError(Exception):
    """A refusal, in one sentence that names the file or column."""


@dataclass(frozen=True)
class Model:
    """The compiled query of a supervision model, and its parameters' defaults."""

    sql: str
    defaults: Mapping[str, Any]


@dataclass
class Market:
    """One file: what the model may see, and apart from it what the scorer needs.

    `bids` holds (tender, bidder or None, price or None) a row, `estimates` one value a tender, both
    in the file's currency unit times 10**`shift`. `labels` is None when the file has no label.
    """

    name: str
    bids: list[tuple[str, str | None, Decimal | None]] = field(default_factory=list)
    estimates: dict[str, Decimal] = field(default_factory=dict)
    labels: dict[str, bool] | None = None
    published: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    shift: int = 0

    @property
    def tenders(self) -> list[str]:
        """Every tender of the file, in order of first appearance."""
        return list(dict.fromkeys(tender for tender, _, _ in self.bids))


# --- the model -----------------------------------------------------------------------------------


def load_model(path: Path = MODEL_FILE) -> Model:
    """The product's own model, compiled by its own gate, with its output gates open so that every tender is ranked."""
    try:
        model = load_supervision_model(path)
        compiled = compile_model(model, load_contracts(), OPEN_GATES, date(2000, 1, 1))
    except YoujiError as error:
        raise BenchError(str(error)) from error
    return Model(compiled.sql, {name: param.value for name, param in model.params.items()})


def rank(market: Market, model: Model) -> dict[str, dict[str, float | None]]:
    """Run the model with its gates open: tender -> strength in [0, 1] and the six measures.

    A tender without a single usable price is not in the model's answer; it gets the model's own
    neutral value, as does every behaviour that cannot be measured for a tender.
    """
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE bid AS SELECT CAST(n AS VARCHAR) AS bid_id, t AS tender_id,"
            " b AS bidder_id, CAST(a AS DECIMAL(18, 2)) AS amount, CAST(NULL AS VARCHAR) AS status,"
            " n AS _row FROM (SELECT unnest($n::BIGINT[]) AS n, unnest($t::VARCHAR[]) AS t,"
            " unnest($b::VARCHAR[]) AS b, unnest($a::VARCHAR[]) AS a)",
            {
                "n": list(range(len(market.bids))),
                "t": [tender for tender, _, _ in market.bids],
                "b": [bidder for _, bidder, _ in market.bids],
                "a": [None if price is None else str(price) for _, _, price in market.bids],
            },
        )
        connection.execute(
            "CREATE TABLE tender AS SELECT t AS tender_id, CAST(e AS DECIMAL(18, 2)) AS estimate,"
            " n AS _row FROM (SELECT unnest($n::BIGINT[]) AS n, unnest($t::VARCHAR[]) AS t,"
            " unnest($e::VARCHAR[]) AS e)",
            {
                "n": list(range(len(market.estimates))),
                "t": list(market.estimates),
                "e": [str(value) for value in market.estimates.values()],
            },
        )
        cursor = connection.execute(model.sql)
        columns = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    wanted = ("strength", *MEASURES)
    found = {row["tender_id"]: {n: None if row[n] is None else float(row[n]) for n in wanted} for row in rows}
    unknown: dict[str, float | None] = dict.fromkeys(wanted)
    unknown["strength"] = float(model.defaults["neutral"])
    return {tender: found.get(tender, unknown) for tender in market.tenders}


# --- reading -------------------------------------------------------------------------------------


def check_use(columns: Sequence[str] | None) -> tuple[str, ...]:
    """Columns the model may see. Anything that carries the answer is refused, whatever its case."""
    for column in columns or ():
        if FORBIDDEN.search(column):
            raise BenchError(
                f"{column}: this column tells who colluded, so the model may not see it;"
                " the label is read by the scorer alone."
            )
        if column not in REQUIRED and column not in OPTIONAL:
            allowed = ", ".join((*REQUIRED, *OPTIONAL))
            raise BenchError(f"{column}: not an input of this model; it reads {allowed}.")
    return (*REQUIRED, *OPTIONAL) if columns is None else (*REQUIRED, *columns)


def read_market(path: Path, use: Sequence[str] | None = None) -> Market:
    """Read one file. `use` names the optional input columns to keep; None keeps all there are."""
    allowed = check_use(use)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            header = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            rows = list(reader)
    except OSError as error:
        raise BenchError(f"{path}: the file cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BenchError(f"{path}: not a CSV file in UTF-8 ({error}).") from error
    for column in REQUIRED:
        if column not in header:
            raise BenchError(f"{path}: no column {column}, so its tenders cannot be ranked.")

    market = Market(path.stem)
    for column, purpose in OPTIONAL.items():
        if column not in header:
            market.notes.append(f"no column {column}: {purpose} left out")
        elif column not in allowed:
            market.notes.append(f"column {column} not used: {purpose} left out")
    inputs = {column for column in allowed if column in header}
    unusable = 0
    for row in rows:
        tender = _text(row[TENDER])
        if tender is None:
            continue
        price = _number(row[PRICE])
        unusable += price is None
        market.bids.append((tender, _text(row[BIDDER]) if BIDDER in inputs else None, price))
        estimate = _number(row[ESTIMATE]) if ESTIMATE in inputs else None
        if estimate is not None:
            market.estimates.setdefault(tender, estimate)
    if not market.bids:
        raise BenchError(f"{path}: no row names a tender.")
    if unusable:
        market.notes.append(f"{unusable} bids without a usable price")
    _shift_prices(market, path)
    _read_for_scorer(market, rows, header, path)
    return market


def _text(value: str | None) -> str | None:
    value = (value or "").strip()
    return value if value and value.lower() != "nan" else None


def _number(value: str | None) -> Decimal | None:
    """Read a positive amount; None where the cell is empty, not a number, zero or negative."""
    try:
        number = Decimal((value or "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def _shift_prices(market: Market, path: Path) -> None:
    """Move the decimal point of a market priced in small units so that cents lose nothing.

    Every measure is a ratio inside a tender, so one factor for the whole market changes none.
    """
    amounts = [price for _, _, price in market.bids if price is not None]
    if not amounts:
        return
    largest = max([*amounts, *market.estimates.values()])
    while min(amounts).scaleb(market.shift) < SMALLEST_PRICE and (largest.scaleb(market.shift + 1) < LARGEST_PRICE):
        market.shift += 1
    if largest.scaleb(market.shift) >= LARGEST_PRICE:
        raise BenchError(f"{path}: an amount of {largest} does not fit DECIMAL(18,2).")

    def moved(amount: Decimal) -> Decimal:
        return amount.scaleb(market.shift).quantize(CENT)

    market.bids = [(tender, bidder, None if price is None else moved(price)) for tender, bidder, price in market.bids]
    market.estimates = {tender: moved(value) for tender, value in market.estimates.items()}
    if market.shift:
        market.notes.append(f"prices moved by {market.shift} decimal places to fit cents")


def _read_for_scorer(
    market: Market, rows: Sequence[Mapping[str, str | None]], header: Sequence[str], path: Path
) -> None:
    """Labels and published screens: kept apart from the bids, so the model cannot see them."""
    for column in (LABEL, *SCREENS):
        if column not in header:
            continue
        values: dict[str, list[float]] = {}
        for row in rows:
            tender, value = _text(row[TENDER]), _text(row[column])
            if tender is not None and value is not None:
                try:
                    values.setdefault(tender, []).append(float(value))
                except ValueError as error:
                    raise BenchError(f"{path}: {column} holds '{value}', not a number.") from error
        if column == LABEL:
            # a tender counts as collusive when any of its bids does
            market.labels = {tender: max(marks) > 0 for tender, marks in values.items()}
        else:
            market.published[column] = {tender: given[0] for tender, given in values.items()}


# --- scoring -------------------------------------------------------------------------------------


def average_precision(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Mean of the precision at every positive, highest score first; nan without a positive.

    Equal scores stand in no order, so the expectation over all their orders is taken: of a tie of
    t with r positives, each place holds a positive with chance r/t, and then expects (r-1)/(t-1)
    of the places before it in the tie to be positive too.
    """
    ordered = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    total = seen = hits = 0.0
    for _, group in groupby(ordered, key=lambda pair: pair[0]):
        tied = [label for _, label in group]
        t, r = len(tied), sum(tied)
        for place in range(1, t + 1 if r else 1):
            before = (place - 1) * (r - 1) / (t - 1) if t > 1 else 0.0
            total += r / t * (hits + 1 + before) / (seen + place)
        seen += t
        hits += r
    return total / hits if hits else math.nan


def lift(scores: Sequence[float], labels: Sequence[bool], share: float) -> float:
    """Divide the precision of the top `share` of tenders by the base rate; ties are shared out."""
    top = math.ceil(share * len(scores))
    ordered = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    taken = hits = 0.0
    for _, group in groupby(ordered, key=lambda pair: pair[0]):
        tied = [label for _, label in group]
        part = min(1.0, (top - taken) / len(tied))
        hits += part * sum(tied)
        taken += part * len(tied)
        if taken >= top:
            break
    base = sum(labels) / len(labels)
    return hits / top / base if base else math.nan


def resample(scores: Sequence[float], labels: Sequence[bool], draws: int, rng: random.Random) -> list[float]:
    """Average precision of `draws` samples of tenders with replacement; ranks are not redone."""
    found: list[float] = []
    size = len(scores)
    while len(found) < draws and any(labels):
        picks = [rng.randrange(size) for _ in range(size)]
        value = average_precision([scores[i] for i in picks], [labels[i] for i in picks])
        if not math.isnan(value):
            found.append(value)
    return found


def interval(values: Sequence[float]) -> list[float] | None:
    """Give the middle 95 % of the bootstrap values."""
    if not values:
        return None
    ordered = sorted(values)
    last = len(ordered) - 1
    return [ordered[round(0.025 * last)], ordered[round(0.975 * last)]]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _signed(values: Mapping[str, float | None], tenders: Sequence[str], sign: int) -> list[float]:
    """One measure as a score. A tender without it goes last: a missing value proves nothing."""
    chosen = [values.get(tender) for tender in tenders]
    return [-math.inf if value is None or math.isnan(value) else sign * value for value in chosen]


def single_screens(
    market: Market, ranked: Mapping[str, Mapping[str, float | None]], tenders: Sequence[str]
) -> dict[str, list[float]]:
    """Every rival of the model: each published screen both ways, each of our measures one way."""
    rivals: dict[str, list[float]] = {}
    for screen, values in market.published.items():
        for word, sign in (("low", -1), ("high", 1)):
            rivals[f"published {screen} {word}"] = _signed(values, tenders, sign)
    for measure, sign in MEASURES.items():
        ours = {tender: ranked[tender][measure] for tender in tenders}
        if any(value is not None for value in ours.values()):
            rivals[f"{'low' if sign < 0 else 'high'} {measure}"] = _signed(ours, tenders, sign)
    return rivals


def evaluate(market: Market, model: Model, draws: int, rng: random.Random) -> tuple[dict[str, Any], list[float]]:
    """Rank one market and score it where it can be scored: the report and the bootstrap values."""
    ranked = rank(market, model)
    everyone = market.tenders
    strengths = {tender: ranked[tender]["strength"] for tender in everyone}
    report: dict[str, Any] = {
        "market": market.name,
        "tenders": len(everyone),
        "notes": list(market.notes),
        "reported_by_default": sum(
            (value or 0) >= float(model.defaults["min_strength"]) for value in strengths.values()
        ),
        "ranking": [
            {"tender": tender, "strength": strengths[tender]}
            for tender in sorted(everyone, key=lambda tender: (-(strengths[tender] or 0), tender))
        ],
    }
    labels = market.labels
    if labels is None:
        report["notes"].append(f"no column {LABEL}: ranked, but it cannot be scored")
        return report, []
    tenders = [tender for tender in everyone if tender in labels]
    truth = [labels[tender] for tender in tenders]
    if len(set(truth)) < 2:
        report["notes"].append("all tenders carry the same label: ranked, but it cannot be scored")
        return report, []
    if len(tenders) < len(everyone):
        report["notes"].append(f"{len(everyone) - len(tenders)} tenders have no label: not scored")
    scores = _signed(strengths, tenders, 1)
    samples = resample(scores, truth, draws, rng)
    report |= {
        "scored": len(tenders),
        "base_rate": sum(truth) / len(truth),
        "average_precision": average_precision(scores, truth),
        "interval": interval(samples),
        "lift": {f"{share:.0%}": lift(scores, truth, share) for share in TOP_SHARES},
        "single": {
            name: average_precision(values, truth) for name, values in single_screens(market, ranked, tenders).items()
        },
    }
    return report, samples


def run(paths: Sequence[Path], use: Sequence[str] | None = None, draws: int = 1000, seed: int = 1) -> dict[str, Any]:
    """Everything the benchmark prints, as plain data."""
    model = load_model()
    rng = random.Random(seed)
    pairs = [evaluate(read_market(path, use), model, draws, rng) for path in paths]
    scored = [report for report, _ in pairs if "average_precision" in report]
    result: dict[str, Any] = {"markets": [report for report, _ in pairs], "mean": None}
    if scored:
        samples = [values for report, values in pairs if "average_precision" in report]
        names = [n for n in scored[0]["single"] if all(n in report["single"] for report in scored)]
        result["mean"] = {
            "markets": len(scored),
            "base_rate": _mean([report["base_rate"] for report in scored]),
            "average_precision": _mean([report["average_precision"] for report in scored]),
            "interval": interval([_mean(draw) for draw in zip(*samples, strict=True)]),
            "lift": {top: _mean([r["lift"][top] for r in scored]) for top in scored[0]["lift"]},
            "single": {name: _mean([r["single"][name] for r in scored]) for name in names},
        }
    return result


# --- printing ------------------------------------------------------------------------------------


def render(result: Mapping[str, Any]) -> str:
    """Write the report as text: one column a market, then the mean over markets."""
    columns = [report for report in result["markets"] if "average_precision" in report]
    lines: list[str] = []
    for report in result["markets"]:
        lines.append(
            f"{report['market']}: {report['tenders']} tenders,"
            f" {report['reported_by_default']} at or above the default threshold"
        )
        lines += [f"  {note}" for note in report["notes"]]
        if "average_precision" not in report:
            first = [f"{one['tender']} ({one['strength']:.3f})" for one in report["ranking"][:10]]
            lines.append("  ranked first: " + ", ".join(first))
    if not columns:
        return "\n".join([*lines, "No market can be scored."])
    titles = [report["market"] for report in columns]
    if len(columns) > 1:
        columns, titles = [*columns, result["mean"]], [*titles, "mean"]

    def line(name: str, cells: Sequence[str]) -> str:
        return f"{name:<28}" + "".join(f"{cell:>16}" for cell in cells)

    def span(pair: Sequence[float] | None) -> str:
        return "-" if pair is None else f"{pair[0]:.3f}-{pair[1]:.3f}"

    lines += ["", line("", titles)]
    lines.append(line("base rate", [f"{c['base_rate']:.3f}" for c in columns]))
    lines.append(line("AVERAGE PRECISION", [f"{c['average_precision']:.3f}" for c in columns]))
    lines.append(line("  95 % bootstrap interval", [span(c["interval"]) for c in columns]))
    for share in (f"{share:.0%}" for share in TOP_SHARES):
        lines.append(line(f"lift at top {share}", [f"{c['lift'][share]:.2f}" for c in columns]))
    lines.append("single screens, average precision (ties: expected value)")
    for name in dict.fromkeys(name for column in columns for name in column["single"]):
        values = [column["single"].get(name) for column in columns]
        cells = ["-" if value is None else f"{value:.3f}" for value in values]
        lines.append(line(f"  {name}", cells))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: 0 when every file was ranked, 2 with one sentence when one was refused."""
    parser = argparse.ArgumentParser(prog="collusion", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--use", action="append", metavar="COLUMN", help="input column to keep")
    parser.add_argument("--bootstrap", type=int, default=1000, metavar="N", help="resamples")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of the resamples")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        result = run(options.files, options.use, max(options.bootstrap, 0), options.seed)
    except BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False, indent=2) if options.json else render(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
