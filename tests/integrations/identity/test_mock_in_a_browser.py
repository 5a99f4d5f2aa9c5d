"""The mock's account chooser."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page

from integrations.sockets.interfaces import Callback, SignInRequest
from tests.browser import axe, overflow
from tests.integrations.identity.world import START, World, attempt, code_of


@pytest.fixture
def request_here(mocked: World) -> SignInRequest:
    return replace(attempt(), redirect_uri=mocked.landing)


@pytest.fixture
def chooser(mocked: World, page: Page, request_here: SignInRequest) -> Page:
    page.goto(mocked.das().begin(request_here))
    return page


def test_the_page_is_loud_and_fits_and_every_person_is_a_button(
    chooser: Page, shoot: Callable[[Page, str], None]
) -> None:
    chooser.get_by_text("こわれた返事を試す").click()
    assert chooser.get_by_text("これは練習用です。本物のカードは使いません").is_visible()
    assert axe(chooser) == []
    assert overflow(chooser) <= 0
    for words in ("見本　花子", "𠮷田　太郎", "やめる"):
        box = chooser.get_by_role("button", name=words).bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44
    shoot(chooser, "chooser")


def test_choosing_a_person_leads_back_with_a_code(chooser: Page, mocked: World, request_here: SignInRequest) -> None:
    chooser.get_by_role("button", name="𠮷田　太郎").click()
    chooser.wait_for_url(f"{mocked.landing}?code=*")
    assert mocked.das().complete(callback_of(chooser), request_here, START).attributes.name == "𠮷田　太郎"


def test_stopping_leads_back_without_one(chooser: Page, mocked: World) -> None:
    chooser.get_by_role("button", name="やめる").click()
    chooser.wait_for_url(f"{mocked.landing}?error=access_denied*")


def test_a_broken_answer_can_be_chosen(chooser: Page, mocked: World, request_here: SignInRequest) -> None:
    chooser.get_by_text("こわれた返事を試す").click()
    chooser.get_by_label("名前や住所が返らない").check()
    chooser.get_by_role("button", name="見本　花子").click()
    chooser.wait_for_url(f"{mocked.landing}?code=*")
    assert code_of(lambda: mocked.das().complete(callback_of(chooser), request_here, START)) == "SCOPE_MISSING"


def test_an_address_that_is_not_registered_shows_a_page(mocked: World, page: Page) -> None:
    page.goto(mocked.das().begin(attempt()).replace("sign-in", "elsewhere"))
    assert page.get_by_role("heading", name="この画面は開けません").is_visible()
    assert axe(page) == []
    assert overflow(page) <= 0


def callback_of(page: Page) -> Callback:
    parameters = dict(parse_qsl(urlsplit(page.url).query))
    return Callback(parameters["state"], parameters["code"])
