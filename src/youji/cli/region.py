"""`youji region`: generate the invented region."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from youji.cli.context import console
from youji.cli.language import t
from youji.region import EFFECTS, RegionSummary, generate

_STEPS = {
    "people": "人员与单位",
    "tenders": "招标项目",
    "bids": "投标与中标",
    "contracts": "合同与支付",
    "answers": "答案",
    "done": "完成",
}


def region(
    seed: Annotated[int, typer.Option(min=0, help="随机种子 / seed")] = 7,
    scale: Annotated[float, typer.Option(help="规模，1 约为两万人 / scale, 1 is about 20,000 persons")] = 1.0,
    out: Annotated[Path, typer.Option(help="写入的文件夹 / folder to write to")] = Path("region"),
    clean: Annotated[
        bool,
        typer.Option(
            "--clean", help="不预埋任何问题，只有无辜的相似情形 / no scheme at all, only innocent look-alikes"
        ),
    ] = False,
    missing: Annotated[
        float,
        typer.Option(help="每个预埋问题的证据中随机缺失的比例，0–0.9 / share of each scheme's evidence taken away"),
    ] = 0.0,
    effects: Annotated[
        str, typer.Option(help="预埋问题的明显程度，逗号分隔 / how plain the schemes are, separated by commas")
    ] = ",".join(EFFECTS),
) -> None:
    """生成一座虚构的示例城市 / generate an invented city with planted schemes."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(t("生成", "generate"), total=1.0)

        def tell(step: str, share: float) -> None:
            name = step.replace("write ", "写出 " if t("zh", "en") == "zh" else "write ")
            bar.update(task, completed=share, description=t(_STEPS.get(step, name), name))

        chosen = [effect.strip() for effect in effects.split(",") if effect.strip()]
        summary = generate(seed, scale, out, tell, clean=clean, missing=missing, effects=chosen)
    _show(summary)


def _show(summary: RegionSummary) -> None:
    table = Table(
        title=t(
            f"{summary.city}（虚构，区划代码 {summary.division_code}）",
            f"{summary.city} (invented, division code {summary.division_code})",
        ),
        title_justify="left",
    )
    table.add_column(t("文件", "file"))
    table.add_column(t("数据集", "dataset"))
    table.add_column(t("行数", "rows"), justify="right")
    for file, (dataset, rows) in summary.files.items():
        table.add_row(file, dataset, f"{rows:,}")
    console.print(table)
    schemes = sum(sum(effects.values()) for effects in summary.schemes.values())
    innocent = sum(sum(kinds.values()) for kinds in summary.look_alikes.values())
    out = summary.out / "truth"
    if summary.missing:
        console.print(
            t(
                f"每个问题的证据约缺失 {summary.missing:.0%}，缺失清单见 {out / 'missing.csv'}。",
                f"About {summary.missing:.0%} of each scheme's evidence is missing; {out / 'missing.csv'} lists it.",
            ),
            soft_wrap=True,
            highlight=False,
        )
    head = t(f"种子 {summary.seed}，规模 {summary.scale:g}", f"seed {summary.seed}, scale {summary.scale:g}")
    planted = t(
        f"预埋 {schemes} 个问题（涉及 {summary.affected} 个单位和人员）和 {innocent} 个无辜的相似情形",
        f"{schemes} schemes ({summary.affected} organisations and persons), {innocent} innocent look-alikes",
    )
    answers = t(f"答案在 {out}，筛查不得读取。", f"the answers are in {out}, which a screen must not read.")
    console.print(f"{head}{t('：', ': ')}{planted}{t('；', '; ')}{answers}", soft_wrap=True, highlight=False)
