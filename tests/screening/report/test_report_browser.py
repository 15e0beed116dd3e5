"""The report in real Chromium without any network: quiet, switchable, filterable, open to the keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from youji.screening.report.data import OtherParty, RunView
from youji.screening.report.html import render_report

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("YOUJI_CHROMIUM") or next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OPEN = "for (const details of document.querySelectorAll('details')) details.open = true"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install it, or name it in YOUJI_CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with playwright.sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


class Visit:
    """An open report, with everything it complained of and asked the network for."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(offline=True, **options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *failure: object) -> None:
        self.context.close()
        if failure[0] is None:
            assert self.complaints == []
            assert [url for url in self.requests if not url.startswith(("file:", "data:,"))] == []
            assert len([url for url in self.requests if url.startswith("file:")]) == 1


@pytest.fixture
def report(run_view: RunView, tmp_path: Path) -> Path:
    file = tmp_path / "report.html"
    file.write_text(render_report(run_view), encoding="utf-8")
    return file


def names(page: Any) -> list[str]:
    return [name.strip() for name in page.locator(".lead:visible .name > bdi").all_inner_texts()]


def test_the_language_switch_changes_every_word(browser: Any, report: Path) -> None:
    with Visit(browser, report) as page:
        assert page.locator("h1").inner_text() == "监督线索报告"
        page.locator("#lang-en").focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        assert page.locator("h1").inner_text() == "Supervision lead report"
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.title().startswith("Supervision lead report")
        assert page.locator("#filter").get_attribute("placeholder") == "Subject, id, model, wording"
        assert page.locator("#by-model option").first.inner_text() == "All models"
        assert page.locator(".zh:visible").count() == 0
        page.locator("label[for=lang-zh]").click()
        assert page.locator(".en:visible").count() == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_a_doubtful_lead_says_so_first_and_names_who_is_handled_with_it(
    browser: Any, run_view: RunView, tmp_path: Path, width: int
) -> None:
    other = OtherParty("person", "43010519850712341X", "钟离明远", "legal_representative", run_view.leads[0].subject_id)
    lead = replace(run_view.leads[0], rests_on_probable=True, others=(other,), outcome="not_confirmed")
    file = tmp_path / "report.html"
    file.write_text(render_report(replace(run_view, leads=(lead,))), encoding="utf-8")
    with Visit(browser, file, viewport={"width": width, "height": 900}) as page:
        page.locator(".fold > summary").first.click()
        assert page.locator(".lead-body > *").first.inner_text().startswith("先看身份")
        assert page.locator(".name .doubt").inner_text() == "身份待核实"
        assert "钟离某" in page.locator(".others").inner_text()
        assert "钟离明远" not in page.content()
        assert "不属实" in page.locator(".history").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_filter_and_sort(browser: Any, report: Path) -> None:
    with Visit(browser, report) as page:
        assert len(names(page)) == 6
        page.fill("#filter", "riverside  ENGINEERING")
        assert names(page) == ["Riverside Engineering (HK) Ltd"]
        assert page.locator("#shown").inner_text() == "1"
        page.fill("#filter", "TB-2024-000003")
        assert names(page) == ["长沙云岭市政工程有限公司"]
        page.fill("#filter", "nowhere")
        assert page.locator("#no-match").is_visible()
        page.fill("#filter", "")
        page.select_option("#by-model", "shared_controller")
        assert len(names(page)) == 3
        page.select_option("#by-model", "")
        page.click("[data-sort=date]")
        assert names(page)[:2] == ["湖南省第九测绘院有限责任公司长沙分公司第三项目部", "湘西南岭建材经营部"]
        page.click("[data-sort=amount]")
        assert names(page)[1] == "湘西南岭建材经营部"
        assert page.locator("[data-sort=amount]").get_attribute("aria-pressed") == "true"
        page.click("[data-sort=urgency]")
        assert names(page)[0] == "Riverside Engineering (HK) Ltd"
        page.click("[data-sort=score]")
        assert names(page)[0] == "长沙云岭市政工程有限公司"


