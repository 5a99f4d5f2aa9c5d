"""Staff at the sign-in page on the day on which the city's provider is away."""

from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from integrations.interfaces import AdapterError, Callback, SignInRequest
from integrations.staff_socket import StaffAssertion
from portal.app import make_app
from portal.services.installation import Installation
from tests.portal.routes.staff_browser import BASE
from tests.portal.services.staff import PASSWORD, add, code


class Away:
    """A provider that is not there today."""

    name = "oidc"
    issuer = "https://sso.city.example"

    def begin(self, request: SignInRequest) -> str:
        raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)

    def ready(self) -> bool:
        return False


@pytest.fixture
def browser(installation: Installation) -> TestClient:
    there = replace(installation, staff_provider=Away())
    client = TestClient(make_app(there, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_browser", "a browser")
    return client


def enter(browser: TestClient, **typed: str) -> tuple[int, str]:
    token = browser.get("/staff/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = browser.post("/staff/sign-in", data={"csrf_token": token, "next": "/staff/account", **typed})
    return answer.status_code, answer.headers.get("location", "")


def test_while_the_citys_provider_is_away_password_and_code_let_in(
    installation: Installation, browser: TestClient
) -> None:
    tanto = add(installation)
    assert browser.get("/staff/sign-in/city").status_code == 503
    typed = {"login": "tanto", "password": PASSWORD, "code": code(installation, tanto)}
    assert enter(browser, **typed) == (303, "/staff/account")
    assert browser.get("/staff/account").status_code == 200


def test_neither_the_password_nor_the_code_is_enough_alone(installation: Installation, browser: TestClient) -> None:
    tanto = add(installation)
    for typed in (
        {"password": PASSWORD},
        {"code": code(installation, tanto)},
        {"password": PASSWORD, "code": "000000"},
    ):
        assert enter(browser, login="tanto", **typed)[0] == 422
