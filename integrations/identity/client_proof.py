"""How a client shows who it is at an authorization server."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from joserfc.jwk import ECKey

from integrations.identity import client_key

Proof = tuple[Mapping[str, str], Mapping[str, str]]  # fields of the form, and headers


def basic(client_id: str, secret: str) -> Proof:
    """`client_secret_basic` (RFC 6749 2.3.1)."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return {}, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def signed(key: ECKey, client_id: str, audience: str, now: datetime) -> Proof:
    """`private_key_jwt` (RFC 7523 2.2)."""
    assertion = client_key.client_assertion(key, client_id, audience, now)
    named = {"client_id": client_id, "client_assertion_type": client_key.ASSERTION_TYPE}
    return {**named, "client_assertion": assertion}, {}
