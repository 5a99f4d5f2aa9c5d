"""Years later, with revocation as of then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.answers import Answers
from integrations.sockets.certificate_sockets import (
    CanonicalDocument,
    Outcome,
    SignatureEvidence,
    SignatureVerifier,
    VerificationReport,
)
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NeighbourDown, NotFound, required
from portal.services.cases.cases import Case, open_case
from portal.services.cases.signature_state import latest
from portal.services.shared.needs import HasVerifier
from portal.services.signing.judge_signature import ACCEPTED, MENDED, VOID, record_of, signer_of
from portal.services.signing.signature_record import Record, read_revocation
from portal.services.signing.signed_document import content_of, has_same_content, list_of, to_verify
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

_ATTRIBUTES = "attributes"  # judged then, because names change


@dataclass(frozen=True)
class Verified:
    """`verdicts`: name → (outcome, code), recomputed. `sound`: valid or replaced by a person; voided ones as found.
    `revisions` of the answers that match. `signed`: list of a bundle, or b""."""

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


def verify_signatures(installation: HasVerifier, receipt_number: str) -> tuple[Verified, ...]:
    """Raises NotFound; NeighbourDown without a trust store."""
    verifier = required(installation.verifier, NeighbourDown("signing"))
    with installation.database.read() as unit:
        application = required(applications.by_number(unit, receipt_number), NotFound("application"))
        case = open_case(installation, unit, application)
        signed_rows, answers = [], _answers(unit, case)
        for row in _reported_rows(signatures.of_application(unit, application.id)):
            document = required(signatures.document(unit, row.document_id), NotFound("document"))
            content = content_of(document, case.sealer)
            signed = list_of(document, case.sealer)
            asked = to_verify(document, content, signer_of(installation.keys, unit, row.person_id), signed)
            covers = tuple(
                revision
                for revision, answers_ in answers.items()
                if has_same_content(content, case.procedure, answers_)
            )
            signed_rows.append((row, asked, (content, signed), record_of(case.sealer, row), covers))
    return tuple(
        _verified(row, written, record, None, covers)
        if record is None or row.received_at is None
        else _verified(row, written, record, _judged(verifier, record, asked, from_micro(row.received_at)), covers)
        for row, asked, written, record, covers in signed_rows
    )


def _reported_rows(rows: Sequence[SignatureRow]) -> list[SignatureRow]:
    latest_ids = {row.id for row in latest(rows)}
    return [row for row in rows if row.id in latest_ids or (row.state == VOID and row.sealed_evidence is not None)]


def _answers(unit: Unit, case: Case) -> dict[int, Answers]:
    return {
        revision: case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))
        for revision in range(1, case.row.answers_revision + 1)
    }


def package(verifier: SignatureVerifier | None, evidence: SignatureEvidence) -> bytes:
    """A standard signature file. Raises AdapterError."""
    if verifier is None:
        raise NeighbourDown("signing")
    return verifier.package(evidence)


def _judged(
    verifier: SignatureVerifier, record: Record, asked: CanonicalDocument, received_at: datetime
) -> VerificationReport:  # fmt: skip
    # With revocation data of that time: a new response concerns today.
    return verifier.verify(record.evidence, asked, received_at, read_revocation(record.report))


def _verified(
    row: SignatureRow, written: tuple[bytes, bytes], record: Record | None, report: VerificationReport | None,
    revisions: tuple[int, ...],
) -> Verified:  # fmt: skip
    recorded = {finding.name: (finding.outcome, finding.code) for finding in record.findings} if record else {}
    verdicts = {name: _verdict_now(name, recorded, report) for name in recorded}
    all_good = bool(verdicts) and all(
        outcome == Outcome.OK or (name == _ATTRIBUTES and row.state == ACCEPTED and outcome == Outcome.PERSON)
        for name, (outcome, _) in verdicts.items()
    )
    return Verified(
        role=row.role,
        state=row.state,
        sound=row.state == MENDED
        or (row.state == ACCEPTED and all_good)
        or (row.state == VOID and verdicts == recorded),
        at=from_micro(row.received_at) if row.received_at is not None else None,
        basis=str(record.report["basis"]) if record else "",
        verdicts=verdicts,
        document=written[0],
        signed=written[1],
        evidence=record.evidence if record else None,
        report=record.report if record else {},
        revisions=revisions,
    )


def _verdict_now(
    name: str, recorded: Mapping[str, tuple[str, str]], report: VerificationReport | None
) -> tuple[str, str]:  # fmt: skip
    if report is None or name == _ATTRIBUTES:
        return recorded[name]
    verdict = report.verdicts[name]
    return verdict.outcome.value, verdict.code.value if verdict.code else ""
