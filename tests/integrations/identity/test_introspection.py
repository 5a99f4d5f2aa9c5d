"""Tokens of an authorization server, asked about over the wire (RFC 6749 4.4, RFC 7662)."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from socket import create_server
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response
from joserfc.jwk import ECKey

from integrations.http import Reply, Transport
from integrations.identity.client_key import public_jwks
from integrations.identity.client_proof import basic
from integrations.identity.introspection import KEEP_SECONDS, PAUSE_SECONDS, Introspection, IntrospectionSettings
from integrations.identity.mock.token_server import LIFE, MockTokenServer, Party
from integrations.identity.signed import VerificationKeys
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.token_socket import Grant
from tests.integrations.identity.world import START, Clock, serving

US, KEY = "https://shinsei.city.example", ECKey.generate_key("P-256")
READ, WRITE = "kakanai:applications:read", "kakanai:results:write"
SECRET = "a secret: with/signs & spaces"
OURS, SIGNING = "api of kakanai", "kakanai-signs"


def unchanged(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


class Recorded(Transport):
    def __init__(self, **limits: Any) -> None:
        super().__init__(**limits)
        self.sent: list[dict[str, str]] = []

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        self.sent.append(dict(form))
        return super().post_form(url, form, headers)


@dataclass
class World:
    server: MockTokenServer
    clock: Clock
    transport: Transport
    elapsed: float = 0.0

    def plug(self, **changes: str) -> Introspection:
        issuer = self.server.issuer
        settings = IntrospectionSettings(issuer, f"{issuer}/introspect", OURS, US, SECRET)
        return Introspection(replace(settings, **changes), self.transport, KEY, self.clock, lambda: self.elapsed)

    def token(self, scope: str = READ) -> str:
        form = {"grant_type": "client_credentials", "scope": scope}
        _, headers = basic("kaigo", "the machine's")
        reply = self.transport.post_form(f"{self.server.issuer}/token", form, headers)
        assert reply.status == 200, reply.text
        answer = reply.json()
        assert isinstance(answer, dict)
        return str(answer["access_token"])

    def answer(self, **claims: object) -> Grant:
        """Of a new token, whose introspection says `claims` too; None removes."""
        self.server.answers = lambda answer: {
            name: value for name, value in (answer | claims).items() if value is not None
        }
        return self.plug().ask(self.token())


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    clock, transport, app = Clock(), Transport(timeout=30.0, max_bytes=64_000), FastAPI()
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        keys = VerificationKeys(lambda: public_jwks(KEY))
        server = MockTokenServer(
            f"http://127.0.0.1:{listener.getsockname()[1]}/realms/city",
            {"kaigo": Party("the machine's", (READ, WRITE))},
            {OURS: Party(SECRET), SIGNING: Party(keys=keys)}, US, clock,
        )  # fmt: skip
        app.include_router(server.pages())
        stack.enter_context(serving(app, listener))
        yield World(server, clock, transport)
    transport.close()


@pytest.fixture
def world(running: World) -> World:
    running.clock.now, running.elapsed, running.server.asked = START, 0.0, 0
    running.server.answers = unchanged
    return running


@pytest.mark.parametrize("who", [{"client_id": OURS}, {"client_id": SIGNING, "secret": ""}])
def test_a_token_of_the_server_is_of_its_client_with_its_scopes(world: World, who: dict[str, str]) -> None:
    plug, token = world.plug(**who), world.token(f"{READ} {WRITE}")
    assert len(token) > 200
    for _ in range(2):
        assert plug.ask(token) == Grant("kaigo", frozenset({READ, WRITE}))
    assert world.server.asked == 2
    assert plug.ask(f"{token}x") == plug.ask("made-up") == Grant(fault="inactive")


def test_only_who_asks_by_secret_publishes_no_key(world: World) -> None:
    assert world.plug().public_jwks() == {"keys": []}
    assert world.plug(secret="").public_jwks() == public_jwks(KEY)


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        ({"active": False}, "inactive"),
        ({"iss": "https://another.example"}, "issuer"),
        ({"iss": ["https://another.example"]}, "issuer"),
        ({"aud": "https://another.example"}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": [f"{US}/", US.upper(), 1]}, "audience"),
        ({"aud": {US: True}}, "audience"),
        ({"exp": None}, "ended"),
        ({"exp": int(START.timestamp())}, "ended"),
        ({"exp": "2999-01-01"}, "ended"),
        ({"exp": True}, "ended"),
        ({"nbf": START.timestamp() + 31}, "early"),
        ({"nbf": "now"}, "early"),
        ({"token_type": "DPoP"}, "bound"),
        ({"cnf": {"x5t#S256": "x"}}, "bound"),
        ({"client_id": None}, "client"),
        ({"client_id": ["kaigo"]}, "client"),
        ({"client_id": ""}, "client"),
        ({"client_id": "x" * 201}, "client"),
        ({"client_id": "a\nb"}, "client"),
    ],
)
def test_what_the_server_says_must_fit(world: World, claims: dict[str, object], fault: str) -> None:
    assert world.answer(**claims) == Grant(fault=fault)


def test_what_may_be_left_out_is_not_missed(world: World) -> None:
    grant = Grant("kaigo", frozenset({READ}))
    assert world.answer(iss=None, nbf=None, token_type=None, sub=None, iat=None) == grant
    assert world.answer(aud=["https://another.example", US], token_type="bearer", exp=START.timestamp() + 0.5) == grant
    assert world.answer(nbf=START.timestamp() + 30) == grant  # clocks differ
    for client in ("x", "x" * 200):
        assert world.answer(client_id=client) == Grant(client, frozenset({READ}))
    for scope in (None, "", [READ], 7):
        assert world.answer(scope=scope) == Grant("kaigo", frozenset())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("{}", media_type="application/json"), "PROVIDER_UNAVAILABLE"),
        (Response('{"active": "true"}', media_type="application/json"), "PROVIDER_UNAVAILABLE"),
        (Response("[true]", media_type="application/json"), "PROVIDER_UNAVAILABLE"),
        (Response("<html>", media_type="text/html"), "PROVIDER_UNAVAILABLE"),
        (Response('{"active": true, "x": "' + "x" * 64_000 + '"}'), "PROVIDER_UNAVAILABLE"),
        (RedirectResponse("https://another.example/introspect", 307), "PROVIDER_UNAVAILABLE"),
        (Response(status_code=204), "PROVIDER_UNAVAILABLE"),
        (Response(status_code=429), "PROVIDER_UNAVAILABLE"),
        (Response(status_code=500), "PROVIDER_UNAVAILABLE"),
        (Response(status_code=403), "PROVIDER_CONFIG"),
    ],
)
def test_another_answer_leaves_the_token_unknown(world: World, answer: Response, code: str) -> None:
    plug, token = world.plug(), world.token()
    world.server.answers = lambda _: answer
    with pytest.raises(AdapterError, match=code) as failed:
        plug.ask(token)
    assert token not in str(failed.value)
    assert failed.value.permanent == (code == "PROVIDER_CONFIG")
    world.server.answers = unchanged
    world.elapsed = PAUSE_SECONDS if len(answer.body) > 64_000 else 0.0  # whatever else it answers, it is there
    assert plug.ask(token).client_id == "kaigo"


def test_a_server_that_does_not_know_us_is_a_fault_of_the_settings(world: World) -> None:
    token = world.token()
    for changes in (
        {"secret": "wrong"},
        {"client_id": "kaigo", "secret": "the machine's"},
        {"client_id": OURS, "secret": ""},
    ):
        with pytest.raises(AdapterError, match="PROVIDER_CONFIG"):
            world.plug(**changes).ask(token)


def test_an_answer_is_kept_for_a_minute_and_no_longer_than_the_token_lives(world: World) -> None:
    plug, token = world.plug(), world.token()
    assert plug.kept(token) is None
    grant = plug.ask(token)
    del world.server.tokens[token]
    world.clock.pass_by(KEEP_SECONDS - 1)
    assert (plug.kept(token), plug.kept(f"{token}x")) == (grant, None)
    world.clock.pass_by(1)
    assert (plug.kept(token), plug.ask(token).fault) == (None, "inactive")
    late = world.token()
    world.clock.pass_by(LIFE - 5)
    plug.ask(late)
    world.clock.pass_by(4)
    assert plug.kept(late) == grant
    world.clock.pass_by(1)
    assert (plug.kept(late), plug.ask(late).fault) == (None, "inactive")
    assert token not in repr(vars(plug))


def test_what_is_worth_nothing_is_not_kept(world: World) -> None:
    plug, token = world.plug(), world.token()
    world.server.answers = lambda answer: answer | {"aud": "https://another.example"}
    assert (plug.ask(token).fault, plug.kept(token)) == ("audience", None)


def test_no_more_is_kept_than_there_is_room_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.identity.introspection.MOST_KEPT", 2)
    plug, tokens = world.plug(), [world.token() for _ in range(4)]
    for token in tokens[:3]:
        plug.ask(token)
    assert [plug.kept(token) is not None for token in tokens] == [False, True, True, False]
    world.clock.pass_by(KEEP_SECONDS)
    plug.ask(tokens[3])
    assert [plug.kept(token) is not None for token in tokens] == [False, False, False, True]


def test_a_server_that_is_slow_is_asked_again_after_a_pause(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plug, token, over = world.plug(), world.token(), threading.Event()

    def slowly(answer: dict[str, Any]) -> dict[str, Any]:
        over.wait(30)
        return answer

    world.server.answers = slowly
    monkeypatch.setattr(plug, "_transport", Transport(timeout=0.3, max_bytes=64_000))
    with pytest.raises(AdapterError, match="PROVIDER_TIMEOUT"):
        plug.ask(token)
    over.set()
    monkeypatch.undo()
    world.server.answers, world.server.asked = unchanged, 0
    world.elapsed = PAUSE_SECONDS - 0.1
    with pytest.raises(AdapterError, match="PROVIDER_TIMEOUT: failed a moment ago"):
        plug.ask(token)
    assert world.server.asked == 0
    world.elapsed = PAUSE_SECONDS
    assert plug.ask(token).client_id == "kaigo"


def test_at_most_two_threads_wait_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.identity.introspection._WAIT", 0.05)
    plug, token, over, both = world.plug(), world.token(), threading.Event(), threading.Barrier(3)

    def slowly(answer: dict[str, Any]) -> dict[str, Any]:
        both.wait(30)
        over.wait(30)
        return answer

    world.server.answers = slowly
    waiting = [threading.Thread(target=plug.ask, args=(token,)) for _ in range(2)]
    for thread in waiting:
        thread.start()
    both.wait(30)
    with pytest.raises(AdapterError, match="others wait"):
        plug.ask(token)
    over.set()
    for thread in waiting:
        thread.join()
    assert plug.kept(token) is not None


def test_it_is_ready_while_it_answers_and_knows_us(world: World) -> None:
    assert world.plug().ready()
    assert not world.plug(secret="wrong").ready()
    world.server.answers = lambda _: {}
    assert not world.plug().ready()


def test_a_server_that_is_gone_leaves_the_token_unknown(world: World) -> None:
    with create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/introspect"
    with pytest.raises(AdapterError, match="PROVIDER_UNAVAILABLE"):
        world.plug(address=address).ask(world.token())
    assert not world.plug(address=address).ready()


def test_the_mock_gives_tokens_to_its_clients_alone_and_takes_them_back(world: World) -> None:
    def ask(path: str, *who: str, **form: str) -> int:
        return world.transport.post_form(f"{world.server.issuer}/{path}", form, basic(*who)[1] if who else {}).status

    kaigo, grant = ("kaigo", "the machine's"), {"grant_type": "client_credentials"}
    assert [ask("token", *who, **grant) for who in (kaigo, ("kaigo", "x"), (OURS, SECRET), ())] == [200, 401, 401, 401]
    assert ask("token", *kaigo, grant_type="password") == 400
    assert ask("token", *kaigo, **grant, scope="kakanai:protected:read") == 400
    assert ask("introspect", OURS, SECRET) == 400
    token, plug = world.token(), world.plug()
    assert (ask("revoke", "kaigo", "x", token=token), plug.ask(token).fault) == (401, "")
    assert (ask("revoke", *kaigo, token=token), plug.ask(token).fault) == (200, "inactive")


def test_an_assertion_is_used_once(world: World) -> None:
    wire, token = Recorded(timeout=5.0), world.token()
    with closing(wire):
        plug = replace(world, transport=wire).plug(client_id=SIGNING, secret="")
        assert plug.ask(token).client_id == "kaigo"
        (sent,) = wire.sent
        assert (sent["token"], sent["token_type_hint"], sent["client_id"]) == (token, "access_token", SIGNING)
        assert wire.post_form(f"{world.server.issuer}/introspect", sent).status == 401
