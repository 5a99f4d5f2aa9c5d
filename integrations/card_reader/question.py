"""Verifies the portal's question (RFC 7515, RFC 7517)."""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException
from threading import Lock
from urllib.request import HTTPRedirectHandler, Request, build_opener

from integrations.card_reader.p256 import Point, verifies
from integrations.sockets.card_protocol import MAX_BYTES, read_claims
from integrations.sockets.card_socket import CardAsk
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError

_PAUSE_SECONDS = 5.0
_TIMEOUT = 5.0
_LONGEST = 100_000


class PortalKeys:
    # An unknown id fetches again, at most every few seconds: keys rotate.
    def __init__(self, fetch: Callable[[], bytes]) -> None:
        self._fetch, self._lock = fetch, Lock()
        self._keys: Mapping[str, Point] = {}
        self._fetched = float("-inf")

    def find(self, key_id: str) -> Point | None:
        """Raises AdapterError PROVIDER_UNAVAILABLE."""
        with self._lock:
            if key_id not in self._keys and time.monotonic() - self._fetched > _PAUSE_SECONDS:
                self._keys = _keys_in(self._fetch())
                self._fetched = time.monotonic()
            return self._keys.get(key_id)


def fetch_keys(portal: str) -> bytes:
    # Without redirects, which would lead to keys of another place.
    try:
        with build_opener(_NoRedirect).open(Request(f"{portal}/.well-known/jwks.json"), timeout=_TIMEOUT) as response:  # noqa: S310
            return bytes(response.read(_LONGEST))
    except (HTTPException, OSError, ValueError):
        raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, "the portal's keys", permanent=False) from None


def read_question(token: str, keys: PortalKeys, portal: str, now: datetime) -> CardAsk:
    """Raises AdapterError TOKEN_ALG, TOKEN_INVALID_SIG, and those of `read_claims`."""
    try:
        if len(token) > MAX_BYTES:
            raise ValueError("too long")
        head, claims, signature = token.encode("ascii").split(b".")
        header = json.loads(_decoded(head))
        algorithm, key_id = header["alg"], header["kid"]
        if algorithm != "ES256":
            raise AdapterError(IdentityCode.TOKEN_ALG, "not ES256", permanent=True)
        if "crit" in header or not isinstance(key_id, str):
            raise ValueError("an extension")
        key = keys.find(key_id)
        if key is None or not verifies(key, head + b"." + claims, _decoded(signature)):
            raise ValueError("not the portal's")
        content = json.loads(_decoded(claims))
        if not isinstance(content, dict):
            raise TypeError("no claims")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AdapterError(IdentityCode.TOKEN_INVALID_SIG, "a question to a card agent", permanent=True) from None
    return read_claims(content, portal, now)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _keys_in(document: bytes) -> Mapping[str, Point]:
    # A set may hold keys for other uses and of other kinds.
    keys: dict[str, Point] = {}
    try:
        entries = json.loads(document)["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, "no key set", permanent=False) from None
    for entry in entries if isinstance(entries, list) else []:
        try:
            fits = (entry["kty"], entry["crv"], entry.get("use", "sig"), entry.get("alg", "ES256"))
            if fits == ("EC", "P-256", "sig", "ES256"):
                x, y = (int.from_bytes(_decoded(entry[name].encode("ascii"))) for name in ("x", "y"))
                keys[str(entry["kid"])] = (x, y)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return keys


def _decoded(part: bytes) -> bytes:
    return urlsafe_b64decode(part + b"=" * (-len(part) % 4))
