"""Settings files: what they mean, what is refused and how, and the default file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from youji.screening.red_flags.settings import (
    BOTH_COMPARISONS,
    DEFAULT_FILE,
    FLAGS,
    Settings,
    SettingsError,
    parse_settings,
    read_settings,
)


def test_the_default_file_says_the_defaults() -> None:
    assert parse_settings(DEFAULT_FILE) == Settings()
    assert Settings().flags == frozenset(FLAGS)


def test_every_property_of_the_default_file_is_known() -> None:
    stated = "\n".join(line.removeprefix("; ") if " = " in line else line for line in DEFAULT_FILE.splitlines())
    found = parse_settings(stated)
    assert found == replace(
        Settings(),
        currency="USD",
        price_comparison=frozenset({"Reverse Auction"}),
        no_price_comparison=frozenset({"Random Selection"}),
        excluded=frozenset({"Random Selection"}),
        r003_methods=frozenset({"open", "selective", "limited"}),
        r003_details={"emergency": 10, "international": 25},
        r024_threshold=0.05,
        r025_threshold=0.05,
        r038_threshold=0.5,
        r048_threshold=10,
        r058_threshold=0.5,
        notes=(BOTH_COMPARISONS,),
    )


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", {"flags": frozenset()}),
        ("[R024]\n[R036]", {"flags": frozenset({"R024", "R036"})}),
        ("; [R024]\n# [R025]\n\n  [R036]  ", {"flags": frozenset({"R036"})}),
        ("currency = USD # the main one\n[R024]\nthreshold: .5 ; half", {"currency": "USD", "r024_threshold": 0.5}),
        ("[R024]\n  threshold = 5e-2", {"r024_threshold": 0.05}),
        ("[R003]\nthreshold = -1", {"r003_threshold": -1}),
        ("[R003.procurement_method_details]\nLicitación de obras = 7", {"r003_details": {"Licitación de obras": 7}}),
        ("[R018]\nprocurement_methods = open | direct|", {"r018_methods": frozenset({"open ", " direct"})}),
        ('[exclusions]\nprocurement_method_details = "Lottery # 2"', {"excluded": frozenset({"Lottery # 2"})}),
        ("[R018] ; one\nprocurement_methods = # all", {"r018_methods": frozenset()}),
        ("[exclusions]\nprocurement_method_details = Lot#2; 'x' # y", {"excluded": frozenset({"Lot#2; 'x'"})}),
        ("[R035]\nthreshold = 0", {"r035_threshold": 1}),
        ("[R048]\ndigits = 3\ndigits = 4", {"r048_digits": 4}),
        ("[R044]\n[R055]\nthreshold = 9", {"notes": ("R044", "R055")}),
        ("[codelists.bid_status]\nQualified = valid\n[defaults]\nparty_roles = yes", {}),
    ],
)
def test_what_a_file_means(text: str, changed: dict[str, object]) -> None:
    found = parse_settings(text)
    assert {name: getattr(found, name) for name in changed} == changed


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("[R999]", r"s\.ini: there is no section \[R999\]"),
        ("[r024]", r"\[r024\]"),
        ("[R024]\nlimit = 1", r"s\.ini: section \[R024\] has no property `limit`"),
        ("curency = USD", r"s\.ini: the top of the file has no property `curency`"),
        ("[R024]\nthreshold = low", r"s\.ini: \[R024\] threshold = low: write a decimal"),
        ("[R024]\nthreshold =", r"write a decimal"),
        ("[R024]\nthreshold = nan", r"write a decimal"),
        ("[R025]\npercentile = 75.5", r"write a natural number"),
        ("[R038]\nminimum_submitted_bids = -1", r"write a natural number"),
        ("[R003]\nthreshold = 1_000", r"write a whole number"),
        ("[R003.procurement_method_details]\nx = soon", r"x = soon: write a whole number"),
        ("[modifications]\nmove_auctions = maybe", r"write true or false"),
        ("[R028]\nthreshold = 1", r"no property `threshold`"),
        ("\n[R024]\nthreshold", r"s\.ini: line 3 is no section"),
        ("[R024", r"s\.ini: line 1 is no section"),
    ],
)
def test_what_is_refused(text: str, refusal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.ini").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=refusal) as refused:
        read_settings(Path("s.ini"))
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="none.ini: the settings cannot be read"):
        read_settings(tmp_path / "none.ini")
    (tmp_path / "latin.ini").write_bytes("[R003.procurement_method_details]\nLicitación = 7".encode("latin-1"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_settings(tmp_path / "latin.ini")
    (tmp_path / "marked.ini").write_bytes(b"\xef\xbb\xbf[R024]\r\nthreshold = 0.1\r\n")
    assert read_settings(tmp_path / "marked.ini").r024_threshold == 0.1
    assert read_settings(tmp_path / "marked").r024_threshold == 0.1
