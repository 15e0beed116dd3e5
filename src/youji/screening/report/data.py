"""The shapes a report is made of: frozen, plain, and free of engine, lake and files.

Whoever has a run builds a `RunView`; HTML, Excel, CSV and the terminal render it. Values are stored as they
are: every renderer masks (see `report.masked`), so a view is as confidential as the data it came from.
Texts in two languages are `Bilingual`. Money is DECIMAL in the unit of its currency; ratios lie in [0, 1].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from youji.screening.contracts.model import Classification, Column
from youji.screening.leads.explain import Lang

if TYPE_CHECKING:
    from youji.screening.report.geometry import Geometry
    from youji.screening.report.overview import Overview


@dataclass(frozen=True)
class Bilingual:
    """The same text in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def of(cls, texts: Mapping[str, str] | str) -> Bilingual:
        """From `{zh: …, en: …}` (one missing language takes the other's text) or from one text for both."""
        if isinstance(texts, str):
            return cls(texts, texts)
        zh = texts.get("zh") or texts.get("en") or ""
        return cls(zh, texts.get("en") or zh)

    def get(self, lang: Lang) -> str:
        """The text in that language."""
        return self.zh if lang == "zh" else self.en


Words = Bilingual | str
"""A text in both languages, or one that exists in a single language and is shown in both."""


def words(text: Words | None) -> Bilingual:
    """Any words as both languages; None as empty."""
    return text if isinstance(text, Bilingual) else Bilingual.of(text or "")


@dataclass(frozen=True)
class EvidenceValue:
    """One cell of an evidence row, with what masking needs to know about its column."""

    column: str
    label: Bilingual
    text: str | None
    classification: Classification = Classification.INTERNAL
    check: str | None = None
    type: str = "VARCHAR"
    reference: bool = False
    code: tuple[str, Bilingual] | None = None
    """The code that `text` was before masking, and its label; see `shown`."""

    def shown(self, lang: Lang) -> str | None:
        """The label of a code (公开招标 for `open`), any other text as it is; never the label of a masked code."""
        return self.code[1].get(lang) if self.code is not None and self.code[0] == self.text else self.text

    @classmethod
    def of(cls, column: Column, text: str | None) -> EvidenceValue:
        """A cell of a contract's column; `text` is the canonical text (ISO date, plain decimal) or None."""
        return cls(
            column.name,
            Bilingual(column.zh, column.en),
            text,
            column.classification,
            column.check,
            column.type,
            column.references is not None,
            next(((c.value, Bilingual(c.zh, c.en)) for c in column.codes if c.value == text), None),
        )


@dataclass(frozen=True)
class EvidenceRow:
    """One source row an alert rests on: where it stands, and its cells in the contract's order."""

    dataset: str
    label: Bilingual
    row_id: int
    source_file: str
    line: int
    values: tuple[EvidenceValue, ...]


@dataclass(frozen=True)
class AlertView:
    """One alert. `evidence` may be cut short; `evidence_total` counts all rows."""

    alert_id: str
    model_id: str
    title: Bilingual
    severity: str
    sentence: Bilingual
    amount: Decimal | None = None
    currency: str | None = None
    occurred_on: date | None = None
    strength: Decimal | None = None
    evidence: tuple[EvidenceRow, ...] = ()
    evidence_total: int = 0


@dataclass(frozen=True)
class ScorePart:
    """What one model adds to a lead: `weight` is the chance in [0, 1] that its finding holds (see
    leads.score).
    """

    model_id: str
    severity: str
    weight: Decimal
    n_alerts: int
    strength: Decimal
    precision: Decimal | None = None
    """How often a person confirms what the model finds, with the 95 % interval `low` to `high`."""
    low: Decimal | None = None
    high: Decimal | None = None
    own_share: Decimal = Decimal(1)
    """Share of its evidence rows that no stronger alert of the lead has; the rest is not counted again."""


@dataclass(frozen=True)
class OtherParty:
    """A party that is handled in a lead beside its main one, and the firm tie that binds it to `tied_to`."""

    subject_kind: str
    subject_id: str
    name: str | None
    tie: str
    tied_to: str
    party_id: str | None = None


@dataclass(frozen=True)
class TieEdge:
    """A typed link from source to target. Kinds of nodes: person, organisation, tender, contract."""

    source_id: str
    source_label: str
    source_kind: str
    target_id: str
    target_label: str
    target_kind: str
    kind: str
    detail: str = ""
    certainty: str = "certain"
    """`certain` or `probable`: whether both ends are who they are for sure."""


