"""DasProvider against the mock."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey

from integrations.http import Reply, Transport
from integrations.identity.das import DasProvider, DasSettings
from integrations.sockets.interfaces import AdapterError, Assertion, Callback
from tests.integrations.identity.world import ALICE, CLIENT_ID, REDIRECT, START, World, attempt, code_of

FAULTS = {
    "bad_signature": "TOKEN_INVALID_SIG",
    "alg_none": "TOKEN_ALG",
    "wrong_issuer": "ISSUER_MISMATCH",
    "wrong_audience": "AUDIENCE_MISMATCH",
    "wrong_nonce": "NONCE_REPLAYED",
    "expired_token": "TOKEN_EXPIRED",
    "low_acr": "ACR_INSUFFICIENT",
    "sub_mismatch": "SUB_MISMATCH",
    "no_attributes": "SCOPE_MISSING",
    "error_500": "PROVIDER_UNAVAILABLE",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_answer_signs_nobody_in(mocked: World, fault: str) -> None:
    provider = mocked.das(acr_values="aal3 crl", acr_accepted=("aal3",))
    assert code_of(lambda: mocked.sign_in(provider, fault=fault)) == FAULTS[fault]


def test_a_provider_that_is_slow_is_given_up_and_worth_another_try(mocked: World) -> None:
    hurried = Transport(timeout=0.3)
    provider = DasProvider(mocked.settings(), hurried, mocked.portal_key)
    with pytest.raises(AdapterError) as caught:
        mocked.sign_in(provider, fault="slow")
    hurried.close()
    assert (caught.value.code, caught.value.permanent) == ("PROVIDER_TIMEOUT", False)


def test_the_request_asks_what_the_gateway_wants(mocked: World) -> None:
    provider = mocked.das(acr_values="aal3 crl", acr_accepted=("aal3",))
    address = urlsplit(provider.begin(replace(attempt(), state="a b&c")))
    parameters = {name: values[0] for name, values in parse_qs(address.query, strict_parsing=True).items()}
    assert parameters.pop("code_challenge") != attempt().code_verifier
    assert parameters == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT,
        "scope": "openid name address birthdate gender",
        "state": "a b&c",
        "nonce": "nonce-1",
        "code_challenge_method": "S256",
        "acr_values": "aal3 crl",
    }


def test_no_level_is_asked_where_none_is_set(mocked: World) -> None:
    assert "acr_values" not in mocked.das().begin(attempt())
    assert mocked.sign_in(mocked.das(), fault="low_acr").acr == "aal1"


def sign_in_again(provider: DasProvider, mocked: World, fault: str) -> Assertion:
    request = replace(attempt(), fresh=True)
    return provider.complete(mocked.choose(provider.begin(request), "alice", fault), request, mocked.clock())


def test_an_act_that_wants_it_now_asks_again_and_checks_when_it_was(mocked: World) -> None:
    provider = mocked.das()
    parameters = parse_qs(urlsplit(provider.begin(replace(attempt(), fresh=True))).query)
    assert (parameters["prompt"], parameters["max_age"]) == (["login"], ["600"])
    assert sign_in_again(provider, mocked, "none").auth_time == START
    assert code_of(lambda: sign_in_again(provider, mocked, "old_auth")) == "AUTH_NOT_FRESH"
    assert mocked.sign_in(provider, fault="old_auth").auth_time == START - timedelta(days=1)


def test_of_a_gateway_without_time_only_the_question_is_left(mocked: World) -> None:
    provider = mocked.das(reports_auth_time=False)
    parameters = parse_qs(urlsplit(provider.begin(replace(attempt(), fresh=True))).query)
    assert parameters["prompt"] == ["login"]
    assert "max_age" not in parameters
    assert sign_in_again(provider, mocked, "old_auth").subject


def test_a_level_that_is_asked_must_be_checked(mocked: World) -> None:
    with pytest.raises(ValueError, match="acr_accepted"):
        mocked.settings(acr_values="aal3")


@pytest.mark.parametrize(
    ("error", "code", "permanent"),
    [
        ("access_denied", "USER_CANCELLED", True),
        ("temporarily_unavailable", "PROVIDER_UNAVAILABLE", False),
        ("server_error", "PROVIDER_UNAVAILABLE", False),
        ("invalid_scope", "SCOPE_MISSING", True),
        ("unmet_authentication_requirements", "ACR_INSUFFICIENT", True),
        ("unauthorized_client", "PROVIDER_CONFIG", True),
    ],
)
def test_a_refusal_in_the_callback_has_its_code(mocked: World, error: str, code: str, permanent: bool) -> None:
    with pytest.raises(AdapterError) as caught:
        mocked.das().complete(Callback(attempt().state, error=error), attempt(), START)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)


def test_a_word_from_the_address_bar_does_not_reach_the_log(mocked: World) -> None:
    with pytest.raises(AdapterError) as caught:
        mocked.das().complete(Callback(attempt().state, error="forged\nline"), attempt(), START)
    assert "forged" not in str(caught.value)


Twist = Callable[[dict[str, object]], Mapping[str, object]]


def twist(world: World, endpoint: str, change: Twist, status: int | None = None) -> None:
    def twisted(url: str, reply: Reply) -> Reply:
        if not url.endswith(endpoint):
            return reply
        document = reply.json()
        assert isinstance(document, dict)
        return Reply(status or reply.status, reply.headers, json.dumps(change(document)).encode())

    world.transport.twist = twisted


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scope": "openid name"}, "SCOPE_MISSING"),
        ({"token_type": "mac"}, "PROVIDER_UNAVAILABLE"),
        ({"access_token": "line\r\nX-Forged: 1"}, "PROVIDER_UNAVAILABLE"),
        ({"access_token": "日本"}, "PROVIDER_UNAVAILABLE"),
        ({"access_token": None}, "PROVIDER_UNAVAILABLE"),
        ({"id_token": None}, "PROVIDER_UNAVAILABLE"),
        ({"id_token": "rubbish"}, "TOKEN_INVALID_SIG"),
        ({"scope": None}, ""),
        ({"token_type": "bearer"}, ""),
    ],
)
def test_an_odd_token_answer_is_judged(mocked: World, change: dict[str, object], code: str) -> None:
    twist(mocked, "/token", lambda tokens: tokens | change)
    assert code_of(lambda: mocked.sign_in(mocked.das())) == code


@pytest.mark.parametrize(
    ("status", "error", "code", "permanent"),
    [
        (400, "invalid_grant", "CODE_REUSED", True),
        (400, "invalid_scope", "SCOPE_MISSING", True),
        (401, "invalid_client", "PROVIDER_CONFIG", True),
        (400, None, "PROVIDER_CONFIG", True),
        (403, "invalid_grant", "PROVIDER_CONFIG", True),
        (429, "slow_down", "RATE_LIMITED", False),
        (503, "x", "PROVIDER_UNAVAILABLE", False),
        (302, "x", "PROVIDER_CONFIG", True),
    ],
)
def test_a_refusal_of_the_code_has_its_code(
    mocked: World, status: int, error: str | None, code: str, permanent: bool
) -> None:
    twist(mocked, "/token", lambda _: {"error": error}, status)
    with pytest.raises(AdapterError) as caught:
        mocked.sign_in(mocked.das())
    assert (caught.value.code, caught.value.permanent) == (code, permanent)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "TOKEN_EXPIRED"), (403, "SCOPE_MISSING"), (429, "RATE_LIMITED"), (500, "PROVIDER_UNAVAILABLE")],
)
def test_a_refusal_of_the_attributes_has_its_code(mocked: World, status: int, code: str) -> None:
    twist(mocked, "/userinfo", lambda claims: claims, status)
    assert code_of(lambda: mocked.sign_in(mocked.das())) == code


def test_attributes_without_an_owner_are_nobodys(mocked: World) -> None:
    twist(mocked, "/userinfo", lambda claims: {"name": claims["name"]})
    assert code_of(lambda: mocked.sign_in(mocked.das())) == "SUB_MISMATCH"


@pytest.mark.parametrize("scope", ["name", "address", "birthdate", "gender"])
@pytest.mark.parametrize("sent", ["", None])
def test_an_attribute_that_was_asked_for_and_is_not_sent_is_a_refusal(
    mocked: World, scope: str, sent: str | None
) -> None:
    others = "openid " + " ".join({"name", "address", "birthdate", "gender"} - {scope})
    twist(
        mocked, "/userinfo",
        lambda claims: {name: value if name != scope else sent for name, value in claims.items() if name != scope or sent is not None},
    )  # fmt: skip
    assert code_of(lambda: mocked.sign_in(mocked.das())) == "SCOPE_MISSING"
    assert mocked.sign_in(mocked.das(scope=others)).subject


def test_a_birth_date_that_is_incomplete_on_the_card_was_sent(mocked: World) -> None:
    twist(mocked, "/userinfo", lambda claims: {**claims, "birthdate": "1950-00-00"})
    attributes = mocked.sign_in(mocked.das()).attributes
    assert (attributes.name, attributes.birth, attributes.birth_raw) == (ALICE.name, None, "1950-00-00")


def test_a_sign_in_that_asks_for_no_attributes_needs_none(mocked: World) -> None:
    assert mocked.sign_in(mocked.das(scope="openid")).attributes.name == ""


def test_methods_are_what_the_provider_says_was_done(mocked: World) -> None:
    assert mocked.sign_in(mocked.das()).methods == ("das",)


def test_a_key_that_is_not_the_portals_is_refused(mocked: World) -> None:
    provider = mocked.das()
    published, mocked.portal_key = mocked.portal_key, ECKey.generate_key("P-256")
    stranger = mocked.das()
    mocked.portal_key = published
    assert code_of(lambda: mocked.sign_in(stranger)) == "PROVIDER_CONFIG"
    assert code_of(lambda: mocked.sign_in(provider)) == ""


def test_the_published_key_set_has_no_private_part(mocked: World) -> None:
    keys = mocked.das().public_jwks()["keys"]
    assert isinstance(keys, list)
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]


def test_readiness_asks_rarely(mocked: World) -> None:
    addresses: list[str] = []

    def count(url: str, reply: Reply) -> Reply:
        addresses.append(url)
        return reply

    mocked.transport.twist = count
    provider = mocked.das()
    assert [provider.ready() for _ in range(5)] == [True] * 5
    assert len(addresses) == 1


def test_a_sign_in_reads_the_providers_documents_once(mocked: World) -> None:
    provider = mocked.das()
    mocked.sign_in(provider)
    addresses: list[str] = []

    def count(url: str, reply: Reply) -> Reply:
        addresses.append(urlsplit(url).path.rsplit("/", 1)[1])
        return reply

    mocked.transport.twist = count
    mocked.sign_in(provider)
    assert "openid-configuration" not in addresses
    assert "certs" not in addresses


def test_a_sign_in_logs_no_token_and_no_person(mocked: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="")
    request = attempt()
    provider = mocked.das()
    returned = mocked.choose(provider.begin(request), "alice")
    caplog.clear()
    subject = provider.complete(returned, request, START).subject
    assert not [
        word
        for word in (returned.code, subject, ALICE.name, ALICE.address, request.code_verifier)
        if word in caplog.text
    ]


@pytest.mark.parametrize(
    ("issuer", "tests_only"),
    [
        ("https://auth-and-sign.go.jp/api/realms/main", False),
        ("https://sb-auth-and-sign.go.jp/api/realms/main", True),
        ("https://SB-auth-and-sign.go.jp:443/api/realms/main", True),
        ("http://auth-and-sign.go.jp/api/realms/main", True),
    ],
)
def test_settings_know_what_production_must_refuse(issuer: str, tests_only: bool) -> None:
    assert DasSettings(issuer, CLIENT_ID).for_tests_only is tests_only
