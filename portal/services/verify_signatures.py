"""Verifies the signatures of an application again, years later: the maths anew from the evidence that was kept, revocation
as it was found then, each verdict with the moment it holds for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.answers import Answers
from integrations.certificate_sockets import (
    CanonicalDocument,
    Outcome,
    SignatureEvidence,
    SignatureVerifier,
    VerificationReport,
)
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NeighbourDown, NotFound
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.judge_signature import ACCEPTED, MENDED, VOID, record_of, signer_of
from portal.services.signature_record import Record, read_revocation
from portal.services.signature_stand import latest
from portal.services.signed_document import content_of, list_of, says_the_same, to_verify
from portal.store import applications, signatures
from portal.store.signatures import SignatureRow

_AS_FOUND = "attributes"  # whose card it had to be was known then; names change


@dataclass(frozen=True)
class Verified:
    """`verdicts`: name → (outcome, code), by the maths of now. `sound`: it stands, or a person mended it; what a correction made
    void is judged as it was found. `state` as it is kept; without evidence there are no verdicts. `revisions` of the
    answers that the document says. `signed`: the list that was signed for a whole bundle, b"" where the document was itself."""

    role: str
    state: str
    sound: bool
    at: datetime | None
    basis: str
    verdicts: Mapping[str, tuple[str, str]]
    document: bytes
    evidence: SignatureEvidence | None
    report: Mapping[str, object]
    revisions: tuple[int, ...]
    signed: bytes = b""


def verify_signatures(installation: Installation, receipt_number: str) -> tuple[Verified, ...]:
    """What stands of each who was asked, and what was signed before a correction; () where nobody was. NotFound; NeighbourDown without a trust store."""
    verifier = installation.verifier
    if verifier is None:
        raise NeighbourDown("signing")
    with installation.database.read() as unit:
        application = applications.by_number(unit, receipt_number)
        if application is None:
            raise NotFound("application")
        case = open_case(installation, unit, application)
        found, answers = [], _answers(unit, case)
        for row in _told_of(signatures.of_application(unit, application.id)):
            document = signatures.document(unit, row.document_id)
            if document is None:
                raise NotFound("document")
            content = content_of(document, case.sealer)
            signed = list_of(document, case.sealer)
            asked = to_verify(document, content, signer_of(installation, unit, row.person_id), signed)
            covers = tuple(one for one, said in answers.items() if says_the_same(content, case.procedure, said))
            found.append((row, asked, (content, signed), record_of(case.sealer, row), covers))
    return tuple(
        _verified(row, written, record, None, covers)
        if record is None or row.received_at is None
        else _verified(row, written, record, _judged(verifier, record, asked, from_micro(row.received_at)), covers)
        for row, asked, written, record, covers in found
    )


def _told_of(rows: Sequence[SignatureRow]) -> list[SignatureRow]:
    stands = {row.id for row in latest(rows)}
    return [row for row in rows if row.id in stands or (row.state == VOID and row.sealed_evidence is not None)]


def _answers(unit: Unit, case: Case) -> dict[int, Answers]:
    """Every revision of them, opened."""
    return {
        revision: case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))
        for revision in range(1, case.row.answers_revision + 1)
    }


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


def _verified(
    row: SignatureRow, written: tuple[bytes, bytes], record: Record | None, now: VerificationReport | None,
    revisions: tuple[int, ...],
) -> Verified:  # fmt: skip
    found = {one.name: (one.outcome, one.code) for one in record.findings} if record else {}
    verdicts = {name: _said(name, found, now) for name in found}
    whole = bool(verdicts) and all(
        outcome == Outcome.OK or (name == _AS_FOUND and row.state == ACCEPTED and outcome == Outcome.PERSON)
        for name, (outcome, _) in verdicts.items()
    )
    return Verified(
        role=row.role,
        state=row.state,
        sound=row.state == MENDED or (row.state == ACCEPTED and whole) or (row.state == VOID and verdicts == found),
        at=from_micro(row.received_at) if row.received_at is not None else None,
        basis=str(record.report["basis"]) if record else "",
        verdicts=verdicts,
        document=written[0],
        signed=written[1],
        evidence=record.evidence if record else None,
        report=record.report if record else {},
        revisions=revisions,
    )


def _said(
    name: str, found: Mapping[str, tuple[str, str]], now: VerificationReport | None
) -> tuple[str, str]:  # fmt: skip
    if now is None or name == _AS_FOUND:
        return found[name]
    verdict = now.verdicts[name]
    return verdict.outcome.value, verdict.code.value if verdict.code else ""
