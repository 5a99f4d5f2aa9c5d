"""Signed callbacks, each with a new nonce."""

import json
from collections.abc import Callable
from datetime import datetime

from integrations.http import Transport
from integrations.payments.hosted_page import CALLBACK
from integrations.payments.mock.orders import Order
from integrations.payments.mock.ways import Way
from integrations.payments.signing import signed_headers
from integrations.sockets.interfaces import AdapterError


class Calls:
    """No retries: the portal asks by itself."""

    def __init__(self, transport: Transport, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._transport = transport
        self._secret = secret
        self._clock = clock

    def send(self, order: Order, way: Way, states: tuple[str, ...]) -> None:
        for state in states:
            fields = {**order.content, "state": state, "amount": order.amount + way.amount}
            body = json.dumps(fields, ensure_ascii=False).encode()
            secret = b"somebody else's" if way.forged else self._secret
            headers = signed_headers(secret, CALLBACK, body, self._clock())
            for _ in range(2 if way.twice else 1):
                self._send(order.callback_url, body.decode(), headers)

    def _send(self, address: str, body: str, headers: dict[str, str]) -> None:
        try:
            self._transport.post_json(address, body, headers)
        except AdapterError:
            return
