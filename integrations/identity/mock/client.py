"""`private_key_jwt` (RFC 7523 3, OpenID Connect Core 9)."""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import quote

from integrations.identity.client_key import ASSERTION_TYPE
from integrations.identity.mock.provider import MockProvider
from integrations.identity.signed import signed_claims
from integrations.sockets.interfaces import AdapterError

LONGEST = timedelta(minutes=5)


class ClientCheck:
    def __init__(self, provider: MockProvider) -> None:
        self._provider = provider
        self._seen = _Seen(provider.clock)

    def is_client(self, assertion_type: str, assertion: str, authorization: str = "") -> bool:
        """A short-lived, new ES256 assertion for our token endpoint, or the secret (RFC 6749 2.3.1)."""
        if self._provider.secret:
            pair = f"{quote(self._provider.client_id, safe='')}:{quote(self._provider.secret, safe='')}"
            return hmac.compare_digest(authorization.encode(), b"Basic " + b64encode(pair.encode()))
        if assertion_type != ASSERTION_TYPE:
            return False
        try:
            claims = signed_claims(assertion, self._provider.client_keys)
        except AdapterError:
            return False
        ours = {
            "iss": self._provider.client_id,
            "sub": self._provider.client_id,
            "aud": self._provider.endpoint("token"),
        }
        return ours.items() <= claims.items() and self._fresh(claims)

    def _fresh(self, claims: Mapping[str, object]) -> bool:
        now = self._provider.clock().timestamp()
        issued, expires, jti = claims.get("iat"), claims.get("exp"), claims.get("jti")
        if not (isinstance(issued, int) and isinstance(expires, int) and isinstance(jti, str)):
            return False
        lives = issued <= now + 60 and now < expires <= now + LONGEST.total_seconds()
        return lives and self._seen.first_time(jti)


class _Seen:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._at: dict[str, datetime] = {}

    def first_time(self, jti: str) -> bool:
        with self._lock:
            now = self._clock()
            self._at = {seen: seen_at for seen, seen_at in self._at.items() if now - seen_at <= LONGEST}
            is_first = jti not in self._at
            self._at[jti] = now
            return is_first
