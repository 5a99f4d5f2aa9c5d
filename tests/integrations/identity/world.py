"""The mock provider over HTTP on loopback."""

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from joserfc.jwk import ECKey

from integrations.http import Reply, Transport
from integrations.identity.das import DasProvider, DasSettings
from integrations.identity.das_signing import DasSigning, DasSigningSettings
from integrations.identity.mock.app import mock_app
from integrations.identity.mock.persona import Persona
from integrations.identity.signed import fetch_jwks
from integrations.sockets.certificate_sockets import SigningCards
from integrations.sockets.interfaces import AdapterError, Assertion, Callback, SignInRequest

CLIENT_ID = "RP00000001"
REDIRECT = "http://127.0.0.1:9/sign-in/back"
ALICE = Persona(
    id="alice",
    name="見本　花子",
    kana="ミホン　ハナコ",
    birth=date(1985, 3, 15),
    sex_raw="2",
    address="見本県見本市中央１丁目２番３号",
    about="小学生の子どもが二人います",
)
BOB = replace(
    ALICE, id="bob", name="𠮷田　太郎", kana="", birth=date(2001, 12, 1), sex_raw="1", about="一人暮らし <学生>"
)
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def untouched(url: str, reply: Reply) -> Reply:
    return reply


class Twisted(Transport):
    """Passes each response through `twist`."""

    twist: Callable[[str, Reply], Reply] = staticmethod(untouched)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.twist(url, super().get(url, headers))

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        return self.twist(url, super().post_form(url, form, headers))

    def post(self, url: str, content: bytes, media: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.twist(url, super().post(url, content, media, headers))


@dataclass
class World:
    """`portal_key` is the published key; `landing` is on another origin."""

    clock: Clock
    transport: Twisted
    portal_key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    results: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    issuer: str = ""
    landing: str = ""

    def settings(self, **changes: Any) -> DasSettings:
        return replace(DasSettings(issuer=self.issuer, client_id=CLIENT_ID), **changes)

    def das(self, **changes: Any) -> DasProvider:
        return DasProvider(self.settings(**changes), self.transport, self.portal_key)

    def das_signing(self, **changes: Any) -> DasSigning:
        settings = replace(DasSigningSettings(self.issuer, CLIENT_ID), **changes)
        return DasSigning(settings, self.transport, self.portal_key, self.results)

    def endpoint(self, name: str) -> str:
        return f"{self.issuer}/protocol/openid-connect/{name}"

    def choose(self, address: str, person: str, fault: str = "none") -> Callback:
        page = self.transport.get(address)
        assert page.status == 200, page.text
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        assert action
        reply = self.transport.post_form(urljoin(address, unescape(action[1])), {"person": person, "fault": fault})
        assert reply.status == 303
        return callback(reply)

    def sign_in(self, provider: DasProvider, person: str = "alice", fault: str = "none") -> Assertion:
        request = attempt()
        return provider.complete(self.choose(provider.begin(request), person, fault), request, self.clock())


def attempt(number: int = 1) -> SignInRequest:
    return SignInRequest(f"state-{number}", f"nonce-{number}", f"{number:0>43}", REDIRECT)


def callback(reply: Reply) -> Callback:
    address = reply.headers["location"]
    assert address.startswith(f"{REDIRECT}?")
    parameters = dict(parse_qsl(urlsplit(address).query))
    return Callback(parameters["state"], parameters.get("code", ""), parameters.get("error", ""))


# Retrying helps only for these codes.
PASSES = {"PROVIDER_UNAVAILABLE", "PROVIDER_TIMEOUT", "RATE_LIMITED", "REVOCATION_UNKNOWN", "REVOCATION_STALE"}


def code_of(work: Callable[[], object]) -> str:
    """ "" if none is raised."""
    raised: AdapterError | None = None
    try:
        work()
    except AdapterError as error:
        raised = error
    if raised is None:
        return ""
    assert raised.permanent is (raised.code not in PASSES), raised
    return raised.code


@contextmanager
def serving(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    # Not uvloop: its handles abort the process when another thread collects them.
    server = uvicorn.Server(uvicorn.Config(app, loop="asyncio", log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True  # an open page may keep a stream
        thread.join()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener, serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def world(
    clock: Clock, transport: Twisted, people: tuple[Persona, ...] = (), cards: SigningCards | None = None
) -> Iterator[World]:
    running = World(clock, transport)
    portal = FastAPI()

    @portal.get("/jwks")
    def jwks() -> dict[str, object]:
        return running.das_signing().public_jwks()

    @portal.get("/sign-in/back", response_class=HTMLResponse)
    def back() -> str:
        return '<!doctype html><html lang="ja"><link rel="icon" href="data:,"><title>戻りました</title>'

    with ExitStack() as stack:
        portal_socket, mock_socket = (stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2))
        address = f"http://127.0.0.1:{portal_socket.getsockname()[1]}"
        running.landing = f"{address}/sign-in/back"
        running.issuer = f"http://127.0.0.1:{mock_socket.getsockname()[1]}/api/realms/main"
        mock = mock_app(
            people=people or (ALICE, BOB),
            issuer=running.issuer,
            client_id=CLIENT_ID,
            client_jwks=lambda: fetch_jwks(transport, f"{address}/jwks"),
            redirect_uris=(REDIRECT, running.landing),
            clock=clock,
            slow_seconds=1.0,
            cards=cards,
        )
        stack.enter_context(serving(portal, portal_socket))
        stack.enter_context(serving(mock, mock_socket))
        yield running
