"""Requests a signature on a document (署名の求め)."""

from datetime import datetime

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict, required
from portal.sealing import Sealer
from portal.services.residents.tie_to_register import tie_signer
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.judge_signature import ACCEPTED, OPEN, Ruling, judged
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow

APPLICANT = "applicant"


def ask_signature(clock: Clock, unit: Unit, document: DocumentRow, role: str, person_id: str | None) -> SignatureRow:
    existing = open_signature(unit, document, role, person_id)
    if existing is not None:
        return existing
    signature_id = signatures.add(unit, document.id, role, person_id, to_micro(clock.now()))
    return required(signatures.by_id(unit, signature_id), Conflict("signature"))


def open_signature(unit: Unit, document: DocumentRow, role: str, person_id: str | None) -> SignatureRow | None:
    return next(
        (
            row
            for row in signatures.of_document(unit, document.id)
            if (row.role, row.person_id, row.state) == (role, person_id, OPEN)
        ),
        None,
    )


def keep_signature(
    installation: Records, unit: Unit, uid: str, sealer: Sealer, row: SignatureRow, ruling: Ruling, actor: Actor,
    received_at: datetime,
) -> None:  # fmt: skip
    """In the application's transaction. Raises Conflict if judged already."""
    application = required(applications.by_uid(unit, uid), Conflict("signature"))
    now = to_micro(installation.clock.now())
    if not signatures.judge(unit, row.id, row.state, judged(installation.clock, sealer, row, ruling, received_at), now):
        raise Conflict("signature")
    if ruling.state == ACCEPTED:
        tie_signer(installation, unit, sealer, application.id, row, ruling.record, now)
    detail = " ".join(part for part in (row.role, ruling.state, ruling.code) if part)
    write_audit(installation, unit, actor, "sign application", application_id=application.id, detail=detail)


def note_refused(installation: Basics, unit: Unit, row: SignatureRow, code: str, actor: Actor) -> None:
    """The request stays open. The certificate is not stored."""
    write_audit(installation, unit, actor, "refuse signature", detail=f"{row.role} {code}")
