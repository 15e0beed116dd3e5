"""Reference pages say what the code says: generated ones are fresh, written ones leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs import cli_reference
from tests.docs.running import DOCS, fences
from youji.screening.contracts.registry import load_contracts
from youji.screening.ingest.mapping import parse_mapping
from youji.screening.ingest.raw import ReadOptions
from youji.screening.ingest.readers import FAULTS
from youji.screening.ingest.values import REASONS
from youji.screening.supervision.catalogue_pages import INDEX, catalogue_pages, write_pages
from youji.screening.supervision.frontmatter import OPTIONAL, REQUIRED
from youji.screening.supervision.functions import PORTABLE
from youji.screening.supervision.model import FORMATS, load_catalogue

REFERENCE = DOCS / "reference"
MODELS = DOCS / "models"


def test_the_command_reference_is_fresh() -> None:
    written = cli_reference.PAGE.read_text(encoding="utf-8")
    assert written == cli_reference.page(), "run: python -m tests.docs.cli_reference"


def test_the_catalogue_is_fresh() -> None:
    pages = catalogue_pages(load_catalogue(), load_contracts(), MODELS)
    written = {path.name: path.read_text(encoding="utf-8") for path in MODELS.glob("*.md")}
    remedy = "run: python -m youji.screening.supervision.catalogue_pages docs/models"
    assert sorted(written) == sorted(pages), remedy
    assert {name for name in pages if written[name] != pages[name]} == set(), remedy


def test_the_catalogue_removes_pages_of_models_that_are_gone(tmp_path: Path) -> None:
    write_pages(tmp_path)
    gone = tmp_path / "withdrawn_model.md"
    gone.write_text((tmp_path / INDEX).read_text(encoding="utf-8"), encoding="utf-8")
    kept = tmp_path / "notes.md"
    kept.write_text("# Notes of the office\n", encoding="utf-8")
    write_pages(tmp_path)
    assert not gone.exists()
    assert kept.exists()


def test_a_model_page_says_what_a_reader_needs() -> None:
    models = load_catalogue()
    pages = catalogue_pages(models, load_contracts(), MODELS)
    for model in models.values():
        page = pages[f"{model.id}.md"]
        wanted = [model.title.zh, model.title.en, str(model.severity), *model.params, *model.inputs]
        wanted += [reason.zh for reason in model.innocent_reasons] + [str(found) for found in model.legal_basis]
        assert [text for text in wanted if text not in page] == []


def test_every_key_and_function_of_a_model_is_described() -> None:
    page = (REFERENCE / "model-file.md").read_text(encoding="utf-8")
    assert [key for key in REQUIRED if f"| `{key}` | yes |" not in page] == []
    assert [key for key in OPTIONAL if f"| `{key}` | |" not in page] == []
    assert [name for name in FORMATS if f"`{name}`" not in page] == []
    listed = re.search(r"Portable functions: (.*?)\.\n", page, re.DOTALL)
    assert listed is not None
    assert re.findall(r"`(\w+)`", listed[1]) == PORTABLE


def test_every_reason_for_quarantine_is_described() -> None:
    page = (REFERENCE / "errors-and-limits.md").read_text(encoding="utf-8")
    assert [code for code in sorted({*REASONS, *FAULTS}) if f"`{code}`" not in page] == []


def test_limits_are_those_of_the_code() -> None:
    page = (REFERENCE / "errors-and-limits.md").read_text(encoding="utf-8")
    options = ReadOptions()
    assert f"| columns of a source | {options.max_columns:,} |" in page
    assert f"{options.max_line_bytes // 1024**2} MiB" in page
    assert f"{options.max_expanded_bytes // 1024**3} GiB, and {options.max_expansion} times" in page


def test_the_mapping_shown_is_one_that_loads() -> None:
    page = (REFERENCE / "mapping-file.md").read_text(encoding="utf-8")
    shown = next(fence.text for fence in fences(page) if "file=mapping" in fence.info)
    mapping = parse_mapping(shown, load_contracts()["bid"])
    assert mapping.distinct
    assert mapping.where == {"中标": ("1", "1.0")}
    assert {"tender_id", "bid_id", "amount", "currency", "submitted_at", "status"} == set(mapping.columns)
