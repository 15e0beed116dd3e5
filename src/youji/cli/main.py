"""The `youji` command."""

from __future__ import annotations

import logging
import sys

import typer
from rich.markup import escape

import youji
from youji.cli import models as models_commands
from youji.cli.context import errors
from youji.cli.demo import demo
from youji.cli.ingest import ingest
from youji.cli.leads import find, leads, report
from youji.cli.quarantine import app as quarantine_app
from youji.cli.region import region
from youji.cli.screen import runs_app, screen
from youji.cli.sources import app as sources_app
from youji.screening.errors import YoujiError
from youji.screening.leads.masking import ScrubFilter, scrub

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="有迹：读入数据，运行监督模型，得到有证据的线索 / from records to explained leads",
)
app.add_typer(sources_app, name="sources")
app.command("ingest")(ingest)
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(models_commands.app, name="models")
app.command("screen")(screen)
app.add_typer(runs_app, name="runs")
app.command("leads")(leads)
app.command("find")(find)
app.command("report")(report)
app.command("region")(region)
app.command("demo")(demo)


@app.callback(invoke_without_command=True)
def options(
    version: bool = typer.Option(False, "--version", help="版本 / version"),
    verbose: bool = typer.Option(False, "--verbose", help="详细日志 / verbose log"),
) -> None:
    """有迹 Youji."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING, format="%(levelname)s %(name)s %(message)s"
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(ScrubFilter())
    if version:
        typer.echo(youji.__version__)
        raise typer.Exit


def main() -> None:
    """Runs the command; a refusal is printed as its one sentence, masked, with exit code 1."""
    try:
        app()
    except YoujiError as error:
        errors.print(f"[red]✗[/] {escape(scrub(str(error)))}", soft_wrap=True, highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
