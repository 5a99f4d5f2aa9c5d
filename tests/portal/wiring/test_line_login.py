"""LINE Login as settings name it, over the wire."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path
from socket import create_server
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI

from integrations.http import Transport
from integrations.identity.line_login import LineLogin
from integrations.identity.mock.line_login import add_line_login, line_provider
from integrations.identity.mock.persona import Persona
from portal.clock import Clock
from portal.config import Settings, load_settings
from portal.errors import BadSetting
from portal.services.shared.installation import Installation
from portal.wiring.line_login import wire_line_login
from portal.wiring.practice import MOCK_LINE_CHANNEL, MOCK_LINE_LOGIN_SECRET, mock_line_issuer
from tests.integrations.identity.world import serving
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest
from tests.portal.services.residents.line import HANAKO, TARO


def secret_in(folder: Path, text: str) -> str:
    file = folder / "secret"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return str(file)


def settings_of(folder: Path, **changes: object) -> Settings:
    return load_settings(env="test", data=folder, **{"line_login": "on", **changes})


def test_it_is_off_until_it_is_set_and_never_in_the_inner_zone(tmp_path: Path) -> None:
    assert wire_line_login(load_settings(env="test", data=tmp_path)) is None
    assert wire_line_login(Settings(env="test", data=tmp_path, line_login="on", zone="inner")) is None
    assert wire_line_login(settings_of(tmp_path)) is not None
    real = {"line_login_channel": "1234567890", "line_login_secret_file": secret_in(tmp_path, "a" * 32)}
    assert wire_line_login(settings_of(tmp_path, **real)) is not None
    real["line_login_secret_file"] = secret_in(tmp_path, "short")
    with pytest.raises(BadSetting, match="shorter than 32"):
        wire_line_login(settings_of(tmp_path, **real))


@pytest.fixture
def offered(installation: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Beside the mock, at a free port."""
    app, base = FastAPI(), installation.settings.base_url
    listener = create_server(("127.0.0.1", 0))
    settings = settings_of(tmp_path, mock_port=listener.getsockname()[1])
    redirects = (f"{base}/sign-in/line/callback", f"{base}/applications/line/callback")
    accounts = (Persona(HANAKO, "はなこ"), Persona(TARO, "たろう"))
    clock = Clock(installation.settings.now)
    provider = line_provider(
        accounts, mock_line_issuer(settings), MOCK_LINE_CHANNEL, MOCK_LINE_LOGIN_SECRET, redirects, clock.now
    )
    add_line_login(app, provider, {HANAKO}.__contains__)
    line = wire_line_login(settings)
    assert isinstance(line, LineLogin)
    with serving(app, listener):
        yield replace(installation, account_provider=line)
    line._transport.close()


def chosen(browser: GuestBrowser, address: str, account: str) -> Page:
    """At LINE's page; "" declines."""
    with closing(Transport(timeout=5)) as wire:
        page = wire.get(address)
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        assert action, page.text
        reply = wire.post_form(urljoin(address, unescape(action[1])), {"person": account, "fault": "none"})
    return browser.open(reply.headers["location"])


def sign_in(installation: Installation, account: str) -> Page:
    browser = guest(installation)
    left = browser.client.get("/sign-in/line?next=/applications", follow_redirects=False)
    return chosen(browser, left.headers["location"], account)


def test_linked_and_signed_in_over_the_wire_and_the_account_is_never_logged(
    offered: Installation, capfd: pytest.CaptureFixture[str]
) -> None:
    alice = with_card(offered, "alice")
    page = alice.open("/applications/line").press("LINEをつなぐ")
    address = re.search(r'href="([^"]*/authorize[^"]*)"', page.text)
    assert address, page.text
    assert "LINEをつなぎました" in chosen(alice, unescape(address[1]), HANAKO).text
    assert sign_in(offered, HANAKO).path == "/applications"
    assert sign_in(offered, TARO).status == 403
    assert sign_in(offered, "").status == 400
    logged = "".join(capfd.readouterr())
    assert "/sign-in/line/callback" in logged
    assert HANAKO not in logged
    assert TARO not in logged
    assert "eyJ" not in logged  # the head of a token
