"""Acts that need a fresh sign-in refuse a provider's remembered session."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from integrations.sockets.interfaces import AdapterError, BasicFour, Callback, SignInRequest
from integrations.sockets.staff_socket import StaffAssertion
from portal.app import make_app
from portal.services.residents.fresh_sign_in import USE_NUMBER, is_fresh
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.shared.write_audit import Actor
from portal.services.staff.sign_in_by_city import link_staff
from portal.store.statements import every, sql
from tests.portal.contacts import proved
from tests.portal.routes.staff_browser import BASE
from tests.portal.world import DUTY, add_member

HERE = "/applications/contact"
HOUR = timedelta(hours=1)


@dataclass
class Alice:
    installation: Installation
    client: TestClient
    provider: FakeProvider

    def sign_in(self, way: str = f"/sign-in/card?next={HERE}") -> Response:
        redirect = self.client.get(way)
        back = self.provider.approve(redirect.headers["location"], "alice")
        return self.client.get(f"/sign-in/callback?state={back.state}&code={back.code}")


@pytest.fixture
def alice(installation: Installation) -> Alice:
    provider = FakeProvider({"alice": BasicFour("見本　花子")})
    site = replace(installation, provider=provider)
    client = TestClient(make_app(site, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_browser", "a browser")
    return Alice(site, client, provider)


def person(installation: Installation) -> str:
    with installation.database.read() as unit:
        return str(every(unit, sql("SELECT id FROM person"))[0].id)


def test_a_provider_that_remembers_an_hour_ago_opens_the_page_and_not_the_act(alice: Alice) -> None:
    alice.sign_in()
    proved(alice.installation, person(alice.installation))
    assert alice.client.get(HERE).status_code == 200  # right after the sign-in
    alice.provider.since = HOUR
    alice.sign_in()
    assert alice.client.get("/applications").status_code == 200
    response = alice.client.get(HERE)
    assert response.headers["location"] == f"/sign-in?again=yes&next={HERE}"


def test_asked_again_only_a_proof_of_now_leads_on(alice: Alice) -> None:
    alice.sign_in()
    proved(alice.installation, person(alice.installation))
    alice.provider.since = HOUR
    alice.sign_in()
    page = alice.client.get(alice.client.get(HERE).headers["location"]).text
    way = f"/sign-in/card?again=yes&amp;next={HERE}"
    assert way in page
    refused = alice.sign_in(way.replace("&amp;", "&"))
    assert refused.status_code == 400
    assert "もう一度確かめることができませんでした" in refused.text
    assert f'href="/sign-in?next={HERE}"' in refused.text
    alice.provider.since = timedelta()
    assert alice.sign_in(way.replace("&amp;", "&")).headers["location"] == HERE
    assert alice.client.get(HERE).status_code == 200


def test_that_it_was_asked_again_cannot_be_taken_out_of_the_way_back(alice: Alice) -> None:
    address = alice.client.get(f"/sign-in/card?again=yes&next={HERE}").headers["location"]
    alice.provider.since = HOUR
    back = alice.provider.approve(address, "alice")
    other = alice.client.get(f"/sign-in/callback?state={back.state.removeprefix('fresh.')}&code={back.code}")
    assert other.status_code == 400
    assert "kakanai_resident" not in alice.client.cookies


class City:
    """The city's provider, with an old session of 見本 介."""

    name = "oidc"
    issuer = "https://sso.city.example"

    def __init__(self) -> None:
        self.since = HOUR
        self.requests: list[SignInRequest] = []

    def begin(self, request: SignInRequest) -> str:
        self.requests.append(request)
        return f"{self.issuer}/auth?state={request.state}"

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        assert request == self.requests[-1]
        if request.fresh and self.since:
            raise AdapterError("AUTH_NOT_FRESH", permanent=True)
        return StaffAssertion(self.issuer, "s-1", "tanto", "見本 介", frozenset(), ("pwd",), now - self.since)

    def ready(self) -> bool:
        return True


def fresh(installation: Installation, client: TestClient) -> bool:
    with installation.database.read() as unit:
        session = find_session(installation, unit, "staff", client.cookies["kakanai_staff"])
    assert session is not None
    return is_fresh(installation, session, USE_NUMBER)


def test_so_it_is_with_staff_at_the_citys_own_provider(installation: Installation) -> None:
    city = City()
    site = replace(installation, staff_provider=city)
    add_member(site, "tanto", ("reviewer", DUTY))
    with site.database.write() as unit:
        link_staff(site, unit, Actor("staff", "admin"), "tanto", "s-1")
        unit.commit()
    client = TestClient(make_app(site, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_browser", "a browser")

    def sign_in(way: str) -> Response:
        state = client.get(way).headers["location"].partition("state=")[2]
        return client.get(f"/staff/sign-in/callback?state={state}&code=x")

    assert sign_in("/staff/sign-in/city?next=/staff/account").headers["location"] == "/staff/account"
    assert not fresh(site, client)
    page = client.get("/staff/sign-in?again=yes&next=/staff/account").text
    assert "/staff/sign-in/city?again=yes&amp;next=/staff/account" in page
    refused = sign_in("/staff/sign-in/city?again=yes&next=/staff/account")
    assert refused.status_code == 400
    assert "前のサインインのまま" in refused.text
    assert "/staff/sign-in/city?again=yes&amp;next=/staff/account" in refused.text
    city.since = timedelta()
    assert sign_in("/staff/sign-in/city?again=yes&next=/staff/account").headers["location"] == "/staff/account"
    assert fresh(site, client)
