"""The reference page leaves no option, key or field out."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from typer.models import OptionInfo

from youji.benchmark import answers, figures
from youji.benchmark.report import BEGIN, END
from youji.cli.bench import detection

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "detection-benchmark.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE)


def test_every_option_is_described() -> None:
    options = []
    for name, parameter in inspect.signature(detection).parameters.items():
        assert isinstance(parameter.default, OptionInfo)
        declared = [flag for flag in parameter.default.param_decls or () if flag.startswith("--")]
        plain = f"--{name.replace('_', '-')}"
        options.append(declared[0] if declared else "--no-metamorphic" if plain == "--metamorphic" else plain)
    assert [option for option in options if not any(f"`{option}`" in cell for cell in TABLE)] == []


def test_every_key_of_the_figures_is_described() -> None:
    keys = {*figures([]), "youji_version", "seeds", "scale", "missing_shares", "folders", "intervals", "metamorphic"}
    assert sorted(key for key in keys if f"`{key}`" not in PAGE) == []


def test_every_name_a_book_may_use_is_described() -> None:
    groups = (
        answers._SCHEME, answers._CASE, answers._EFFECT, answers._MISSING, answers._SUBJECT, answers._KIND,
        answers._ROWS, answers._DATASET, answers._KEY,
    )  # fmt: skip
    known = {name for group in groups for name in group}
    assert sorted(name for name in known if f"`{name}`" not in PAGE) == []


def test_the_figures_have_one_place_in_the_document() -> None:
    text = (DOCS / "detection.md").read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count(END)) == (1, 1)
    assert text.index(BEGIN) < text.index(END)
