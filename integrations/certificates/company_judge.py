"""Judges by 商業登記電子証明書."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from integrations.certificates.algorithms import RSA_2048
from integrations.certificates.company_subject import KNOWN, read_subject
from integrations.certificates.judging import (
    NOT_ASKED,
    OK,
    failed,
    judge_bytes,
    judge_chain,
    judge_revocation,
    judge_validity,
    summary,
)
from integrations.certificates.leaf import Leaf, Malformed, read_leaf
from integrations.certificates.signed_paper import SignedMessage, SignedPart, read_message, signed_parts
from integrations.sockets.certificate_sockets import (
    CompanySignature,
    CompanySubject,
    Outcome,
    RevocationResult,
    RevocationSource,
    TrustStore,
    Verdict,
)
from integrations.sockets.identity_codes import IdentityCode

_VERDICTS = ("signature", "binding", "chain", "key_usage", "validity", "revocation", "attributes")
_SIGNING = frozenset({"digital_signature", "content_commitment"})


@dataclass(frozen=True)
class RegistrarJudge:
    trust: TrustStore
    revocation: RevocationSource

    name = "registrar"
    fake = False

    def judge(self, paper: bytes, number: str, at: datetime) -> tuple[CompanySignature, ...]:
        return tuple(self._judge(part, number, at) for part in signed_parts(paper))

    def _judge(self, part: SignedPart, number: str, at: datetime) -> CompanySignature:
        try:
            message = read_message(part.message)
            leaf = read_leaf(message.certificate)
        except Malformed as error:
            return self._report(at, {"signature": failed(IdentityCode.CERT_MALFORMED, str(error))})
        before = {
            "signature": judge_bytes(message.attributes, message.signature, message.digest_name, leaf),
            "binding": judge_binding(part, message),
        }
        return self.judge_company(leaf, before, number, at)

    def judge_company(self, leaf: Leaf, before: Mapping[str, Verdict], number: str, at: datetime) -> CompanySignature:
        """`before`: the verdicts on signature and binding, from whatever form of file."""
        leaf = replace(leaf, unread=tuple(oid for oid in leaf.unread if oid not in KNOWN))
        try:
            subject = read_subject(leaf)
        except Malformed as error:
            return self._report(at, {"signature": failed(IdentityCode.CERT_MALFORMED, str(error))})
        chain, authority = judge_chain(leaf, "sign", self.trust, (RSA_2048.name,), at)
        verdicts = {
            **before,
            "chain": chain,
            "key_usage": _judge_usage(leaf),
            "validity": judge_validity(leaf, at),
        }
        result = None
        # Asked of no other certificate, as for cards.
        if all(verdict.outcome is Outcome.OK for name, verdict in verdicts.items() if name != "binding"):
            result = self.revocation.check(leaf.der, at)
            verdicts["revocation"] = judge_revocation(result, leaf)
            verdicts["attributes"] = _judge_company(subject, number)
        report = self._report(at, verdicts, result)
        # What no trusted registrar wrote is not shown as a company.
        return replace(report, subject=subject, certificate=summary(leaf, "sign", authority)) if authority else report

    def _report(
        self, at: datetime, verdicts: Mapping[str, Verdict], result: RevocationResult | None = None
    ) -> CompanySignature:
        complete = {name: verdicts.get(name, NOT_ASKED) for name in _VERDICTS}
        return CompanySignature(self.name, self.trust.environment, at, complete, revocation_result=result)


def judge_binding(part: SignedPart, message: SignedMessage) -> Verdict:
    if part.digest(message.digest_name) != message.digest:
        return failed(IdentityCode.DOCUMENT_MISMATCH, "changed after it was signed")
    # A further signature is added behind; so is what hides the signed pages.
    return OK if part.whole else Verdict(Outcome.PERSON, IdentityCode.DOCUMENT_MISMATCH, "more was added behind it")


def _judge_usage(leaf: Leaf) -> Verdict:
    if leaf.is_authority or "key_cert_sign" in leaf.usages:
        return failed(IdentityCode.CERT_WRONG_TYPE, "an authority's certificate")
    if leaf.usages and not leaf.usages & _SIGNING:
        return failed(IdentityCode.CERT_WRONG_TYPE, f"key usage {', '.join(sorted(leaf.usages))}")
    return OK


def _judge_company(subject: CompanySubject, number: str) -> Verdict:
    if not number:
        return Verdict(Outcome.PERSON, IdentityCode.ATTRIBUTE_MISMATCH, "the application names no number")
    return OK if subject.number == number else failed(IdentityCode.ATTRIBUTE_MISMATCH, "another company")
