"""A resident with one account at the card provider files to two cities, each of which knows another subject and neither the other."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from integrations.identity.fake import FakeProvider
from integrations.identity.mock.provider import pairwise_subject
from integrations.sockets.interfaces import BasicFour, SignInRequest
from portal.app import make_app
from portal.cities import Cities
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.joint.conftest import HOSTS
from tests.portal.joint.test_hosts import at
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.residents.test_mail_sign_in import MORE, signed_in
from tests.portal.world import DUTY

ALICE = BasicFour("見本　花子", "見本県見本市中央1-2-3", date(1985, 3, 15), "19850315", "2")


class Client(FakeProvider):
    """Of one city. `fresh`: whether each sign-in forbade the provider to answer from memory."""

    def __init__(self, client: str) -> None:
        self.subject = pairwise_subject(client, "alice")
        self.fresh = list[bool]()
        super().__init__({self.subject: ALICE})

    def begin(self, request: SignInRequest) -> str:
        self.fresh.append(request.fresh)
        return super().begin(request)


@pytest.fixture
def clients(cities: Mapping[str, Installation]) -> dict[str, Client]:
    return {name: Client(f"RP-{name}") for name in cities}


@pytest.fixture
def joint(cities: Mapping[str, Installation], clients: dict[str, Client]) -> Cities:
    apps = {name: make_app(replace(city, provider=clients[name]), with_worker=False) for name, city in cities.items()}
    return Cities(apps, HOSTS)


def follow(browser: TestClient, provider: Client, path: str) -> str:
    """From a link to the provider and back; where it leads."""
    away = browser.get(path).headers["location"]
    assert parse_qs(urlsplit(away).query)["redirect_uri"] == [f"{browser.base_url}/sign-in/callback"]
    back = provider.approve(away, provider.subject)
    return browser.get("/sign-in/callback", params={"state": back.state, "code": back.code}).headers["location"]


def people(city: Installation) -> list[tuple[str, str]]:
    with city.database.read() as unit:
        return [tuple(row) for row in unit.connection.exec_driver_sql("SELECT id, subject FROM person")]


def test_from_one_city_to_the_other_the_provider_may_answer_from_memory_and_names_another_subject(
    cities: Mapping[str, Installation], joint: Cities, clients: dict[str, Client]
) -> None:
    aoba, kawabe = (at(joint, f"{name}.example") for name in cities)
    assert "sign-in/card" not in aoba.get("/cities").text
    assert follow(aoba, clients["aoba"], "/sign-in/card") == "/applications"
    link = "http://kawabe.example/sign-in/card?next=/applications"
    page = aoba.get("/cities").text
    assert f'href="{link}"' in page
    assert "aoba.example/sign-in" not in page
    assert follow(kawabe, clients["kawabe"], link.removeprefix("http://kawabe.example")) == "/applications"
    assert clients["kawabe"].fresh == [False]
    assert [browser.get("/applications").status_code for browser in (aoba, kawabe)] == [200, 200]
    # Two people of two subjects: not even both databases side by side say that they are one.
    ((here, subject),), ((there, other),) = people(cities["aoba"]), people(cities["kawabe"])
    assert len({here, subject, there, other}) == 4
    for name, unknown in (("aoba", other), ("kawabe", subject)):
        with cities[name].database.read() as unit:
            dump = "\n".join(unit.connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
        assert unknown not in dump
        assert f"{'kawabe' if name == 'aoba' else 'aoba'}.example" not in dump


def test_a_sign_out_of_one_city_leaves_the_other(
    cities: Mapping[str, Installation], joint: Cities, clients: dict[str, Client]
) -> None:
    browsers = {name: at(joint, f"{name}.example") for name in cities}
    for name, browser in browsers.items():
        follow(browser, clients[name], "/sign-in/card")
    page = browsers["aoba"].get("/applications").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert browsers["aoba"].post("/sign-out", data={"csrf_token": token}).headers["location"] == "/"
    assert browsers["aoba"].get("/applications", headers={"accept": "text/html"}).status_code != 200
    assert browsers["kawabe"].get("/applications").status_code == 200


def test_a_stranger_and_a_city_without_cards_are_led_nowhere(
    cities: Mapping[str, Installation], joint: Cities, clients: dict[str, Client]
) -> None:
    browser = at(joint, "aoba.example")
    follow(browser, clients["aoba"], "/sign-in/card")
    joint.apps["aoba"].state.other_cities = [SimpleNamespace(installation=cities["kawabe"])]  # identity: none
    assert "sign-in/card" not in browser.get("/cities").text


def test_the_same_mail_address_comes_in_at_each_city(cities: Mapping[str, Installation]) -> None:
    """Without a registration in either."""
    for city in cities.values():
        offer(city, small(MORE, version="1", duty=DUTY, identity="{sign_in: mail}"))
        assert signed_in(city).path.endswith("/reason")
    here, there = ({person for person, _ in people(city)} for city in cities.values())
    assert not here & there
