"""A running `kakanai-reader` with virtual readers, and a person at its prompt."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any

from joserfc.jwk import ECKey

from integrations.card_reader.agent import Agent
from integrations.card_reader.pin_entry import Typed
from integrations.card_reader.prompt import Entry
from integrations.card_reader.question import PortalKeys
from integrations.card_reader.server import ReaderServer
from integrations.card_reader.virtual import VirtualReaders
from integrations.certificates.algorithms import RSA_2048
from integrations.certificates.mock.app import MockJpki
from integrations.http import Reply, Transport
from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_question import written
from integrations.sockets.card_socket import CardAsk, CardUse
from tests.integrations.card_reader.virtual_card import Chip, laid_down
from tests.integrations.certificates.world import HOLDERS
from tests.integrations.identity.world import Clock
from tests.servers import free_ports

ORIGIN = "https://shinsei.city.example"


class Person:
    """Types what is next in the queue, and remembers what was shown."""

    def __init__(self) -> None:
        self.typing: SimpleQueue[Typed | None] = SimpleQueue()
        self.shown: list[str] = []
        self.entries: list[Entry] = []
        self.open = 0

    def sheet(self, purpose: str) -> "_Sheet":
        self.open += 1
        self.shown.append(purpose)
        return _Sheet(self)

    def types(self, text: str, *, last_try: bool = False) -> None:
        self.typing.put(Typed(text, last_try))

    def stops(self) -> None:
        self.typing.put(None)


class _Sheet:
    def __init__(self, person: Person) -> None:
        self._person = person
        self._stopped = False

    @property
    def stopped(self) -> bool:
        if not self._stopped and not self._person.entries and not self._person.typing.empty():
            self._stopped = self._person.typing.get() is None
        return self._stopped

    def show(self, text: str) -> None:
        self._person.shown.append(text)

    def ask(self, entry: Entry, still: Callable[[], bool]) -> Typed | None:
        self._person.entries.append(entry)
        while still():
            try:
                typed = self._person.typing.get(timeout=0.02)
            except Empty:
                continue
            self._stopped = typed is None
            return typed
        return None

    def close(self) -> None:
        self._person.open -= 1


@dataclass
class Counter:
    jpki: MockJpki
    clock: Callable[[], datetime]
    key: ECKey
    ports: list[int]
    origin: str = ORIGIN
    address: str = ""
    person: Person = field(default_factory=Person)
    transport: Transport = field(default_factory=lambda: Transport(timeout=20.0))
    crowd: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))
    numbers: int = 0

    @property
    def agent(self) -> LoopbackAgent:
        return LoopbackAgent(self.address, self.origin, self.key, fake=True)

    def question(self, use: CardUse, **changes: Any) -> tuple[CardAsk, str]:
        self.numbers += 1
        digests = (
            {} if use is CardUse.ATTRIBUTES else {RSA_2048.name: RSA_2048.digest_info(RSA_2048.hashed(b"challenge"))}
        )
        ask = CardAsk(use, f"number-{self.numbers}", digests)
        return ask, written(ask, **{"key": self.key, "issuer": self.origin, "now": self.clock(), **changes})

    def post(self, token: str, headers: Mapping[str, str] | None = None) -> "Future[Reply]":
        content = json.dumps({"question": token}).encode()
        to = f"{self.address}/v1/use"
        return self.crowd.submit(
            self.transport.post, to, content, "application/json", {"Origin": self.origin, **(headers or {})}
        )

    def used(self, use: CardUse, chip: Chip | None, pin: str = "", *, last_try: bool = False) -> tuple[CardAsk, Reply]:
        """The whole exchange; without a `pin` none is typed."""
        ask, token = self.question(use)
        with ExitStack() as stack:
            if chip is not None:
                stack.enter_context(laid_down(chip, self.ports[0]))
            waiting = self.post(token)
            if pin:
                self.person.types(pin, last_try=last_try)
            return ask, waiting.result(20)

    def problem(
        self, use: CardUse, chip: Chip | None, pin: str = "", *, last_try: bool = False
    ) -> tuple[int, dict[str, object]]:
        reply = self.used(use, chip, pin, last_try=last_try)[1]
        return reply.status, json.loads(reply.body)

    def waits(self, happened: Callable[[], bool]) -> None:
        for _ in range(4000):
            if happened():
                return
            time.sleep(0.005)
        raise AssertionError("it did not happen")


@cache
def practice() -> MockJpki:
    return MockJpki(HOLDERS, Clock())


@contextmanager
def counter(
    *, readers: int = 1, reader: str = "", seconds: float = 15.0, origin: str = ORIGIN, jpki: MockJpki | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[Counter]:  # fmt: skip
    now, ports = clock or Clock(), free_ports(readers)
    at = Counter(jpki or practice(), now, ECKey.generate_key("P-256"), ports, origin)
    virtual = VirtualReaders(ports)
    keys = PortalKeys(lambda: json.dumps(at.agent.public_jwks()).encode())
    agent = Agent(origin, keys, virtual, at.person, now, reader, seconds)
    with ReaderServer(0, agent) as server:
        at.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield at
        finally:
            at.crowd.shutdown()
            server.shutdown()
            thread.join()
            at.transport.close()
            virtual.close()
