"""Contract of every payment provider."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from integrations.payments.fake import FakePayments
from integrations.payments.hosted_page import CALLBACK
from integrations.payments.signing import signed_headers
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentAnswer, PaymentOrder, PaymentPage, PaymentProvider
from tests.integrations.payments.world import MERCHANT, SECRET, START, World, world


@pytest.fixture(scope="module")
def running_world() -> Iterator[World]:
    with world() as running:
        yield running


@pytest.fixture
def provider_world(running_world: World) -> World:
    running_world.heard.clear()
    return running_world


@dataclass
class Plug:
    provider: PaymentProvider
    do: Callable[[str, str, str], None]
    unreachable: PaymentProvider
    ways: tuple[str, ...] = ("pay", "fail", "cancel")
    pages: dict[str, PaymentPage] = field(default_factory=dict)

    def begin(self, order: PaymentOrder) -> str:
        """The page; keeps the provider's own number, as the portal does."""
        page = self.provider.begin(replace(order, reference=self.reference(order.number)))
        self.pages[order.number] = page
        return page.address

    def status(self, number: str) -> PaymentAnswer:
        return self.provider.status(number, self.reference(number))

    def refund(self, number: str, amount: int, key: str) -> PaymentAnswer:
        return self.provider.refund(number, self.reference(number), amount, f"{number} {key}")

    def reference(self, number: str) -> str:
        return self.pages[number].reference if number in self.pages else ""


def stripe(provider_world: World) -> Plug:
    def do(_number: str, page: str, way: str) -> None:
        for press in {"pay": ("card",), "fail": ("konbini", "lapse"), "cancel": ("expire",)}[way]:
            provider_world.choose(page, press)

    unreachable = provider_world.stripe("http://127.0.0.1:9")
    return Plug(provider_world.stripe(), do, unreachable, ("pay", "fail"))


def hosted(provider_world: World) -> Plug:
    def do(_number: str, page: str, way: str) -> None:
        provider_world.choose(page, way)

    return Plug(provider_world.plug(), do, provider_world.plug("http://127.0.0.1:9/payments"))


def fake(_here: World) -> Plug:
    provider, unreachable = FakePayments(), FakePayments()
    unreachable.down = True
    ends = {"pay": "paid", "fail": "failed", "cancel": "cancelled"}
    return Plug(provider, lambda number, _page, way: provider.settle(number, ends[way]), unreachable)


@pytest.fixture(params=(hosted, stripe, fake), ids=lambda make: make.__name__)
def plug(request: pytest.FixtureRequest, provider_world: World) -> Plug:
    make: Callable[[World], Plug] = request.param
    return make(provider_world)


_numbers = iter(range(10_000))


@pytest.fixture
def number() -> str:
    return f"order-{next(_numbers)}"


def code_of(call: Callable[[], object]) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        call()
    return failed.value.code, failed.value.permanent


def test_an_order_begun_twice_is_one_order_with_one_page(plug: Plug, provider_world: World, number: str) -> None:
    order = provider_world.order(number)
    elsewhere = replace(order, title="Copy of the register", return_url=f"{provider_world.portal}/payments/at-counter")
    assert len({plug.begin(each) for each in (order, order, elsewhere)}) == 1
    assert plug.status(number).state == "open"


@pytest.mark.parametrize(("way", "state"), [("pay", "paid"), ("fail", "failed"), ("cancel", "cancelled")])
def test_what_the_resident_did_is_reported(
    plug: Plug, provider_world: World, number: str, way: str, state: str
) -> None:
    if way not in plug.ways:
        state = "expired"  # Stripe knows no order that its payer gives up
    plug.do(number, plug.begin(provider_world.order(number)), way)
    status = plug.status(number)
    assert (status.number, status.state, status.amount, status.currency) == (number, state, 1300, "JPY")


def test_money_goes_back_once_however_often_it_is_asked(plug: Plug, provider_world: World, number: str) -> None:
    plug.do(number, plug.begin(provider_world.order(number)), "pay")
    assert [plug.refund(number, 1300, "k").state for _ in range(2)] == ["refunded", "refunded"]
    assert plug.status(number).state == "refunded"


def test_parts_go_back_once_each_and_never_more_than_came(plug: Plug, provider_world: World, number: str) -> None:
    plug.do(number, plug.begin(provider_world.order(number)), "pay")
    parts = ((300, "a"), (300, "a"), (200, "b"))
    answers = [plug.refund(number, amount, key) for amount, key in parts]
    assert [(answer.state, answer.amount) for answer in answers] == [("paid", 1300)] * 3
    assert code_of(lambda: plug.refund(number, 801, "c")) == ("PROVIDER_REFUSED", True)
    rest = plug.refund(number, 800, "d")
    assert (rest.state, rest.amount) == ("refunded", 1300)


def test_what_was_not_paid_is_not_given_back(plug: Plug, provider_world: World, number: str) -> None:
    plug.begin(provider_world.order(number))
    assert code_of(lambda: plug.refund(number, 1300, "k")) == ("PROVIDER_REFUSED", True)


