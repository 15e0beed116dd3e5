"""The `youji` command."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import Any

import typer
from rich.markup import escape

import youji
from youji.cli.context import errors
from youji.screening.errors import YoujiError
from youji.screening.leads.scrubbing import ScrubFilter, scrub

# Command → module and attribute. Only the module of the command that was asked for is imported: readers, engine and
# report take a second to load, and `youji leads` needs none of the first.
GROUPS = {
    "sources": ("youji.cli.sources", "app"),
    "quarantine": ("youji.cli.quarantine", "app"),
    "models": ("youji.cli.models", "app"),
    "runs": ("youji.cli.screen", "runs_app"),
    "ocds": ("youji.cli.ocds", "app"),
    "bench": ("youji.cli.bench", "app"),
    "register": ("youji.cli.register", "app"),
    "leads": ("youji.cli.leads", "app"),
}
COMMANDS = {
    "ingest": ("youji.cli.ingest", "ingest"),
    "screen": ("youji.cli.screen", "screen"),
    "find": ("youji.cli.leads", "find"),
    "report": ("youji.cli.leads", "report"),
    "region": ("youji.cli.region", "region"),
    "demo": ("youji.cli.demo", "demo"),
}


def build_app(only: str | None = None) -> typer.Typer:
    """The whole command, or the part of it that `only` needs; an unknown name gives the whole."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="有迹：读入数据，运行监督模型，得到有证据的线索 / from records to explained leads",
    )
    app.callback(invoke_without_command=True)(options)
    known = only in GROUPS or only in COMMANDS
    for name, place in GROUPS.items():
        if not known or name == only:
            app.add_typer(_load(place), name=name)
    for name, place in COMMANDS.items():
        if not known or name == only:
            app.command(name)(_load(place))
    return app


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
    asked = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    try:
        build_app(asked)()
    except YoujiError as error:
        errors.print(f"[red]✗[/] {escape(scrub(str(error)))}", soft_wrap=True, highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _load(place: tuple[str, str]) -> Any:
    return getattr(import_module(place[0]), place[1])


def __getattr__(name: str) -> typer.Typer:
    """`app`, the whole command, for whoever documents or tests it."""
    if name == "app":
        return build_app()
    raise AttributeError(name)


if __name__ == "__main__":
    main()
