"""RFC 6749 4.1.3 to 5.2."""

import time
from typing import Annotated

from fastapi import Form, Header
from fastapi.responses import JSONResponse, Response

from integrations.identity.mock.client import ClientCheck
from integrations.identity.mock.grants import TOKEN_LIFE
from integrations.identity.mock.id_tokens import id_token
from integrations.identity.mock.provider import MockProvider
from integrations.identity.pkce import challenge

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
Field = Annotated[str, Form()]


class Token:
    def __init__(self, provider: MockProvider) -> None:
        self._provider = provider
        self._clients = ClientCheck(provider)

    def answer(
        self,
        grant_type: Field = "",
        code: Field = "",
        redirect_uri: Field = "",
        code_verifier: Field = "",
        client_assertion_type: Field = "",
        client_assertion: Field = "",
        scope: Field = "",
        authorization: Annotated[str, Header()] = "",
    ) -> Response:
        """Authenticates first: others cannot use up a resident's code."""
        if not self._clients.is_client(client_assertion_type, client_assertion, authorization):
            return refusal(401, "invalid_client")
        signing = self._provider.signing
        if grant_type == "client_credentials" and signing is not None:
            return self._own_token(scope) if scope == signing.names.scope else refusal(400, "invalid_scope")
        if grant_type != "authorization_code":
            return refusal(400, "unsupported_grant_type")
        redeemed = self._provider.grants.redeem(code)
        if redeemed is None:
            return refusal(400, "invalid_grant")
        grant, access_token = redeemed
        if grant.redirect_uri != redirect_uri or grant.code_challenge != challenge(code_verifier):
            return refusal(400, "invalid_grant")
        if grant.fault == "slow":
            time.sleep(self._provider.slow_seconds)
        if grant.fault == "error_500":
            return refusal(500, "server_error")
        tokens = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "id_token": id_token(self._provider, grant),
            "scope": grant.scope,
        }
        return JSONResponse(tokens, headers=NO_STORE)

    def _own_token(self, scope: str) -> Response:
        # For 署名API only.
        token = {"access_token": self._provider.grants.own_token(), "token_type": "Bearer", "scope": scope}
        return JSONResponse({**token, "expires_in": int(TOKEN_LIFE.total_seconds())}, headers=NO_STORE)


def refusal(status: int, error: str) -> Response:
    return JSONResponse({"error": error}, status, headers=NO_STORE)
