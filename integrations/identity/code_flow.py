"""OpenID Connect code flow with PKCE."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from joserfc.jwk import ECKey

from integrations.cached import Cached
from integrations.http import Transport
from integrations.identity.addresses import with_query
from integrations.identity.client_proof import Proof, basic, signed
from integrations.identity.discovery import Endpoints, discovery_address, read_endpoints
from integrations.identity.id_token import FRESH, Expected, IdToken, read_id_token
from integrations.identity.pkce import challenge
from integrations.identity.refusals import callback_refusal, token_refusal
from integrations.identity.signed import ES256, VerificationKeys, fetch_jwks
from integrations.sockets.interfaces import AdapterError, Callback, SignInRequest

KEEP_SECONDS = 3600.0
READY_SECONDS = 60.0
PAUSE_SECONDS = 5.0
# OpenID Connect Core 3.1.2.1: `prompt` forces a new sign-in; `max_age` makes the auth_time claim mandatory.
_ANEW = {"prompt": "login"}
_FRESHLY = {**_ANEW, "max_age": str(int(FRESH.total_seconds()))}
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750 2.1; other characters could inject header lines


@dataclass(frozen=True)
class Client:
    """Our registration. `algorithms` accepted for signatures."""

    issuer: str  # compared exactly
    client_id: str
    scope: str
    acr_values: str = ""  # sent unchanged ("aal3 crl"); the token's `acr` must be in `acr_accepted`
    acr_accepted: tuple[str, ...] = ()
    discovery_address: str = ""  # if not at the standard place
    algorithms: tuple[str, ...] = (ES256,)
    secret: str = ""  # for providers without `private_key_jwt`
    secret_in_form: bool = False  # beside the code (client_secret_post) instead of in a header
    reports_auth_time: bool = True  # whether tokens have auth_time on request


class CodeFlow:
    """Thread-safe."""

    def __init__(self, client: Client, transport: Transport, key: ECKey) -> None:
        self._client, self._transport, self._key = client, transport, key
        self._endpoints = Cached(self._discover, keep=KEEP_SECONDS, pause=PAUSE_SECONDS)
        self._provider_keys = VerificationKeys(
            lambda: fetch_jwks(transport, self._endpoints.get().jwks), client.algorithms, secret=client.secret
        )

    def address(self, request: SignInRequest, also: Mapping[str, str] | None = None) -> str:
        """Raises AdapterError without the provider's document."""
        client = self._client
        parameters = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": request.redirect_uri,
            "scope": client.scope,
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": challenge(request.code_verifier),
            "code_challenge_method": "S256",
        }
        if client.acr_values:
            parameters["acr_values"] = client.acr_values
        if request.fresh:
            parameters |= _FRESHLY if client.reports_auth_time else _ANEW
        return with_query(self._endpoints.get().authorization, {**parameters, **(also or {})})

    def redeem(self, callback: Callback, request: SignInRequest, now: datetime) -> tuple[str, IdToken]:
        """(access token, verified id token), RFC 6749 4.1.3. `now` is aware."""
        if callback.state != request.state:
            raise AdapterError("STATE_MISMATCH", permanent=True)
        if callback.error or not callback.code:
            raise callback_refusal(callback.error)
        endpoint = self._endpoints.get().token
        proof, headers = self._proof(endpoint, now)
        form = {
            "grant_type": "authorization_code",
            "code": callback.code,
            "redirect_uri": request.redirect_uri,
            "code_verifier": request.code_verifier,
            **proof,
        }
        reply = self._transport.post_form(endpoint, form, headers)
        if reply.status != 200:
            raise token_refusal(reply)
        access, token = self._tokens(reply.json())
        client = self._client
        fresh = request.fresh and client.reports_auth_time
        expected = Expected(client.issuer, client.client_id, request.nonce, client.acr_accepted, fresh)
        return access, read_id_token(token, self._provider_keys, expected, now)

    def own_token(self, scope: str, now: datetime) -> str:
        """Client credentials (RFC 6749 4.4)."""
        endpoint = self._endpoints.get().token
        proof, headers = self._proof(endpoint, now)
        reply = self._transport.post_form(
            endpoint, {"grant_type": "client_credentials", "scope": scope, **proof}, headers
        )
        if reply.status != 200:
            raise token_refusal(reply)
        return self._bearer(reply.json(), scope)

    def endpoints(self) -> Endpoints:
        """Raises AdapterError."""
        return self._endpoints.get()

    def ready(self) -> bool:
        try:
            self._endpoints.get(max_age=READY_SECONDS)
        except AdapterError:
            return False
        return True

    def _proof(self, endpoint: str, now: datetime) -> Proof:
        # RFC 7523 2.2, or the secret (RFC 6749 2.3.1).
        client = self._client
        if client.secret_in_form:
            return {"client_id": client.client_id, "client_secret": client.secret}, {}
        if client.secret:
            return basic(client.client_id, client.secret)
        return signed(self._key, client.client_id, endpoint, now)

    def _discover(self) -> Endpoints:
        issuer = self._client.issuer
        return read_endpoints(self._transport, self._client.discovery_address or discovery_address(issuer), issuer)

    def _tokens(self, answer: object) -> tuple[str, str]:
        identity = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(identity, str):
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer holds no id token", permanent=False)
        return self._bearer(answer, self._client.scope), identity

    def _bearer(self, answer: object, requested: str) -> str:
        tokens = answer if isinstance(answer, dict) else {}
        access, scope = tokens.get("access_token"), tokens.get("scope")
        bearer = str(tokens.get("token_type")).lower() == "bearer"
        if not (bearer and isinstance(access, str) and _BEARER.fullmatch(access)):
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer holds no bearer token", permanent=False)
        # RFC 6749 5.1: sent only if it differs from the request.
        if isinstance(scope, str) and set(requested.split()) - set(scope.split()):
            raise AdapterError("SCOPE_MISSING", "less was granted than requested", permanent=True)
        return access
