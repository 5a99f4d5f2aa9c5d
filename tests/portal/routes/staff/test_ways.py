"""Staff sign-in while the city's provider is down."""

from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest
from integrations.sockets.staff_socket import StaffAssertion
from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import BASE
from tests.portal.services.staff.staff import PASSWORD, add, code

WHY = "its certificate is not trusted"


class Away:
    name = "oidc"
    issuer = "https://sso.city.example"

    def begin(self, request: SignInRequest) -> str:
        raise AdapterError("PROVIDER_UNAVAILABLE", WHY, permanent=False)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)

    def ready(self) -> bool:
        return False


@pytest.fixture
def browser(installation: Installation) -> TestClient:
    site = replace(installation, staff_provider=Away())
    client = TestClient(make_app(site, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_browser", "a browser")
    return client


def enter(browser: TestClient, **typed: str) -> tuple[int, str]:
    token = browser.get("/staff/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    response = browser.post("/staff/sign-in", data={"csrf_token": token, "next": "/staff/account", **typed})
    return response.status_code, response.headers.get("location", "")


def test_while_the_citys_provider_is_away_password_and_code_let_in(
    installation: Installation, browser: TestClient
) -> None:
    tanto = add(installation)
    with capture_logs() as lines:
        assert browser.get("/staff/sign-in/city").status_code == 503
    assert [line["detail"] for line in lines if line["event"] == "provider"] == [f"PROVIDER_UNAVAILABLE: {WHY}"]
    typed = {"login": "tanto", "password": PASSWORD, "code": code(installation, tanto)}
    assert enter(browser, **typed) == (303, "/staff/account")
    assert browser.get("/staff/account").status_code == 200


def test_a_password_is_verified_whole(installation: Installation, browser: TestClient) -> None:
    """Before, only its first 200 characters counted."""
    long = "a" * 200
    nagai = add(installation, "nagai", long)
    for wrong in (f"{long}b", f" {long}", long.upper()):
        assert enter(browser, login="nagai", password=wrong, code=code(installation, nagai))[0] == 422
    assert enter(browser, login="nagai", password=long, code=code(installation, nagai))[0] == 303


def test_neither_the_password_nor_the_code_is_enough_alone(installation: Installation, browser: TestClient) -> None:
    tanto = add(installation)
    for typed in (
        {"password": PASSWORD},
        {"code": code(installation, tanto)},
        {"password": PASSWORD, "code": "000000"},
    ):
        assert enter(browser, login="tanto", **typed)[0] == 422


def test_a_browser_that_somebody_signed_in_from_is_not_locked_out_by_strangers(
    installation: Installation, browser: TestClient
) -> None:
    tanto = add(installation)
    typed = {"login": "tanto", "password": PASSWORD}
    assert enter(browser, code=code(installation, tanto), **typed)[0] == 303
    cookie = browser.cookies["kakanai_device"]
    assert "tanto" not in cookie
    stranger = TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)
    assert [enter(stranger, login="tanto", password="wrong", code="")[0] for _ in range(6)] == [422] * 5 + [429]
    assert enter(stranger, code=code(installation, tanto, drift=1), **typed)[0] == 429
    assert enter(browser, code=code(installation, tanto, drift=1), **typed)[0] == 303


def test_the_return_from_the_provider_that_is_refused_leaves_a_record(
    installation: Installation, browser: TestClient
) -> None:
    for path in ("city", "callback?state=made-up&code=x"):
        assert browser.get(f"/staff/sign-in/{path}").status_code in (400, 503)
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "fail to sign in"]
    assert [(record.actor, record.detail) for record in records] == [
        ("staff:unknown login", "PROVIDER_UNAVAILABLE"), ("staff:unknown login", "STATE_MISMATCH"),
    ]  # fmt: skip
