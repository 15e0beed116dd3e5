"""Proposes which source column is which contract column, from names first and values second.

A name that is the contract's own, or one it declares as a synonym, decides (confidence 1). A similar name is
a guess that values may support or contradict; values alone carry a guess only where they prove something:
check digits, or a code list. Sources are given to targets one to one, so that the sum of the scores is
largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz

from youji.screening.contracts.model import Column, Contract
from youji.screening.ingest.assignment import assign
from youji.screening.ingest.column_values import Profile, profile_columns
from youji.screening.ingest.header_names import HeaderName, identifies, known_names, loosened, read_header
from youji.screening.ingest.mapping import ColumnMapping, Mapping

ACCEPTED = 0.5
"""A guess below this is shown as an alternative only."""
_SHOWN = 0.3
_ALTERNATIVES = 3
_PROFILED = 300
"""Sources beyond this number are judged by their names alone."""
_LEAST_SIMILAR = 60.0
_CONTRADICTED = 0.8
_OTHER_KIND = 0.6
_RATIO = Decimal("0.01")
_FOREIGN = "currency"


@dataclass(frozen=True)
class Why:
    """A reason in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Match:
    """What is proposed for one contract column; `source` and `mapping` are None if nothing is."""

    target: str
    source: str | None
    confidence: float
    why: Why
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other sources that could be it, best first, with their confidence."""
    mapping: ColumnMapping | None = None


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping with its reasons; `matches` has every contract column, in the contract's order."""

    dataset: str
    matches: tuple[Match, ...]
    unmapped: tuple[str, ...]
    """Source columns no contract column takes."""
    missing: tuple[str, ...] = field(default=())
    """Required contract columns nothing is proposed for."""

    @property
    def certain(self) -> bool:
        """True if every match is an exact name or declared synonym, and every required column has one."""
        found = [match for match in self.matches if match.mapping is not None]
        return bool(found) and not self.missing and all(match.confidence == 1.0 for match in found)

    def to_mapping(self, contract: Contract) -> Mapping:
        """The proposal as a mapping of `contract`, without the columns nothing is proposed for."""
        columns = {match.target: match.mapping for match in self.matches if match.mapping is not None}
        return Mapping(contract.dataset, columns)


@dataclass(frozen=True)
class _Guess:
    """How well one source fits one target.

    `order` breaks ties between exact names: the contract's own first.
    """

    confidence: float
    why: Why
    order: float = 0.0
    named: bool = False
    """True for the contract's own name or a declared synonym."""

    @property
    def own(self) -> bool:
        return self.named and self.order == 0

    @property
    def score(self) -> float:
        return self.confidence - self.order


_NOTHING = Why("没有相近的来源列", "no source column is like it")


def identity_mapping(contract: Contract, columns: Sequence[str]) -> Mapping | None:
    """The mapping of each column to itself, or None if the header is not made of the contract's column names.

    Args:
        contract: the dataset's contract.
        columns: the header; every one must be a contract column, and every required column must be there.
    """
    present = set(columns)
    required = {column.name for column in contract.columns if column.required}
    if not present or not present <= set(contract.names) or not required <= present:
        return None
    names = [name for name in contract.names if name in present]
    return Mapping(contract.dataset, {name: ColumnMapping((name,)) for name in names})


def propose(contract: Contract, columns: Sequence[str], sample: pa.Table) -> Proposal:
    """Propose a mapping.

    Args:
        contract: the dataset's contract.
        columns: the header.
        sample: the first rows, with a string column for each of `columns` (others are ignored); some thousand
            rows are plenty, and none will do.

    Returns:
        A match for every contract column, and the sources left over.
    """
    headers = [read_header(name) for name in columns]
    profiles = profile_columns(sample, list(columns)[:_PROFILED], contract)
    guesses = {
        (row, place): guess
        for row, column in enumerate(contract.columns)
        for place, header in enumerate(headers)
        if (guess := _guess(column, header, profiles.get(columns[place]))) is not None
    }
    # A source that bears the declared name of one column is no guess for another.
    declared = {place for (_, place), guess in guesses.items() if guess.named}
    guesses = {pair: guess for pair, guess in guesses.items() if guess.named or pair[1] not in declared}
    scores = np.zeros((len(contract.columns), max(1, len(columns))))
    for (row, place), guess in guesses.items():
        if guess.confidence >= ACCEPTED:
            scores[row, place] = guess.score
    chosen = assign(scores)
    matches = []
    for row, column in enumerate(contract.columns):
        seat = chosen.get(row)
        others = {at: guess for (of, at), guess in guesses.items() if of == row and at != seat}
        shown = _alternatives(columns, others)
        if seat is None:
            matches.append(Match(column.name, None, 0.0, _NOTHING, shown))
            continue
        guess = guesses[row, seat]
        free = [rival for at, rival in others.items() if at not in chosen.values()]
        rivals = [rival for rival in free if rival.confidence == 1.0 and rival.own >= guess.own]
        if guess.confidence == 1.0 and rivals:
            also = Why("另有来源列同样符合", "another source column fits as well")
            guess = _Guess(0.9, Why(f"{guess.why.zh}；{also.zh}", f"{guess.why.en}; {also.en}"))
        profile = profiles.get(columns[seat])
        matches.append(_match(column, columns[seat], headers[seat], profile, guess, shown))
    taken = {columns[place] for place in chosen.values()}
    matches = _with_currency(contract, matches, headers, list(columns))
    return Proposal(
        dataset=contract.dataset,
        matches=tuple(matches),
        unmapped=tuple(name for name in columns if name not in taken),
        missing=tuple(
            match.target for match in matches if match.mapping is None and contract.column(match.target).required
        ),
    )


