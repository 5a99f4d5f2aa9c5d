"""始める前の確かめ with scripts: what only the browser knows."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, overflow

CHECKED = ("scripts", "cookies", "line", "clock", "storage", "files")
STATES = """() => Object.fromEntries([...document.querySelectorAll("[data-check]")].map(check => [
    check.dataset.check, check.querySelector("[data-state]:not([hidden])").dataset.state]))"""


@pytest.mark.usefixtures("sqlite_service")
def test_the_browser_finds_out_what_the_service_cannot(phone: Page) -> None:
    phone.goto("/device-check")
    ours = int(phone.locator("[data-now]").get_attribute("data-now") or "")
    for minutes, clock in ((1, "ok"), (7, "bad")):
        phone.add_init_script(
            f"Object.defineProperty(Performance.prototype, 'timeOrigin', {{ value: {ours + minutes * 60_000} }})"
        )
        phone.reload()
        expect(phone.locator('[data-check="scripts"] [data-state="ok"]')).to_be_visible()
        states = phone.evaluate(STATES)
        assert {name: states[name] for name in CHECKED} == dict.fromkeys(CHECKED, "ok") | {"clock": clock}
    assert states["reading"] == "unknown"
    assert (axe(phone), overflow(phone) <= 0) == ([], True)
    phone.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })")
    phone.reload()
    expect(phone.locator('[data-check="storage"] [data-state="bad"]')).to_be_visible()
