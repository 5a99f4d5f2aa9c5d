"""A family of four that moves in (転入), from the guide to the receipt. Its questions are answered over HTTP, in the session of the phone:
each has the looks of those in `test_every_page.py`, and boxes that a phone fills are those of `test_phone.py`."""

import pytest
from playwright.sync_api import Page

from forms.definition.registry import field_types
from forms.loading import load
from tests.browser import DESKTOP, PHONE, axe
from tests.journeys import looks
from tests.journeys.bundling import Bundling
from tests.journeys.moving import ALL, FILES, GUIDED, MOTHER
from tests.journeys.on_screen import OnScreen
from tests.journeys.phone import follow, question, sign_in
from tests.journeys.service import Service
from tests.journeys.signing import PASSWORD
from tests.shipped_once import PROCEDURES

# A visit that they booked, bulky waste that they do not have, and the shelter, for which they have time.
LEFT = ("tennyu-tenkyo-yoyaku", "sodai-gomi", "hinanjo-toroku")


def to_the_list(family: OnScreen) -> int:
    """Returns the number of screens."""
    family.go("/")
    follow(family.page.locator('main a.tile[href="/guides/moving"]'))
    follow(family.page.get_by_role("link", name="質問に答える"))
    screens = 2
    while question(family.page) != "list":
        boxes = {box for box in GUIDED if family.page.locator(f'main [name="{box}"]').count()}
        family.press("次へ進む", {box: GUIDED[box] for box in boxes})
        screens += 1
    return screens + 1


def complaints_of(phone: Page, address: str) -> list[str]:
    problems = []
    for language, size in (("easy", PHONE), ("ja", DESKTOP), ("ja", PHONE)):
        phone.goto(f"/language/{language}?next={address}")
        phone.set_viewport_size(size)
        problems += looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT)
    return problems + axe(phone)


@pytest.mark.long("tests/journeys/residents/test_bundles.py")
def test_a_family_of_four_moves_in_and_files_all_at_once(phone: Page, sqlite_service: Service) -> None:
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
    procedures = {name: load(PROCEDURES / f"{name}.yaml", fields=field_types()) for name in ALL}
    with sqlite_service.visitor() as same:
        same.client.cookies.update({cookie["name"]: cookie["value"] for cookie in phone.context.cookies()})
        same.go(family.path)
        filing = Bundling(same, procedures, FILES)
        filing.until_check()
        family.go(same.path)
    assert phone.locator("main").get_by_text("例示　一郎").count() == 2, "asked once, and every section gets it"
    phone.locator('main a[href*="/sign/go"]').click()
    phone.locator(f'button[value="{MOTHER}"]').click()
    phone.get_by_label("パスワード").fill(PASSWORD)
    follow(phone.get_by_role("button", name="署名する"))
    assert "4件の手続を、まとめて申請しました" in phone.locator("main").inner_text()
    screens += 2 + 1 + len(filing.screens) + 2  # choice and bundle, sign-in, questions, check page and receipt
    print(
        f"a family of four, from the guide to one receipt of four: {screens} screens, {family.typed + filing.typed} characters typed"
    )
    assert filing.typed > 100
    assert family.typed + filing.typed <= 240
    assert screens <= 70


def test_the_bar_beside_a_mistake_is_as_long_as_its_question(phone: Page, sqlite_service: Service) -> None:
    phone.goto("/guides/birth/questions/born_on")
    follow(phone.get_by_role("button", name="次へ進む"))
    # The border of a group is drawn from the middle of a legend that does not float.
    assert phone.locator("fieldset.field-wrong > legend").evaluate("legend => getComputedStyle(legend).float") != "none"
    back, words = (phone.locator(place).bounding_box() for place in (".back", ".progress > p"))
    assert back
    assert words
    assert abs(back["y"] - words["y"]) < 2
