"""Throwing a draft away: asked before, undone for a day."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from portal.services.describe_procedure import describe_procedure
from portal.services.discard_draft import KEPT, discard_draft, restore_draft
from portal.services.drafts import draft_of_resident
from portal.web.draft_page import draft_context
from portal.web.page import language_of, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer_of

# Before the pages of questions: no question may be called discard or restore.
router = Router(prefix="/apply/{procedure}")


@router.get("/{draft}/discard")
def ask_to_discard(request: Request, procedure: str, draft: str) -> Response:
    """What is lost, and until when it can be had back; nothing goes before its button."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft)
    context = draft_context(request, installation, found) | {
        "facts": describe_procedure(installation, found.procedure, language_of(request)),
        "until": installation.clock.now() + KEPT,
    }
    return render(request, "pages/apply/discard.html", context)


@router.post("/{draft}/restore")
def restore(request: Request, procedure: str, draft: str, _posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        restore_draft(installation, unit, session, procedure, draft, resident_actor(request, session))
        unit.commit()
    return see(request, f"/apply/{procedure}")


@router.post("/{draft}/discard")
def discard(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_of_resident(installation, unit, session, procedure, draft)
        discard_draft(installation, unit, found.row, resident_actor(request, session))
        unit.commit()
    asset = first(posted, "asset")
    again = f"/apply/{procedure}" + (f"?asset={quote(asset)}" if asset else "")
    return see(request, again if "again" in posted else "/applications?discarded")