def test_an_order_that_was_never_begun_is_unknown(plug: Plug) -> None:
    assert code_of(lambda: plug.status("nowhere")) == ("ORDER_UNKNOWN", True)


def test_a_provider_that_is_away_is_reported_as_one(plug: Plug, provider_world: World, number: str) -> None:
    assert plug.provider.ready()
    assert not plug.unreachable.ready()
    assert code_of(lambda: plug.unreachable.begin(provider_world.order(number))) == ("PROVIDER_UNAVAILABLE", False)
    plug.begin(provider_world.order(number))
    reference = plug.reference(number)
    assert code_of(lambda: plug.unreachable.status(number, reference)) == ("PROVIDER_UNAVAILABLE", False)


# Notices over HTTP, as the mock sends them.


def test_a_notice_shows_the_order_and_is_signed(provider_world: World, number: str) -> None:
    provider = provider_world.plug()
    assert provider_world.choose(provider.begin(provider_world.order(number)).address, "pay").endswith(
        f"/payments/{number}/back"
    )
    ((headers, body),) = provider_world.heard
    notice = provider.read_notice(headers, body, START)
    assert (notice.answer.number, notice.answer.state, notice.answer.amount) == (number, "paid", 1300)
    assert notice.nonce


@pytest.mark.parametrize(
    ("way", "states"),
    [
        ("abandon", []), ("silent", []), ("late", []), ("twice", ["paid", "paid"]), ("out_of_order", ["paid", "failed"]),
        ("late_after_cancel", ["cancelled"]),
    ],
)  # fmt: skip
def test_the_mock_can_call_as_providers_do_on_bad_days(
    provider_world: World, number: str, way: str, states: list[str]
) -> None:
    provider = provider_world.plug()
    page = provider.begin(provider_world.order(number)).address
    provider_world.choose(page, way)
    assert [json.loads(body)["state"] for _, body in provider_world.heard] == states
    if way.startswith("late"):
        provider_world.choose(page, "late_call")
        assert json.loads(provider_world.heard[-1][1])["state"] == "paid"


def notice_body(**changes: object) -> bytes:
    return json.dumps(
        {"number": "n", "merchant": MERCHANT, "state": "paid", "amount": 1, "currency": "JPY", **changes}
    ).encode()


def test_a_changed_or_foreign_notice_is_not_believed(provider_world: World) -> None:
    provider, body = provider_world.plug(), notice_body()
    headers = signed_headers(SECRET, CALLBACK, body, START)
    assert provider.read_notice(headers, body, START).answer.number == "n"
    others: tuple[tuple[dict[str, str], bytes], ...] = (
        (headers, notice_body(amount=2)),
        ({**headers, "x-payment-nonce": "another"}, body),
        ({**headers, "x-payment-time": str(int(START.timestamp()) + 1)}, body),
        ({**headers, "x-payment-signature": "0" * 64}, body),
        ({**headers, "x-payment-signature": "é"}, body),
        ({}, body),
        (signed_headers(b"another secret, as long", CALLBACK, body, START), body),
        (signed_headers(SECRET, "POST /orders", body, START), body),
        (signed_headers(SECRET, CALLBACK, body, START, "n" * 65), body),
    )
    for forged, text in others:
        with pytest.raises(AdapterError) as refused:
            provider.read_notice(forged, text, START)
        assert (refused.value.code, refused.value.permanent) == ("NOTICE_UNSIGNED", True)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_notice_of_another_time_is_not_believed(provider_world: World, minutes: int) -> None:
    body = notice_body()
    headers = signed_headers(SECRET, CALLBACK, body, START)
    moment = START + timedelta(minutes=minutes)
    assert code_of(lambda: provider_world.plug().read_notice(headers, body, moment)) == ("NOTICE_OLD", True)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"\xff", b"[" * 5000, notice_body(state="received"), notice_body(amount=True),
        notice_body(amount=-1), notice_body(amount="1"), notice_body(amount=10**12), notice_body(number=7),
        notice_body(merchant="OTHER"), notice_body(currency=None),
    ],
)  # fmt: skip
def test_a_signed_notice_that_makes_no_sense_is_refused(provider_world: World, body: bytes) -> None:
    headers = signed_headers(SECRET, CALLBACK, body, START)
    assert code_of(lambda: provider_world.plug().read_notice(headers, body, START)) == ("NOTICE_MALFORMED", True)


def test_who_does_not_know_the_secret_begins_nothing(provider_world: World, number: str) -> None:
    assert code_of(lambda: provider_world.plug(secret=b"another secret, as long").begin(provider_world.order(number)))[
        0
    ] == ("PROVIDER_REFUSED")


def test_nobody_is_sent_to_a_pay_page_elsewhere(
    provider_world: World, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from integrations.http import Reply

    provider = provider_world.plug()
    evil = Reply(201, {}, b'{"pay_url": "https://evil.example/pay"}')
    monkeypatch.setattr(provider_world.transport, "post_json", lambda *_args: evil)
    assert code_of(lambda: provider.begin(provider_world.order(number))) == ("PROVIDER_CONFIG", True)
