"""What `youji ingest` says about an OCDS file: what it was taken for, and what of it was left out."""

from __future__ import annotations

from pathlib import Path

from youji.cli.context import console
from youji.cli.language import t
from youji.screening.ingest.ocds import Form, OcdsOutcome
from youji.screening.leads.masking import scrub

_FORMS = {
    "release_package": ("OCDS 发布包", "OCDS release package"),
    "record_package": ("OCDS 记录包", "OCDS record package"),
    "release": ("OCDS 发布", "OCDS releases"),
    "compiled_release": ("OCDS 汇编发布", "OCDS compiled releases"),
    "record": ("OCDS 记录", "OCDS records"),
}
_SHOWN = 6


def show_recognised(outcome: OcdsOutcome) -> None:
    """The line that says what the file is, and how many releases and processes it held."""
    name = scrub(Path(outcome.source).name)
    zh, en = _what(outcome.form)
    if outcome.releases:
        zh += f"，{outcome.releases:,} 份发布，{outcome.processes:,} 个采购过程"
        en += f", {outcome.releases:,} releases of {outcome.processes:,} processes"
    if outcome.merged:
        zh += f"，其中 {outcome.merged:,} 个由多份发布合并"
        en += f", {outcome.merged:,} of them merged from several"
    _say(f"◆ {name}：{zh}", f"◆ {name}: {en}")


def show_left_out(outcome: OcdsOutcome) -> None:
    """What was removed, what could not be told, and what no dataset has a place for."""
    for dataset, n in outcome.removed.items():
        _say(
            f"  {dataset}：移除 {n:,} 行（来源已宣布无效，历史版本仍保留）",
            f"  {dataset}: {n:,} rows removed (declared void by the source; earlier versions keep them)",
        )
    if outcome.local_ids:
        _say(
            f"  注意：{outcome.local_ids:,} 个单位编号各对应多个不同名称，可能只是来源内部的序号",
            f"  note: {outcome.local_ids:,} organisation ids stand for many names each; they may be local numbers",
        )
    if outcome.left_out:
        most = sorted(outcome.left_out.items(), key=lambda item: (-item[1], item[0]))
        listed = [f"{scrub(name)} × {n:,}" for name, n in most[:_SHOWN]]
        more = len(most) - len(listed)
        _say(
            f"  未采用：{'；'.join(listed)}" + (f"；另有 {more:,} 种" if more else ""),
            f"  left out: {'; '.join(listed)}" + (f"; and {more:,} more kinds" if more else ""),
        )


def _what(form: Form) -> tuple[str, str]:
    zh, en = _FORMS[form.what]
    return (f"{zh}（JSON 行）", f"{en} (JSON lines)") if form.lines else (zh, en)


def _say(zh: str, en: str) -> None:
    console.print(t(zh, en), highlight=False, markup=False, soft_wrap=True)
