"""Masks a whole run view once, so that every renderer shows the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from youji.screening.leads.explain import one_line
from youji.screening.leads.masking import (
    MaskKind,
    known_numbers,
    mask,
    mask_kind,
    mask_name,
    scrub,
    scrub_identifier,
)
from youji.screening.report.data import (
    AlertView,
    Bilingual,
    EvidenceRow,
    EvidenceValue,
    LeadView,
    PartyView,
    RunView,
    TieEdge,
    words,
)


def mask_run(view: RunView, *, unmasked: bool = False) -> RunView:
    """The view as it may be shown: personal values masked unless `unmasked`; forged characters always
    removed.
    """
    everywhere = _Fence(frozenset(), (), unmasked)
    return replace(
        view,
        leads=tuple(mask_lead(lead, unmasked=unmasked) for lead in view.leads),
        models=tuple(
            replace(model, reason=None if model.reason is None else everywhere.both(words(model.reason)))
            for model in view.models
        ),
    )


def mask_lead(lead: LeadView, *, unmasked: bool = False) -> LeadView:
    """One lead as it may be shown."""
    if unmasked:
        return _shown(lead, _Fence(frozenset(), (), unmasked=True))
    return _shown(lead, _Fence(_identifiers(lead), _person_names(lead), unmasked=False))


@dataclass(frozen=True)
class _Fence:
    keep: frozenset[str]
    """Digits of identifiers that may stand in free text."""
    names: tuple[str, ...]
    """Persons this lead knows of: their names are masked in free text as well."""
    unmasked: bool

    def text(self, text: str) -> str:
        plain = one_line(text)
        if self.unmasked:
            return plain
        for name in self.names:
            plain = plain.replace(name, mask_name(name))
        return scrub(plain, self.keep)

    def both(self, text: Bilingual) -> Bilingual:
        return Bilingual(self.text(text.zh), self.text(text.en))

    def identifier(self, text: str) -> str:
        plain = one_line(text)
        return plain if self.unmasked else scrub_identifier(plain)

    def name(self, name: str, kind: str) -> str:
        plain = one_line(name).strip()
        if self.unmasked:
            return plain
        return mask_name(plain) if kind == "person" else self.text(plain)


def _shown(lead: LeadView, fence: _Fence) -> LeadView:
    name = lead.subject_name
    return replace(
        lead,
        subject_id=fence.identifier(lead.subject_id),
        subject_name=None if name is None else fence.name(name, lead.subject_kind),
        alerts=tuple(_alert(alert, fence) for alert in lead.alerts),
        ties=tuple(_tie(tie, fence) for tie in lead.ties),
        others=tuple(
            replace(
                other,
                subject_id=fence.identifier(other.subject_id),
                tied_to=fence.identifier(other.tied_to),
                name=None if other.name is None else fence.name(other.name, other.subject_kind),
            )
            for other in lead.others
        ),
    )


def mask_party(party: PartyView, *, unmasked: bool = False) -> PartyView:
    """A party's facts and ties as they may be shown."""
    fence = _Fence(known_numbers([party.id]), (), unmasked)
    return replace(
        party,
        id=fence.identifier(party.id),
        name=None if party.name is None else fence.name(party.name, party.kind),
        groups=tuple(
            replace(group, rows=tuple(tuple(_value(value, fence) for value in row) for row in group.rows))
            for group in party.groups
        ),
        ties=tuple(_tie(tie, fence) for tie in party.ties),
    )


def mask_evidence_value(value: EvidenceValue, *, unmasked: bool = False) -> EvidenceValue:
    """One evidence cell as it may be shown."""
    return _value(value, _Fence(frozenset(), (), unmasked))


def _identifiers(lead: LeadView) -> frozenset[str]:
    """Numbers that may stand in this lead's sentences although they are long: its rows' own identifiers."""
    found = {lead.subject_id, *(other.subject_id for other in lead.others)}
    found.update(end for tie in lead.ties for end in (tie.source_id, tie.target_id))
    for alert in lead.alerts:
        for row in alert.evidence:
            found.update(value.text for value in row.values if value.text and _kind(value) is MaskKind.IDENTIFIER)
    return known_numbers(found)


def _person_names(lead: LeadView) -> tuple[str, ...]:
    found = {lead.subject_name or ""} if lead.subject_kind == "person" else set()
    found.update(other.name or "" for other in lead.others if other.subject_kind == "person")
    for tie in lead.ties:
        ends = ((tie.source_label, tie.source_kind), (tie.target_label, tie.target_kind))
        found.update(name for name, kind in ends if kind == "person")
    for alert in lead.alerts:
        for row in alert.evidence:
            found.update(value.text for value in row.values if value.text and _kind(value) is MaskKind.NAME)
    names = {one_line(name).strip() for name in found}
    return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))


def _kind(value: EvidenceValue) -> MaskKind:
    return mask_kind(value.classification, value.check, value.column, value.type, reference=value.reference)


def _alert(alert: AlertView, fence: _Fence) -> AlertView:
    return replace(
        alert,
        sentence=fence.both(alert.sentence),
        evidence=tuple(_row(row, fence) for row in alert.evidence),
    )


def _row(row: EvidenceRow, fence: _Fence) -> EvidenceRow:
    return replace(
        row,
        source_file=fence.text(row.source_file),
        values=tuple(_value(value, fence) for value in row.values),
    )


def _value(value: EvidenceValue, fence: _Fence) -> EvidenceValue:
    if value.text is None:
        return value
    kind = MaskKind.NONE if fence.unmasked else _kind(value)
    if kind is MaskKind.TEXT:
        return replace(value, text=fence.text(value.text))
    return replace(value, text=mask(one_line(value.text), kind))


def _tie(tie: TieEdge, fence: _Fence) -> TieEdge:
    return replace(
        tie,
        source_id=fence.identifier(tie.source_id),
        source_label=fence.name(tie.source_label, tie.source_kind),
        target_id=fence.identifier(tie.target_id),
        target_label=fence.name(tie.target_label, tie.target_kind),
        detail=fence.text(tie.detail),
    )
