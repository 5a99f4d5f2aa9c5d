"""署名API of デジタル認証アプリサービスAPI (DAS): a transaction with the DigestInfo, sign-in with the signing PIN, encrypted result."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

from joserfc.jwk import ECKey

from integrations.http import Reply, Transport
from integrations.identity import client_key, result_key
from integrations.identity.code_flow import Client, CodeFlow
from integrations.identity.das import is_for_tests_only
from integrations.identity.refusals import status_refusal
from integrations.identity.signing_names import SigningNames
from integrations.sockets.certificate_sockets import SignatureEvidence, SignHandle, SignRequest
from integrations.sockets.interfaces import AdapterError, Callback

_TRANSACTION = re.compile(r"[A-Za-z0-9-]{1,64}")  # a UUID, according to public sources


@dataclass(frozen=True)
class DasSigningSettings:
    """`issuer`, `discovery_address`: as in `Client`."""

    issuer: str
    client_id: str
    transactions: str = ""  # address of 署名API; "" = /api/sign-transactions at the issuer's host (unconfirmed)
    attributes: str = ""  # further scopes of the contract
    discovery_address: str = ""
    names: SigningNames = field(default_factory=SigningNames)

    @property
    def scope(self) -> str:
        return " ".join(["openid", self.names.scope, *self.attributes.split()])

    @property
    def address(self) -> str:
        parts = urlsplit(self.issuer)
        return self.transactions or f"{parts.scheme}://{parts.netloc}/api/sign-transactions"

    @property
    def for_tests_only(self) -> bool:
        """Production refuses it."""
        return is_for_tests_only(self.issuer) or is_for_tests_only(self.address)


class DasSigning:
    """Thread-safe."""

    name = "das"
    fake = False

    def __init__(self, settings: DasSigningSettings, transport: Transport, key: ECKey, results: ECKey) -> None:
        """`key` authenticates, `results` decrypts."""
        self._settings, self._transport, self._key, self._results = settings, transport, key, results
        client = Client(
            settings.issuer, settings.client_id, settings.scope, discovery_address=settings.discovery_address
        )
        self._flow = CodeFlow(client, transport, key)

    def begin_signature(self, request: SignRequest, now: datetime) -> SignHandle:
        names = self._settings.names
        token = self._flow.own_token(names.scope, now)
        body = json.dumps({names.digest: b64encode(request.to_sign.digest_info).decode()})
        reply = self._transport.post_json(self._settings.address, body, _bearer(token))
        if reply.status not in (200, 201):
            raise self._refusal(reply)
        answer = reply.json()
        transaction = answer.get(names.transaction) if isinstance(answer, dict) else None
        if not (isinstance(transaction, str) and _TRANSACTION.fullmatch(transaction)):
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer names no transaction", permanent=False)
        return SignHandle(self._flow.address(request.attempt, {names.parameter: transaction}), transaction)

    def complete_signature(
        self, callback: Callback, request: SignRequest, handle: SignHandle, now: datetime
    ) -> SignatureEvidence:
        names = self._settings.names
        if callback.state == request.attempt.state and callback.error in names.refusals:
            raise AdapterError(names.refusals[callback.error], permanent=True)
        token, _ = self._flow.redeem(callback, request.attempt, now)
        reply = self._transport.get(f"{self._settings.address}/{quote(handle.transaction)}/result", _bearer(token))
        if reply.status != 200:
            raise self._refusal(reply)
        result = result_key.opened(self._jwe(reply), self._results, names)
        return SignatureEvidence(
            transaction=handle.transaction,
            provider=self.name,
            format=request.to_sign.format,
            algorithm=request.to_sign.algorithm,
            document_digest=request.to_sign.document_digest,
            signature=result.signature,
            certificate=result.certificate,
            nonce=request.nonce,
            procedure_id=request.procedure_id,
            application_id=request.application_id,
            signed_attributes=request.to_sign.signed_attributes,
        )

    def ready(self) -> bool:
        return self._flow.ready()

    def public_jwks(self) -> dict[str, object]:
        ours = client_key.public_jwks(self._key)["keys"]
        return {
            "keys": [
                *(ours if isinstance(ours, list) else []),
                result_key.published(self._results, self._settings.names),
            ]
        }

    def _jwe(self, reply: Reply) -> str:
        name = self._settings.names.result
        if not name:
            return reply.text
        answer = reply.json()
        token = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise AdapterError("PROVIDER_UNAVAILABLE", "the answer holds no result", permanent=False)
        return token

    def _refusal(self, reply: Reply) -> AdapterError:
        code = self._settings.names.statuses.get(reply.status)
        return AdapterError(code, permanent=True) if code else status_refusal(reply.status)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
