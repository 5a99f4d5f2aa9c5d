"""On its own port for cross-origin rules."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import FastAPI, Header
from fastapi.responses import FileResponse, JSONResponse, Response
from joserfc.jwk import ECKey

from integrations.identity.client_key import public_jwks
from integrations.identity.mock.authorize import ROOT, Authorize
from integrations.identity.mock.grants import Grants
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import MockProvider, Signing, pairwise_subject
from integrations.identity.mock.signing import SignApi
from integrations.identity.mock.token import NO_STORE, Token
from integrations.identity.mock.transactions import Transactions
from integrations.identity.signed import Jwks, VerificationKeys
from integrations.sockets.certificate_sockets import SigningCards

TRANSACTIONS = "/api/sign-transactions"


def mock_app(
    people: tuple[Persona, ...],
    issuer: str,
    client_id: str,
    client_jwks: Callable[[], Jwks],
    redirect_uris: tuple[str, ...],
    clock: Callable[[], datetime],
    slow_seconds: float = 12.0,
    cards: SigningCards | None = None,
) -> FastAPI:
    """`issuer` has no trailing slash. `client_jwks` raises AdapterError; called for new key ids. `cards` None: no
    signing."""
    provider = MockProvider(
        people={person.id: person for person in people},
        issuer=issuer,
        client_id=client_id,
        client_keys=VerificationKeys(client_jwks, keep=0),  # a key taken out of the set is refused at once
        redirect_uris=redirect_uris,
        clock=clock,
        slow_seconds=slow_seconds,
        key=ECKey.generate_key("P-256"),
        other_key=ECKey.generate_key("P-256"),
        grants=Grants(clock),
        signing=Signing(cards, Transactions(clock), client_jwks) if cards else None,
    )
    app = FastAPI(openapi_url=None)
    add_provider(app, provider)
    if provider.signing is not None:
        signing = SignApi(provider, provider.signing)
        app.post(TRANSACTIONS)(signing.begin)
        app.get(f"{TRANSACTIONS}/{{name}}/result")(signing.result)
    app.get("/mock.css")(_style)
    return app


def add_provider(app: FastAPI, provider: MockProvider) -> None:
    issuer, authorize, documents = provider.issuer, Authorize(provider), _Documents(provider)
    path = urlsplit(issuer).path.rstrip("/")
    base = f"{path}/protocol/openid-connect"
    app.get(f"{path}/.well-known/openid-configuration")(documents.discovery)
    app.get(f"{base}/certs")(documents.certs)
    app.get(f"{base}/userinfo")(documents.userinfo)
    app.get(f"{base}/auth")(authorize.show)
    app.post(f"{base}/auth")(authorize.choose)
    app.post(f"{base}/token")(Token(provider).answer)


class _Documents:
    def __init__(self, provider: MockProvider) -> None:
        self._provider = provider

    def discovery(self) -> dict[str, object]:
        endpoint = self._provider.endpoint
        return {
            "issuer": self._provider.issuer,
            "authorization_endpoint": endpoint("auth"),
            "token_endpoint": endpoint("token"),
            "userinfo_endpoint": endpoint("userinfo"),
            "jwks_uri": endpoint("certs"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", *self._for_signing("client_credentials")],
            "subject_types_supported": ["pairwise"],
            "scopes_supported": ["openid", "name", "address", "birthdate", "gender", *self._for_signing("sign")],
            "id_token_signing_alg_values_supported": [self._provider.algorithm],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic" if self._provider.secret else "private_key_jwt"
            ],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        }

    def _for_signing(self, name: str) -> list[str]:
        return [] if self._provider.signing is None else [name]

    def certs(self) -> dict[str, object]:
        return public_jwks(self._provider.key)

    def userinfo(self, authorization: Annotated[str, Header()] = "") -> Response:
        """OpenID Connect Core 5.3."""
        scheme, _, token = authorization.partition(" ")
        grant = self._provider.grants.of_token(token) if scheme.lower() == "bearer" else None
        if grant is None:
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return JSONResponse({"error": "invalid_token"}, 401, headers={**NO_STORE, **challenge})
        person = grant.person
        attributes = {
            "name": person.name,
            "address": person.address,
            "birthdate": person.birth.strftime("%Y%m%d") if person.birth else "",
            "gender": person.sex_raw,
        }
        scope = [] if grant.fault == "no_attributes" else grant.scope.split()
        owner = "somebody else" if grant.fault == "sub_mismatch" else person.id
        subject = pairwise_subject(self._provider.client_id, owner)
        claims: dict[str, object] = {
            "sub": subject,
            **{name: value for name, value in attributes.items() if name in scope},
        }
        for name in scope:
            claims |= person.shares.get(name, {})
        return JSONResponse(claims, headers=NO_STORE)


def _style() -> Response:
    return FileResponse(ROOT / "static" / "css" / "mock.css", headers={"X-Content-Type-Options": "nosniff"})
