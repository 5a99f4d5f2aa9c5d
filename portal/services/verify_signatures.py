"""Verifies the signatures of an application again, years later: the maths anew from the evidence that was kept, revocation
as it was found then, each verdict with the moment it holds for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.certificate_sockets import (
    CanonicalDocument,
    Outcome,
    SignatureEvidence,
    SignatureVerifier,
    VerificationReport,
)
from portal.clock import from_micro
from portal.errors import NeighbourDown, NotFound
from portal.services.cases import open_case
from portal.services.installation import Installation
from portal.services.judge_signature import ACCEPTED, MENDED, record_of, signer_of
from portal.services.signature_record import Record, read_revocation
from portal.services.signature_stand import latest
from portal.services.signed_document import content_of, to_verify
from portal.store import applications, signatures
from portal.store.signatures import SignatureRow

_AS_FOUND = "attributes"  # whose card it had to be was known then; names change


@dataclass(frozen=True)
class Verified:
    """`verdicts`: name → (outcome, code), by the maths of now. `sound`: it stands, or a person mended it. `state` as it is
    kept; without evidence there are no verdicts."""

    role: str
    state: str
    sound: bool
    at: datetime | None
    basis: str
    verdicts: Mapping[str, tuple[str, str]]
    document: bytes
    evidence: SignatureEvidence | None
    report: Mapping[str, object]


def verify_signatures(installation: Installation, receipt_number: str) -> tuple[Verified, ...]:
    """What stands of each who was asked; () where nobody was. NotFound; NeighbourDown without a trust store."""
    verifier = installation.verifier
    if verifier is None:
        raise NeighbourDown("signing")
    with installation.database.read() as unit:
        application = applications.by_number(unit, receipt_number)
        if application is None:
            raise NotFound("application")
        case = open_case(installation, unit, application)
        found = []
        for row in latest(signatures.of_application(unit, application.id)):
            document = signatures.document(unit, row.document_id)
            if document is None:
                raise NotFound("document")
            content = content_of(document, case.sealer)
            asked = to_verify(document, content, signer_of(installation, unit, row.person_id))
            found.append((row, asked, record_of(case.sealer, row)))
    return tuple(
        _verified(row, asked.content, record, None)
        if record is None or row.received_at is None
        else _verified(row, asked.content, record, _judged(verifier, record, asked, from_micro(row.received_at)))
        for row, asked, record in found
    )


def package(installation: Installation, evidence: SignatureEvidence) -> bytes:
    """The signature as a file that the world's tools read. AdapterError."""
    if installation.verifier is None:
        raise NeighbourDown("signing")
    return installation.verifier.package(evidence)


def _judged(
    verifier: SignatureVerifier, record: Record, asked: CanonicalDocument, at: datetime
) -> VerificationReport:  # fmt: skip
    """The maths of now, with what was said about revocation then: nobody keeps old lists, and an answer of today is about today."""
    return verifier.verify(record.evidence, asked, at, read_revocation(record.report))


def _verified(row: SignatureRow, content: bytes, record: Record | None, now: VerificationReport | None) -> Verified:
    found = {one.name: (one.outcome, one.code) for one in record.findings} if record else {}
    verdicts = {name: _said(name, found, now) for name in found}
    whole = bool(verdicts) and all(
        outcome == Outcome.OK or (name == _AS_FOUND and row.state == ACCEPTED and outcome == Outcome.PERSON)
        for name, (outcome, _) in verdicts.items()
    )
    return Verified(
        role=row.role,
        state=row.state,
        sound=row.state == MENDED or (row.state == ACCEPTED and whole),
        at=from_micro(row.received_at) if row.received_at is not None else None,
        basis=str(record.report["basis"]) if record else "",
        verdicts=verdicts,
        document=content,
        evidence=record.evidence if record else None,
        report=record.report if record else {},
    )


def _said(
    name: str, found: Mapping[str, tuple[str, str]], now: VerificationReport | None
) -> tuple[str, str]:  # fmt: skip
    if now is None or name == _AS_FOUND:
        return found[name]
    verdict = now.verdicts[name]
    return verdict.outcome.value, verdict.code.value if verdict.code else ""
