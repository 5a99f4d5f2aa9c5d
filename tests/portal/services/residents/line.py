"""LINE accounts in portal tests."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from integrations.identity.addresses import with_query
from integrations.sockets.account_socket import AccountAssertion
from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest
from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import GuestBrowser, Page

AT = "https://line.example/authorize"
HANAKO, TARO = "U" + "a" * 32, "U" + "b" * 32


class FakeLine:
    """The code of the callback is the account."""

    name = "line"

    def __init__(self) -> None:
        self.friends: set[str] = set()
        self.refuses = ""

    def begin(self, request: SignInRequest) -> str:
        if self.refuses == "PROVIDER_UNAVAILABLE":
            raise AdapterError(self.refuses, permanent=False)
        return with_query(AT, {"state": request.state, "redirect_uri": request.redirect_uri})

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> AccountAssertion:
        if callback.error or self.refuses:
            raise AdapterError(self.refuses or "USER_CANCELLED", permanent=True)
        return AccountAssertion(callback.code, callback.code in self.friends, now)

    def ready(self) -> bool:
        return True


def with_line(installation: Installation) -> tuple[Installation, FakeLine]:
    line = FakeLine()
    return replace(installation, account_provider=line), line


def asked_at(address: str) -> str:
    """The state of a request to LINE."""
    return parse_qs(urlsplit(address).query)["state"][0]


def sign_in(browser: GuestBrowser, account: str, after: str = "/applications") -> Page:
    left = browser.client.get(f"/sign-in/line?next={after}", follow_redirects=False)
    assert left.status_code == 303, left.text
    state = asked_at(left.headers["location"])
    return browser.open(f"/sign-in/line/callback?state={state}&code={account}")


def begin_link(browser: GuestBrowser, *, notices: bool = False) -> str:
    """The state of the request to LINE, after the press on the resident's own page."""
    page = browser.open("/applications/line").press("LINEをつなぐ", {"notices": "yes"} if notices else {})
    address = next(part for part in page.text.split('"') if part.startswith(AT))
    return asked_at(address.replace("&amp;", "&"))


def link(browser: GuestBrowser, account: str, *, notices: bool = False) -> Page:
    state = begin_link(browser, notices=notices)
    return browser.open(f"/applications/line/callback?state={state}&code={account}")
