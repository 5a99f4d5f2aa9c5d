"""Signatures after sending; the arrival stays."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case
from portal.services.shared.sessions import Session, touch_session
from portal.services.signing.answer_mandate import mandate_of
from portal.services.signing.ask_signature import APPLICANT, keep_signature
from portal.services.signing.judge_signature import ACCEPTED, PRINCIPAL, Ruling
from portal.services.signing.sign_as_further_signer import SAME_SIGNER, keep_beside, to_sign
from portal.services.signing.sign_mandate import confirm_signed
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow
from portal.web.shared.page import see
from portal.web.shared.state import changing, installation_of, resident_actor


def page_of(unit: Unit, signature: SignatureRow, application_id: int) -> str:
    row = required(applications.by_id(unit, application_id), NotFound("application"))
    section = {APPLICANT: "applications", PRINCIPAL: "mandates"}.get(signature.role, "signers")
    return f"/{section}/{row.receipt_number}"


def signed_again(
    request: Request, session: Session, case: Case, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:
    with changing(request) as (installation, unit):
        actor = resident_actor(request, session)
        keep_signature(installation, unit, case.row.uid, case.sealer, row, ruling, actor, at)
        touch_session(installation.clock, unit, session)
    return see(request, f"/applications/{case.row.receipt_number}?signed")


def signed_beside(
    request: Request, session: Session, case: Case, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:
    """A certificate can sign only once."""
    installation, address = installation_of(request), f"/signers/{case.row.receipt_number}"
    with installation.database.change() as unit:
        actor = resident_actor(request, session)
        signatures.one_at_a_time(unit, row.document_id)
        _, asked, turn = to_sign(installation, unit, session, case.row.receipt_number)
        kept = keep_beside(installation, unit, case, asked, turn, row, ruling, actor, at)
        touch_session(installation.clock, unit, session)
    return see(request, f"{address}?signed" if kept else f"{address}?refused={SAME_SIGNER.lower()}")


def signed_mandate(
    request: Request, session: Session, case: Case, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:
    """Without an accepted verdict the mandate remains a claim."""
    installation, address = installation_of(request), f"/mandates/{case.row.receipt_number}"
    with installation.database.change() as unit:
        actor = resident_actor(request, session)
        if not mandate_of(installation, unit, session, case.row.receipt_number).may_sign:
            raise Conflict("mandate")
        keep_signature(installation, unit, case.row.uid, case.sealer, row, ruling, actor, at)
        if ruling.state == ACCEPTED:
            confirm_signed(installation, unit, case, actor)
        touch_session(installation.clock, unit, session)
    return see(request, f"{address}?signed")
