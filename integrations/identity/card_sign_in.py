"""Sign-in with a card at a counter, judged by ourselves: the card signs our challenge with 利用者証明用, and the verifier says
whether it is a living card of a trusted authority. That certificate names nobody: who it is stands elsewhere."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from integrations.card_socket import CardAgent, CardAsk, CardUse
from integrations.certificate_sockets import (
    CanonicalDocument,
    Outcome,
    SignatureEvidence,
    SignatureVerifier,
    ToSign,
    Verdict,
    VerificationReport,
)
from integrations.identity.refusals import callback_refusal
from integrations.identity_codes import IdentityCode
from integrations.interfaces import (
    AdapterError,
    Assertion,
    BasicFour,
    Callback,
    SignInRequest,
)

PURPOSE = "sign-in"


class DirectCard:
    """The IdentityProvider. `begin` gives what the counter's page carries to the agent; the `code` of the callback is what the
    agent said. The state is the question's one-time name: the portal uses it up before it completes. `judge` trusts the
    authorities of 利用者証明用."""

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
        asked, document = challenges[signed.algorithm], _document(request)
        evidence = SignatureEvidence(
            request.state, self.name, asked.format, asked.algorithm, asked.document_digest, signed.signature,
            signed.certificate, document.nonce, document.procedure_id, document.application_id,
        )  # fmt: skip
        return self._assertion(self._judge.verify(evidence, document, now), now)

    def ready(self) -> bool:
        """The agent is at the clerk's computer: whether it runs is seen there, and nowhere else."""
        return True

    def _challenges(self, request: SignInRequest) -> Mapping[str, ToSign]:
        return self._judge.challenges(_document(request))

    def _assertion(self, report: VerificationReport, now: datetime) -> Assertion:
        if report.state != "accepted" or report.certificate is None or report.revocation_result is None:
            raise _refusal(report)
        card, checked = report.certificate, report.revocation_result.source
        methods = (self.name, "jpki-auth", "pin4", checked)
        # A new card, or a new certificate, is another subject: links to a person survive it, subjects do not.
        return Assertion(
            self.name, f"jpki:{card.authority}", card.serial, methods, "", now, BasicFour(), card.serial
        )  # fmt: skip


def _document(request: SignInRequest) -> CanonicalDocument:
    """Fresh by its nonce, and of no use anywhere else."""
    told = {"purpose": PURPOSE, "nonce": request.nonce, "for": request.redirect_uri}
    content = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return CanonicalDocument(content, request.nonce, PURPOSE, request.state)


def _ask(request: SignInRequest, challenges: Mapping[str, ToSign]) -> CardAsk:
    return CardAsk(CardUse.PROVE, request.state, {name: one.digest_info for name, one in challenges.items()})


def _refusal(report: VerificationReport) -> AdapterError:
    """The first reason in the order of the report; what was never asked is none."""
    told: list[Verdict] = [one for one in report.verdicts.values() if one.code is not None]
    failed = [one for one in told if one.outcome is Outcome.FAILED]
    first = next(iter(failed or told), Verdict(Outcome.FAILED, IdentityCode.CERT_UNTRUSTED))
    return AdapterError(str(first.code), first.about, permanent=first.outcome is Outcome.FAILED)
