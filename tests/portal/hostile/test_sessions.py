"""A copied session token after a new sign-in."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from integrations.sockets.interfaces import BasicFour
from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import BASE, StaffBrowser
from tests.portal.services.staff.staff import PASSWORD, add, code


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider({"alice": BasicFour(name="髙見本　太郎")})


@pytest.fixture
def browser(installation: Installation, provider: FakeProvider) -> StaffBrowser:
    app = make_app(replace(installation, provider=provider), with_worker=False)
    return StaffBrowser(TestClient(app, base_url=BASE, follow_redirects=False))


def holds(browser: StaffBrowser, cookie: str, token: str, address: str) -> bool:
    other = TestClient(browser.client.app, base_url=BASE, follow_redirects=False)
    other.cookies.set(cookie, token)
    return other.get(address).status_code == 200


@pytest.mark.both_engines
def test_a_resident_who_signs_in_again_leaves_no_session_behind(browser: StaffBrowser, provider: FakeProvider) -> None:
    tokens = []
    for _ in range(2):
        redirect = browser.client.get("/sign-in/card")
        back = provider.approve(redirect.headers["location"], "alice")
        response = browser.client.get("/sign-in/callback", params={"state": back.state, "code": back.code})
        assert response.status_code == 303
        tokens.append(browser.client.cookies["kakanai_resident"])
    assert [holds(browser, "kakanai_resident", token, "/applications") for token in tokens] == [False, True]
    assert browser.post("/applications", "/sign-out", {}).status_code == 303
    assert not holds(browser, "kakanai_resident", tokens[1], "/applications")


@pytest.mark.both_engines
def test_neither_does_a_member_of_staff(browser: StaffBrowser, installation: Installation) -> None:
    made = add(installation)
    tokens = []
    for drift in (0, 1):
        boxes = {"login": made.login, "password": PASSWORD, "code": code(installation, made, drift=drift)}
        assert browser.post("/staff/sign-in", "/staff/sign-in", boxes).status_code == 303
        tokens.append(browser.client.cookies["kakanai_staff"])
    assert [holds(browser, "kakanai_staff", token, "/desk") for token in tokens] == [False, True]


def test_a_wrong_password_ends_nobodys_session(browser: StaffBrowser, installation: Installation) -> None:
    made = add(installation)
    boxes = {"login": made.login, "password": PASSWORD, "code": code(installation, made)}
    assert browser.post("/staff/sign-in", "/staff/sign-in", boxes).status_code == 303
    assert browser.post("/staff/sign-in", "/staff/sign-in", {**boxes, "password": "x"}).status_code == 422
    assert holds(browser, "kakanai_staff", browser.client.cookies["kakanai_staff"], "/desk")
