"""`youji register`: who is who over all datasets, why, and what a person decided about it."""

from __future__ import annotations

import getpass

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from youji.cli.context import (
    MEMORY_OPTION,
    REASON_OPTION,
    UNMASK_OPTION,
    console,
    contracts,
    errors,
    home,
    memory_limit,
    now,
    unmasking,
)
from youji.cli.language import t
from youji.cli.register_ties import path, ties
from youji.screening.contracts.model import Classification
from youji.screening.engine.limits import Limits
from youji.screening.errors import YoujiError
from youji.screening.lake.parties import KINDS
from youji.screening.leads.masking import mask_value
from youji.screening.linking.judgements import JudgementLog, Verdict
from youji.screening.linking.lookup import Explanation, Member, RegisterView
from youji.screening.linking.register import Linked
from youji.screening.runs.linking import link_parties, register_is_current

app = typer.Typer(no_args_is_help=True, help="主体登记簿：谁是谁 / the register of parties: who is who")

app.command("ties")(ties)
app.command("path")(path)

_KINDS = {"person": ("人员", "persons"), "organisation": ("单位", "organisations")}
_LEVELS = {
    "exact": ("相同", "equal"),
    "homophone": ("同音", "sounds alike"),
    "former": ("曾用名", "former name"),
    "look_alike": ("形近", "looks alike"),
    "order": ("字序颠倒", "order exchanged"),
    "sign_missing": ("少一字", "a character missing"),
    "one_sign_differs": ("一字不同", "one character differs"),
    "surname": ("仅同姓", "surname only"),
    "else": ("不同", "different"),
    "day_and_month_exchanged": ("日月颠倒", "day and month exchanged"),
    "year_only": ("仅年份", "year only"),
    "one_digit": ("一位之差", "one digit off"),
    "near": ("相近", "near"),
    "not_checked": ("校验码有误", "check digit wrong"),
    "flat": ("同一户", "same door"),
    "house": ("同一门牌", "same house number"),
    "neighbours": ("同楼邻户", "neighbours"),
    "street": ("同一街道", "same street"),
    "branch_differs": ("分支机构不同", "branch differs"),
    "group_differs": ("集团与成员", "group and member"),
    "elsewhere": ("地域不同", "elsewhere"),
    "core": ("字号行业相同", "same brand and trade"),
    "part": ("名称包含", "one name within the other"),
}
_FIELDS = {
    "name": ("名称", "name"),
    "born": ("出生日期", "born"),
    "resident_id": ("身份号码", "identity number"),
    "phone": ("电话", "phone"),
    "address": ("地址", "address"),
    "gender": ("性别", "gender"),
    "uscc": ("统一社会信用代码", "credit code"),
    "representative": ("法定代表人", "representative"),
}
_MASKED = {
    "born": ("birth", "born_on", "DATE"),
    "resident_id": ("resident_id", "resident_id", "VARCHAR"),
    "phone": ("phone", "phone", "VARCHAR"),
    "address": ("", "address", "VARCHAR"),
}
"""Comparison → check, column and type by which its values are masked."""


def _register() -> RegisterView:
    home().require()
    return RegisterView(home().register)


@app.command("link")
def link_records(memory: str | None = MEMORY_OPTION) -> None:
    """把各数据集的记录归并为主体，生成登记簿快照 / link the records of all datasets into parties."""
    home().require()
    linked = run_link(memory_limit(memory))
    print_linked(linked)


def run_link(memory: str) -> Linked:
    """Links under the writer's lock, with progress on the terminal."""
    with (
        home().writing(),
        Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=errors, transient=True
        ) as bar,
    ):
        task = bar.add_task(t("归并主体", "linking parties"), total=None)
        return link_parties(
            home(), contracts(), Limits(memory=memory), now(), lambda step: bar.update(task, description=_step(step))
        )


def bring_up_to_date(memory: str) -> None:
    """Links if records or decisions have come since the register was last linked, and says what that gave."""
    if not register_is_current(home()):
        print_linked(run_link(memory))


_STEPS = {
    "records": ("读取记录", "reading records"),
    "features": ("整理字段", "preparing fields"),
    "pairs": ("比对", "comparing"),
    "parties": ("归并主体", "forming parties"),
    "ties": ("建立关系", "building ties"),
}


