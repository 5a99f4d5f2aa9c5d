"""What was signed, once more, and its sending (`signed_check`)."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotYours
from portal.routes.signing.signing import send_signed
from portal.services.fees.advances import fee_ahead
from portal.services.filing.drafts import Draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.shared.sessions import Session
from portal.services.signing.sign_first import ruling_of, sent_until, signed_first
from portal.services.signing.signed_document import content_of, read_content
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow
from portal.web.filing.draft_page import draft_context, draft_or_receipt
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import owner
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading

router = Router("resident", prefix="/apply/{procedure}", access=owner())
_LATE = "nonce_expired"


@router.get("/{draft}/signed")
def show(request: Request, procedure: str, draft: str) -> Response:
    with reading(request) as (installation, unit):
        came = _signed(request, unit, procedure, draft)
        if isinstance(came, Response):
            return came
        _, saved_draft, row, document = came
        ahead = fee_ahead(installation, unit, saved_draft)
    seen = read_content(content_of(document, saved_draft.sealer))["seen"]
    context = draft_context(request, installation, saved_draft) | {
        "title": seen["title"],
        "sections": [
            (section["title"], [(row["label"], row["value"], "", ()) for row in section["rows"]])
            for section in seen["sections"]
        ],
        "until": sent_until(row),
        "ahead": ahead,
    }
    return render(request, "pages/signing/signed.html", context)


def _signed(
    request: Request, unit: Unit, procedure: str, draft: str
) -> Response | tuple[Session, Draft, SignatureRow, DocumentRow]:
    installation = installation_of(request)
    session = filer_of(request, unit, procedure)
    saved_draft = draft_or_receipt(installation, unit, session, procedure, draft)
    if isinstance(saved_draft, str):
        return see(request, f"/applications/{saved_draft}?sent")
    if saved_draft.helping:
        raise NotYours("draft")
    row = signed_first(installation, unit, saved_draft, session.person_id)
    document = signatures.document(unit, row.document_id) if row else None
    if row is None or document is None:
        # Too late, or the answers are others: it is signed again.
        return see(request, f"/apply/{procedure}/{draft}/sign?refused={_LATE}")
    return session, saved_draft, row, document


@router.post("/{draft}/signed")
def send(request: Request, procedure: str, draft: str, _posted: Post) -> Response:
    with reading(request) as (installation, unit):
        came = _signed(request, unit, procedure, draft)
    if isinstance(came, Response):
        return came
    session, saved_draft, row, document = came
    content, ruling = content_of(document, saved_draft.sealer), ruling_of(saved_draft, row)
    signed_at = from_micro(row.received_at or 0)

    def sent(looked: Looked) -> Response:
        return send_signed(request, session, row, document, content, ruling, signed_at, looked)

    return asking_register(installation.register, sent)
