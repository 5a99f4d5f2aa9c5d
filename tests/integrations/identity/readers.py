"""A practice card agent over HTTP on loopback."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from joserfc.jwk import ECKey

from integrations.certificates.algorithms import RSA_2048
from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.verifier import JpkiVerifier
from integrations.http import Reply, Transport
from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_question import written
from integrations.identity.card_sign_in import DirectCard
from integrations.identity.mock.card_agent import PATH, READER, PracticeAgent, add_card_agent
from integrations.identity.signed import Jwks
from integrations.sockets.card_socket import CardAsk, CardUse
from integrations.sockets.certificate_sockets import RevocationSource
from integrations.sockets.interfaces import Callback
from tests.integrations.certificates.world import HOLDERS
from tests.integrations.identity.world import START, Clock, serving

ORIGIN = "https://shinsei.city.example"
PINS = {CardUse.ATTRIBUTES: "1234", CardUse.PROVE: "1234", CardUse.SIGN: "TEST1234"}


@dataclass
class Readers:
    """`host` of the agent; `key` of the portal."""

    jpki: MockJpki
    clock: Clock
    host: str
    practice: PracticeAgent
    key: ECKey
    transport: Transport = field(default_factory=lambda: Transport(timeout=20.0))
    crowd: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8))

    @property
    def agent(self) -> LoopbackAgent:
        return LoopbackAgent(f"http://{self.host}{PATH}", ORIGIN, self.key, fake=True)

    def direct(self, revocation: RevocationSource | None = None, **changes: Any) -> DirectCard:
        judge = JpkiVerifier(
            self.jpki.authorities.trust(), revocation or FakeRevocation(), **{"kind": "auth", **changes}
        )
        return DirectCard(self.agent, judge, self.clock)

    def question(self, use: CardUse = CardUse.PROVE, number: str = "number-1", **changes: Any) -> tuple[CardAsk, str]:
        """`changes` alter the signed fields."""
        ask = CardAsk(use, number, {RSA_2048.name: RSA_2048.digest_info(RSA_2048.hashed(b"challenge"))})
        fields = {"key": self.key, "issuer": ORIGIN, "now": self.clock(), **changes}
        return ask, f"{self.agent.address}/v1/use#{written(ask, **fields)}"

    def post(self, address: str, headers: Mapping[str, str] | None = None) -> "Future[Reply]":
        """In a thread, as the page's script waits."""
        to, _, token = address.partition("#")
        content = json.dumps({"question": token}).encode()
        return self.crowd.submit(
            self.transport.post, to, content, "application/json", {"Origin": ORIGIN, **(headers or {})}
        )

    def waits(self, use: CardUse | None = None) -> None:
        """For this use, if given."""
        for _ in range(4000):
            if (asked := self.practice.reader.asked) and use in (None, asked):
                return
            time.sleep(0.005)
        raise AssertionError(f"nothing is asked: {use}")

    def at_reader(self, boxes: Mapping[str, str]) -> None:
        """Once a request waits."""
        self.waits()
        reply = self.transport.post_form(f"http://{self.host}{READER}", boxes)
        assert reply.status == 303, reply.text

    def used(self, address: str, card: str = "hanako", pin: str = "1234") -> Reply:
        """The whole exchange."""
        waiting = self.post(address)
        self.at_reader({"card": card, "pin": pin})
        return waiting.result(20)

    def approve(self, address: str, card: str, pin: str = "1234") -> Callback:
        reply = self.used(address, card, pin)
        return Callback(json.loads(reply.body)["number"], reply.text)

    def cancel(self, address: str) -> Callback:
        waiting = self.post(address)
        self.at_reader({"act": "USER_CANCELLED"})
        assert json.loads(waiting.result(20).body) == {"error": "USER_CANCELLED"}
        return Callback("state-1", error="access_denied")

    def refresh(self) -> None:
        self.clock.now = START
        self.practice.used.clear()
        for card in self.jpki.cards._cards.values():
            for pin in card.pins.values():
                pin.left = pin.max


@contextmanager
def readers(jwks: Callable[[], Jwks] | None = None) -> Iterator[Readers]:
    clock, key, app = Clock(), ECKey.generate_key("P-256"), FastAPI()
    jpki = MockJpki(HOLDERS, clock)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        published = LoopbackAgent(f"http://{host}{PATH}", ORIGIN, key, fake=True).public_jwks
        people = [(holder.id, holder.name) for holder in HOLDERS]
        practice = PracticeAgent(jpki.cards, people, ORIGIN, jwks or published, clock, seconds=10.0)
        add_card_agent(app, practice)
        world = Readers(jpki, clock, host, practice, key)
        with serving(app, listener):
            yield world
        world.crowd.shutdown()
        world.transport.close()
