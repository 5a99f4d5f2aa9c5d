"""Stripe as its public reference describes it, over HTTP."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.http import Reply
from integrations.payments.mock import STRIPE_PATH
from integrations.payments.stripe import Stripe, StripeSettings, signed
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentNotice, PaymentPage
from tests.integrations.payments.test_conformance import code_of
from tests.integrations.payments.world import KEY, START, WEBHOOK, World, world


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    with world() as here:
        yield here


@pytest.fixture
def here(running: World) -> World:
    running.heard.clear()
    return running


def states(here: World) -> list[tuple[str, bool]]:
    return [(notice.answer.state, notice.answer.awaited) for notice in read_all(here)]


def read_all(here: World) -> list[PaymentNotice]:
    notices = [here.stripe().read_notice(headers, body, START) for headers, body in here.heard]
    return [notice for notice in notices if notice]


def test_a_convenience_store_is_awaited_until_it_took_the_money(here: World) -> None:
    provider = here.stripe()
    page = provider.begin(here.order("konbini-1"))
    assert here.choose(page.address, "konbini") == f"{here.portal}/payments/konbini-1/back"
    again = provider.begin(replace(here.order("konbini-1"), reference=page.reference))
    assert again == PaymentPage(f"{here.portal}/payments/konbini-1/back", page.reference), "its page is over"
    waiting = provider.status("konbini-1", page.reference)
    assert (waiting.state, waiting.awaited) == ("open", True)
    here.choose(page.address, "shop")
    assert provider.status("konbini-1", page.reference).state == "paid"
    assert states(here) == [("open", True), ("paid", False)]


@pytest.mark.parametrize(("amount", "offered"), [(119, False), (120, True), (300_000, True), (300_001, False)])
def test_a_convenience_store_is_offered_for_what_it_takes(here: World, amount: int, offered: bool) -> None:
    page = here.stripe().begin(here.order(f"amount-{amount}", amount)).address
    text = here.transport.get(page).text
    assert ('value="konbini"' in text, 'value="paypay"' in text) == (offered, True)


def test_paypay_is_a_way_and_a_part_of_it_goes_back(here: World) -> None:
    provider = here.stripe()
    page = provider.begin(here.order("paypay-1"))
    here.choose(page.address, "paypay")
    assert provider.refund("paypay-1", page.reference, 300, "paypay-1 part").state == "paid"
    assert provider.refund("paypay-1", page.reference, 1000, "paypay-1 rest").state == "refunded"
    assert provider.refund("paypay-1", page.reference, 1000, "after the key was forgotten").state == "refunded"


def test_a_refund_that_nobody_takes_comes_back_and_is_reported_with_its_key(here: World) -> None:
    provider = here.stripe()
    page = provider.begin(here.order("konbini-2"))
    for press in ("konbini", "shop"):
        here.choose(page.address, press)
    assert provider.refund("konbini-2", page.reference, 300, "a part").state == "paid"
    assert provider.refund("konbini-2", page.reference, 1000, "the rest").state == "refunded"
    for _ in range(2):
        here.choose(page.address, "refund-fails")
    lost = [notice.answer for notice in read_all(here) if notice.answer.state == "refund_failed"]
    assert [(it.number, it.amount, it.currency, it.key) for it in lost] == [
        ("konbini-2", 1000, "JPY", "the rest"), ("konbini-2", 300, "JPY", "a part"),
    ]  # fmt: skip
    assert 'value="refund-fails"' not in here.transport.get(page.address).text


def refund_event(kind: str = "refund.failed", **changes: object) -> bytes:
    refund = {"amount": 5, "currency": "jpy", "status": "failed", "metadata": {"number": "n", "key": "k"}}
    return json.dumps({"id": "evt_2", "type": kind, "data": {"object": {**refund, **changes}}}).encode()


def test_an_event_of_a_refund_is_read_only_if_it_failed_and_is_ours(here: World) -> None:
    def read(body: bytes) -> PaymentNotice | None:
        return here.stripe().read_notice({"stripe-signature": signed(WEBHOOK, body, START)}, body, START)

    for kind in ("refund.failed", "refund.updated", "charge.refund.updated"):
        assert (notice := read(refund_event(kind))) is not None
        assert (notice.answer.state, notice.answer.key) == ("refund_failed", "k")
    assert read(refund_event(status="canceled")) is not None
    assert read(refund_event("refund.updated", status="succeeded")) is None
    assert read(refund_event(metadata={})) is None, "it was asked for at the dashboard"
    for wrong in (
        refund_event(amount=None), refund_event(metadata={"number": "n"}), refund_event(currency=1),
        json.dumps({"id": "e", "type": "refund.failed", "data": {"object": []}}).encode(),
    ):  # fmt: skip
        with pytest.raises(AdapterError, match="NOTICE_MALFORMED"):
            read(wrong)


def test_nothing_of_a_person_is_sent_and_the_session_names_our_number_alone(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, str]] = []

    def post_form(_url: str, form: dict[str, str], _headers: dict[str, str]) -> Reply:
        sent.append(form)
        return Reply(200, {}, json.dumps({"id": "cs_test_1", "url": f"{here.address}/pay"}).encode())

    monkeypatch.setattr(here.transport, "post_form", post_form)
    here.stripe().begin(here.order("only-number"))
    values = {
        name: value for name, value in sent[0].items() if not name.startswith(("line_items", "payment_method_types"))
    }
    assert values == {
        "mode": "payment", "locale": "ja", "client_reference_id": "only-number",
        "payment_intent_data[metadata][number]": "only-number", "expires_at": str(int(START.timestamp()) + 35 * 60),
        "success_url": f"{here.portal}/payments/only-number/back",
        "cancel_url": f"{here.portal}/payments/only-number/back",
    }  # fmt: skip


def event(kind: str = "checkout.session.completed", **changes: object) -> bytes:
    session = {
        "id": "cs_1", "client_reference_id": "n", "amount_total": 1, "currency": "jpy", "status": "complete",
        "payment_status": "paid",
    }  # fmt: skip
    return json.dumps({"id": "evt_1", "type": kind, "data": {"object": {**session, **changes}}}).encode()


def test_a_webhook_is_believed_by_its_signature_alone(here: World) -> None:
    provider, body = here.stripe(), event()
    good = signed(WEBHOOK, body, START)
    notice = provider.read_notice({"stripe-signature": good}, body, START)
    assert notice is not None
    assert (notice.answer.number, notice.answer.state, notice.answer.amount, notice.nonce) == ("n", "paid", 1, "evt_1")
    rolled = f"{signed('whsec_old', body, START)},{good.partition(',')[2]}"
    assert provider.read_notice({"stripe-signature": rolled}, body, START)
    others = (
        "", "v1=0", good.replace("t=", "t=1"), f"{good},t=1", signed("whsec_other", body, START), "t=é,v1=é",
        good.replace("v1=", "v0="), signed(WEBHOOK, event(amount_total=2), START),
    )  # fmt: skip
    for header in others:
        with pytest.raises(AdapterError) as refused:
            provider.read_notice({"stripe-signature": header}, body, START)
        assert (refused.value.code, refused.value.permanent) == ("NOTICE_UNSIGNED", True)
    for minutes in (-6, 6):
        moment = START + timedelta(minutes=minutes)
        sent = {"stripe-signature": good}
        with pytest.raises(AdapterError, match="NOTICE_OLD"):
            provider.read_notice(sent, body, moment)


def test_events_about_something_else_are_passed_over_and_senseless_ones_refused(here: World) -> None:
    def read(body: bytes) -> object:
        return here.stripe().read_notice({"stripe-signature": signed(WEBHOOK, body, START)}, body, START)

    assert read(event("payout.paid")) is None
    assert read(event(client_reference_id=None)) is None
    senseless = (b"", b"[]", b"{}", b"[" * 5000, event(amount_total=True), event(currency=None), event(id=7))
    for body in senseless:
        with pytest.raises(AdapterError, match="NOTICE_MALFORMED"):
            read(body)


def test_a_wrong_key_loses_no_payment_and_answers_are_not_taken_for_others(here: World) -> None:
    assert code_of(lambda: here.stripe(key="sk_test_other").begin(here.order("k"))) == ("PROVIDER_SIGN_IN", False)
    page = here.stripe().begin(here.order("mine"))
    assert code_of(lambda: here.stripe().status("another", page.reference)) == ("PROVIDER_UNAVAILABLE", False)
    elsewhere = StripeSettings(KEY, WEBHOOK, ("card",), f"{here.address}{STRIPE_PATH}")
    assert code_of(lambda: Stripe(elsewhere, here.transport).begin(here.order("page")))[0] == "PROVIDER_CONFIG"
