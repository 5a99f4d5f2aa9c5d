"""Verifies signatures whose revocation was unknown."""

from integrations.sockets.interfaces import BasicFour
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.jobs import Job
from portal.services.cases.cases import Case, open_case
from portal.services.counter.sign_at_counter import signer_of_visit
from portal.services.residents.tie_to_register import tie_signer
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.signing.ask_signature import APPLICANT
from portal.services.signing.ask_signers import asked_of
from portal.services.signing.judge_signature import ACCEPTED, PENDING, judge_signature, judged, record_of, signer_of
from portal.services.signing.settle_signature import report_settled
from portal.services.signing.signed_document import content_of, list_of, read_content, to_verify
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

_MEANWHILE = 600 * 1_000_000  # microseconds until the next attempt if this one does not finish
_SYSTEM = Actor("system", "signatures")


def settle_signatures(installation: Installation) -> int:
    if installation.verifier is None:
        return 0
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        rows = signatures.due(unit, now)
    settled = 0
    for row in rows:
        with installation.database.change() as unit:
            mine = signatures.claim(unit, row, now + _MEANWHILE)
        settled += mine and _ask_again(installation, row)
    return settled


def _signer(
    installation: Installation, unit: Unit, case: Case, row: SignatureRow, content: bytes
) -> BasicFour | None:  # fmt: skip
    # As on receipt: the counter has no sign-in.
    if case.row.door == "counter" and row.role == APPLICANT:
        answers, arrival = read_content(content).get("answers", {}), str(case.evidence.get("came", ""))
        return signer_of_visit(installation.keys, unit, case.procedure, answers, arrival, row.person_id)
    requests = (asked for asked in asked_of(unit, case.sealer, case.row.id) if asked.row.signature_id == row.id)
    request = next(requests, None) if row.person_id is None else None
    return request.expected_holder if request is not None else signer_of(installation.keys, unit, row.person_id)


def _ask_again(installation: Installation, row: SignatureRow) -> bool:
    # As of its receipt. No transaction may be open.
    with installation.database.read() as unit:
        document = signatures.document(unit, row.document_id)
        application = applications.by_id(unit, document.application_id or 0) if document else None
        if document is None or application is None:
            return False
        case = open_case(installation, unit, application)
        signer = _signer(installation, unit, case, row, content_of(document, case.sealer))
    record = record_of(case.sealer, row)
    if record is None or row.received_at is None:
        return False
    received_at = from_micro(row.received_at)
    content = content_of(document, case.sealer)
    ruling = judge_signature(
        installation, record.evidence, to_verify(document, content, signer, list_of(document, case.sealer)), received_at
    )
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        after = judged(installation.clock, case.sealer, row, ruling, received_at)
        if not signatures.judge(unit, row.id, PENDING, after, now):
            return False
        if ruling.state != PENDING:
            report_settled(installation, unit, case, row, _SYSTEM, ruling.state, ruling.code, now)
        if ruling.state == ACCEPTED:
            tie_signer(installation, unit, case.sealer, case.row.id, row, ruling.record, now)
        unit.commit()
    return ruling.state != PENDING


JOB = Job("settle_signatures", 30, settle_signatures, asks_neighbour=True)
