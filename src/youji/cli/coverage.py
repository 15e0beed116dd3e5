"""`youji models coverage`: the matrix of risk points by models, and what no model covers."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Table

from youji.cli.context import console, models
from youji.cli.language import lang, t
from youji.screening.errors import YoujiError
from youji.screening.supervision.corpus import packaged_risk_points
from youji.screening.supervision.model import Status, Text
from youji.screening.supervision.risk_points import CategoryCoverage, RiskPoint, coverage, read_risk_points

_MARKS = {Status.ACTIVE: "●", Status.TRIAL: "○", Status.DRAFT: "·"}


def models_coverage(
    category: str | None = typer.Option(None, "--category", help="只看一个类别 / only one category"),
    gaps: bool = typer.Option(False, "--gaps", help="只列未覆盖的风险点 / only what is not covered"),
    posts: bool = typer.Option(False, "--posts", help="列出岗位、权力和廉政漏洞 / posts, powers and openings, too"),
    list_file: Path | None = typer.Option(None, "--list", help="另一份风险点清单 / another list of risk points"),
) -> None:
    """风险点与模型对照矩阵，以及未覆盖的风险点 / risk points by models, and what is not covered."""
    matrices = coverage(read_risk_points(list_file or packaged_risk_points()), models().values())
    if category is not None:
        known = [matrix.category for matrix in matrices]
        if category not in known:
            raise YoujiError(
                t(
                    f"风险点清单里没有类别“{category}”；可用：{'、'.join(known)}。",
                    f"the list of risk points has no category `{category}`; known: {', '.join(known)}.",
                )
            )
        matrices = tuple(matrix for matrix in matrices if matrix.category == category)
    if not gaps:
        for matrix in matrices:
            _print_matrix(matrix)
            if posts:
                for point in matrix.points:
                    _print_point(point)
        console.print(t("● 启用  ○ 试行  · 草稿", "● active  ○ trial  · draft"), highlight=False)
    _print_gaps(matrices)


def _say(text: Text) -> str:
    return escape(text.get(lang()))


def _print_matrix(matrix: CategoryCoverage) -> None:
    table = Table(title=matrix.category, title_justify="left")
    table.add_column(t("风险点", "risk point"), overflow="fold")
    for number in range(1, len(matrix.models) + 1):
        table.add_column(str(number), justify="center", no_wrap=True)
    table.add_column(t("启用", "active"), justify="right")
    for point in matrix.points:
        marks = [_MARKS[m.status] if point.id in m.risk_points else "" for m in matrix.models]
        active = sum(model.status is Status.ACTIVE for model in matrix.covering(point))
        name = f"{point.step}. {_say(point.name)}"
        table.add_row(name if active else f"[red]{name}[/]", *marks, str(active) if active else "[red]0[/]")
    console.print(table)
    for number, model in enumerate(matrix.models, 1):
        console.print(f"  {number:>2} {model.id} {_say(model.title)}", highlight=False)
    console.print()


def _print_point(point: RiskPoint) -> None:
    where = "" if point.department is None else f"（{_say(point.department)}）"
    console.print(f"[bold]{point.step}. {_say(point.name)}[/]{where}", highlight=False)
    for heading, texts in (
        (t("岗位", "posts"), point.posts),
        (t("权力", "powers"), point.powers),
        (t("漏洞", "openings"), point.openings),
    ):
        if texts:
            console.print(f"   {heading}: {t('；', '; ').join(map(_say, texts))}", highlight=False)


def _print_gaps(matrices: tuple[CategoryCoverage, ...]) -> None:
    total = sum(len(matrix.points) for matrix in matrices)
    missing = [(matrix, point) for matrix in matrices for point in matrix.uncovered]
    console.print(
        t(
            f"共 {total} 个风险点，{total - len(missing)} 个有启用的模型，{len(missing)} 个没有。",
            f"{total} risk points: {total - len(missing)} have an active model, {len(missing)} have none.",
        ),
        highlight=False,
    )
    for matrix, point in missing:
        waiting = ", ".join(model.id for model in matrix.covering(point))
        note = t(f"（未启用：{waiting}）", f" (not active: {waiting})") if waiting else ""
        console.print(f"  {matrix.category} · {point.id} {_say(point.name)}{note}", highlight=False, soft_wrap=True)
