import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from integrations.identity.addresses import with_query
from integrations.identity.id_token import FRESH
from integrations.identity.pkce import challenge
from integrations.identity.refusals import callback_refusal
from integrations.sockets.interfaces import AdapterError, Assertion, BasicFour, Callback, SignInRequest

ISSUER = "https://identity.invalid"  # RFC 2606: never resolves


class FakeProvider:
    """`people`: subject → attributes. `since`: an earlier authentication."""

    name = "fake"
    fake = True

    def __init__(self, people: Mapping[str, BasicFour]) -> None:
        self.people = people
        self.down = False
        self.since = timedelta()
        self._codes: dict[str, tuple[str, str, str]] = {}

    def begin(self, request: SignInRequest) -> str:
        self._answer_or_fail()
        bound = {"nonce": request.nonce, "code_challenge": challenge(request.code_verifier)}
        return with_query(f"{ISSUER}/auth", {"state": request.state, "redirect_uri": request.redirect_uri, **bound})

    def approve(self, address: str, subject: str) -> Callback:
        query = parse_qs(urlsplit(address).query)
        code = secrets.token_urlsafe(16)
        self._codes[code] = (subject, query["nonce"][0], query["code_challenge"][0])
        return Callback(state=query["state"][0], code=code)

    def cancel(self, address: str) -> Callback:
        return Callback(state=parse_qs(urlsplit(address).query)["state"][0], error="access_denied")

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        if callback.state != request.state:
            raise AdapterError("STATE_MISMATCH", permanent=True)
        if callback.error or not callback.code:
            raise callback_refusal(callback.error)
        self._answer_or_fail()
        subject, nonce, code_challenge = self._codes.pop(callback.code, ("", "", ""))
        if code_challenge != challenge(request.code_verifier):
            raise AdapterError("CODE_REUSED", permanent=True)
        if nonce != request.nonce:
            raise AdapterError("NONCE_REPLAYED", permanent=True)
        if request.fresh and self.since > FRESH:
            raise AdapterError("AUTH_NOT_FRESH", permanent=True)
        return Assertion(self.name, ISSUER, subject, (self.name,), "", now - self.since, self.people[subject])

    def ready(self) -> bool:
        return not self.down

    def _answer_or_fail(self) -> None:
        if self.down:
            raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)