@dataclass(frozen=True)
class LeadView:
    """One lead: a subject, the parties firmly tied to it, and all alerts about them.

    `score` and `urgency` in [0, 1]; `amount` is the largest single alert's.
    """

    lead_id: str
    rank: int
    subject_kind: str
    subject_id: str
    subject_name: str | None
    score: Decimal
    amount: Decimal | None = None
    currency: str | None = None
    parts: tuple[ScorePart, ...] = ()
    alerts: tuple[AlertView, ...] = ()
    ties: tuple[TieEdge, ...] = ()
    last_on: date | None = None
    n_alerts: int | None = None
    """All alerts of the lead, where `alerts` was cut short; None means that `alerts` is complete."""
    is_new: bool = False
    """Not among the leads of the run before."""
    party_id: str | None = None
    urgency: Decimal = Decimal(0)
    severity: str | None = None
    """The gravest of what does not rest on a probable identity."""
    rests_on_probable: bool = False
    """Some of its evidence belongs to the party by likeness only: no identifier, no judgement."""
    others: tuple[OtherParty, ...] = ()
    alert_ids: tuple[str, ...] = ()
    """All of them, shown or not."""
    absorbed: tuple[str, ...] = ()
    """Ids of earlier leads that are part of this one now."""
    split_from: str | None = None
    """Id of the earlier lead that this one left."""
    n_new: int | None = None
    """Alerts that whoever reads has not seen; None where nobody asked."""
    outcome: str | None = None
    """The last word about it: `confirmed` or `not_confirmed`."""
    division: str | None = None
    """Code of the administrative division it is counted in (`report.divisions`)."""

    @property
    def alerts_total(self) -> int:
        """How many alerts the lead has, shown or not."""
        return len(self.alerts) if self.n_alerts is None else self.n_alerts


@dataclass(frozen=True)
class PartyGroup:
    """The rows of one dataset that name a party, cells in the contract's order."""

    label: Bilingual
    rows: tuple[tuple[EvidenceValue, ...], ...]
    total: int = 0
    """All rows, where `rows` was cut short."""


@dataclass(frozen=True)
class PartyView:
    """What is known about one person or organisation: facts by dataset, and ties."""

    kind: str
    id: str
    name: str | None
    groups: tuple[PartyGroup, ...] = ()
    ties: tuple[TieEdge, ...] = ()


@dataclass(frozen=True)
class QuarantineReason:
    """Rows of one dataset set aside for one reason in one column (None: the whole row)."""

    column: str | None
    reason: str
    count: int


@dataclass(frozen=True)
class DatasetView:
    """One dataset in the lake as the run saw it. `orphans`: rows whose reference has no partner."""

    dataset: str
    label: Bilingual
    rows: int
    batches: int
    quarantined: int = 0
    orphans: int = 0
    reasons: tuple[QuarantineReason, ...] = ()
    version: int | None = None


@dataclass(frozen=True)
class Article:
    """An article of law a model rests on: its reference, and its text or a summary if known."""

    reference: str
    text: Words = ""


@dataclass(frozen=True)
class ParamView:
    """A parameter as it was set in this run."""

    name: str
    value: str
    unit: str = ""
    why: Words = ""


@dataclass(frozen=True)
class ModelView:
    """One supervision model and how it fared. Status: done, not_computable, failed or limit."""

    id: str
    title: Bilingual
    category: str
    severity: str
    status: str
    n_alerts: int = 0
    seconds: float = 0.0
    reason: Words | None = None
    """Why it is not done: one sentence."""
    question: Words = ""
    legal_basis: tuple[Article, ...] = ()
    innocent_reasons: tuple[Bilingual, ...] = ()
    first_steps: tuple[Bilingual, ...] = ()
    params: tuple[ParamView, ...] = ()
    risk_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Funnel:
    """How many of each were left at each stage of the run."""

    rows_read: int
    rows_accepted: int
    alerts: int
    leads: int


@dataclass(frozen=True)
class RegisterKind:
    """One kind of party in figures. `merged`: parties of several records; `to_review`: pairs of records."""

    kind: str
    records: int
    parties: int
    merged: int
    to_review: int
    judgements: int


@dataclass(frozen=True)
class RegisterSummary:
    """The register in figures. `ties`: kind, certain, probable; `left_out`: values that very many parties share."""

    snapshot: str
    made_at: str
    kinds: tuple[RegisterKind, ...]
    ties: tuple[tuple[str, int, int], ...] = ()
    left_out: int = 0


@dataclass(frozen=True)
class RunView:
    """Everything a report says about one run. `versions`: label → text, in the order to show."""

    run_id: str
    as_of: date
    started_at: str
    versions: Mapping[str, str]
    data: tuple[DatasetView, ...]
    models: tuple[ModelView, ...]
    funnel: Funnel
    leads: tuple[LeadView, ...]
    register: RegisterSummary | None = None
    """None where there is no register."""
    overview: Overview | None = None
    """The run in figures; None where nobody asked."""
    geometry: Geometry | None = None
    """Borders of the divisions, where a file tells them."""

    def model(self, model_id: str) -> ModelView | None:
        """The model of that id, or None."""
        return next((model for model in self.models if model.id == model_id), None)


def score_shares(parts: Iterable[ScorePart], score: Decimal) -> list[tuple[ScorePart, Decimal]]:
    """Splits a score among its parts so that the shares add up to it, largest first.

    The score is 1 - Π(1 - w); its logarithm adds up, so each part's share is ln(1 - w) over the sum of these.
    """
    ordered = sorted(parts, key=lambda part: (-part.weight, part.model_id))
    logs = [-(1 - min(part.weight, Decimal("0.999999"))).ln() for part in ordered]
    total = sum(logs, Decimal(0))
    if not total:
        return [(part, Decimal(0)) for part in ordered]
    return [
        (part, (score * log / total).quantize(Decimal("0.000001"))) for part, log in zip(ordered, logs, strict=True)
    ]
