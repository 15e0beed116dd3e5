"""Takes the pictures of the READMEs from the invented region: `python -m tests.docs.picture`.

Needs Chromium, named by YOUJI_CHROMIUM or found on the path, and a font with Chinese signs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.docs.running import DOCS

WIDTH, HEIGHT = 1280, 1160
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def take(folder: Path) -> None:
    """Makes the demonstration in `folder`, and a picture of its report in each language."""
    _youji(folder, "demo")
    chromium = os.environ.get("YOUJI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        for language in ("zh", "en"):
            _youji(folder, "report", "--out", f"{language}.html", "--max-leads", "40", YOUJI_LANG=language)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto((folder / f"{language}.html").as_uri())
            page.locator(".fold > summary").first.click()
            page.locator("details.evidence > summary").first.click()
            page.locator("#leads").evaluate("element => element.scrollIntoView({behavior: 'instant'})")
            page.screenshot(path=str(DOCS / "images" / f"report-{language}.png"))
        browser.close()


def _youji(folder: Path, *arguments: str, **environment: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "youji.cli.main", *arguments], cwd=folder, check=True, env={**os.environ, **environment}
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        os.environ["YOUJI_HOME"] = str(Path(place) / "home")
        take(Path(place))
