"""Token introspection (RFC 7662)."""

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore, Lock

from joserfc.jwk import ECKey

from integrations.http import Reply, Transport
from integrations.identity.client_key import public_jwks
from integrations.identity.client_proof import basic, signed
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.token_socket import Grant

KEEP_SECONDS = 60.0  # a token that the server revokes is worth something for so long
PAUSE_SECONDS = 5.0
SKEW = 30.0
MOST_KEPT = 10_000
# Threads that wait for the server; others are needed for people.
_AT_ONCE, _WAIT = 2, 3.0
_LONGEST_ID = 200
_OUR_FAULT = (400, 401, 403)


@dataclass(frozen=True)
class IntrospectionSettings:
    """`audience`: what tokens for us name. `secret` "": `private_key_jwt`."""

    issuer: str  # compared exactly
    address: str
    client_id: str
    audience: str
    secret: str = field(default="", repr=False)


class Introspection:
    """Thread-safe. Good answers are kept in memory, by a hash of the token. While the server is away it is asked once in
    `PAUSE_SECONDS`."""

    name = "introspection"

    def __init__(
        self, settings: IntrospectionSettings, transport: Transport, key: ECKey, now: Callable[[], datetime],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._settings, self._transport, self._key = settings, transport, key
        self._now, self._elapsed = now, elapsed
        self._lock, self._turns = Lock(), BoundedSemaphore(_AT_ONCE)
        self._kept: dict[bytes, tuple[float, float, Grant]] = {}  # from, until, by the hash
        self._failure: tuple[float, AdapterError] | None = None

    def kept(self, token: str) -> Grant | None:
        with self._lock:
            since, until, grant = self._kept.get(_digest(token), (0.0, 0.0, Grant()))
        return grant if since <= self._now().timestamp() < until else None

    def ask(self, token: str) -> Grant:
        claims, now = self._answer(token), self._now().timestamp()
        grant = self._judge(claims, now)
        if not grant.fault:
            self._keep(_digest(token), now, min(now + KEEP_SECONDS, _seconds(claims, "exp") or 0.0), grant)
        return grant

    def ready(self) -> bool:
        try:
            self._answer(secrets.token_urlsafe(32))
        except AdapterError:
            return False
        return True

    def public_jwks(self) -> Mapping[str, object]:
        return {"keys": []} if self._settings.secret else public_jwks(self._key)

    def _answer(self, token: str) -> Mapping[str, object]:
        self._demand_up()
        if not self._turns.acquire(timeout=_WAIT):
            raise AdapterError("PROVIDER_TIMEOUT", "others wait for the server already", permanent=False)
        try:
            self._demand_up()
            reply = self._post(token)
        except AdapterError as error:
            self._failure = (self._elapsed(), error)
            raise
        finally:
            self._turns.release()
        return _claims(reply)

    def _demand_up(self) -> None:
        failure = self._failure
        if failure is not None and self._elapsed() - failure[0] < PAUSE_SECONDS:
            raise AdapterError(failure[1].code, "failed a moment ago", permanent=failure[1].permanent)

    def _post(self, token: str) -> Reply:
        how = self._settings
        if how.secret:
            form, headers = basic(how.client_id, how.secret)
        else:
            form, headers = signed(self._key, how.client_id, how.issuer, self._now())
        form = {**form, "token": token, "token_type_hint": "access_token"}
        return self._transport.post_form(how.address, form, {**headers, "Accept": "application/json"})

    def _judge(self, claims: Mapping[str, object], now: float) -> Grant:
        if claims["active"] is not True:
            return Grant(fault="inactive")
        audiences = claims.get("aud")
        client, ends, begins = claims.get("client_id"), _seconds(claims, "exp"), _seconds(claims, "nbf")
        if claims.get("iss", self._settings.issuer) != self._settings.issuer:
            return Grant(fault="issuer")
        if self._settings.audience not in (audiences if isinstance(audiences, list) else [audiences]):
            return Grant(fault="audience")
        if ends is None or ends <= now:
            return Grant(fault="ended")
        if "nbf" in claims and (begins is None or begins > now + SKEW):
            return Grant(fault="early")
        # A bearer token works for its holder; others are bound to a key (RFC 8705, RFC 9449) that we do not see.
        if "cnf" in claims or str(claims.get("token_type", "bearer")).lower() != "bearer":
            return Grant(fault="bound")
        if not isinstance(client, str) or not 0 < len(client) <= _LONGEST_ID or not client.isprintable():
            return Grant(fault="client")
        scope = claims.get("scope")
        return Grant(client, frozenset(scope.split() if isinstance(scope, str) else ()))

    def _keep(self, digest: bytes, now: float, until: float, grant: Grant) -> None:
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept = {key: kept for key, kept in self._kept.items() if kept[0] <= now < kept[1]}
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = (now, until, grant)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _claims(reply: Reply) -> Mapping[str, object]:
    """With a boolean `active`. Raises AdapterError."""
    if reply.status in _OUR_FAULT:
        raise AdapterError("PROVIDER_CONFIG", f"the server refused us with {reply.status}", permanent=True)
    if reply.status != 200:
        raise AdapterError("PROVIDER_UNAVAILABLE", f"the server answered {reply.status}", permanent=False)
    claims = reply.json()
    if not isinstance(claims, dict) or not isinstance(claims.get("active"), bool):
        raise AdapterError("PROVIDER_UNAVAILABLE", "the answer is no introspection", permanent=False)
    return claims


def _seconds(claims: Mapping[str, object], name: str) -> float | None:
    value = claims.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
