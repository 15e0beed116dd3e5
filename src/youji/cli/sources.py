"""`youji sources`: the datasets and their contracts."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.table import Table

from youji.cli.context import catalogue_folders, console, contract_of, contracts, home
from youji.cli.language import lang, t
from youji.screening.contracts.model import Contract
from youji.screening.contracts.odcs import load_contract
from youji.screening.contracts.registry import contract_files
from youji.screening.contracts.template import contract_template
from youji.screening.errors import ContractError, YoujiError
from youji.screening.lake.batches import BatchRegister
from youji.screening.lake.home import write_atomically

app = typer.Typer(no_args_is_help=True, help="数据集与数据契约 / datasets and their contracts")


@app.command("list")
def list_sources() -> None:
    """列出数据集及已入库的批次和行数 / list datasets with batches and rows."""
    register = BatchRegister(home())
    table = Table(title=t("数据集", "Datasets"), title_justify="left")
    for heading in (t("数据集", "dataset"), t("名称", "title"), t("类别", "category")):
        table.add_column(heading, overflow="fold")
    for heading in (t("批次", "batches"), t("入库行", "rows in"), t("隔离行", "quarantined")):
        table.add_column(heading, justify="right")
    for name, contract in sorted(contracts().items()):
        batches = register.all(name)
        accepted = sum(b.rows_accepted - b.rows_replaced for b in batches)
        quarantined = sum(b.rows_quarantined for b in batches)
        table.add_row(name, _title(contract), contract.category, str(len(batches)), f"{accepted:,}", f"{quarantined:,}")
    console.print(table)


@app.command("show")
def show_source(dataset: str) -> None:
    """显示一个数据集的契约与批次 / show a dataset's contract and batches."""
    contract = contract_of(dataset)
    console.print(f"[bold]{contract.dataset}[/] {_title(contract)}")
    console.print(
        t(
            f"用途：{contract.purpose}；保存 {contract.retention_years} 年（{contract.retention_basis}）",
            f"purpose: {contract.purpose}; kept {contract.retention_years} years ({contract.retention_basis})",
        )
    )
    table = Table(show_lines=False)
    for heading in (
        t("列", "column"),
        t("名称", "name"),
        t("类型", "type"),
        t("规则", "rules"),
        t("密级", "class"),
    ):
        table.add_column(heading, overflow="fold")
    for column in contract.columns:
        rules = [t("主键", "key")] if column.name in contract.key else []
        rules += [t("必填", "required")] if column.required and column.name not in contract.key else []
        rules += [f"→ {column.references}"] if column.references else []
        rules += [column.check] if column.check else []
        rules += [f"≥ {column.minimum}"] if column.minimum is not None else []
        rules += [f"≤ {column.maximum}"] if column.maximum is not None else []
        rules += ["/".join(code.zh if lang() == "zh" else code.value for code in column.codes)] if column.codes else []
        table.add_row(
            column.name,
            column.zh if lang() == "zh" else column.en,
            column.type,
            ", ".join(rules),
            column.classification,
        )
    console.print(table)
    batches = BatchRegister(home()).all(dataset)
    if batches:
        history = Table(title=t("批次", "Batches"), title_justify="left")
        for heading in (
            "#",
            t("来源", "source"),
            t("时间", "recorded"),
            t("入库", "in"),
            t("更正", "replaced"),
            t("隔离", "bad"),
        ):
            history.add_column(heading, overflow="fold")
        for b in batches:
            source = b.source if b.sheet is None else f"{b.source} [{b.sheet}]"
            history.add_row(
                str(b.number),
                source,
                b.recorded_at,
                f"{b.rows_accepted:,}",
                f"{b.rows_replaced:,}",
                f"{b.rows_quarantined:,}",
            )
        console.print(history)


@app.command("new")
def new_source(
    dataset: str,
    category: str = typer.Option("other", help="类别 / category"),
    into: Path | None = typer.Option(None, help="写入的文件夹 / folder to write to"),
) -> None:
    """写一份新的数据契约 / write a new data contract to fill in."""
    if dataset in contracts():
        raise YoujiError(t(f"数据集“{dataset}”已存在。", f"dataset `{dataset}` exists already; choose another name."))
    folder = into if into is not None else home().path / "catalogue" / "contracts" / category
    path = folder / f"{dataset}.odcs.yaml"
    if path.exists():
        raise YoujiError(t(f"{path} 已存在。", f"{path}: exists already; nothing was written."))
    text = contract_template(dataset, category)
    if into is None:
        home().prepare()
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)
    load_contract(path)
    console.print(
        t(
            f"已写入 {path}，请按实际表头修改后运行 youji sources check。",
            f"wrote {path}; edit it, then `youji sources check`.",
        )
    )


@app.command("check")
def check_sources(files: list[Path] = typer.Argument(None, help="契约文件 / contract files")) -> None:
    """检查数据契约 / check data contracts."""
    chosen = files or contract_files(catalogue_folders("contracts"))
    failed = 0
    for path in chosen:
        try:
            load_contract(path)
        except ContractError as error:
            failed += 1
            console.print(f"[red]✗[/] {error}", soft_wrap=True, highlight=False)
    if not files and not failed:
        contracts()
    passed = len(chosen) - failed
    console.print(t(f"{passed} 份通过，{failed} 份有误。", f"{passed} passed, {failed} failed."))
    if failed:
        raise typer.Exit(1)


def _title(contract: Contract) -> str:
    return contract.zh if lang() == "zh" else contract.en
