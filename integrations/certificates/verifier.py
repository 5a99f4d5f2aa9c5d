"""Verifies card signatures as a 署名検証者."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.certificates.algorithms import ACCEPTED, ALGORITHMS, algorithm_of
from integrations.certificates.judging import (
    NOT_ASKED,
    OK,
    failed,
    judge_attributes,
    judge_chain,
    judge_key_usage,
    judge_policy,
    judge_revocation,
    judge_validity,
    summary,
)
from integrations.certificates.leaf import Leaf, Malformed, read_leaf
from integrations.certificates.profile import Profile
from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    CardAttributes,
    CertSummary,
    Kind,
    Outcome,
    RevocationResult,
    RevocationSource,
    SignatureEvidence,
    ToSign,
    TrustStore,
    Verdict,
    VerificationReport,
)
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, BasicFour

MAX_SIGNATURE = 512
BASIS = "receipt"  # the server's clock at receipt
_VERDICTS = ("signature", "chain", "policy", "key_usage", "validity", "revocation", "binding", "attributes")


@dataclass(frozen=True)
class JpkiVerifier:
    """`kind` auth: challenges at the counter."""

    trust: TrustStore
    revocation: RevocationSource
    kind: Kind = "sign"
    accepted: Collection[str] = ACCEPTED  # algorithm names
    profile: Profile = Profile()  # noqa: RUF009  # frozen

    name = "jpki"
    fake = False

    def prepare(self, document: CanonicalDocument, at: datetime, algorithm: str) -> ToSign:
        chosen = ALGORITHMS[algorithm] if algorithm in self.accepted else None
        if chosen is None:
            raise AdapterError(IdentityCode.CARD_UNSUPPORTED, "algorithm not accepted", permanent=True)
        from integrations.certificates.signed_data import signed_attributes  # noqa: PLC0415 - ASN.1 takes 3 MB

        digest = chosen.hashed(document.content)
        attributes = signed_attributes(digest, at)
        digest_info = chosen.digest_info(chosen.hashed(attributes))
        return ToSign("cms-detached", chosen.name, digest, digest_info, attributes)

    def challenges(self, document: CanonicalDocument) -> Mapping[str, ToSign]:
        challenges = {}
        for name in sorted(self.accepted):
            digest = ALGORITHMS[name].hashed(document.content)
            challenges[name] = ToSign("raw-digestinfo", name, digest, ALGORITHMS[name].digest_info(digest))
        return challenges

    def package(self, evidence: SignatureEvidence) -> bytes:
        from integrations.certificates.signed_data import packaged  # noqa: PLC0415

        return packaged(evidence)

    def verify(
        self,
        evidence: SignatureEvidence,
        document: CanonicalDocument,
        at: datetime,
        known: RevocationResult | None = None,
    ) -> VerificationReport:
        """Revocation is checked last: foreign certificates reveal nothing."""
        binding = _judge_binding(evidence, document)
        try:
            leaf = read_leaf(evidence.certificate)
        except Malformed as error:
            unread = failed(IdentityCode.CERT_MALFORMED, str(error))
            return self._report(at, {"binding": binding, "chain": unread})
        before = {"binding": binding, "signature": self._judge_signature(evidence, leaf)}
        return self.judge_holder(leaf, before, at, document.signer, known)

    def judge_holder(
        self,
        leaf: Leaf,
        before: Mapping[str, Verdict],
        at: datetime,
        signer: BasicFour | None = None,
        known: RevocationResult | None = None,
    ) -> VerificationReport:
        """`before`: the verdicts on signature and binding, from whatever form of file."""
        chain, authority = judge_chain(leaf, self.kind, self.trust, self.accepted, at)
        verdicts = {
            **before,
            "chain": chain,
            "policy": judge_policy(leaf, self.kind, self.trust, self.profile),
            "key_usage": judge_key_usage(leaf, self.kind, self.profile),
            "validity": judge_validity(leaf, at),
        }
        result, card = None, None
        if all(verdict.outcome in (Outcome.OK, Outcome.PERSON) for verdict in verdicts.values()):
            result = known or self.revocation.check(leaf.der, at)
            verdicts["revocation"] = judge_revocation(result, leaf)
            verdicts["attributes"], card = self._judge_attributes(leaf, signer)
        return self._report(at, verdicts, summary(leaf, self.kind, authority), card, result)

    def _report(
        self,
        at: datetime,
        verdicts: Mapping[str, Verdict],
        certificate: CertSummary | None = None,
        card_attributes: CardAttributes | None = None,
        result: RevocationResult | None = None,
    ) -> VerificationReport:
        complete = {name: verdicts.get(name, NOT_ASKED) for name in _VERDICTS}
        return VerificationReport(
            self.name,
            self.trust.environment,
            at,
            BASIS,
            **complete,
            certificate=certificate,
            card_attributes=card_attributes,
            revocation_result=result,
        )

    def _judge_attributes(self, leaf: Leaf, signer: BasicFour | None) -> tuple[Verdict, CardAttributes | None]:
        if self.kind == "auth":
            return OK, None
        from integrations.certificates.card_attributes import read_card_attributes  # noqa: PLC0415

        try:
            card = read_card_attributes(leaf.other_names)
        except Malformed as error:
            return failed(IdentityCode.CERT_MALFORMED, str(error)), None
        return judge_attributes(card, signer), card

    def _judge_signature(self, evidence: SignatureEvidence, leaf: Leaf) -> Verdict:
        algorithm = algorithm_of(leaf.key, self.accepted)
        if algorithm is None or algorithm.name != evidence.algorithm:
            return failed(IdentityCode.CARD_UNSUPPORTED, "algorithm not accepted")
        if len(evidence.signature) > MAX_SIGNATURE:
            return failed(IdentityCode.SIGNATURE_INVALID, "too long")
        cms = evidence.format == "cms-detached"
        signed = algorithm.hashed(evidence.signed_attributes) if cms else evidence.document_digest
        if not algorithm.holds(leaf.key, evidence.signature, signed):
            return failed(IdentityCode.SIGNATURE_INVALID)
        return OK


def _judge_binding(evidence: SignatureEvidence, document: CanonicalDocument) -> Verdict:
    algorithm = ALGORITHMS.get(evidence.algorithm)
    if algorithm is None or algorithm.hashed(document.content) != evidence.document_digest:
        return failed(IdentityCode.DOCUMENT_MISMATCH, "another document")
    if evidence.format == "cms-detached":
        from integrations.certificates.signed_data import NotSigned, read_signed_attributes  # noqa: PLC0415

        try:
            attributes = read_signed_attributes(evidence.signed_attributes)
        except NotSigned:
            return failed(IdentityCode.DOCUMENT_MISMATCH, "no signed attributes")
        if attributes.document_digest != evidence.document_digest:
            return failed(IdentityCode.DOCUMENT_MISMATCH, "the signed attributes are for another document")
    elif evidence.format != "raw-digestinfo":
        return failed(IdentityCode.DOCUMENT_MISMATCH, "an unknown format")
    if evidence.nonce != document.nonce:
        return failed(IdentityCode.NONCE_REPLAYED)
    if (evidence.procedure_id, evidence.application_id) != (document.procedure_id, document.application_id):
        return failed(IdentityCode.DOCUMENT_MISMATCH, "another application")
    return OK
