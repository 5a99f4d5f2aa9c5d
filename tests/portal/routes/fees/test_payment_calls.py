"""The provider's callbacks, authenticated by signature only."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from integrations.payments.fake import FakePayments
from portal.app import make_app
from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.wiring import install
from tests.databases import NOW
from tests.portal.services.fees.paying import PROCEDURE, begin, file_with_fee, state_of
from tests.portal.world import alice

CALL = "/payments/callback"


@pytest.fixture(scope="module")
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, provider: FakePayments) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("calls")
    site = install(load_settings(env="test", data=folder, identity="none", now=NOW))
    yield replace(site, payments=provider)
    site.database.close()


@pytest.fixture(scope="module")
def client(place: Installation) -> Iterator[TestClient]:
    with TestClient(make_app(place, with_worker=False), follow_redirects=False) as client:
        yield client


@pytest.fixture
def order(place: Installation) -> str:
    session = alice(place)
    return begin(place, session, file_with_fee(place, session)).number


def test_in_every_language_the_order_has_its_japanese_title(
    place: Installation, client: TestClient, provider: FakePayments
) -> None:
    """Another title under its number is refused by providers."""
    session = alice(place)
    number = file_with_fee(place, session)
    with place.database.write() as unit:
        token = open_session(place, unit, "resident", person_id=session.person_id)
        unit.commit()
    sent = {"Cookie": f"kakanai_resident={token}; kakanai_browser=a", "Accept-Language": "en"}
    begun = client.get(f"/applications/{number}/payment/go", headers=sent)
    assert begun.status_code == 303, begun.text
    assert [order.title for order in provider.orders.values()][-1] == place.catalogue.current(PROCEDURE).title


def test_a_signed_call_is_stored_once_and_known_afterwards(
    place: Installation, client: TestClient, provider: FakePayments, order: str
) -> None:
    headers, body = provider.notice(order, "paid", now=place.clock.now())
    responses = [client.post(CALL, content=body, headers=headers) for _ in range(2)]
    assert [(response.status_code, response.text) for response in responses] == [(200, "stored"), (200, "known")]
    assert state_of(place, order) == "paid"


def test_forged_old_large_and_senseless_calls_change_nothing(
    place: Installation, client: TestClient, provider: FakePayments, order: str
) -> None:
    now = place.clock.now()
    headers, body = provider.notice(order, "paid", now=now)
    old, old_body = provider.notice(order, "paid", now=now.replace(year=now.year - 1))
    forged = {**headers, "x-payment-signature": "0" * 64}
    statuses = [
        client.post(CALL, content=body, headers=forged).status_code,
        client.post(CALL, content=body).status_code,
        client.post(CALL, content=body + b" ", headers=headers).status_code,
        client.post(CALL, content=old_body, headers=old).status_code,
        client.post(CALL, content=b"x" * 20_000, headers=headers).status_code,
        client.get(CALL).status_code,
    ]
    assert statuses == [403, 403, 403, 400, 413, 405]
    assert state_of(place, order) == "open"


def test_a_genuine_call_about_nothing_of_ours_is_answered_and_changes_nothing(
    place: Installation, client: TestClient, provider: FakePayments, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "read_notice", lambda *_: None)
    response = client.post(CALL, content=b"{}")
    assert (response.status_code, response.text, state_of(place, order)) == (200, "not ours", "open")


def test_an_order_that_nobody_began_is_reported_as_such(
    place: Installation, client: TestClient, provider: FakePayments, order: str
) -> None:
    provider.orders["strange"] = provider.orders[order]
    headers, body = provider.notice("strange", "paid", now=place.clock.now())
    assert client.post(CALL, content=body, headers=headers).status_code == 404


def test_where_there_is_no_provider_nobody_may_call(place: Installation) -> None:
    with TestClient(make_app(replace(place, payments=None), with_worker=False)) as client:
        assert client.post(CALL, content=b"{}").status_code == 404
