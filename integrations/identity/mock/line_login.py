"""LINE Login v2.1 for demo and tests."""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from integrations.identity.client_key import public_jwks
from integrations.identity.mock.authorize import Authorize
from integrations.identity.mock.grants import TOKEN_LIFE, Grant, Grants
from integrations.identity.mock.id_tokens import claims_of, unsigned
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import MockProvider
from integrations.identity.mock.token import NO_STORE
from integrations.identity.pkce import challenge
from integrations.identity.signed import ES256, HS256, VerificationKeys

LEAD = "えらんだLINEのアカウントでログインしたことにして、元の画面へもどります。"
Field = Annotated[str, Form()]


def line_provider(
    accounts: tuple[Persona, ...], issuer: str, channel: str, secret: str, redirects: tuple[str, ...],
    clock: Callable[[], datetime],
) -> MockProvider:  # fmt: skip
    """`accounts`: their `id` is the account, U and 32 hex digits."""
    return MockProvider(
        {account.id: account for account in accounts}, issuer, channel, VerificationKeys(lambda: {"keys": []}), redirects,
        clock, 0.0, ECKey.generate_key("P-256"), ECKey.generate_key("P-256"), Grants(clock), secret=secret, lead=LEAD,
    )  # fmt: skip


def add_line_login(
    app: FastAPI, provider: MockProvider, is_friend: Callable[[str], bool], *, algorithm: str = HS256
) -> None:
    """Both hosts below the issuer. `algorithm`: HS256 as for the web, ES256 as for LINE's own apps."""
    path, pages = urlsplit(provider.issuer).path.rstrip("/"), _Pages(provider, is_friend, algorithm)
    authorize = Authorize(provider)
    app.get(f"{path}/.well-known/openid-configuration")(pages.discovery)
    app.get(f"{path}/oauth2/v2.1/authorize")(authorize.show)
    app.post(f"{path}/oauth2/v2.1/authorize")(authorize.choose)
    app.post(f"{path}/oauth2/v2.1/token")(pages.token)
    app.get(f"{path}/oauth2/v2.1/certs")(pages.certs)
    app.get(f"{path}/friendship/v1/status")(pages.friendship)


class _Pages:
    def __init__(self, provider: MockProvider, is_friend: Callable[[str], bool], algorithm: str) -> None:
        self._provider, self._is_friend, self._algorithm = provider, is_friend, algorithm

    def discovery(self) -> dict[str, object]:
        base = f"{self._provider.issuer}/oauth2/v2.1"
        return {
            "issuer": self._provider.issuer,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "revocation_endpoint": f"{base}/revoke",
            "userinfo_endpoint": f"{base}/userinfo",
            "scopes_supported": ["openid", "profile", "email"],
            "jwks_uri": f"{base}/certs",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ES256],  # LINE's document does not name HS256 either
            "code_challenge_methods_supported": ["S256"],
        }

    def certs(self) -> dict[str, object]:
        return public_jwks(self._provider.key)

    def token(
        self, grant_type: Field = "", code: Field = "", redirect_uri: Field = "", client_id: Field = "",
        client_secret: Field = "", code_verifier: Field = "",
    ) -> Response:  # fmt: skip
        """LINE knows no Basic authentication here."""
        ours = hmac.compare_digest(client_secret.encode(), self._provider.secret.encode())
        if client_id != self._provider.client_id or not ours:
            return _refusal(400, "invalid_client")
        if grant_type != "authorization_code":
            return _refusal(400, "unsupported_grant_type")
        grant, access_token = self._provider.grants.redeem(code) or (None, "")
        if grant is None or grant.redirect_uri != redirect_uri or grant.code_challenge != challenge(code_verifier):
            return _refusal(400, "invalid_grant")
        if grant.fault == "error_500":
            return _refusal(500, "server_error")
        tokens = {
            "access_token": access_token,
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "id_token": self._id_token(grant),
            "refresh_token": "none-is-kept",
            "scope": grant.scope,
            "token_type": "Bearer",
        }
        return JSONResponse(tokens, headers=NO_STORE)

    def _id_token(self, grant: Grant) -> str:
        claims = claims_of(self._provider, grant)
        claims = {name: claim for name, claim in claims.items() if name not in ("azp", "acr")}
        claims |= {"sub": grant.person.id, "amr": ["linesso"], "name": grant.person.name}
        if grant.fault == "sub_mismatch":
            claims["sub"] = "somebody"
        if grant.fault == "alg_none":
            return unsigned(claims)
        spoiled = grant.fault == "bad_signature"
        if self._algorithm == ES256:
            key = self._provider.other_key if spoiled else self._provider.key
            header = {"typ": "JWT", "alg": ES256, "kid": self._provider.key.thumbprint()}
            return jwt.encode(header, claims, key, algorithms=[ES256])
        secret = OctKey.import_key(f"{'another ' if spoiled else ''}{self._provider.secret}")
        return jwt.encode({"typ": "JWT", "alg": HS256}, claims, secret, algorithms=[HS256])

    def friendship(self, authorization: Annotated[str, Header()] = "") -> Response:
        grant = self._provider.grants.of_token(authorization.removeprefix("Bearer "))
        if grant is None:
            return JSONResponse({"message": "The access token expired"}, 401)
        return JSONResponse({"friendFlag": self._is_friend(grant.person.id)}, headers=NO_STORE)


def _refusal(status: int, error: str) -> Response:
    return JSONResponse({"error": error, "error_description": error}, status, headers=NO_STORE)
