"""Web口振 over the wire, against a bank that ends in every way."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from integrations.payments.debit_page import CALLBACK
from integrations.payments.hosted_page import CALLBACK as OF_PAYMENTS
from integrations.payments.mock.debit import ACCOUNT
from integrations.payments.signing import signed_headers
from integrations.sockets.debit_socket import DebitAccount
from integrations.sockets.interfaces import AdapterError
from tests.integrations.payments.world import MERCHANT, SECRET, START, World, world


@pytest.fixture(scope="module")
def running_world() -> Iterator[World]:
    with world() as running:
        yield running


@pytest.fixture
def bank(running_world: World) -> World:
    running_world.heard.clear()
    return running_world


def notice(document: object, purpose: str = CALLBACK, secret: bytes = SECRET) -> tuple[dict[str, str], bytes]:
    body = json.dumps(document).encode()
    return signed_headers(secret, purpose, body, START), body


REGISTERED: dict[str, Any] = {"number": "n", "merchant": MERCHANT, "state": "registered", "account": ACCOUNT}


@pytest.mark.parametrize(
    ("way", "state", "account"),
    [
        ("register", "registered", DebitAccount(**ACCOUNT)), ("hidden", "registered", None), ("fail", "failed", None),
        ("cancel", "cancelled", None), ("leave", "open", None), ("silent", "registered", DebitAccount(**ACCOUNT)),
        ("forged", "open", None), ("twice", "registered", DebitAccount(**ACCOUNT)),
    ],
)  # fmt: skip
def test_each_end_at_the_bank_is_read_from_the_service(
    bank: World, way: str, state: str, account: DebitAccount | None
) -> None:
    plug, order = bank.registrar(), bank.registration(f"n-{way}")
    page = plug.begin(order)
    assert plug.begin(order) == page
    assert plug.status(order.number).state == "open"
    assert bank.choose(page, way) == order.return_url
    answer = plug.status(order.number)
    assert (answer.state, answer.account, bool(answer.reference)) == (state, account, True)
    notices = bank.heard
    assert len(notices) == {"leave": 0, "silent": 0, "twice": 2}.get(way, 1)
    for headers, body in notices:
        if way == "forged":
            with pytest.raises(AdapterError, match="NOTICE_UNSIGNED"):
                plug.read_notice(headers, body, START)
        else:
            assert plug.read_notice(headers, body, START) == answer


def test_a_notice_that_is_old_of_a_payment_of_another_city_or_senseless_is_refused(bank: World) -> None:
    plug = bank.registrar()
    assert plug.read_notice(*notice(REGISTERED), START).state == "registered"
    with pytest.raises(AdapterError, match="NOTICE_OLD"):
        plug.read_notice(*notice(REGISTERED), START + timedelta(minutes=10))
    for purpose, secret in ((OF_PAYMENTS, SECRET), (CALLBACK, b"somebody else's")):
        with pytest.raises(AdapterError, match="NOTICE_UNSIGNED"):
            plug.read_notice(*notice(REGISTERED, purpose, secret), START)
    wrong: list[object] = [
        [],
        {},
        {**REGISTERED, "merchant": "OTHER"},
        {**REGISTERED, "state": "paid"},
        {**REGISTERED, "number": 1},
    ]
    wrong += [
        {**REGISTERED, "account": {**ACCOUNT, **changed}}
        for changed in ({"bank": "99"}, {"number": "12345678"}, {"kind": "9"}, {"holder": "見本"})
    ]
    wrong += [{**REGISTERED, "account": "9999"}]
    for document in wrong:
        with pytest.raises(AdapterError, match="NOTICE_MALFORMED"):
            plug.read_notice(*notice(document), START)
    headers = signed_headers(SECRET, CALLBACK, b"{", START)
    with pytest.raises(AdapterError, match="NOTICE_MALFORMED"):
        plug.read_notice(headers, b"{", START)


def test_nobody_is_led_to_another_host_and_no_stranger_begins(bank: World) -> None:
    for plug in (bank.registrar(secret=b"another city's secret"), bank.registrar(merchant="OTHER")):
        with pytest.raises(AdapterError, match="PROVIDER_REFUSED"):
            plug.begin(bank.registration("x"))
    with pytest.raises(AdapterError, match="ORDER_UNKNOWN"):
        bank.registrar().status("never-begun")
    assert bank.registrar().ready()
    away = bank.registrar("http://127.0.0.1:9/debits")
    assert not away.ready()
    with pytest.raises(AdapterError) as failed:
        away.begin(bank.registration("y"))
    assert not failed.value.permanent
