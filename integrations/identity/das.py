"""Sign-in in the manner of デジタル認証アプリサービスAPI (DAS): OpenID Connect code flow, PKCE, `private_key_jwt`, ES256.

What the public documents leave open about the real gateway (issuer, where its document stands, levels) is a setting.
Logs nothing: every answer here is a token or a person.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from joserfc.jwk import ECKey

from integrations.cached import Cached
from integrations.http import Transport
from integrations.identity import client_key
from integrations.identity.addresses import with_query
from integrations.identity.basic_four import read_basic_four
from integrations.identity.discovery import Endpoints, discovery_address, read_endpoints
from integrations.identity.id_token import Expected, read_id_token
from integrations.identity.pkce import challenge
from integrations.identity.refusals import callback_refusal, token_refusal, userinfo_refusal
from integrations.identity.signed import VerificationKeys, fetch_jwks
from integrations.interfaces import AdapterError, Assertion, BasicFour, Callback, SignInRequest

SANDBOX_HOST = "sb-auth-and-sign.go.jp"
KEEP_SECONDS = 3600.0
READY_SECONDS = 60.0
PAUSE_SECONDS = 5.0
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750 2.1; anything else could write further header lines


@dataclass(frozen=True)
class DasSettings:
    """`issuer` is compared character by character. `acr_values` is sent as it stands ("aal3 crl"); the token's `acr`
    must then be one of `acr_accepted`. `discovery_address`: only if it is not where the standard says."""

    issuer: str
    client_id: str
    scope: str = "openid name address birthdate gender"
    acr_values: str = ""
    acr_accepted: tuple[str, ...] = ()
    discovery_address: str = ""

    def __post_init__(self) -> None:
        if self.acr_values and not self.acr_accepted:
            raise ValueError("a level is asked for (acr_values) but none is accepted (acr_accepted)")

    @property
    def for_tests_only(self) -> bool:
        """True for an issuer that production must refuse: without https, or the gateway's sandbox."""
        parts = urlsplit(self.issuer)
        return parts.scheme != "https" or parts.hostname == SANDBOX_HOST


class DasProvider:
    """The plug. One instance serves all threads; what it keeps is the provider's public documents."""

    name = "das"
    fake = False

    def __init__(self, settings: DasSettings, transport: Transport, key: ECKey) -> None:
        self._settings, self._transport, self._key = settings, transport, key
        self._endpoints = Cached(self._discover, keep=KEEP_SECONDS, pause=PAUSE_SECONDS)
        self._provider_keys = VerificationKeys(lambda: fetch_jwks(transport, self._endpoints.get().jwks))

    def begin(self, request: SignInRequest) -> str:
        """AdapterError where the provider's document cannot be read."""
        parameters = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": request.redirect_uri,
            "scope": self._settings.scope,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": challenge(request.code_verifier),
            "code_challenge_method": "S256",
        }
        if self._settings.acr_values:
            parameters["acr_values"] = self._settings.acr_values
        return with_query(self._endpoints.get().authorization, parameters)

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        """Redeems the code, checks the id token, reads the attributes. `now` is aware."""
        if callback.state != request.state:
            raise AdapterError("STATE_MISMATCH", permanent=True)
        if callback.error or not callback.code:
            raise callback_refusal(callback.error)
        access_token, id_token = self._redeem(callback.code, request, now)
        settings = self._settings
        expected = Expected(settings.issuer, settings.client_id, request.nonce, settings.acr_accepted)
        token = read_id_token(id_token, self._provider_keys, expected, now)
        return Assertion(
            provider=self.name,
            issuer=settings.issuer,
            subject=token.subject,
            methods=(self.name, *token.methods),
            acr=token.acr,
            auth_time=token.auth_time,
            attributes=self._attributes(access_token, token.subject),
        )

    def ready(self) -> bool:
        """Asks at most once a minute."""
        try:
            self._endpoints.get(max_age=READY_SECONDS)
        except AdapterError:
            return False
        return True

    def public_jwks(self) -> dict[str, object]:
        """What the portal publishes at the key address that is registered with the provider."""
        return client_key.public_jwks(self._key)

    def _discover(self) -> Endpoints:
        issuer = self._settings.issuer
        return read_endpoints(self._transport, self._settings.discovery_address or discovery_address(issuer), issuer)

    def _redeem(self, code: str, request: SignInRequest, now: datetime) -> tuple[str, str]:
        """(access token, id token) for the code (RFC 6749 4.1.3, RFC 7523 2.2)."""
        endpoint, client_id = self._endpoints.get().token, self._settings.client_id
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": request.redirect_uri,
            "code_verifier": request.code_verifier,
            "client_id": client_id,
            "client_assertion_type": client_key.ASSERTION_TYPE,
            "client_assertion": client_key.client_assertion(self._key, client_id, endpoint, now),
        }
        reply = self._transport.post_form(endpoint, form)
        if reply.status != 200:
            raise token_refusal(reply)
        return self._tokens(reply.json())

    def _tokens(self, answer: object) -> tuple[str, str]:
        tokens = answer if isinstance(answer, dict) else {}
        access, identity, scope = tokens.get("access_token"), tokens.get("id_token"), tokens.get("scope")
        bearer = str(tokens.get("token_type")).lower() == "bearer"
        if not (bearer and isinstance(identity, str) and isinstance(access, str) and _BEARER.fullmatch(access)):
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer holds no bearer and id token", permanent=False)
        # RFC 6749 5.1: told only where it differs from what was asked.
        if isinstance(scope, str) and set(self._settings.scope.split()) - set(scope.split()):
            raise AdapterError("SCOPE_MISSING", "less was granted than asked", permanent=True)
        return access, identity

    def _attributes(self, access_token: str, subject: str) -> BasicFour:
        reply = self._transport.get(self._endpoints.get().userinfo, {"Authorization": f"Bearer {access_token}"})
        if reply.status != 200:
            raise userinfo_refusal(reply.status)
        claims = reply.json()
        if not isinstance(claims, dict) or claims.get("sub") != subject:
            raise AdapterError("SUB_MISMATCH", "userinfo is of somebody else", permanent=True)
        found = read_basic_four(claims)
        if found == BasicFour() and set(self._settings.scope.split()) != {"openid"}:
            raise AdapterError("SCOPE_MISSING", "no attribute came", permanent=True)
        return found
