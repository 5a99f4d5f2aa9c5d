"""Accounts of a company in portal tests."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from integrations.identity.addresses import with_query
from integrations.sockets.company_socket import Account, CompanyAssertion, CompanyFacts
from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest
from portal.services.residents.sign_in_company import finish_sign_in, with_seat
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import COMPANY, Session, find_session
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest
from tests.portal.world import PLACE

ISSUER = "https://gbizid.example/oauth/"
FACTS = CompanyFacts(
    "7000000000101", "株式会社見本建設", "見本県見本市見本町一丁目8番9号", "見本　建造", "ミホン　ケンゾウ"
)
NUMBER = "1:7000000000101"


def account(
    installation: Installation,
    subject: str,
    kind: Account = "prime",
    company: str = NUMBER,
    facts: CompanyFacts = FACTS,
) -> CompanyAssertion:
    now = installation.clock.now()
    return CompanyAssertion(ISSUER, subject, kind, company, facts, f"担当　{subject}", now)


def company_session(
    installation: Installation,
    subject: str,
    kind: Account = "prime",
    company: str = NUMBER,
    facts: CompanyFacts = FACTS,
    *,
    changes: bool = False,
) -> Session:
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, account(installation, subject, kind, company, facts), PLACE)
        opened = find_session(installation, unit, COMPANY, token)
        session = with_seat(unit, opened, changes=changes) if opened else None
        unit.commit()
    assert session is not None
    return session


class FakeGbizid:
    """`accounts`: the code of the callback is the account."""

    name = "gbizid"

    def __init__(self, accounts: dict[str, CompanyAssertion]) -> None:
        self.accounts = accounts
        self.refuses = ""

    def begin(self, request: SignInRequest) -> str:
        if self.refuses == "PROVIDER_UNAVAILABLE":
            raise AdapterError(self.refuses, permanent=False)
        return with_query(f"{ISSUER}authorize", {"state": request.state})

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> CompanyAssertion:
        if self.refuses:
            raise AdapterError(self.refuses, permanent=True)
        return self.accounts[callback.code]

    def ready(self) -> bool:
        return True


def with_gbizid(installation: Installation, *assertions: CompanyAssertion) -> Installation:
    return replace(installation, company_provider=FakeGbizid({each.subject: each for each in assertions}))


def at_company(installation: Installation, subject: str, after: str = "/company") -> Page:
    """Of an installation `with_gbizid`."""
    browser = guest(installation)
    return sign_in(browser, subject, after)


def sign_in(browser: GuestBrowser, subject: str, after: str = "/company") -> Page:
    left = browser.client.get(f"/sign-in/company?next={after}", follow_redirects=False)
    assert left.status_code == 303, left.text
    state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
    return browser.open(f"/sign-in/company/callback?state={state}&code={subject}")
