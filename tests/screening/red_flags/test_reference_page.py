"""The reference page names every flag and every setting, with the default the code has."""

from __future__ import annotations

import re
from pathlib import Path

from youji.screening.red_flags.result import MAPS
from youji.screening.red_flags.settings import _KNOWN, FLAGS, Settings

PAGE = (Path(__file__).resolve().parents[3] / "docs/reference/red-flags.md").read_text(encoding="utf-8")
COMPUTING = ("", "exclusions", *FLAGS)


def test_every_flag_has_a_row() -> None:
    assert tuple(re.findall(r"^\| `(R\d{3})` [A-Z]", PAGE, re.MULTILINE)) == FLAGS


def test_every_setting_has_a_row_with_its_default() -> None:
    stated = {
        (section.strip("`"), name): default
        for section, name, default in re.findall(
            r"^\| (`[\w]+`)? ?\| `(\w+)` \| ((?:[^|\\]|\\.)+) \|", PAGE, re.MULTILINE
        )
    }
    known = {(section, name): field for section in COMPUTING for name, (field, _) in _KNOWN[section].items()}
    assert stated.keys() == known.keys()
    for place, field in known.items():
        default = getattr(Settings(), field or "")
        if isinstance(default, int):
            assert stated[place].split(";")[0] == str(default), place
    assert stated["R018", "procurement_methods"] == "`open\\|selective`"


def test_every_map_is_named() -> None:
    for name in MAPS:
        assert f"`{name}`" in PAGE or f"`{name.rpartition('_')[2]}`" in PAGE
