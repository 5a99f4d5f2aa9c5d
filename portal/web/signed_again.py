"""A signature of what was sent already, in the place of one that failed or beside the sender's: the arrival stays."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.answer_mandate import mandate_of
from portal.services.ask_signature import APPLICANT, keep_signature
from portal.services.cases import Case
from portal.services.judge_signature import ACCEPTED, PRINCIPAL, Ruling
from portal.services.sessions import Session, touch_session
from portal.services.sign_beside import SAME_SIGNER, keep_beside, to_sign
from portal.services.sign_mandate import confirm_signed
from portal.store import applications, signatures
from portal.store.signatures import SignatureRow
from portal.web.page import see
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of


def page_of(unit: Unit, signature: SignatureRow, application_id: int) -> str:
    """Where whoever signed in this role sees what came of it."""
    row = applications.by_id(unit, application_id)
    if row is None:
        raise NotFound("application")
    where = {APPLICANT: "applications", PRINCIPAL: "mandates"}.get(signature.role, "signers")
    return f"/{where}/{row.receipt_number}"


def signed_again(
    request: Request, session: Session, case: Case, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        actor = resident_actor(request, session)
        keep_signature(installation, unit, case.row.uid, case.sealer, row, ruling, actor, at)
        touch_session(installation, unit, session)
        unit.commit()
    return see(request, f"/applications/{case.row.receipt_number}?signed")


def signed_beside(
    request: Request, session: Session, case: Case, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:
    """By who did not send it. One certificate signs once."""
    installation, here = installation_of(request), f"/signers/{case.row.receipt_number}"
    with installation.database.write() as unit:
        actor = resident_actor(request, session)
        signatures.one_at_a_time(unit, row.document_id)
        _, asked, turn = to_sign(installation, unit, session, case.row.receipt_number)
        kept = keep_beside(installation, unit, case, asked, turn, row, ruling, actor, at)
        touch_session(installation, unit, session)
        unit.commit()
    return see(request, f"{here}?signed" if kept else f"{here}?refused={SAME_SIGNER.lower()}")


def signed_mandate(
    request: Request, session: Session, case: Case, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:
    """By whom it was filed for. What nobody can say yet, or no machine may, leaves the mandate a claim."""
    installation, here = installation_of(request), f"/mandates/{case.row.receipt_number}"
    with installation.database.write() as unit:
        actor = resident_actor(request, session)
        if not mandate_of(installation, unit, session, case.row.receipt_number).may_sign:
            raise Conflict("mandate")
        keep_signature(installation, unit, case.row.uid, case.sealer, row, ruling, actor, at)
        if ruling.state == ACCEPTED:
            confirm_signed(installation, unit, case, actor)
        touch_session(installation, unit, session)
        unit.commit()
    return see(request, f"{here}?signed")
