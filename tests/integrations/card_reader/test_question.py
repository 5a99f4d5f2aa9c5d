"""The reader's own check of a question agrees with the portal's library."""

import http.server
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey

from integrations.card_reader.question import PortalKeys, fetch_keys, read_question
from integrations.certificates.algorithms import RSA_2048
from integrations.identity.card_question import written
from integrations.identity.client_key import public_jwks
from integrations.sockets.card_socket import CardAsk, CardUse
from integrations.sockets.interfaces import AdapterError
from tests.integrations.card_reader.test_p256 import signed
from tests.integrations.identity.world import START

ORIGIN = "https://shinsei.city.example"
KEY = ECKey.generate_key("P-256")
ASK = CardAsk(CardUse.PROVE, "number-1", {RSA_2048.name: b"digest"})
NOW = int(START.timestamp())
CLAIMS = {
    "iss": ORIGIN,
    "aud": "kakanai-card-agent",
    "jti": "n",
    "use": "prove",
    "digests": {},
    "iat": NOW,
    "exp": NOW + 120,
}


def keys(document: object = None) -> PortalKeys:
    content = json.dumps(document if document is not None else public_jwks(KEY)).encode()
    return PortalKeys(lambda: content)


def code_of(token: str, known: PortalKeys | None = None) -> str:
    try:
        read_question(token, known or keys(), ORIGIN, START)
    except AdapterError as error:
        return error.code
    return ""


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def encoded(key: Any = KEY, header: dict[str, Any] | None = None, **changes: Any) -> str:
    head = {"alg": "ES256", "kid": KEY.thumbprint(), **(header or {})}
    return jwt.encode(head, {**CLAIMS, **changes}, key, algorithms=[head["alg"]])


def test_what_the_portal_writes_is_read() -> None:
    assert read_question(written(ASK, KEY, ORIGIN, START), keys(), ORIGIN, START) == ASK


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (encoded(), ""), (encoded(iss="https://evil.example"), "ISSUER_MISMATCH"), (encoded(aud="other"), "AUDIENCE_MISMATCH"),
        (encoded(exp=NOW + 121), "NONCE_EXPIRED"), (encoded(iat=NOW - 200, exp=NOW - 80), "NONCE_EXPIRED"),
        (encoded(use="steal"), "TOKEN_INVALID_SIG"), (encoded(ECKey.generate_key("P-256")), "TOKEN_INVALID_SIG"),
        (encoded(header={"kid": "another"}), "TOKEN_INVALID_SIG"),
        (encoded(OctKey.import_key("secret of 32 bytes and some more."), {"alg": "HS256"}), "TOKEN_ALG"),
        ("", "TOKEN_INVALID_SIG"), ("a.b", "TOKEN_INVALID_SIG"), ("a.b.c", "TOKEN_INVALID_SIG"), ("ä.b.c", "TOKEN_INVALID_SIG"),
        ("W10.W10.W10", "TOKEN_INVALID_SIG"), (encoded() + "x" * 4096, "TOKEN_INVALID_SIG"),
    ],
)  # fmt: skip
def test_what_a_question_must_say(token: str, code: str) -> None:
    assert code_of(token) == code


def test_a_question_without_algorithm_or_with_an_extension_is_refused() -> None:
    head, claims, _ = encoded().split(".")
    assert code_of(f"eyJhbGciOiJub25lIiwia2lkIjoieCJ9.{claims}.") == "TOKEN_ALG"
    assert code_of(f"{head}.{claims}.") == "TOKEN_INVALID_SIG"
    header = b64(json.dumps({"alg": "ES256", "kid": KEY.thumbprint(), "crit": ["exp"], "exp": 1}).encode())
    private = cast(ec.EllipticCurvePrivateKey, KEY.private_key)
    assert code_of(f"{header}.{claims}.{b64(signed(f'{header}.{claims}'.encode(), private))}") == "TOKEN_INVALID_SIG"


def test_claims_are_an_object() -> None:
    header = {"alg": "ES256", "kid": KEY.thumbprint()}
    assert code_of(jws.serialize_compact(header, b"[]", KEY, algorithms=["ES256"])) == "TOKEN_INVALID_SIG"


@pytest.mark.parametrize(
    "document", [[], {}, {"keys": None}, {"keys": [None, {}, {"kty": "EC", "crv": "P-256", "kid": "x", "x": 1}]}]
)
def test_a_set_without_a_key_verifies_nothing(document: object) -> None:
    assert code_of(encoded(), keys(document)) in ("PROVIDER_UNAVAILABLE", "TOKEN_INVALID_SIG")


def test_keys_for_other_uses_are_passed_over() -> None:
    entry = public_jwks(KEY)["keys"][0]  # type: ignore[index]
    assert code_of(encoded(), keys({"keys": [entry | {"use": "enc"}]})) == "TOKEN_INVALID_SIG"
    assert code_of(encoded(), keys({"keys": [entry | {"alg": "ES384"}]})) == "TOKEN_INVALID_SIG"


def test_an_unknown_key_is_fetched_again_but_not_at_each_question() -> None:
    fetched = []

    def fetch() -> bytes:
        fetched.append(1)
        return json.dumps(public_jwks(KEY)).encode()

    known = PortalKeys(fetch)
    for _ in range(3):
        assert code_of(encoded(), known) == ""
        assert code_of(encoded(header={"kid": "another"}), known) == "TOKEN_INVALID_SIG"
    assert len(fetched) == 1


class _Portal(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def portal() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Portal) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_keys_are_fetched_from_the_portal(portal: str) -> None:
    assert fetch_keys(portal) == b"/.well-known/jwks.json"


def test_the_keys_of_another_place_are_not(portal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Portal, "status", 302)
    with pytest.raises(AdapterError, match="PROVIDER_UNAVAILABLE"):
        fetch_keys(portal)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://127.0.0.1:x"])
def test_a_portal_that_is_away(address: str) -> None:
    with pytest.raises(AdapterError, match="PROVIDER_UNAVAILABLE"):
        fetch_keys(address)
