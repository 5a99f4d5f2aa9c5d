"""The mock payment provider over HTTP."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

from integrations.http import Transport
from integrations.payments.debit_page import DebitPage, DebitPageSettings
from integrations.payments.hosted_page import HostedPage, HostedPageSettings
from integrations.payments.mock import DEBIT_PATH, PATH, STRIPE_PATH
from integrations.payments.mock.app import Merchant, add_payments
from integrations.payments.mock.debit import add_debits
from integrations.payments.mock.stripe import StripeKeys, add_stripe
from integrations.payments.stripe import METHODS, Stripe, StripeSettings
from integrations.sockets.debit_socket import DebitOrder
from integrations.sockets.payment_socket import PaymentOrder

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
MERCHANT, SECRET = "MIHON", b"sixteen bytes or more"
KEY, WEBHOOK = "sk_test_mihon", "whsec_mihon"


@dataclass
class World:
    """`heard`: (headers, body) of every notice, in order."""

    address: str
    portal: str
    transport: Transport
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def plug(self, address: str = "", secret: bytes = SECRET, merchant: str = MERCHANT) -> HostedPage:
        settings = HostedPageSettings(address or f"{self.address}{PATH}", merchant, secret)
        return HostedPage(settings, self.transport, lambda: START)

    def stripe(self, address: str = "", key: str = KEY) -> Stripe:
        at = address or f"{self.address}{STRIPE_PATH}"
        return Stripe(StripeSettings(key, WEBHOOK, METHODS, at, self.address), self.transport)

    def registrar(self, address: str = "", secret: bytes = SECRET, merchant: str = MERCHANT) -> DebitPage:
        settings = DebitPageSettings(address or f"{self.address}{DEBIT_PATH}", merchant, secret)
        return DebitPage(settings, self.transport, lambda: START)

    def registration(self, number: str) -> DebitOrder:
        return DebitOrder(
            number, "市税の口座振替", f"{self.portal}/debits/{number}/back", f"{self.portal}/debits/callback",
            START + timedelta(minutes=30),
        )  # fmt: skip

    def order(self, number: str, amount: int = 1300) -> PaymentOrder:
        return PaymentOrder(
            number, amount, "住民票の写し", f"{self.portal}/payments/{number}/back", f"{self.portal}/payments/callback",
            START + timedelta(minutes=30),
        )  # fmt: skip

    def choose(self, page: str, way: str) -> str:
        """Returns the redirect."""
        assert re.search(rf'value="{way}"', self.transport.get(page).text), f"no {way} on the page"
        answer = self.transport.post_form(page, {"way": way})
        assert answer.status == 303, answer.text
        return answer.headers["location"]


@contextmanager
def world() -> Iterator[World]:
    mock, portal = FastAPI(), FastAPI()
    sockets = [socket.socket() for _ in range(2)]
    for listener in sockets:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)  # queues connections until the server starts
    addresses = [f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in sockets]
    running = World(addresses[0], addresses[1], Transport(timeout=5.0))

    @portal.post("/payments/callback")
    async def callback(request: Request) -> PlainTextResponse:
        running.heard.append((dict(request.headers), await request.body()))
        return PlainTextResponse("ok")

    portal.post("/debits/callback")(callback)
    add_debits(mock, addresses[0], Merchant(MERCHANT, SECRET, addresses[1]), running.transport, lambda: START)
    add_payments(mock, addresses[0], Merchant(MERCHANT, SECRET, addresses[1]), running.transport, lambda: START)
    hook = f"{addresses[1]}/payments/callback"
    add_stripe(mock, addresses[0], StripeKeys(KEY, WEBHOOK, hook), running.transport, lambda: START)
    servers = [
        uvicorn.Server(uvicorn.Config(app, loop="asyncio", log_level="error", lifespan="off")) for app in (mock, portal)
    ]
    threads = [
        threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        for server, listener in zip(servers, sockets, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        yield running
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.should_exit = True
            thread.join(timeout=10)
        running.transport.close()
