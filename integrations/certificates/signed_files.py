"""Judges the signatures of a package by the forms that describe themselves."""

# Which form マイナポータル uses, where its file is and what it covers is not public: each file is looked at for what it
# is, and what it covers is found by digest or reference, never by its name.

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from integrations.certificates.algorithms import RSA_2048
from integrations.certificates.authorities import issuer_of
from integrations.certificates.company_judge import RegistrarJudge
from integrations.certificates.judging import NOT_ASKED, OK, failed, judge_attributes
from integrations.certificates.leaf import Leaf, Malformed, read_leaf
from integrations.certificates.signed_form import Checked, Contents, SignedForm
from integrations.certificates.signed_messages import message_in, signed_by_message, signed_in_paper
from integrations.certificates.signed_paper import WeakDigest
from integrations.certificates.verifier import JpkiVerifier
from integrations.sockets.certificate_sockets import CardAttributes, Outcome, Verdict
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import BasicFour
from integrations.sockets.signed_files_socket import Applicant, FileSignature, Format, SignedFiles

MOST_SIGNATURES = 20
_PDF = b"%PDF-"
_AUTHORITIES = (RSA_2048.name,)
_MESSAGES: frozenset[Format] = frozenset({"cms", "cms-enveloping"})
_VERDICTS = ("digest", "signature", "binding", "chain", "policy", "key_usage", "validity", "revocation", "attributes")


@dataclass(frozen=True)
class PackageFilesJudge:
    card: JpkiVerifier | None
    company: RegistrarJudge | None

    name = "package"
    fake = False

    def judge(self, files: Mapping[str, bytes], announced: str, applicant: Applicant, at: datetime) -> SignedFiles:
        contents = Contents(files)
        # What the package calls its signature goes first: the number is bounded.
        names = sorted(files, key=lambda name: name != announced)
        forms = ((name, form) for name in names for form in _forms(name, files[name], contents))
        signatures = tuple(self._judged(name, form, applicant, at) for name, form in islice(forms, MOST_SIGNATURES))
        by = {signature.file for signature in signatures}
        unread = (announced,) if announced in files and announced not in by else ()
        return SignedFiles(at, signatures, unread, _uncovered(files, signatures, announced))

    def _judged(self, name: str, form: "SignedForm | _Unread", applicant: Applicant, at: datetime) -> FileSignature:
        if isinstance(form, _Unread):
            return FileSignature(name, form.format, _complete({form.about: form.verdict}))
        try:
            leaf = read_leaf(form.certificate)
        except Malformed as error:
            return _malformed(name, form, str(error))
        checked = form.check(leaf)
        signature = FileSignature(name, form.format, {}, checked.covers, checked.parts)
        before = {"signature": checked.signature, "binding": checked.binding}
        if self.company is not None and issuer_of(leaf, self.company.trust.generations("sign"), _AUTHORITIES):
            return self._of_company(self.company, signature, leaf, before, applicant.number, at)
        if self.card is None or (self.company is None and not self._of_known(leaf)):
            unknown = Verdict(Outcome.UNKNOWN, IdentityCode.PROVIDER_CONFIG, "authorities are not set up")
            asked = {"digest": OK, **before, "chain": unknown}
            return replace(signature, verdicts=asked)
        return self._of_card(self.card, signature, leaf, checked, applicant.people, at)

    def _of_known(self, leaf: Leaf) -> bool:
        return self.card is not None and issuer_of(leaf, self.card.trust.generations("sign")) is not None

    @staticmethod
    def _of_company(
        judge: RegistrarJudge, signature: FileSignature, leaf: Leaf, before: Mapping[str, Verdict], number: str, at: datetime
    ) -> FileSignature:  # fmt: skip
        report = judge.judge_company(leaf, before, number, at)
        return replace(
            signature, verdicts={"digest": OK, **report.verdicts}, holder="company", subject=report.subject,
            certificate=report.certificate, revocation_result=report.revocation_result,
        )  # fmt: skip

    @staticmethod
    def _of_card(
        judge: JpkiVerifier, signature: FileSignature, leaf: Leaf, checked: Checked, people: Collection[BasicFour], at: datetime
    ) -> FileSignature:  # fmt: skip
        before = {"signature": checked.signature, "binding": checked.binding}
        report = judge.judge_holder(leaf, before, at)
        verdicts = {"digest": OK, **report.verdicts}
        if report.card_attributes is not None:
            verdicts["attributes"] = _compared(report.card_attributes, people)
        trusted = report.chain.outcome is Outcome.OK
        return replace(
            signature, verdicts=_ordered(verdicts), holder="card" if trusted else "",
            certificate=report.certificate if trusted else None, revocation_result=report.revocation_result,
        )  # fmt: skip


@dataclass(frozen=True)
class _Unread:
    format: Format
    about: str
    verdict: Verdict


def _forms(name: str, content: bytes, contents: Contents) -> "Iterator[SignedForm | _Unread]":
    from integrations.certificates.signed_xml import is_signed_xml, signed_by_xml  # noqa: PLC0415 - as for ASN.1

    format_: Format = "cms"
    try:
        if content.startswith(_PDF):
            for form in signed_in_paper(name, content):
                yield _unread("pdf", form) if isinstance(form, Malformed) else form
        elif der := message_in(content):
            yield from signed_by_message(der, contents)
        elif is_signed_xml(content):
            format_ = "xml"
            yield signed_by_xml(name, content, contents.files)
    except Malformed as error:
        yield _unread(format_, error)


def _unread(format_: Format, error: Malformed) -> _Unread:
    if isinstance(error, WeakDigest):
        return _Unread(format_, "digest", failed(IdentityCode.CARD_UNSUPPORTED, str(error)))
    return _Unread(format_, "signature", failed(IdentityCode.CERT_MALFORMED, str(error)))


def _malformed(name: str, form: SignedForm, about: str) -> FileSignature:
    return FileSignature(name, form.format, _complete({"signature": failed(IdentityCode.CERT_MALFORMED, about)}))


def _complete(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {name: verdicts.get(name, NOT_ASKED) for name in _VERDICTS}


def _ordered(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {name: verdicts[name] for name in _VERDICTS if name in verdicts}


def _compared(card: CardAttributes, people: Collection[BasicFour]) -> Verdict:
    """With all whom the answers name: who filed is not public either. A person decides on anyone else."""
    verdicts = [judge_attributes(card, person) for person in people]
    if OK in verdicts:
        return OK
    doubtful = next((verdict for verdict in verdicts if verdict.outcome is Outcome.PERSON), None)
    return doubtful or Verdict(Outcome.PERSON, IdentityCode.ATTRIBUTE_MISMATCH, "no person of the answers")


def _uncovered(
    files: Mapping[str, bytes], signatures: Collection[FileSignature], announced: str
) -> tuple[str, ...]:  # fmt: skip
    """A message is no document; signed XML is one."""
    good = [signature for signature in signatures if signature.state != "refused"]
    covered = {name for signature in good for name in (*signature.covers, *signature.parts)}
    messages = {signature.file for signature in signatures if signature.format in _MESSAGES}
    return tuple(name for name in files if name not in covered | messages | {announced})
