"""LINE Login, over the wire. Add further providers of accounts to `ALGORITHMS`."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from socket import create_server
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from integrations.http import Reply, Transport
from integrations.identity.line_login import LineLogin, LineLoginSettings
from integrations.identity.mock.line_login import add_line_login, line_provider
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import MockProvider
from integrations.identity.signed import ES256, HS256
from integrations.sockets.account_socket import AccountAssertion
from integrations.sockets.interfaces import Callback
from tests.integrations.identity.world import (
    REDIRECT,
    START,
    Clock,
    Twisted,
    World,
    attempt,
    code_of,
    serving,
    untouched,
)

CHANNEL, SECRET = "1234567890", "0123456789abcdef0123456789abcdef"
HANAKO, TARO = "U" + "a" * 32, "U" + "b" * 32
ACCOUNTS = (Persona(HANAKO, "はなこ"), Persona(TARO, "たろう"))
KEY = ECKey.generate_key("P-256")


@dataclass
class Line:
    world: World
    settings: LineLoginSettings
    provider: MockProvider
    friends: set[str] = field(default_factory=set)

    def plug(self, **changes: Any) -> LineLogin:
        return LineLogin(replace(self.settings, **changes), self.world.transport, KEY)

    def sign_in(self, account: str = HANAKO, fault: str = "none", plug: LineLogin | None = None) -> AccountAssertion:
        plug, request = plug or self.plug(), attempt()
        return plug.complete(self.world.choose(plug.begin(request), account, fault), request, self.world.clock())


@pytest.fixture(scope="module", params=[HS256, ES256])
def algorithm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def served_line(algorithm: str) -> Iterator[Line]:
    clock, transport, app, friends = Clock(), Twisted(timeout=5.0), FastAPI(), set[str]()
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}/line-login"
        provider = line_provider(ACCOUNTS, issuer, CHANNEL, SECRET, (REDIRECT,), clock)
        add_line_login(app, provider, friends.__contains__, algorithm=algorithm)
        stack.enter_context(serving(app, listener))
        settings = LineLoginSettings(issuer, issuer, CHANNEL, SECRET)
        yield Line(World(clock, transport, issuer=issuer), settings, provider, friends)
    transport.close()


@pytest.fixture
def line(served_line: Line) -> Line:
    served_line.world.clock.now, served_line.world.transport.twist = START, untouched
    served_line.friends.clear()
    return served_line


def test_an_account_is_the_one_that_messages_go_to(line: Line) -> None:
    assert line.sign_in() == AccountAssertion(HANAKO, friend=False, auth_time=START)
    assert line.sign_in(TARO).account == TARO
    assert HANAKO not in repr(line.sign_in())


def test_who_has_added_the_citys_account_is_known(line: Line) -> None:
    line.friends.add(HANAKO)
    assert line.sign_in().friend
    line.world.transport.twist = lambda url, reply: Reply(500, {}, b"") if "friendship" in url else reply
    assert not line.sign_in().friend


def test_the_request_is_as_line_documents_it(line: Line) -> None:
    query = parse_qs(urlsplit(line.plug().begin(attempt())).query)
    assert query["scope"] == ["openid profile"]
    assert query["response_type"] == ["code"]
    assert query["client_id"] == [CHANNEL]
    assert query["bot_prompt"] == ["normal"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"] == ["state-1"]
    assert query["nonce"] == ["nonce-1"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("bad_signature", "TOKEN_INVALID_SIG"),
        ("alg_none", "TOKEN_ALG"),
        ("wrong_issuer", "ISSUER_MISMATCH"),
        ("wrong_audience", "AUDIENCE_MISMATCH"),
        ("wrong_nonce", "NONCE_REPLAYED"),
        ("expired_token", "TOKEN_EXPIRED"),
        ("sub_mismatch", "SUB_MISMATCH"),
        ("error_500", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_broken_answer_names_no_account(line: Line, fault: str, code: str) -> None:
    assert code_of(lambda: line.sign_in(fault=fault)) == code


def test_a_code_works_once_and_for_its_attempt_alone(line: Line) -> None:
    plug, request = line.plug(), attempt()
    returned = line.world.choose(plug.begin(request), HANAKO)
    assert plug.complete(returned, request, START).account == HANAKO
    assert code_of(lambda: plug.complete(returned, request, START)) == "CODE_REUSED"
    returned = line.world.choose(plug.begin(request), HANAKO)
    other = replace(attempt(2), state=request.state)
    assert code_of(lambda: plug.complete(returned, other, START)) == "CODE_REUSED"
    assert code_of(lambda: plug.complete(returned, attempt(3), START)) == "STATE_MISMATCH"


def test_who_declines_comes_back_calmly_in_either_spelling(line: Line) -> None:
    plug, request = line.plug(), attempt()
    assert (
        code_of(lambda: plug.complete(line.world.choose(plug.begin(request), ""), request, START)) == "USER_CANCELLED"
    )
    loud = Callback(request.state, error="ACCESS_DENIED")
    assert code_of(lambda: plug.complete(loud, request, START)) == "USER_CANCELLED"


def test_a_wrong_secret_is_a_fault_of_the_settings(line: Line) -> None:
    plug = line.plug(secret="f" * 32)
    assert code_of(lambda: line.sign_in(plug=plug)) == "PROVIDER_CONFIG"


def test_the_published_key_is_no_secret_for_a_signature(line: Line) -> None:
    """The classic confusion: HS256 under what everybody can read."""
    claims = {"iss": line.settings.issuer, "aud": CHANNEL, "sub": HANAKO, "nonce": "nonce-1", "iat": int(START.timestamp()),
              "exp": int(START.timestamp()) + 60}  # fmt: skip
    header = {"alg": HS256, "kid": line.provider.key.thumbprint()}
    signed = ".".join(map(_part, (json.dumps(header).encode(), json.dumps(claims).encode())))
    digest = hmac.digest(line.provider.key.as_pem(private=False), signed.encode(), hashlib.sha256)
    forged = f"{signed}.{_part(digest)}"

    def swap(url: str, reply: Reply) -> Reply:
        if not url.endswith("/token"):
            return reply
        return Reply(200, {}, f'{{"access_token":"a","token_type":"Bearer","id_token":"{forged}"}}'.encode())

    line.world.transport.twist = swap
    assert code_of(line.sign_in) == "TOKEN_INVALID_SIG"


def _part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def test_an_unreachable_line_is_not_ready(line: Line) -> None:
    assert line.plug().ready()
    lost = LineLogin(LineLoginSettings("http://127.0.0.1:9", "http://127.0.0.1:9", CHANNEL, SECRET), Transport(), KEY)
    assert not lost.ready()
    assert code_of(lambda: lost.begin(attempt())) == "PROVIDER_UNAVAILABLE"
