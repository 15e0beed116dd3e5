"""What the terminal shows: inside 80 columns, masked, and without control over the terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from youji.cli.tables import lead_detail, leads_table, models_table, party_panel
from youji.screening.leads.seen import Since
from youji.screening.report.data import Bilingual, OtherParty, PartyGroup, PartyView, RunView


def shown(renderable: RenderableType, width: int = 80, colour: bool = False) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, force_terminal=colour, color_system="truecolor" if colour else None).print(
        renderable
    )
    return stream.getvalue()


def party(view: RunView) -> PartyView:
    lead = view.leads[2]
    row = lead.alerts[0].evidence[0]
    group = PartyGroup(Bilingual("人员", "Person"), (row.values,) * 7, 9)
    return PartyView("person", lead.subject_id, lead.subject_name, (group,), view.leads[0].ties)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 60, 160])
def test_everything_fits_the_width_in_chinese_too(run_view: RunView, lang: Any, width: int) -> None:
    for renderable in (
        leads_table(run_view.leads, lang),
        lead_detail(run_view.leads[0], lang, run_view.models),
        models_table(run_view.models, lang),
        party_panel(party(run_view), lang),
    ):
        assert max(cell_len(line) for line in shown(renderable, width).splitlines()) <= width


def test_a_lead_is_told_in_full(run_view: RunView) -> None:
    text = shown(lead_detail(run_view.leads[0], "zh", run_view.models), 120)
    for words in (
        "0.748",
        "¥12,846,000.00",
        "同一控制人围标",
        "先排除这些无辜原因",
        "行号 1",
        "配偶",
        "另有 14 条",
        "另有 4 条",
    ):
        assert words in text


def test_a_doubtful_lead_says_so_before_anything_else(run_view: RunView) -> None:
    other = OtherParty("person", "43010519850712341X", "钟离明远", "legal_representative", "O-1")
    part = replace(
        run_view.leads[0].parts[0],
        precision=Decimal("0.35"),
        low=Decimal("0.085"),
        high=Decimal("0.686"),
        own_share=Decimal("0.25"),
    )
    lead = replace(
        run_view.leads[0],
        rests_on_probable=True,
        others=(other,),
        parts=(part,),
        absorbed=("ab" * 16,),
        split_from="cd" * 16,
        urgency=Decimal("0.8"),
    )
    since = Since("2025-06-01T10:00:00+08:00", (lead.alerts[0].alert_id,), ("ef" * 16,))
    text = shown(lead_detail(lead, "zh", run_view.models, since=since), 120)
    assert text.startswith("先看身份")
    for words in (
        "精确率 35% (8.5%–68.6%) · 与更强预警共用证据 75%",
        "0.80 紧急",
        "钟离某",
        "并入的线索: abababab",
        "拆分自线索: cdcdcdcd",
        "上次查看 2025-06-01T10:00 · 新预警 1 · 已消失的预警 1",
        "− efefefef",
        "[新] ",
    ):
        assert words in text, words
    assert "钟离明远" not in text
    plain = shown(lead_detail(run_view.leads[0], "zh", run_view.models), 120)
    assert "先看身份" not in plain
    assert "身份待核实" in shown(leads_table([lead], "zh"), 160)


def test_the_list_counts_what_it_leaves_out(run_view: RunView) -> None:
    text = shown(leads_table(run_view.leads, "zh", 4))
    assert "另有 2 条未显示" in text
    assert "第九测绘院" not in text
    assert "没有产生线索" in shown(leads_table([], "zh"))


def test_a_model_that_did_not_run_says_why(run_view: RunView) -> None:
    text = shown(models_table(run_view.models, "en"), 120)
    assert "not computable" in text
    assert "holds no rows; ingest it first" in text


def test_nothing_personal_until_unmasked(run_view: RunView, secrets: tuple[str, ...]) -> None:
    every = [leads_table(run_view.leads), party_panel(party(run_view))]
    every += [lead_detail(lead, "zh", run_view.models) for lead in run_view.leads]
    text = "".join(shown(renderable, 400) for renderable in every)
    assert not [secret for secret in secrets if secret in text]
    assert secrets[0] in shown(party_panel(party(run_view), unmasked=True), 400)


def test_values_cannot_colour_or_move_the_terminal(hostile_view: RunView) -> None:
    for lead in hostile_view.leads:
        text = shown(lead_detail(lead, "zh", hostile_view.models))
        assert not [c for c in text if c in "\x00\x07\x1b\u202e"]
    coloured = shown(leads_table(hostile_view.leads, limit=50), colour=True)
    assert "\x1b[31mred" not in coloured
    assert "[31mred[0m" in coloured
