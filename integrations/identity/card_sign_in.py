"""By a challenge to 利用者証明用."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from integrations.identity.refusals import callback_refusal
from integrations.sockets.card_socket import CardAgent, CardAsk, CardUse
from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    Outcome,
    SignatureEvidence,
    SignatureVerifier,
    ToSign,
    Verdict,
    VerificationReport,
)
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, Assertion, BasicFour, Callback, SignInRequest

PURPOSE = "sign-in"


class DirectCard:
    """The callback's `code` is the agent's answer, the state the one-time number. `judge` trusts the authorities of
    利用者証明用."""

    name = "card-agent"

    def __init__(self, agent: CardAgent, judge: SignatureVerifier, clock: Callable[[], datetime]) -> None:
        self._agent, self._judge, self._clock = agent, judge, clock

    @property
    def fake(self) -> bool:
        return self._agent.fake

    def begin(self, request: SignInRequest) -> str:
        return self._agent.ask(_ask(request, self._challenges(request)), self._clock())

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        if callback.state != request.state:
            raise AdapterError(IdentityCode.STATE_MISMATCH, permanent=True)
        if callback.error or not callback.code:
            raise callback_refusal(callback.error)
        challenges = self._challenges(request)
        signed = self._agent.read(callback.code, _ask(request, challenges)).signed
        if signed is None:
            raise AdapterError(IdentityCode.SCOPE_MISSING, "no signature", permanent=True)
        challenge, document = challenges[signed.algorithm], _document(request)
        evidence = SignatureEvidence(
            request.state, self.name, challenge.format, challenge.algorithm, challenge.document_digest, signed.signature,
            signed.certificate, document.nonce, document.procedure_id, document.application_id,
        )  # fmt: skip
        return self._assertion(self._judge.verify(evidence, document, now), now)

    def ready(self) -> bool:
        """Only the clerk's computer can see the agent."""
        return True

    def _challenges(self, request: SignInRequest) -> Mapping[str, ToSign]:
        return self._judge.challenges(_document(request))

    def _assertion(self, report: VerificationReport, now: datetime) -> Assertion:
        if report.state != "accepted" or report.certificate is None or report.revocation_result is None:
            raise _refusal(report)
        card, checked = report.certificate, report.revocation_result.source
        methods = (self.name, "jpki-auth", "pin4", checked)
        # A new card or certificate is a new subject; links to residents outlive it.
        return Assertion(
            self.name, f"jpki:{card.authority}", card.serial, methods, "", now, BasicFour(), card.serial
        )  # fmt: skip


def _document(request: SignInRequest) -> CanonicalDocument:
    # Unique by its nonce.
    claims = {"purpose": PURPOSE, "nonce": request.nonce, "for": request.redirect_uri}
    content = json.dumps(claims, sort_keys=True, separators=(",", ":")).encode()
    return CanonicalDocument(content, request.nonce, PURPOSE, request.state)


def _ask(request: SignInRequest, challenges: Mapping[str, ToSign]) -> CardAsk:
    return CardAsk(CardUse.PROVE, request.state, {name: to_sign.digest_info for name, to_sign in challenges.items()})


def _refusal(report: VerificationReport) -> AdapterError:
    coded: list[Verdict] = [verdict for verdict in report.verdicts.values() if verdict.code is not None]
    failed = [verdict for verdict in coded if verdict.outcome is Outcome.FAILED]
    first = next(iter(failed or coded), Verdict(Outcome.FAILED, IdentityCode.CERT_UNTRUSTED))
    return AdapterError(str(first.code), first.about, permanent=first.outcome is Outcome.FAILED)
