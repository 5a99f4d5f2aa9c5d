import secrets
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from integrations.identity.addresses import with_query
from integrations.identity.fake import ISSUER
from integrations.identity.refusals import callback_refusal
from integrations.sockets.certificate_sockets import (
    CardSignature,
    SignatureEvidence,
    SignHandle,
    SigningCards,
    SignRequest,
)
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, Callback


class FakeSigning:
    """`down` simulates an outage."""

    name = "fake"
    fake = True

    def __init__(self, cards: SigningCards) -> None:
        self.down = False
        self._cards = cards
        self._asked: dict[str, bytes] = {}
        self._signed: dict[str, tuple[str, CardSignature]] = {}

    def begin_signature(self, request: SignRequest, now: datetime) -> SignHandle:
        self._answer_or_fail()
        transaction = secrets.token_urlsafe(16)
        self._asked[transaction] = request.to_sign.digest_info
        parameters = {"state": request.attempt.state, "transaction": transaction}
        return SignHandle(with_query(f"{ISSUER}/sign", parameters), transaction)

    def approve(self, address: str, card: str, pin: str) -> Callback:
        """Raises the card's AdapterError."""
        query = parse_qs(urlsplit(address).query)
        transaction, code = query["transaction"][0], secrets.token_urlsafe(16)
        self._signed[code] = (transaction, self._cards.sign(card, pin, self._asked[transaction]))
        return Callback(query["state"][0], code)

    def cancel(self, address: str) -> Callback:
        return Callback(parse_qs(urlsplit(address).query)["state"][0], error="access_denied")

    def complete_signature(
        self, callback: Callback, request: SignRequest, handle: SignHandle, now: datetime
    ) -> SignatureEvidence:
        if callback.state != request.attempt.state:
            raise AdapterError(IdentityCode.STATE_MISMATCH, permanent=True)
        if callback.error or not callback.code:
            raise callback_refusal(callback.error)
        self._answer_or_fail()
        transaction, signed = self._signed.pop(callback.code, ("", None))
        if signed is None or transaction != handle.transaction:
            raise AdapterError(IdentityCode.CODE_REUSED, permanent=True)
        to_sign = request.to_sign
        return SignatureEvidence(
            transaction, self.name, to_sign.format, to_sign.algorithm, to_sign.document_digest, signed.signature,
            signed.certificate, request.nonce, request.procedure_id, request.application_id, to_sign.signed_attributes,
        )  # fmt: skip

    def ready(self) -> bool:
        return not self.down

    def _answer_or_fail(self) -> None:
        if self.down:
            raise AdapterError(IdentityCode.PROVIDER_UNAVAILABLE, permanent=False)
