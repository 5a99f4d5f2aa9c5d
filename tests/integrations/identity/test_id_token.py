"""Checks of an id token."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from integrations.identity.client_key import public_jwks
from integrations.identity.id_token import Expected, IdToken, read_id_token
from integrations.identity.signed import VerificationKeys
from tests.integrations.identity.world import START, code_of

KEY = ECKey.generate_key("P-256")
NOW = int(START.timestamp())
EXPECTED = Expected("https://op.example", "RP1", "n", ("aal3",))
SOUND: dict[str, object] = {
    "iss": "https://op.example",
    "sub": "subject",
    "aud": "RP1",
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": "n",
    "acr": "aal3",
}
MISSING = object()


def sign(claims: Mapping[str, object], key: ECKey = KEY, **header: object) -> str:
    head = {"alg": "ES256", "kid": KEY.thumbprint(), **header}
    return jwt.encode(head, dict(claims), key, algorithms=["ES256"])


def read(token: str, expected: Expected = EXPECTED) -> IdToken:
    return read_id_token(token, VerificationKeys(lambda: public_jwks(KEY)), expected, START)


def verdict(**changes: object) -> str:
    claims = {name: value for name, value in (SOUND | changes).items() if value is not MISSING}
    return code_of(lambda: read(sign(claims)))


def test_a_sound_token_shows_who_and_when() -> None:
    token = read(sign(SOUND | {"auth_time": NOW - 30, "amr": ["card", 5]}))
    assert token == IdToken("subject", "aal3", ("card",), datetime.fromtimestamp(NOW - 30, UTC))
    assert read(sign(SOUND)).auth_time == START


@pytest.mark.parametrize(
    "issuer", ["https://op.example/", "https://OP.example", "", None, ["https://op.example"], MISSING]
)
def test_another_issuer_is_refused(issuer: object) -> None:
    assert verdict(iss=issuer) == "ISSUER_MISMATCH"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "RP2"},
        {"aud": "rp1"},
        {"aud": []},
        {"aud": MISSING},
        {"aud": ["RP2"]},
        {"aud": {"RP1": 1}},
        {"aud": ["RP1", "RP2"]},
        {"aud": ["RP1", "RP2"], "azp": "RP2"},
        {"azp": "RP2"},
        {"azp": ""},
    ],
)
def test_a_token_for_somebody_else_is_refused(claims: dict[str, object]) -> None:
    assert verdict(**claims) == "AUDIENCE_MISMATCH"


@pytest.mark.parametrize("claims", [{"aud": ["RP1"]}, {"azp": "RP1"}, {"aud": ["RP1", "RP2"], "azp": "RP1"}])
def test_a_token_for_us_is_taken(claims: dict[str, object]) -> None:
    assert verdict(**claims) == ""


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 60},
        {"exp": MISSING},
        {"exp": str(NOW + 300)},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": 1e300},
        {"iat": MISSING},
        {"iat": NOW + 61},
        {"nbf": NOW + 61},
    ],
)
def test_a_token_of_another_time_is_refused(claims: dict[str, object]) -> None:
    assert verdict(**claims) == "TOKEN_EXPIRED"


@pytest.mark.parametrize("claims", [{"exp": NOW - 59}, {"iat": NOW + 60}, {"nbf": NOW + 60}, {"exp": NOW + 0.5}])
def test_clocks_may_differ_by_a_minute(claims: dict[str, object]) -> None:
    assert verdict(**claims) == ""


@pytest.mark.parametrize("nonce", ["", "N", "n ", None, MISSING])
def test_another_attempts_nonce_is_refused(nonce: object) -> None:
    assert verdict(nonce=nonce) == "NONCE_REPLAYED"


@pytest.mark.parametrize("subject", ["", None, 5, "x" * 256, MISSING])
def test_a_token_that_names_nobody_is_refused(subject: object) -> None:
    assert verdict(sub=subject) == "SUB_MISMATCH"


@pytest.mark.parametrize(
    ("auth_time", "code"),
    [
        (NOW, ""), (NOW - 660, ""), (NOW + 60, ""), (NOW - 661, "AUTH_NOT_FRESH"), (NOW + 61, "AUTH_NOT_FRESH"),
        (MISSING, "AUTH_NOT_FRESH"), (str(NOW), "AUTH_NOT_FRESH"), (True, "AUTH_NOT_FRESH"),
    ],
)  # fmt: skip
def test_who_is_asked_again_and_comes_by_an_earlier_proof_is_refused(auth_time: object, code: str) -> None:
    claims = {name: value for name, value in (SOUND | {"auth_time": auth_time}).items() if value is not MISSING}
    assert code_of(lambda: read(sign(claims), replace(EXPECTED, fresh=True))) == code
    assert read(sign(claims)).subject == "subject"  # no nonce was requested


@pytest.mark.parametrize("acr", ["aal2", "", None, ["aal3"], MISSING])
def test_a_lower_level_is_refused(acr: object) -> None:
    assert verdict(acr=acr) == "ACR_INSUFFICIENT"


def test_a_level_that_was_not_asked_is_not_checked() -> None:
    nothing_asked = Expected("https://op.example", "RP1", "n", ())
    assert read(sign(SOUND | {"acr": 5}), nothing_asked).acr == ""


def test_another_algorithm_is_refused_even_with_a_key_that_is_public() -> None:
    public = OctKey.import_key(str(KEY.as_dict(private=False)["x"]))
    shared = jwt.encode({"alg": "HS256", "kid": KEY.thumbprint()}, SOUND, public, algorithms=["HS256"])
    rsa = jwt.encode({"alg": "RS256", "kid": "r"}, SOUND, RSAKey.generate_key(2048), algorithms=["RS256"])
    assert [code_of(lambda: read(shared)), code_of(lambda: read(rsa))] == ["TOKEN_ALG", "TOKEN_ALG"]


def test_another_key_under_the_known_id_is_refused() -> None:
    assert code_of(lambda: read(sign(SOUND, ECKey.generate_key("P-256")))) == "TOKEN_INVALID_SIG"


@pytest.mark.parametrize("key_id", ["unknown", "", "__class__"])
def test_a_key_id_that_is_not_published_is_refused(key_id: str) -> None:
    assert code_of(lambda: read(sign(SOUND, kid=key_id))) == "TOKEN_INVALID_SIG"


def test_a_token_whose_claims_were_changed_is_refused() -> None:
    head, _, signature = sign(SOUND).split(".")
    assert (
        code_of(lambda: read(f"{head}.{_part(json.dumps(SOUND | {'sub': 'other'}))}.{signature}"))
        == "TOKEN_INVALID_SIG"
    )


@pytest.mark.parametrize(
    "head", ["[]", '["alg"]', "5", "null", "{", "{}", '{"alg": 5}', '{"alg": "ES256", "kid": 5}', "[" * 9000]
)
def test_a_header_of_rubbish_is_refused(head: str) -> None:
    assert code_of(lambda: read(f"{_part(head)}.e30.AAAA")) in {"TOKEN_INVALID_SIG", "TOKEN_ALG"}


@given(st.text())
def test_any_text_that_is_no_token_is_refused(text: str) -> None:
    assert code_of(lambda: read(text)) in {"TOKEN_INVALID_SIG", "TOKEN_ALG"}


def _part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
