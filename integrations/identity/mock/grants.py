"""What residents granted at the mock: codes and access tokens, in memory. Knows no HTTP.

Codes: RFC 6749 4.1.2: once, 60 seconds; a second use takes back what the first one gave.
"""

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
    """One person's yes to one request. `transaction`: what they signed, "" for a sign-in."""

    person: Persona
    redirect_uri: str
    nonce: str
    code_challenge: str
    scope: str
    acr: str
    fault: str
    at: datetime
    transaction: str = ""


class Grants:
    """All of them. Threads may share it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._codes: dict[str, tuple[Grant, str | None]] = {}
        self._tokens: dict[str, tuple[Grant, datetime]] = {}
        self._own: dict[str, datetime] = {}

    def code(self, grant: Grant) -> str:
        """A code for `grant`."""
        with self._lock:
            self._forget()
            code = secrets.token_urlsafe(32)
            self._codes[code] = (grant, None)
            return code

    def redeem(self, code: str) -> tuple[Grant, str] | None:
        """(grant, access token), once. None for a code that is unknown, too old or used."""
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
        """The grant that an access token stands for, for five minutes."""
        with self._lock:
            grant, ends = self._tokens.get(token, (None, self._clock()))
            return grant if self._clock() < ends else None

    def own_token(self) -> str:
        """An access token for the client itself (RFC 6749 4.4)."""
        with self._lock:
            self._forget()
            token = secrets.token_urlsafe(32)
            self._own[token] = self._clock() + TOKEN_LIFE
            return token

    def is_own(self, token: str) -> bool:
        with self._lock:
            return self._clock() < self._own.get(token, self._clock())

    def _forget(self) -> None:
        """A used code stays known as long as its token lives."""
        now = self._clock()
        self._codes = {code: kept for code, kept in self._codes.items() if now - kept[0].at < CODE_LIFE + TOKEN_LIFE}
        self._tokens = {token: kept for token, kept in self._tokens.items() if now < kept[1]}
        self._own = {token: ends for token, ends in self._own.items() if now < ends}
