"""An authorization server for machines: client credentials (RFC 6749 4.4), introspection (RFC 7662), revocation (RFC 7009)."""

import hmac
import secrets
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote_plus, urlsplit

from fastapi import APIRouter, Form, Header
from fastapi.responses import JSONResponse, Response

from integrations.identity.client_key import ASSERTION_TYPE
from integrations.identity.mock.token import NO_STORE
from integrations.identity.signed import VerificationKeys, signed_claims
from integrations.sockets.interfaces import AdapterError

LIFE = 300
Field = Annotated[str, Form()]
Authorization = Annotated[str, Header()]


@dataclass(frozen=True)
class Party:
    """A client that gets tokens, or a resource server that asks about them. `keys`: of its `private_key_jwt`."""

    secret: str = ""
    scopes: tuple[str, ...] = ()
    keys: VerificationKeys | None = None


def _unchanged(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


@dataclass
class MockTokenServer:
    issuer: str
    clients: Mapping[str, Party]
    resources: Mapping[str, Party]  # by the id with which each asks
    audience: str  # of every token
    clock: Callable[[], datetime]
    answers: Callable[[dict[str, Any]], Response | dict[str, Any]] = _unchanged
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    assertions: set[str] = field(default_factory=set)
    asked: int = 0

    def pages(self) -> APIRouter:
        router = APIRouter(prefix=urlsplit(self.issuer).path.rstrip("/"))
        router.post("/token")(self.token)
        router.post("/introspect")(self.introspect)
        router.post("/revoke")(self.revoke)
        return router

    def token(self, grant_type: Field = "", scope: Field = "", authorization: Authorization = "") -> Response:
        client_id = self._by_secret(self.clients, authorization)
        if client_id is None:
            return _refusal(401, "invalid_client")
        if grant_type != "client_credentials":
            return _refusal(400, "unsupported_grant_type")
        scopes = scope.split() or list(self.clients[client_id].scopes)
        if not set(scopes) <= set(self.clients[client_id].scopes):
            return _refusal(400, "invalid_scope")
        token, now = f"{secrets.token_urlsafe(300)}~", int(self.clock().timestamp())
        self.tokens[token] = {
            "active": True, "iss": self.issuer, "aud": self.audience, "client_id": client_id, "sub": client_id,
            "scope": " ".join(scopes), "token_type": "Bearer", "iat": now, "nbf": now, "exp": now + LIFE,
        }  # fmt: skip
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": LIFE, "scope": " ".join(scopes)}
        return JSONResponse(answer, headers=NO_STORE)

    def introspect(
        self, token: Field = "", client_id: Field = "", client_assertion_type: Field = "", client_assertion: Field = "",
        authorization: Authorization = "",
    ) -> Response:  # fmt: skip
        self.asked += 1
        signed = client_assertion_type == ASSERTION_TYPE and self._signs(client_id, client_assertion)
        if not signed and self._by_secret(self.resources, authorization) is None:
            return _refusal(401, "invalid_client")
        if not token:
            return _refusal(400, "invalid_request")
        known = self.tokens.get(token)
        active = known is not None and known["exp"] > self.clock().timestamp()
        answer = self.answers(dict(known) if known is not None and active else {"active": False})
        return JSONResponse(answer, headers=NO_STORE) if isinstance(answer, dict) else answer

    def revoke(self, token: Field = "", authorization: Authorization = "") -> Response:
        client_id = self._by_secret(self.clients, authorization)
        if client_id is None:
            return _refusal(401, "invalid_client")
        if self.tokens.get(token, {}).get("client_id") == client_id:
            del self.tokens[token]
        return Response(headers=NO_STORE)

    @staticmethod
    def _by_secret(parties: Mapping[str, Party], authorization: str) -> str | None:
        kind, _, pair = authorization.partition(" ")
        try:
            name, colon, secret = b64decode(pair, validate=True).decode("ascii").partition(":")
        except ValueError:
            return None
        party = parties.get(unquote_plus(name))
        if kind != "Basic" or not colon or party is None or not party.secret:
            return None
        return unquote_plus(name) if hmac.compare_digest(unquote_plus(secret), party.secret) else None

    def _signs(self, client_id: str, assertion: str) -> bool:
        party = self.resources.get(client_id)
        if party is None or party.keys is None:
            return False
        try:
            claims = signed_claims(assertion, party.keys)
        except AdapterError:
            return False
        now, jti, expires = self.clock().timestamp(), claims.get("jti"), claims.get("exp")
        ours = {"iss": client_id, "sub": client_id, "aud": self.issuer}
        if not ours.items() <= claims.items() or not isinstance(jti, str) or jti in self.assertions:
            return False
        self.assertions.add(jti)
        return isinstance(expires, int) and now < expires <= now + LIFE


def _refusal(status: int, error: str) -> Response:
    headers = {"WWW-Authenticate": "Basic"} if status == 401 else {}
    return JSONResponse({"error": error}, status, headers={**NO_STORE, **headers})
