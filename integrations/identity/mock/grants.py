"""Codes (once, 60 seconds, RFC 6749 4.1.2; reuse revokes the token), access tokens."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from integrations.identity.mock.persona import Persona

CODE_LIFE = timedelta(seconds=60)
TOKEN_LIFE = timedelta(seconds=300)


@dataclass(frozen=True)
class Grant:
    person: Persona
    redirect_uri: str
    nonce: str
    code_challenge: str
    scope: str
    acr: str
    fault: str
    at: datetime
    transaction: str = ""  # what the person signed, "" for a sign-in


class Grants:
    """Thread-safe."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._codes: dict[str, tuple[Grant, str | None]] = {}
        self._tokens: dict[str, tuple[Grant, datetime]] = {}
        self._own: dict[str, datetime] = {}

    def code(self, grant: Grant) -> str:
        with self._lock:
            self._forget()
            code = secrets.token_urlsafe(32)
            self._codes[code] = (grant, None)
            return code

    def redeem(self, code: str) -> tuple[Grant, str] | None:
        """None if unknown, expired or used."""
        with self._lock:
            grant, used_for = self._codes.get(code, (None, None))
            if used_for is not None:
                self._tokens.pop(used_for, None)
            if grant is None or used_for is not None or self._clock() - grant.at > CODE_LIFE:
                return None
            token = secrets.token_urlsafe(32)
            self._codes[code] = (grant, token)
            self._tokens[token] = (grant, self._clock() + TOKEN_LIFE)
            return grant, token

    def of_token(self, token: str) -> Grant | None:
        with self._lock:
            grant, ends = self._tokens.get(token, (None, self._clock()))
            return grant if self._clock() < ends else None

    def own_token(self) -> str:
        """For the client itself (RFC 6749 4.4)."""
        with self._lock:
            self._forget()
            token = secrets.token_urlsafe(32)
            self._own[token] = self._clock() + TOKEN_LIFE
            return token

    def is_own(self, token: str) -> bool:
        with self._lock:
            return self._clock() < self._own.get(token, self._clock())

    def _forget(self) -> None:
        now = self._clock()
        self._codes = {code: entry for code, entry in self._codes.items() if now - entry[0].at < CODE_LIFE + TOKEN_LIFE}
        self._tokens = {token: entry for token, entry in self._tokens.items() if now < entry[1]}
        self._own = {token: ends for token, ends in self._own.items() if now < ends}
