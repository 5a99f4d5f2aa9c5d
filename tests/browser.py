"""What a person's browser is in tests: the system's Chromium, a phone or a desk screen, Japanese, in Japan.

Knows nothing of Kakanai's pages. A page that complains (console, scripts, Content-Security-Policy, missing files, a
server error) fails the test that opened it, whatever else that test looks at.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response, ViewportSize

from tests.examples import IS_LONG
from tests.looked_at import Look

PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=800)
SIZES = {"phone": PHONE, "desktop": DESKTOP}
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A page may be refused (4xx) on purpose, and a script may be answered 422, or 409 where it sends a piece that is there
# already: the test itself looks at those.
EXPECTED = {"document": range(500), "fetch": (*range(400), 409, 422), "xhr": (*range(400), 422)}
# Playwright's answer in place of a worker that it keeps from starting.
NO_WORKERS = "Service Worker registration blocked by Playwright"
# axe yields to the page between its rules by a timer, and in a page without scripts no timer ever rings: so it runs
# in one go. Nothing of the page can run meanwhile, and it gets its own timer back.
RUN_AXE = """tags => {
    const later = window.setTimeout;
    window.setTimeout = task => { task(); };
    return axe.run(document, {runOnly: tags, resultTypes: ["violations"], preload: false})
        .finally(() => { window.setTimeout = later; })
        .then(results => results.violations);
}"""

OpenPage = Callable[..., Page]


def options() -> dict[str, Any]:
    path_of_browser = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert path_of_browser, "no Chromium on this machine: run scripts/system_packages.sh"
    # Nothing is drawn by a graphics card here, and a process that pretends to be one costs a tenth of all others together.
    arguments = ["--disable-gpu", "--disable-software-rasterizer", "--in-process-gpu"]
    # No process waits for a page that may come: a tenth of what three pages of a new person cost.
    arguments.append("--renderer-process-limit=1")
    # A page lives for seconds: what V8 compiles once more for speed costs a fifth of the whole browser, and is thrown away.
    arguments.append("--js-flags=--no-opt --no-maglev")
    # The next page takes the frame of the one before, and no frame of its own, which is a sixth of each navigation. The switch replaces
    # Playwright's own of this name: its first value is what Playwright enables for screenshots.
    arguments.append("--enable-features=CDPScreenshotNewSurface,RenderDocument:level/crashed-frame")
    # Chromium's sandbox refuses root, which is what containers run as.
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {"executable_path": path_of_browser, "args": arguments}


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(**options())


def check_fonts() -> None:
    """Without these every Japanese or Nepali letter is the same box, and a test of a page shows nothing."""
    for language, package in (("ja", "fonts-noto-cjk"), ("ne", "fonts-noto-core")):
        listed = subprocess.run(["fc-list", f":lang={language}", "family"], capture_output=True, text=True, check=True)
        assert listed.stdout.strip(), f"no font for {language}: install {package}"


@dataclass
class Complaints:
    """What the browser had to say against the pages of one person."""

    heard: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"script: {error.error}"))
        context.on("response", self._response)
        context.on("requestfailed", lambda request: self._failed(request.url, request.failure))

    def _console(self, message: ConsoleMessage) -> None:
        # "Failed to load resource" repeats a status that `_response` judges with its kind at hand.
        quiet = message.text.startswith("Failed to load resource") or message.text == NO_WORKERS
        if message.type in ("error", "warning") and not quiet:
            self.heard.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _response(self, response: Response) -> None:
        if response.status not in EXPECTED.get(response.request.resource_type, range(400)):
            self.heard.append(f"status {response.status}: {response.url}")

    def _failed(self, url: str, failure: str | None) -> None:
        # A page that is left, and a download, end their own requests early; a line is away only where a test took it away.
        if failure not in ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"):
            self.heard.append(f"not loaded: {url} ({failure})")


@contextmanager
def pages(browser: Browser, complaints: Complaints | None = None) -> Iterator[OpenPage]:
    """Gives `open_page(size=PHONE, javascript=True, base_url=None, **more)`: each call is another person's browser,
    with cookies of its own. Complaints of all of them fail the test at its end. A worker would answer in the place of the service, and
    a page could no longer be taken from the network by `route`: only who asks (`service_workers="allow"`) gets one."""
    contexts: list[BrowserContext] = []
    complaints = complaints or Complaints()

    def open_page(
        size: ViewportSize = PHONE, *, javascript: bool = True, base_url: str | None = None, **more: Any
    ) -> Page:
        context = browser.new_context(
            viewport=size,
            is_mobile=size == PHONE,
            has_touch=size == PHONE,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=javascript,
            base_url=base_url,
            **{"service_workers": "block", **more},
        )
        context.set_default_timeout(15_000)
        complaints.listen(context)
        contexts.append(context)
        return context.new_page()

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()
    assert not complaints.heard, "the browser complained:\n" + "\n".join(complaints.heard)


@cache
def _axe_source() -> str:
    package = find_spec("axe_playwright_python")
    assert package is not None, "axe-playwright-python is missing: run make install"
    assert package.submodule_search_locations
    return (Path(package.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA and of axe's best practices, one readable line per element; none is []. A page that
    has the elements of one that had none is not asked again, nor at another width that shows the same ones, but in `make long`."""
    look = Look(page, "axe", of_width=IS_LONG)
    if look.known:
        return []
    # Evaluated, not added as a script: the page's own policy stays in force and is itself under test.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe_source())
    violations = page.evaluate(RUN_AXE, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    if not violations:
        look.good()
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {' '.join(map(str, node['target']))}"
        for violation in violations
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen; a person would have to scroll sideways. 0 or less is good."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(wide)
