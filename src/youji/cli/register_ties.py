"""`youji register ties` and `youji register path`: who is tied to whom, and by which rows that is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath

import duckdb
import typer
from rich.table import Table

from youji.cli.context import REASON_OPTION, UNMASK_OPTION, console, contracts, home, parse_date, unmasking
from youji.cli.language import t
from youji.screening.lake.batches import Batch, BatchRegister
from youji.screening.leads.explain import format_percent
from youji.screening.leads.masking import MaskKind, mask, mask_name, scrub, scrub_identifier
from youji.screening.linking.lookup import RegisterView
from youji.screening.linking.ties.paths import STEPS, THROUGH, Path, Step, paths
from youji.screening.linking.ties.reading import Party, Place, Tie, attach, held, parties, places, ties_of
from youji.screening.report.register import chance
from youji.screening.report.wording import CERTAINTIES, TIES, named

_AS_OF = typer.Option(None, "--as-of", help="只看当日存续的关系，如 2025-06-30 / only ties that hold on that day")
_FIRM = typer.Option(False, "--firm-only", help="只看确定且有力的关系 / only ties that are certain and strong")
_PLACES = 3
"""Places of evidence shown in one cell; the rest is counted."""


def ties(
    party: str = typer.Argument(..., help="主体编号、记录编号、代码或名称 / party id, record id, code or name"),
    limit: int = typer.Option(50, min=1, help="最多显示 / show at most"),
    as_of: str | None = _AS_OF,
    firm_only: bool = _FIRM,
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """一个主体的关系，最确定的在前 / the ties of a party, the firmest first."""
    home().require()
    view = RegisterView(home().register)
    key, day = view.party(party), _day(as_of)
    clear = unmasking(unmask, reason, f"register ties {key}")
    with duckdb.connect() as connection:
        attach(connection, view.path)
        found = ties_of(connection, key, limit + 1, held(day, firm_only=firm_only))
        cut = len(found) > limit
        shown = found[:limit]
        known = parties(connection, view.path, {key, *(end for tie in shown for end in (tie.left_id, tie.right_id))})
    console.print(_party(key, known, clear), highlight=False, markup=False)
    if not shown:
        console.print(t("没有关系。", "No ties."))
        return
    table = Table()
    for heading in (t("关系", "tie"), t("对方", "other party"), t("期间", "period"), t("程度", "certainty")):
        table.add_column(heading, overflow="fold")
    table.add_column(t("证据", "evidence"), overflow="fold")
    batches = _batches()
    for tie in shown:
        other = tie.right_id if tie.left_id == key else tie.left_id
        table.add_row(
            _words(tie, key), _party(other, known, clear), _period(tie, clear), _certainty(tie), _evidence(tie, batches)
        )
    console.print(table)
    if cut:
        console.print(t("还有更多，--limit 可多看。", "There are more; --limit shows them."))


def path(
    left: str = typer.Argument(..., metavar="A"),
    right: str = typer.Argument(..., metavar="B"),
    steps: int = typer.Option(STEPS, help="最多几步 / steps at most"),
    firm_only: bool = _FIRM,
    as_of: str | None = _AS_OF,
    limit: int = typer.Option(5, min=1, help="最多显示 / show at most"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """两个主体之间的路径和每一步的证据，最短最确定的在前 / paths between two parties, with every step's evidence."""
    home().require()
    view = RegisterView(home().register)
    one, other = view.party(left), view.party(right)
    day = _day(as_of)
    clear = unmasking(unmask, reason, f"register path {one} {other}")
    with duckdb.connect() as connection:
        attach(connection, view.path)
        found = paths(connection, one, other, steps, firm_only=firm_only, as_of=day, limit=limit)
        ends = {end for way in found.paths for step in way.steps for end in (step.from_id, step.to_id)}
        known = parties(connection, view.path, ends | {one, other})
    batches = _batches()
    for number, way in enumerate(found.paths, 1):
        _print_path(number, way, known, batches, clear)
    if not found.paths:
        first, last = (_party(end, known, clear) for end in (one, other))
        console.print(
            t(
                f"{first} 与 {last} 之间{steps}步以内没有路径。",
                f"No path of up to {steps} steps between {first} and {last}.",
            ),
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
    if found.too_busy:
        console.print(
            t(
                f"{found.too_busy} 个关系超过 {THROUGH} 个的主体不作为中间环节。",
                f"{found.too_busy} parties with more than {THROUGH} ties were not gone through.",
            ),
            highlight=False,
        )
    if found.cut:
        console.print(t("路线过多，只看了最确定的部分。", "Too many ways; only the firmest were followed."))


def _print_path(number: int, way: Path, known: Mapping[str, Party], batches: Mapping[int, Batch], clear: bool) -> None:
    console.print(
        t(f"路径 {number}：{len(way.steps)} 步，", f"path {number}: {len(way.steps)} steps, ") + _standing(way),
        highlight=False,
    )
    table = Table()
    for heading in (t("从", "from"), t("关系", "tie"), t("到", "to"), t("期间", "period"), t("程度", "certainty")):
        table.add_column(heading, overflow="fold")
    table.add_column(t("证据", "evidence"), overflow="fold")
    for step in way.steps:
        tie = step.ties[0]
        table.add_row(
            _party(step.from_id, known, clear),
            _words(tie, step.from_id) + _also(step),
            _party(step.to_id, known, clear),
            _period(tie, clear),
            _certainty(tie),
            _evidence(tie, batches),
        )
    console.print(table)


def _standing(way: Path) -> str:
    if way.firm:
        return t("每步确定", "every step certain")
    parts = []
    if way.probable:
        parts.append(
            t(
                f"{way.probable} 步只是可能（合计 {chance(way.probability)}）",
                f"{way.probable} only probable ({chance(way.probability)} in all)",
            )
        )
    if way.weak:
        parts.append(t(f"{way.weak} 步较弱", f"{way.weak} weak"))
    return t("，", ", ").join(parts)


def _also(step: Step) -> str:
    more = len(step.ties) - 1
    return t(f"（另有 {more} 项）", f" (+{more} more)") if more else ""


def _words(tie: Tie, seen_from: str) -> str:
    """The kind in words, with its direction as seen from one end."""
    name = named(TIES, "shared_network" if tie.detail == "network_address" else tie.kind)
    text = t(name.zh, name.en)
    if tie.kind in {"kin", "shareholder", "shareholder_chain", "legal_representative", "position"}:
        text += " →" if seen_from == tie.left_id else " ←"
    if tie.kind == "kin" and tie.detail:
        code = next((c for c in contracts()["kinship"].column("relation").codes if c.value == tie.detail), None)
        text += f" {t(code.zh, code.en) if code else tie.detail}"
    elif tie.kind == "position" and tie.detail:
        text += f" {scrub(tie.detail)}"
    if tie.share is not None:
        text += f" {format_percent(tie.share)}"
    return text


def _party(party_id: str, known: Mapping[str, Party], clear: bool) -> str:
    party = known.get(party_id)
    name = "" if party is None or party.name is None else party.name
    if not clear:
        name = mask_name(name) if party is not None and party.kind == "person" else scrub(name)
    return f"{scrub_identifier(party_id)} {name}".rstrip()


def _period(tie: Tie, clear: bool) -> str:
    if tie.since is None and tie.until is None:
        return "—"
    hidden = MaskKind.DATE if tie.kind == "kin" and not clear else MaskKind.NONE
    since, until = ("…" if day is None else mask(day.isoformat(), hidden) or "…" for day in (tie.since, tie.until))
    return f"{since} – {until}"


def _certainty(tie: Tie) -> str:
    name = CERTAINTIES[tie.certainty]
    text = t(name.zh, name.en)
    if not tie.certain:
        text += f" {chance(tie.probability)}"
    return text if tie.strength == "strong" else text + t("，较弱", ", weak")


def _evidence(tie: Tie, batches: Mapping[int, Batch]) -> str:
    found = places([tie], batches)
    more = len(found) - _PLACES
    return "\n".join(map(_place, found[:_PLACES])) + (t(f"\n另 {more} 处", f"\n{more} more") if more > 0 else "")


def _place(place: Place) -> str:
    file = "?" if place.source is None else FilePath(place.source).name
    sheet = f" [{place.sheet}]" if place.sheet else ""
    return scrub(f"{place.dataset} {file}{sheet}:{place.line}")


def _batches() -> dict[int, Batch]:
    return {batch.number: batch for batch in BatchRegister(home()).all()}


def _day(text: str | None) -> date | None:
    return None if text is None else parse_date(text)