def _alternatives(columns: Sequence[str], others: dict[int, _Guess]) -> tuple[tuple[str, float], ...]:
    ranked = sorted(others.items(), key=lambda item: -item[1].confidence)
    shown = [(columns[at], round(guess.confidence, 2)) for at, guess in ranked if guess.confidence >= _SHOWN]
    return tuple(shown[:_ALTERNATIVES])


def _guess(column: Column, header: HeaderName, profile: Profile | None) -> _Guess | None:
    fit = None if profile is None else profile.fit(column)
    exact = _exact(column, header)
    if exact is not None:
        if fit is not None and fit < 0.2:
            why = Why(f"{exact.why.zh}，但多数值不像", f"{exact.why.en}, but most values do not look like it")
            return _Guess(min(exact.confidence, _CONTRADICTED), why, exact.order, named=True)
        return exact
    alike, name = max(((_alike(header, known.key), known.shown) for known in known_names(column)), default=(0.0, ""))
    proof = None if profile is None else profile.proof(column)
    if alike < _LEAST_SIMILAR:
        if proof is None:
            return None
        return _Guess(0.7 * proof.share, Why(f"值符合{proof.zh}", f"values are {proof.en}"))
    confidence = 0.9 * alike / 100
    why = Why(f"名称与“{name}”相近", f"name is similar to {name!r}")
    if proof is not None:
        confidence = max(confidence, 0.6) + 0.1
        why = Why(f"{why.zh}，值符合{proof.zh}", f"{why.en}, and values are {proof.en}")
    elif fit is not None and fit < 0.2:
        confidence *= 0.3
        why = Why(f"{why.zh}，但多数值不像", f"{why.en}, but most values do not look like it")
    elif fit is not None:
        confidence *= 0.8 + 0.2 * fit
    return _Guess(min(confidence, 0.95), why)


def _exact(column: Column, header: HeaderName) -> _Guess | None:
    for number, known in enumerate(known_names(column)):
        order = 0.0 if known.own else number / 1000
        kind = Why("名称一致", "exact name") if known.own else Why("已声明的同义名", "declared synonym")
        if known.key in (header.key, header.whole):
            # A remark in brackets that is no unit, as in 报价(含税), is not part of the declared name.
            if header.remark and known.key != header.whole:
                return _Guess(0.95, Why(f"{kind.zh}（括号内另有说明）", f"{kind.en}, with a remark"), order, True)
            return _Guess(1.0, kind, order, True)
        if known.key == header.last_part:
            return _Guess(0.9, Why(f"{kind.zh}（分组表头）", f"{kind.en} under a group"), order, True)
    return None


def _alike(header: HeaderName, known: str) -> float:
    """Similarity of two normalised names in 0 to 100; a name contained in the other counts a little more."""
    ours, theirs = loosened(header.key), loosened(known)
    alike = max(fuzz.ratio(header.key, known), fuzz.ratio(ours, theirs) - 3.0)
    shorter = min(len(ours), len(theirs))
    if shorter >= 2 and (ours in theirs or theirs in ours):
        alike = max(alike, 60.0 + 37.0 * shorter / max(len(ours), len(theirs)))
    # 法定代表人 holds a name where 法定代表人编号 holds a number, however alike the words are.
    return alike if identifies(header.key) == identifies(known) else alike * _OTHER_KIND


def _match(
    column: Column,
    source: str,
    header: HeaderName,
    profile: Profile | None,
    guess: _Guess,
    alternatives: tuple[tuple[str, float], ...],
) -> Match:
    """Settle unit and date format, which the header or the values tell."""
    confidence, why = guess.confidence, guess.why
    multiply: Decimal | None = None
    format_: str | None = None
    if column.is_decimal:
        if header.percent:
            multiply = _RATIO if column.maximum == 1 else None
        elif header.factor != 1:
            multiply = header.factor
        elif column.maximum == 1 and profile is not None and profile.looks_like_percent:
            multiply, confidence = _RATIO, min(confidence, 0.9)
            why = Why(f"{why.zh}；值大于1，按百分数处理", f"{why.en}; values above 1 are taken as percent")
        if multiply is not None and header.factor == multiply:
            why = Why(f"{why.zh}；表头单位 ×{multiply:f}", f"{why.en}; unit in the header ×{multiply:f}")
    if column.type in ("DATE", "TIMESTAMP") and profile is not None and profile.unix_format is not None:
        format_, confidence = profile.unix_format, min(confidence, 0.9)
        why = Why(f"{why.zh}；值像 Unix 时间戳", f"{why.en}; values look like Unix time")
    mapping = ColumnMapping((source,), format=format_, multiply=multiply)
    return Match(column.name, source, round(confidence, 2), why, alternatives, mapping)


def _with_currency(
    contract: Contract, matches: list[Match], headers: Sequence[HeaderName], columns: Sequence[str]
) -> list[Match]:
    """An amount's header that names a foreign currency (美元, 万欧元) gives the currency where no column does."""
    by_source = dict(zip(columns, headers, strict=True))
    named = {
        by_source[match.source].currency
        for match in matches
        if match.source is not None and contract.column(match.target).is_decimal
    } - {None}
    if len(named) != 1:
        return matches
    (currency,) = named
    why = Why(f"金额表头写明{currency}", f"the amount's header says {currency}")
    return [
        Match(match.target, None, 0.9, why, match.alternatives, ColumnMapping(constant=currency))
        if match.target == _FOREIGN and match.source is None
        else match
        for match in matches
    ]
