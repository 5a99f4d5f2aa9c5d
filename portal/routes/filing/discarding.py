"""Discards a draft, restorable for a day."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from portal.services.fees.advances import fee_ahead
from portal.services.filing.discard_draft import KEPT, discard_draft, restore_draft
from portal.services.filing.drafts import draft_of_resident
from portal.services.finding.describe_procedure import name_procedure
from portal.web.filing.draft_page import draft_context
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, reading, resident_actor

# Routes before the question pages: no question may be called discard or restore.
router = Router("resident", prefix="/apply/{procedure}", access=owner())


@router.get("/{draft}/discard")
def ask_to_discard(request: Request, procedure: str, draft: str) -> Response:
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        ahead = fee_ahead(installation, unit, saved_draft)
    context = draft_context(request, installation, saved_draft) | {
        "facts": name_procedure(saved_draft.procedure, language_of(request)),
        "paid": ahead.order if ahead is not None and ahead.order is not None and ahead.order.state == "paid" else None,
        "until": installation.clock.now() + KEPT,
    }
    return render(request, "pages/apply/discard.html", context)


@router.post("/{draft}/restore")
def restore(request: Request, procedure: str, draft: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        restore_draft(installation, unit, session, procedure, draft, resident_actor(request, session))
    return see(request, f"/apply/{procedure}")


@router.post("/{draft}/discard")
def discard(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    with changing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        discard_draft(installation, unit, saved_draft.row, resident_actor(request, session))
    asset = first(posted, "asset")
    again = f"/apply/{procedure}" + (f"?asset={quote(asset)}" if asset else "")
    return see(request, again if "again" in posted else "/applications?discarded")