def test_a_lead_opens_from_the_keyboard(browser: Any, report: Path) -> None:
    with Visit(browser, report) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('#lead-1 > details > summary')"):
                break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        assert not page.locator("#lead-1 .sentence").first.is_visible()
        page.keyboard.press("Enter")
        assert page.locator("#lead-1 .sentence").first.is_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.lead').id") == "lead-1"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_never_scrolls_sideways(browser: Any, report: Path, width: int) -> None:
    with Visit(browser, report, viewport={"width": width, "height": 740}) as page:
        page.evaluate(OPEN)
        for lang in ("en", "zh"):
            page.locator(f"label[for=lang-{lang}]").click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_works_without_javascript(browser: Any, report: Path) -> None:
    with Visit(browser, report, java_script_enabled=False) as page:
        assert not page.locator(".controls").is_visible()
        page.click("#lead-2 summary")
        assert page.locator("#lead-2 .sentence .zh").is_visible()
        page.locator("label[for=lang-en]").click()
        assert page.locator("h1 .en").is_visible()
        assert not page.locator("h1 .zh").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Any, report: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for every text on the page."""
    with Visit(browser, report, color_scheme=scheme) as page:
        page.evaluate(OPEN)
        faint = page.evaluate(
            """() => {
              const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255;
                return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const rgb = (s) => (s.match(/[\\d.]+/g) || []).map(Number);
              const ground = (e) => { for (; e; e = e.parentElement) {
                const c = rgb(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
              const found = [];
              for (const e of document.querySelectorAll("body *")) {
                const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
                if (!own || !e.checkVisibility() || e.matches("script, style, option")) continue;
                const style = getComputedStyle(e);
                const ink = e.namespaceURI.includes("svg") ? style.fill : style.color;
                const [a, b] = [light(rgb(ink).slice(0, 3)), light(ground(e))].sort((x, y) => y - x);
                if ((a + 0.05) / (b + 0.05) < 4.5) found.push(e.outerHTML.slice(0, 200));
              }
              return found; }"""
        )
        assert faint == []


def test_an_overview_leads_to_its_leads(browser: Any, report: Path) -> None:
    with Visit(browser, report) as page:
        page.locator("#categories a[data-value=tendering]").click()
        assert page.locator("#by-category").input_value() == "tendering"
        assert len(names(page)) == 6
        page.locator("#division-table a[data-value='438101']").focus()
        page.keyboard.press("Enter")
        assert page.locator("#by-category").input_value() == ""
        assert page.locator("#by-division").input_value() == "438101"
        assert len(names(page)) == 3
        assert page.locator("#shown").inner_text() == "3"
        page.locator("#division-table a[data-value=none]").click()
        assert len(names(page)) == 3
        page.locator(".map-leads .shade[data-value='438101']").click()
        assert page.url.endswith("#leads")
        assert page.locator("#by-division").input_value() == "438101"
        page.locator(".map-leads .shade[data-value='438103']").click()  # nothing there, nothing happens
        assert page.locator("#by-division").input_value() == "438101"
        page.click("#clear")
        assert len(names(page)) == 6
        assert not page.locator("#clear").is_visible()
        page.locator("#coverage summary").first.click()
        page.locator("#coverage a[data-value=bid_evaluation]").click()
        assert len(names(page)) == 3
        page.locator("label[for=lang-en]").click()
        assert page.locator("#by-point option:checked").inner_text() == "Evaluation and award"


def test_a_lead_leads_to_its_model_and_a_cell_to_its_risk_point(browser: Any, report: Path) -> None:
    with Visit(browser, report, reduced_motion="reduce") as page:
        page.locator("#lead-2 summary").first.click()
        page.locator("#lead-2 .about").click()
        entry = page.locator("#model-split_purchases")
        assert entry.locator(".model-question").is_visible()
        assert entry.locator("summary").evaluate("e => e.getBoundingClientRect().top") < 200
        entry.locator(".model-links a").click()
        assert page.locator("#by-model").input_value() == "split_purchases"
        page.locator(".matrix a.cell.gap").click()
        assert page.locator("#point-2-1").is_visible()
        assert "未覆盖" in page.locator("#point-2-1").inner_text()


@pytest.mark.parametrize("width", [1440, 390])
def test_what_can_be_pressed_is_large_enough_and_has_a_name(browser: Any, report: Path, width: int) -> None:
    """WCAG 2.2: 2.5.8 (24 by 24 pixels, but for links in running text), 4.1.2, 1.1.1."""
    with Visit(browser, report, viewport={"width": width, "height": 900}) as page:
        page.evaluate(OPEN)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, summary, input[type=search]")].filter((e) => {
              const inText = ".skip, td a:not(.cell), th a, p a, li li a, h3 a, dd a";
              if (!e.checkVisibility() || e.matches(inText)) return false;
              const { width, height } = e.getBoundingClientRect();
              return width < 24 || height < 24; }).map((e) => e.outerHTML.slice(0, 160))"""
        )
        assert small == []
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, svg[role=img], select, [role=region]")]
              .filter((e) => {
              const ids = (e.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
              const told = [...ids.map((id) => document.getElementById(id).textContent), e.getAttribute("aria-label"),
                ...[...(e.labels || [])].map((label) => label.textContent), e.matches("svg") ? "" : e.textContent];
              return !told.some((text) => text && text.trim()); }).map((e) => e.outerHTML.slice(0, 160))"""
        )
        assert nameless == []
        hidden_words = page.evaluate(
            """() => [...document.querySelectorAll("[aria-label]")].filter((e) => e.matches("a")).filter((e) => {
              const seen = e.innerText.replace(/[^\\p{L}\\p{N}]/gu, "");
              return !e.getAttribute("aria-label").replace(/[^\\p{L}\\p{N}]/gu, "").includes(seen); })
              .map((e) => [e.getAttribute("aria-label"), e.innerText])"""
        )
        assert hidden_words == []


@pytest.mark.parametrize("width", [1440, 390])
def test_what_has_the_focus_is_not_under_the_bar_of_sections(browser: Any, report: Path, width: int) -> None:
    """WCAG 2.2, 2.4.11."""
    still = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    with Visit(browser, report, **still) as page:
        page.evaluate(OPEN)
        links = page.locator("#models summary, #coverage a.cell, #categories a")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        for index in reversed(range(links.count())):
            links.nth(index).focus()
            bar = page.locator(".sections").evaluate("e => e.getBoundingClientRect().bottom")
            assert links.nth(index).evaluate("e => e.getBoundingClientRect().bottom") > bar


def test_hostile_values_do_nothing(browser: Any, hostile_view: RunView, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_report(hostile_view), encoding="utf-8")
    with Visit(browser, file, viewport={"width": 360, "height": 740}) as page:
        page.click("#open-all")
        page.locator("label[for=lang-en]").click()
        page.mouse.move(180, 400)
        assert page.locator("img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_shows_what_is_folded(browser: Any, report: Path) -> None:
    with Visit(browser, report) as page:
        page.emulate_media(media="print")
        assert page.locator("#lead-3 .sentence").first.is_visible()
        assert page.locator("#lead-1 .rows .file").first.is_visible()
        assert not page.locator(".controls").is_visible()
        assert len(page.pdf(format="A4")) > 10_000
