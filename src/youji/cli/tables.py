"""What the terminal shows: Rich renderables that fit 80 columns and count a Chinese sign as two.

Values reach Rich as `Text`, never as markup, and without control characters: data cannot colour or move
anything. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from youji.screening.leads.explain import Lang, format_percent, full_money, one_line, to_decimal
from youji.screening.leads.gather import urgency_word
from youji.screening.leads.seen import Since
from youji.screening.report.data import (
    AlertView,
    Bilingual,
    EvidenceRow,
    EvidenceValue,
    LeadView,
    ModelView,
    PartyView,
    TieEdge,
    score_shares,
    words,
)
from youji.screening.report.masked import mask_lead, mask_party
from youji.screening.report.wording import (
    CERTAINTIES,
    KINDS,
    OUTCOMES,
    SEVERITIES,
    STATUSES,
    TIES,
    UI,
    URGENCIES,
    named,
)

_SEVERITY_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}
_STATUS_STYLES = {"done": "green", "not_computable": "yellow", "failed": "red", "limit": "red"}
_URGENCY_STYLES = {"urgent": "red", "soon": "yellow", "normal": "dim"}
_SHOWN_EVIDENCE = 3
_SHOWN_ROWS = 5
_MARKS = Bilingual("□ ", "[ ] ")
_MORE = Bilingual("…… 另有 {n} 条未显示", "… {n} more not shown")


def leads_table(
    leads: Sequence[LeadView], lang: Lang = "zh", limit: int = 20, *, unmasked: bool = False
) -> RenderableType:
    """The first `limit` leads, one or two lines each: rank, subject, models, score, money, date."""
    if not leads:
        return Text(UI["no_leads"].get(lang))
    table = _table()
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(UI["subject"].get(lang), ratio=3, overflow="fold", min_width=16)
    table.add_column(UI["score"].get(lang), justify="right", no_wrap=True)
    table.add_column(UI["money_short"].get(lang), justify="right", no_wrap=True)
    table.add_column(UI["n_alerts"].get(lang), justify="right", no_wrap=True)
    table.add_column(UI["last_on"].get(lang), no_wrap=True)
    for lead in leads[:limit]:
        shown = mask_lead(lead, unmasked=unmasked)
        who = _plain(shown.subject_name or shown.subject_id, "bold")
        if shown.is_new:
            who.append(f" [{UI['new'].get(lang)}]", "red")
        if shown.rests_on_probable:
            who.append(f" [{UI['probable_short'].get(lang)}]", "yellow")
        if shown.outcome:
            who.append(f" [{named(OUTCOMES, shown.outcome).get(lang)}]", "green")
        if shown.others:
            who.append(f" +{len(shown.others)} {UI['more_parties'].get(lang)}", "dim")
        if shown.subject_name:
            kind = named(KINDS, shown.subject_kind).get(lang)
            who.append_text(_plain(f"\n{kind} {one_line(shown.subject_id)}", "dim", keep_breaks=True))
        table.add_row(
            str(shown.rank),
            who,
            f"{shown.score:.3f}",
            _money(shown.amount, shown.currency),
            _counted(shown, lang),
            _dated(shown, lang),
        )
    rest = len(leads) - limit
    return Group(table, Text(_MORE.get(lang).format(n=rest), "dim")) if rest > 0 else table


def lead_detail(
    lead: LeadView,
    lang: Lang = "zh",
    models: Sequence[ModelView] = (),
    *,
    unmasked: bool = False,
    since: Since | None = None,
) -> RenderableType:
    """One lead in full: score and its parts, every alert with its sentence and first evidence rows, ties,
    guidance.

    `models` supplies titles, innocent reasons and first steps; without them only ids are told. `since`: what is new
    and gone for whoever reads. A lead that rests on a probable identity says so before anything else.
    """
    shown = mask_lead(lead, unmasked=unmasked)
    known = {model.id: model for model in models}
    parts: list[RenderableType] = [Text(UI["probable"].get(lang), "bold yellow")] if shown.rests_on_probable else []
    parts += [_headline(shown, lang), *_history(shown, since, lang), Text(), _shares(shown, known, lang)]
    fresh = set(since.new) if since is not None and since.at is not None else set()
    by_model: dict[str, list[AlertView]] = {}
    for alert in shown.alerts:
        by_model.setdefault(alert.model_id, []).append(alert)
    for model_id, alerts in by_model.items():
        parts += [Text(), _plain(alerts[0].title.get(lang), "bold underline")]
        for alert in alerts:
            parts += [_sentence(alert, lang, alert.alert_id in fresh), *_evidence(alert, lang)]
        model = known.get(model_id)
        if model:
            parts += _guidance(model, lang)
    left = shown.alerts_total - len(shown.alerts)
    if left > 0:
        parts += [Text(), Text(_MORE.get(lang).format(n=left), "dim")]
    parts += _ties(shown.ties, lang)
    return Group(*parts)


def party_panel(party: PartyView, lang: Lang = "zh", *, unmasked: bool = False) -> RenderableType:
    """What is known about one party, for `youji find`: a block of facts a dataset, then its ties."""
    shown = mask_party(party, unmasked=unmasked)
    parts: list[RenderableType] = []
    for group in shown.groups:
        total = max(group.total, len(group.rows))
        parts.append(_plain(f"{group.label.get(lang)} ({total:,})", "bold"))
        for row in group.rows[:_SHOWN_ROWS]:
            parts.append(Padding(_facts(row, lang), (0, 0, 0, 2)))
        if total > min(len(group.rows), _SHOWN_ROWS):
            left = total - min(len(group.rows), _SHOWN_ROWS)
            parts.append(Text(f"  {_MORE.get(lang).format(n=left)}", "dim"))
    parts += _ties(shown.ties, lang)
    title = _plain(f"{named(KINDS, shown.kind).get(lang)} {shown.name or ''} {shown.id}")
    return Panel(Group(*parts), title=title, title_align="left", border_style="dim")


def models_table(models: Sequence[ModelView], lang: Lang = "zh") -> RenderableType:
    """Every model: severity, status, alerts, seconds; why it is not done stands below it."""
    table = _table()
    table.add_column(UI["model"].get(lang), ratio=1, overflow="fold", min_width=20)
    table.add_column(UI["severity"].get(lang), no_wrap=True)
    table.add_column(UI["status"].get(lang), no_wrap=True)
    table.add_column(UI["n_alerts"].get(lang), justify="right", no_wrap=True)
    table.add_column(UI["seconds"].get(lang), justify="right", no_wrap=True)
    for model in models:
        what = _plain(model.title.get(lang), "bold")
        what.append_text(_plain(f"\n{one_line(model.id)}", "dim", keep_breaks=True))
        if model.reason:
            what.append_text(_plain(f"\n{one_line(words(model.reason).get(lang))}", "yellow", keep_breaks=True))
        table.add_row(
            what,
            _severity(model.severity, lang),
            Text(named(STATUSES, model.status).get(lang), _STATUS_STYLES.get(model.status, "red")),
            f"{model.n_alerts:,}" if model.status == "done" else "—",
            f"{model.seconds:,.1f}",
        )
    return table


def _table() -> Table:
    return Table(box=None, expand=True, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")


def _plain(text: str, style: str = "", *, keep_breaks: bool = False) -> Text:
    lines = text.split("\n") if keep_breaks else [text]
    return Text("\n".join(one_line(line) for line in lines), style)


def _money(amount: object, currency: str | None) -> str:
    return "—" if amount is None else full_money(amount, currency)


def _severity(severity: str, lang: Lang) -> Text:
    return Text(one_line(named(SEVERITIES, severity).get(lang)), _SEVERITY_STYLES.get(severity, ""))


def _headline(lead: LeadView, lang: Lang) -> Text:
    line = Text(f"#{lead.rank}  ", "dim")
    line.append_text(_plain(lead.subject_name or lead.subject_id, "bold"))
    if lead.subject_name:
        line.append_text(_plain(f"  {named(KINDS, lead.subject_kind).get(lang)} {lead.subject_id}", "dim"))
    line.append(f"\n{UI['score'].get(lang)} ", "dim").append(f"{lead.score:.3f}", "bold")
    line.append(f"   {UI['money_short'].get(lang)} ", "dim").append(_money(lead.amount, lead.currency))
    if lead.last_on:
        line.append(f"   {UI['last_on'].get(lang)} ", "dim").append(lead.last_on.isoformat())
        word = urgency_word(lead.urgency)
        line.append(f"   {UI['urgency'].get(lang)} ", "dim").append(
            f"{lead.urgency:.2f} {URGENCIES[word].get(lang)}", _URGENCY_STYLES[word]
        )
    return line


def _shares(lead: LeadView, known: dict[str, ModelView], lang: Lang) -> Table:
    titles = {alert.model_id: alert.title.get(lang) for alert in lead.alerts}
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(overflow="fold")
    for part, share in score_shares(lead.parts, lead.score):
        model = known.get(part.model_id)
        title = model.title.get(lang) if model else titles.get(part.model_id, part.model_id)
        facts = f"{UI['n_alerts'].get(lang)} {part.n_alerts:,} · {UI['strength'].get(lang)} "
        facts += format_percent(part.strength)
        if part.precision is not None and part.low is not None and part.high is not None:
            interval = f"{format_percent(part.low)}–{format_percent(part.high)}"
            facts += f" · {UI['precision'].get(lang)} {format_percent(part.precision)} ({interval})"
        if part.own_share < 1:
            facts += f" · {UI['shared_rows'].get(lang)} {format_percent(1 - part.own_share)}"
        table.add_row(f"{share:.3f}", _severity(part.severity, lang), _plain(title), Text(facts, "dim"))
    return table


def _counted(lead: LeadView, lang: Lang) -> Text:
    told = Text(f"{lead.alerts_total:,}")
    return told.append(f"\n+{lead.n_new:,} {UI['new'].get(lang)}", "dim") if lead.n_new else told


def _dated(lead: LeadView, lang: Lang) -> Text:
    if lead.last_on is None:
        return Text("—")
    word = urgency_word(lead.urgency)
    return Text(lead.last_on.isoformat()).append(f"\n{URGENCIES[word].get(lang)}", _URGENCY_STYLES[word])


def _history(lead: LeadView, since: Since | None, lang: Lang) -> list[RenderableType]:
    """Who else is in the lead, what became of it, and what is new: a line each, where there is something to say."""
    lines: list[RenderableType] = []
    if lead.others:
        lines.append(Text(f"{UI['others'].get(lang)}:", "dim"))
        for other in lead.others:
            line = _plain(f"  {other.name or other.subject_id}")
            tied = f"{named(TIES, other.tie).get(lang)} — {UI['tied_to'].get(lang)} {other.tied_to}"
            lines.append(line.append_text(_plain(f"  {other.subject_id if other.name else ''} {tied}", "dim")))
    if lead.absorbed:
        lines.append(Text(f"{UI['absorbed'].get(lang)}: {' '.join(id_[:8] for id_ in lead.absorbed)}", "dim"))
    if lead.split_from:
        lines.append(Text(f"{UI['split_from'].get(lang)}: {lead.split_from[:8]}", "dim"))
    if lead.outcome:
        lines.append(Text(f"{UI['outcome'].get(lang)}: {named(OUTCOMES, lead.outcome).get(lang)}", "green"))
    if since is not None:
        seen = UI["never_seen"].get(lang) if since.at is None else f"{UI['since_seen'].get(lang)} {since.at[:16]}"
        counts = f"{UI['new_alerts'].get(lang)} {len(since.new):,} · {UI['gone_alerts'].get(lang)} {len(since.gone):,}"
        lines.append(Text(f"{seen} · {counts}", "dim"))
        lines += [Text(f"  − {alert[:8]}", "dim") for alert in since.gone[:_SHOWN_ROWS]]
    return lines


def _sentence(alert: AlertView, lang: Lang, fresh: bool = False) -> RenderableType:
    facts = [
        full_money(alert.amount, alert.currency) if alert.amount is not None else "",
        alert.occurred_on.isoformat() if alert.occurred_on else "",
        f"{UI['strength'].get(lang)} {format_percent(alert.strength)}" if alert.strength is not None else "",
    ]
    text = _plain(alert.sentence.get(lang))
    if fresh:
        text = Text(f"[{UI['new'].get(lang)}] ", "red").append_text(text)
    told = " · ".join(fact for fact in facts if fact)
    return Padding(Group(text, Text(told, "dim")) if told else text, (0, 0, 0, 2))


def _evidence(alert: AlertView, lang: Lang) -> list[RenderableType]:
    shown = [
        Padding(Group(_place(row, lang), Padding(_facts(row.values, lang), (0, 0, 0, 2))), (0, 0, 0, 4))
        for row in alert.evidence[:_SHOWN_EVIDENCE]
    ]
    left = max(alert.evidence_total, len(alert.evidence)) - len(shown)
    more = [Padding(Text(_MORE.get(lang).format(n=left), "dim"), (0, 0, 0, 4))] if left > 0 else []
    return [*shown, *more]


def _place(row: EvidenceRow, lang: Lang) -> Text:
    return _plain(f"{row.label.get(lang)} · {row.source_file} · {UI['line'].get(lang)} {row.line}", "cyan")


def _facts(values: Sequence[EvidenceValue], lang: Lang) -> Text:
    line = Text()
    for value in values:
        if value.text in (None, ""):
            continue
        if line:
            line.append("  ")
        line.append_text(_plain(f"{value.label.get(lang)} ", "dim")).append_text(_plain(_told(value)))
    return line


def _told(value: EvidenceValue) -> str:
    number = to_decimal(value.text) if value.type.startswith("DECIMAL") else None
    return value.text or "" if number is None else f"{number:,f}"


def _guidance(model: ModelView, lang: Lang) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if model.innocent_reasons:
        parts.append(Padding(Text(UI["rule_out"].get(lang), "dim"), (0, 0, 0, 2)))
        for reason in model.innocent_reasons:
            parts.append(Padding(_plain(_MARKS.get(lang) + reason.get(lang)), (0, 0, 0, 4)))
    if model.first_steps:
        parts.append(Padding(Text(UI["first_steps"].get(lang), "dim"), (0, 0, 0, 2)))
        for number, step in enumerate(model.first_steps, start=1):
            parts.append(Padding(_plain(f"{number}. {step.get(lang)}"), (0, 0, 0, 4)))
    return parts


def _ties(ties: Sequence[TieEdge], lang: Lang) -> list[RenderableType]:
    if not ties:
        return []
    parts: list[RenderableType] = [Text(), Text(UI["ties"].get(lang), "bold")]
    for tie in ties:
        line = _plain(f"  {tie.source_label or tie.source_id}")
        detail = f" {tie.detail}" if tie.detail else ""
        if tie.certainty != "certain":
            detail += f" [{named(CERTAINTIES, tie.certainty).get(lang)}]"
        line.append_text(_plain(f" ─ {named(TIES, tie.kind).get(lang)}{detail} ─ ", "dim"))
        parts.append(line.append_text(_plain(tie.target_label or tie.target_id)))
    return parts
