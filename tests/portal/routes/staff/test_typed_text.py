"""Pages of staff carry the key of what is typed; its secret half is a cookie that ends with sign-out."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member

KEY = re.compile(r'data-typed-key="([\w-]+)" data-typed-mark="([\w-]+)"')


@pytest.fixture
def browser(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", ("clerk", "care-assessment")))


def typed_key_of(browser: StaffBrowser, address: str = "/desk") -> tuple[str, ...]:
    match = KEY.search(browser.client.get(address).text)
    assert match
    return match.groups()


def test_every_page_of_a_session_has_the_same_key(browser: StaffBrowser) -> None:
    assert typed_key_of(browser) == typed_key_of(browser, "/counter")


def test_hiding_the_screen_keeps_the_secret(browser: StaffBrowser) -> None:
    typed_key_of(browser)
    browser.post("/desk", "/staff/lock", {})
    assert any("typed" in name for name in browser.client.cookies)


def test_signing_out_deletes_the_secret(browser: StaffBrowser) -> None:
    typed_key_of(browser)
    browser.post("/desk", "/staff/sign-out", {})
    assert not any("typed" in name for name in browser.client.cookies)


def test_another_member_at_the_same_browser_has_another_key(installation: Installation, browser: StaffBrowser) -> None:
    before = typed_key_of(browser)
    other = at_desk(installation, add_member(installation, "other", ("clerk", "care-assessment")))
    secret = next(cookie for cookie in browser.client.cookies.jar if "typed" in cookie.name)
    other.client.cookies.set(secret.name, secret.value or "", domain=secret.domain, path=secret.path)
    after = typed_key_of(other)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_who_is_not_signed_in_gets_no_key(browser: StaffBrowser) -> None:
    browser.client.cookies.clear()
    assert not KEY.search(browser.client.get("/staff/sign-in").text)
    assert not KEY.search(browser.client.get("/").text)
