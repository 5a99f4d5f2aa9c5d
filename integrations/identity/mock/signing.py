"""The mock's 署名API."""

import json
from base64 import b64decode, b64encode
from typing import Annotated

from fastapi import Header, Request
from fastapi.responses import JSONResponse, Response
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from integrations.identity.mock.provider import MockProvider, Signing
from integrations.identity.mock.token import NO_STORE, refusal
from integrations.sockets.certificate_sockets import CardSignature
from integrations.sockets.interfaces import AdapterError

_LONGEST = 1024  # bytes of a request; a DigestInfo has 51 or 67


class SignApi:
    def __init__(self, provider: MockProvider, signing: Signing) -> None:
        self._grants, self._signing = provider.grants, signing

    async def begin(self, request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        """Accepts a bare hash, as the real API does."""
        names = self._signing.names
        if not self._grants.is_own(_token(authorization)):
            return refusal(401, "invalid_token")
        body = await request.body()
        try:
            fields = json.loads(body[:_LONGEST])
            digest_info = b64decode(fields[names.digest], validate=True)
        except (ValueError, KeyError, TypeError):
            return refusal(400, "invalid_request")
        if not digest_info:
            return refusal(400, "invalid_request")
        name = self._signing.transactions.begin(digest_info)
        return JSONResponse({names.transaction: name}, 201, headers=NO_STORE)

    def result(self, name: str, authorization: Annotated[str, Header()] = "") -> Response:
        grant = self._grants.of_token(_token(authorization))
        if grant is None:
            return refusal(401, "invalid_token")
        if grant.transaction != name:
            return refusal(403, "insufficient_scope")
        transaction = self._signing.transactions.find(name)
        if transaction is None or transaction.signed is None:
            return refusal(404, "not_found")
        try:
            token = self._sealed(transaction.signed, grant.fault)
        except AdapterError:
            return refusal(500, "server_error")
        return JSONResponse({self._signing.names.result: token}, headers=NO_STORE)

    def _sealed(self, signed: CardSignature, fault: str) -> str:
        names = self._signing.names
        signature = signed.signature[::-1] if fault == "other_signature" else signed.signature
        result = {
            names.signature: b64encode(signature).decode(),
            names.certificate: b64encode(signed.certificate).decode(),
        }
        key = ECKey.generate_key("P-256") if fault == "other_recipient" else self._recipient()
        encryption = "A128GCM" if fault == "weaker_encryption" else names.encryption
        header = {"alg": names.key_management, "enc": encryption, "kid": key.thumbprint()}
        return jwe.encrypt_compact(
            header, json.dumps(result).encode(), key, algorithms=[names.key_management, encryption]
        )

    def _recipient(self) -> ECKey:
        # Raises AdapterError if none.
        entries = self._signing.client_documents().get("keys")
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and entry.get("use") == "enc":
                try:
                    return ECKey.import_key(entry)
                except (JoseError, ValueError, TypeError, KeyError):
                    continue
        raise AdapterError("PROVIDER_CONFIG", "the client has no key for results", permanent=True)


def _token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    return token if scheme.lower() == "bearer" else ""
