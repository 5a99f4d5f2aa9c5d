"""The phone journey in やさしい日本語, of somebody with a name in Latin letters: the switch keeps page and draft, and no sentence
stays in the other language."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import ANA, ANA_NAME
from tests.journeys.phone import answer, begin_at, follow, question, receipt_number, unfold_all

# Years of an era, and words of offices that residents are not told alone.
NOT_EASY = re.compile("令和|平成|昭和|補正|却下|取下げ|標準処理期間")
KEY = re.compile(r"\b[a-z_]+\.[a-z_]+(\.[a-z_]+)*\b")


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_the_whole_way_in_easy_japanese(phone: Page) -> None:
    begin_at(phone, "mihon-silva-ana", ANA, "cards")
    phone.locator("#cards-insured").check()
    here = phone.url
    phone.locator(".top-languages summary").click()
    follow(phone.get_by_role("link", name="やさしい日本語"))
    assert phone.url == here
    answer(phone, ANA["cards"])
    while question(phone) != "check":
        easy(phone)
        answer(phone, ANA.get(question(phone), {}))
    unfold_all(phone)
    easy(phone)
    assert ANA_NAME in phone.locator("main").inner_text()
    assert "先週、病院の帰りに" in phone.locator("main").inner_text()
    follow(phone.locator("main form button"))
    easy(phone)
    number = receipt_number(phone)
    phone.goto("/applications")
    assert number in phone.locator("main").inner_text()
    easy(phone)
    phone.locator(".top-languages summary").click()
    phone.get_by_role("link", name="日本語", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("マイページ")


def easy(page: Page) -> None:
    """Nothing on this page is said in the words of offices, and no name of a sentence is left standing."""
    text = page.locator("main").inner_text()
    assert NOT_EASY.findall(text) == []
    assert KEY.findall(text) == []
    assert page.locator("html").get_attribute("lang") == "ja"
