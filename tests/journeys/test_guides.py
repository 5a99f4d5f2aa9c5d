"""A family of four that has moved here (転入), on a phone: from the front page by the guide to its list, and from there all that can
be filed at once, signed by one card, to the receipt. What it measures on the list is what `test_every_page` measures elsewhere."""

import pytest
from playwright.sync_api import Page

from forms.loading import load
from forms.registry import field_types
from tests.browser import DESKTOP, PHONE, axe
from tests.journeys import looks
from tests.journeys.bundling import Bundling
from tests.journeys.moving import ALL, FILES, GUIDED, MOTHER
from tests.journeys.on_screen import OnScreen
from tests.journeys.phone import follow, question, sign_in
from tests.journeys.signing import PASSWORD
from tests.shipped_once import PROCEDURES

LEFT = ("tennyu-tenkyo-yoyaku", "sodai-gomi")  # a visit that they have booked, and no rubbish


def to_the_list(family: OnScreen) -> int:
    """Follows the guide from the front page; how many screens that took."""
    family.go("/")
    follow(family.page.locator('main a[href="/guides/moving"]'))
    follow(family.page.get_by_role("link", name="質問に答える"))
    screens = 2
    while question(family.page) != "list":
        here = {box for box in GUIDED if family.page.locator(f'main [name="{box}"]').count()}
        family.press("次へ進む", {box: GUIDED[box] for box in here})
        screens += 1
    return screens + 1


def complaints_of(phone: Page, address: str) -> list[str]:
    found = []
    for language, size in (("easy", PHONE), ("ja", DESKTOP), ("ja", PHONE)):
        phone.goto(f"/language/{language}?next={address}")
        phone.set_viewport_size(size)
        found += looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT)
    return found + axe(phone)


@pytest.mark.usefixtures("sqlite_service")
def test_a_family_of_four_moves_in_and_files_all_at_once(phone: Page) -> None:
    family = OnScreen(phone)
    screens = to_the_list(family)
    assert phone.locator("main h3").first.inner_text() == "転入届を出す"
    assert complaints_of(phone, "/guides/moving/list") == []
    follow(phone.locator('main a[href^="/bundles/choose"]'))
    for left in LEFT:
        phone.locator(f'main [name="with"][value="{left}"]').first.uncheck()
    follow(phone.get_by_role("button", name="まとめて始める"))
    sign_in(phone, MOTHER)
    follow(phone.locator("main a.button").first)
    procedures = {one: load(PROCEDURES / f"{one}.yaml", fields=field_types()) for one in ALL}
    filing = Bundling(family, procedures, FILES)
    filing.until_check()
    assert phone.locator("main").get_by_text("例示　一郎").count() == 2, "asked once, and every section gets it"
    phone.locator('main a[href*="/sign/go"]').click()
    phone.locator(f'button[value="{MOTHER}"]').click()
    phone.get_by_label("パスワード").fill(PASSWORD)
    follow(phone.get_by_role("button", name="署名する"))
    assert "4件の手続を、まとめて申請しました" in phone.locator("main").inner_text()
    screens += 2 + 1 + len(filing.screens) + 2  # choice and bundle, sign-in, questions, check page and receipt
    print(
        f"a family of four, from the guide to one receipt of four: {screens} screens, {family.typed} characters typed"
    )
    assert family.typed <= 240
    assert screens <= 70