def _step(step: str) -> str:
    what, _, kind = step.partition(" of ")
    label = t(*_STEPS.get(what, (what, what)))
    return f"{label} · {t(*_KINDS[kind])}" if kind in _KINDS else label


def print_linked(linked: Linked) -> None:
    """What linking gave, in a few lines."""
    snapshot = linked.snapshot
    for kind in KINDS:
        if not snapshot.records[kind]:
            continue
        label = t(*_KINDS[kind])
        changes = linked.changes[kind]
        merged, split = (sum(change.kind == what for change in changes) for what in ("merged", "split"))
        console.print(
            t(
                f"{label}：{snapshot.records[kind]:,} 条记录，{snapshot.parties[kind]:,} 个主体，"
                f"待看 {snapshot.to_review[kind]:,} 对；合并 {merged}，拆分 {split}。",
                f"{label}: {snapshot.records[kind]:,} records, {snapshot.parties[kind]:,} parties, "
                f"{snapshot.to_review[kind]:,} pairs to review; {merged} merged, {split} split.",
            ),
            highlight=False,
        )
    state = t("未变", "unchanged") if linked.unchanged else t("新快照", "new snapshot")
    console.print(f"{state} {snapshot.hash}", highlight=False)


@app.command("stats")
def stats() -> None:
    """登记簿概况 / the register in figures."""
    view = _register()
    merged = view.merged()
    table = Table()
    for heading in (
        "",
        t("记录", "records"),
        t("主体", "parties"),
        t("多记录主体", "with several records"),
        t("待看", "to review"),
        t("判断", "judgements"),
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for kind in KINDS:
        table.add_row(
            t(*_KINDS[kind]),
            f"{view.snapshot.records[kind]:,}",
            f"{view.snapshot.parties[kind]:,}",
            f"{merged[kind]:,}",
            f"{view.snapshot.to_review[kind]:,}",
            f"{len(view.log.entries(kind)):,}",
        )
    console.print(table)
    console.print(
        t(
            f"快照 {view.snapshot.hash}，{view.snapshot.made_at}",
            f"snapshot {view.snapshot.hash}, {view.snapshot.made_at}",
        )
    )


@app.command("show")
def show(
    text: str = typer.Argument(..., help="主体编号、记录编号、代码或名称 / party id, record id, code or name"),
) -> None:
    """一个主体的全部记录和判断 / all records of a party, and what was decided about them."""
    view = _register()
    members = view.find(text)
    if not members:
        raise YoujiError(t(f"登记簿中没有“{text}”。", f"the register knows no `{text}`."))
    table = Table()
    for heading in (t("主体", "party"), t("记录", "record"), t("名称", "name")):
        table.add_column(heading, overflow="fold")
    for member in members:
        table.add_row(member.party_id, member.record_id, member.name or "—")
    console.print(table)
    about = sorted({m.party_id for m in members} | {m.record_id for m in members})
    for entry in view.log.entries(about=about):
        console.print(
            f"{entry.decided_at[:19]}  {entry.verdict}  {entry.left_id}  {entry.right_id}"
            f"  {entry.decided_by}: {entry.why}",
            soft_wrap=True,
            highlight=False,
            markup=False,
        )


@app.command("why")
def why(
    left: str = typer.Argument(..., metavar="A"),
    right: str = typer.Argument(..., metavar="B"),
    unmask: bool = UNMASK_OPTION,
    reason: str | None = REASON_OPTION,
) -> None:
    """两条记录为何是（或不是）同一主体：逐项依据和权重 / why two records are one party, field by field."""
    clear = unmasking(unmask, reason, f"register why {left} {right}")
    print_explanation(_register().why(left, right), clear)


def print_explanation(found: Explanation, clear: bool) -> None:
    """The comparison as a table, then the sum, the veto and the judgements."""
    table = Table()
    for heading in (
        t("项目", "field"),
        found.left.record_id,
        found.right.record_id,
        t("比对", "level"),
        t("权重", "bits"),
    ):
        table.add_column(heading, overflow="fold")
    for field in found.fields:
        left, right = (_shown(field.name, value, clear) for value in (field.left, field.right))
        level = t(*_LEVELS.get(field.level, (field.level, field.level))) if field.level else t("缺", "missing")
        table.add_row(
            t(*_FIELDS[field.name]), left or "—", right or "—", level, f"{field.bits:+.1f}" if field.level else ""
        )
    console.print(table)
    state = t("同一主体", "one party") if found.together else t("不是同一主体", "two parties")
    console.print(
        t(
            f"{state}：合计 {found.weight:.1f}，归并需 {found.joined_at:.1f}。",
            f"{state}: {found.weight:.1f} bits in all, {found.joined_at:.1f} join.",
        ),
        highlight=False,
    )
    if found.veto:
        console.print(t(f"否决：{found.veto}", f"veto: {found.veto}"), highlight=False)
    for entry in found.judgements:
        console.print(
            f"{entry.decided_at[:19]} {entry.verdict} {entry.decided_by}: {entry.why}", highlight=False, markup=False
        )


def _shown(field: str, value: str | None, clear: bool) -> str | None:
    if clear or field not in _MASKED:
        return value
    check, column, type_ = _MASKED[field]
    return mask_value(value, Classification.SENSITIVE, check or None, column, type_)


_WHY = typer.Option(..., "--why", help="理由（记录在案）/ the reason, which is recorded")


@app.command("merge")
def merge(
    left: str = typer.Argument(..., metavar="A"), right: str = typer.Argument(..., metavar="B"), why_: str = _WHY
) -> None:
    """判定两条记录为同一主体 / decide that two records are one party."""
    _judge(Verdict.SAME, left, right, why_)


@app.command("split")
def split(
    left: str = typer.Argument(..., metavar="A"), right: str = typer.Argument(..., metavar="B"), why_: str = _WHY
) -> None:
    """判定两条记录不是同一主体 / decide that two records are two parties."""
    _judge(Verdict.APART, left, right, why_)


@app.command("undo")
def undo(
    left: str = typer.Argument(..., metavar="A"), right: str = typer.Argument(..., metavar="B"), why_: str = _WHY
) -> None:
    """撤回对两条记录的判定，由规则重新决定 / take a decision back: the rules decide again."""
    _judge(Verdict.OPEN, left, right, why_)


def _judge(verdict: Verdict, left: str, right: str, why_: str) -> None:
    if len(why_.strip()) < 4:
        raise YoujiError(t("--why：请写明理由（至少4个字）。", "--why: give the reason (4 characters or more)."))
    view = _register()
    ours, theirs = view.record(left), view.record(right)
    if ours.kind != theirs.kind or ours.record_id == theirs.record_id:
        raise YoujiError(
            t(
                f"{ours.record_id} 与 {theirs.record_id} 不能比较：请给出同类的两条不同记录。",
                f"{ours.record_id} and {theirs.record_id} cannot be judged: name two different records of one kind.",
            )
        )
    with home().writing():
        JudgementLog(home().judgements).add(
            ours.kind,
            verdict,
            [(ours.record_id, theirs.record_id)],
            by=getpass.getuser(),
            at=now(),
            why=why_.strip(),
        )
    print_linked(run_link(memory_limit(None)))


@app.command("review")
def review(
    kind: str = typer.Option("person", help="person | organisation"),
    limit: int = typer.Option(20, min=1, help="最多显示 / show at most"),
) -> None:
    """需要人看的记录对，最能说明问题的在前 / uncertain pairs, the most informative first."""
    if kind not in KINDS:
        raise YoujiError(t(f"--kind：请写 {' 或 '.join(KINDS)}。", f"--kind: give {' or '.join(KINDS)}."))
    rows = _register().review(kind, limit)
    table = Table()
    for heading in ("A", t("名称", "name"), "B", t("名称", "name"), t("权重", "bits"), t("否决", "veto")):
        table.add_column(heading, overflow="fold")
    for left, right, weight, veto in rows:
        table.add_row(left.record_id, _name(left), right.record_id, _name(right), f"{weight:.1f}", veto or "")
    console.print(table)
    if rows:
        console.print(
            t(
                "youji register why A B 看依据；merge 或 split A B --why 理由 作出判定。",
                "`youji register why A B` shows the grounds; `merge` or `split A B --why REASON` decides.",
            ),
            highlight=False,
        )


def _name(member: Member) -> str:
    return member.name or "—"
