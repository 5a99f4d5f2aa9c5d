"""Staff passkeys with a virtual authenticator."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser import DESKTOP, OpenPage, axe
from tests.journeys import looks
from tests.journeys.service import PASSWORDS, code_of
from tests.journeys.visitor import Visitor
from tests.servers import Server, running

BY_KEY, MAKE = "パスキーでサインイン", "この機器のパスキーを登録する"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service with a host name, which WebAuthn requires."""
    server = Server(("demo",), tmp_path_factory.mktemp("passkeys"))
    server.settings = {"KAKANAI_PUBLIC_URL": f"http://localhost:{server.port}"}
    server.start()
    yield server
    server.stop()


@pytest.fixture
def base_url(named: Server) -> str:
    return f"http://localhost:{named.port}"


@pytest.fixture
def device(desktop: Page) -> CDPSession:
    session = desktop.context.new_cdp_session(desktop)
    session.send("WebAuthn.enable")
    return session


@pytest.fixture
def device_id(device: CDPSession) -> str:
    return str(device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"])


def sign_in(page: Page, base_url: str, login: str) -> None:
    with Visitor(base_url) as reader:
        code = code_of(reader.go("/mock/codes").text, login)
    page.goto("/staff/sign-in?next=/staff/account")
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード").fill(PASSWORDS[login])
    page.get_by_label("認証アプリの6けたの番号").fill(code)
    page.get_by_role("button", name="サインイン", exact=True).click()
    page.wait_for_url("**/staff/account")


def make(page: Page, base_url: str, login: str, name: str = "窓口2番のパソコン") -> None:
    sign_in(page, base_url, login)
    page.get_by_label("パスキーの名前").fill(name)
    page.get_by_role("button", name=MAKE).click()
    page.get_by_role("rowheader", name=name).wait_for()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="サインアウト", exact=True).click()
    page.wait_for_url("**/staff/sign-in")


def test_a_passkey_signs_in_and_is_taken_away(desktop: Page, device_id: str, base_url: str) -> None:
    make(desktop, base_url, "tanto")
    assert axe(desktop) == [] == looks.of_place(desktop)
    assert "まだ" in desktop.get_by_role("table").inner_text()
    sign_out(desktop)
    desktop.get_by_role("button", name=BY_KEY).click()
    desktop.wait_for_url("**/desk")
    assert looks.of_place(desktop) == []
    desktop.goto("/staff/account")
    assert "まだ" not in desktop.get_by_role("table").inner_text()
    desktop.get_by_role("button", name="消す").click()
    desktop.get_by_text("まだありません。").wait_for()
    sign_out(desktop)
    desktop.get_by_role("button", name=BY_KEY).click()
    desktop.get_by_text("パスキーで確認できませんでした").wait_for()
    assert looks.of_place(desktop) == []


def test_who_stops_at_the_device_is_informed_and_stays(desktop: Page, device: CDPSession, device_id: str) -> None:
    device.send("WebAuthn.setUserVerified", {"authenticatorId": device_id, "isUserVerified": False})
    desktop.goto("/staff/sign-in")
    desktop.get_by_role("button", name=BY_KEY).click()
    desktop.get_by_text("パスキーを使えませんでした").wait_for()
    assert desktop.url.endswith("/staff/sign-in")


def test_an_answer_opens_once_and_a_copied_device_never(
    desktop: Page, device: CDPSession, device_id: str, base_url: str, open_page: OpenPage
) -> None:
    make(desktop, base_url, "madoguchi", "電話機")
    sign_out(desktop)
    kept = device.send("WebAuthn.getCredentials", {"authenticatorId": device_id})["credentials"][0]
    sent: list[str] = []
    desktop.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    desktop.get_by_role("button", name=BY_KEY).click()
    desktop.wait_for_url("**/counter")
    sign_out(desktop)
    # Replays the response in the same browser.
    answer = next(body for body in sent if "credential=" in body)
    token = desktop.locator('input[name="csrf_token"]').first.input_value()
    again = desktop.request.post(
        "/staff/sign-in/passkey",
        data=f"csrf_token={token}&{answer.partition('&')[2]}",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": base_url},
    )
    assert again.status == 422
    # A copy of the authenticator has a lower signature counter than the server.
    thief = open_page(DESKTOP, base_url=base_url)
    copied = thief.context.new_cdp_session(thief)
    copied.send("WebAuthn.enable")
    copy_id = copied.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    copied.send("WebAuthn.addCredential", {"authenticatorId": copy_id, "credential": kept})
    thief.goto("/staff/sign-in")
    thief.get_by_role("button", name=BY_KEY).click()
    thief.get_by_text("パスキーで確認できませんでした").wait_for()


def test_a_forged_answer_opens_nothing(base_url: str) -> None:
    with Visitor(base_url) as thief:
        challenge = json.loads(thief.go("/staff/sign-in/passkey").text)["challenge"]
        client_data = {"type": "webauthn.get", "challenge": challenge, "origin": base_url}
        data = urlsafe_b64encode(json.dumps(client_data).encode()).rstrip(b"=").decode()
        forged: list[Any] = [
            "", "{}", "[]", "null", "9" * 30_000, json.dumps({"id": "AA", "response": {"clientDataJSON": data}}),
            json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
                "clientDataJSON": data, "authenticatorData": "AA", "signature": "AA"}}),
        ]  # fmt: skip
        for credential in forged:
            values = [("csrf_token", thief.token()), ("credential", credential), ("next", "/desk")]
            assert thief.post("/staff/sign-in/passkey", values).status_code == 422
        assert thief.go("/desk").url.path == "/staff/sign-in"


def test_nobody_makes_a_key_at_a_screen_that_was_left_open(base_url: str, named: Server, tmp_path: Path) -> None:
    with Visitor(base_url) as clerk:
        code = code_of(clerk.go("/mock/codes").text, "kansa")
        clerk.go("/staff/sign-in")
        clerk.press("サインイン", {"login": "kansa", "password": PASSWORDS["kansa"], "code": code})
        assert clerk.go("/staff/account/passkeys/options").status_code == 200
        named.stop()
        named.settings = {**named.settings, "KAKANAI_NOW": "2026-11-20T10:25:00+09:00"}
        named.start()
        assert clerk.go("/staff/account/passkeys/options").status_code == 403
        assert "サインインし直す" in clerk.go("/staff/account").text


def test_where_there_is_no_name_no_passkey_is_offered(tmp_path: Path) -> None:
    with running("demo", folder=tmp_path) as server, Visitor(server.url) as clerk:
        assert "パスキー" not in clerk.go("/staff/sign-in").text
        assert clerk.go("/staff/sign-in/passkey").status_code == 404
