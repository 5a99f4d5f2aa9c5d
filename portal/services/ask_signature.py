"""Asks somebody to sign a document (署名の求め), and keeps what they signed with the application that it became."""

from datetime import datetime

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import Sealer
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.judge_signature import ACCEPTED, OPEN, Ruling, judged
from portal.services.tie_to_register import tie_signer
from portal.services.write_audit import write_audit
from portal.store import applications, signatures
from portal.store.signatures import DocumentRow, SignatureRow

APPLICANT = "applicant"


def ask_signature(
    installation: Installation, unit: Unit, document: DocumentRow, role: str, person_id: str | None
) -> SignatureRow:
    """The open request to this person in this role, made now if there is none."""
    standing = open_signature(unit, document, role, person_id)
    if standing is not None:
        return standing
    signature_id = signatures.add(unit, document.id, role, person_id, to_micro(installation.clock.now()))
    row = signatures.by_id(unit, signature_id)
    if row is None:
        raise Conflict("signature")
    return row


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
    installation: Installation, unit: Unit, uid: str, sealer: Sealer, row: SignatureRow, ruling: Ruling, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Of an application, in the transaction that stores it where it is new. Conflict if the signature was judged before."""
    application = applications.by_uid(unit, uid)
    if application is None:
        raise Conflict("signature")
    now = to_micro(installation.clock.now())
    if not signatures.judge(unit, row.id, row.state, judged(installation, sealer, row, ruling, at), now):
        raise Conflict("signature")
    if ruling.state == ACCEPTED:
        tie_signer(installation, unit, sealer, application.id, row, ruling.record, now)
    detail = " ".join(part for part in (row.role, ruling.state, ruling.code) if part)
    write_audit(installation, unit, actor, "sign application", application_id=application.id, detail=detail)


def note_refused(installation: Installation, unit: Unit, row: SignatureRow, code: str, actor: Actor) -> None:
    """Nothing was sent; the request stays open. Which certificate it was is not kept."""
    write_audit(installation, unit, actor, "refuse signature", detail=f"{row.role} {code}")
