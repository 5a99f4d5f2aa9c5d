"""Asks again about signatures whose certificate nobody could speak for when they came. None is ever accepted for want of
an answer."""

from integrations.interfaces import BasicFour
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.ask_signature import APPLICANT
from portal.services.ask_signers import asked_of
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.judge_signature import ACCEPTED, PENDING, judge_signature, judged, record_of, signer_of
from portal.services.settle_signature import tell_settled
from portal.services.sign_at_counter import signer_of_visit
from portal.services.signed_document import content_of, list_of, read_content, to_verify
from portal.services.tie_to_register import tie_signer
from portal.store import applications, signatures
from portal.store.signatures import SignatureRow

_MEANWHILE = 600 * 1_000_000  # microseconds: when it is met again if asking came to no end
_SYSTEM = Actor("system", "signatures")


def settle_signatures(installation: Installation) -> int:
    """How many were settled; the others have a later hour by now."""
    if installation.verifier is None:
        return 0
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        rows = signatures.due(unit, now)
    settled = 0
    for row in rows:
        with installation.database.write() as unit:
            mine = signatures.claim(unit, row, now + _MEANWHILE)
            unit.commit()
        settled += mine and _ask_again(installation, row)
    return settled


def _signer(
    installation: Installation, unit: Unit, case: Case, row: SignatureRow, content: bytes
) -> BasicFour | None:  # fmt: skip
    """Whose card it had to be, as it was asked when the signature came: who signs at the counter has signed in nowhere."""
    if case.row.door == "counter" and row.role == APPLICANT:
        told, came = read_content(content).get("answers", {}), str(case.evidence.get("came", ""))
        return signer_of_visit(installation, unit, case.procedure, told, came, row.person_id)
    asked = (one for one in asked_of(unit, case.sealer, case.row.id) if one.row.signature_id == row.id)
    here = next(asked, None) if row.person_id is None else None
    return here.told if here is not None else signer_of(installation, unit, row.person_id)


def _ask_again(installation: Installation, row: SignatureRow) -> bool:
    """Judges it anew for the moment it came, now that more may be known; whether it is settled. No unit may be open."""
    with installation.database.read() as unit:
        document = signatures.document(unit, row.document_id)
        found = applications.by_id(unit, document.application_id or 0) if document else None
        if document is None or found is None:
            return False
        case = open_case(installation, unit, found)
        signer = _signer(installation, unit, case, row, content_of(document, case.sealer))
    record = record_of(case.sealer, row)
    if record is None or row.received_at is None:
        return False
    at = from_micro(row.received_at)
    content = content_of(document, case.sealer)
    ruling = judge_signature(
        installation, record.evidence, to_verify(document, content, signer, list_of(document, case.sealer)), at
    )
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        after = judged(installation, case.sealer, row, ruling, at)
        if not signatures.judge(unit, row.id, PENDING, after, now):
            return False
        if ruling.state != PENDING:
            tell_settled(installation, unit, case, row, _SYSTEM, ruling.state, ruling.code, now)
        if ruling.state == ACCEPTED:
            tie_signer(installation, unit, case.sealer, case.row.id, row, ruling.record, now)
        unit.commit()
    return ruling.state != PENDING
