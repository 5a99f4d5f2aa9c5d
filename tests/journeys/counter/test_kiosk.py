"""A 記載台 that somebody left: it asks, and begins again."""

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.journeys.tour import Tour


def test_a_terminal_that_was_left_asks_and_then_deletes_the_answers(tour: Tour, desktop: Page) -> None:
    here = tour.kiosk
    desktop.clock.install()
    desktop.goto(f"{here}/disability")
    desktop.locator('[name="kinds"][value="body"]').check()
    still = desktop.locator("[data-still]")
    desktop.clock.fast_forward(151_000)
    expect(still).to_be_visible()
    assert axe(desktop) == []
    still.get_by_role("button", name="続ける").click()
    expect(still).to_be_hidden()
    desktop.get_by_role("button", name="次へ進む").last.click()
    expect(desktop.locator('[name="age"]').first).to_be_attached()
    desktop.clock.fast_forward(181_000)
    expect(desktop).to_have_url(desktop.url.partition("/halls/")[0] + here)
    desktop.go_back()
    desktop.goto(f"{here}/disability/questions/kinds")
    expect(desktop.locator('[name="kinds"][value="body"]')).not_to_be_checked()
