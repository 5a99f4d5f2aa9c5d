"""From the front page to the list of what is to be done, on a phone without scripts: what it measures on the list is what
`test_every_page` measures elsewhere, because nobody comes there without having answered."""

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, PHONE, axe
from tests.journeys import looks
from tests.journeys.phone import follow, question, write

MOVED = {
    "direction": "moved_in", "moved_on": "2026-11-10", "child": "yes", "baby": "yes", "age65": "no", "left_on": "2026-11-10",
    "card": "yes", "others": "none", "insurance": "nhi", "pension": "first", "care": "none", "seal_wanted": "yes",
    "water": "start", "dog": "yes", "vehicles": "none", "home": "none",
}  # fmt: skip


@pytest.mark.usefixtures("sqlite_service")
@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_a_family_that_moved_in_comes_to_a_list_it_can_read(phone: Page, base_url: str) -> None:
    phone.goto("/")
    follow(phone.locator('main a[href="/guides/moving"]'))
    follow(phone.get_by_role("link", name="質問に答える"))
    while question(phone) != "list":
        for name, said in MOVED.items():
            box = phone.locator(f'main [name="{name}.year"]')
            if box.count():
                year, month, day = said.split("-")
                write(phone, {f"{name}.year": year, f"{name}.month": month, f"{name}.day": day})
            elif phone.locator(f'main [name="{name}"]').count():
                write(phone, {name: said})
        follow(phone.get_by_role("button", name="次へ進む"))
    assert phone.locator("main h3").first.inner_text() == "転入届を出す"
    complaints = []
    for language in ("easy", "ja"):
        phone.goto(f"{base_url}/language/{language}?next=/guides/moving/list")
        for size in (DESKTOP, PHONE):
            phone.set_viewport_size(size)
            complaints += looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT)
            complaints += axe(phone) if language == "ja" else []
    assert complaints == []
