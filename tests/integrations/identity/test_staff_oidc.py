"""Staff sign-in by OIDC."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from socket import create_server
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from integrations.http import Reply
from integrations.identity.client_key import public_jwks
from integrations.identity.mock.app import add_provider
from integrations.identity.mock.staff import colleague, staff_provider
from integrations.identity.staff_oidc import StaffOidc, StaffOidcSettings
from integrations.sockets.staff_socket import StaffAssertion
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

SECRET = "a secret: with/signs & spaces"
KAIGO = colleague("m.kaigo", "見本 介", "介護保険課", ("介護保険課", "全職員"))
KEY = ECKey.generate_key("P-256")


@dataclass
class City:
    world: World
    settings: StaffOidcSettings

    def plug(self, **changes: Any) -> StaffOidc:
        return StaffOidc(replace(self.settings, **changes), self.world.transport, KEY)

    def sign_in(self, plug: StaffOidc | None = None, fault: str = "none") -> StaffAssertion:
        plug, request = plug or self.plug(), attempt()
        return plug.complete(self.world.choose(plug.begin(request), "m.kaigo", fault), request, self.world.clock())


@pytest.fixture(scope="module")
def provider() -> Iterator[City]:
    clock, transport, app = Clock(), Twisted(timeout=5.0), FastAPI()
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}/realms/staff"
        add_provider(app, staff_provider((KAIGO,), issuer, "kakanai", SECRET, REDIRECT, clock, slow_seconds=1.0))
        stack.enter_context(serving(app, listener))
        yield City(World(clock, transport, issuer=issuer), StaffOidcSettings(issuer, "kakanai", SECRET))
    transport.close()


@pytest.fixture
def city(provider: City) -> City:
    provider.world.clock.now, provider.world.transport.twist = START, untouched
    return provider


def test_a_member_of_staff_signs_in_and_brings_their_groups(city: City) -> None:
    assertion = city.sign_in()
    assert (assertion.login, assertion.name, assertion.groups) == (
        "m.kaigo",
        "見本 介",
        frozenset({"介護保険課", "全職員"}),
    )
    assert (assertion.issuer, assertion.methods) == (city.settings.issuer, ("pwd", "otp"))
    assert assertion.subject == city.sign_in().subject


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("bad_signature", "TOKEN_INVALID_SIG"),
        ("alg_none", "TOKEN_ALG"),
        ("wrong_issuer", "ISSUER_MISMATCH"),
        ("wrong_audience", "AUDIENCE_MISMATCH"),
        ("wrong_nonce", "NONCE_REPLAYED"),
        ("expired_token", "TOKEN_EXPIRED"),
        ("error_500", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_broken_answer_lets_nobody_in(city: City, fault: str, code: str) -> None:
    assert code_of(lambda: city.sign_in(fault=fault)) == code


def test_a_wrong_secret_is_a_fault_of_the_settings(city: City) -> None:
    assert code_of(lambda: city.sign_in(city.plug(secret="another"))) == "PROVIDER_CONFIG"


def test_who_leaves_the_provider_is_informed(city: City) -> None:
    plug, request = city.plug(), attempt()
    returned = city.world.choose(plug.begin(request), "")
    assert code_of(lambda: plug.complete(returned, request, START)) == "USER_CANCELLED"


def test_a_level_that_is_asked_for_must_come_back(city: City) -> None:
    assert city.sign_in(city.plug(acr="mfa")).login == "m.kaigo"
    assert code_of(lambda: city.sign_in(city.plug(acr="mfa"), "low_acr")) == "ACR_INSUFFICIENT"


@pytest.mark.parametrize(
    ("reports_time", "fault", "code"),
    [(True, "none", ""), (True, "old_auth", "AUTH_NOT_FRESH"), (False, "old_auth", "")],
)
def test_an_act_that_wants_it_now_is_not_served_by_an_earlier_sign_in(
    city: City, reports_time: bool, fault: str, code: str
) -> None:
    plug, request = city.plug(reports_auth_time=reports_time), replace(attempt(), fresh=True)
    address = plug.begin(request)
    assert "prompt=login" in address
    returned = city.world.choose(address, "m.kaigo", fault)
    assert code_of(lambda: plug.complete(returned, request, city.world.clock())) == code


@pytest.mark.parametrize("claim", ["login_claim", "groups_claim"])
def test_a_token_without_login_or_groups_lets_nobody_in(city: City, claim: str) -> None:
    """Directories omit groups for members of too many groups."""
    assert code_of(lambda: city.sign_in(city.plug(**{claim: "somewhere_else"}))) == "SCOPE_MISSING"


def claims_of(city: City, **changes: object) -> dict[str, object]:
    now = int(START.timestamp())
    return {"iss": city.settings.issuer, "sub": "1", "aud": "kakanai", "iat": now, "exp": now + 60, "nonce": "nonce-1",
             "preferred_username": "m.kaigo", "groups": ["介護保険課"], **changes}  # fmt: skip


def signed(city: City, key: RSAKey | ECKey, alg: str, published: Mapping[str, Any], **changes: object) -> str:
    """Returns the error code or the login."""
    token = jwt.encode({"alg": alg, "kid": "k"}, claims_of(city, **changes), key, algorithms=[alg])
    return answered(city, token, published)


def answered(city: City, token: str, published: Mapping[str, Any]) -> str:
    answer = {"access_token": "a", "token_type": "Bearer", "id_token": token}

    def twist(url: str, reply: Reply) -> Reply:
        body = {"/certs": published, "/token": answer}.get(url[url.rindex("/") :])
        return reply if body is None else Reply(200, {}, json.dumps(body).encode())

    city.world.transport.twist = twist
    assertions: list[StaffAssertion] = []
    return code_of(lambda: assertions.append(city.sign_in())) or assertions[0].login


def as_set(key: RSAKey | ECKey, **changes: object) -> dict[str, Any]:
    entry = public_jwks(key)["keys"]
    assert isinstance(entry, list)
    return {"keys": [{**entry[0], "kid": "k", **changes}]}


RSA = RSAKey.generate_key(2048)


def test_a_provider_may_sign_with_rs256_or_es256(city: City) -> None:
    assert signed(city, RSA, "RS256", as_set(RSA)) == "m.kaigo"
    assert signed(city, KEY, "ES256", as_set(KEY)) == "m.kaigo"


def test_a_public_key_is_no_secret_to_sign_with(city: City) -> None:
    """Key confusion."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "k"}, claims_of(city))]
    message = ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    mac = hmac.digest(RSA.as_pem(private=False), message.encode(), "sha256")
    token = f"{message}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert answered(city, token, as_set(RSA)) == "TOKEN_ALG"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_key_for_another_use_or_of_too_few_bits_verifies_nothing(city: City) -> None:
    assert signed(city, RSA, "RS256", as_set(RSA, use="enc")) == "TOKEN_INVALID_SIG"
    small = RSAKey.generate_key(1024)
    assert signed(city, small, "RS256", as_set(small)) == "TOKEN_INVALID_SIG"


@pytest.mark.parametrize("login", ["", "m\nkaigo", "m" * 101, 7, None])
def test_a_login_that_is_no_name_lets_nobody_in(city: City, login: object) -> None:
    assert signed(city, RSA, "RS256", as_set(RSA), preferred_username=login) == "SCOPE_MISSING"


@pytest.mark.parametrize("groups", ["介護保険課", [1], None, {"a": "b"}])
def test_groups_that_are_no_list_of_names_let_nobody_in(city: City, groups: object) -> None:
    assert signed(city, RSA, "RS256", as_set(RSA), groups=groups) == "SCOPE_MISSING"


def test_a_provider_that_is_gone_is_reported_so(city: City) -> None:
    unreachable = city.plug(issuer="http://127.0.0.1:9/realms/staff")
    assert not unreachable.ready()
    assert code_of(lambda: unreachable.begin(attempt())) == "PROVIDER_UNAVAILABLE"
    assert city.plug().ready()


def test_a_login_may_be_a_hundred_letters_long(city: City) -> None:
    assert signed(city, RSA, "RS256", as_set(RSA), preferred_username="m" * 100) == "m" * 100
